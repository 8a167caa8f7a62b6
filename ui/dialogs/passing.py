"""Showing a dialog that goes when it has been answered."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton


def show_dialog(dialog: QDialog) -> int:
    """Show a dialog until it is answered, then let it go; what it holds can still be read by the caller.

    Answered dialogs that stay with their parent pile up in a window that is open all day, and a window that takes many of them
    with it takes the next one down.
    """
    settle_default(dialog)
    try:
        return dialog.exec()
    finally:
        dialog.deleteLater()


def settle_default(dialog: QDialog) -> None:
    """Let Enter press the default button of a dialog from wherever the focus is, and a button beside it when that has the focus.

    A button that is no candidate for the default would let Enter pass on to the default: “取消” with the focus on it would save.
    And Qt forgets a default that was set before the button had its place in the dialog, once the focus has been on it.
    """
    buttons: Iterable[QPushButton] = dialog.findChildren(QPushButton)
    for button in [button for button in buttons if button.isDefault()]:
        beside = button.parentWidget() or dialog
        others: Iterable[QPushButton] = beside.findChildren(QPushButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
        for other in others:
            other.setAutoDefault(True)
        button.setDefault(False)
        button.setDefault(True)
