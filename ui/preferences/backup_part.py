"""Settings: backups (list, making, restoring) and the check of the workspace."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton

from models.errors import UserError
from models.workspace import refusals
from models.workspace.backup import Backup, Reason, default_folder, make_backup
from models.workspace.file_workspace import FileWorkspace
from models.workspace.integrity import Report, check_workspace
from models.workspace.lock import StoreLock
from models.workspace.store import open_unlocked
from ui import messages, metrics
from ui.banner import open_path
from ui.context import Context
from ui.dialogs.backup_list import BackupList, RestoreDialog, moment_words
from ui.dialogs.busy import run_busy
from ui.dialogs.passing import show_dialog
from ui.labels import label
from ui.preferences.part import Part, buttons_in
from ui.theme import set_tone
from ui.tone import Tone
from ui.worker import Progress

FOLDER = "backup"
CHECKING = "正在检查账套"


class BackupPart(Part):
    """Backups and the check."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        words = (
            "有修改时，关闭程序会自动备份；升级前、恢复前也会。旧备份按日、周、月逐步精简。备份和账套在同一块硬盘上，请每月另存一份到别处。"
        )
        inside = self.add_card("备份", words, stretch=1)
        self.list = BackupList(context.settings)
        self.list.setMinimumHeight(200)
        self.list.chosen.connect(lambda _backup: self._enable())
        self.list.row_activated.connect(lambda _row: self.restore_chosen())
        inside.addWidget(self.list, 1)
        self.restore_button = QPushButton("恢复到所选备份…")
        self.restore_button.clicked.connect(self.restore_chosen)
        self.now = QPushButton("立即备份")
        self.now.setProperty("role", "primary")
        self.now.clicked.connect(lambda: self.back_up(self.folder))
        self.elsewhere = QPushButton("另存一份备份到…")
        self.elsewhere.clicked.connect(self._back_up_elsewhere)
        self.restore_from = QPushButton("从其他位置的备份恢复…")
        self.restore_from.clicked.connect(self._restore_from_elsewhere)
        show = QPushButton("打开备份文件夹")
        show.clicked.connect(lambda: open_path(self.folder))
        self.show_folder = show
        buttons_in(inside, self.now, self.elsewhere, self.restore_button, self.restore_from, show)
        inside = self.add_card("检查", "逐页核对账套的校验值、结构和相互引用。检查时可以查看，暂时不能保存，一般几秒钟。")
        self.check_button = QPushButton("检查账套")
        self.check_button.clicked.connect(self.check)
        row = buttons_in(inside, self.check_button)
        row.takeAt(row.count() - 1)
        self.outcome = label(wrap=True)
        row.addSpacing(metrics.S)
        row.addWidget(self.outcome, 1)
        context.worker.idle.connect(self._settle)

    @property
    def _workspace(self) -> FileWorkspace:
        """The open workspace; the page shows another part where it is not a file."""
        workspace = self._context.workspace
        assert isinstance(workspace, FileWorkspace)
        return workspace

    @property
    def folder(self) -> Path:
        """Where the automatic backups go."""
        return default_folder(self._workspace.path)

    def refresh(self) -> None:
        """List the backups again."""
        self.list.show_folder(self.folder)
        self.show_folder.setEnabled(self.folder.is_dir())
        self._enable()

    def back_up(self, folder: Path) -> None:
        """Make a backup now, on the worker."""
        context, workspace = self._context, self._workspace

        def done(made: Path) -> None:
            self.refresh()
            context.announce_file(f"备份完成，已通过校验：{made.name}", made)

        context.run("正在备份", lambda progress: make_backup(workspace, folder, Reason.MANUAL, workspace.clock(), progress), done)

    def restore_chosen(self) -> None:
        """Restore the chosen backup, after asking."""
        backup = self.list.backup()
        if backup is not None and self.restore_button.isEnabled():
            self._ask_and_restore(backup)

    def restore(self, path: Path) -> bool:
        """Go back to a backup; what is there now is backed up first. False when it was refused and the officer was told."""
        context, workspace = self._context, self._workspace
        password: str | None = None

        def work(_progress: Progress) -> FileWorkspace:
            return workspace.restore(path, password)

        while True:
            try:
                restored = run_busy(self.window(), "正在从备份恢复", work)
                break
            except (refusals.PasswordNeeded, refusals.WrongPassword) as refusal:
                password = self._ask_password(path, refusal)
                if not password:
                    return False
            except UserError as failure:
                context.show_failure(failure)
                self._come_back(workspace)
                return False
        context.replace_workspace(restored)
        context.run("正在准备", lambda _progress: restored.warm_up(), quiet=True)
        return True

    def check(self) -> None:
        """Check the workspace on the worker."""
        workspace = self._workspace
        self.check_button.setEnabled(False)
        self._say(f"{CHECKING}…", "")

        def done(report: Report) -> None:
            self._say(report.summary, Tone.OK if report.sound else Tone.ERROR)

        def failed(failure: Exception) -> None:
            self._say("", "")
            if not isinstance(failure, UserError):
                raise failure
            self._context.show_failure(failure)

        self._context.run(CHECKING, lambda progress: check_workspace(workspace, progress), done, failed)

    def _ask_and_restore(self, backup: Backup) -> None:
        context = self._context
        if self._must_wait():
            return
        at = moment_words(backup.at)
        if messages.question(
            self.window(),
            f"恢复到 {at} 的备份？",
            f"账套会回到那时的内容，{at} 以后的修改不在其中。恢复前会先自动备份现在的内容，需要时可以再恢复回来。",
            yes="恢复",
            danger=True,
        ) and self.restore(backup.path):
            context.announce(f"已恢复到 {at} 的内容。恢复前的内容已存为备份。")

    def _back_up_elsewhere(self) -> None:
        values = self._context.settings.values
        chosen = QFileDialog.getExistingDirectory(self.window(), "备份存到哪个文件夹", values.folders.get(FOLDER, str(Path.home())))
        if chosen:
            values.folders[FOLDER] = chosen
            self._context.settings.save()
            self.back_up(Path(chosen))

    def _must_wait(self) -> bool:
        """Tell whether long work still reads the workspace, and say so: restoring would close it under the work."""
        worker = self._context.worker
        if worker.busy:
            self._context.complain(f"{worker.title}，还没有完成。", "请等它完成后再恢复。")
        return worker.busy

    def _restore_from_elsewhere(self) -> None:
        context = self._context
        if self._must_wait():
            return
        folder = Path(context.settings.values.folders.get(FOLDER, str(self.folder)))
        dialog = RestoreDialog(self.window(), context.settings, self._workspace.path, folder)
        if show_dialog(dialog) == QDialog.DialogCode.Accepted and dialog.path is not None and self.restore(dialog.path):
            context.announce(f"已恢复到备份“{dialog.path.name}”的内容。恢复前的内容已存为备份。")

    def _ask_password(self, path: Path, refusal: UserError) -> str:
        from ui.dialogs.unlocking import PasswordDialog

        problem = refusal.message if isinstance(refusal, refusals.WrongPassword) else ""
        asked = PasswordDialog(self.window(), path, problem, others=False)
        asked.recovery.hide()
        show_dialog(asked)
        return asked.password if asked.chosen else ""

    def _come_back(self, workspace: FileWorkspace) -> None:
        """Open the workspace again where a failure in the last step of restoring has closed it."""
        try:
            workspace.rows("SELECT 1")
        except Exception:  # the driver's word for a closed connection
            reopened = open_unlocked(workspace.path, workspace.key, StoreLock(workspace.path), self._context.programme, workspace.clock)
            self._context.replace_workspace(reopened)

    def _settle(self) -> None:
        """The worker is idle: a check that was stopped hands over nothing."""
        self.check_button.setEnabled(True)
        if self.outcome.text() == f"{CHECKING}…":
            self._say("检查已停止。", "")

    def _enable(self) -> None:
        writable = not self._context.read_only
        self.restore_button.setEnabled(writable and self.list.backup() is not None)
        self.restore_from.setEnabled(writable)
        self.now.setEnabled(writable)

    def _say(self, text: str, tone: str) -> None:
        self.outcome.setText(text)
        set_tone(self.outcome, tone)
