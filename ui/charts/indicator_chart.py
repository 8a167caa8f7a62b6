"""One indicator year by year: what was reached against what was promised."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.arithmetic import plain_number
from ui import metrics
from ui.theme import theme


class Bar(NamedTuple):
    """One year, or the baseline: both numbers may be missing."""

    label: str
    actual: Decimal | None
    target: Decimal | None


class IndicatorChart(QWidget):
    """A bar for each year: the target as a frame, the actual value filled in, both with their numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: Sequence[Bar] = ()
        self._unit = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("指标逐年完成情况")
        theme().changed.connect(self.updateGeometry)

    def set_bars(self, bars: Sequence[Bar], unit: str) -> None:
        """Show other numbers."""
        self.bars, self._unit = bars, unit
        self.setAccessibleDescription("；".join(self.words(bar) for bar in bars))
        self.setToolTip("\n".join(self.words(bar) for bar in bars))
        self.update()

    def words(self, bar: Bar) -> str:
        """Say one bar in words."""
        parts = [f"完成{plain_number(bar.actual)}{self._unit}" if bar.actual is not None else ""]
        parts.append(f"目标{plain_number(bar.target)}{self._unit}" if bar.target is not None else "")
        return f"{bar.label}：" + ("，".join(part for part in parts if part) or "没有数")

    def sizeHint(self) -> QSize:
        """Need a few lines of words and a bar's height."""
        return QSize(320, 8 * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Need as much height."""
        return QSize(220, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        numbers = [float(n) for bar in self.bars for n in (bar.actual, bar.target) if n is not None]
        most = max([*numbers, 0.0]) or 1.0
        line = self.fontMetrics().height()
        head = 2 * line + metrics.S
        foot = line + metrics.XS
        self._paint_legend(painter, line)
        ground = QRectF(0, head, self.width(), self.height() - head - foot)
        painter.setPen(QPen(theme().colour("strong_border"), 1))
        painter.drawLine(ground.bottomLeft(), ground.bottomRight())
        share = ground.width() / max(1, len(self.bars))
        for number, bar in enumerate(self.bars):
            self._paint_bar(painter, QRectF(number * share, ground.top(), share, ground.height()), bar, most)
        painter.end()

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        return font

    def _paint_legend(self, painter: QPainter, line: int) -> None:
        painter.setFont(self._small())
        x = 0.0
        for words, filled in (("完成", True), ("目标", False)):
            box = QRectF(x + 1, line / 2 - 5, 10, 10)
            painter.setPen(Qt.PenStyle.NoPen if filled else QPen(theme().colour("strong_border"), 1.4))
            painter.setBrush(theme().colour("accent") if filled else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 2, 2)
            painter.setPen(theme().colour("muted"))
            width = painter.fontMetrics().horizontalAdvance(words)
            painter.drawText(QRectF(x + 16, 0, width + 2, line), int(Qt.AlignmentFlag.AlignVCenter), words)
            x += 16 + width + metrics.L
        if self._unit:
            room = QRectF(x, 0, self.width() - x, line)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"单位：{self._unit}")

    def _paint_bar(self, painter: QPainter, room: QRectF, bar: Bar, most: float) -> None:
        colour, centre = theme().colour, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        width = min(64.0, room.width() * 0.6)
        left = room.center().x() - width / 2
        painter.setFont(self._small())
        line = painter.fontMetrics().height()
        top = room.bottom()
        if bar.actual is not None:
            height = max(1.5, room.height() * float(bar.actual) / most)
            inner = QRectF(left + 4, room.bottom() - height, width - 8, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("ok" if bar.target is not None and bar.actual >= bar.target else "accent"))
            painter.drawRoundedRect(inner, 2, 2)
            top = inner.top()
        if bar.target is not None:
            height = max(1.5, room.height() * float(bar.target) / most)
            frame = QRectF(left, room.bottom() - height, width, height)
            painter.setPen(QPen(colour("strong_border"), 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 3, 3)
            top = min(top, frame.top())
        label = QRectF(room.left(), room.bottom() + 2, room.width(), line)
        painter.setPen(colour("muted"))
        painter.drawText(label, centre, painter.fontMetrics().elidedText(bar.label, Qt.TextElideMode.ElideRight, int(room.width())))
        parts = [plain_number(n) if n is not None else "—" for n in (bar.actual, bar.target)]
        text = parts[0] if bar.target is None else " / ".join(parts)
        if bar.actual is None and bar.target is None:
            text = "—"
        painter.setPen(colour("text"))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(QRectF(room.left(), top - line - 1, room.width(), line), centre, shown)
