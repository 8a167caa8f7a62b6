"""A real workspace on a real disk, with the program's own pack, and the smallest operations that change something."""

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from inspect import get_annotations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.programme.pack import Programme, load_programme
from models.workspace.store import FileWorkspace, OfficeDetails, Workspace, create, open_workspace
from tests.db.pilot_records import many

if TYPE_CHECKING:
    from models.workspace.server.address import ServerAddress
    from models.workspace.server.rights import Role
    from models.workspace.server.server_workspace import ServerWorkspace
    from tests.db.server import Databases

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATE_NOVEMBER = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="session")
def programme() -> Programme:
    return load_programme("chongqing-2025")


@pytest.fixture(scope="session")
def office(programme: Programme) -> OfficeDetails:
    district = programme.districts_on(date(2026, 3, 2))[0]
    return OfficeDetails(district.code, "示例区人力资源和社会保障局", "示例经办人")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test on a file and on a server, unless it, or its whole module, is about a `FileWorkspace`.

    What is tried with many values is about the values, not about the store.
    """
    if "stored" in metafunc.fixturenames:
        known = vars(metafunc.module).values()
        asked = " ".join(str(annotation) for annotation in get_annotations(metafunc.function).values())
        many = metafunc.definition.get_closest_marker("parametrize") is not None
        only_file = (
            sys.platform == "win32" or many or FileWorkspace.__name__ in asked or (FileWorkspace in known and Workspace not in known)
        )
        metafunc.parametrize("stored", ["file"] if only_file else ["file", "server"], indirect=True)


@pytest.fixture
def stored(request: pytest.FixtureRequest) -> str:
    """Where the test's workspaces are kept: ``file`` or ``server``."""
    return str(getattr(request, "param", "file"))


@pytest.fixture(scope="session")
def databases(programme: Programme, office: OfficeDetails) -> Iterator["Databases"]:
    """A server of one's own; see `tests.db.server`."""
    from tests.db.server import Databases, Server

    server = Server()
    yield Databases(server, programme, office, AT)
    server.remove()


@pytest.fixture
def make(
    request: pytest.FixtureRequest, stored: str, tmp_path: Path, programme: Programme, office: OfficeDetails, clock: Clock
) -> Iterator[Callable[..., Workspace]]:
    """Make a workspace (``<name>.ronghe``); closed at the end without backup."""
    made: list[Workspace] = []

    def make_one(name: str = "示例", password: str | None = None) -> Workspace:
        if stored == "server":
            databases: Databases = request.getfixturevalue("databases")
            made.append(databases.open(databases.make(), clock))
        else:
            made.append(create(tmp_path / name, password, programme, office, AT, clock)[0])
        return made[-1]

    yield make_one
    for workspace in made:
        workspace.close(backup=False)
    if stored == "server":
        request.getfixturevalue("databases").clear()


@pytest.fixture
def workspace(make: Callable[..., Workspace]) -> Workspace:
    return make()


@pytest.fixture(scope="session")
def pilot_district(tmp_path_factory: pytest.TempPathFactory, programme: Programme, office: OfficeDetails) -> Path:
    """The folder of a workspace with many pilot projects (`pilot_records.many`), made once."""
    folder = tmp_path_factory.mktemp("district")
    made = create(folder / "示例", None, programme, office, AT, lambda: LATE_NOVEMBER)[0]
    many(made)
    made.close(backup=False)
    return folder


@pytest.fixture
def district(
    request: pytest.FixtureRequest, stored: str, pilot_district: Path, tmp_path: Path, programme: Programme, clock: Clock
) -> Iterator[Workspace]:
    """A copy of it of one's own; it is 23 November 2026."""
    clock.now = LATE_NOVEMBER
    opened: Workspace
    if stored == "server":
        databases: Databases = request.getfixturevalue("databases")
        with open_workspace(next(pilot_district.glob("*.ronghe")), read_only=True) as source:
            name = databases.make(source, "district")
        opened = databases.open(name, clock)
    else:
        shutil.copytree(pilot_district, tmp_path / "district")
        opened = open_workspace(next((tmp_path / "district").glob("*.ronghe")), programme=programme, clock=clock)
    yield opened
    opened.close(backup=False)
    if stored == "server":
        databases.clear()


@pytest.fixture
def name(databases: "Databases") -> Iterator[str]:
    """The database of a workspace with nothing but the office."""
    yield databases.make()
    databases.clear()


@pytest.fixture
def enter(databases: "Databases", name: str, clock: Clock) -> Iterator[Callable[..., "ServerWorkspace"]]:
    """Open the workspace once more, as another officer."""
    opened: list[ServerWorkspace] = []

    def enter_one(officer: str = "甲", account: str = "") -> "ServerWorkspace":
        opened.append(databases.open(name, clock, officer, account))
        return opened[-1]

    yield enter_one
    for workspace in opened:
        workspace.close()


@pytest.fixture
def account(databases: "Databases", name: str) -> Callable[..., "ServerAddress"]:
    """Make an account with one role and a password."""

    from models.workspace.server.setting_up import set_account
    from tests.db.server import ADMINISTRATOR, PASSWORD

    def make(*roles: "Role") -> "ServerAddress":
        account = "_".join(["account", *(role.role for role in roles)])
        set_account(databases.server.address(name, ADMINISTRATOR), None, account, list(roles), PASSWORD)
        return databases.server.address(name, account)

    return make
