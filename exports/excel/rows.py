"""Rows of a table as SpreadsheetML text, one after another: the body of a sheet never stands in memory as a whole.

openpyxl writes everything else of a workbook; for thousands of rows it takes tens of times as long as compressing them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from itertools import count, islice, repeat
from typing import Any, TypeAlias

from openpyxl.utils import get_column_letter

from exports.excel.heights import LONGEST_ROW, MOST_LINES, WIDEST, height_of, lines_of, lines_of_paragraph, lines_of_paragraphs, room_of
from exports.excel.look import BODY_FONT, BROKEN, COUNT, DATE, FIGURE_FONT, ITEMS, MONEY, PERCENT, PROJECTS, TEXT, Look, Style
from exports.files import clean_text

LONGEST_TEXT = 32_767
"""Characters a cell holds, counted in UTF-16 units (Excel specifications and limits)."""
LINE_FEEDS = 253
"""Line feeds a cell holds (Excel specifications and limits)."""
EXACT_DIGITS = 15
"""Digits a number keeps in a spreadsheet; longer ones are written as text rather than rounded."""
MOST = 10**EXACT_DIGITS
_SPREADSHEET = Context(prec=EXACT_DIGITS)
FEN_PER_WAN_YUAN = 1_000_000
REMEMBERED = 1_000
"""Different values of one column that are kept ready made."""
LONGEST_REMEMBERED = 1_000
"""Characters of XML of a value that is kept; longer texts hardly come twice."""
ROWS_AT_ONCE = 256
CHUNK = 1 << 20
"""Characters that are handed on at once: enough that another thread may compress them while the next are made."""
FEW = 0.25
"""Up to this share of different values, the cells of a column are made once for each value and not for each row."""

_NOT_PLAIN = re.compile("[^\u0020-\u0025\u0027-\u003b=\u003f-\u005e\u0060-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd]")
_ESCAPE_LOOKALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
QUOTED = "quoted"
_FORMULA_STARTS = frozenset("=+-@＝＋－＠\t\r\n")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_STARTS_WITH_CARE = _FORMULA_STARTS | {" "}
_BETWEEN = "~"
# What of a printable text needs care, when texts are looked at together: signs of XML, and what only matters at an end of a text.
_CARE = re.compile(r"[&<>_]|(?:^|~)[=+\-@＝＋－＠ ]| (?:~|$)")
_EPOCH = date(1899, 12, 30).toordinal()
_FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a 29 February 1900 that never was


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MONEY = "money"
    PERCENT = "percent"


_FORMATS = {
    Kind.TEXT: (PROJECTS, ITEMS),
    Kind.NUMBER: (COUNT, BROKEN),
    Kind.DATE: (DATE,),
    Kind.MONEY: (MONEY,),
    Kind.PERCENT: (PERCENT,),
}
"""Number formats that the cells of a kind may take, besides text."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        title: The head.
        kind: Text stays text; numbers may come as int, Decimal or decimal text; dates as date or ``YYYY-MM-DD``; money in fen,
            shown in 万元; percent as a ratio (1 = 100 %). What cannot be read as such is written as the text it is.
        width: In digits of the normal font; a Chinese character of the body takes two.
        centred: Centre the text (short codes and states).
        choices: Defined name of the list that its cells may be chosen from; empty: anything.
    """

    title: str
    kind: Kind = Kind.TEXT
    width: float = 12
    centred: bool = False
    choices: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula (without ``=``), its value as we reckon it, and its number format (`COUNT`, `PROJECTS` or `ITEMS`)."""

    text: str
    value: int | Decimal
    format: str = COUNT


Value: TypeAlias = str | int | Decimal | date | Formula | None
Made: TypeAlias = tuple[str, int]
"""A cell's XML behind its row number, and how many lines it takes."""
Make: TypeAlias = Callable[[Value], Made]
FastMake: TypeAlias = Callable[[tuple[Any, ...]], tuple[list[str], list[int] | None] | None]


class _Cells(dict[Value, Made]):
    """The cells of one column by value, made when a value comes for the first time."""

    def __init__(self, make: Make) -> None:
        super().__init__()
        self._make = make
        self.making: Value = None

    def __missing__(self, value: Value) -> Made:
        self.making = value
        made = self._make(value)
        if len(made[0]) < LONGEST_REMEMBERED:
            if len(self) == REMEMBERED:
                self.clear()
            self[value] = made
        return made


class _Openings(dict[int, str]):
    """What stands between the number of a row and that of its first cell, by how many lines the row takes."""

    def __missing__(self, lines: int) -> str:
        height = min(height_of(lines), LONGEST_ROW)
        opening = self[lines] = f'" ht="{height:g}" customHeight="1"><c r="A'
        return opening


class Rows:
    """Writes the rows of one table.

    Attributes:
        notes: What the officer should know afterwards, one sentence each (Chinese).
        removed: Characters that had to go because no document can hold them.
    """

    def __init__(self, sheet: str, columns: Sequence[Column], look: Look, *, bold: bool = False) -> None:
        self.notes: list[str] = []
        self.removed = 0
        self._sheet = sheet
        self._look = look
        self._bold = bold
        # A row is its number joining such pieces: `<row r="`, ` … ><c r="A`, ` … </c><c r="B`, …, ` … </c></row>`. What a cell adds
        # depends on its value alone, so values that come again are looked up ready made.
        following = [f'<c r="{get_column_letter(place)}' for place in range(2, len(columns) + 1)] + ["</row>"]
        kinds = dict.fromkeys((column.kind, column.centred) for column in columns)  # in order, so that styles get the same numbers
        numbers = {(kind, centred): self._numbers(kind, "center" if centred else "") for kind, centred in kinds}
        self._cells = [
            _Cells(self._maker(column, numbers[column.kind, column.centred], behind))
            for column, behind in zip(columns, following, strict=True)
        ]
        self._fast = [
            self._fast_maker(column, numbers[column.kind, column.centred], behind)
            for column, behind in zip(columns, following, strict=True)
        ]
        self._openings = _Openings()
        self._in_hand: tuple[_Cells, tuple[Value, ...], int] | None = None

    def write(self, rows: Iterable[Sequence[Value]], first: int) -> Iterator[bytes]:
        """Write rows from row number `first` on.

        Yields:
            Some rows at a time, encoded.
        """
        waiting: list[str] = []
        size = 0
        source = iter(rows)
        while block := list(islice(source, ROWS_AT_ONCE)):
            text = "".join(self._block(block, first))
            first += len(block)
            waiting.append(text)
            size += len(text)
            if size >= CHUNK:
                yield "".join(waiting).encode()
                waiting.clear()
                size = 0
        yield "".join(waiting).encode()

    def _block(self, block: list[Sequence[Value]], first: int) -> Iterator[str]:
        """Make some rows at once, column by column: what holds for all values of a column is looked at once."""
        if any(len(values) != len(self._cells) for values in block):
            raise ValueError(f"rows that do not have {len(self._cells)} values")
        columns: list[Iterable[str]] = []
        several: list[list[int]] = []
        for place, values in enumerate(zip(*block, strict=True)):
            texts, lines = self._column(place, values, first)
            columns.append(texts)
            if lines is not None:
                several.append(lines)
        fullest: Iterable[int] = map(max, *several) if len(several) > 1 else several[0] if several else repeat(1)
        openings = self._openings
        for number, lines_of_row, texts_of_row in zip(count(first), fullest, zip(*columns, strict=True), strict=False):
            if lines_of_row > MOST_LINES:
                self.notes.append(f"“{self._sheet}”第{number}行文字较长，行高已到上限，打印时可能显示不全；单元格里的文字是完整的。")
            yield str(number).join(('<row r="', openings[lines_of_row], *texts_of_row))

    def _column(self, place: int, values: tuple[Value, ...], first: int) -> tuple[list[str], list[int] | None]:
        """Return the cells of one column, and how many lines each takes; None when each takes one."""
        fast = self._fast[place]
        if fast is not None and len(set(values)) > FEW * len(values):
            quickly = fast(values)
            if quickly is not None:
                return quickly
        cells = self._cells[place]
        self._in_hand = (cells, values, first)
        made = [cells[value] for value in values]
        lines = [taken for _, taken in made]
        return [text for text, _ in made], lines if max(lines) > 1 else None

    def _fast_maker(self, column: Column, numbers: dict[str, int], behind: str) -> FastMake | None:
        """Return the function that makes many different cells of a column at once where all are ordinary, else gives None."""
        room = room_of(column.width)
        if column.kind is Kind.TEXT:
            style = numbers[TEXT]
            opening, closing, empty = f'" s="{style}" t="inlineStr"><is><t>', f"</t></is></c>{behind}", f'" s="{style}"/>{behind}'

            def texts(values: tuple[Any, ...]) -> tuple[list[str], list[int] | None] | None:
                try:
                    joined = _BETWEEN.join(values)
                except TypeError:
                    return None
                if not joined.isprintable() or _CARE.search(joined):
                    return None
                longest = max(map(len, values))
                if longest > LONGEST_TEXT // 2:
                    return None
                if all(values):
                    cells = [f"{opening}{value}{closing}" for value in values]
                else:
                    cells = [f"{opening}{value}{closing}" if value else empty for value in values]
                return cells, None if longest * WIDEST <= room else lines_of_paragraphs(values, room)

            return texts
        if column.kind is Kind.NUMBER:
            start, end = f'" s="{numbers[COUNT]}"><v>', f"</v></c>{behind}"

            def figures(values: tuple[Any, ...]) -> tuple[list[str], list[int] | None] | None:
                if set(map(type, values)) != {int} or max(values) >= MOST or min(values) <= -MOST:
                    return None
                return [f"{start}{value}{end}" for value in values], None

            return figures
        return None

    def _maker(self, column: Column, numbers: dict[str, int], behind: str) -> Make:
        """Return the function that makes the cells of one column, each with `behind` after it."""
        plain, quoted = numbers[TEXT], numbers[QUOTED]
        room = room_of(column.width)
        search = _NOT_PLAIN.search
        opening, closing = f'" s="{plain}" t="inlineStr"><is><t>', f"</t></is></c>{behind}"

        def text(value: str) -> Made:
            if not value:
                return f'" s="{plain}"/>{behind}', 1
            if search(value) or value[0] in _STARTS_WITH_CARE or value[-1] == " " or len(value) > LONGEST_TEXT // 2:
                return with_care(value)
            return f"{opening}{value}{closing}", lines_of_paragraph(value, room)

        def with_care(value: str) -> Made:
            lines = lines_of(value, room)
            value = self._with_care(value, column)
            style = quoted if value[:1] in _FORMULA_STARTS else plain
            return f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">{value}{closing}', lines

        def figure(style: str, value: Decimal | int) -> Made:
            return f'" s="{numbers[style]}"><v>{value}</v></c>{behind}', 1

        def make(value: Value) -> Made:
            if type(value) is int and column.kind is Kind.NUMBER and -MOST < value < MOST:
                return f'" s="{numbers[COUNT]}"><v>{value}</v></c>{behind}', 1
            if value is None or value == "":
                return text("")
            if isinstance(value, Formula):
                return f'" s="{numbers[value.format]}"><f>{_escaped(value.text)}</f><v>{value.value}</v></c>{behind}', 1
            if column.kind is Kind.DATE:
                day = _day(value)
                return text(str(value)) if day is None else figure(DATE, day)
            amount = _decimal(value)
            if amount is None:
                return text(str(value))
            if column.kind is Kind.MONEY:
                return figure(MONEY, Decimal(amount) / FEN_PER_WAN_YUAN)
            if column.kind is Kind.PERCENT:
                return figure(PERCENT, amount)
            return figure(COUNT if amount == int(amount) else BROKEN, amount)

        def make_text(value: Value) -> Made:
            if isinstance(value, str):
                return text(value)
            return make(value) if isinstance(value, Formula) else text("" if value is None else str(value))

        return make_text if column.kind is Kind.TEXT else make

    def _numbers(self, kind: Kind, align: str) -> dict[str, int]:
        """Return the styles that cells of one kind and alignment may need (align empty: what suits the kind)."""
        styles = {
            TEXT: self._style(format=TEXT, align=align or "left"),
            QUOTED: self._style(format=TEXT, align=align or "left", quoted=True),
        }
        for format in _FORMATS[kind]:
            side = {DATE: "center", PROJECTS: "left", ITEMS: "left"}.get(format, align or "right")
            font = BODY_FONT if format in (DATE, PROJECTS, ITEMS) else FIGURE_FONT
            styles[format] = self._style(format=format, align=side, font=font, wrap=False)
        return {format: self._look.number(style) for format, style in styles.items()}

    def _style(self, *, format: str, align: str, font: str = BODY_FONT, wrap: bool = True, quoted: bool = False) -> Style:
        return Style(font=font, align=align, format=format, wrap=wrap, quoted=quoted, bold=self._bold)

    def _with_care(self, text: str, column: Column) -> str:
        """Make a text fit to stand in a cell's XML, and note what it cost."""
        text, removed = clean_text(text)
        self.removed += removed
        assert self._in_hand is not None
        cells, values, first = self._in_hand
        place = f"“{self._sheet}”第{first + values.index(cells.making)}行“{column.title}”"
        if text.count("\n") > LINE_FEEDS:
            head = text.split("\n", LINE_FEEDS)
            text = "\n".join(head[:-1]) + "\n" + head[-1].replace("\n", "　")
            self.notes.append(f"{place}的换行超过一个单元格所能容纳的{LINE_FEEDS}个，其后的换行已改为空格。")
        units = len(text.encode("utf-16-le", "surrogatepass")) // 2
        if units > LONGEST_TEXT:
            mark = f"……（原文共{len(text)}字，超出一个单元格所能容纳的长度，以下略）"
            text = _first_units(text, LONGEST_TEXT - len(mark)) + mark
            self.notes.append(f"{place}的文字超出一个单元格所能容纳的{LONGEST_TEXT:,}字，表中已截短并注明；账套里的原文未改动。")
        return _escaped(_ESCAPE_LOOKALIKE.sub("_x005F_", text))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _first_units(text: str, units: int) -> str:
    """Return as much of the text as fits in so many UTF-16 units, no character halved."""
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")


def _day(value: Value) -> int | None:
    """Return the day's serial number, or None when it is no day that a spreadsheet can hold."""
    if isinstance(value, str):
        if not _DAY.fullmatch(value):
            return None
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, date) or value < _FIRST_DAY:
        return None
    return value.toordinal() - _EPOCH


def _decimal(value: str | int | Decimal | date) -> Decimal | int | None:
    """Return the number, or None when it is none or is one that a spreadsheet would show wrongly.

    What was reckoned is rounded to the digits a spreadsheet keeps; what was typed with more digits stays as it is, as text.
    """
    if isinstance(value, date) or (isinstance(value, str) and not _NUMBER.fullmatch(value)):
        return None
    if isinstance(value, int) and -MOST < value < MOST:
        return value
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) >= EXACT_DIGITS:
        return None
    rounded = _SPREADSHEET.plus(number)
    return rounded if rounded == number or (isinstance(value, Decimal) and number != number.to_integral_value()) else None
