"""Migrations of the store's schema (Alembic), run by the program itself: no alembic.ini, no env.py."""

from pathlib import Path
from typing import Any

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
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from models.workspace.engine import build_engine

    script = ScriptDirectory(str(versions.parent), version_locations=[str(versions)])
    revision = "head" if target is None else f"{target:04}"
    engine = build_engine(path, key, foreign_keys=False)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "fn": lambda current, _: script._upgrade_revs(revision, current),
                    "transaction_per_migration": True,
                    "transactional_ddl": True,
                    "on_version_apply": (_finish_step,),
                },
            )
            with Operations.context(context):
                context.run_migrations()
    finally:
        engine.dispose()


def _finish_step(*, ctx: Any, step: Any, **_: Any) -> None:
    """Check the references and set the schema number, still inside the step's transaction."""
    dangling = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if dangling:
        raise ValueError(f"migration {step.up_revision_id} leaves dangling references in {sorted({row[0] for row in dangling})}")
    ctx.connection.exec_driver_sql(f"PRAGMA user_version = {int(step.up_revision_id)}")
