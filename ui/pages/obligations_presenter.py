"""What the obligations page shows: every obligation with its dates and standing, and who has met it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QObject

from models.changes import Changes
from models.exchange_states import SentState
from models.obligation import Outcome
from models.programme.types import Obligation, Recurrence, Scope
from models.queries import exchange
from models.queries.effective import Task, effective, task
from models.queries.exchange import SentRow
from models.queries.obligations import (
    DONE,
    ChangeRow,
    ObligationItem,
    ObligationRow,
    Standing,
    by_project,
    changes,
    overview,
    records,
)
from ui.context import Context
from ui.obligations.words import AD_HOC_MARK, change_words, tone_of
from ui.pages.home_presenter import days_words
from ui.tone import Tone

OUTCOME_WORDS = {Outcome.SUBMITTED.value: "已报", Outcome.NIL.value: "零报告", Outcome.NOT_APPLICABLE.value: "不适用"}
OWNER_WORDS = {Scope.PROJECT: "项目", Scope.ENTITY: "主体", Scope.DISTRICT: ""}
CHANGES_SHOWN = 2
PACKAGES_SHOWN = 2


class Entry(NamedTuple):
    """One obligation in the list; `due_shown` is the due day and whether it was changed."""

    id: str
    title: str
    standing: str
    tone: Tone
    remaining: str
    days_left: int | None
    progress: tuple[int, int] | None
    opens: date | None
    due: date | None
    due_shown: tuple[date, bool] | None
    original_due: date | None
    on_time_until: date | None
    locked: date | None
    written_by: str
    forwarded_by: str
    recipient: str
    clause: str
    row: ObligationRow


class Met(NamedTuple):
    """One line below: how one project (entity) stands, or one record of an obligation that is met at any time."""

    id: str
    record_id: str
    project_id: str
    entity_id: str
    number: str
    title: str
    entity: str
    standing: str
    tone: Tone
    due: date | None
    met_on: date | None
    outcome: str
    note: str
    by: str
    done: bool

    @property
    def owner_id(self) -> str:
        """Whose it is; empty for a record of the district."""
        return self.project_id or self.entity_id


@dataclass(frozen=True, slots=True)
class Picture:
    """One obligation in full.

    Attributes:
        lines: What is to be said about it, label and words.
        met: Projects (entities), or records; empty for an obligation of the district that is met once.
        by_project: `met` are projects or entities.
        record_id: The record of an obligation of the district that is met once.
        summary: How it stands, in one sentence.
        changes: The changes of its dates, latest first.
    """

    task: Task
    lines: tuple[tuple[str, str], ...]
    met: tuple[Met, ...]
    by_project: bool
    record_id: str
    summary: str
    changes: tuple[ChangeRow, ...]

    @property
    def obligation(self) -> Obligation:
        """The obligation with the dates that hold for all."""
        return self.task.obligation

    @property
    def owner_word(self) -> str:
        """What `met` are called: 项目 or 主体."""
        return OWNER_WORDS[self.obligation.scope]

    @property
    def dated(self) -> bool:
        """Whether it has dates that can be changed."""
        return self.obligation.recurring is not Recurrence.ANY_TIME and self.obligation.due is not None


class ObligationsPresenter(QObject):
    """Reads and records."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def entries(self) -> list[Entry]:
        """Return every obligation, by due day."""
        reader, programme = self._context.reader, self._context.programme
        known = {found.key: found.obligation for found in effective(reader, programme)}
        return [_entry(row, known[row.key]) for row in overview(reader, programme, self._context.today())]

    def picture(self, entry: Entry) -> Picture:
        """Return one obligation in full."""
        reader, programme = self._context.reader, self._context.programme
        found = task(reader, programme, entry.id)
        obligation = found.obligation
        of_projects = obligation.scope is not Scope.DISTRICT
        met: tuple[Met, ...] = ()
        if of_projects:
            rows = by_project(reader, programme, self._context.today(), entry.id)
            met = tuple(_of_project(number, item) for number, item in enumerate(rows))
        elif obligation.recurring is Recurrence.ANY_TIME:
            met = tuple(
                Met(r.id, r.id, "", "", "", r.title, "", "已报", Tone.OK, None, r.met_on, OUTCOME_WORDS[r.outcome], r.note, r.by, True)
                for r in records(reader, programme, entry.id)
            )
        made = tuple(changes(reader, programme, entry.id))
        record_id = entry.row.record_id if not met else ""
        packages = [row for row in exchange.sent(reader) if row.obligation_id == entry.id]
        lines = _lines(found, made, packages)
        return Picture(found, lines, met, of_projects, record_id, _summary(entry, met), made)

    def record(self, key: str, chosen: Sequence[Met], outcome: str, on: date | str, note: str) -> Changes | None:
        """Record that an obligation was met, for projects, entities or (none given) for the district."""
        from models.operations.obligations import record_for_entities, record_for_projects, record_obligation

        projects = list(dict.fromkeys(met.project_id for met in chosen if met.project_id))
        entities = list(dict.fromkeys(met.entity_id for met in chosen if met.entity_id))
        if projects:
            return self._context.perform(record_for_projects, key, projects, outcome, on, note)
        if entities:
            return self._context.perform(record_for_entities, key, entities, outcome, on, note)
        return self._context.perform(record_obligation, key, None, outcome, on, note)

    def withdraw(self, record_ids: list[str]) -> Changes | None:
        """Take records back."""
        from models.operations.obligations import withdraw_all

        return self._context.perform(withdraw_all, record_ids)

    def undo_change(self, change_id: str) -> Changes | None:
        """Take a change of dates back."""
        from models.operations.obligations import undo_change

        return self._context.perform(undo_change, change_id)

    def delete_ad_hoc(self, key: str) -> Changes | None:
        """Move an ad-hoc request to the recycle bin."""
        from models.operations.recycling import delete
        from models.things import Thing

        return self._context.perform(delete, Thing.AD_HOC_TASK.value, key)

    def key_of_record(self, record_id: str) -> str:
        """Return the obligation a record belongs to; empty when it is gone."""
        found = self._context.reader.rows("SELECT obligation_id FROM obligation_record WHERE id = :id AND deleted_at IS NULL", id=record_id)
        return str(found[0][0]) if found else ""


def remaining_words(row: ObligationRow) -> str:
    """Say how many days are left where something is left to do."""
    if row.standing in (Standing.OPEN, Standing.OVERDUE) and row.days_left is not None:
        if row.days_left == 0 and row.due_time:
            return f"今天 {row.due_time} 前"
        return days_words(row.days_left)
    if row.standing is Standing.NOT_YET and row.opens is not None:
        return "未开始"
    return ""


def _entry(row: ObligationRow, obligation: Obligation) -> Entry:
    return Entry(
        id=row.key,
        title=f"{AD_HOC_MARK if row.ad_hoc else ''}{row.title}",
        standing=row.standing.value,
        tone=tone_of(row.standing, row.days_left),
        remaining=remaining_words(row),
        days_left=row.days_left if row.standing in (Standing.OPEN, Standing.OVERDUE, Standing.NOT_YET) else None,
        progress=(row.done, row.total) if row.total and row.due is not None else None,
        opens=row.opens,
        due=row.due,
        due_shown=(row.due, row.original_due is not None) if row.due else None,
        original_due=row.original_due,
        on_time_until=row.on_time_until,
        locked=row.locked,
        written_by=row.written_by,
        forwarded_by=obligation.forwarded_by or "自行报送",
        recipient=row.recipient,
        clause=row.clause,
        row=row,
    )


def _lines(found: Task, made: Sequence[ChangeRow], packages: Sequence[SentRow]) -> tuple[tuple[str, str], ...]:
    obligation = found.obligation
    until = obligation.on_time_until or obligation.due
    original = found.original_due(obligation.due)
    due = f"{obligation.due.isoformat()} {found.due_time}".strip() if obligation.due else ""
    dates = (
        f"{obligation.opens.isoformat()} {'收到' if found.ad_hoc else '起可办理'}" if obligation.opens else "",
        f"{due} 截止{f'（原 {original.isoformat()}）' if original else ''}" if due else "随时可报",
        f"{until.isoformat()} 以前算按时" if until else "",
        f"{obligation.locked.isoformat()} 起不再接收" if obligation.locked else "逾期仍可补报" if obligation.due else "",
        f"{len(found.own)} 个{OWNER_WORDS[obligation.scope]}另有日期" if found.own else "",
    )
    forwarded = f"，由{obligation.forwarded_by}统一报" if obligation.forwarded_by else "，报"
    lines = [
        ("时间", "；".join(part for part in dates if part)),
        ("分工", f"{obligation.written_by}填写{forwarded}{obligation.recipient}"),
        ("要求" if found.ad_hoc else "内容", "、".join(obligation.contents)),
        ("依据", "" if found.ad_hoc else f"通知{obligation.clause}：{obligation.quote}"),
        ("报送包", _sent_words(packages)),
        ("改期", _changed(made)),
    ]
    return tuple((name, words) for name, words in lines if words)


def _sent_words(packages: Sequence[SentRow]) -> str:
    """Say what became of the newest packages that were sent for it."""
    words = []
    for row in packages[:PACKAGES_SHOWN]:
        day = f"{row.received_on:%Y-%m-%d}" if row.received_on else row.exported_at
        waits = "，等市级回执" if row.state == SentState.EXPORTED else "，还没有写到U盘" if row.state == SentState.MADE else ""
        waits = "，见“报送与接收—退回整改”" if row.state == SentState.RETURNED else waits
        words.append(f"第{row.sequence}号包{row.stands}{f'（{day}）' if day else ''}{waits}")
    more = len(packages) - len(words)
    return "；".join([*words, f"另有{more}个，见“报送与接收”"] if more else words)


def _changed(made: Sequence[ChangeRow]) -> str:
    """Say what the last changes of dates were; those taken back only count."""
    held = [change for change in made if not change.undone]
    words = [f"{change_words(change)}。{change.reason}（{change.by}，{change.at}）" for change in held[:CHANGES_SHOWN]]
    more = len(made) - len(words)
    if more and words:
        words.append(f"另有 {more} 次，见改期记录。")
    return "\n".join(words) if words else f"改过 {more} 次，都已撤销。" if more else ""


def _summary(entry: Entry, met: tuple[Met, ...]) -> str:
    row = entry.row
    if row.record_id and row.met_on is not None and row.due is not None:
        note = f"。备注：{row.note}" if row.note else ""
        return f"{row.met_on.isoformat()} 登记为“{OUTCOME_WORDS[row.outcome]}”{note}"
    if row.scope != Scope.DISTRICT.value:
        word = OWNER_WORDS[Scope(row.scope)]
        if not met:
            return f"目前没有需要报送的{word}。"
        done = sum(item.done for item in met)
        return f"{len(met)} 个{word}，已登记 {done} 个，未登记 {len(met) - done} 个。"
    if row.due is None:
        return f"已报送 {len(met)} 次。" if met else "还没有报送过。"
    if row.standing is Standing.HISTORY:
        return "截止日在本账套建立之前。以前报过的，在这里补录实际报送日期，便于查考；不补录也不影响使用。"
    return f"还没有登记，{entry.remaining}。" if row.standing in (Standing.OPEN, Standing.OVERDUE) else ""


def _of_project(number: int, item: ObligationItem) -> Met:
    return Met(
        id=item.record_id or f"{item.project_id or item.entity_id}-{number}",
        record_id=item.record_id,
        project_id=item.project_id,
        entity_id=item.entity_id,
        number=item.number,
        title=item.project_title or item.entity,
        entity=item.entity,
        standing=item.standing.value,
        tone=tone_of(item.standing, item.days_left),
        due=item.due,
        met_on=item.met_on,
        outcome=OUTCOME_WORDS.get(item.outcome, ""),
        note=item.note,
        by="",
        done=item.standing in DONE or bool(item.record_id),
    )
