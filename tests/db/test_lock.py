"""The lock: one opener at a time, gone with its process, whatever the lock file holds."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.workspace.lock import StoreLock
from models.workspace.refusals import AlreadyOpen
from models.workspace.store import FileWorkspace, open_workspace
from tests.db.acting import add_entity, names

ROOT = Path(__file__).parents[2]
HOLD = (
    "import sys; from pathlib import Path; from models.workspace.lock import StoreLock\n"
    "lock = StoreLock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
)


def holder(store: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(store)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_opening_is_refused(workspace: FileWorkspace) -> None:
    with pytest.raises(AlreadyOpen):
        open_workspace(workspace.path)
    workspace.perform(add_entity, "一")
    assert names(workspace) == ["一"]


def test_beside_it_reading_is_allowed(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "一")
    with open_workspace(workspace.path, read_only=True) as second:
        workspace.perform(add_entity, "二")
        assert names(second) == ["一", "二"]


def test_another_process_holds_it_until_it_is_killed(tmp_path: Path) -> None:
    store = tmp_path / "示例.ronghe"
    with holder(store) as process:
        with pytest.raises(AlreadyOpen):
            StoreLock(store)
        process.kill()
        process.wait()
        StoreLock(store).release()


@pytest.mark.parametrize("content", [b"", b"\x00\xff garbage " * 1000, b"4294967295\n"])
def test_garbage_in_the_lock_file_does_not_matter(tmp_path: Path, content: bytes) -> None:
    store = tmp_path / "示例.ronghe"
    store.with_name("示例.ronghe.lock").write_bytes(content)
    lock = StoreLock(store)
    with pytest.raises(AlreadyOpen):
        StoreLock(store)
    lock.release()
    StoreLock(store).release()


def test_a_refused_opening_frees_the_lock(workspace: FileWorkspace) -> None:
    workspace.close()
    content = workspace.path.read_bytes()
    workspace.path.write_bytes(content[:4096])
    with pytest.raises(Exception, match="损坏"):
        open_workspace(workspace.path)
    workspace.path.write_bytes(content)
    open_workspace(workspace.path).close()
