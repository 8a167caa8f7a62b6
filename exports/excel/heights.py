"""How high a row must be for its text to show: no office program opens a file and fits the rows by itself."""

import re
from collections.abc import Iterable

LINE_POINTS = 15.5
"""Height of one line of 五号 (10.5 pt) in the fonts that stand in for 仿宋_GB2312; 仿宋 itself needs a little less."""
PADDING_POINTS = 6.0
LEAST_ROW = 24.0
LONGEST_ROW = 409.0
"""Points a row can be high (Excel specifications and limits: 409)."""
MOST_LINES = int((LONGEST_ROW - PADDING_POINTS) // LINE_POINTS)
"""Lines that the highest row shows."""
PIXELS = 8.0
"""Width 1 of a column, in pixels: a digit of the normal font."""
HALF_WIDTH_PIXELS = 7.0
"""A half-width character of 五号; a Chinese one takes two."""
MARGIN_PIXELS = 5.0
WIDEST = 2.5
"""Half-width characters that one character takes at most."""
SLACK = 1.0
"""Half-width characters that the rules for line ends (no 、 or ） at the start) leave empty."""

_LINE_END = re.compile("\r\n|[\n\v\f\r\u0085\u2028\u2029]")


def room_of(width: float, size: float = 10.5) -> float:
    """Return how many half-width characters of a size in points stand beside each other in a column of that width."""
    return (width * PIXELS - MARGIN_PIXELS) / (HALF_WIDTH_PIXELS * size / 10.5)


def lines_of(text: str, room: float) -> int:
    """Return how many lines a text takes where `room` half-width characters fit; rather one too many than one too few."""
    return sum(lines_of_paragraph(part, room) for part in _LINE_END.split(text))


def lines_of_paragraph(text: str, room: float) -> int:
    """Do the same for a text without line ends."""
    # UTF-8 writes a half-width character in one byte and a Chinese one in three, so this counts 1 and 2, and 2.5 for a rare one.
    units = (len(text) + len(text.encode("utf-8", "surrogatepass"))) / 2
    if units <= room:
        return 1
    return -int(-units // max(room - SLACK, 2.0))


def lines_of_paragraphs(texts: Iterable[str], room: float) -> list[int]:
    """Do the same for many well-formed texts at once."""
    short, whole, wrapped = room / WIDEST, room * 2, max(room - SLACK, 2.0) * 2
    return [1 if len(text) <= short or (units := len(text) + len(text.encode())) <= whole else -int(-units // wrapped) for text in texts]


def first_lines(text: str, room: float, lines: int) -> tuple[str, str]:
    """Return as much of a text (line ends as ``\\n``) as so many lines show, at least a character, and the rest."""
    used = end = 0
    for part in text.split("\n"):
        needed = lines_of_paragraph(part, room)
        if used + needed > lines:
            end += _characters_in(part, (lines - used) * max(room - SLACK, 2.0))
            end = max(end, 1)
            return text[:end].rstrip("\n"), text[end:].lstrip("\n")
        used += needed
        end += len(part) + 1
    return text, ""


def _characters_in(text: str, units: float) -> int:
    for place, character in enumerate(text):
        units -= (1 + len(character.encode("utf-8", "surrogatepass"))) / 2
        if units < 0:
            return place
    return len(text)


def height_of(lines: int) -> float:
    """Return the height in points of a row whose fullest cell takes so many lines; it may exceed what a row can be."""
    return max(LEAST_ROW, lines * LINE_POINTS + PADDING_POINTS)
