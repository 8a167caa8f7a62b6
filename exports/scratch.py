"""Temporary folders (临时文件夹) for what other programs read: they hold in the clear what the workspace keeps locked up."""

import atexit
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "ronghe-"


def new_folder() -> Path:
    """Return a fresh folder, private to the user, that is gone when the program ends.

    Raises:
        OSError: The system's folder for temporary files takes nothing.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    atexit.register(remove, folder)
    return folder


@contextmanager
def passing_folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards.

    Raises:
        OSError: The system's folder for temporary files takes nothing.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        yield folder
    finally:
        remove(folder)


def clear_leftovers() -> None:
    """Remove the folders of programs that ended without removing them: the power went, the process was killed."""
    import psutil

    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            remove(folder)


def remove(folder: Path) -> None:
    """Remove a folder as far as it can be removed: on Windows a viewer may hold a file, and a read-only one stays unless it is freed."""
    with suppress(OSError):
        for path in folder.rglob("*"):
            if not path.is_symlink():
                path.chmod(stat.S_IRWXU)
    shutil.rmtree(folder, ignore_errors=True)
