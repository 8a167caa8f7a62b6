"""What the home pages of both editions share: numbers and first steps at the top, the coverage of the areas, the clock, two columns."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from models.changes import Kind
from models.queries.home import Coverage
from ui import metrics
from ui.charts.coverage import CoverageChart
from ui.context import Context
from ui.home_cards import Card, Columns, FigureStrip, FirstSteps, Notice
from ui.line_list import LineList
from ui.page import Page
from ui.pages.home_presenter import Figure, Line, Step


class Picture(Protocol):
    """What both home pages show at one moment."""

    @property
    def day(self) -> str: ...  # noqa: D102
    @property
    def figures(self) -> tuple[Figure, ...]: ...  # noqa: D102
    @property
    def coverage(self) -> Coverage: ...  # noqa: D102
    @property
    def steps(self) -> tuple[Step, ...]: ...  # noqa: D102


class HomeBase(Page):
    """A home page; the page of an edition adds its cards and lays them out."""

    kinds = frozenset(Kind)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.figures = FigureStrip()
        self.steps = FirstSteps(context)
        self.clock = Notice("", "时间没有错")
        self.clock.button.setVisible(not context.read_only)
        self.clock.button.clicked.connect(self._accept_clock)
        self.coverage = CoverageChart()
        self.coverage.area_activated.connect(lambda key: context.navigate("projects", area=key))
        self._coverage = Card("试点方向覆盖", self.coverage)
        self._coverage.add_link("全部项目").clicked.connect(lambda: context.navigate("projects"))
        self._unchosen = self._coverage.add_link("")
        self._unchosen.clicked.connect(lambda: context.navigate("projects", area=""))

    def lay_out(self, body: Columns, lists: Sequence[LineList]) -> None:
        """Put the cards below numbers and first steps; a line of a list leads to its page."""
        for lines in lists:
            lines.line_activated.connect(self._follow)
        self._body = body
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(self.clock)
        layout.addWidget(self.figures)
        layout.addWidget(self.steps)
        layout.addLayout(self._body)
        layout.addStretch(1)
        self._body.arrange(self.width())

    def show_common(self, picture: Picture) -> None:
        """Show what both editions show."""
        self.figures.set_figures(picture.day, picture.figures)
        self.steps.setVisible(bool(picture.steps))
        self.steps.set_steps(picture.steps)
        self.coverage.set_coverage(picture.coverage)
        unchosen = picture.coverage.unchosen
        self._unchosen.setText(f"未选主方向 {unchosen} 个")
        self._unchosen.setVisible(bool(unchosen))

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the clock too, once the page has been painted."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._watch_clock)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards side by side where there is room."""
        super().resizeEvent(event)
        self._body.arrange(self.width())

    def _watch_clock(self) -> None:
        """Say that the clock was put back; say nothing when nothing is wrong with it."""
        from models.clock_watch import watch

        self.clock.say(watch(self.context.reader, self.context.workspace.clock()))

    def _accept_clock(self) -> None:
        """Take the clock for right, because the officer says so."""
        from models.operations.clock import accept_clock

        if self.context.perform(accept_clock) is not None:
            self._watch_clock()

    def _follow(self, line: Line) -> None:
        if line.page:
            self.context.navigate(line.page, **dict(line.target))
