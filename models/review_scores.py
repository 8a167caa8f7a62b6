"""How the score sheets of one project add up (评审计分); pure, exact decimal arithmetic.

The proposal of the pack: experts score by themselves out of a hundred; where there are enough sheets the highest and the lowest
total are left out; averages are rounded half up; equal averages are told apart by the criteria the pack names.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from models.arithmetic import plain_number, to_number
from models.errors import UserError
from models.programme.review import Scoring

Points = Mapping[str, Decimal]
MOST_DECIMALS = 2


class Result(NamedTuple):
    """What the counting sheets of one project add up to.

    Attributes:
        sheets: How many sheets count.
        plain: Average of all totals; ``None`` without sheets.
        trimmed: Average without the highest and the lowest total; ``None`` where there are not enough sheets for it.
        counted: The one of the two that the round ranks by.
        lowest: Lowest total.
        highest: Highest total.
        by_criterion: Average points by criterion, over all counting sheets.
    """

    sheets: int
    plain: Decimal | None
    trimmed: Decimal | None
    counted: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    by_criterion: dict[str, Decimal]


NO_RESULT = Result(0, None, None, None, None, None, {})


def read_points(text: str, title: str, weight: Decimal) -> str:
    """Return points as canonical decimal text.

    Args:
        text: As typed.
        title: The criterion, for the message.
        weight: Highest points.

    Raises:
        UserError: It is no number, below 0, above the weight, or finer than a hundredth.
    """
    number = to_number(text)
    if number is None:
        raise UserError(f"“{title}”的得分“{text}”不是数字。", f"请填写0到{plain_number(weight)}之间的数字。")
    if not 0 <= number <= weight:
        raise UserError(f"“{title}”的得分{plain_number(number)}超出范围。", f"请填写0到{plain_number(weight)}之间的数字。")
    plain = plain_number(number)
    if len(plain.partition(".")[2]) > MOST_DECIMALS:
        raise UserError(f"“{title}”的得分{plain}小数位数太多。", f"最多保留{MOST_DECIMALS}位小数。")
    return plain


def total(points: Iterable[Decimal]) -> Decimal:
    """Return the total of one sheet."""
    return sum(points, Decimal(0))


def result(sheets: Sequence[Points], scoring: Scoring, *, trimmed: bool) -> Result:
    """Add up the sheets that count (finished, no conflict of interest).

    Args:
        sheets: Points by criterion, one mapping a sheet.
        scoring: The pack's rules.
        trimmed: The round leaves out the highest and the lowest total where there are enough sheets.
    """
    if not sheets:
        return NO_RESULT
    totals = sorted(total(points.values()) for points in sheets)
    plain = _average(totals, scoring.decimals)
    without = _average(totals[1:-1], scoring.decimals) if len(totals) >= scoring.trim_from else None
    keys = dict.fromkeys(key for points in sheets for key in points)
    by_criterion = {key: _average([points.get(key, Decimal(0)) for points in sheets], scoring.decimals) for key in keys}
    counted = without if trimmed and without is not None else plain
    return Result(len(totals), plain, without, counted, totals[0], totals[-1], by_criterion)


def places(results: Mapping[str, Result], tie_break: Sequence[str]) -> dict[str, int]:
    """Return the place of each project that has a result, from 1; those that nothing tells apart share one.

    Args:
        results: By project.
        tie_break: Criteria compared in this order where the averages are equal.
    """

    def standing(project: str) -> tuple[Decimal, ...]:
        own = results[project]
        assert own.counted is not None
        return (own.counted, *(own.by_criterion.get(key, Decimal(0)) for key in tie_break))

    ranked = sorted((id for id, own in results.items() if own.counted is not None), key=standing, reverse=True)
    found: dict[str, int] = {}
    for number, project in enumerate(ranked, 1):
        before = ranked[number - 2] if number > 1 else ""
        found[project] = found[before] if before and standing(before) == standing(project) else number
    return found


def _average(numbers: Sequence[Decimal], decimals: int) -> Decimal:
    return (sum(numbers, Decimal(0)) / len(numbers)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
