"""The SQLAlchemy engine over a server: one writer at a time, as in a file, so that every operation sees what it decides by."""

from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event

WRITERS_LOCK = 0x524F4E47
"""Number of the lock that a transaction holds from its beginning to its end."""

WAIT_SECONDS = 20
"""How long a save waits for another officer's."""


def build_engine(open_connection: Callable[[], psycopg.Connection[Any]]) -> Engine:
    """Return an engine with one connection, tried before each use and opened anew when it is gone.

    Args:
        open_connection: Opens a raw connection.
    """
    engine = create_engine(
        "postgresql+psycopg://",
        creator=open_connection,
        pool_size=1,
        max_overflow=1,
        pool_pre_ping=True,
        hide_parameters=True,  # names and telephones must not reach the log
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # Serial numbers, sums and "is there one already" are decided by what was read: nobody may write in between.
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")
