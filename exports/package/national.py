"""The suite sm2-sm3-sm4 (国密): SM3 (GB/T 32905), SM2 (GB/T 32918) and SM4-GCM (GB/T 32907); needs gmssl-pyx, which has no wheel for ARM.

The envelope: magic line; one byte number of recipients; for each the SM3 of its public key (32 bytes), one byte length and the
SM2 ciphertext (DER) of the content key; nonce (12 bytes); ciphertext and tag of SM4-GCM, with everything before the nonce as
associated data.
"""

import secrets
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3, Hash
from gmssl_pyx import GmsslInnerError, sm2_decrypt, sm2_encrypt, sm2_key_generate, sm2_sign, sm2_verify

from exports.package.archive import Bytes
from exports.package.refusals import PackageRefused, Refusal
from exports.package.suites import ENVELOPES, NATIONAL, OwnKeys, PublicKeys

_ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
"""Order of the SM2 curve (GB/T 32918.5)."""

_PRIME = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
"""Its field and its constant b; a is -3."""

_MAGIC = ENVELOPES[NATIONAL]
_KEY, _NONCE, _TAG, _NAME = 16, 12, 16, 32
_MOST_RECIPIENTS = 8


class National:
    """The suite for offices that must use the national algorithms (see `exports.package.suites.Suite`)."""

    name = NATIONAL

    def digest(self, content: Bytes) -> str:
        """Return the SM3."""
        return _sm3(content).hex()

    def new_keys(self) -> OwnKeys:
        """Make fresh keys, one pair for signing and one for envelopes, as hex digits."""
        (signing, signing_private), (sealing, sealing_private) = sm2_key_generate(), sm2_key_generate()
        return OwnKeys(PublicKeys(self.name, signing.hex(), sealing.hex()), signing_private.hex(), sealing_private.hex())

    def accepts(self, keys: PublicKeys) -> bool:
        """Look whether both are points of the curve."""
        try:
            return keys.suite == self.name and all(_on_curve(bytes.fromhex(key)) for key in (keys.signing, keys.sealing))
        except ValueError:
            return False

    def sign(self, keys: OwnKeys, message: bytes) -> bytes:
        """Sign with SM2 and the standard's default identity; r and s, 32 bytes each."""
        made = sm2_sign(bytes.fromhex(keys.signing), bytes.fromhex(keys.public.signing), message)
        return b"".join(number.to_bytes(32) for number in decode_dss_signature(made))

    def verify(self, keys: PublicKeys, message: bytes, signature: bytes) -> bool:
        """Check an SM2 signature."""
        r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
        if len(signature) != 64 or not (0 < r < _ORDER and 0 < s < _ORDER):
            return False
        return bool(sm2_verify(bytes.fromhex(keys.signing), message, encode_dss_signature(r, s)))

    def seal(self, content: bytes, recipients: tuple[PublicKeys, ...]) -> bytes:
        """Encrypt with SM4-GCM under a fresh key, which each recipient gets under SM2."""
        key, nonce = secrets.token_bytes(_KEY), secrets.token_bytes(_NONCE)
        header = _MAGIC + struct.pack("B", len(recipients))
        for keys in recipients:
            public = bytes.fromhex(keys.sealing)
            wrapped = sm2_encrypt(public, key)
            header += _sm3(public) + struct.pack("B", len(wrapped)) + wrapped
        cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        cipher.authenticate_additional_data(header)
        return b"".join((header, nonce, cipher.update(content), cipher.finalize(), cipher.tag))

    def open(self, envelope: bytes, own: tuple[OwnKeys, ...]) -> bytes:
        """Find our name among the recipients, get the key, check and decrypt."""
        private = {_sm3(bytes.fromhex(keys.public.sealing)): bytes.fromhex(keys.sealing) for keys in own}
        place, wrapped = _recipients(envelope)
        ours = [(private[name], key) for name, key in wrapped if name in private]
        if not ours:
            raise PackageRefused(Refusal.WRONG_RECIPIENT, "envelope")
        header, nonce, body = envelope[:place], envelope[place : place + _NONCE], memoryview(envelope)[place + _NONCE :]
        if len(body) < _TAG:
            raise PackageRefused(Refusal.DAMAGED, "envelope")
        try:
            key = sm2_decrypt(*ours[0])
            cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce, bytes(body[-_TAG:]))).decryptor()
            cipher.authenticate_additional_data(header)
            return cipher.update(body[:-_TAG]) + cipher.finalize()
        except (GmsslInnerError, InvalidTag, ValueError):
            raise PackageRefused(Refusal.DAMAGED, "envelope") from None


def _on_curve(key: bytes) -> bool:
    """Check y² = x³ - 3x + b (GB/T 32918.5)."""
    x, y = int.from_bytes(key[:32]), int.from_bytes(key[32:])
    return len(key) == 64 and x < _PRIME and y < _PRIME and (y * y - (x * x * x - 3 * x + _B)) % _PRIME == 0


def _sm3(content: Bytes) -> bytes:
    hash = Hash(SM3())
    hash.update(content)
    return hash.finalize()


def _recipients(envelope: bytes) -> tuple[int, list[tuple[bytes, bytes]]]:
    """Return where the nonce begins, and name and wrapped key of each recipient."""
    place = len(_MAGIC) + 1
    count = envelope[place - 1] if len(envelope) >= place else 0
    found: list[tuple[bytes, bytes]] = []
    for _ in range(count):
        start = place + _NAME + 1
        if len(envelope) < start:
            break
        length = envelope[start - 1]
        found.append((envelope[place : place + _NAME], envelope[start : start + length]))
        place = start + length
    if not 0 < len(found) == count <= _MOST_RECIPIENTS or len(envelope) < place + _NONCE:
        raise PackageRefused(Refusal.DAMAGED, "envelope")
    return place, found
