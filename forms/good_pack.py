"""Starting with a pack that is whole: the shipped one, or the last one that was, when a file of it has been damaged."""

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

from models.errors import ResourceError
from models.pack_origins import PackOrigin
from models.programme.kept import SHARED, kept_files, load_files
from models.programme.pack import Programme, load_programme
from models.queries.packs import kept_packs
from models.reading import Reader
from models.resources import resource_path

STAMP = "whole.json"


def check_whole(programme: Programme) -> None:
    """Load everything a pack holds.

    Raises:
        ResourceError: Something in it is wrong.
    """
    from forms.loading import load_form
    from forms.loading_documents import load_documents
    from forms.proofreading.rules import load_rules

    programme.load_all()
    load_form(programme)
    load_rules(programme)
    load_documents(programme)


def pack_in_use(reader: Reader, kept: Path | None = None) -> tuple[Programme, str]:
    """Load the pack that a workspace works with: kept in it, or brought by the program.

    Where it is wrong, the one that was in use before it serves, at last the program's own; nothing in the workspace changes by that.

    Args:
        reader: The workspace.
        kept: Folder for the copy of the program's last good pack, see `load_good_pack`; ``None``: none is kept.

    Returns:
        The pack, and a plain sentence when it is not the one the workspace should work with; else empty.

    Raises:
        ResourceError: There is no pack that could be used.
    """
    ((id, version),) = reader.rows("SELECT programme_id, programme_version FROM office")
    held = kept_packs(reader, id)
    failure: ResourceError | None = None
    own = next((one for one in held if one.version == version), None)
    if own is None or own.origin == PackOrigin.PROGRAM:
        try:
            programme, notice = load_good_pack(id, kept) if kept else (_whole_pack(load_programme(id)), "")
        except ResourceError as refused:
            if own is None:
                raise
            failure = refused
        else:
            if own is None and programme.version != version:
                notice = notice or f"账套原来用的方案包（版本{version}）不在了，现在用程序自带的版本{programme.version}。"
            if own is None or programme.version == version:
                return programme, notice
    before = sorted((one for one in held if one.used_at and one.version != version), key=lambda one: one.used_at, reverse=True)
    for one in ([own] if own else []) + before:
        try:
            programme = _whole_pack(load_files(id, kept_files(reader, id, one.version)))
        except ResourceError as refused:
            failure = failure or refused
            continue
        return programme, "" if one.version == version else _instead(failure, version, programme)
    programme = load_good_pack(id, kept)[0] if kept else load_programme(id)
    return programme, _instead(failure, version, programme)


def _whole_pack(programme: Programme) -> Programme:
    check_whole(programme)
    return programme


def _instead(failure: ResourceError | None, version: str, programme: Programme) -> str:
    reason = f"：{failure}" if failure else ""
    return (
        f"账套使用的方案包（版本{version}）现在不能用{reason}。先改用版本{programme.version}，已填的内容都在；"
        "请在“设置—方案包”里换用别的版本，或请下发单位重新发来。"
    )


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
        check_whole(programme)
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
