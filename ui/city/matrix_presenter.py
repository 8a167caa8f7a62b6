"""What the page 报送情况 shows: a row a district, a column an obligation; whom to remind, and the files made of it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from exports.files import Progress, safe_file_name
from models.changes import Changes
from models.programme.types import Scope
from models.queries.city.matrix import WANTED, Cell, CellState, Duty, Line, Matrix, counts, matrix, reminders
from models.queries.effective import Task, office_dates, task
from models.queries.obligations import ChangeRow, changes
from models.queries.report_parts import Reporter, read_reporter
from ui.collecting.handing_out_presenter import Letter
from ui.context import Context
from ui.table.columns import ColumnKind, ColumnSpec
from ui.tone import Tone

if TYPE_CHECKING:
    from exports.outgoing import Outgoing

WORKBOOK, NOTICE = "报送情况表", "报送情况通报"
TONES = {
    CellState.OVERDUE: Tone.ERROR,
    CellState.RETURNED: Tone.ERROR,
    CellState.PART: Tone.WARNING,
    CellState.OPEN: Tone.WARNING,
    CellState.LATE: Tone.HINT,
    CellState.DONE: Tone.OK,
    CellState.NIL: Tone.OK,
}
_ORDER = list(CellState)
QUIET = frozenset({CellState.NOT_YET, CellState.NOTHING, CellState.HISTORY, CellState.ANY_TIME})
"""Shown without figures, so that the eye finds what matters."""


class DutyRow(NamedTuple):
    """One obligation of the chosen district, in words."""

    key: str
    title: str
    state: str
    counted: str
    due: date | None
    on: date | None
    missing: str


def columns(duties: Sequence[Duty]) -> tuple[ColumnSpec, ...]:
    """Return the columns of the matrix: district, rates, one an obligation, what the district works with."""
    return (
        ColumnSpec("name", "区县", width=9),
        ColumnSpec("complete", "已报/应报", ColumnKind.PROGRESS, width=7, value=lambda line: (line.met, line.owed)),
        ColumnSpec("timely", "及时率", ColumnKind.NUMBER, width=4, value=rate, show=lambda value: "" if value is None else f"{value:.0f}%"),
        *(_column(place, duty) for place, duty in enumerate(duties)),
        ColumnSpec("last_on", "最近报送", ColumnKind.DATE, width=6),
        ColumnSpec("program", "程序版本", width=5),
        ColumnSpec("pack_version", "方案包", width=5),
    )


def rate(line: Line) -> float | None:
    """Return how much came in time, in percent of what was due; ``None`` where nothing was."""
    return line.on_time * 100 / line.owed if line.owed else None


def cell_words(cell: Cell) -> str:
    """Say one cell in a word, with how many came where there are several."""
    if cell.state in QUIET:
        return "—" if cell.state is CellState.NOTHING else cell.state.value
    return f"{cell.state.value} {cell.met}/{cell.owed}" if cell.owed > 1 else cell.state.value


def _column(place: int, duty: Duty) -> ColumnSpec:
    def value(line: Line) -> Cell:
        return line.cells[place]

    return ColumnSpec(
        f"duty {duty.key}",
        duty.title,
        ColumnKind.STATE,
        width=9 if duty.scope is Scope.PROJECT else 7,
        value=value,
        show=cell_words,
        tone=lambda cell: TONES.get(cell.state, Tone.NEUTRAL),
        sort_key=lambda cell: (_ORDER.index(cell.state), cell.met),
    )


class MatrixPresenter:
    """Reads the matrix and makes what leaves of it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.matrix = Matrix(context.today(), (), ())

    def read(self) -> Matrix:
        """Read the matrix as of today."""
        self.matrix = matrix(self.context.reader, self.context.programme, self.context.today())
        return self.matrix

    @property
    def titles(self) -> dict[str, str]:
        """Title of every obligation, by key."""
        return {duty.key: duty.title for duty in self.matrix.duties}

    def summary(self) -> str:
        """Say the whole city in a line."""
        lines = self.matrix.lines
        owed, met, on_time = (sum(getattr(line, name) for line in lines) for name in ("owed", "met", "on_time"))
        late = sum(cell.state is CellState.OVERDUE for line in lines for cell in line.cells)
        back = sum(cell.state is CellState.RETURNED for line in lines for cell in line.cells)
        if not owed:
            return f"{len(lines)}个区县，目前没有到期的报送任务。"
        rates = f"完整率{met * 100 / owed:.1f}%，及时率{on_time * 100 / owed:.1f}%"
        return f"{len(lines)}个区县，应报{owed}件，已报{met}件，{rates}；逾期未报{late}项，退回待改{back}项。"

    def of_district(self, line: Line) -> list[DutyRow]:
        """Return the obligations of one district."""
        rows = []
        for cell in line.cells:
            counted = f"{cell.met}/{cell.owed}" if cell.owed else ""
            missing = "、".join(cell.missing) if cell.state in WANTED else ""
            rows.append(DutyRow(cell.key, self.titles[cell.key], cell.state.value, counted, cell.due, cell.on, missing))
        return rows

    def due_keys(self) -> list[str]:
        """Return the obligations of which something is wanted now."""
        return [duty.key for duty in self.matrix.duties if any(cell.state in WANTED for cell in self.matrix.column(duty.key))]

    def notice_keys(self) -> list[str]:
        """Return the obligations that have been due so far and were owed by some district."""
        on = self.matrix.on
        return [duty.key for duty in self.matrix.duties if any(counts(cell, on) for cell in self.matrix.column(duty.key))]

    def letters(self, keys: Sequence[str], offices: Sequence[str] = ()) -> list[Letter]:
        """Return the reminders for some obligations, for all districts or some."""
        from exports.city.chasing import chase_text

        reporter, phones = self.reporter(), self._phones()
        return [
            Letter(line.name, phones.get(line.office, ""), chase_text(line, cells, self.titles, reporter))
            for line, cells in reminders(self.matrix, keys)
            if not offices or line.office in offices
        ]

    def task(self, key: str) -> Task:
        """Return an obligation, with the dates that single districts have."""
        found = task(self.context.reader, self.context.programme, key)
        own = {office: dates for (office, of), dates in office_dates(self.context.reader).items() if of == key}
        return found._replace(own={**found.own, **own})

    def changes(self, key: str) -> list[ChangeRow]:
        """Return the changes of an obligation's dates; the owner is a district where it is one."""
        return changes(self.context.reader, self.context.programme, key)

    def undo_change(self, change_id: str) -> Changes | None:
        """Take a change of dates back; ``None`` when a rule forbade it."""
        from models.operations.obligations import undo_change

        return self.context.perform(undo_change, change_id)

    def workbook(self, progress: Progress) -> "Outgoing":
        """Return the matrix as a workbook, looked through; for the worker."""
        from exports.city.matrix_workbook import matrix_plan
        from exports.outgoing import outgoing_plan

        with self.context.workspace.snapshot() as reader:
            found = matrix(reader, self.context.programme, self.context.today())
            reporter = read_reporter(reader, self.context.programme, self.context.today())
        return outgoing_plan(matrix_plan(found, reporter), self.context.programme, WORKBOOK, self._name(WORKBOOK, ".xlsx"), progress)

    def notice(self, keys: Sequence[str]) -> "Outgoing":
        """Return the notice (通报) on some obligations, looked through; for the worker."""
        from exports.city.leaving import masked_document
        from exports.city.notice import notice_document
        from exports.files import Exported
        from exports.outgoing import Outgoing
        from exports.word.official.chosen import template_of, write_official
        from forms.inspection import Inspection

        context, settings = self.context, self.context.word_settings()
        with context.workspace.snapshot() as reader:
            found = matrix(reader, context.programme, context.today())
            reporter = read_reporter(reader, context.programme, context.today())
            document = notice_document(found, [duty for duty in found.duties if duty.key in keys], reporter, context.programme)
            own = template_of(reader, "notice", document.kind)
        inspection = Inspection()
        copy = masked_document(document, inspection)

        def write(path: Path, masked: bool, _progress: Progress) -> Exported:
            return write_official(copy if masked else document, path, settings, own)

        return Outgoing(NOTICE, self._name(NOTICE, ".docx"), inspection, write)

    def reporter(self) -> Reporter:
        """Return the city's office and the day."""
        return read_reporter(self.context.reader, self.context.programme, self.context.today())

    def _name(self, what: str, ending: str) -> str:
        return safe_file_name(f"{self.context.programme.city.name}-{what}-{self.context.today():%Y%m%d}") + ending

    def _phones(self) -> dict[str, str]:
        """Return whom to call: officer and telephone of each district's last package."""
        return {
            office: "　".join(part for part in (officer, phone) if part)
            for office, officer, phone in self.context.reader.rows(
                "SELECT s.office, s.officer, s.phone FROM received_submission s"
                " JOIN received_package k ON k.id = s.received_package_id ORDER BY k.made_at"
            )
        }
