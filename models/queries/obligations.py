"""Obligations (报送任务): what is due, what was done, how it stands on a day."""

from datetime import date
from typing import NamedTuple

from models.programme.pack import Programme
from models.programme.types import Scope
from models.queries.effective import effective, task, titles
from models.queries.obligation_items import ObligationItem, items
from models.queries.showing import local_minute
from models.queries.standing import DONE, Standing, days_left, standing, workspace_since
from models.queries.tallying import Tally, overall, tallies
from models.reading import Reader

__all__ = [
    "DONE",
    "ChangeRow",
    "DateChange",
    "ObligationItem",
    "ObligationRow",
    "RecordRow",
    "Standing",
    "by_project",
    "changes",
    "days_left",
    "of_project",
    "overview",
    "records",
    "standing",
    "workspace_since",
]

DATE_LABELS = ("开始日期", "截止日期", "按时截至", "停止接收日期")


class ObligationRow(NamedTuple):
    """One obligation over the whole office.

    Attributes:
        opens: The four dates are those of what is most urgent: a project may have dates of its own.
        days_left: Days until it is due, negative afterwards; ``None`` without a due day.
        total: How many of it arise: 1 for the district, else the projects or entities it applies to now.
        done: How many are done.
        record_id: For an obligation of the district: its record, or empty.
        outcome: Of that record.
        met_on: Of that record.
        note: Of that record.
        due_time: ``HH:MM`` of the due day; empty: none.
        original_due: The due day before it was changed; ``None``: it was not.
        own_dates: How many projects or entities have dates of their own.
        ad_hoc: It is an ad-hoc request (急件).
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
    due_time: str = ""
    original_due: date | None = None
    own_dates: int = 0
    ad_hoc: bool = False


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
    entity: str = ""


class DateChange(NamedTuple):
    """One of the four dates before and after; ``None``: there is none."""

    label: str
    old: date | None
    new: date | None


class ChangeRow(NamedTuple):
    """One change of dates (延期、提前), with its reason.

    Attributes:
        project_id: The only project it holds for; empty: for all, or for an entity.
        owner: Name of that project or entity, at the city of the district; empty: for all.
        dates: What changed.
        at: Local time.
        undone: Local time at which it was taken back; empty: it holds.
        can_undo: It is the latest of its kind, so that it can be taken back.
    """

    id: str
    key: str
    title: str
    project_id: str
    entity_id: str
    owner: str
    dates: tuple[DateChange, ...]
    reason: str
    by: str
    at: str
    undone: str
    undone_by: str
    can_undo: bool


def overview(reader: Reader, programme: Programme, today: date) -> list[ObligationRow]:
    """Return every obligation with how it stands over the whole office, ad-hoc requests included, by due day; without due day last."""
    since = workspace_since(reader, today)
    rows = [_row(tally, today, since) for tally in tallies(reader, programme, today)]
    return sorted(rows, key=lambda row: (row.due is None, row.due or today))


def of_project(reader: Reader, programme: Programme, today: date, project_id: str) -> list[ObligationItem]:
    """Return the obligations of one project, those that its entity meets once included, by due day."""
    since = workspace_since(reader, today)
    entity = [row[0] for row in reader.rows("SELECT entity_id FROM project WHERE id = :id AND deleted_at IS NULL", id=project_id)]
    found = [
        item
        for task in effective(reader, programme)
        if task.obligation.scope is not Scope.DISTRICT and (not task.ad_hoc or project_id in task.project_ids)
        for item in items(reader, task, today, since, entity if task.obligation.scope is Scope.ENTITY else (project_id,))
    ]
    return sorted(found, key=lambda item: (item.due is None, item.due or today))


def by_project(reader: Reader, programme: Programme, today: date, key: str) -> list[ObligationItem]:
    """Return one obligation for every project or entity it applies to, by number: who has done it and who has not (催报).

    Raises:
        KeyError: There is no such obligation.
    """
    found = task(reader, programme, key)
    if found.obligation.scope is Scope.DISTRICT:
        return []
    return list(items(reader, found, today, workspace_since(reader, today)))


def records(reader: Reader, programme: Programme, key: str = "") -> list[RecordRow]:
    """Return all records, latest first, narrowed to one obligation where a key is given."""
    known = titles(reader, programme)
    return [
        RecordRow(id, kind, known.get(kind, kind), project or "", title or "", outcome, date.fromisoformat(on), note, by, entity or "")
        for id, kind, project, title, entity, outcome, on, note, by in reader.rows(
            'SELECT r.id, r.obligation_id, r.project_id, p.title, e.name, r.outcome, r."on", r.note, r.by FROM obligation_record r'
            " LEFT JOIN project p ON p.id = r.project_id LEFT JOIN pilot_entity e ON e.id = r.entity_id"
            " LEFT JOIN ad_hoc_task t ON t.id = r.obligation_id"
            " WHERE r.deleted_at IS NULL AND p.deleted_at IS NULL AND e.deleted_at IS NULL AND t.deleted_at IS NULL"
            f'{" AND r.obligation_id = :key" if key else ""} ORDER BY r."on" DESC, r.recorded_at DESC',
            **({"key": key} if key else {}),
        )
    ]


def changes(reader: Reader, programme: Programme, key: str = "", project_id: str = "") -> list[ChangeRow]:
    """Return the changes of dates, latest first, those that were taken back included.

    Args:
        reader: Where to read.
        programme: The pack.
        key: Only of this obligation.
        project_id: Only those that hold for this project: its own and those for all.
    """
    known = titles(reader, programme)
    wanted = {"key": key} if key else {}
    terms = ["c.obligation_id = :key"] if key else []
    if project_id:
        wanted["project"] = project_id
        terms.append("(c.project_id = :project OR c.project_id IS NULL AND c.entity_id IS NULL)")
    latest = {
        (kind, owner): seq
        for kind, owner, seq in reader.rows(
            "SELECT obligation_id, COALESCE(project_id, entity_id, office), MAX(seq) FROM obligation_change"
            " WHERE undone_at IS NULL GROUP BY 1, 2"
        )
    }
    rows = []
    for id, kind, seq, project, entity, office, owner, reason, by, at, undone, undone_by, *days in reader.rows(
        "SELECT c.id, c.obligation_id, c.seq, c.project_id, c.entity_id, c.office, COALESCE(p.title, e.name, ''), c.reason, c.by,"
        " c.changed_at, c.undone_at, c.undone_by,"
        " c.old_opens, c.opens, c.old_due, c.due, c.old_on_time_until, c.on_time_until, c.old_locked, c.locked"
        " FROM obligation_change c LEFT JOIN project p ON p.id = c.project_id LEFT JOIN pilot_entity e ON e.id = c.entity_id"
        f"{' WHERE ' + ' AND '.join(terms) if terms else ''} ORDER BY c.changed_at DESC, c.seq DESC",
        **wanted,
    ):
        read = [date.fromisoformat(day) if day else None for day in days]
        pairs = zip(DATE_LABELS, read[::2], read[1::2], strict=True)
        rows.append(
            ChangeRow(
                id=id,
                key=kind,
                title=known.get(kind, kind),
                project_id=project or "",
                entity_id=entity or "",
                owner=owner or (programme.item_name("district", office) if office else ""),
                dates=tuple(DateChange(label, old, new) for label, old, new in pairs if old != new),
                reason=reason,
                by=by,
                at=local_minute(at),
                undone=local_minute(undone),
                undone_by=undone_by,
                can_undo=undone is None and latest.get((kind, project or entity or office)) == seq,
            )
        )
    return rows


def _row(tally: Tally, today: date, since: date) -> ObligationRow:
    task, record = tally.task, tally.record
    obligation = tally.pending[0].obligation if tally.pending else task.obligation
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
        standing=overall(tally, today, since),
        total=tally.total,
        done=tally.done,
        record_id=record.id if record else "",
        outcome=record.outcome if record else "",
        met_on=record.met_on if record else None,
        note=record.note if record else "",
        due_time=task.due_time,
        original_due=task.original_due(obligation.due),
        own_dates=len(task.own),
        ad_hoc=task.ad_hoc,
    )
