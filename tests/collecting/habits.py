"""What people and office programs do to a handed-out Word form besides filling it in; each a change of the XML."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from forms.definition import Field
from models.plain import Plain
from models.programme.pack import Programme
from tests.collecting.filling import Tree, W, cells, plainly, retype, text_of

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def unwrapped(tree: Tree) -> None:
    """Older programs take the controls for text."""
    for control in list(tree.iter(f"{W}sdt")):
        content = control.find(f"{W}sdtContent")
        for child in list(content):
            control.addprevious(child)
        control.getparent().remove(control)


def without_bookmarks(tree: Tree) -> None:
    """Copied into a new document, a form has no bookmarks."""
    for mark in list(tree.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
        mark.getparent().remove(mark)


def respaced_labels(tree: Tree) -> None:
    """Labels typed anew: spread by full-width spaces, with a star and a colon."""
    for _, row_cells in cells(tree):
        label = text_of(row_cells[0])
        if len(row_cells) == 3 and 2 <= len(label) <= 8 and label not in ("栏目",):
            retype(row_cells[0], f"*{'　'.join(label)}：")


def guidance_first(tree: Tree) -> None:
    """The columns of a form table change places: guidance stands between label and answer."""
    for _, row_cells in cells(tree):
        if len(row_cells) == 3:
            row_cells[0].addnext(row_cells[2])


def guidance_gone(tree: Tree) -> None:
    """The column of guidance is deleted."""
    for row, row_cells in list(cells(tree)):
        if len(row_cells) == 3:
            row.remove(row_cells[2])


def label_twice(label: str, text: str) -> Any:
    """A row is copied and filled in otherwise."""

    def change(tree: Tree) -> None:
        for row, row_cells in cells(tree):
            if text_of(row_cells[0]) == label:
                copy = deepcopy(row)
                retype(copy.findall(f"{W}tc")[1], text)
                row.addnext(copy)
                return

    return change


def _listings(tree: Tree) -> list[Tree]:
    return [table for table in tree.iter(f"{W}tbl") if text_of(table.find(f"{W}tr/{W}tc")) == "序号"]


def totals_and_signatures(tree: Tree) -> None:
    """A row 合计 and a line to sign stand under every table, and its rows are numbered anew with spaces."""
    for table in _listings(tree):
        last = table.findall(f"{W}tr")[-1]
        total = deepcopy(last)
        for number, cell in enumerate(total.findall(f"{W}tc")):
            retype(cell, "合　计" if number == 0 else "9999")
        sign = deepcopy(last)
        for number, cell in enumerate(sign.findall(f"{W}tc")):
            retype(cell, ("填表人：示例人", "审核人：示例人", "联系电话：023-60000000")[number] if number < 3 else "")
        last.addnext(total)
        total.addnext(sign)


def rows_inserted(tree: Tree) -> None:
    """Empty rows come in between, as programs make them: a copy of the row above with its controls."""
    for table in _listings(tree):
        for row in table.findall(f"{W}tr")[1:3]:
            copy = deepcopy(row)
            for cell in copy.findall(f"{W}tc"):
                retype(cell, "")
            row.addnext(copy)


def columns_moved(tree: Tree) -> None:
    """In every table the last column is dragged to the front."""
    for table in _listings(tree):
        for row in table.findall(f"{W}tr"):
            row_cells = row.findall(f"{W}tc")
            row_cells[0].addnext(row_cells[-1])


def merged_down(tree: Tree) -> None:
    """Two cells of a table become one."""
    for table in _listings(tree):
        for number, row in enumerate(table.findall(f"{W}tr")[1:3]):
            properties = row.findall(f"{W}tc")[-1].find(f"{W}tcPr")
            merge = etree.SubElement(properties, f"{W}vMerge")
            if number == 0:
                merge.set(f"{W}val", "restart")


def in_peoples_words(field: Any, value: Plain, programme: Programme) -> str:
    """Write values as people do: units and 万 behind numbers, thousands, other dates, full-width signs and spaces."""
    if value is None:
        return ""
    unit = field.unit
    if field.type == "integer" and isinstance(value, int):
        if value >= 10_000 and value % 1000 == 0:
            return f"{(Decimal(value) / 10_000).normalize()}万{unit}"
        return f"{value:,}{unit}" if unit else f"　{value} "
    if field.type == "money" and isinstance(value, int):
        if value % 100_000_000 == 0:
            return f"{value // 100:,}元"
        return f"{plainly(field, value, programme)}万元"
    if field.type == "date":
        day = date.fromisoformat(str(value))
        return f"{day.year}.{day.month}.{day.day}"
    if field.type == "month":
        return str(value).replace("-", "/")
    if field.type == "month_range" and isinstance(value, list):
        return "－".join(str(month).replace("-", ".") for month in value)
    shown = plainly(field, value, programme)
    if field.pattern in ("uscc", "mobile"):
        return " ".join((shown[:3], shown[3:7], shown[7:])).translate(WIDE)
    if field.type in ("text", "long_text") and isinstance(field, Field):
        return "\n".join(f"　　{line}　" for line in shown.split("\n"))
    return shown


def _row_of(tree: Tree, label: str) -> Tree:
    return next(row for row, row_cells in cells(tree) if text_of(row_cells[0]) == label and len(row_cells) == 3)


def cell_split(label: str, text: str) -> Any:
    """The place is split into two cells, and both are written in."""

    def change(tree: Tree) -> None:
        row = _row_of(tree, label)
        _, place, _ = row.findall(f"{W}tc")
        second = deepcopy(place)
        retype(second, text)
        place.addnext(second)
        for other in row.getparent().findall(f"{W}tr"):
            if other is not row:
                properties = other.findall(f"{W}tc")[1].find(f"{W}tcPr")
                span = etree.Element(f"{W}gridSpan")
                span.set(f"{W}val", "2")
                properties.find(f"{W}tcW").addnext(span)
        grid = row.getparent().find(f"{W}tblGrid")
        grid.insert(1, deepcopy(grid[1]))

    return change


def written_on_below(label: str, text: str) -> Any:
    """A row is inserted and the answer goes on in it."""

    def change(tree: Tree) -> None:
        row = _row_of(tree, label)
        below = deepcopy(row)
        for number, cell in enumerate(below.findall(f"{W}tc")):
            retype(cell, text if number == 1 else "")
        row.addnext(below)

    return change


def places_merged(label: str) -> Any:
    """The place of a row and that of the row below become one cell."""

    def change(tree: Tree) -> None:
        row = _row_of(tree, label)
        following = row.getnext()
        for number, one in enumerate((row, following)):
            properties = one.findall(f"{W}tc")[1].find(f"{W}tcPr")
            merge = etree.Element(f"{W}vMerge")
            if number == 0:
                merge.set(f"{W}val", "restart")
            else:
                retype(one.findall(f"{W}tc")[1], "")
            properties.find(f"{W}tcW").addnext(merge)

    return change
