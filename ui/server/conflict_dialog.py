"""Two officers changed the same thing: theirs and mine beside each other, and the officer chooses."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from models.workspace.refusals import Difference
from ui import metrics
from ui.dialogs.passing import show_dialog
from ui.labels import label
from ui.tone import Tone

SIZE = (820, 420)
NOTHING = "（空）"


class Decision(Enum):
    """What becomes of a conflict."""

    MINE = "用我的替换"
    THEIRS = "保留同事的"
    LATER = "先不保存"


class ConflictDialog(QDialog):
    """Shows what differs.

    Attributes:
        decision: What the officer chose; closing the dialog saves nothing and keeps what was typed.
        buttons: The buttons by decision.
    """

    def __init__(self, parent: QWidget | None, differences: Sequence[Difference]) -> None:
        super().__init__(parent)
        self.setWindowTitle("同事刚刚改过同一处")
        self.setModal(True)
        self.decision = Decision.LATER
        names = "、".join(dict.fromkeys(one.by for one in differences if one.by)) or "同事"
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.L)
        grid.setVerticalSpacing(metrics.M)
        for column, (words, stretch) in enumerate((("哪一处", 2), ("原来", 3), ("同事已保存", 3), ("您要保存", 3))):
            grid.addWidget(label(words, role="strong"), 0, column)
            grid.setColumnStretch(column, stretch)
        for row, one in enumerate(differences, start=1):
            self._add(grid, row, one)
        grid.setRowStretch(len(differences) + 1, 1)
        inside = QWidget()
        inside.setLayout(grid)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(label(f"您打开以后，{names}改过同一处，您的修改还没有保存。", role="heading", wrap=True))
        layout.addWidget(area, 1)
        hint = "用我的替换：保存您的内容，同事的留在修改记录里。保留同事的：这几处不保存。先不保存：您填写的内容留在窗口里。"
        layout.addWidget(label(hint, role="muted", wrap=True))
        row_of_buttons = QHBoxLayout()
        row_of_buttons.addStretch(1)
        self.buttons: dict[Decision, QPushButton] = {}
        for decision in (Decision.LATER, Decision.THEIRS, Decision.MINE):
            button = QPushButton(decision.value)
            button.clicked.connect(lambda _checked=False, decision=decision: self._take(decision))
            row_of_buttons.addWidget(button)
            self.buttons[decision] = button
        self.buttons[Decision.LATER].setDefault(True)
        layout.addLayout(row_of_buttons)
        room = self.screen().availableGeometry()
        self.resize(min(SIZE[0], room.width() - 40), min(SIZE[1], room.height() - 60))

    def _add(self, grid: QGridLayout, row: int, one: Difference) -> None:
        moment = f"{one.at.astimezone():%m-%d %H:%M}"
        about = f"{one.kind}“{one.label}”\n{one.field}" if one.label else f"{one.kind}\n{one.field}"
        texts = ((about, None), (one.before, None), (one.theirs, Tone.WARNING), (one.mine, None))
        for column, (text, tone) in enumerate(texts):
            shown = text or NOTHING
            if column == 2:
                shown = f"{shown}\n——{one.by}，{moment}" if one.by else shown
            part = label(shown, wrap=True) if tone is None else label(shown, tone=tone, wrap=True)
            part.setAlignment(Qt.AlignmentFlag.AlignTop)
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
            grid.addWidget(part, row, column)

    def _take(self, decision: Decision) -> None:
        self.decision = decision
        self.accept()


def decide(parent: QWidget | None, differences: Sequence[Difference]) -> Decision:
    """Let the officer choose."""
    dialog = ConflictDialog(parent, differences)
    show_dialog(dialog)
    return dialog.decision
