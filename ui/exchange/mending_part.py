"""The tab 退回整改: every document the city returned or asks about, with how far its comments and questions are answered."""

from datetime import date
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.queries import feedback
from models.queries.documents import document_facts
from ui import metrics
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "退回整改"


class Line(NamedTuple):
    """One return, or the questions about one document, as the list shows it."""

    id: str
    document_id: str
    title: str
    number: int
    reason: str
    due: date | None
    at: str
    stands: str
    answered: tuple[int, int]


_TONES = {"待整改": Tone.WARNING, "待答复": Tone.WARNING, "已办结": Tone.OK, "已答复": Tone.OK, "已重新定稿": Tone.OK}
COLUMNS = (
    ColumnSpec("title", "文书", width=12),
    ColumnSpec("number", "版本", width=5, show=lambda number: f"第{number}版"),
    ColumnSpec("stands", "状态", ColumnKind.STATE, width=6, tone=lambda stands: _TONES[stands]),
    ColumnSpec("reason", "退回原因或询问", width=14, stretch=True),
    ColumnSpec("answered", "意见已答复", ColumnKind.PROGRESS, width=7),
    ColumnSpec("due", "要求报回", ColumnKind.DATE, width=6),
    ColumnSpec("at", "收到时间", ColumnKind.DATE, width=9),
)


class MendingPart(QWidget):
    """The list of returns."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        words = "市级退回或询问的文书，导入反馈包后列在这里：逐条看意见，跳到要改的地方，写明怎么改的，最后生成整改情况说明。"
        self.table = TableView("returns", "退回整改", COLUMNS, context.settings, EmptyState("没有退回或询问的文书", words, "", "check"))
        self.table.row_activated.connect(lambda _row: self.begin())
        self.table.export_requested.connect(self._export)
        self.table.selection_changed.connect(lambda _rows: self._enable())
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.mend = action(self, "逐条整改…", self.begin, "Ctrl+N", GROUP, within)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.S, 0, 0)
        layout.addWidget(self.table, 1)
        self._enable()

    def refresh(self) -> int:
        """Show everything anew and return how many documents are still to be mended or answered."""
        asked: dict[str, list[feedback.QueryRow]] = {}
        for query in feedback.queries(self.context.reader):
            asked.setdefault(query.document_id, []).append(query)
        lines = [_asked(rows) for rows in asked.values()]
        lines += [self._line(row) for row in feedback.returns(self.context.reader)]
        self.table.set_rows(lines)
        if lines and self.table.current() is None:
            self.table.select(lambda _line: True)
        self._enable()
        return sum(line.stands in ("待整改", "待答复") for line in lines)

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.table.focus_filter()

    def begin(self) -> None:
        """Go through the comments on the chosen document."""
        from ui.exchange.mend_dialog import MendDialog

        line = self.table.current()
        if line is None:
            return
        dialog = MendDialog(self.context, line.document_id, line.title, self.window())
        show_dialog(dialog)
        jump = dialog.jump
        if jump is not None:
            self.context.navigate("form", document=line.document_id, **({"field": jump} if jump else {}))

    def _line(self, row: feedback.ReturnRow) -> Line:
        facts = document_facts(self.context.reader, row.document_id)
        title = (facts.project_title or facts.title) if facts else "（已删除的文书）"
        ((revision, frozen),) = self.context.reader.rows("SELECT revision, frozen_at FROM document WHERE id = :id", id=row.document_id)
        if frozen is not None and revision > row.number:
            stands = "已重新定稿"
        else:
            stands = "已答复" if row.comments and row.answered == row.comments else "待整改"
        return Line(row.id, row.document_id, title, row.number, row.reason, row.due, row.at, stands, (row.answered, row.comments))

    def _enable(self) -> None:
        self.mend.setEnabled(self.table.current() is not None)

    def _export(self, shown: object) -> None:
        assert isinstance(shown, Shown)
        export_shown(self.context, shown)


def _asked(rows: list[feedback.QueryRow]) -> Line:
    """Return the line of one document that the city asks about."""
    first, answered = rows[0], sum(bool(row.answer) or row.closed for row in rows)
    stands = "已办结" if all(row.closed for row in rows) else "已答复" if answered == len(rows) else "待答复"
    words = f"询问{len(rows)}处：{first.text}" if len(rows) > 1 else f"询问：{first.text}"
    return Line(
        first.id, first.document_id, first.title, first.number, words, None, first.asked_on.isoformat(), stands, (answered, len(rows))
    )
