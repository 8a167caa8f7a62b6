"""The print preview: shows the pages; before paper comes out the document passes the check before leaving (出门检查)."""

from collections.abc import Callable

from PySide6.QtCore import QMarginsF, QSize
from PySide6.QtGui import QAction, QKeySequence, QPageSize, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QComboBox, QDialog, QToolBar, QWidget

from ui.dialogs.passing import show_dialog

OFFICIAL = "看正式版式"
"""The button of the preview that leads to the official layout."""

PRINT = "打印"
LONGEST_ZOOM = "100.0%"
ROOM_FOR_ARROW = 44
"""Pixels beside the number of the zoom box."""

_TO_OFFICIAL = 2
_STYLE = (
    "QToolButton { padding: 2px; }"  # or the print button would not fit
    "QComboBox QLineEdit { border: none; padding: 0; min-height: 0; background: transparent; }"  # or the zoom would be cut
)

Leaving = Callable[[], QTextDocument | None]
"""Asks what may leave and returns what is printed, the document or its masked copy; ``None``: nothing."""


class PrintPreview(QPrintPreviewDialog):
    """The pages of one document, with a print button that asks first."""

    def __init__(self, parent: QWidget | None, document: QTextDocument, title: str, leaving: Leaving, official: bool) -> None:
        """Build the dialog.

        Args:
            parent: The window.
            document: What is shown.
            title: What it is called.
            leaving: Asked before it is printed.
            official: Whether the official layout is offered.
        """
        self._printer = _printer(title)
        super().__init__(self._printer, parent)
        self._leaving = leaving
        self.setWindowTitle(f"打印预览：{title}（简易版式，正式版式请导出 Word 或 PDF）")
        self.setStyleSheet(_STYLE)
        self.resize(QSize(940, 680).boundedTo(self.screen().availableSize() * 0.9))
        self.paintRequested.connect(document.print_)
        self.print_action = self._own_print_button()
        zoom = self.findChild(QComboBox)
        if zoom is not None:
            zoom.setMinimumWidth(zoom.fontMetrics().horizontalAdvance(LONGEST_ZOOM) + ROOM_FOR_ARROW)
        if official:
            button = self._bar().addAction(OFFICIAL)
            button.setToolTip("用这台电脑上的办公软件排出正式版式，另开窗口查看")
            button.triggered.connect(lambda: self.done(_TO_OFFICIAL))

    def print_now(self) -> None:
        """Ask what may leave, then with the computer's own dialog where it is printed."""
        document = self._leaving()
        if document is None:
            self.reject()
            return
        if show_dialog(QPrintDialog(self._printer, self)) == QDialog.DialogCode.Accepted:
            document.print_(self._printer)
            self.accept()

    def _own_print_button(self) -> QAction:
        """Put a button in the place of the preview's own, which would print at once."""
        bar = self._bar()
        own = bar.actions()[-1]
        button = QAction(own.icon(), PRINT, self)
        button.setShortcut(QKeySequence(QKeySequence.StandardKey.Print))
        button.setToolTip(f"{PRINT}（{button.shortcut().toString()}）")
        button.triggered.connect(self.print_now)
        bar.insertAction(own, button)
        bar.removeAction(own)
        return button

    def _bar(self) -> QToolBar:
        bar = self.findChild(QToolBar)
        assert bar is not None
        return bar


def preview(
    parent: QWidget | None, document: QTextDocument, title: str, leaving: Leaving, official: Callable[[], object] | None = None
) -> None:
    """Show the pages as they will be printed.

    Args:
        parent: The window.
        document: What `ui.printing.form_document` gave.
        title: What it is called.
        leaving: Asked before it is printed.
        official: Shows the document in its official layout; offered as a button of the preview, which closes for it.
    """
    dialog = PrintPreview(parent, document, title, leaving, official is not None)
    if show_dialog(dialog) == _TO_OFFICIAL and official is not None:
        official()


def _printer(title: str) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF())  # the document has its own, of 2 cm
    return printer
