"""The obligations as they hold in this workspace: the pack's and the ad-hoc requests (急件), with the dates the office changed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from models.programme.pack import Programme
from models.programme.types import Obligation, Recurrence, Scope
from models.queries.showing import keys
from models.reading import Reader

AD_HOC_CLAUSE = "急件"


class Dates(NamedTuple):
    """The four dates of an obligation."""

    opens: date | None
    due: date | None
    on_time_until: date | None
    locked: date | None


class Task(NamedTuple):
    """One obligation in force.

    Attributes:
        obligation: The obligation with the dates that hold for all; an ad-hoc request looks like one of the pack.
        original: The dates as they were before any change.
        own: The dates of those projects (or entities) that have dates of their own, by their id.
        project_ids: Of an ad-hoc request: the projects it goes to.
        due_time: ``HH:MM`` of the due day; empty: none.
        ad_hoc: It is an ad-hoc request.
    """

    obligation: Obligation
    original: Dates
    own: dict[str, Dates]
    project_ids: tuple[str, ...] = ()
    due_time: str = ""
    ad_hoc: bool = False

    @property
    def key(self) -> str:
        """Key of the obligation."""
        return self.obligation.key

    def dated(self, owner: str) -> Obligation:
        """Return the obligation with the dates that hold for one project or entity."""
        dates = self.own.get(owner)
        return self.obligation if dates is None else with_dates(self.obligation, dates)

    def original_due(self, due: date | None) -> date | None:
        """Return the due day before any change where it is another one than `due`."""
        return self.original.due if self.original.due != due else None


class Change(NamedTuple):
    """One change of dates that was not taken back; `owner` is a project, an entity, or empty for all."""

    owner: str
    dates: Dates


def dates_of(obligation: Obligation) -> Dates:
    """Return the dates of an obligation."""
    return Dates(obligation.opens, obligation.due, obligation.on_time_until, obligation.locked)


def with_dates(obligation: Obligation, dates: Dates) -> Obligation:
    """Return the obligation with other dates."""
    return replace(obligation, **dates._asdict())


def changed(task: Task, changes: Iterable[Change]) -> Task:
    """Return the task with changes of its dates, which come in the order in which they were made.

    Dates of one project hold over those of all. A later change for all takes their place unless it gives the project less time.
    """
    general, own = dates_of(task.obligation), dict(task.own)
    for owner, dates in changes:
        if owner:
            own[owner] = dates
        else:
            general = dates
            own = {id: kept for id, kept in own.items() if kept.due and dates.due and kept.due > dates.due}
    return task._replace(obligation=with_dates(task.obligation, general), own=own)


def effective(reader: Reader, programme: Programme) -> list[Task]:
    """Return every obligation in force: the pack's in its order, then the ad-hoc requests by their day of coming."""
    changes: dict[str, list[Change]] = defaultdict(list)
    for key, project, entity, *days in reader.rows(
        "SELECT obligation_id, project_id, entity_id, opens, due, on_time_until, locked FROM obligation_change"
        " WHERE undone_at IS NULL AND office = '' ORDER BY obligation_id, seq"
    ):
        changes[key].append(Change(project or entity or "", Dates(*(date.fromisoformat(day) if day else None for day in days))))
    tasks = [Task(obligation, dates_of(obligation), {}) for obligation in programme.obligations]
    tasks += _ad_hoc_tasks(reader, programme)
    return [changed(task, changes[task.key]) if task.key in changes else task for task in tasks]


def office_dates(reader: Reader) -> dict[tuple[str, str], Dates]:
    """Return the dates that the city changed for one district only, by district and key; a change of all acts on them as in `changed`."""
    found: dict[tuple[str, str], Dates] = {}
    for key, office, *days in reader.rows(
        "SELECT obligation_id, office, opens, due, on_time_until, locked FROM obligation_change"
        " WHERE undone_at IS NULL AND project_id IS NULL AND entity_id IS NULL ORDER BY obligation_id, seq"
    ):
        dates = Dates(*(date.fromisoformat(day) if day else None for day in days))
        if office:
            found[office, key] = dates
        else:
            for at in [at for at, own in found.items() if at[1] == key and not (own.due and dates.due and own.due > dates.due)]:
                del found[at]
    return found


def task(reader: Reader, programme: Programme, key: str) -> Task:
    """Return one obligation in force.

    Raises:
        KeyError: There is none of that key (or the ad-hoc request lies in the recycle bin).
    """
    for found in effective(reader, programme):
        if found.key == key:
            return found
    raise KeyError(key)


def titles(reader: Reader, programme: Programme) -> dict[str, str]:
    """Return key to title of every obligation, ad-hoc requests in the recycle bin included."""
    known = dict(reader.rows("SELECT id, title FROM ad_hoc_task"))
    return {obligation.key: obligation.title for obligation in programme.obligations} | known


def _ad_hoc_tasks(reader: Reader, programme: Programme) -> list[Task]:
    found = []
    for id, title, sender, received, due, due_time, note, projects in reader.rows(
        "SELECT id, title, sender, received_on, due, due_time, note, project_ids FROM ad_hoc_task"
        " WHERE deleted_at IS NULL ORDER BY received_on, created_at, id"
    ):
        project_ids = tuple(keys(projects))
        dates = Dates(date.fromisoformat(received), date.fromisoformat(due), date.fromisoformat(due), None)
        obligation = Obligation(
            key=id,
            title=title,
            scope=Scope.PROJECT if project_ids else Scope.DISTRICT,
            written_by="试点主体" if project_ids else programme.levels.district,
            forwarded_by="",
            recipient=sender,
            contents=(note,) if note else (),
            clause=AD_HOC_CLAUSE,
            quote=note,
            recurring=Recurrence.ONCE,
            nil_allowed=True,
            **dates._asdict(),
        )
        found.append(Task(obligation, dates, {}, project_ids, due_time, True))
    return found
