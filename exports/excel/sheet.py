"""The frame of one table sheet: title, line under it, head, room for the rows, totals, sign line, notes, and how it prints."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from exports.excel.heights import height_of, lines_of, room_of
from exports.excel.look import HEAD, META_LEFT, META_MIDDLE, META_RIGHT, NOTE, SIGN, TITLE, Look
from exports.excel.rows import Column, Rows, Value
from exports.files import clean_text

TITLE_ROW, META_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4
CM = 1 / 2.54
SIGN_GAP = "　" * 8
PLACE = "."
"""Stands in the row that the rows replace."""
A4 = 9
"""Paper number of A4 (ECMA-376 part 1, 18.3.1.63)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """All of a table sheet but its rows; equal frames look the same.

    Attributes:
        title: Title over the table.
        meta: What stands left, in the middle and right under the title.
        columns: The columns; the first is 序号.
        count: How many rows there are.
        empty: What stands in their place when there are none.
        totals: How many rows in bold stand behind them.
        sign: The sign line; empty: none.
        notes: Notes under the table, without 注.
        frozen: How many columns stay when scrolling to the right.
    """

    title: str
    meta: tuple[str, str, str]
    columns: tuple[Column, ...]
    count: int
    empty: str
    totals: int = 0
    sign: str = ""
    notes: tuple[str, ...] = ()
    frozen: int = 1

    @property
    def last_row(self) -> int:
        """Number of the last row of projects or what else the table lists (or of the empty row)."""
        return FIRST_ROW + max(self.count, 1) - 1


@dataclass(frozen=True, slots=True)
class Table:
    """One table sheet: its frame, its rows with a value for every column, and the rows in bold behind them."""

    sheet: str
    frame: Frame
    rows: Iterable[Sequence[Value]]
    totals: Sequence[Sequence[Value]] = ()


def meta_line(office: str, on: date, unit: str) -> tuple[str, str, str]:
    """Return what stands under a title: reporting office, day, unit."""
    return f"填报单位（盖章）：{office}", f"填报时间：{on.year}年{on.month}月{on.day}日", f"单位：{unit}"


def sign_line(officer: str, phone: str) -> str:
    """Return the line under a table where people sign."""
    people = (("单位负责人", ""), ("审核人", ""), ("填表人", officer), ("联系电话", phone))
    return SIGN_GAP.join(f"{label}：{name or '　　　　'}" for label, name in people)


class Body:
    """The rows of a sheet, still to be written.

    Attributes:
        sheet: Title of the sheet.
        count: How many rows there are, without totals.
        writers: Who writes them, for their notes afterwards.
    """

    def __init__(self, table: Table, look: Look) -> None:
        self.sheet = table.sheet
        self.count = table.frame.count
        self.writers = _writers(table.sheet, table.frame, look)
        self._table = table

    def chunks(self) -> Iterator[bytes]:
        """Write the rows: encoded XML, some rows at a time."""
        frame = self._table.frame
        rows, totals = self.writers
        listed = self._table.rows if frame.count else [(frame.empty, *[""] * (len(frame.columns) - 1))]
        yield from rows.write(listed, FIRST_ROW)
        yield from totals.write(self._table.totals, frame.last_row + 1)


def _writers(sheet: str, frame: Frame, look: Look) -> tuple[Rows, Rows]:
    """Return who writes the rows and who the totals."""
    columns = frame.columns
    if not frame.count:
        columns = (Column("", width=sum(column.width for column in columns), centred=True),) * len(columns)
    return Rows(sheet, columns, look), Rows(sheet, frame.columns, look, bold=True)


def lay_out(sheet: Worksheet, table: Frame, look: Look) -> None:
    """Lay out everything of a table sheet but its rows, which a `Body` puts in at row `FIRST_ROW`."""
    width = len(table.columns)
    _writers(sheet.title, table, look)  # so that the workbook has the styles of their cells
    _head(sheet, table, look)
    end = _foot(sheet, table, look, table.last_row + table.totals + 1)
    for place, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    _print_setup(sheet, end, width)
    sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}{FIRST_ROW}"
    if table.count:
        sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(width)}{table.last_row}"
        _choices(sheet, table)
    else:
        sheet.merged_cells.add(f"A{FIRST_ROW}:{get_column_letter(width)}{FIRST_ROW}")
    sheet.cell(FIRST_ROW, 1, PLACE)


def _head(sheet: Worksheet, table: Frame, look: Look) -> None:
    width = len(table.columns)
    look.merge(sheet, TITLE_ROW, 1, width, clean_text(table.title)[0], TITLE)
    room = sum(column.width for column in table.columns)
    sheet.row_dimensions[TITLE_ROW].height = 36 + 24 * (lines_of(table.title, room_of(room, TITLE.size)) - 1)
    first, second = _thirds(table.columns)
    for begin, stop, text, style in zip(
        (1, first + 1, second + 1), (first, second, width), table.meta, (META_LEFT, META_MIDDLE, META_RIGHT), strict=True
    ):
        if begin <= stop:
            look.merge(sheet, META_ROW, begin, stop, clean_text(text)[0], style)
    sheet.row_dimensions[META_ROW].height = 22
    lines = 1
    for place, column in enumerate(table.columns, start=1):
        look.write(sheet, HEAD_ROW, place, clean_text(column.title)[0], HEAD)
        lines = max(lines, lines_of(column.title, room_of(column.width)))
    sheet.row_dimensions[HEAD_ROW].height = max(32.0, height_of(lines))


def _thirds(columns: Sequence[Column]) -> tuple[int, int]:
    """Return the columns at which the first and the second part of the line under the title end: about 45 and 70 in 100 of the width."""
    whole = sum(column.width for column in columns)
    ends = []
    for share in (0.45, 0.70):
        reached, place = 0.0, 0
        while place < len(columns) and reached + columns[place].width / 2 <= whole * share:
            reached += columns[place].width
            place += 1
        ends.append(max(place, 1))
    return ends[0], ends[1]


def _foot(sheet: Worksheet, table: Frame, look: Look, row: int) -> int:
    """Write the sign line and the notes from `row` on and return the number of the last row."""
    width = len(table.columns)
    room = sum(column.width for column in table.columns)
    if table.sign:
        look.merge(sheet, row, 1, width, clean_text(table.sign)[0], SIGN)
        sheet.row_dimensions[row].height = 30
        row += 1
    for number, note in enumerate(table.notes, start=1):
        text = clean_text(f"注：{note}" if len(table.notes) == 1 else f"注{number}：{note}")[0]
        look.merge(sheet, row, 1, width, text, NOTE)
        sheet.row_dimensions[row].height = 14.0 * lines_of(text, room_of(room, NOTE.size)) + 2
        row += 1
    return row - 1


def _choices(sheet: Worksheet, table: Frame) -> None:
    for place, column in enumerate(table.columns, start=1):
        if not column.choices:
            continue
        letter = get_column_letter(place)
        rule = DataValidation(
            type="list",
            formula1=column.choices,
            allow_blank=True,
            showErrorMessage=True,
            errorStyle="stop",
            errorTitle="不在可选范围内",
            error=f"“{column.title}”请从下拉列表中选择。",
            showInputMessage=True,
            promptTitle=column.title,
            prompt="请从下拉列表中选择。",
        )
        rule.add(f"{letter}{FIRST_ROW}:{letter}{table.last_row}")
        sheet.add_data_validation(rule)


def _print_setup(sheet: Worksheet, last_row: int, width: int) -> None:
    """A4 landscape, one page wide, head on every page, 第 x 页，共 y 页."""
    paper(sheet, landscape=True)
    sheet.print_title_rows = f"{TITLE_ROW}:{HEAD_ROW}"
    sheet.print_area = f"A1:{get_column_letter(width)}{last_row}"


def paper(sheet: Worksheet, *, landscape: bool) -> None:
    """Set A4, margins, fit to one page wide, and the page number."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 1.5 * CM
    margins.top = margins.bottom = 1.8 * CM
    margins.header = margins.footer = 0.8 * CM
    sheet.print_options.horizontalCentered = True
    footer: Any = sheet.oddFooter
    footer.center.text = "第 &P 页，共 &N 页"
    sheet.sheet_view.showGridLines = False
