"""Opens a hand-over package (交接包): what it is, its code, the successor's name and password, where the workspace lies."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from exports.handover.package import Description
from exports.handover.taking import Taken, take_over
from models.errors import UserError
from ui import metrics
from ui.dialogs.busy import run_busy
from ui.dialogs.password_fields import NewPassword
from ui.labels import label
from ui.settings import SettingsFile
from ui.theme import set_tone
from ui.tone import Tone
from ui.worker import Cancelled

LARGEST_SPACING_PT = 40


class TakeDialog(QDialog):
    """Everything that is asked, on one sheet; what is wrong is said here and can be typed again.

    Attributes:
        taken: The workspace once it was made.
    """

    def __init__(
        self,
        parent: QWidget | None,
        path: Path,
        description: Description,
        folder: Path,
        judge: Callable[[Path], str],
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("打开交接包")
        self.setModal(True)
        self._path, self._folder, self._judge, self._clock = path, folder, judge, clock
        self.taken: Taken | None = None
        self.code, self.name, self.phone = QLineEdit(), QLineEdit(description.successor), QLineEdit()
        self.code.setPlaceholderText("XXXXX-XXXXX-XXXXX-XXXXX-XXXXX，由前任当面或电话告知")
        self.phone.setPlaceholderText("单位联系电话，不填则沿用前任的")
        for line, words in ((self.code, "交接口令"), (self.name, "您的姓名"), (self.phone, "联系电话")):
            line.setAccessibleName(words)
        self.new = NewPassword()
        self.bare = QCheckBox("不设密码（谁拿到账套文件和密钥文件，谁就能看到全部内容）")
        self.bare.toggled.connect(lambda on: self.new.setEnabled(not on))
        self.place = label(str(folder), role="muted", wrap=True)
        self.browse = QPushButton("换一个文件夹…")
        self.said = label(wrap=True)
        self.said.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.go, cancel = QPushButton("打开并接着办理"), QPushButton("取消")
        self.go.setProperty("role", "primary")
        self.go.setDefault(True)
        for button in (self.browse, cancel):
            button.setAutoDefault(False)
        self.browse.clicked.connect(self._choose_folder)
        self.go.clicked.connect(self.take)
        cancel.clicked.connect(self.reject)
        made = f"{description.made_at.astimezone():%Y-%m-%d %H:%M}"
        form = QFormLayout()
        for words, widget in (("交接口令", self.code), ("您的姓名", self.name), ("联系电话", self.phone)):
            form.addRow(words, widget)
        where = QHBoxLayout()
        where.addWidget(self.place, 1)
        where.addWidget(self.browse)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, metrics.S, 0)
        column.setSpacing(metrics.S)
        column.addWidget(label(f"{description.office}的交接包", role="heading", wrap=True))
        column.addWidget(label(f"移交人：{description.officer}　　接任者：{description.successor}　　生成时间：{made}", wrap=True))
        column.addWidget(
            label(
                "打开后，本机接着办理全部工作，报送包的编号接着往下排，不需要重新入网。前任的电脑从移交时起只能查看。",
                role="muted",
                wrap=True,
            )
        )
        column.addLayout(form)
        column.addWidget(label("您自己的密码", role="strong"))
        column.addWidget(self.new)
        column.addWidget(self.bare)
        column.addWidget(label("账套存放在", role="strong"))
        column.addLayout(where)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.go)
        foot.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(area, 1)
        layout.addWidget(self.said)
        layout.addLayout(foot)
        room = self.screen().availableGeometry()
        character = self.fontMetrics().horizontalAdvance("字")
        self.resize(min(42 * character, room.width() - 40), min(inside.sizeHint().height() + 130, room.height() - 60))
        self.code.setFocus()

    def take(self) -> None:
        """Make the workspace, unless something is missing or refused."""
        problem = self._problem()
        if problem:
            self._say(problem)
            return
        password = None if self.bare.isChecked() else self.new.password
        code, name, phone = self.code.text(), self.name.text().strip(), self.phone.text().strip()
        try:
            self.taken = run_busy(
                self,
                "正在打开交接包",
                lambda progress: take_over(self._path, code, self._folder, name, phone, password, progress, self._clock),
                stoppable=True,
            )
        except Cancelled:
            self._say("已停止，没有任何改动。")
            return
        except UserError as failure:
            self._say(f"{failure.message}{failure.hint}")
            self.code.setFocus()
            return
        self.accept()

    def _problem(self) -> str:
        if not self.code.text().strip():
            self.code.setFocus()
            return "还没有输入交接口令。"
        if not self.name.text().strip():
            self.name.setFocus()
            return "还没有填写您的姓名。"
        if not self.bare.isChecked() and (problem := self.new.problem()):
            self.new.go_to_problem()
            return problem
        return self._judge(self._folder / "账套.ronghe")

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "账套存放到哪个文件夹", str(self._folder))
        if chosen:
            self._folder = Path(chosen)
            self.place.setText(chosen)

    def _say(self, words: str) -> None:
        self.said.setText(words)
        set_tone(self.said, Tone.ERROR)


def open_package(
    parent: QWidget | None, path: Path, folder: Path, judge: Callable[[Path], str], clock: Callable[[], datetime]
) -> tuple[Taken | None, str]:
    """Let the officer open a hand-over package; return the workspace that was made, and the password it has.

    Args:
        parent: The window; ``None`` before there is one.
        path: The package.
        folder: The proposed place of the workspace.
        judge: Says why a store should not lie at a path; empty when it may.
        clock: Tells the moment.
    """
    from exports.handover.taking import look_into
    from ui import messages
    from ui.dialogs.passing import show_dialog
    from ui.dialogs.recovery_code import RecoveryCodeDialog

    try:
        description = look_into(path)
    except UserError as failure:
        messages.show_failure(parent, failure)
        return None, ""
    dialog = TakeDialog(parent, path, description, folder, judge, clock)
    show_dialog(dialog)
    taken = dialog.taken
    if taken is None:
        return None, ""
    password = "" if dialog.bare.isChecked() else dialog.new.password
    if taken.recovery_code:
        show_dialog(RecoveryCodeDialog(parent, taken.recovery_code, taken.path.name, clock().astimezone().date()))
    return taken, password


def keep_settings(file: SettingsFile, settings: dict[str, str]) -> None:
    """Take the office's choices about its documents over where this computer has made none."""
    values = file.values
    values.word_font = values.word_font or settings.get("word_font", "")
    spacing = settings.get("word_line_pt", "0")
    if not values.word_line_pt and spacing.replace(".", "", 1).isdecimal() and float(spacing) <= LARGEST_SPACING_PT:
        values.word_line_pt = float(spacing)
    file.save()
