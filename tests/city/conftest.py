"""What every test of the city edition begins with: the pack, a clock, a city's workspace."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.programme.pack import Programme, load_programme
from models.workspace.workspace import Workspace
from tests.city.review_records import city
from tests.db.conftest import Clock


@pytest.fixture(scope="session")
def programme() -> Programme:
    return load_programme("chongqing-2025")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reviewing(tmp_path: Path, programme: Programme, clock: Clock) -> Iterator[Workspace]:
    """A city's workspace for reviews."""
    made = city(tmp_path, programme, clock)
    yield made
    made.close(backup=False)
