"""Tables with a row a thing: repeating tables of the form, the list of annexes, warnings with their explanation."""

from collections.abc import Sequence

from exports.word.body import cell, paragraph, paragraphs, row, run, table
from exports.word.looks import Look, mm
from exports.word.sheet import Block, Sheet, label_of
from exports.word.skeleton import TEXT_WIDTH
from exports.word.widths import grid_of
from forms.definition import Column, Field
from forms.field_types import TABLE, show_cell

NUMBER = mm(11)
ROW_HEIGHT = mm(8)
BLANK_ROWS = 3
"""Rows of a table in which nothing is filled in yet: room to write by hand."""

WHOLE_ROW = 400
"""Most characters of a cell whose row stays on one page."""

_CENTRED = frozenset({"integer", "decimal", "money", "date", "month", "month_range", "choice"})


def repeating_table(field: Field, sheet: Sheet) -> Block:
    """Return a repeating table; its head is repeated on every page."""
    columns = [column for column in field.column if not column.hidden and not _counts(column)]
    grid, wide = grid_of(columns, NUMBER, sheet.programme)
    head = ["序号", *(label_of(column.label, column.unit) for column in columns)]
    looks = [_look(column, sheet) for column in columns]
    rows = []
    for number, values in enumerate(TABLE.filled_rows(field, sheet.value(field)), start=1):
        texts = [show_cell(column, values.get(column.key), sheet.programme) for column in columns]
        rows.append((str(number), *texts))
    return Block(_listing(grid, head, rows or _blank(len(grid)), [sheet.looks.column_centred, *looks], sheet), wide)


def annex_list(fields: Sequence[Field], sheet: Sheet) -> Block:
    """Return the list of annexes for consecutive attachment fields."""
    grid = (mm(20), mm(56), mm(62), mm(18))
    rows = []
    for field in fields:
        number = f"附件{sheet.annex_numbers[field.key]}"
        kind = field.label.removeprefix(number).strip()
        files = sheet.snapshot.attachments.get(field.key, [])
        names = [number] if len(files) == 1 else [f"{number}-{count}" for count in range(1, len(files) + 1)]
        rows += [(name, kind, file.title or file.file_name, _size(file.size)) for name, file in zip(names, files, strict=True)]
        if not files:
            rows.append((number, kind, "未提供", "—"))
    looks = sheet.looks
    kinds = (looks.column_centred, looks.column_cell, looks.column_cell, looks.column_centred)
    return Block(_listing(grid, ("附件号", "材料类别", "材料名称", "大小"), rows, kinds, sheet))


def explained_warnings(sheet: Sheet) -> Block:
    """Return the warnings that the officer has explained."""
    grid = (NUMBER, mm(32), mm(54), TEXT_WIDTH - NUMBER - mm(86))
    rows = [
        (str(number), warning.field_label, warning.message, warning.explanation)
        for number, warning in enumerate(sheet.snapshot.explained, start=1)
    ]
    text = sheet.looks.column_cell
    return Block(_listing(grid, ("序号", "填写项", "需说明的情况", "说明"), rows, (sheet.looks.column_centred, text, text, text), sheet))


def _listing(grid: Sequence[int], head: Sequence[str], rows: Sequence[Sequence[str]], looks: Sequence[Look], sheet: Sheet) -> str:
    look = sheet.looks.column_head
    heads = (cell(paragraph(look, run(text, look), keep_next=True), width) for text, width in zip(head, grid, strict=True))
    body = [
        row(
            (cell(paragraphs(look, text), width) for text, width, look in zip(texts, grid, looks, strict=True)),
            height=ROW_HEIGHT,
            whole=max(map(len, texts)) <= WHOLE_ROW,
        )
        for texts in rows
    ]
    return table(grid, [row(heads, height=ROW_HEIGHT, head=True), *body])


def _blank(columns: int) -> list[tuple[str, ...]]:
    return [(str(number), *("",) * (columns - 1)) for number in range(1, BLANK_ROWS + 1)]


def _counts(column: Column) -> bool:
    """Tell whether a column only numbers the rows, which every table does."""
    return column.label == "序号"


def _look(column: Column, sheet: Sheet) -> Look:
    return sheet.looks.column_centred if column.type in _CENTRED or 0 < column.max_length <= 8 else sheet.looks.column_cell


def _size(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))} KB"
