"""Says why a workspace was not opened and offers the ways out, one a line."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import metrics
from ui.labels import label
from ui.opening_ways import Way
from ui.theme import set_picture

WIDTH = 600


class OpeningProblem(QDialog):
    """One refusal with its ways out.

    Attributes:
        way: The way the officer took; leaving when the dialog was closed.
        buttons: The buttons by way.
    """

    def __init__(
        self, parent: QWidget | None, message: str, hint: str, ways: Sequence[Way], place: str = "", tone: str = "warning"
    ) -> None:
        """Build the dialog.

        Args:
            parent: The window it belongs to.
            message: What happened.
            hint: What to do.
            ways: The ways out, the best one first.
            place: Where the file lies.
            tone: How serious it is.
        """
        super().__init__(parent)
        self.setWindowTitle("账套没有打开")
        self.setModal(True)
        self.way = Way.QUIT
        self.buttons: dict[Way, QPushButton] = {}
        picture = label()
        set_picture(picture, tone, tone, 32)
        words = QVBoxLayout()
        words.setSpacing(metrics.S)
        self.message = label(message, role="strong", wrap=True)
        words.addWidget(self.message)
        for text, role in ((hint, ""), (f"位置：{place}" if place else "", "muted")):
            if text:
                line = label(text, role=role, wrap=True)
                line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                words.addWidget(line)
        top = QHBoxLayout()
        top.setSpacing(metrics.L)
        top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.L)
        grid.setVerticalSpacing(metrics.S)
        grid.setColumnStretch(1, 1)
        for row, way in enumerate(ways):
            button = QPushButton(way.words)
            button.setDefault(row == 0)
            button.setAccessibleDescription(way.meaning)
            button.clicked.connect(lambda _checked=False, way=way: self._take(way))
            grid.addWidget(button, row, 0)
            grid.addWidget(label(way.meaning, role="muted", wrap=True), row, 1)
            self.buttons[way] = button
        rule = QFrame()
        rule.setProperty("role", "line")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(metrics.XL, metrics.XL, metrics.XL, metrics.L)
        outer.setSpacing(metrics.L)
        outer.addLayout(top)
        outer.addWidget(rule)
        outer.addLayout(grid)
        outer.addStretch(1)
        room = self.screen().availableGeometry()
        self.setFixedWidth(min(WIDTH, room.width() - 40))
        self.resize(self.width(), outer.heightForWidth(self.width()))
        self.buttons[ways[0]].setFocus()
        self.setAccessibleName(message)

    def _take(self, way: Way) -> None:
        self.way = way
        self.accept()
