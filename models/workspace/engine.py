"""The SQLAlchemy engine over a store; imported only when something is to be changed."""

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from models.workspace.connection import connect, dbapi


def build_engine(path: Path, key: bytes, *, foreign_keys: bool = True) -> Engine:
    """Return an engine with one connection, whose transactions begin at once and span schema changes as well.

    Args:
        path: The store.
        key: Its data key.
        foreign_keys: False for migrations: they rebuild tables and check the references themselves at the end.
    """

    def open_connection() -> dbapi.Connection:
        connection = connect(path, key)
        if not foreign_keys:
            connection.execute("PRAGMA foreign_keys = OFF")
        return connection

    engine = create_engine(
        "sqlite://",
        module=dbapi,
        creator=open_connection,
        poolclass=StaticPool,
        hide_parameters=True,  # names and telephones must not reach the log
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # The driver would begin late and commit schema changes piecemeal.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
