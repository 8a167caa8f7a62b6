"""The window of the city over projects that wait for their review and for decisions."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from models.operations.city.experts import add_expert
from models.operations.city.rounds import assign_all, open_round
from models.programme.pack import Programme
from models.workspace.store import Workspace, open_workspace
from tests.city.review_records import city, report
from tests.ui.conftest import NOW, Clock, children, copy_store
from ui.context import Context
from ui.pages.decisions import DecisionsPage
from ui.pages.reviews import ReviewsPage
from ui.settings import SettingsFile
from ui.window import MainWindow


@pytest.fixture(scope="session")
def city_store(tmp_path_factory: pytest.TempPathFactory, programme: Programme) -> Path:
    """A city's workspace: three projects wait for selection, one for its plan, one for feasibility; three experts."""
    folder = tmp_path_factory.mktemp("city")
    made = city(folder, programme, lambda: NOW - timedelta(days=1))
    report(made, 3)
    report(made, 1, "selected", "work_plan")
    report(made, 1, "started", "start_up_report")
    for number in range(3):
        made.perform(add_expert, name=f"示例专家{number + 1}", areas=["a1"])
    made.close(backup=False)
    return folder / "市级.ronghe"


@pytest.fixture
def held(qapp: QApplication, city_store: Path, tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(copy_store(city_store, tmp_path), clock=Clock())
    yield opened
    opened.close(backup=False)


@pytest.fixture
def shown(held: Workspace, tmp_path: Path) -> Iterator[MainWindow]:
    context = Context(held, held.programme, SettingsFile(tmp_path / "config"))
    window = MainWindow(context)
    window.resize(1366, 728)
    window.show()
    QApplication.processEvents()
    yield window
    window.hide()
    window.deleteLater()
    context.worker.shut_down()
    QApplication.processEvents()


def reviews_page(window: MainWindow) -> ReviewsPage:
    window.context.navigate("reviews")
    QApplication.processEvents()
    (page,) = children(window, ReviewsPage)
    return page


def decisions_page(window: MainWindow) -> DecisionsPage:
    window.context.navigate("decisions")
    QApplication.processEvents()
    (page,) = children(window, DecisionsPage)
    return page


def projects(workspace: Workspace) -> list[str]:
    return [id for (id,) in workspace.rows("SELECT id FROM project ORDER BY id")]


def with_round(workspace: Workspace) -> str:
    held = workspace.perform(open_round, title="第一批", decision="selection", project_ids=projects(workspace)[:3]).id
    workspace.perform(assign_all, held, [id for (id,) in workspace.rows("SELECT id FROM expert ORDER BY name")])
    return held


def state(workspace: Workspace, project: str) -> str:
    ((found,),) = workspace.rows("SELECT state FROM project WHERE id = :id", id=project)
    return str(found)


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()
