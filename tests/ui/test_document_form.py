"""The form page of documents: head and actions by kind, handing in and taking back, the seal, numbers that moved on, what leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit

from exports.jobs import current_snapshot
from forms.answers import Edit, read_form, save_answers
from forms.documents import create_document, hand_in
from forms.drafting import write_draft
from forms.inspection import inspect_form
from forms.linked import Moved
from forms.loading import load_form
from models.operations.entities import save_entity
from models.operations.office import edit_office
from models.operations.projects import create_project
from models.operations.recycling import delete
from models.queries.documents import copy_sources, document_facts
from models.queries.entities import person_names
from models.things import Thing
from tests.ui.conftest import TODAY, press, put_into_state, texts, with_dialog
from tests.ui.test_documents_page import CASE, PILOT, PLAN, YEARLY, complete, make, project
from ui.context import Context
from ui.documents.draft_dialog import DraftDialog
from ui.documents.hand_in_dialog import HandInDialog
from ui.documents.seal_part import SealDialog, judge_code
from ui.editors.table import TableEditor
from ui.form.copy_dialog import CopyDialog
from ui.form.figures_panel import FiguresPanel, _words
from ui.pages.form import FormPage
from ui.tone import Tone

SCAN = b"%PDF-1.7 example scan"


@pytest.fixture
def yearly(filled_context: Context) -> str:
    """This year's report with its first draft."""
    document = make(filled_context, YEARLY, period="2026")
    filled_context.perform(write_draft, document)
    return document


@pytest.fixture
def page(filled_context: Context, yearly: str) -> Iterator[FormPage]:
    made = FormPage(filled_context)
    made.resize(1150, 680)
    made.open(document=yearly)
    made.show()
    QApplication.processEvents()
    yield made
    made.presenter.flush()
    made.hide()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def checked(page: FormPage) -> FiguresPanel:
    """Open the panel of the numbers and wait until they have been looked at."""
    page._check_figures()
    assert page.side_area.figures is not None
    return looked(page.side_area.figures)


def looked(panel: FiguresPanel) -> FiguresPanel:
    """Wait until the numbers have been looked at."""
    while panel.checking:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return panel


def another_pilot(context: Context) -> None:
    """Let the number of pilot projects move on."""
    ((entity,),) = context.reader.rows("SELECT id FROM pilot_entity")
    made = context.perform(create_project, entity_id=entity, title="后来补登的项目", main_area="a1")
    assert made is not None
    context.perform(put_into_state, made.id, "implementing")


def test_head_and_actions_follow_the_kind(page: FormPage) -> None:
    assert page.primary is not None
    assert page.primary.text() == "报送…"
    assert (page.heading, page.home) == ("年度报告", "documents")
    assert "年度报告（2026年）" in page.project.text()
    assert page.state.text() == "第1版草稿"
    assert not page.project_action.isEnabled()
    assert all(made.isVisible() for made in page.of_drafts)
    page.open(project=project(page.context))
    assert page.primary.text() == "审核报送…"
    assert (page.heading, page.home) == ("", "")
    assert page.project_action.isEnabled()
    assert not any(made.isVisible() for made in page.of_drafts)
    page.open(document=make(page.context, PLAN, project(page.context)))
    assert PILOT in page.project.text()
    assert page.presenter.project_id == project(page.context)
    assert not page.presenter.is_application


def test_what_stands_against_handing_in_is_listed_and_jumped_to(page: FormPage) -> None:
    page.presenter.set_value("title", None)
    went: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, HandInDialog)
        assert "处错误要改正" in dialog.standing.text()
        assert not dialog.submit_button.isEnabled()
        assert "“2026年度报告”，2026-11-30 截止" in dialog.meets.text()
        row = next(row for row in range(dialog.list.count()) if "“标题”" in dialog.list.item(row).text())
        dialog.jumped.connect(went.append)
        dialog.list.itemActivated.emit(dialog.list.item(row))

    with_dialog(page._review, look)
    assert went == ["title"]


def test_handing_in_locks_and_taking_back_opens_the_next_revision(page: FormPage, yearly: str, tmp_path: Path) -> None:
    complete(page.context, yearly)
    page.presenter.reload()
    told: list[str] = []

    def refuse_nothing(dialog: QDialog) -> None:
        assert isinstance(dialog, HandInDialog)
        assert dialog.submit_button.isEnabled()
        with_dialog(dialog.hand_in, lambda question: press(question, "报送"))
        told.append(dialog.standing.text())
        assert dialog.seal.isVisibleTo(dialog)
        scan = tmp_path / "盖章件.pdf"
        scan.write_bytes(SCAN)
        dialog.seal.attach(scan)
        told.append(dialog.seal.scan.text())
        with_dialog(dialog.take_back, lambda failure: told.extend(texts(failure)))
        dialog.reason.setText("市局要求补充存在的问题")
        dialog.take_back()
        told.append(dialog.standing.text())

    with_dialog(page._review, refuse_nothing)
    assert told[0].startswith("第1版已于 2026-11-23 报送")
    assert told[1] == "盖章件.pdf"
    assert "退回修改必须写明原因。" in told
    assert told[-1] == "第2版可以报送。"
    facts = document_facts(page.context.reader, yearly)
    assert facts is not None
    assert facts.submitted_on == TODAY
    assert page.state.text() == "第2版草稿（退回修改）"
    assert page.presenter.editable


def test_the_seal_says_what_changed_and_which_paper_it_is(page: FormPage, yearly: str) -> None:
    complete(page.context, yearly)
    page.context.perform(hand_in, yearly, TODAY)
    dialog = SealDialog(page.context, yearly)
    seal = dialog.part.seal
    assert seal is not None
    assert dialog.part.standing.text() == "账套里现在的内容与报送的这一版一致。"
    dialog.part.typed.setText(f" {seal.code.lower()} ")
    assert dialog.part.verdict.text() == "一致：纸上的就是第1版。"
    assert judge_code(page.context, yearly, seal, "abcd")[1] is Tone.ERROR
    dialog.deleteLater()
    fresh = SealDialog(page.context, project(page.context))
    assert fresh.part.isHidden()
    assert fresh.hint.text().startswith("还没有报送过")
    fresh.deleteLater()


def test_all_that_differs_from_the_sealed_paper_is_seen(page: FormPage, yearly: str) -> None:
    complete(page.context, yearly)
    page.context.perform(hand_in, yearly, TODAY)
    page.context.perform(edit_office, name="示例新区人力资源和社会保障局及其相对集中办理试点事务的各内设机构和直属单位")
    dialog = SealDialog(page.context, yearly)
    dialog.show()
    QApplication.processEvents()
    standing = dialog.part.standing
    assert "示例新区" in standing.text()
    assert standing.height() >= standing.heightForWidth(standing.width())
    dialog.deleteLater()


def test_numbers_that_moved_on_are_shown_and_taken_over(page: FormPage, yearly: str) -> None:
    another_pilot(page.context)
    panel = checked(page)
    before = len(panel.moved)
    number, entry = next((n, e) for n, e in enumerate(panel.moved) if e.still_there and (e.shown, e.now) == ("1", "2") and e.before)
    panel.list.setCurrentRow(number)
    panel.list.itemActivated.emit(panel.list.item(number))
    box = page.stack.currentWidget().findChild(QPlainTextEdit)
    assert isinstance(box, QPlainTextEdit)
    assert box.textCursor().selectedText() == "1"
    panel.one.click()
    assert not panel.one.isEnabled(), "what is shown is old until it has been looked at again"
    looked(panel)
    held = read_form(page.context.reader, page.context.programme, yearly).values
    assert f"{entry.before}2" in str(held[entry.field])
    assert len(panel.moved) < before
    panel.all.click()
    assert looked(panel).moved == []
    assert not panel.all.isEnabled()
    QTest.keyClick(panel.list, Qt.Key.Key_Escape)
    assert page.side.isVisible()


def test_numbers_that_contradict_each_other_are_named(page: FormPage, yearly: str) -> None:
    field = next(f for f in page.presenter.form.fields() if "试点项目1个" in str(page.presenter.value(f)))
    page.presenter.set_value(field.key, str(page.presenter.value(field)).replace("试点项目1个", "试点项目7个"))
    panel = checked(page)
    assert any("7" in clash.message for clash in panel.clashes)
    assert "前后打架" in panel.summary.text()


def test_a_contradiction_in_a_table_leads_to_its_cell(page: FormPage, yearly: str) -> None:
    rows = [dict(row) for row in page.presenter.current.values["area_table"]]  # type: ignore[union-attr, arg-type]
    rows[-1]["late"] = 9
    page.presenter.set_value("area_table", rows)
    panel = checked(page)
    place = next(n for n in range(panel.list.count()) if "合计为9" in panel.list.item(n).text())
    panel.list.itemClicked.emit(panel.list.item(place))
    editor = page.views["annexes"].rows["area_table"].editor
    assert isinstance(editor, TableEditor)
    index = editor.view.currentIndex()
    assert (index.row(), index.data()) == (len(rows) - 1, "9")


def test_long_texts_that_moved_on_are_shown_where_they_part() -> None:
    old, new = (f"{'同样的开头' * 20}完成{number}人次" for number in ("1710", "3610"))
    words = _words(Moved("situation", "开展情况第6段", "指标完成情况：", old, new, True, 0))
    assert words.startswith("开展情况第6段：指标完成情况：\n…")
    assert ("1710" in words, "3610" in words) == (True, True)


def test_a_draft_is_written_field_by_field(page: FormPage, yearly: str) -> None:
    page.presenter.set_value("title", "自己写的标题")
    page.presenter.set_value("opening", None)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, DraftDialog)
        ticked = dialog.keys()
        assert "title" not in ticked
        assert "opening" in ticked
        for row in range(dialog.list.count()):
            item = dialog.list.item(row)
            item.setCheckState(Qt.CheckState.Checked if item.data(Qt.ItemDataRole.UserRole) == "opening" else Qt.CheckState.Unchecked)
        with_dialog(dialog.write, lambda message: told.extend(texts(message)))

    told: list[str] = []
    with_dialog(page._draft, answer)
    assert told[0] == "初稿写好了，有几点请留意。"
    held = read_form(page.context.reader, page.context.programme, yearly).values
    assert held["title"] == "自己写的标题"
    assert held["opening"]


def test_answers_are_copied_from_documents_of_the_same_kind_only(page: FormPage, yearly: str) -> None:
    last = make(page.context, YEARLY, period="2025")
    make(page.context, PLAN, project(page.context))
    page.context.perform(save_answers, last, {"title": Edit("去年的标题")})
    assert [source.id for source in copy_sources(page.context.reader, yearly)] == [last]
    page.presenter.set_value("title", None)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, CopyDialog)
        assert dialog.source.currentText().startswith("年度报告（2025年）")
        dialog.copy()

    with_dialog(page._copy, answer)
    assert read_form(page.context.reader, page.context.programme, yearly).values["title"] == "去年的标题"


def test_a_document_in_the_bin_is_shown_but_not_changed(page: FormPage, yearly: str) -> None:
    page.context.perform(delete, Thing.DOCUMENT.value, yearly)
    assert page.presenter.in_bin
    assert not page.presenter.editable
    page.presenter.edit("title", "不该写入")
    assert page.presenter.flush()
    assert read_form(page.context.reader, page.context.programme, yearly).values["title"] != "不该写入"
    said: list[str] = []
    with_dialog(page._review, lambda dialog: said.append(dialog.standing.text()))  # type: ignore[attr-defined]
    assert said == ["它在回收站里，恢复以后才能报送。"]


def test_names_are_looked_for_in_what_is_meant_for_the_public(filled_context: Context, yearly: str) -> None:
    ((entity,),) = filled_context.reader.rows("SELECT id FROM pilot_entity")
    filled_context.perform(save_entity, entity, {"name": "示例智能制造产业园", "contact": "示例乙丙"})
    found: dict[str, int] = {}
    for document in (make(filled_context, CASE, project(filled_context)), yearly):
        form = load_form(filled_context.programme, document_facts(filled_context.reader, document).form)  # type: ignore[union-attr]
        field = next(field for field in form.fields() if field.type == "long_text" and not field.bind)
        filled_context.perform(save_answers, document, {field.key: Edit("由示例乙丙同志负责，电话13912345678。")})
        snapshot = current_snapshot(filled_context.reader, filled_context.workspace, document, TODAY)
        _, inspection = inspect_form(snapshot, form, filled_context.programme, person_names(filled_context.reader))
        found[form.key] = inspection.count
    assert found == {CASE: 2, YEARLY: 1}
    filled_context.perform(save_answers, yearly, {"note": Edit("联系人：示例乙丙，联系电话：023-60000000")})
    snapshot = current_snapshot(filled_context.reader, filled_context.workspace, yearly, TODAY)
    _, inspection = inspect_form(snapshot, load_form(filled_context.programme, YEARLY), filled_context.programme)
    assert inspection.count == 1, "the note names who is called about the report"


def test_history_of_a_document_is_its_own(page: FormPage, yearly: str) -> None:
    went: list[tuple[str, dict[str, str]]] = []
    page.context.navigated.connect(lambda name, target: went.append((name, target)))
    page._history()
    page.side.show_field(next(field for field in page.presenter.form.fields() if field.key == "title"))
    page._field_history()
    assert went == [("history", {"object": yearly}), ("history", {"object": yearly, "field": "title"})]


def test_create_is_refused_where_there_is_one(filled_context: Context, yearly: str) -> None:
    said: list[str] = []
    with_dialog(lambda: filled_context.perform(create_document, YEARLY, period="2026"), lambda dialog: said.extend(texts(dialog)))
    assert said[0] == "2026年已经有一份年度报告了。"


def test_title_and_number_are_proofread_too(page: FormPage) -> None:
    page.presenter.set_value("title", "示例局关于2026年度试点工作情况的报告。")
    page.presenter.set_value("number", "示例人社[2026]1号")
    page._proofread()
    panel = page.side_area.proofreading
    assert panel is not None
    assert {"title", "number"} <= {remark.block.split("\t")[0] for remark in panel.remarks}
