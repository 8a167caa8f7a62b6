"""Working days (工作日): weekends, public holidays and days worked in return, and working back from a due day (倒排工期).

The holidays are data of the pack, from the State Council's yearly notice (全国年节及纪念日放假办法). A year that is not in it
is reckoned by its weekends alone, and every result that touches it says so.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from models.programme.types import CalendarYear

SATURDAY = 5
ONE_DAY = timedelta(days=1)


class StepTime(NamedTuple):
    """How long one step takes; 0 working days: it is left out."""

    key: str
    title: str
    working_days: int


class PlannedStep(NamedTuple):
    """One step worked back from the due day: the day it must start at the latest, and the day it must be finished."""

    key: str
    title: str
    start_by: date
    finish_by: date
    working_days: int


class Plan(NamedTuple):
    """The steps in the order in which they are done.

    Attributes:
        note: That a year is not covered by the calendar; empty when all are.
    """

    steps: tuple[PlannedStep, ...]
    note: str


class WorkingCalendar:
    """The working days of the announced years."""

    def __init__(self, years: Sequence[CalendarYear]) -> None:
        self._sources = {year.year: year.source for year in years}
        self._off: dict[date, str] = {}
        self._worked: dict[date, str] = {}
        for year in years:
            for holiday in year.holiday:
                length = (holiday.last - holiday.first).days + 1
                self._off.update((holiday.first + timedelta(days=number), holiday.name) for number in range(length))
                self._worked.update((day, holiday.name) for day in holiday.worked)

    def covers(self, year: int) -> bool:
        """Tell whether the holidays of a year are known."""
        return year in self._sources

    def source(self, year: int) -> str:
        """Return the notice that announced a year; empty when it is not covered."""
        return self._sources.get(year, "")

    def is_working(self, day: date) -> bool:
        """Tell whether a day is a working day."""
        return day in self._worked or (day.weekday() < SATURDAY and day not in self._off)

    def name(self, day: date) -> str:
        """Return what is special about a day: ``国庆节``, ``国庆节调休上班``; empty for ordinary days and weekends."""
        return f"{self._worked[day]}调休上班" if day in self._worked else self._off.get(day, "")

    def on_or_before(self, day: date) -> date:
        """Return the last working day that is not after `day`."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def note(self, first: date, last: date) -> str:
        """Return the sentence about the years between two days that are not covered; empty when all are."""
        missing = [f"{year}年" for year in range(first.year, last.year + 1) if not self.covers(year)]
        if not missing:
            return ""
        return f"{'、'.join(missing)}的放假安排尚未收录，其工作日只扣除了周六、周日；公布后请以通知为准。"


def work_back(due: date, steps: Sequence[StepTime], calendar: WorkingCalendar) -> Plan:
    """Work back from a due day: the last step ends on it or the working day before, each other one the working day before the next.

    Args:
        due: The day it must be handed in.
        steps: In the order in which they are done.
        calendar: The working days.
    """
    planned: list[PlannedStep] = []
    finish = calendar.on_or_before(due)
    for step in reversed(steps):
        if not step.working_days:
            continue
        start = finish
        for _ in range(step.working_days - 1):
            start = calendar.on_or_before(start - ONE_DAY)
        planned.append(PlannedStep(step.key, step.title, start, finish, step.working_days))
        finish = calendar.on_or_before(start - ONE_DAY)
    planned.reverse()
    return Plan(tuple(planned), calendar.note(planned[0].start_by if planned else due, due))
