"""A PostgreSQL server for trials: in a folder of its own, run by a user who is not root, taken down with whoever started it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ADMINISTRATOR = "admin"
"""May do everything there, without a password."""

PORT = 5432
"""Number of a socket without a port."""

_SETTINGS = {
    "fsync": "off",  # a killed server, not a killed computer, is what is tried
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "'32MB'",
    "logging_collector": "off",
}

# Reads until whoever started it is gone, however that came about, and takes the server down then.
_GUARD = """
import shutil, subprocess, sys
sys.stdin.read()
control, data, folder, user = sys.argv[1:]
command = [control, "stop", "--silent", "--mode", "immediate", "--pgdata", data]
subprocess.run(command, user=user or None, extra_groups=[] if user else None, cwd=folder, capture_output=True)
shutil.rmtree(folder, ignore_errors=True)
"""


def binaries() -> Path:
    """Return where the server's programs lie: Debian keeps them out of the way."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    beside = shutil.which("initdb")
    if not found and not beside:
        raise RuntimeError("PostgreSQL is missing: build/dev.py test installs it")
    return found[-1].parent if found else Path(str(beside)).resolve().parent


def free_port() -> int:
    """Return a port of this computer that nobody uses now."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


class Cluster:
    """One server with any number of databases.

    Attributes:
        folder: Holds data and socket.
        port: Its number, also the socket's.
    """

    def __init__(self, trusted: Sequence[str] = (), *, port: int = 0) -> None:
        """Make a cluster and start it.

        Args:
            trusted: Accounts besides the administrator's that need no password; all others do.
            port: Listen there as well, for this computer only; 0: on the socket alone.
        """
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="ronghe-server-")), port or PORT
        self._programs = binaries()
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user, self._user)
        self._data = self.folder / "data"
        options = ["--username", ADMINISTRATOR, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
        self._call("initdb", "--pgdata", str(self._data), *options)
        heard = "127.0.0.1" if port else ""
        places = {"unix_socket_directories": f"'{self.folder}'", "listen_addresses": f"'{heard}'", "port": str(self.port)}
        with (self._data / "postgresql.conf").open("a", encoding="ascii") as file:
            file.writelines(f"{name} = {value}\n" for name, value in {**_SETTINGS, **places}.items())
        names = ",".join((ADMINISTRATOR, *trusted))
        entries = [f"local all {names} trust", "local all all scram-sha-256"]
        entries += [f"host all {names} 127.0.0.1/32 trust", "host all all 127.0.0.1/32 scram-sha-256"]
        (self._data / "pg_hba.conf").write_text("\n".join(entries) + "\n", encoding="ascii")
        self.start()
        command = [sys.executable, "-c", _GUARD, str(self._programs / "pg_ctl"), str(self._data), str(self.folder), self._user or ""]
        self._guard = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._call("pg_ctl", "start", "--wait", "--silent", "--pgdata", str(self._data), "--log", str(self.folder / "log"))

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; ``immediate`` is what a power cut does to everybody who is connected."""
        self._call("pg_ctl", "stop", "--wait", "--silent", "--pgdata", str(self._data), "--mode", mode)

    def ask(self, database: str, statement: str) -> str:
        """Run a statement as the administrator and return what it answers, one row a line."""
        place = ("--host", str(self.folder), "--port", str(self.port), "--username", ADMINISTRATOR, "--dbname", database)
        command = [str(self._programs / "psql"), "--no-psqlrc", "--tuples-only", "--no-align", *place, "--command", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def remove(self) -> None:
        """Stop it for good and take its folder away."""
        self._guard.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)

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
