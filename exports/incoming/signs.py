"""Ticks and boxes that are letters of a symbol font: officers type R in Wingdings 2 and mean ☑."""

import sys

_WINGDINGS = {0x6C: "●", 0x6D: "○", 0x6F: "□", 0x71: "□", 0x72: "□", 0x78: "☒", 0xA1: "○", 0xA4: "◉", 0xA8: "□"} | {
    0xFB: "×", 0xFC: "√", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "×", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0x99: "○", 0xA3: "□"}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def is_sign_font(font: str) -> bool:
    """Tell whether the letters of a font are signs."""
    return font.strip().casefold() in _FONTS


def sign(font: str, code: int) -> str:
    """Return what a letter of a symbol font shows; a letter of any other font, or an unknown sign, is itself.

    A code that is no letter shows nothing.
    """
    # Symbol fonts stand in the private area: F0xx is xx.
    known = _FONTS.get(font.strip().casefold(), {}).get(code & 0xFF if 0xF000 <= code <= 0xF0FF else code)
    if known or code < 0x20 or 0xD800 <= code <= 0xDFFF or code > sys.maxunicode:
        return known or ""
    return chr(code)
