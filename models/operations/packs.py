"""Keeping programme packs (方案包) in the workspace: as they came, as they were in use, and the one that is being edited."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from models.changes import NOTHING, Changes, Kind
from models.errors import UserError
from models.kept_pack import KeptPack, KeptPackFile
from models.pack_origins import DRAFT, PackOrigin
from models.programme.kept import files_of
from models.work import Work


@dataclass(frozen=True, slots=True)
class PackFacts:
    """What a pack is called.

    Attributes:
        note: What is new in it.
        received_package_id: The package it came in, if it came in one.
    """

    id: str
    version: str
    origin: PackOrigin
    note: str = ""
    received_package_id: str | None = None


def keep_pack(work: Work, facts: PackFacts, files: Mapping[str, bytes]) -> KeptPack:
    """Keep a pack, in place of one of the same version; when it was in use is not forgotten."""
    held = work.session.get(KeptPack, (facts.id, facts.version))
    if held is None:
        held = KeptPack(programme_id=facts.id, version=facts.version, kept_at=work.at, origin=facts.origin)
        work.session.add(held)
    held.origin, held.note, held.by, held.kept_at = facts.origin.value, facts.note, work.by, work.at
    held.received_package_id = facts.received_package_id
    work.session.flush()
    known = {file.path: file for file in work.session.scalars(select(KeptPackFile).filter_by(programme_id=facts.id, version=facts.version))}
    for path in known.keys() - files.keys():
        work.session.delete(known[path])
    for path, data in sorted(files.items()):
        if path not in known:
            work.session.add(KeptPackFile(programme_id=facts.id, version=facts.version, path=path, data=data))
        elif known[path].data != data:
            known[path].data = data
    work.session.flush()
    return held


def keep_pack_in_use(work: Work) -> Changes:
    """Keep the pack that is in use, so that the workspace has it also when a later program no longer brings it."""
    programme = work.programme
    held = work.session.get(KeptPack, (programme.id, programme.version))
    if held is not None and held.origin != PackOrigin.PROGRAM:
        return NOTHING
    files = files_of(programme)
    chosen = select(KeptPackFile).filter_by(programme_id=programme.id, version=programme.version)
    if {file.path: file.data for file in work.session.scalars(chosen)} == files:
        return NOTHING
    keep_pack(work, PackFacts(programme.id, programme.version, PackOrigin.PROGRAM, held.note if held else ""), files)
    return NOTHING


def save_draft(work: Work, note: str, files: Mapping[str, bytes]) -> Changes:
    """Save the pack that is being edited, as it stands: also one that is not right yet.

    Args:
        work: The unit of work.
        note: What is new in it.
        files: All its files, by their place below the pack's folder.
    """
    keep_pack(work, PackFacts(work.programme.id, DRAFT, PackOrigin.DRAFT, note), files)
    return Changes.of(Kind.EXCHANGE)


def drop_draft(work: Work) -> Changes:
    """Give the pack up that is being edited."""
    _remove(work, work.programme.id, DRAFT)
    return Changes.of(Kind.EXCHANGE)


def finish_draft(work: Work, version: str, note: str, files: Mapping[str, bytes]) -> Changes:
    """Keep the edited pack under its version; what was finished is not edited any more.

    Raises:
        UserError: There is a pack of this version already.
    """
    if work.session.get(KeptPack, (work.programme.id, version)) is not None or version == work.programme.version:
        raise UserError(f"已经有版本{version}的方案包了。", "请在“基本内容”里另写一个版本号。")
    keep_pack(work, PackFacts(work.programme.id, version, PackOrigin.OWN, note), files)
    _remove(work, work.programme.id, DRAFT)
    return Changes.of(Kind.EXCHANGE)


def _remove(work: Work, id: str, version: str) -> None:
    for kind in (KeptPackFile, KeptPack):
        work.session.execute(delete(kind).filter_by(programme_id=id, version=version))
