"""The suite ed25519-age: SHA-256, Ed25519 (RFC 8032) and the age v1 format with X25519 recipients."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyrage import DecryptError, RecipientError, decrypt, encrypt, x25519

from exports.package.archive import Bytes
from exports.package.refusals import PackageRefused, Refusal
from exports.package.suites import MODERN, OwnKeys, PublicKeys

LARGEST_HEADER, MOST_STANZAS = 8192, 8
"""Of an envelope; the library takes minutes over a header with thousands of recipients."""


class Modern:
    """The suite for every computer (see `exports.package.suites.Suite`)."""

    name = MODERN

    def digest(self, content: Bytes) -> str:
        """Return the SHA-256."""
        return hashlib.sha256(content).hexdigest()

    def new_keys(self) -> OwnKeys:
        """Make fresh keys: signing as 64 hex digits, sealing as age writes it."""
        signing, sealing = Ed25519PrivateKey.generate(), x25519.Identity.generate()
        public = PublicKeys(self.name, signing.public_key().public_bytes_raw().hex(), str(sealing.to_public()))
        return OwnKeys(public, signing.private_bytes_raw().hex(), str(sealing))

    def accepts(self, keys: PublicKeys) -> bool:
        """Try to use them."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys.signing))
            x25519.Recipient.from_str(keys.sealing)
        except (ValueError, RecipientError):
            return False
        return keys.suite == self.name

    def sign(self, keys: OwnKeys, message: bytes) -> bytes:
        """Sign with Ed25519; the same message gives the same signature."""
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(keys.signing)).sign(message)

    def verify(self, keys: PublicKeys, message: bytes, signature: bytes) -> bool:
        """Check an Ed25519 signature."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys.signing)).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def seal(self, content: bytes, recipients: tuple[PublicKeys, ...]) -> bytes:
        """Encrypt with age."""
        sealed: bytes = encrypt(content, [x25519.Recipient.from_str(keys.sealing) for keys in recipients])
        return sealed

    def open(self, envelope: bytes, own: tuple[OwnKeys, ...]) -> bytes:
        """Decrypt with age; what age cannot give to any of our keys was meant for another."""
        end = envelope.find(b"\n---", 0, LARGEST_HEADER)
        if end < 0 or envelope.count(b"\n-> ", 0, end) > MOST_STANZAS:
            raise PackageRefused(Refusal.DAMAGED, "envelope")
        try:
            opened: bytes = decrypt(envelope, [x25519.Identity.from_str(keys.sealing) for keys in own])
        except DecryptError as error:
            strange = "matching keys" in str(error)
            raise PackageRefused(Refusal.WRONG_RECIPIENT if strange else Refusal.DAMAGED, "envelope") from None
        return opened
