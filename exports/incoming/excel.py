"""Reading an Excel workbook that has passed the gate: sheets, typed cells, names, lists to choose from, hidden ids."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from exports.incoming import limits
from exports.incoming.details import about, custom_properties
from exports.incoming.excel_places import area, area_on_sheet
from exports.incoming.excel_sheet import Formats, OpenSheet, SheetReader, check_formula, rich_text
from exports.incoming.excel_values import BUILT_IN
from exports.incoming.gate import Package
from exports.incoming.markup import parse, stream
from exports.incoming.names import OFF, R, S
from exports.incoming.refusals import Refused
from forms.collecting.content import Area, Choices, Name, Sheet, Workbook

if TYPE_CHECKING:
    from lxml.etree import _Element

_SHOWN = ("", "visible")


def read_excel(package: Package) -> Workbook:
    """Read an Excel workbook.

    Raises:
        Refused: It is broken, far too large for a ledger, or has formulas that act.
    """
    root = parse(package.markup(package.main), package.main)
    listed = root.findall(f"{S}sheets/{S}sheet")
    if len(listed) > limits.SHEETS:
        raise Refused("many_sheets", count=len(listed))
    properties = root.find(f"{S}workbookPr")
    from_1904 = properties is not None and properties.get("date1904", "0") not in OFF
    reader = SheetReader(_shared_texts(package), Formats(_formats(package)), from_1904)
    relations = package.relations(package.main)
    opened: list[OpenSheet] = []
    hidden: list[bool] = []
    remarks: list[str] = []
    for entry in listed:
        title = entry.get("name", "")[:255]
        relation = relations.get(entry.get(f"{R}id", ""))
        if relation is None:
            raise Refused("no_relation", part=title)
        if relation.type != "worksheet":
            remarks.append(f"“{title}”不是表格，没有读取。")
            continue
        sheet = reader.read(title, package.markup(relation.target), relation.target)
        if covered := _uncover(sheet):
            remarks.append(f"工作表“{title}”的合并单元格下面还压着{covered}个看不见的内容，没有读取。")
        if package.related(relation.target, "comments"):
            remarks.append(f"工作表“{title}”里有批注，批注没有读取。")
        opened.append(sheet)
        hidden.append(entry.get("state", "") not in _SHOWN)
    if not opened:
        raise Refused("no_sheet")
    pictures = sum(part.casefold().startswith("xl/media/") for part in package)
    if pictures:
        remarks.append(f"文件里有{pictures}张图片，图片里的内容没有读取。")
    names = _names(root, [entry.get("name", "") for entry in listed])
    lists = _Lists(opened, names)
    sheets = tuple(_closed(sheet, is_hidden, lists) for sheet, is_hidden in zip(opened, hidden, strict=True))
    return Workbook(sheets, tuple(names), custom_properties(package), about(package), tuple(remarks), from_1904)


def _shared_texts(package: Package) -> list[str]:
    for part in package.related(package.main, "sharedStrings")[:1]:
        return [rich_text(entry) for entry in stream(package.markup(part), part, f"{S}si")]
    return []


def _formats(package: Package) -> list[str]:
    """Return the number format of every cell style, empty for the general one."""
    for part in package.related(package.main, "styles")[:1]:
        root = parse(package.markup(part), part)
        own = {entry.get("numFmtId", ""): entry.get("formatCode", "")[:255] for entry in root.iter(f"{S}numFmt")}
        known = {str(number): text for number, text in BUILT_IN.items()} | own
        plain = [known.get(style.get("numFmtId", "0"), "") for style in root.findall(f"{S}cellXfs/{S}xf")]
        return ["" if text.casefold() == "general" else text for text in plain]
    return []


def _names(root: "_Element", titles: list[str]) -> list[Name]:
    found: list[Name] = []
    for entry in root.findall(f"{S}definedNames/{S}definedName")[: limits.NAMES]:
        place = area_on_sheet(entry.text or "")
        name = entry.get("name", "")[:255]
        check_formula(entry.text or "", name)
        if place and place[0] in titles and not name.startswith("_xlnm."):
            found.append(Name(name, place[0], place[1], entry.get("localSheetId") is not None))
    return found


class _Lists:
    """Finds what may be chosen by the formula of a list validation."""

    def __init__(self, sheets: list[OpenSheet], names: list[Name]) -> None:
        self._sheets = {sheet.title: sheet for sheet in sheets}
        self._names = {name.name.casefold(): name for name in reversed(names)}
        self._known: dict[tuple[str, Area], tuple[str, ...]] = {}
        self._looked_at = 0

    def entries(self, formula: str, title: str) -> tuple[str, ...]:
        """Return the entries, none for a formula that is more than a list, a name or a rectangle."""
        if formula.startswith('"') and formula.endswith('"') and len(formula) > 1:
            entries = (entry.strip() for entry in formula[1:-1].replace('""', '"').split(","))
            return tuple(entry for entry in entries if entry)[: limits.CHOICES]
        name = self._names.get(formula.casefold())
        place = (name.sheet, name.area) if name else area_on_sheet(formula)
        if place is None and (here := area(formula)):
            place = (title, here)
        if place is None or place[0] not in self._sheets:
            return ()
        if place not in self._known:
            self._known[place] = tuple(self._texts(self._sheets[place[0]], place[1]))[: limits.CHOICES]
        return self._known[place]

    def _texts(self, sheet: OpenSheet, place: Area) -> Iterator[str]:
        for row in range(place.top, min(place.bottom, limits.LAST_ROW) + 1):
            for column in range(place.left, min(place.right, limits.LAST_COLUMN) + 1):
                self._looked_at += 1
                if self._looked_at > limits.LOOKED_AT:
                    return
                if (row, column) in sheet.cells:
                    yield sheet.cells[row, column].text


def _closed(sheet: OpenSheet, hidden: bool, lists: _Lists) -> Sheet:
    cells = sheet.cells
    rows = max((row for row, _ in cells), default=0)
    columns = max((column for _, column in cells), default=0)
    used = {column for _, column in cells}
    return Sheet(
        sheet.title,
        tuple(cells[at] for at in sorted(cells)),
        rows,
        columns,
        hidden,
        tuple(
            Area(merge.top, merge.left, max(merge.top, min(merge.bottom, rows)), max(merge.left, min(merge.right, columns)))
            for merge in sheet.merged
            if merge.top <= rows and merge.left <= columns
        ),
        tuple(Choices(validation.areas, lists.entries(validation.formula, sheet.title)) for validation in sheet.validations),
        tuple(sorted(sheet.hidden_rows)),
        tuple(sorted(column for column in used if any(first <= column <= last for first, last in sheet.hidden_columns))),
    )


def _uncover(sheet: OpenSheet) -> int:
    """Take out the cells that lie unseen under merged ones and return how many.

    Raises:
        Refused: Two merged areas cross; which cell is seen would be a guess.
    """
    by_row: dict[int, list[Area]] = {}
    for merge in sheet.merged:
        for row in range(merge.top, merge.bottom + 1):
            by_row.setdefault(row, []).append(merge)
    for row, merges in by_row.items():
        merges.sort(key=lambda merge: merge.left)
        if any(right.left <= left.right for left, right in pairwise(merges)):
            raise Refused("crossing_merges", sheet=sheet.title, row=row)
    covered: list[tuple[int, int]] = []
    for row, column in sheet.cells:
        merges = by_row.get(row, [])
        number = bisect_right(merges, column, key=lambda merge: merge.left) - 1
        if number >= 0 and column <= merges[number].right and (row, column) != (merges[number].top, merges[number].left):
            covered.append((row, column))
    for at in covered:
        del sheet.cells[at]
    return len(covered)
