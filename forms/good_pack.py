"""Starting with a pack that is whole: the shipped one, or the last one that was, when a file of it has been damaged."""

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

from forms.loading import load_form
from forms.loading_documents import load_documents
from forms.proofreading.rules import load_rules
from models.errors import ResourceError
from models.programme.pack import Programme, load_programme
from models.resources import resource_path

STAMP = "whole.json"
SHARED = "dictionaries"


def load_good_pack(id: str, kept: Path, root: Path | None = None) -> tuple[Programme, str]:
    """Load a pack of which every file is known to be right.

    A pack that was checked completely once is not checked again until one of its files changes.

    Args:
        id: The pack.
        kept: Folder for the copy of the last good one.
        root: Another resources folder to load from.

    Returns:
        The pack, and a plain sentence when it is not the shipped one; else empty.

    Raises:
        ResourceError: The shipped pack is wrong and there is no good copy of it.
    """
    root = root or resource_path()
    fingerprint = _fingerprint(root, id)
    if _whole(kept) == [id, fingerprint]:
        return load_programme(id, root), ""
    try:
        programme = load_programme(id, root)
        programme.load_all()
        load_form(programme)
        load_rules(programme)
        load_documents(programme)
    except ResourceError as failure:
        held = _whole(kept)
        if held is None or held[0] != id:
            raise
        last = load_programme(id, kept)
        return last, f"{failure}。已改用上一次正常的方案包（版本{last.version}）；请重新安装程序。"
    _keep(root, id, fingerprint, kept)
    return programme, ""


def _files(root: Path, id: str) -> list[Path]:
    return sorted(path for part in (f"programmes/{id}", SHARED) for path in (root / part).rglob("*.toml"))


def _fingerprint(root: Path, id: str) -> str:
    found = hashlib.sha256()
    for path in _files(root, id):
        content = path.read_bytes()
        found.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def _whole(kept: Path) -> list[str] | None:
    """Return id and fingerprint of the kept pack; ``None`` when there is none."""
    try:
        held = json.loads((kept / STAMP).read_bytes())
    except (OSError, ValueError):
        return None
    return held if isinstance(held, list) and len(held) == 2 else None


def _keep(root: Path, id: str, fingerprint: str, kept: Path) -> None:
    """Copy a good pack; what cannot be written is only missed on the day it would be needed."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as place:
            copy = Path(place) / "pack"
            for path in _files(root, id):
                target = copy / path.relative_to(root)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
            (copy / STAMP).write_text(json.dumps([id, fingerprint]), encoding="utf-8")
            shutil.rmtree(kept, ignore_errors=True)
            os.replace(copy, kept)
    except OSError:
        return
