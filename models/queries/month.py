"""The month view (月历): what opens, starts, is due or closes on which day, over the working days."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from models.programme.pack import Programme
from models.programme.types import Obligation
from models.queries.planning import plans
from models.queries.standing import Standing, workspace_since
from models.queries.tallying import Tally, overall, tallies
from models.reading import Reader


class Mark(StrEnum):
    """What happens on a day; the value is what the officer reads."""

    DUE = "截止"
    STEP = "最晚开始"
    OPENS = "开始办理"
    LOCKED = "停止接收"


class MonthItem(NamedTuple):
    """One thing on one day.

    Attributes:
        owner_id: The only project or entity, where it has dates of its own; else empty.
        owner: Its name.
        step_title: For `Mark.STEP`.
        due_time: For `Mark.DUE`: ``HH:MM``; empty: none.
        original_due: For `Mark.DUE`: the due day before it was changed; ``None``: it was not.
    """

    mark: Mark
    key: str
    title: str
    standing: Standing
    owner_id: str = ""
    owner: str = ""
    step_title: str = ""
    due_time: str = ""
    original_due: date | None = None
    ad_hoc: bool = False


class MonthDay(NamedTuple):
    """One day; `name` is what is special about it (国庆节, 国庆节调休上班)."""

    day: date
    working: bool
    name: str
    items: tuple[MonthItem, ...]


class Month(NamedTuple):
    """The days of one month; `note` says that its year is not covered by the calendar."""

    days: tuple[MonthDay, ...]
    note: str


def month(reader: Reader, programme: Programme, year: int, month: int, today: date) -> Month:
    """Return one month; on each day what is due comes first."""
    since = workspace_since(reader, today)
    found: dict[date, list[MonthItem]] = defaultdict(list)
    for tally in tallies(reader, programme, today):
        for day, item in _of_tally(tally, today, since):
            found[day].append(item)
    for plan in plans(reader, programme, today):
        for step in plan.plan.steps:
            item = MonthItem(Mark.STEP, plan.key, plan.title, plan.standing, plan.owner_id, plan.owner, step.title, ad_hoc=plan.ad_hoc)
            found[step.start_by].append(item)
    calendar, order = programme.calendar, list(Mark)
    days = [date(year, month, number) for number in range(1, monthrange(year, month)[1] + 1)]
    return Month(
        tuple(
            MonthDay(day, calendar.is_working(day), calendar.name(day), tuple(sorted(found[day], key=lambda item: order.index(item.mark))))
            for day in days
        ),
        calendar.note(days[0], days[-1]),
    )


def _of_tally(tally: Tally, today: date, since: date) -> Iterator[tuple[date, MonthItem]]:
    """Yield what holds for all, then what is left of those with dates of their own."""
    standings = [pending.standing for pending in tally.pending if not pending.owner_id]
    judged = standings[0] if standings else overall(tally._replace(pending=()), today, since)
    yield from _dates(tally, tally.task.obligation, judged, "", "")
    for pending in tally.pending:
        if pending.owner_id:
            yield from _dates(tally, pending.obligation, pending.standing, pending.owner_id, pending.owner)


def _dates(tally: Tally, obligation: Obligation, judged: Standing, owner_id: str, owner: str) -> Iterator[tuple[date, MonthItem]]:
    item = MonthItem(Mark.DUE, obligation.key, obligation.title, judged, owner_id, owner, ad_hoc=tally.task.ad_hoc)
    if obligation.due is not None:
        yield obligation.due, item._replace(due_time=tally.task.due_time, original_due=tally.task.original_due(obligation.due))
    if obligation.opens is not None and (obligation.opens != tally.task.obligation.opens or not owner_id):
        yield obligation.opens, item._replace(mark=Mark.OPENS)
    if obligation.locked is not None:
        yield obligation.locked, item._replace(mark=Mark.LOCKED)
