"""The place of one field in a handed-out Word form: controls, boxes, lists, tables with spare rows."""

from collections.abc import Mapping

from exports.handout.controls import Bookmarks, check_control, choice_control, text_control
from exports.word.body import cell, paragraph, paragraphs, row, run, table
from exports.word.listings import NUMBER, ROW_HEIGHT
from exports.word.looks import Look, Looks
from exports.word.sheet import label_of
from exports.word.widths import grid_of
from forms.collecting.boxes import MAIN_LABEL
from forms.collecting.marks import field_bookmark, field_tag
from forms.collecting.scope import MOST_BOXES, has_boxes, offered
from forms.definition import Column, Field, Input
from forms.field_types import FIELD_TYPES, TABLE, show_cell
from models.plain import Plain
from models.programme.pack import Programme

SPARE_ROWS = 5
"""Empty rows behind those that are filled in."""

MAIN_PART, YES_PART, NOTE_PART = "main", "yes", "note"
YES_NO = (("yes", "是"), ("no", "否"))


class Places:
    """Makes the places of one form.

    Args:
        values: The known facts by field key.
        programme: The pack.
        looks: How text looks.
        bookmarks: Numbers the bookmarks.
    """

    def __init__(self, values: Mapping[str, Plain], programme: Programme, looks: Looks, bookmarks: Bookmarks) -> None:
        self._values = values
        self._programme = programme
        self._looks = looks
        self._bookmarks = bookmarks

    def place(self, field: Field) -> str:
        """Return the paragraphs of the place of a field that is no table."""
        if has_boxes(field, self._programme):
            content = self._boxes(field)
        elif field.type == "yes_no_note":
            content = self._yes_no(field)
        elif field.type == "pledge":
            content = self._pledge(field)
        else:
            look = self._looks.cell
            content = paragraph(look, self._simple(field, self._values.get(field.key), field_tag(field.key), look))
        return self._bookmarks.around(field_bookmark(field.key), content)

    def table(self, field: Field) -> tuple[str, bool]:
        """Return a repeating table with spare rows, and whether it needs a turned page."""
        columns = [column for column in field.column if not column.hidden]
        grid, wide = grid_of(columns, NUMBER, self._programme)
        head_look, look = self._looks.column_head, self._looks.column_cell
        heads = ["序号", *(label_of(column.label, column.unit) for column in columns)]
        head = row(
            (cell(paragraph(head_look, run(text, head_look)), width) for text, width in zip(heads, grid, strict=True)),
            height=ROW_HEIGHT,
            head=True,
        )
        held = TABLE.filled_rows(field, self._values.get(field.key))
        spare = min(SPARE_ROWS, max(field.max_items - len(held), 0)) if field.max_items else SPARE_ROWS
        rows = [head]
        for number, values in enumerate([*held, *({} for _ in range(spare))], start=1):
            first = paragraph(self._looks.column_centred, run(str(number), self._looks.column_centred))
            cells = [cell(self._bookmarks.around(field_bookmark(field.key), first) if number == 1 else first, grid[0])]
            for column, width in zip(columns, grid[1:], strict=True):
                tag = field_tag(field.key, str(number), column.key)
                cells.append(cell(paragraph(look, self._simple(column, values.get(column.key), tag, look)), width))
            rows.append(row(cells, height=ROW_HEIGHT))
        return table(grid, rows), wide

    def _simple(self, field: Input, value: Plain, tag: str, look: Look) -> str:
        kind = FIELD_TYPES[field.type]
        shown = show_cell(field, value, self._programme) if isinstance(field, Column) else kind.show(field, value, self._programme)
        if field.type == "choice":
            items = [(item.key, item.name) for item in offered(field, self._programme)]
            if len(items) <= MOST_BOXES:
                return choice_control(tag, field.label, items, shown, look)
        return text_control(tag, field.label, shown, look)

    def _boxes(self, field: Field) -> str:
        """One line an item: signs in front of it cannot belong to its neighbour."""
        look, value = self._looks.cell, self._values.get(field.key)
        chosen = [str(key) for key in value] if isinstance(value, list) else []
        items = offered(field, self._programme)
        lines = [
            paragraph(look, check_control(field_tag(field.key, item.key), item.name, item.key in chosen, look) + run(item.name, look))
            for item in items
        ]
        if field.type == "choices_main":
            names = [(item.key, item.name) for item in items]
            main = next((item.name for item in items if chosen and item.key == chosen[0]), "")
            control = choice_control(field_tag(field.key, MAIN_PART), f"{field.label}（主）", names, main, look)
            lines.append(paragraph(look, run(f"{MAIN_LABEL}：", look) + control))
        known = {item.key for item in items}
        if not known.issuperset(chosen) or isinstance(value, dict):
            shown = FIELD_TYPES[field.type].show(field, value, self._programme)
            lines.append(paragraph(look, run(f"原填写内容：{shown}", look)))
        return "".join(lines)

    def _yes_no(self, field: Field) -> str:
        look, value = self._looks.cell, self._values.get(field.key)
        answer = value if isinstance(value, dict) else {}
        chosen = ("是" if answer["yes"] else "否") if isinstance(answer.get("yes"), bool) else ""
        note = str(answer.get("note", answer.get("unparsed", "")))
        return paragraph(look, choice_control(field_tag(field.key, YES_PART), field.label, YES_NO, chosen, look)) + paragraph(
            look, run("说明：", look) + text_control(field_tag(field.key, NOTE_PART), f"{field.label}说明", note, look)
        )

    def _pledge(self, field: Field) -> str:
        look = self._looks.cell
        box = check_control(field_tag(field.key), field.label, self._values.get(field.key) is True, look)
        return paragraphs(look, field.text) + paragraph(look, box + run("已阅知并承诺", look))
