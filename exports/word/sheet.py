"""What the layouts of one form share: the picture of its content, the looks, the numbers of its annexes."""

import re
from dataclasses import dataclass
from functools import cached_property

from exports.word.looks import Looks
from forms.definition import Field, Form, Section
from forms.snapshot import FormSnapshot
from models.plain import Plain
from models.programme.pack import Programme

COVER_SECTION = "cover"
"""Key of the section that is laid out as the cover instead of as a table."""

LABEL_LINE = 6
"""Characters in one line of a label cell."""

_BRACKETS_AT_END = re.compile(r"(?<=.)[（(][^（()）]*[）)]$")

OPINION_BIND = "review.opinion"


@dataclass(frozen=True)
class Block:
    """A piece of the document between two possible page breaks.

    Attributes:
        xml: Its paragraphs and tables.
        wide: Stands on a turned page.
    """

    xml: str
    wide: bool = False


@dataclass(frozen=True)
class Sheet:
    """One form to be laid out."""

    snapshot: FormSnapshot
    form: Form
    programme: Programme
    looks: Looks

    @cached_property
    def annex_numbers(self) -> dict[str, int]:
        """Number of each attachment field by key: their order through the whole form."""
        keys = [field.key for field in self.form.fields() if field.type == "attachment"]
        return {key: number for number, key in enumerate(keys, start=1)}

    @cached_property
    def sections(self) -> list[Section]:
        """The sections that are laid out as tables."""
        return [section for section in self.form.section if section.key != COVER_SECTION]

    @cached_property
    def cover_fields(self) -> list[Field]:
        """The fields of the cover that are filled in."""
        return [field for section in self.form.section if section.key == COVER_SECTION for field in section.field]

    def applies(self, field: Field) -> bool:
        """Tell whether a field is printed."""
        from forms.checking import applies

        return field.shown_when is None or applies(field, self.snapshot.values, self.programme)

    def value(self, field: Field) -> Plain:
        """Return the plain value of a field."""
        return self.snapshot.values.get(field.key)

    def shown(self, field: Field) -> str:
        """Return what a simple field shows."""
        return self.snapshot.shown.get(field.key, "")


def label_of(label: str, unit: str) -> str:
    """Return a label with its unit in brackets; brackets at the end begin a new line where that costs none."""
    whole = label if not unit or label.endswith((f"（{unit}）", f"({unit})")) else f"{label}（{unit}）"
    parts = _BRACKETS_AT_END.sub(r"\n\g<0>", whole).split("\n")
    return "\n".join(parts) if sum(map(_lines, parts)) == _lines(whole) else whole


def _lines(text: str) -> int:
    return -(-len(text) // LABEL_LINE)
