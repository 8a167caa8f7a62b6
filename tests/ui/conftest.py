"""The real window on a real workspace: made once, copied for each test; what a person does, what a person sees."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from models.changes import Changes, Kind
from models.edition import CITY
from models.operations.entities import save_entity
from models.operations.projects import create_project
from models.operations.tracking import save_milestone
from models.programme.pack import Programme, load_programme
from models.project import Project
from models.work import Work
from models.workspace.store import OfficeDetails, Workspace, create, open_workspace
from ui.app import make_application
from ui.context import Context
from ui.dialogs.busy import BusyDialog
from ui.settings import SettingsFile
from ui.window import MainWindow

T = TypeVar("T", bound=QObject)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
OFFICE = "示例区人力资源和社会保障局"


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def put_into_state(work: Work, project_id: str, state: str) -> Changes:
    """Put a project into any state at once, which no rule of the program allows."""
    project = work.session.get(Project, project_id)
    assert project is not None
    project.state = state
    return Changes.of(Kind.PROJECT, project=project_id)


@pytest.fixture(scope="session")
def qapp(tmp_path_factory: pytest.TempPathFactory) -> QApplication:
    """The application as the program makes it: Chinese, themed; one for all rooms of the tests."""
    held = QApplication.instance()
    return held if isinstance(held, QApplication) else make_application(["ronghe"], SettingsFile(tmp_path_factory.mktemp("settings")))


@pytest.fixture(scope="session")
def programme() -> Programme:
    return load_programme("chongqing-2025")


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory, programme: Programme) -> Path:
    """A workspace in which nothing has been done yet."""
    path = tmp_path_factory.mktemp("new") / "示例.ronghe"
    details = OfficeDetails(programme.districts_on(TODAY)[0].code, OFFICE, "示例经办人")
    create(path, None, programme, details, datetime(2026, 11, 2, 1, 0, tzinfo=UTC))[0].close(backup=False)
    return path


@pytest.fixture(scope="session")
def filled_store(tmp_path_factory: pytest.TempPathFactory, new_store: Path) -> Path:
    """A workspace with a few projects in different states; see `FILLED`."""
    folder = tmp_path_factory.mktemp("filled")
    path = copy_store(new_store, folder)
    with_clock = Clock()
    workspace = open_workspace(path, clock=with_clock)
    entity = workspace.perform(save_entity, None, {"name": "示例智能制造产业园", "kind": "park_mfg"}).id
    for title, area, state in FILLED:
        project = workspace.perform(create_project, entity_id=entity, title=title, main_area=area).id
        workspace.perform(put_into_state, project, state)
        if title == FILLED[0][0]:
            workspace.perform(save_milestone, project, None, title="签订三方协议", planned_on=date(2026, 11, 18))
            workspace.perform(save_milestone, project, None, title="首批学员结业", planned_on=date(2026, 11, 30))
    workspace.close(backup=False)
    return path


@pytest.fixture(scope="session")
def city_store(tmp_path_factory: pytest.TempPathFactory, programme: Programme) -> Path:
    """A city's workspace in which everything has happened once; see `tests.db.city_records`."""
    from tests.db.city_records import busy_city
    from tests.db.conftest import Clock as Standing

    office = OfficeDetails(programme.districts_on(TODAY)[0].code, OFFICE, "示例经办人")
    workspace = busy_city(tmp_path_factory.mktemp("busy"), programme, office, Standing())
    path = workspace.path
    workspace.close(backup=False)
    return path


@pytest.fixture(scope="session")
def new_city_store(tmp_path_factory: pytest.TempPathFactory, programme: Programme) -> Path:
    """A city's workspace in which nothing has been done yet."""
    path = tmp_path_factory.mktemp("new city") / "市级.ronghe"
    details = OfficeDetails(CITY, "示例市人力资源和社会保障局", "示例市级经办人")
    create(path, None, programme, details, datetime(2026, 11, 2, 1, 0, tzinfo=UTC))[0].close(backup=False)
    return path


FILLED = (
    ("汽车产业链人才共育项目", "a1", "implementing"),
    ("园区技能人才订单培养", "a1", "draft"),
    ("错峰用工调配平台", "a2", "submitted"),
    ("方向待定的项目", "", "draft"),
)


def copy_store(store: Path, folder: Path) -> Path:
    """Copy a closed workspace with its key file."""
    for part in store.parent.glob(f"{store.name}*"):
        if part.is_file():
            shutil.copy(part, folder / part.name)
    return folder / store.name


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "config")


@pytest.fixture
def workspace(tmp_path: Path, new_store: Path) -> Iterator[Workspace]:
    opened = open_workspace(copy_store(new_store, tmp_path), clock=Clock())
    yield opened
    opened.close(backup=False)


@pytest.fixture
def filled_workspace(tmp_path: Path, filled_store: Path) -> Iterator[Workspace]:
    opened = open_workspace(copy_store(filled_store, tmp_path), clock=Clock())
    yield opened
    opened.close(backup=False)


@pytest.fixture
def context(qapp: QApplication, workspace: Workspace, settings: SettingsFile) -> Iterator[Context]:
    made = Context(workspace, workspace.programme, settings)
    yield made
    made.worker.shut_down()


@pytest.fixture
def filled_context(qapp: QApplication, filled_workspace: Workspace, settings: SettingsFile) -> Iterator[Context]:
    made = Context(filled_workspace, filled_workspace.programme, settings)
    yield made
    made.worker.shut_down()


@pytest.fixture
def window(filled_context: Context) -> Iterator[MainWindow]:
    """The main window over the filled workspace, shown."""
    made = MainWindow(filled_context)
    made.resize(1366, 728)
    made.show()
    QApplication.processEvents()
    yield made
    made.hide()
    made.deleteLater()
    QApplication.processEvents()


def type_text(widget: QWidget, text: str) -> None:
    """Type as an input method does; key clicks cannot hold Chinese."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def with_dialog(act: Callable[[], object], answer: Callable[[QDialog], object]) -> None:
    """Do something that opens a dialog, and answer the dialog; any other that stays open is closed, so that no test waits for ever."""
    # A window that an earlier test left to be deleted would take the dialog with it as its parent.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    answered: list[QDialog] = []
    looks = 0
    over = False

    def look() -> None:
        nonlocal looks
        if over:
            return
        QTimer.singleShot(5, look)  # first of all: also after an answer that failed, what else is open must be closed
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and not isinstance(dialog, BusyDialog):
            if not answered:
                answered.append(dialog)
                try:
                    answer(dialog)
                finally:
                    looks = 0
                    if dialog.isVisible():
                        dialog.done(0)
            elif looks > 400:
                dialog.reject()
        looks += 1

    QTimer.singleShot(0, look)
    act()
    while not answered and looks < 400:  # what is queued opens its dialog a moment later
        QApplication.processEvents()
    over = True
    assert answered, "no dialog was opened"


def children(parent: QWidget, kind: type[T]) -> list[T]:
    """Return all widgets of one kind below `parent`."""
    return list(parent.findChildren(kind))


def texts(parent: QWidget) -> list[str]:
    """Return what the labels below `parent` say, hidden ones left out."""
    return [label.text() for label in children(parent, QLabel) if label.text() and not label.isHidden()]


def press(parent: QWidget, words: str) -> None:
    """Press the button below `parent` that says `words`."""
    next(button for button in children(parent, QPushButton) if button.text() == words).click()
