"""The lines between the test of a year and an office, which is a process of its own: an act goes in, facts or a refusal come out."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec

from forms.keeping import keep_counts
from forms.packs.switching import switch_pack
from models.errors import UserError
from models.programme.kept import kept_files, load_files
from models.programme.pack import Programme, load_programme
from models.workspace.store import FileWorkspace, OfficeDetails, create, open_workspace
from tests.db.killing import ROOT

OUT, IN, DONE = "待交出", "收到的文件", "处理过的文件"


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line to an office: what to do on which day, with what."""

    name: str
    on: date
    given: dict[str, Any] = {}


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line back: the facts, or the sentence with which it was refused."""

    facts: Any = None
    refused: str = ""


class Refused(Exception):  # noqa: N818 (a refusal is no error of the office)
    """An office's program refused an act, with this sentence."""


class Office:
    """What both offices have: a folder of their own with a workspace, a day, files that come and files that go.

    Every public method of a subclass without an underscore is an act.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, datetime.min.replace(tzinfo=UTC)
        for name in (OUT, IN, DONE):
            folder.joinpath(name).mkdir(exist_ok=True)
        self.workspace: FileWorkspace

    @property
    def programme(self) -> Programme:
        return self.workspace.programme

    @property
    def today(self) -> date:
        return self.now.astimezone().date()

    def perform(self, operation: Any, *args: Any, **given: Any) -> Any:
        """Run an operation as the window does."""
        return self.workspace.perform(keep_counts, operation, *args, **given)

    def begin(self, key: str, name: str) -> None:
        details = OfficeDetails(key, name, f"示例经办人（{name}）")
        programme = load_programme("chongqing-2025")
        self.workspace = create(self.folder / "账套", None, programme, details, self.now, lambda: self.now)[0]

    def resume(self) -> None:
        """Start the program again on the workspace it had."""
        self.workspace = open_workspace(self.folder / "账套.ronghe", clock=lambda: self.now)

    def switch_pack(self, version: str) -> None:
        """Go over to a version of the pack that is kept here."""
        new = load_files(self.programme.id, kept_files(self.workspace, self.programme.id, version))
        self.perform(switch_pack, new)
        self.workspace.use_programme(new)

    def leave(self) -> None:
        """Close the workspace with the backup the program makes then."""
        self.workspace.close()

    def arrivals(self) -> list[Path]:
        """Return the files that came, in the order of their names, and put them aside as the officer does."""
        found = []
        for path in sorted(self.folder.joinpath(IN).iterdir()):
            found.append(path.replace(self.folder / DONE / path.name))
        return found

    def told(self, act: Act) -> Told:
        assert act.on >= self.now.date(), act
        moment = datetime.combine(act.on, time(1), UTC)
        self.now = moment if moment > self.now else self.now + timedelta(minutes=1)
        try:
            return Told(getattr(self, act.name)(**act.given))
        except UserError as refusal:
            return Told(refused=str(refusal))


def serve(kind: type[Office]) -> None:
    """Play an office until nobody tells it anything any more."""
    office = kind(Path(sys.argv[1]))
    answers = sys.stdout
    sys.stdout = sys.stderr  # what else is printed must not come between the lines
    for line in sys.stdin:
        told = office.told(msgspec.json.decode(line, type=Act))
        print(msgspec.json.encode(told).decode(), file=answers, flush=True)


class Player:
    """An office as the test sees it: told an act, it answers."""

    def __init__(self, module: str, folder: Path) -> None:
        self.module, self.folder = module, folder
        folder.mkdir()
        self.errors = folder / "错误.txt"
        self.process = self._start()

    def __call__(self, name: str, on: str, /, **given: Any) -> Any:
        act = Act(name, date.fromisoformat(on), given)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(msgspec.json.encode(act).decode(), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.errors.read_text(encoding="utf-8"))
        told = msgspec.json.decode(line, type=Told)
        if told.refused:
            raise Refused(told.refused)
        return told.facts

    def start_again(self, on: str) -> None:
        """Let the officer close the program and start it again."""
        self("leave", on)
        self.stop()
        self.process = self._start()
        self("resume", on)

    def stop(self) -> None:
        self.process.communicate()

    def _start(self) -> "subprocess.Popen[str]":
        own = {name: str(self.folder / "设置") for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")}
        with self.errors.open("a") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", f"tests.exchange.{self.module}", str(self.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                cwd=self.folder,
                env=os.environ | own | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            )
