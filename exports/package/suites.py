"""The suites of algorithms a package can be made with, behind one small interface; the city chooses one in the enrolment file.

Keys travel and are stored as text. The program claims no certification of its cryptography.
"""

from dataclasses import dataclass
from typing import Protocol

from exports.package.archive import Bytes
from exports.package.refusals import PackageRefused, Refusal

MODERN = "ed25519-age"
NATIONAL = "sm2-sm3-sm4"

ENVELOPES = {MODERN: b"age-encryption.org/v1\n", NATIONAL: b"ronghe-envelope/sm/v1\n"}
"""How the envelope of each suite begins."""

SIGNATURE_BYTES = 64
"""Length of a signature in either suite, so that there is one way only to write it."""


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What others know of a station: they pin it, and never take it from a package.

    Attributes:
        suite: Name of the suite.
        signing: Checks its signatures.
        sealing: Seals an envelope to it.
    """

    suite: str
    signing: str
    sealing: str


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """The keys of this station; the private halves never leave the encrypted workspace.

    Attributes:
        public: What others know.
        signing: Private signing key.
        sealing: Private key that opens envelopes.
    """

    public: PublicKeys
    signing: str
    sealing: str

    def __repr__(self) -> str:
        return f"OwnKeys({self.public!r})"


class Suite(Protocol):
    """One suite of algorithms.

    Attributes:
        name: Its name in the manifest.
    """

    name: str

    def digest(self, content: Bytes) -> str:
        """Return the hash of a content, 64 hex digits."""
        ...

    def new_keys(self) -> OwnKeys:
        """Make fresh keys."""
        ...

    def accepts(self, keys: PublicKeys) -> bool:
        """Tell whether these are public keys of this suite at all; asked before they are pinned."""
        ...

    def sign(self, keys: OwnKeys, message: bytes) -> bytes:
        """Return the signature, `SIGNATURE_BYTES` long."""
        ...

    def verify(self, keys: PublicKeys, message: bytes, signature: bytes) -> bool:
        """Tell whether the signature is right; never raises for a wrong one."""
        ...

    def seal(self, content: bytes, recipients: tuple[PublicKeys, ...]) -> bytes:
        """Put a content into an envelope that each recipient can open."""
        ...

    def open(self, envelope: bytes, own: tuple[OwnKeys, ...]) -> bytes:
        """Open an envelope.

        Raises:
            PackageRefused: It is for somebody else, or damaged.
        """
        ...


def suite(name: str) -> Suite:
    """Return a suite by its name.

    Raises:
        PackageRefused: Its library is missing here, or a newer program knows a suite that this one does not.
    """
    if name == MODERN:
        from exports.package.modern import Modern

        return Modern()
    if name != NATIONAL:
        raise PackageRefused(Refusal.NEWER, "suite")
    try:
        from exports.package.national import National
    except ImportError:
        raise PackageRefused(Refusal.SUITE_MISSING, "suite") from None
    return National()


def is_available(name: str) -> bool:
    """Tell whether packages of this suite can be made and read here."""
    try:
        suite(name)
    except PackageRefused:
        return False
    return True


def envelope_suite(data: bytes) -> str:
    """Return the suite whose envelope this is; empty when it is none."""
    return next((name for name, magic in ENVELOPES.items() if data.startswith(magic)), "")


def fingerprint(keys: PublicKeys) -> str:
    """Return what is read aloud on both sides to compare keys: six groups of four digits."""
    found = suite(keys.suite).digest(f"ronghe fingerprint v1\n{keys.suite}\n{keys.signing}\n{keys.sealing}\n".encode())
    digits = f"{int(found, 16) % 10**24:024}"
    return " ".join(digits[place : place + 4] for place in range(0, 24, 4))
