"""Opening a workspace on a server: address, account, who works here, password; asked until it is open."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.errors import UserError
from models.workspace.server.address import PORT, ServerAddress, is_server, read_address
from ui import metrics
from ui.dialogs.busy import run_busy
from ui.dialogs.password_fields import CAPS_WORDS, PasswordLine
from ui.labels import label
from ui.settings import SettingsFile
from ui.theme import set_tone
from ui.tone import Tone

if TYPE_CHECKING:
    from models.workspace.workspace import Workspace

WIDTH = 560


class ServerDialog(QDialog):
    """Asks for a server and opens what is there.

    Attributes:
        workspace: The open workspace; ``None`` until it is open.
    """

    def __init__(self, settings: SettingsFile, place: str, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        """Build the dialog.

        Args:
            settings: Knows who works on this computer.
            place: The address used before; empty for a new one.
            clock: Tells the moment, UTC.
            parent: The window it belongs to.
        """
        super().__init__(parent)
        self.setWindowTitle("打开服务器上的账套")
        self.setModal(True)
        self._settings, self._clock = settings, clock
        self._options: tuple[tuple[str, str], ...] = ()
        self.workspace: Workspace | None = None
        self.host, self.port, self.database, self.account, self.officer = (QLineEdit() for _ in range(5))
        self.port.setText(str(PORT))
        self.port.setMaximumWidth(90)
        self.password = PasswordLine("密码")
        self.password.caps_changed.connect(lambda on: self._say(CAPS_WORDS if on else "", Tone.WARNING))
        self.host.setPlaceholderText("例如 10.0.0.5")
        self.host.textEdited.connect(self._take_whole_address)
        words = "市级版可以把账套放在单位的服务器上，几个人同时使用。地址和账号由服务器管理员提供；密码不保存在这台电脑上。"
        form = QFormLayout()
        form.setHorizontalSpacing(metrics.L)
        form.setVerticalSpacing(metrics.S)
        line = QHBoxLayout()
        line.setSpacing(metrics.S)
        line.addWidget(self.host, 1)
        line.addWidget(label("端口"))
        line.addWidget(self.port)
        form.addRow("服务器", line)
        rows = (("账套名", self.database), ("账号", self.account), ("密码", self.password), ("经办人姓名", self.officer))
        for name, field in (("服务器", self.host), ("端口", self.port), *rows):
            field.setAccessibleName(name)
        for name, field in rows:
            form.addRow(name, field)
        self.problem = label(wrap=True)
        self.problem.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self.open_button, self.cancel = QPushButton("打开"), QPushButton("取消")
        self.open_button.setDefault(True)
        self.cancel.setAutoDefault(False)
        self.open_button.clicked.connect(self.try_to_open)
        self.cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.open_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(label(words, role="muted", wrap=True))
        layout.addLayout(form)
        layout.addWidget(label("经办人姓名记入修改记录，同事在“谁在看、谁在改”里也看到它。", role="muted", wrap=True))
        layout.addWidget(self.problem)
        layout.addLayout(buttons)
        self.setMinimumWidth(WIDTH)
        self.officer.setText(settings.values.officer)
        self._show_place(place)

    @property
    def address(self) -> ServerAddress:
        """What was typed.

        Raises:
            UserError: Something is missing.
        """
        for field, words in ((self.host, "服务器地址"), (self.database, "账套名"), (self.account, "账号"), (self.officer, "经办人姓名")):
            if not field.text().strip():
                field.setFocus()
                raise UserError(f"还没有填写{words}。")
        port = self.port.text().strip()
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            self.port.setFocus()
            raise UserError(f"端口“{port}”不对。", f"端口是一个数字，一般是 {PORT}。")
        return ServerAddress(self.host.text().strip(), self.database.text().strip(), self.account.text().strip(), int(port), self._options)

    def try_to_open(self) -> None:
        """Open what was typed; what stands against it is said here, and everything typed stays."""
        from models.workspace.server.opening import open_server

        password, officer = self.password.text(), self.officer.text().strip()
        try:
            address = self.address
            self.workspace = run_busy(self, "正在连接服务器", lambda _progress: open_server(address, password, officer, clock=self._clock))
        except UserError as failure:
            self._say(str(failure), Tone.ERROR)
            return
        if self._settings.values.officer != officer:
            self._settings.values.officer = officer
            self._settings.save()
        self.accept()

    def _show_place(self, place: str) -> None:
        try:
            address = read_address(place) if place else None
        except UserError:
            address = None
        if address is None:
            self.host.setFocus()
            return
        self.host.setText(address.host)
        self.port.setText(str(address.port))
        self.database.setText(address.database)
        self.account.setText(address.account)
        self._options = address.options
        (self.password if self.officer.text() else self.officer).setFocus()

    def _take_whole_address(self, text: str) -> None:
        """Take apart an address that an administrator sent as one line and the officer pasted."""
        if is_server(text.strip()):
            try:
                self._show_place(read_address(text).url)
            except UserError as problem:
                self._say(str(problem), Tone.ERROR)

    def _say(self, words: str, tone: Tone) -> None:
        self.problem.setText(words)
        set_tone(self.problem, tone)
