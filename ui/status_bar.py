"""The status bar: office, saved or not, long work with a way to stop it, last backup."""

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QPushButton, QStatusBar

from models.workspace.file_workspace import FileWorkspace
from ui.context import Context, SaveState
from ui.labels import ElidedLabel, label
from ui.theme import set_tone


class StatusBar(QStatusBar):
    """What the officer may glance at any time."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._context = context
        self.office = ElidedLabel()
        self.saved = label()
        self.saved.setAccessibleName("保存情况")
        self.job = label()
        self.progress = QProgressBar()
        self.progress.setFixedWidth(140)
        self.stop = QPushButton("停止")
        self.stop.setAccessibleName("停止正在进行的工作")
        self.backup = label()
        self.addWidget(self.office, 1)
        for widget in (self.job, self.progress, self.stop, self.backup, self.saved):
            self.addPermanentWidget(widget)
        self._delayed = QTimer(self)
        self._delayed.setSingleShot(True)
        self._delayed.setInterval(300)
        self._delayed.timeout.connect(self._show_job)
        self.stop.clicked.connect(self._stop)
        context.save_state_changed.connect(self.show_save_state)
        worker = context.worker
        worker.started.connect(self._job_started)
        worker.progressed.connect(self._job_progressed)
        worker.idle.connect(self._job_ended)
        self._job_ended()
        self.show_office()
        self.show_save_state(SaveState.SAVED)
        self.backup.hide()

    def show_office(self) -> None:
        """Show the office's name, again after it was edited."""
        self.office.setText(self._context.workspace.office.name)

    def read_backups(self) -> None:
        """Look up, beside other work, when the last backup was made, and say so."""
        workspace = self._context.workspace
        if isinstance(workspace, FileWorkspace):
            path = workspace.path
            self._context.run("正在查看备份", lambda _progress: last_backup(path), self.show_backup, quiet=True)
        else:
            self.show_backup("服务器上的账套")

    def look_again(self) -> None:
        """Say anew when the last backup was made, after something that backs up first, such as taking in a reply."""
        workspace = self._context.workspace
        if isinstance(workspace, FileWorkspace):
            self.show_backup(last_backup(workspace.path))

    def show_backup(self, text: str) -> None:
        """Say when the last backup was made."""
        self.backup.setText(text)
        self.backup.setVisible(bool(text))

    def show_save_state(self, state: SaveState) -> None:
        """Say whether everything is on the disk."""
        if self._context.read_only:
            words, tone = "只读：可查看和导出，不能修改", "warning"
        elif state is SaveState.SAVING:
            words, tone = "正在保存…", ""
        elif state is SaveState.FAILED:
            words, tone = "刚才的修改未保存", "error"
        else:
            at = self._context.saved_at
            words, tone = (f"已保存 {at:%H:%M}" if at else "已保存"), "ok"
        self.saved.setText(words)
        set_tone(self.saved, tone)
        if state is SaveState.SAVING:
            self.saved.repaint()

    def _job_started(self, title: str, stoppable: bool) -> None:
        self.job.setText(f"{title}…")
        self.progress.setRange(0, 0)
        self.stop.setVisible(False)
        self.stop.setEnabled(stoppable)
        self._delayed.start()

    def _show_job(self) -> None:
        self.job.show()
        self.progress.show()
        self.stop.setVisible(self.stop.isEnabled())

    def _job_progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _job_ended(self) -> None:
        self._delayed.stop()
        for widget in (self.job, self.progress, self.stop):
            widget.hide()

    def _stop(self) -> None:
        self.job.setText("正在停止…")
        self.stop.setEnabled(False)
        self._context.worker.cancel()


def last_backup(path: Path) -> str:
    """Say when the last backup of the workspace at `path` was made."""
    from models.workspace.backup import default_folder, list_backups

    newest = max((backup.at for backup in list_backups(default_folder(path))), default=None)
    return f"最近备份 {newest.astimezone():%Y-%m-%d %H:%M}" if newest else "还没有备份"
