"""双录比对: two typings of one paper form, field by field."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from forms.collecting.scope import filled_in_by_entity
from forms.collecting.tolerant import same
from forms.definition import Column, Field, Form
from forms.field_types import FIELD_TYPES, TABLE, show_cell
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme


class Disagreement(NamedTuple):
    """One place in which two typings differ.

    Attributes:
        field: Key of the field.
        section: Title of its section.
        label: What the officer calls the place; of a table with row and column.
        first: What the first typing shows.
        second: What the second typing shows.
        row: Number of the row in both tables, from 1; 0 outside tables.
        column: Key of the column; empty outside tables.
    """

    field: str
    section: str
    label: str
    first: str
    second: str
    row: int = 0
    column: str = ""


def compare_typings(form: Form, first: Mapping[str, Plain], second: Mapping[str, Plain], programme: "Programme") -> list[Disagreement]:
    """Return where two typings of one form differ, in the form's order; spaces at line ends and row ids do not count.

    Args:
        form: The definition.
        first: Plain values by field key as one person typed them.
        second: As another person typed them.
        programme: The pack.
    """
    found: list[Disagreement] = []
    for section in form.section:
        for field in section.field:
            one, other = first.get(field.key), second.get(field.key)
            if not filled_in_by_entity(field) or same(field, one, other):
                continue
            if field.type == "table":
                found += _rows(field, section.title, one, other, programme)
                continue
            kind = FIELD_TYPES[field.type]
            shown = kind.show(field, one, programme), kind.show(field, other, programme)
            found.append(Disagreement(field.key, section.title, field.label, *shown))
    return found


def _rows(table: Field, section: str, one: Plain, other: Plain, programme: "Programme") -> list[Disagreement]:
    """Compare rows by their place: who types from paper keeps its order."""
    found = []
    nothing: dict[str, Plain] = {}
    pairs = zip_longest(TABLE.filled_rows(table, one), TABLE.filled_rows(table, other), fillvalue=nothing)
    for number, (left, right) in enumerate(pairs, start=1):
        for column in table.column:
            if column.hidden or same(column, left.get(column.key), right.get(column.key)):
                continue
            label = f"{table.label}第{number}行“{column.label}”"
            shown = _shown(column, left, programme), _shown(column, right, programme)
            found.append(Disagreement(table.key, section, label, *shown, row=number, column=column.key))
    return found


def _shown(column: Column, row: Mapping[str, Plain], programme: "Programme") -> str:
    return show_cell(column, row.get(column.key), programme)
