"""Messages to entities, ready to be copied into WeChat or an SMS: one at a time, or all."""

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ui import metrics
from ui.collecting.handing_out_presenter import Letter
from ui.labels import label
from ui.shortcuts import action
from ui.wrapped_lines import WrappedLines

GROUP = "通知和催报"


class LettersDialog(QDialog):
    """Lists who is written to; the message at the right can be changed before it is copied.

    Attributes:
        texts: The messages in the order of the list, as they stand.
    """

    def __init__(self, parent: QWidget | None, title: str, hint: str, letters: Sequence[Letter]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.letters = list(letters)
        self.texts = [letter.text for letter in letters]
        self.list = QListWidget()
        self.list.setAccessibleName("单位")
        self.list.setWordWrap(True)
        self.list.setItemDelegate(WrappedLines(self.list))
        for letter in letters:
            item = QListWidgetItem("\n".join(part for part in (letter.entity, letter.phone) if part))
            item.setToolTip(item.text())
            self.list.addItem(item)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("要发的话")
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._keep)
        self.said = label(role="muted")
        self.copy = QPushButton("复制这一条")
        self.copy.setProperty("role", "primary")
        self.copy.setDefault(True)
        self.copy.setToolTip("复制这一条（Ctrl+回车）")
        self.copy.clicked.connect(self.copy_one)
        self.copy_everything = QPushButton("全部复制")
        self.copy_everything.clicked.connect(self.copy_all)
        self.copy_everything.setVisible(len(self.letters) > 1)
        close = QPushButton("关闭")
        close.clicked.connect(self.reject)
        action(self, "复制这一条并到下一家", self.copy_one, ("Ctrl+Return", "Ctrl+Enter"), GROUP)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        for button in (self.copy_everything, self.copy, close):
            button.setAutoDefault(button is self.copy)
            row.addWidget(button)
        body = QHBoxLayout()
        body.setSpacing(metrics.M)
        body.addWidget(self.list, 2)
        body.addWidget(self.text, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(label(hint, wrap=True))
        layout.addLayout(body, 1)
        layout.addLayout(row)
        room = self.screen().availableGeometry()
        self.resize(min(820, room.width() - 40), min(460, room.height() - 60))
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def copy_one(self) -> None:
        """Copy the message shown and go on to the next entity."""
        row = self.list.currentRow()
        if row < 0:
            return
        QGuiApplication.clipboard().setText(self.texts[row])
        self.said.setText(f"已复制给“{self.letters[row].entity}”的话，可以粘贴到微信或短信里。")
        self.said.setToolTip(self.said.text())
        self.list.setCurrentRow(min(row + 1, self.list.count() - 1))

    def copy_all(self) -> None:
        """Copy every message, with its entity's name and telephone above it."""
        parts = [
            "\n".join(part for part in (f"【{letter.entity}】{letter.phone}", text) if part)
            for letter, text in zip(self.letters, self.texts, strict=True)
        ]
        QGuiApplication.clipboard().setText("\n\n".join(parts))
        self.said.setText(f"已复制{len(parts)}条。")

    def _show(self, row: int) -> None:
        self.text.blockSignals(True)
        self.text.setPlainText(self.texts[row] if 0 <= row < len(self.texts) else "")
        self.text.blockSignals(False)

    def _keep(self) -> None:
        if 0 <= (row := self.list.currentRow()) < len(self.texts):
            self.texts[row] = self.text.toPlainText()
