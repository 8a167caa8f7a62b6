"""Coverage of the pilot areas: one row an area, a bar stacked by group of states, empty areas stand out."""

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from models.queries.home import Coverage, CoverageRow
from ui import metrics
from ui.charts.chart import Chart
from ui.theme import theme

COLOURS = 6
"""How many colours the palette has for groups; further groups start over with a hatching."""
BLANK = "空白"


class CoverageChart(Chart):
    """The chart; rows can be clicked, or walked with the arrow keys and opened with Enter.

    Signals:
        area_activated: Key of the area that was clicked or on which Enter was pressed.
    """

    area_activated = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._coverage = Coverage((), [], 0, 0)
        self._current = 0
        self._under_mouse = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def set_coverage(self, covered: Coverage) -> None:
        """Show other numbers."""
        self._coverage = covered
        self._current = min(self._current, max(0, len(covered.rows) - 1))
        self.setAccessibleName("试点方向覆盖情况")
        self.setAccessibleDescription("；".join(self.words(row) for row in covered.rows))
        self.updateGeometry()
        self.update()

    def words(self, row: CoverageRow) -> str:
        """Say one row of the chart in words."""
        if not row.total:
            return f"{row.number}. {row.title}：空白，还没有项目"
        parts = "、".join(f"{group} {count} 个" for group, count in zip(self._coverage.groups, row.by_group, strict=True) if count)
        return f"{row.number}. {row.title}：{row.total} 个项目（{parts}）"

    def area_at(self, y: float) -> int:
        """Return the row at a height, -1 when there is none."""
        place = int((y - self._legend_height()) // self._row_height())
        return place if y >= self._legend_height() and place < len(self._coverage.rows) else -1

    def row_rect(self, place: int) -> QRect:
        """Return where a row is painted."""
        return QRect(0, self._legend_height() + place * self._row_height(), self.width(), self._row_height())

    def sizeHint(self) -> QSize:
        """Need room for the legend and every row."""
        return QSize(420, self._legend_height() + len(self._coverage.rows) * self._row_height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Need as much height."""
        return QSize(300, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint legend and rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_legend(painter)
        most = max((row.total for row in self._coverage.rows), default=0)
        for place, row in enumerate(self._coverage.rows):
            self._paint_row(painter, self.row_rect(place), place, row, max(1, most))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the row under the mouse."""
        self._set_under_mouse(self.area_at(event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Mark none."""
        self._set_under_mouse(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the row that was clicked."""
        place = self.area_at(event.position().y())
        if event.button() is Qt.MouseButton.LeftButton and place >= 0 and self.rect().contains(event.position().toPoint()):
            self._current = place
            self.area_activated.emit(self._coverage.rows[place].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys, open with Enter."""
        rows = self._coverage.rows
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if rows and event.key() in steps:
            self._current = min(max(0, self._current + steps[Qt.Key(event.key())]), len(rows) - 1)
            self.update()
        elif rows and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.area_activated.emit(rows[self._current].key)
        else:
            super().keyPressEvent(event)

    def tip(self, place: QPoint) -> str:
        """Say the row there."""
        row = self.area_at(place.y())
        return self.words(self._coverage.rows[row]) if row >= 0 else ""

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 12

    def _legend_height(self) -> int:
        return self.fontMetrics().height() + metrics.M

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        return font

    def _set_under_mouse(self, place: int) -> None:
        if place != self._under_mouse:
            self._under_mouse = place
            self.setCursor(Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def _paint_legend(self, painter: QPainter) -> None:
        painter.setFont(self._small())
        x = metrics.XS
        middle = (self._legend_height() - metrics.S) / 2
        for number, group in enumerate(self._coverage.groups):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour(_token(number)))
            painter.drawRoundedRect(QRectF(x, middle - 5, 10, 10), 2, 2)
            painter.setPen(theme().colour("muted"))
            width = painter.fontMetrics().horizontalAdvance(group)
            painter.drawText(QRectF(x + 15, middle - 12, width + 4, 24), int(Qt.AlignmentFlag.AlignVCenter), group)
            x += 15 + width + metrics.L

    def _paint_row(self, painter: QPainter, room: QRect, place: int, row: CoverageRow, most: int) -> None:
        colour = theme().colour
        ground = QRectF(room).adjusted(1, 1, -1, -1)
        if place == self._under_mouse:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("hover"))
            painter.drawRoundedRect(ground, metrics.XS, metrics.XS)
        if self.hasFocus() and place == self._current:
            painter.setPen(colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground, metrics.XS, metrics.XS)
        painter.setFont(self.font())
        words = painter.fontMetrics()
        count_width = words.horizontalAdvance("0000 个")
        label_width = min(room.width() * 48 // 100, words.horizontalAdvance("字" * 21))
        label = QRect(room.left() + metrics.S, room.top(), label_width - metrics.S, room.height())
        title = f"{row.number}. {row.title}"
        if words.horizontalAdvance(title) > label.width():
            title = f"{row.number}. {row.short}"
        painter.setPen(colour("text"))
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(label, left, words.elidedText(title, Qt.TextElideMode.ElideRight, label.width()))
        width = room.right() - label.right() - count_width - 2 * metrics.M
        height = round(words.height() * 0.9)
        track = QRectF(label.right() + metrics.S, room.center().y() - height / 2 + 0.5, width, height)
        if row.total:
            self._paint_bar(painter, track, row, most)
        else:
            painter.setPen(QPen(colour("strong_border"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        count = QRect(room.right() - count_width - metrics.S, room.top(), count_width, room.height())
        painter.setPen(colour("text" if row.total else "warning"))
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(self.font())
        painter.drawText(count, right, f"{row.total} 个" if row.total else BLANK)

    def _paint_bar(self, painter: QPainter, track: QRectF, row: CoverageRow, most: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("chart_empty"))
        painter.drawRoundedRect(track, 3, 3)
        painter.setFont(self._small())
        x = track.left()
        for number, count in enumerate(row.by_group):
            if count:
                width = track.width() * count / most
                part = QRectF(x, track.top(), max(2.0, width - 1), track.height())
                colour = theme().colour(_token(number))
                painter.setBrush(colour)
                painter.drawRoundedRect(part, 2, 2)
                if number >= COLOURS:
                    painter.setBrush(Qt.BrushStyle.BDiagPattern)
                    painter.drawRect(part)
                if width > painter.fontMetrics().horizontalAdvance(str(count)) + metrics.S:
                    painter.setPen(readable_on(colour))
                    painter.drawText(part, int(Qt.AlignmentFlag.AlignCenter), str(count))
                    painter.setPen(Qt.PenStyle.NoPen)
                x += width


def readable_on(ground: QColor) -> QColor:
    """Return black or white, whichever can be read on `ground`."""
    light = 0.2126 * ground.redF() ** 2.2 + 0.7152 * ground.greenF() ** 2.2 + 0.0722 * ground.blueF() ** 2.2
    return QColor("#10161c") if light > 0.18 else QColor("#ffffff")


def _token(number: int) -> str:
    return f"chart_{number % COLOURS + 1}"
