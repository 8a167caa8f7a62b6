"""District and city as two workspaces at three stages: before enrolment, after it, and with a form sent."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest

from models.programme.pack import Programme, load_programme
from models.workspace.store import FileWorkspace, OfficeDetails, open_workspace
from tests.db.conftest import AT, Clock
from tests.exchange.sides import Sides, Stages


@pytest.fixture(scope="session")
def programme() -> Programme:
    return load_programme("chongqing-2025")


@pytest.fixture(scope="session")
def office(programme: Programme) -> OfficeDetails:
    return OfficeDetails(programme.districts_on(AT.date())[0].code, "示例区人力资源和社会保障局", "示例经办人")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory, programme: Programme, office: OfficeDetails) -> Stages:
    return Stages(tmp_path_factory.mktemp("stages"), programme, office)


@pytest.fixture
def at_stage(stages: Stages, tmp_path: Path, clock: Clock) -> Iterator[Callable[[str], Sides]]:
    opened: list[FileWorkspace] = []

    def copied(stage: str) -> Sides:
        copytree(stages.folder / stage, tmp_path / stage)
        for name in ("区县", "市级"):
            opened.append(open_workspace(tmp_path / stage / f"{name}.ronghe", clock=clock))
        return Sides(*opened[-2:])

    yield copied
    for workspace in opened:
        workspace.close(backup=False)


@pytest.fixture
def sides(at_stage: Callable[[str], Sides]) -> Sides:
    return at_stage("new")


@pytest.fixture
def enrolled(at_stage: Callable[[str], Sides]) -> Sides:
    return at_stage("enrolled")


@pytest.fixture
def sent(at_stage: Callable[[str], Sides]) -> Sides:
    """Both sides after the district sent its application form, and the city took it in."""
    return at_stage("sent")
