"""The list of what differs between two versions of the pack, by its parts."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget, QTreeWidgetItem

from forms.packs.comparing import PackChange, What
from ui import metrics
from ui.theme import theme
from ui.tone import Tone

HEADS = ("项目", "变化", "原来", "新版", "对正在填写的文书")
_TONES = {What.REMOVED: Tone.WARNING, What.ADDED: Tone.OK}
_LONGEST = 160
"""Longer texts are read whole in their tool tip."""


class WholeCells(QStyledItemDelegate):
    """Gives every row of a tree the height of its whole texts in the columns' present widths."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree
        tree.setWordWrap(True)
        tree.header().sectionResized.connect(lambda *_: tree.scheduleDelayedItemsLayout())

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Measure a cell."""
        own: Any = option  # the option's members are missing from the binding's type stubs
        depth = 2 if index.parent().isValid() else 1
        beside = self._tree.indentation() * depth + metrics.ICON + metrics.S if index.column() == 0 else 0
        room = max(self._tree.columnWidth(index.column()) - beside - 2 * metrics.S - metrics.XS, 60)
        wrapped = QRect(0, 0, room, 0)
        text = own.fontMetrics.boundingRect(wrapped, int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere), str(index.data() or ""))
        return QSize(room, int(text.height()) + metrics.M)


class ChangesView(QTreeWidget):
    """Parts of the pack, below each what differs."""

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderLabels(list(HEADS))
        self.setAccessibleName("两个版本的不同")
        self.setItemDelegate(WholeCells(self))
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        self.setColumnWidth(1, self.fontMetrics().horizontalAdvance("字") * 9)
        self.setIndentation(self.fontMetrics().horizontalAdvance("字"))

    def show_changes(self, changes: Sequence[PackChange]) -> None:
        """Show other differences."""
        self.clear()
        strong = QFont(self.font())
        strong.setBold(True)
        for part in dict.fromkeys(change.part for change in changes):
            own = [change for change in changes if change.part == part]
            head = QTreeWidgetItem([f"{part}（{len(own)}处）"])
            head.setFont(0, strong)
            self.addTopLevelItem(head)
            head.setFirstColumnSpanned(True)
            for change in own:
                head.addChild(_item(change))
            head.setExpanded(True)

    def lines(self) -> list[tuple[str, ...]]:
        """Return what is shown, a line a difference."""
        heads = [self.topLevelItem(number) for number in range(self.topLevelItemCount())]
        return [
            tuple(head.child(row).text(column) for column in range(len(HEADS)))
            for head in heads
            if head is not None
            for row in range(head.childCount())
        ]


def _item(change: PackChange) -> QTreeWidgetItem:
    what = f"{change.what.value}：{change.label}" if change.label else change.what.value
    whole = [change.place or change.part, what, change.old, change.new, change.effect]
    item = QTreeWidgetItem([text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…" for text in whole])
    tone = _TONES.get(change.what, Tone.NEUTRAL)
    item.setIcon(0, theme().icon(tone.value, tone.value))
    for column, text in enumerate(whole):
        item.setToolTip(column, text)
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return item
