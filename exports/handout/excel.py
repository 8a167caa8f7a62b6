"""A form of tables as a workbook to be filled in (下发的Excel表): a sheet a table, lists to choose from, ids out of sight."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from exports.excel.heights import height_of, lines_of, room_of
from exports.excel.look import BROKEN, COUNT, DATE, HEAD, META_LEFT, NOTE, PROSE, SECTION, TEXT, TITLE, Look, Style
from exports.excel.sheet import CM, paper
from exports.excel.workbook import new_book
from exports.files import Exported, clean_text, removal_note, replace_file
from exports.handout.facts import Handed
from exports.handout.words import EXAMPLE_CELLS, due_line
from forms.collecting.marks import IDENTITY_NAME, IDENTITY_SHEET, PROPERTY, ROW_TAG, check_code, encode
from forms.collecting.scope import offered
from forms.definition import Column, Field
from forms.field_types import TABLE, show_cell
from forms.normalising import read_number
from models.plain import Plain
from models.programme.pack import Programme

GUIDE = "填表说明"
TITLE_ROW, META_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4
SPARE_ROWS = 15
LEAST_HEIGHT = 20.0
GUIDE_WIDTH = 72.0
LATEST = 73_050
"""Serial number of the last day that the check of dates lets through: 2099-12-31."""

EARLIEST = 36_526
"""The first: 2000-01-01."""

_CELL = Style(format=TEXT)
_NUMBER, _WHOLE = Style(format=BROKEN, align="right", wrap=False), Style(format=COUNT, align="right", wrap=False)
_DAY = Style(format=DATE, align="center", wrap=False)
_HIDDEN = Style(lines=False)


def export_excel_form(handed: Handed, programme: Programme, target: Path) -> Exported:
    """Write a form whose fields are tables as a workbook.

    Args:
        handed: The form and what is known already.
        programme: The pack.
        target: The file; an existing one is replaced.

    Raises:
        UserError: The file cannot be written (`exports.files.replace_file`).
    """
    book = new_book()
    guide = book.create_sheet(GUIDE)
    look = Look(book)
    writer = _Writer(book, look, handed, programme)
    writer.guide(guide)
    lists = book.create_sheet(IDENTITY_SHEET)
    for field in handed.form.fields():
        if field.type == "table":
            writer.table(book.create_sheet(field.label, index=len(book.sheetnames) - 1), field, lists)
    writer.ids(lists)
    book.active = 1
    path = replace_file(target, book.save)
    return Exported(path, removal_note(writer.removed))


class _Writer:
    """Writes the sheets of one workbook.

    Attributes:
        removed: Characters that had to go because no document can hold them.
    """

    def __init__(self, book: Workbook, look: Look, handed: Handed, programme: Programme) -> None:
        self.removed = 0
        self._book = book
        self._look = look
        self._handed = handed
        self._programme = programme
        self._lists: dict[str, str] = {}

    def guide(self, sheet: Worksheet) -> None:
        """Write who it is for, how it is filled in, and an example."""
        handed = self._handed
        sheet.column_dimensions["A"].width = GUIDE_WIDTH
        self._write(sheet, 1, 1, f"{handed.form.title}{GUIDE}", TITLE)
        sheet.row_dimensions[1].height = 40
        lines: list[tuple[str, Style]] = [
            (f"填报单位：{handed.entity}", SECTION),
            (f"项目：{handed.title}　申报编号：{handed.identity.number}　核对码：{check_code(handed.identity)}", PROSE),
        ]
        if handed.due is not None:
            lines.append((due_line(handed.due, handed.office, handed.officer, handed.phone), PROSE))
        lines += [(f"{number}. {text}", PROSE) for number, text in enumerate(handed.form.instructions, start=1)]
        lines.append(("填写示例（示例，请填写本单位的实际情况）", SECTION))
        row = 2
        for text, style in lines:
            self._write(sheet, row, 1, text, style)
            sheet.row_dimensions[row].height = 19.0 * lines_of(text, room_of(GUIDE_WIDTH, style.size)) + 4
            row += 1
        for field in handed.form.fields():
            if field.type == "table":
                example = "；".join(f"{column.label}：{_example(field, column)}" for column in _visible(field) if _example(field, column))
                self._write(sheet, row, 1, f"示例：“{field.label}”表的一行——{example}", PROSE)
                sheet.row_dimensions[row].height = 19.0 * lines_of(example + field.label, room_of(GUIDE_WIDTH, PROSE.size)) + 8
                row += 1
        paper(sheet, landscape=False)

    def table(self, sheet: Worksheet, field: Field, lists: Worksheet) -> None:
        """Write one table: title, guidance, head, known rows, spare rows; the ids of the rows in a hidden column behind."""
        columns = _visible(field)
        last = len(columns) + 1
        self._merge(sheet, TITLE_ROW, last, f"{self._handed.form.title}——{field.label}", TITLE)
        self._merge(sheet, META_ROW, last, f"填报单位：{self._handed.entity}　　项目：{self._handed.title}　　{field.guidance}", META_LEFT)
        sheet.row_dimensions[TITLE_ROW].height, sheet.row_dimensions[META_ROW].height, sheet.row_dimensions[HEAD_ROW].height = 36, 22, 36
        self._write(sheet, HEAD_ROW, 1, "序号", HEAD)
        sheet.column_dimensions["A"].width = 6
        for place, column in enumerate(columns, start=2):
            self._write(sheet, HEAD_ROW, place, column.label, HEAD)
            sheet.column_dimensions[get_column_letter(place)].width = column.width
        self._write(sheet, HEAD_ROW, last + 1, ROW_TAG, _HIDDEN)
        sheet.column_dimensions[get_column_letter(last + 1)].hidden = True
        rows = TABLE.rows(self._handed.values.get(field.key))
        for number, values in enumerate([*rows, *({} for _ in range(SPARE_ROWS))], start=1):
            row = FIRST_ROW + number - 1
            self._look.write(sheet, row, 1, number, Style(align="center"))
            for place, column in enumerate(columns, start=2):
                self._put(sheet, row, place, column, values.get(column.key))
            sheet.row_dimensions[row].height = LEAST_HEIGHT
            if values:
                lines = max(lines_of(show_cell(c, values.get(c.key), self._programme), room_of(c.width)) for c in columns)
                sheet.row_dimensions[row].height = max(LEAST_HEIGHT, height_of(lines))
                self._write(sheet, row, last + 1, str(values["id"]), _HIDDEN)
        end = FIRST_ROW + len(rows) + SPARE_ROWS - 1
        self._merge(sheet, end + 1, last, "注：行数不够时在上面插入行。", NOTE)
        for place, column in enumerate(columns, start=2):
            self._validate(sheet, f"{get_column_letter(place)}{FIRST_ROW}:{get_column_letter(place)}{end}", column, lists)
        paper(sheet, landscape=True)
        sheet.page_margins.left = sheet.page_margins.right = CM
        sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
        sheet.freeze_panes = f"C{FIRST_ROW}"

    def ids(self, sheet: Worksheet) -> None:
        """Hide the ids: in a sheet nobody sees, under a defined name, and in the properties of the file."""
        identity = encode(self._handed.identity)
        sheet.cell(1, 1, identity)
        sheet.sheet_state = "veryHidden"
        self._book.defined_names[IDENTITY_NAME] = DefinedName(IDENTITY_NAME, attr_text=f"'{IDENTITY_SHEET}'!$A$1", hidden=True)
        described: Any = self._book
        described.custom_doc_props.append(StringProperty(name=PROPERTY, value=identity))
        self._book.properties.title = clean_text(f"{self._handed.form.title} {self._handed.entity}")[0]
        self._book.properties.creator = clean_text(self._handed.office)[0]

    def _put(self, sheet: Worksheet, row: int, place: int, column: Column, value: Plain) -> None:
        style = {"decimal": _NUMBER, "integer": _NUMBER, "date": _DAY}.get(column.type, _CELL)
        shown: object = show_cell(column, value, self._programme)
        if column.type in ("decimal", "integer") and isinstance(value, str | int):
            number = read_number(str(value))
            shown = str(value) if number is None else number
            style = _WHOLE if number is not None and number == number.to_integral_value() else style
        elif column.type == "date" and isinstance(value, str):
            try:
                shown = datetime.combine(date.fromisoformat(value), time())
            except ValueError:
                shown = value
        if isinstance(shown, str):
            self._write(sheet, row, place, shown or None, style)
        else:
            self._look.write(sheet, row, place, shown, style)

    def _validate(self, sheet: Worksheet, where: str, column: Column, lists: Worksheet) -> None:
        """Let a cell take what fits; a number or day typed otherwise is warned about, not refused: it is read with care anyway."""
        if column.type == "choice":
            rule = DataValidation(type="list", formula1=self._list_of(column, lists), allow_blank=True, errorStyle="stop")
            rule.error, rule.prompt = f"“{column.label}”请从下拉列表中选择。", "请从下拉列表中选择。"
        elif column.type == "date":
            rule = DataValidation(
                type="date",
                operator="between",
                formula1=str(EARLIEST),
                formula2=str(LATEST),
                allow_blank=True,
                errorStyle="warning",
            )
            rule.error = rule.prompt = "日期写成2026年3月31日这样。"
        elif column.type in ("decimal", "integer"):
            rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True, errorStyle="warning")
            rule.error = rule.prompt = "只填数字，不带单位，不写“万”。"
        else:
            return
        rule.showErrorMessage, rule.errorTitle = True, "请核对"
        rule.showInputMessage, rule.promptTitle = True, column.label[:32]
        rule.add(where)
        sheet.add_data_validation(rule)

    def _list_of(self, column: Column, lists: Worksheet) -> str:
        """Put the names of a dictionary on the hidden sheet, once, and return the range."""
        if column.dictionary not in self._lists:
            place = len(self._lists) + 2
            names = [item.name for item in offered(column, self._programme)]
            for row, name in enumerate(names, start=1):
                lists.cell(row, place, name)
            letter = get_column_letter(place)
            self._lists[column.dictionary] = f"'{IDENTITY_SHEET}'!${letter}$1:${letter}${len(names)}"
        return self._lists[column.dictionary]

    def _write(self, sheet: Worksheet, row: int, place: int, text: str | None, style: Style) -> Cell:
        clean, removed = clean_text(text or "")
        self.removed += removed
        return self._look.write(sheet, row, place, clean or None, style)

    def _merge(self, sheet: Worksheet, row: int, last: int, text: str, style: Style) -> None:
        self._write(sheet, row, 1, text, style)
        sheet.merged_cells.add(f"A{row}:{get_column_letter(last)}{row}")


def _visible(field: Field) -> Sequence[Column]:
    return [column for column in field.column if not column.hidden]


def _example(field: Field, column: Column) -> str:
    return EXAMPLE_CELLS.get(f"{field.key}.{column.key}", EXAMPLE_CELLS.get(column.key, ""))
