"""The program from its start: the first paint, the pages in its place, and the end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from models.queries.first_look import first_look
from models.workspace.store import Workspace, open_workspace
from tests.ui.conftest import FILLED, copy_store
from ui.start_settings import StartSettings, read_start_settings

ROOT = Path(__file__).parents[2]

RUN = """
import os
import signal
import sys
import main
from ui import app
seen = []
furnish = app.Run.furnish
def first(run, workspace):
    view = run.frame.centralWidget()
    seen.append([title for _, title in view.look.recent])
    heavy = [name for name in ("sqlalchemy", "msgspec", "openpyxl", "docx", "ui.window") if name in sys.modules]
    furnish(run, workspace)
    seen.append(heavy)
    frame = run.frame
    def last(context, window):
        seen.append([window.isVisible(), window.window() is frame, frame.windowTitle()])
        if sys.argv[2] == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        frame.close()
    app.after_first_paint = last
app.Run.furnish = first
code = main.main(["--workspace", sys.argv[1]])
print(repr(seen))
sys.exit(code)
"""


def run(store: Path, home: Path, end: str = "closed") -> subprocess.CompletedProcess[str]:
    """Run the program on a workspace until its window is complete, then close the window or kill the program."""
    environ = os.environ | {"XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", RUN, str(store), end]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def test_the_first_paint_names_projects_and_the_pages_take_its_place(filled_store: Path, tmp_path: Path) -> None:
    store = copy_store(filled_store, tmp_path)
    done = run(store, tmp_path / "home")
    assert done.returncode == 0, done.stderr
    recent, heavy, (visible, framed, title) = eval(done.stdout.splitlines()[-1])
    assert set(recent) == {title for title, _, _ in FILLED}
    assert heavy == []
    assert visible
    assert framed
    assert title.startswith("融合试点工作台 — ")
    open_workspace(store).close(backup=False)
    remembered = read_start_settings(tmp_path / "home" / "ronghe")
    assert remembered.recent == str(store)
    assert remembered.geometry


def test_the_workspace_is_found_again_after_a_power_cut_on_the_first_day(filled_store: Path, tmp_path: Path) -> None:
    store = copy_store(filled_store, tmp_path)
    assert run(store, tmp_path / "home", "killed").returncode == -signal.SIGKILL
    assert read_start_settings(tmp_path / "home" / "ronghe").recent == str(store)


def test_a_settings_file_that_cannot_be_read_gives_the_usual_look(tmp_path: Path) -> None:
    for content in (b"", b"{", b"[1]", b'{"recent": 3}', b'{"recent": []}', "\ufeff{}".encode("utf-16")):
        (tmp_path / "settings.json").write_bytes(content)
        assert read_start_settings(tmp_path) == StartSettings()


def test_first_facts(filled_workspace: Workspace) -> None:
    look = first_look(filled_workspace)
    assert (look.entities, look.projects) == (1, len(FILLED))
    assert len(look.recent) == len(FILLED)
