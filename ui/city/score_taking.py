"""Score sheets that came back: what each row says against what is held, shown before anything is taken over."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from forms.score_sheets import CHANGED, EMPTY, NEW, PROBLEM, SAME, Came
from models.queries.city.reviews import Board
from ui import metrics
from ui.city.reviews_presenter import ReviewsPresenter
from ui.dialogs.busy import run_busy
from ui.empty_state import EmptyState
from ui.labels import label
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import export_shown
from ui.table.view import TableView
from ui.tone import Tone
from ui.worker import Cancelled

TONES = {NEW: Tone.OK, CHANGED: Tone.WARNING, SAME: Tone.NEUTRAL, EMPTY: Tone.NEUTRAL, PROBLEM: Tone.ERROR}
COLUMNS = (
    ColumnSpec("stands", "情况", ColumnKind.STATE, width=6, tone=lambda stands: TONES[stands]),
    ColumnSpec("expert", "专家", width=5),
    ColumnSpec("title", "试点项目名称", width=12),
    ColumnSpec("words", "内容或问题", width=18, stretch=True, value=lambda row: row.problem or row.text),
    ColumnSpec("file_name", "文件", width=10),
    ColumnSpec("row", "行", ColumnKind.NUMBER, width=3, show=lambda row: str(row) if row else ""),
)


class ScoreTakingDialog(QDialog):
    """Lists what came; takes over the rows that can be, all at once.

    Attributes:
        came: What the files say.
    """

    def __init__(self, presenter: ReviewsPresenter, came: Sequence[Came], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter, self.came = presenter, list(came)
        self.setWindowTitle("收回评分表")
        self.table = TableView("score_taking", "收回的评分表", COLUMNS, presenter.context.settings, EmptyState("文件里没有评分表", ""))
        self.table.export_requested.connect(lambda shown: export_shown(presenter.context, shown))
        order = (PROBLEM, CHANGED, NEW, SAME, EMPTY)
        self.table.set_rows(sorted(self.came, key=lambda row: order.index(row.stands)))
        usable = [row for row in self.came if row.filled is not None]
        changed = sum(row.stands == CHANGED for row in usable)
        parts = [f"可以收下{len(usable)}份"]
        parts += [f"其中{changed}份与已有的不同，收下后以文件为准"] * bool(changed)
        problems = sum(row.stands == PROBLEM for row in self.came)
        parts += [f"{problems}处有问题，不会收，请按说明处理后再收一次"] * bool(problems)
        self.words = label("；".join(parts) + "。", wrap=True)
        self.take = QPushButton(f"收下{len(usable)}份")
        self.take.setProperty("role", "primary")
        self.take.setEnabled(bool(usable))
        self.take.clicked.connect(self.take_over)
        close = QPushButton("关闭")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.take)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(self.words)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        room = self.screen().availableGeometry()
        self.resize(min(72 * self.fontMetrics().horizontalAdvance("字"), room.width() - 40), min(560, room.height() - 60))

    @classmethod
    def read(cls, presenter: ReviewsPresenter, shown: Board, paths: Sequence[Path], parent: QWidget | None = None) -> Self | None:
        """Read files behind a dialog that can be stopped; ``None`` when the officer stopped it."""
        try:
            came = run_busy(parent, "正在读取评分表", lambda progress: presenter.look_at(shown, paths, progress), stoppable=True)
        except Cancelled:
            return None
        return cls(presenter, came, parent)

    def take_over(self) -> None:
        """Take over everything that can be."""
        usable = [row for row in self.came if row.filled is not None]
        if self.presenter.take_over(usable) is not None:
            self.presenter.context.announce(f"已收下{len(usable)}份评分表", Tone.OK)
            self.accept()
