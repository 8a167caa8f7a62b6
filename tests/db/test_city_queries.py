"""Every query of the city edition says the same over a file and over a server, in a workspace in which everything has happened once."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, NamedTuple

import pytest

import models.queries.city
from forms.cases import library
from models.programme.pack import Programme
from models.queries.city import matrix, reviews
from models.reading import Reader
from models.workspace.file_workspace import FileWorkspace
from models.workspace.server.server_workspace import ServerWorkspace
from models.workspace.store import OfficeDetails
from tests.db.city_records import busy_city
from tests.db.conftest import LATE_NOVEMBER, Clock
from tests.db.form_records import today
from tests.db.server import Databases

SPECIAL = {"packs.behind": {"version": "2099.1"}}
"""What a query is asked about that says nothing of the present version: the districts are up to date."""


class Both(NamedTuple):
    """The same workspace in a file and on a server."""

    file: FileWorkspace
    server: ServerWorkspace


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, databases: Databases, programme: Programme, office: OfficeDetails) -> Iterator[Both]:
    clock = Clock()
    source = busy_city(tmp_path_factory.mktemp("city"), programme, office, clock)
    opened = databases.open(databases.make(source, "busy"), clock)
    yield Both(source, opened)
    opened.close()
    source.close(backup=False)
    databases.clear()


def queries() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every public query of the city."""
    for module in pkgutil.iter_modules(models.queries.city.__path__):
        for name, function in vars(import_module(f"models.queries.city.{module.name}")).items():
            own = inspect.isfunction(function) and function.__module__ == f"models.queries.city.{module.name}"
            if own and not name.startswith("_") and "reader" in inspect.signature(function).parameters:
                yield f"{module.name}.{name}", function


def facts(reader: Reader, programme: Programme) -> dict[str, Any]:
    """Return what a query can be asked about."""

    def one(sql: str) -> str:
        return str(reader.rows(sql)[0][0])

    return {
        "document_id": one(
            "SELECT r.document_id FROM city_comment c JOIN revision r ON r.id = c.revision_id WHERE c.city_return_id IS NULL"
        ),
        "revision_id": one("SELECT revision_id FROM field_query"),
        "received_id": one("SELECT received_package_id FROM received_submission"),
        "office": one("SELECT office FROM received_submission"),
        "obligation": one("SELECT obligation_id FROM received_submission"),
        "round_id": one("SELECT id FROM review_round"),
        "decision": one("SELECT decision FROM review_round"),
        "version": programme.version,
        "states": (),
        "forms": ("application",),
    }


def asked(name: str, workspace: FileWorkspace | ServerWorkspace) -> Any:
    programme, function = workspace.programme, dict(queries())[name]
    known = {"reader": workspace, "programme": programme, "on": today(workspace), **facts(workspace, programme), **SPECIAL.get(name, {})}
    return function(**{name: known[name] for name in inspect.signature(function).parameters})


@pytest.mark.parametrize("name", [name for name, _ in queries()])
def test_a_query_says_the_same_on_both(both: Both, name: str) -> None:
    found = asked(name, both.file)
    assert found == asked(name, both.server)
    assert found, "a query that finds nothing proves nothing"


def test_what_is_worked_out_from_the_queries_is_the_same(both: Both) -> None:
    def all_of(workspace: FileWorkspace | ServerWorkspace) -> list[Any]:
        programme = workspace.programme
        ((round_id,),) = workspace.rows("SELECT id FROM review_round")
        board = reviews.board(workspace, programme, round_id)
        assert board is not None
        shown = matrix.matrix(workspace, programme, LATE_NOVEMBER.date())
        chased = list(matrix.reminders(shown, [duty.key for duty in shown.duties]))
        return [
            reviews.ranking(programme, board),
            reviews.remarks(programme, board),
            chased,
            library(workspace, programme, LATE_NOVEMBER.date()),
        ]

    assert all_of(both.file) == all_of(both.server)
    assert all(all_of(both.file)[:3])
