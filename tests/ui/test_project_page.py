"""The page of one project: how it stands, its next steps, everything that is tracked, by mouse and by keyboard."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from models.operations.recycling import delete
from models.operations.tracking import save_milestone, save_problem, save_progress, save_support_request
from models.workspace.store import Workspace, open_workspace
from tests.ui.conftest import Clock, copy_store, press, put_into_state, texts, type_text, with_dialog
from tests.ui.test_entities_page import said, type_into
from ui.charts.timeline import words
from ui.context import Context
from ui.dialogs.facts_dialog import FactsDialog
from ui.editors.long_text import LongTextEditor
from ui.message_dialog import MessageDialog
from ui.pages.project import ProjectPage
from ui.project.records_tab import RecordsTab
from ui.settings import SettingsFile

MAIN = "汽车产业链人才共育项目"
MILESTONES, PROGRESS, PROBLEMS, SUPPORT = range(4)


@pytest.fixture
def project(filled_workspace: Workspace) -> str:
    ((key,),) = filled_workspace.rows("SELECT id FROM project WHERE title = :title", title=MAIN)
    return str(key)


@pytest.fixture
def page(filled_context: Context, project: str) -> Iterator[ProjectPage]:
    yield from shown(filled_context, project)


def shown(context: Context, project: str) -> Iterator[ProjectPage]:
    made = ProjectPage(context)
    made.resize(1150, 680)
    made.open(project=project)
    made.show()
    activate(made)
    yield made
    made.hide()
    made.deleteLater()
    QApplication.processEvents()


def activate(page: ProjectPage) -> None:
    page.activateWindow()
    QApplication.processEvents()


def show_tab(page: ProjectPage, tab: RecordsTab) -> None:
    """Turn to a tab and put the cursor into its list."""
    page.tabs.setCurrentWidget(tab)
    activate(page)
    tab.table.grid.setFocus()
    QApplication.processEvents()


def dialog_of(dialog: QDialog) -> FactsDialog:
    assert isinstance(dialog, FactsDialog)
    return dialog


def write_into(dialog: FactsDialog, key: str, text: str) -> None:
    """Type into a box of several lines."""
    editor = dialog.rows[key].editor
    assert isinstance(editor, LongTextEditor)
    editor.box.setFocus()
    type_text(editor.box, text)


def message(dialog: QDialog) -> str:
    assert isinstance(dialog, MessageDialog)
    return dialog.message.text()


def test_the_card_says_how_the_project_stands(page: ProjectPage) -> None:
    assert page.heading == MAIN
    assert page.card.state.text() == "实施"
    assert page.card._facts["试点主体"].text() == "示例智能制造产业园"
    assert page.card._facts["主方向"].text() == "制造业专业人才队伍培养"
    assert page.card._facts["联系人"].text() == "—"


def test_only_the_allowed_steps_are_offered(page: ProjectPage) -> None:
    assert [button.text() for button in page.card.steps] == ["登记启动情况已报…", "登记主体退出…"]


def test_a_step_is_taken_with_its_day(page: ProjectPage, filled_workspace: Workspace, project: str) -> None:
    def fill(dialog: QDialog) -> None:
        type_into(dialog_of(dialog), "on", "2026.11.20")
        dialog_of(dialog).save_button.click()

    with_dialog(page.card.steps[0].click, fill)
    assert filled_workspace.rows("SELECT state FROM project WHERE id = :id", id=project) == [("started",)]
    assert filled_workspace.rows("SELECT \"on\" FROM state_change WHERE to_state = 'started'") == [("2026-11-20",)]
    assert page.card.state.text() == "启动情况已报"
    assert "登记继续实施…" in [button.text() for button in page.card.steps]


def test_a_step_that_needs_a_reason_is_not_taken_without(page: ProjectPage, filled_workspace: Workspace, project: str) -> None:
    def fill(dialog: QDialog) -> None:
        dialog_of(dialog).save()
        assert "还没有填写" in said(dialog_of(dialog), "reason")
        assert dialog.isVisible()
        write_into(dialog_of(dialog), "reason", "主体经营调整，书面申请退出。")
        dialog_of(dialog).save()

    with_dialog(page.card.steps[1].click, fill)
    assert filled_workspace.rows("SELECT state FROM project WHERE id = :id", id=project) == [("withdrawn",)]
    assert filled_workspace.rows("SELECT reason FROM state_change WHERE to_state = 'withdrawn'") == [("主体经营调整，书面申请退出。",)]


def test_a_day_to_come_is_refused_beside_the_field(page: ProjectPage, filled_workspace: Workspace, project: str) -> None:
    def fill(dialog: QDialog) -> None:
        type_into(dialog_of(dialog), "on", "2026-12-01")
        dialog_of(dialog).save()
        assert said(dialog_of(dialog), "on")
        with_dialog(dialog.reject, lambda question: press(question, "放弃"))

    with_dialog(page.card.steps[0].click, fill)
    assert filled_workspace.rows("SELECT state FROM project WHERE id = :id", id=project) == [("implementing",)]


def test_submitting_is_done_in_the_form(page: ProjectPage, filled_context: Context, project: str) -> None:
    filled_context.perform(put_into_state, project, "review")
    led: list[str] = []
    filled_context.navigated.connect(lambda key, _target: led.append(key))
    assert [button.text() for button in page.card.steps] == ["审核报送…", "退回修改…"]
    page.card.steps[0].click()
    assert led == ["form"]


def test_the_overview_shows_what_is_late_and_what_happened(page: ProjectPage, filled_context: Context, project: str) -> None:
    perform = filled_context.perform
    perform(save_progress, project, None, on=date(2026, 11, 20), text="首批学员入学")
    perform(save_problem, project, None, on=date(2026, 11, 21), text="实训设备不足")
    perform(save_support_request, project, None, on=date(2026, 11, 22), text="请求协调场地", addressed_to="区经济信息委")
    lines = {line.title: line for line in page.overview.to_do.lines()}
    assert lines["签订三方协议"].badge == "逾期 5 天"
    assert {"实训设备不足", "请求协调场地"} <= set(lines)
    assert [line.title for line in page.overview.recent.lines()][:3] == ["项目登记", "请求协调场地", "实训设备不足"]
    said_words = [words(row) for row in page.overview.timeline.rows]
    assert "2026-11-18 里程碑（计划，已逾期）：签订三方协议" in said_words
    assert "2026-11-30 里程碑（计划）：首批学员结业" in said_words
    assert "2026-11-21 问题（未解决）：实训设备不足" in said_words


def test_the_timeline_opens_what_is_clicked_and_what_the_keys_choose(page: ProjectPage, qtbot: QtBot) -> None:
    timeline = page.overview.timeline
    marks = timeline.marks()
    place = next(number for number, mark in enumerate(marks) if mark.row.title == "首批学员结业")
    with qtbot.waitSignal(timeline.event_activated) as clicked:
        QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, marks[place].place.toPoint())
    assert clicked.args[0].title == "首批学员结业"
    assert page.tabs.currentWidget() is page.records[MILESTONES]
    assert page.records[MILESTONES].table.current().title == "首批学员结业"  # type: ignore[union-attr]
    page.tabs.setCurrentIndex(0)
    timeline.current = -1
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    with qtbot.waitSignal(timeline.event_activated) as entered:
        QTest.keyClick(timeline, Qt.Key.Key_Return)
    assert entered.args[0] is timeline.rows[0]


def test_a_line_of_the_overview_leads_to_its_tab(page: ProjectPage) -> None:
    item = page.overview.to_do.item(0)
    page.overview.to_do.itemActivated.emit(item)
    assert page.tabs.currentWidget() is page.records[MILESTONES]


def test_a_target_leads_to_one_thing_of_the_project(page: ProjectPage, filled_context: Context, project: str) -> None:
    made = filled_context.perform(save_milestone, project, None, title="示例节点")
    assert made is not None
    page.open(project=project, thing="milestone", id=made.id)
    assert page.tabs.currentWidget() is page.records[MILESTONES]
    current = page.records[MILESTONES].table.current()
    assert current is not None
    assert current.title == "示例节点"


def test_a_project_that_is_gone_says_so(page: ProjectPage, filled_context: Context, project: str) -> None:
    led: list[str] = []
    filled_context.navigated.connect(lambda key, _target: led.append(key))
    filled_context.perform(delete, "project", project)
    assert page.nothing.title.text() == "这个项目已经不在了"
    assert page.primary is not None
    assert not page.primary.isEnabled()
    press(page.nothing, "去选择项目")
    assert led == ["projects"]


def test_another_project_begins_with_its_overview(page: ProjectPage, filled_workspace: Workspace) -> None:
    page.tabs.setCurrentIndex(3)
    ((other,),) = filled_workspace.rows("SELECT id FROM project WHERE title = '方向待定的项目'")
    page.open(project=other)
    assert page.tabs.currentIndex() == 0
    assert page.heading == "方向待定的项目"
    with_dialog(page.records[MILESTONES].propose_action.trigger, lambda refusal: refusal.accept())


def test_the_keys_turn_the_tabs(page: ProjectPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.tabs.currentIndex() == 1
    QTest.keyClick(page, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert page.tabs.currentIndex() == page.tabs.count() - 1


def test_a_read_only_workspace_shows_everything_and_changes_nothing(
    tmp_path: Path, filled_store: Path, settings: SettingsFile, qapp: QApplication
) -> None:
    workspace = open_workspace(copy_store(filled_store, tmp_path), read_only=True, clock=Clock())
    context = Context(workspace, workspace.programme, settings)
    ((key,),) = workspace.rows("SELECT id FROM project WHERE title = :title", title=MAIN)
    for page in shown(context, str(key)):
        assert page.card.state.text() == "实施"
        assert not any(button.isEnabled() for button in page.card.steps)
        tab = page.records[MILESTONES]
        show_tab(page, tab)
        tab.table.select(lambda row: True)
        assert not tab.remove_action.isEnabled()
        assert not tab.propose_action.isEnabled()
        QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(tab.table.grid, Qt.Key.Key_Delete)
        assert QApplication.activeModalWidget() is None
        assert not page.evidence.acceptDrops()
    context.worker.shut_down()
    workspace.close(backup=False)


def test_the_last_step_is_taken_back_with_a_reason(page: ProjectPage, project: str) -> None:
    undo = next(made for made in page.secondary if made.text() == "撤销上一步办理…")
    undo.trigger()
    assert page.context.reader.rows("SELECT state FROM project WHERE id = :id", id=project) == [("implementing",)]
    started = next(step for step in page.card.steps if step.text() == "登记启动情况已报…")
    with_dialog(started.click, lambda dialog: press(dialog, "保存"))
    assert page.context.reader.rows("SELECT state FROM project WHERE id = :id", id=project) == [("started",)]

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, FactsDialog)
        assert "项目回到“实施”" in " ".join(texts(dialog))
        press(dialog, "保存")
        assert dialog.isVisible()
        editor = dialog.rows["reason"].editor
        assert isinstance(editor, LongTextEditor)
        type_text(editor.box, "点错了")
        press(dialog, "保存")

    with_dialog(undo.trigger, answer)
    assert page.context.reader.rows("SELECT state FROM project WHERE id = :id", id=project) == [("implementing",)]
    assert "登记启动情况已报…" in [step.text() for step in page.card.steps]
