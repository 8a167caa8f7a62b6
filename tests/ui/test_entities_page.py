"""The entity register: registering, finding the same code, judging without hindering, deleting."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from models.operations.entities import save_entity
from models.workspace.store import Workspace, open_workspace
from tests.ui.conftest import Clock, copy_store, press, texts, type_text, with_dialog
from ui.context import Context
from ui.dialogs.entity_dialog import EntityDialog
from ui.dialogs.facts_dialog import FactsDialog
from ui.editors.choice import ChoiceEditor
from ui.editors.text import TextEditor
from ui.message_dialog import MessageDialog
from ui.pages.entities import EntitiesPage
from ui.settings import SettingsFile

CODE = "91350100M000100Y43"
OWNER = "示例智能制造产业园"


@pytest.fixture
def page(context: Context) -> Iterator[EntitiesPage]:
    yield from shown(context)


@pytest.fixture
def filled_page(filled_context: Context) -> Iterator[EntitiesPage]:
    yield from shown(filled_context)


def shown(context: Context) -> Iterator[EntitiesPage]:
    made = EntitiesPage(context)
    made.resize(1150, 680)
    made.show()
    made.activateWindow()
    made.table.grid.setFocus()
    QApplication.processEvents()
    yield made
    made.hide()
    made.deleteLater()
    QApplication.processEvents()


def line(dialog: FactsDialog, key: str) -> QLineEdit:
    editor = dialog.rows[key].editor
    assert isinstance(editor, TextEditor)
    return editor.line


def type_into(dialog: FactsDialog, key: str, text: str) -> None:
    """Replace what stands in a field by typing."""
    box = line(dialog, key)
    box.setFocus()
    box.selectAll()
    type_text(box, text)


def choose(dialog: FactsDialog, key: str, value: str) -> None:
    """Choose from a list as a person does: the entry becomes current and is activated."""
    editor = dialog.rows[key].editor
    assert isinstance(editor, ChoiceEditor)
    editor.box.setCurrentIndex(editor.box.findData(value))
    editor.box.activated.emit(editor.box.currentIndex())


def said(dialog: FactsDialog, key: str) -> str:
    """Return what is said below a field."""
    return "".join(word.text() for word in dialog.rows[key].words)


def facts(dialog: QDialog) -> EntityDialog:
    assert isinstance(dialog, EntityDialog)
    return dialog


def test_an_empty_register_says_what_to_do_first(page: EntitiesPage) -> None:
    assert "还没有登记试点主体" in texts(page)
    opened: list[str] = []

    def look(dialog: QDialog) -> None:
        opened.append(dialog.windowTitle())
        dialog.reject()

    with_dialog(lambda: press(page, "登记主体"), look)
    assert opened == ["登记主体"]


def test_what_is_typed_is_normalised_saved_as_a_whole_and_shown(page: EntitiesPage, workspace: Workspace) -> None:
    def fill(dialog: QDialog) -> None:
        type_into(facts(dialog), "org_name", "重庆示例人力资源服务有限公司")
        type_into(facts(dialog), "uscc", "９１350100m000100y43")
        choose(facts(dialog), "org_type", "hr_leader")
        assert workspace.rows("SELECT COUNT(*) FROM pilot_entity") == [(0,)]
        QApplication.processEvents()
        QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    with_dialog(page.register, fill)
    assert workspace.rows("SELECT name, uscc, kind FROM pilot_entity") == [("重庆示例人力资源服务有限公司", CODE, "hr_leader")]
    current = page.table.current()
    assert current is not None
    assert (current.name, current.kind, current.projects) == ("重庆示例人力资源服务有限公司", "龙头人力资源服务机构", 0)
    entered = workspace.rows("SELECT entered FROM history WHERE field_key = 'uscc'")
    assert entered == [("９１350100m000100y43",)]


def test_enter_in_a_line_saves(page: EntitiesPage, workspace: Workspace) -> None:
    def fill(dialog: QDialog) -> None:
        type_into(facts(dialog), "org_name", "示例园区")
        QTest.keyClick(line(facts(dialog), "org_name"), Qt.Key.Key_Return)

    with_dialog(page.register, fill)
    assert workspace.rows("SELECT name FROM pilot_entity") == [("示例园区",)]


def test_nothing_is_saved_without_a_name(page: EntitiesPage, workspace: Workspace) -> None:
    def fill(dialog: QDialog) -> None:
        type_into(facts(dialog), "address", "示例路1号")
        facts(dialog).save_button.click()
        assert "还没有填写" in said(facts(dialog), "org_name")
        assert "还有1处" in facts(dialog).problem.text()
        assert not said(facts(dialog), "mobile"), "what may be filled in later is not demanded"
        with_dialog(dialog.reject, lambda question: press(question, "放弃"))

    with_dialog(page.register, fill)
    assert workspace.rows("SELECT COUNT(*) FROM pilot_entity") == [(0,)]


def test_a_wrong_code_is_reported_and_kept(page: EntitiesPage, workspace: Workspace) -> None:
    def fill(dialog: QDialog) -> None:
        type_into(facts(dialog), "org_name", "示例园区")
        type_into(facts(dialog), "uscc", "91350100M000100Y44")
        facts(dialog).recheck()
        assert "校验位不对" in said(facts(dialog), "uscc")
        facts(dialog).save()

    with_dialog(page.register, fill)
    assert workspace.rows("SELECT uscc FROM pilot_entity") == [("91350100M000100Y44",)]


def test_a_code_that_does_not_fit_the_kind_is_a_warning(page: EntitiesPage) -> None:
    def fill(dialog: QDialog) -> None:
        type_into(facts(dialog), "uscc", CODE)
        choose(facts(dialog), "org_type", "association")
        facts(dialog).recheck()
        assert "以91开头" in said(facts(dialog), "uscc")
        choose(facts(dialog), "org_type", "hr_leader")
        facts(dialog).recheck()
        assert not said(facts(dialog), "uscc")
        with_dialog(dialog.reject, lambda question: press(question, "放弃"))

    with_dialog(page.register, fill)


def test_another_kind_asks_which(page: EntitiesPage) -> None:
    def fill(dialog: QDialog) -> None:
        assert facts(dialog).rows["org_type_other"].isHidden()
        choose(facts(dialog), "org_type", "other")
        facts(dialog).recheck()
        assert not facts(dialog).rows["org_type_other"].isHidden()
        choose(facts(dialog), "org_type", "university")
        facts(dialog).recheck()
        assert facts(dialog).rows["org_type_other"].isHidden()
        with_dialog(dialog.reject, lambda question: press(question, "放弃"))

    with_dialog(page.register, fill)


def test_the_same_code_is_found_while_typing_and_opened(page: EntitiesPage, context: Context) -> None:
    held = context.workspace.perform(save_entity, None, {"name": "示例先登记单位", "uscc": CODE}).id
    page.refresh()
    titles: list[str] = []

    def fill(dialog: QDialog) -> None:
        if facts(dialog).entity_id:
            titles.append(line(facts(dialog), "org_name").text())
            dialog.reject()
            return
        type_into(facts(dialog), "uscc", CODE[:-1])
        assert facts(dialog).twin_bar.isHidden()
        type_into(facts(dialog), "uscc", CODE)
        assert facts(dialog).twin_words.text() == "已有同代码主体“示例先登记单位”，是否打开？"
        with_dialog(facts(dialog).twin_button.click, lambda question: press(question, "打开"))

    # The second dialog opens when the first has gone, inside the same call.
    def see_second() -> None:
        second = QApplication.activeModalWidget()
        if isinstance(second, EntityDialog) and second.entity_id:
            fill(second)
        else:
            QTimer.singleShot(5, see_second)

    QTimer.singleShot(0, see_second)
    with_dialog(page.register, fill)
    assert titles == ["示例先登记单位"]
    current = page.table.current()
    assert current is not None
    assert current.id == held


def test_leaving_asks_only_when_something_was_typed(page: EntitiesPage) -> None:
    with_dialog(page.register, lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    asked: list[str] = []

    def type_and_leave(dialog: QDialog) -> None:
        type_into(facts(dialog), "org_name", "示例")

        def stay(question: QDialog) -> None:
            assert isinstance(question, MessageDialog)
            asked.append(question.message.text())
            press(question, "继续填写")

        with_dialog(lambda: QTest.keyClick(dialog, Qt.Key.Key_Escape), stay)
        assert dialog.isVisible(), "the officer stays with what was typed"
        with_dialog(dialog.reject, lambda question: press(question, "放弃"))

    with_dialog(page.register, type_and_leave)
    assert asked == ["刚才填写的内容还没有保存。"]


def test_editing_shows_what_is_stored_and_keeps_the_rest(filled_page: EntitiesPage, filled_workspace: Workspace) -> None:
    filled_page.table.select(lambda row: row.name == OWNER)

    def fill(dialog: QDialog) -> None:
        assert line(facts(dialog), "org_name").text() == OWNER
        assert facts(dialog).values["org_type"] == "park_mfg"
        type_into(facts(dialog), "mobile", "138 0000 0000")
        facts(dialog).save()

    with_dialog(lambda: filled_page.table.grid.activate_current(), fill)
    assert filled_workspace.rows("SELECT name, kind, mobile FROM pilot_entity") == [(OWNER, "park_mfg", "13800000000")]


def test_an_entity_with_projects_is_not_deleted_and_they_are_named(filled_page: EntitiesPage, filled_workspace: Workspace) -> None:
    filled_page.table.select(lambda row: row.name == OWNER)
    reasons: list[str] = []

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, MessageDialog)
        reasons.append(dialog.message.text())
        dialog.accept()

    with_dialog(lambda: QTest.keyClick(filled_page.table.grid, Qt.Key.Key_Delete), read)
    assert "“汽车产业链人才共育项目”" in reasons[0]
    assert filled_workspace.rows("SELECT deleted_at FROM pilot_entity") == [(None,)]


def test_deleting_asks_and_moves_to_the_recycle_bin(page: EntitiesPage, context: Context, workspace: Workspace) -> None:
    context.perform(save_entity, None, {"name": "示例登错的单位"})
    page.table.select(lambda row: True)
    page.table.grid.setFocus()
    QApplication.processEvents()
    with_dialog(lambda: QTest.keyClick(page.table.grid, Qt.Key.Key_Delete), lambda question: press(question, "取消"))
    assert page.table.model.rowCount() == 1
    page.activateWindow()
    QApplication.processEvents()
    with_dialog(lambda: QTest.keyClick(page.table.grid, Qt.Key.Key_Delete), lambda question: press(question, "删除"))
    assert page.table.model.rowCount() == 0
    assert workspace.rows("SELECT COUNT(*) FROM pilot_entity WHERE deleted_at IS NOT NULL") == [(1,)]


def test_an_entity_leads_to_its_projects_and_to_a_new_one(filled_page: EntitiesPage, filled_context: Context) -> None:
    filled_page.table.select(lambda row: row.name == OWNER)
    led: list[tuple[str, dict[str, str]]] = []
    filled_context.navigated.connect(lambda page, target: led.append((page, target)))
    owner = filled_page.table.current()
    assert owner is not None
    QTest.keyClick(filled_page.table.grid, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(filled_page.table.grid, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert led == [("projects", {"entity": owner.id}), ("projects", {"new": "1", "entity": owner.id})]


def test_a_target_opens_one_entity(filled_page: EntitiesPage, filled_workspace: Workspace, qtbot: QtBot) -> None:
    ((held,),) = filled_workspace.rows("SELECT id FROM pilot_entity")
    seen: list[str | None] = []

    def look(dialog: QDialog) -> None:
        seen.append(facts(dialog).entity_id)
        dialog.reject()

    def follow() -> None:
        filled_page.open(id=held)
        qtbot.waitUntil(lambda: bool(seen))

    with_dialog(follow, look)
    assert seen == [held]


def test_a_read_only_workspace_shows_but_changes_nothing(
    tmp_path: Path, filled_store: Path, settings: SettingsFile, qapp: QApplication
) -> None:
    workspace = open_workspace(copy_store(filled_store, tmp_path), read_only=True, clock=Clock())
    context = Context(workspace, workspace.programme, settings)
    for page in shown(context):
        page.table.select(lambda row: True)
        assert page.primary is not None
        assert not page.primary.isEnabled()
        QTest.keyClick(page.table.grid, Qt.Key.Key_Delete)
        assert page.table.model.rowCount() == 1

        def look(dialog: QDialog) -> None:
            assert not facts(dialog).save_button.isVisible()
            assert line(facts(dialog), "org_name").isReadOnly()
            dialog.reject()

        with_dialog(page.table.grid.activate_current, look)
    context.worker.shut_down()
    workspace.close(backup=False)
