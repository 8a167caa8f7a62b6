"""How files leave the program: whole or not at all, with plain sentences when they cannot."""

import errno
import os
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import files
from exports.files import CannotWrite, FileBusy, clean_text, free_name, removal_note, replace_file, safe_file_name

NOBODY = 65534


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "RETRY_AFTER", (0.0, 0.0, 0.0))


@contextmanager
def _without_root() -> Iterator[None]:
    """Root may write anywhere; the officer may not."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def _half_then(error: Exception) -> files.Write:
    def write(file: BinaryIO) -> None:
        file.write(b"half")
        raise error

    return write


def test_new_file_is_written_and_nothing_else_remains(tmp_path: Path) -> None:
    target = tmp_path / "申请表.docx"
    assert replace_file(target, b"new") == target
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_written_by_a_function(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(b"old and longer")
    replace_file(target, lambda file: file.write(b"new"))
    assert target.read_bytes() == b"new"


def test_file_can_be_read_by_others_as_any_new_file(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    assert replace_file(tmp_path / "a.docx", b"x").stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize(
    ("error", "raised", "words"),
    [
        (OSError(errno.ENOSPC, "full"), CannotWrite, "磁盘空间不足"),
        (OSError(errno.EIO, "gone"), CannotWrite, "断开"),
        (OSError(errno.EACCES, "closed"), CannotWrite, "权限"),
        (OSError(errno.EROFS, "read only"), CannotWrite, "写保护"),
        (OSError(errno.EMFILE, "too many"), CannotWrite, "没有写入"),
        (ValueError("a bug"), ValueError, "a bug"),
        (KeyboardInterrupt("stop"), KeyboardInterrupt, "stop"),
    ],
)
def test_failing_write_leaves_the_old_file_whole(tmp_path: Path, error: Exception, raised: type[Exception], words: str) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(b"old")
    with pytest.raises(raised, match=words):
        replace_file(target, _half_then(error))
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_program_killed_while_writing_leaves_the_old_file_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(b"old")
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from exports.files import replace_file\n"
        "def write(file):\n"
        "    file.write(b'half')\n"
        "    file.flush()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "replace_file(Path(sys.argv[1]), write)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(target)], check=False, cwd=Path(files.__file__).parents[1])
    assert killed.returncode == -9
    assert target.read_bytes() == b"old"
    replace_file(target, b"new")
    assert target.read_bytes() == b"new"


def test_folder_that_may_not_be_written() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o555)
        with _without_root(), pytest.raises(CannotWrite, match="权限"):
            replace_file(folder / "a.docx", b"x")
        folder.chmod(0o700)
        assert list(folder.iterdir()) == []


def test_missing_folder_names_it(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"没有找到文件夹.*盘E"):
        replace_file(tmp_path / "盘E" / "a.docx", b"x")


def test_target_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.docx").mkdir()
    with pytest.raises(CannotWrite, match="是一个文件夹"):
        replace_file(tmp_path / "a.docx", b"x")
    assert len(list(tmp_path.iterdir())) == 1


def test_name_too_long_for_the_disk(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="过长"):
        replace_file(tmp_path / ("长" * 200 + ".docx"), b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mark", [".~lock.试点.docx#", ".~试点.docx", "~$试点.docx", "~$.docx"])
def test_file_open_in_an_office_program_is_left_alone(tmp_path: Path, mark: str) -> None:
    target = tmp_path / "试点.docx"
    target.write_bytes(b"old")
    (tmp_path / mark).write_bytes(b"")
    with pytest.raises(FileBusy) as caught:
        replace_file(target, b"new")
    assert target.read_bytes() == b"old"
    assert caught.value.proposal == tmp_path / "试点(2).docx"
    assert "试点(2).docx" in caught.value.hint
    assert not list(tmp_path.glob("*.part"))


def test_file_held_by_the_system_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace an open file; no other system does, so the refusal is made here."""
    target = tmp_path / "a.docx"
    target.write_bytes(b"old")
    attempts: list[str] = []
    replace = os.replace

    def refuse_twice(source: Path, to: Path) -> None:
        attempts.append("")
        if len(attempts) < 3:
            raise PermissionError(errno.EACCES, "in use")
        replace(source, to)

    monkeypatch.setattr(os, "replace", refuse_twice)
    replace_file(target, b"new")
    assert len(attempts) == 3
    assert target.read_bytes() == b"new"


def test_content_is_on_the_disk_before_the_name_is_and_the_name_before_we_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut cannot be made here; the order of the calls that survive one can be watched."""
    calls: list[str] = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)

        def watched(*arguments: object, name: str = name, real: Callable[..., None] = real) -> None:
            calls.append(name)
            real(*arguments)

        monkeypatch.setattr(os, name, watched)
    replace_file(tmp_path / "a.docx", b"new")
    assert calls == ["fsync", "replace", "fsync"]


def test_free_name_counts_on(tmp_path: Path) -> None:
    target = tmp_path / "名称.docx"
    assert free_name(target).name == "名称(2).docx"
    (tmp_path / "名称(2).docx").touch()
    assert free_name(target).name == "名称(3).docx"
    assert free_name(tmp_path / "名称(2).docx").name == "名称(3).docx"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("500157-2025-003 笔电产业链试点", "500157-2025-003 笔电产业链试点"),
        ('a/b\\c:d*e?"f"<g>|', "a／b＼c：d＊e？＂f＂＜g＞｜"),
        ("  .. 结尾.  ", "结尾"),
        ("\u202e甲\u200b乙\n丙\x07", "甲 乙 丙"),
        ("con", "_con"),
        ("LPT1.表", "_LPT1.表"),
        ("", "未命名"),
        ("...", "未命名"),
        ("𠮷" * 100, "𠮷" * 50),
    ],
)
def test_safe_file_name(text: str, name: str) -> None:
    assert safe_file_name(text) == name


@given(st.text(st.characters(codec=None), max_size=120))
def test_any_text_gives_a_name_every_system_takes(text: str) -> None:
    name = safe_file_name(text)
    assert name
    assert len(name.encode("utf-8")) <= files.NAME_BYTES + 1
    assert not set(name) & set('<>:"/\\|?*')
    assert name[0] != " "
    assert name[-1] not in " ."
    assert not any(unicodedata.category(character) == "Cc" for character in name)


def test_clean_text_removes_what_xml_cannot_hold() -> None:
    assert clean_text("甲\x00乙\x0b丙\r\n丁\ud800\uffff\t𠮷\u200b\u202e") == ("甲乙\n丙\n丁\t𠮷\u200b\u202e", 3)
    assert clean_text("没有问题") == ("没有问题", 0)


def test_removal_note_tells_the_count_only_when_there_is_one() -> None:
    assert removal_note(0) == ()
    assert "3处" in removal_note(3)[0]
