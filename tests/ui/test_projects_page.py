"""The list of projects: narrowed by chips and targets, new projects with a known or a new entity, exports, deleting."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from models.operations.entities import save_entity
from models.workspace.store import Workspace, open_workspace
from tests.ui.conftest import Clock, copy_store, press, texts, type_text, with_dialog
from tests.ui.test_entities_page import OWNER, facts, line, type_into
from ui.context import Context
from ui.dialogs.project_dialog import ProjectDialog
from ui.editors.choice import ChoicesMainEditor
from ui.editors.month_range import MonthRangeEditor
from ui.pages.projects import ProjectsPage
from ui.settings import SettingsFile

# The list that drops down below the entity takes the keyboard, which the off-screen platform cannot give.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)


@pytest.fixture
def page(filled_context: Context) -> Iterator[ProjectsPage]:
    yield from shown(filled_context)


def shown(context: Context) -> Iterator[ProjectsPage]:
    made = ProjectsPage(context)
    made.resize(1150, 680)
    made.show()
    made.activateWindow()
    made.table.grid.setFocus()
    QApplication.processEvents()
    yield made
    made.hide()
    made.deleteLater()
    QApplication.processEvents()


def titles(page: ProjectsPage) -> list[str]:
    return [page.table.model.row(place).title for place in range(page.table.model.rowCount())]


def project(dialog: QDialog) -> ProjectDialog:
    assert isinstance(dialog, ProjectDialog)
    return dialog


def type_entity(dialog: ProjectDialog, text: str) -> None:
    box = dialog.entity.box.lineEdit()
    assert box is not None
    box.setFocus()
    box.selectAll()
    type_text(box, text)


def test_rows_say_how_each_project_stands(page: ProjectsPage) -> None:
    assert len(titles(page)) == 4
    page.table.select(lambda row: row.title == "错峰用工调配平台")
    row = page.table.current()
    assert row is not None
    shown_words = {
        spec.key: page.table.model.text(page.table.grid.currentIndex().row(), n) for n, spec in enumerate(page.table.model.columns)
    }
    assert shown_words["area"] == "用工调配"
    assert shown_words["state_title"] == "已上报"
    assert shown_words["entity"] == OWNER
    page.table.select(lambda row: row.title == "方向待定的项目")
    assert page.table.model.text(page.table.grid.currentIndex().row(), 3) == "未选"


def test_chips_narrow_by_area_and_stage_and_count(page: ProjectsPage) -> None:
    assert page.areas.buttons["a1"].text() == "人才培养 2"
    assert page.areas.buttons["a9"].text().endswith(" 0")
    page.areas.buttons["a1"].click()
    assert titles(page) == ["汽车产业链人才共育项目", "园区技能人才订单培养"]
    page.groups.buttons["申报"].click()
    assert titles(page) == ["园区技能人才订单培养"]
    page.groups.buttons["*"].click()
    page.areas.buttons["-"].click()
    assert titles(page) == ["方向待定的项目"]
    page.areas.buttons["*"].click()
    assert len(titles(page)) == 4


def test_chips_and_free_text_work_together(page: ProjectsPage) -> None:
    page.areas.buttons["a1"].click()
    page.table.set_filter("订单")
    assert titles(page) == ["园区技能人才订单培养"]
    page.table.clear_filter()
    assert len(titles(page)) == 4
    assert page.areas.buttons["*"].isChecked(), "the chips follow when everything is shown again"


@pytest.mark.parametrize(
    ("target", "left"),
    [
        ({"area": "a2"}, ["错峰用工调配平台"]),
        ({"area": ""}, ["方向待定的项目"]),
        ({"group": "实施"}, ["汽车产业链人才共育项目"]),
        ({"area": "a1", "group": "实施"}, ["汽车产业链人才共育项目"]),
    ],
)
def test_a_target_narrows_the_list(page: ProjectsPage, target: dict[str, str], left: list[str]) -> None:
    page.open(**target)
    assert titles(page) == left


def test_an_entity_as_target_shows_its_projects_only(page: ProjectsPage, filled_context: Context) -> None:
    other = filled_context.workspace.perform(save_entity, None, {"name": "示例没有项目的单位"}).id
    page.open(entity=other)
    assert titles(page) == []
    ((owner,),) = filled_context.reader.rows("SELECT id FROM pilot_entity WHERE name = :name", name=OWNER)
    page.open(entity=owner)
    assert len(titles(page)) == 4
    assert OWNER in page.table.shown().note


def test_an_empty_list_says_what_to_do_first(context: Context) -> None:
    for page in shown(context):
        assert "还没有试点项目" in texts(page)
        with_dialog(partial(press, page, "新建项目"), lambda dialog: dialog.reject())


def test_a_project_is_made_for_an_entity_found_by_typing(page: ProjectsPage, filled_context: Context) -> None:
    led: list[tuple[str, dict[str, str]]] = []
    filled_context.navigated.connect(lambda key, target: led.append((key, target)))

    def fill(dialog: QDialog) -> None:
        type_entity(project(dialog), "智能制造")
        type_into(project(dialog), "pilot_name", "示例新建的试点项目")
        areas = project(dialog).rows["area"].editor
        assert isinstance(areas, ChoicesMainEditor)
        for key in ("a3", "a1", "a2", "a4"):
            areas._boxes[key][0].click()
        areas._boxes["a1"][1].click()
        project(dialog).recheck()
        words = "".join(word.text() for word in project(dialog).rows["area"].words)
        assert "建议不超过3项" in words
        areas._boxes["a4"][0].click()
        period = project(dialog).rows["period"].editor
        assert isinstance(period, MonthRangeEditor)
        period.start.setFocus()
        type_text(period.start, "2025.7")
        period.end.setFocus()
        type_text(period.end, "2027年12月")
        project(dialog).save()

    with_dialog(lambda: QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier), fill)
    ((id, area, others, start, end, officer, state),) = filled_context.reader.rows(
        "SELECT id, main_area, other_areas, period_start, period_end, officer, state FROM project WHERE title = '示例新建的试点项目'"
    )
    assert (area, others, start, end, officer, state) == ("a1", '["a3","a2"]', "2025-07", "2027-12", "示例经办人", "draft")
    assert led == [("project", {"project": id})]
    assert "示例新建的试点项目" in titles(page)


def test_nothing_is_made_without_an_entity(page: ProjectsPage, filled_context: Context) -> None:
    def fill(dialog: QDialog) -> None:
        type_entity(project(dialog), "没有登记过的单位")
        type_into(project(dialog), "pilot_name", "示例项目")
        project(dialog).save()
        assert "没有名为“没有登记过的单位”的主体" in project(dialog).problem.text()
        with_dialog(dialog.reject, lambda question: press(question, "放弃"))

    with_dialog(page.begin, fill)
    assert len(titles(page)) == 4


def test_a_new_entity_is_registered_from_the_dialog(page: ProjectsPage, filled_context: Context) -> None:
    def register(dialog: QDialog) -> None:
        assert line(facts(dialog), "org_name").text() == "示例新主体"
        facts(dialog).save()

    def fill(dialog: QDialog) -> None:
        type_entity(project(dialog), "示例新主体")
        with_dialog(project(dialog).entity.button.click, register)
        type_into(project(dialog), "pilot_name", "示例一并登记的项目")
        project(dialog).save()

    with_dialog(page.begin, fill)
    rows = filled_context.reader.rows(
        "SELECT e.name FROM project p JOIN pilot_entity e ON e.id = p.entity_id WHERE p.title = '示例一并登记的项目'"
    )
    assert rows == [("示例新主体",)]


def test_a_period_that_cannot_be_read_keeps_the_dialog_open(page: ProjectsPage, filled_context: Context) -> None:
    def fill(dialog: QDialog) -> None:
        type_entity(project(dialog), OWNER)
        type_into(project(dialog), "pilot_name", "示例项目")
        period = project(dialog).rows["period"].editor
        assert isinstance(period, MonthRangeEditor)
        type_text(period.start, "明年")
        project(dialog).save()
        assert dialog.isVisible()
        assert "无法识别" in "".join(word.text() for word in project(dialog).rows["period"].words)
        with_dialog(dialog.reject, lambda question: press(question, "放弃"))

    with_dialog(page.begin, fill)
    assert filled_context.reader.rows("SELECT COUNT(*) FROM project WHERE title = '示例项目'") == [(0,)]


def test_enter_opens_the_project_and_ctrl_enter_its_form(page: ProjectsPage, filled_context: Context) -> None:
    led: list[str] = []
    filled_context.navigated.connect(lambda key, _target: led.append(key))
    page.table.select(lambda row: True)
    QTest.keyClick(page.table.grid, Qt.Key.Key_Return)
    QTest.keyClick(page.table.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert led == ["project", "form"]


def test_deleting_asks_and_moves_everything_to_the_recycle_bin(page: ProjectsPage, filled_workspace: Workspace) -> None:
    page.table.select(lambda row: row.title == "方向待定的项目")
    with_dialog(lambda: QTest.keyClick(page.table.grid, Qt.Key.Key_Delete), lambda question: press(question, "删除"))
    assert "方向待定的项目" not in titles(page)
    assert filled_workspace.rows("SELECT title FROM project WHERE deleted_at IS NOT NULL") == [("方向待定的项目",)]


def test_what_is_shown_and_the_ledger_leave_as_excel_files(
    page: ProjectsPage, filled_context: Context, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "列表.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_rest: (str(target), ""))
    page.areas.buttons["a1"].click()
    listed = next(action for action in page.secondary if action.text().startswith("导出当前列表"))
    listed.trigger()
    qtbot.waitUntil(lambda: target.exists() and not filled_context.worker.busy)
    cells = {cell for row in load_workbook(target).active.iter_rows(values_only=True) for cell in row}  # type: ignore[union-attr]
    assert "园区技能人才订单培养" in cells
    assert "错峰用工调配平台" not in cells
    target = tmp_path / "台账.xlsx"
    ledger = next(action for action in page.secondary if "台账" in action.text())
    ledger.trigger()
    qtbot.waitUntil(lambda: target.exists() and not filled_context.worker.busy)
    assert "台账" in load_workbook(target).sheetnames


def test_a_read_only_workspace_lists_but_makes_nothing(
    tmp_path: Path, filled_store: Path, settings: SettingsFile, qapp: QApplication
) -> None:
    workspace = open_workspace(copy_store(filled_store, tmp_path), read_only=True, clock=Clock())
    context = Context(workspace, workspace.programme, settings)
    for page in shown(context):
        page.table.select(lambda row: True)
        assert len(titles(page)) == 4
        assert page.primary is not None
        assert not page.primary.isEnabled()
        page.open(new="1")
        QTest.keyClick(page.table.grid, Qt.Key.Key_Delete)
        QApplication.processEvents()
        assert QApplication.activeModalWidget() is None
        assert len(titles(page)) == 4
    context.worker.shut_down()
    workspace.close(backup=False)


def test_chips_go_on_in_the_next_line_where_it_is_narrow(page: ProjectsPage) -> None:
    page.resize(560, 600)
    QApplication.processEvents()
    buttons = list(page.areas.buttons.values())
    assert len({button.y() for button in buttons}) > 1
    assert all(page.areas.rect().contains(button.geometry()) for button in buttons), "none is cut off"
    assert page.groups.y() >= page.areas.geometry().bottom()
