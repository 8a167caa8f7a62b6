"""What leaves from the form page: Word, PDF by LibreOffice or in the plain layout, the table of changes, the check before."""

import shutil
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QFileDialog, QLineEdit, QToolBar
from pytestqt.qtbot import QtBot

from exports import pdf
from forms.answers import Edit, read_form, save_answers
from forms.documents import document_forms
from forms.submission import reopen
from models.workspace.store import Workspace
from tests.db.form_records import submitted_project
from tests.documents.render import page_texts
from tests.documents.sample import snapshot_of
from tests.ui.conftest import TODAY, children, press, type_text, with_dialog
from ui.context import Context
from ui.exporting import export_document, export_document_pdf, preview_document
from ui.form.compare_dialog import CompareDialog
from ui.form.leaving_dialog import LeavingDialog
from ui.message_dialog import MessageDialog
from ui.pages.form import FormPage
from ui.print_preview import OFFICIAL, PRINT, PrintPreview
from ui.printing import form_document
from ui.window import MainWindow

IDENTITY = "11010519491231002X"
CARD = "6222021234567890128"
PHONE = "13912345678"
PERSONAL = f"联系手机{PHONE}，身份证{IDENTITY}，由张三丰同志负责。"


@pytest.fixture
def project(filled_workspace: Workspace) -> str:
    """Id of a draft in which nothing personal stands outside the fields for contacts."""
    ((key,),) = filled_workspace.rows("SELECT id FROM project WHERE title = '园区技能人才订单培养'")
    filled_workspace.perform(save_answers, key, {"mobile": Edit(PHONE), "idea": Edit("以产业链需求为牵引。"), "contact": Edit("示例乙")})
    return str(key)


@pytest.fixture
def personal(filled_workspace: Workspace, project: str) -> str:
    """The same with personal facts in a text, a table and an item."""
    rows = [{"id": "r1", "name": "建设平台", "content": f"对接人电话{PHONE}"}]
    texts = {"idea": Edit(PERSONAL), "innovation": Edit(["无", f"卡号{CARD}"]), "tasks": Edit(rows)}
    filled_workspace.perform(save_answers, project, texts)
    return project


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the system's dialog puts files, under the name that is proposed."""
    made = tmp_path / "导出"
    made.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _parent, _title, start, _kinds: (str(made / Path(start).name), ""))
    return made


@pytest.fixture
def in_window(window: MainWindow) -> Context:
    return window.context


def idle(qtbot: QtBot, context: Context) -> None:
    qtbot.waitUntil(lambda: not context.worker.busy, timeout=120_000)
    QApplication.processEvents()


def after(qtbot: QtBot, context: Context, act: Callable[[], object]) -> Callable[[], None]:
    """Return what does something and waits until the work it began is done."""

    def do() -> None:
        act()
        idle(qtbot, context)

    return do


def pdf_text(path: Path) -> str:
    """Return the words of a PDF without the white space between them; fonts may name 人 by its radical sign."""
    return unicodedata.normalize("NFKC", "".join("".join(page_texts(path)).split()))


def text_of(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_without_personal_facts_nobody_is_asked(in_window: Context, project: str, folder: Path, qtbot: QtBot) -> None:
    export_document(in_window, project)
    idle(qtbot, in_window)
    (path,) = folder.iterdir()
    assert PHONE in text_of(path), "a field for contacts keeps its phone"


def test_the_check_shows_what_was_found_and_where(in_window: Context, personal: str, folder: Path) -> None:
    shown: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, LeavingDialog)
        shown.extend(dialog.list.item(row).text() for row in range(dialog.list.count()))
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    with_dialog(lambda: export_document(in_window, personal), look)
    for where, what in (("总体思路", PHONE), ("总体思路", IDENTITY), ("总体思路", "张三丰"), ("主要创新点", CARD), ("主要任务", PHONE)):
        assert any(text.startswith(where) and what in text for text in shown), (where, what)
    assert not list(folder.iterdir())


def test_going_back_leads_to_the_field(window: MainWindow, personal: str, folder: Path) -> None:
    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, LeavingDialog)
        row = next(row for row in range(dialog.list.count()) if CARD in dialog.list.item(row).text())
        dialog.list.setCurrentRow(row)
        press(dialog, "返回修改")

    with_dialog(lambda: export_document(window.context, personal), look)
    page = window.page()
    assert isinstance(page, FormPage)
    assert page.stack.currentWidget() is page.views["idea_section"]
    assert not list(folder.iterdir())


def test_a_masked_copy_leaves_the_stored_text_alone(in_window: Context, personal: str, folder: Path, qtbot: QtBot) -> None:
    before = read_form(in_window.reader, in_window.programme, personal).values
    with_dialog(lambda: export_document(in_window, personal), lambda dialog: press(dialog, "导出脱敏副本"))
    idle(qtbot, in_window)
    (path,) = folder.iterdir()
    assert path.stem.endswith("（脱敏）")
    text = text_of(path)
    for gone in (IDENTITY, CARD, "张三丰", f"联系手机{PHONE}", f"对接人电话{PHONE}"):
        assert gone not in text
    for there in ("联系手机139****5678", "110***********002X", "张某某同志", "对接人电话139****5678", "示例乙"):
        assert there in text
    assert read_form(in_window.reader, in_window.programme, personal).values == before


def test_as_it_is_means_as_it_is(in_window: Context, personal: str, folder: Path, qtbot: QtBot) -> None:
    with_dialog(lambda: export_document(in_window, personal), lambda dialog: press(dialog, "照常导出"))
    idle(qtbot, in_window)
    (path,) = folder.iterdir()
    assert PERSONAL in text_of(path)
    assert "脱敏" not in path.name


def test_a_pdf_comes_from_the_office_program(in_window: Context, project: str, folder: Path, qtbot: QtBot) -> None:
    assert pdf.find_converter() is not None, "these tests need LibreOffice"
    export_document_pdf(in_window, project)
    assert in_window.worker.title.startswith("正在通过 LibreOffice")
    idle(qtbot, in_window)
    (path,) = folder.iterdir()
    assert path.suffix == ".pdf"
    assert "以产业链需求为牵引" in pdf_text(path)


def test_stopping_a_pdf_leaves_nothing(in_window: Context, project: str, folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(in_window.worker.progressed, timeout=60_000):
        export_document_pdf(in_window, project)
    in_window.worker.cancel()
    idle(qtbot, in_window)
    assert not list(folder.iterdir())
    assert QApplication.activeModalWidget() is None


def test_without_an_office_program_the_plain_layout_is_offered(
    in_window: Context, project: str, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(pdf, "find_converter", lambda: None)  # this computer has one
    said: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, MessageDialog)
        said.append(dialog.message.text())
        press(dialog, "简易版式 PDF")

    with_dialog(after(qtbot, in_window, lambda: export_document_pdf(in_window, project)), look)
    assert "没有找到" in said[0]
    (path,) = folder.iterdir()
    text = pdf_text(path)
    for words in ("园区技能人才订单培养", "以产业链需求为牵引", "总体思路", "草稿"):
        assert words in text


def test_when_the_office_program_fails_the_plain_layout_is_offered(
    in_window: Context, project: str, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    broken = pdf.Converter("libreoffice", Path(str(shutil.which("false"))), "LibreOffice")
    monkeypatch.setattr(pdf, "find_converter", lambda: broken)
    with_dialog(after(qtbot, in_window, lambda: export_document_pdf(in_window, project)), lambda dialog: press(dialog, "改用简易版式 PDF"))
    idle(qtbot, in_window)
    (path,) = folder.iterdir()
    assert "以产业链需求为牵引" in pdf_text(path)


def test_markup_that_was_typed_stays_words_in_the_plain_layout(
    in_window: Context, project: str, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(pdf, "find_converter", lambda: None)
    in_window.perform(save_answers, project, {"idea": Edit("<b>加粗</b>&amp;<table>产业")})
    with_dialog(after(qtbot, in_window, lambda: export_document_pdf(in_window, project)), lambda dialog: press(dialog, "简易版式 PDF"))
    (path,) = folder.iterdir()
    assert "<b>加粗</b>&amp;<table>产业" in pdf_text(path)


def test_the_preview_opens(in_window: Context, project: str) -> None:
    titles: list[str] = []
    with_dialog(lambda: preview_document(in_window, project), lambda dialog: titles.append(dialog.windowTitle()))
    assert titles[0].startswith("打印预览")


@pytest.mark.parametrize(
    ("answer", "there", "gone"),
    [("打印脱敏副本", "脱敏副本", IDENTITY), ("照常打印", f"联系手机{PHONE}", "脱敏副本"), ("返回修改", "", "")],
)
def test_paper_comes_out_only_after_the_check(
    window: MainWindow, personal: str, tmp_path: Path, qtbot: QtBot, answer: str, there: str, gone: str
) -> None:
    paper = tmp_path / "纸.pdf"
    asked: list[str] = []

    def see(dialog: QDialog) -> None:
        assert isinstance(dialog, PrintPreview)
        (bar,) = children(dialog, QToolBar)
        assert [action.text() for action in bar.actions()].count(PRINT) == 1
        with_dialog(dialog.print_action.trigger, choose)

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, LeavingDialog)
        asked.extend(dialog.list.item(row).text() for row in range(dialog.list.count()))
        QTimer.singleShot(0, print_it)
        press(dialog, answer)

    def print_it() -> None:
        """Press print in the computer's own dialog, if it comes, into a file."""
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QPrintDialog):
            (name,) = [line for line in children(dialog, QLineEdit) if line.objectName() == "filename"]
            name.setText(str(paper))
            press(dialog, "打印(&P)")

    with_dialog(lambda: preview_document(window.context, personal), see)
    assert any(PHONE in text for text in asked)
    if answer == "返回修改":
        assert not paper.exists()
        page = window.page()
        assert isinstance(page, FormPage)
        return
    text = pdf_text(paper)
    assert there in text
    assert gone not in text


def test_the_zoom_of_the_preview_is_whole(in_window: Context, project: str) -> None:
    def look(dialog: QDialog) -> None:
        QApplication.processEvents()
        (line,) = filter(None, (box.lineEdit() for box in children(dialog, QComboBox)))
        needed = line.fontMetrics().boundingRect(line.text())
        assert "%" in line.text()
        assert line.width() > needed.width()
        assert line.height() >= needed.height()

    with_dialog(lambda: preview_document(in_window, project), look)


def test_the_official_layout_is_shown_by_the_computers_own_viewer(
    in_window: Context, project: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def viewer(url: QUrl) -> bool:
        shown.append(url.toLocalFile())
        return True

    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", viewer)

    def press_official(dialog: QDialog) -> None:
        bar = dialog.findChild(QToolBar)
        assert bar is not None
        (button,) = [found for found in bar.actions() if found.text() == OFFICIAL]
        button.trigger()

    with_dialog(after(qtbot, in_window, lambda: preview_document(in_window, project)), press_official)
    assert "以产业链需求为牵引" in pdf_text(Path(shown[0]))


def test_the_plain_layout_prints_every_kind_of_document(in_window: Context) -> None:
    for form in document_forms(in_window.programme):
        values: dict[str, Any] = {f.key: f"<b>{f.label}</b>的内容" for f in form.fields() if f.type in ("text", "long_text")}
        values |= {f.key: ["甲", "乙"] for f in form.fields() if f.type == "items"}
        shown = form_document(snapshot_of(values, form), form, in_window.programme).toPlainText()
        for field in form.fields():
            if field.key in values and field.place != "nowhere" and field.type != "items":
                assert f"<b>{field.label}</b>的内容" in shown, (form.key, field.key)


@pytest.fixture
def changed(filled_workspace: Workspace) -> str:
    """A project with a frozen first version and a changed second one."""
    key = submitted_project(filled_workspace)
    filled_workspace.perform(reopen, key, TODAY, "按专家意见修改")
    texts = {"idea": Edit("以产业链需求和园区配套为牵引。"), "remark": Edit(f"咨询{PHONE}")}
    filled_workspace.perform(save_answers, key, texts)
    return key


def test_the_table_of_changes_carries_the_reasons(in_window: Context, changed: str, folder: Path, qtbot: QtBot) -> None:
    dialog = CompareDialog(in_window, changed)
    dialog.show()
    QApplication.processEvents()
    rows = list(dialog.table.shown().rows)
    assert [row.label for row in rows] == ["总体思路", "备注"]
    dialog.reason.setFocus()
    type_text(dialog.reason, "专家建议补充园区配套")
    dialog.reason.textEdited.emit(dialog.reason.text())
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog.reason.text() == ""
    type_text(dialog.reason, "补充联系渠道")
    dialog.reason.textEdited.emit(dialog.reason.text())
    assert [row.reason for row in dialog.table.shown().rows] == ["专家建议补充园区配套", "补充联系渠道"]
    with_dialog(dialog.export.click, lambda asked: press(asked, "导出脱敏副本"))
    idle(qtbot, in_window)
    (path,) = folder.iterdir()
    cells = [[cell.text for cell in row.cells] for row in Document(str(path)).tables[0].rows]
    assert cells[1][3:] == ["以产业链需求和园区配套为牵引。", "专家建议补充园区配套"]
    assert cells[2][3:] == ["咨询139****5678", "补充联系渠道"]
    with zipfile.ZipFile(path) as package:
        assert "脱敏副本" in "".join(package.read(name).decode() for name in package.namelist() if "footer" in name)
    dialog.reject()
    assert not dialog.isVisible()


def test_reasons_that_stand_in_no_file_are_not_lost_unasked(in_window: Context, changed: str) -> None:
    dialog = CompareDialog(in_window, changed)
    dialog.show()
    QApplication.processEvents()
    dialog.reason.setText("理由")
    dialog.reason.textEdited.emit("理由")
    with_dialog(dialog.reject, lambda asked: press(asked, "返回"))
    assert dialog.isVisible()
    with_dialog(dialog.reject, lambda asked: press(asked, "仍要关闭"))
    assert not dialog.isVisible()
