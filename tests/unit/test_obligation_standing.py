from datetime import date
from typing import Any

import pytest

from models.queries.obligations import Standing, days_left, standing

YEARLY: dict[str, Any] = {
    "opens": date(2026, 11, 1),
    "due": date(2026, 11, 30),
    "on_time_until": date(2026, 12, 5),
    "workspace_since": date(2026, 11, 20),
}


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-10-31", Standing.NOT_YET),
        ("2026-11-01", Standing.OPEN),
        ("2026-11-30", Standing.OPEN),
        ("2026-12-05", Standing.OPEN),
        ("2026-12-06", Standing.OVERDUE),
    ],
)
def test_an_unmet_obligation_moves_through_its_dates(today: str, expected: Standing) -> None:
    assert standing(**YEARLY, today=date.fromisoformat(today)) is expected


@pytest.mark.parametrize(
    ("outcome", "met_on", "expected"),
    [
        ("submitted", "2026-12-05", Standing.DONE),
        ("submitted", "2026-12-06", Standing.DONE_LATE),
        ("nil", "2026-12-30", Standing.NIL),
        ("not_applicable", "2026-12-30", Standing.NOT_APPLICABLE),
    ],
)
def test_a_record_decides(outcome: str, met_on: str, expected: Standing) -> None:
    assert standing(**YEARLY, today=date(2027, 1, 1), outcome=outcome, met_on=date.fromisoformat(met_on)) is expected


def test_what_fell_due_before_the_workspace_existed_is_history_not_overdue() -> None:
    old: dict[str, Any] = {"opens": date(2025, 7, 3), "due": date(2025, 7, 11), "on_time_until": None, "today": date(2026, 11, 23)}
    assert standing(**old, workspace_since=date(2026, 11, 23)) is Standing.HISTORY
    assert standing(**old, workspace_since=date(2025, 7, 11)) is Standing.OVERDUE


def test_without_due_day_it_is_never_late() -> None:
    at_any_time: dict[str, Any] = {"opens": None, "due": None, "on_time_until": None, "workspace_since": date(2025, 1, 1)}
    assert standing(**at_any_time, today=date(2030, 1, 1)) is Standing.ANY_TIME
    assert days_left(None, date(2030, 1, 1)) is None


def test_days_left() -> None:
    assert days_left(date(2026, 11, 30), date(2026, 11, 23)) == 7
    assert days_left(date(2026, 11, 30), date(2026, 12, 1)) == -1
