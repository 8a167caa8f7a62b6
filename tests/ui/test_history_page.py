"""The history page: everything, narrowed, page by page, as it was typed."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.changes import Changes, Kind
from models.history import HistoryEntry
from models.operations.entities import save_entity
from models.operations.office import edit_office
from models.work import Work
from tests.ui.conftest import FILLED, NOW
from ui.context import Context
from ui.pages.history import HistoryPage
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow) -> HistoryPage:
    window.show_page("history", {})
    shown = window.page()
    assert isinstance(shown, HistoryPage)
    QApplication.processEvents()
    return shown


def add_entries(work: Work, count: int) -> Changes:
    work.session.add_all(
        HistoryEntry(
            **{"at": NOW - timedelta(days=number), "by": "另一经办人", "action": "edit", "kind_label": "试点主体", "object_id": "x"},
            **{"object_label": f"第{number}条", "field_key": "name", "field_label": "主体名称", "old": f"旧{number}", "new": f"新{number}"},
        )
        for number in reversed(range(count))
    )
    return Changes.of(Kind.ENTITY)


def test_everything_latest_first_with_names_and_words(page: HistoryPage, filled_context: Context) -> None:
    filled_context.perform(edit_office, officer="新经办人")
    first = page.table.model.row(0)
    assert (first.kind, first.field, first.old, first.new, first.action) == ("单位设置", "经办人", "示例经办人", "新经办人", "修改")
    total = filled_context.reader.rows("SELECT COUNT(*) FROM history")[0][0]
    assert page.place.text() == f"第 1–{total} 条，共 {total} 条"


def test_one_project_one_thing_one_field(page: HistoryPage, window: MainWindow, filled_context: Context) -> None:
    title = FILLED[0][0]
    ((project,),) = filled_context.reader.rows("SELECT id FROM project WHERE title = :t", t=title)
    window.show_page("history", {"project": project})
    assert {row.project_id for row in page.table.model.rows} == {project}
    assert page.scope.text() == f"只看：项目“{title}”"
    ((milestone,),) = filled_context.reader.rows("SELECT id FROM milestone WHERE title = '签订三方协议'")
    window.show_page("history", {"object": milestone, "field": "planned_on"})
    assert [(row.object_id, row.field_key, row.new) for row in page.table.model.rows] == [(milestone, "planned_on", "2026-11-18")]
    assert "签订三方协议" in page.scope.text()
    page.scope.click()
    assert page.scope.isHidden()
    assert len({row.object_id for row in page.table.model.rows}) > 3


def test_by_kind_person_action_period_and_words(page: HistoryPage, filled_context: Context, qtbot: QtBot) -> None:
    filled_context.perform(add_entries, 60)
    filters = page.filters
    filters.by.setCurrentIndex(filters.by.findData("另一经办人"))
    assert len(page.table.model.rows) == 60
    for period, count in (("today", 1), ("week", 7), ("month", 30)):
        filters.period.setCurrentIndex(filters.period.findData(period))
        assert len(page.table.model.rows) == count, period
    filters.period.setCurrentIndex(filters.period.findData("custom"))
    assert filters.since.isVisible()
    filters.since.setDate(QDate(2026, 10, 1))
    filters.until.setDate(QDate(2026, 10, 10))
    assert len(page.table.model.rows) == 10
    QTest.keyClicks(filters.text, "45")
    qtbot.waitUntil(lambda: len(page.table.model.rows) == 1)
    assert page.table.model.row(0).new == "新45"
    filters.action.setCurrentIndex(filters.action.findData("delete"))
    assert page._empty.title.text() == "没有符合条件的修改记录"
    page._empty.button.click()
    assert page.filters.wanted().by == ""
    assert page.table.model.rowCount() > 60
    filters.kind.setCurrentIndex(filters.kind.findData("试点项目"))
    assert {row.kind for row in page.table.model.rows} == {"试点项目"}


def test_a_very_long_history_comes_page_by_page(page: HistoryPage, filled_context: Context) -> None:
    filled_context.perform(add_entries, 450)
    page.filters.by.setCurrentIndex(page.filters.by.findData("另一经办人"))
    seen = [row.label for row in page.table.model.rows]
    assert page.place.text() == "第 1–200 条，共 450 条"
    assert not page.newer.isEnabled()
    page.older.click()
    seen += [row.label for row in page.table.model.rows]
    page.older.click()
    seen += [row.label for row in page.table.model.rows]
    assert page.place.text() == "第 401–450 条，共 450 条"
    assert not page.older.isEnabled()
    assert seen == [f"第{number}条" for number in range(450)]
    page.newer.click()
    assert page.place.text() == "第 201–400 条，共 450 条"


def test_what_was_typed_is_shown_where_it_differs(page: HistoryPage, filled_context: Context) -> None:
    typed = "91500000ma5u12345x"
    changes = filled_context.perform(save_entity, None, {"name": "示例公司", "kind": "park_mfg", "uscc": f" {typed} "})
    assert changes is not None
    page.open(object=changes.id, field="uscc")
    page.table.grid.selectRow(0)
    row = page.table.current()
    assert row is not None
    assert row.new == typed.upper()
    assert typed in row.entered
    assert page.detail.new.toPlainText() == typed.upper()
    assert page.detail.entered.text().startswith("当时输入的是：")


def test_only_this_field_and_the_way_to_the_project(page: HistoryPage, window: MainWindow, filled_context: Context, qtbot: QtBot) -> None:
    page.filters.text.setText("签订三方协议")
    page.filters.text.returnPressed.emit()
    page.table.grid.selectRow(0)
    page.window().activateWindow()
    page.table.grid.setFocus()
    qtbot.waitUntil(page.table.grid.hasFocus)
    QTest.keyClick(page.table.grid, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert len({(row.object_id, row.field_key) for row in page.table.model.rows}) == 1
    page.table.grid.selectRow(0)
    QTest.keyClick(page.table.grid, Qt.Key.Key_Return)
    assert window.current == "project"


def test_long_and_strange_texts_are_shown_whole(page: HistoryPage, filled_context: Context) -> None:
    strange = "𠮷㛃😀\u202e" + "长" * 20_000
    filled_context.perform(edit_office, name=strange)
    page.table.grid.selectRow(0)
    assert page.detail.new.toPlainText() == strange


def test_a_new_workspace_has_its_first_entry_only(context: Context) -> None:
    window = MainWindow(context)
    window.show_page("history", {})
    page = window.page()
    assert isinstance(page, HistoryPage)
    page.refresh()
    assert {row.kind for row in page.table.model.rows} == {"单位设置"}
    window.deleteLater()
