"""What a rule is, and the operands it takes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from forms.definition import Check
from forms.field_types import Fault
from forms.scene import Scene

EVERY_PLACE = frozenset({"label"})
ROW_PLACES = frozenset({"row", "column"})


class At(StrEnum):
    """Where a rule looks.

    Attributes:
        FIELD: At whole fields.
        COLUMN: At the cells of one column of a table.
        ROWS: At several columns of each row of a table; it says itself at which one it is shown.
        EITHER: At a field, or at a column when the entry names one.
    """

    FIELD = "field"
    COLUMN = "column"
    ROWS = "rows"
    EITHER = "either"


class Constant(StrEnum):
    """What the constant of an entry must be."""

    NONE = "none"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the closed list, with the operands its entries must have.

    Attributes:
        run: Yields the faults; never fails on any stored value.
        at: Whether it looks at fields or at columns.
        types: Types that the field, or the column, may have; empty: any.
        fields: Least and most further fields, when it looks at fields.
        columns: Least and most further columns, when it looks at columns.
        across: Least and most further fields, when it looks at columns.
        operand_types: Types that the further fields or columns may have; empty: any.
        value: What the constant must be.
        places: Places that the message may have, besides ``label`` and, in a table, ``row`` and ``column``.
    """

    run: Callable[[Check, Scene], Iterator[Fault]]
    at: At = At.FIELD
    types: frozenset[str] = frozenset()
    fields: tuple[int, int] = (0, 0)
    columns: tuple[int, int] = (0, 0)
    across: tuple[int, int] = (0, 0)
    operand_types: frozenset[str] = frozenset()
    value: Constant = Constant.NONE
    places: frozenset[str] = frozenset()

    def __call__(self, check: Check, scene: Scene) -> Iterator[Fault]:
        """Yield the faults of one entry."""
        return self.run(check, scene)
