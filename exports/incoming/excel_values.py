"""What the numbers of a sheet mean: plain numbers, or dates and times by their number format (ECMA-376 part 1, 18.8.30 and 18.17.4)."""

import math
import re
from datetime import datetime, timedelta
from decimal import Decimal

from forms.collecting.content import CellKind

BUILT_IN = {9: "0%", 10: "0.00%"} | {
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: 'h"时"mm"分"',
    56: 'h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Formats that files name only by number, those of the Chinese editions included; the others show plain numbers."""

DIGITS = 15
"""Significant digits that Excel keeps and shows."""

_LAST_SERIAL = 2_958_465
"""9999-12-31."""

_DAYS_TO_1904 = 1462
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKET = re.compile(r"\[(?!(?:h+|m+|s+)\])[^\]]*\]", re.IGNORECASE)
_FRACTION = re.compile(r"\.0+")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)


def canonical(number: float) -> str:
    """Return a number as plain decimal text with at most 15 digits, without exponent: what Excel shows in the general format."""
    exact = Decimal(f"{number:.{DIGITS}g}")
    text = f"{exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def is_inexact(text: str) -> bool:
    """Tell whether a number as the file writes it is so long that Excel has already changed its last digits."""
    return math.isfinite(float(text)) and abs(float(text)) >= 10**DIGITS


def time_kind(number_format: str) -> CellKind | None:
    """Return whether a format shows a date, a date with time, or a time; ``None`` for any other."""
    shown = _QUOTED.sub("", number_format)
    shown = _BRACKET.sub("", shown).split(";")[0].lower()
    if _ELAPSED.search(shown):
        return "time"
    shown = shown.replace("general", "").replace("am/pm", "h").replace("a/p", "h").replace("aaa", "d")
    if set("0#?") & set(_FRACTION.sub("", shown)):
        return None
    day = bool(set("yde") & set(shown))
    clock = bool(set("hs") & set(shown))
    if "m" in shown and not clock:
        day = True
    if day:
        return "datetime" if clock else "date"
    return "time" if clock else None


def moment(serial: float, kind: CellKind, from_1904: bool) -> tuple[CellKind, str] | None:
    """Return kind and text of a date or time by its serial number; ``None`` when no day has that number.

    Args:
        serial: Days, the time of day as a fraction.
        kind: What the format shows.
        from_1904: Whether day 0 is 1904-01-01 (files from old Apple computers); else day 1 is 1900-01-01, and a 29 February of that year,
            which never was, is counted.
    """
    if not math.isfinite(serial) or serial < 0 or serial > _LAST_SERIAL:
        return None
    seconds = round(serial * 86_400)
    if kind == "time" and seconds < 86_400:
        return "time", f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if kind == "time":
        return None
    if from_1904:
        seconds += _DAYS_TO_1904 * 86_400
    days = seconds // 86_400
    if days in (0, 60):
        return None
    begin = datetime(1899, 12, 31) if days < 60 else datetime(1899, 12, 30)
    at = begin + timedelta(seconds=seconds)
    if kind == "date" and seconds % 86_400 == 0:
        return "date", at.date().isoformat()
    return "datetime", at.isoformat(timespec="seconds")
