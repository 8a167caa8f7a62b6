"""The form page: what is typed is saved, judged beside it, found again, frozen by submitting."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from forms.answers import read_form
from forms.definition import Level
from forms.documents import create_document
from forms.keeping import keep_counts
from models.operations.projects import create_project
from models.operations.recycling import delete, restore
from models.things import Thing
from models.workspace.store import Workspace, open_workspace
from tests.ui.conftest import Clock, copy_store, press, type_text, with_dialog
from tests.unit.complete_form import complete_values
from ui.context import Context
from ui.documents.hand_in_dialog import HandInDialog
from ui.editors.attachment import AttachmentEditor
from ui.editors.choice import ChoicesMainEditor
from ui.editors.long_text import LongTextEditor
from ui.editors.table import TableEditor
from ui.editors.text import TextEditor
from ui.form.compare_dialog import CompareDialog
from ui.form.copy_dialog import CopyDialog
from ui.form.form_presenter import Filter
from ui.form.review_dialog import ReviewDialog
from ui.pages.form import FormPage
from ui.settings import SettingsFile


@pytest.fixture
def project(filled_workspace: Workspace) -> str:
    """Id of a project that is a draft."""
    ((key,),) = filled_workspace.rows("SELECT id FROM project WHERE title = '园区技能人才订单培养'")
    return str(key)


@pytest.fixture
def page(filled_context: Context, project: str) -> Iterator[FormPage]:
    made = FormPage(filled_context)
    made.resize(1150, 680)
    made.open(project=project)
    made.show()
    QApplication.processEvents()
    yield made
    made.presenter.flush()
    made.hide()
    made.deleteLater()
    QApplication.processEvents()


def editor(page: FormPage, section: str, field: str) -> object:
    """Show a section and return the editor of one of its fields."""
    page.sections.choose(section)
    return page.views[section].rows[field].editor


def stored(page: FormPage) -> dict[str, object]:
    """Return what is in the workspace's file."""
    return dict(read_form(page.context.reader, page.context.programme, page.presenter.project_id).values)


def findings(page: FormPage) -> list[str]:
    return [page.side.list.item(row).text() for row in range(page.side.list.count())]


def type_in(field: object, text: str) -> None:
    assert isinstance(field, TextEditor)
    field.line.setFocus()
    field.line.clear()
    type_text(field.line, text)


def test_typed_text_is_saved_without_pressing_anything(page: FormPage, qtbot: QtBot) -> None:
    idea = editor(page, "idea_section", "idea")
    assert isinstance(idea, LongTextEditor)
    type_text(idea.box, "围绕智能终端产业链")
    assert page.presenter.state is not None
    qtbot.waitUntil(lambda: stored(page).get("idea") == "围绕智能终端产业链")


def test_a_value_that_cannot_be_read_is_kept_and_reported_beside_it(page: FormPage) -> None:
    type_in(editor(page, "subject", "staff"), "十二人")
    page.presenter.recheck()
    assert page.presenter.flush()
    assert stored(page)["staff"] == {"unparsed": "十二人"}
    assert any("十二人" in text for text in findings(page))
    assert any("十二人" in word.text() for word in page.views["subject"].rows["staff"].words)


def test_normalising_happens_on_leaving_the_field(page: FormPage) -> None:
    day = editor(page, "cover", "fill_date")
    type_in(day, "２０２６．１１．２０")
    assert isinstance(day, TextEditor)
    assert day.line.text() == "２０２６．１１．２０"
    day.line.editingFinished.emit()
    assert day.line.text() == "2026年11月20日"
    assert page.presenter.flush()
    assert stored(page)["fill_date"] == "2026-11-20"
    entered = page.context.reader.rows("SELECT entered FROM history WHERE field_key = 'fill_date'")
    assert entered == [("２０２６．１１．２０",)]


def test_enter_on_a_finding_puts_the_cursor_into_its_field(page: FormPage) -> None:
    page.activateWindow()
    row = next(row for row, text in enumerate(findings(page)) if "“保障措施”" in text)
    page.side.list.itemActivated.emit(page.side.list.item(row))
    QApplication.processEvents()
    assert page.sections.currentItem().text() == "八、保障措施"
    target = page.views["guarantee_section"].rows["guarantee"]
    assert page.focusWidget() is not None
    assert target.isAncestorOf(page.focusWidget())
    assert page.side.name.text() == "保障措施"


def test_a_bound_field_changes_the_register(page: FormPage) -> None:
    type_in(editor(page, "subject", "legal_rep"), "示例甲")
    assert page.presenter.flush()
    assert page.context.reader.rows("SELECT legal_rep FROM pilot_entity") == [("示例甲",)]


def test_filters_leave_only_what_they_say(page: FormPage) -> None:
    page.filter.setCurrentIndex(list(Filter).index(Filter.MANDATED))
    page.sections.choose("subject")
    rows = page.views["subject"].rows
    assert {key for key, row in rows.items() if not row.isHidden()} == {"org_name", "org_type", "uscc"}
    hidden = [page.sections.item(row).text() for row in range(page.sections.count()) if page.sections.item(row).isHidden()]
    assert "七、主要任务与进度安排" in hidden
    page.filter.setCurrentIndex(list(Filter).index(Filter.UNFILLED))
    assert rows["org_name"].isHidden()
    assert not rows["uscc"].isHidden()


def test_a_field_that_does_not_apply_is_hidden_until_it_does(page: FormPage) -> None:
    page.sections.choose("subject")
    other = page.views["subject"].rows["org_type_other"]
    assert other.isHidden()
    page.presenter.edit("org_type", "other")
    page.presenter.recheck()
    assert not other.isHidden()


def test_a_warning_is_explained_and_counts_no_more(page: FormPage) -> None:
    page.presenter.edit("goal_text", "做得更好")
    page.presenter.recheck()
    before = page.problems.text()
    row = next(row for row, text in enumerate(findings(page)) if text.startswith("警告") and "没有数字" in text)
    page.side.list.setCurrentRow(row)
    assert not page.side.explain_box.isHidden()
    type_text(page.side.words, "目标数字见下表")
    page.side.save.click()
    assert any("已说明：目标数字见下表" in text for text in findings(page))
    assert page.problems.text() != before
    assert page.context.reader.rows("SELECT text FROM explanation") == [("目标数字见下表",)]


def test_a_block_from_a_spreadsheet_fills_the_table(page: FormPage) -> None:
    table = editor(page, "partners_section", "partners")
    assert isinstance(table, TableEditor)
    QGuiApplication.clipboard().setText('示例光电公司\t制造业企业\t\t"提供\n岗位"\n示例学校\t院校\t\t培训\t意向书\t多出来的')
    table.view.setFocus()
    table.paste()
    assert page.presenter.flush()
    rows = stored(page)["partners"]
    assert isinstance(rows, list)
    assert [row["name"] for row in rows] == ["示例光电公司", "示例学校"]
    assert [row["kind"] for row in rows] == ["manufacturer", "school"]
    assert "1格" in table.state.text()


def test_table_rows_are_added_moved_and_removed_by_keyboard(page: FormPage) -> None:
    table = editor(page, "tasks_section", "tasks")
    assert isinstance(table, TableEditor)
    for name in ("组建联合体", "建设专区"):
        QTest.keyClick(table.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        table.model.setData(table.view.currentIndex(), name)
    QTest.keyClick(table.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [row["name"] for row in table.model.rows] == ["建设专区", "组建联合体"]
    with_dialog(
        lambda: QTest.keyClick(table.view, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier),
        lambda dialog: press(dialog, "删除"),
    )
    assert [row["name"] for row in table.model.rows] == ["组建联合体"]


def test_the_main_area_comes_first(page: FormPage) -> None:
    areas = editor(page, "basics", "area")
    assert isinstance(areas, ChoicesMainEditor)
    areas._boxes["a4"][0].click()
    areas._boxes["a4"][1].click()
    assert page.presenter.flush()
    assert page.context.reader.rows("SELECT main_area, other_areas FROM project WHERE id = :id", id=page.presenter.project_id) == [
        ("a4", '["a1"]')
    ]


def test_attachments_are_taken_in_and_refused_by_content(page: FormPage, tmp_path: Path) -> None:
    good, bad = tmp_path / "证照.pdf", tmp_path / "假的.pdf"
    good.write_bytes(b"%PDF-1.7\n%example\n")
    bad.write_bytes(b"MZ\x90\x00 not a document")
    attachments = editor(page, "attachments", "a1")
    assert isinstance(attachments, AttachmentEditor)
    attachments.action.emit("attach", [str(good)])
    assert attachments.list.count() == 1
    assert "证照.pdf" in attachments.list.item(0).text()
    with_dialog(lambda: attachments.action.emit("attach", [str(bad)]), QDialog.accept)
    assert attachments.list.count() == 1


def test_leaving_with_unsaved_words_saves_them(page: FormPage) -> None:
    page.presenter.edit("remark", "离开前写的")
    assert page.may_leave()
    assert stored(page)["remark"] == "离开前写的"


def test_copying_offers_only_what_belongs_to_the_form(page: FormPage) -> None:
    context = page.context
    ((other,),) = context.reader.rows("SELECT id FROM project WHERE title = '错峰用工调配平台'")
    source = FormPage(context)
    source.open(project=other)
    source.presenter.edit("idea", "可以借用的思路")
    assert source.presenter.flush()
    dialog = CopyDialog(context, page.presenter, page)
    dialog.source.setCurrentIndex(dialog.source.findData(other))
    assert dialog.keys() == ["idea"]
    dialog.copy()
    assert stored(page)["idea"] == "可以借用的思路"
    source.deleteLater()


def complete(page: FormPage, attachment: Path) -> None:
    """Fill the whole form without errors."""
    values = complete_values()
    for field in page.presenter.form.fields():
        if field.key in values and field.type not in {"attachment", "fixed", "auto"} and field.bind != "office.district":
            page.presenter.edit(field.key, values[field.key])
    for number, field in enumerate(field for field in page.presenter.form.fields() if field.key in {"a1", "a2"}):
        attachment.write_bytes(b"%PDF-1.7\n%" + str(number).encode())
        page.presenter.attach(field, [str(attachment)])
    for finding in page.presenter.findings:
        if finding.level is Level.WARNING:
            page.presenter.explain(finding.id, "情况属实")


def test_review_submit_lock_reopen_and_compare(page: FormPage, project: str, tmp_path: Path) -> None:
    complete(page, tmp_path / "证照.pdf")
    dialog = ReviewDialog(page.context, page.presenter, page)
    assert not dialog.submit_button.isVisibleTo(dialog)
    dialog.start()
    assert "审核要点待核对" in dialog.obstacles.text()
    for box in dialog.boxes.values():
        box.click()
    assert dialog.obstacles.text() == "可以报送。"
    with_dialog(dialog.submit, lambda asked: press(asked, "报送"))
    assert page.context.reader.rows("SELECT state FROM project WHERE id = :id", id=project) == [("submitted",)]
    assert not page.presenter.editable
    assert "已锁定" in page.state.text()
    guarantee = editor(page, "guarantee_section", "guarantee")
    assert isinstance(guarantee, LongTextEditor)
    assert guarantee.box.isReadOnly()
    with_dialog(dialog.reopen, QDialog.accept)
    assert not page.presenter.editable, "returning needs a reason"
    dialog.reason.setText("市局要求补充")
    dialog.reopen()
    assert page.presenter.editable
    assert "第2版草稿" in page.state.text()
    page.presenter.edit("remark", "第2版新增的备注")
    assert page.presenter.flush()
    compare = CompareDialog(page.context, project, page)
    assert [(row.label, row.new) for row in compare.table.shown().rows] == [("备注", "第2版新增的备注")]


def test_what_is_typed_in_the_review_is_kept_when_it_is_closed(page: FormPage) -> None:
    dialog = ReviewDialog(page.context, page.presenter, page)
    type_text(dialog.opinion, "同意推荐")
    dialog.reject()
    assert page.context.reader.rows("SELECT opinion FROM district_review") == [("同意推荐",)]


@pytest.mark.parametrize("held", ["read-only", "bin"])
def test_what_cannot_be_handed_in_is_not_said_to_be_ready(
    tmp_path: Path, filled_store: Path, settings: SettingsFile, qapp: QApplication, held: str
) -> None:
    workspace = open_workspace(copy_store(filled_store, tmp_path), clock=Clock())
    ((project,),) = workspace.rows("SELECT id FROM project WHERE title = '园区技能人才订单培养'")
    report = workspace.perform(create_document, "yearly", period="2026").id
    if held == "bin":
        workspace.perform(delete, Thing.DOCUMENT, report)
    else:
        workspace.close(backup=False)
        workspace = open_workspace(workspace.path, read_only=True, clock=Clock())
    context = Context(workspace, workspace.programme, settings)
    page = FormPage(context)
    page.open(document=report)
    dialog = HandInDialog(context, page.presenter, page)
    assert dialog.standing.text() in ("账套以只读方式打开，现在不能报送。", "它在回收站里，恢复以后才能报送。")
    assert not dialog.submit_button.isVisibleTo(dialog)
    if held == "read-only":
        page.open(document=project)
        review = ReviewDialog(context, page.presenter, page)
        assert review.obstacles.text() == "账套以只读方式打开，现在不能报送。"
        assert not review.submit_button.isVisibleTo(review)
    page.deleteLater()
    context.worker.shut_down()
    workspace.close(backup=False)


def test_a_day_that_cannot_be_read_is_said_and_nothing_is_saved(page: FormPage) -> None:
    dialog = ReviewDialog(page.context, page.presenter, page)
    type_in(dialog.day, "下周一")
    with_dialog(dialog.save, QDialog.accept)
    assert page.context.reader.rows("SELECT count(*) FROM district_review") == [(0,)]


def test_a_form_that_went_up_on_paper_is_recorded(page: FormPage, project: str) -> None:
    dialog = ReviewDialog(page.context, page.presenter, page)
    type_in(dialog.day, "2025.7.10")
    dialog.reason.setText("示例函〔2025〕1号")
    dialog.record_earlier()
    assert page.context.reader.rows("SELECT state FROM project WHERE id = :id", id=project) == [("submitted",)]
    assert "补录" in dialog.obstacles.text()
    assert page.presenter.editable


def test_comparing_one_version_says_so(page: FormPage, project: str) -> None:
    dialog = CompareDialog(page.context, project, page)
    assert [version.number for version in dialog.versions()] == [0]
    assert "还只有一个版本" in dialog.hint.text()


def test_a_second_project_shows_its_own_values(page: FormPage, filled_workspace: Workspace) -> None:
    page.presenter.edit("remark", "第一个项目的备注")
    entity = filled_workspace.rows("SELECT id FROM pilot_entity")[0][0]
    other = filled_workspace.perform(keep_counts, create_project, entity_id=entity, title="另一个项目", main_area="a2").id
    page.open(project=other)
    assert page.presenter.value(next(f for f in page.presenter.form.fields() if f.key == "remark")) is None
    page.open(project=page.context.reader.rows("SELECT id FROM project WHERE title = '园区技能人才订单培养'")[0][0])
    assert stored(page)["remark"] == "第一个项目的备注"


def test_the_form_of_a_deleted_project_is_shown_but_not_changed(page: FormPage, project: str) -> None:
    field = editor(page, "idea_section", "idea")
    assert isinstance(field, LongTextEditor)
    type_text(field.box, "删除之前")
    assert page.presenter.flush()
    page.context.perform(delete, "project", project)
    assert field.box.isReadOnly()
    page.presenter.edit("idea", "删除之后")
    assert page.presenter.flush()
    assert page.may_leave()
    assert stored(page)["idea"] == "删除之前"
    page.context.perform(restore, "project", project)
    assert not field.box.isReadOnly()
    page.presenter.edit("idea", "恢复之后")
    assert page.presenter.flush()
    assert stored(page)["idea"] == "恢复之后"
