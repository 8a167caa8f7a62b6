"""Working days and working back from a due day over the pack's own calendar."""

from datetime import date, timedelta

import pytest

from models.calendar import StepTime, WorkingCalendar, work_back
from models.programme.pack import load_programme

STEPS = (StepTime("collect", "主体收集", 5), StepTime("approve", "领导签批", 2), StepTime("seal", "盖章", 1))


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return load_programme("chongqing-2025").calendar


@pytest.mark.parametrize(("year", "working"), [(2025, 248), (2026, 248)])
def test_a_covered_year_has_the_working_days_of_the_notice(calendar: WorkingCalendar, year: int, working: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    assert sum(map(calendar.is_working, days)) == working
    assert f"{year}年部分节假日安排" in calendar.source(year)


@pytest.mark.parametrize(
    ("day", "working", "name"),
    [
        ("2025-10-08", False, "国庆节、中秋节"),
        ("2025-10-09", True, ""),
        ("2025-10-11", True, "国庆节、中秋节调休上班"),
        ("2025-10-12", False, ""),
        ("2026-02-14", True, "春节调休上班"),
        ("2026-02-23", False, "春节"),
        ("2026-09-25", False, "中秋节"),
        ("2026-11-30", True, ""),
        ("2027-10-01", True, ""),
    ],
)
def test_days_off_and_days_worked_in_return(calendar: WorkingCalendar, day: str, working: bool, name: str) -> None:
    assert (calendar.is_working(date.fromisoformat(day)), calendar.name(date.fromisoformat(day))) == (working, name)


def test_a_plan_steps_over_a_holiday_and_counts_days_worked_in_return(calendar: WorkingCalendar) -> None:
    plan = work_back(date(2025, 10, 12), STEPS, calendar)  # a Sunday; the Saturday before is worked
    assert [(step.key, step.start_by.isoformat(), step.finish_by.isoformat()) for step in plan.steps] == [
        ("collect", "2025-09-25", "2025-09-30"),  # Thursday, Friday, Sunday worked in return, Monday, Tuesday
        ("approve", "2025-10-09", "2025-10-10"),
        ("seal", "2025-10-11", "2025-10-11"),
    ]
    assert plan.note == ""


def test_a_step_of_no_days_is_left_out_and_the_one_before_moves_up(calendar: WorkingCalendar) -> None:
    plan = work_back(date(2026, 11, 30), (STEPS[0], STEPS[1], StepTime("seal", "盖章", 0)), calendar)
    assert [(step.key, step.finish_by) for step in plan.steps] == [("collect", date(2026, 11, 26)), ("approve", date(2026, 11, 30))]
    assert work_back(date(2026, 11, 30), (), calendar).steps == ()


def test_a_year_that_is_not_announced_is_said(calendar: WorkingCalendar) -> None:
    assert not calendar.covers(2027)
    plan = work_back(date(2027, 1, 4), STEPS, calendar)
    assert plan.note.startswith("2027年的放假安排尚未收录")
    assert plan.steps[-1].finish_by == date(2027, 1, 4)
    assert plan.steps[0].start_by == date(2026, 12, 24)  # 1 January 2027 is a Friday and counts: only weekends are taken off
    assert work_back(date(2026, 12, 31), STEPS, calendar).note == ""
    assert calendar.note(date(2026, 1, 1), date(2028, 1, 1)).startswith("2027年、2028年的")
