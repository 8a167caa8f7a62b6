"""kill -9 in the middle of saving: what was acknowledged is there, and the file is sound."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.workspace.integrity import check_file
from models.workspace.refusals import InterruptedSave
from models.workspace.store import FileWorkspace, open_workspace
from tests.db.acting import add_entity, names

ROOT = Path(__file__).parents[2]

SAVING = """
import sys
from pathlib import Path
from models.workspace.store import open_workspace
from tests.db.acting import add_entity
with open_workspace(Path(sys.argv[1])) as workspace:
    for number in range(100_000):
        workspace.perform(add_entity, f"{sys.argv[2]}-{number}", "长" * 3000)
        print(number, flush=True)
"""


def test_acknowledged_saves_survive_a_kill(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "先")
    workspace.close(backup=False)
    acknowledged = ["先"]
    for round, saves in enumerate((1, 7, 20)):
        process = subprocess.Popen(
            [sys.executable, "-c", SAVING, str(workspace.path), str(round)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        for line in process.stdout:
            acknowledged.append(f"{round}-{line.strip()}")
            if int(line) == saves:
                process.kill()
        process.stdout.close()
        process.wait()
        assert check_file(workspace.path).sound
        with open_workspace(workspace.path) as after:
            found = names(after)
        assert found[: len(acknowledged)] == acknowledged
        # The save under way when the kill came may have gone through unacknowledged, whole.
        assert len(found) - len(acknowledged) <= 1
        acknowledged = found


@pytest.mark.parametrize("point", ["INSERT INTO pilot_entity", "INSERT INTO history"])
def test_a_kill_inside_a_transaction_leaves_nothing_of_it(workspace: FileWorkspace, point: str) -> None:
    workspace.perform(add_entity, "先")
    workspace.close(backup=False)
    code = """
import os, sys
from pathlib import Path
from sqlalchemy import event, text
from models.workspace.store import open_workspace
from tests.db.acting import add_entity

def spill_and_die(work):
    # A tiny cache makes SQLite write changed pages to the file before the commit, as a large save does.
    work.session.execute(text("PRAGMA cache_size = 1"))
    def die(connection, cursor, statement, *_):
        if statement.startswith(sys.argv[2]):
            os.kill(os.getpid(), 9)
    event.listen(work.session.get_bind(), "after_cursor_execute", die)
    for number in range(50):
        work.session.execute(text("UPDATE office SET phone = :n"), {"n": str(number) * 5000})
    return add_entity(work, "后", "长" * 50_000)

open_workspace(Path(sys.argv[1])).perform(spill_and_die)
"""
    done = subprocess.run([sys.executable, "-c", code, str(workspace.path), point], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    assert workspace.path.with_name(f"{workspace.path.name}-journal").stat().st_size > 0
    with pytest.raises(InterruptedSave):
        open_workspace(workspace.path, read_only=True)
    with open_workspace(workspace.path) as after:
        assert names(after) == ["先"]
        assert after.office.phone == ""
    assert check_file(workspace.path).sound
