"""Showing a dialog that goes when it has been answered."""

from PySide6.QtWidgets import QDialog


def show_dialog(dialog: QDialog) -> int:
    """Show a dialog until it is answered, then let it go; what it holds can still be read by the caller.

    Answered dialogs that stay with their parent pile up in a window that is open all day, and a window that takes many of them
    with it takes the next one down.
    """
    try:
        return dialog.exec()
    finally:
        dialog.deleteLater()
