"""What a rule looks at: the form, the values that apply, the programme and the day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from forms.definition import Check, Column, Field, Form, Input
from forms.field_types import FIELD_TYPES, TABLE, Fault
from forms.field_types.base import inner_quotes
from forms.field_types.numbers import wan_of
from forms.normalising import read_date, read_month, read_number
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme


def number_of(input: Input, value: Plain) -> Decimal | None:
    """Return a stored number as it is shown (money in 万元); ``None`` when it is empty or no number."""
    if input.type == "decimal":
        return read_number(value) if isinstance(value, str) else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return wan_of(value) if input.type == "money" else Decimal(value)


def moment_of(value: Plain) -> str | None:
    """Return a stored day or month; ``None`` when it is empty or neither."""
    return value if isinstance(value, str) and value in (read_date(value), read_month(value)) else None


def keys_of(value: Plain) -> list[str]:
    """Return the keys that a choice of one or several holds."""
    if isinstance(value, str):
        return [value]
    return [key for key in value if isinstance(key, str)] if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Row:
    """A filled row of a table: its id, its number as shown, its cells."""

    id: str
    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """One form with its values at one moment.

    Attributes:
        values: Plain values by field key; those of fields that do not apply are left out.
        on: Today.
        fields: All fields of the form by key.
    """

    form: Form
    values: Mapping[str, Plain]
    programme: "Programme"
    on: date
    fields: Mapping[str, Field]

    @property
    def form_day(self) -> date:
        """The form's date, today where it is not filled in."""
        written = self.values.get(self.form.date_field)
        return date.fromisoformat(written) if isinstance(written, str) and read_date(written) == written else self.on

    def number(self, key: str) -> Decimal | None:
        """Return the number that a field holds."""
        return number_of(self.fields[key], self.values.get(key))

    def is_empty(self, key: str) -> bool:
        """Tell whether nothing is filled in at a field."""
        return FIELD_TYPES[self.fields[key].type].is_empty(self.values.get(key))

    def column(self, table: str, key: str) -> Column:
        """Return a column of a table."""
        return next(column for column in self.fields[table].column if column.key == key)

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table that hold something."""
        value = self.values.get(table)
        field = self.fields[table]
        for number, row in enumerate(value if isinstance(value, list) else [], start=1):
            if isinstance(row, dict) and isinstance(row.get("id"), str) and not TABLE.is_blank(field, row):
                yield Row(cast(str, row["id"]), number, row)

    def fault(self, check: Check, row: Row | None = None, column: str = "", **places: object) -> Fault:
        """Return the fault of a rule with the places of its message filled in.

        Args:
            check: The entry of the form definition.
            row: The table row it is shown at.
            column: Key of the column it is shown at, where it is another than the entry's.
            **places: What stands in the places of the message, besides ``label``, ``row`` and ``column``.
        """
        key = (column or check.column) if row else ""
        words = {
            "label": inner_quotes(self.fields[check.field].label),
            "row": row.number if row else "",
            "column": inner_quotes(self.column(check.field, key).label) if key else "",
        }
        message = check.message.format(**(words | places))
        return Fault(check.level, check.key, message, check.accepted, row.id if row else "", key, row.number if row else 0)
