"""Opening what cannot be opened: each refusal says what it is and what to do."""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.programme.pack import Programme
from models.workspace import refusals
from models.workspace.connection import SCHEMA_NUMBER, connect
from models.workspace.keys import change_password, key_path
from models.workspace.store import FileWorkspace, OfficeDetails, create, open_workspace
from tests.db.acting import add_entity, flip_bit, names
from tests.db.conftest import AT

ROOT = Path(__file__).parents[2]


def test_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(refusals.MissingFile):
        open_workspace(tmp_path / "没有.ronghe")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a document", "一段文字".encode() * 200, b"%PDF-1.7 \xff\xfe"])
def test_refuses_other_files(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "别的.ronghe"
    path.write_bytes(content)
    with pytest.raises(refusals.NotAWorkspace):
        open_workspace(path)
    assert path.read_bytes() == content


def test_refuses_a_plain_database(tmp_path: Path) -> None:
    path = tmp_path / "别的.ronghe"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE office (id)")
    connection.close()
    with pytest.raises(refusals.NotAWorkspace):
        open_workspace(path)


def test_refuses_a_store_of_another_program(workspace: FileWorkspace) -> None:
    workspace.close()
    connection = connect(workspace.path, workspace.key)
    connection.execute("PRAGMA application_id = 1")
    connection.close()
    with pytest.raises(refusals.NotAWorkspace):
        open_workspace(workspace.path)


def test_refuses_without_key_file(workspace: FileWorkspace) -> None:
    workspace.close()
    key_path(workspace.path).unlink()
    with pytest.raises(refusals.KeyFileMissing):
        open_workspace(workspace.path)


def test_refuses_without_or_with_the_wrong_password(make: Callable[..., FileWorkspace]) -> None:
    workspace = make(password="示例密码")
    workspace.close()
    with pytest.raises(refusals.PasswordNeeded):
        open_workspace(workspace.path)
    with pytest.raises(refusals.WrongPassword):
        open_workspace(workspace.path, "示例密碼")
    open_workspace(workspace.path, "示例密码").close()


@pytest.mark.parametrize("offset", [0, 40, 4000])
def test_refuses_a_damaged_first_page(workspace: FileWorkspace, offset: int) -> None:
    workspace.close()
    flip_bit(workspace.path, offset)
    with pytest.raises(refusals.Damaged):
        open_workspace(workspace.path)


@pytest.mark.parametrize("size", [300, 4096, 5000])
def test_refuses_a_file_cut_off(workspace: FileWorkspace, size: int) -> None:
    workspace.close()
    with workspace.path.open("r+b") as file:
        file.truncate(size)
    with pytest.raises(refusals.Damaged):
        open_workspace(workspace.path)


def test_refuses_the_key_file_of_another(make: Callable[..., FileWorkspace]) -> None:
    one, other = make("一"), make("二")
    one.close()
    key_path(one.path).write_bytes(key_path(other.path).read_bytes())
    with pytest.raises(refusals.Damaged):
        open_workspace(one.path)


def test_damage_found_while_reading_is_said_plainly(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "一", "长" * 20_000)
    workspace.close()
    for page in range(1, 20):
        flip_bit(workspace.path, workspace.path.stat().st_size - page * 4096 + 100)
    with open_workspace(workspace.path) as again, pytest.raises(refusals.Damaged):
        again.rows("SELECT remark FROM pilot_entity")


def _set_number(workspace: FileWorkspace, number: int) -> None:
    connection = connect(workspace.path, workspace.key)
    connection.execute(f"PRAGMA user_version = {number}")
    connection.close()


def test_refuses_a_newer_one_but_shows_it(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "一")
    workspace.close(backup=False)
    _set_number(workspace, SCHEMA_NUMBER + 1)
    before = workspace.path.read_bytes()
    with pytest.raises(refusals.NewerVersion):
        open_workspace(workspace.path)
    with open_workspace(workspace.path, read_only=True) as shown:
        assert names(shown) == ["一"]
    assert workspace.path.read_bytes() == before


def test_an_older_one_is_not_shown_read_only(workspace: FileWorkspace) -> None:
    workspace.close()
    _set_number(workspace, SCHEMA_NUMBER - 1)
    with pytest.raises(refusals.UpgradeNeeded):
        open_workspace(workspace.path, read_only=True)


def test_read_only_writes_nothing_at_all(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "一")
    workspace.close(backup=False)
    for file in workspace.path.parent.iterdir():
        if file.suffix not in (".ronghe", ".key"):
            file.unlink()
    before = {file.name: file.read_bytes() for file in workspace.path.parent.iterdir()}
    with open_workspace(workspace.path, read_only=True) as shown, shown.snapshot() as reader:
        assert reader.rows("SELECT name FROM pilot_entity") == [("一",)]
        with pytest.raises(refusals.OpenedReadOnly):
            shown.perform(add_entity, "二")
        with pytest.raises(refusals.OpenedReadOnly):
            shown.restore(workspace.path)
    assert {file.name: file.read_bytes() for file in workspace.path.parent.iterdir()} == before


@pytest.fixture
def closed_folder(make: Callable[..., FileWorkspace], tmp_path: Path) -> Iterator[Path]:
    """A workspace in a folder that cannot be written, also not by root."""
    workspace = make()
    workspace.close()
    parents = [folder for folder in tmp_path.parents if folder.stat().st_mode & 0o077 == 0]
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    for folder in parents if root else ():
        folder.chmod(0o711)
    for file in tmp_path.iterdir():
        file.chmod(0o444)
    tmp_path.chmod(0o555)
    if root:
        os.seteuid(65534)
    yield workspace.path
    if root:
        os.seteuid(0)
    tmp_path.chmod(0o700)
    for folder in parents if root else ():
        folder.chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps folders writable whatever their mode")
def test_a_read_only_medium_is_refused_and_shown_read_only(closed_folder: Path, programme: Programme, office: OfficeDetails) -> None:
    with pytest.raises(refusals.ReadOnlyMedium):
        open_workspace(closed_folder)
    with open_workspace(closed_folder, read_only=True) as shown:
        assert shown.office.officer == "示例经办人"
    with pytest.raises(refusals.ReadOnlyMedium):
        create(closed_folder.with_name("新"), None, programme, office, AT)
    with pytest.raises(refusals.ReadOnlyMedium):
        change_password(closed_folder, None, "密码")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files readable whatever their mode")
def test_a_file_of_somebody_else_is_refused(closed_folder: Path) -> None:
    if os.geteuid() == 65534:
        os.seteuid(0)
        key_path(closed_folder).chmod(0o000)
        os.seteuid(65534)
    else:
        key_path(closed_folder).chmod(0o000)
    with pytest.raises(refusals.NotReadable):
        open_workspace(closed_folder)
