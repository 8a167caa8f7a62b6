"""The list of sections at the left of the form page, each with how far it is."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from forms.definition import Section
from ui import metrics
from ui.form.form_presenter import SectionState
from ui.theme import theme

STATE = Qt.ItemDataRole.UserRole
KEY = Qt.ItemDataRole.UserRole + 1


class SectionDelegate(QStyledItemDelegate):
    """Paints the title and below it a bar of what is filled, with the numbers of errors and warnings in words."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Paint one section."""
        own: Any = option  # the option's members are missing from the binding's type stubs
        state: SectionState | None = index.data(STATE)
        look = theme()
        painter.save()
        rect = own.rect
        chosen = bool(own.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, look.colour("chosen"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.colour("accent"))
        elif own.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.colour("hover"))
        inner = rect.adjusted(metrics.M, metrics.XS, -metrics.S, -metrics.XS)
        painter.setPen(look.colour("on_chosen" if chosen else "text"))
        height = own.fontMetrics.lineSpacing()
        title = own.fontMetrics.elidedText(index.data(Qt.ItemDataRole.DisplayRole), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(QRect(inner.left(), inner.top(), inner.width(), height), Qt.AlignmentFlag.AlignVCenter, title)
        if state is not None:
            self._paint_state(painter, QRect(inner.left(), inner.top() + height + 3, inner.width(), height), state)
        painter.restore()

    def _paint_state(self, painter: QPainter, rect: QRect, state: SectionState) -> None:
        look = theme()
        if not state.applicable:
            painter.setPen(look.colour("muted"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, "打印后办理")
            return
        words, token = f"{state.filled}/{state.applicable}", "muted"
        if state.errors:
            words, token = f"{words}  错误{state.errors}", "error"
        elif state.warnings:
            words, token = f"{words}  警告{state.warnings}", "warning"
        elif state.filled == state.applicable:
            words, token = f"{words}  完成", "ok"
        painter.setPen(look.colour(token))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
        room = rect.width() - painter.fontMetrics().horizontalAdvance(words) - metrics.S
        bar = QRect(rect.left(), rect.center().y() - 2, max(room, 0), 4)
        painter.fillRect(bar, look.colour("chart_empty"))
        painter.fillRect(QRect(bar.left(), bar.top(), bar.width() * state.filled // state.applicable, 4), look.colour(token))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines."""
        own: Any = option
        return QSize(100, own.fontMetrics.lineSpacing() * 2 + 3 + 2 * metrics.XS)


class SectionList(QListWidget):
    """The sections.

    Signals:
        chosen: Key of the section to show.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("章节")
        self.setItemDelegate(SectionDelegate(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._choose)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(KEY))

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        """List other sections."""
        self.blockSignals(True)
        self.clear()
        for section in sections:
            item = QListWidgetItem(section.title)
            item.setToolTip(section.title)
            item.setData(KEY, section.key)
            self.addItem(item)
        self.blockSignals(False)

    def show_state(self, key: str, state: SectionState, visible: bool) -> None:
        """Show how far a section is; one that the filter empties is hidden."""
        for row in range(self.count()):
            item = self.item(row)
            if item.data(KEY) == key:
                item.setData(STATE, state)
                words = f"{item.text()}，已填{state.filled}项，共{state.applicable}项，错误{state.errors}，警告{state.warnings}"
                item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
                item.setHidden(not visible)

    def choose(self, key: str) -> None:
        """Choose a section."""
        for row in range(self.count()):
            if self.item(row).data(KEY) == key:
                self.setCurrentRow(row)

    def step(self, by: int) -> None:
        """Go to the next or previous shown section."""
        row = self.currentRow() + by
        while 0 <= row < self.count():
            if not self.item(row).isHidden():
                self.setCurrentRow(row)
                return
            row += by
