"""How far each obligation (报送任务) is over the whole office: how many are owed, done, late, and what is left until when."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from models.programme.pack import Programme
from models.programme.types import Obligation, Scope
from models.queries.effective import Task, effective
from models.queries.obligation_items import ObligationItem, arises, items
from models.queries.standing import NIL, NOT_APPLICABLE, Standing, is_late, judge, workspace_since
from models.reading import Reader

URGENCY = (Standing.OVERDUE, Standing.OPEN, Standing.HISTORY, Standing.NOT_YET, Standing.ANY_TIME)
"""Standings of what is not done, the most urgent first."""


class Record(NamedTuple):
    """The record of an obligation of the district."""

    id: str
    outcome: str
    met_on: date
    note: str


class Pending(NamedTuple):
    """What is left of one obligation with the same dates.

    Attributes:
        obligation: The obligation with these dates.
        number: How many projects or entities; 1 for the district.
        owner_id: The only project or entity, where it has dates of its own; else empty.
        owner: Its name.
    """

    obligation: Obligation
    standing: Standing
    number: int
    owner_id: str = ""
    owner: str = ""


class Tally(NamedTuple):
    """One obligation over the whole office; `pending` has the most urgent first."""

    task: Task
    total: int
    done: int
    late: int
    pending: tuple[Pending, ...]
    record: Record | None = None


class _Counts(NamedTuple):
    """By obligation: projects that have met it, those that were late, those it applied to but no longer does."""

    done: Counter[str]
    late: Counter[str]
    kept: Counter[str]


def tallies(reader: Reader, programme: Programme, today: date) -> list[Tally]:
    """Return how far every obligation in force is."""
    since = workspace_since(reader, today)
    tasks = effective(reader, programme)
    states = dict(reader.rows("SELECT state, COUNT(*) FROM project WHERE deleted_at IS NULL GROUP BY state"))
    counts = _counts(reader, [task for task in tasks if _counted(task)])
    records = {
        key: Record(id, outcome, date.fromisoformat(on), note)
        for key, id, outcome, on, note in reader.rows(
            'SELECT obligation_id, id, outcome, "on", note FROM obligation_record'
            " WHERE project_id IS NULL AND entity_id IS NULL AND deleted_at IS NULL ORDER BY recorded_at"
        )
    }
    found = []
    for task in tasks:
        if task.obligation.scope is Scope.DISTRICT:
            found.append(_of_district(task, today, since, records.get(task.key)))
        elif _counted(task):
            total = sum(count for state, count in states.items() if arises(task.obligation, state)) + counts.kept[task.key]
            own = list(items(reader, task, today, since, task.own)) if task.own else []
            found.append(_of_projects(task, today, since, total, counts, own))
        else:
            found.append(_of_items(task, today, since, list(items(reader, task, today, since))))
    return found


def overall(tally: Tally, today: date, since: date) -> Standing:
    """Judge it over the whole office: by what is most urgent, else as done."""
    obligation, record = tally.task.obligation, tally.record
    if tally.pending:
        return tally.pending[0].standing
    if obligation.due is None:
        return Standing.ANY_TIME if tally.total else Standing.NOT_APPLICABLE
    if record is not None:
        return judge(obligation, today, since, record.outcome, record.met_on)
    if judge(obligation, today, since) is Standing.NOT_YET:
        return Standing.NOT_YET
    if not tally.total:
        return Standing.NOT_APPLICABLE
    return Standing.DONE_LATE if tally.late else Standing.DONE


def _counted(task: Task) -> bool:
    """Tell whether SQL counts it: 20,000 projects may owe it. Few owe an ad-hoc request, and entities are counted one by one."""
    return task.obligation.scope is Scope.PROJECT and not task.ad_hoc


def _of_district(task: Task, today: date, since: date, record: Record | None) -> Tally:
    left = () if record else (Pending(task.obligation, judge(task.obligation, today, since), 1),)
    late = record is not None and is_late(task.obligation, record.outcome, record.met_on)
    return Tally(task, 1, int(record is not None), int(late), left, record)


def _of_projects(task: Task, today: date, since: date, total: int, counts: _Counts, own: list[ObligationItem]) -> Tally:
    done, late = counts.done[task.key], counts.late[task.key]
    left = list(_left(task, own))
    for item in own:  # counted by the dates of all
        if item.outcome:
            late += is_late(task.dated(item.project_id), item.outcome, item.met_on) - is_late(task.obligation, item.outcome, item.met_on)
    others = total - done - len(left)
    if others > 0:
        left.append(Pending(task.obligation, judge(task.obligation, today, since), others))
    return Tally(task, total, done, late, _by_urgency(left))


def _of_items(task: Task, today: date, since: date, found: list[ObligationItem]) -> Tally:
    done = [item for item in found if item.outcome]
    late = sum(is_late(task.dated(item.project_id or item.entity_id), item.outcome, item.met_on) for item in done)
    own = [item for item in found if (item.project_id or item.entity_id) in task.own]
    left = list(_left(task, own))
    others = len(found) - len(done) - len(left)
    if others:
        left.append(Pending(task.obligation, judge(task.obligation, today, since), others))
    return Tally(task, len(found), len(done), late, _by_urgency(left))


def _left(task: Task, own: Iterable[ObligationItem]) -> Iterator[Pending]:
    """Yield those of the projects or entities with dates of their own that are not done."""
    for item in own:
        if not item.outcome:
            owner = item.project_id or item.entity_id
            yield Pending(task.dated(owner), item.standing, 1, owner, item.project_title or item.entity)


def _by_urgency(left: Iterable[Pending]) -> tuple[Pending, ...]:
    return tuple(sorted(left, key=lambda p: (URGENCY.index(p.standing), p.obligation.due or date.max, p.owner)))


def _counts(reader: Reader, tasks: list[Task]) -> _Counts:
    known = {task.key: task.obligation for task in tasks}
    counts = _Counts(Counter(), Counter(), Counter())
    for obligation in known.values():
        if obligation.met_by:
            _count_met(reader, obligation, counts)
    for key, state, outcome, on, count in reader.rows(
        'SELECT r.obligation_id, p.state, r.outcome, r."on", COUNT(DISTINCT r.project_id) FROM obligation_record r'
        " JOIN project p ON p.id = r.project_id WHERE r.deleted_at IS NULL AND p.deleted_at IS NULL"
        ' GROUP BY r.obligation_id, p.state, r.outcome, r."on"'
    ):
        if key not in known:
            continue
        counts.done[key] += count
        counts.kept[key] += 0 if arises(known[key], state) else count
        if outcome not in (NIL, NOT_APPLICABLE) and is_late(known[key], outcome, date.fromisoformat(on)):
            counts.late[key] += count
    return counts


def _count_met(reader: Reader, obligation: Obligation, counts: _Counts) -> None:
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
    counts.done[obligation.key] += met
    counts.late[obligation.key] += later
    counts.kept[obligation.key] += met - still
