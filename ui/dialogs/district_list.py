"""The list of districts that exist today, found by typing, with what should be known about the chosen one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from models.edition import CITY
from models.programme.types import District
from ui import metrics
from ui.labels import label
from ui.table.filter import words_of

_CODE = Qt.ItemDataRole.UserRole


class DistrictSearch(QLineEdit):
    """The search line; the arrow keys move in the list below.

    Signals:
        moved: Lines down, negative: up.
    """

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand the arrow keys to the list."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)


class DistrictList(QWidget):
    """Chooses one district.

    Signals:
        chosen: The district chosen now (a `District`), ``None`` when none is.
    """

    chosen = Signal(object)

    def __init__(self, districts: Sequence[District], gone: Sequence[District] = ()) -> None:
        """Build the list.

        Args:
            districts: Those that exist today, in the pack's order.
            gone: Those that do not exist any more; typing their name tells who took over.
        """
        super().__init__()
        self._districts = {district.code: district for district in districts}
        self._gone = tuple(gone)
        self.search = DistrictSearch()
        self.search.setPlaceholderText("输入区县名称或区划代码查找")
        self.search.setAccessibleName("查找区县")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.moved.connect(self._move)
        self.list = QListWidget()
        self.list.setAccessibleName("区县")
        self.list.setMinimumHeight(120)
        for district in districts:
            item = QListWidgetItem(_named(district))
            item.setData(_CODE, district.code)
            item.setToolTip(_described(district))
            self.list.addItem(item)
        self.list.currentItemChanged.connect(lambda *_: self._say())
        self.note = label(role="muted", wrap=True)
        self.note.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.S)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.note)
        self._say()

    def district(self) -> District | None:
        """Return the chosen district."""
        item = self.list.currentItem()
        return self._districts.get(item.data(_CODE)) if item is not None and not item.isHidden() else None

    def choose(self, code: str) -> None:
        """Choose a district by its code."""
        for row in range(self.list.count()):
            if self.list.item(row).data(_CODE) == code:
                self.list.setCurrentRow(row)
                self.list.scrollToItem(self.list.item(row))

    def _filter(self, text: str) -> None:
        words = words_of(text)
        shown = []
        for row in range(self.list.count()):
            item = self.list.item(row)
            district = self._districts[item.data(_CODE)]
            hit = all(word in f"{district.name} {district.short} {district.code}".lower() for word in words)
            item.setHidden(not hit)
            if hit:
                shown.append(row)
        if words and self.list.currentRow() not in shown:
            self.list.setCurrentRow(shown[0] if shown else -1)
        self._say()

    def _move(self, by: int) -> None:
        shown = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        if shown:
            place = shown.index(self.list.currentRow()) + by if self.list.currentRow() in shown else 0
            self.list.setCurrentRow(shown[max(0, min(place, len(shown) - 1))])

    def _say(self) -> None:
        district = self.district()
        if district is not None:
            self.note.setText(f"已选：{_described(district)}。{district.note}")
        else:
            self.note.setText(self._successor_words() or "请选择本单位所在的区县。")
        self.chosen.emit(district)

    def _successor_words(self) -> str:
        words = words_of(self.search.text())
        for district in self._gone:
            if words and all(word in f"{district.name} {district.code}".lower() for word in words):
                heir = self._districts.get(district.successor)
                return f"{district.note}请选择“{heir.name}”。" if heir else district.note
        return "没有找到这个区县，请换个写法再找。" if words else ""


def _named(district: District) -> str:
    return f"{district.name}（市级版）" if district.code == CITY else district.name


def _described(district: District) -> str:
    return _named(district) if district.code == CITY else f"{district.name}（{district.code}）"
