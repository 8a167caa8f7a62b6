"""The look of every table we hand out: fonts, lines and number formats of a government ledger (机关台账)."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

# Custom of Chinese offices, not a standard: 小标宋 title, 黑体 head, 仿宋 body at 五号 (10.5 pt). Only named, never shipped;
# where one is missing the office program takes its own substitute.
TITLE_FONT = "方正小标宋简体"
HEAD_FONT = "黑体"
BODY_FONT = "仿宋_GB2312"
FIGURE_FONT = "Times New Roman"
# Column widths are counted in digits of this font; with 宋体 a width of 1 is 8 pixels in Excel, WPS and LibreOffice alike.
NORMAL_FONT = "宋体"
BODY_SIZE = 10.5
HEAD_GREY = "F2F2F2"

TEXT = "@"
COUNT = "#,##0"
BROKEN = "#,##0.0###"
MONEY = "#,##0.00"
PERCENT = "0.0%"
PROJECTS = '"共"#,##0"个项目"'
ITEMS = '"共"#,##0"项"'
DATE = 'yyyy"年"m"月"d"日"'

GB2312_CHARSET = 134


@dataclass(frozen=True, slots=True)
class Style:
    """How one kind of cell looks.

    Attributes:
        font: Name of the font.
        size: In points.
        align: ``left`` / ``center`` / ``right``.
        vertical: ``center`` / ``top`` / ``bottom``.
        format: Number format.
        lines: Thin lines on all four sides.
        grey: Light grey ground.
        quoted: The cell carries the mark (') that keeps an office program from taking its text for a formula when it is edited.
    """

    font: str = BODY_FONT
    size: float = BODY_SIZE
    bold: bool = False
    align: str = "left"
    vertical: str = "center"
    wrap: bool = True
    format: str = "General"
    lines: bool = True
    grey: bool = False
    quoted: bool = False


TITLE = Style(font=TITLE_FONT, size=18, align="center", lines=False)
META_LEFT = Style(size=11, lines=False, wrap=False)
META_MIDDLE = Style(size=11, align="center", lines=False, wrap=False)
META_RIGHT = Style(size=11, align="right", lines=False, wrap=False)
HEAD = Style(font=HEAD_FONT, align="center", grey=True)
SIGN = Style(size=11, lines=False, wrap=False)
NOTE = Style(size=9, lines=False, vertical="top")
SECTION = Style(font=HEAD_FONT, size=12, lines=False)
PROSE = Style(size=12, lines=False, vertical="top")


class Look:
    """The styles of one workbook, each made once.

    A style object of openpyxl takes some twenty microseconds to look up; a ledger has few styles and many cells.
    """

    def __init__(self, book: Workbook) -> None:
        normal = Font(name=NORMAL_FONT, size=11, charset=GB2312_CHARSET)
        inside: Any = book  # openpyxl has no public way to change the normal font
        inside._fonts = IndexedList([normal])
        inside._named_styles["Normal"].font = normal
        self._book = book
        self._arrays: dict[Style, tuple[StyleArray, int]] = {}

    def number(self, style: Style) -> int:
        """Return the number that cells of this style carry in the sheet's XML (``s="…"``)."""
        return self._made(style)[1]

    def write(self, sheet: Worksheet, row: int, column: int, value: object, style: Style) -> Cell:
        """Put a value into one cell; a text stays a text, whatever it begins with."""
        cell = sheet.cell(row, column)
        assert isinstance(cell, Cell)
        cell.value = value  # type: ignore[assignment]
        if isinstance(value, str):
            cell.data_type = "s"
        self.dress(cell, style)
        return cell

    def dress(self, cell: Cell, style: Style) -> None:
        """Give one cell a style."""
        bare: Any = cell
        bare._style = copy(self._made(style)[0])

    def merge(self, sheet: Worksheet, row: int, first: int, last: int, value: object, style: Style) -> None:
        """Write across columns `first` to `last` of one row."""
        self.write(sheet, row, first, value, style)
        if last > first:
            # `merge_cells` would make the cells a second time and draw their lines anew.
            sheet.merged_cells.add(f"{get_column_letter(first)}{row}:{get_column_letter(last)}{row}")

    def _made(self, style: Style) -> tuple[StyleArray, int]:
        known = self._arrays.get(style)
        if known is None:
            sheet = self._book.worksheets[0]
            cell: Any = WriteOnlyCell(sheet)
            charset = None if style.font == FIGURE_FONT else GB2312_CHARSET
            cell.font = Font(name=style.font, size=style.size, bold=style.bold, charset=charset)
            # A figure or a day that is too wide would show as ###: rather smaller than not at all.
            narrow = style.lines and not style.wrap
            cell.alignment = Alignment(horizontal=style.align, vertical=style.vertical, wrap_text=style.wrap, shrink_to_fit=narrow or None)
            cell.number_format = style.format
            if style.lines:
                thin = Side(style="thin", color="000000")
                cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            if style.grey:
                cell.fill = PatternFill("solid", start_color=HEAD_GREY)
            if style.quoted:
                cell.quotePrefix = True
            known = self._arrays[style] = (copy(cell._style), cell.style_id)
        return known
