"""Collecting a batch of files (回收): each matched, read and compared with the workspace; nothing is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from forms.answers import read_form
from forms.collecting.content import Incoming, Refusal, Workbook
from forms.collecting.judging import NOT_ASKED_THEN
from forms.collecting.matching import CODE, NAME, Register, match
from forms.collecting.outcome import TAKEN_AT_ONCE, Candidate, How, Match, Outcome, Plan, Standing
from forms.collecting.planning import plan_word
from forms.collecting.tracking import TRACKING, tracking_form
from forms.collecting.tracking_plan import plan_tracking
from forms.collecting.word_cells import answers_to_no_field, written_elsewhere
from forms.definition import Form
from forms.loading import load_form
from models.plain import Plain
from models.queries.hand_outs import HandOutFacts, documents, hand_out, hand_outs
from models.reading import Reader

if TYPE_CHECKING:
    from models.programme.pack import Programme
    from models.workspace.store import Workspace

NOT_CHOSEN = "请先选择这份表属于哪个项目。"
WHO = "这份表的项目是手工选定的，表里写的单位与主体库里的不同；确实是这家单位改了，才用交回的。"


def read_register(reader: Reader, programme: "Programme") -> Register:
    """Return the documents of the workspace that files may belong to."""
    rows = documents(reader)
    forms: dict[str, Form] = {key: load_form(programme, key) for key in dict.fromkeys(row.form_key for row in rows)}
    return Register.of(rows, forms | {TRACKING: tracking_form(programme)})


def collect(files: Sequence[Incoming], workspace: "Workspace", on: date, progress: Callable[[int, int], None] | None = None) -> list[Plan]:
    """Return a plan for every file, in their order; a file that was refused has a plan that says why.

    Each file is compared in a snapshot of its own, so that others can save meanwhile; taking in looks again whether anything changed.

    Args:
        files: What was read.
        workspace: The open workspace; any thread.
        on: Today.
        progress: Told files done and files in all; may raise to stop.
    """
    programme = workspace.programme
    with workspace.snapshot() as reader:
        register = read_register(reader, programme)
    plans = []
    for done, file in enumerate(files, start=1):
        with workspace.snapshot() as reader:
            plans.append(plan_file(file, register, reader, programme, on))
        if progress is not None:
            progress(done, len(files))
    return plans


def plan_file(
    file: Incoming, register: Register, reader: Reader, programme: "Programme", on: date, chosen: Candidate | None = None
) -> Plan:
    """Return the plan of one file.

    Args:
        file: The file.
        register: The documents of the workspace.
        reader: One consistent state of the workspace.
        programme: The pack.
        on: Today.
        chosen: The document that the officer has named for it; ``None``: the one it was matched to.
    """
    if isinstance(file.content, Refusal):
        nothing = Match(How.NOTHING, None)
        return Plan(file.path, file.digest, nothing, blocked=f"{file.content.message}{file.content.hint}")
    found = match(file.content, register, programme)
    target = chosen or found.chosen
    notes = list(file.content.remarks)
    already = reader.rows(
        "SELECT v.title, v.added_at FROM evidence v JOIN hand_out h ON h.evidence_id = v.id WHERE v.sha256 = :digest LIMIT 1",
        digest=file.digest,
    )
    if already:
        notes.append("内容完全相同的文件已经收过，再收一次不会有变化。")
    if target is None:
        return Plan(file.path, file.digest, found, notes=tuple(notes), blocked=" ".join((*found.doubts, NOT_CHOSEN)))
    given, handed = _handed(found, target, reader, notes)
    superseded = given is not None and _handed_out_again(given, reader, notes)
    settled = Match(found.how, target, found.candidates, () if chosen else found.doubts, found.identity, given.id if given else "")
    blocked = ""
    if target.form_key == TRACKING:
        if not isinstance(file.content, Workbook):
            return Plan(
                file.path, file.digest, settled, notes=tuple(notes), blocked="进度表应是Excel文件，这是Word文件，请核对是否选错了表。"
            )
        outcomes, more = plan_tracking(file.content, reader, target.project_id, handed, programme, on)
        notes += more
    else:
        if isinstance(file.content, Workbook):
            return Plan(
                file.path, file.digest, settled, notes=tuple(notes), blocked="这种表应是Word文件，这是Excel文件，请核对是否选错了表。"
            )
        state = read_form(reader, programme, target.document_id)
        if state.frozen:
            blocked = "这份文书已经报送，内容已锁定；需要修改时请先退回修改，再收这份表。"
        if given is not None and given.revision != state.revision:
            notes.append(f"下发的是第{given.revision}版，账套里现在是第{state.revision}版，请逐项核对。")
        if given is not None and given.form_version != state.form.version:
            notes.append(f"下发时的表是{given.form_version}版，现在是{state.form.version}版，栏目可能不同。")
        if given is None or given.form_version == state.form.version:
            notes += written_elsewhere(file.content, state.form)
        notes += answers_to_no_field(file.content, state.form)
        outcomes = plan_word(file.content, state, handed, programme)
        newer = [outcome.label for outcome in outcomes if outcome.why == NOT_ASKED_THEN]
        if newer:
            notes.append(f"旧版的表还没有“{'”“'.join(newer)}”，需要的请另行补填。")
        if chosen is not None and found.doubts:
            outcomes = _ask_who(outcomes, state.form)
    return Plan(file.path, file.digest, settled, outcomes, tuple(notes), blocked, superseded)


def _ask_who(outcomes: tuple[Outcome, ...], form: Form) -> tuple[Outcome, ...]:
    """Ask about name and credit code where the officer has named the project: the file may speak of another entity."""
    who = {field.key for field in form.fields() if field.bind in (CODE, NAME)}
    return tuple(
        replace(one, standing=Standing.ASKED, why=" ".join(part for part in (WHO, one.why) if part))
        if one.key in who and one.standing in TAKEN_AT_ONCE
        else one
        for one in outcomes
    )


def _handed_out_again(given: HandOutFacts, reader: Reader, notes: list[str]) -> bool:
    """Tell whether the same form was handed out again after this one, and note it."""
    rows = hand_outs(reader, date.min)  # the latest first
    last = next(row for row in rows if (row.document_id, row.form_key) == (given.document_id, given.form_key))
    if last.id == given.id:
        return False
    notes.append(f"这张表在{last.at}又下发过一次，交回的是较早下发的那一份，请核对以哪一份为准。")
    return True


def _handed(found: Match, target: Candidate, reader: Reader, notes: list[str]) -> tuple[HandOutFacts | None, Mapping[str, Plain] | None]:
    """Return the hand-out that a file answers, and what was handed out if the file is surely that one's."""
    identity = found.identity
    given = hand_out(reader, identity.hand_out) if identity else None
    if given is not None and (given.document_id, given.form_key) == (target.document_id, target.form_key):
        if given.answered:
            notes.append(f"这份表在{given.answered}已经收过一次，这是又交来的一份，请核对以哪一份为准。")
        return given, given.held
    if identity is not None and given is None:
        notes.append("账套里没有这次下发的记录，不知道下发时的内容。")
    waiting = [
        row.id
        for row in hand_outs(reader, date.min)
        if (row.document_id, row.form_key) == (target.document_id, target.form_key) and row.waiting
    ]
    return (hand_out(reader, waiting[0]) if len(waiting) == 1 else None), None
