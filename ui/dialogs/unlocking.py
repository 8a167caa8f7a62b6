"""Dialogs that unlock a workspace: by its password, or by its recovery code and a new password."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.errors import UserError
from models.workspace.keys import read_code, unlock_with_recovery_code
from ui import metrics
from ui.dialogs.busy import run_busy
from ui.dialogs.password_fields import CAPS_WORDS, NewPassword, PasswordLine
from ui.labels import label
from ui.theme import set_tone
from ui.tone import Tone

WIDTH = 480


class PasswordDialog(QDialog):
    """Asks for the password of a workspace.

    Attributes:
        password: What was typed.
        chosen: ``open``, ``recovery``, ``other``, or empty when the dialog was closed.
    """

    def __init__(self, parent: QWidget | None, store: Path, problem: str = "", others: bool = True) -> None:
        super().__init__(parent)
        self.setWindowTitle("输入密码")
        self.setModal(True)
        self.chosen = ""
        self.line = PasswordLine("密码")
        self.line.caps_changed.connect(lambda _on: self._say())
        self.line.textChanged.connect(lambda _text: self._enable())
        self._problem = problem
        self.words = label(wrap=True)
        self.words.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        shown = QCheckBox("显示密码")
        shown.toggled.connect(self.line.show_text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(label(f"账套“{store.name}”设有密码", role="heading", wrap=True))
        layout.addWidget(label(str(store.parent), role="muted", wrap=True))
        layout.addSpacing(metrics.S)
        layout.addWidget(self.line)
        layout.addWidget(shown)
        layout.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(metrics.S)
        self.recovery = QPushButton("忘记密码，用恢复码…")
        self.other = QPushButton("打开其他账套…")
        for button, chosen in ((self.recovery, "recovery"), (self.other, "other")):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, chosen=chosen: self._take(chosen))
            row.addWidget(button)
        self.other.setVisible(others)
        row.addStretch(1)
        self.open_button = QPushButton("打开")
        self.open_button.setDefault(True)
        self.open_button.clicked.connect(lambda: self._take("open"))
        row.addWidget(self.open_button)
        layout.addLayout(row)
        self.setMinimumWidth(WIDTH)
        self._say()
        self._enable()
        self.line.setFocus()

    @property
    def password(self) -> str:
        """What was typed."""
        return self.line.text()

    def _take(self, chosen: str) -> None:
        self.chosen = chosen
        self.accept()

    def _enable(self) -> None:
        self.open_button.setEnabled(bool(self.line.text()))

    def _say(self) -> None:
        self.words.setText(f"{CAPS_WORDS if self.line.caps else ''}{self._problem}")
        set_tone(self.words, Tone.ERROR if self._problem else Tone.WARNING)


class RecoveryDialog(QDialog):
    """Opens the key with the recovery code and sets a new password.

    Attributes:
        password: The new password, once the dialog was accepted.
    """

    def __init__(self, parent: QWidget | None, store: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle("用恢复码设置新密码")
        self.setModal(True)
        self._store = store
        self.code = QLineEdit()
        self.code.setAccessibleName("恢复码")
        self.code.setPlaceholderText("XXXXX-XXXXX-XXXXX-XXXXX-XXXXX")
        self.code.textChanged.connect(self._say_code)
        self.new = NewPassword()
        self.words = label(wrap=True)
        self.words.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        form = QFormLayout()
        form.addRow("恢复码", self.code)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(label("请输入建账套时抄写或打印的恢复码，再设置一个新密码。大小写、短横线和空格都不影响。", wrap=True))
        layout.addLayout(form)
        layout.addWidget(self.words)
        layout.addWidget(label("新密码", role="heading"))
        layout.addWidget(self.new)
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.accept_button = QPushButton("设置新密码")
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self._unlock)
        row.addWidget(cancel)
        row.addWidget(self.accept_button)
        layout.addLayout(row)
        self.setMinimumWidth(WIDTH + 40)
        self.code.setFocus()

    @property
    def password(self) -> str:
        """The new password."""
        return self.new.password

    def _unlock(self) -> None:
        try:
            read_code(self.code.text())
        except UserError as failure:
            self._say(str(failure), Tone.ERROR)
            self.code.setFocus()
            return
        problem = self.new.problem()
        if problem:
            self._say(problem, Tone.ERROR)
            self.new.go_to_problem()
            return
        try:
            run_busy(self, "正在核对恢复码", lambda _progress: unlock_with_recovery_code(self._store, self.code.text(), self.password))
        except UserError as failure:
            self._say(str(failure), Tone.ERROR)
            self.code.setFocus()
            return
        self.accept()

    def _say_code(self) -> None:
        """Say at once that a complete code holds a mistake; an incomplete one is not yet wrong."""
        try:
            read_code(self.code.text())
            self._say("恢复码格式正确。", Tone.OK)
        except UserError as failure:
            complete = len("".join(c for c in self.code.text() if c.isalnum())) >= 25
            self._say(failure.message if complete else "", Tone.ERROR)

    def _say(self, text: str, tone: Tone) -> None:
        self.words.setText(text)
        set_tone(self.words, tone)
