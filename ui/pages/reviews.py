"""The page 评审: rounds and experts; a round opens on the same page."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout

from models.changes import Kind
from models.queries.city.reviews import ExpertRow, RoundRow
from models.things import Thing
from ui import messages, metrics
from ui.city.review_dialogs import RoundDialog, make_expert_dialog
from ui.city.review_round_part import RoundPart
from ui.city.reviews_presenter import ReviewsPresenter
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.page import Page
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "评审"
ROUNDS = (
    ColumnSpec("title", "批次", width=16, stretch=True),
    ColumnSpec("decision_title", "审定事项", width=8),
    ColumnSpec("stands", "状态", ColumnKind.STATE, width=5, tone=lambda stands: Tone.OK if stands == "已结束" else Tone.HINT),
    ColumnSpec("projects", "项目", ColumnKind.NUMBER, width=4),
    ColumnSpec("experts", "专家", ColumnKind.NUMBER, width=4),
    ColumnSpec("handed", "评分表", ColumnKind.PROGRESS, width=8),
    ColumnSpec("opened_on", "开始", ColumnKind.DATE, width=6),
    ColumnSpec("closed_on", "结束", ColumnKind.DATE, width=6),
    ColumnSpec("note", "备注", width=10, visible=False),
)
EXPERTS = (
    ColumnSpec("name", "姓名", width=6),
    ColumnSpec("organisation", "单位", width=14, stretch=True),
    ColumnSpec("title", "职务职称", width=9),
    ColumnSpec("area_names", "熟悉的方向", width=14),
    ColumnSpec("phone", "联系电话", width=8),
    ColumnSpec("sheets", "评分表", ColumnKind.NUMBER, width=4, show=lambda count: str(count) if count else "—"),
    ColumnSpec("open_sheets", "未评", ColumnKind.NUMBER, width=4, show=lambda count: str(count) if count else "—"),
    ColumnSpec("remark", "备注", width=10, visible=False),
)


class ReviewsPage(Page):
    """Rounds, experts, and one round.

    Targets: ``round`` opens a round, ``tab`` is ``rounds`` or ``experts``.
    """

    kinds = frozenset({Kind.REVIEW, Kind.PROJECT, Kind.DOCUMENT})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = ReviewsPresenter(context, self)
        self._round = ""
        button = "" if context.read_only else "新建批次…"
        words = "把等待评审的项目放进一个批次，分配专家打分；评分表可以导出Excel发给专家，收回后自动汇总排名。"
        self.rounds = TableView("review_rounds", "评审批次", ROUNDS, context.settings, EmptyState("还没有评审批次", words, button, "flag"))
        button = "" if context.read_only else "登记专家…"
        words = "评审专家在这里登记一次，各批次共用。建议涵盖产业、人力资源、财务或法律等方面。"
        self.experts = TableView("experts", "专家", EXPERTS, context.settings, EmptyState("还没有登记专家", words, button, "person"))
        self.part = RoundPart(context, self.presenter)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName("评审")
        self.tabs.addTab(self.rounds, "评审批次")
        self.tabs.addTab(self.experts, "专家")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.tabs)
        self.stack.addWidget(self.part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.L)
        layout.addWidget(self.stack)
        self._make_actions()
        self._connect()
        self._show_main()

    def refresh(self) -> None:
        """Show everything anew."""
        if self._round and not self.part.show_round(self._round):
            self.show_list()
        rows = self.presenter.rounds()
        self.rounds.set_rows(rows)
        self.experts.set_rows(self.presenter.experts())
        running = sum(row.closed_on is None for row in rows)
        self.tabs.setTabText(0, f"评审批次 {running}个进行中" if running else "评审批次")
        self._show_main()

    def open(self, **target: str) -> None:
        """Open a round or a tab."""
        if target.get("round"):
            self.show_round(target["round"])
        elif target.get("tab"):
            self.show_list()
            self.tabs.setCurrentWidget(self.experts if target["tab"] == "experts" else self.rounds)

    def focus_filter(self) -> None:
        """Put the cursor into the filter box of what is shown."""
        if self._round:
            self.part.focus_filter()
        else:
            (self.experts if self.tabs.currentWidget() is self.experts else self.rounds).focus_filter()

    def show_round(self, round_id: str) -> None:
        """Show one round."""
        if self.part.show_round(round_id):
            self._round = round_id
            self.stack.setCurrentWidget(self.part)
            shown = self.part.shown
            self.set_heading(f"评审：{shown.facts.title}" if shown else "")
            self._show_main()

    def show_list(self) -> None:
        """Go back to the list of rounds."""
        self._round = ""
        self.stack.setCurrentWidget(self.tabs)
        self.set_heading("")
        self._show_main()
        self.rounds.grid.setFocus()

    def new_round(self) -> None:
        """Open a round over the projects that wait."""
        dialog = RoundDialog(self.presenter, None, self.window())
        show_dialog(dialog)
        if dialog.outcome is not None and dialog.outcome.id:
            self.show_round(dialog.outcome.id)

    def edit_expert(self, row: ExpertRow | None) -> None:
        """Add an expert, or look at one."""
        dialog = make_expert_dialog(self.presenter, row, self.window())
        show_dialog(dialog)
        made = dialog.outcome
        if made is not None:
            self.experts.select(lambda one: one.id == made.id)

    def take_files(self, paths: Sequence[Path]) -> None:
        """Take score sheets that were handed over into the round that is shown."""
        if self._round:
            QTimer.singleShot(0, self, lambda: self.part.take_back(paths))

    def _remove(self) -> None:
        experts = self.tabs.currentWidget() is self.experts
        row = (self.experts if experts else self.rounds).current()
        if row is None:
            return
        name = row.name if isinstance(row, ExpertRow) else row.title
        words = "删除后可以在回收站恢复。"
        if messages.question(self.window(), f"删除{'专家' if experts else '批次'}“{name}”？", words, yes="删除", danger=True):
            self.presenter.delete(Thing.EXPERT if experts else Thing.REVIEW_ROUND, row.id)

    def _open_current(self) -> None:
        row = self.rounds.current()
        if isinstance(row, RoundRow):
            self.show_round(row.id)

    def _edit_current(self) -> None:
        row = self.experts.current()
        if isinstance(row, ExpertRow):
            self.edit_expert(row)

    def _make_actions(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.new_action = action(self.tabs, "新建批次…", self.new_round, "", GROUP, within)
        self.add_action = action(self.tabs, "登记专家…", lambda: self.edit_expert(None), "", GROUP, within)
        for made in (self.new_action, self.add_action):
            made.setEnabled(not self.context.read_only)
        self.rounds.add_row_action(action(self.rounds.grid, "打开批次", self._open_current, "F2", GROUP, within))
        self.experts.add_row_action(action(self.experts.grid, "查看或修改…", self._edit_current, "F2", GROUP, within))
        for table in (self.rounds, self.experts):
            remove = action(table.grid, "删除", self._remove, "Del", GROUP, within)
            remove.setEnabled(not self.context.read_only)
            table.add_row_action(remove)
        self.primary = action(self, "新建批次…", lambda: self._main().trigger(), "Ctrl+N", GROUP)

    def _connect(self) -> None:
        self.rounds.row_activated.connect(lambda row: self.show_round(row.id))
        self.rounds.empty_pressed.connect(self.new_round)
        self.experts.row_activated.connect(self.edit_expert)
        self.experts.empty_pressed.connect(lambda: self.edit_expert(None))
        for table in (self.rounds, self.experts):
            table.export_requested.connect(self._export)
        self.tabs.currentChanged.connect(lambda _tab: self._show_main())
        self.part.left.connect(self.show_list)
        self.part.tabs.currentChanged.connect(lambda _tab: self._show_main())

    def _main(self) -> QAction:
        """Return what the button of the header does now."""
        if self._round:
            return self.part.decide_action if self.part.tabs.currentIndex() else self.part.take_action
        return self.add_action if self.tabs.currentWidget() is self.experts else self.new_action

    def _show_main(self) -> None:
        assert self.primary is not None
        main = self._main()
        self.primary.setText(main.text())
        self.primary.setEnabled(main.isEnabled())

    def _export(self, shown: Shown) -> None:
        export_shown(self.context, shown)
