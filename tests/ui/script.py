"""Answers the dialogs that come up, one after the other, as a person would; an unexpected one fails the test."""

from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from ui.dialogs.busy import BusyDialog

Step = tuple[type[QDialog], Callable[[Any], object]]


class Script:
    """``with Script((Kind, answer), …):`` each dialog must be of the kind that is next."""

    def __init__(self, *steps: Step) -> None:
        self._steps = list(steps)
        self._answered: list[QDialog] = []
        self._unexpected: list[str] = []
        self._looking = False

    def __enter__(self) -> "Script":
        # A window that an earlier test left to be deleted would take the dialog with it as its parent.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        present = QApplication.activeModalWidget()
        self._answered = [present] if isinstance(present, QDialog) else []  # what is open already is the test's own
        self._looking = True
        QTimer.singleShot(0, self._look)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._looking = False
        if error is None:
            assert self._unexpected == []
            assert [step[0].__name__ for step in self._steps] == []

    def _look(self) -> None:
        if not self._looking:
            return
        # A timer of its own each time: a dialog may come up while another one is being answered.
        QTimer.singleShot(2, self._look)
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or isinstance(dialog, BusyDialog) or any(dialog is other for other in self._answered):
            return
        self._answered.append(dialog)
        if self._steps and isinstance(dialog, self._steps[0][0]):
            try:
                self._steps.pop(0)[1](dialog)
            except BaseException:
                QDialog.reject(dialog)  # an answer that fails must not leave the test waiting for ever
                raise
        else:
            self._unexpected.append(f"{type(dialog).__name__}: {dialog.accessibleName() or dialog.windowTitle()}")
            QDialog.reject(dialog)


def press(words: str) -> Callable[[Any], object]:
    """Press the button with these words in a message."""

    def answer(dialog: Any) -> None:
        from PySide6.QtWidgets import QPushButton

        buttons = {button.text(): button for button in dialog.findChildren(QPushButton)}
        buttons[words].click()

    return answer
