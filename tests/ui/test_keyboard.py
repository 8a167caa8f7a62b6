"""The way of the Tab key through dialogs: every stop is one that shows the focus."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from tests.ui.conftest import with_dialog
from ui.window import MainWindow


def stops(dialog: QDialog) -> list[QWidget]:
    """Press Tab until the focus is back where it was, and return what it visited."""
    dialog.activateWindow()
    QApplication.processEvents()
    seen: list[QWidget] = []
    while (at := QApplication.focusWidget()) is not None and at not in seen:
        seen.append(at)
        QTest.keyClick(at, Qt.Key.Key_Tab)
    return seen


def stops_of_primary(window: MainWindow) -> list[type[QWidget]]:
    """Open the dialog of the page's main action and return what Tab stops at in it."""
    seen: list[type[QWidget]] = []
    primary = window.page().primary
    assert primary is not None
    with_dialog(primary.trigger, lambda dialog: seen.extend(type(widget) for widget in stops(dialog)))
    return seen


@pytest.mark.parametrize("page", ["entities", "projects", "form"])
def test_tab_never_stops_at_what_does_not_show_the_focus(window: MainWindow, page: str) -> None:
    ((project,),) = window.context.reader.rows("SELECT id FROM project WHERE title = '园区技能人才订单培养'")
    window.show_page(page, {"project": project} if page == "form" else {})
    seen = stops_of_primary(window)
    assert len(seen) > 5
    assert QScrollArea not in seen
