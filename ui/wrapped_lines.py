"""Lines of a list that wrap: as high as their words, the padding of the style sheet reckoned in."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

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
