"""The closed list of field types: how each is read, shown and checked.

Adding one: a class in a file here, a line in `FIELD_TYPES`, and its editor in `ui/editors/`.
"""

from typing import TYPE_CHECKING

from forms.definition import Column
from forms.field_types.base import Fault, FieldType
from forms.field_types.choosing import Cascade, Choice, Choices, ChoicesWithMain
from forms.field_types.dates import Day, Month, MonthRange
from forms.field_types.numbers import DecimalNumber, Integer, Money
from forms.field_types.special import Attachment, Automatic, Fixed, Pledge, Signature, YesNoNote
from forms.field_types.table import Table
from forms.field_types.text import Items, LongText, Text
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme

_SIMPLE: dict[str, FieldType] = {
    "text": Text(),
    "long_text": LongText(),
    "items": Items(),
    "integer": Integer(),
    "decimal": DecimalNumber(),
    "money": Money(),
    "date": Day(),
    "month": Month(),
    "month_range": MonthRange(),
    "choice": Choice(),
    "choices": Choices(),
    "choices_main": ChoicesWithMain(),
    "cascade": Cascade(),
    "yes_no_note": YesNoNote(),
    "attachment": Attachment(),
    "pledge": Pledge(),
    "fixed": Fixed(),
    "auto": Automatic(),
    "signature": Signature(),
}

COLUMN_TYPES: dict[str, FieldType] = {name: kind for name, kind in _SIMPLE.items() if kind.in_columns}
"""The field types that a table column may have, by name."""

TABLE = Table(COLUMN_TYPES)

FIELD_TYPES: dict[str, FieldType] = _SIMPLE | {"table": TABLE}
"""All field types by name."""


def read_cell(column: Column, text: str, programme: "Programme") -> Plain:
    """Return the plain value of a text typed or pasted into a table cell."""
    return TABLE.read_cell(column, text, programme)


def show_cell(column: Column, value: Plain, programme: "Programme") -> str:
    """Return what the officer reads in a table cell."""
    return TABLE.show_cell(column, value, programme)


__all__ = ["COLUMN_TYPES", "FIELD_TYPES", "TABLE", "Fault", "FieldType", "read_cell", "show_cell"]
