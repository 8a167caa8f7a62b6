"""Dates as official documents write them."""

from datetime import date


def written_date(day: date | str | None) -> str:
    """Return a date as documents write it, without padding (7.3.5.4); room for pen and stamp when there is none."""
    if isinstance(day, str):
        return day
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　　　年　　月　　日"
