"""Programme packs on their way down (方案包, .rhfa): made whole at the city, tried out at the district before they are kept."""

from collections.abc import Mapping
from pathlib import Path, PurePath

from msgspec.structs import replace

from exports.exchange.sending import MEDIA_TYPES, Outgoing
from exports.package.archive import Bytes
from exports.package.writing import File
from forms.good_pack import check_whole
from models.errors import ResourceError
from models.exchange import NewPack, PackFile, Reply
from models.programme.kept import files_of, load_files
from models.programme.pack import Programme

ENDINGS = {".toml": "application/toml", ".docx": MEDIA_TYPES[".docx"]}


def outgoing_pack(programme: Programme, note: str) -> Outgoing:
    """Gather all files of a pack to be sent down.

    Args:
        programme: The pack, as it was loaded.
        note: What is new in it, for the officers.
    """
    files, named = [], []
    for number, (place, data) in enumerate(files_of(programme).items(), 1):
        ending = PurePath(place).suffix
        entry = f"pack/{number:04}{ending}"
        files.append(File(entry, place, ENDINGS[ending], data))
        named.append(PackFile(file=entry, path=place))
    content = NewPack(id=programme.id, version=programme.version, note=note, files=tuple(named))
    return Outgoing(f"{programme.short_title}{programme.version}版", content, tuple(files))


def with_pack(reply: Outgoing, pack: Outgoing) -> Outgoing:
    """Let a reply carry a new pack along (`outgoing_pack`), so that a district gets one file instead of two."""
    assert isinstance(reply.content, Reply)
    assert isinstance(pack.content, NewPack)
    return reply._replace(content=replace(reply.content, pack=pack.content), files=(*reply.files, *pack.files))


def judge_pack(pack: NewPack, files: Mapping[str, Bytes], root: Path | None = None) -> str:
    """Try out a pack that came, in a folder of its own, as thoroughly as the program's own; return what is wrong with it, or nothing.

    Args:
        pack: What it says it is.
        files: Its files, by entry.
        root: The resources folder whose shared dictionaries it goes with; default: the program's.
    """
    try:
        found = load_files(pack.id, {file.path: bytes(files[file.file]) for file in pack.files}, root)
        check_whole(found)
    except ResourceError as failure:
        return f"{failure}。"
    return "" if found.version == pack.version else f"方案包里写的版本是{found.version}，与说明的{pack.version}不一致。"
