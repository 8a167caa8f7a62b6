"""Proofreading on the form page: what is remarked on, the way there, mending, taking back; nothing inside quotations."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from forms.answers import Edit, read_form, save_answers
from models.changes import Changes, Kind
from models.document import Document
from models.work import Work
from models.workspace.store import Workspace
from tests.ui.conftest import NOW, type_text
from ui.context import Context
from ui.editors.long_text import LongTextEditor
from ui.form.form_presenter import SAVE_AFTER_MS
from ui.form.proofreading_panel import AGAIN_AFTER_MS, ProofreadingPanel
from ui.pages.form import NARROW, FormPage

FAULTY = "我区形成(产才融合)机制,其中《关于加强(试点)工作的通知》要求不变。同比增长XX%。\U00020000生僻字之后,继续。"
MENDED = "我区形成（产才融合）机制，其中《关于加强(试点)工作的通知》要求不变。同比增长XX%。\U00020000生僻字之后，继续。"


@pytest.fixture
def project(filled_workspace: Workspace) -> str:
    """Id of a draft whose texts hold faults."""
    ((key,),) = filled_workspace.rows("SELECT id FROM project WHERE title = '园区技能人才订单培养'")
    rows = [{"id": "r1", "name": "建设平台", "content": "建设共享平台(一期),年内完成。"}]
    texts = {"idea": Edit(FAULTY), "innovation": Edit(["订单(定向)培养", "按需调配,灵活用工"]), "tasks": Edit(rows)}
    filled_workspace.perform(save_answers, key, texts)
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


def opened(page: FormPage) -> ProofreadingPanel:
    """Press F7 and return the panel."""
    QTest.keyClick(page, Qt.Key.Key_F7)
    panel = page.side_area.proofreading
    assert panel is not None
    assert panel.isVisible()
    return panel


def stored(page: FormPage) -> dict[str, object]:
    return dict(read_form(page.context.reader, page.context.programme, page.presenter.project_id).values)


def freeze(work: Work, project_id: str) -> Changes:
    """Lock a form as submitting does, whatever is missing in it."""
    work.session.execute(update(Document).where(Document.project_id == project_id).values(frozen_at=NOW))
    return Changes.of(Kind.DOCUMENT, project=project_id)


def go_to(panel: ProofreadingPanel, found: str, field: str) -> int:
    """Click the remark on some words of a field; return its place in the list."""
    row = next(n for n, r in enumerate(panel.remarks) if r.found == found and r.block.startswith(f"{field}\t"))
    panel.list.setCurrentRow(row)
    panel.list.itemClicked.emit(panel.list.item(row))
    QApplication.processEvents()
    return row


def test_remarks_say_where_why_and_what_to_do(page: FormPage) -> None:
    panel = opened(page)
    words = [panel.list.item(row).text() for row in range(panel.list.count())]
    assert len(words) == len(panel.remarks)
    bracket = next(text for text in words if text.startswith("总体思路") and "( → （" in text)
    assert "我区形成(产才融合" in bracket
    assert "全角" in bracket
    assert any(text.startswith("主要创新点") for text in words)
    assert any(text.startswith("主要任务与进度安排 第1行 主要内容") for text in words)
    assert any("XX" in text and "可改正" not in text for text in words)
    assert f"共{len(panel.remarks)}处" in panel.summary.text()
    assert page.side.isHidden()


def test_a_click_jumps_to_the_field_and_selects_the_words(page: FormPage) -> None:
    panel = opened(page)
    go_to(panel, "XX", "idea")
    editor = page.views["idea_section"].rows["idea"].editor
    assert page.stack.currentWidget() is page.views["idea_section"]
    assert isinstance(editor, LongTextEditor)
    assert editor.box.textCursor().selectedText() == "XX"
    assert editor.box.hasFocus()


def test_words_behind_a_rare_character_are_selected_exactly(page: FormPage) -> None:
    panel = opened(page)
    last = max((r for r in panel.remarks if r.block.startswith("idea\t")), key=lambda r: r.start)
    row = panel.remarks.index(last)
    panel.list.itemActivated.emit(panel.list.item(row))
    editor = page.views["idea_section"].rows["idea"].editor
    assert isinstance(editor, LongTextEditor)
    cursor = editor.box.textCursor()
    assert cursor.selectedText() == last.found == ","
    assert editor.box.toPlainText().encode("utf-16-le")[: cursor.selectionStart() * 2].decode("utf-16-le").endswith("之后")


def test_mending_one_bracket_mends_its_partner_and_is_saved_like_typing(page: FormPage) -> None:
    panel = opened(page)
    go_to(panel, "(", "idea")
    panel.mend_one.click()
    assert str(stored(page)["idea"]).startswith("我区形成（产才融合）机制,其中《关于加强(试点)工作")
    editor = page.views["idea_section"].rows["idea"].editor
    assert isinstance(editor, LongTextEditor)
    assert editor.box.toPlainText() == stored(page)["idea"]


def test_what_only_the_officer_can_mend_offers_no_button(page: FormPage) -> None:
    panel = opened(page)
    go_to(panel, "XX", "idea")
    assert not panel.mend_one.isEnabled()
    before = stored(page)
    panel.mend_current()
    assert stored(page) == before


def test_mending_all_leaves_quotations_alone_and_can_be_taken_back(page: FormPage) -> None:
    before = stored(page)
    panel = opened(page)
    panel.mend_all.click()
    after = stored(page)
    assert after["idea"] == MENDED
    assert after["innovation"] == ["订单（定向）培养", "按需调配，灵活用工"]
    rows = after["tasks"]
    assert isinstance(rows, list)
    assert [row["content"] for row in rows] == ["建设共享平台（一期），年内完成。"]
    assert not any(remark.mendable for remark in panel.remarks)
    assert not panel.mend_all.isEnabled()
    panel.undo.click()
    assert stored(page) == before
    assert not panel.undo.isVisible()


def test_taking_back_keeps_what_was_typed_since(page: FormPage) -> None:
    panel = opened(page)
    panel.mend_all.click()
    page.presenter.set_value("idea", "重新写过的总体思路。")
    panel.undo.click()
    assert stored(page)["idea"] == "重新写过的总体思路。"
    assert stored(page)["innovation"] == ["订单(定向)培养", "按需调配,灵活用工"]


def test_typing_while_the_panel_is_open_brings_its_remarks_up_to_date(page: FormPage, qtbot: QtBot) -> None:
    panel = opened(page)
    page.sections.choose("guarantee_section")
    editor = page.views["guarantee_section"].rows["guarantee"].editor
    assert isinstance(editor, LongTextEditor)
    editor.box.setFocus()
    type_text(editor.box, "成立专班,统筹推进")
    qtbot.waitUntil(lambda: any(r.block.startswith("guarantee\t") for r in panel.remarks), timeout=20 * AGAIN_AFTER_MS)
    qtbot.waitUntil(lambda: stored(page).get("guarantee") == "成立专班,统筹推进", timeout=20 * SAVE_AFTER_MS)


def test_a_submitted_form_is_looked_at_but_not_mended(page: FormPage) -> None:
    page.context.perform(freeze, page.presenter.project_id)
    page.presenter.reload()
    panel = opened(page)
    assert panel.remarks
    assert not panel.mend_all.isEnabled()
    before = stored(page)
    panel.mend_everything()
    assert stored(page) == before


def test_esc_gives_the_side_back(page: FormPage) -> None:
    panel = opened(page)
    QTest.keyClick(panel.list, Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert page.side.isVisible()


def test_in_a_narrow_window_the_fields_keep_their_room(page: FormPage) -> None:
    page.resize(NARROW - 60, 480)
    QApplication.processEvents()
    panel = opened(page)
    QApplication.processEvents()
    assert page.sections.isHidden()
    assert page.stack.width() >= 400
    panel.closed.emit()
    assert page.sections.isVisible()


def test_nothing_to_remark_on_is_said(page: FormPage) -> None:
    for key in ("idea", "innovation", "tasks"):
        page.presenter.set_value(key, None)
    panel = opened(page)
    assert panel.remarks == []
    assert "还没有可以检查的文字" in panel.summary.text()
