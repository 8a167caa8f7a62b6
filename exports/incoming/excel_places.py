"""Places of a sheet as files write them: ``B7``, ``$A$1:$C$3``, ``'表 1'!A1``."""

import re
from functools import lru_cache

from forms.collecting.content import Area

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?([1-9][0-9]{0,6}):\$?([1-9][0-9]{0,6})")
_ON_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.+)")


@lru_cache(maxsize=MOST_COLUMNS)
def column_number(letters: str) -> int:
    """Return the number of a column, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_place(text: str) -> tuple[int, int] | None:
    """Return (row, column), ``None`` when it is no place of a sheet."""
    match = _CELL.fullmatch(text)
    if match is None:
        return None
    row, column = int(match.group(2)), column_number(match.group(1))
    return (row, column) if row <= MOST_ROWS and column <= MOST_COLUMNS else None


def area(text: str) -> Area | None:
    """Return a rectangle, also of whole rows or columns; ``None`` when it is none."""
    first, colon, last = text.partition(":")
    begin = cell_place(first)
    end = cell_place(last) if colon else begin
    if begin and end:
        found = Area(begin[0], begin[1], end[0], end[1])
    elif match := _COLUMNS.fullmatch(text):
        found = Area(1, column_number(match.group(1)), MOST_ROWS, column_number(match.group(2)))
    elif match := _ROWS.fullmatch(text):
        found = Area(int(match.group(1)), 1, int(match.group(2)), MOST_COLUMNS)
    else:
        return None
    right_order = found.top <= found.bottom <= MOST_ROWS and found.left <= found.right <= MOST_COLUMNS
    return found if right_order else None


def areas(text: str, most: int) -> tuple[Area, ...]:
    """Return the rectangles of a list separated by spaces, at most so many."""
    return tuple(found for piece in text.split()[:most] if (found := area(piece)))


def area_on_sheet(text: str) -> tuple[str, Area] | None:
    """Return the sheet's title and the rectangle of a reference with a sheet, ``None`` for anything else."""
    match = _ON_SHEET.fullmatch(text.strip().removeprefix("="))
    found = area(match.group(3)) if match else None
    if match is None or found is None:
        return None
    title = match.group(1).replace("''", "'") if match.group(1) else match.group(2)
    return title, found
