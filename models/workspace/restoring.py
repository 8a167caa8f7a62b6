"""Restoring a store from a backup: prepared and checked beside it, then put in its place in one step."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.workspace.backup import Reason, copy_store, default_folder, keep_damaged, make_copy, usable_backup
from models.workspace.durable import disk_in_plain_words, put_in_place, remove
from models.workspace.integrity import Progress, ignore, require_sound
from models.workspace.keys import KeyFile, read_key_file, unlock, write_key_file
from models.workspace.lock import StoreLock
from models.workspace.refusals import BackupFailed, Damaged, KeyFileMissing, Refusal, WrongPassword


@dataclass(frozen=True, slots=True)
class Prepared:
    """A restored state that waits for its place.

    Attributes:
        path: The store it is for.
        copy: The checked copy beside it.
        key: The data key it is under.
        key_file: The key file to write first, where the store has none that works.
    """

    path: Path
    copy: Path
    key: bytes
    key_file: KeyFile | None


def restore(path: Path, backup: Path, at: datetime, password: str | None = None, progress: Progress = ignore) -> Path:
    """Replace the store at `path`, which is not open, by a backup; what is there now is backed up first.

    A kill or power cut at any moment leaves the old or the new state. The present password stays valid.

    Args:
        path: The store; it may be damaged or missing.
        backup: The backup.
        at: The moment, UTC.
        password: The present password; the one of the backup does as well where both have the same key or the present
            key file is lost.
        progress: Pages done, pages in all; raising from it cancels.

    Returns:
        The backup of what was there before; the restored backup itself when nothing was there.

    Raises:
        AlreadyOpen: The store is open.
        Refusal: The backup cannot be opened, or its password is another.
        BackupFailed: What is there now could not be saved, so nothing was changed.
    """
    usable_backup(backup)
    with disk_in_plain_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    lock = StoreLock(path)
    try:
        prepared = prepare(path, backup, password, progress=progress)
        before = save_present(prepared, at) if path.exists() else backup
        put(prepared)
    finally:
        lock.release()
        remove(_copy_path(path))
    return before


def prepare(path: Path, backup: Path, password: str | None, key: bytes | None = None, progress: Progress = ignore) -> Prepared:
    """Make and check the copy that will take the store's place; the store is not touched.

    Args:
        path: The store.
        backup: The backup.
        password: See `restore`.
        key: The store's data key where it is open already.
        progress: See `restore`.
    """
    usable_backup(backup)
    present, of_backup = _present_key_file(path), read_key_file(backup)
    same = present is None or present.key_id == of_backup.key_id
    if present is None:
        key = unlock(backup, password)
    elif key is None:
        key = _present_key(path, backup, password, same)
    backup_key = key if same else unlock(backup, password)
    copy = _copy_path(path)
    with disk_in_plain_words(path):
        copy_store(backup, backup_key, copy, key, progress)
    try:
        require_sound(copy, key)
    except BaseException:
        remove(copy)
        raise
    return Prepared(path, copy, key, of_backup if present is None else None)


def save_present(prepared: Prepared, at: datetime) -> Path:
    """Back up what is there now; where it is past opening, keep it byte for byte."""
    folder = default_folder(prepared.path)
    if prepared.key_file is None:
        try:
            return make_copy(prepared.path, prepared.key, folder, Reason.BEFORE_RESTORE, at)
        except BackupFailed:
            raise
        except Refusal:
            pass  # past opening
    return keep_damaged(prepared.path, folder, at)


def put(prepared: Prepared) -> None:
    """Put the prepared copy in the store's place; the caller holds the lock and nobody has the store open."""
    path = prepared.path
    # Should the old store be past opening, a journal of it must not be played into the new one.
    remove(path.with_name(f"{path.name}-journal"))
    if prepared.key_file is not None:
        write_key_file(path, prepared.key_file)
    with disk_in_plain_words(path):
        put_in_place(prepared.copy, path)


def _copy_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.restoring")


def _present_key(path: Path, backup: Path, password: str | None, same: bool) -> bytes:
    try:
        return unlock(path, password)
    except WrongPassword:
        if not same:
            raise
        return unlock(backup, password)  # an older password of the same key will do


def _present_key_file(path: Path) -> KeyFile | None:
    try:
        return read_key_file(path)
    except (KeyFileMissing, Damaged):
        return None
