"""What a person does with a handed-out Word form: fill in its places. The XML is edited as office programs leave it."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from lxml import etree

from forms.collecting.marks import CHOSEN, OPEN, parts_of_tag
from forms.collecting.scope import fields_to_fill, has_boxes, offered
from forms.definition import Field, Form
from forms.field_types import FIELD_TYPES, show_cell
from models.plain import Plain
from models.programme.pack import Programme

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
PART = "word/document.xml"
Tree = Any
Show = Callable[[Any, Plain, Programme], str]
"""How a person writes a value: field or column, plain value, pack."""


def plainly(field: Any, value: Plain, programme: Programme) -> str:
    """Write a value as the program shows it."""
    return FIELD_TYPES[field.type].show(field, value, programme) if isinstance(field, Field) else show_cell(field, value, programme)


def edited(document: bytes, *changes: Callable[[Tree], None]) -> bytes:
    """Return the document with its text part changed."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == PART:
                tree = etree.fromstring(content)
                for change in changes:
                    change(tree)
                content = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(info.filename, content)
    return written.getvalue()


def filling(form: Form, values: Mapping[str, Plain], programme: Programme, show: Show = plainly) -> Callable[[Tree], None]:
    """Return the change that fills in the controls as Word does: text replaces the prompt, boxes are clicked, lists chosen from."""

    def fill(tree: Tree) -> None:
        fields = {field.key: field for field in fields_to_fill(form)}
        for control in list(tree.iter(f"{W}sdt")):
            tag = control.find(f"{W}sdtPr/{W}tag")
            parts = parts_of_tag(tag.get(f"{W}val")) if tag is not None else ()
            if parts and parts[0] in values and parts[0] in fields:
                _fill_control(control, parts, fields[parts[0]], values[parts[0]], programme, show)

    return fill


def _fill_control(control: Tree, parts: tuple[str, ...], field: Field, value: Any, programme: Programme, show: Show) -> None:
    if field.type == "table":
        rows = value or []
        number, key = int(parts[1]), parts[2]
        column = next(column for column in field.column if column.key == key)
        cell = rows[number - 1].get(key) if number <= len(rows) else None
        set_text(control, show(column, cell, programme))
    elif has_boxes(field, programme):
        keys = value or []
        if parts[1] == "main":
            set_text(control, programme.item_name(field.dictionary, keys[0]) if keys else "")
        else:
            tick(control, parts[1] in keys)
    elif field.type == "yes_no_note":
        answer = value or {}
        said = ("是" if answer["yes"] else "否") if answer else ""
        text = said if parts[1] == "yes" else answer.get("note", "")
        set_text(control, text)
    elif field.type == "pledge":
        tick(control, value is True)
    else:
        set_text(control, show(field, value, programme))


def set_text(control: Tree, text: str) -> None:
    """Type a text into a control; a text of several lines as paragraphs where the control is round paragraphs."""
    if not text:
        return
    placeholder = control.find(f"{W}sdtPr/{W}showingPlcHdr")
    if placeholder is not None:
        placeholder.getparent().remove(placeholder)
    content = control.find(f"{W}sdtContent")
    paragraph = content.find(f"{W}p")
    if paragraph is None:
        set_run(content, text)
        return
    for other in content.findall(f"{W}p")[1:]:
        content.remove(other)
    lines = text.split("\n")
    ends = paragraph.findall(f"{W}bookmarkEnd")
    for end in ends:
        paragraph.remove(end)
    pattern = deepcopy(paragraph)
    for mark in pattern.findall(f"{W}bookmarkStart"):
        pattern.remove(mark)
    set_run(paragraph, lines[0])
    last = paragraph
    for line in lines[1:]:
        following = deepcopy(pattern)
        set_run(following, line)
        last.addnext(following)
        last = following
    last.extend(ends)


def set_run(holder: Tree, text: str) -> None:
    """Leave one run with the text; line ends become breaks."""
    runs = holder.findall(f"{W}r")
    first = runs[0]
    for run in runs[1:]:
        holder.remove(run)
    for child in list(first):
        if child.tag != f"{W}rPr":
            first.remove(child)
    for number, line in enumerate(text.split("\n")):
        if number:
            etree.SubElement(first, f"{W}br")
        word: Tree = etree.SubElement(first, f"{W}t")
        word.text = line
        word.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def tick(control: Tree, chosen: bool) -> None:
    """Click a box until it shows what is meant."""
    control.find(f".//{W14}checked").set(f"{W14}val", str(int(chosen)))
    control.find(f"{W}sdtContent/{W}r/{W}t").text = CHOSEN if chosen else OPEN


def cells(tree: Tree) -> Iterator[tuple[Tree, list[Tree]]]:
    """Yield every row of every table with its cells."""
    for row in tree.iter(f"{W}tr"):
        yield row, row.findall(f"{W}tc")


def text_of(element: Tree) -> str:
    """Return all text of an element."""
    return "".join(word.text or "" for word in element.iter(f"{W}t"))


def retype(cell: Tree, text: str) -> None:
    """Replace everything in a cell by plain paragraphs, as people do who select all and type."""
    properties = cell.find(f"{W}tcPr")
    for child in list(cell):
        if child is not properties:
            cell.remove(child)
    for line in text.split("\n"):
        paragraph = etree.SubElement(cell, f"{W}p")
        word: Tree = etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t")
        word.text = line
        word.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def by_hand(form: Form, values: Mapping[str, Plain], programme: Programme, show: Show = plainly) -> Callable[[Tree], None]:
    """Return the change that fills in by typing over the cells beside the labels: no control or bookmark is left in them."""

    def fill(tree: Tree) -> None:
        fields = {field.label: field for field in fields_to_fill(form) if field.type != "table"}
        for _, row_cells in cells(tree):
            field = fields.get(text_of(row_cells[0]).replace("\n", "")) or next(
                (one for label, one in fields.items() if one.unit and text_of(row_cells[0]) == f"{label}（{one.unit}）"), None
            )
            if field is not None and len(row_cells) == 3 and field.key in values:
                retype(row_cells[1], written(field, values[field.key], programme, show))
        tables = {field.key: field for field in fields_to_fill(form) if field.type == "table"}
        for table in tree.iter(f"{W}tbl"):
            rows = table.findall(f"{W}tr")
            heads = [text_of(cell) for cell in rows[0].findall(f"{W}tc")]
            for field in tables.values():
                columns = [column for column in field.column if not column.hidden]
                if heads[1:] == [column.label for column in columns] and field.key in values:
                    for row, filled in zip(rows[1:], values[field.key] or [], strict=False):  # type: ignore[arg-type]
                        for cell, column in zip(row.findall(f"{W}tc")[1:], columns, strict=True):
                            retype(cell, show(column, filled.get(column.key), programme))

    return fill


def written(field: Field, value: Any, programme: Programme, show: Show = plainly) -> str:
    """Return what a person writes into an empty cell for a value, boxes by √."""
    if has_boxes(field, programme):
        keys = value or []
        lines = [f"{'√' if item.key in keys else OPEN}{item.name}" for item in offered(field, programme)]
        main = [f"其中为主的一项：{programme.item_name(field.dictionary, keys[0])}"] if field.type == "choices_main" and keys else []
        return "\n".join([*lines, *main])
    if field.type == "yes_no_note" and value:
        return f"{'☑' if value['yes'] else '□'}是　{'□' if value['yes'] else '☑'}否\n说明：{value.get('note', '')}"
    if field.type == "pledge":
        return f"{field.text}\n{'√' if value else OPEN}已阅知并承诺"
    return show(field, value, programme)
