"""All obligations with their dates, steps and changes as one picture (报送日历), for the calendar file and the workbook."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models.calendar import PlannedStep, work_back
from models.programme.pack import Programme
from models.programme.types import Obligation, Scope
from models.queries.obligations import ChangeRow, changes
from models.queries.planning import StepLengths
from models.queries.standing import Standing, days_left, workspace_since
from models.queries.tallying import Tally, overall, tallies
from models.reading import Reader


class CalendarEntry(NamedTuple):
    """One obligation, or what one project (entity) with dates of its own owes of it.

    Attributes:
        owner: Name of that project or entity; empty: all.
        total: How many arise.
        done: How many are done.
        steps: The steps worked back from the due day; none when nothing is owed, it is done or only to be recorded.
        sequence: Grows with every change, so that a calendar program knows the newer one (RFC 5545, 3.8.7.4).
    """

    key: str
    title: str
    scope: Scope
    owner_id: str
    owner: str
    written_by: str
    recipient: str
    clause: str
    contents: tuple[str, ...]
    opens: date | None
    due: date | None
    due_time: str
    on_time_until: date | None
    locked: date | None
    original_due: date | None
    standing: Standing
    days_left: int | None
    total: int
    done: int
    met_on: date | None
    note: str
    ad_hoc: bool
    steps: tuple[PlannedStep, ...]
    sequence: int


@dataclass(frozen=True, slots=True)
class ObligationCalendar:
    """The whole picture.

    Attributes:
        office_id: Id of the office for life: makes the names of the entries unique.
        district: Name of the district.
        office: Full name of the office.
        title: Short title of the programme.
        on: Day of the export.
        step_titles: The steps in the order in which they are done.
        entries: By due day, without due day last.
        changes: The changes of dates, latest first.
        notes: What must be known about the dates: years the calendar of holidays does not cover.
    """

    office_id: str
    district: str
    office: str
    title: str
    on: date
    step_titles: tuple[str, ...]
    entries: tuple[CalendarEntry, ...]
    changes: tuple[ChangeRow, ...]
    notes: tuple[str, ...]


def read_calendar(reader: Reader, programme: Programme, on: date) -> ObligationCalendar:
    """Return all obligations as they stand on a day."""
    ((office_id, district, office),) = reader.rows("SELECT id, district_code, name FROM office")
    since, lengths = workspace_since(reader, on), StepLengths(reader, programme)
    sequences = _sequences(reader)
    entries: list[CalendarEntry] = []
    notes: list[str] = []
    for tally in tallies(reader, programme, on):
        general = [pending for pending in tally.pending if not pending.owner_id]
        judged = general[0].standing if general else overall(tally._replace(pending=()), on, since)
        parts = [(tally.task.obligation, judged, "", "", tally.total, tally.done, bool(general))]
        parts += [(p.obligation, p.standing, p.owner_id, p.owner, 1, 0, True) for p in tally.pending if p.owner_id]
        for obligation, standing, owner_id, owner, total, done, owed in parts:
            steps: tuple[PlannedStep, ...] = ()
            if obligation.due and owed and standing is not Standing.HISTORY:
                steps, note = work_back(obligation.due, lengths.times(obligation.key), programme.calendar)
                notes.append(note)
            entries.append(
                _entry(tally, obligation, standing, on)._replace(
                    owner_id=owner_id, owner=owner, total=total, done=done, steps=steps, sequence=sequences[obligation.key]
                )
            )
    return ObligationCalendar(
        office_id=office_id,
        district=programme.item_name("district", district),
        office=office,
        title=programme.short_title,
        on=on,
        step_titles=tuple(step.title for step in programme.steps),
        entries=tuple(sorted(entries, key=lambda entry: (entry.due is None, entry.due or on))),
        changes=tuple(changes(reader, programme)),
        notes=tuple(dict.fromkeys(note for note in notes if note)),
    )


def _sequences(reader: Reader) -> Counter[str]:
    """Return by obligation how often its dates were changed: making, taking back and editing each count."""
    found: Counter[str] = Counter()
    for key, number in reader.rows("SELECT obligation_id, COUNT(*) + COUNT(undone_at) FROM obligation_change GROUP BY obligation_id"):
        found[key] += number
    for key, version in reader.rows("SELECT id, version FROM ad_hoc_task"):
        found[key] += version - 1
    return found


def _entry(tally: Tally, obligation: Obligation, standing: Standing, on: date) -> CalendarEntry:
    task, record = tally.task, tally.record
    return CalendarEntry(
        key=obligation.key,
        title=obligation.title,
        scope=obligation.scope,
        owner_id="",
        owner="",
        written_by=obligation.written_by,
        recipient=obligation.recipient,
        clause=obligation.clause,
        contents=obligation.contents,
        opens=obligation.opens,
        due=obligation.due,
        due_time=task.due_time,
        on_time_until=obligation.on_time_until,
        locked=obligation.locked,
        original_due=task.original_due(obligation.due),
        standing=standing,
        days_left=days_left(obligation.due, on),
        total=tally.total,
        done=tally.done,
        met_on=record.met_on if record else None,
        note=record.note if record else "",
        ad_hoc=task.ad_hoc,
        steps=(),
        sequence=0,
    )
