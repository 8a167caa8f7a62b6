"""What the history page shows: one page of entries, the ways to narrow them, in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QObject

from models.queries.history import ACTIONS, HistoryFilter, HistoryRow, count_history, history, history_choices, names_of
from ui.context import Context

AT_ONCE = 200
"""Entries on one page."""
PERIODS = {"all": "全部时间", "today": "今天", "week": "最近7天", "month": "最近30天", "custom": "自选日期"}


@dataclass(frozen=True, slots=True)
class HistoryPicture:
    """One page of the history.

    Attributes:
        rows: The entries, latest first.
        total: How many match in all.
        offset: Number of the first one shown, from 0.
    """

    rows: list[HistoryRow]
    total: int
    offset: int

    @property
    def words(self) -> str:
        """Say which entries these are."""
        if not self.total:
            return "没有记录"
        return f"第 {self.offset + 1:,}–{self.offset + len(self.rows):,} 条，共 {self.total:,} 条"


class HistoryPresenter(QObject):
    """Reads the history."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def read(self, wanted: HistoryFilter, offset: int) -> HistoryPicture:
        """Return one page; an offset beyond the end gives the last page."""
        reader = self._context.reader
        total = count_history(reader, wanted)
        offset = max(0, min(offset, (total - 1) // AT_ONCE * AT_ONCE))
        return HistoryPicture(history(reader, wanted, limit=AT_ONCE, offset=offset), total, offset)

    def choices(self) -> tuple[list[str], list[str]]:
        """Return the kinds of thing and the officers that occur."""
        return history_choices(self._context.reader)

    def actions(self) -> dict[str, str]:
        """Return the actions by key."""
        return dict(ACTIONS)

    def since(self, period: str) -> date | None:
        """Return the first day of a period; ``None`` for all time and for days the officer picks."""
        today = self._context.today()
        days = {"today": 0, "week": 6, "month": 29}
        return today - timedelta(days=days[period]) if period in days else None

    def scope_words(self, project_id: str, object_id: str, field_key: str) -> str:
        """Say what the history was narrowed to by the page that led here."""
        project, (kind, thing), field = names_of(self._context.reader, HistoryFilter(project_id, object_id, field_key))
        parts = []
        if project_id:
            parts.append(f"项目“{project}”" if project else "一个项目")
        if object_id:
            parts.append(f"{kind}“{thing}”" if thing else "一条记录")
        if field_key:
            parts.append(f"“{field}”一项" if field else "一个填写项")
        return "只看：" + "、".join(parts) if parts else ""
