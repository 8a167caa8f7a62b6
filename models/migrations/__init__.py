"""Migrations of the store's schema (Alembic), run by the program itself: no alembic.ini, no env.py."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

VERSIONS = Path(__file__).with_name("versions")
"""The program's own migrations; file and revision are numbered ``0001``, ``0002`` …"""


def migrate(path: Path, key: bytes, versions: Path = VERSIONS, target: int | None = None) -> None:
    """Run the missing migrations on the store at `path`, each in a transaction of its own.

    The schema number (``user_version``) is set in the same transaction, which is refused when a reference is left dangling.

    Args:
        path: The store, opened by nobody else.
        key: Its data key.
        versions: Folder of the migrations.
        target: Number to stop at; ``None``: the last one.
    """
    from models.workspace.engine import build_engine

    engine = build_engine(path, key, foreign_keys=False)
    try:
        with engine.connect() as connection:
            run_missing(connection, versions, target, (_finish_step,))
    finally:
        engine.dispose()


def run_missing(connection: "Connection", versions: Path, target: int | None, after_each: tuple[Callable[..., None], ...] = ()) -> None:
    """Run the missing migrations over an open connection of any engine, each in a transaction of its own.

    Args:
        connection: Outside of any transaction.
        versions: Folder of the migrations.
        target: Number to stop at; ``None``: the last one.
        after_each: Called inside the transaction of each step.
    """
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(versions.parent), version_locations=[str(versions)])
    revision = "head" if target is None else f"{target:04}"
    context = MigrationContext.configure(
        connection,
        opts={
            "fn": lambda current, _: script._upgrade_revs(revision, current),
            "transaction_per_migration": True,
            "transactional_ddl": True,
            "on_version_apply": after_each,
        },
    )
    with Operations.context(context):
        context.run_migrations()


def _finish_step(*, ctx: Any, step: Any, **_: Any) -> None:
    """Check the references and set the schema number, still inside the step's transaction."""
    dangling = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if dangling:
        raise ValueError(f"migration {step.up_revision_id} leaves dangling references in {sorted({row[0] for row in dangling})}")
    ctx.connection.exec_driver_sql(f"PRAGMA user_version = {int(step.up_revision_id)}")
