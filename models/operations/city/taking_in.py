"""Taking in a submission package at the city (收件): everything in it, in one transaction, once.

What was removed at the district is named in the package; what is absent stays as it is. A row of another district is never touched.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.exc import IntegrityError

from models.base import Base, new_id
from models.changes import Changes, Kind
from models.entity import PilotEntity
from models.errors import UserError
from models.exchange import ProjectFacts, Submission
from models.exchange_states import ReceivedState
from models.feedback import CityComment, CityReturn, FieldQuery
from models.history import HistoryEntry
from models.indicator import IndicatorTarget, IndicatorValue, ProjectIndicator
from models.intake import ReceivedPart, ReceivedSubmission, RefusedPackage
from models.operations.city.arrived import Arrived, PartFacts
from models.operations.city.bulk import Count, Row, Shape, delete_rows, insert_rows, rows_of, table_of, update_rows
from models.operations.city.effects import EFFECTS
from models.operations.city.frozen import take_evidence, take_forms
from models.operations.city.states import states_to_take
from models.operations.exchange import HAD_IT, ReceivedFacts, record_received
from models.operations.guarding import needed
from models.package import ReceivedPackage, ReceivedPackageContent
from models.project import Project, StateChange
from models.tracking import Milestone, Problem, ProgressEntry, SupportRequest
from models.work import Work

BY_OFFICER = "officer"
"""Code of a package that somebody here decided not to take in (`models.intake.RefusedPackage`)."""

_KINDS = frozenset({Kind.EXCHANGE, Kind.PROJECT, Kind.ENTITY, Kind.DOCUMENT, Kind.TRACKING, Kind.INDICATOR, Kind.EVIDENCE, Kind.OBLIGATION})


def take_submission(work: Work, arrived: Arrived) -> Changes:
    """Write everything of a submission into the tables and keep the package.

    Args:
        work: The unit of work.
        arrived: The package, opened and judged to be the next one of its sender.

    Returns:
        `Changes.id` is the received package.

    Raises:
        UserError: It was taken in before, comes from a district the pack does not know, needs another pack,
            or says something else about what is frozen or belongs to somebody else; nothing has changed then.
    """
    facts, submission = arrived.facts, arrived.submission
    _check_sender(work, facts)
    _check_pack(work, submission)
    package = _record(work, arrived)
    delete_rows(work.session, table_of(RefusedPackage), "digest", facts.digest)  # it was refused at first
    offices = _offices(work, facts.office)
    try:
        counts = {
            "entities": _entities(work, submission.projects, facts.office, offices),
            **_projects(work, arrived, offices),
            "revisions": take_forms(work, arrived, offices),
            "evidence": take_evidence(work, arrived),
            "answers": _answers(work, submission, facts.office),
            "removed": _remove(work, submission.projects),
        }
    except IntegrityError as error:
        raise UserError(
            "包里有记录的标识与另一个区县（或另一个项目）报来的记录相同，没有导入。",
            "请与对方核实，是不是拷贝了别处的账套；请对方改好后重新报送。",
        ) from error
    _keep(work, package, arrived, counts)
    return Changes(_KINDS, frozenset(), package)


def refuse_package(work: Work, facts: ReceivedFacts, code: str, reason: str) -> Changes:
    """Note that a package of a known sender was not taken in, so that the receipt says so.

    Args:
        work: The unit of work.
        facts: What it says of itself, checked.
        code: `exports.package.refusals.Refusal`, or `BY_OFFICER`.
        reason: For the district, demanded.

    Raises:
        UserError: No reason is given, or it was taken in before.
    """
    held = work.session.scalars(select(ReceivedPackage).where(ReceivedPackage.digest == facts.digest)).first()
    if held is not None:
        raise UserError(*HAD_IT)
    refused = work.session.scalars(select(RefusedPackage).where(RefusedPackage.digest == facts.digest)).first()
    if refused is None:
        columns = {column.name for column in RefusedPackage.__table__.columns} & set(facts.__slots__)
        refused = RefusedPackage(**{name: getattr(facts, name) for name in columns})
        work.session.add(refused)
    refused.code, refused.note, refused.at, refused.by, refused.answered = code, needed(reason, "不接收的原因"), work.at, work.by, False
    work.session.flush()
    return Changes.of(Kind.EXCHANGE, id=refused.id)


def _record(work: Work, arrived: Arrived) -> str:
    """Keep the package and return its id; the usual one, which did not wait before, without the ORM."""
    facts, session = arrived.facts, work.session
    state = ReceivedState.TAKEN if arrived.verified else ReceivedState.UNVERIFIED
    table = table_of(ReceivedPackage)
    if facts.withdrawn or any(rows_of(session, table, ("id",), "digest", (facts.digest,))):
        return record_received(work, facts, arrived.data, state).id
    columns = [name for name in facts.__slots__ if name != "withdrawn"]
    given = {"id": new_id(), "size": len(arrived.data), "state": state.value, "received_at": work.at, "taken_at": work.at, "by": work.by}
    row = (*(getattr(facts, name) for name in columns), *given.values(), False, 1)
    insert_rows(session, table, (*columns, *given, "answered", "version"), [row])
    insert_rows(session, table_of(ReceivedPackageContent), ("received_package_id", "data"), [(given["id"], arrived.data)])
    about = (work.at, work.by, "create", ReceivedPackage.kind_label, given["id"], "", facts.name)
    told = ("file_name", ReceivedPackage.labels["file_name"], "", facts.file_name, "")
    names = ("at", "by", "action", "kind_label", "object_id", "project_id", "object_label")
    names_told = ("field_key", "field_label", "old", "new", "entered")
    insert_rows(session, table_of(HistoryEntry), (*names, *names_told), [(*about, *told)])
    return str(given["id"])


def _check_sender(work: Work, facts: ReceivedFacts) -> None:
    if facts.office not in {district.code for district in work.programme.districts}:
        raise UserError(f"“{facts.name}”不在方案包的区县名单里，没有导入。", "请核对是谁发来的；新设的区县请先更新方案包。")


def _check_pack(work: Work, submission: Submission) -> None:
    """A state or area that our pack does not know could be shown nowhere."""
    states = {state.key for state in work.programme.life_cycle.state}
    areas = {area.key for area in work.programme.areas} | {""}
    for project in submission.projects:
        if project.state not in states or not areas.issuperset((project.main_area, *project.other_areas)):
            raise UserError(
                f"“{project.title}”的状态或试点方向不在市级的方案包里，没有导入。",
                "区县用的方案包可能更新，请先更新市级的方案包，再导入这个文件。",
            )


def _offices(work: Work, office: str) -> frozenset[str]:
    """Return the district and those it took over (successor in the pack): their rows are its rows now."""
    found = {office}
    while more := {district.code for district in work.programme.districts if district.successor in found} - found:
        found |= more
    return frozenset(found)


def _foreign(what: str) -> UserError:
    return UserError(f"{what}的标识与另一个区县报来的记录相同，没有导入。", "请与对方核实，是不是拷贝了别处的账套；请对方改好后重新报送。")


def _entities(work: Work, projects: Sequence[ProjectFacts], office: str, offices: frozenset[str]) -> Count:
    facts = {project.entity.id: project.entity for project in projects}
    columns = ("name", "kind", "uscc", "industry", "contact", "mobile", "office")
    rows = [(id, e.name, e.kind, e.uscc, e.industry, e.contact, e.phone, office) for id, e in facts.items()]
    return _owned(work, table_of(PilotEntity), columns, rows, offices, {"tags": []})


def _owned(
    work: Work, table: Table, columns: tuple[str, ...], rows: Sequence[Row], offices: frozenset[str], constants: dict[str, Any]
) -> Count:
    """Insert or update things that belong to a district; the row is id, then `columns`, `office` last."""
    held = list(rows_of(work.session, table, ("id", *columns, "deleted_at"), "id", (row[0] for row in rows)))
    names = {row[0]: row[1] for row in rows}
    for row in held:
        if row[-2] not in offices:
            raise _foreign(f"“{names[row[0]]}”")
    moments = {"created_at": work.at, "updated_at": work.at}
    fixed = {**_blank(table, columns), **moments, "version": 1, "deleted_at": None, **constants}
    return Shape(table, columns, fixed, {"updated_at": work.at, "deleted_at": None}).merge(work.session, held, rows)


def _blank(table: Table, columns: Sequence[str]) -> dict[str, str]:
    """Return the texts that a package does not fill; the store holds no default."""
    known = {*columns, "id", "created_at", "updated_at", "version", "deleted_at"}
    return {
        column.name: "" for column in table.columns if column.name not in known and column.type.python_type is str and not column.nullable
    }


def _projects(work: Work, arrived: Arrived, offices: frozenset[str]) -> dict[str, Count]:
    """Insert or update the projects, and take over their states where the city has not decided since."""
    projects, office = arrived.submission.projects, arrived.facts.office
    table = table_of(Project)
    before = {row[0]: row[1] for row in rows_of(work.session, table, ("id", "state"), "id", (project.id for project in projects))}
    renewed = {form.document_id: form.number for form in arrived.forms}
    states, kept = states_to_take(work, projects, before, renewed, offices)
    facts = ("title", "number", "entity_id", "main_area", "other_areas", "clusters", "platforms", "period_start", "period_end", "rank")
    rows = [
        (
            p.id,
            p.title,
            p.number,
            p.entity.id,
            p.main_area,
            list(p.other_areas),
            list(p.clusters),
            list(p.platforms),
            p.period_start,
            p.period_end,
            p.rank,
            states[p.id],
            office,
        )
        for p in projects
    ]
    count = _owned(work, table, (*facts, "state", "office"), rows, offices, {"industries": []})
    on = min(arrived.submission.on, work.on)  # a district's clock may run ahead; what the city decides today must not lie before
    steps = [
        (new_id(), id, before.get(id, ""), state, on, "区县报送", arrived.facts.name, work.at)
        for id, state in states.items()
        if before.get(id, "") != state
    ]
    insert_rows(work.session, table_of(StateChange), ("id", "project_id", "from_state", "to_state", "on", "reason", "by", "at"), steps)
    return {"projects": count, "kept_states": Count(unchanged=kept), **_rows_of_projects(work, projects, list(before))}


def _rows_of_projects(work: Work, projects: Sequence[ProjectFacts], known: Sequence[str]) -> dict[str, Count]:
    """Write progress, milestones, problems, support requests and indicators; `known` are the projects that were here before."""
    indicators = [(p.id, seq, i) for p in projects for seq, i in enumerate(p.indicators, 1)]
    promised = ("project_id", "seq", "indicator_key", "name", "unit", "kind", "counting_rule", "baseline")
    matters = [(p.id, m) for p in projects for m in p.problems]
    requests = [(p.id, m) for p in projects for m in p.support_requests]
    counts = {
        "progress": _merge(
            work,
            ProgressEntry,
            ("project_id", "on", "text"),
            known,
            [(e.id, p.id, e.on, e.text) for p in projects for e in p.progress],
            by="",
        ),
        "milestones": _merge(
            work,
            Milestone,
            ("project_id", "seq", "area", "title", "planned_on", "done_on", "note"),
            known,
            [(m.id, p.id, n, m.area, m.title, m.planned_on, m.done_on, m.note) for p in projects for n, m in enumerate(p.milestones, 1)],
        ),
        "problems": _merge(
            work,
            Problem,
            ("project_id", "on", "text", "resolved_on", "resolution"),
            known,
            [(m.id, id, m.on, m.text, m.settled_on, m.settlement) for id, m in matters],
        ),
        "support_requests": _merge(
            work,
            SupportRequest,
            ("project_id", "on", "text", "addressed_to", "answered_on", "answer"),
            known,
            [(m.id, id, m.on, m.text, m.addressed_to, m.settled_on, m.settlement) for id, m in requests],
        ),
        "indicators": _merge(
            work,
            ProjectIndicator,
            promised,
            known,
            [(i.id, id, seq, i.key, i.name, i.unit, i.kind, i.counting_rule, i.baseline) for id, seq, i in indicators],
        ),
        "values": _merge(
            work,
            IndicatorValue,
            ("project_indicator_id", "on", "value", "numerator", "denominator", "source"),
            [i.id for id, _, i in indicators if id in known],
            [(v.id, i.id, v.on, v.value, v.numerator, v.denominator, v.source) for _, _, i in indicators for v in i.values],
            evidence_id=None,
            note="",
            recorded_at=work.at,
        ),
    }
    _targets(work, [(i.id, {int(year): value for year, value in i.targets.items()}) for _, _, i in indicators])
    return counts


def _merge(work: Work, kind: type[Base], columns: tuple[str, ...], owners: Sequence[str], rows: Sequence[Row], **fixed: Any) -> Count:
    """Insert or update the rows of one table; the first column names the owner, whose rows are the only ones that may be meant."""
    table = table_of(kind)
    held = rows_of(work.session, table, ("id", *columns, "deleted_at"), columns[0], owners) if rows else ()
    return Shape(table, columns, {**fixed, "version": 1, "deleted_at": None}, {"deleted_at": None}).merge(work.session, held, rows)


def _targets(work: Work, wanted: Sequence[tuple[str, dict[int, str]]]) -> None:
    """Write the targets; together they are one fact of the indicator, so that a year that is absent has none."""
    table, columns = table_of(IndicatorTarget), ("project_indicator_id", "year", "value")
    held: dict[str, dict[int, str]] = {}
    for id, year, value in rows_of(work.session, table, columns, columns[0], (id for id, _ in wanted)):
        held.setdefault(id, {})[year] = value
    moved = [id for id, targets in wanted if id in held and held[id] != targets]
    for id in moved:
        work.session.execute(table.delete().where(table.c.project_indicator_id == id))
    rows = [(id, year, value) for id, targets in wanted if id not in held or held[id] != targets for year, value in targets.items()]
    insert_rows(work.session, table, columns, rows)


def _answers(work: Work, submission: Submission, office: str) -> Count:
    """Write the district's answers to comments of returns and to questions about fields."""
    count = Count()
    for id, answer in submission.answers.items():
        about: CityComment | FieldQuery | None = work.session.get(CityComment, id) or work.session.get(FieldQuery, id)
        if about is None:
            continue
        if _asked_of(work, about) != office:
            continue
        if about.answer == answer:
            count.unchanged += 1
            continue
        count.new, count.changed = count.new + (about.answer == ""), count.changed + (about.answer != "")
        about.answer, about.answered_at, about.answered_by = answer, work.at, submission.officer
    return count


def _asked_of(work: Work, about: CityComment | FieldQuery) -> str | None:
    """Return whose form a comment or a question is about; ``None`` for a remark that was noted and never sent."""
    if isinstance(about, FieldQuery):
        return about.office
    return work.session.get_one(CityReturn, about.city_return_id).office if about.city_return_id else None


def _remove(work: Work, projects: Sequence[ProjectFacts]) -> Count:
    """Take away what the district names as deleted, each only from its own project."""
    count = Count()
    wanted = {(id, project.id) for project in projects for id in project.removed}
    for kind in (ProgressEntry, Milestone, Problem, SupportRequest, ProjectIndicator):
        count.changed += _delete(work, table_of(kind), "project_id", wanted)
    by_project = {project.id: project.removed for project in projects if project.removed}
    indicators = rows_of(work.session, table_of(ProjectIndicator), ("id", "project_id"), "project_id", by_project)
    values = {(id, row[0]) for row in indicators for id in by_project[row[1]]}
    count.changed += _delete(work, table_of(IndicatorValue), "project_indicator_id", values)
    return count


def _delete(work: Work, table: Table, owner: str, wanted: set[tuple[str, str]]) -> int:
    held = rows_of(work.session, table, ("id", owner, "deleted_at"), "id", {id for id, _ in wanted}) if wanted else iter(())
    found = [(row[0], work.at) for row in held if row[2] is None and (row[0], row[1]) in wanted]
    update_rows(work.session, table, ("deleted_at",), found)
    return len(found)


def _keep(work: Work, package: str, arrived: Arrived, counts: dict[str, Count]) -> None:
    """Note who met which obligation, what lay in the package, and what it changed."""
    said = arrived.submission
    effects = {name: counts[name].told for name in EFFECTS if any(counts[name].told)}
    facts = (said.obligation, said.obligation_title, said.on, said.nil, said.officer, said.phone, said.note, effects)
    names = ("received_package_id", "office", "obligation_id", "obligation_title", "on", "nil", "officer", "phone", "note", "effects")
    insert_rows(work.session, table_of(ReceivedSubmission), names, [(package, arrived.facts.office, *facts)])
    rows = [(package, *part) for part in arrived.parts]
    insert_rows(work.session, table_of(ReceivedPart), ("received_package_id", *PartFacts._fields), rows)
