"""A month as a sheet of days (月历): on each day what is due, what must start; walked with the arrow keys."""

from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from ui import metrics
from ui.charts.chart import Chart
from ui.obligations.month_presenter import DayItem, MonthCell, MonthPicture
from ui.obligations.words import WEEKDAYS
from ui.theme import theme

DAYS = 7
EDGE = 2
"""Room at the lower edge of a day."""
FIRST_YEAR, LAST_YEAR = 2000, 2099
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -DAYS, Qt.Key.Key_Down: DAYS}
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class MonthChart(Chart):
    """The sheet; weeks begin on Monday.

    Signals:
        day_changed: The chosen day is another one now, a `date`; it may lie in another month.
        day_activated: Enter was pressed on the chosen day.
        item_activated: A `DayItem` that was clicked twice.
    """

    day_changed = Signal(object)
    day_activated = Signal()
    item_activated = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._picture = MonthPicture(FIRST_YEAR, 1, (), "")
        self._today = date(FIRST_YEAR, 1, 1)
        self.day = self._today
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.updateGeometry)

    def set_month(self, picture: MonthPicture, day: date, today: date) -> None:
        """Show a month with the chosen day, which lies in it."""
        self._picture, self.day, self._today = picture, day, today
        self.setAccessibleName(f"{picture.title}月历，当前{self.cell().heading}")
        titles = [f"{item.word}：{item.title}" for item in self.cell().items]
        self.setAccessibleDescription("；".join(titles) or "没有安排")
        self.update()

    def cell(self) -> MonthCell:
        """Return the chosen day."""
        return self._picture.cells[self.day.day - 1]

    def cell_rect(self, day: date) -> QRect:
        """Return where a day of the month is painted."""
        place = day.day - 1 + self._before()
        row, column = divmod(place, DAYS)
        top, height = self._head(), self.height() - self._head()
        lines = self._lines()
        left, right = column * self.width() // DAYS, (column + 1) * self.width() // DAYS
        return QRect(left, top + row * height // lines, right - left, (row + 1) * height // lines - row * height // lines)

    def cell_at(self, x: float, y: float) -> MonthCell | None:
        """Return the day at a place, ``None`` beside the month."""
        for cell in self._picture.cells:
            if self.cell_rect(cell.day).contains(int(x), int(y)):
                return cell
        return None

    def item_at(self, x: float, y: float) -> DayItem | None:
        """Return the item at a place, ``None`` where there is none."""
        cell = self.cell_at(x, y)
        if cell is None:
            return None
        shown, _more = self._fitting(cell)
        for place, item in enumerate(shown):
            if self._item_rect(self.cell_rect(cell.day), place).contains(x, y):
                return item
        return None

    def sizeHint(self) -> QSize:
        """Ask for no more height than is needed: the page scrolls by what its parts ask for, and the sheet takes what is left."""
        return QSize(7 * 110, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Need one item a day and a few characters."""
        return QSize(7 * 64, self._head() + 6 * (self._number_height() + self._line() + EDGE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the names of the weekdays and every day."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small())
        for column in range(DAYS):
            painter.setPen(theme().colour("muted"))
            room = QRect(column * self.width() // DAYS, 0, self.width() // DAYS, self._head())
            painter.drawText(room, _CENTRE, f"周{WEEKDAYS[column]}")
        for cell in self._picture.cells:
            self._paint_cell(painter, cell)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by day with the arrows, by month with the page keys; Enter opens."""
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._go(self.day + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._go(same_day(self.day, -1 if key == Qt.Key.Key_PageUp else 1))
        elif key == Qt.Key.Key_Home:
            self._go(self.day.replace(day=1))
        elif key == Qt.Key.Key_End:
            self._go(self._picture.cells[-1].day)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.day_activated.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the day that was clicked."""
        cell = self.cell_at(event.position().x(), event.position().y())
        if cell is not None and event.button() is Qt.MouseButton.LeftButton:
            self._go(cell.day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the item that was clicked twice."""
        item = self.item_at(event.position().x(), event.position().y())
        if item is not None and event.button() is Qt.MouseButton.LeftButton:
            self.item_activated.emit(item)

    def tip(self, place: QPoint) -> str:
        """Say the day there with what is on it."""
        cell = self.cell_at(place.x(), place.y())
        lines = [cell.heading, *(f"{item.word}　{item.title}　{item.detail}" for item in cell.items)] if cell else []
        return "\n".join(lines)

    def _go(self, day: date) -> None:
        if day != self.day and FIRST_YEAR <= day.year <= LAST_YEAR:
            self.day_changed.emit(day)

    def _before(self) -> int:
        """Return how many days of its first week lie before the month."""
        return date(self._picture.year, self._picture.month, 1).weekday()

    def _lines(self) -> int:
        return -(-(self._before() + len(self._picture.cells)) // DAYS)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        return font

    def _head(self) -> int:
        return self.fontMetrics().height() + metrics.S

    def _number_height(self) -> int:
        return self.fontMetrics().height() + metrics.XS

    def _line(self) -> int:
        return self.fontMetrics().height() + 3

    def _item_rect(self, room: QRect, place: int) -> QRectF:
        top = room.top() + 2 + self._number_height() + place * self._line()
        return QRectF(room.left() + metrics.XS, top, room.width() - 2 * metrics.XS, self._line() - 2)

    def _fitting(self, cell: MonthCell) -> tuple[tuple[DayItem, ...], int]:
        """Return the items there is room for, and how many more there are."""
        room = self.cell_rect(cell.day).height() - self._number_height() - EDGE
        most = max(0, room // self._line())
        if len(cell.items) <= most:
            return cell.items, 0
        return cell.items[:most], len(cell.items) - most

    def _paint_cell(self, painter: QPainter, cell: MonthCell) -> None:
        colour = theme().colour
        room = self.cell_rect(cell.day)
        frame = QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5)
        chosen = cell.day == self.day
        painter.setPen(colour("border"))
        painter.setBrush(colour("surface" if cell.working else "raised"))
        painter.drawRect(frame)
        if chosen:
            painter.setPen(QPen(colour("accent" if self.hasFocus() else "strong_border"), 2))
            painter.setBrush(colour("chosen") if self.hasFocus() else Qt.BrushStyle.NoBrush)
            painter.drawRect(frame.adjusted(1, 1, -1, -1))
        shown, more = self._fitting(cell)
        self._paint_number(painter, cell, room, more, len(shown))
        for place, item in enumerate(shown):
            self._paint_item(painter, item, self._item_rect(room, place))

    def _paint_number(self, painter: QPainter, cell: MonthCell, room: QRect, more: int, shown: int) -> None:
        colour = theme().colour
        line = QRect(room.left() + metrics.XS + 2, room.top() + 3, room.width() - 2 * metrics.XS - 4, self._number_height() - 2)
        font = QFont(self.font())
        font.setBold(cell.day == self._today)
        painter.setFont(font)
        number = str(cell.day.day)
        width = painter.fontMetrics().horizontalAdvance(number)
        on_chosen = cell.day == self.day and self.hasFocus()
        if cell.day == self._today:
            ground = QRectF(line.left() - 3, line.top(), max(width + 8, line.height()), line.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            painter.drawRoundedRect(ground, 4, 4)
            painter.setPen(colour("on_accent"))
            painter.drawText(ground, _CENTRE, number)
            width = int(ground.width())
        else:
            painter.setPen(colour("on_chosen" if on_chosen else "text" if cell.working else "muted"))
            painter.drawText(line, _LEFT, number)
        painter.setFont(self._small())
        words = painter.fontMetrics()
        rest = line.adjusted(width + metrics.S, 0, 0, 0)
        if more:
            # The rest does not fit below: it is counted beside the number.
            painter.setPen(colour("on_chosen" if on_chosen else "accent"))
            text = f"另 {more} 项" if shown else f"{more} 项"
            if words.horizontalAdvance(text) > rest.width():
                text = f"+{more}" if shown else str(more)
            painter.drawText(rest, _RIGHT, text)
            rest.setRight(rest.right() - words.horizontalAdvance(text) - metrics.XS)
        if cell.mark:
            painter.setPen(colour("on_chosen" if on_chosen else "warning" if cell.working else "ok"))
            name = cell.name.removesuffix("调休上班")
            full = f"{cell.mark} {name}"
            fits = words.horizontalAdvance(full) <= rest.width()
            if fits or words.horizontalAdvance(cell.mark) <= rest.width():
                painter.drawText(rest, _LEFT, full if fits else cell.mark)

    def _paint_item(self, painter: QPainter, item: DayItem, room: QRectF) -> None:
        """Paint a chip: filled where something is due, framed where something begins or ends."""
        colour = theme().colour
        painter.setFont(self._small())
        painter.setPen(Qt.PenStyle.NoPen if item.due else QPen(colour("border"), 1))
        painter.setBrush(colour(f"{item.tone}_ground") if item.due else colour("surface"))
        painter.drawRoundedRect(room, 3, 3)
        words = painter.fontMetrics()
        inner = room.adjusted(metrics.XS, 0, -2, 0)
        painter.setPen(colour(str(item.tone)))
        font = self._small()
        font.setBold(item.due)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(item.word)
        painter.drawText(inner, _LEFT, painter.fontMetrics().elidedText(item.word, Qt.TextElideMode.ElideRight, int(inner.width())))
        painter.setFont(self._small())
        rest = inner.adjusted(width + metrics.XS + 1, 0, 0, 0)
        if rest.width() > words.horizontalAdvance("字…"):
            painter.setPen(colour("text"))
            painter.drawText(rest, _LEFT, words.elidedText(item.short, Qt.TextElideMode.ElideRight, int(rest.width())))


def same_day(day: date, months: int) -> date:
    """Return the same day some months later (earlier), or the last day of a month that is too short."""
    number = day.year * 12 + day.month - 1 + months
    first = date(number // 12, number % 12 + 1, 1)
    following = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return first + timedelta(days=min(day.day, (following - first).days) - 1)
