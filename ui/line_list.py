"""A short list of lines with a badge at the right; each line leads somewhere. Lighter than a table, same keys."""

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import metrics
from ui.theme import theme
from ui.tone import Tone

_LINE = Qt.ItemDataRole.UserRole


class Shown(Protocol):
    """What a line shows."""

    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def detail(self) -> str: ...  # noqa: D102
    @property
    def badge(self) -> str: ...  # noqa: D102
    @property
    def tone(self) -> Tone: ...  # noqa: D102


class _LineDelegate(QStyledItemDelegate):
    """Paints one line: title, below it the detail, at the right the badge."""

    def __init__(self, parent: QListWidget, keeps_choice: bool) -> None:
        super().__init__(parent)
        self._keeps_choice = keeps_choice

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        own: Any = QStyleOptionViewItem(option)  # the option's members are missing from the binding's type stubs
        line: Shown = index.data(_LINE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(own.rect).adjusted(1, 1, -1, -1)
        chosen = bool(own.state & QStyle.StateFlag.State_Selected) and bool(own.state & QStyle.StateFlag.State_Active)
        focused = bool(own.state & QStyle.StateFlag.State_HasFocus)
        if self._keeps_choice and own.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("chosen"))
            painter.drawRoundedRect(ground, metrics.XS, metrics.XS)
        elif own.state & QStyle.StateFlag.State_MouseOver or (chosen and focused):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("hover"))
            painter.drawRoundedRect(ground, metrics.XS, metrics.XS)
        if focused:
            painter.setPen(theme().colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground, metrics.XS, metrics.XS)
        room = own.rect.adjusted(metrics.S, metrics.XS, -metrics.S, -metrics.XS)
        small = QFont(own.font)
        small.setPointSizeF(small.pointSizeF() * 0.9)
        painter.setFont(small)
        left = room.right()
        if line.badge:
            left = self._paint_badge(painter, line, room)
        words = room.adjusted(0, 0, left - room.right() - metrics.S, 0)
        elide = Qt.TextElideMode.ElideRight
        if line.detail:
            painter.setPen(theme().colour("muted"))
            detail = painter.fontMetrics().elidedText(line.detail, elide, words.width())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), detail)
        painter.setFont(own.font)
        painter.setPen(theme().colour("text"))
        title = painter.fontMetrics().elidedText(line.title, elide, words.width())
        place = Qt.AlignmentFlag.AlignTop if line.detail else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | place), title)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        own: Any = option
        line: Shown = index.data(_LINE)
        height = own.fontMetrics.height()
        return QSize(120, round(height * (1.95 if line.detail else 1)) + 2 * metrics.XS + metrics.XS)

    def _paint_badge(self, painter: QPainter, line: Shown, room: Any) -> int:
        width = painter.fontMetrics().horizontalAdvance(line.badge) + 2 * metrics.S
        height = painter.fontMetrics().height() + metrics.XS
        ground = QRectF(room.right() - width, room.center().y() - height / 2 + 0.5, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour(f"{line.tone}_ground"))
        painter.drawRoundedRect(ground, metrics.XS, metrics.XS)
        painter.setPen(theme().colour(str(line.tone)))
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, line.badge)
        return int(ground.left())


class LineList(QListWidget):
    """The list; as high as its lines, so that the page scrolls and not the list.

    Signals:
        line_activated: The line that was clicked or on which Enter was pressed.
    """

    line_activated = Signal(object)

    def __init__(self, name: str, keeps_choice: bool = False) -> None:
        """Build an empty list; with `keeps_choice` the chosen line stays marked, as where it narrows another list."""
        super().__init__()
        self.setObjectName("lines")
        self.setAccessibleName(name)
        self.setItemDelegate(_LineDelegate(self, keeps_choice))
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._activate)
        self.itemActivated.connect(self._activate)

    def set_lines(self, lines: Sequence[Shown]) -> None:
        """Show other lines."""
        row = self.currentRow()
        self.clear()
        for line in lines:
            item = QListWidgetItem()
            item.setData(_LINE, line)
            words = "，".join(part for part in (line.title, line.detail, line.badge) if part)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            item.setToolTip("\n".join(part for part in (line.title, line.detail) if part))
            self.addItem(item)
        if 0 <= row < self.count():
            self.setCurrentRow(row)
        self.updateGeometry()

    def lines(self) -> list[Any]:
        """Return the lines shown."""
        return [self.item(row).data(_LINE) for row in range(self.count())]

    def sizeHint(self) -> QSize:
        """Need room for all lines."""
        return QSize(240, sum(self.sizeHintForRow(row) for row in range(self.count())) + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        """Need as much."""
        return QSize(160, self.sizeHint().height())

    def _activate(self, item: QListWidgetItem) -> None:
        self.line_activated.emit(item.data(_LINE))
