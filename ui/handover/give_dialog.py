"""Asks to whom the work goes over, and says what that means before anything is done."""

from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui import metrics
from ui.labels import label

MEANING = (
    "交接包是一个加密文件，装有整个账套：主体、项目、文书、佐证材料、修改记录、公文模板，以及收发用的密钥。",
    "移交以后，本机的账套只能查看和导出，不能再填报和报送；报送包的编号由接任者的电脑接着往下排，所以不能两台电脑同时办理。",
    "接任者在自己的电脑上打开交接包，输入交接口令，设置自己的密码，不需要重新入网。",
)


class GiveDialog(QDialog):
    """The successor's name, and a tick that the officer knows what follows."""

    def __init__(self, parent: QWidget | None, successor: str = "", *, again: bool = False) -> None:
        """Build the dialog.

        Args:
            parent: The window.
            successor: Name of who takes over, where it is known.
            again: The work went over already; the package is made once more.
        """
        super().__init__(parent)
        self.setWindowTitle("再生成一个交接包" if again else "移交给接任者")
        self.setModal(True)
        self.successor = QLineEdit(successor)
        self.successor.setAccessibleName("接任者姓名")
        self.successor.setMaxLength(60)
        self.with_list = QCheckBox("同时写出交接清单（Word），供双方核对签字")
        self.with_list.setChecked(True)
        self.aware = QCheckBox("我知道：移交以后，本机不能再填报和报送")
        self.aware.setVisible(not again)
        self.go = QPushButton("选择U盘或文件夹…")
        self.go.setProperty("role", "primary")
        self.go.setDefault(True)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        self.go.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        form = QFormLayout()
        form.addRow("接任者姓名", self.successor)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.go)
        foot.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        words = ("会生成新的交接口令。以前的交接包仍能用它原来的口令打开，只能有一台电脑接着办理，请把以前的交接包删除。",)
        for line in words if again else MEANING:
            layout.addWidget(label(line, wrap=True))
        layout.addLayout(form)
        layout.addWidget(self.with_list)
        layout.addWidget(self.aware)
        layout.addLayout(foot)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * 40)
        self._again = again
        self.successor.setEnabled(not again)
        self.successor.textChanged.connect(lambda _text: self._enable())
        self.aware.toggled.connect(lambda _on: self._enable())
        self._enable()
        (self.go if again else self.successor).setFocus()

    def _enable(self) -> None:
        self.go.setEnabled(bool(self.successor.text().strip()) and (self._again or self.aware.isChecked()))
