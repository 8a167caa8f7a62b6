"""Numbers of headings inside a text (GB/T 9704-2012, 7.3.3), as an officer types them."""

import re

_DIGITS = "〇一二三四五六七八九"
DEEPEST = 4

_LEVELS = (
    re.compile(r"[一二三四五六七八九十]{1,3}、"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"[0-9]{1,2}[.．、](?![0-9])"),
    re.compile(r"[（(][0-9]{1,2}[）)]"),
)
"""The four levels, from the first: 一、（一）1.（1）."""


def split_number(line: str) -> tuple[int, str]:
    """Return the level of a line's number and the words behind it; level 0 for a line without number."""
    words = line.strip(" \t　")
    for level, pattern in enumerate(_LEVELS, start=1):
        found = pattern.match(words)
        if found:
            return level, words[found.end() :].lstrip(" \t　")
    return 0, words


class HeadingNumbers:
    """Counts headings; a heading begins the count of the levels below it anew."""

    def __init__(self) -> None:
        self._counts = [0] * DEEPEST

    def pass_over(self, text: str) -> None:
        """Count the headings that a text of others brings along."""
        for line in text.splitlines():
            level, _ = split_number(line)
            if level:
                self.next(level)

    def next(self, level: int) -> str:
        """Return the number of the next heading of a level from 1 to 4, with its sign.

        Raises:
            ValueError: No such level.
        """
        if not 1 <= level <= DEEPEST:
            raise ValueError(f"heading level {level}")
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (DEEPEST - level)
        number = self._counts[level - 1]
        return (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}.", f"（{number}）")[level - 1]


def chinese(number: int) -> str:
    """Return a number from 1 to 99 in Chinese, larger ones in Arabic digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")
