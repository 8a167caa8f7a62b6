"""A real PostgreSQL server of the tests' own: started when first needed, in a temporary folder, by a user who is not root."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from models.programme.pack import Programme
from models.workspace.file_workspace import FileWorkspace
from models.workspace.server.address import ServerAddress
from models.workspace.server.opening import open_server
from models.workspace.server.rights import Role
from models.workspace.server.server_workspace import ServerWorkspace
from models.workspace.server.setting_up import set_account, set_up
from models.workspace.store import OfficeDetails

ADMINISTRATOR, MANAGER = "admin", "guanli"
"""Accounts that need no password here; all others do."""

PASSWORD = "示例密码-1"

_SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",  # a killed server, not a killed computer, is what is tried
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "'32MB'",
    "logging_collector": "off",
}


def binaries() -> Path:
    """Return where the server's programs lie: Debian keeps them out of the way."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    beside = shutil.which("initdb")
    if not found and not beside:
        raise RuntimeError("PostgreSQL is missing: build/dev.py test installs it")
    return found[-1].parent if found else Path(str(beside)).resolve().parent


# Reads until whoever started it is gone, however that came about, and takes the server down then.
_GUARD = """
import shutil, subprocess, sys
sys.stdin.read()
control, data, folder, user = sys.argv[1:]
command = [control, "stop", "--silent", "--mode", "immediate", "--pgdata", data]
subprocess.run(command, user=user or None, extra_groups=[] if user else None, cwd=folder, capture_output=True)
shutil.rmtree(folder, ignore_errors=True)
"""


class Server:
    """One server with any number of databases.

    Attributes:
        folder: Holds data and socket.
    """

    def __init__(self) -> None:
        """Make a cluster and start it."""
        self.folder = Path(tempfile.mkdtemp(prefix="ronghe-server-"))
        self._programs = binaries()
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, *(pwd.getpwnam(self._user)[2:4]))
        self._data = self.folder / "data"
        options = ["--username", ADMINISTRATOR, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
        self._call("initdb", "--pgdata", str(self._data), *options)
        settings = "".join(f"{name} = {value}\n" for name, value in _SETTINGS.items())
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(f"{settings}unix_socket_directories = '{self.folder}'\n")
        (self._data / "pg_hba.conf").write_text(f"local all {ADMINISTRATOR},{MANAGER} trust\nlocal all all scram-sha-256\n")
        self.start()
        command = [sys.executable, "-c", _GUARD, str(self._programs / "pg_ctl"), str(self._data), str(self.folder), self._user or ""]
        self._guard = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._call("pg_ctl", "start", "--wait", "--silent", "--pgdata", str(self._data), "--log", str(self.folder / "log"))

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; ``immediate`` is what a power cut does to everybody who is connected."""
        self._call("pg_ctl", "stop", "--wait", "--silent", "--pgdata", str(self._data), "--mode", mode)

    def remove(self) -> None:
        """Stop it for good and take its folder away."""
        self._guard.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, database: str, account: str = MANAGER) -> ServerAddress:
        """Return the address of one database."""
        return ServerAddress(str(self.folder), database, account)

    def administer(self, *statements: str | sql.Composed, database: str = "postgres") -> None:
        """Run statements as the administrator."""
        with psycopg.connect(host=str(self.folder), user=ADMINISTRATOR, dbname=database, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _call(self, program: str, *arguments: str) -> None:
        with (self.folder / "calls").open("a") as said:  # the server inherits what pg_ctl has: a pipe would never end
            done = subprocess.run(
                [str(self._programs / program), *arguments],
                user=self._user,
                extra_groups=[] if self._user else None,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode != 0:
            raise RuntimeError((self.folder / "calls").read_text()[-2000:])


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
