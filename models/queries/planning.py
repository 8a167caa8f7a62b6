"""Working back from the due days (倒排工期): how long each step takes here, when it must start, what must start this week."""

from datetime import date, timedelta
from typing import NamedTuple

from models.calendar import Plan, StepTime, work_back
from models.programme.pack import Programme
from models.programme.types import Obligation
from models.queries.effective import Task, task
from models.queries.standing import Standing, days_left
from models.queries.tallying import tallies
from models.reading import Reader


class StepSetting(NamedTuple):
    """How long one step takes.

    Attributes:
        default: Working days of the pack.
        office: The office's own number for all obligations; ``None``: none.
        own: The number for one obligation only; ``None``: none.
        working_days: What holds.
    """

    key: str
    title: str
    default: int
    office: int | None
    own: int | None
    working_days: int


class ObligationPlan(NamedTuple):
    """One obligation that is not done, worked back from its due day.

    Attributes:
        owner_id: The only project or entity, where it has dates of its own; else empty.
        owner: Its name.
        number: How many projects or entities have not done it; 1 for the district.
    """

    key: str
    title: str
    owner_id: str
    owner: str
    number: int
    due: date
    due_time: str
    standing: Standing
    ad_hoc: bool
    plan: Plan


class ToStart(NamedTuple):
    """One step for Monday's list; see `ObligationPlan`.

    Attributes:
        days_left: Days until the obligation is due, negative afterwards.
        in_hand: It had to start before today: it should be under way.
        late: It had to be finished before today.
        note: That the calendar does not cover a year, or that an ad-hoc request leaves too little time; else empty.
    """

    key: str
    title: str
    owner_id: str
    owner: str
    number: int
    step: str
    step_title: str
    start_by: date
    finish_by: date
    due: date
    due_time: str
    days_left: int
    in_hand: bool
    late: bool
    ad_hoc: bool
    note: str


class StepLengths:
    """The working days of the steps, read once."""

    def __init__(self, reader: Reader, programme: Programme) -> None:
        self._steps = programme.steps
        self._stored: dict[tuple[str, str], int] = {
            (key, step): days
            for key, step, days in reader.rows("SELECT obligation_id, step, working_days FROM step_days WHERE working_days IS NOT NULL")
        }

    def settings(self, key: str) -> list[StepSetting]:
        """Return the steps of one obligation in the order in which they are done."""
        found = []
        for step in self._steps:
            office, own = self._stored.get(("", step.key)), self._stored.get((key, step.key)) if key else None
            days = next(number for number in (own, office, step.working_days) if number is not None)
            found.append(StepSetting(step.key, step.title, step.working_days, office, own, days))
        return found

    def times(self, key: str) -> list[StepTime]:
        """Return the same for `work_back`."""
        return [StepTime(step.key, step.title, step.working_days) for step in self.settings(key)]


def step_settings(reader: Reader, programme: Programme, key: str = "") -> list[StepSetting]:
    """Return how long each step takes: for one obligation, or (no key) for all that have no numbers of their own."""
    return StepLengths(reader, programme).settings(key)


def plan_of(reader: Reader, programme: Programme, key: str, owner_id: str = "") -> Plan:
    """Return one obligation worked back from its due day; no steps when it has none.

    Args:
        reader: Where to read.
        programme: The pack.
        key: Key of the obligation.
        owner_id: By the dates of this project (or entity).

    Raises:
        KeyError: There is no such obligation.
    """
    found = task(reader, programme, key)
    return _worked_back(found, found.dated(owner_id), StepLengths(reader, programme), programme)


def plans(reader: Reader, programme: Programme, today: date) -> list[ObligationPlan]:
    """Return what is not done and has a due day, worked back, by due day; what is only to be recorded (补录) is left out."""
    lengths = StepLengths(reader, programme)
    found = [
        ObligationPlan(
            key=tally.task.key,
            title=pending.obligation.title,
            owner_id=pending.owner_id,
            owner=pending.owner,
            number=pending.number,
            due=pending.obligation.due,
            due_time=tally.task.due_time,
            standing=pending.standing,
            ad_hoc=tally.task.ad_hoc,
            plan=_worked_back(tally.task, pending.obligation, lengths, programme),
        )
        for tally in tallies(reader, programme, today)
        for pending in tally.pending
        if pending.obligation.due is not None and pending.standing is not Standing.HISTORY
    ]
    return sorted(found, key=lambda plan: plan.due)


def to_start(reader: Reader, programme: Programme, today: date, days: int = 7) -> list[ToStart]:
    """Return the steps that must start within some days, and of each obligation the step that should be under way, by day of start.

    Args:
        reader: Where to read.
        programme: The pack.
        today: The first day, e.g. Monday.
        days: How many days, today included.
    """
    last = today + timedelta(days=days - 1)
    found = []
    for row in plans(reader, programme, today):
        begun = [step for step in row.plan.steps if step.start_by < today]
        coming = [step for step in row.plan.steps if today <= step.start_by <= last]
        for step in (*begun[-1:], *coming):
            found.append(
                ToStart(
                    key=row.key,
                    title=row.title,
                    owner_id=row.owner_id,
                    owner=row.owner,
                    number=row.number,
                    step=step.key,
                    step_title=step.title,
                    start_by=step.start_by,
                    finish_by=step.finish_by,
                    due=row.due,
                    due_time=row.due_time,
                    days_left=days_left(row.due, today) or 0,
                    in_hand=step.start_by < today,
                    late=step.finish_by < today,
                    ad_hoc=row.ad_hoc,
                    note=row.plan.note,
                )
            )
    return sorted(found, key=lambda item: (item.start_by, item.due))


def _worked_back(task: Task, obligation: Obligation, lengths: StepLengths, programme: Programme) -> Plan:
    """Work one obligation back; say it when an ad-hoc request came too late for all its steps."""
    if obligation.due is None:
        return Plan((), "")
    plan = work_back(obligation.due, lengths.times(obligation.key), programme.calendar)
    if not (task.ad_hoc and plan.steps and obligation.opens and plan.steps[0].start_by < obligation.opens):
        return plan
    short = f"时间不够走完全部步骤：倒推应在{plan.steps[0].start_by}开始，{obligation.opens}才收到，请减少这件急件各步骤的工作日数。"
    return plan._replace(note=short + plan.note)
