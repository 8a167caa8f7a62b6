"""Bringing a server's schema to the present number, by whoever may; two officers at once wait for each other."""

import logging
from pathlib import Path

import psycopg
from sqlalchemy import Connection, inspect

from models.migrations import VERSIONS, run_missing
from models.workspace.connection import SCHEMA_NUMBER
from models.workspace.server.address import ServerAddress
from models.workspace.server.connection import connect
from models.workspace.server.engine import build_engine
from models.workspace.server.refusals import ServerUpgradeFailed
from models.workspace.server.rights import OWNER, table_statements

MIGRATION_LOCK = 0x524F4E48
"""Number of the lock that is held while migrating."""

_log = logging.getLogger(__name__)


def migrate_server(address: ServerAddress, password: str | None, versions: Path = VERSIONS, target: int = SCHEMA_NUMBER) -> None:
    """Run the missing migrations as the owner of the tables, each in a transaction of its own, and give the rights anew.

    Args:
        address: The server; its account may act as the owner.
        password: The account's password.
        versions: Folder of the migrations.
        target: Number to reach.

    Raises:
        ServerUpgradeFailed: A step failed; the schema is as it was after the step before.
    """

    def as_owner() -> psycopg.Connection[object]:
        raw = connect(address, password)
        raw.execute(f"SET ROLE {OWNER}")
        # Held until this connection ends: the second of two finds everything done.
        raw.execute("SELECT pg_advisory_lock(%s)", (MIGRATION_LOCK,))
        raw.autocommit = False
        return raw

    engine = build_engine(as_owner)
    try:
        with engine.connect() as connection:
            run_missing(connection, versions, target)
            connection.rollback()  # looking began a transaction
            with connection.begin():
                give_rights(connection)
    except psycopg.Error as error:
        raise ServerUpgradeFailed(address) from error
    except Exception as error:
        _log.error("upgrade failed", exc_info=True)
        raise ServerUpgradeFailed(address) from error
    finally:
        engine.dispose()


def give_rights(connection: Connection) -> None:
    """Give every role its rights on all tables there are."""
    for statement in table_statements(sorted(inspect(connection).get_table_names())):
        connection.exec_driver_sql(statement)
