"""How an obligation (报送任务) stands on a day: the eight states, and what decides them."""

from datetime import date
from enum import StrEnum

from models.programme.types import Obligation
from models.queries.showing import local_day
from models.reading import Reader

SUBMITTED, NIL, NOT_APPLICABLE = "submitted", "nil", "not_applicable"


class Standing(StrEnum):
    """How an obligation stands; the value is what the officer reads."""

    NOT_YET = "未到期"
    OPEN = "待办"
    DONE = "已报"
    DONE_LATE = "逾期报送"
    OVERDUE = "逾期未报"
    HISTORY = "补录"
    NOT_APPLICABLE = "不适用"
    NIL = "零报告"
    ANY_TIME = "随时"


DONE = frozenset({Standing.DONE, Standing.DONE_LATE, Standing.NOT_APPLICABLE, Standing.NIL})
"""Nothing is left to do."""


def standing(
    *,
    opens: date | None,
    due: date | None,
    on_time_until: date | None,
    today: date,
    workspace_since: date,
    outcome: str = "",
    met_on: date | None = None,
) -> Standing:
    """Judge one obligation.

    Late is not locked: whether it may still be handed in is the fourth date's business. What fell due before the workspace existed and
    has no record is history to be recorded (补录), never overdue.

    Args:
        opens: Day from which it can be worked on.
        due: Day it is due; ``None``: at any time.
        on_time_until: Last day that counts as on time; ``None``: the due day.
        today: The day to judge on.
        workspace_since: The day the workspace was created.
        outcome: Outcome of its record; empty: there is none.
        met_on: Day of its record.
    """
    last = on_time_until or due
    if outcome == NOT_APPLICABLE:
        return Standing.NOT_APPLICABLE
    if outcome == NIL:
        return Standing.NIL
    if outcome:
        return Standing.DONE_LATE if last is not None and met_on is not None and met_on > last else Standing.DONE
    if opens is not None and today < opens:
        return Standing.NOT_YET
    if last is None:
        return Standing.ANY_TIME
    if today <= last:
        return Standing.OPEN
    return Standing.HISTORY if last < workspace_since else Standing.OVERDUE


def workspace_since(reader: Reader, otherwise: date) -> date:
    """Return the local day the workspace was created."""
    found = reader.rows("SELECT created_at FROM office")
    return local_day(found[0][0]) if found else otherwise


def judge(obligation: Obligation, today: date, since: date, outcome: str = "", met_on: date | None = None) -> Standing:
    """Judge an obligation with its dates; see `standing`."""
    return standing(
        opens=obligation.opens,
        due=obligation.due,
        on_time_until=obligation.on_time_until,
        today=today,
        workspace_since=since,
        outcome=outcome,
        met_on=met_on,
    )


def is_late(obligation: Obligation, outcome: str, met_on: date | None) -> bool:
    """Tell whether it was handed in after the last day that counts as on time."""
    last = obligation.on_time_until or obligation.due
    return last is not None and met_on is not None and met_on > last and outcome not in (NIL, NOT_APPLICABLE)


def days_left(due: date | None, today: date) -> int | None:
    """Return the days until a due day, negative afterwards."""
    return None if due is None else (due - today).days
