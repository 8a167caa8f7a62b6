"""Normalising what is typed: full-width signs, white space, dashes, dates, months and numbers.

Nothing here guesses: a text that cannot be read for certain gives ``None``, and the caller keeps it as typed.
"""

import re
from datetime import date
from decimal import Decimal

from models.plain import Plain

MOST_DIGITS = 15
"""Most digits before the point that a number may have; more is a slip of the keyboard, and no file format keeps it exactly."""

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x3002: 0x2E, 0xFFE5: 0xA5}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣➖ー"), "-")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_BREAKS = re.compile(r"[\t\r\n\u0085\u2028\u2029]+")
_DATE_PARTS = re.compile(r"(\d{4})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})日?", re.ASCII)
_DATE_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH_PARTS = re.compile(r"(\d{4})(?:年|[-./])(\d{1,2})月?", re.ASCII)
_MONTH_RUN = re.compile(r"(\d{4})(\d{2})", re.ASCII)
_RANGE = re.compile(r"(?P<start>[^至到~]*?)(?:至|到|~|(?<=[\d月])-+(?=\d{4}))(?P<end>[^至到~]*)", re.ASCII)
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,12}))?", re.ASCII)


def whole_text(text: str) -> str:
    """Join surrogate pairs and replace halves that stand alone by U+FFFD: half a character cannot be stored."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def one_line(text: str) -> str:
    """Trim white space at both ends (U+3000 too) and turn line breaks and tabs inside into one space."""
    return _LINE_BREAKS.sub(" ", whole_text(text).strip())


def half_width(text: str) -> str:
    """Turn full-width digits, Latin letters and punctuation into half-width ones; nothing else changes."""
    return text.translate(_HALF_WIDTH)


def plain_dashes(text: str) -> str:
    """Turn every kind of dash into the hyphen."""
    return text.translate(_DASHES)


def _compact(text: str) -> str | None:
    """Return `text` half-width without white space; ``None`` when it is too long to be a date or a number."""
    if len(text) > 200:
        return None
    return "".join(plain_dashes(half_width(text)).split())


def read_date(text: str) -> str | None:
    """Read a day written like 2025.7.11, 2025年7月11日, 2025/7/11, 2025-07-11 or 20250711.

    Returns:
        ``YYYY-MM-DD``, or ``None`` when it is not a day of the calendar.
    """
    compact = _compact(text)
    found = compact and (_DATE_PARTS.fullmatch(compact) or _DATE_RUN.fullmatch(compact))
    if not found:
        return None
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None


def read_month(text: str) -> str | None:
    """Read a month written like 2025-07, 2025.7, 2025年7月, 2025/7 or 202507; of a whole date the month.

    Returns:
        ``YYYY-MM``, or ``None``.
    """
    compact = _compact(text)
    if not compact:
        return None
    found = _MONTH_PARTS.fullmatch(compact) or _MONTH_RUN.fullmatch(compact)
    if found:
        year, month = map(int, found.groups())
        return f"{year:04}-{month:02}" if year and 1 <= month <= 12 else None
    day = read_date(compact)
    return day and day[:7]


def read_month_range(text: str) -> tuple[str | None, str | None] | None:
    """Read two months with 至, 到, ~ or a dash between; one of them may be missing.

    Returns:
        The first and the last month, or ``None`` when the text is no range.
    """
    compact = _compact(text)
    found = compact and _RANGE.fullmatch(compact)
    if not found:
        return None
    start, end = found["start"], found["end"]
    months = (read_month(start) if start else None, read_month(end) if end else None)
    unread = (bool(start) and months[0] is None) or (bool(end) and months[1] is None)
    return None if unread or months == (None, None) else months


def read_number(text: str) -> Decimal | None:
    """Read a number; full-width digits and thousands separators are accepted, units and words such as 万 are not.

    Returns:
        The exact number with the digits behind the point as typed, or ``None``.
    """
    compact = _compact(text)
    found = compact and _NUMBER.fullmatch(compact)
    if not found:
        return None
    sign, digits, fraction = found.groups()
    digits = digits.replace(",", "").lstrip("0") or "0"
    if len(digits) > MOST_DIGITS:
        return None
    number = Decimal(f"{digits}.{fraction}" if fraction else digits)
    return -number if sign == "-" and number else number


def number_text(number: Decimal) -> str:
    """Return the canonical text of a number: no exponent, no separators, digits behind the point as they are."""
    return format(number, "f")


def unparsed(text: str) -> Plain:
    """Return the plain value that keeps a text that could not be read."""
    return {"unparsed": whole_text(text)}


def unparsed_text(value: Plain) -> str | None:
    """Return the kept text of a value that could not be read, or ``None`` for any other value."""
    if isinstance(value, dict):
        text = value.get("unparsed")
        if isinstance(text, str):
            return text
    return None
