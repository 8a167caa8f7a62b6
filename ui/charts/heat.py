"""Pilot areas × districts as a heat map: one row a district, one column an area, the darker the more; walked with the arrow keys."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from models.queries.city.sums import Heat
from ui import metrics
from ui.charts.chart import Chart
from ui.theme import theme

SUM = "合计"
CITY = "全市"
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class HeatChart(Chart):
    """The heat map; the first row and the last column are sums. The titles of the columns stay in sight while it is scrolled.

    Signals:
        cell_activated: District and area that were clicked twice or on which Enter was pressed; empty where it is a sum.
        went: Where the current cell lies, with the titles above it, after it changed.
    """

    cell_activated = Signal(str, str)
    went = Signal(QRect)

    def __init__(self) -> None:
        super().__init__()
        self._heat = Heat((), (), (), 0, 0)
        self.current = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def set_heat(self, found: Heat) -> None:
        """Show other numbers."""
        self._heat = found
        self.current = (min(self.current[0], self._rows() - 1), min(self.current[1], self._columns() - 1))
        self.setAccessibleName("试点方向与区县分布")
        self._say()
        self.updateGeometry()
        self.update()

    def words(self, row: int, column: int) -> str:
        """Say one cell in words."""
        found = self._heat
        place = found.lines[row - 1].name if row else CITY
        number = self.count(row, column)
        if column == len(found.areas):
            return f"{place}：{number}个项目"
        _, order, short = found.areas[column]
        return f"{place}，{order}. {short}：{number}个项目" if number else f"{place}，{order}. {short}：空白"

    def count(self, row: int, column: int) -> int:
        """Return the number of one cell."""
        found = self._heat
        if row:
            line = found.lines[row - 1]
            return line.total if column == len(found.areas) else line.counts[column]
        return found.projects if column == len(found.areas) else found.totals[column]

    def cell_rect(self, row: int, column: int) -> QRect:
        """Return where a cell is painted."""
        left, width, height = self._names(), self._width(), self._height()
        return QRect(left + column * width, self._head() + row * height, width, height)

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return row and column at a place, ``None`` beside the cells."""
        row, column = int((y - self._head()) // self._height()), int((x - self._names()) // self._width())
        inside = y >= self._top() + self._head() and 0 <= row < self._rows() and 0 <= column < self._columns()
        return (row, column) if inside else None

    def sizeHint(self) -> QSize:
        """Need a line for every district."""
        return QSize(self._names() + self._columns() * 72, self._head() + self._rows() * self._height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Need as much height."""
        return QSize(self._names() + self._columns() * 40, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint heads, names and cells."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in range(self._rows()):
            self._paint_row(painter, row)
        self._paint_head(painter)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys, open with Enter."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            row, column = self.current[0] + _STEPS[key][0], self.current[1] + _STEPS[key][1]
            self._go(max(0, min(row, self._rows() - 1)), max(0, min(column, self._columns() - 1)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._activate(*self.current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell that was clicked."""
        found = self.cell_at(event.position().x(), event.position().y())
        if found is not None and event.button() is Qt.MouseButton.LeftButton:
            self._go(*found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the cell that was clicked twice."""
        found = self.cell_at(event.position().x(), event.position().y())
        if found is not None and event.button() is Qt.MouseButton.LeftButton:
            self._activate(*found)

    def tip(self, place: QPoint) -> str:
        """Say the cell there."""
        found = self.cell_at(place.x(), place.y())
        return self.words(*found) if found is not None else ""

    def _paint_head(self, painter: QPainter) -> None:
        top = self._top()
        painter.fillRect(QRect(0, top, self.width(), self._head()), theme().colour("window"))
        painter.setFont(self.font())
        painter.setPen(theme().colour("muted"))
        for column in range(self._columns()):
            title = SUM if column == len(self._heat.areas) else self._heat.areas[column][2]
            room = QRect(self.cell_rect(0, column).left(), top, self._width(), self._head())
            painter.drawText(room, _CENTRE, painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room.width() - 4))

    def _paint_row(self, painter: QPainter, row: int) -> None:
        total = not row
        painter.setFont(self._bold() if total else self.font())
        painter.setPen(theme().colour("text"))
        name = CITY if total else self._heat.lines[row - 1].name
        room = QRect(0, self.cell_rect(row, 0).top(), self._names() - metrics.S, self._height())
        painter.drawText(room, _LEFT, painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room.width()))
        for column in range(self._columns()):
            summed = total or column == len(self._heat.areas)
            self._paint_cell(painter, row, column, summed=summed)

    def _paint_cell(self, painter: QPainter, row: int, column: int, *, summed: bool) -> None:
        count, room = self.count(row, column), QRectF(self.cell_rect(row, column)).adjusted(1, 1, -1, -1)
        share = 0.0 if summed or not count else 0.15 + 0.85 * count / max(1, self._heat.most)
        ground = theme().colour("raised") if summed else _mixed(theme().colour("chart_empty"), theme().colour("accent"), share)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(room, 2, 2)
        painter.setFont(self._bold() if summed else self.font())
        painter.setPen(_readable(ground) if count or summed else theme().colour("muted"))
        painter.drawText(room, _CENTRE, str(count) if count or summed else "·")
        if (row, column) == self.current and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().colour("text"), 2))
            painter.drawRoundedRect(room, 2, 2)

    def _go(self, row: int, column: int) -> None:
        self.current = (row, column)
        self._say()
        self.update()
        self.went.emit(self.cell_rect(row, column).adjusted(0, -self._head(), 0, metrics.XS))

    def _activate(self, row: int, column: int) -> None:
        found = self._heat
        office = found.lines[row - 1].office if row else ""
        self.cell_activated.emit(office, found.areas[column][0] if column < len(found.areas) else "")

    def _say(self) -> None:
        self.setAccessibleDescription(self.words(*self.current) if self._heat.areas else "")

    def _rows(self) -> int:
        return len(self._heat.lines) + 1

    def _columns(self) -> int:
        return len(self._heat.areas) + 1

    def _names(self) -> int:
        return self.fontMetrics().horizontalAdvance("字") * 9

    def _width(self) -> int:
        return max(24, (self.width() - self._names()) // max(1, self._columns()))

    def _height(self) -> int:
        return self.fontMetrics().height() + metrics.XS

    def _top(self) -> int:
        """Return how far it is scrolled."""
        return self.visibleRegion().boundingRect().top()

    def _head(self) -> int:
        return self.fontMetrics().height() + metrics.M

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font


def _mixed(ground: QColor, full: QColor, share: float) -> QColor:
    """Return a colour between two."""
    parts = [round(a + (b - a) * share) for a, b in zip(_rgb(ground), _rgb(full), strict=True)]
    return QColor(*parts)


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def _readable(ground: QColor) -> QColor:
    """Return the colour of letters that stands out from a ground."""
    return max(theme().colour("text"), theme().colour("on_accent"), key=lambda letters: abs(letters.lightnessF() - ground.lightnessF()))
