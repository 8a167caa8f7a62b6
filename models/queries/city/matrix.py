"""报送情况矩阵: districts × obligations, from what came in packages: due, received, on time, late, sent back, nil; whole and in time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from models.programme.pack import Programme
from models.programme.types import Obligation, Scope
from models.queries.effective import effective, office_dates, with_dates
from models.queries.obligation_items import arises
from models.queries.standing import Standing, judge, workspace_since
from models.reading import Reader


class CellState(StrEnum):
    """How one district stands with one obligation; the value is what the officer reads."""

    OVERDUE = "逾期未报"
    RETURNED = "退回待改"
    PART = "部分已报"
    OPEN = "待报"
    LATE = "逾期报送"
    DONE = "按时报送"
    NIL = "零报告"
    HISTORY = "以前到期"
    NOT_YET = "未到期"
    ANY_TIME = "随时"
    NOTHING = "不涉及"


WANTED = frozenset({CellState.OVERDUE, CellState.RETURNED, CellState.PART, CellState.OPEN})
"""Something is still to come: whom to remind (催报)."""

_PENDING = {
    Standing.NOT_YET: CellState.NOT_YET,
    Standing.OPEN: CellState.OPEN,
    Standing.OVERDUE: CellState.OVERDUE,
    Standing.HISTORY: CellState.HISTORY,
    Standing.ANY_TIME: CellState.ANY_TIME,
}


class Duty(NamedTuple):
    """One obligation, a column of the matrix; `due` is the day that holds for most, ``None``: at any time."""

    key: str
    title: str
    due: date | None
    scope: Scope


class Cell(NamedTuple):
    """One district and one obligation.

    Attributes:
        owed: How many are owed: one of the district, or one of each project that owes it.
        met: How many came and were not sent back since.
        late: How many of them after the last day that counts as on time.
        returned: How many were sent back and are wanted again.
        due: The day that holds for this district.
        on: Last day of submitting.
        missing: Projects whose document is still to come, as far as they are known here.
    """

    office: str
    key: str
    state: CellState
    owed: int
    met: int
    late: int
    returned: int
    due: date | None
    on: date | None
    missing: tuple[str, ...] = ()


class Line(NamedTuple):
    """One district, a row of the matrix.

    Attributes:
        owed: What has been due so far, over all obligations.
        met: How much of it came.
        on_time: How much of it came in time.
        program: Version of the program its last package was made with; empty: none came.
    """

    office: str
    name: str
    cells: tuple[Cell, ...]
    owed: int
    met: int
    on_time: int
    program: str
    pack_version: str
    last_on: date | None


class Matrix(NamedTuple):
    """The whole city on one day."""

    on: date
    duties: tuple[Duty, ...]
    lines: tuple[Line, ...]

    def column(self, key: str) -> tuple[Cell, ...]:
        """Return what every district has of one obligation, in the order of the lines."""
        return tuple(cell for line in self.lines for cell in line.cells if cell.key == key)


class _Came(NamedTuple):
    """What came for one obligation of one district.

    Attributes:
        first: The first day of submitting, by project; ``""`` is the district itself.
        revision: The newest revision, by project.
        nil: A nil report.
    """

    first: dict[str, date]
    revision: dict[str, str]
    nil: bool


class _Project(NamedTuple):
    id: str
    title: str
    state: str


def matrix(reader: Reader, programme: Programme, on: date) -> Matrix:
    """Return how every district of the day stands with every obligation.

    What a district handed in that has since been merged into another counts for the one that took over.

    Args:
        reader: The city's workspace.
        programme: The pack.
        on: The day to judge on.
    """
    heirs = heirs_on(programme, on)
    since = workspace_since(reader, on)
    obligations = [task.obligation for task in effective(reader, programme) if not task.ad_hoc]
    own_dates = {(heirs.get(office, office), key): dates for (office, key), dates in office_dates(reader).items()}
    came, projects = _came(reader, heirs, {one.key: one for one in obligations}), _projects(reader, heirs)
    returned = {row[0] for row in reader.rows(_RETURNED)}
    last = _last_packages(reader, heirs)
    lines = []
    for district in programme.districts_on(on):
        cells = []
        for obligation in obligations:
            dates = own_dates.get((district.code, obligation.key))
            dated = with_dates(obligation, dates) if dates else obligation
            arrived = came.get((district.code, obligation.key), _Came({}, {}, nil=False))
            cells.append(_cell(programme, district.code, dated, on, since, arrived, projects.get(district.code, ()), returned))
        counted = [cell for cell in cells if counts(cell, on)]
        owed, met, late = sum(cell.owed for cell in counted), sum(cell.met for cell in counted), sum(cell.late for cell in counted)
        lines.append(Line(district.code, district.name, tuple(cells), owed, met, met - late, *last.get(district.code, ("", "", None))))
    duties = tuple(Duty(one.key, one.title, one.due, one.scope) for one in obligations)
    return Matrix(on, duties, tuple(lines))


def heirs_on(programme: Programme, on: date) -> dict[str, str]:
    """Return for every district of the pack the one that answers for it on a day: itself, or who took over."""
    found = {}
    for district in programme.districts:
        now = district
        while not now.valid_on(on) and now.successor:
            now = programme.district(now.successor)
        found[district.code] = now.code
    return found


def _cell(
    programme: Programme,
    office: str,
    obligation: Obligation,
    on: date,
    since: date,
    came: _Came,
    projects: Iterable[_Project],
    returned: set[str],
) -> Cell:
    back = {owner for owner, revision in came.revision.items() if revision in returned}
    met = {owner: day for owner, day in came.first.items() if owner not in back}
    missing: tuple[str, ...] = ()
    if obligation.scope is Scope.DISTRICT:
        # One report, of however many parts: it is there once nothing of it was sent back.
        owed, back = 1, {""} if back else set()
        met = {"": min(met.values())} if met and not back else {}
    else:
        wanting = {project.id: project.title for project in projects if arises(obligation, project.state)}
        missing = tuple(title for id, title in wanting.items() if id not in met)
        first_stage = programme.life_cycle.initial in obligation.from_states
        # The city does not know the drafts of a district: of what begins there, at least one or a nil report is owed.
        owed = len(wanting.keys() | met.keys() | back) or int(first_stage)
    last_day = obligation.on_time_until or obligation.due
    late = sum(last_day is not None and day > last_day for day in met.values())
    last = max(came.first.values(), default=None)
    state = _state(obligation, on, since, owed, len(met), late, len(back), nil=came.nil)
    return Cell(office, obligation.key, state, owed, len(met), late, len(back), obligation.due, last, missing)


def _state(obligation: Obligation, on: date, since: date, owed: int, met: int, late: int, back: int, *, nil: bool) -> CellState:
    if back:
        return CellState.RETURNED
    if met and met >= owed:
        return CellState.LATE if late else CellState.DONE
    if nil and not met:
        return CellState.NIL
    if not owed:
        return CellState.NOTHING
    standing = judge(obligation, on, since)
    if met:
        return CellState.OVERDUE if standing is Standing.OVERDUE else CellState.PART
    return _PENDING[standing]


def counts(cell: Cell, on: date) -> bool:
    """Tell whether a cell counts for completeness and timeliness: what is not due yet does so once it came."""
    if cell.state in (CellState.NIL, CellState.NOTHING, CellState.HISTORY, CellState.ANY_TIME):
        return False
    return cell.met > 0 or cell.due is None or cell.due <= on


_RETURNED = (
    "SELECT t.revision_id FROM city_return t JOIN revision r ON r.id = t.revision_id"
    " JOIN document d ON d.id = r.document_id AND d.revision = r.number WHERE t.received_package_id IS NULL AND d.deleted_at IS NULL"
)
"""Revisions that were sent back and not handed in anew."""


def _came(reader: Reader, heirs: Mapping[str, str], obligations: Mapping[str, Obligation]) -> dict[tuple[str, str], _Came]:
    found: dict[tuple[str, str], _Came] = {}
    for office, key, day, nil, project, revision, document, form in reader.rows(
        'SELECT s.office, s.obligation_id, s."on", s.nil, p.project_id, p.revision_id, d.id, d.form_id FROM received_submission s'
        " JOIN received_package k ON k.id = s.received_package_id"
        " LEFT JOIN received_part p ON p.received_package_id = s.received_package_id AND p.kind = 'form'"
        " LEFT JOIN revision r ON r.id = p.revision_id LEFT JOIN document d ON d.id = r.document_id"
        ' ORDER BY s."on", k.made_at, p.entry'
    ):
        if not (nil or key not in obligations or _meets(obligations[key], form, document, project)):
            continue
        at = (heirs.get(office, office), key)
        came = found.setdefault(at, _Came({}, {}, nil=False))
        if nil:
            found[at] = came = came._replace(nil=True)
        else:
            owner = project or ""
            came.first.setdefault(owner, date.fromisoformat(day))
            if revision:
                came.revision[owner] = revision
    return found


def _meets(obligation: Obligation, form: str | None, document: str | None, project: str | None) -> bool:
    """Tell whether a form that came is what the obligation wants: answers alone, or a document sent along (随附文书), do not meet it."""
    if obligation.form:
        return form == obligation.form
    # What only the state says that it was met is the application form, which has its project's id.
    return not obligation.met_by or (document is not None and document == project)


def _projects(reader: Reader, heirs: Mapping[str, str]) -> dict[str, list[_Project]]:
    found: dict[str, list[_Project]] = defaultdict(list)
    for office, id, title, state in reader.rows(
        "SELECT office, id, title, state FROM project WHERE office <> '' AND deleted_at IS NULL ORDER BY number, id"
    ):
        found[heirs.get(office, office)].append(_Project(id, title, state))
    return found


def _last_packages(reader: Reader, heirs: Mapping[str, str]) -> dict[str, tuple[str, str, date | None]]:
    found: dict[str, tuple[str, str, date | None]] = {}
    for office, program, version, day in reader.rows(
        'SELECT k.office, k.program, k.pack_version, s."on" FROM received_package k'
        " JOIN received_submission s ON s.received_package_id = k.id ORDER BY k.made_at"
    ):
        found[heirs.get(office, office)] = (program, version, date.fromisoformat(day))
    return found


def reminders(found: Matrix, keys: Iterable[str]) -> Iterator[tuple[Line, list[Cell]]]:
    """Yield the districts from which something is still to come, with what, the most urgent first.

    Args:
        found: The matrix.
        keys: Of these obligations only.
    """
    wanted, order = set(keys), list(CellState)
    for line in found.lines:
        cells = [cell for cell in line.cells if cell.key in wanted and cell.state in WANTED]
        if cells:
            yield line, sorted(cells, key=lambda cell: (order.index(cell.state), cell.due or date.max))
