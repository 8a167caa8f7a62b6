"""A real workspace on a real disk, with the program's own pack, and the smallest operations that change something."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.programme.pack import Programme, load_programme
from models.workspace.store import OfficeDetails, Workspace, create, open_workspace
from tests.db.pilot_records import many

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


@pytest.fixture
def make(tmp_path: Path, programme: Programme, office: OfficeDetails, clock: Clock) -> Iterator[Callable[..., Workspace]]:
    """Make a workspace ``<name>.ronghe``; closed at the end without backup."""
    made: list[Workspace] = []

    def make_one(name: str = "示例", password: str | None = None) -> Workspace:
        made.append(create(tmp_path / name, password, programme, office, AT, clock)[0])
        return made[-1]

    yield make_one
    for workspace in made:
        workspace.close(backup=False)


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
def district(pilot_district: Path, tmp_path: Path, programme: Programme, clock: Clock) -> Iterator[Workspace]:
    """A copy of it of one's own; it is 23 November 2026."""
    clock.now = LATE_NOVEMBER
    shutil.copytree(pilot_district, tmp_path / "district")
    opened = open_workspace(next((tmp_path / "district").glob("*.ronghe")), programme=programme, clock=clock)
    yield opened
    opened.close(backup=False)
