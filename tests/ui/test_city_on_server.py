"""Every page of the city edition shows the same over a file and over a server, also to those who see least of it."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QTableView

from models.programme.pack import Programme
from models.workspace.server.opening import open_server
from models.workspace.server.rights import Role
from models.workspace.server.setting_up import set_account
from models.workspace.store import OfficeDetails, open_workspace
from models.workspace.workspace import Workspace
from tests.db.server import ADMINISTRATOR, PASSWORD, Databases, Server
from tests.ui.conftest import NOW, Clock, children, copy_store, texts
from ui.context import Context
from ui.pages import pages_of
from ui.settings import SettingsFile
from ui.window import MainWindow

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the server of the tests runs on Linux")

APART = frozenset({"settings"})
"""Speaks of the place where the workspace lies."""


@pytest.fixture
def stored(city_store: Path, tmp_path: Path, programme: Programme) -> Iterator[tuple[Workspace, Workspace]]:
    """The workspace in a file, and on the server as those who review open it: they see least of it."""
    server = Server()
    source = open_workspace(copy_store(city_store, tmp_path), programme=programme, clock=Clock())
    name = Databases(server, programme, OfficeDetails("", "", ""), NOW).make(source, "busy")
    set_account(server.address(name, ADMINISTRATOR), None, "reviewing", [Role.REVIEWING], PASSWORD)
    opened = open_server(server.address(name, "reviewing"), PASSWORD, source.office.officer, programme, Clock())
    yield source, opened
    for workspace in (source, opened):
        workspace.close(backup=False)
    server.remove()


def shown(workspace: Workspace, settings: SettingsFile) -> dict[str, list[str]]:
    """Return every text on every page, also what stands in its tables."""
    context = Context(workspace, workspace.programme, settings)
    window = MainWindow(context)
    window.company.stop()
    window.show()
    found = {}
    project = {"project": str(workspace.rows("SELECT id FROM project WHERE state = 'submitted' ORDER BY id")[0][0])}
    for page in pages_of(city=True):
        window.show_page(page.key, project if page.parent else {})
        QApplication.processEvents()
        found[page.key] = texts(window.page()) + [
            str(model.index(row, column).data())
            for table in children(window.page(), QTableView)
            for model in (table.model(),)
            for row in range(model.rowCount())
            for column in range(model.columnCount())
        ]
    window.hide()
    context.worker.shut_down()
    window.deleteLater()
    return found


def test_every_page_shows_the_same(qapp: QApplication, stored: tuple[Workspace, Workspace], settings: SettingsFile) -> None:
    over_file, over_server = (shown(workspace, settings) for workspace in stored)
    assert any(re.search("示例试点项目", text) for text in over_file["projects"])
    assert over_server.keys() == over_file.keys()
    for page in over_file.keys() - APART:
        assert over_server[page] == over_file[page], page
