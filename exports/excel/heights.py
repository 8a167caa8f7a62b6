"""How high a row must be for its text to show: no office program opens a file and fits the rows by itself."""

import re

LINE_POINTS = 15.5
"""Height of one line of 五号 (10.5 pt) in the fonts that stand in for 仿宋_GB2312; 仿宋 itself needs a little less."""
PADDING_POINTS = 6.0
LEAST_ROW = 24.0
LONGEST_ROW = 409.0
"""Points a row can be high (Excel specifications and limits: 409)."""
LOST_AT_LINE_END = 1.0
"""Half-width characters that the rules for line ends (no 、 or ） at the start) leave empty."""
PIXELS = 8.0
"""Width 1 of a column, in pixels: a digit of the normal font."""
HALF_WIDTH_PIXELS = 7.0
MARGIN_PIXELS = 5.0

_LINE_END = 2.0
"""Half-width characters that the rules for line ends (no 、 or ） at the start) and cell margins leave empty."""

_LINE_END = re.compile("\r\n|[\n\v\f\r\u0085\u2028\u2029]")


def lines_of(text: str, width: float, size: float = 10.5) -> int:
    """Return how many lines a text takes in a column; rather one too many than one too few.

    Args:
        text: The text.
        width: Width of the column, in digits of the normal font.
        size: Size of the letters in points.
    """
    room = (width * PIXELS - MARGIN_PIXELS) / (HALF_WIDTH_PIXELS * size / 10.5)
    if text.isprintable():  # hence without line ends
        return _lines(text, room)
    return sum(_lines(part, room) for part in _LINE_END.split(text))


def _lines(text: str, room: float) -> int:
    # GB 18030 writes a half-width character in one byte, a Chinese one in two, a rare one in four: its length is a safe width.
    units = len(text) if text.isascii() else len(text.encode("gb18030", "replace"))
    if units <= room:
        return 1
    return -int(-units // max(room - LOST_AT_LINE_END, 2.0))


def height_of(lines: int) -> float:
    """Return the height in points of a row whose fullest cell takes so many lines; it may exceed what a row can be."""
    return max(LEAST_ROW, lines * LINE_POINTS + PADDING_POINTS)
