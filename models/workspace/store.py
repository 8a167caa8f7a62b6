"""Making and opening a workspace (账套), and refusing what cannot be opened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.workspace import ballast
from models.workspace.connection import APPLICATION_ID, PAGE, SCHEMA_NUMBER, connect, in_plain_words, look_at, refuse_newer, schema_number
from models.workspace.durable import disk_in_plain_words, put_in_place, remove, sync_file
from models.workspace.file_workspace import FileWorkspace
from models.workspace.keys import key_path, new_key, unlock, write_key_file
from models.workspace.lock import StoreLock
from models.workspace.refusals import Damaged, FileExists, ReadOnlyMedium, UpgradeNeeded
from models.workspace.workspace import OfficeFacts, Workspace, utc_now

if TYPE_CHECKING:
    from models.programme.pack import Programme

__all__ = ["ENDING", "FileWorkspace", "OfficeDetails", "OfficeFacts", "Workspace", "create", "open_unlocked", "open_workspace"]

ENDING = ".ronghe"
LEFTOVERS = (".creating", ".upgrading", ".restoring")
"""What a kill may leave beside the store; of no worth, because nothing of it was in place yet."""


@dataclass(frozen=True, slots=True)
class OfficeDetails:
    """What the first-run guide asks about the office.

    Attributes:
        district_code: Key of a district that is valid on the day.
        name: Full name of the unit as on its seal.
        officer: Name of the officer who works here.
        phone: Telephone of the office.
    """

    district_code: str
    name: str
    officer: str
    phone: str = ""


def create(
    path: Path,
    password: str | None,
    programme: "Programme",
    office: OfficeDetails,
    at: datetime,
    clock: Callable[[], datetime] = utc_now,
) -> tuple[FileWorkspace, str]:
    """Make a new workspace and open it.

    Args:
        path: Where; the ending ``.ronghe`` is added where it is missing.
        password: ``None`` or empty for knowingly none: then whoever gets the store and its key file can read it.
        programme: The programme pack.
        office: The office.
        at: The moment, UTC.
        clock: Tells the moment later on.

    Returns:
        The open workspace and the recovery code (empty without password).

    Raises:
        FileExists: Nothing is ever overwritten.
        ReadOnlyMedium: The folder cannot be written.
        DiskFull: There is no room.
        UserError: Something about the office is wrong.
    """
    if path.suffix != ENDING:
        path = path.with_name(f"{path.name}{ENDING}")
    if path.exists():
        raise FileExists(path)
    with disk_in_plain_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    lock = StoreLock(path)
    working = path.with_name(f"{path.name}.creating")
    try:
        key_file, key, code = new_key(password)
        with disk_in_plain_words(path):
            _build(working, key, programme, office, at)
            # A key file whose store was lost may still open a backup: it is never overwritten.
            if key_path(path).exists():
                put_in_place(key_path(path), path.with_name(f"{key_path(path).name}.{at:%Y%m%d%H%M%S}"))
            write_key_file(path, key_file)
            put_in_place(working, path)
        ballast.provide(path)
        return FileWorkspace(path, key, lock, programme, clock), code
    except BaseException:
        lock.release()
        raise
    finally:
        _remove_leftovers(path)


def _build(working: Path, key: bytes, programme: "Programme", office: OfficeDetails, at: datetime) -> None:
    from sqlalchemy.orm import Session

    from models.migrations import migrate
    from models.operations.office import set_up
    from models.recording import attach
    from models.work import Work
    from models.workspace.engine import build_engine

    _remove_leftovers(working.with_suffix(""))
    with in_plain_words(working):
        connection = connect(working, key, "rwc")
        try:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        finally:
            connection.close()
        migrate(working, key, target=SCHEMA_NUMBER)
        engine = build_engine(working, key)
        try:
            with Session(engine) as session, session.begin():
                work = Work(session, programme, by=office.officer, at=at, on=at.astimezone().date())
                attach(session, work)
                set_up(work, office.district_code, office.name, office.officer, office.phone)
        finally:
            engine.dispose()
    sync_file(working)


def open_workspace(
    path: Path,
    password: str | None = None,
    read_only: bool = False,
    programme: "Programme | None" = None,
    clock: Callable[[], datetime] = utc_now,
) -> FileWorkspace:
    """Open a workspace; an older one is backed up and upgraded first.

    Args:
        path: The store.
        password: Its password, if it has one.
        read_only: Look only; nothing is written, not even beside it.
        programme: Its programme pack where it is loaded already.
        clock: Tells the moment for operations.

    Raises:
        MissingFile, NotReadable, NotAWorkspace, KeyFileMissing, PasswordNeeded, WrongPassword, Damaged, NewerVersion, AlreadyOpen,
        ReadOnlyMedium, InterruptedSave, UpgradeNeeded, UpgradeFailed, BackupFailed: See `models.workspace.refusals`.
    """
    look_at(path)
    key = unlock(path, password)
    if path.stat().st_size < PAGE:
        raise Damaged(path, "文件不完整")
    if read_only:
        return open_unlocked(path, key, None, programme, clock)
    lock = StoreLock(path)
    try:
        _require_writable(path)
        _remove_leftovers(path)
        workspace = open_unlocked(path, key, lock, programme, clock)
    except BaseException:
        lock.release()
        raise
    ballast.provide(path)
    return workspace


def open_unlocked(
    path: Path,
    key: bytes,
    lock: StoreLock | None,
    programme: "Programme | None" = None,
    clock: Callable[[], datetime] = utc_now,
) -> FileWorkspace:
    """Open a store whose data key is known, upgrading it if need be; without `lock` for reading only."""
    with in_plain_words(path):
        connection = connect(path, key, "ro" if lock is None else "read")
    try:
        number = schema_number(connection, path)
    finally:
        connection.close()
    if number < SCHEMA_NUMBER:
        if lock is None:
            raise UpgradeNeeded(path)
        from models.workspace.upgrading import upgrade_store

        upgrade_store(path, key, clock())
    elif lock is not None:
        refuse_newer(number, path)
    workspace = FileWorkspace(path, key, lock, programme, clock)
    try:
        _ = workspace.office  # the first table read: a file cut off behind the first page is found here
    except BaseException:
        workspace.close(backup=False)
        raise
    return workspace


def _require_writable(path: Path) -> None:
    try:
        with path.open("r+b"):
            pass
    except OSError as error:
        raise ReadOnlyMedium(path) from error


def _remove_leftovers(path: Path) -> None:
    for ending in LEFTOVERS:
        remove(path.with_name(f"{path.name}{ending}"))
        remove(path.with_name(f"{path.name}{ending}-journal"))
