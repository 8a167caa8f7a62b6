"""The reports page: each report alone, all into one folder, the check before they leave, stopping, files that are there already."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from exports.jobs import LEDGER, WORKBOOKS
from forms.answers import Edit, save_answers
from models.operations.tracking import save_problem
from models.workspace.store import Workspace
from tests.ui.conftest import TODAY, press, type_text, with_dialog
from ui.context import Context
from ui.form.leaving_dialog import LeavingDialog
from ui.message_dialog import MessageDialog
from ui.pages.reports import OTHER, ReportsPage, quick_days
from ui.reports.catalogue import APPLICATIONS, OFFERS
from ui.window import MainWindow

PHONE = "13912345678"


@pytest.fixture
def page(window: MainWindow) -> ReportsPage:
    window.show_page("reports")
    shown = window.page()
    assert isinstance(shown, ReportsPage)
    QApplication.processEvents()
    return shown


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files go."""
    made = tmp_path / "报表"
    made.mkdir()
    return made


@pytest.fixture
def personal(filled_workspace: Workspace) -> str:
    """A problem with a phone number in its text; returns the project's id."""
    ((project,),) = filled_workspace.rows("SELECT id FROM project WHERE title = '汽车产业链人才共育项目'")
    filled_workspace.perform(save_problem, project, None, text=f"场地未落实，请联系{PHONE}", on=date(2026, 11, 3))
    return str(project)


def into(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system's dialogs choose a folder, and in it the name that is proposed."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _parent, _title, start, _kinds: (str(folder / Path(start).name), ""))


def idle(qtbot: QtBot, context: Context) -> None:
    qtbot.waitUntil(lambda: not context.worker.busy, timeout=60_000)
    QApplication.processEvents()


def after(qtbot: QtBot, context: Context, act: Callable[[], object]) -> Callable[[], None]:
    """Return what does something and waits until the work it began is done."""

    def do() -> None:
        act()
        idle(qtbot, context)

    return do


def words(path: Path) -> str:
    """Return every text of a workbook."""
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def test_every_report_has_its_card_with_what_it_is_for(page: ReportsPage) -> None:
    assert [offer.key for offer in OFFERS] == [*WORKBOOKS, LEDGER, APPLICATIONS]
    for offer in OFFERS:
        assert offer.purpose
        assert offer.holds
        assert page.cards[offer.key].export.isVisible()


def test_one_report_is_written_and_remembered(page: ReportsPage, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    into(folder, monkeypatch)
    assert not page.cards["progress"].last.isVisible()
    page.cards["progress"].export.click()
    idle(qtbot, page.context)
    (path,) = folder.glob("*.xlsx")
    assert path.name.endswith("-进展汇总表-202611.xlsx")
    assert "汽车产业链人才共育项目" in words(path)
    assert page.cards["progress"].last.text() == "上次 " + page.context.workspace.clock().astimezone().strftime("%Y-%m-%d %H:%M")
    assert page.context.window is not None
    assert "进展汇总表已导出" in page.context.window.banner.words.text()  # type: ignore[attr-defined]


def test_a_report_counts_what_was_there_on_its_day(
    page: ReportsPage, personal: str, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    into(folder, monkeypatch)
    page.quick.setCurrentText("上月末")
    page.quick.activated.emit(page.quick.currentIndex())
    assert page.on() == date(2026, 10, 31)
    page.cards["problems"].export.click()
    idle(qtbot, page.context)
    (path,) = folder.glob("*.xlsx")
    assert path.name.endswith("-问题清单-202610.xlsx")
    assert "场地未落实" not in words(path)


def test_a_day_can_be_typed_and_a_wrong_one_is_refused(page: ReportsPage, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    into(folder, monkeypatch)
    page.day.line.clear()
    type_text(page.day.line, "2026.9.30")
    page.day.line.textEdited.emit("2026.9.30")
    assert page.quick.currentText() == OTHER
    assert page.on() == date(2026, 9, 30)
    page.day.line.setText("")
    type_text(page.day.line, "下周三")
    page.day.line.textEdited.emit("下周三")
    said = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, MessageDialog)
        said.append(dialog.message.text())

    with_dialog(page.cards["progress"].export.click, look)
    assert "不是一个日期" in said[0]
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("today", "quarter", "year"),
    [(date(2026, 11, 23), date(2026, 9, 30), date(2025, 12, 31)), (date(2026, 1, 5), date(2025, 12, 31), date(2025, 12, 31))],
)
def test_quick_days_are_ends_of_months(today: date, quarter: date, year: date) -> None:
    days = quick_days(today)
    assert (days["上季度末"], days["上年末"]) == (quarter, year)


def test_all_go_into_one_folder_with_the_forms(page: ReportsPage, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    into(folder, monkeypatch)
    page.with_forms.setChecked(True)
    page.export_all()
    idle(qtbot, page.context)
    assert len(list(folder.glob("*.xlsx"))) == len(WORKBOOKS) + 1
    forms = list(folder.glob("*.docx"))
    assert len(forms) == 4
    assert all(Document(str(path)).tables for path in forms)
    assert all(page.cards[offer.key].last.isVisible() for offer in OFFERS)


def test_files_that_are_there_are_kept_when_asked_for(
    page: ReportsPage, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    into(folder, monkeypatch)
    page.export_all()
    idle(qtbot, page.context)
    before = {path: path.read_bytes() for path in folder.iterdir()}

    def keep(dialog: QDialog) -> None:
        assert isinstance(dialog, MessageDialog)
        assert f"{len(before)}个同名文件" in dialog.message.text()
        press(dialog, "保留原来的，新文件另外编号")

    with_dialog(after(qtbot, page.context, page.export_all), keep)
    assert len(list(folder.iterdir())) == 2 * len(before)
    assert all(path.read_bytes() == content for path, content in before.items())


def test_personal_facts_stop_a_report_until_the_officer_has_decided(
    page: ReportsPage, personal: str, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    into(folder, monkeypatch)
    shown: list[str] = []

    def answer(button: str) -> None:
        def look(dialog: QDialog) -> None:
            assert isinstance(dialog, LeavingDialog)
            shown.append(dialog.list.item(0).text())
            press(dialog, button)

        with_dialog(after(qtbot, page.context, page.cards["problems"].export.click), look)

    answer("返回修改")
    assert PHONE in shown[0]
    assert "第1行" in shown[0]
    assert not list(folder.iterdir())
    answer("导出脱敏副本")
    (masked,) = folder.glob("*（脱敏）.xlsx")
    assert PHONE not in words(masked)
    assert "139****5678" in words(masked)
    answer("照常导出")
    (plain,) = set(folder.glob("*.xlsx")) - {masked}
    assert PHONE in words(plain)
    assert page.context.reader.rows("SELECT text FROM problem") == [(f"场地未落实，请联系{PHONE}",)]


def test_contacts_in_the_register_are_no_finding(
    page: ReportsPage, filled_workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from models.operations.entities import save_entity

    ((entity,),) = filled_workspace.rows("SELECT id FROM pilot_entity")
    filled_workspace.perform(save_entity, entity, {"contact": "示例乙", "mobile": PHONE})
    into(folder, monkeypatch)
    for key in ("entities", LEDGER):
        page.cards[key].export.click()
        idle(qtbot, page.context)
    assert len(list(folder.glob("*.xlsx"))) == 2
    assert all(PHONE in words(path) for path in folder.glob("*.xlsx"))


def test_the_ledger_and_the_forms_are_masked_together(
    page: ReportsPage, personal: str, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    into(folder, monkeypatch)
    page.context.perform(save_answers, personal, {"base": Edit(f"工作基础较好，咨询{PHONE}。")})
    page.with_forms.setChecked(True)

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, LeavingDialog)
        labels = [dialog.list.item(row).text() for row in range(dialog.list.count())]
        assert any(text.startswith("问题清单") for text in labels)
        assert any(text.startswith("项目台账") for text in labels)
        assert any("工作基础" in text for text in labels)
        press(dialog, "导出脱敏副本")

    with_dialog(after(qtbot, page.context, page.export_all), look)
    files = list(folder.iterdir())
    assert len(files) == len(WORKBOOKS) + 1 + 4
    assert all("（脱敏）" in path.name for path in files)
    assert not any(PHONE in words(path) for path in files if path.suffix == ".xlsx")
    for path in folder.glob("*.docx"):
        assert PHONE not in "".join(cell.text for table in Document(str(path)).tables for row in table.rows for cell in row.cells)


def test_stopping_keeps_the_files_that_are_whole(page: ReportsPage, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    into(folder, monkeypatch)
    worker = page.context.worker

    def stop(done: int, _total: int) -> None:
        if done >= 2 and worker.title.startswith("正在导出"):
            worker.cancel()

    worker.progressed.connect(stop)
    page.export_all()
    idle(qtbot, page.context)
    assert page.context.window is not None
    assert "已停止" in page.context.window.banner.words.text()  # type: ignore[attr-defined]
    left = list(folder.iterdir())
    assert 2 <= len(left) < len(WORKBOOKS) + 1
    assert all(words(path) for path in left)


def test_a_folder_that_is_gone_is_said_in_a_plain_sentence(
    page: ReportsPage, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    into(folder / "已拔出的U盘", monkeypatch)
    said: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, MessageDialog)
        said.append(dialog.message.text())

    with_dialog(after(qtbot, page.context, page.export_all), look)
    assert "没有找到文件夹" in said[0]


def test_two_columns_become_one_in_a_narrow_window(page: ReportsPage, window: MainWindow) -> None:
    assert page.cards["progress"].y() == page.cards["indicators"].y()
    window.resize(850, 500)
    QApplication.processEvents()
    assert page.cards["progress"].y() < page.cards["indicators"].y()
    assert page.cards["progress"].width() <= page.width()
    assert quick_days(TODAY)["今天"] == TODAY
