"""What an office may choose about its Word documents."""

from dataclasses import dataclass

BODY_FONTS = ("仿宋_GB2312", "仿宋", "方正仿宋_GBK")
"""Names of the body font: which of them a computer has differs (Windows ships 仿宋 only)."""

LINE_SPACINGS = (28.0, 28.95, 29.0, 30.0)
"""Fixed line spacings in pt that offices use; 28.95 gives the 22 lines a page of GB/T 9704-2012, 5.2.3."""


@dataclass(frozen=True, slots=True)
class WordSettings:
    """Choices of the office.

    Attributes:
        body_font: One of `BODY_FONTS`.
        line_pt: Line spacing of 3号 text in pt, one of `LINE_SPACINGS`; smaller text gets its share of it.
    """

    body_font: str = BODY_FONTS[0]
    line_pt: float = 28.95
