"""The ranking as a picture: a bar for the average that counts, over it the spread from the lowest to the highest total."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from models.arithmetic import plain_number
from models.queries.city.reviews import Ranked
from ui import metrics
from ui.theme import theme

SPREAD, LINE = "线段：最低分到最高分", "竖线：入围线"


class RankingChart(QWidget):
    """Bars in the order of the ranking; the table beside it says the same in figures.

    Signals:
        project_chosen: Id of the project the officer pressed.
    """

    project_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("排名图")
        self._rows: Sequence[Ranked] = ()
        self._full = Decimal(100)
        self._line: Decimal | None = None
        self._current = 0

    def show_ranking(self, rows: Sequence[Ranked], full: Decimal, line: str) -> None:
        """Show a ranking; `full` is the highest total there can be, `line` the pass line or empty."""
        self._rows, self._full = rows, full
        self._line = Decimal(line) if line else None
        self._current = min(self._current, max(0, len(rows) - 1))
        self.setAccessibleDescription("；".join(self.words(row) for row in rows[:5]))
        self.updateGeometry()
        self.update()

    def words(self, row: Ranked) -> str:
        """Say one row in words."""
        own = row.result
        if own.counted is None or own.lowest is None or own.highest is None:
            return f"{row.judged.title}：还没有完成的评分"
        spread = f"最低{plain_number(own.lowest)}，最高{plain_number(own.highest)}，{own.sheets}份有效评分"
        return f"第{row.place}名　{row.judged.title}：{own.counted:f}分（{spread}）"

    def row_rect(self, place: int) -> QRect:
        """Return where a row is painted."""
        return QRect(0, self._legend() + place * self._height(), self.width(), self._height())

    def sizeHint(self) -> QSize:
        """Need room for the legend and every row."""
        return QSize(360, self._legend() + len(self._rows) * self._height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Need as much height."""
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that can be seen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme().colour("muted"))
        legend = SPREAD + (f"　{LINE}{plain_number(self._line)}分" if self._line is not None else "")
        painter.drawText(QRect(metrics.XS, 0, self.width(), self._legend()), int(Qt.AlignmentFlag.AlignVCenter), legend)
        first = max(0, (event.rect().top() - self._legend()) // self._height())
        last = min(len(self._rows), (event.rect().bottom() - self._legend()) // self._height() + 1)
        for place in range(first, last):
            self._paint_row(painter, self.row_rect(place), place)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the row that was pressed."""
        place = self._place(event.position().y())
        if place >= 0:
            self._current = place
            self.update()
            self.project_chosen.emit(self._rows[place].judged.project_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys; the table follows."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if self._rows and event.key() in steps:
            self._current = min(max(0, self._current + steps[Qt.Key(event.key())]), len(self._rows) - 1)
            self.update()
            self.project_chosen.emit(self._rows[self._current].judged.project_id)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say the row under the mouse in words."""
        if isinstance(event, QHelpEvent):
            place = self._place(event.pos().y())
            QToolTip.showText(event.globalPos(), self.words(self._rows[place]) if place >= 0 else "", self)
            return True
        return super().event(event)

    def _place(self, y: float) -> int:
        place = int((y - self._legend()) // self._height())
        return place if y >= self._legend() and 0 <= place < len(self._rows) else -1

    def _height(self) -> int:
        return self.fontMetrics().height() + metrics.S

    def _legend(self) -> int:
        return self.fontMetrics().height() + metrics.S

    def _paint_row(self, painter: QPainter, room: QRect, place: int) -> None:
        row, words = self._rows[place], painter.fontMetrics()
        colour = theme().colour
        if self.hasFocus() and place == self._current:
            painter.setPen(colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(room).adjusted(1, 1, -1, -1), metrics.XS, metrics.XS)
        number_width, points_width = words.horizontalAdvance("000"), words.horizontalAdvance("000.00 ")
        title_width = min(room.width() * 4 // 10, words.horizontalAdvance("字" * 14))
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(colour("muted"))
        painter.drawText(QRect(0, room.top(), number_width, room.height()), right, str(row.place or "—"))
        title = QRect(number_width + metrics.S, room.top(), title_width, room.height())
        painter.setPen(colour("text"))
        painter.drawText(title, left, words.elidedText(row.judged.title, Qt.TextElideMode.ElideRight, title_width))
        track = QRectF(title.right() + metrics.S, room.center().y() - 6, room.right() - title.right() - points_width - 2 * metrics.S, 13)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("chart_empty"))
        painter.drawRoundedRect(track, 3, 3)
        own = row.result
        if own.counted is not None and own.lowest is not None and own.highest is not None:
            painter.setBrush(colour("chart_1" if row.passed is False else "chart_2"))
            painter.drawRoundedRect(QRectF(track.left(), track.top(), track.width() * self._share(own.counted), track.height()), 3, 3)
            painter.setPen(QPen(colour("warning"), 2))
            middle = track.center().y()
            ends = [track.left() + track.width() * self._share(points) for points in (own.lowest, own.highest)]
            painter.drawLine(int(ends[0]), int(middle), int(ends[1]), int(middle))
            for end in ends:
                painter.drawLine(int(end), int(middle - 4), int(end), int(middle + 4))
            painter.setPen(colour("text"))
            painter.drawText(QRect(int(track.right()), room.top(), points_width, room.height()), right, f"{own.counted:f}")
        if self._line is not None:
            painter.setPen(QPen(colour("error"), 1, Qt.PenStyle.DashLine))
            x = int(track.left() + track.width() * self._share(self._line))
            painter.drawLine(x, room.top(), x, room.bottom())

    def _share(self, points: Decimal) -> float:
        return float(min(points / self._full, Decimal(1))) if self._full else 0.0
