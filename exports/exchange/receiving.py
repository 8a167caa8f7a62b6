"""Receiving: a file is looked at and judged, the store stays as it is; what then happens to it is an operation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from exports.exchange.stations import chain_of, own_stations, pinned_peers
from exports.files import Progress, ignore
from exports.package.archive import LARGEST
from exports.package.chain import check_standing
from exports.package.manifest import Manifest
from exports.package.parties import OwnStation, Peer
from exports.package.reading import Opened, open_package
from exports.package.refusals import PackageRefused, Refusal
from models.errors import UserError, system_words
from models.exchange import Reply, Submission
from models.operations.exchange import ReceivedFacts
from models.queries import exchange
from models.reading import Reader

_MOST_BYTES = LARGEST + (LARGEST >> 8) + (1 << 20)


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at.

    Attributes:
        file_name: Its name.
        data: Its bytes.
        opened: What was found in it; ``None`` where it is refused before it could be opened.
        refused: Why it is not taken in; ``None``: it is the next one. With code ``gap`` it is good but has to wait.
    """

    file_name: str
    data: bytes
    opened: Opened | None
    refused: PackageRefused | None

    @property
    def waits(self) -> bool:
        """Whether it is to be kept in the tray until those before it have come."""
        return self.refused is not None and self.refused.code is Refusal.GAP


class Known(NamedTuple):
    """What files are opened with: our stations, the pinned ones by id, and the version of the program."""

    own: tuple[OwnStation, ...]
    peers: Mapping[str, Peer]
    program: str


def look(reader: Reader, data: bytes, file_name: str, program: str, *, accept_unenrolled: bool = False) -> Looked:
    """Open a package and find its place in the chain of its sender; nothing changes, and nothing is raised for a bad one.

    Args:
        reader: The workspace.
        data: The bytes of the file.
        file_name: Its name.
        program: Version of the program.
        accept_unenrolled: The officer said so: take in an 未登记 package.
    """
    known = Known(own_stations(reader), pinned_peers(reader), program)
    return judge_again(reader, open_file(known, data, file_name, accept_unenrolled=accept_unenrolled))


def open_file(known: Known, data: bytes, file_name: str, *, accept_unenrolled: bool = False) -> Looked:
    """Open a package without asking for its place in the chain; see `look`."""
    try:
        opened = open_package(data, known.own, known.peers, known.program, accept_unenrolled=accept_unenrolled)
    except PackageRefused as refused:
        return Looked(file_name, data, None, refused)
    return Looked(file_name, data, opened, None)


def judge_again(reader: Reader, looked: Looked) -> Looked:
    """Find the place in the chain of a package that was opened before, as the chain is now."""
    if looked.opened is None:
        return looked
    manifest = looked.opened.manifest
    try:
        check_standing(chain_of(reader, manifest.sender.station, _meant(manifest)), manifest, looked.opened.digest)
    except PackageRefused as refused:
        return replace(looked, refused=refused)
    return replace(looked, refused=None)


def look_at_files(
    reader: Reader, files: Iterable[Path], program: str, progress: Progress = ignore
) -> Iterator[tuple[Path, Looked | UserError]]:
    """Look at many files; one that cannot even be read never stops the rest."""
    found = list(files)
    for done, path in enumerate(found, 1):
        try:
            yield path, look(reader, read_file(path), path.name, program)
        except UserError as error:
            yield path, error
        progress(done, len(found))


def read_file(path: Path) -> bytes:
    """Return the bytes of a file somebody chose.

    Raises:
        PackageRefused: It is larger than any package.
        UserError: It cannot be read.
    """
    if path.is_dir():
        raise UserError(f"“{path.name}”是一个文件夹，不是文件。", "请打开它，选择里面的文件。")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise PackageRefused(Refusal.TOO_LARGE, path.name)
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"文件“{path.name}”读不出来（{system_words(error)}）。", "请检查U盘是否连好，再选一次。") from error


def facts_of(looked: Looked) -> ReceivedFacts:
    """Return what is kept of a good package beside its content.

    Raises:
        ValueError: It was refused before it could be opened.
    """
    if looked.opened is None:
        raise ValueError("refused")
    return _facts(looked.opened.manifest, looked.opened.digest, _title(looked.opened), looked.file_name)


def facts_of_refused(looked: Looked) -> ReceivedFacts | None:
    """Return what is known of a package that was refused, for the receipt; ``None`` where its sender is not certain."""
    if looked.opened is not None:
        return facts_of(looked) if looked.opened.verified else None
    signed = looked.refused.signed if looked.refused else None
    return _facts(signed.manifest, signed.digest, "", looked.file_name) if signed else None


def _facts(manifest: Manifest, digest: str, title: str, file_name: str) -> ReceivedFacts:
    return ReceivedFacts(
        sender=manifest.sender.station,
        recipient=_meant(manifest),
        office=manifest.sender.office,
        name=manifest.sender.name,
        kind=manifest.kind.value,
        sequence=manifest.sequence,
        digest=digest,
        previous=manifest.previous,
        title=title,
        file_name=file_name,
        program=manifest.program,
        pack_version=manifest.pack.version,
        made_at=manifest.made_at,
        withdrawn=tuple((gone.sequence, gone.package) for gone in manifest.withdrawn),
    )


def next_waiting(reader: Reader, sender: str, program: str) -> Looked | None:
    """Return the package in the tray that can be taken in now, after those before it have come; ``None`` when there is none."""
    for id in exchange.waiting(reader, sender):
        file_name, data = exchange.received_file(reader, id)
        looked = look(reader, data, file_name, program, accept_unenrolled=True)  # what lies in the tray was let in
        if looked.refused is None:
            return looked
    return None


def _meant(manifest: Manifest) -> str:
    """Return the station a package was made for, or the office where its sender knew no station."""
    return manifest.recipient.station or manifest.recipient.office


def _title(opened: Opened) -> str:
    content = opened.content
    if isinstance(content, Submission):
        return content.obligation_title
    return f"市级反馈（{content.on.isoformat()}）" if isinstance(content, Reply) else f"方案包 {content.version}"
