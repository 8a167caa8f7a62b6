"""A real PostgreSQL server of the tests' own, started when first needed, and workspaces on it."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from build.postgres import ADMINISTRATOR, Cluster
from models.programme.pack import Programme
from models.workspace.file_workspace import FileWorkspace
from models.workspace.server.address import ServerAddress
from models.workspace.server.opening import open_server
from models.workspace.server.rights import Role
from models.workspace.server.server_workspace import ServerWorkspace
from models.workspace.server.setting_up import set_account, set_up
from models.workspace.store import OfficeDetails

__all__ = ["ADMINISTRATOR", "MANAGER", "PASSWORD", "Databases", "Server"]

MANAGER = "guanli"
"""Needs no password here, like the administrator; all others do."""

PASSWORD = "示例密码-1"


class Server(Cluster):
    """One server with any number of databases, reached by its socket."""

    def __init__(self) -> None:
        """Make a cluster and start it."""
        super().__init__((MANAGER,))

    def address(self, database: str, account: str = MANAGER) -> ServerAddress:
        """Return the address of one database."""
        return ServerAddress(str(self.folder), database, account)

    def administer(self, *statements: str | sql.Composed, database: str = "postgres") -> None:
        """Run statements as the administrator."""
        with psycopg.connect(host=str(self.folder), user=ADMINISTRATOR, dbname=database, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


class Databases:
    """Workspaces on a server; the databases are used again and again, which is many times as fast as making them.

    Attributes:
        server: The server.
        programme: The pack of every workspace.
        office: Its office.
    """

    def __init__(self, server: Server, programme: Programme, office: OfficeDetails, at: datetime) -> None:
        """Take the facts of every workspace that is made."""
        self.server, self.programme, self.office, self._at = server, programme, office, at
        self._contents: dict[str, list[tuple[str, bytes]]] = {}
        self._free: list[str] = []
        self._used: list[str] = []

    def make(self, source: FileWorkspace | None = None, key: str = "empty") -> str:
        """Return the name of a database of one's own: with nothing but the office, or with the whole content of `source`.

        Args:
            source: The file whose content it has.
            key: What the content is called; the same each time.
        """
        if key not in self._contents:
            self._free.append(self.new_database(source))
            with self.connect(self._free[-1]) as connection:
                self._contents[key] = _content(connection)
        name = self._free.pop() if self._free else self.new_database()
        with self.connect(name) as connection:
            _fill(connection, self._contents[key])
        self._used.append(name)
        return name

    def new_database(self, source: FileWorkspace | None = None) -> str:
        """Make a database by the program's own set-up and return its name."""
        name = f"zhangtao_{uuid.uuid4().hex[:8]}"
        set_up(self.server.address(name, ADMINISTRATOR), None, self.programme, self.office, self._at, source)
        set_account(self.server.address(name, ADMINISTRATOR), None, MANAGER, [Role.MANAGING], "only-here")
        return name

    def connect(self, name: str) -> psycopg.Connection[Any]:
        """Connect as the administrator."""
        return psycopg.connect(host=str(self.server.folder), user=ADMINISTRATOR, dbname=name)

    def open(self, name: str, clock: Callable[[], datetime], officer: str = "", account: str = "") -> ServerWorkspace:
        """Open a database, usually as the one who manages."""
        address = self.server.address(name, account or MANAGER)
        return open_server(address, officer=officer or self.office.officer, programme=self.programme, clock=clock)

    def clear(self) -> None:
        """Take back what was made."""
        self._free += self._used
        self._used.clear()


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
    return [row[0] for row in found]


def _content(connection: psycopg.Connection[Any]) -> list[tuple[str, bytes]]:
    found = []
    for table in _tables(connection):
        with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
            found.append((table, b"".join(bytes(part) for part in copy)))
    return [(table, rows) for table, rows in found if rows]


def _fill(connection: psycopg.Connection[Any], content: list[tuple[str, bytes]]) -> None:
    connection.execute("SET session_replication_role = replica")  # references need no order
    for table in _tables(connection):
        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    for table, rows in content:
        with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
            copy.write(rows)
    connection.execute("SELECT setval('history_id_seq', (SELECT MAX(id) FROM history))")
