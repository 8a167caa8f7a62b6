"""Asks for the reason of a step that cannot be taken without one."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui import metrics
from ui.dialogs.passing import show_dialog
from ui.labels import label


class ReasonDialog(QDialog):
    """One question, one line to answer; the button works once something is written."""

    def __init__(self, parent: QWidget | None, question: str, hint: str, example: str, yes: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(yes)
        self.reason = QLineEdit()
        self.reason.setAccessibleName("原因")
        self.reason.setPlaceholderText(f"必填，例：{example}")
        self.reason.setMaxLength(2000)
        self.ok = QPushButton(yes)
        self.ok.setEnabled(False)
        self.ok.setDefault(True)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        buttons = QDialogButtonBox()
        buttons.addButton(self.ok, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.reason.textChanged.connect(lambda text: self.ok.setEnabled(bool(text.strip())))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(label(question, role="strong", wrap=True))
        layout.addWidget(label(hint, role="muted", wrap=True))
        layout.addWidget(self.reason)
        layout.addWidget(buttons)
        self.resize(self.fontMetrics().horizontalAdvance("字") * 34, self.sizeHint().height())


def ask_reason(parent: QWidget | None, question: str, hint: str, example: str, yes: str) -> str:
    """Return the reason; empty when the officer took the step back."""
    dialog = ReasonDialog(parent, question, hint, example, yes)
    accepted = show_dialog(dialog)
    reason = dialog.reason.text().strip()
    return reason if accepted else ""
