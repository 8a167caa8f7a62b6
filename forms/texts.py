"""The texts of a form as the text checks see them, and their way back into the form's values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from forms.definition import Column, Field, Form
from forms.definition import Place as OfficialPlace
from forms.field_types import FIELD_TYPES, TABLE, read_cell
from forms.passages import BlockKind, TextBlock
from models.plain import Plain
from models.programme.pack import Programme

CONTACT_PATTERNS = frozenset({"mobile", "landline", "email", "person_name"})
"""Patterns of fields that are meant to hold how a person is reached and what they are called."""

_HEADING = "heading"
_LINES = frozenset({OfficialPlace.TITLE, OfficialPlace.SUBTITLE, OfficialPlace.NUMBER, OfficialPlace.RECIPIENT, OfficialPlace.CLOSING})
"""Places of an official document whose single line is proofread like its text."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a form a text stands; row and column only in tables."""

    field: str
    row: str = ""
    column: str = ""

    @property
    def key(self) -> str:
        """Key of the text's block."""
        return "\t".join((self.field, self.row, self.column))

    @classmethod
    def of(cls, key: str) -> "Place":
        """Return the place of a block."""
        return cls(*key.split("\t"))


def is_prose(part: Field | Column) -> bool:
    """Whether an officer writes sentences into it: long texts, items, notes, and the free words of tables."""
    if isinstance(part, Field):
        worded = part.type in {"long_text", "items", "yes_no_note"} or (part.type == "text" and part.place in _LINES)
        return worded and not part.read_only
    return part.type in {"text", "long_text"} and not (part.pattern or part.hidden or part.read_only)


def is_text(part: Field | Column) -> bool:
    """Whether it holds typed words of any kind."""
    return part.type in {"text", "long_text", "items", "yes_no_note"} and not (isinstance(part, Column) and part.hidden)


def is_contact(part: Field | Column) -> bool:
    """Whether it is meant for names, phones or addresses of persons, as the note (附注) of an official document is (GB/T 9704, 7.3.7)."""
    return part.pattern in CONTACT_PATTERNS or (isinstance(part, Field) and part.place is OfficialPlace.NOTE)


def blocks(
    form: Form, values: Mapping[str, Plain], programme: Programme, wanted: Callable[[Field | Column], bool] = is_text
) -> list[TextBlock]:
    """Return the texts of a form in its order; the key of each is the key of its `Place`.

    Args:
        form: The definition.
        values: The values; fields that are missing are left out.
        programme: The pack.
        wanted: Which fields and columns.
    """
    found: list[TextBlock] = []
    for field in form.fields():
        value = values.get(field.key)
        if value is None:
            continue
        if field.type == "table":
            found += _cells(field, value, wanted)
        elif wanted(field) and (text := _text_of(field, value, programme)):
            kind = BlockKind.TITLE if field.place is OfficialPlace.TITLE else BlockKind.PARAGRAPH
            found.append(TextBlock(Place(field.key).key, field.label, kind, text))
    return found


def parted(texts: list[TextBlock]) -> list[TextBlock]:
    """Put a heading before every text, so that level numbers are counted anew in each field."""
    return [
        part for number, block in enumerate(texts) for part in (TextBlock(f"{_HEADING}{number}", "", BlockKind.HEADING, "填写项"), block)
    ]


def is_heading(key: str) -> bool:
    """Whether a block is one that `parted` has put there."""
    return "\t" not in key


def with_texts(form: Form, values: Mapping[str, Plain], texts: Mapping[str, str], programme: Programme) -> dict[str, Plain]:
    """Return the values that change when texts take the place of others, read as if they were typed.

    Args:
        form: The definition.
        values: The values as they are.
        texts: New texts by the key of their block.
        programme: The pack.
    """
    fields = {field.key: field for field in form.fields()}
    changed: dict[str, Plain] = {}
    for key, text in texts.items():
        place = Place.of(key)
        field = fields[place.field]
        value = changed.get(place.field, values.get(place.field))
        changed[place.field] = _put(field, value, place, text, programme)
    return changed


def _cells(field: Field, value: Plain, wanted: Callable[[Field | Column], bool]) -> Iterator[TextBlock]:
    columns = [column for column in field.column if wanted(column)]
    for number, row in enumerate(TABLE.filled_rows(field, value), start=1):
        for column in columns:
            text = _typed(row.get(column.key))
            if text:
                label = f"{field.label} 第{number}行 {column.label}"
                yield TextBlock(Place(field.key, str(row["id"]), column.key).key, label, BlockKind.CELL, text)


def _typed(value: Plain) -> str:
    if isinstance(value, dict):
        value = value.get("unparsed")
    return value if isinstance(value, str) else ""


def _text_of(field: Field, value: Plain, programme: Programme) -> str:
    """Return the text as the field's editor shows it, so that places in it are places there."""
    if field.type == "items" and isinstance(value, list):
        return "\n".join(map(str, value))
    if field.type == "yes_no_note" and isinstance(value, dict):
        return str(value.get("note") or value.get("unparsed") or "")
    return FIELD_TYPES[field.type].show(field, value, programme)


def _put(field: Field, value: Plain, place: Place, text: str, programme: Programme) -> Plain:
    if field.type == "table" and isinstance(value, list):
        column = next(column for column in field.column if column.key == place.column)
        return [
            {**row, column.key: read_cell(column, text, programme)} if isinstance(row, dict) and row.get("id") == place.row else row
            for row in value
        ]
    if field.type == "yes_no_note" and isinstance(value, dict) and "note" in value:
        return {**value, "note": text}
    return FIELD_TYPES[field.type].read(field, text, programme)
