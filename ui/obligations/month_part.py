"""The month view of the obligations page (月历): the sheet of days, and beside it the chosen day in full."""

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from ui import metrics
from ui.charts.month import FIRST_YEAR, LAST_YEAR, MonthChart, same_day
from ui.context import Context
from ui.labels import label
from ui.line_list import LineList
from ui.obligations.month_presenter import DayItem, MonthPresenter
from ui.shortcuts import action
from ui.theme import set_icon
from ui.tone import Tone

GROUP = "月历"
SIDE_WIDTH = 20
"""Of the list beside the sheet, in Chinese characters."""
LEGEND = "有底色的是截止日，前面是状态；有边框的是开始办理、停止接收，或某一步最晚开始的日子。"


class MonthPart(QWidget):
    """The sheet with its tools and the list of the chosen day.

    Attributes:
        chart: The sheet.
        lines: What happens on the chosen day.

    Signals:
        item_opened: A `DayItem` to be shown in full.
    """

    item_opened = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.presenter = MonthPresenter(context, self)
        self.day = context.today()
        self.chart = MonthChart()
        self.chart.day_changed.connect(self.go_to)
        self.chart.day_activated.connect(self.open_day)
        self.chart.item_activated.connect(self.item_opened)
        self.title = label(role="heading")
        self.heading = label(role="strong", wrap=True)
        self.lines = LineList("这一天的事项")
        self.lines.installEventFilter(self)
        self.lines.line_activated.connect(self._opened)
        self.nothing = label("这一天没有安排。", role="muted", wrap=True)
        self.note = label(tone=Tone.WARNING, wrap=True)
        self._tools = QHBoxLayout()
        self._lay_out()
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for words, trigger, keys in (
            ("上一月", lambda: self.go_to(same_day(self.day, -1)), "Alt+PgUp"),
            ("下一月", lambda: self.go_to(same_day(self.day, 1)), "Alt+PgDown"),
            ("回到今天", self.go_to_today, "Ctrl+Home"),
        ):
            action(self, words, trigger, keys, GROUP, within)

    def add_tool(self, widget: QWidget) -> None:
        """Put a further widget of the page into the line of tools."""
        self._tools.addWidget(widget)

    def refresh(self) -> None:
        """Read the month again."""
        picture = self.presenter.read(self.day)
        self.title.setText(picture.title)
        self.chart.set_month(picture, self.day, self._context.today())
        cell = self.chart.cell()
        self.heading.setText(cell.heading)
        self.lines.set_lines(cell.items)
        self.lines.setVisible(bool(cell.items))
        self.nothing.setVisible(not cell.items)
        self.note.setText(picture.note)
        self.note.setVisible(bool(picture.note))

    def go_to(self, day: date) -> None:
        """Choose a day, in whatever month."""
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            self.day = day
            self.refresh()

    def go_to_today(self) -> None:
        """Choose today."""
        self.go_to(self._context.today())
        self.chart.setFocus()

    def open_day(self) -> None:
        """Open the only item of the chosen day, or go into the list of several."""
        items: list[DayItem] = self.lines.lines()
        if len(items) == 1:
            self.item_opened.emit(items[0])
        elif items:
            self.lines.setCurrentRow(0)
            self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return from the list to the sheet with Esc."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.chart.setFocus()
            return True
        return False

    def _opened(self, item: DayItem) -> None:
        self.item_opened.emit(item)

    def _lay_out(self) -> None:
        for icon, words, months in (("left", "上一月", -1), ("right", "下一月", 1)):
            button = QToolButton()
            button.setProperty("role", "plain")
            set_icon(button, icon)
            button.setToolTip(f"{words}（{'上' if months < 0 else '下'}翻页）")
            button.setAccessibleName(words)
            button.clicked.connect(lambda _checked=False, months=months: self.go_to(same_day(self.day, months)))
            self._tools.addWidget(button)
            if months < 0:
                self._tools.addWidget(self.title)
        today = QPushButton("今天")
        today.setToolTip("Ctrl+Home")
        today.clicked.connect(self.go_to_today)
        self._tools.addWidget(today)
        self._tools.addStretch(1)
        self._tools.setSpacing(metrics.S)
        side = QFrame()
        side.setProperty("role", "card")
        inner = QVBoxLayout(side)
        inner.setContentsMargins(metrics.M, metrics.M, metrics.M, metrics.M)
        inner.setSpacing(metrics.S)
        inner.addWidget(self.heading)
        inner.addWidget(self.nothing)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.lines)
        column.addStretch(1)
        area.setWidget(held)
        inner.addWidget(area, 1)
        inner.addWidget(self.note)
        inner.addWidget(label(LEGEND, role="small", wrap=True))
        side.setFixedWidth(self.fontMetrics().horizontalAdvance("字") * SIDE_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(metrics.M)
        row.addWidget(self.chart, 1)
        row.addWidget(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.S)
        layout.addLayout(self._tools)
        layout.addLayout(row, 1)
