"""What the values of an indicator add up to, by kind (指标性质); pure, exact decimal arithmetic."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import NamedTuple

from models.programme.types import IndicatorKind

LARGEST = Decimal(10) ** 15
PERCENT = ("%", "％")


class Reading(NamedTuple):
    """One actual value at a date.

    Attributes:
        value: The value; for ratios it is not used.
        numerator: Ratios only.
        denominator: Ratios only.
    """

    on: date
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


class Standing(NamedTuple):
    """Actual against target.

    Attributes:
        actual: Actual value; ``None`` when nothing has been recorded.
        on: Day of the latest value that counts.
        target: Target it is measured against; ``None`` when there is none.
        rate: actual ÷ target, 1 = reached; ``None`` when it cannot be said.
    """

    actual: Decimal | None
    on: date | None
    target: Decimal | None
    rate: Decimal | None


def to_number(text: str) -> Decimal | None:
    """Read a number as officers type it (full-width digits, thousands commas); ``None`` when it is no finite number of sensible size."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if not plain or "_" in plain:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < LARGEST else None


def plain_number(number: Decimal) -> str:
    """Return canonical decimal text: no exponent, no trailing zeros, no minus zero."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def ratio(numerator: Decimal, denominator: Decimal, *, unit: str, decimals: int) -> Decimal:
    """Return numerator ÷ denominator (× 100 when the unit is %), rounded half up.

    Args:
        numerator: What stands above the line.
        denominator: What stands below, not zero.
        unit: Unit of the indicator.
        decimals: Digits behind the point that are kept.
    """
    share = numerator / denominator * (100 if unit.strip() in PERCENT else 1)
    return share.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def actual(kind: str, readings: Sequence[Reading], until: date, *, unit: str = "", decimals: int = 1) -> Decimal | None:
    """Return what one indicator of one project has reached.

    Cumulative (累计) and point (时点): the latest value. Yearly (年度): the sum within the year of `until`. Ratio (比率):
    the sum of the numerators of that year over the sum of its denominators, never an average of ratios.

    Args:
        kind: Key of the kind; an unknown one behaves like a point value.
        readings: The values in any order; for equal days the later in the sequence counts as later.
        until: Last day that counts.
        unit: Unit of the indicator, for ratios.
        decimals: Digits kept, for ratios.
    """
    return total(kind, [readings], until, unit=unit, decimals=decimals)


def total(kind: str, projects: Iterable[Sequence[Reading]], until: date, *, unit: str = "", decimals: int = 1) -> Decimal | None:
    """Return what one indicator adds up to over several projects, by the same rules as `actual`."""
    if kind == IndicatorKind.RATIO:
        pairs = [
            (r.numerator, r.denominator)
            for readings in projects
            for r in within_year(readings, until)
            if r.numerator is not None and r.denominator is not None
        ]
        below = sum((denominator for _, denominator in pairs), Decimal(0))
        return ratio(sum((n for n, _ in pairs), Decimal(0)), below, unit=unit, decimals=decimals) if below else None
    if kind == IndicatorKind.YEARLY:
        parts = [r.value for readings in projects for r in within_year(readings, until) if r.value is not None]
    else:
        lasts = (latest([r for r in readings if r.value is not None], until) for readings in projects)
        parts = [last.value for last in lasts if last is not None and last.value is not None]
    return sum(parts, Decimal(0)) if parts else None


def latest(readings: Iterable[Reading], until: date) -> Reading | None:
    """Return the latest reading not after `until`."""
    found: Reading | None = None
    for reading in readings:
        if reading.on <= until and (found is None or reading.on >= found.on):
            found = reading
    return found


def within_year(readings: Iterable[Reading], until: date) -> list[Reading]:
    """Return the readings of the year of `until`, up to that day."""
    return [r for r in readings if r.on.year == until.year and r.on <= until]


def target_of(kind: str, targets: Mapping[int, Decimal], year: int) -> Decimal | None:
    """Return the target of a year.

    A yearly number is measured against its own year only; the others keep the last target promised before when the year has none.
    """
    if year in targets or kind == IndicatorKind.YEARLY:
        return targets.get(year)
    earlier = [y for y in targets if y < year]
    return targets[max(earlier)] if earlier else None


def total_by_kind(
    kind: str, readings: Sequence[Reading], targets: Mapping[int, Decimal], until: date, *, unit: str = "", decimals: int = 1
) -> Standing:
    """Return how one indicator of one project stands against its target in the year of `until`."""
    reached = actual(kind, readings, until, unit=unit, decimals=decimals)
    last = latest(within_year(readings, until) if kind in {IndicatorKind.YEARLY, IndicatorKind.RATIO} else readings, until)
    goal = target_of(kind, targets, until.year)
    rate = reached / goal if reached is not None and goal else None
    return Standing(reached, last.on if last and reached is not None else None, goal, rate)
