"""How stored values are shown in lists: names for keys, local times for moments; no ORM, so that the first window may use it."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache, lru_cache

from models.programme.pack import Programme

SEPARATOR = "、"


@lru_cache(maxsize=8192)
def _local_hour(hour: str) -> tuple[str, bool]:
    """Return the local hour as ``2026-11-23 10``, and whether its minutes are those of UTC: lists convert hours, not every row."""
    moment = datetime.fromisoformat(f"{hour}:00").replace(tzinfo=UTC).astimezone()
    return moment.strftime("%Y-%m-%d %H"), moment.minute == 0


def local_minute(moment: str | None) -> str:
    """Return a stored UTC moment as local ``2026-11-23 10:30``; empty when there is none."""
    if not moment:
        return ""
    hour, same_minutes = _local_hour(moment[:13])
    if same_minutes:
        return hour + moment[13:16]
    return datetime.fromisoformat(moment[:16]).replace(tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def local_day(moment: str) -> date:
    """Return the local day of a stored UTC moment."""
    return date.fromisoformat(local_minute(moment)[:10])


def keys(stored: str | None) -> list[str]:
    """Return the list that a JSON column holds."""
    value = json.loads(stored) if stored else []
    return [str(key) for key in value] if isinstance(value, list) else []


def namer(programme: Programme, dictionary: str) -> Callable[[str], str]:
    """Return a fast look-up of names in one dictionary; empty keys stay empty, unknown ones are shown as they are."""

    @cache
    def name(key: str) -> str:
        return programme.item_name(dictionary, key) if key else ""

    return name


def joined(names: Iterable[str]) -> str:
    """Join names by “、”."""
    return SEPARATOR.join(name for name in names if name)


def period(start: str, end: str) -> str:
    """Return ``2025年7月至2027年12月`` from two months; an open end is left open, both missing is empty."""
    if not start and not end:
        return ""
    return f"{_month(start)}至{_month(end)}"


def state_titles(programme: Programme) -> dict[str, str]:
    """Return the title of every state by key."""
    return {state.key: state.title for state in programme.life_cycle.state}


def groups(programme: Programme) -> tuple[str, ...]:
    """Return the headings that states are counted under, in the order of the life cycle."""
    return tuple(dict.fromkeys(state.group for state in programme.life_cycle.state))


@lru_cache(maxsize=1024)
def _month(month: str) -> str:
    year, _, number = month.partition("-")
    return f"{year}年{int(number)}月" if number.isdigit() else month
