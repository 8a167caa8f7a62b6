"""The city's page 报送情况 in a real window: the matrix, one district, reminders, the files, changed dates."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from models.programme.pack import Programme
from models.workspace.workspace import Workspace
from tests.city.review_records import city
from tests.city.test_matrix import DISTRICT, OTHER, YEARLY, came
from tests.db.conftest import Clock
from ui.context import Context
from ui.pages.matrix import MatrixPage
from ui.settings import SettingsFile


@pytest.fixture
def workspace(tmp_path: Path, programme: Programme) -> Iterator[Workspace]:
    clock = Clock()
    clock.now = datetime(2026, 11, 1, 1, tzinfo=UTC)
    made = city(tmp_path, programme, clock)
    came(made, DISTRICT, YEARLY, date(2026, 11, 30))
    clock.now = datetime(2026, 12, 2, 1, tzinfo=UTC)
    yield made
    made.close(backup=False)


@pytest.fixture
def page(qtbot: object, workspace: Workspace, programme: Programme, tmp_path: Path) -> Iterator[MatrixPage]:
    context = Context(workspace, programme, SettingsFile(tmp_path / "settings"))
    made = MatrixPage(context)
    made.resize(1200, 700)
    made.show()
    yield made
    made.close()
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
    written = page.presenter.write_workbook(tmp_path / "表.xlsx")
    book = load_workbook(written.path)
    assert book.sheetnames[:3] == ["矩阵", "按区县", "按任务"]
    names = [row[1] for row in book["按区县"].iter_rows(values_only=True)]
    assert "北碚区" in names
    assert YEARLY in page.presenter.notice_keys()
    notice = page.presenter.write_notice([YEARLY], tmp_path / "通报.docx")
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
