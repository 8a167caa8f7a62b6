"""A dialog to tick entries of a long dictionary, found by typing a part of the name."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from models.programme.types import Dictionary
from ui import metrics
from ui.dialogs.passing import show_dialog
from ui.labels import label

KEY = Qt.ItemDataRole.UserRole


class PickerDialog(QDialog):
    """Ticks entries; entries with children are headings and cannot be ticked.

    Attributes:
        most: Most entries that should be ticked; more is said, not forbidden. 0: any number.
    """

    def __init__(self, parent: QWidget | None, title: str, dictionary: Dictionary, chosen: Sequence[str], most: int = 0) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"选择{title}")
        self.resize(560, 560)
        self.most = most
        self._unknown = [key for key in chosen if key not in {item.key for item in dictionary.item}]
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("输入名称或代码查找")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("查找")
        self.search.textChanged.connect(self._filter)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(title)
        self._fill(dictionary, set(chosen))
        self.tree.itemChanged.connect(self._count)
        self.tree.itemActivated.connect(self._toggle)
        self.state = label()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.L, metrics.L, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        if dictionary.note:
            layout.addWidget(label(dictionary.note, role="muted", wrap=True))
        layout.addWidget(self.state)
        layout.addWidget(buttons)
        self._count()
        self.search.setFocus()

    def keys(self) -> list[str]:
        """Return the ticked keys in the dictionary's order; keys it does not know are kept."""
        ticked = [str(item.data(0, KEY)) for item in self._items() if item.checkState(0) == Qt.CheckState.Checked]
        return ticked + self._unknown

    def _items(self) -> list[QTreeWidgetItem]:
        """Return the entries that can be ticked."""
        found = []
        walk = QTreeWidgetItemIterator(self.tree)
        while (item := walk.value()) is not None:
            if item.flags() & Qt.ItemFlag.ItemIsUserCheckable and not item.childCount():
                found.append(item)
            walk += 1
        return found

    def _fill(self, dictionary: Dictionary, chosen: set[str]) -> None:
        above = {item.parent for item in dictionary.item}
        made: dict[str, QTreeWidgetItem] = {}
        for entry in dictionary.item:
            mark = f"（{entry.mark}）" if entry.mark else ""
            holder = made.get(entry.parent)
            item = QTreeWidgetItem(holder if holder is not None else self.tree.invisibleRootItem(), [f"{entry.name}{mark}"])
            item.setData(0, KEY, entry.key)
            if entry.note:
                item.setToolTip(0, entry.note)
            made[entry.key] = item
            if entry.key in above:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
                continue
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Checked if entry.key in chosen else Qt.CheckState.Unchecked)
        for item in self._items():
            if item.checkState(0) == Qt.CheckState.Checked and item.parent() is not None:
                item.parent().setExpanded(True)
        if len(dictionary.item) <= 60:
            self.tree.expandAll()

    def _toggle(self, item: QTreeWidgetItem) -> None:
        """Enter ticks the entry it stands on."""
        if item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            on = item.checkState(0) == Qt.CheckState.Checked
            item.setCheckState(0, Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def _filter(self, text: str) -> None:
        words = text.strip().lower()
        for item in self._items():
            hit = words in item.text(0).lower() or words in str(item.data(0, KEY)).lower()
            item.setHidden(not hit)
        for index in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(index)
            if top is not None and top.childCount():
                hits = [n for n in range(top.childCount()) if not top.child(n).isHidden()]
                top.setHidden(not hits)
                if words:
                    top.setExpanded(bool(hits))

    def _count(self) -> None:
        count = len(self.keys())
        limit = f"，一般不超过{self.most}项" if self.most else ""
        self.state.setText(f"已选{count}项{limit}")


def pick_keys(parent: QWidget, title: str, dictionary: Dictionary, chosen: Sequence[str], most: int = 0) -> list[str] | None:
    """Let the officer tick entries; ``None`` when the dialog was cancelled."""
    dialog = PickerDialog(parent, title, dictionary, chosen, most)
    return dialog.keys() if show_dialog(dialog) == QDialog.DialogCode.Accepted else None
