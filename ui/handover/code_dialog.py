"""Shows the code of a hand-over package (交接口令), once, until it is written down."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import messages, metrics
from ui.labels import card, label
from ui.theme import set_icon


class HandoverCodeDialog(QDialog):
    """The code and where the package lies; closes once it is noted."""

    def __init__(self, parent: QWidget | None, code: str, path: Path, successor: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("交接口令")
        self.setModal(True)
        self.code = label(code, role="number", wrap=True)
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setAccessibleName("交接口令")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        frame = card()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(metrics.L, metrics.L, metrics.L, metrics.L)
        inside.addWidget(self.code)
        copy = QPushButton("复制")
        set_icon(copy, "copy")
        copy.setAutoDefault(False)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(code))
        self.noted = QCheckBox("我已抄下交接口令")
        self.close_button = QPushButton("完成")
        self.close_button.setProperty("role", "primary")
        self.close_button.setEnabled(False)
        self.close_button.clicked.connect(self.accept)
        self.noted.toggled.connect(self.close_button.setEnabled)
        foot = QHBoxLayout()
        foot.addWidget(copy)
        foot.addWidget(self.noted, 1)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(label(f"交接包已写好并读回核对：{path.name}", role="heading", wrap=True))
        layout.addWidget(label(f"位置：{path.parent}", role="muted", wrap=True))
        layout.addWidget(label(f"请把下面的交接口令当面或打电话告诉{successor}，不要写在U盘上，也不要和交接包一起发送。", wrap=True))
        layout.addWidget(frame)
        layout.addWidget(label("口令只显示这一次。没有抄下也不要紧：可以再生成一个交接包，会有新的口令。", role="muted", wrap=True))
        layout.addLayout(foot)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * 38)
        self.noted.setFocus()

    def reject(self) -> None:
        """Close without the tick only after asking."""
        question, hint = "还没有抄下交接口令。", "关闭后不再显示；没有口令，交接包打不开，要再生成一个。"
        if self.noted.isChecked() or messages.question(self, question, hint, yes="没抄也关闭", no="返回抄写", danger=True):
            super().reject()
