"""Backups of a store: made, listed, thinned, restored. Every one is opened and checked before it counts."""

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import UserError, system_words
from models.workspace.connection import PAGE, connect, dbapi, in_plain_words, look_at
from models.workspace.durable import put_in_place, remove, sync_file, sync_folder, write_durably
from models.workspace.integrity import Progress, ignore, require_sound, require_sound_pages
from models.workspace.keys import key_path, read_key_file, unlock
from models.workspace.refusals import BackupFailed, Damaged, DiskFull, MissingFile, StorageFault

if TYPE_CHECKING:
    from models.workspace.file_workspace import FileWorkspace

_PAGES_AT_ONCE = 512
_NAME = re.compile(r"(?P<stem>.+)-(?P<at>\d{8}-\d{6}[+-]\d{4})-(?P<reason>[a-z-]+)(?:\.\d+)?\.ronghe")


class Reason(StrEnum):
    """Why a backup was made; part of its name."""

    CLOSE = "close"
    MANUAL = "manual"
    BEFORE_UPGRADE = "before-upgrade"
    BEFORE_RESTORE = "before-restore"
    DAMAGED = "damaged"

    @property
    def label(self) -> str:
        """The officer's words."""
        return _LABELS[self]


_LABELS = {
    Reason.CLOSE: "关闭时自动备份",
    Reason.MANUAL: "手动备份",
    Reason.BEFORE_UPGRADE: "升级前备份",
    Reason.BEFORE_RESTORE: "恢复前备份",
    Reason.DAMAGED: "恢复前留存的损坏文件",
}


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup in a folder.

    Attributes:
        path: The backup's store; its key file lies beside it.
        stem: Name of the store it was made of, without ending.
        at: When it was made.
        reason: Why.
        size: Bytes.
        readable: False when it cannot be restored from: damaged, cut off or without key file.
    """

    path: Path
    stem: str
    at: datetime
    reason: Reason
    size: int
    readable: bool


def default_folder(store: Path) -> Path:
    """Return where the automatic backups of `store` go: beside it."""
    return store.with_name("备份")


def make_backup(workspace: "FileWorkspace", folder: Path, reason: Reason, at: datetime, progress: Progress = ignore) -> Path:
    """Back up an open workspace; may run on another thread while the officer works on.

    Args:
        workspace: The open workspace.
        folder: Where to; made when missing.
        reason: Why, for the name.
        at: The moment, UTC.
        progress: Pages done, pages in all; raising from it cancels.

    Returns:
        The backup.

    Raises:
        BackupFailed: It could not be written; nothing half-made is left.
        Damaged: The store itself fails its checksums.
    """
    return make_copy(workspace.path, workspace.key, folder, reason, at, progress)


def back_up_file(path: Path, folder: Path, password: str | None = None, at: datetime | None = None) -> Path:
    """Back up a store that need not be open.

    Raises:
        Refusal: It cannot be opened.
        BackupFailed: It could not be written.
    """
    look_at(path)
    return make_copy(path, unlock(path, password), folder, Reason.MANUAL, at or datetime.now(UTC))


def make_copy(path: Path, key: bytes, folder: Path, reason: Reason, at: datetime, progress: Progress = ignore) -> Path:
    """Back up the store at `path`, whose data key is known (see `make_backup`)."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = _free_name(folder, path.stem, reason, at)
        part = target.with_name(f"{target.name}.part")
        try:
            copy_store(path, key, part, key, progress)
            _require_sound_copy(part, key)
            # The key goes first: a backup that can be seen can be opened.
            write_durably(key_path(target), key_path(path).read_bytes())
            put_in_place(part, target)
        except BaseException:
            remove(key_path(target))
            raise
        finally:
            _remove_store(part)
    except DiskFull as error:
        raise BackupFailed(f"文件夹“{folder}”所在的磁盘空间不够。") from error
    except StorageFault as error:
        raise BackupFailed(f"读写文件夹“{folder}”所在的磁盘时出错。") from error
    except OSError as error:
        raise BackupFailed(f"文件夹“{folder}”不能写入（{system_words(error)}）。") from error
    return target


def _require_sound_copy(part: Path, key: bytes) -> None:
    try:
        require_sound(part, key)
    except Damaged as error:
        raise BackupFailed("写出的备份没有通过校验。") from error


def copy_store(source: Path, source_key: bytes, target: Path, target_key: bytes, progress: Progress = ignore) -> None:
    """Copy one consistent state of a store, page by page, under another key if need be, and wait for the disk.

    Raises:
        Damaged: A page of the source fails its checksum.
        BackupFailed: There is no room for the copy.
    """
    _remove_store(target)
    if shutil.disk_usage(target.parent).free < source.stat().st_size:
        raise BackupFailed(f"文件夹“{target.parent}”所在的磁盘空间不够。")
    try:
        with in_plain_words(source):
            reading = connect(source, source_key, "read")
            try:
                require_sound_pages(reading, source)
                writing = connect(target, target_key, "rwc")
                try:
                    _copy_pages(reading, writing, progress)
                finally:
                    writing.close()
            finally:
                reading.close()
        sync_file(target)
    except BaseException:
        _remove_store(target)
        raise
    remove(_journal(target))


def _copy_pages(reading: dbapi.Connection, writing: dbapi.Connection, progress: Progress) -> None:
    # Not a save yet: the whole file is synced at the end.
    writing.execute("PRAGMA journal_mode = MEMORY")
    writing.execute("PRAGMA synchronous = OFF")
    reading.backup(writing, pages=_PAGES_AT_ONCE, progress=lambda _, left, total: progress(total - left, total), sleep=0.05)


def list_backups(folder: Path) -> list[Backup]:
    """Return the backups in `folder`, the newest first; empty when there is no such folder."""
    found = [_backup(path) for path in folder.glob("*.ronghe")] if folder.is_dir() else []
    return sorted((backup for backup in found if backup), key=lambda backup: (backup.at, backup.path.name), reverse=True)


def _backup(path: Path) -> Backup | None:
    """Read a backup's name; ``None`` for a file that is called otherwise, or is gone."""
    parts = _NAME.fullmatch(path.name)
    if parts is None:
        return None
    try:
        at = datetime.strptime(parts["at"], "%Y%m%d-%H%M%S%z")
        reason = Reason(parts["reason"])
        size = path.stat().st_size
    except (ValueError, OSError):  # OSError: thinned on another thread meanwhile
        return None
    return Backup(path, parts["stem"], at, reason, size, reason != Reason.DAMAGED and _readable(path))


def thin(folder: Path, now: datetime) -> list[Path]:
    """Remove backups that are no longer worth their room.

    Kept are, for each store: all of today, the last of each of 14 days, 8 weeks and 12 months that have one, the newest
    three, and for 30 days what was saved before restoring. Days are the local ones of `now`.

    Returns:
        What was removed.
    """
    backups = list_backups(folder)
    removed = []
    for stem in sorted({backup.stem for backup in backups}):
        own = [backup for backup in backups if backup.stem == stem]
        kept = _kept(own, now)
        for backup in own:
            if backup.path not in kept:
                backup.path.unlink()
                remove(key_path(backup.path))
                removed.append(backup.path)
    return removed


def _kept(backups: list[Backup], now: datetime) -> set[Path]:
    here = now.astimezone().tzinfo
    kept = {backup.path for backup in backups[:3]}
    periods: tuple[tuple[str, int], ...] = (("%Y-%m-%d", 14), ("%G-%V", 8), ("%Y-%m", 12))
    for form, count in periods:
        newest: dict[str, Path] = {}
        for backup in backups:
            newest.setdefault(backup.at.astimezone(here).strftime(form), backup.path)
        kept.update(list(newest.values())[:count])
    for backup in backups:
        today = backup.at.astimezone(here).date() == now.astimezone(here).date()
        saved = backup.reason in (Reason.BEFORE_RESTORE, Reason.DAMAGED) and now - backup.at < timedelta(days=30)
        if today or saved:
            kept.add(backup.path)
    return kept


def _readable(path: Path) -> bool:
    try:
        look_at(path)
        read_key_file(path)
        return path.stat().st_size % PAGE == 0
    except (UserError, OSError):
        return False


def _free_name(folder: Path, stem: str, reason: Reason, at: datetime) -> Path:
    # Local time with its offset: readable in a file list and still unambiguous.
    name = f"{stem}-{at.astimezone():%Y%m%d-%H%M%S%z}-{reason}"
    candidate, number = folder / f"{name}.ronghe", 1
    while candidate.exists():
        number += 1
        candidate = folder / f"{name}.{number}.ronghe"
    return candidate


def _journal(store: Path) -> Path:
    return store.with_name(f"{store.name}-journal")


def _remove_store(path: Path) -> None:
    remove(path)
    remove(_journal(path))


def keep_damaged(path: Path, folder: Path, at: datetime) -> Path:
    """Put aside, byte for byte, a store that can no longer be opened, with its key file and journal."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = _free_name(folder, path.stem, Reason.DAMAGED, at)
        beside = ((key_path(path), key_path(target)), (_journal(path), _journal(target)), (path, target))
        for source, copy in beside:
            if source.exists():
                shutil.copyfile(source, copy)
                sync_file(copy)
        sync_folder(folder)
    except OSError as error:
        raise BackupFailed(f"文件夹“{folder}”不能写入（{system_words(error)}）。") from error
    return target


def usable_backup(path: Path) -> None:
    """Refuse what cannot be a backup.

    Raises:
        MissingFile: There is no such file.
        NotAWorkspace: It is something else.
        KeyFileMissing: Its key file is gone.
    """
    if not path.exists():
        raise MissingFile(path)
    look_at(path)
    read_key_file(path)
