"""Obligations (报送任务): what is due, what was done, how it stands on a day."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from models.programme.pack import Programme
from models.programme.types import Obligation, Scope
from models.queries.showing import local_day
from models.reading import Reader

SUBMITTED, NIL, NOT_APPLICABLE = "submitted", "nil", "not_applicable"


class Standing(StrEnum):
    """How an obligation stands; the value is what the officer reads."""

    NOT_YET = "未到期"
    OPEN = "待办"
    DONE = "已报"
    DONE_LATE = "逾期报送"
    OVERDUE = "逾期未报"
    HISTORY = "补录"
    NOT_APPLICABLE = "不适用"
    NIL = "零报告"
    ANY_TIME = "随时"


DONE = frozenset({Standing.DONE, Standing.DONE_LATE, Standing.NOT_APPLICABLE, Standing.NIL})
"""Nothing is left to do."""


class ObligationRow(NamedTuple):
    """One obligation over the whole office.

    Attributes:
        days_left: Days until it is due, negative afterwards; ``None`` without a due day.
        total: How many of it arise: 1 for the district, else the projects it applies to now.
        done: How many are done.
        record_id: For an obligation of the district: its record, or empty.
        outcome: Of that record.
        met_on: Of that record.
        note: Of that record.
    """

    key: str
    title: str
    scope: str
    written_by: str
    recipient: str
    clause: str
    opens: date | None
    due: date | None
    on_time_until: date | None
    locked: date | None
    days_left: int | None
    standing: Standing
    total: int
    done: int
    record_id: str
    outcome: str
    met_on: date | None
    note: str


class ObligationItem(NamedTuple):
    """One obligation of one project; see `ObligationRow`. Met without a record (by entering a state), `record_id` is empty."""

    key: str
    title: str
    project_id: str
    number: str
    project_title: str
    entity: str
    opens: date | None
    due: date | None
    locked: date | None
    days_left: int | None
    standing: Standing
    record_id: str
    outcome: str
    met_on: date | None
    note: str
    clause: str


class RecordRow(NamedTuple):
    """One record (报送记录), for obligations that are met at any time."""

    id: str
    key: str
    title: str
    project_id: str
    project_title: str
    outcome: str
    met_on: date
    note: str
    by: str


def standing(
    *,
    opens: date | None,
    due: date | None,
    on_time_until: date | None,
    today: date,
    workspace_since: date,
    outcome: str = "",
    met_on: date | None = None,
) -> Standing:
    """Judge one obligation.

    Late is not locked: whether it may still be handed in is the fourth date's business. What fell due before the workspace existed and
    has no record is history to be recorded (补录), never overdue.

    Args:
        opens: Day from which it can be worked on.
        due: Day it is due; ``None``: at any time.
        on_time_until: Last day that counts as on time; ``None``: the due day.
        today: The day to judge on.
        workspace_since: The day the workspace was created.
        outcome: Outcome of its record; empty: there is none.
        met_on: Day of its record.
    """
    last = on_time_until or due
    if outcome == NOT_APPLICABLE:
        return Standing.NOT_APPLICABLE
    if outcome == NIL:
        return Standing.NIL
    if outcome:
        return Standing.DONE_LATE if last is not None and met_on is not None and met_on > last else Standing.DONE
    if opens is not None and today < opens:
        return Standing.NOT_YET
    if last is None:
        return Standing.ANY_TIME
    if today <= last:
        return Standing.OPEN
    return Standing.HISTORY if last < workspace_since else Standing.OVERDUE


def workspace_since(reader: Reader, otherwise: date) -> date:
    """Return the local day the workspace was created."""
    found = reader.rows("SELECT created_at FROM office")
    return local_day(found[0][0]) if found else otherwise


def overview(reader: Reader, programme: Programme, today: date) -> list[ObligationRow]:
    """Return every obligation of the pack with how it stands over the whole office, by due day; without due day last."""
    since = workspace_since(reader, today)
    projects = dict(reader.rows("SELECT state, COUNT(*) FROM project WHERE deleted_at IS NULL GROUP BY state"))
    district = {
        key: (id, outcome, date.fromisoformat(on), note)
        for key, id, outcome, on, note in reader.rows(
            'SELECT obligation_id, id, outcome, "on", note FROM obligation_record'
            " WHERE project_id IS NULL AND deleted_at IS NULL ORDER BY recorded_at"
        )
    }
    done, late, kept = _counts(reader, programme)
    rows = [
        _district_row(o, today, since, district.get(o.key))
        if o.scope is Scope.DISTRICT
        else _projects_row(o, today, since, sum(n for s, n in projects.items() if _arises(o, s)) + kept[o.key], done[o.key], late[o.key])
        for o in programme.obligations
    ]
    return sorted(rows, key=lambda row: (row.due is None, row.due or today))


def of_project(reader: Reader, programme: Programme, today: date, project_id: str) -> list[ObligationItem]:
    """Return the obligations of one project, by due day."""
    since = workspace_since(reader, today)
    items = [
        item
        for obligation in programme.obligations
        if obligation.scope is not Scope.DISTRICT
        for item in _items(reader, obligation, today, since, project_id)
    ]
    return sorted(items, key=lambda item: (item.due is None, item.due or today))


def by_project(reader: Reader, programme: Programme, today: date, key: str) -> list[ObligationItem]:
    """Return one obligation for every project it applies to, by number: who has done it and who has not (催报)."""
    return list(_items(reader, programme.obligation(key), today, workspace_since(reader, today), ""))


def records(reader: Reader, programme: Programme, key: str = "") -> list[RecordRow]:
    """Return all records, latest first, narrowed to one obligation where a key is given."""
    titles = {obligation.key: obligation.title for obligation in programme.obligations}
    return [
        RecordRow(id, kind, titles.get(kind, kind), project or "", title or "", outcome, date.fromisoformat(on), note, by)
        for id, kind, project, title, outcome, on, note, by in reader.rows(
            'SELECT r.id, r.obligation_id, r.project_id, p.title, r.outcome, r."on", r.note, r.by FROM obligation_record r'
            " LEFT JOIN project p ON p.id = r.project_id WHERE r.deleted_at IS NULL AND p.deleted_at IS NULL"
            f'{" AND r.obligation_id = :key" if key else ""} ORDER BY r."on" DESC, r.recorded_at DESC',
            **({"key": key} if key else {}),
        )
    ]


def days_left(due: date | None, today: date) -> int | None:
    """Return the days until a due day, negative afterwards."""
    return None if due is None else (due - today).days


def _arises(obligation: Obligation, state: str) -> bool:
    return not obligation.from_states or state in obligation.from_states


def _judge(obligation: Obligation, today: date, since: date, outcome: str = "", met_on: date | None = None) -> Standing:
    return standing(
        opens=obligation.opens,
        due=obligation.due,
        on_time_until=obligation.on_time_until,
        today=today,
        workspace_since=since,
        outcome=outcome,
        met_on=met_on,
    )


def _counts(reader: Reader, programme: Programme) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return by obligation how many projects have a record, how many were late, and to how many it no longer applies."""
    known = {obligation.key: obligation for obligation in programme.obligations}
    done: Counter[str] = Counter()
    late: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for obligation in programme.obligations:
        if obligation.met_by:
            _count_met(reader, obligation, done, late, kept)
    for key, state, outcome, on, count in reader.rows(
        'SELECT r.obligation_id, p.state, r.outcome, r."on", COUNT(DISTINCT r.project_id) FROM obligation_record r'
        " JOIN project p ON p.id = r.project_id WHERE r.deleted_at IS NULL AND p.deleted_at IS NULL"
        ' GROUP BY r.obligation_id, p.state, r.outcome, r."on"'
    ):
        if key not in known:
            continue
        done[key] += count
        kept[key] += 0 if _arises(known[key], state) else count
        last = known[key].on_time_until or known[key].due
        if last is not None and outcome not in (NIL, NOT_APPLICABLE) and date.fromisoformat(on) > last:
            late[key] += count
    return done, late, kept


def _count_met(reader: Reader, obligation: Obligation, done: Counter[str], late: Counter[str], kept: Counter[str]) -> None:
    """Add the projects that met an obligation by entering a state and need no record."""
    last = obligation.on_time_until or obligation.due or date.max
    owing = {f"state_{place}": state for place, state in enumerate(obligation.from_states)}
    ((met, later, still),) = reader.rows(
        "SELECT COUNT(*), COUNT(CASE WHEN entered.first_on > :last THEN 1 END),"
        f" COUNT(CASE WHEN p.state IN ({', '.join(f':{name}' for name in owing) or 'p.state'}) THEN 1 END)"
        ' FROM (SELECT project_id, MIN("on") AS first_on FROM state_change WHERE to_state = :met_by AND project_id NOT IN'
        " (SELECT project_id FROM obligation_record WHERE obligation_id = :key AND project_id IS NOT NULL AND deleted_at IS NULL)"
        " GROUP BY project_id) AS entered JOIN project p ON p.id = entered.project_id AND p.deleted_at IS NULL",
        last=last.isoformat(),
        met_by=obligation.met_by,
        key=obligation.key,
        **owing,
    )
    done[obligation.key] += met
    late[obligation.key] += later
    kept[obligation.key] += met - still


def _district_row(obligation: Obligation, today: date, since: date, record: tuple[str, str, date, str] | None) -> ObligationRow:
    id, outcome, met_on, note = record or ("", "", None, "")
    judged = _judge(obligation, today, since, outcome, met_on)
    if obligation.due is None and outcome:
        judged = Standing.ANY_TIME
    return _row(obligation, today, judged, 1, int(bool(outcome)), id, outcome, met_on, note)


def _projects_row(obligation: Obligation, today: date, since: date, total: int, done: int, late: int) -> ObligationRow:
    judged = _judge(obligation, today, since)
    if judged is not Standing.NOT_YET and obligation.due is not None:
        if not total:
            judged = Standing.NOT_APPLICABLE
        elif done >= total:
            judged = Standing.DONE_LATE if late else Standing.DONE
    return _row(obligation, today, judged, total, done, "", "", None, "")


def _row(
    obligation: Obligation, today: date, judged: Standing, total: int, done: int, id: str, outcome: str, met_on: date | None, note: str
) -> ObligationRow:
    return ObligationRow(
        key=obligation.key,
        title=obligation.title,
        scope=obligation.scope.value,
        written_by=obligation.written_by,
        recipient=obligation.recipient,
        clause=obligation.clause,
        opens=obligation.opens,
        due=obligation.due,
        on_time_until=obligation.on_time_until,
        locked=obligation.locked,
        days_left=days_left(obligation.due, today),
        standing=judged,
        total=total,
        done=done,
        record_id=id,
        outcome=outcome,
        met_on=met_on,
        note=note,
    )


def _items(reader: Reader, obligation: Obligation, today: date, since: date, project_id: str) -> Iterator[ObligationItem]:
    """Yield one obligation for the projects it applies to; one that is met stays, whatever the project's state is now."""
    for id, number, title, state, entity, record, outcome, on, note, entered in reader.rows(
        'SELECT p.id, p.number, p.title, p.state, e.name, r.id, r.outcome, r."on", r.note,'
        ' (SELECT MIN(s."on") FROM state_change s WHERE s.to_state = :met_by AND s.project_id = p.id)'
        " FROM project p JOIN pilot_entity e ON e.id = p.entity_id"
        " LEFT JOIN obligation_record r ON r.project_id = p.id AND r.obligation_id = :key AND r.deleted_at IS NULL"
        f' WHERE p.deleted_at IS NULL{" AND p.id = :project" if project_id else ""} ORDER BY p.number, r."on"',
        key=obligation.key,
        met_by=obligation.met_by,
        **({"project": project_id} if project_id else {}),
    ):
        if record is None and entered:
            outcome, on = SUBMITTED, entered
        if outcome is None and not _arises(obligation, state):
            continue
        met_on = date.fromisoformat(on) if on else None
        yield ObligationItem(
            key=obligation.key,
            title=obligation.title,
            project_id=id,
            number=number,
            project_title=title,
            entity=entity,
            opens=obligation.opens,
            due=obligation.due,
            locked=obligation.locked,
            days_left=days_left(obligation.due, today),
            standing=_judge(obligation, today, since, outcome or "", met_on),
            record_id=record or "",
            outcome=outcome or "",
            met_on=met_on,
            note=note or "",
            clause=obligation.clause,
        )
