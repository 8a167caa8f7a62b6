"""Raw connections to a server, and the reader over one: the same contract as over a file (`models.reading.Reader`)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.string import StrDumperUnknown

from models.errors import UserError
from models.workspace.server import refusals
from models.workspace.server.address import ServerAddress

CONNECT_SECONDS = 5
"""How long to wait for a server that does not answer."""

STATEMENT_SECONDS = 120
"""How long one query may take; longer means that something is wrong."""

_ABSENT, _WRONG_PASSWORD, _NO_ENTRY, _NO_DATABASE, _TOO_MANY = "08001", "28P01", "28000", "3D000", "53300"

# What the server says before anybody has logged in comes as words alone, in its own language.
_WORDS = (
    (_WRONG_PASSWORD, re.compile(r"password authentication failed|密码认证失败|Password 认证失败", re.I)),
    (_NO_DATABASE, re.compile(r"database \".*\" does not exist|数据库 *[\"“].*[\"”] *不存在", re.I)),
    (_TOO_MANY, re.compile(r"too many (connections|clients)|remaining connection slots|连接(过多|太多)|客户端(过多|太多)|连接槽", re.I)),
    (
        _NO_ENTRY,
        re.compile(
            r"no pg_hba\.conf entry|没有用于主机|role \".*\" (does not exist|is not permitted)|角色 *[\"“].*[\"”]"
            r"|permission denied|权限不够",
            re.I,
        ),
    ),
)
_NO_TLS = re.compile(r"server does not support SSL|服务器不支持 *SSL|no encryption|SSL off|SSL关闭", re.I)


def connect(address: ServerAddress, password: str | None, *, autocommit: bool = True) -> psycopg.Connection[Any]:
    """Open a connection that speaks UTC and ISO dates and notices within seconds that the other side is gone.

    Raises:
        ServerRefusal: Why not.
    """
    options = {"sslmode": "prefer" if address.is_here else "require", **dict(address.options)}
    try:
        connection = psycopg.connect(
            host=address.host,
            port=address.port,
            dbname=address.database,
            user=address.account,
            password=password or None,
            autocommit=autocommit,
            connect_timeout=CONNECT_SECONDS,
            application_name="ronghe",
            client_encoding="utf8",
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=3,
            tcp_user_timeout=15_000,
            options=(
                "-c TimeZone=UTC -c DateStyle=ISO,YMD -c client_min_messages=error"
                f" -c statement_timeout={STATEMENT_SECONDS * 1000} -c idle_in_transaction_session_timeout=60000"
            ),
            **options,  # type: ignore[arg-type]
        )
    except psycopg.Error as error:
        # `from None`: what the driver keeps of the connection holds the password.
        raise _why_not(error, address, password) from None
    connection.adapters.register_dumper(str, _Text)
    return connection


def _why_not(error: psycopg.Error, address: ServerAddress, password: str | None) -> refusals.ServerRefusal:
    text = str(error)
    code = error.sqlstate or next((code for code, words in _WORDS if words.search(text)), "")
    needs_password = error.pgconn is not None and error.pgconn.needs_password
    if needs_password or "no password supplied" in text or (code == _WRONG_PASSWORD and not password):
        return refusals.ServerPasswordNeeded(address)
    if code == _WRONG_PASSWORD:
        return refusals.WrongServerPassword(address)
    if code == _NO_DATABASE:
        return refusals.NoSuchDatabase(address)
    if code == _TOO_MANY:
        return refusals.TooMany(address)
    if _NO_TLS.search(text) and dict(address.options).get("sslmode") != "disable":
        return refusals.NotProtected(address)
    if code == _NO_ENTRY:
        return refusals.NotAdmitted(address)
    return refusals.Unreachable(address)


def driver() -> str:
    """Return what the driver and the client library it brings are called, with their versions."""
    return f"psycopg {psycopg.__version__}，libpq {psycopg.pq.version() // 10000}"


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turn what the server says about itself, the line or rights into a sentence; bugs pass through as they are."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        raise sentence from None


def is_lost(error: BaseException) -> bool:
    """Say whether `error` means that the connection is gone."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlstate", None) or ""
    if not isinstance(cause, psycopg.Error):
        return False
    ended = code.startswith(("08", "57P")) or code in ("25P03",)
    return ended or (not code and isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError))


def _sentence(error: Exception) -> UserError | None:
    cause = getattr(error, "orig", None) or error
    if not isinstance(cause, psycopg.Error):
        return None
    code = cause.sqlstate or ""
    if is_lost(error):
        return refusals.LineLost()
    if code == "42501":
        return refusals.Forbidden()
    if code in ("55P03", "40P01", "40001"):
        return refusals.SomebodySaving()
    if code[:2] in ("53", "57", "58", "XX") or code in ("25006",):
        return refusals.ServerFault(code)
    return None


class _Text(StrDumperUnknown):
    """Text; the one character that a server cannot hold, and nobody can type, becomes its visible sign."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", "␀"))


class _AsText(Loader):
    """Dates as ``YYYY-MM-DD``."""

    def load(self, data: Buffer) -> str:
        return bytes(data).decode()


class _Moment(Loader):
    """Moments as the file keeps them: UTC, without zone, with six digits of a second."""

    def load(self, data: Buffer) -> str:
        text = bytes(data).decode().removesuffix("+00")
        whole, _, fraction = text.partition(".")
        return f"{whole}.{fraction:0<6}"


class _ZeroOrOne(Loader):
    def load(self, data: Buffer) -> int:
        return int(bytes(data) == b"t")


class _Number(Loader):
    """Sums of whole numbers are whole numbers."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)


_LOADERS: tuple[tuple[str, type[Loader]], ...] = (
    ("date", _AsText),
    ("timestamptz", _Moment),
    ("timestamp", _Moment),
    ("bool", _ZeroOrOne),
    ("numeric", _Number),
)

_NAME = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|::|:([A-Za-z_]\w*)|%")


@lru_cache(maxsize=1024)
def with_percents(sql: str) -> str:
    """Return `sql` with the driver's ``%(name)s`` in place of ``:name``."""

    def replaced(match: re.Match[str]) -> str:
        name = match[1]
        return f"%({name})s" if name else match[0].replace("%", "%%")

    return _NAME.sub(replaced, sql)


def read(connection: psycopg.Connection[Any], sql: str, parameters: dict[str, object]) -> list[tuple[Any, ...]]:
    """Run a query with ``:name`` parameters; values come as over a file (see `models.reading.Reader`).

    Parameters are put in by the driver on this side: so one of them may stand where no type can be told, as the file allows.
    """
    with psycopg.ClientCursor(connection) as cursor:
        for name, loader in _LOADERS:
            cursor.adapters.register_loader(name, loader)
        cursor.execute(with_percents(sql).encode(), parameters)
        return cursor.fetchall()


class ServerReader:
    """The `Reader` over one raw connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def rows(self, sql: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Run `sql` with ``:name`` parameters and return all rows.

        Raises:
            ServerRefusal: The line is gone, or the server cannot.
        """
        with in_plain_words():
            return read(self._connection, sql, parameters)
