"""Packs kept in a workspace: their files, and loading one from them."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path

from models.errors import ResourceError, system_words
from models.programme.pack import Programme, load_programme, programme_ids
from models.reading import Reader
from models.resources import resource_path

ENDINGS = frozenset({".toml", ".docx"})
SHARED = "dictionaries"


def files_of(programme: Programme) -> dict[str, bytes]:
    """Return the files of a pack as it was loaded, by their place below its folder."""
    folder = programme.root / "programmes" / programme.id
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in ENDINGS}


def kept_files(reader: Reader, id: str, version: str) -> dict[str, bytes]:
    """Return the files of a pack kept in a workspace; none where it is not kept."""
    sql = "SELECT path, data FROM kept_pack_file WHERE programme_id = :id AND version = :version ORDER BY path"
    return {path: bytes(data) for path, data in reader.rows(sql, id=id, version=version)}


def load_files(id: str, files: Mapping[str, bytes], root: Path | None = None) -> Programme:
    """Load a pack from its files, with the dictionaries all packs share; they lie in a folder that goes with the pack.

    Args:
        id: The pack.
        files: Its files, by their place below its folder.
        root: Another resources folder for the shared dictionaries.

    Raises:
        ResourceError: The pack is wrong, or there is no room for it.
    """
    place: Path | None = None
    try:
        # Named like every temporary folder of the program, so that what a killed one leaves is cleared away (exports.scratch).
        place = Path(tempfile.mkdtemp(prefix=f"ronghe-{os.getpid()}-"))
        shutil.copytree((root or resource_path()) / SHARED, place / SHARED)
        for path, data in files.items():
            target = place / "programmes" / id / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        programme = load_programme(id, place)
    except BaseException as failure:
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)
        if isinstance(failure, OSError):
            raise ResourceError(id, "", f"方案包不能放进临时文件夹（{system_words(failure)}），请清理磁盘后再试") from failure
        raise
    weakref.finalize(programme, shutil.rmtree, place, ignore_errors=True)
    return programme


def load_used(reader: Reader, id: str, version: str) -> Programme:
    """Load the pack a workspace works with: the one the program brings where it is of that version, else the one kept.

    Raises:
        ResourceError: It is wrong.
    """
    kept = reader.rows("SELECT origin FROM kept_pack WHERE programme_id = :id AND version = :version", id=id, version=version)
    if not kept or (kept[0][0] == "program" and id in programme_ids()):
        shipped = load_programme(id)
        if not kept or shipped.version == version:
            return shipped
    return load_files(id, kept_files(reader, id, version))
