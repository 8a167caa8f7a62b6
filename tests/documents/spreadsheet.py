"""Read a workbook's parts as they lie in the file, without the library that wrote them."""

import re
import zipfile
from pathlib import Path
from posixpath import dirname, join, normpath

from lxml import etree
from openpyxl import load_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET_ORDER = [
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges"),
    *("scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting"),
    *("dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "tableParts", "extLst"),
]
"""Order of a sheet's elements (ECMA-376 part 1, 18.3.1.99); a program may refuse a file that breaks it."""


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def faults_of(path: Path) -> list[str]:
    """Return what breaks the rules of Open Packaging and SpreadsheetML in a workbook."""
    parts = parts_of(path)
    trees = {name: etree.fromstring(content) for name, content in parts.items()}
    return [
        *_package_faults(parts, trees),
        *(fault for name in parts if "/worksheets/sheet" in name for fault in _sheet_faults(name, trees)),
    ]


def _package_faults(parts: dict[str, bytes], trees: dict[str, etree._Element]) -> list[str]:
    faults = []
    if next(iter(parts)) != "[Content_Types].xml":
        faults.append("content types are not the first part")
    types = trees["[Content_Types].xml"]
    endings = {entry.get("Extension") for entry in types if etree.QName(entry).localname == "Default"}
    named = {str(entry.get("PartName")).lstrip("/") for entry in types if etree.QName(entry).localname == "Override"}
    faults += [f"no type for {name}" for name in parts if name not in named and name.rsplit(".", 1)[-1] not in endings]
    faults += [f"type for a missing part {name}" for name in named if name not in parts]
    reached = {"[Content_Types].xml"}
    for name in (name for name in parts if name.endswith(".rels")):
        reached.add(name)
        base = dirname(dirname(name))
        for relation in trees[name]:
            target = str(relation.get("Target"))
            full = target.lstrip("/") if target.startswith("/") else normpath(join(base, target))
            reached.add(full)
            if full not in parts:
                faults.append(f"{name} points to {full}, which is missing")
    return faults + [f"nothing points to {name}" for name in parts if name not in reached]


def _sheet_faults(name: str, trees: dict[str, etree._Element]) -> list[str]:
    sheet = trees[name]
    order = [SHEET_ORDER.index(etree.QName(entry).localname) for entry in sheet]
    faults = [] if order == sorted(order) else [f"{name}: elements out of order"]
    styles = len(list(trees["xl/styles.xml"].iterfind(f"{MAIN}cellXfs/{MAIN}xf")))
    last = 0
    for row in sheet.iter(f"{MAIN}row"):
        number = int(str(row.get("r")))
        if number <= last:
            faults.append(f"{name}: row {number} after {last}")
        last = number
        columns = [_column(str(cell.get("r")), number) for cell in row]
        if columns != sorted(set(columns)):
            faults.append(f"{name}: cells of row {number} out of order")
        faults += [f"{name}: no style {cell.get('s')}" for cell in row if int(cell.get("s", "0")) >= styles]
    return faults


def _column(reference: str, row: int) -> int:
    found = re.fullmatch(rf"([A-Z]{{1,3}}){row}", reference)
    assert found, reference
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return number


def words_of(path: Path) -> str:
    """Return every cell that holds something: sheet, place, type, number format, value; a line each."""
    book = load_workbook(path)
    lines = []
    for sheet in book:
        lines.append(f"==== {sheet.title} {sheet.sheet_state} {sheet.dimensions}")
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    lines.append(f"{cell.coordinate} {cell.data_type} {cell.number_format} {cell.value!r}")
    return "\n".join(lines) + "\n"
