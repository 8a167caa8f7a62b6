"""Columns of a table: what they show, how they sort, how they look."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from operator import attrgetter
from typing import Any

from ui.tone import Tone

Row = Any
"""A row: a named tuple of a query."""


class ColumnKind(Enum):
    """What a column holds; decides alignment, sorting and painting."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    PROGRESS = "progress"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column.

    Attributes:
        key: Permanent name; also the attribute of the row it shows unless `value` is given.
        title: Words in the header.
        kind: What it holds. A ``PROGRESS`` value is ``(done, total)``.
        width: Width to begin with, in Chinese characters of the font in use.
        visible: Whether it is shown before the officer has chosen columns.
        stretch: Whether it takes the room that is left; at most one column of a table.
        value: Takes the value from the row; it is what is sorted by.
        show: Turns the value into words; without it numbers and texts are shown as they are, empty ones as nothing.
        tone: For ``STATE``: the tone of the badge.
        sort_key: Sorts by something other than the value.
    """

    key: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 8
    visible: bool = True
    stretch: bool = False
    value: Callable[[Row], Any] | None = None
    show: Callable[[Any], str] | None = None
    tone: Callable[[Any], Tone] | None = None
    sort_key: Callable[[Any], Any] | None = None

    def getter(self) -> Callable[[Row], Any]:
        """Return the function that takes this column's value from a row."""
        return self.value if self.value is not None else attrgetter(self.key)

    def words(self, value: Any) -> str:
        """Return what is shown for `value`."""
        if self.show is not None:
            return self.show(value)
        if value is None:
            return ""
        if self.kind is ColumnKind.PROGRESS:
            done, total = value
            return f"{done}/{total}" if total else ""
        return str(value)

    @property
    def right_aligned(self) -> bool:
        """Whether the cells stand at the right."""
        return self.kind is ColumnKind.NUMBER


def pinyin_order(text: str) -> bytes:
    """Sort key for Chinese: the GB 2312 first level (3,755 common characters) is encoded in the order of pinyin."""
    return text.casefold().encode("gb18030", "replace")


def order_of(spec: ColumnSpec, value: Any) -> Any:
    """Return what a column sorts `value` by; ``None`` for an empty cell, which always stands last."""
    if value is None or value == "":
        return None
    if spec.sort_key is not None:
        return spec.sort_key(value)
    if spec.kind is ColumnKind.PROGRESS:
        done, total = value
        return done / total if total else None
    if spec.kind in (ColumnKind.NUMBER, ColumnKind.DATE):
        return value
    return pinyin_order(spec.words(value))
