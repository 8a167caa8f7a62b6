"""The city's page 报送情况 in a real window: the matrix, one district, reminders, the files, changed dates."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from PySide6.QtWidgets import QDialog

from exports.files import ignore
from models.programme.pack import Programme
from models.queries.city.came import Stands
from models.queries.city.decisions import made
from models.workspace.workspace import Workspace
from tests.city.review_records import city, report
from tests.city.test_matrix import DISTRICT, OTHER, YEARLY, came
from tests.db.conftest import Clock
from tests.ui.conftest import press, with_dialog
from ui.city.came_dialog import CameDialog
from ui.city.decision_reading import ReadingDialog
from ui.context import Context
from ui.dialogs.facts_dialog import FactsDialog
from ui.pages.matrix import MatrixPage
from ui.settings import SettingsFile


@pytest.fixture
def workspace(tmp_path: Path, programme: Programme) -> Iterator[Workspace]:
    clock = Clock()
    clock.now = datetime(2026, 11, 1, 1, tzinfo=UTC)
    held = city(tmp_path, programme, clock)
    came(held, DISTRICT, YEARLY, date(2026, 11, 30))
    clock.now = datetime(2026, 12, 2, 1, tzinfo=UTC)
    yield held
    held.close(backup=False)


@pytest.fixture
def page(qtbot: object, workspace: Workspace, programme: Programme, tmp_path: Path) -> Iterator[MatrixPage]:
    context = Context(workspace, programme, SettingsFile(tmp_path / "settings"))
    shown = MatrixPage(context)
    shown.resize(1200, 700)
    shown.show()
    yield shown
    shown.close()
    context.worker.shut_down()


def test_every_district_has_a_line_and_the_chosen_one_its_obligations(page: MatrixPage) -> None:
    assert page.table.model.rowCount() == len(page.presenter.matrix.lines)
    page.open(office=DISTRICT, key=YEARLY)
    assert page.district.text() == "北碚区"
    row = page.duties.current()
    assert row is not None
    assert (row.title, row.state, row.on) == ("2026年度报告", "按时报送", date(2026, 11, 30))
    page.open(office=OTHER, key=YEARLY)
    assert page.duties.current().state == "逾期未报"  # type: ignore[union-attr]
    assert "逾期未报" in page.summary.text()


def test_the_reminder_says_what_is_missing_and_since_when(page: MatrixPage) -> None:
    letters = {letter.entity: letter.text for letter in page.presenter.letters([YEARLY])}
    assert "北碚区" not in letters
    assert "2026年度报告（应于2026年11月30日前报送，已超过2天）" in letters["万州区"]


def test_the_workbook_and_the_notice_say_the_same(page: MatrixPage, tmp_path: Path) -> None:
    written = page.presenter.workbook(ignore).write(tmp_path / "表.xlsx", False, ignore)
    book = load_workbook(written.path)
    assert book.sheetnames[:3] == ["矩阵", "按区县", "按任务"]
    names = [row[1] for row in book["按区县"].iter_rows(values_only=True)]
    assert "北碚区" in names
    assert YEARLY in page.presenter.notice_keys()
    notice = page.presenter.notice([YEARLY]).write(tmp_path / "通报.docx", False, ignore)
    text = "\n".join(paragraph.text for paragraph in Document(str(notice.path)).paragraphs)
    assert "2026年度报告逾期未报的区县" in text
    assert f"应报{len(page.presenter.matrix.lines)}件，已报1件，其中按时报送1件" in text


def test_dates_are_changed_for_one_district_and_listed(page: MatrixPage) -> None:
    from models.operations.obligations import change_dates

    assert page.context.perform(change_dates, YEARLY, "网络故障", offices=[OTHER], due="2026-12-20") is not None
    page.open(office=OTHER, key=YEARLY)
    row = page.duties.current()
    assert row is not None
    assert (row.state, row.due) == ("待报", date(2026, 12, 20))
    (change,) = page.presenter.changes(YEARLY)
    assert (change.owner, change.can_undo) == ("万州区", True)
    assert page.presenter.task(YEARLY).dated(OTHER).due == date(2026, 12, 20)


def test_the_documents_behind_a_cell_are_read_and_one_without_a_decision_goes_back(page: MatrixPage, workspace: Workspace) -> None:
    decided, other = report(workspace, 2, "continuing", "start_up_report", office=DISTRICT)
    for number, project in enumerate((decided, other)):
        ((revision,),) = workspace.rows(
            "SELECT r.id FROM revision r JOIN document d ON d.id = r.document_id WHERE d.project_id = :id", id=project
        )
        came(workspace, DISTRICT, YEARLY, date(2026, 11, 20 + number), [(project, revision)])
    page.refresh()
    page.open(office=DISTRICT, key=YEARLY)

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, ReadingDialog)
        assert dialog.decide_button.text() == "退回修改…"
        dialog.text.setPlainText("数字与台账不符")
        press(dialog, "记为退回意见")

        def why(asked: QDialog) -> None:
            assert isinstance(asked, FactsDialog)
            asked.put("reason", "数字不符")
            asked.save()

        with_dialog(dialog.decide, why)
        assert not dialog.isVisible()

    def shown(dialog: QDialog) -> None:
        assert isinstance(dialog, CameDialog)
        stands = {row.project_id: row.stands for row in dialog.table.model.rows}
        assert stands == {"": Stands.HERE, decided: Stands.HERE, other: Stands.HERE}
        dialog.table.select(lambda row: row.project_id == decided)
        with_dialog(dialog.open_document, read)
        stands = {row.project_id: row.stands for row in dialog.table.model.rows}
        assert stands == {"": Stands.HERE, decided: Stands.RETURNED, other: Stands.HERE}

        def closed(reading: QDialog) -> None:
            assert isinstance(reading, ReadingDialog)
            assert "已经退回" in reading.reading.note.text()
            assert reading.text.isReadOnly()
            reading.text.setPlainText("不该记下")
            reading.remark()
            reading.decide()
            reading.reject()

        dialog.table.select(lambda row: row.project_id == decided)
        with_dialog(dialog.open_document, closed)

    with_dialog(page.read_documents, shown)
    assert workspace.rows("SELECT text FROM city_comment WHERE city_return_id IS NOT NULL") == [("数字与台账不符",)]
    assert workspace.rows("SELECT COUNT(*) FROM city_comment") == [(1,)]
    assert {row.outcome for row in made(workspace, workspace.programme)} == {"退回修改"}
