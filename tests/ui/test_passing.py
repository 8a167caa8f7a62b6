"""Dialogs from the keyboard: Enter does what the picture says, wherever the focus has been."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import with_dialog
from ui.dialogs.passing import show_dialog


class Asked(QDialog):
    """A dialog as the program makes them: the buttons are put into their box before it has its place."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.pressed = ""
        self.line = QLineEdit(self)
        self.ok, self.cancel = QPushButton("保存"), QPushButton("取消")
        self.ok.setDefault(True)
        self.cancel.setAutoDefault(False)
        box = QDialogButtonBox()
        for button in (self.ok, self.cancel):
            button.clicked.connect(partial(self._press, button.text()))
            box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.addWidget(self.line)
        layout.addWidget(box)

    def _press(self, words: str) -> None:
        self.pressed = words
        self.accept()


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


STEPS: dict[tuple[str, ...], str] = {(): "保存", ("ok", "line"): "保存", ("ok", "cancel"): "取消", ("cancel", "line"): "保存"}


@pytest.mark.parametrize(("steps", "pressed"), STEPS.items())
def test_enter_presses_what_is_marked(host: QWidget, steps: tuple[str, ...], pressed: str) -> None:
    dialog = Asked(host)

    def answer(shown: QDialog) -> None:
        dialog.line.setFocus()
        for step in steps:
            getattr(dialog, step).setFocus()
        QTest.keyClick(shown.focusWidget(), Qt.Key.Key_Return)

    with_dialog(lambda: show_dialog(dialog), answer)
    assert dialog.pressed == pressed
