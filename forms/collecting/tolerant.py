"""Reading what people really write: units, 万, days as numbers, prompts left standing. What is not certain is asked, never guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from forms.collecting.content import Cell
from forms.collecting.marks import BLANKS, PLEASE_CHOOSE, PLEASE_FILL, TICKS
from forms.definition import Column, Field, Input
from forms.field_types import FIELD_TYPES, read_cell
from forms.normalising import half_width, number_text, plain_dashes, read_number, unparsed, unparsed_text
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme

NUMBERS = frozenset({"integer", "decimal", "money"})
DATES = frozenset({"date", "month"})
EXAMPLE = ("示例：", "示例:")
"""Begins what a form shows as an example."""

FIRST_SERIAL, LAST_SERIAL = 29_221, 58_074
"""Day numbers of spreadsheets that are taken for days: 1980-01-01 to 2058-12-30; other numbers are asked about."""

_EPOCH = date(1899, 12, 30)
_NOTHING = re.compile(r"[/\\\-—_.。…·、\s　]*")
_PROMPTS = (
    PLEASE_FILL,
    PLEASE_CHOOSE,
    "单击或点击此处输入文字。",
    "单击此处输入文字。",
    "选择一项。",
    "单击或点击以输入日期。",
    "点击此处输入文字",
)
_AMOUNT = re.compile(r"([+-]?[\d,]+(?:\.\d+)?)(亿|千万|百万|万)?(元|人民币)?")
_COUNT = re.compile(r"([+-]?[\d,]+(?:\.\d+)?)(亿|万)?(\D*)")
_WAN = {"": 1, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_PERCENT_UNITS = frozenset({"%", "％", "百分比"})
_ONE_DECIMAL_MONTH = re.compile(r"\d{4}\.1")


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text was taken for.

    Attributes:
        value: Plain value; ``{"unparsed": …}`` when it could not be read; of a doubtful text the likely value.
        doubt: Why an officer must look at it (Chinese sentence); empty when certain.
    """

    value: Plain
    doubt: str = ""

    @property
    def unread(self) -> bool:
        """Whether the text could not be read at all."""
        return unparsed_text(self.value) is not None


EMPTY = Understood(None)


def is_nothing(text: str) -> bool:
    """Tell whether a text only says that there is nothing: white space, dashes, a slash, a prompt left standing."""
    return _NOTHING.fullmatch(text) is not None or "".join(text.split()) in _PROMPTS


def understand(field: Input, text: str, programme: "Programme", unit: str = "") -> Understood:
    """Return what a text in the place of a field (or table column) says.

    Args:
        field: The field or column; not one with boxes, yes or no, or a pledge (`forms.collecting.boxes`).
        text: The text as it stands in the file.
        programme: The pack.
        unit: The unit where another cell of the row gives it; default: the field's own.
    """
    tidy = _tidy(text, field)
    if is_nothing(tidy):
        return EMPTY
    prompt = next((prompt for prompt in (PLEASE_FILL, PLEASE_CHOOSE) if tidy.startswith(prompt)), "")
    if prompt:
        rest = understand(field, tidy.removeprefix(prompt), programme, unit)
        return Understood(rest.value, rest.doubt or f"填写内容前面还留着“{prompt}”，请核对。")
    if tidy.startswith(EXAMPLE):
        return Understood(_read(field, tidy, programme), "填写的像是表里的示例，请核对。")
    if field.type in NUMBERS:
        return _number(field, tidy, programme, unit or field.unit)
    if field.type == "choice" and (TICKS | BLANKS) & set(tidy):
        from forms.collecting.boxes import ticked_items

        return ticked_items(field, tidy, programme)
    value = _read(field, tidy, programme)
    if field.type in DATES and unparsed_text(value) is not None and tidy.isdecimal():
        day = serial_day(tidy)
        if day is not None:
            read = _read(field, day.isoformat(), programme)
            return Understood(read, f"填写的“{tidy}”像是日期的序号，即{day.year}年{day.month}月{day.day}日，请核对。")
    return Understood(value)


def understand_cell(field: Input, cell: Cell, programme: "Programme", unit: str = "") -> Understood:
    """Return what a cell of a sheet says; see `understand`."""
    if cell.kind == "uncalculated":
        return Understood(unparsed(cell.text), "单元格里是公式，文件中没有保存计算结果；请用表格软件打开、保存后再收，或直接填数。")
    if cell.kind == "error":
        return Understood(unparsed(cell.text), f"单元格里是计算错误“{cell.text}”。")
    if cell.inexact:
        return Understood(unparsed(cell.text), "这是按数字保存的长号码，表格软件已丢掉后几位，请照原件核对填写。")
    if cell.kind == "number":
        return _number_cell(field, cell, programme, unit)
    if cell.kind in ("date", "datetime"):
        if field.type in DATES:
            return Understood(_read(field, cell.text[:10], programme))
        if field.type in NUMBERS:
            return Understood(unparsed(cell.text[:10]), "应填数字的格子里是日期，请核对。")
        return Understood(_read(field, cell.text[:10], programme), "格子里是日期格式，原来写的可能不是这样，请核对。")
    return understand(field, cell.text, programme, unit)


def serial_day(text: str) -> date | None:
    """Return the day that a spreadsheet's number stands for, ``None`` for numbers that are hardly days."""
    number = int(text) if text.isdecimal() and len(text) <= 6 else 0
    return _EPOCH + timedelta(number) if FIRST_SERIAL <= number <= LAST_SERIAL else None


def _tidy(text: str, field: Input) -> str:
    """Trim every line (indents of full-width spaces too) and drop blank lines around; within a line nothing changes."""
    lines = [line.strip().strip("　") for line in text.replace("\r", "\n").replace("\v", "\n").split("\n")]
    return "\n".join(line for line in lines if line)


def _read(field: Input, text: str, programme: "Programme") -> Plain:
    return read_cell(field, text, programme) if isinstance(field, Column) else FIELD_TYPES[field.type].read(field, text, programme)


def _number(field: Input, text: str, programme: "Programme", unit: str) -> Understood:
    value = _read(field, text, programme)
    if unparsed_text(value) is None:
        return Understood(value)
    bare = "".join(plain_dashes(half_width(text)).split())
    number = _amount(bare) if field.type == "money" else _count(bare, unit)
    if number is None:
        return Understood(unparsed(text), f"“{text[:30]}”不能确定是什么数，请核对后填写。")
    return Understood(_read(field, number_text(number), programme))


def _amount(text: str) -> Decimal | None:
    """Return an amount that names its unit, in 万元."""
    found = _AMOUNT.fullmatch(text)
    number = read_number(found[1]) if found else None
    if found is None or number is None or not (found[2] or found[3]):
        return None
    return _plain(number * _WAN[found[2] or ""] / 10_000)


def _count(text: str, unit: str) -> Decimal | None:
    """Return a number with 万 or with the field's own unit behind it."""
    found = _COUNT.fullmatch(text)
    number = read_number(found[1]) if found else None
    if found is None or number is None:
        return None
    wanted, given = "".join(half_width(unit).split()), found[3]
    if wanted.startswith(("万", "亿")):
        whole = f"{found[2] or ''}{given}"
        return number if whole in (wanted, wanted[0]) else None
    if given and given != wanted and not (given == "%" and wanted in _PERCENT_UNITS):
        return None
    return _plain(number * _WAN[found[2] or ""])


def _plain(number: Decimal) -> Decimal:
    """Drop zeros behind the point that multiplying has left."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def _number_cell(field: Input, cell: Cell, programme: "Programme", unit: str) -> Understood:
    if field.type in DATES:
        day = serial_day(cell.text)
        if day is not None:
            return Understood(_read(field, day.isoformat(), programme))
        if field.type == "month" and _ONE_DECIMAL_MONTH.fullmatch(cell.text):
            return Understood(unparsed(cell.text), f"“{cell.text}”是按数字保存的，分不清是1月还是10月，请核对。")
    if cell.format.rstrip(";@_ ").endswith("%"):
        percent = _plain(Decimal(cell.text) * 100)
        if half_width(unit or field.unit) in _PERCENT_UNITS:
            return Understood(_read(field, number_text(percent), programme))
        return Understood(unparsed(f"{number_text(percent)}%"), "格子里是百分数，这一项的单位不是百分比，请核对。")
    if field.type in NUMBERS and any(sign in cell.format for sign in ("万", "亿", "千", ",,")):
        return Understood(unparsed(cell.text), f"格子的数字格式带有单位，显示的数与保存的数“{cell.text}”可能不同，请核对。")
    return understand(field, cell.text, programme, unit)


def same(field: Input, one: Plain, other: Plain) -> bool:
    """Tell whether two values of a field say the same.

    Spaces at line ends, blank lines, row ids and the order of ticks do not count.
    """
    if field.type == "table" and isinstance(field, Field):
        return _rows(field, one) == _rows(field, other)
    if field.type in ("choices", "choices_main") and isinstance(one, list) and isinstance(other, list):
        main = 1 if field.type == "choices_main" else 0
        return one[:main] == other[:main] and sorted(map(str, one)) == sorted(map(str, other))
    return _essence(one) == _essence(other)


def _essence(value: Plain) -> object:
    if isinstance(value, str):
        return tuple(" ".join(line.split()) for line in value.splitlines() if line.strip())
    if isinstance(value, list):
        return tuple(map(_essence, value))
    if isinstance(value, dict):
        return tuple(sorted((key, _essence(part)) for key, part in value.items() if part not in (None, "")))
    return () if value is None else value


def _rows(field: Field, value: Plain) -> Sequence[object]:
    keys = [column.key for column in field.column if not column.hidden]
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    return [essence for row in rows if any(essence := tuple(_essence(row.get(key)) for key in keys))]
