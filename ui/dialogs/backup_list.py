"""A list of backups with date, reason and size, from which one is chosen; and the dialog that restores before opening."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.workspace.backup import Backup, list_backups
from ui import metrics
from ui.empty_state import EmptyState
from ui.labels import label
from ui.settings import SettingsFile
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView
from ui.tone import Tone


def moment_words(at: datetime) -> str:
    """Return a moment as local date and time."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def size_words(size: int) -> str:
    """Return a size in words, one decimal."""
    if size < 1 << 20:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / (1 << 20):.1f} MB" if size < 1 << 30 else f"{size / (1 << 30):.2f} GB"


COLUMNS = (
    ColumnSpec("at", "备份时间", ColumnKind.DATE, width=9, show=moment_words),
    ColumnSpec("reason", "原因", width=9, show=lambda reason: reason.label),
    ColumnSpec("size", "大小", ColumnKind.NUMBER, width=5, show=size_words),
    ColumnSpec("stem", "账套", width=6, stretch=True),
    ColumnSpec(
        "readable",
        "情况",
        ColumnKind.STATE,
        width=6,
        show=lambda readable: "可恢复" if readable else "已损坏",
        tone=lambda readable: Tone.OK if readable else Tone.NEUTRAL,
    ),
)


class BackupList(TableView):
    """Backups, the newest first.

    Signals:
        chosen: The chosen `Backup`, ``None`` when none is or it cannot be restored from.
    """

    chosen = Signal(object)

    def __init__(self, settings: SettingsFile) -> None:
        empty = EmptyState("这个文件夹里没有备份", "程序在关闭时、升级前、恢复前会自动备份。", icon="backup")
        super().__init__("backups", "备份", COLUMNS, settings, empty, exportable=False)
        self.filter_box.hide()
        self.grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.selection_changed.connect(lambda _rows: self.chosen.emit(self.backup()))

    def show_folder(self, folder: Path) -> int:
        """List the backups of a folder and return how many there are; the newest good one is chosen."""
        found = list_backups(folder)
        self.set_rows(found)
        if self.backup() is None:
            self.select(lambda backup: backup.readable)
        self.chosen.emit(self.backup())
        return len(found)

    def backup(self) -> Backup | None:
        """Return the chosen backup, if it can be restored from."""
        backup = self.current()
        return backup if isinstance(backup, Backup) and backup.readable else None


class RestoreDialog(QDialog):
    """Chooses the backup that is to take the place of a workspace that cannot be opened.

    Attributes:
        path: The chosen backup's store, once the dialog was accepted.
    """

    def __init__(self, parent: QWidget | None, settings: SettingsFile, store: Path, folder: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle("从备份恢复")
        self.setModal(True)
        self.path: Path | None = None
        self._store = store
        self.list = BackupList(settings)
        self.list.row_activated.connect(lambda _row: self._restore())
        self.words = label(wrap=True)
        self.where = label(role="muted", wrap=True)
        self.folder_button = QPushButton("换一个备份文件夹…")
        self.folder_button.setAutoDefault(False)
        self.folder_button.clicked.connect(self._browse)
        cancel = QPushButton("返回")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.restore = QPushButton("恢复到这份备份")
        self.restore.setDefault(True)
        self.restore.clicked.connect(self._restore)
        self.list.chosen.connect(self._say)
        row = QHBoxLayout()
        row.addWidget(self.folder_button)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.restore)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(label(f"恢复账套“{store.name}”", role="heading", wrap=True))
        layout.addWidget(self.where)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.words)
        layout.addLayout(row)
        room = self.screen().availableGeometry()
        self.resize(min(720, room.width() - 40), min(460, room.height() - 60))
        self.show_folder(folder)

    def show_folder(self, folder: Path) -> None:
        """List another folder."""
        self.where.setText(f"备份文件夹：{folder}")
        self.list.show_folder(folder)
        self._say()
        self.list.grid.setFocus()

    def _say(self) -> None:
        backup = self.list.backup()
        self.restore.setEnabled(backup is not None)
        if backup is None:
            self.words.setText("这个文件夹里没有可用的备份，请换一个文件夹。")
        else:
            lost = f"恢复到{moment_words(backup.at)}的内容，之后所做的修改不在其中。"
            self.words.setText(f"{lost}{'现在的文件会先留存到备份文件夹。' if self._store.exists() else ''}")

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选择备份文件夹", str(self._store.parent))
        if chosen:
            self.show_folder(Path(chosen))

    def _restore(self) -> None:
        backup = self.list.backup()
        if backup is not None:
            self.path = backup.path
            self.accept()
