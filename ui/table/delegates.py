"""How badges and progress are painted in a cell."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import metrics
from ui.table.model import TONE_ROLE, VALUE_ROLE
from ui.theme import theme
from ui.tone import Tone

Index = QModelIndex | QPersistentModelIndex


def _ground(painter: QPainter, option: QStyleOptionViewItem, index: Index, delegate: QStyledItemDelegate) -> Any:
    """Paint the cell without its words, as every other cell looks."""
    own: Any = QStyleOptionViewItem(option)  # the option's members are missing from the binding's type stubs
    delegate.initStyleOption(own, index)
    own.text = ""
    style = own.widget.style() if own.widget is not None else QApplication.style()
    style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
    return own


class StateDelegate(QStyledItemDelegate):
    """Paints the words of a state on a ground of its tone."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one badge."""
        own = _ground(painter, option, index, self)
        text = index.data()
        if not text:
            return
        tone = index.data(TONE_ROLE) or Tone.NEUTRAL
        painter.save()
        painter.setFont(own.font)
        rect: QRect = own.rect
        room = rect.adjusted(metrics.S, 0, -metrics.S, 0)
        words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width() - 2 * metrics.S)
        height = painter.fontMetrics().height() + metrics.XS
        width = painter.fontMetrics().horizontalAdvance(words) + 2 * metrics.S
        ground = QRectF(room.left(), room.center().y() - height / 2 + 0.5, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour(f"{tone}_ground"))
        painter.drawRoundedRect(ground, metrics.XS, metrics.XS)
        painter.setPen(theme().colour(str(tone)))
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()


class ProgressDelegate(QStyledItemDelegate):
    """Paints ``(done, total)`` as a thin bar with the numbers beside it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one bar."""
        own = _ground(painter, option, index, self)
        value = index.data(VALUE_ROLE)
        if not value or not value[1]:
            return
        done, total = value
        painter.save()
        painter.setFont(own.font)
        rect: QRect = own.rect
        room = rect.adjusted(metrics.S, 0, -metrics.S, 0)
        words = str(index.data())
        width = painter.fontMetrics().horizontalAdvance("000/000")
        painter.setPen(own.palette.color(own.palette.ColorRole.Text))
        painter.drawText(
            room.adjusted(room.width() - width, 0, 0, 0), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words
        )
        bar = QRectF(room.left(), room.center().y() - 2, room.width() - width - metrics.S, 6)
        if bar.width() > metrics.XL:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("neutral_ground"))
            painter.drawRoundedRect(bar, 3, 3)
            bar.setWidth(bar.width() * min(1.0, done / total))
            painter.setBrush(theme().colour("ok" if done >= total else "accent"))
            painter.drawRoundedRect(bar, 3, 3)
        painter.restore()
