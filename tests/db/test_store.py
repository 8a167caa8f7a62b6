"""Creating, opening, refusing, reading, changing and closing a workspace."""

import json
import logging
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from models.changes import Changes
from models.clock_watch import read_marks
from models.entity import PilotEntity
from models.errors import UserError
from models.operations.office import edit_office
from models.programme.pack import Programme
from models.work import Work
from models.workspace import ballast, refusals
from models.workspace.backup import default_folder
from models.workspace.connection import SCHEMA_NUMBER, connect, in_plain_words
from models.workspace.keys import key_path
from models.workspace.refusals import BackupFailed
from models.workspace.store import FileWorkspace, OfficeDetails, create, open_workspace
from tests.db.acting import add_and_refuse, add_entity, look_only, names, rename_entity
from tests.db.conftest import AT, Clock

ROOT = Path(__file__).parents[2]


def test_what_is_saved_is_there_after_opening_again(workspace: FileWorkspace) -> None:
    changes = workspace.perform(add_entity, "示例公司")
    workspace.close()
    with open_workspace(workspace.path) as again:
        assert again.rows("SELECT id, name FROM pilot_entity") == [(changes.id, "示例公司")]
        assert again.office.officer == "示例经办人"
        assert again.programme.id == again.office.programme_id == "chongqing-2025"


def test_the_file_holds_no_readable_text(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "readable-if-not-encrypted")
    content = workspace.path.read_bytes()
    assert b"readable-if-not-encrypted" not in content
    assert b"SQLite format" not in content
    assert b"pilot_entity" not in content


def test_settings_that_keep_acknowledged_saves(workspace: FileWorkspace) -> None:
    def pragmas(work: Work) -> Changes:
        def value(name: str) -> object:
            return work.session.execute(text(f"PRAGMA {name}")).scalar()

        found = {name: value(name) for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema")}
        assert found == {"journal_mode": "truncate", "synchronous": 3, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0}
        assert value("user_version") == SCHEMA_NUMBER
        return Changes()

    workspace.perform(pragmas)


def test_creating_never_overwrites(workspace: FileWorkspace, programme: Programme, office: OfficeDetails) -> None:
    with pytest.raises(refusals.FileExists):
        create(workspace.path, None, programme, office, AT)


def test_creating_keeps_a_key_file_whose_store_is_lost(workspace: FileWorkspace, programme: Programme, office: OfficeDetails) -> None:
    workspace.close()
    old = key_path(workspace.path).read_bytes()
    workspace.path.unlink()
    create(workspace.path, None, programme, office, AT)[0].close()
    kept = [file.read_bytes() for file in workspace.path.parent.glob("*.ronghe.key.*")]
    assert kept == [old]


def test_a_refused_office_leaves_no_store(tmp_path: Path, programme: Programme) -> None:
    with pytest.raises(UserError, match="区县"):
        create(tmp_path / "示例", None, programme, OfficeDetails("没有", "示例局", "示例"), AT)
    assert [file.name for file in tmp_path.iterdir()] == ["示例.ronghe.lock"]


def test_a_refused_operation_leaves_nothing(workspace: FileWorkspace) -> None:
    with pytest.raises(UserError, match="不行"):
        workspace.perform(add_and_refuse, "示例公司")
    assert names(workspace) == []
    assert not workspace.changed
    assert workspace.rows("SELECT count(*) FROM history WHERE object_label = '示例公司'") == [(0,)]


def test_changed_only_when_something_was_written(workspace: FileWorkspace) -> None:
    workspace.perform(look_only)
    assert not workspace.changed
    workspace.perform(add_entity, "示例公司")
    assert workspace.changed
    workspace.back_up()
    assert not workspace.changed
    workspace.perform(look_only)
    assert not workspace.changed


def test_what_is_saved_behind_the_last_page_of_a_backup_wants_another_backup(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "示例公司")

    def save_late(done: int, total: int) -> None:
        if done == total and names(workspace) == ["示例公司"]:
            workspace.perform(add_entity, "示例晚到公司")

    workspace.back_up(save_late)
    assert names(workspace) == ["示例公司", "示例晚到公司"]
    assert workspace.changed


def test_a_backup_that_failed_is_still_to_be_made(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "示例公司")
    default_folder(workspace.path).write_text("不是文件夹", encoding="utf-8")
    with pytest.raises(BackupFailed):
        workspace.back_up()
    assert workspace.changed


def test_being_in_use_is_noted_without_asking_for_a_backup(workspace: FileWorkspace, clock: Clock) -> None:
    workspace.note_use()
    assert read_marks(workspace).seen_at == clock.now
    assert not workspace.changed
    workspace.close()
    with open_workspace(workspace.path, read_only=True) as looking:
        looking.note_use()
    assert not default_folder(workspace.path).exists()


def test_work_carries_moment_day_and_officer(workspace: FileWorkspace, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    seen: list[Work] = []

    def look(work: Work) -> Changes:
        seen.append(work)
        return Changes()

    workspace.perform(look)
    assert (seen[0].at, seen[0].by) == (clock.now, "示例经办人")
    assert seen[0].on == clock.now.astimezone().date()


def test_a_new_officer_counts_from_the_next_operation(workspace: FileWorkspace) -> None:
    workspace.perform(edit_office, officer="另一经办人")
    assert workspace.office.officer == "另一经办人"
    workspace.perform(add_entity, "示例公司")
    assert workspace.rows("SELECT DISTINCT by FROM history WHERE object_label = '示例公司'") == [("另一经办人",)]


def test_every_change_is_in_the_history(workspace: FileWorkspace) -> None:
    id = workspace.perform(add_entity, "旧名").id
    workspace.perform(rename_entity, id, "新名")
    found = workspace.rows("SELECT old, new FROM history WHERE object_id = :id AND field_key = 'name' ORDER BY id", id=id)
    assert found == [("", "旧名"), ("旧名", "新名")]


def test_rows_take_named_parameters(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "示例'; DROP TABLE office; --")
    assert workspace.rows("SELECT count(*) FROM pilot_entity WHERE name = :name", name="示例'; DROP TABLE office; --") == [(1,)]


def test_reading_cannot_write(workspace: FileWorkspace) -> None:
    with pytest.raises(refusals.OpenedReadOnly):
        workspace.rows("DELETE FROM office")
    assert workspace.rows("SELECT count(*) FROM office") == [(1,)]


def test_a_snapshot_shows_one_state_while_others_save(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "一")
    opened, saving = threading.Event(), threading.Event()
    seen: list[int] = []

    def read() -> None:
        with workspace.snapshot() as reader:
            seen.append(len(reader.rows("SELECT id FROM pilot_entity")))
            opened.set()
            saving.wait()
            seen.append(len(reader.rows("SELECT id FROM pilot_entity")))

    def add_while_read(work: Work) -> Changes:
        changes = add_entity(work, "二")
        saving.set()
        return changes

    reading = threading.Thread(target=read)
    reading.start()
    opened.wait()
    workspace.perform(add_while_read)
    reading.join()
    assert seen == [1, 1]
    assert names(workspace) == ["一", "二"]


def test_saving_inside_ones_own_snapshot_is_a_bug(workspace: FileWorkspace) -> None:
    with workspace.snapshot(), pytest.raises(RuntimeError):
        workspace.perform(add_entity, "一")
    workspace.perform(add_entity, "二")
    assert names(workspace) == ["二"]


def test_saving_gives_up_on_a_reader_that_stays(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "一")
    other = connect(workspace.path, workspace.key, "read")
    other.execute("BEGIN")
    other.execute("SELECT * FROM office").fetchall()

    def impatient(work: Work) -> Changes:
        work.session.execute(text("PRAGMA busy_timeout = 0"))
        return add_entity(work, "二")

    with pytest.raises(refusals.Busy):
        workspace.perform(impatient)
    other.close()
    assert names(workspace) == ["一"]
    workspace.perform(add_entity, "三")
    assert names(workspace) == ["一", "三"]


def test_an_operation_holds_the_store_from_its_first_moment(workspace: FileWorkspace) -> None:
    def try_beside(work: Work) -> Changes:
        other = connect(workspace.path, workspace.key)
        other.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(refusals.Busy), in_plain_words(workspace.path):
            other.execute("BEGIN IMMEDIATE")
        other.close()
        return add_entity(work, "一")

    workspace.perform(try_beside)
    assert names(workspace) == ["一"]


def test_any_thread_may_save(workspace: FileWorkspace) -> None:
    threads = [threading.Thread(target=workspace.perform, args=(add_entity, str(n))) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names(workspace)) == ["0", "1", "2", "3"]


def test_a_change_made_meanwhile_is_not_overwritten(workspace: FileWorkspace) -> None:
    id = workspace.perform(add_entity, "旧名").id

    def late(work: Work) -> Changes:
        entity = work.session.get_one(PilotEntity, id)
        work.session.execute(
            update(PilotEntity).values(version=7, name="别人").execution_options(synchronize_session=False)  # what another did
        )
        entity.name = "我"
        return Changes()

    with pytest.raises(refusals.ChangedMeanwhile, match="刚刚"):
        workspace.perform(late)


def test_dangling_references_are_refused(workspace: FileWorkspace) -> None:
    def dangle(work: Work) -> Changes:
        work.session.execute(text("INSERT INTO evidence_content VALUES ('nobody', x'00')"))
        return Changes()

    with pytest.raises(IntegrityError) as caught:
        workspace.perform(dangle)
    assert "FOREIGN KEY" in str(caught.value)


def test_names_do_not_reach_the_log(workspace: FileWorkspace, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    def twice(work: Work) -> Changes:
        for _ in range(2):
            work.session.add(PilotEntity(id="same", name="秘密公司", created_at=work.at, updated_at=work.at))
            work.session.flush()
            work.session.expunge_all()
        return Changes()

    with pytest.raises(IntegrityError) as caught:
        workspace.perform(twice)
    assert "秘密公司" not in str(caught.value) + caplog.text


def _limit_pages(workspace: FileWorkspace, more: int) -> None:
    """Make the disk 'full' for the writing connection, as SQLite itself sees it."""

    def limit(work: Work) -> Changes:
        pages = work.session.execute(text("PRAGMA page_count")).scalar_one()
        work.session.execute(text(f"PRAGMA max_page_count = {pages + more}"))
        return Changes()

    workspace.perform(limit)


def test_a_full_disk_loses_nothing_and_is_said_plainly(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "一")
    assert ballast.ballast_path(workspace.path).stat().st_size == ballast.SIZE
    _limit_pages(workspace, 0)
    with pytest.raises(refusals.DiskFull) as caught:
        workspace.perform(add_entity, "二", "长" * 20_000)
    assert "没有保存" in caught.value.message
    assert caught.value.hint
    assert workspace.low_on_space
    assert not ballast.ballast_path(workspace.path).exists()
    assert names(workspace) == ["一"]
    _limit_pages(workspace, 1000)
    workspace.perform(add_entity, "三", "长" * 20_000)
    assert names(workspace) == ["一", "三"]


def test_the_ballast_saves_the_save(workspace: FileWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    give_up = ballast.give_up

    def give_up_and_gain_room(store: Path) -> bool:
        given = give_up(store)
        _limit_pages(workspace, 1000)
        return given

    workspace.perform(look_only)
    _limit_pages(workspace, 0)
    monkeypatch.setattr(ballast, "give_up", give_up_and_gain_room)
    workspace.perform(add_entity, "二", "长" * 20_000)
    assert names(workspace) == ["二"]
    assert workspace.low_on_space
    workspace.close()
    assert ballast.ballast_path(workspace.path).exists()


def test_closing_backs_up_only_what_changed(workspace: FileWorkspace) -> None:
    folder = workspace.path.parent / "备份"
    workspace.close()
    assert not folder.exists()
    with open_workspace(workspace.path) as again:
        again.perform(add_entity, "一")
    assert len(list(folder.glob("*.ronghe"))) == 1


def test_closing_twice_is_harmless_and_frees_the_lock(workspace: FileWorkspace) -> None:
    workspace.close()
    workspace.close()
    open_workspace(workspace.path).close()


def test_a_closed_workspace_saves_nothing(workspace: FileWorkspace) -> None:
    workspace.close()
    with pytest.raises(RuntimeError):
        workspace.perform(add_entity, "一")
    with open_workspace(workspace.path) as again:
        assert names(again) == []


def test_a_failed_backup_still_closes(workspace: FileWorkspace) -> None:
    workspace.perform(add_entity, "一")
    (workspace.path.parent / "备份").write_text("not a folder")
    with pytest.raises(BackupFailed):
        workspace.close()
    with open_workspace(workspace.path) as again:
        assert names(again) == ["一"]


def test_opening_and_reading_loads_nothing_heavy(workspace: FileWorkspace) -> None:
    workspace.close()
    code = (
        "import sys; from pathlib import Path; from models.workspace.store import open_workspace\n"
        "with open_workspace(Path(sys.argv[1])) as w:\n"
        "    w.rows('SELECT name FROM pilot_entity'); w.office\n"
        "print(' '.join(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    loaded = subprocess.run([sys.executable, "-c", code, str(workspace.path)], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"sqlalchemy", "alembic", "argon2", "cryptography", "msgspec", "psutil", "platformdirs", "filelock"}
    assert heavy.isdisjoint(loaded.stdout.split())
    assert loaded.stderr == ""


def test_warming_up_makes_the_first_save_ready(workspace: FileWorkspace) -> None:
    worker = threading.Thread(target=workspace.warm_up)
    worker.start()
    worker.join()
    workspace.perform(add_entity, "一")
    assert names(workspace) == ["一"]


def test_json_is_stored_as_readable_text(workspace: FileWorkspace) -> None:
    def tag(work: Work) -> Changes:
        work.session.add(PilotEntity(name="一", tags=["示例"], created_at=work.at, updated_at=work.at + timedelta(hours=1)))
        return Changes()

    workspace.perform(tag)
    ((tags, created),) = workspace.rows("SELECT tags, created_at FROM pilot_entity")
    assert tags == '["示例"]'
    assert json.loads(tags) == ["示例"]
    assert created == "2026-03-02 01:00:00.000000"
