"""Reading one sheet of an Excel workbook as a stream: cells with content, merges, list validations, what is hidden."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING, NamedTuple

from exports.incoming import limits
from exports.incoming.excel_places import MOST_ROWS, area, areas, cell_place, column_letters
from exports.incoming.excel_values import canonical, is_inexact, moment, time_kind
from exports.incoming.markup import stream, whole
from exports.incoming.names import OFF, X14, XM, S
from exports.incoming.refusals import Refused
from forms.collecting.content import Area, Cell, CellKind

if TYPE_CHECKING:
    from lxml.etree import _Element

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SHEET_NAME = re.compile(r"'(?:[^']|'')*'!")
_NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?\s*")
_WHITE = (0x09, 0x0A, 0x0D)
_QUOTED = re.compile(r'"[^"]*"')
_LIVE = re.compile(r"(?i)\b(?:webservice|rtd|call|register\.id|register|exec|filterxml)\s*\(")


class Formats:
    """What the workbook's cell styles say about numbers."""

    def __init__(self, formats: Sequence[str]) -> None:
        self._formats = formats
        known = {number_format: time_kind(number_format) for number_format in set(formats)}
        self._kinds = [known[number_format] for number_format in formats]

    def of(self, style: str) -> tuple[str, CellKind | None]:
        """Return number format and kind of time of a style by its number; an unknown style is the general one."""
        number = max(0, whole(style))
        return (self._formats[number], self._kinds[number]) if number < len(self._formats) else ("", None)


class Budget:
    """What all sheets of one workbook may hold together."""

    def __init__(self) -> None:
        self._cells = 0
        self._text = 0

    def spend(self, text: str) -> None:
        """Count one cell.

        Raises:
            Refused: Too many cells, or too much text.
        """
        self._cells += 1
        self._text += len(text)
        if self._cells > limits.CELLS:
            raise Refused("many_cells", limit=limits.CELLS)
        if self._text > limits.TEXT:
            raise Refused("much_content")


class Validation(NamedTuple):
    """A list validation as written: where it holds, and its formula."""

    areas: tuple[Area, ...]
    formula: str


@dataclass(slots=True)
class OpenSheet:
    """What was found on a sheet."""

    title: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    merged_rows: int = 0
    validations: list[Validation] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


class SheetReader:
    """Reads the sheets of one workbook."""

    def __init__(self, texts: Sequence[str], formats: Formats, from_1904: bool) -> None:
        self._texts = texts
        self._formats = formats
        self._from_1904 = from_1904
        self._budget = Budget()

    def read(self, title: str, content: bytes, part: str) -> OpenSheet:
        """Read one sheet.

        Raises:
            Refused: A cell lies far away, stands twice or cannot be read; too many cells or merges; a formula that acts.
        """
        sheet = OpenSheet(title)
        row = 0
        tags = ("row", "mergeCell", "col", "dataValidation")
        for element in stream(content, part, *(S + tag for tag in tags), f"{X14}dataValidation"):
            if element.tag == f"{S}row":
                row = self._read_row(sheet, element, row)
            elif element.tag == f"{S}mergeCell":
                self._read_merge(sheet, element)
            elif element.tag == f"{S}col":
                self._read_column(sheet, element)
            else:
                self._read_validation(sheet, element)
        return sheet

    def _read_row(self, sheet: OpenSheet, element: "_Element", before: int) -> int:
        number = element.get("r", "")
        row = whole(number) if number else before + 1
        if not before < row <= MOST_ROWS:
            raise Refused("bad_place", sheet=sheet.title)
        column = 0
        for child in element:
            if child.tag != f"{S}c":
                continue
            column += 1
            if reference := child.get("r"):
                place = cell_place(reference)
                if place is None or place[0] != row:
                    raise Refused("bad_place", sheet=sheet.title)
                column = place[1]
            cell = self._read_cell(sheet, child, row, column)
            if cell is None:
                continue
            if (row, column) in sheet.cells:
                raise Refused("double_cell", sheet=sheet.title, place=_shown(row, column))
            if row > limits.LAST_ROW or column > limits.LAST_COLUMN:
                raise Refused("far_cell", sheet=sheet.title, place=_shown(row, column))
            self._budget.spend(cell.text)
            sheet.cells[row, column] = cell
            if _on(element, "hidden"):
                sheet.hidden_rows.add(row)
        return row

    def _read_cell(self, sheet: OpenSheet, element: "_Element", row: int, column: int) -> Cell | None:
        kind = element.get("t", "n")
        formula = element.find(f"{S}f")
        if formula is not None:
            check_formula(formula.text or "", f"{sheet.title}!{_shown(row, column)}")
        if kind == "inlineStr":
            inline = element.find(f"{S}is")
            text = rich_text(inline) if inline is not None else ""
            return Cell(row, column, "text", text) if text else None
        value = element.findtext(f"{S}v")
        calculated = formula is not None
        if value is None or (value == "" and kind != "str"):
            return Cell(row, column, "uncalculated", formula=True) if calculated else None
        if kind == "s":
            number = whole(value.strip())
            if not 0 <= number < len(self._texts):
                raise Refused("bad_value", sheet=sheet.title, place=_shown(row, column))
            text = self._texts[number]
            return Cell(row, column, "text", text, formula=calculated) if text else None
        if kind == "str":
            text = unescaped(value)
            return Cell(row, column, "text", text, formula=calculated) if text or calculated else None
        if kind == "b":
            return Cell(row, column, "bool", "true" if value.strip() == "1" else "false", formula=calculated)
        if kind == "e":
            return Cell(row, column, "error", value[:20], formula=calculated)
        try:
            if kind == "d":
                return _dated(value, row, column, calculated)
            return self._number(value, element.get("s", ""), row, column, calculated)
        except ValueError:
            raise Refused("bad_value", sheet=sheet.title, place=_shown(row, column)) from None

    def _number(self, value: str, style: str, row: int, column: int, calculated: bool) -> Cell:
        number = float(value) if _NUMBER.fullmatch(value) else math.inf
        if math.isinf(number):
            raise ValueError(value)
        number_format, shows = self._formats.of(style)
        text = canonical(number)
        if shows and (found := moment(number, shows, self._from_1904)):
            return Cell(row, column, found[0], found[1], calculated, number_format, serial=text)
        return Cell(row, column, "number", text, calculated, number_format, inexact=is_inexact(value))

    def _read_merge(self, sheet: OpenSheet, element: "_Element") -> None:
        found = area(element.get("ref", ""))
        if found is None:
            raise Refused("bad_place", sheet=sheet.title)
        if (found.bottom - found.top + 1) * (found.right - found.left + 1) > limits.MERGED_CELLS:
            raise Refused("huge_merge", sheet=sheet.title, place=element.get("ref", ""))
        sheet.merged.append(found)
        sheet.merged_rows += found.bottom - found.top + 1
        if sheet.merged_rows > limits.MERGED_ROWS:
            raise Refused("huge_merge", sheet=sheet.title, place=element.get("ref", ""))
        if len(sheet.merged) > limits.MERGES:
            raise Refused("many_merges", sheet=sheet.title, count=len(sheet.merged))

    def _read_column(self, sheet: OpenSheet, element: "_Element") -> None:
        if _on(element, "hidden") and len(sheet.hidden_columns) < limits.LAST_COLUMN:
            sheet.hidden_columns.append((whole(element.get("min", "")), whole(element.get("max", ""))))

    def _read_validation(self, sheet: OpenSheet, element: "_Element") -> None:
        if element.get("type") != "list" or len(sheet.validations) >= limits.LISTS:
            return
        new = element.tag == f"{X14}dataValidation"
        where = element.findtext(f"{XM}sqref") if new else element.get("sqref")
        formula = element.findtext(f"{X14}formula1/{XM}f") if new else element.findtext(f"{S}formula1")
        found = areas(where or "", limits.LISTS)
        if found:
            sheet.validations.append(Validation(found, (formula or "").strip()))


def rich_text(element: "_Element") -> str:
    """Return the text of a shared or inline string, without the readings that stand above it."""
    if len(element) == 1 and element[0].tag == f"{S}t":
        return unescaped(element[0].text or "")
    pieces = [element.findtext(f"{S}t") or ""] + [run.findtext(f"{S}t") or "" for run in element.findall(f"{S}r")]
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """Return the text with what Excel writes as ``_x000D_`` put back; what cannot be seen anyway stays as written."""

    def put_back(match: re.Match[str]) -> str:
        code = int(match.group(1), 16)
        return match.group() if (code < 0x20 and code not in _WHITE) or 0xD800 <= code <= 0xDFFF else chr(code)

    return _ESCAPED.sub(put_back, text) if "_x" in text else text


def check_formula(formula: str, place: str) -> None:
    """Raise `Refused` for a formula that talks to a program (``app|topic!item``), fetches from the network or calls a library."""
    bare = _SHEET_NAME.sub("", _QUOTED.sub("", formula))
    if "|" in bare:
        raise Refused("dde")
    if _LIVE.search(bare):
        raise Refused("live_formula", place=place)


def _dated(value: str, row: int, column: int, calculated: bool) -> Cell:
    """Return a date that stands as such in the file, which only the strict kind of workbook does."""
    at = datetime.fromisoformat(value.strip()).replace(tzinfo=None)
    kind: CellKind = "datetime" if at.time() != time.min else "date"
    text = at.isoformat(timespec="seconds") if kind == "datetime" else at.date().isoformat()
    return Cell(row, column, kind, text, formula=calculated)


def _shown(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


def _on(element: "_Element", name: str) -> bool:
    return element.get(name, "0") not in OFF
