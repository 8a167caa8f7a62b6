"""Writing files so that a power cut leaves the old or the new one, never half of either."""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from models.workspace.refusals import DiskFull, ReadOnlyMedium, StorageFault

_ATTEMPTS = 20
"""How often Windows is asked again while a virus scanner holds a file: 20 times, a tenth of a second apart."""


@contextlib.contextmanager
def disk_in_plain_words(store: Path) -> Iterator[None]:
    """Turn what the system says about the files of `store` into a sentence.

    Raises:
        DiskFull: No room.
        ReadOnlyMedium: The folder or medium cannot be written.
        StorageFault: Anything else the disk does.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise ReadOnlyMedium(store) from error
        raise StorageFault from error


def sync_file(path: Path) -> None:
    """Wait until the content of `path` is on the disk."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk; Windows keeps them in its own journal."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(finished: Path, target: Path) -> None:
    """Give the `finished`, synced file the name `target`, replacing what was there, and sync the folder."""
    for attempt in range(_ATTEMPTS):
        try:
            os.replace(finished, target)
            break
        except PermissionError:
            if sys.platform != "win32" or attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.1)
    sync_folder(target.parent)


def write_durably(target: Path, content: bytes) -> None:
    """Write `content` to `target` by way of a temporary file beside it, readable by its owner only.

    Raises:
        OSError: The folder cannot be written or the disk is full; `target` is then as it was.
    """
    temporary = target.with_name(f"{target.name}.part")
    remove(temporary)
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(temporary, target)
    finally:
        remove(temporary)


def remove(path: Path) -> None:
    """Remove `path` where it is there and can be removed."""
    with contextlib.suppress(OSError):
        path.unlink()
