"""From an obligation to the wizard that sends it, by keyboard, and what the obligation says afterwards."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from forms.documents import create_document
from models.operations.evidence import attach
from tests.db.form_records import new_project, perform, submitted_project
from tests.exchange import conftest as both_sides
from tests.exchange.sides import Sides
from tests.ui import exchange_window
from tests.ui.exchange_window import Shown
from tests.ui.script import Script
from ui.exchange.send_dialog import SendDialog
from ui.exchange.sending_presenter import SendingPresenter
from ui.pages.documents import DocumentsPage
from ui.pages.obligations import ObligationsPage
from ui.window import MainWindow

clock, office, stages, at_stage = both_sides.clock, both_sides.office, both_sides.stages, both_sides.at_stage
enrolled, page_of = both_sides.enrolled, exchange_window.page_of


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


def test_attachments_go_with_their_own_document_only(page_of: Shown, enrolled: Sides) -> None:
    project = submitted_project(enrolled.district)
    own = perform(enrolled.district, attach, project, file_name="证明.pdf", title="证明", data=b"%PDF-1.7 own").id
    presenter = SendingPresenter(page_of(enrolled).context)
    offers = {row.key: presenter.offer(row) for row in presenter.obligations() if row.key in ("application", "yearly-2026")}
    assert {item.kind for item in offers["application"].items} == {"文书", "附件", "佐证材料"}
    assert [item.id for item in offers["yearly-2026"].items] == [own]


def test_without_anything_to_send_the_wizard_says_what_to_do(page_of: Shown, enrolled: Sides) -> None:
    new_project(enrolled.district)
    said: list[str] = []

    def look(dialog: SendDialog) -> None:
        said.extend((dialog.said.text(), dialog.missing_title.text()))
        dialog.reject()

    with Script((SendDialog, look)):
        page_of(enrolled).sent.begin("application")
    assert "还没有可以报送的定稿" in said[0]
    assert said[1] != "没有缺项"
