"""The navigation at the left: one entry for each page, icons only where the window is narrow."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ui import metrics
from ui.pages import PageEntry
from ui.theme import theme

ROOM_BETWEEN, ROOM_WHERE_DENSE = 26, 14
"""Padding, border and margin of an entry in the style sheet, in logical pixels."""
_KEY = Qt.ItemDataRole.UserRole


class Navigation(QListWidget):
    """The list of pages.

    Signals:
        chosen: Key of the page the officer chose.
    """

    chosen = Signal(str)

    def __init__(self, pages: Sequence[PageEntry]) -> None:
        """Build the list of those of `pages` that have an entry."""
        super().__init__()
        self._entries = tuple(page for page in pages if not page.parent)
        self.setObjectName("navigation")
        self.setAccessibleName("页面导航")
        self.setIconSize(QSize(metrics.ICON, metrics.ICON))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.narrow = False
        self.room = ""
        for page in self.entries():
            item = QListWidgetItem(page.title)
            item.setData(_KEY, page.key)
            self.addItem(item)
        self._draw_icons()
        self.set_narrow(False)
        theme().changed.connect(self._draw_icons)
        self.currentItemChanged.connect(self._draw_icons)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def entries(self) -> tuple[PageEntry, ...]:
        """The pages that have an entry."""
        return self._entries

    def mark(self, page: PageEntry) -> None:
        """Mark the entry of `page`, or of its parent, as the one shown."""
        key = page.parent or page.key
        for row in range(self.count()):
            if self.item(row).data(_KEY) == key:
                self.setCurrentRow(row)

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only, or icons and words."""
        self.narrow = narrow
        self.setProperty("narrow", narrow)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setFixedWidth(metrics.NAVIGATION_NARROW if narrow else self._wide())
        for row, page in enumerate(self.entries()):
            keys = f"（Ctrl+{row + 1}）" if row < 9 else ""
            self.item(row).setText("" if narrow else page.title)
            self.item(row).setToolTip(page.title + keys)
            self.item(row).setData(Qt.ItemDataRole.AccessibleTextRole, page.title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the entries together where the window is too low for all of them."""
        super().resizeEvent(event)
        height, entry = self.viewport().height(), self.fontMetrics().height()
        room = ""
        if height < self.count() * (entry + ROOM_BETWEEN):
            room = "dense" if height >= self.count() * (entry + ROOM_WHERE_DENSE) else "tight"
        if room != self.room:
            self.room = room
            self.setProperty("room", room)
            self.style().unpolish(self)
            self.style().polish(self)

    def _wide(self) -> int:
        longest = max((self.fontMetrics().horizontalAdvance(page.title) for page in self.entries()), default=0)
        return max(metrics.NAVIGATION_WIDTH, longest + metrics.ICON + 64)

    def _draw_icons(self) -> None:
        for row, page in enumerate(self.entries()):
            token = "accent" if row == self.currentRow() else "on_nav"
            self.item(row).setIcon(theme().icon(page.icon, token))

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_KEY))
