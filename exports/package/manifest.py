"""The manifest of a package: who sends what to whom, in which order, and the hash of everything inside."""

import re
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from exports.package.refusals import PackageRefused, Refusal
from models.exchange import ENTRY_PATTERN, Digest, Id, Key, KeyOrNone, Line, PackageKind, Part, Sequence, Title

FORMAT = 1
MANIFEST, SIGNATURE, CONTENT = "manifest.json", "signature", "content.json"
"""The first three entries of every package; all others follow in order of name."""

VERSION_PATTERN = r"\A(0|[1-9][0-9]{0,3})(\.(0|[1-9][0-9]{0,3})){2}\Z"
MEDIA_PATTERN = r"\A[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,100}\Z"
LARGEST = 4 * 1024 * 1024
"""Bytes of a manifest; thousands of entries fit."""

T = TypeVar("T", bound=Struct)

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_SIGNED = b"ronghe package v1\n"


class Party(Part, frozen=True, kw_only=True):
    """A sender or recipient.

    Attributes:
        station: Id of the station (工作站); empty for a recipient whose station is not known yet.
        office: Key of the district in the pack, or ``city``.
        name: Full name of the office.
    """

    station: Annotated[str, Meta(pattern=r"\A([0-9a-f]{32})?\Z")] = ""
    office: Key
    name: Title


class PackVersion(Part, frozen=True, kw_only=True):
    """The programme pack the package was made with."""

    id: Key
    version: Key


class Withdrawn(Part, frozen=True, kw_only=True):
    """A package of the same chain that was withdrawn before a receipt came."""

    sequence: Sequence
    package: Digest


class Entry(Part, frozen=True, kw_only=True):
    """One entry besides manifest and signature.

    Attributes:
        digest: Hash by the manifest's suite.
    """

    name: Annotated[str, Meta(pattern=rf"\Acontent\.json\Z|{ENTRY_PATTERN}", max_length=120)]
    title: Line
    media_type: Annotated[str, Meta(pattern=MEDIA_PATTERN)]
    size: Annotated[int, Meta(ge=0, le=1 << 40)]
    digest: Digest


class Manifest(Part, frozen=True, kw_only=True):
    """The signed manifest.

    Attributes:
        format: Version of the format.
        needs: Least version of the program that can read it.
        program: Version of the program that made it.
        enrolment: Id of the enrolment it was made under; empty: 未登记.
        sequence: Place in the chain of this sender's packages to this recipient, from 1.
        previous: Digest of the package before (its manifest); empty for the first.
        withdrawn: Earlier packages of the chain that the recipient shall not wait for.
        entries: Content first, then the others in order of name.
    """

    format: Annotated[int, Meta(ge=1, le=FORMAT)]
    suite: Key
    kind: PackageKind
    needs: Annotated[str, Meta(pattern=VERSION_PATTERN)]
    program: Annotated[str, Meta(pattern=VERSION_PATTERN)]
    sender: Party
    recipient: Party
    sequence: Sequence
    made_at: Annotated[datetime, Meta(tz=True)]
    pack: PackVersion
    entries: Annotated[tuple[Entry, ...], Meta(min_length=1)]
    enrolment: Annotated[str, Meta(pattern=r"\A([0-9a-f]{32})?\Z")] = ""
    previous: Annotated[str, Meta(pattern=r"\A([0-9a-f]{64})?\Z")] = ""
    withdrawn: tuple[Withdrawn, ...] = ()


class _Sender(Struct, frozen=True):
    station: Id
    office: KeyOrNone = ""


class Head(Struct, frozen=True):
    """The few facts that are looked at before the signature: to say 请升级, and to find the pinned key."""

    format: Annotated[int, Meta(ge=1)]
    needs: Annotated[str, Meta(pattern=VERSION_PATTERN)]
    suite: Key
    sender: _Sender
    enrolment: Annotated[str, Meta(pattern=r"\A([0-9a-f]{32})?\Z")] = ""


_DECODER = msgspec.json.Decoder(Manifest)
_HEAD = msgspec.json.Decoder(Head)


def encode(part: Struct) -> bytes:
    """Return the canonical JSON: keys in order, no space, no escapes but those JSON demands (see docs/package-format.md)."""
    return msgspec.json.encode(part, order="sorted")


def decode_manifest(raw: bytes) -> Manifest:
    """Read a manifest whose signature has been checked.

    Raises:
        PackageRefused: A field is wrong, or the text is not the canonical one.
    """
    return decode_canonical(raw, _DECODER, MANIFEST)


def decode_head(raw: bytes) -> Head:
    """Read what must be known before the signature can be checked.

    Raises:
        PackageRefused: It cannot be made out.
    """
    if len(raw) > LARGEST:
        raise PackageRefused(Refusal.TOO_LARGE, MANIFEST)
    try:
        return _HEAD.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise PackageRefused(Refusal.DAMAGED, MANIFEST) from None


def decode_canonical(raw: bytes | memoryview, decoder: msgspec.json.Decoder[T], where: str) -> T:
    """Read canonical JSON into a type.

    Raises:
        PackageRefused: It does not fit the type, or there is another way to write the same.
    """
    try:
        found = decoder.decode(raw)
        again = encode(found)
    except (msgspec.MsgspecError, RecursionError, UnicodeError, OverflowError, ValueError) as error:
        raise PackageRefused(Refusal.CONTENT, f"{where}: {error}") from None
    if again != raw:
        raise PackageRefused(Refusal.CONTENT, f"{where}: not canonical")
    if b"\\u0000" in again and _NUL.search(again):
        raise PackageRefused(Refusal.CONTENT, f"{where}: NUL")
    return found


def signed_text(manifest: bytes) -> bytes:
    """Return what the signature is over: nothing else that this key ever signs can look like it."""
    return _SIGNED + manifest


def as_numbers(version: str) -> tuple[int, ...]:
    """Return a version so that versions compare."""
    return tuple(int(number) for number in version.split("."))
