"""A power cut while an officer types: nothing that was saved is lost, and typing is saved within the second."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from forms.answers import read_form
from models.programme.pack import load_programme
from models.workspace.integrity import check_file
from models.workspace.store import OfficeDetails, create, open_workspace
from tests.db.office_records import add_project
from ui.form.form_presenter import SAVE_AFTER_MS

ROOT = Path(__file__).parents[2]

# Types one character after the other, without a pause, and tells what happens.
_TYPIST = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from PySide6.QtCore import QTimer
from models.workspace.store import open_workspace
from ui.app import make_application
from ui.context import Context
from ui.form.form_presenter import FormPresenter
from ui.settings import SettingsFile

store, project, folder = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
settings = SettingsFile(folder)
application = make_application(["ronghe"], settings)
workspace = open_workspace(store)
context = Context(workspace, workspace.programme, settings)
presenter = FormPresenter(context)
presenter.open(project)
text = ""

def say(what):
    print(what, len(text), flush=True)

def type_one():
    global text
    text += "总体思路："[len(text) % 5]
    presenter.edit("idea", text)
    say("typed")

context.save_state_changed.connect(lambda state: say(state.value))
presenter.saved.connect(lambda: say("done"))
typing = QTimer(interval=5)
typing.timeout.connect(type_one)
typing.start()
application.exec()
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    programme = load_programme("chongqing-2025")
    details = OfficeDetails(programme.districts_on(date(2026, 11, 2))[0].code, "示例区人力资源和社会保障局", "示例经办人")
    workspace, _ = create(tmp_path / "示例.ronghe", None, programme, details, datetime(2026, 11, 2, 1, 0, tzinfo=UTC))
    add_project(workspace)
    workspace.close(backup=False)
    return workspace.path


def events(lines: Iterator[str]) -> Iterator[tuple[str, int]]:
    for line in lines:
        what, length = line.split()
        yield what, int(length)


@pytest.mark.parametrize(("saves", "moment"), [(1, "saving"), (1, "typed"), (3, "saving"), (3, "saved")])
def test_what_was_saved_survives_a_kill(store: Path, tmp_path: Path, saves: int, moment: str) -> None:
    with open_workspace(store, read_only=True) as workspace:
        ((project,),) = workspace.rows("SELECT id FROM project")
    command = [sys.executable, "-c", _TYPIST.format(root=str(ROOT)), str(store), project, str(tmp_path / "settings")]
    typist = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert typist.stdout is not None
    acknowledged, typed = [0], 0
    try:
        for what, length in events(iter(typist.stdout.readline, "")):
            typed = max(typed, length)
            if what == "done":
                acknowledged.append(length)
            if len(acknowledged) > saves and what == moment and length > acknowledged[-1]:
                break
    finally:
        typist.kill()
        output, errors = typist.communicate()
    assert len(acknowledged) > saves, errors
    for what, length in events(line for line in output.splitlines() if line.count(" ") == 1):
        typed = max(typed, length)
        acknowledged += [length] if what == "done" else []
    assert check_file(store).sound
    with open_workspace(store) as workspace:
        kept = read_form(workspace, workspace.programme, project).values["idea"]
        entries = workspace.rows("SELECT new FROM history WHERE field_key = 'idea'")
        ((value,),) = workspace.rows("SELECT value FROM answer WHERE field_key = 'idea'")
    assert kept == ("总体思路：" * typed)[: len(str(kept))] == json.loads(value)
    assert acknowledged[-1] <= len(kept) <= typed
    assert entries == [(kept,)]


def test_typing_without_a_pause_is_saved_within_the_second() -> None:
    assert SAVE_AFTER_MS <= 900
