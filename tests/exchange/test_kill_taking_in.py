"""kill -9 at every step of taking packages in at the city: they are there whole or not at all."""

from pathlib import Path

from exports.exchange.taking_in import take_in_files
from models.queries import exchange
from models.queries.exchange_facts import project_facts
from models.workspace.store import Workspace, open_workspace
from tests.db.form_records import submitted_project
from tests.db.killing import kills
from tests.exchange.sides import Sides, everything, nil_report
from tests.package.sample import PROGRAM

BEFORE = """
from exports.exchange import kept, taking_in
from exports.package import modern
from models.operations.city import bulk
from models.operations.city import taking_in as operation
from models.workspace.store import open_workspace
import models.schema
import os

insert = bulk._insert

def step(*args):  # the store is written in C: a step that can be counted before each table
    os.close(os.open(os.devnull, os.O_RDONLY))
    insert(*args)

bulk._insert = step
files = sorted(path.parent.glob("*.rhbs"))
with open_workspace(path) as workspace:
    workspace.warm_up()
    workspace.changed = False
"""
COUNTED = """
with open_workspace(path) as workspace:
    for _ in taking_in.take_in_files(workspace.perform, workspace, files, "1.0.0"):
        pass
    workspace.changed = False
"""
TABLES = ("received_package", "received_package_content", "received_submission", "received_part", "project", "revision", "evidence_content")


def counted(workspace: Workspace) -> dict[str, int]:
    return {table: workspace.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}


def test_a_kill_while_taking_in_leaves_old_or_new(enrolled: Sides) -> None:
    district, path = enrolled.district, enrolled.city.path
    project = submitted_project(district)
    whole = everything(enrolled, project)
    for number, outgoing in enumerate((whole, nil_report(enrolled)), 1):
        path.with_name(f"{number}.rhbs").write_bytes(enrolled.up(outgoing).data)
    wanted, old = project_facts(district, [project]), counted(enrolled.city)
    enrolled.city.close(backup=False)
    seen: set[int] = set()
    steps = 0
    for _ in kills(path, BEFORE, COUNTED):
        with open_workspace(path) as city:
            steps, present = steps + 1, counted(city)
            seen.add(present["received_package"])
            if present["received_package"]:
                assert project_facts(city, [project]) == wanted
                assert [row.state for row in exchange.received(city)] == ["taken", "taken"]
            else:
                assert present == old
            city.changed = False
    assert seen == {0, 2}
    assert steps > 2 * len(TABLES)
    with open_workspace(path) as city:
        outcomes = list(take_in_files(city.perform, city, sorted(Path(path.parent).glob("*.rhbs")), PROGRAM))
        assert [outcome.taken for _, outcome in outcomes] == [False, False]
        assert counted(city) == present
        city.changed = False
