"""The key file beside the store: a random data key, bare or wrapped by a password and by a recovery code.

Without a password the key lies in it as it is: whoever has both files can read the workspace. With one it is wrapped
(Argon2id, AES-256-GCM), so that changing the password rewrites only the key file. What only passwords and new keys need is
imported when it is needed, because the first window waits for this module.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.workspace.durable import disk_in_plain_words, write_durably
from models.workspace.refusals import Damaged, KeyFileMissing, NotReadable, PasswordNeeded, WrongPassword, WrongRecoveryCode

FORMAT = "ronghe-key"
VERSION = 1
KEY_BYTES = 32
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of the recovery code: no 0 and O, no 1 and I, which are misread on paper."""

_GROUPS, _GROUP = 4, 5
_LARGEST_MEMORY_KIB = 1 << 20
_LARGEST_TIME = 20


@dataclass(frozen=True, slots=True)
class Wrap:
    """The data key wrapped by a secret.

    Attributes:
        salt: Salt of Argon2id.
        time_cost: Passes of Argon2id.
        memory_kib: Memory of Argon2id, KiB.
        parallelism: Lanes of Argon2id.
        nonce: Nonce of AES-GCM.
        sealed: Data key and tag.
    """

    salt: bytes
    time_cost: int
    memory_kib: int
    parallelism: int
    nonce: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a key file says.

    Attributes:
        key_id: Random name of the data key, the same in every copy; not secret.
        bare: The data key itself where there is no password.
        password: The data key wrapped by the password.
        recovery: The data key wrapped by the recovery code.
    """

    key_id: str
    bare: bytes | None = None
    password: Wrap | None = None
    recovery: Wrap | None = None


def key_path(store: Path) -> Path:
    """Return where the key file of `store` lies: beside it, ``<name>.ronghe.key``."""
    return store.with_name(f"{store.name}.key")


def new_key(password: str | None) -> tuple[KeyFile, bytes, str]:
    """Make a key file for a new store.

    Args:
        password: The password; ``None`` or empty for knowingly none.

    Returns:
        The key file (not written yet), the data key, the recovery code (empty without password).
    """
    import secrets

    key = secrets.token_bytes(KEY_BYTES)
    empty = KeyFile(key_id=secrets.token_hex(16))
    if not password:
        return replace(empty, bare=key), key, ""
    code = _new_code()
    return _wrapped(empty, key, password, code), key, code


def read_key_file(store: Path) -> KeyFile:
    """Read the key file of `store`.

    Raises:
        KeyFileMissing: It is not there.
        Damaged: It cannot be understood.
    """
    path = key_path(store)
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != FORMAT or content["version"] != VERSION:
            raise ValueError("unknown format")
        found = KeyFile(
            key_id=str(content["key_id"]),
            bare=bytes.fromhex(content["key"]) if content.get("key") else None,
            password=_read_wrap(content.get("password")),
            recovery=_read_wrap(content.get("recovery")),
        )
        if (found.bare is None) == (found.password is None) or len(found.bare or bytes(KEY_BYTES)) != KEY_BYTES:
            raise ValueError("neither bare nor wrapped")
    except FileNotFoundError as error:
        raise KeyFileMissing(store) from error
    except PermissionError as error:
        raise NotReadable(store) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Damaged(store, f"密钥文件“{path.name}”的内容不完整") from error
    return found


def write_key_file(store: Path, content: KeyFile) -> None:
    """Write the key file of `store` atomically: a power cut leaves the old or the new one."""
    with disk_in_plain_words(store):
        write_durably(key_path(store), key_file_bytes(content))


def key_file_bytes(content: KeyFile) -> bytes:
    """Return the bytes a key file consists of."""
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION, "key_id": content.key_id}
    if content.bare is not None:
        document["key"] = content.bare.hex()
    for name, wrap in (("password", content.password), ("recovery", content.recovery)):
        if wrap is not None:
            document[name] = {
                "kdf": "argon2id",
                "salt": wrap.salt.hex(),
                "time_cost": wrap.time_cost,
                "memory_kib": wrap.memory_kib,
                "parallelism": wrap.parallelism,
                "cipher": "aes-256-gcm",
                "nonce": wrap.nonce.hex(),
                "sealed": wrap.sealed.hex(),
            }
    return json.dumps(document, indent=1).encode()


def needs_password(store: Path) -> bool:
    """Say whether opening `store` takes a password."""
    return read_key_file(store).bare is None


def unlock(store: Path, password: str | None) -> bytes:
    """Return the data key of `store`.

    Raises:
        KeyFileMissing: There is no key file.
        Damaged: The key file cannot be understood.
        PasswordNeeded: A password is needed and none was given.
        WrongPassword: The password is not the one.
    """
    content = read_key_file(store)
    if content.bare is not None:
        return content.bare
    if not password:
        raise PasswordNeeded(store)
    key = _unwrapped(content, content.password, _normal_password(password))
    if key is None:
        raise WrongPassword(store)
    return key


def change_password(store: Path, old: str | None, new: str | None) -> str:
    """Change, set or give up the password; the store itself is not touched.

    Args:
        store: The store.
        old: Present password, ``None`` where there is none.
        new: New password; ``None`` or empty to do without.

    Returns:
        A recovery code to write down where a new one was made (there was no password before), else empty.
    """
    content = read_key_file(store)
    key = unlock(store, old)
    if not new:
        write_key_file(store, KeyFile(content.key_id, bare=key))
        return ""
    if content.recovery is None:
        code = _new_code()
        write_key_file(store, _wrapped(content, key, new, code))
        return code
    write_key_file(store, replace(content, bare=None, password=_wrap(content, key, _normal_password(new))))
    return ""


def unlock_with_recovery_code(store: Path, code: str, new_password: str | None) -> None:
    """Open the key with the recovery code and set a new password; the code stays valid.

    Raises:
        WrongRecoveryCode: It is mistyped, is not the one of this workspace, or there is none.
    """
    content = read_key_file(store)
    if content.recovery is None:
        raise WrongRecoveryCode("这个账套没有设置密码，不需要恢复码。", "请直接打开。")
    key = _unwrapped(content, content.recovery, read_code(code))
    if key is None:
        raise WrongRecoveryCode("这不是这个账套的恢复码。", "请核对是不是另一个账套的恢复码。")
    if not new_password:
        write_key_file(store, KeyFile(content.key_id, bare=key))
    else:
        write_key_file(store, replace(content, password=_wrap(content, key, _normal_password(new_password))))


def new_recovery_code(store: Path, password: str) -> str:
    """Replace the recovery code by a fresh one (the paper got lost) and return it; the old one is void."""
    content = read_key_file(store)
    key = unlock(store, password)
    if content.bare is not None:
        raise WrongRecoveryCode("这个账套没有设置密码，不需要恢复码。", "要用恢复码，请先设置密码。")
    code = _new_code()
    write_key_file(store, replace(content, recovery=_wrap(content, key, read_code(code))))
    return code


def read_code(typed: str) -> str:
    """Return the letters of a recovery code as typed, without groups.

    Raises:
        WrongRecoveryCode: It has the wrong length, a letter that no code has, or its last group does not fit the others.
    """
    import unicodedata

    text = "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isalnum())
    strange = sorted({c for c in text if c not in ALPHABET})
    if strange:
        raise WrongRecoveryCode(f"恢复码里没有“{'、'.join(strange)}”这样的字符。")
    length = (_GROUPS + 1) * _GROUP
    if len(text) != length:
        raise WrongRecoveryCode(f"恢复码应是 {length} 个字符，现在是 {len(text)} 个。")
    secret, check = text[:-_GROUP], text[-_GROUP:]
    if _checksum(secret) != check:
        raise WrongRecoveryCode("恢复码有抄错的字符。")
    return text


def _new_code() -> str:
    import secrets

    secret = "".join(secrets.choice(ALPHABET) for _ in range(_GROUPS * _GROUP))
    text = secret + _checksum(secret)
    return "-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def _checksum(secret: str) -> str:
    import hashlib

    number = int.from_bytes(hashlib.sha256(secret.encode()).digest()[:4])
    return "".join(ALPHABET[number >> (5 * i) & 31] for i in range(_GROUP))


def _normal_password(password: str) -> str:
    """Full-width and half-width letters count as the same, whatever the input method was set to."""
    import unicodedata

    return unicodedata.normalize("NFKC", password)


def _wrapped(content: KeyFile, key: bytes, password: str, code: str) -> KeyFile:
    return KeyFile(
        content.key_id,
        password=_wrap(content, key, _normal_password(password)),
        recovery=_wrap(content, key, read_code(code)),
    )


def _wrap(content: KeyFile, key: bytes, secret: str) -> Wrap:
    import secrets

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    # RFC 9106, second recommended choice: 64 MiB, three passes.
    empty = Wrap(secrets.token_bytes(16), 3, 64 * 1024, 4, secrets.token_bytes(12), b"")
    sealed = AESGCM(_stretched(empty, secret)).encrypt(empty.nonce, key, content.key_id.encode())
    return replace(empty, sealed=sealed)


def _unwrapped(content: KeyFile, wrap: Wrap | None, secret: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if wrap is None:
        return None
    try:
        return AESGCM(_stretched(wrap, secret)).decrypt(wrap.nonce, wrap.sealed, content.key_id.encode())
    except InvalidTag:
        return None


def _stretched(wrap: Wrap, secret: str) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(secret.encode(), wrap.salt, wrap.time_cost, wrap.memory_kib, wrap.parallelism, KEY_BYTES, Type.ID)


def _read_wrap(entry: Any) -> Wrap | None:
    if entry is None:
        return None
    wrap = Wrap(
        salt=bytes.fromhex(entry["salt"]),
        time_cost=int(entry["time_cost"]),
        memory_kib=int(entry["memory_kib"]),
        parallelism=int(entry["parallelism"]),
        nonce=bytes.fromhex(entry["nonce"]),
        sealed=bytes.fromhex(entry["sealed"]),
    )
    # A key file from elsewhere must not be able to take all memory or hours.
    sane = 1 <= wrap.time_cost <= _LARGEST_TIME and 8 * wrap.parallelism <= wrap.memory_kib <= _LARGEST_MEMORY_KIB
    if not sane or not 1 <= wrap.parallelism <= 16 or len(wrap.salt) < 8 or len(wrap.nonce) != 12 or len(wrap.sealed) != KEY_BYTES + 16:
        raise ValueError("parameters out of bounds")
    return wrap
