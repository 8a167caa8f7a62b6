"""Asks for the code that the city tells by telephone, and takes the enrolment file over."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.changes import Changes
from models.errors import UserError
from ui import metrics
from ui.context import Context
from ui.dialogs.busy import run_busy
from ui.labels import label
from ui.theme import set_tone
from ui.tone import Tone

if TYPE_CHECKING:
    from exports.exchange.stations import Joined


class CodeDialog(QDialog):
    """One line for the code; a wrong one is said here and can be typed again.

    Attributes:
        joined: The enrolment once it was taken over.
        changes: What changed.
    """

    def __init__(self, context: Context, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.path = context, path
        self.joined: Joined | None = None
        self.changes: list[Changes] = []
        self.setWindowTitle("导入入网文件")
        self.code = QLineEdit()
        self.code.setAccessibleName("口令")
        self.code.setPlaceholderText("16位数字，四位一组，空格可写可不写")
        self.said = label(wrap=True)
        self.ok = QPushButton("导入")
        self.ok.setDefault(True)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        buttons = QDialogButtonBox()
        buttons.addButton(self.ok, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        self.ok.clicked.connect(self.join)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(label(f"请输入“{path.name}”的口令", role="strong", wrap=True))
        layout.addWidget(label("口令由市级打电话告知，不写在文件里，也不要通过微信、邮件发送。", role="muted", wrap=True))
        layout.addWidget(self.code)
        layout.addWidget(self.said)
        layout.addWidget(buttons)
        self.said.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.resize(self.fontMetrics().horizontalAdvance("字") * 34, self.sizeHint().height())

    def join(self) -> None:
        """Open the file with the code on another thread, and take it over."""
        from exports.exchange.receiving import read_file
        from exports.exchange.stations import join
        from forms.keeping import keep_counts

        workspace, code, made = self.context.workspace, self.code.text(), list[Changes]()

        def perform(operation: Any, *args: Any) -> Changes:
            made.append(workspace.perform(keep_counts, operation, *args))
            return made[-1]

        try:
            self.joined = run_busy(
                self,
                "正在核对口令",
                lambda _progress: join(perform, workspace, read_file(self.path), code, workspace.office.district_code, workspace.clock()),
            )
        except UserError as failure:
            self.said.setText(f"{failure.message}{failure.hint}")
            set_tone(self.said, Tone.ERROR)
            self.code.setFocus()
            self.code.selectAll()
            return
        self.changes = made
        self.accept()
