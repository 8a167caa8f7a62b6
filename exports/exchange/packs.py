"""Programme packs on their way down (方案包, .rhfa): made whole at the city, tried out at the district before they are kept."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree

from exports.exchange.sending import MEDIA_TYPES, Outgoing
from exports.package.archive import Bytes
from exports.package.writing import File
from forms.good_pack import SHARED, load_good_pack
from models.errors import ResourceError
from models.exchange import NewPack, PackFile
from models.programme.pack import Programme
from models.resources import resource_path

ENDINGS = {".toml": "application/toml", ".docx": MEDIA_TYPES[".docx"]}


def outgoing_pack(programme: Programme, note: str) -> Outgoing:
    """Gather all files of a pack to be sent down.

    Args:
        programme: The pack, as it was loaded.
        note: What is new in it, for the officers.
    """
    folder = programme.root / "programmes" / programme.id
    found = sorted(path for path in folder.rglob("*") if path.suffix in ENDINGS)
    files, named = [], []
    for number, path in enumerate(found, 1):
        place = path.relative_to(folder).as_posix()
        entry = f"pack/{number:04}{path.suffix}"
        files.append(File(entry, place, ENDINGS[path.suffix], path.read_bytes()))
        named.append(PackFile(file=entry, path=place))
    content = NewPack(id=programme.id, version=programme.version, note=note, files=tuple(named))
    return Outgoing(f"{programme.short_title}{programme.version}版", content, tuple(files))


def judge_pack(pack: NewPack, files: Mapping[str, Bytes], root: Path | None = None) -> str:
    """Try out a pack that came, in a folder of its own, as thoroughly as the program's own; return what is wrong with it, or nothing.

    Args:
        pack: What it says it is.
        files: Its files, by entry.
        root: The resources folder whose shared dictionaries it goes with; default: the program's.
    """
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "resources"
        copytree((root or resource_path()) / SHARED, trial / SHARED)
        for file in pack.files:
            target = trial / "programmes" / pack.id / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files[file.file])
        try:
            found, _ = load_good_pack(pack.id, Path(folder) / "kept", trial)
            found.load_all()
        except ResourceError as failure:
            return f"{failure}。"
        return "" if found.version == pack.version else f"方案包里写的版本是{found.version}，与说明的{pack.version}不一致。"
