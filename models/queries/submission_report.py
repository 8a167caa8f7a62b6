"""报送情况一览: what had to be handed in, by whom, and how it stands, obligation by obligation and project by project."""

import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from models.programme.pack import Programme
from models.programme.types import Scope
from models.queries.obligations import ObligationItem, ObligationRow, Standing, by_project, overview
from models.queries.report_parts import PAGE, Pages, Reporter, counted, read_reporter
from models.reading import Reader, among

STANDINGS = (
    Standing.DONE,
    Standing.NIL,
    Standing.DONE_LATE,
    Standing.OPEN,
    Standing.OVERDUE,
    Standing.NOT_YET,
    Standing.HISTORY,
    Standing.NOT_APPLICABLE,
)
"""The columns of `DutyLine.counts`."""
WAITING = frozenset({Standing.OVERDUE, Standing.HISTORY, Standing.OPEN})
"""Something has to be done about it now."""


class DutyLine(NamedTuple):
    """One obligation over the whole district.

    Attributes:
        due: Day it is due (``YYYY-MM-DD``); empty for one that can be handed in at any time.
        owed: How many have to be handed in; 0 for one of any time.
        counts: How many of them stand how, in the order of `STANDINGS`.
        met_on: Latest day of handing in, or empty.
        remark: What stands beside the counts.
    """

    title: str
    written_by: str
    recipient: str
    due: str
    owed: int
    counts: tuple[int, ...]
    met_on: str
    remark: str


class SubmissionLine(NamedTuple):
    """One project; in `cells` how it stands with every obligation of `SubmissionReport.duties`, empty where there is none."""

    number: str
    title: str
    entity: str
    cells: tuple[str, ...]


class WaitingLine(NamedTuple):
    """Something that has not been handed in, with whom to call; `days` until it is due, negative afterwards."""

    duty: str
    due: str
    days: int | None
    standing: str
    number: str
    title: str
    entity: str
    contact: str
    phone: str


@dataclass(frozen=True, slots=True)
class SubmissionReport:
    """报送情况一览.

    Attributes:
        reporter: Who reports.
        duties: Titles and due days of the obligations of projects, the columns of `rows`.
        lines: All obligations by due day.
        rows: The projects by number.
        waiting: What has not been handed in, by obligation.
    """

    reporter: Reporter
    duties: tuple[tuple[str, str], ...]
    lines: tuple[DutyLine, ...]
    rows: Pages[SubmissionLine]
    waiting: Pages[WaitingLine]


def read_submissions(reader: Reader, programme: Programme, on: date) -> SubmissionReport:
    """Read 报送情况一览 as it stands on a day; give it a reader of one transaction (`Workspace.snapshot`)."""
    waiting: Pages[WaitingLine] = Pages(WaitingLine._make)
    table: dict[str, list[str]] = {}
    duties: list[tuple[str, str]] = []
    lines = []
    for row in overview(reader, programme, on):
        if row.scope == Scope.DISTRICT:
            lines.append(_district_line(row))
            if row.standing in WAITING:
                waiting.add([_waiting(row.title, row.due, row.days_left, row.standing, ("", "（本单位）", row.written_by), ("", ""))])
            continue
        lines.append(_read_duty(reader, programme, on, row, len(duties), table, waiting))
        duties.append((row.title, _text(row.due)))
    return SubmissionReport(
        reporter=read_reporter(reader, programme, on),
        duties=tuple(duties),
        lines=tuple(lines),
        rows=_rows(reader, table, len(duties)),
        waiting=waiting.measured(),
    )


def _read_duty(
    reader: Reader,
    programme: Programme,
    on: date,
    row: ObligationRow,
    place: int,
    table: dict[str, list[str]],
    waiting: Pages[WaitingLine],
) -> DutyLine:
    """Read one obligation of projects or entities: put its cells into column `place` of the table, add what is waiting."""
    items = by_project(reader, programme, on, row.key)
    for item in items:
        cells = table.setdefault(item.project_id or item.entity_id, [])
        cells.extend([""] * (place + 1 - len(cells)))
        cells[place] = _cell(item)  # of several records of one that is met at any time the last
    open_ones = [item for item in items if item.standing in WAITING]
    for start in range(0, len(open_ones), PAGE):
        part = open_ones[start : start + PAGE]
        people = _people(reader, [item.project_id or item.entity_id for item in part])
        waiting.add(
            _waiting(
                item.title,
                item.due,
                item.days_left,
                item.standing,
                (item.number, item.project_title, item.entity),
                people.get(item.project_id or item.entity_id, ("", "")),
            )
            for item in part
        )
    return _projects_line(row, items)


def _people(reader: Reader, owners: list[str]) -> dict[str, tuple[str, str]]:
    """Return contact and telephone by id of project or entity."""
    project, parameters = among("p.id", set(owners))
    entity, _ = among("e.id", set(owners))
    return {
        id: (contact, mobile or tel)
        for id, contact, mobile, tel in reader.rows(
            f"SELECT p.id, e.contact, e.mobile, e.tel FROM project p JOIN pilot_entity e ON e.id = p.entity_id WHERE {project}"
            f" UNION ALL SELECT e.id, e.contact, e.mobile, e.tel FROM pilot_entity e WHERE {entity}",
            **parameters,
        )
    }


def _rows(reader: Reader, table: dict[str, list[str]], duties: int) -> Pages[SubmissionLine]:
    rows: Pages[SubmissionLine] = Pages(SubmissionLine._make)
    nothing: list[str] = []
    rows.add(
        SubmissionLine(number, title, entity, _merged(table.get(id, nothing), table.get(entity_id, nothing), duties))
        for id, number, title, entity_id, entity in reader.rows(
            "SELECT p.id, p.number, p.title, e.id, e.name FROM project p JOIN pilot_entity e ON e.id = p.entity_id"
            " WHERE p.deleted_at IS NULL ORDER BY p.number"
        )
    )
    return rows.measured()


def _merged(own: list[str], of_entity: list[str], duties: int) -> tuple[str, ...]:
    """Return the cells of a project: its own, and where it has none those of its entity."""
    cells = [mine or theirs for mine, theirs in zip_longest(own, of_entity, fillvalue="")]
    return (*cells, *[""] * (duties - len(cells)))


def _cell(item: ObligationItem) -> str:
    return sys.intern(f"{item.standing.value}\n{_day(item.met_on)}" if item.met_on else item.standing.value)


def _district_line(row: ObligationRow) -> DutyLine:
    counts = Counter([row.standing])
    remark = "不定期报送" if row.due is None else "本单位报送"
    owed = 0 if row.due is None else 1
    return DutyLine(
        row.title,
        row.written_by,
        row.recipient,
        _text(row.due),
        owed,
        counted(counts, STANDINGS) if owed else (0,) * len(STANDINGS),
        _text(row.met_on),
        remark,
    )


def _projects_line(row: ObligationRow, items: list[ObligationItem]) -> DutyLine:
    counts = Counter(item.standing for item in items)
    met_on = max((item.met_on for item in items if item.met_on), default=None)
    remark = "" if items else "暂无应报项目"
    return DutyLine(row.title, row.written_by, row.recipient, _text(row.due), len(items), counted(counts, STANDINGS), _text(met_on), remark)


def _waiting(
    title: str, due: date | None, days: int | None, standing: Standing, project: tuple[str, str, str], person: tuple[str, str]
) -> WaitingLine:
    return WaitingLine(title, _text(due), days, standing.value, *project, *person)


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
