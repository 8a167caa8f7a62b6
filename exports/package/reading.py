"""Opening a package: from the bytes of a file to typed content, or a refusal with its code; nothing is applied here."""

from collections.abc import Mapping
from dataclasses import dataclass

from exports.package import archive
from exports.package.archive import Bytes
from exports.package.content import FrozenForm, check_references, decode_content, read_forms
from exports.package.manifest import (
    CONTENT,
    FORMAT,
    MANIFEST,
    SIGNATURE,
    Head,
    Manifest,
    as_numbers,
    decode_head,
    decode_manifest,
    signed_text,
)
from exports.package.parties import CITY, OwnStation, Peer
from exports.package.refusals import PackageRefused, Refusal, SignedManifest
from exports.package.suites import ENVELOPES, SIGNATURE_BYTES, envelope_suite, suite
from models.exchange import Content, PackageKind


@dataclass(frozen=True, slots=True)
class Opened:
    """A package that was found good.

    Attributes:
        digest: Hash of the manifest: its name in receipts and in the chain.
        content: What it says.
        forms: The frozen forms of a submission.
        files: Every entry but the manifest and its signature, by name.
        verified: The signature is that of a pinned key; ``False`` only for a package that is 未登记.
        sealed: It came in an envelope.
    """

    manifest: Manifest
    digest: str
    content: Content
    forms: tuple[FrozenForm, ...]
    files: Mapping[str, Bytes]
    verified: bool
    sealed: bool


def open_package(
    data: bytes,
    own: tuple[OwnStation, ...],
    peers: Mapping[str, Peer],
    program: str,
    *,
    accept_unenrolled: bool = False,
) -> Opened:
    """Check a package from the envelope to the last type.

    Args:
        data: The bytes of the file.
        own: This station as it is and as it was before (re-enrolment).
        peers: The others by the id of their station, with pinned keys.
        program: Version of this program.
        accept_unenrolled: The officer said so: take in what comes from a station without enrolment, unverified.

    Raises:
        PackageRefused: With the code of the first thing that is wrong. Where it stands in the chain is `chain.standing`.
    """
    sealed = envelope_suite(data)
    plain = open_envelope(data, sealed, own) if sealed else data
    if archive.first_name(plain) != MANIFEST:
        raise PackageRefused(Refusal.DAMAGED if sealed else Refusal.NOT_OURS)
    parts = archive.read(plain)
    names = [name for name, _ in parts]
    if names[:3] != [MANIFEST, SIGNATURE, CONTENT]:
        raise PackageRefused(Refusal.DAMAGED, "archive")
    text, signature = bytes(parts[0][1]), bytes(parts[1][1])
    head = decode_head(text)
    if head.format > FORMAT or as_numbers(head.needs) > as_numbers(program):
        raise PackageRefused(Refusal.NEWER, MANIFEST)
    peer = _sender(head, peers, accept_unenrolled)
    algorithms = suite(head.suite)
    if peer is not None and not (
        len(signature) == SIGNATURE_BYTES and peer.keys.suite == head.suite and algorithms.verify(peer.keys, signed_text(text), signature)
    ):
        raise PackageRefused(Refusal.SIGNATURE, SIGNATURE)
    manifest, digest, files = decode_manifest(text), algorithms.digest(text), dict(parts[2:])
    try:
        _check_parties(manifest, peer, own)
        _check_entries(manifest, files, names[2:])
        content = decode_content(files[CONTENT], manifest.kind)
        check_references(content, names[3:])
        forms = read_forms(content, files)
    except PackageRefused as refused:
        refused.signed = SignedManifest(manifest, digest) if peer else None
        raise
    return Opened(manifest, digest, content, forms, files, peer is not None, bool(sealed))


def open_envelope(data: bytes, name: str, own: tuple[OwnStation, ...]) -> bytes:
    """Open the envelope of one suite with those of our keys that belong to it.

    Raises:
        PackageRefused: It is for somebody else, damaged, or its suite is missing here.
    """
    if len(data) > archive.LARGEST + (archive.LARGEST >> 8):
        raise PackageRefused(Refusal.TOO_LARGE, "envelope")
    algorithms = suite(name)
    keys = tuple(station.keys for station in own if station.keys.public.suite == name)
    if not keys:
        raise PackageRefused(Refusal.WRONG_RECIPIENT, "envelope")
    opened = algorithms.open(data, keys)
    if opened.startswith(tuple(ENVELOPES.values())):
        raise PackageRefused(Refusal.DAMAGED, "envelope")
    return opened


def _sender(head: Head, peers: Mapping[str, Peer], accept_unenrolled: bool) -> Peer | None:
    """Find the pinned sender; ``None`` for an unenrolled one that was let in."""
    peer = peers.get(head.sender.station)
    if peer is not None:
        if peer.revoked:
            raise PackageRefused(Refusal.REVOKED, MANIFEST)
        return peer
    if head.enrolment:
        raise PackageRefused(Refusal.UNKNOWN_SENDER, MANIFEST)
    if not accept_unenrolled:
        raise PackageRefused(Refusal.UNENROLLED, MANIFEST)
    return None


def _check_parties(manifest: Manifest, peer: Peer | None, own: tuple[OwnStation, ...]) -> None:
    recipient = manifest.recipient
    if recipient.station:
        meant = any(recipient.station == station.party.station for station in own)
    else:  # not enrolled: the sender knows the office, not its station
        meant = not manifest.enrolment and any(recipient.office == station.party.office for station in own)
    if not meant:
        raise PackageRefused(Refusal.WRONG_RECIPIENT, MANIFEST)
    if peer is not None and manifest.enrolment != peer.enrolment:  # made before a re-enrolment
        raise PackageRefused(Refusal.WRONG_RECIPIENT, f"{MANIFEST}: enrolment")
    if peer is not None and manifest.sender.office != peer.party.office:
        raise PackageRefused(Refusal.CONTENT, f"{MANIFEST}: sender")
    upwards = manifest.kind is PackageKind.SUBMISSION
    if (recipient.office == CITY) != upwards or (manifest.sender.office == CITY) == upwards:
        raise PackageRefused(Refusal.CONTENT, f"{MANIFEST}: direction")
    if manifest.previous and manifest.sequence == 1:
        raise PackageRefused(Refusal.CONTENT, f"{MANIFEST}: previous")
    numbers = [gone.sequence for gone in manifest.withdrawn]
    if numbers != sorted(set(numbers)) or any(number >= manifest.sequence for number in numbers):
        raise PackageRefused(Refusal.CONTENT, f"{MANIFEST}: withdrawn")


def _check_entries(manifest: Manifest, files: Mapping[str, Bytes], names: list[str]) -> None:
    """Check that the archive holds what the manifest lists, in its order, byte for byte."""
    listed = [entry.name for entry in manifest.entries]
    if listed[0] != CONTENT or listed[1:] != sorted(set(listed[1:])):
        raise PackageRefused(Refusal.CONTENT, f"{MANIFEST}: entries")
    if listed != names:
        raise PackageRefused(Refusal.DAMAGED, MANIFEST)
    algorithms = suite(manifest.suite)
    for entry in manifest.entries:
        content = files[entry.name]
        if len(content) != entry.size or algorithms.digest(content) != entry.digest:
            raise PackageRefused(Refusal.DAMAGED, entry.name)
