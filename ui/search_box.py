"""The search box of the header: results while typing, in a list below it, from two Chinese characters on."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from ui import metrics
from ui.search_presenter import Hit
from ui.theme import theme

WAIT_MS = 60
"""Pause after a keystroke before searching, so that fast typing searches once."""
SHOWN = 30


class SearchBox(QLineEdit):
    """A line to search everything.

    Signals:
        chosen: The `Hit` the officer chose.
    """

    chosen = Signal(object)

    def __init__(self, search: Callable[[str], Sequence[Hit]]) -> None:
        super().__init__()
        self._search = search
        self.hits: list[Hit] = []
        self.setPlaceholderText("搜索全部内容（Ctrl+K）")
        self.setAccessibleName("搜索全部内容")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(120)
        self.setMaximumWidth(metrics.SEARCH_WIDTH * 2)
        self._icon = self.addAction(theme().icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        theme().changed.connect(self._draw_icon)
        self.results: QListWidget | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.search_now)
        self.textChanged.connect(lambda _text: self._timer.start())

    def search_now(self) -> None:
        """Search for what has been typed and show what is found."""
        text = self.text().strip()
        if not text:
            self.close_results()
            return
        self.hits = list(self._search(text))[:SHOWN]
        results = self._results()
        results.clear()
        if not self.hits:
            item = QListWidgetItem(f"没有找到“{text[:20]}”，请换个词试试。")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            results.addItem(item)
        for hit in self.hits:
            words = " · ".join(part for part in (hit.kind, hit.detail) if part)
            item = QListWidgetItem(theme().icon(hit.icon, "muted"), f"{hit.title}\n{words}")
            item.setToolTip(hit.title)
            results.addItem(item)
        if self.hits:
            results.setCurrentRow(0)
        self._place(results)
        results.show()
        results.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the results with the arrow keys, choose with Enter, close with Esc."""
        results = self.results
        if results is not None and not results.isHidden():
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.hits:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                results.setCurrentRow((results.currentRow() + step) % len(self.hits))
                return
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._timer.isActive():
                    self._timer.stop()
                    self.search_now()
                self._choose_row(results.currentRow())
                return
            if event.key() == Qt.Key.Key_Escape:
                self.close_results()
                return
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.search_now()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select what stands there, so that typing starts a new search."""
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the results."""
        super().focusOutEvent(event)
        self.close_results()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the results below the box when the window is resized."""
        if event.type() == QEvent.Type.Resize and self.results is not None and not self.results.isHidden():
            self._place(self.results)
        return False

    def _results(self) -> QListWidget:
        if self.results is None:
            host = self.window()
            self.results = QListWidget(host)
            self.results.setObjectName("searchResults")
            self.results.setAccessibleName("搜索结果")
            self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.results.itemClicked.connect(lambda item: self._choose_row(self._row_of(item)))
            self.results.hide()
            host.installEventFilter(self)
        return self.results

    def _row_of(self, item: QListWidgetItem) -> int:
        return -1 if self.results is None else self.results.row(item)

    def _choose_row(self, row: int) -> None:
        if 0 <= row < len(self.hits):
            hit = self.hits[row]
            self.close_results()
            self.clear()
            self._timer.stop()
            self.chosen.emit(hit)

    def close_results(self) -> None:
        """Take the results away."""
        self._timer.stop()
        if self.results is not None:
            self.results.hide()

    def _place(self, results: QWidget) -> None:
        host = self.window()
        width = max(self.width(), min(460, host.width() - 2 * metrics.L))
        corner = self.mapTo(host, QPoint(self.width() - width, self.height() + metrics.XS))
        rows = max(1, len(self.hits))
        height = min(rows * (self.fontMetrics().height() * 2 + 14) + 8, host.height() - corner.y() - metrics.XL)
        results.setGeometry(max(metrics.S, corner.x()), corner.y(), width, height)

    def _draw_icon(self) -> None:
        self._icon.setIcon(theme().icon("search", "muted"))
