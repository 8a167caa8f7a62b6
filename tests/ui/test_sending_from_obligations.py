"""From an obligation to the wizard that sends it, by keyboard, and what the obligation says afterwards."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from forms.documents import create_document
from tests.ui.script import Script
from ui.exchange.send_dialog import SendDialog
from ui.pages.documents import DocumentsPage
from ui.pages.obligations import ObligationsPage
from ui.window import MainWindow


def test_an_obligation_is_sent_by_keyboard_and_shows_what_became_of_it(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_page("obligations", {})
    page = window.page()
    assert isinstance(page, ObligationsPage)
    page.open(key="yearly-2026")
    assert "报送包" not in page.facts.lines()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_more: str(tmp_path))
    steps: list[str] = []

    def nil(dialog: SendDialog) -> None:
        steps.append(dialog.step.text())
        dialog.nil.setChecked(True)
        dialog.send()

    with Script((SendDialog, nil)):
        QTest.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: any(tmp_path.glob("*.rhbs")))
        QApplication.processEvents()
    assert steps == ["第2步：2026年度报告，核对后写到U盘或文件夹"]
    assert window.current == "exchange"
    window.go_back()
    assert window.current == "obligations"
    assert page.facts.lines()["报送包"].startswith("第1号包已导出（")
    assert page.facts.lines()["报送包"].endswith("等市级回执")
    with Script():
        window.go_back()  # the wizard is not begun again
        QApplication.processEvents()


def test_an_unknown_obligation_leaves_the_choice_to_the_officer(window: MainWindow, qtbot: QtBot) -> None:
    seen: list[int] = []

    def look(dialog: SendDialog) -> None:
        seen.append(dialog._stack.currentIndex())
        dialog.reject()

    with Script((SendDialog, look)):
        window.context.navigate("exchange", tab="sent", new="gone")
        qtbot.waitUntil(lambda: bool(seen))
        QApplication.processEvents()
    assert seen == [0]


def test_a_document_is_sent_from_its_own_list(window: MainWindow, qtbot: QtBot) -> None:
    context = window.context
    changes = context.perform(create_document, "yearly", period="2026")
    assert changes is not None
    window.show_page("documents", {"id": changes.id})
    page = window.page()
    assert isinstance(page, DocumentsPage)
    QApplication.processEvents()
    assert page.table.current() is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.table.grid.setFocus()
    steps: list[str] = []

    def look(dialog: SendDialog) -> None:
        steps.append(dialog.step.text())
        assert any("还没有报送定稿" in dialog.missing.item(row).text() for row in range(dialog.missing.count()))
        dialog.reject()

    with Script((SendDialog, look)):
        QTest.keyClick(page.table.grid, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: bool(steps))
        QApplication.processEvents()
    assert steps == ["第2步：2026年度报告，核对后写到U盘或文件夹"]
