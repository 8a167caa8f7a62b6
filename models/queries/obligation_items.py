"""One obligation (报送任务) for each project or entity that owes it or has met it."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from models.programme.types import Obligation, Scope
from models.queries.effective import Task
from models.queries.standing import SUBMITTED, Standing, days_left, judge
from models.reading import Reader, among


class ObligationItem(NamedTuple):
    """One obligation of one project, or of one entity where each entity owes it once.

    Attributes:
        project_id: Empty for an obligation of an entity; so are number and title.
        days_left: Days until it is due, negative afterwards; ``None`` without a due day.
        record_id: Empty when it is not met, or was met without a record (by entering a state).
        entity_id: For an obligation of an entity.
        due_time: ``HH:MM`` of the due day; empty: none.
        original_due: The due day before it was changed; ``None``: it was not.
        ad_hoc: It is an ad-hoc request (急件).
    """

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
    entity_id: str = ""
    due_time: str = ""
    original_due: date | None = None
    ad_hoc: bool = False


def arises(obligation: Obligation, state: str) -> bool:
    """Tell whether a project in that state owes an obligation of the pack."""
    return not obligation.from_states or state in obligation.from_states


def items(reader: Reader, task: Task, today: date, since: date, owners: Collection[str] | None = None) -> Iterator[ObligationItem]:
    """Yield one obligation for the projects or entities it arises for; one that is met stays, whatever the project's state is now.

    Args:
        reader: Where to read.
        task: The obligation; not one of the district.
        today: The day to judge on.
        since: The day the workspace was created.
        owners: Only these projects (for an obligation of entities: these entities); ``None``: all.
    """
    if task.ad_hoc and owners is None:
        owners = task.project_ids
    found = _of_entities(reader, task, owners) if task.obligation.scope is Scope.ENTITY else _of_projects(reader, task, owners)
    for project, number, title, entity_id, entity, owes, record, outcome, on, note, entered in found:
        if record is None and entered:
            outcome, on = SUBMITTED, entered
        if outcome is None and not owes:
            continue
        obligation = task.dated(project or entity_id)
        met_on = date.fromisoformat(on) if on else None
        yield ObligationItem(
            key=obligation.key,
            title=obligation.title,
            project_id=project,
            number=number,
            project_title=title,
            entity=entity,
            opens=obligation.opens,
            due=obligation.due,
            locked=obligation.locked,
            days_left=days_left(obligation.due, today),
            standing=judge(obligation, today, since, outcome or "", met_on),
            record_id=record or "",
            outcome=outcome or "",
            met_on=met_on,
            note=note or "",
            clause=obligation.clause,
            entity_id="" if project else entity_id,
            due_time=task.due_time,
            original_due=task.original_due(obligation.due),
            ad_hoc=task.ad_hoc,
        )


def _of_projects(reader: Reader, task: Task, owners: Collection[str] | None) -> Iterator[tuple[Any, ...]]:
    linked = frozenset(task.project_ids)
    only, parameters = _only("p.id", owners)
    for id, number, title, state, entity_id, entity, record, outcome, on, note, entered in reader.rows(
        'SELECT p.id, p.number, p.title, p.state, e.id, e.name, r.id, r.outcome, r."on", r.note,'
        ' (SELECT MIN(s."on") FROM state_change s WHERE s.to_state = :met_by AND s.project_id = p.id)'
        " FROM project p JOIN pilot_entity e ON e.id = p.entity_id"
        " LEFT JOIN obligation_record r ON r.project_id = p.id AND r.obligation_id = :key AND r.deleted_at IS NULL"
        f' WHERE p.deleted_at IS NULL{only} ORDER BY p.number, r."on"',
        key=task.key,
        met_by=task.obligation.met_by,
        **parameters,
    ):
        owes = id in linked if task.ad_hoc else arises(task.obligation, state)
        yield id, number, title, entity_id, entity, owes, record, outcome, on, note, entered


def _of_entities(reader: Reader, task: Task, owners: Collection[str] | None) -> Iterator[tuple[Any, ...]]:
    """An entity owes it as soon as one of its projects does, and has met it as soon as one entered the state that proves it."""
    only, parameters = _only("e.id", owners)
    for id, name, states, record, outcome, on, note, entered in reader.rows(
        "SELECT e.id, e.name, string_agg(p.state, ','), r.id, r.outcome, r.\"on\", r.note,"
        ' (SELECT MIN(s."on") FROM state_change s JOIN project q ON q.id = s.project_id AND q.deleted_at IS NULL'
        " WHERE s.to_state = :met_by AND q.entity_id = e.id)"
        " FROM pilot_entity e JOIN project p ON p.entity_id = e.id AND p.deleted_at IS NULL"
        " LEFT JOIN obligation_record r ON r.entity_id = e.id AND r.obligation_id = :key AND r.deleted_at IS NULL"
        f' WHERE e.deleted_at IS NULL{only} GROUP BY e.id, r.id ORDER BY e.name, e.id, r."on"',
        key=task.key,
        met_by=task.obligation.met_by,
        **parameters,
    ):
        owes = any(arises(task.obligation, state) for state in set(states.split(",")))
        yield "", "", "", id, name, owes, record, outcome, on, note, entered


def _only(column: str, owners: Collection[str] | None) -> tuple[str, dict[str, object]]:
    """Return what leaves the others out, with its parameters."""
    if owners is None:
        return "", {}
    condition, parameters = among(column, owners)
    return f" AND {condition}", parameters
