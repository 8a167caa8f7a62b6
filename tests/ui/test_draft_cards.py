"""The first drafts on the reports page: a group of their own, looked through for personal facts, written as Word."""

from datetime import date
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from forms.report_loading import load_reports
from models.changes import NOTHING, Changes
from models.operations.tracking import save_problem
from models.work import Work
from models.workspace.store import Workspace
from tests.ui.conftest import press, with_dialog
from ui.form.leaving_dialog import LeavingDialog
from ui.message_dialog import MessageDialog
from ui.pages.reports import ReportsPage
from ui.reports.catalogue import DRAFT
from ui.reports.exporting import every_report
from ui.window import MainWindow

PHONE = "13912345678"


def implement_all(work: Work) -> Changes:
    """Put every project into a state of a pilot project."""
    work.session.execute(text("UPDATE project SET state = 'implementing'"))
    return NOTHING


@pytest.fixture
def page(window: MainWindow) -> ReportsPage:
    window.show_page("reports")
    shown = window.page()
    assert isinstance(shown, ReportsPage)
    QApplication.processEvents()
    return shown


def test_every_draft_of_the_pack_has_a_card(page: ReportsPage) -> None:
    reports = load_reports(page.context.programme)
    cards = {key: card for key, card in page.cards.items() if key.startswith(DRAFT)}
    assert list(cards) == [DRAFT + report.key for report in reports]
    assert all(card.export.isVisible() and card.offer.purpose for card in cards.values())
    assert "存在的问题" in cards[DRAFT + "yearly"].offer.holds
    assert not any(key.startswith(DRAFT) for key in every_report())


def test_a_draft_is_looked_through_and_written_masked(
    page: ReportsPage, filled_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _parent, _title, start, _kinds: (str(tmp_path / Path(start).name), ""))
    ((project,),) = filled_workspace.rows("SELECT id FROM project LIMIT 1")
    filled_workspace.perform(save_problem, project, None, text=f"场地未落实，请联系{PHONE}", on=date(2026, 11, 3))
    filled_workspace.perform(implement_all)
    told = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, LeavingDialog)
        assert PHONE in dialog.list.item(0).text()

        def note(dialog: QDialog) -> None:
            assert isinstance(dialog, MessageDialog)
            told.append(dialog)
            dialog.accept()

        with_note.append(note)
        press(dialog, "导出脱敏副本")

    with_note: list[object] = []

    def export() -> None:
        page.cards[DRAFT + "yearly"].export.click()
        qtbot.waitUntil(lambda: bool(with_note), timeout=60_000)

    with_dialog(export, look)
    with_dialog(lambda: qtbot.waitUntil(lambda: bool(told), timeout=60_000), with_note[0])  # type: ignore[arg-type]
    (path,) = tmp_path.glob("*.docx")
    assert path.name.endswith("（脱敏）.docx")
    assert "-年度报告-初稿-" in path.name
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    written = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    assert "场地未落实，请联系139****5678" in written
    assert PHONE not in written
