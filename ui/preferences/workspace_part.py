"""Settings: where the workspace lies, its password and recovery code, and going over to another workspace."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget

from models.errors import UserError
from models.workspace.file_workspace import FileWorkspace
from models.workspace.keys import needs_password
from models.workspace.workspace import Workspace
from ui import messages
from ui.banner import open_path
from ui.context import Context
from ui.dialogs.backup_list import size_words
from ui.dialogs.change_password import ChangePasswordDialog, Task
from ui.dialogs.passing import show_dialog
from ui.dialogs.recovery_code import RecoveryCodeDialog
from ui.labels import label
from ui.pages import pages_of
from ui.preferences.part import Part, buttons_in, form_in


class WorkspacePart(Part):
    """The workspace file and what protects it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        inside = self.add_card("账套文件", "全部内容都在这个加密文件里；旁边的 .key 密钥文件缺一不可，搬动时要一起搬。")
        form = form_in(inside)
        self.path, self.bytes, self.pack = self._fact(), self._fact(), self._fact()
        for words, fact in (("位置", self.path), ("大小", self.bytes), ("方案包", self.pack)):
            form.addRow(words, fact)
        folder = QPushButton("打开所在文件夹")
        folder.clicked.connect(lambda: open_path(self._workspace.path.parent))
        self.switch = QPushButton("打开或新建另一个账套…")
        self.switch.clicked.connect(self.switch_workspace)
        buttons_in(inside, folder, self.switch)
        inside = self.add_card("密码")
        self.state = label(wrap=True)
        inside.addWidget(self.state)
        self.buttons = {task: QPushButton(f"{task.title}…") for task in Task}
        for task, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, task=task: self.do(task))
        buttons_in(inside, *self.buttons.values())
        self.column.addStretch(1)

    @property
    def _workspace(self) -> FileWorkspace:
        """The open workspace; the page shows another part where it is not a file."""
        workspace = self._context.workspace
        assert isinstance(workspace, FileWorkspace)
        return workspace

    def refresh(self) -> None:
        """Show how it is now."""
        workspace = self._workspace
        self.path.setText(str(workspace.path))
        self.bytes.setText(size_words(workspace.path.stat().st_size))
        programme = self._context.programme
        self.pack.setText(f"{programme.title}（{programme.id}，版本 {programme.version}）")
        protected = needs_password(workspace.path)
        self.state.setText(
            "已设密码。忘记密码时用恢复码打开；恢复码的纸找不到了，请换发一个。"
            if protected
            else "没有设密码：谁拿到账套文件和密钥文件，谁就能看到全部内容。建议设置密码。"
        )
        for task, button in self.buttons.items():
            button.setVisible(protected != (task is Task.SET))
            button.setEnabled(not workspace.read_only)

    def do(self, task: Task) -> None:
        """Carry out one of the tasks about the password."""
        workspace = self._workspace
        dialog = ChangePasswordDialog(self.window(), workspace.path, task)
        if show_dialog(dialog) != QDialog.DialogCode.Accepted:
            return
        if dialog.code:
            show_dialog(RecoveryCodeDialog(self.window(), dialog.code, workspace.path.name, self._context.today()))
        self.refresh()
        self._context.announce(
            {Task.SET: "密码已设置。", Task.CHANGE: "密码已修改。", Task.REMOVE: "密码已取消。"}.get(task, "恢复码已换发。")
        )

    def switch_workspace(self) -> None:
        """Go over to another workspace."""
        switch_workspace(self._context, self.window())

    def _fact(self) -> QLabel:
        made = label(wrap=True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        return made


def switch_workspace(context: Context, window: QWidget) -> None:
    """Open or make another workspace and go on with it; the present one is backed up and closed."""
    from ui.opening_flow import OpeningFlow

    if context.worker.busy:
        context.complain(f"{context.worker.title}，还没有完成。", "请等它完成后再换账套。")
        return
    opened = OpeningFlow(context.settings, window, clock=context.workspace.clock).run()
    if opened is not None:
        go_over(context, opened, window)


def go_over(context: Context, opened: Workspace, window: QWidget | None) -> None:
    """Go on with a workspace that was opened; the present one is backed up and closed."""
    from ui.app import remember

    old = context.workspace
    context.navigate(pages_of(city=context.is_city)[0].key)
    try:
        old.close()
    except UserError as failure:
        messages.show_failure(window, failure)
    remember(context.settings, opened.place)
    context.replace_workspace(opened)
