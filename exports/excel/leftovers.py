"""The rows of a spreadsheet that were not imported, as they stood, with the reason in a last column: to be mended and imported again."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from openpyxl.utils import get_column_letter

from exports.excel.heights import height_of, lines_of, room_of
from exports.excel.look import DATE, HEAD, TEXT, Look, Style
from exports.excel.sheet import paper
from exports.excel.workbook import new_book
from exports.files import Exported, clean_text, removal_note, replace_file
from forms.collecting.content import Cell, Sheet
from forms.importing.layout import Cells, Layout

REASON = "未导入原因"
REASON_WIDTH, WIDTH = 60.0, 16.0
SHEET = "未导入"


def export_leftovers(sheet: Sheet, layout: Layout, reasons: Mapping[int, str], target: Path) -> Exported:
    """Write the rows that were not imported.

    Args:
        sheet: The sheet they stand in.
        layout: Its header.
        reasons: Row number to why it was not imported.
        target: The file; an existing one is replaced.

    Raises:
        UserError: The file cannot be written (`exports.files.replace_file`).
    """
    book = new_book()
    page = book.create_sheet(SHEET)
    look, cells, removed = Look(book), Cells(sheet), 0
    last = max(layout.heads, default=0)
    for column, head in {**layout.heads, last + 1: REASON}.items():
        look.write(page, 1, column, clean_text(head)[0], HEAD)
        page.column_dimensions[get_column_letter(column)].width = REASON_WIDTH if column > last else WIDTH
    for place, (row, reason) in enumerate(sorted(reasons.items()), start=2):
        for column in range(1, last + 1):
            value, style = _value(cells.cell(row, column))
            if isinstance(value, str):
                value, gone = clean_text(value)
                removed += gone
            look.write(page, place, column, value, style)
        look.write(page, place, last + 1, clean_text(reason)[0], Style(format=TEXT))
        page.row_dimensions[place].height = height_of(lines_of(reason, room_of(REASON_WIDTH)))
    page.freeze_panes = "A2"
    paper(page, landscape=True)
    return Exported(replace_file(target, book.save), removal_note(removed))


def _value(cell: Cell | None) -> tuple[object, Style]:
    """Return what to write: a day stays a day; a number stays one where nothing of it is lost, else it is text."""
    if cell is None:
        return None, Style(format=TEXT)
    if cell.kind in ("date", "datetime"):
        return datetime.combine(date.fromisoformat(cell.text[:10]), time()), Style(format=DATE, wrap=False)
    if cell.kind == "number" and not cell.inexact:
        return Decimal(cell.text), Style(format=cell.format or "General", wrap=False)
    return cell.text, Style(format=TEXT)
