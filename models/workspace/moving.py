"""Copying a workspace that is not open to another place, byte for byte, with everything that belongs to it."""

import shutil
from pathlib import Path

from models.workspace.durable import disk_in_plain_words, remove, sync_file, sync_folder
from models.workspace.keys import key_path
from models.workspace.refusals import FileExists, MissingFile


def copy_files(path: Path, target: Path) -> Path:
    """Copy the store at `path`, its key file and what an interrupted save left, to `target`.

    Args:
        path: The store; nobody may have it open.
        target: Where to; its folder is made when missing.

    Returns:
        `target`.

    Raises:
        MissingFile: There is nothing to copy.
        FileExists: Nothing is ever overwritten.
        DiskFull: There is no room; nothing half-made is left.
        ReadOnlyMedium: The folder cannot be written.
    """
    if not path.exists():
        raise MissingFile(path)
    pairs = [(source, target.with_name(target.name + source.name.removeprefix(path.name))) for source in _parts(path)]
    for _, copy in pairs:
        if copy.exists():
            raise FileExists(copy)
    try:
        with disk_in_plain_words(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            for source, copy in pairs:
                shutil.copyfile(source, copy)
                sync_file(copy)
            sync_folder(target.parent)
    except BaseException:
        for _, copy in pairs:
            remove(copy)
        raise
    return target


def free_place(folder: Path, name: str) -> Path:
    """Return a path in `folder` for a store called `name` that nothing lies at yet, not even a key file."""
    place, number = folder / name, 1
    while place.exists() or key_path(place).exists():
        number += 1
        place = folder / f"{Path(name).stem}（{number}）{Path(name).suffix}"
    return place


def _parts(path: Path) -> list[Path]:
    """Return what belongs to a store; the store itself comes last: a copy that can be seen is whole."""
    beside = [path.with_name(f"{path.name}-journal"), key_path(path)]
    return [*(part for part in beside if part.exists()), path]
