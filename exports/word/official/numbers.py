"""Numbers of headings (GB/T 9704-2012, 7.3.3) and dates as documents write them."""

from datetime import date

_DIGITS = "〇一二三四五六七八九"


class HeadingNumbers:
    """Counts headings; a heading begins the count of the levels below it anew."""

    def __init__(self) -> None:
        self._counts = [0, 0, 0, 0]

    def next(self, level: int) -> str:
        """Return the number of the next heading of a level from 1 to 4, with its sign.

        Raises:
            ValueError: No such level.
        """
        if not 1 <= level <= len(self._counts):
            raise ValueError(f"heading level {level}")
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (len(self._counts) - level)
        number = self._counts[level - 1]
        return (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}.", f"（{number}）")[level - 1]


def chinese(number: int) -> str:
    """Return a number from 1 to 99 in Chinese, larger ones in Arabic digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def written_date(day: date | str | None) -> str:
    """Return a date as documents write it, without padding (7.3.5.4); room for pen and stamp when there is none."""
    if isinstance(day, str):
        return day
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　　　年　　月　　日"
