"""A workspace in a file of this computer (SQLCipher): the usual one, for one officer at a time."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.changes import Changes
from models.errors import system_words
from models.reading import Reader
from models.workspace import ballast
from models.workspace.connection import StoreReader, connect, in_plain_words
from models.workspace.lock import StoreLock
from models.workspace.refusals import BackupFailed, Difference, DiskFull, OpenedReadOnly
from models.workspace.workspace import Present, Workspace, utc_now

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from models.programme.pack import Programme


class FileWorkspace(Workspace):
    """An open workspace in a file.

    Attributes:
        path: The store.
        key: The data key; never leaves the process.
    """

    def __init__(
        self,
        path: Path,
        key: bytes,
        lock: StoreLock | None,
        programme: "Programme | None" = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take over an unlocked store; use `create` or `open_workspace`."""
        super().__init__(clock, programme, read_only=lock is None)
        self.path = path
        self.key = key
        self._lock = lock
        with in_plain_words(path):
            self._connection = connect(path, key, self._reading_mode)
        self._reader = StoreReader(self._connection, path)

    @property
    def place(self) -> str:
        """The path."""
        return str(self.path)

    @property
    def label(self) -> str:
        """The file's name."""
        return self.path.name

    def size(self) -> int:
        """Return the file's size."""
        return self.path.stat().st_size

    @property
    def shared(self) -> bool:
        """One officer at a time: the file is locked."""
        return False

    def has_news(self) -> bool:
        """Nobody else saves."""
        return False

    def catch_up(self) -> None:
        """There is nothing to catch up with."""

    def overrule(self, differences: Iterable[Difference]) -> None:
        """There is nobody to differ from."""

    def call_officer(self, name: str) -> None:
        """The officer stands in the office's facts."""

    def attend(self, thing: str, *, editing: bool) -> tuple[Present, ...]:
        """Nobody else is here."""
        return ()

    def rows(self, sql: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """See `Workspace.rows`."""
        return self._reader.rows(sql, **parameters)

    @contextmanager
    def _snapshot(self) -> Iterator[Reader]:
        with in_plain_words(self.path):
            connection = connect(self.path, self.key, self._reading_mode)
        try:
            with in_plain_words(self.path):
                connection.execute("BEGIN")
                connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # only reading starts the transaction
            yield StoreReader(connection, self.path)
        finally:
            connection.close()

    def _save(self, operation: Callable[..., Changes], /, *args: Any, **kwargs: Any) -> Changes:
        if self._lock is None:
            raise RuntimeError("the workspace is closed")
        try:
            return super()._save(operation, *args, **kwargs)
        except DiskFull:
            if not ballast.give_up(self.path):
                raise
            self.low_on_space = True
            return super()._save(operation, *args, **kwargs)

    @contextmanager
    def _transaction(self) -> "Iterator[Session]":
        from sqlalchemy.orm import Session

        with in_plain_words(self.path), Session(self._opened_engine(), expire_on_commit=False) as session, session.begin():
            before = _total_changes(session)
            yield session
            session.flush()
            wrote = _total_changes(session) != before
        self.changed = self.changed or wrote

    def _officer(self, session: "Session") -> str:
        return str(session.connection().exec_driver_sql("SELECT officer FROM office").scalar() or "")

    def close(self, *, backup: bool = True) -> None:
        """See `Workspace.close`."""
        try:
            if backup and self.changed and not self.read_only:
                self.back_up()
        finally:
            with self._writing:  # a save that is under way on another thread is finished first
                self._connection.close()
                if self._engine is not None:
                    self._engine.dispose()
                    self._engine = None
                if self._lock is not None:
                    ballast.provide(self.path)
                    self._lock.release()
                    self._lock = None
                self.changed = False

    def back_up(self, progress: Callable[[int, int], None] = lambda done, total: None, *, by_hand: bool = False) -> Path:
        """Make a backup beside the store and thin the old ones; see `Workspace.back_up`."""
        from models.workspace.backup import Reason, default_folder, make_backup, thin

        now, folder = self.clock(), default_folder(self.path)
        # Taken back first: what is saved while the copy is being checked is not in it and wants a backup of its own.
        before, self.changed = self.changed, False
        try:
            made = make_backup(self, folder, Reason.MANUAL if by_hand else Reason.CLOSE, now, progress)
        except BaseException:
            self.changed = self.changed or before
            raise
        try:
            thin(folder, now)
        except OSError as error:
            raise BackupFailed(f"文件夹“{folder}”里的旧备份不能整理（{system_words(error)}）。") from error
        return made

    def restore(self, backup: Path, password: str | None = None) -> "FileWorkspace":
        """Go back to a backup: save the present state, replace it, and open again.

        Args:
            backup: The backup.
            password: Its password, needed only where it was made of another workspace.

        Returns:
            The workspace opened anew; this one is closed. Where the backup is refused or the present state cannot be saved,
            this one stays open.
        """
        from models.workspace.durable import remove
        from models.workspace.restoring import prepare, put, save_present
        from models.workspace.store import open_unlocked

        if self.read_only:
            raise OpenedReadOnly
        prepared = prepare(self.path, backup, password, self.key)
        with self._writing:  # nothing may be saved between the backup of the present state and its end
            try:
                save_present(prepared, self.clock())
            except BaseException:
                remove(prepared.copy)
                raise
            lock, self._lock = self._lock, None
            self.close(backup=False)
        assert lock is not None
        try:
            put(prepared)
            return open_unlocked(self.path, prepared.key, lock, None, self.clock)  # the backup may be of another version of the pack
        except BaseException:
            lock.release()
            raise

    @property
    def _reading_mode(self) -> str:
        return "ro" if self.read_only else "read"

    def _opened_engine(self) -> "Engine":
        from models.workspace.engine import build_engine

        with self._writing:
            if self._engine is None:
                self._engine = build_engine(self.path, self.key)
            return self._engine


def _total_changes(session: "Session") -> int:
    return int(session.connection().exec_driver_sql("SELECT total_changes()").scalar_one())
