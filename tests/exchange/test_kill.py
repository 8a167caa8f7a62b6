"""kill -9 at every step of sending: the chain goes on, no number is given twice, and a file on the stick is whole or not there."""

from pathlib import Path

from models.exchange_states import SentState
from models.queries import exchange
from models.workspace.store import open_workspace
from tests.db.killing import kills
from tests.exchange.sides import Sides

BEFORE = """
from exports.exchange.sending import make_package, write_package
from exports.exchange import sending
from exports.package import modern
from models.operations import exchange
from models.workspace.store import open_workspace
from models.workspace.workspace import utc_now
from tests.exchange.sides import Sides, nil_report
import models.schema
workspace = open_workspace(path)
outgoing = nil_report(Sides(workspace, workspace))
workspace.close(backup=False)
"""
COUNTED = """
with open_workspace(path) as workspace:
    made = make_package(workspace.perform, workspace, workspace.programme, outgoing, utc_now(), "1.0.0")
    write_package(workspace.perform, workspace, made.id, path.parent / made.file_name)
    workspace.changed = False
"""


def test_a_kill_while_sending_loses_and_doubles_nothing(enrolled: Sides) -> None:
    path = enrolled.district.path
    enrolled.district.close(backup=False)
    kept: dict[int, str] = {}
    for _ in kills(path, BEFORE, COUNTED):
        with open_workspace(path) as district:
            rows = sorted(exchange.sent(district), key=lambda row: row.sequence)
            files = {row.id: exchange.sent_file(district, row.id)[1] for row in rows}
            district.changed = False
        assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
        assert kept.items() <= {row.sequence: row.digest for row in rows}.items()
        kept = {row.sequence: row.digest for row in rows}
        for row in rows:
            target = path.parent / row.file_name
            assert target.read_bytes() == files[row.id] if target.exists() else row.state == SentState.MADE
    assert rows[-1].state == SentState.EXPORTED
    assert {row.state for row in rows} == {SentState.MADE, SentState.EXPORTED}
    assert not [name for name in Path(path.parent).glob("*.rhbs") if name.name not in {row.file_name for row in rows}]
