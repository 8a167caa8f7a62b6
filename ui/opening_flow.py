"""From a refusal, or from nothing, to an open workspace: dialogs until one is open or the officer gives up."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from models.errors import UserError, system_words
from models.workspace import location, refusals
from models.workspace.backup import default_folder, list_backups
from models.workspace.durable import remove
from models.workspace.keys import key_path
from models.workspace.moving import copy_files, free_place
from models.workspace.store import Workspace, open_workspace
from models.workspace.workspace import utc_now
from ui import messages
from ui.dialogs.busy import run_busy
from ui.opening_ways import Way, ways_out, who_holds
from ui.settings import SettingsFile
from ui.worker import Progress

if TYPE_CHECKING:
    from ui.dialogs.first_run import FirstRunGuide

PACKAGE = ".rhjj"
"""Ending of a package that a predecessor hands over (交接包)."""

LOOK_FOR_READ_ONLY = (refusals.Damaged, refusals.NewerVersion, refusals.AlreadyOpen, refusals.ReadOnlyMedium)


class OpeningFlow:
    """Asks and tries until a workspace is open.

    Attributes:
        path: The workspace being opened; ``None``: the guide comes next.
    """

    def __init__(
        self,
        settings: SettingsFile,
        parent: QWidget | None = None,
        clock: Callable[[], datetime] = utc_now,
        judge: Callable[[Path], str] = location.judge,
        folder: Path | None = None,
    ) -> None:
        """Prepare the flow.

        Args:
            settings: Knows the workspaces used last.
            parent: The window that asks; ``None`` before there is one.
            clock: Tells the moment, UTC.
            judge: Says why a store should not lie at a path.
            folder: The proposed place for new stores.
        """
        self._settings, self._parent = settings, parent
        self._clock, self._judge = clock, judge
        self._folder = folder or location.default_folder()
        self.path: Path | None = None
        self._password: str | None = None
        self._read_only = False
        self._server: str | None = None

    def run(self, place: Path | str | None = None, refusal: UserError | None = None) -> "Workspace | None":
        """Open `place`, which was refused with `refusal` already, or ask.

        Args:
            place: A file, the package of a predecessor (交接包), or the address of a workspace on a server.
            refusal: Why the file was not opened.

        Returns:
            The open workspace; ``None`` when the officer left, or when the window that has it open came to the front.
        """
        self._server = place if isinstance(place, str) else None
        self._begin(place if isinstance(place, Path) else None)
        if self.path is not None and self.path.suffix.lower() == PACKAGE:
            self._take_over(self.path)
        leave = False
        while not leave:
            if self._server is not None:
                workspace = self._open_server(self._server)
                if workspace is not None:
                    return workspace
                self._server = None
            if self.path is None:
                workspace, leave = self._guide()
                if workspace is not None:
                    return workspace
                continue
            if refusal is None:
                opened, refusal = self._try(self.path)
                if opened is not None:
                    return opened
            assert refusal is not None
            leave = self._answer(self.path, refusal)
            refusal = None
        return None

    def _open_server(self, place: str) -> "Workspace | None":
        from ui.server.opening_dialog import ServerDialog

        dialog = ServerDialog(self._settings, place, self._clock, self._parent)
        dialog.exec()
        return dialog.workspace

    def _begin(self, path: Path | None) -> None:
        self.path, self._password, self._read_only = path, None, False

    def _try(self, path: Path) -> "tuple[Workspace | None, UserError | None]":
        password, read_only = self._password, self._read_only
        try:
            return run_busy(self._parent, "正在打开账套", lambda _p: open_workspace(path, password, read_only, clock=self._clock)), None
        except UserError as refusal:
            return None, refusal

    def _answer(self, path: Path, refusal: UserError) -> bool:
        """Let the officer answer a refusal; true when there is nothing more to try."""
        if isinstance(refusal, refusals.PasswordNeeded | refusals.WrongPassword):
            return self._ask_password(path, refusal.message if isinstance(refusal, refusals.WrongPassword) else "")
        if isinstance(refusal, refusals.AlreadyOpen):
            from ui.single_instance import show_first_window

            if show_first_window(path):
                return True
        way = self._ask_way(path, refusal)
        return self._take(way, path)

    def _ask_password(self, path: Path, problem: str) -> bool:
        from ui.dialogs.unlocking import PasswordDialog, RecoveryDialog

        dialog = PasswordDialog(self._parent, path, problem)
        dialog.exec()
        if dialog.chosen == "open":
            self._password = dialog.password
        elif dialog.chosen == "recovery":
            recovery = RecoveryDialog(self._parent, path)
            if recovery.exec() == QDialog.DialogCode.Accepted:
                self._password = recovery.password
        elif dialog.chosen == "other":
            self._begin(None)
        return not dialog.chosen

    def _ask_way(self, path: Path, refusal: UserError) -> Way:
        from ui.dialogs.opening_problem import OpeningProblem

        can_look = isinstance(refusal, LOOK_FOR_READ_ONLY) and not self._read_only and self._can_look(path)
        has_backups = bool(list_backups(default_folder(path)))
        hint = refusal.hint
        if isinstance(refusal, refusals.AlreadyOpen):
            hint = f"{who_holds(path) or '可能是本机另一个登录账户开着它，或有导出、检查、备份正在进行。'}{hint}"
        tone = "error" if isinstance(refusal, refusals.Damaged) else "warning"
        ways = ways_out(refusal, can_look=can_look, has_backups=has_backups)
        dialog = OpeningProblem(self._parent, refusal.message, hint, ways, str(path.parent), tone)
        dialog.exec()
        return dialog.way

    def _can_look(self, path: Path) -> bool:
        try:
            run_busy(self._parent, "正在检查能否只读打开", lambda _p: open_workspace(path, self._password, read_only=True).close())
        except UserError:
            return False
        return True

    def _take(self, way: Way, path: Path) -> bool:
        """Do what the officer chose; true when there is nothing more to try."""
        if way is Way.QUIT:
            return True
        if way is Way.OTHER:
            self._begin(None)
        elif way is Way.NEW:
            self._begin(None)
            self._start_new = True
        elif way is Way.READ_ONLY:
            self._read_only = True
        elif way is Way.RETRY:
            self._read_only = False
        elif way is Way.KEY_FILE:
            self._fetch_key_file(path)
        elif way is Way.RESTORE:
            self._restore(path)
        elif way is Way.COPY_HERE:
            self._copy_here(path)
        elif way is Way.COPY_ASIDE:
            self._copy_aside(path)
        return False

    _start_new = False

    def _guide(self) -> "tuple[Workspace | None, bool]":
        guide = self.make_guide()
        accepted = guide.exec() == QDialog.DialogCode.Accepted
        if guide.workspace is not None:
            return guide.workspace, False
        self._server = guide.server
        self._begin(guide.chosen)
        if guide.chosen is not None and guide.chosen.suffix.lower() == PACKAGE:
            self._take_over(guide.chosen)
        return None, not accepted

    def _take_over(self, package: Path) -> None:
        """Make the workspace out of a predecessor's package the one to be opened; where that fails, the guide comes again."""
        from ui.handover.take_dialog import keep_settings, open_package

        taken, password = open_package(self._parent, package, self._folder, self._judge, self._clock)
        self._begin(taken.path if taken is not None else None)
        self._password = password or None
        if taken is not None:
            keep_settings(self._settings, taken.settings)

    def make_guide(self) -> "FirstRunGuide":
        """Make the guide that begins a new workspace or chooses an existing one."""
        from models.programme.pack import load_programme, programme_ids
        from ui.dialogs.first_run import FirstRunGuide

        programme = load_programme(programme_ids()[0])
        recent = self._settings.values.recent
        guide = FirstRunGuide(programme, self._clock, self._folder, self._judge, recent, self._parent, self._start_new)
        self._start_new = False
        return guide

    def _fetch_key_file(self, path: Path) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._parent, f"选择“{path.name}”的密钥文件", str(path.parent), "密钥文件 (*.key);;全部文件 (*)"
        )
        if chosen:
            try:
                shutil.copyfile(chosen, key_path(path))
            except OSError as error:
                by_hand = f"请手工复制到“{path.parent}”，并改名为“{key_path(path).name}”。"
                messages.error(self._parent, f"密钥文件没有复制到账套旁边：{system_words(error)}。", by_hand)
                return
            self._refuse_wrong_key_file(path, Path(chosen).name)

    def _refuse_wrong_key_file(self, path: Path, name: str) -> None:
        """Take a key file away again that does not open the store; one with a password shows only later."""
        try:
            open_workspace(path, self._password, read_only=True).close()
        except refusals.Damaged:
            remove(key_path(path))
            messages.error(self._parent, f"“{name}”不是账套“{path.name}”的密钥文件。", "请换一个密钥文件，或从备份恢复。")
        except UserError:
            return

    def _restore(self, path: Path) -> None:
        from models.workspace.restoring import restore
        from ui.dialogs.backup_list import RestoreDialog
        from ui.dialogs.unlocking import PasswordDialog

        chooser = RestoreDialog(self._parent, self._settings, path, default_folder(path))
        if chooser.exec() != QDialog.DialogCode.Accepted or chooser.path is None:
            return
        backup, password = chooser.path, self._password

        def work(progress: Progress) -> Path:
            return restore(path, backup, self._clock(), password, progress)

        while True:
            try:
                run_busy(self._parent, "正在从备份恢复", work)
            except (refusals.PasswordNeeded, refusals.WrongPassword) as refusal:
                problem = refusal.message if isinstance(refusal, refusals.WrongPassword) else ""
                asked = PasswordDialog(self._parent, path, problem, others=False)
                asked.recovery.hide()
                asked.exec()
                if not asked.chosen:
                    return
                password = asked.password
                continue
            except UserError as failure:
                messages.show_failure(self._parent, failure)
                return
            break
        self._begin(path)
        self._password = password

    def _copy_here(self, path: Path) -> None:
        target = free_place(self._folder, path.name)
        try:
            run_busy(self._parent, "正在复制账套", lambda _progress: copy_files(path, target))
        except UserError as failure:
            messages.show_failure(self._parent, failure)
            return
        messages.information(self._parent, f"已复制到“{target}”。", "以后请打开这一份。")
        password = self._password
        self._begin(target)
        self._password = password

    def _copy_aside(self, path: Path) -> None:
        chosen = QFileDialog.getExistingDirectory(self._parent, "把损坏的文件存到哪个文件夹", str(Path.home()))
        if not chosen:
            return
        target = free_place(Path(chosen), path.name)
        try:
            run_busy(self._parent, "正在复制文件", lambda _progress: copy_files(path, target))
        except UserError as failure:
            messages.show_failure(self._parent, failure)
            return
        messages.information(self._parent, f"损坏的文件已存为“{target.name}”。", f"位置：{target.parent}。原文件没有改动。")
