"""A real window on a new workspace, and LibreOffice to look at what comes out of it."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.documents.conftest import office
from tests.ui.conftest import context, new_store, programme, qapp, settings, workspace
from ui.context import Context
from ui.window import MainWindow

__all__ = ["context", "new_store", "office", "programme", "qapp", "settings", "window", "workspace"]


@pytest.fixture
def window(context: Context) -> Iterator[MainWindow]:
    """The main window over a workspace in which nothing has been done yet."""
    made = MainWindow(context)
    made.resize(1366, 728)
    made.show()
    QApplication.processEvents()
    yield made
    made.page().may_leave()
    made.hide()
    made.deleteLater()
    QApplication.processEvents()
