"""Making a package: content and files in, signed archive out, and on wish an envelope to the recipient."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exports.package import archive
from exports.package.archive import Bytes
from exports.package.content import check_references, decode_content, read_forms
from exports.package.manifest import (
    CONTENT,
    FORMAT,
    MANIFEST,
    SIGNATURE,
    Entry,
    Manifest,
    PackVersion,
    Party,
    Withdrawn,
    decode_manifest,
    encode,
    signed_text,
)
from exports.package.parties import OwnStation
from exports.package.refusals import PackageRefused
from exports.package.suites import PublicKeys, suite
from models.errors import UserError
from models.exchange import Content, NewPack, PackageKind, Reply, Submission

NEEDS = "1.0.0"
"""Least version of the program that reads packages as they are made here."""

JSON = "application/json"
MB = 1024 * 1024
LARGEST_CONTENT = archive.LARGEST - 32 * MB
"""Bytes of all files together; the rest is for the manifest and the content."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes into a package.

    Attributes:
        name: Its entry, e.g. ``documents/0001.docx`` (ASCII).
        title: What the officer calls it.
    """

    name: str
    title: str
    media_type: str
    data: Bytes


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a package in the chain of packages from this sender to this recipient.

    Attributes:
        sequence: From 1.
        previous: Digest of the package before; empty for the first.
        withdrawn: Earlier packages the recipient shall not wait for.
    """

    sequence: int = 1
    previous: str = ""
    withdrawn: tuple[Withdrawn, ...] = ()


@dataclass(frozen=True, slots=True)
class Built:
    """A signed package without envelope.

    Attributes:
        archive: The file.
        digest: Hash of the manifest: the package's name in receipts and in the chain.
    """

    archive: bytes
    digest: str
    manifest: Manifest


def build(
    content: Content,
    files: Sequence[File],
    *,
    sender: OwnStation,
    recipient: Party,
    enrolment: str,
    place: Place,
    pack: PackVersion,
    made_at: datetime,
    program: str,
) -> Built:
    """Make a signed package; the same input gives the same bytes where the suite's signatures are deterministic (Ed25519).

    Args:
        content: What it says.
        files: Every file that the content names.
        sender: This station.
        recipient: For whom.
        enrolment: Id of the enrolment between the two; empty: 未登记.
        place: Its place in the chain.
        pack: The programme pack.
        made_at: The moment, UTC.
        program: Version of this program.

    Raises:
        UserError: Something entered cannot travel, or it is too large.
    """
    if sum(len(file.data) for file in files) > LARGEST_CONTENT:
        raise UserError(f"要发送的文件合计超过{LARGEST_CONTENT // MB} MB，一个包装不下。", "请压缩佐证材料，或分几次发送。")
    kind = _kind(content)
    algorithms = suite(sender.keys.public.suite)
    raw = encode(content)
    ordered = [File(CONTENT, "", JSON, raw), *sorted(files, key=lambda file: file.name)]
    entries = tuple(
        Entry(name=file.name, title=file.title, media_type=file.media_type, size=len(file.data), digest=algorithms.digest(file.data))
        for file in ordered
    )
    manifest = Manifest(
        format=FORMAT,
        suite=algorithms.name,
        kind=kind,
        needs=NEEDS,
        program=program,
        sender=sender.party,
        recipient=recipient,
        sequence=place.sequence,
        previous=place.previous,
        withdrawn=place.withdrawn,
        enrolment=enrolment,
        made_at=made_at.replace(microsecond=0),
        pack=pack,
        entries=entries,
    )
    text = encode(manifest)
    try:
        decode_manifest(text)
        check_references(decode_content(raw, kind), [file.name for file in files])
        read_forms(content, {file.name: file.data for file in files})
    except PackageRefused as refused:
        raise UserError(
            f"{_place(content, refused.where)}有一处过长、格式不对或含有不能保存的字符，不能写入包。", "请检查名称、说明和数字后再试。"
        ) from refused
    signature = algorithms.sign(sender.keys, signed_text(text))
    packed = archive.write([(MANIFEST, text), (SIGNATURE, signature), *((file.name, file.data) for file in ordered)])
    return Built(packed, algorithms.digest(text), manifest)


def seal(built: Built, sender: OwnStation, recipient: PublicKeys) -> bytes:
    """Put a package into an envelope to the recipient, and to ourselves, so that what was sent can be read again.

    Raises:
        PackageRefused: The suite's library is missing here.
    """
    return suite(recipient.suite).seal(built.archive, (recipient, sender.keys.public))


def _place(content: Content, where: str) -> str:
    """Say in the officer's words where in the content something cannot travel."""
    found = re.search(r"\$\.(projects|documents|evidence)\[(\d+)\]", where)
    if found is None or not isinstance(content, Submission):
        return "要发送的内容"
    kind, number = found[1], int(found[2])
    if kind == "projects":
        return f"项目“{content.projects[number].title}”的资料"
    title = (content.documents if kind == "documents" else content.evidence)[number].title
    return f"文件“{title}”的名称"


def _kind(content: Content) -> PackageKind:
    if isinstance(content, NewPack):
        return PackageKind.PACK
    return PackageKind.REPLY if isinstance(content, Reply) else PackageKind.SUBMISSION
