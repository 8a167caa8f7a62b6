"""Backups: made whole or not at all, listed, thinned, restored; a kill leaves the old or the new state."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from models.workspace import refusals
from models.workspace.backup import Backup, Reason, back_up_file, default_folder, list_backups, make_backup, thin
from models.workspace.connection import connect
from models.workspace.integrity import check_file, check_with_key
from models.workspace.keys import change_password, key_path
from models.workspace.restoring import restore
from models.workspace.store import FileWorkspace, open_workspace
from tests.db.acting import add_entity, flip_bit, names
from tests.db.conftest import AT, Clock
from tests.db.killing import kills


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "备份盘"


def test_a_backup_is_a_whole_workspace(workspace: FileWorkspace, folder: Path) -> None:
    workspace.perform(add_entity, "一", "长" * 20_000)
    told: list[tuple[int, int]] = []
    made = make_backup(workspace, folder, Reason.MANUAL, AT, lambda done, total: told.append((done, total)))
    workspace.perform(add_entity, "二")
    assert told[-1][0] == told[-1][1] > 0
    assert check_file(made).sound
    with open_workspace(made, read_only=True) as copy:
        assert names(copy) == ["一"]
    (found,) = list_backups(folder)
    assert found == Backup(made, "示例", AT, Reason.MANUAL, made.stat().st_size, True)
    assert found.reason.label == "手动备份"
    assert sorted(file.name for file in folder.iterdir()) == sorted([made.name, f"{made.name}.key"])


def test_backups_of_one_second_do_not_collide(workspace: FileWorkspace, folder: Path) -> None:
    made = {make_backup(workspace, folder, Reason.MANUAL, AT) for _ in range(3)}
    assert {backup.path for backup in list_backups(folder)} == made
    assert len(made) == 3


def test_a_closed_file_is_backed_up_with_its_password(make: Callable[..., FileWorkspace], folder: Path) -> None:
    workspace = make(password="密码")
    workspace.perform(add_entity, "一")
    workspace.close(backup=False)
    with pytest.raises(refusals.PasswordNeeded):
        back_up_file(workspace.path, folder)
    made = back_up_file(workspace.path, folder, "密码")
    with open_workspace(made, "密码", read_only=True) as copy:
        assert names(copy) == ["一"]


def test_no_damaged_page_gets_into_a_backup(workspace: FileWorkspace, folder: Path) -> None:
    workspace.perform(add_entity, "一", "长" * 20_000)
    workspace.close()
    for page in range(0, workspace.path.stat().st_size // 4096, 3):
        flip_bit(workspace.path, page * 4096 + 2000)
        with pytest.raises(refusals.Damaged, match="已损坏"):
            back_up_file(workspace.path, folder)
        flip_bit(workspace.path, page * 4096 + 2000)
    assert list(folder.iterdir()) == []
    back_up_file(workspace.path, folder)


def test_cancelling_leaves_nothing(workspace: FileWorkspace, folder: Path) -> None:
    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        make_backup(workspace, folder, Reason.MANUAL, AT, stop)
    assert list(folder.iterdir()) == []
    workspace.perform(add_entity, "一")
    assert names(workspace) == ["一"]


def test_a_folder_that_is_a_file_is_said_plainly(workspace: FileWorkspace, folder: Path) -> None:
    folder.write_text("")
    with pytest.raises(refusals.BackupFailed, match="不能写入（已有同名的文件）") as caught:
        make_backup(workspace, folder, Reason.MANUAL, AT)
    assert caught.value.hint


def test_listing_shows_what_cannot_be_read(workspace: FileWorkspace, folder: Path) -> None:
    later = AT + timedelta(hours=1)
    sound = make_backup(workspace, folder, Reason.CLOSE, later)
    without_key = make_backup(workspace, folder, Reason.CLOSE, AT)
    key_path(without_key).unlink()
    cut_off = make_backup(workspace, folder, Reason.BEFORE_RESTORE, AT)
    with cut_off.open("r+b") as file:
        file.truncate(5000)
    (folder / "不是备份.ronghe").write_bytes(b"")
    (folder / "示例-20261345-000000+0800-close.ronghe").write_bytes(b"")
    found = list_backups(folder)
    assert found[0].path == sound
    assert {backup.path: backup.readable for backup in found} == {sound: True, without_key: False, cut_off: False}
    assert list_backups(folder / "没有") == []


def fake(folder: Path, at: datetime, reason: Reason = Reason.CLOSE, stem: str = "示例") -> str:
    """Lay down a file with a backup's name; thinning goes by names alone."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{stem}-{at:%Y%m%d-%H%M%S%z}-{reason}.ronghe"
    path.write_bytes(b"")
    key_path(path).write_bytes(b"")
    return path.name


def test_thinning_keeps_days_weeks_and_months(folder: Path) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    made = [fake(folder, now - timedelta(hours=12 * n)) for n in range(2 * 400)]
    fake(folder, now - timedelta(days=900), stem="另一个")
    removed = thin(folder, now)
    kept = [backup for backup in list_backups(folder) if backup.stem == "示例"]
    assert len(kept) + len(removed) == len(made)
    here = now.astimezone().tzinfo
    days = [backup.at.astimezone(here).date() for backup in kept]
    today = now.astimezone().date()
    assert days.count(today) == sum(1 for n in range(2) if (now - timedelta(hours=12 * n)).astimezone().date() == today)
    assert set(days) >= {today - timedelta(days=n) for n in range(14)}
    assert len({day.isocalendar()[:2] for day in days}) >= 8
    assert {(day.year, day.month) for day in days} == {(2026, m) for m in range(1, 12)} | {(2025, 12)}
    assert len(kept) < 45
    assert all(key_path(path).exists() == path.exists() for path in removed)
    assert [backup.stem for backup in list_backups(folder)].count("另一个") == 1
    assert thin(folder, now) == []


def test_thinning_never_takes_the_newest_three(folder: Path) -> None:
    old = datetime(2020, 1, 1, tzinfo=UTC)
    made = [fake(folder, old + timedelta(minutes=n)) for n in range(5)]
    removed = thin(folder, datetime(2026, 11, 23, tzinfo=UTC))
    assert sorted(path.name for path in removed) == made[:2]


def test_thinning_keeps_what_was_saved_before_restoring_for_a_month(folder: Path) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    for n in range(60):
        fake(folder, now - timedelta(days=n, hours=1))
    young = fake(folder, now - timedelta(days=29), Reason.BEFORE_RESTORE)
    damaged = fake(folder, now - timedelta(days=28, hours=5), Reason.DAMAGED)
    old = fake(folder, now - timedelta(days=33, hours=5), Reason.BEFORE_RESTORE)
    removed = {path.name for path in thin(folder, now)}
    assert young not in removed
    assert damaged not in removed
    assert old in removed


def test_names_carry_the_zone(folder: Path) -> None:
    at = datetime(2026, 11, 23, 1, 0, tzinfo=timezone(timedelta(hours=8)))
    fake(folder, at)
    assert list_backups(folder)[0].at == at


@pytest.fixture
def saved(workspace: FileWorkspace, folder: Path) -> Path:
    """A backup with 旧; the closed workspace has 旧 and 新."""
    workspace.perform(add_entity, "旧")
    backup = make_backup(workspace, folder, Reason.MANUAL, AT)
    workspace.perform(add_entity, "新")
    return backup


def test_restoring_an_open_workspace(workspace: FileWorkspace, saved: Path, clock: Clock) -> None:
    clock.now = AT + timedelta(days=1)
    with workspace.restore(saved) as restored:
        assert names(restored) == ["旧"]
        restored.perform(add_entity, "再")
        (before,) = list_backups(default_folder(workspace.path))
        assert (before.reason, before.at) == (Reason.BEFORE_RESTORE, clock.now)
        with pytest.raises(refusals.AlreadyOpen):
            open_workspace(workspace.path)
        with restored.restore(before.path) as back:
            assert names(back) == ["旧", "新"]


def test_a_backup_that_is_refused_leaves_the_workspace_open(workspace: FileWorkspace, saved: Path) -> None:
    flip_bit(saved, saved.stat().st_size - 2000)
    with pytest.raises(refusals.Damaged):
        workspace.restore(saved)
    workspace.perform(add_entity, "更新")
    assert names(workspace) == ["旧", "新", "更新"]
    with pytest.raises(refusals.MissingFile):
        workspace.restore(saved.with_name("没有.ronghe"))
    assert not default_folder(workspace.path).exists()


def test_an_open_workspace_stays_open_when_it_cannot_be_saved_first(workspace: FileWorkspace, saved: Path) -> None:
    default_folder(workspace.path).write_text("not a folder")
    with pytest.raises(refusals.BackupFailed):
        workspace.restore(saved)
    assert not list(workspace.path.parent.glob("*.restoring*"))
    workspace.perform(add_entity, "更新")
    assert names(workspace) == ["旧", "新", "更新"]


def test_an_open_workspace_is_not_replaced_by_another_process(workspace: FileWorkspace, saved: Path) -> None:
    with pytest.raises(refusals.AlreadyOpen):
        restore(workspace.path, saved, AT)


def test_restoring_keeps_the_present_password(make: Callable[..., FileWorkspace], folder: Path) -> None:
    workspace = make(password="旧密码")
    workspace.perform(add_entity, "旧")
    saved = make_backup(workspace, folder, Reason.MANUAL, AT)
    workspace.close(backup=False)
    change_password(workspace.path, "旧密码", "新密码")
    with pytest.raises(refusals.WrongPassword):
        restore(workspace.path, saved, AT, "猜的")
    restore(workspace.path, saved, AT, "新密码")
    with open_workspace(workspace.path, "新密码") as restored:
        assert names(restored) == ["旧"]


def test_restoring_from_another_workspace(make: Callable[..., FileWorkspace], folder: Path) -> None:
    one, other = make("一"), make("二", password="密码")
    other.perform(add_entity, "别的")
    saved = make_backup(other, folder, Reason.MANUAL, AT)
    with pytest.raises(refusals.PasswordNeeded):
        one.restore(saved)
    with one.restore(saved, "密码") as restored:
        assert names(restored) == ["别的"]
        assert restored.key == one.key != other.key


@pytest.mark.parametrize("harm", ["bit in the middle", "first page", "cut off", "emptied", "key file lost", "key file broken"])
def test_restoring_over_a_damaged_workspace_keeps_what_was_there(workspace: FileWorkspace, saved: Path, harm: str) -> None:
    workspace.close(backup=False)
    path = workspace.path
    content = path.read_bytes()
    match harm:
        case "bit in the middle":
            flip_bit(path, len(content) - 2000)
        case "first page":
            flip_bit(path, 100)
        case "cut off":
            path.write_bytes(content[:5000])
        case "emptied":
            path.write_bytes(b"")
        case "key file lost":
            key_path(path).unlink()
        case "key file broken":
            key_path(path).write_bytes(b"{")
    harmed = path.read_bytes()
    kept = restore(path, saved, AT)
    assert kept.read_bytes() == harmed
    assert [backup.reason for backup in list_backups(kept.parent)] == [Reason.DAMAGED]
    with open_workspace(path) as restored:
        assert names(restored) == ["旧"]


def test_a_save_cut_off_before_is_not_played_into_the_restored_store(workspace: FileWorkspace, saved: Path) -> None:
    workspace.close(backup=False)
    journal = workspace.path.with_name(f"{workspace.path.name}-journal")
    saving = connect(workspace.path, workspace.key)
    saving.execute("PRAGMA cache_size = 1")
    saving.execute("BEGIN IMMEDIATE")
    for number in range(50):
        saving.execute("UPDATE office SET phone = ?", (str(number) * 5000,))
    content = journal.read_bytes()
    assert content
    saving.close()
    journal.write_bytes(content)
    key_path(workspace.path).unlink()  # so that nothing can undo the save before
    kept = restore(workspace.path, saved, AT)
    assert kept.with_name(f"{kept.name}-journal").read_bytes() == content
    with open_workspace(workspace.path) as restored:
        assert names(restored) == ["旧"]
    assert check_file(workspace.path).sound


def test_restoring_where_nothing_is_left(workspace: FileWorkspace, saved: Path, tmp_path: Path) -> None:
    assert restore(tmp_path / "新机器" / "示例.ronghe", saved, AT) == saved
    with open_workspace(tmp_path / "新机器" / "示例.ronghe") as restored:
        assert names(restored) == ["旧"]


def test_when_the_present_state_cannot_be_saved_nothing_is_restored(workspace: FileWorkspace, saved: Path) -> None:
    workspace.close(backup=False)
    default_folder(workspace.path).write_text("not a folder")
    with pytest.raises(refusals.BackupFailed):
        restore(workspace.path, saved, AT)
    with open_workspace(workspace.path) as same:
        assert names(same) == ["旧", "新"]
    assert not list(workspace.path.parent.glob("*.restoring*"))


RESTORING = """
from datetime import UTC, datetime
from models.workspace.restoring import restore
at = datetime(2026, 3, 2, tzinfo=UTC)
backup = Path({backup!r})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the test forks")
def test_a_kill_while_restoring_leaves_the_old_or_the_new(workspace: FileWorkspace, saved: Path) -> None:
    workspace.close(backup=False)
    content = workspace.path.read_bytes()
    seen = []
    for _ in kills(workspace.path, RESTORING.format(backup=str(saved)), "restore(path, backup, at)"):
        with open_workspace(workspace.path) as after:
            seen.append(names(after))
        assert check_with_key(workspace.path, workspace.key).sound
        assert all(check_with_key(backup.path, workspace.key).sound for backup in list_backups(default_folder(workspace.path)))
        assert not list(workspace.path.parent.glob("*.restoring*"))
        workspace.path.write_bytes(content)
    assert seen[0] == ["旧", "新"]
    assert seen[-1] == ["旧"]
    assert all(state in (["旧", "新"], ["旧"]) for state in seen)
    assert len(seen) > 10


@pytest.mark.skipif(sys.platform == "win32", reason="the test forks")
def test_a_kill_while_restoring_a_lost_key_ends_well_the_second_time(workspace: FileWorkspace, saved: Path) -> None:
    workspace.close(backup=False)
    content = workspace.path.read_bytes()
    key_path(workspace.path).unlink()
    for _ in kills(workspace.path, RESTORING.format(backup=str(saved)), "restore(path, backup, at)"):
        restore(workspace.path, saved, AT)
        with open_workspace(workspace.path) as after:
            assert names(after) == ["旧"]
        workspace.path.write_bytes(content)
        key_path(workspace.path).unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="the test forks")
def test_a_kill_while_backing_up_never_leaves_a_bad_backup(workspace: FileWorkspace, folder: Path) -> None:
    workspace.perform(add_entity, "一")
    workspace.close(backup=False)
    imports = f"from models.workspace.backup import back_up_file\nfolder = Path({str(folder)!r})"
    for _ in kills(workspace.path, imports, "back_up_file(path, folder)"):
        assert all(backup.readable and check_file(backup.path).sound for backup in list_backups(folder))
    assert len(list_backups(folder)) >= 1
    assert check_file(workspace.path).sound
