"""Taking in what the officer has chosen from files that came back: all of it in one transaction, each file kept as evidence."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sqlalchemy import select

from forms.answers import Edit, read_form, save_answers
from forms.collecting.outcome import Candidate, Outcome, Plan
from forms.collecting.tolerant import same
from forms.collecting.tracking import PROBLEMS, PROGRESS, REQUESTS, TARGETS, TRACKING, VALUES
from forms.definition import TARGET_PREFIX
from models.changes import NOTHING, Changes, Kind
from models.errors import UserError
from models.indicator import ProjectIndicator
from models.operations.evidence import attach
from models.operations.hand_outs import note_answer
from models.operations.indicators import save_indicator, save_value
from models.operations.tracking import save_problem, save_progress, save_support_request
from models.plain import Plain
from models.queries import indicators
from models.queries.indicators import ValueRow
from models.reading import SessionReader
from models.tracking import Evidence
from models.work import Work


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the officer takes from one file.

    Attributes:
        plan: Its plan; its match names the document.
        chosen: Keys of the outcomes to be written; may be none.
        data: The bytes of the file, which are kept.
    """

    plan: Plan
    chosen: frozenset[str]
    data: bytes


def apply(work: Work, accepted: Sequence[Accepted]) -> Changes:
    """Write what was chosen; everything or, when one thing is refused, nothing.

    Args:
        work: The unit of work.
        accepted: The files.

    Raises:
        UserError: A file changed since it was read, the workspace changed since it was compared, or a rule forbids a value;
            the message names the file and the place.
    """
    kinds: set[Kind] = set()
    projects: set[str] = set()
    for one in accepted:
        try:
            changes = _take(work, one)
        except UserError as error:
            raise UserError(
                f"“{_name(one.plan)}”：{error.message}", f"{error.hint}这一批都没有写入，可以去掉这一项或这份文件后再试。"
            ) from error
        kinds |= changes.kinds
        projects |= changes.project_ids
    return Changes(frozenset(kinds), frozenset(projects)) if accepted else NOTHING


def _take(work: Work, one: Accepted) -> Changes:
    plan, target = one.plan, one.plan.match.chosen
    if target is None or plan.blocked:
        raise UserError(plan.blocked or "还没有确定这份表属于哪个项目。", "请先处理这份表。")
    if hashlib.sha256(one.data).hexdigest() != plan.digest:
        raise UserError("文件在读取之后改动过。", "请重新读取这份文件。")
    outcomes = [outcome for outcome in plan.outcomes if outcome.key in one.chosen]
    if len(outcomes) < len(one.chosen) or not all(outcome.takeable for outcome in outcomes):
        raise ValueError("chosen what the plan does not offer")
    take = _take_tracking if target.form_key == TRACKING else _take_answers
    changes = take(work, target, outcomes) if outcomes else NOTHING
    evidence_id = _keep(work, target, one)
    if plan.match.hand_out:
        note_answer(work, plan.match.hand_out, evidence_id)
    return Changes(changes.kinds | {Kind.EVIDENCE, Kind.HAND_OUT}, changes.project_ids | {target.project_id})


def _keep(work: Work, target: Candidate, one: Accepted) -> str:
    """Keep the file as evidence of its project and return its id; the same content is kept once."""
    held = select(Evidence.id).where(
        Evidence.project_id == target.project_id, Evidence.sha256 == one.plan.digest, Evidence.deleted_at.is_(None)
    )
    found = work.session.scalars(held.limit(1)).first()
    if found is not None:
        return found
    name = _name(one.plan)
    return attach(work, target.project_id, file_name=name, title=f"交回的表：{PurePath(name).stem}", data=one.data).id


def _take_answers(work: Work, target: Candidate, outcomes: Sequence[Outcome]) -> Changes:
    state = read_form(SessionReader(work.session), work.programme, target.document_id)
    fields = {field.key: field for field in state.form.fields()}
    for outcome in outcomes:
        if not same(fields[outcome.key], state.values.get(outcome.key), outcome.old):
            raise UserError(f"“{outcome.label}”在预览之后改过。", "请重新读取这份文件，再核对一次。")
    edits = {outcome.key: Edit(outcome.new, outcome.typed) for outcome in outcomes}
    return save_answers(work, target.document_id, edits)


def _take_tracking(work: Work, target: Candidate, outcomes: Sequence[Outcome]) -> Changes:
    kinds: set[Kind] = set()
    targets: dict[str, dict[str, Plain]] = {}
    for outcome in outcomes:
        part, *rest = outcome.key.split("/")
        if part == TARGETS and outcome.target:
            _refuse_changed(work, target, outcome, rest[-1])
            targets.setdefault(outcome.target, {})[rest[-1]] = outcome.new
    for indicator, cells in targets.items():
        kinds |= save_indicator(work, target.project_id, indicator, _indicator_facts(cells)).kinds
    for outcome in outcomes:
        part = outcome.key.partition("/")[0]
        if part == TARGETS and outcome.target:
            continue
        values: dict[str, Any] = outcome.new if isinstance(outcome.new, dict) else {}
        try:
            kinds |= _take_row(work, target.project_id, part, outcome, values).kinds
        except UserError as error:
            raise UserError(f"“{outcome.section}”{outcome.label}：{error.message}", error.hint) from error
    return Changes(frozenset(kinds), frozenset({target.project_id}))


def _take_row(work: Work, project_id: str, part: str, outcome: Outcome, values: Mapping[str, Any]) -> Changes:
    if part == TARGETS:
        return save_indicator(work, project_id, None, _indicator_facts(values))
    if part == VALUES:
        held = _value_of(work, outcome, values)
        return save_value(
            work,
            str(values["indicator"]),
            held.id if held else None,
            on=str(values["on"]),
            value=str(values.get("value") or ""),
            numerator=str(values.get("numerator") or ""),
            denominator=str(values.get("denominator") or ""),
            source=str(values.get("source") or (held.source if held else "")),
            note=str(values.get("note") or (held.note if held else "")),
            evidence_id=held.evidence_id if held else None,
        )
    facts: dict[str, Any] = {"on": values.get("on"), "text": values.get("text")}
    if part == PROGRESS:
        return save_progress(work, project_id, None, **facts)
    if part == PROBLEMS:
        return save_problem(work, project_id, None, **facts)
    assert part == REQUESTS
    return save_support_request(work, project_id, None, **facts, addressed_to=values.get("addressed_to"))


def _value_of(work: Work, outcome: Outcome, values: Mapping[str, Any]) -> ValueRow | None:
    """Return the value that is edited; a new one must not meet another that was entered since.

    Raises:
        UserError: The workspace changed since the preview.
    """
    held = [row for row in indicators.values(SessionReader(work.session), str(values["indicator"])) if row.on.isoformat() == values["on"]]
    if outcome.target:
        old = outcome.old if isinstance(outcome.old, dict) else {}
        now = next((row for row in held if row.id == outcome.target), None)
        if now is None or any((getattr(now, key) or None) != (old.get(key) or None) for key in ("value", "numerator", "denominator")):
            raise UserError("这个完成值在预览之后改过。", "请重新读取这份文件，再核对一次。")
        return now
    if held:
        raise UserError("这一天在预览之后已经填了完成值。", "请重新读取这份文件，再核对一次。")
    return None


def _refuse_changed(work: Work, target: Candidate, outcome: Outcome, column: str) -> None:
    """Refuse a cell that changed since the preview.

    Raises:
        UserError: It did.
    """
    indicator = work.session.get(ProjectIndicator, outcome.target)
    if indicator is None or indicator.project_id != target.project_id or indicator.deleted_at is not None:
        raise UserError(f"“{outcome.label}”的指标在预览之后删除了。", "请重新读取这份文件。")
    if column.startswith(TARGET_PREFIX):
        held = indicator.targets.get(int(column.removeprefix(TARGET_PREFIX)))
        now = held.value if held else ""
    else:
        now = str(getattr(indicator, column))
    if (now or None) != (outcome.old or None):
        raise UserError(f"“{outcome.label}”在预览之后改过。", "请重新读取这份文件，再核对一次。")


def _indicator_facts(cells: Mapping[str, Plain]) -> dict[str, Plain]:
    """Return the facts of an indicator for `save_indicator`."""
    facts: dict[str, Plain] = {key: value for key, value in cells.items() if not key.startswith(TARGET_PREFIX) and key != "id"}
    years = {key.removeprefix(TARGET_PREFIX): value for key, value in cells.items() if key.startswith(TARGET_PREFIX)}
    return facts | ({"targets": years} if years else {})


def _name(plan: Plan) -> str:
    return PurePath(plan.path.replace("\\", "/")).name
