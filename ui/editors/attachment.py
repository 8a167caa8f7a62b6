"""The editor for attachments: a list of the files kept in the workspace, with adding, opening and removing."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from forms.definition import Field
from models.plain import Plain
from models.programme.pack import Programme
from ui.editors.base import FieldEditor
from ui.labels import ElidedLabel


class AttachmentEditor(FieldEditor):
    """Lists attached files; files are added with the button or by dropping them.

    What the ids mean is told by `show_files`, because a field's value holds ids only.
    """

    wide: ClassVar[bool] = True

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        self._names: dict[str, str] = {}
        self._ids: list[str] = []
        self.setAcceptDrops(True)
        self.list = QListWidget(self)
        self.list.itemActivated.connect(lambda item: self.action.emit("open", item.data(Qt.ItemDataRole.UserRole)))
        self.list.currentItemChanged.connect(lambda: self._enable())
        self.add = QPushButton("添加文件…", self)
        self.add.clicked.connect(self._choose)
        self.open = QPushButton("打开", self)
        self.open.clicked.connect(lambda: self._act("open"))
        self.remove = QPushButton("移除", self)
        self.remove.clicked.connect(lambda: self._act("remove"))
        self.watch(self.add, f"添加{field.label}")
        self.watch(self.list)
        buttons = QHBoxLayout()
        for button in (self.add, self.open, self.remove):
            buttons.addWidget(button)
        kinds = "、".join(field.extensions)
        buttons.addWidget(ElidedLabel(f"可用 {kinds}，单个不超过 {field.max_mb} MB，也可把文件拖到这里", role="muted"), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(buttons)
        layout.addWidget(self.list)
        self._enable()

    def show_files(self, names: dict[str, str]) -> None:
        """Tell what the evidence ids stand for: file name and size."""
        self._names = names
        self.show_value(list(self._ids))

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Show the value."""
        self._ids = [str(key) for key in value] if isinstance(value, list) else []
        self.list.clear()
        for key in self._ids:
            item = QListWidgetItem(self._names.get(key, key))
            item.setData(Qt.ItemDataRole.UserRole, key)
            self.list.addItem(item)
        self.list.setVisible(bool(self._ids))
        self.list.setFixedHeight((self.fontMetrics().lineSpacing() + 10) * min(max(len(self._ids), 1), 5) + 6)
        self._enable()

    def set_read_only(self, read_only: bool) -> None:
        """Files can still be opened."""
        self.add.setEnabled(not read_only)
        self.setAcceptDrops(not read_only)
        self._enable()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the current file."""
        if event.key() == Qt.Key.Key_Delete and self.remove.isEnabled():
            self._act("remove")
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach the files."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.action.emit("attach", paths)

    def _enable(self) -> None:
        current = self.list.currentItem() is not None
        self.open.setEnabled(current)
        self.remove.setEnabled(current and self.add.isEnabled())

    def _act(self, verb: str) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.action.emit(verb, item.data(Qt.ItemDataRole.UserRole))

    def _choose(self) -> None:
        patterns = " ".join(f"*.{ending}" for ending in self.field.extensions)
        paths, _ = QFileDialog.getOpenFileNames(self, f"添加{self.field.label}", "", f"可用的文件 ({patterns})")
        if paths:
            self.action.emit("attach", paths)
