"""Any list of the window as an Excel file: what is shown, in the look of our other tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet

from exports.excel.look import Look
from exports.excel.rows import Column, Kind
from exports.excel.sheet import Body, Frame, Table, lay_out
from exports.excel.workbook import describe, new_book, save, skeleton_of
from exports.files import Exported, Progress, clean_text, ignore

SHEET = "列表"
NARROWEST, WIDEST = 6.0, 60.0


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list.

    Attributes:
        title: The head.
        kind: ``text``; ``number`` (int, Decimal or decimal text); ``date`` (date or ``YYYY-MM-DD``); ``money`` (fen, shown in 万元).
            A value that is not of the kind is written as the text it is; ``None`` and ``""`` leave the cell empty.
        width: In half-width characters (a Chinese character takes two).
    """

    title: str
    kind: str = "text"
    width: float = 12


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list shows.

    Attributes:
        title: Name of the list; title of the table.
        office: Full name of the office.
        on: Day of the export.
        columns: The columns shown, in their order, without 序号.
        rows: The rows shown, in their order; each holds a value for every column.
        note: What the list was narrowed to, in words; empty for the whole.
    """

    title: str
    office: str
    on: date
    columns: tuple[ListColumn, ...]
    rows: Sequence[Sequence[str | int | Decimal | date | None]]
    note: str = ""


def export_listing(listing: Listing, target: Path, progress: Progress = ignore) -> Exported:
    """Write a list; 序号 is added in front.

    Args:
        listing: What it shows.
        target: The file; an existing one is replaced.
        progress: Told how many parts of the workbook are done.

    Returns:
        The file, with notes when text had to be cut or cleaned.

    Raises:
        UserError: The file cannot be written (`exports.files.replace_file`).
    """
    book = new_book()
    sheet: Worksheet = book.create_sheet(SHEET)
    look = Look(book)
    day = listing.on
    unit = "单位：万元" if any(column.kind == Kind.MONEY for column in listing.columns) else f"共{len(listing.rows)}行"
    serial = Column("序号", Kind.NUMBER, max(5.0, len(str(len(listing.rows))) + 2.0), centred=True)
    frame = Frame(
        title=listing.title,
        meta=(f"填报单位：{listing.office}", f"导出时间：{day.year}年{day.month}月{day.day}日", unit),
        columns=(serial, *(_column(column) for column in listing.columns)),
        count=len(listing.rows),
        empty="没有内容",
        notes=(f"列出的范围：{listing.note}。",) if listing.note else (),
        frozen=2 if len(listing.columns) > 3 else 1,
    )
    lay_out(sheet, frame, look)
    describe(book, clean_text(listing.title)[0], clean_text(listing.office)[0], day)
    rows = ((number, *values) for number, values in enumerate(listing.rows, start=1))
    return save(skeleton_of(book, look), (Body(Table(SHEET, frame, rows), look),), target, progress)


def _column(column: ListColumn) -> Column:
    kind = Kind(column.kind)
    least = 14.0 if kind is Kind.DATE else NARROWEST
    return Column(column.title, kind, min(max(column.width, least), WIDEST))
