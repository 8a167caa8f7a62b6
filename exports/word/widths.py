"""Widths of the columns of a repeating table: on paper nobody can widen a column, so figures, dates and codes come first."""

from collections.abc import Sequence

from exports.word.body import CELL_MARGIN
from exports.word.looks import SIZE_5, TWIPS_PER_POINT, mm
from exports.word.skeleton import TEXT_WIDTH, WIDE_TEXT_WIDTH
from forms.definition import Column
from models.programme.pack import Programme

FIXED_MM = {"integer": 18, "decimal": 18, "money": 21, "date": 24, "month": 25, "month_range": 30}
"""Widths that hold what such a column shows: seven digits, or a month in one line."""

TEXT_MM = ((8, 14), (20, 26), (40, 28), (60, 30), (120, 46), (10**9, 135))
"""Comfortable widths of texts by their greatest length in characters; the first is fixed, the others share what is left."""

CODE_LENGTH, LATIN = 18, 0.66
"""Characters of a code that states no length (统一社会信用代码); the width of one, capitals included, as part of a Chinese one."""

OPTION_LENGTH = 5
"""Most characters of a choice in one line."""

CROWDED = 0.7
"""The texts of an upright table get at least this part of their comfortable width; else the table stands on a turned page."""


def grid_of(columns: Sequence[Column], number: int, programme: Programme) -> tuple[list[int], bool]:
    """Return the widths in twips, and whether the table stands on a turned page.

    Args:
        columns: The visible columns.
        number: Width of the column with the row's number, which comes first.
        programme: The pack, for the lengths of choices.
    """
    wanted = [_wanted(column, programme) for column in columns]
    fixed = number + sum(width for width, rigid in wanted if rigid)
    texts = sum(width for width, rigid in wanted if not rigid)
    wide = TEXT_WIDTH - fixed < CROWDED * texts
    room = WIDE_TEXT_WIDTH if wide else TEXT_WIDTH
    left = room - fixed
    if not texts or left < texts // 3:  # nothing to give way, or too many columns: all share alike
        grid = [number, *(width * (room - number) // (fixed - number + texts) for width, _ in wanted)]
    else:
        grid = [number, *(width if rigid else width * left // texts for width, rigid in wanted)]
    grid[-1] += room - sum(grid)
    return grid, wide


def _wanted(column: Column, programme: Programme) -> tuple[int, bool]:
    """Return the comfortable width, and whether it is kept however little room there is."""
    if column.type in FIXED_MM:
        return mm(FIXED_MM[column.type]), True
    if column.type == "choice":
        longest = max((len(item.name) for item in programme.dictionary(column.dictionary).item), default=0)
        return max(mm(14), _holding(min(longest, OPTION_LENGTH))), True
    if column.pattern:
        return _holding((column.max_length or CODE_LENGTH) * LATIN), True
    width = next(width for length, width in TEXT_MM if (column.max_length or 60) <= length)
    return mm(width), width == TEXT_MM[0][1]


def _holding(characters: float) -> int:
    return round(characters * SIZE_5 * TWIPS_PER_POINT) + 2 * CELL_MARGIN + mm(1)
