"""An open workspace on a server: several officers at a time, each with connections of his own, none held while somebody thinks."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg

from models.errors import UserError
from models.reading import Reader
from models.workspace.refusals import ChangedMeanwhile, Difference
from models.workspace.server.address import ServerAddress
from models.workspace.server.connection import ServerReader, connect, in_plain_words, is_lost, read
from models.workspace.server.differing import Seen, differences
from models.workspace.server.presence import Presence
from models.workspace.server.refusals import LineLost, PerhapsSaved, Unreachable
from models.workspace.workspace import OfficeFacts, Present, Workspace, utc_now

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from models.programme.pack import Programme


class ServerWorkspace(Workspace):
    """An open workspace on a server.

    Attributes:
        address: Where it is.
        officer: Name of who works on this computer; empty: the account's name stands for it.
    """

    def __init__(
        self,
        address: ServerAddress,
        password: str | None,
        officer: str = "",
        programme: "Programme | None" = None,
        clock: Callable[[], datetime] = utc_now,
        *,
        read_only: bool = False,
    ) -> None:
        """Connect; use `opening.open_server`, which also looks at what is there.

        Raises:
            ServerRefusal: Nobody answers, or the account is not let in.
        """
        super().__init__(clock, programme, read_only=read_only)
        self.address = address
        self.officer = officer or address.account
        self._password = password
        self._closed = False
        self._reading = threading.Lock()
        self._connection = self._connect()
        self._presence = Presence()
        self._seen = Seen()

    def _connect(self, *, autocommit: bool = True) -> psycopg.Connection[Any]:
        return connect(self.address, self._password, autocommit=autocommit)

    def _connect_again(self, *, autocommit: bool = True) -> psycopg.Connection[Any]:
        """Connect where it was possible before: then it is the line that is gone, and what was typed is not."""
        try:
            return self._connect(autocommit=autocommit)
        except Unreachable as error:
            raise LineLost from error

    @property
    def place(self) -> str:
        """The address, without password."""
        return self.address.url

    @property
    def label(self) -> str:
        """The database's name."""
        return self.address.database

    @property
    def shared(self) -> bool:
        """Several officers at a time."""
        return True

    def size(self) -> int:
        """Return what the database takes on the server."""
        return int(self.rows("SELECT pg_database_size(current_database())")[0][0])

    def _read_office(self) -> OfficeFacts:
        # The office is everybody's, the officer is who works on this computer.
        return replace(super()._read_office(), officer=self.officer)

    def rows(self, sql: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """See `Workspace.rows`; a line that has come back in the meantime is taken up again."""
        with self._reading, in_plain_words():
            return self._again(lambda: read(self._connection, sql, parameters))

    def _again(self, act: Callable[[], list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
        """Do what only reads, and once more over a new connection where the old one is gone."""
        try:
            return act()
        except psycopg.Error as error:
            if not is_lost(error):
                raise
        self._connection.close()
        if self._closed:
            raise RuntimeError("the workspace is closed")
        self._connection = self._connect_again()
        return act()

    @contextmanager
    def _snapshot(self) -> Iterator[Reader]:
        with in_plain_words():
            connection = self._connect_again(autocommit=False)
        try:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            with in_plain_words():
                connection.execute("SELECT 1")  # only reading starts the transaction
            yield ServerReader(connection)
        finally:
            connection.close()

    @contextmanager
    def _transaction(self) -> "Iterator[Session]":
        from sqlalchemy.orm import Session

        if self._closed:
            raise RuntimeError("the workspace is closed")
        with in_plain_words(), Session(self._opened_engine(), expire_on_commit=False) as session:
            start = _newest(session)
            yield session
            session.flush()
            self._refuse_conflicts(session, start)
            end, number = _newest(session), session.connection().exec_driver_sql("SELECT pg_current_xact_id_if_assigned()::text").scalar()
            try:
                session.commit()
            except Exception as error:
                if not is_lost(error):
                    raise
                if number is None or self._was_saved(str(number)) is not True:
                    raise LineLost from None
        self._seen.note_own(start, end)

    def _was_saved(self, number: str) -> bool:
        """Ask the server, over a new connection, what became of the transaction whose end the line swallowed.

        Raises:
            PerhapsSaved: It cannot be asked now.
        """
        try:
            with self._connect() as connection:
                return bool(read(connection, "SELECT pg_xact_status(CAST(:number AS xid8))", {"number": number})[0][0] == "committed")
        except (UserError, psycopg.Error) as error:
            raise PerhapsSaved from error

    def _refuse_conflicts(self, session: "Session", start: int) -> None:
        found = differences(session, self._seen, start)
        if found:
            raise ChangedMeanwhile(found)

    def _officer(self, session: "Session") -> str:
        return self.officer

    def has_news(self) -> bool:
        """See `Workspace.has_news`."""
        return self._seen.is_news(self._newest())

    def catch_up(self) -> None:
        """See `Workspace.catch_up`."""
        self._seen.advance(self._newest())
        self._office = None

    def _newest(self) -> int:
        return int(self.rows("SELECT COALESCE(MAX(id), 0) FROM history")[0][0])

    def overrule(self, differences: Iterable[Difference]) -> None:
        """See `Workspace.overrule`."""
        for difference in differences:
            self._seen.accept(difference.entries)

    def call_officer(self, name: str) -> None:
        """See `Workspace.call_officer`."""
        self.officer, self._office = name, None

    def attend(self, thing: str, *, editing: bool) -> tuple[Present, ...]:
        """See `Workspace.attend`."""
        with self._reading, in_plain_words():
            rows = self._again(lambda: self._presence.tell(self._connection, self.officer, thing, editing=editing))
        return tuple(Present(name, bool(busy)) for name, busy in rows)

    def close(self, *, backup: bool = True) -> None:
        """Leave; backups are made by the server's administrator."""
        with self._writing, self._reading:
            if not self._closed:
                with suppress(psycopg.Error):
                    self._presence.leave(self._connection)
            self._closed = True
            self._connection.close()
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def back_up(self, progress: Callable[[int, int], None] = lambda done, total: None, *, by_hand: bool = False) -> None:
        """Do nothing: the server's administrator backs up."""

    def _opened_engine(self) -> "Engine":
        from models.workspace.server.engine import build_engine

        with self._writing:
            if self._engine is None:
                self._engine = build_engine(lambda: self._connect_again(autocommit=False))
            return self._engine


def _newest(session: "Session") -> int:
    return int(session.connection().exec_driver_sql("SELECT COALESCE(MAX(id), 0) FROM history").scalar_one())
