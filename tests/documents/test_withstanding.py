"""What exports and handing in withstand: kill -9 anywhere, a full disk, a file held open, a stick pulled out while writing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from exports import files
from exports.calendar_file import export_calendar
from exports.files import CannotWrite, Exported, FileBusy
from exports.jobs import current_snapshot, export_ledger_file, write_document, write_document_pdf
from exports.pdf import Converter
from forms.documents import create_document, hand_in
from forms.drafting import write_draft
from models.queries.obligation_calendar import read_calendar
from models.workspace.integrity import check_file
from models.workspace.store import FileWorkspace, open_workspace
from tests.db.form_records import complete_project, perform, to_review
from tests.db.killing import ROOT, kills
from tests.documents.stage_workspaces import AT, ON, office_of_a_district

MADE_PDF = "%PDF-1.7 示例"
KINDS = ("application", "document", "letter", "ledger", "calendar", "pdf")
FORMS = {"document": "yearly", "letter": "cover_letter", "pdf": "yearly"}


def converter(folder: Path) -> Converter:
    """Return an office program that makes its PDF at once."""
    path = folder / "office"
    if not path.exists():
        script = f"for last; do :; done\nprintf '%s' '{MADE_PDF}' > \"${{last%.docx}}.pdf\"\n"
        path.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
        path.chmod(0o755)
    return Converter("libreoffice", path, "LibreOffice")


def export(kind: str, workspace: FileWorkspace, target: Path) -> Exported:
    """Write one file of a kind; what is written is always the same."""
    if kind == "ledger":
        return export_ledger_file(workspace, target, ON)
    if kind == "calendar":
        return export_calendar(read_calendar(workspace, workspace.programme, ON), target, AT)
    ((id,),) = workspace.rows("SELECT id FROM document WHERE form_id = :form", form=FORMS.get(kind, "application"))
    snapshot = current_snapshot(workspace, workspace, id, ON)
    if kind == "pdf":
        return write_document_pdf(workspace, snapshot, target, converter=converter(workspace.path.parent))
    return write_document(workspace, snapshot, target)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an application form and documents."""
    workspace = office_of_a_district(tmp_path_factory.mktemp("store"))
    project = complete_project(workspace)
    to_review(workspace, project, rank=1)
    for form, period in (("yearly", "2026"), ("cover_letter", "")):
        document = perform(workspace, create_document, form, period=period).id
        perform(workspace, write_draft, document)
    workspace.close(backup=False)
    return workspace.path


EXPORTING = """
import exports.excel.ledger, exports.word.application, exports.word.official.chosen, exports.word.official.composed, docx, segno
from forms.documents import document_forms
from models.workspace.store import open_workspace
from tests.documents.test_withstanding import export
workspace = open_workspace(path, read_only=True)
workspace.programme.load_all()
document_forms(workspace.programme)
kind, target = {kind!r}, Path({target!r})
export(kind, workspace, target.with_name("before" + target.suffix))
"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_export_leaves_the_old_or_the_new_file(kind: str, store: Path, tmp_path: Path) -> None:
    target = tmp_path / "文件.docx"
    with open_workspace(store, read_only=True) as workspace:
        new = export(kind, workspace, tmp_path / "新.docx").path.read_bytes()
    target.write_bytes(b"old")
    seen = []
    for _ in kills(store, EXPORTING.format(kind=kind, target=str(target)), "export(kind, workspace, target)"):
        seen.append(target.read_bytes())
        assert seen[-1] in (b"old", new)
        target.write_bytes(b"old")
    assert seen.count(b"old") >= 3
    assert seen[-1] == new


HANDING_IN = """
from datetime import date
from sqlalchemy import event, text
from sqlalchemy.engine import Engine
import forms.documents, forms.submission
from forms.keeping import keep_counts
from models.workspace.store import open_workspace
operation, day = {operation}, date(2026, 11, 23)
count = 0

def point(*_):
    # A step that the driver counts, after every fourth statement of the transaction.
    global count
    count += 1
    if count % 4 == 0:
        os.close(os.open(os.devnull, os.O_RDONLY))

def spilling(work, id):
    # A tiny cache makes SQLite write changed pages to the file before the commit, as a large save does.
    work.session.execute(text("PRAGMA cache_size = 1"))
    return operation(work, id, day)
"""
HAND_IN = """
workspace = open_workspace(path)
event.listen(Engine, "after_cursor_execute", point)
workspace.perform(keep_counts, spilling, {id!r})
event.remove(Engine, "after_cursor_execute", point)
workspace.close(backup=False)
"""
STATE = (
    "SELECT frozen_at IS NOT NULL, (SELECT COUNT(*) FROM revision), (SELECT COUNT(*) FROM history WHERE action = 'submit'),"
    " (SELECT COUNT(*) FROM obligation_record) + (SELECT COUNT(*) FROM state_change) FROM document WHERE id = :id"
)


@pytest.mark.parametrize(("operation", "form"), [("forms.documents.hand_in", "yearly"), ("forms.submission.submit", "application")])
def test_a_killed_handing_in_leaves_the_old_or_the_new_state(operation: str, form: str, store: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(store.parent, whole)
    with open_workspace(whole / store.name) as workspace:
        ((id,),) = workspace.rows("SELECT id FROM document WHERE form_id = :form", form=form)
        (old,) = workspace.rows(STATE, id=id)
    seen = []
    live = tmp_path / "live"
    shutil.copytree(whole, live)
    for _ in kills(live / store.name, HANDING_IN.format(operation=operation), HAND_IN.format(id=id)):
        with open_workspace(live / store.name) as workspace:
            (state,) = workspace.rows(STATE, id=id)
        assert state[:3] in ((0, 0, 0), (1, 1, 1))
        assert (state == old) == (state[0] == 0)
        seen.append(state[0])
        if len(seen) % 5 == 0:
            assert check_file(live / store.name).sound
        shutil.rmtree(live)
        shutil.copytree(whole, live)
    assert seen.count(0) > 8
    assert seen[-1] == 1


LIMITED = """
import resource, signal, sys
from pathlib import Path
from models.errors import UserError
from models.workspace.store import open_workspace
from tests.documents.test_withstanding import KINDS, export
workspace = open_workspace(Path(sys.argv[1]), read_only=True)
export("pdf", workspace, Path(sys.argv[2], "before.pdf"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for kind in KINDS:
    for limit in (0, 10, 500):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        try:
            export(kind, workspace, Path(sys.argv[2], kind))
        except UserError as failure:
            said = str(failure)
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            print(kind, limit, said, flush=True)
"""


def test_a_disk_that_takes_no_more_is_said_and_nothing_half_is_left(store: Path, tmp_path: Path) -> None:
    for kind in KINDS:
        (tmp_path / kind).write_bytes(b"old")
    command = [sys.executable, "-c", LIMITED, str(store), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert len(said) >= 3 * len(KINDS) - 1  # a PDF of 17 bytes is small enough for 500
    assert all(("没有写入" in line or "没有转换" in line or "没有能把" in line) and line.endswith("。") for line in said), said
    left = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {name: content for name, content in left.items() if name != "pdf"} == {
        **{kind: b"old" for kind in KINDS if kind != "pdf"},
        "before.pdf": MADE_PDF.encode(),
    }
    assert left["pdf"] in (b"old", MADE_PDF.encode())


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_held_open_stays_as_it_was(kind: str, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "RETRY_AFTER", ())
    target = tmp_path / "文件.docx"
    target.write_bytes(b"old")
    (tmp_path / f".~lock.{target.name}#").write_bytes(b"")
    with open_workspace(store, read_only=True) as workspace, pytest.raises(FileBusy, match="正被其他程序打开") as refused:
        export(kind, workspace, target)
    assert refused.value.proposal == tmp_path / "文件(2).docx"
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_stick_pulled_out_while_writing_is_said(kind: str, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    target = stick / "文件.docx"
    synced = os.fsync

    def pulled_out(handle: int) -> None:
        """Let the stick go when our file on it has been written and not yet named."""
        if stick.exists() and any(path.suffix == ".part" for path in stick.iterdir()):
            shutil.rmtree(stick)
        synced(handle)

    monkeypatch.setattr(os, "fsync", pulled_out)
    with open_workspace(store, read_only=True) as workspace:
        with pytest.raises(CannotWrite, match="断开"):
            export(kind, workspace, target)
        with pytest.raises(CannotWrite, match="没有找到文件夹"):
            export(kind, workspace, target)
    assert not stick.exists()


FULL_STORE = """
import resource, signal, sys
from datetime import date
from pathlib import Path
from forms.documents import hand_in
from forms.keeping import keep_counts
from models.errors import UserError
from models.workspace.store import open_workspace
path = Path(sys.argv[1])
workspace = open_workspace(path)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
try:
    workspace.perform(keep_counts, hand_in, sys.argv[2], date(2026, 11, 23))
except UserError as failure:
    print(failure)
"""


def test_handing_in_on_a_disk_that_takes_no_more_is_said_and_changes_nothing(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "live"
    shutil.copytree(store.parent, folder)
    path = folder / store.name
    with open_workspace(path) as workspace:
        ((id,),) = workspace.rows("SELECT id FROM document WHERE form_id = 'yearly'")
        (old,) = workspace.rows(STATE, id=id)
    done = subprocess.run([sys.executable, "-c", FULL_STORE, str(path), id], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "原来的内容没有变" in done.stdout, done.stderr
    with open_workspace(path) as workspace:
        assert workspace.rows(STATE, id=id) == [old]
        perform(workspace, hand_in, id, ON)
        assert workspace.rows(STATE, id=id)[0][0] == 1
    assert check_file(path).sound
