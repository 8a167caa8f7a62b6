"""Reading in another process: limits, stopping, and that one bad file costs nobody else anything."""

import hashlib
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import psutil
import pytest

from exports.incoming import child, limits, reading
from exports.incoming.limits import MB, Limits
from exports.incoming.reading import files_below, read_files
from forms.collecting.content import Incoming, Paragraph, Refusal, WordContent
from tests.incoming.files import excel, packed, text, word
from tests.incoming.misbehaving import (
    BUG,
    DIES,
    DIES_LATER,
    EATS,
    HANGS,
    serve_badly,
    serve_badly_without_limits,
    serve_nonsense,
    tell_limits,
)

ROOT = Path(__file__).resolve().parents[2]


class StoppedError(Exception):
    """The officer has stopped it."""


def code(result: Incoming) -> str:
    return result.content.code if isinstance(result.content, Refusal) else ""


def readers() -> list[psutil.Process]:
    """Return the processes that read files for this one (the tracker that Python keeps beside them reads none)."""
    return [process for process in psutil.Process().children() if any("spawn_main" in word for word in process.cmdline())]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "申报表.docx"
    path.write_bytes(packed(word(text("示例公司"))))
    return path


def test_results_come_in_the_order_of_the_files_with_what_was_read(tmp_path: Path, good: Path) -> None:
    folder = tmp_path / "文件夹.docx"
    folder.mkdir()
    empty = tmp_path / "空.docx"
    empty.touch()
    results = read_files([tmp_path / "没有.docx", folder, good, empty, good])
    assert [code(result) for result in results] == ["missing", "not_a_file", "", "empty", ""]
    assert isinstance(results[2].content, WordContent)
    assert results[2].content.blocks == (Paragraph("示例公司"),)
    assert results[2].digest == hashlib.sha256(good.read_bytes()).hexdigest()
    assert readers() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_is_no_file_and_a_name_in_another_encoding_is_one(tmp_path: Path, good: Path) -> None:
    os.mkfifo(tmp_path / "管道.docx")
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xc9\xea\xb1\xa8.docx")
    Path(odd).write_bytes(good.read_bytes())
    results = read_files([tmp_path / "管道.docx", Path(odd)])
    assert [code(result) for result in results] == ["not_a_file", ""]
    assert results[1].path == odd


def test_a_file_the_system_does_not_give_is_said_in_chinese(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", held)
    reply = child.answer(str(good), Limits())
    assert isinstance(reply.content, Refusal)
    assert (reply.content.code, reply.content.message) == ("no_access", "文件打不开（没有权限）。")


def test_a_very_large_file_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "巨大.docx"
    with path.open("wb") as file:
        file.truncate(Limits().file_size + 5 * MB)
    (result,) = read_files([path])
    assert isinstance(result.content, Refusal)
    assert (result.content.code, result.content.message) == ("too_large", "文件有 45 MB，超过了 40 MB。")


def bad(folder: Path, name: str, like: Path) -> Path:
    path = folder / name
    path.write_bytes(like.read_bytes())
    return path


def test_too_slow_ends_and_the_next_file_is_read(tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "serve", serve_badly)
    results = read_files([good, bad(tmp_path, HANGS, good), good], limits=Limits(seconds=1.5))
    assert [code(result) for result in results] == ["", "too_slow", ""]
    assert isinstance(results[1].content, Refusal)
    assert results[1].content.message == "读了 1.5 秒还没有读完，已停止。"


@pytest.mark.parametrize("serve", [serve_badly, serve_badly_without_limits], ids=["by the system", "by watching"])
def test_too_much_memory_ends_and_the_next_file_is_read(
    tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch, serve: Callable[[Connection, Limits], None]
) -> None:
    monkeypatch.setattr(reading, "serve", serve)
    results = read_files([good, bad(tmp_path, EATS, good), good], limits=Limits(memory=300 * MB))
    assert [code(result) for result in results] == ["", "too_much_memory", ""]


def test_a_process_that_dies_costs_only_its_file(
    tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reading, "serve", serve_badly)
    paths = [good, bad(tmp_path, DIES, good), good, bad(tmp_path, BUG, good), good]
    assert [code(result) for result in read_files(paths)] == ["", "reader_stopped", "", "unforeseen", ""]
    assert "KeyError" in caplog.text


def test_no_file_answers_for_what_others_left_behind(tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "serve", serve_badly)
    assert [code(result) for result in read_files([good, bad(tmp_path, DIES_LATER, good), good])] == ["", "", ""]


def test_what_is_no_reply_is_not_believed(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "serve", serve_nonsense)
    assert [code(result) for result in read_files([good, good])] == ["reader_stopped", "reader_stopped"]


def test_stopping_ends_the_process_at_once(tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "serve", serve_badly)
    told: list[tuple[int, int]] = []

    def stop_while_the_second_is_read(done: int, total: int) -> None:
        told.append((done, total))
        if told[-2:] == [(1, 3), (1, 3)]:
            assert len(readers()) == 1
            raise StoppedError

    with pytest.raises(StoppedError):
        read_files([good, bad(tmp_path, HANGS, good), good], stop_while_the_second_is_read)
    assert told[0] == (0, 3)
    assert readers() == []


def test_a_process_whose_program_was_killed_ends_by_itself(tmp_path: Path, good: Path) -> None:
    command = [sys.executable, "-m", "tests.incoming.misbehaving", str(bad(tmp_path, HANGS, good))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "hanging\n"
        left = psutil.Process(program.pid).children()
        program.kill()
    assert any("spawn_main" in word for process in left for word in process.cmdline())
    assert psutil.wait_procs(left, timeout=60)[1] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such limits; there the memory is watched")
def test_the_process_holds_and_opens_little_and_writes_nothing() -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=tell_limits, args=(theirs,))
    process.start()
    assert ours.recv_bytes() == f"{Limits().memory} 0 64".encode()
    process.join()


def test_too_many_cells_and_too_many_elements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"<row>{'<c><v>1</v></c>' * 10}</row>" for _ in range(200))
    path = tmp_path / "大表.xlsx"
    path.write_bytes(packed(excel(rows)))
    for limit, expected in (("CELLS", "many_cells"), ("TAGS", "many_elements")):
        monkeypatch.setattr(limits, limit, 1_000)
        reply = child.answer(str(path), Limits())
        assert isinstance(reply.content, Refusal)
        assert reply.content.code == expected


def test_folders_give_their_files_without_what_programs_leave_behind(tmp_path: Path) -> None:
    wanted = ("乙/二.xlsx", "甲/一.docx", "三.docx")
    for name in (*wanted, "乙/~$二.xlsx", "乙/.~lock.二.xlsx#", "甲/Thumbs.db", "甲/.DS_Store", "甲/._一.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    single = tmp_path / "三.docx"
    assert [path.name for path in files_below([single, tmp_path])] == ["三.docx", "二.xlsx", "一.docx"]
    assert files_below([tmp_path / "~$选中.docx"]) == [tmp_path / "~$选中.docx"]


def test_a_folder_that_holds_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "一.docx").touch()
    (tmp_path / "自己").symlink_to(tmp_path, target_is_directory=True)
    assert [path.name for path in files_below([tmp_path])] == ["一.docx"]


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    yield
    assert readers() == []
