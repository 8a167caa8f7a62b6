from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.arithmetic import Reading, plain_number, ratio, target_of, to_number, total, total_by_kind

TODAY = date(2026, 11, 23)


def reading(on: str, value: int) -> Reading:
    return Reading(date.fromisoformat(on), Decimal(value))


def share(on: str, above: int, below: int) -> Reading:
    return Reading(date.fromisoformat(on), None, Decimal(above), Decimal(below))


@pytest.mark.parametrize(
    ("typed", "number"),
    [("120", "120"), ("１２，３４５．５", "12345.5"), ("1,234", "1234"), (" 0 ", "0"), ("-3", "-3"), ("007", "7")],
)
def test_a_number_is_read_as_officers_type_it(typed: str, number: str) -> None:
    assert to_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", "约120", "120人", "NaN", "Infinity", "1_000", "1e400", "1e16", "十二"])
def test_what_is_no_number_is_not_guessed(typed: str) -> None:
    assert to_number(typed) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=4))
def test_canonical_text_reads_back_as_the_same_number(number: Decimal) -> None:
    text = plain_number(number)
    assert to_number(text) == number
    assert "E" not in text
    assert text != "-0"


def test_cumulative_and_point_take_the_last_value_not_after_the_day() -> None:
    readings = [reading("2026-06-30", 8), reading("2025-12-31", 3), reading("2026-12-31", 20)]
    for kind in ("cumulative", "point"):
        stands = total_by_kind(kind, readings, {2025: Decimal(4), 2026: Decimal(10)}, TODAY)
        assert stands == (Decimal(8), date(2026, 6, 30), Decimal(10), Decimal("0.8"))


def test_yearly_adds_up_within_the_year_only() -> None:
    readings = [reading("2025-12-31", 100), reading("2026-03-31", 30), reading("2026-06-30", 12)]
    stands = total_by_kind("yearly", readings, {2025: Decimal(90), 2026: Decimal(84)}, TODAY)
    assert (stands.actual, stands.target, stands.rate) == (Decimal(42), Decimal(84), Decimal("0.5"))


def test_a_yearly_target_of_another_year_does_not_count() -> None:
    assert target_of("yearly", {2025: Decimal(9)}, 2026) is None
    assert target_of("cumulative", {2025: Decimal(9)}, 2026) == Decimal(9)
    assert target_of("cumulative", {2027: Decimal(9)}, 2026) is None


def test_ratios_are_summed_above_and_below_never_averaged() -> None:
    large, small = [share("2026-03-01", 90, 100)], [share("2026-03-01", 1, 10)]
    assert total("ratio", [large, small], TODAY, unit="%", decimals=1) == Decimal("82.7")  # the average would be 50.0


def test_a_ratio_is_rounded_half_up_and_scaled_by_its_unit() -> None:
    assert ratio(Decimal(1), Decimal(8), unit="%", decimals=0) == Decimal(13)
    assert ratio(Decimal(1), Decimal(8), unit="人/家", decimals=2) == Decimal("0.13")


def test_totals_over_projects_by_kind() -> None:
    first, second = [reading("2026-01-01", 5), reading("2026-05-01", 7)], [reading("2026-02-01", 2)]
    assert total("cumulative", [first, second, []], TODAY) == Decimal(9)
    assert total("yearly", [first, second, []], TODAY) == Decimal(14)
    assert total("yearly", [[], []], TODAY) is None


def test_without_values_or_target_nothing_is_claimed() -> None:
    assert total_by_kind("cumulative", [], {2026: Decimal(5)}, TODAY) == (None, None, Decimal(5), None)
    assert total_by_kind("cumulative", [reading("2026-01-01", 1)], {2026: Decimal(0)}, TODAY).rate is None
    assert total_by_kind("ratio", [share("2026-01-01", 0, 0)], {}, TODAY).actual is None
