"""The city's page 全市汇总: areas × districts, indicators, problems, support requests, cases; report and workbooks of all districts."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QScrollArea, QTabWidget, QVBoxLayout, QWidget

from exports.files import Progress
from models.changes import Kind
from models.queries.city.sums import CaseRow
from ui import metrics
from ui.charts.heat import HeatChart
from ui.chips import Chips
from ui.city.sums_presenter import SumsPresenter
from ui.city.sums_tables import Indicators, Matters, case_columns, matter_columns
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.exporting import EXCEL, WORD, export_read
from ui.labels import label
from ui.page import Page
from ui.shortcuts import action
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView

if TYPE_CHECKING:
    from exports.outgoing import Outgoing
    from models.workspace.workspace import Workspace

GROUP = "全市汇总"
TABS = ("coverage", "indicators", "problems", "requests", "cases")


class SumsPage(Page):
    """Five tabs under one line of numbers; each reads its rows when it is first looked at.

    Targets: ``tab`` is one of `TABS`.
    """

    kinds = frozenset({Kind.PROJECT, Kind.ENTITY, Kind.TRACKING, Kind.INDICATOR, Kind.DOCUMENT, Kind.EXCHANGE, Kind.OFFICE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = SumsPresenter(context)
        self.summary = label(role="strong", wrap=True)
        self.stages = Chips("按阶段筛选")
        self.chart = HeatChart()
        self.room = QScrollArea()
        settings, programme = context.settings, context.programme
        words = "区县报来试点项目并选用指标以后，按指标性质汇总在这里。"
        self.indicators = Indicators(context, EmptyState("还没有指标", words))
        problem_columns = matter_columns(programme, settled="解决日期", settlement="解决情况", addressed=False)
        nothing = EmptyState("没有问题", "区县随报送包报来的问题按方向列在这里。")
        self.problems = Matters(context, "sums_problems", "问题", problem_columns, nothing)
        request_columns = matter_columns(programme, settled="答复日期", settlement="答复", addressed=True)
        nothing = EmptyState("没有支持事项", "区县随报送包报来的寻求支持事项按方向列在这里。")
        self.requests = Matters(context, "sums_requests", "支持事项", request_columns, nothing)
        nothing = EmptyState("还没有案例", "区县报送典型案例以后，最近一版收在这里。")
        self.cases = TableView("sums_cases", "案例库", case_columns(programme), settings, nothing)
        self.tabs = QTabWidget()
        self._unread = set(TABS)
        self._make_actions()
        self._connect()
        self._lay_out()

    def refresh(self) -> None:
        """Read everything anew; the tabs out of sight when they are looked at."""
        self.summary.setText(self.presenter.summary())
        self.stages.offer(self.presenter.stages())
        self._unread = set(TABS)
        self._show_tab()

    def open(self, **target: str) -> None:
        """Show a tab."""
        if target.get("tab") in TABS:
            self.tabs.setCurrentIndex(TABS.index(target["tab"]))

    def focus_filter(self) -> None:
        """Put the cursor into the filter box of the tab, or onto the chart."""
        table = self._table()
        if table is None:
            self.chart.setFocus()
        else:
            table.focus_filter()

    def export_report(self) -> None:
        """Export 全市汇总报告."""
        from exports.city.leaving import read_summary_report

        settings = self.context.word_settings()
        self._leave(lambda workspace, on, progress: read_summary_report(workspace, on, settings, progress), WORD)

    def export_tables(self) -> None:
        """Export 全市汇总表."""
        from exports.city.leaving import read_summary_tables

        self._leave(read_summary_tables, EXCEL)

    def export_register(self) -> None:
        """Export 全市台账."""
        from exports.city.leaving import read_register

        self._leave(read_register, EXCEL)

    def read_case(self) -> None:
        """Read the chosen case."""
        from ui.city.case_dialog import CaseDialog

        row: CaseRow | None = self.cases.current()
        if row is not None:
            show_dialog(CaseDialog(self.context, row, self.window()))

    def _show_tab(self) -> None:
        key = TABS[self.tabs.currentIndex()]
        if key not in self._unread:
            return
        self._unread.discard(key)
        if key == "coverage":
            self._show_chart()
        elif key == "indicators":
            self.indicators.show_lines(self.presenter.indicators())
        elif key == "problems":
            self.problems.show_rows(self.presenter.problems())
        elif key == "requests":
            self.requests.show_rows(self.presenter.support_requests())
        else:
            self.cases.set_rows(self.presenter.cases())

    def _leave(self, read: Callable[["Workspace", date, Progress], "Outgoing"], kinds: str) -> None:
        workspace, on = self.context.workspace, self.context.today()
        export_read(self.context, lambda progress: read(workspace, on, progress), kinds)

    def _show_chart(self) -> None:
        self.chart.set_heat(self.presenter.heat(self.stages.current))

    def _go_to_projects(self, office: str, area: str) -> None:
        target = {"office": office, "area": area, "group": self.stages.current}
        self.context.navigate("projects", **{key: value for key, value in target.items() if value})

    def _go_to_project(self, project: str) -> None:
        self.context.navigate("project", project=project)

    def _table(self) -> TableView | None:
        return (None, self.indicators.table, self.problems.table, self.requests.table, self.cases)[self.tabs.currentIndex()]

    def _see(self, cell: QRect) -> None:
        self.room.ensureVisible(cell.center().x(), cell.top(), 0, 0)
        self.room.ensureVisible(cell.center().x(), cell.bottom(), 0, 0)

    def _make_actions(self) -> None:
        self.primary = action(self, "导出全市汇总报告…", self.export_report, "Ctrl+E", GROUP)
        tables = action(self, "导出全市汇总表…", self.export_tables, "Ctrl+Shift+S", GROUP)
        register = action(self, "导出全市台账…", self.export_register, "Ctrl+Shift+E", GROUP)
        self.secondary = (tables, register)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _tab: self._show_tab())
        self.stages.chosen.connect(lambda _key: self._show_chart())
        self.chart.cell_activated.connect(self._go_to_projects)
        self.chart.went.connect(self._see)
        self.room.verticalScrollBar().valueChanged.connect(lambda _value: self.chart.update())
        for matters in (self.problems, self.requests):
            matters.opened.connect(self._go_to_project)
        self.cases.row_activated.connect(lambda _row: self.read_case())
        self.cases.add_row_action(action(self.cases.grid, "阅读…", self.read_case, "F2", GROUP))
        for table in (self.indicators.table, self.indicators.districts, self.problems.table, self.requests.table, self.cases):
            table.export_requested.connect(self._export)

    def _lay_out(self) -> None:
        self.room.setWidget(self.chart)
        self.room.setWidgetResizable(True)
        self.room.setFrameShape(QScrollArea.Shape.NoFrame)
        coverage = QWidget()
        column = QVBoxLayout(coverage)
        column.setContentsMargins(0, metrics.S, 0, 0)
        column.setSpacing(metrics.S)
        column.addWidget(self.stages)
        column.addWidget(self.room, 1)
        column.addWidget(label("颜色越深，项目越多；双击或按回车看这一格的项目。", role="small"))
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName("全市汇总")
        for widget, words in (
            (coverage, "方向分布"),
            (self.indicators, "指标"),
            (self.problems, "问题"),
            (self.requests, "支持事项"),
            (self.cases, "案例库"),
        ):
            self.tabs.addTab(widget, words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(self.summary)
        layout.addWidget(self.tabs, 1)

    def _export(self, shown: Shown) -> None:
        export_shown(self.context, shown)
