"""The life of one project as a picture: states, milestones planned and reached, what was recorded; today marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip

from models.queries.project import TimelineRow
from models.things import Thing
from ui import metrics
from ui.charts.chart import Chart
from ui.theme import theme

LANES = ("状态", "里程碑", "记录")
_LANE_OF = {Thing.PROJECT.value: 0, Thing.MILESTONE.value: 1}
_LABEL_CHARACTERS = 9
_LABEL_LINES = 2
"""Lines of words below the marks of a lane; what finds no room there is told by the tool tip."""
_NEAR = 9
REGISTERED = "登记"
"""What the query calls the event that begins a project."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event and where it is painted."""

    row: TimelineRow
    place: QPointF


class Timeline(Chart):
    """The picture; events are opened by a click, or walked with the arrow keys and opened with Enter.

    Signals:
        event_activated: The `TimelineRow` clicked or chosen.
    """

    event_activated = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[TimelineRow] = ()
        self._first, self._last, self._today = date.min, date.min, date.min
        self.current = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("项目时间轴")
        theme().changed.connect(self.updateGeometry)

    def set_events(self, rows: Sequence[TimelineRow], first: date, last: date, today: date) -> None:
        """Show other events.

        Args:
            rows: The events in the order of their days.
            first: Begin of the project's period; events before it widen the picture.
            last: End of the period.
            today: Where the line of today is.
        """
        self.rows = rows
        days = [first, last, today, *(row.on for row in rows)]
        self._first, self._last, self._today = min(days).replace(day=1), max(days) + timedelta(days=20), today
        self.current = min(self.current, len(rows) - 1)
        self.setAccessibleDescription("；".join(words(row) for row in rows))
        self.update()

    def sizeHint(self) -> QSize:
        """Need room for three lanes and the years."""
        return QSize(600, self._axis_height() + sum(self._lane_heights()) + metrics.S)

    def minimumSizeHint(self) -> QSize:
        """Need as much height."""
        return QSize(320, self.sizeHint().height())

    def marks(self) -> list[Mark]:
        """Return where every event is painted."""
        tops = self._lane_tops()
        return [Mark(row, QPointF(self._x(row.on), tops[_lane(row)] + self._mark_height() / 2)) for row in self.rows]

    def event_at(self, point: QPointF) -> int:
        """Return the number of the event at a point, -1 when there is none."""
        best, near = -1, float(_NEAR)
        for number, mark in enumerate(self.marks()):
            distance = max(abs(mark.place.x() - point.x()), abs(mark.place.y() - point.y()))
            if distance <= near:
                best, near = number, distance
        return best

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint years, lanes, today and the events."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axis(painter)
        self._paint_lanes(painter)
        marks = self.marks()
        self._paint_states(painter, _steps(marks))
        for mark in marks:
            if _lane(mark.row):
                self._paint_mark(painter, mark)
        self._paint_labels(painter, [mark for mark in marks if _lane(mark.row) == 1])
        if self.hasFocus() and 0 <= self.current < len(marks):
            painter.setPen(QPen(theme().colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(marks[self.current].place, _NEAR, _NEAR)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over an event."""
        over = self.event_at(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the event that was clicked."""
        place = self.event_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and place >= 0:
            self.current = place
            self.event_activated.emit(self.rows[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys, open with Enter."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if self.rows and event.key() in steps:
            self.current = min(max(0, self.current + steps[Qt.Key(event.key())]), len(self.rows) - 1)
            self._tell()
            self.update()
        elif 0 <= self.current < len(self.rows) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.event_activated.emit(self.rows[self.current])
        else:
            super().keyPressEvent(event)

    def tip(self, place: QPoint) -> str:
        """Say the event there."""
        row = self.event_at(QPointF(place))
        return words(self.rows[row]) if row >= 0 else ""

    def _tell(self) -> None:
        mark = self.marks()[self.current]
        QToolTip.showText(self.mapToGlobal(mark.place.toPoint()), words(mark.row), self)

    def _axis_height(self) -> int:
        return self.fontMetrics().height() + metrics.S

    def _mark_height(self) -> int:
        return self.fontMetrics().height() + metrics.S

    def _lane_heights(self) -> tuple[int, ...]:
        line = self.fontMetrics().height()
        return (self._mark_height() + metrics.S, self._mark_height() + _LABEL_LINES * line + metrics.S, self._mark_height() + metrics.S)

    def _lane_tops(self) -> list[int]:
        tops, top = [], self._axis_height()
        for height in self._lane_heights():
            tops.append(top)
            top += height
        return tops

    def _left(self) -> int:
        return self.fontMetrics().horizontalAdvance("里程碑") + metrics.L

    def _x(self, day: date) -> float:
        days = max(1, (self._last - self._first).days)
        return self._left() + (self.width() - self._left() - metrics.S) * (day - self._first).days / days

    def _paint_axis(self, painter: QPainter) -> None:
        colour, line = theme().colour, self.fontMetrics().height()
        bottom = self._axis_height() + sum(self._lane_heights())
        painter.setPen(QPen(colour("border"), 1))
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        years = range(self._first.year, self._last.year + 1)
        for year in years:
            begin = max(date(year, 1, 1), self._first)
            x = self._x(begin)
            painter.setPen(QPen(colour("border"), 1))
            painter.drawLine(QPointF(x, 0), QPointF(x, bottom))
            painter.setPen(colour("muted"))
            width = self._x(min(date(year, 12, 31), self._last)) - x
            room_needed = painter.fontMetrics().horizontalAdvance("2025年") + metrics.S
            if width > room_needed and not -room_needed < x - self._x(self._today) < room_needed:
                painter.drawText(QRectF(x + metrics.XS, 0, width, line), left, f"{year}年")
        x = self._x(self._today)
        painter.setPen(QPen(colour("accent"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, bottom))
        painter.setPen(colour("accent"))
        width = painter.fontMetrics().horizontalAdvance("今天") + metrics.S
        room = QRectF(x + 3, 0, width, line) if x + width < self.width() else QRectF(x - width - 3, 0, width, line)
        painter.fillRect(room, colour("surface"))
        painter.drawText(room, left, "今天")

    def _paint_lanes(self, painter: QPainter) -> None:
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for name, top in zip(LANES, self._lane_tops(), strict=True):
            painter.setPen(QPen(theme().colour("border"), 1))
            middle = top + self._mark_height() / 2
            painter.drawLine(QPointF(self._left(), middle), QPointF(self.width() - metrics.S, middle))
            painter.setPen(theme().colour("muted"))
            painter.drawText(QRectF(0, top, self._left() - metrics.S, self._mark_height()), left, name)

    def _paint_states(self, painter: QPainter, marks: Sequence[Mark]) -> None:
        """Paint every state as a bar from its day to the next state's, the last one to today."""
        ends = [mark.place.x() for mark in marks[1:]] + [self._x(max(self._today, marks[-1].row.on))] if marks else []
        for number, (mark, end) in enumerate(zip(marks, ends, strict=True)):
            last = number == len(marks) - 1
            bar = QRectF(
                mark.place.x(), mark.place.y() - self._mark_height() / 2 + 2, max(5.0, end - mark.place.x() - 1), self._mark_height() - 4
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("accent" if last else "chosen"))
            painter.drawRoundedRect(bar, 3, 3)
            room = bar.adjusted(metrics.XS, 0, -2, 0)
            shown = painter.fontMetrics().elidedText(mark.row.title, Qt.TextElideMode.ElideRight, int(room.width()))
            if len(shown) > 2 or shown == mark.row.title:
                painter.setPen(theme().colour("on_accent" if last else "on_chosen"))
                painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        colour = mark_colour(mark.row)
        filled = mark.row.done
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(colour if filled else theme().colour("surface"))
        x, y, size = mark.place.x(), mark.place.y(), 5.5
        if mark.row.thing == Thing.MILESTONE.value:
            size += 1
            painter.drawPolygon(QPolygonF([QPointF(x, y - size), QPointF(x + size, y), QPointF(x, y + size), QPointF(x - size, y)]))
        elif mark.row.thing == Thing.PROGRESS.value:
            painter.drawEllipse(mark.place, size - 1, size - 1)
        elif mark.row.thing == Thing.PROBLEM.value:
            painter.drawPolygon(QPolygonF([QPointF(x, y - size), QPointF(x + size, y + size - 1), QPointF(x - size, y + size - 1)]))
        else:
            painter.drawRect(QRectF(x - size + 1, y - size + 1, 2 * size - 2, 2 * size - 2))

    def _paint_labels(self, painter: QPainter, marks: Sequence[Mark]) -> None:
        """Write what each milestone is, on the first line that has room for it."""
        line = self.fontMetrics().height()
        free = [float(self._left())] * _LABEL_LINES
        for mark in marks:
            title = mark.row.title
            text = title if len(title) <= _LABEL_CHARACTERS else f"{title[: _LABEL_CHARACTERS - 1]}…"
            width = painter.fontMetrics().horizontalAdvance(text)
            x = min(max(mark.place.x() - width / 2, self._left()), self.width() - width - metrics.XS)
            for number in range(_LABEL_LINES):
                if x >= free[number]:
                    top = mark.place.y() + self._mark_height() / 2 + number * line
                    painter.setPen(theme().colour("error" if mark.row.late and not mark.row.done else "text" if mark.row.done else "muted"))
                    painter.drawText(QRectF(x, top, width + 2, line), int(Qt.AlignmentFlag.AlignVCenter), text)
                    free[number] = x + width + metrics.S
                    break


def _steps(marks: Sequence[Mark]) -> list[Mark]:
    """Return the states in their order; the day of registering is left out where earlier steps were recorded afterwards."""
    states = [mark for mark in marks if _lane(mark.row) == 0]
    later = [mark for mark in states if mark.row.what != REGISTERED]
    return [mark for mark in states if mark.row.what != REGISTERED or not later or mark.row.on <= later[0].row.on]


def words(row: TimelineRow) -> str:
    """Say one event in words."""
    what = " ".join((row.title or row.text).split())
    if row.thing == Thing.MILESTONE.value:
        stand = "延后完成" if row.done and row.late else "完成" if row.done else "计划，已逾期" if row.late else "计划"
        return f"{row.on.isoformat()} 里程碑（{stand}）：{what}"
    if row.thing == Thing.PROJECT.value:
        return f"{row.on.isoformat()} 转为“{row.title}”" + (f"，{row.text}" if row.text else "")
    ends = {Thing.PROBLEM.value: ("（已解决）", "（未解决）"), Thing.SUPPORT_REQUEST.value: ("（已答复）", "（待答复）")}
    end = ends.get(row.thing, ("", ""))[0 if row.done else 1]
    return f"{row.on.isoformat()} {row.what}{end}：{what[:80]}"


def mark_colour(row: TimelineRow) -> QColor:
    """Return the colour of an event's mark."""
    if row.late and not row.done:
        return theme().colour("error")
    if row.thing == Thing.MILESTONE.value:
        return theme().colour("ok" if row.done else "muted")
    if row.thing in (Thing.PROBLEM.value, Thing.SUPPORT_REQUEST.value):
        return theme().colour("warning" if not row.done else "muted")
    return theme().colour("accent")


def _lane(row: TimelineRow) -> int:
    return _LANE_OF.get(row.thing, 2)
