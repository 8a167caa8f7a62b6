"""Setting, changing and giving up the password of the open workspace; a new recovery code."""

from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.errors import UserError
from models.workspace.keys import change_password, new_recovery_code
from ui import metrics
from ui.dialogs.busy import run_busy
from ui.dialogs.password_fields import NewPassword, PasswordLine
from ui.labels import label
from ui.theme import set_tone
from ui.tone import Tone

WIDTH = 480


class Task(Enum):
    """What is to be done: title of the dialog, words above, words on the button."""

    SET = ("设置密码", "设置后，每次打开账套都要输入密码。已有的备份仍按备份时的方式打开，请另行妥善保管。", "设置密码")
    CHANGE = ("修改密码", "只换密码，账套内容不变，恢复码继续有效。以前的备份仍用备份时的密码打开。", "修改密码")
    REMOVE = ("取消密码", "取消后，谁拿到这台电脑，或拿到账套文件和密钥文件，谁就能看到全部内容。", "取消密码")
    NEW_CODE = ("换发恢复码", "原来的恢复码立即作废。请输入现在的密码。", "换发")

    @property
    def title(self) -> str:
        """Title of the dialog."""
        return self.value[0]


class ChangePasswordDialog(QDialog):
    """Does one of the tasks.

    Attributes:
        code: The recovery code that came out of it; empty when none did.
    """

    def __init__(self, parent: QWidget | None, store: Path, task: Task) -> None:
        super().__init__(parent)
        self.setWindowTitle(task.title)
        self.setModal(True)
        self._store, self._task = store, task
        self.code = ""
        self.old = PasswordLine("现在的密码")
        self.new = NewPassword()
        self.aware = QCheckBox("我知道不设密码意味着什么")
        self.words = label(tone=Tone.ERROR, wrap=True)
        self.words.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        _title, explanation, press = task.value
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(label(explanation, wrap=True))
        if task is not Task.SET:
            form = QFormLayout()
            form.addRow("现在的密码", self.old)
            layout.addLayout(form)
        if task in (Task.SET, Task.CHANGE):
            layout.addWidget(label("新密码", role="heading"))
            layout.addWidget(self.new)
        if task is Task.REMOVE:
            layout.addWidget(self.aware)
        layout.addWidget(self.words)
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.press = QPushButton(press)
        self.press.setDefault(True)
        self.press.clicked.connect(self.do)
        row.addWidget(cancel)
        row.addWidget(self.press)
        layout.addLayout(row)
        self.setMinimumWidth(WIDTH)
        (self.new.first if task is Task.SET else self.old).setFocus()

    def do(self) -> None:
        """Do it, unless something is missing or the password is wrong."""
        problem = self._problem()
        if problem:
            self._say(problem)
            return
        old, new = self.old.text() or None, self.new.password or None
        try:
            if self._task is Task.NEW_CODE:
                self.code = run_busy(self, "正在换发恢复码", lambda _p: new_recovery_code(self._store, old or ""))
            else:
                self.code = run_busy(self, f"正在{self._task.title}", lambda _p: change_password(self._store, old, new))
        except UserError as failure:
            self._say(failure.message.split("，")[0] + "。" if "密码不正确" in failure.message else str(failure))
            self.old.selectAll()
            self.old.setFocus()
            return
        self.accept()

    def _problem(self) -> str:
        if self._task is not Task.SET and not self.old.text():
            self.old.setFocus()
            return "请输入现在的密码。"
        if self._task in (Task.SET, Task.CHANGE) and (problem := self.new.problem()):
            self.new.go_to_problem()
            return problem
        if self._task is Task.REMOVE and not self.aware.isChecked():
            self.aware.setFocus()
            return "请先勾选“我知道不设密码意味着什么”。"
        return ""

    def _say(self, text: str) -> None:
        self.words.setText(text)
        set_tone(self.words, Tone.ERROR)
