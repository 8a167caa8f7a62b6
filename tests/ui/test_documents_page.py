"""The documents page: what is asked for, every document, making one with its draft, deleting, the seal, old numbers."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from forms.answers import Edit, read_form, save_answers
from forms.documents import create_document, hand_in
from forms.drafting import write_draft
from models.changes import Changes, Kind
from models.operations.projects import create_project
from models.operations.recycling import delete, restore
from models.queries.documents import DocumentRow, DocumentState, list_documents
from models.queries.recycling import recycled
from models.queries.search import SearchIndex
from models.things import Thing
from models.work import Work
from tests.ui.conftest import TODAY, Clock, press, put_into_state, texts, with_dialog
from ui.context import Context
from ui.documents.code_dialog import CodeDialog
from ui.documents.new_dialog import NewDocumentDialog
from ui.documents.old_figures import OldFigure, OldFiguresDialog
from ui.documents.seal_part import SealDialog
from ui.message_dialog import MessageDialog
from ui.pages.documents import DocumentsPage
from ui.pages.form import FormPage
from ui.pages.home import HomePage
from ui.pages.obligations import ObligationsPage
from ui.pages.project import ProjectPage
from ui.window import MainWindow

PILOT = "汽车产业链人才共育项目"
PLAN, YEARLY, CASE, SUMMARY = "work_plan", "yearly", "typical_case", "summary"


def project(context: Context, title: str = PILOT) -> str:
    ((key,),) = context.reader.rows("SELECT id FROM project WHERE title = :title", title=title)
    return str(key)


def make(context: Context, form: str, project_id: str = "", period: str = "") -> str:
    made = context.perform(create_document, form, project_id=project_id, period=period)
    assert made is not None
    return made.id


def complete(context: Context, document: str) -> None:
    """Write the first draft and fill in what is still missing."""
    context.perform(write_draft, document)
    state = read_form(context.reader, context.programme, document)
    typed = {"text": "示例内容", "long_text": "示例内容，已经落实。", "items": ["示例内容"], "date": TODAY.isoformat()}
    missing = [
        field
        for field in state.form.fields()
        if field.required and not field.bind and field.type in typed and state.values.get(field.key) is None and not field.pattern
    ]
    context.perform(save_answers, document, {field.key: Edit(typed[field.type]) for field in missing})  # type: ignore[arg-type]


def handed_in(context: Context, form: str = YEARLY, period: str = "2026") -> str:
    document = make(context, form, period=period)
    complete(context, document)
    assert context.perform(hand_in, document, TODAY) is not None
    return document


@pytest.fixture
def page(filled_context: Context) -> Iterator[DocumentsPage]:
    made = DocumentsPage(filled_context)
    made.resize(1150, 640)
    made.show()
    QApplication.processEvents()
    yield made
    made.hide()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def shown(page: DocumentsPage) -> list[str]:
    return [row.id for row in page.table.shown().rows]


def current(page: DocumentsPage) -> DocumentRow:
    row = page.table.current()
    assert row is not None
    return cast("DocumentRow", row)


def test_every_kind_of_the_pack_is_offered_with_what_is_asked_for(page: DocumentsPage) -> None:
    lines = {line.key: line for line in page.kind_list.lines()}
    assert list(lines) == ["", *page.presenter.forms]
    assert lines[""].title == "全部文书"
    assert lines[YEARLY].badge == "还有 7 天"
    assert "11-30" in lines[YEARLY].detail
    assert lines[CASE].badge == ""
    page.context.perform(put_into_state, project(page.context), "selected")
    assert "已报 0/1" in {line.key: line for line in page.kind_list.lines()}[PLAN].detail


def test_documents_are_listed_and_narrowed_by_their_kind(page: DocumentsPage) -> None:
    plan = make(page.context, PLAN, project(page.context))
    year, other = make(page.context, YEARLY, period="2026"), make(page.context, YEARLY, period="2025")
    assert set(shown(page)) == {plan, year, other}
    row = page.kind_list.lines().index(next(line for line in page.kind_list.lines() if line.key == PLAN))
    page.kind_list.setCurrentRow(row)
    assert shown(page) == [plan]
    page.open(form=YEARLY, id=year)
    assert set(shown(page)) == {year, other}
    assert current(page).id == year
    assert next(line for line in page.kind_list.lines() if line.key == YEARLY).detail.endswith("2 份未报")


def test_application_forms_stay_with_their_projects(page: DocumentsPage, filled_context: Context) -> None:
    assert shown(page) == []
    owner = project(filled_context)
    with_dialog(
        lambda: filled_context.perform(delete, Thing.DOCUMENT.value, owner),
        lambda dialog: _said(dialog, "申报表随项目一起，不能单独删除。"),
    )


def _said(dialog: QDialog, words: str) -> None:
    assert words in texts(dialog)
    dialog.reject()


def test_a_new_document_with_its_draft_opens_at_once(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("documents")
    page = window.page()
    assert isinstance(page, DocumentsPage)
    told: list[str] = []

    def close_reminders() -> None:
        message = QApplication.activeModalWidget()
        if isinstance(message, MessageDialog):
            told.extend(texts(message))
            message.accept()
        else:
            QTimer.singleShot(5, close_reminders)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, NewDocumentDialog)
        assert dialog.form is not None
        assert (dialog.form.key, dialog.year.currentData()) == (YEARLY, "2026")
        QTimer.singleShot(0, close_reminders)
        dialog.ok.click()

    with_dialog(lambda: page.begin(YEARLY), answer)
    assert told[0] == "初稿写好了，有几点请留意。"
    form = window.page()
    assert isinstance(form, FormPage)
    presenter = form.presenter
    assert presenter.current.form.key == YEARLY
    assert "2026年度" in str(presenter.current.values["title"])
    assert any("试点项目1个" in str(value) for value in presenter.current.values.values())
    assert window.navigation.currentItem().toolTip().startswith("文书")
    assert window.header.title.text() == "年度报告"
    again: list[str] = []

    def open_held(dialog: QDialog) -> None:
        assert isinstance(dialog, NewDocumentDialog)
        again.append(dialog.ok.text())
        dialog.ok.click()

    with_dialog(lambda: page.begin(YEARLY), open_held)
    assert again == ["打开已有的"]
    assert len(list_documents(page.context.reader)) == 1


def test_a_project_must_be_chosen_where_the_document_is_about_one(page: DocumentsPage) -> None:
    dialog = NewDocumentDialog(page.presenter, PLAN)
    dialog.make()
    assert dialog.document_id == ""
    assert dialog.note.text() == "请先选定所属项目。"
    dialog.project.setCurrentText(PILOT[:6])
    assert dialog.project.chosen_id == project(page.context)
    dialog.drafted.setChecked(False)
    dialog.make()
    assert dialog.document_id
    assert not dialog.written
    (row,) = list_documents(page.context.reader, project_id=project(page.context))
    assert (row.form, row.state, row.filled) == (PLAN, DocumentState.DRAFT, row.filled)
    dialog.deleteLater()


def test_a_draft_goes_to_the_bin_and_comes_back(page: DocumentsPage, qtbot: QtBot) -> None:
    owner = project(page.context)
    plan = make(page.context, PLAN, owner)
    page.open(id=plan)
    with_dialog(lambda: page._remove(current(page)), lambda dialog: press(dialog, "删除"))
    assert shown(page) == []
    (row,) = recycled(page.context.reader)
    assert (row.kind, row.id, row.project_title) == (Thing.DOCUMENT, plan, PILOT)
    second = make(page.context, PLAN, owner)
    with_dialog(lambda: page.context.perform(restore, Thing.DOCUMENT.value, plan), lambda dialog: _said(dialog, "已经另有一份“工作方案”。"))
    page.context.perform(delete, Thing.DOCUMENT.value, second)
    page.context.perform(restore, Thing.DOCUMENT.value, plan)
    assert shown(page) == [plan]


def test_what_was_handed_in_cannot_be_deleted(page: DocumentsPage) -> None:
    document = handed_in(page.context)
    page.open(id=document)
    row = current(page)
    assert (row.state, row.submitted_on, row.findings) == (DocumentState.HANDED_IN, TODAY, 0)
    refusal = f"“{row.title}”已经报送过，不能删除。"
    with_dialog(lambda: page.presenter.delete(document), lambda failure: _said(failure, refusal))
    assert shown(page) == [document]


def test_handing_in_proves_the_obligation(page: DocumentsPage) -> None:
    handed_in(page.context)
    line = next(line for line in page.kind_list.lines() if line.key == YEARLY)
    assert line.badge == "已报"
    assert page.context.reader.rows("SELECT outcome FROM obligation_record WHERE obligation_id = 'yearly-2026'") == [("submitted",)]


def test_numbers_that_moved_after_handing_in_are_named(page: DocumentsPage, qtbot: QtBot) -> None:
    document = handed_in(page.context)
    qtbot.waitUntil(lambda: not page.notice._checking, timeout=20_000)
    assert not page.notice.found
    assert page.notice.isHidden()
    entity = page.context.reader.rows("SELECT entity_id FROM project")[0][0]
    made = page.context.perform(create_project, entity_id=entity, title="后来补登的项目", main_area="a1")
    assert made is not None
    page.context.perform(put_into_state, made.id, "implementing")
    qtbot.waitUntil(lambda: bool(page.notice.found) and not page.notice._checking, timeout=20_000)
    figure: OldFigure = next(figure for figure in page.notice.found if figure.shown == "1")
    assert (figure.document_id, figure.now) == (document, "2")
    assert page.notice.isVisible()
    assert "1份文书" in page.notice.words.text()
    went: list[dict[str, str]] = []
    page.context.navigated.connect(lambda _page, target: went.append(target))

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, OldFiguresDialog)
        dialog.table.select(lambda row: row.id == figure.id)
        press(dialog, "打开这份文书")

    with_dialog(page.notice.open, look)
    assert went == [{"document": document, "field": figure.field}]


def test_a_paper_is_told_by_its_code(page: DocumentsPage) -> None:
    from forms.seal import still_sealed

    document = handed_in(page.context)
    seal = still_sealed(page.context.reader, page.context.programme, document, TODAY)
    assert seal is not None
    dialog = CodeDialog(page.context)
    dialog.typed.setText(seal.code.lower().replace("-", " "))
    assert "报送的第1版" in dialog.verdict.text()
    assert dialog.open_button.isEnabled()
    dialog.typed.setText("2222-2222")
    assert "没有这个校验码" in dialog.verdict.text()
    assert not dialog.open_button.isEnabled()
    dialog.deleteLater()


def test_an_obligation_leads_to_its_document_in_one_click(window: MainWindow) -> None:
    document = make(window.context, YEARLY, period="2026")
    plan = make(window.context, PLAN, project(window.context))
    window.context.perform(put_into_state, project(window.context), "selected")
    window.show_page("obligations", {"key": "yearly-2026"})
    page = window.page()
    assert isinstance(page, ObligationsPage)
    page.facts.document.click()
    form = window.page()
    assert isinstance(form, FormPage)
    assert form.presenter.document_id == document
    window.show_page("obligations", {"key": "work-plan", "owner": project(window.context)})
    page.facts.document.click()
    assert form.presenter.document_id == plan
    window.show_page("obligations", {"key": "application", "owner": project(window.context, "园区技能人才订单培养")})
    if page.facts.document.isVisible():
        page.facts.document.click()
        assert form.presenter.is_application


def test_a_project_shows_its_documents_and_home_the_last_edited(window: MainWindow) -> None:
    plan = make(window.context, PLAN, project(window.context))
    window.show_page("project", {"project": project(window.context)})
    page = window.page()
    assert isinstance(page, ProjectPage)
    assert [row.id for row in page.documents.table.shown().rows] == [plan]
    assert page.tabs.tabText(page.tabs.indexOf(page.documents)) == "文书 1"
    window.show_page("home")
    home = window.page()
    assert isinstance(home, HomePage)
    line = next(line for line in home.recent.lines() if line.page == "form")
    assert dict(line.target) == {"document": plan}


def test_documents_are_found_by_their_words(filled_context: Context) -> None:
    owner = project(filled_context)
    document = make(filled_context, CASE, owner)
    index = SearchIndex(filled_context.reader)
    assert index.find("典型案例")
    changes = filled_context.perform(save_answers, document, {"title": Edit("订单班把课堂搬进车间")})
    assert changes is not None
    index.refresh(changes)
    (hit,) = index.find("课堂 车间")
    assert (hit.kind, hit.id, hit.project_id) == (Thing.DOCUMENT, document, owner)


def test_word_files_of_documents_leave_the_page(page: DocumentsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _parent, _title, start, _kinds: (str(tmp_path / Path(start).name), ""))
    document = make(page.context, YEARLY, period="2026")
    complete(page.context, document)
    page.open(id=document)
    page._word(current(page))
    qtbot.waitUntil(lambda: not page.context.worker.busy and any(tmp_path.glob("*.docx")), timeout=30_000)
    (written,) = tmp_path.glob("*.docx")
    assert "年度报告" in written.name


def test_several_documents_leave_into_one_folder_each_under_its_own_name(
    page: DocumentsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_more: str(tmp_path))
    owner = project(page.context)
    for _ in range(2):
        make(page.context, CASE, owner)
    page.table.grid.selectAll()
    assert len(page.table.selected()) == 2
    page._word(page.table.selected()[0])
    qtbot.waitUntil(lambda: not page.context.worker.busy and len(list(tmp_path.glob("*.docx"))) == 2, timeout=30_000)


def test_every_project_that_owes_a_document_gets_one_at_once(page: DocumentsPage, qtbot: QtBot) -> None:
    clock = page.context.workspace.clock
    assert isinstance(clock, Clock)
    clock.now = datetime(2027, 11, 8, 2, 0, tzinfo=UTC)
    owners = [project(page.context), project(page.context, "错峰用工调配平台")]
    for owner in owners:
        page.context.perform(put_into_state, owner, "implementing")
    assert page.missing.isHidden()
    make(page.context, SUMMARY, owners[0])
    page.choose(SUMMARY)
    assert [owing.project_id for owing in page.missing.owing] == owners[1:]
    assert "还有1个没有写总结报告：“错峰用工调配平台”" in page.missing.words.text()
    with_dialog(page.missing.button.click, lambda dialog: press(dialog, "新建"))
    qtbot.waitUntil(lambda: not page.context.worker.busy and page.missing.isHidden(), timeout=30_000)
    rows = {row.project_id: row for row in list_documents(page.context.reader, form=SUMMARY)}
    assert set(rows) == set(owners)
    assert rows[owners[1]].filled > rows[owners[0]].filled, "with its first draft"


def spoil(work: Work) -> Changes:
    """Change a frozen revision behind the program's back."""
    work.session.execute(text("UPDATE revision SET payload = payload || ' '"))
    return Changes.of(Kind.DOCUMENT)


def test_a_damaged_record_is_said_calmly(page: DocumentsPage, qtbot: QtBot) -> None:
    document = handed_in(page.context)
    page.context.perform(spoil)
    qtbot.waitUntil(lambda: "存档与报送时不一致" in page.notice.words.text(), timeout=20_000)
    assert page.notice.isVisible()
    assert page.notice.button.isHidden()
    dialog = SealDialog(page.context, document)
    assert "存档与报送时不一致" in dialog.hint.text()
    assert dialog.part.isHidden()
    dialog.deleteLater()
