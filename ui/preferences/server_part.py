"""Settings: a workspace on a server, whose backups and accounts are its administrator's business."""

from PySide6.QtWidgets import QPushButton

from models.workspace.server.address import read_address
from models.workspace.server.refusals import AdministratorBacksUp
from ui.context import Context
from ui.dialogs.backup_list import size_words
from ui.labels import label
from ui.preferences.part import Part, buttons_in, form_in
from ui.preferences.workspace_part import switch_workspace


class ServerPart(Part):
    """Where the workspace lies, and who looks after it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        inside = self.add_card("服务器上的账套", "几个人可以同时使用；每次保存都直接写到服务器。密码不保存在这台电脑上。")
        form = form_in(inside)
        self.host, self.database, self.account, self.bytes, self.pack = (label(wrap=True) for _ in range(5))
        for words, fact in (
            ("服务器", self.host),
            ("账套名", self.database),
            ("账号", self.account),
            ("大小", self.bytes),
            ("方案包", self.pack),
        ):
            form.addRow(words, fact)
        self.switch = QPushButton("打开或新建另一个账套…")
        self.switch.clicked.connect(lambda: switch_workspace(self._context, self.window()))
        buttons_in(inside, self.switch)
        inside = self.add_card("备份与账号")
        inside.addWidget(label(str(AdministratorBacksUp()), wrap=True))
        inside.addWidget(label("新增同事、重设密码、调整收件、评审、管理的权限，也请找服务器管理员。", wrap=True))
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Show how it is now."""
        workspace, programme = self._context.workspace, self._context.programme
        address = read_address(workspace.place)
        self.host.setText(f"{address.host}（端口 {address.port}）")
        self.database.setText(address.database)
        self.account.setText(address.account)
        self.bytes.setText(size_words(workspace.size()))
        self.pack.setText(f"{programme.title}（{programme.id}，版本 {programme.version}）")
