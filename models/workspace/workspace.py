"""An open workspace (账套): read by plain SQL, changed by operations one transaction each."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.changes import Changes
from models.edition import CITY
from models.errors import UserError, system_words
from models.reading import Reader
from models.workspace import ballast
from models.workspace.connection import StoreReader, connect, in_plain_words
from models.workspace.lock import StoreLock
from models.workspace.refusals import BackupFailed, ChangedMeanwhile, Damaged, DiskFull, OpenedReadOnly

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from models.programme.pack import Programme


def utc_now() -> datetime:
    """Return the present moment; the one place where the models read the clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """The office of an open workspace, as plain values (see `models.office.Office`)."""

    id: str
    district_code: str
    name: str
    officer: str
    phone: str
    programme_id: str
    programme_version: str

    @property
    def is_city(self) -> bool:
        """Whether this is the city's workspace (市级版)."""
        return self.district_code == CITY


class Workspace:
    """An open workspace; itself a `Reader` of the committed state.

    Attributes:
        path: The store.
        read_only: Nothing can be changed.
        key: The data key; never leaves the process.
        changed: Something was saved since the last backup.
        low_on_space: The disk was full and the ballast had to be given up.
        clock: Tells the moment (UTC, with zone) for operations.
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
        self.path = path
        self.key = key
        self.read_only = lock is None
        self.changed = False
        self.low_on_space = False
        self.clock = clock
        self._lock = lock
        self._programme = programme
        self._engine: Engine | None = None
        self._office: OfficeFacts | None = None
        self._writing = threading.RLock()
        self._snapshots = threading.local()
        with in_plain_words(path):
            self._connection = connect(path, key, self._reading_mode)
        self._reader = StoreReader(self._connection, path)

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def office(self) -> OfficeFacts:
        """The office this workspace belongs to."""
        if self._office is None:
            found = self.rows("SELECT id, district_code, name, officer, phone, programme_id, programme_version FROM office")
            if len(found) != 1:
                raise Damaged(self.path, "缺少填报单位的信息")
            self._office = OfficeFacts(*found[0])
        return self._office

    @property
    def programme(self) -> "Programme":
        """The programme pack of this workspace; loaded on first use."""
        if self._programme is None:
            from models.programme.pack import load_programme

            self._programme = load_programme(self.office.programme_id)
        return self._programme

    def use_programme(self, programme: "Programme") -> None:
        """Work with a pack that was loaded elsewhere, such as the last good one when the shipped one is damaged."""
        self._programme = programme

    def rows(self, sql: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Run a query with ``:name`` parameters on the committed state and return all rows."""
        return self._reader.rows(sql, **parameters)

    def snapshot(self) -> AbstractContextManager[Reader]:
        """Return a context manager giving a `Reader` with a connection of its own in one read transaction.

        Read what is needed and leave: nothing can be saved while it is open (a save waits five seconds, then is refused).
        """
        return self._snapshot()

    @contextmanager
    def _snapshot(self) -> Iterator[Reader]:
        with in_plain_words(self.path):
            connection = connect(self.path, self.key, self._reading_mode)
        self._snapshots.count = getattr(self._snapshots, "count", 0) + 1
        try:
            with in_plain_words(self.path):
                connection.execute("BEGIN")
                connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # only reading starts the transaction
            yield StoreReader(connection, self.path)
        finally:
            self._snapshots.count -= 1
            connection.close()

    def warm_up(self) -> None:
        """Load what the first `perform` needs (the ORM), so that it does not wait; may run on any thread."""
        if not self.read_only:
            from sqlalchemy.orm import configure_mappers

            import models.recording
            import models.schema  # noqa: F401 (all mapped classes)

            configure_mappers()
            with self._opened_engine().connect():
                _ = self.programme

    def perform(self, operation: Callable[..., Changes], /, *args: Any, **kwargs: Any) -> Changes:
        """Run one operation in one transaction and commit it.

        Args:
            operation: ``operation(work, …) -> Changes``, of `models.operations` or `forms`.
            args: Passed on.
            kwargs: Passed on.

        Returns:
            What the operation says it changed; saved for good when this returns.

        Raises:
            UserError: A rule forbids it, or it could not be saved; nothing has changed then.
        """
        if self.read_only:
            raise OpenedReadOnly
        if getattr(self._snapshots, "count", 0):
            raise RuntimeError("a snapshot is open on this thread: saving would wait for it for ever")
        with self._writing:
            if self._lock is None:
                raise RuntimeError("the workspace is closed")
            try:
                changes = self._transact(operation, *args, **kwargs)
            except DiskFull:
                if not ballast.give_up(self.path):
                    raise
                self.low_on_space = True
                changes = self._transact(operation, *args, **kwargs)
        self._office = None
        return changes

    def note_use(self) -> None:
        """Note that the workspace is in use now, by which a clock that is put back shows; no reason for a backup, nor to fail."""
        from models.operations.clock import note_moment

        if self.read_only:
            return
        with self._writing, suppress(UserError):
            before = self.changed
            self.perform(note_moment)
            self.changed = before

    def _transact(self, operation: Callable[..., Changes], /, *args: Any, **kwargs: Any) -> Changes:
        from sqlalchemy.orm import Session
        from sqlalchemy.orm.exc import StaleDataError

        from models.recording import attach
        from models.work import Work

        at = self.clock()
        try:
            with in_plain_words(self.path), Session(self._opened_engine(), expire_on_commit=False) as session, session.begin():
                before = _total_changes(session)
                work = Work(session, self.programme, by=_officer(session), at=at, on=at.astimezone().date())
                attach(session, work)
                changes = operation(work, *args, **kwargs)
                session.flush()
                wrote = _total_changes(session) != before
        except StaleDataError as error:
            raise ChangedMeanwhile from error
        self.changed = self.changed or wrote
        return changes

    def close(self, *, backup: bool = True) -> None:
        """Back up when something was saved, thin the backups, and give everything back.

        Args:
            backup: False leaves the backup out.

        Raises:
            BackupFailed: There is no backup; the workspace is closed all the same.
            Damaged: The store fails its checksums; the workspace is closed all the same.
        """
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

    def back_up(self, progress: Callable[[int, int], None] = lambda done, total: None) -> Path:
        """Make the automatic backup beside the store, thin the old ones, and return it; may run on another thread.

        Args:
            progress: Pages done, pages in all; raising from it cancels.

        Raises:
            BackupFailed: It could not be written.
            Damaged: The store fails its checksums.
        """
        from models.workspace.backup import Reason, default_folder, make_backup, thin

        now, folder = self.clock(), default_folder(self.path)
        # Taken back first: what is saved while the copy is being checked is not in it and wants a backup of its own.
        before, self.changed = self.changed, False
        try:
            made = make_backup(self, folder, Reason.CLOSE, now, progress)
        except BaseException:
            self.changed = self.changed or before
            raise
        try:
            thin(folder, now)
        except OSError as error:
            raise BackupFailed(f"文件夹“{folder}”里的旧备份不能整理（{system_words(error)}）。") from error
        return made

    def restore(self, backup: Path, password: str | None = None) -> "Workspace":
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
            return open_unlocked(self.path, prepared.key, lock, self._programme, self.clock)
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


def _officer(session: "Session") -> str:
    return str(session.connection().exec_driver_sql("SELECT officer FROM office").scalar() or "")


def _total_changes(session: "Session") -> int:
    return int(session.connection().exec_driver_sql("SELECT total_changes()").scalar_one())
