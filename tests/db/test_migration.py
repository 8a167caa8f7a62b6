"""Migrations: the schema they build, old schemas brought up to date, and what happens when a step fails or is killed."""

import logging
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from models.migrations import VERSIONS
from models.schema import Base
from models.workspace.backup import Reason, list_backups
from models.workspace.connection import APPLICATION_ID, SCHEMA_NUMBER, connect, dbapi
from models.workspace.engine import build_engine
from models.workspace.integrity import check_with_key
from models.workspace.keys import KeyFile, write_key_file
from models.workspace.refusals import BackupFailed, UpgradeFailed
from models.workspace.store import FileWorkspace, open_workspace
from models.workspace.upgrading import upgrade_store
from tests.db.acting import add_entity, names
from tests.db.conftest import AT
from tests.db.killing import kills

FIXTURES = Path(__file__).with_name("fixtures")

SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("office", sa.Column("fax", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("pilot_entity") as batch:
        batch.drop_column("remark")
        batch.alter_column("kind_other", new_column_name="kind_note")
"""
FAILING_THIRD = """
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    op.drop_table("history")
    op.execute("SELECT * FROM nothing_of_that_name")
"""
DANGLING_THIRD = FAILING_THIRD.replace("SELECT * FROM nothing_of_that_name", "INSERT INTO evidence_content VALUES ('nobody', x'00')")


def schema(connection: dbapi.Connection) -> list[str]:
    """The statements that make the schema, one a line of words, in order of name."""
    found = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").fetchall()
    return [" ".join(row[0].split()) for row in found]


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """A later program's migrations: 0001 and a second one that rebuilds a table others refer to."""
    folder = tmp_path / "later" / "versions"
    copytree(VERSIONS, folder, ignore=ignore_patterns("__pycache__"))
    (folder / "0002_second.py").write_text(SECOND)
    return folder


def test_the_newest_migration_is_the_schema_number() -> None:
    script = ScriptDirectory(str(VERSIONS.parent), version_locations=[str(VERSIONS)])
    assert [int(step.revision) for step in script.walk_revisions()] == list(range(SCHEMA_NUMBER, 0, -1))


def test_migrating_gives_what_the_mapped_classes_say(workspace: FileWorkspace) -> None:
    engine = build_engine(workspace.path, workspace.key)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
            assert compare_metadata(context, Base.metadata) == []
            found = inspect(connection)
            for table in Base.metadata.sorted_tables:
                primary = found.get_pk_constraint(table.name)
                assert (primary["constrained_columns"], primary["name"]) == ([c.name for c in table.primary_key], table.primary_key.name)
                assert {c["name"]: c["nullable"] for c in found.get_columns(table.name)} == {c.name: c.nullable for c in table.columns}
                assert len(found.get_foreign_keys(table.name)) == len(table.foreign_key_constraints)
    finally:
        engine.dispose()


@pytest.mark.parametrize("number", range(1, SCHEMA_NUMBER + 1))
def test_every_old_schema_comes_up_to_date(number: int, tmp_path: Path, workspace: FileWorkspace) -> None:
    path, key = tmp_path / "旧.ronghe", bytes(range(32))
    old = connect(path, key, "rwc")
    old.executescript(FIXTURES.joinpath(f"schema_{number:04}.sql").read_text())
    old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.execute(f"PRAGMA user_version = {number}")
    old.close()
    write_key_file(path, KeyFile("old", bare=key))
    now = connect(workspace.path, workspace.key, "ro")
    with open_workspace(path) as upgraded:
        assert upgraded.office.officer == "示例经办人"
        assert names(upgraded) == ["示例公司"]
        assert upgraded.rows("SELECT title FROM project") == [("示例项目",)]
        upgraded.perform(add_entity, "新公司")
        shown = connect(path, key, "ro")
        assert schema(shown) == schema(now)
        shown.close()
    now.close()
    assert check_with_key(path, key).sound


def test_upgrading_backs_up_first(workspace: FileWorkspace, versions: Path) -> None:
    workspace.perform(add_entity, "一")
    workspace.close(backup=False)
    backup = upgrade_store(workspace.path, workspace.key, AT, versions, 2)
    (found,) = list_backups(backup.parent)
    assert (found.path, found.reason, found.readable) == (backup, Reason.BEFORE_UPGRADE, True)
    assert _number(workspace.path, workspace.key) == 2
    assert _number(backup, workspace.key) == 1
    upgraded = connect(workspace.path, workspace.key, "ro")
    assert upgraded.execute("SELECT name, kind_note FROM pilot_entity").fetchall() == [("一", "")]
    assert upgraded.execute("SELECT fax FROM office").fetchall() == [("",)]
    upgraded.close()


@pytest.mark.parametrize("third", [FAILING_THIRD, DANGLING_THIRD, "revision = '0003'\ndown_revision = '0002'\nnot python"])
def test_a_failing_step_leaves_the_file_as_it_was(
    workspace: FileWorkspace, versions: Path, third: str, caplog: pytest.LogCaptureFixture
) -> None:
    workspace.perform(add_entity, "一")
    workspace.close(backup=False)
    before = workspace.path.read_bytes()
    (versions / "0003_third.py").write_text(third)
    with caplog.at_level(logging.CRITICAL, "models.workspace.upgrading"), pytest.raises(UpgradeFailed, match="原文件没有改动"):
        upgrade_store(workspace.path, workspace.key, AT, versions, 3)
    assert workspace.path.read_bytes() == before
    assert sorted(file.suffix for file in workspace.path.parent.iterdir() if file.is_file()) == [
        ".ballast",
        ".key",
        ".lock",
        ".ronghe",
        ".ronghe-journal",
    ]
    with open_workspace(workspace.path) as again:
        assert names(again) == ["一"]


def test_without_a_backup_nothing_is_tried(workspace: FileWorkspace, versions: Path) -> None:
    workspace.close()
    (workspace.path.parent / "备份").write_text("not a folder")
    with pytest.raises(BackupFailed):
        upgrade_store(workspace.path, workspace.key, AT, versions, 2)
    assert _number(workspace.path, workspace.key) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="the test forks")
def test_a_kill_at_any_step_leaves_the_old_or_the_new(workspace: FileWorkspace, versions: Path) -> None:
    workspace.perform(add_entity, "一")
    workspace.close(backup=False)
    content = workspace.path.read_bytes()
    imports = f"""
from datetime import UTC, datetime
import alembic.autogenerate, models.recording, models.migrations
from models.workspace.engine import build_engine
from models.workspace.upgrading import upgrade_store
key, versions, at = bytes.fromhex("{workspace.key.hex()}"), Path({str(versions)!r}), datetime(2026, 3, 2, tzinfo=UTC)
"""
    seen = []
    for _ in kills(workspace.path, imports, "upgrade_store(path, key, at, versions, 2)"):
        seen.append(_number(workspace.path, workspace.key))
        assert check_with_key(workspace.path, workspace.key).sound
        assert all(check_with_key(backup.path, workspace.key).sound for backup in list_backups(workspace.path.with_name("备份")))
        workspace.path.write_bytes(content)
    assert set(seen) == {1, 2}
    assert seen == sorted(seen)


def _number(path: Path, key: bytes) -> int:
    connection = connect(path, key, "ro")
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()
