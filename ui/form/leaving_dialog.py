"""The check before a file leaves (出门检查): what personal facts it holds, and what to do about them."""

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from forms.inspection import Inspection
from forms.leaving import LeavingFinding
from ui import metrics
from ui.dialogs.passing import show_dialog
from ui.form.field_row import LEVEL_TONES
from ui.labels import label
from ui.theme import set_picture, theme
from ui.wrapped_lines import wrapped_list

FINDING = Qt.ItemDataRole.UserRole


EXPORT, PRINT, SHOW = "导出", "打印", "打开"
"""The ways in which a document leaves."""


class Leave(Enum):
    """What the officer has decided; what the button says, with the way in which it leaves."""

    AS_IT_IS = "照常{way}"
    MASKED = "{way}脱敏副本"
    BACK = "返回修改"


class LeavingDialog(QDialog):
    """Lists the findings and asks; Enter and Esc go back, which changes nothing.

    Attributes:
        chosen: The decision.
    """

    def __init__(self, parent: QWidget | None, what: str, inspection: Inspection, masking: bool = True, way: str = EXPORT) -> None:
        """Build the dialog; without `masking` no masked copy is offered, as for what was handed in and travels as it is."""
        super().__init__(parent)
        self.chosen = Leave.BACK
        self.setWindowTitle("出门检查")
        self.resize(600, 440)
        picture = label()
        set_picture(picture, "warning", "warning", 32)
        words = QVBoxLayout()
        words.setSpacing(metrics.XS)
        words.addWidget(label(f"“{what}”里有{inspection.count}处可能是个人信息", role="strong", wrap=True))
        hint = f"请看一下是否需要写出。脱敏副本只在{way}的那一份里遮去下面列出的内容，账套里填写的内容不变。"
        if not masking:
            hint = "请看一下是否需要写出。定稿原样报送，不能遮去；不该写出的，请返回，退回修改后重新定稿。"
        words.addWidget(label(hint, wrap=True))
        head = QHBoxLayout()
        head.setSpacing(metrics.L)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self.list = wrapped_list("可能是个人信息的内容", self)
        for finding in inspection.findings:
            tone = LEVEL_TONES[finding.level].value
            item = QListWidgetItem(theme().icon(tone, tone), f"{finding.label}\n{finding.message}")
            item.setData(FINDING, finding)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _item: self._choose(Leave.BACK))
        more = inspection.count - len(inspection.findings)
        rest = label(f"另有{more}处没有列出{'，脱敏副本也会一并遮去' if masking else ''}。", role="muted", wrap=True)
        rest.setVisible(more > 0)
        buttons = QDialogButtonBox(self)
        for leave, role in (
            (Leave.BACK, QDialogButtonBox.ButtonRole.RejectRole),
            (Leave.MASKED, QDialogButtonBox.ButtonRole.ActionRole),
            (Leave.AS_IT_IS, QDialogButtonBox.ButtonRole.ActionRole),
        ):
            if leave is Leave.MASKED and not masking:
                continue
            button = QPushButton(leave.value.format(way=way))
            button.setAutoDefault(True)  # Enter presses the button that has the focus
            button.setDefault(leave is Leave.BACK)
            button.clicked.connect(lambda _checked=False, leave=leave: self._choose(leave))
            buttons.addButton(button, role)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.XL, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)
        layout.addWidget(rest)
        layout.addWidget(buttons)
        self.list.setFocus()

    @property
    def finding(self) -> LeavingFinding | None:
        """The finding that is chosen in the list."""
        item = self.list.currentItem()
        found: LeavingFinding | None = item.data(FINDING) if item is not None else None
        return found

    def _choose(self, leave: Leave) -> None:
        self.chosen = leave
        self.accept()


def ask_leaving(
    parent: QWidget | None, what: str, inspection: Inspection, masking: bool = True, way: str = EXPORT
) -> tuple[Leave, LeavingFinding | None]:
    """Ask when something was found; without findings the document leaves as it is.

    Args:
        parent: The window; a dialog that is open takes its place.
        what: What leaves.
        inspection: What was found in it.
        masking: Whether a masked copy can be had.
        way: How it leaves: `EXPORT`, `PRINT`, `SHOW`.
    """
    if not inspection.count:
        return Leave.AS_IT_IS, None
    dialog = LeavingDialog(QApplication.activeModalWidget() or parent, what, inspection, masking, way)
    show_dialog(dialog)
    return dialog.chosen, dialog.finding
