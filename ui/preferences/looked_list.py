"""What there is to say about a template, as a list: remarks with their position, then its places and where they stand."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from exports.word.official.chosen import Looked
from exports.word.official.templates import PLACES
from ui import metrics
from ui.theme import theme
from ui.tone import Tone

_TONES = {"error": Tone.ERROR, "warning": Tone.WARNING}


class _WholeText(QStyledItemDelegate):
    """Gives every line the height of its whole text: Qt forgets the padding of the style sheet, and cuts the last line off."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        own: Any = option  # the option's members are missing from the binding's type stubs
        whole = self.parent()
        assert isinstance(whole, QListWidget)
        room = whole.viewport().width() - metrics.ICON - 2 * metrics.L - metrics.XS
        text = own.fontMetrics.boundingRect(QRect(0, 0, max(room, 60), 0), Qt.TextFlag.TextWordWrap, str(index.data()))
        return QSize(60, int(text.height()) + metrics.M)


class LookedList(QListWidget):
    """The list; read, copied, never changed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setItemDelegate(_WholeText(self))
        self.setWordWrap(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._looked: Looked | None = None
        theme().changed.connect(self._draw)

    def show_looked(self, looked: Looked | None) -> None:
        """Show other remarks; ``None``: the template is still being looked at."""
        self._looked = looked
        self._draw()

    def lines(self) -> list[str]:
        """Return what is shown, one text a line."""
        return [self.item(row).text() for row in range(self.count())]

    def _draw(self) -> None:
        looked = self._looked
        self.clear()
        if looked is None:
            self.addItem("正在核对…")
            return
        for finding in looked.findings:
            self._add(_TONES[finding.level], finding.message)
        if not looked.findings:
            self._add(Tone.OK, "没有发现问题。")
        for name in dict.fromkeys(place.name for place in looked.places if place.known):
            wheres = "、".join(dict.fromkeys(place.where for place in looked.places if place.name == name))
            self.addItem(QListWidgetItem(theme().icon("check", "muted"), f"{wheres}：{{{{{name}}}}}　{PLACES[name]}"))
        unused = [f"{{{{{name}}}}}" for name in PLACES if all(place.name != name for place in looked.places)]
        if looked.places and unused:
            self._add(Tone.HINT, f"还可以用的填充位置：{'、'.join(unused)}")

    def _add(self, tone: Tone, text: str) -> None:
        self.addItem(QListWidgetItem(theme().icon(tone.value, tone.value), text))
