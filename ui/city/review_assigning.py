"""Assigning experts to the projects of a round: all to all, by the areas they know, or by hand to those chosen."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.queries.city.reviews import Board
from ui import messages, metrics
from ui.city.reviews_presenter import ReviewsPresenter
from ui.empty_state import EmptyState
from ui.labels import label
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView

EXPERTS = (
    ColumnSpec("name", "姓名", width=5),
    ColumnSpec("organisation", "单位", width=11, stretch=True),
    ColumnSpec("title", "职务职称", width=7),
    ColumnSpec("area_names", "熟悉的方向", width=10),
    ColumnSpec("open_sheets", "手上未评", ColumnKind.NUMBER, width=5, show=lambda count: str(count) if count else "—"),
)


class AssigningDialog(QDialog):
    """Chooses experts; each button assigns in one step."""

    def __init__(self, presenter: ReviewsPresenter, shown: Board, chosen: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter, self.shown, self.chosen = presenter, shown, list(chosen)
        self.setWindowTitle(f"分配专家 — {shown.facts.title}")
        scoring = presenter.context.programme.review.scoring
        odd = "，单数" if scoring.odd else ""
        words = (
            f"建议每个项目{scoring.experts_from}至{scoring.experts_to}人{odd}（参考）。已经分配的不变；有利害关系的，在评分表里标记回避。"
        )
        empty = EmptyState("还没有专家", "请先在“评审—专家”里登记专家。", "", "person")
        self.table = TableView("review_assigning", "专家", EXPERTS, presenter.context.settings, empty, exportable=False)
        self.count = label(role="muted")
        self.all, self.by_area = QPushButton("评全部项目"), QPushButton("按熟悉的方向分配")
        self.by_hand, self.take_back = QPushButton(f"只评选中的{len(self.chosen)}个项目"), QPushButton("取消分配")
        close = QPushButton("关闭")
        self.all.setProperty("role", "primary")
        self.by_hand.setVisible(bool(self.chosen))
        self.take_back.setToolTip("取消所选专家在这个批次里还没有内容的评分表")
        calls = ((self.all, self.assign_all), (self.by_area, self.assign_by_area), (self.by_hand, self.assign_by_hand))
        buttons = QHBoxLayout()
        for button, call in (*calls, (self.take_back, self.unassign), (close, self.reject)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, run=call: run())
        buttons.addWidget(self.take_back)
        buttons.addStretch(1)
        for button in (self.by_hand, self.by_area, self.all, close):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(label(words, role="muted", wrap=True))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.count)
        layout.addLayout(buttons)
        self.table.selection_changed.connect(lambda _rows: self._enable())
        self.table.set_rows(presenter.experts())
        self.table.grid.selectAll()
        self._enable()
        room = self.screen().availableGeometry()
        self.resize(min(60 * self.fontMetrics().horizontalAdvance("字"), room.width() - 60), min(520, room.height() - 80))

    def experts(self) -> list[str]:
        """Return the chosen experts."""
        return [row.id for row in self.table.selected()]

    def assign_all(self) -> None:
        """Have the chosen experts score every project."""
        if self.presenter.assign(self.shown.facts.id, self.experts(), by_area=False) is not None:
            self.accept()

    def assign_by_area(self) -> None:
        """Have them score the projects of the areas they know; say which projects nobody got."""
        if self.presenter.assign(self.shown.facts.id, self.experts(), by_area=True) is None:
            return
        found = self.presenter.board(self.shown.facts.id)
        bare = [judged.title for judged in found.projects if not found.of_project(judged.project_id)] if found else []
        if bare:
            named = "、".join(f"“{title}”" for title in bare[:5]) + (f"等{len(bare)}个" if len(bare) > 5 else "")
            messages.information(self, f"还有{len(bare)}个项目没有专家。", f"{named}没有熟悉该方向的专家，请另行分配。")
        self.accept()

    def assign_by_hand(self) -> None:
        """Have them score the projects chosen on the board."""
        pairs = {(expert, project) for expert in self.experts() for project in self.chosen}
        if self.presenter.assign_pairs(self.shown.facts.id, pairs) is not None:
            self.accept()

    def unassign(self) -> None:
        """Take back what the chosen experts have not begun."""
        experts = set(self.experts())
        pairs = {
            (cell.expert_id, cell.project_id)
            for cell in self.shown.cells.values()
            if cell.expert_id in experts and not (cell.points or cell.comment)
        }
        pairs = {pair for pair in pairs if not self.shown.cells[pair[1], pair[0]].conflict_note}
        if not pairs:
            messages.information(self, "没有可以取消的分配。", "所选专家的评分表都已经有内容，或者没有分配。")
        elif self.presenter.unassign(self.shown.facts.id, pairs) is not None:
            self.accept()

    def _enable(self) -> None:
        chosen = len(self.experts())
        self.count.setText(f"已选{chosen}位专家（按住 Ctrl 多选）")
        for button in (self.all, self.by_area, self.by_hand, self.take_back):
            button.setEnabled(chosen > 0 and not self.presenter.context.read_only)
