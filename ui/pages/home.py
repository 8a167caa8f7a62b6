"""The home page (工作首页): coverage of the pilot areas, obligations, what is late or missing, what was edited last."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from models.changes import Kind
from ui import metrics
from ui.charts.coverage import CoverageChart
from ui.context import Context
from ui.home_cards import Card, Columns, FigureStrip, FirstSteps, Notice
from ui.line_list import LineList
from ui.page import Page
from ui.pages.home_presenter import HomePresenter, Line


class HomePage(Page):
    """What matters today."""

    kinds = frozenset(Kind)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = HomePresenter(context)
        self.figures = FigureStrip()
        self.steps = FirstSteps(context)
        self.coverage = CoverageChart()
        self.coverage.area_activated.connect(lambda key: context.navigate("projects", area=key))
        self.clock = Notice("", "时间没有错")
        self.clock.button.setVisible(not context.read_only)
        self.clock.button.clicked.connect(self._accept_clock)
        self.week = LineList("本周要动手")
        self.obligations = LineList("报送任务")
        self.to_do = LineList("需要处理")
        self.recent = LineList("最近编辑")
        for lines in (self.week, self.obligations, self.to_do, self.recent):
            lines.line_activated.connect(self._follow)
        self._coverage = Card("试点方向覆盖", self.coverage)
        self._coverage.add_link("全部项目").clicked.connect(lambda: context.navigate("projects"))
        self._unchosen = self._coverage.add_link("")
        self._unchosen.clicked.connect(lambda: context.navigate("projects", area=""))
        self._week = Card("本周要动手", self.week)
        self._week.add_link("月历").clicked.connect(lambda: context.navigate("obligations", view="month"))
        self._obligations = Card("报送任务", self.obligations)
        self._obligations.add_link("全部任务").clicked.connect(lambda: context.navigate("obligations"))
        self._to_do = Card("需要处理", self.to_do, "没有逾期的里程碑，也没有未处理的错误和警告。")
        self._recent = Card("最近编辑", self.recent, "还没有编辑过项目。")
        self._body = Columns(
            (self._coverage, self._to_do),
            (self._week, self._obligations, self._recent),
            (self._coverage, self._week, self._obligations, self._to_do, self._recent),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(self.clock)
        layout.addWidget(self.figures)
        layout.addWidget(self.steps)
        layout.addLayout(self._body)
        layout.addStretch(1)
        self._body.arrange(self.width())

    def refresh(self) -> None:
        """Show the present state."""
        picture = self.presenter.read()
        self.figures.set_figures(picture.day, picture.figures)
        self.steps.setVisible(bool(picture.steps))
        self.steps.set_steps(picture.steps)
        self.coverage.set_coverage(picture.coverage)
        unchosen = picture.coverage.unchosen
        self._unchosen.setText(f"未选主方向 {unchosen} 个")
        self._unchosen.setVisible(bool(unchosen))
        self.week.set_lines(picture.week)
        self._week.setVisible(bool(picture.week))
        self.obligations.set_lines(picture.obligations)
        self.to_do.set_lines(picture.to_do)
        self._to_do.show_nothing(not picture.to_do)
        self.recent.set_lines(picture.recent)
        self._recent.show_nothing(not picture.recent)

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the clock too, once the page has been painted."""
        super().showEvent(event)
        QTimer.singleShot(0, self, lambda: self.clock.say(self.presenter.clock_warning()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards side by side where there is room."""
        super().resizeEvent(event)
        self._body.arrange(self.width())

    def _accept_clock(self) -> None:
        if self.presenter.accept_clock() is not None:
            self.clock.say(self.presenter.clock_warning())

    def _follow(self, line: Line) -> None:
        if line.page:
            self.context.navigate(line.page, **dict(line.target))
