"""The recycle bin: what is in it, bringing back, owners first, refusals in words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.operations.obligations import record_obligation
from models.operations.recycling import delete
from models.workspace.store import FileWorkspace, open_workspace
from tests.ui.conftest import FILLED
from tests.ui.script import Script, press
from ui.context import Context
from ui.message_dialog import MessageDialog
from ui.pages.recycling import RecyclingPage
from ui.settings import SettingsFile
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow) -> RecyclingPage:
    window.show_page("recycling", {})
    shown = window.page()
    assert isinstance(shown, RecyclingPage)
    QApplication.processEvents()
    return shown


def id_of(context: Context | FileWorkspace, table: str, title: str) -> str:
    reader = context.reader if isinstance(context, Context) else context
    return str(reader.rows(f"SELECT id FROM {table} WHERE title = :t", t=title)[0][0])


def throw_away(context: Context, kind: str, id: str) -> None:
    assert context.perform(delete, kind, id) is not None


def labels(page: RecyclingPage) -> list[str]:
    return [row.label for row in page.table.model.rows]


def test_empty_says_what_comes_here(page: RecyclingPage) -> None:
    assert page.table._empty.title.text() == "回收站是空的"
    assert page.primary is not None
    assert not page.primary.isEnabled()


def test_delete_and_restore_by_keyboard(page: RecyclingPage, filled_context: Context, qtbot: QtBot) -> None:
    milestone = id_of(filled_context, "milestone", "首批学员结业")
    throw_away(filled_context, "milestone", milestone)
    assert labels(page) == ["首批学员结业"]
    row = page.table.model.row(0)
    assert (row.kind_label, row.by, row.project_title) == ("里程碑", "示例经办人", FILLED[0][0])
    page.table.grid.selectRow(0)
    page.window().activateWindow()
    page.table.grid.setFocus()
    qtbot.waitUntil(page.table.grid.hasFocus)
    QTest.keyClick(page.table.grid, Qt.Key.Key_Return)
    assert labels(page) == []
    assert filled_context.reader.rows("SELECT deleted_at FROM milestone WHERE id = :id", id=milestone) == [(None,)]


def test_what_waits_for_its_project_comes_back_with_it(page: RecyclingPage, filled_context: Context) -> None:
    throw_away(filled_context, "milestone", id_of(filled_context, "milestone", "首批学员结业"))
    throw_away(filled_context, "project", id_of(filled_context, "project", FILLED[0][0]))
    assert page.table.select(lambda row: row.label == "首批学员结业")
    assert page.table.current().waits_for == FILLED[0][0]  # type: ignore[union-attr]
    with Script((MessageDialog, press("取消"))):
        page.restore()
    assert len(labels(page)) == 2
    with Script((MessageDialog, press("一并恢复"))):
        page.restore()
    assert labels(page) == []


def test_several_at_once_owners_first(page: RecyclingPage, filled_context: Context) -> None:
    for title, _area, _state in FILLED:
        throw_away(filled_context, "project", id_of(filled_context, "project", title))
    ((entity,),) = filled_context.reader.rows("SELECT id FROM pilot_entity")
    throw_away(filled_context, "entity", entity)
    assert len(labels(page)) == len(FILLED) + 1
    page.table.grid.selectAll()
    assert page.primary is not None
    assert page.primary.text() == f"恢复 {len(FILLED) + 1} 条"
    with Script():
        page.restore()
    assert labels(page) == []
    assert filled_context.reader.rows("SELECT COUNT(*) FROM project WHERE deleted_at IS NULL") == [(len(FILLED),)]


def test_a_refusal_is_explained_and_restores_nothing(page: RecyclingPage, filled_context: Context) -> None:
    from models.operations.obligations import withdraw

    first = filled_context.perform(record_obligation, "yearly-2025", None, "submitted", "2025-11-28", "第一次")
    assert first is not None
    filled_context.perform(withdraw, first.id)
    filled_context.perform(record_obligation, "yearly-2025", None, "submitted", "2025-11-29", "第二次")
    throw_away(filled_context, "milestone", id_of(filled_context, "milestone", "首批学员结业"))
    assert set(labels(page)) == {"2025年度报告", "首批学员结业"}
    page.table.grid.selectAll()
    said = []

    def read(dialog: MessageDialog) -> None:
        said.append(dialog.message.text())
        press("知道了")(dialog)

    with Script((MessageDialog, read)):
        page.restore()
    assert "已经另有一条报送记录" in said[0]
    assert len(labels(page)) == 2


def test_read_only_shows_and_restores_nothing(qapp: QApplication, filled_workspace: FileWorkspace, settings: SettingsFile) -> None:
    filled_workspace.perform(delete, "milestone", id_of(filled_workspace, "milestone", "首批学员结业"))
    with open_workspace(filled_workspace.path, read_only=True) as looking:
        context = Context(looking, looking.programme, settings)
        page = RecyclingPage(context)
        page.refresh()
        page.table.grid.selectRow(0)
        assert page.primary is not None
        assert not page.primary.isEnabled()
        with Script():
            page.restore()
        assert labels(page) == ["首批学员结业"]
        context.worker.shut_down()
        page.deleteLater()
