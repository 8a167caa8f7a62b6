"""The dialog in which the program says something: what happened, what to do next, details to fold out."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import metrics
from ui.labels import label
from ui.theme import set_picture
from ui.tone import Tone

TITLES = {Tone.ERROR: "未能完成", Tone.WARNING: "请注意", Tone.HINT: "请确认", Tone.OK: "已完成", Tone.NEUTRAL: "提示"}


class MessageDialog(QDialog):
    """One message: an icon for its tone, what happened, what to do next, details to fold out, buttons.

    Attributes:
        chosen: Index of the button that was pressed; -1 when the dialog was closed otherwise.
    """

    def __init__(
        self,
        parent: QWidget | None,
        tone: Tone,
        message: str,
        hint: str = "",
        details: str = "",
        title: str = "",
        buttons: Sequence[str] = ("知道了",),
        default: int = 0,
        danger: int = -1,
    ) -> None:
        """Build the dialog.

        Args:
            buttons: Words on the buttons; the last one is also what Esc presses.
            default: Index of the button that Enter presses.
            danger: Index of a button that destroys something, or -1.
        """
        super().__init__(parent)
        self.setWindowTitle(title or TITLES[tone])
        self.setModal(True)
        self.chosen = -1
        outer = QVBoxLayout(self)
        outer.setContentsMargins(metrics.XL, metrics.XL, metrics.XL, metrics.L)
        outer.setSpacing(metrics.L)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        row = QHBoxLayout()
        row.setSpacing(metrics.L)
        picture = QLabel()
        set_picture(picture, tone.value, tone.value, 32)
        picture.setAccessibleName(TITLES[tone])
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(metrics.S)
        self.message = self._words(message, "strong")
        words.addWidget(self.message)
        self.hint = self._words(hint, "")
        self.hint.setVisible(bool(hint))
        words.addWidget(self.hint)
        row.addLayout(words, 1)
        outer.addLayout(row)
        box = QDialogButtonBox()
        first: QPushButton | None = None
        for index, text in enumerate(buttons):
            button = QPushButton(text)
            button.setAutoDefault(True)  # Enter presses the button that has the focus
            button.setDefault(index == default)
            if index == danger:
                button.setProperty("role", "danger")
            role = QDialogButtonBox.ButtonRole.RejectRole if index == len(buttons) - 1 else QDialogButtonBox.ButtonRole.ActionRole
            box.addButton(button, role)
            button.clicked.connect(lambda _checked=False, number=index: self._choose(number))
            if index == default:
                first = button
        foot = QHBoxLayout()
        if details:
            foot.addWidget(self._fold(outer, details))
        foot.addStretch(1)
        foot.addWidget(box)
        outer.addLayout(foot)
        if first is not None:
            first.setFocus()
        self.setAccessibleName(message)

    def _words(self, text: str, role: str) -> QLabel:
        made = label(text, role=role, wrap=True)
        made.setMinimumWidth(360)
        made.setMaximumWidth(560)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def _fold(self, outer: QVBoxLayout, details: str) -> QPushButton:
        text = QPlainTextEdit(details)
        text.setObjectName("details")
        text.setReadOnly(True)
        text.setAccessibleName("详细情况")
        text.setMinimumHeight(140)
        text.hide()
        outer.addWidget(text, 1)
        fold = QPushButton("显示详情")
        fold.setCheckable(True)
        fold.setAutoDefault(False)

        def show(shown: bool) -> None:
            text.setVisible(shown)
            fold.setText("收起详情" if shown else "显示详情")
            self.adjustSize()

        fold.toggled.connect(show)
        return fold

    def _choose(self, index: int) -> None:
        self.chosen = index
        self.accept()
