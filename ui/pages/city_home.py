"""The city's home page (工作首页): what waits today, how the districts stand with what is due, coverage of the areas, what came last."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.changes import Kind
from ui import metrics
from ui.charts.coverage import CoverageChart
from ui.charts.districts import DistrictTiles, Group
from ui.city.home_presenter import GROUPS, CityHomePresenter, Tile
from ui.context import Context
from ui.home_cards import Card, Columns, FigureStrip, FirstSteps, Notice
from ui.line_list import LineList
from ui.page import Page
from ui.pages.home_presenter import Line


class CityHomePage(Page):
    """What matters today at the city."""

    kinds = frozenset(Kind)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = CityHomePresenter(context)
        self.figures = FigureStrip()
        self.steps = FirstSteps(context)
        self.clock = Notice("", "时间没有错")
        self.clock.button.setVisible(not context.read_only)
        self.clock.button.clicked.connect(self._accept_clock)
        self.to_do, self.obligations, self.recent = LineList("今天要办"), LineList("报送任务"), LineList("最近收到")
        for lines in (self.to_do, self.obligations, self.recent):
            lines.line_activated.connect(self._follow)
        self.districts = DistrictTiles()
        self.districts.tile_activated.connect(self._open_district)
        self.coverage = CoverageChart()
        self.coverage.area_activated.connect(lambda key: context.navigate("projects", area=key))
        self._to_do = Card("今天要办", self.to_do, "没有等着办的：没有要处理的包，没有待审定的项目，也没有要发的反馈。")
        reporting = QWidget()
        column = QVBoxLayout(reporting)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.S)
        column.addWidget(self.districts)
        column.addWidget(self.obligations)
        self._reporting = Card("报送情况", reporting)
        self._reporting.add_link("全部区县").clicked.connect(lambda: context.navigate("matrix"))
        self._coverage = Card("试点方向覆盖", self.coverage)
        self._coverage.add_link("全部项目").clicked.connect(lambda: context.navigate("projects"))
        self._unchosen = self._coverage.add_link("")
        self._unchosen.clicked.connect(lambda: context.navigate("projects", area=""))
        self._recent = Card("最近收到", self.recent, "还没有收到报送包。")
        self._recent.add_link("收件").clicked.connect(lambda: context.navigate("inbox"))
        self._body = Columns(
            (self._to_do, self._coverage),
            (self._reporting, self._recent),
            (self._to_do, self._reporting, self._coverage, self._recent),
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
        self.to_do.set_lines(picture.to_do)
        self._to_do.show_nothing(not picture.to_do)
        self.districts.set_tiles([Group(words, tone) for words, tone, _states in GROUPS], picture.tiles)
        self.obligations.set_lines(picture.obligations)
        self.coverage.set_coverage(picture.coverage)
        unchosen = picture.coverage.unchosen
        self._unchosen.setText(f"未选主方向 {unchosen} 个")
        self._unchosen.setVisible(bool(unchosen))
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

    def _open_district(self, tile: Tile) -> None:
        self.context.navigate("matrix", office=tile.office, **({"key": tile.key} if tile.key else {}))

    def _follow(self, line: Line) -> None:
        if line.page:
            self.context.navigate(line.page, **dict(line.target))
