"""Lines of a list that wrap: as high as their words, the padding of the style sheet reckoned in."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import metrics


class WrappedLines(QStyledItemDelegate):
    """Gives a line the height that its words need.

    Qt wraps the words in the whole width when it asks for the height and in the width less the padding of
    ``QListView::item`` when it paints them, so that a line a little too long would end in an ellipsis. A few pixels
    more make up for the rounding of widths.
    """

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size of a line, wrapped as it is painted."""
        own: Any = QStyleOptionViewItem(option)
        own.rect.setWidth(own.rect.width() - 2 * metrics.S - metrics.XS)
        return super().sizeHint(own, index)


def wrapped_list(name: str, parent: QWidget) -> QListWidget:
    """Return a list of remarks: its lines wrap and are never cut. `name` is what a screen reader calls it."""
    made = QListWidget(parent)
    made.setWordWrap(True)
    made.setItemDelegate(WrappedLines(made))
    made.setResizeMode(QListWidget.ResizeMode.Adjust)
    made.setTextElideMode(Qt.TextElideMode.ElideNone)
    made.setAccessibleName(name)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
    return made
