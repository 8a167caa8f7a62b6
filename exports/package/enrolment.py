"""Enrolment (入网): the file the city makes for a district's station, protected by a code told by phone, and the district's answer.

The enrolment file: `INVITATION_MAGIC`, salt (16 bytes), nonce (12), and the canonical JSON of an `Invitation` under AES-256-GCM with the
magic as associated data; the key is Argon2id of the code's digits (RFC 9106: 64 MiB, 3 passes, 4 lanes). The answer:
`REGISTRATION_MAGIC` and the canonical JSON of a `Registration`, whose body carries a MAC by the invitation's secret and a signature.
"""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from exports.package.manifest import PackVersion, Party, decode_canonical, encode
from exports.package.parties import OwnStation, Peer
from exports.package.refusals import PackageRefused, Refusal
from exports.package.suites import PublicKeys, suite
from models.errors import UserError
from models.exchange import Digest, Id, Key, Line, Part, Sequence

INVITATION_ENDING, REGISTRATION_ENDING = "rhrw", "rhdj"
INVITATION_MAGIC, REGISTRATION_MAGIC = b"ronghe-enrolment/v1\n", b"ronghe-registration/v1\n"

CODE_DIGITS = 16
"""The last one checks the others (ISO 7064, MOD 11,10), so that a slip on the phone is noticed."""

LARGEST = 64 * 1024
_SALT, _NONCE = 16, 12
_SIGNED = b"ronghe registration v1\n"

KeyText = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9]{16,300}\Z")]


class Invitation(Part, frozen=True, kw_only=True):
    """What the enrolment file says.

    Attributes:
        enrolment: Id of this enrolment.
        secret: Proves that the answer comes from who could open the file.
        suite: Suite of algorithms the city chose.
        city: The city's station.
        city_signing: Its public signing key.
        city_sealing: Its public key for envelopes.
        district: The station that is enrolled, with the id the city gave it.
        station_name: What its computer is called.
        first_sequence: Number of the first package either side sends.
    """

    enrolment: Id
    secret: Digest
    suite: Key
    city: Party
    city_signing: KeyText
    city_sealing: KeyText
    district: Party
    pack: PackVersion
    made_at: Annotated[datetime, Meta(tz=True)]
    station_name: Line = ""
    first_sequence: Sequence = 1

    @property
    def city_peer(self) -> Peer:
        """The city as the district pins it."""
        return Peer(self.city, PublicKeys(self.suite, self.city_signing, self.city_sealing), self.enrolment)


class Registration(Part, frozen=True, kw_only=True):
    """What the district's answer says; `mac` and `signature` are over the canonical JSON without these two."""

    enrolment: Id
    station: Id
    suite: Key
    signing: KeyText
    sealing: KeyText
    made_at: Annotated[datetime, Meta(tz=True)]
    mac: Digest = ""
    signature: Annotated[str, Meta(pattern=r"\A[0-9a-f]{128}\Z")] = ""

    @property
    def keys(self) -> PublicKeys:
        """The keys to be pinned."""
        return PublicKeys(self.suite, self.signing, self.sealing)


_INVITATION = msgspec.json.Decoder(Invitation)
_REGISTRATION = msgspec.json.Decoder(Registration)


def new_code() -> str:
    """Return a fresh code for the phone, in groups of four digits."""
    digits = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS - 1))
    digits += _check_digit(digits)
    return " ".join(digits[place : place + 4] for place in range(0, CODE_DIGITS, 4))


def read_code(typed: str) -> str:
    """Return the digits of a code as typed.

    Raises:
        UserError: It is too short or long, holds something else, or a digit was misheard.
    """
    text = "".join(sign for sign in unicodedata.normalize("NFKC", typed) if not sign.isspace() and sign not in "-—")
    if not (text.isascii() and text.isdigit()) or len(text) != CODE_DIGITS:
        raise UserError(f"口令应是{CODE_DIGITS}位数字。", "请与市级电话核对后重新输入。")
    if _check_digit(text[:-1]) != text[-1]:
        raise UserError("口令里有听错或输错的数字。", "请与市级电话逐组核对后重新输入。")
    return text


def write_invitation(invitation: Invitation, code: str) -> bytes:
    """Return the enrolment file.

    Args:
        invitation: What it says.
        code: As `new_code` gave it; told by phone, never sent with the file.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    sealed = AESGCM(_stretched(read_code(code), salt)).encrypt(nonce, encode(invitation), INVITATION_MAGIC)
    return INVITATION_MAGIC + salt + nonce + sealed


def read_invitation(data: bytes, code: str) -> Invitation:
    """Read an enrolment file.

    Raises:
        PackageRefused: It is none, the code is wrong, or its content is.
        UserError: The code cannot be one.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not data.startswith(INVITATION_MAGIC) or len(data) > LARGEST:
        raise PackageRefused(Refusal.NOT_OURS, INVITATION_ENDING)
    digits = read_code(code)
    start = len(INVITATION_MAGIC)
    salt, nonce, sealed = data[start : start + _SALT], data[start + _SALT : start + _SALT + _NONCE], data[start + _SALT + _NONCE :]
    if len(sealed) < 16:
        raise PackageRefused(Refusal.DAMAGED, INVITATION_ENDING)
    try:
        text = AESGCM(_stretched(digits, salt)).decrypt(nonce, sealed, INVITATION_MAGIC)
    except InvalidTag:
        raise PackageRefused(Refusal.WRONG_CODE, INVITATION_ENDING) from None
    invitation = decode_canonical(text, _INVITATION, INVITATION_ENDING)
    if not (invitation.city.station and invitation.district.station and suite(invitation.suite).accepts(invitation.city_peer.keys)):
        raise PackageRefused(Refusal.CONTENT, INVITATION_ENDING)
    return invitation


def write_registration(enrolment: str, secret: str, own: OwnStation, made_at: datetime) -> bytes:
    """Return the district's answer to an enrolment file: its public keys, proven to be its own and to answer this file.

    Args:
        enrolment: Id of the enrolment.
        secret: The invitation's secret.
        own: The station, with the id the city gave it.
        made_at: The moment, UTC.
    """
    keys = own.keys.public
    bare = Registration(
        enrolment=enrolment,
        station=own.party.station,
        suite=keys.suite,
        signing=keys.signing,
        sealing=keys.sealing,
        made_at=made_at.replace(microsecond=0),
    )
    text = encode(bare)
    signature = suite(keys.suite).sign(own.keys, _SIGNED + text)
    return REGISTRATION_MAGIC + encode(msgspec.structs.replace(bare, mac=_mac(secret, text), signature=signature.hex()))


def read_registration(data: bytes) -> Registration:
    """Read a district's answer; whether it is true is for `check_registration`, which needs the invitation's secret.

    Raises:
        PackageRefused: It is none, or damaged.
    """
    if not data.startswith(REGISTRATION_MAGIC) or len(data) > LARGEST:
        raise PackageRefused(Refusal.NOT_OURS, REGISTRATION_ENDING)
    return decode_canonical(data[len(REGISTRATION_MAGIC) :], _REGISTRATION, REGISTRATION_ENDING)


def check_registration(found: Registration, secret: str, station: str, suite_name: str) -> None:
    """Check an answer against the invitation it names.

    Args:
        found: The answer.
        secret: The invitation's secret.
        station: The id the city gave the station.
        suite_name: The suite the city chose.

    Raises:
        PackageRefused: It does not come from who opened the enrolment file, or the keys are not its own.
    """
    text = encode(msgspec.structs.replace(found, mac="", signature=""))
    algorithms = suite(suite_name)
    right = hmac.compare_digest(_mac(secret, text), found.mac) and (found.station, found.suite) == (station, suite_name) and found.signature
    if not right or not algorithms.accepts(found.keys) or not algorithms.verify(found.keys, _SIGNED + text, bytes.fromhex(found.signature)):
        raise PackageRefused(Refusal.SIGNATURE, REGISTRATION_ENDING)


def _mac(secret: str, text: bytes) -> str:
    return hmac.new(bytes.fromhex(secret), _SIGNED + text, hashlib.sha256).hexdigest()


def _stretched(digits: str, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(digits.encode(), salt, 3, 64 * 1024, 4, 32, Type.ID)


def _check_digit(digits: str) -> str:
    rest = 10
    for digit in digits:
        rest = ((int(digit) + rest) % 10 or 10) * 2 % 11
    return str((11 - rest) % 10)
