"""What the obligations page shows: every obligation with its dates and standing, and who has met it."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QObject

from models.changes import Changes
from models.obligation import Outcome
from models.programme.types import Obligation, Recurrence, Scope
from models.queries.obligations import DONE, ObligationItem, ObligationRow, Standing, by_project, overview, records
from ui.context import Context
from ui.pages.home_presenter import SOON_DAYS, days_words
from ui.tone import Tone

OUTCOME_WORDS = {Outcome.SUBMITTED.value: "已报", Outcome.NIL.value: "零报告", Outcome.NOT_APPLICABLE.value: "不适用"}
_TONES = {Standing.DONE: Tone.OK, Standing.DONE_LATE: Tone.OK, Standing.NIL: Tone.OK, Standing.OVERDUE: Tone.ERROR}


class Entry(NamedTuple):
    """One obligation in the list."""

    id: str
    title: str
    standing: str
    tone: Tone
    remaining: str
    days_left: int | None
    progress: tuple[int, int] | None
    opens: date | None
    due: date | None
    on_time_until: date | None
    locked: date | None
    written_by: str
    forwarded_by: str
    recipient: str
    clause: str
    row: ObligationRow


class Met(NamedTuple):
    """One line below: how one project stands, or one record of an obligation that is met at any time."""

    id: str
    record_id: str
    project_id: str
    number: str
    title: str
    entity: str
    standing: str
    tone: Tone
    met_on: date | None
    outcome: str
    note: str
    by: str
    done: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """One obligation in full.

    Attributes:
        lines: What is to be said about it, label and words.
        met: Projects, or records; empty for an obligation of the district that is met once.
        by_project: `met` are projects.
        record_id: The record of an obligation of the district that is met once.
        summary: How it stands, in one sentence.
    """

    obligation: Obligation
    lines: tuple[tuple[str, str], ...]
    met: tuple[Met, ...]
    by_project: bool
    record_id: str
    summary: str


class ObligationsPresenter(QObject):
    """Reads and records."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def entries(self) -> list[Entry]:
        """Return every obligation, by due day."""
        today = self._context.today()
        rows = overview(self._context.reader, self._context.programme, today)
        return [self._entry(row, self._context.programme.obligation(row.key)) for row in rows]

    def picture(self, entry: Entry) -> Picture:
        """Return one obligation in full."""
        programme = self._context.programme
        obligation = programme.obligation(entry.id)
        of_projects = obligation.scope is not Scope.DISTRICT
        met: tuple[Met, ...] = ()
        if of_projects:
            found = by_project(self._context.reader, programme, self._context.today(), entry.id)
            met = tuple(_of_project(number, item) for number, item in enumerate(found))
        elif obligation.recurring is Recurrence.ANY_TIME:
            met = tuple(
                Met(r.id, r.id, "", "", r.title, "", "已报", Tone.OK, r.met_on, OUTCOME_WORDS[r.outcome], r.note, r.by, True)
                for r in records(self._context.reader, programme, entry.id)
            )
        return Picture(obligation, _lines(obligation), met, of_projects, entry.row.record_id if not met else "", _summary(entry, met))

    def record(self, key: str, project_ids: list[str], outcome: str, on: date | str, note: str) -> Changes | None:
        """Record that an obligation was met, for projects or (none given) for the district."""
        from models.operations.obligations import record_for_projects, record_obligation

        if project_ids:
            return self._context.perform(record_for_projects, key, project_ids, outcome, on, note)
        return self._context.perform(record_obligation, key, None, outcome, on, note)

    def withdraw(self, record_ids: list[str]) -> Changes | None:
        """Take records back."""
        from models.operations.obligations import withdraw_all

        return self._context.perform(withdraw_all, record_ids)

    def key_of_record(self, record_id: str) -> str:
        """Return the obligation a record belongs to; empty when it is gone."""
        found = self._context.reader.rows("SELECT obligation_id FROM obligation_record WHERE id = :id AND deleted_at IS NULL", id=record_id)
        return str(found[0][0]) if found else ""

    def _entry(self, row: ObligationRow, obligation: Obligation) -> Entry:
        return Entry(
            id=row.key,
            title=row.title,
            standing=row.standing.value,
            tone=tone_of(row.standing, row.days_left),
            remaining=remaining_words(row),
            days_left=row.days_left if row.standing in (Standing.OPEN, Standing.OVERDUE, Standing.NOT_YET) else None,
            progress=(row.done, row.total) if row.total and row.due is not None else None,
            opens=row.opens,
            due=row.due,
            on_time_until=row.on_time_until,
            locked=row.locked,
            written_by=row.written_by,
            forwarded_by=obligation.forwarded_by or "自行报送",
            recipient=row.recipient,
            clause=row.clause,
            row=row,
        )


def tone_of(standing: Standing, days_left: int | None) -> Tone:
    """Return how a standing is shown: what is history or still to come stays calm."""
    if standing is Standing.OPEN:
        return Tone.WARNING if days_left is not None and days_left <= SOON_DAYS else Tone.HINT
    return _TONES.get(standing, Tone.NEUTRAL)


def remaining_words(row: ObligationRow) -> str:
    """Say how many days are left where something is left to do."""
    if row.standing in (Standing.OPEN, Standing.OVERDUE) and row.days_left is not None:
        return days_words(row.days_left)
    if row.standing is Standing.NOT_YET and row.opens is not None:
        return "未开始"
    return ""


def _lines(obligation: Obligation) -> tuple[tuple[str, str], ...]:
    until = obligation.on_time_until or obligation.due
    dates = (
        f"{obligation.opens.isoformat()} 起可办理" if obligation.opens else "",
        f"{obligation.due.isoformat()} 截止" if obligation.due else "随时可报",
        f"{until.isoformat()} 以前算按时" if until else "",
        f"{obligation.locked.isoformat()} 起不再接收" if obligation.locked else "逾期仍可补报" if obligation.due else "",
    )
    forwarded = f"，由{obligation.forwarded_by}统一报" if obligation.forwarded_by else "，报"
    return (
        ("时间", "；".join(part for part in dates if part)),
        ("分工", f"{obligation.written_by}填写{forwarded}{obligation.recipient}"),
        ("内容", "、".join(obligation.contents)),
        ("依据", f"通知{obligation.clause}：{obligation.quote}"),
    )


def _summary(entry: Entry, met: tuple[Met, ...]) -> str:
    row = entry.row
    if row.record_id and row.met_on is not None and row.due is not None:
        note = f"。备注：{row.note}" if row.note else ""
        return f"{row.met_on.isoformat()} 登记为“{OUTCOME_WORDS[row.outcome]}”{note}"
    if row.scope != Scope.DISTRICT.value:
        if not met:
            return "目前没有需要报送的项目。"
        done = sum(item.done for item in met)
        return f"{len(met)} 个项目，已登记 {done} 个，未登记 {len(met) - done} 个。"
    if row.due is None:
        return f"已报送 {len(met)} 次。" if met else "还没有报送过。"
    if row.standing is Standing.HISTORY:
        return "截止日在本账套建立之前。以前报过的，在这里补录实际报送日期，便于查考；不补录也不影响使用。"
    return {Standing.OPEN: f"还没有登记，{entry.remaining}。", Standing.OVERDUE: f"还没有登记，{entry.remaining}。"}.get(row.standing, "")


def _of_project(number: int, item: ObligationItem) -> Met:
    return Met(
        id=item.record_id or f"{item.project_id}-{number}",
        record_id=item.record_id,
        project_id=item.project_id,
        number=item.number,
        title=item.project_title,
        entity=item.entity,
        standing=item.standing.value,
        tone=tone_of(item.standing, item.days_left),
        met_on=item.met_on,
        outcome=OUTCOME_WORDS.get(item.outcome, ""),
        note=item.note,
        by="",
        done=item.standing in DONE or bool(item.record_id),
    )
