"""What a file from outside says, without any document library: the neutral content that the matching of fields reads.

`exports.incoming` fills these types in a process of its own; everything in them is bounded there. Rows and columns count from 1,
as officers see them.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

Where = Literal["body", "header", "footer", "box", "note"]
"""In the text, in a page header or footer, in a text box, in a foot- or endnote."""

ControlKind = Literal["text", "checkbox", "choice", "combo", "date", "other"]
CellKind = Literal["text", "number", "date", "datetime", "time", "bool", "error", "uncalculated"]


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where something stands in a Word document.

    Attributes:
        block: Index into `WordContent.blocks`.
        row: Row of the cell, when the block is a table; else 0.
        column: Column of the cell's left edge, when the block is a table; else 0.
    """

    block: int
    row: int = 0
    column: int = 0


class Paragraph(msgspec.Struct, frozen=True, omit_defaults=True, tag="p"):
    """A paragraph outside tables. Deleted, hidden and placeholder text is left out; a tab is ``\\t``, a line break ``\\n``."""

    text: str
    style: str = ""
    where: Where = "body"


class TableCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """A cell of a Word table with what is merged into it.

    Attributes:
        row: First row, from 1.
        column: First column of the table's grid, from 1.
        text: Its paragraphs, joined by line ends; nested tables stand in `WordContent.blocks` instead.
    """

    row: int
    column: int
    text: str = ""
    row_span: int = 1
    column_span: int = 1

    def covers(self, row: int, column: int) -> bool:
        """Tell whether the cell lies at this place of the grid."""
        return self.row <= row < self.row + self.row_span and self.column <= column < self.column + self.column_span


class Table(msgspec.Struct, frozen=True, omit_defaults=True, tag="t"):
    """A Word table on its grid.

    Attributes:
        rows: Number of rows.
        columns: Number of columns of the grid.
        cells: Every cell once, by row and column; a merged cell at its top left place.
        parent: The cell in which the table is nested.
    """

    rows: int
    columns: int
    cells: tuple[TableCell, ...]
    where: Where = "body"
    parent: Place | None = None

    def at(self, row: int, column: int) -> TableCell | None:
        """Return the cell that lies at a place of the grid, also inside a merged one; ``None`` where there is none."""
        return next((cell for cell in self.cells if cell.covers(row, column)), None)

    def right_of(self, cell: TableCell) -> TableCell | None:
        """Return the cell beside the first row of `cell`."""
        return self.at(cell.row, cell.column + cell.column_span)

    def below(self, cell: TableCell) -> TableCell | None:
        """Return the cell under the first column of `cell`."""
        return self.at(cell.row + cell.row_span, cell.column)


class Item(msgspec.Struct, frozen=True):
    """One entry of a list to choose from: what is shown, and the value behind it."""

    shown: str
    value: str


class Control(msgspec.Struct, frozen=True, omit_defaults=True):
    """A content control (w:sdt) or a form field of the old kind (w:ffData).

    Attributes:
        place: Paragraph or cell that holds it (for a control around whole blocks or cells: the first of them).
        tag: Name given by the program that made the form; empty when an office program has lost it. For an old form field its name.
        alias: Title shown to the person who fills in.
        text: What was entered; empty while the placeholder shows.
        placeholder: Whether the placeholder shows.
        checked: State of a checkbox, else ``None``.
        items: Entries of a list.
        value: The value behind the chosen entry, empty when none or several entries are shown alike; for a date the stored
            ``YYYY-MM-DD``, which office programs do not always keep in step with the text: the text counts.
    """

    kind: ControlKind
    place: Place
    tag: str = ""
    alias: str = ""
    text: str = ""
    placeholder: bool = False
    checked: bool | None = None
    items: tuple[Item, ...] = ()
    value: str = ""


class Bookmark(msgspec.Struct, frozen=True, omit_defaults=True):
    """A bookmark and the text between its ends (may be empty); `place` is where it begins."""

    name: str
    place: Place
    text: str = ""


class WordContent(msgspec.Struct, frozen=True, omit_defaults=True, tag="word"):
    """A Word document.

    Attributes:
        blocks: Paragraphs and tables in the order of the text; a nested table follows the one it stands in; text boxes stand after
            the paragraph that holds them, headers, footers and notes at the end.
        controls: In the order of the text. The same tag may come several times: office programs duplicate controls.
        bookmarks: In the order of the text, without the office programs' own.
        properties: Custom document properties (自定义属性); survive in every office program.
        about: Ordinary document properties: ``title``, ``subject``, ``keywords``, ``description``, ``category``, ``identifier``.
        variables: Document variables (w:docVar); Word only.
        hidden: Hidden text (w:vanish), in order.
        remarks: Sentences for the officer about what was not read or needs a look, e.g. pictures, unaccepted changes.
    """

    blocks: tuple[Paragraph | Table, ...]
    controls: tuple[Control, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    properties: dict[str, str] = {}
    about: dict[str, str] = {}
    variables: dict[str, str] = {}
    hidden: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def tables(self) -> Iterator[tuple[int, Table]]:
        """Yield every table with its index in `blocks`."""
        yield from ((index, block) for index, block in enumerate(self.blocks) if isinstance(block, Table))


class Cell(msgspec.Struct, frozen=True, omit_defaults=True):
    """A cell of a sheet that holds something.

    Attributes:
        row: From 1.
        column: From 1.
        kind: ``uncalculated``: a formula whose result the file does not hold.
        text: The value: text as it is; number as canonical decimal text (at most 15 digits, as Excel shows them); ``YYYY-MM-DD``,
            ``YYYY-MM-DDTHH:MM:SS``, ``HH:MM:SS``; ``true``/``false``; the error's sign such as ``#REF!``; empty when uncalculated.
        formula: Whether it is the stored result of a formula.
        format: The number format of a number or date, empty for the general one: ``0%`` shows 0.35 as 35%, ``0.00"万元"`` brings
            a unit, ``yyyy"年"m"月"`` shows no day.
        inexact: A number with more than 15 digits: Excel has already lost the last ones (18-digit codes typed as a number).
        serial: For dates and times: the number behind, as decimal text.
    """

    row: int
    column: int
    kind: CellKind
    text: str = ""
    formula: bool = False
    format: str = ""
    inexact: bool = False
    serial: str = ""


class Area(msgspec.Struct, frozen=True):
    """A rectangle of a sheet, from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def covers(self, row: int, column: int) -> bool:
        """Tell whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


class Choices(msgspec.Struct, frozen=True):
    """A list validation (数据有效性): where it holds and what may be chosen; no entries when its source could not be read."""

    areas: tuple[Area, ...]
    entries: tuple[str, ...]


class Name(msgspec.Struct, frozen=True, omit_defaults=True):
    """A defined name that stands for one rectangle; others are left out.

    Attributes:
        sheet: Title of the sheet the rectangle lies on.
        local: Whether the name belongs to that sheet alone.
    """

    name: str
    sheet: str
    area: Area
    local: bool = False


class Sheet(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sheet.

    Attributes:
        cells: Cells with content, by row and column; the value of a merged area stands at its top left.
        rows: Last row with content, 0 when empty.
        columns: Last column with content, 0 when empty.
        hidden: Whether the sheet is hidden in any way.
        merged: Merged areas, cut at `rows` and `columns`.
        choices: List validations.
        hidden_rows: Rows with content that are hidden or filtered out.
        hidden_columns: Columns with content that are hidden.
    """

    title: str
    cells: tuple[Cell, ...]
    rows: int = 0
    columns: int = 0
    hidden: bool = False
    merged: tuple[Area, ...] = ()
    choices: tuple[Choices, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()

    def grid(self) -> dict[tuple[int, int], Cell]:
        """Return the cells by (row, column); make it once and keep it."""
        return {(cell.row, cell.column): cell for cell in self.cells}


class Workbook(msgspec.Struct, frozen=True, omit_defaults=True, tag="excel"):
    """An Excel workbook; `properties`, `about` and `remarks` as in `WordContent`; `from_1904` tells which calendar its dates had."""

    sheets: tuple[Sheet, ...]
    names: tuple[Name, ...] = ()
    properties: dict[str, str] = {}
    about: dict[str, str] = {}
    remarks: tuple[str, ...] = ()
    from_1904: bool = False

    def sheet(self, title: str) -> Sheet | None:
        """Return the sheet of that title, or ``None``."""
        return next((sheet for sheet in self.sheets if sheet.title == title), None)


class Refusal(msgspec.Struct, frozen=True, tag="refused"):
    """Why a file was not read.

    Attributes:
        code: Stable code, e.g. ``old_excel``, for statistics and support.
        message: What is wrong with it, in the officer's words, without the file's name.
        hint: What to do next.
    """

    code: str
    message: str
    hint: str


class Incoming(msgspec.Struct, frozen=True):
    """One file that came in.

    Attributes:
        path: Where it lies.
        content: What it says, or why it was not read.
        digest: SHA-256 of the bytes that were read, in hex; what is kept as evidence must have the same. Empty when it was not opened.
        size: Bytes.
    """

    path: str
    content: WordContent | Workbook | Refusal
    digest: str = ""
    size: int = 0
