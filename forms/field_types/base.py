"""What every field type is and gives back."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.definition import Input, Level
from forms.normalising import unparsed, unparsed_text
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme

SHOWN_LENGTH = 20
"""Most characters of a wrong text that a message repeats."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong or doubtful with one value; becomes a `forms.finding.Finding`.

    Attributes:
        level: Error, warning or hint.
        code: What kind of fault; one field has at most one fault of a code (in one cell).
        message: Full sentence in the officer's words, beginning with the quoted label where a field type made it.
        accepted: What is accepted, in a few words.
        row: Id of the table row, or empty.
        column: Key of the table column, or empty.
        row_number: Number of the row as shown, from 1; 0 when not in a row.
    """

    level: Level
    code: str
    message: str
    accepted: str = ""
    row: str = ""
    column: str = ""
    row_number: int = 0


def quoted(text: str) -> str:
    """Return `text` in Chinese quotation marks, shortened to `SHOWN_LENGTH`."""
    return named(text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]}…")


def named(label: str) -> str:
    """Return a label in quotation marks; quotation marks inside it become single ones (GB/T 15834)."""
    return f"“{inner_quotes(label)}”"


def inner_quotes(text: str) -> str:
    """Return `text` as it stands inside quotation marks."""
    return text.replace("“", "‘").replace("”", "’")


class FieldType(ABC):
    """A field type: reads what is typed, shows what is stored, judges it. Stateless.

    Attributes:
        filled: False for what nobody fills in on the screen: fixed words, automatic values, signature cells.
        in_columns: True when a table column may have this type.
    """

    filled = True
    in_columns = False

    def read(self, field: Input, text: str, programme: "Programme") -> Plain:
        """Return the plain value of a typed text: ``None`` when blank, ``{"unparsed": text}`` when it cannot be read."""
        if not text or text.isspace():
            return None
        value = self._parse(field, text, programme)
        return unparsed(text) if value is None else value

    def show(self, field: Input, value: Plain, programme: "Programme") -> str:
        """Return what the officer reads for `value`; never fails, whatever is stored."""
        if self.is_empty(value):
            return ""
        text = unparsed_text(value)
        if text is not None:
            return text
        if not self._sound(value):
            return str(value)
        return self._words(field, value, programme)

    def is_empty(self, value: Plain) -> bool:
        """Tell whether nothing is filled in."""
        return value is None or value == "" or value == [] or value == {}

    def check(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        """Yield what is wrong with a value; nothing for an empty one, because what is required depends on the form."""
        if self.is_empty(value):
            return
        label = named(field.label)
        text = unparsed_text(value)
        if text is not None:
            yield Fault(Level.ERROR, "unparsed", f"{label}填写的{quoted(text)}无法识别。", self.accepted(field))
        elif not self._sound(value):
            yield Fault(Level.ERROR, "damaged", f"{label}保存的内容不完整或格式不对，请重新填写。", self.accepted(field))
        else:
            yield from self._faults(field, value, programme)

    def accepted(self, field: Input) -> str:
        """Say in a few words what is accepted."""
        return ""

    @abstractmethod
    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        """Return the value of a text that is not blank, ``None`` when it cannot be read."""

    @abstractmethod
    def _sound(self, value: Plain) -> bool:
        """Tell whether a value that is not empty has the shape of this type."""

    @abstractmethod
    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        """Return what a sound value shows."""

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        """Yield the faults of a sound value."""
        yield from ()
