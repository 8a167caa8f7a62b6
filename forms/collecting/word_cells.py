"""Form tables whose cells people have split, merged or continued in a row below: places whose text may not be the whole answer."""

from collections.abc import Iterator

from forms.collecting.content import Place, Table, TableCell, WordContent
from forms.collecting.labels import compact, is_not_data, named_by, names_of
from forms.collecting.marks import FIELD_BOOKMARK, field_bookmark, parts_of_tag
from forms.collecting.scope import HEADS, fields_to_fill, guidance_of
from forms.collecting.tolerant import is_nothing
from forms.definition import Field, Form

SPLIT = "这一栏的格子被拆开了，各格里都有内容，请对照原件核对。"
CONTINUED = "这一栏下面另有一行没有栏目名称的内容，可能是接着写的，请对照原件核对。"
SHARED = "这一栏的格子与别的栏合并在一起了，请对照原件核对。"
NESTED = "这一栏里还插了一张表，没有读取，请对照原件核对。"


def answer_column(table: Table) -> TableCell | None:
    """Return the head of the column with the answers, ``None`` in tables that are not of a handed-out form."""
    return next((cell for cell in table.cells if cell.row == 1 and compact(cell.text) == HEADS[1]), None)


def doubtful_places(content: WordContent) -> dict[Place, str]:
    """Return the places whose text may not be the whole answer, or not this field's alone, each with the reason."""
    doubts: dict[Place, str] = {}
    for index, table in content.tables():
        if table.parent is not None:
            block = content.blocks[table.parent.block]
            cell = block.at(table.parent.row, table.parent.column) if isinstance(block, Table) else None
            if cell is not None:
                doubts[Place(table.parent.block, cell.row, cell.column)] = NESTED
        head = answer_column(table)
        if head is not None:
            _look_through(index, table, head, doubts)
    return doubts


def written_elsewhere(content: WordContent, form: Form) -> list[str]:
    """Say where somebody wrote into the column of guidance while the place itself stayed empty (Chinese sentences)."""
    fields = fields_to_fill(form)
    names = names_of(fields)
    found = []
    for _, table in content.tables():
        head = answer_column(table)
        if head is None:
            continue
        for row in range(2, table.rows + 1):
            label, place = table.at(row, 1), table.at(row, head.column)
            beside = table.at(row, head.column + head.column_span)
            named = named_by(label.text, names)[0] if label is not None else None
            if not isinstance(named, Field) or place is None or beside is None or place.text.strip():
                continue
            text, guidance = compact(beside.text), compact(guidance_of(named))
            if text and text != guidance:
                written = beside.text.replace(guidance_of(named), "").strip() or beside.text
                found.append(f"“{named.label}”的填写说明栏里有内容“{' '.join(written.split())[:30]}”，没有读取，请核对。")
    return found


def answers_to_no_field(content: WordContent, form: Form) -> list[str]:
    """Say what stands in rows and tables that the form does not have, or not any more (Chinese sentences): it is not read."""
    names = names_of(form.fields())
    keys = {*(field.key for field in form.fields()), *form.renamed}
    marks = {field_bookmark(key) for key in keys}
    tags = [(control.place, parts[0]) for control in content.controls if (parts := parts_of_tag(control.tag))]
    ours = {mark.place for mark in content.bookmarks if mark.name in marks} | {place for place, key in tags if key in keys}
    others = {mark.place for mark in content.bookmarks if mark.name.startswith(FIELD_BOOKMARK) and mark.name not in marks}
    others |= {place for place, key in tags if key not in keys}
    found: list[str] = []
    for index, table in content.tables():
        head = answer_column(table)
        if head is None:
            if any(place.block == index for place in others):
                found += _table_that_is_gone(table)
            continue
        for row, label, answer in _labelled_rows(table, head):
            known = any(named_by(cell.text, names)[1] for cell in table.cells if cell.row == row and cell.text.strip())
            if known or _place(index, answer) in ours or is_not_data([label.text]):
                continue
            said, asked = " ".join(answer.text.split()), " ".join(label.text.split())
            found.append(f"“{asked[:30]}”填写了“{said[:30]}”，现在的表没有这一栏，没有读取，请核对。")
    return found


def _table_that_is_gone(table: Table) -> Iterator[str]:
    """Say that nobody reads a table, when anything was written into it; its first column holds the numbers of its rows."""
    if any(cell.row > 1 and cell.column > 1 and not is_nothing(cell.text) for cell in table.cells):
        heads = "、".join(" ".join(cell.text.split()) for cell in table.cells if cell.row == 1 and cell.column > 1)
        yield f"交回的表里有一张现在没有的表格（{heads[:60]}），没有读取，请核对。"


def _labelled_rows(table: Table, head: TableCell) -> Iterator[tuple[int, TableCell, TableCell]]:
    """Yield each row below the head that has a label and an answer."""
    for row in range(2, table.rows + 1):
        label, answer = table.at(row, 1), table.at(row, head.column)
        if label is not None and answer is not None and label is not answer and label.text.strip() and not is_nothing(answer.text):
            yield row, label, answer


def _look_through(index: int, table: Table, head: TableCell, doubts: dict[Place, str]) -> None:
    before: list[TableCell] = []
    for row in range(2, table.rows + 1):
        label = table.at(row, 1)
        answers = [
            cell
            for cell in table.cells
            if cell.row <= row < cell.row + cell.row_span
            and cell.column < head.column + head.column_span
            and cell.column + cell.column_span > head.column
        ]
        filled = [cell for cell in answers if cell.text.strip()]
        if label is None or label in answers:
            continue
        if len(filled) > 1:
            doubts |= {_place(index, cell): SPLIT for cell in answers}
        if not label.text.strip() and filled:
            doubts |= {_place(index, cell): CONTINUED for cell in before}
            continue
        for cell in answers:
            labels = {other.text for line in range(cell.row, cell.row + cell.row_span) if (other := table.at(line, 1)) is not None}
            if len(labels) > 1:
                doubts[_place(index, cell)] = SHARED
        before = answers


def _place(index: int, cell: TableCell) -> Place:
    return Place(index, cell.row, cell.column)
