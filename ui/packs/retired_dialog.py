"""What a document still holds and its form no longer asks for (不再使用的填报内容): to be read and copied."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QPlainTextEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from forms.packs.retired import Retired
from ui import metrics
from ui.labels import label

HEADS = ("填写项", "内容", "表格版本")


class RetiredDialog(QDialog):
    """The list, and below it the chosen content in full."""

    def __init__(self, held: Sequence[Retired], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("不再使用的填报内容")
        self._held = list(held)
        self.list = QTreeWidget()
        self.list.setHeaderLabels(list(HEADS))
        self.list.setAccessibleName("不再使用的填报内容")
        self.list.setRootIsDecorated(False)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setStretchLastSection(False)
        for one in self._held:
            place = f"{one.section} · {one.label}" if one.section else one.label
            self.list.addTopLevelItem(QTreeWidgetItem([place, " ".join(one.text.split()), one.version]))
        self.whole = QPlainTextEdit()
        self.whole.setReadOnly(True)
        self.whole.setAccessibleName("全文")
        self.whole.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.list.currentItemChanged.connect(lambda *_: self._show())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        words = "换用方案包以后，表格不再要求填这些内容。它们照样存着，不打印，也不报送；需要时可以复制到别的填写项。"
        layout.addWidget(label(words, role="muted", wrap=True))
        layout.addWidget(self.list, 3)
        layout.addWidget(self.whole, 2)
        layout.addWidget(buttons)
        self.resize(56 * self.fontMetrics().horizontalAdvance("字"), 24 * self.fontMetrics().lineSpacing())
        self.list.setCurrentItem(self.list.topLevelItem(0))

    def _show(self) -> None:
        row = self.list.indexOfTopLevelItem(self.list.currentItem()) if self.list.currentItem() is not None else -1
        self.whole.setPlainText(self._held[row].text if 0 <= row < len(self._held) else "")
