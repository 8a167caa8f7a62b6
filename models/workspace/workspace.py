"""An open workspace (账套): read by plain SQL, changed by operations one transaction each, wherever its store lies."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from models.changes import Changes
from models.edition import CITY
from models.errors import UserError
from models.reading import Reader
from models.workspace.refusals import ChangedMeanwhile, Damaged, Difference, OpenedReadOnly

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from models.programme.pack import Programme

_Self = TypeVar("_Self", bound="Workspace")


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


class Present(NamedTuple):
    """Somebody else who has a thing open.

    Attributes:
        officer: Name.
        editing: Is changing it, not only looking.
    """

    officer: str
    editing: bool


class Workspace(ABC):
    """An open workspace; itself a `Reader` of the committed state.

    Attributes:
        read_only: Nothing can be changed.
        changed: Something was saved since the last backup that is this program's business.
        low_on_space: The disk was full and the ballast had to be given up.
        clock: Tells the moment (UTC, with zone) for operations.
    """

    def __init__(self, clock: Callable[[], datetime], programme: "Programme | None", *, read_only: bool) -> None:
        self.read_only = read_only
        self.changed = False
        self.low_on_space = False
        self.clock = clock
        self._programme = programme
        self._engine: Engine | None = None
        self._office: OfficeFacts | None = None
        self._writing = threading.RLock()
        self._snapshots = threading.local()

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    @abstractmethod
    def place(self) -> str:
        """Where the store lies, in the form in which it can be opened again; holds no password."""

    @property
    @abstractmethod
    def label(self) -> str:
        """What the workspace is called in sentences."""

    @property
    def office(self) -> OfficeFacts:
        """The office this workspace belongs to."""
        if self._office is None:
            self._office = self._read_office()
        return self._office

    def _read_office(self) -> OfficeFacts:
        found = self.rows("SELECT id, district_code, name, officer, phone, programme_id, programme_version FROM office")
        if len(found) != 1:
            raise Damaged(Path(self.label), "缺少填报单位的信息")
        return OfficeFacts(*found[0])

    @property
    def programme(self) -> "Programme":
        """The programme pack of this workspace; loaded on first use."""
        if self._programme is None:
            from models.programme.kept import load_used

            self._programme = load_used(self, self.office.programme_id, self.office.programme_version)
        return self._programme

    def use_programme(self, programme: "Programme") -> None:
        """Work with a pack that was loaded elsewhere: another version, or the last good one when that in use is damaged."""
        self._programme = programme

    @abstractmethod
    def rows(self, sql: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Run a query with ``:name`` parameters on the committed state and return all rows."""

    def snapshot(self) -> AbstractContextManager[Reader]:
        """Return a context manager giving a `Reader` with a connection of its own in one read transaction.

        Read what is needed and leave: in a file nothing can be saved while it is open (a save waits five seconds, then is refused).
        """
        return self._counted_snapshot()

    @contextmanager
    def _counted_snapshot(self) -> Iterator[Reader]:
        self._snapshots.count = getattr(self._snapshots, "count", 0) + 1
        try:
            with self._snapshot() as reader:
                yield reader
        finally:
            self._snapshots.count -= 1

    @abstractmethod
    def _snapshot(self) -> AbstractContextManager[Reader]: ...

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
            changes = self._save(operation, *args, **kwargs)
        self._office = None
        return changes

    def _save(self, operation: Callable[..., Changes], /, *args: Any, **kwargs: Any) -> Changes:
        """Run one operation in one transaction; nobody else of this process writes meanwhile."""
        from sqlalchemy.orm.exc import StaleDataError

        from models.recording import attach
        from models.work import Work

        at = self.clock()
        try:
            with self._transaction() as session:
                work = Work(session, self.programme, by=self._officer(session), at=at, on=at.astimezone().date())
                attach(session, work)
                changes = operation(work, *args, **kwargs)
        except StaleDataError as error:
            raise ChangedMeanwhile from error
        return changes

    @abstractmethod
    def _transaction(self) -> "AbstractContextManager[Session]":
        """Give a session in a transaction that is committed at the end."""

    @abstractmethod
    def _officer(self, session: "Session") -> str:
        """Return who works here."""

    @abstractmethod
    def _opened_engine(self) -> "Engine": ...

    def note_use(self) -> None:
        """Note that the workspace is in use now, by which a clock that is put back shows; no reason for a backup, nor to fail."""
        from models.operations.clock import note_moment

        if self.read_only:
            return
        with self._writing, suppress(UserError):
            before = self.changed
            self.perform(note_moment)
            self.changed = before

    @abstractmethod
    def close(self, *, backup: bool = True) -> None:
        """Back up when something was saved, thin the backups, and give everything back.

        Args:
            backup: False leaves the backup out.

        Raises:
            BackupFailed: There is no backup; the workspace is closed all the same.
            Damaged: The store fails its checksums; the workspace is closed all the same.
        """

    @abstractmethod
    def back_up(self, progress: Callable[[int, int], None] = lambda done, total: None, *, by_hand: bool = False) -> Path | None:
        """Make a backup where the automatic ones go, and thin the old ones; may run on another thread.

        Args:
            progress: Done, in all; raising from it cancels.
            by_hand: Called a manual one, not the one of closing.

        Returns:
            The backup; ``None`` where backups are the business of a server's administrator.

        Raises:
            BackupFailed: It could not be written.
            Damaged: The store fails its checksums.
        """

    @abstractmethod
    def size(self) -> int:
        """Return how many bytes the store takes."""

    @property
    @abstractmethod
    def shared(self) -> bool:
        """Whether several officers may have it open at once."""

    @abstractmethod
    def has_news(self) -> bool:
        """Say whether others saved something that this officer has not seen."""

    @abstractmethod
    def catch_up(self) -> None:
        """Take what others saved until now as seen: what is saved next may replace it. Called before everything is shown anew."""

    @abstractmethod
    def overrule(self, differences: Iterable[Difference]) -> None:
        """Take these differences as seen: the officer has decided about them. What else others saved stays to be seen."""

    @abstractmethod
    def call_officer(self, name: str) -> None:
        """Take another name for who works on this computer; only where the office's officer is not everybody's."""

    @abstractmethod
    def attend(self, thing: str, *, editing: bool) -> tuple[Present, ...]:
        """Tell the others what this officer has open, and return who else has it open.

        Args:
            thing: Kind and id, such as ``document:<id>``; empty: nothing in particular.
            editing: Something is being changed.
        """
