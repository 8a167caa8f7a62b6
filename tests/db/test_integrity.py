"""The check of a whole file: every flipped bit is found, and cancelling works."""

import random
from collections.abc import Callable

import pytest
from sqlalchemy import text

from models.changes import Changes
from models.work import Work
from models.workspace.connection import connect
from models.workspace.integrity import STEPS, check_file, check_workspace
from models.workspace.refusals import PasswordNeeded
from models.workspace.store import FileWorkspace
from tests.db.acting import add_entity, flip_bit


def test_a_sound_file(make: Callable[..., FileWorkspace]) -> None:
    workspace = make(password="密码")
    workspace.perform(add_entity, "一", "长" * 20_000)
    told: list[tuple[int, int]] = []
    report = check_workspace(workspace, lambda done, total: told.append((done, total)))
    assert report.sound
    assert report.pages == workspace.path.stat().st_size // 4096
    assert "完好" in report.summary
    assert told[0] == (0, STEPS)
    assert told[-1] == (STEPS, STEPS)
    assert check_file(workspace.path, "密码") == report
    with pytest.raises(PasswordNeeded):
        check_file(workspace.path)


def test_every_flipped_bit_is_found(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "一", "长" * 20_000)
    workspace.close()
    places = [20, 4000, *random.Random(1).sample(range(16, workspace.path.stat().st_size), 60)]
    for place in places:
        flip_bit(workspace.path, place)
        report = check_file(workspace.path)
        assert not report.sound
        assert f"第{place // 4096 + 1}页" in report.summary
        flip_bit(workspace.path, place)
    assert check_file(workspace.path).sound


def test_a_file_cut_off_is_found(workspace: FileWorkspace) -> None:
    workspace.close()
    for size in (workspace.path.stat().st_size - 4096, workspace.path.stat().st_size - 5000):
        with workspace.path.open("r+b") as file:
            file.truncate(size)
        assert not check_file(workspace.path).sound


def test_dangling_references_are_found(workspace: FileWorkspace) -> None:
    connection = connect(workspace.path, workspace.key)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("INSERT INTO evidence_content VALUES ('nobody', x'00')")
    connection.close()
    report = check_workspace(workspace)
    assert report.problems == ("表“evidence_content”里有的记录指向不存在的记录",)


def test_cancelling_stops_at_once(workspace: FileWorkspace) -> None:
    def fill(work: Work) -> Changes:
        work.session.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
                "INSERT INTO history SELECT i, '2026-01-01 00:00:00', '', '', '', i, '', '', '', '', '', '', '' FROM n WHERE i > 100"
            )
        )
        return Changes()

    class StoppedError(Exception):
        pass

    workspace.perform(fill)
    calls: list[int] = []

    def stop_inside_the_second_step(done: int, total: int) -> None:
        calls.append(done)
        if calls.count(1) > 1:
            raise StoppedError

    with pytest.raises(StoppedError):
        check_workspace(workspace, stop_inside_the_second_step)
    assert calls[-1] == 1
    workspace.perform(add_entity, "检查没有留下锁")
