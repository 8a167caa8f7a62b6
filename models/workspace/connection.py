"""Raw connections to a store (SQLCipher), and its plain reader; no ORM, so that the first window opens at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import UserError
from models.workspace.refusals import (
    Busy,
    Damaged,
    DiskFull,
    InterruptedSave,
    MissingFile,
    NewerVersion,
    NotAWorkspace,
    NotReadable,
    OpenedReadOnly,
    StorageFault,
)

if TYPE_CHECKING:
    import sqlite3 as dbapi  # the same interface, with types
else:
    from sqlcipher3 import dbapi2 as dbapi

__all__ = [
    "APPLICATION_ID",
    "PAGE",
    "SCHEMA_NUMBER",
    "StoreReader",
    "connect",
    "dbapi",
    "in_plain_words",
    "look_at",
    "refuse_newer",
    "schema_number",
]

APPLICATION_ID = 0x524F4E47
"""``RONG``; says that a decrypted file is a workspace of this program."""

SCHEMA_NUMBER = 1
"""Number of the newest migration; kept in the file's ``user_version``."""

PAGE = 4096
"""Bytes of a page (SQLCipher 4)."""

_PLAIN_HEADER = b"SQLite format 3\0"
_DIFFERENT_BYTES = 170
_BUSY_SECONDS = 5.0
_FULL, _IO, _CANNOT_OPEN, _BUSY, _LOCKED, _READ_ONLY, _CORRUPT, _NOT_A_STORE = 13, 10, 14, 5, 6, 8, 11, 26


def connect(path: Path, key: bytes, mode: str = "rw") -> dbapi.Connection:
    """Open a connection that commits only when told to (``BEGIN`` … ``COMMIT``); threads may take turns on it.

    Args:
        path: The store.
        key: Its 32-byte data key.
        mode: ``ro`` (touches nothing at all), ``read`` (as ``ro``, but first undoes a save that was cut off), ``rw``, or
            ``rwc`` to create the file.

    Raises:
        dbapi.Error: As the driver says it; `in_plain_words` turns it into a sentence.
    """
    connection = dbapi.connect(
        f"{path.absolute().as_uri()}?mode={'rw' if mode == 'read' else mode}",
        uri=True,
        isolation_level=None,
        timeout=_BUSY_SECONDS,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_compatibility = 4")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        if mode in ("ro", "read"):
            connection.execute("PRAGMA query_only = ON")
        else:
            # Measured: of 1,000 power cuts the usual settings lose acknowledged saves, these none.
            connection.execute("PRAGMA journal_mode = TRUNCATE")
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("PRAGMA secure_delete = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def look_at(path: Path) -> None:
    """Refuse at a glance what cannot be a workspace, before anything is asked or written.

    Raises:
        MissingFile: There is none.
        NotReadable: The system does not let us.
        NotAWorkspace: A plain database, a text, a document.
    """
    try:
        if not path.is_file():
            raise MissingFile(path)
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise NotReadable(path) from error
    # Encrypted pages look random: of 512 bytes some 220 are different; texts and other files have far fewer.
    random = len(set(start)) >= min(_DIFFERENT_BYTES, len(start) * 0.45)
    if not start or not random or start.startswith((_PLAIN_HEADER, b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise NotAWorkspace(path)


def schema_number(connection: dbapi.Connection, path: Path) -> int:
    """Make sure the key fits and the file is ours, and return its schema number.

    Raises:
        Damaged: The first page fails its checksum.
        NotAWorkspace: A store of another program.
        InterruptedSave: A save was cut off and `connection` may not undo it.
    """
    with in_plain_words(path):
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except dbapi.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == _READ_ONLY:  # a read that wants to write: undoing a save that was cut off
                raise InterruptedSave(path) from error
            raise
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        number = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application != APPLICATION_ID:
        raise NotAWorkspace(path)
    return number


def refuse_newer(number: int, path: Path) -> None:
    """Raise `NewerVersion` where `number` is beyond what this program knows."""
    if number > SCHEMA_NUMBER:
        raise NewerVersion(path)


@contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Turn what the driver says about the disk or the file into a sentence; bugs pass through as they are."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        sentence = _sentence(error, path)
        if sentence is None:
            raise
        raise sentence from error


def _sentence(error: Exception, path: Path) -> UserError | None:
    code = getattr(getattr(error, "orig", None) or error, "sqlite_errorcode", None)
    if not isinstance(code, int):
        return None
    code &= 0xFF
    if code == _FULL:
        return DiskFull()
    if code in (_IO, _CANNOT_OPEN):
        return StorageFault()
    if code in (_BUSY, _LOCKED):
        return Busy()
    if code == _READ_ONLY:
        return OpenedReadOnly()
    if code in (_CORRUPT, _NOT_A_STORE):
        return Damaged(path)
    return None


class StoreReader:
    """The `Reader` over one raw connection."""

    def __init__(self, connection: dbapi.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def rows(self, sql: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Run `sql` with ``:name`` parameters and return all rows.

        Raises:
            Damaged: A page fails its checksum.
            Busy: A save takes too long.
        """
        with in_plain_words(self._path):
            return self._connection.execute(sql, parameters).fetchall()
