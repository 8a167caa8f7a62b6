"""The key file: with and without password, recovery code, changing, damage, a kill while it is written."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.workspace import keys
from models.workspace.keys import KeyFile, change_password, key_path, needs_password, new_key, new_recovery_code, read_code, unlock
from models.workspace.refusals import Damaged, KeyFileMissing, PasswordNeeded, WrongPassword, WrongRecoveryCode
from tests.db.killing import kills

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "示例.ronghe"


def written(store: Path, password: str | None) -> tuple[bytes, str]:
    content, key, code = new_key(password)
    keys.write_key_file(store, content)
    return key, code


def test_without_password_the_key_lies_open(store: Path) -> None:
    key, code = written(store, None)
    assert code == ""
    assert not needs_password(store)
    assert unlock(store, None) == key
    assert unlock(store, "egal") == key
    assert key.hex() in key_path(store).read_text()


def test_with_password_it_does_not(store: Path) -> None:
    key, _ = written(store, "示例密码")
    assert needs_password(store)
    assert key.hex() not in key_path(store).read_text()
    assert unlock(store, "示例密码") == key
    with pytest.raises(PasswordNeeded):
        unlock(store, None)
    with pytest.raises(WrongPassword):
        unlock(store, "示例密码 ")


def test_full_width_input_is_the_same_password(store: Path) -> None:
    key, _ = written(store, "Abc123")
    assert unlock(store, "Ａｂｃ１２３") == key


def test_changing_keeps_the_key_and_the_recovery_code(store: Path) -> None:
    key, code = written(store, "旧密码")
    assert change_password(store, "旧密码", "新密码") == ""
    assert unlock(store, "新密码") == key
    with pytest.raises(WrongPassword):
        unlock(store, "旧密码")
    keys.unlock_with_recovery_code(store, code, "第三个")
    assert unlock(store, "第三个") == key


def test_changing_takes_the_old_password(store: Path) -> None:
    written(store, "旧密码")
    before = key_path(store).read_bytes()
    with pytest.raises(WrongPassword):
        change_password(store, "猜的", "新密码")
    assert key_path(store).read_bytes() == before


def test_setting_a_password_later_gives_a_code(store: Path) -> None:
    key, _ = written(store, None)
    code = change_password(store, None, "新密码")
    assert unlock(store, "新密码") == key
    assert key.hex() not in key_path(store).read_text()
    keys.unlock_with_recovery_code(store, code, None)
    assert not needs_password(store)
    assert unlock(store, None) == key


def test_giving_up_the_password(store: Path) -> None:
    key, _ = written(store, "旧密码")
    assert change_password(store, "旧密码", "") == ""
    assert unlock(store, None) == key


def test_a_fresh_recovery_code_voids_the_old(store: Path) -> None:
    key, old = written(store, "密码")
    fresh = new_recovery_code(store, "密码")
    with pytest.raises(WrongRecoveryCode, match="不是这个账套"):
        keys.unlock_with_recovery_code(store, old, "新")
    keys.unlock_with_recovery_code(store, fresh, "新")
    assert unlock(store, "新") == key


def test_no_recovery_code_without_password(store: Path) -> None:
    _, code = new_key("其他")[1:]
    written(store, None)
    with pytest.raises(WrongRecoveryCode, match="没有设置密码"):
        keys.unlock_with_recovery_code(store, code, "新")
    with pytest.raises(WrongRecoveryCode, match="没有设置密码"):
        new_recovery_code(store, "")


def test_the_code_is_readable() -> None:
    code = new_key("密码")[2]
    assert re.fullmatch(r"(?:[2-9A-HJ-NP-Z]{5}-){4}[2-9A-HJ-NP-Z]{5}", code)
    text = code.replace("-", "")
    assert read_code(code) == read_code(f" {code.lower()} ") == read_code(text) == read_code(text.replace("2", "２")) == text


CODE = "-".join(["ABCDE", "FGHJK", "LMNPQ", "RSTUV"])


@given(place=st.integers(0, 24), letter=st.sampled_from(keys.ALPHABET))
def test_every_typo_is_noticed(place: int, letter: str) -> None:
    text = CODE.replace("-", "")
    text += keys._checksum(text)
    assert read_code(text) == text
    mistyped = text[:place] + letter + text[place + 1 :]
    if mistyped != text:
        with pytest.raises(WrongRecoveryCode, match="抄错"):
            read_code(mistyped)


@pytest.mark.parametrize(
    ("typed", "reason"), [("", "25 个字符"), ("ABCDE", "现在是 5 个"), ("0BCDE-FGHJK-LMNPQ-RSTUV-WXYZ2", "“0”"), ("恢复码", "字符")]
)
def test_what_is_wrong_with_a_code_is_said(typed: str, reason: str) -> None:
    with pytest.raises(WrongRecoveryCode, match=reason):
        read_code(typed)


def test_missing(store: Path) -> None:
    with pytest.raises(KeyFileMissing):
        unlock(store, None)


def broken_files() -> list[bytes]:
    content = json.loads(keys.key_file_bytes(new_key("密码")[0]))

    def with_wrap(**changes: object) -> bytes:
        return json.dumps(content | {"password": content["password"] | changes}).encode()

    bare = json.loads(keys.key_file_bytes(KeyFile("x", bare=bytes(32))))
    return [
        b"",
        b"\xff\x00garbage",
        b"[]",
        b"{}",
        b"[" * 100_000,
        json.dumps(content | {"format": "other"}).encode(),
        json.dumps(content | {"version": 2}).encode(),
        json.dumps(bare | {"key": "00"}).encode(),
        json.dumps(bare | {"key": "zz"}).encode(),
        json.dumps({name: value for name, value in bare.items() if name != "key"}).encode(),
        with_wrap(memory_kib=1 << 30),
        with_wrap(time_cost=10**6),
        with_wrap(time_cost=0),
        with_wrap(parallelism=500),
        with_wrap(nonce="00"),
        with_wrap(sealed=""),
        with_wrap(salt=None),
    ]


@pytest.mark.parametrize("content", broken_files())
def test_a_broken_key_file_is_refused_at_once(store: Path, content: bytes) -> None:
    key_path(store).write_bytes(content)
    with pytest.raises(Damaged, match="密钥文件"):
        unlock(store, "密码")


def test_a_wrap_of_another_key_does_not_fit(store: Path) -> None:
    written(store, "密码")
    content = json.loads(key_path(store).read_bytes())
    key_path(store).write_text(json.dumps(content | {"key_id": "0" * 32}))
    with pytest.raises(WrongPassword):
        unlock(store, "密码")


@pytest.mark.skipif(sys.platform == "win32", reason="the test forks")
def test_a_kill_while_changing_leaves_the_old_or_the_new(store: Path) -> None:
    key, _ = written(store, None)
    first = key_path(store).read_bytes()
    outcomes = set()
    imports = "from models.workspace.keys import KeyFile, write_key_file"
    for _ in kills(store, imports, "write_key_file(path, KeyFile('new', bare=bytes(32)))"):
        outcomes.add(unlock(store, None))
        key_path(store).write_bytes(first)
    assert outcomes == {key, bytes(32)}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_may_read_it(store: Path) -> None:
    written(store, None)
    assert key_path(store).stat().st_mode & 0o077 == 0


def test_without_password_no_crypto_library_is_loaded(store: Path) -> None:
    written(store, None)
    code = (
        "import sys; from pathlib import Path; from models.workspace.keys import unlock\n"
        "unlock(Path(sys.argv[1]), None); print(' '.join(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", code, str(store)], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert "argon2" not in loaded
    assert "cryptography" not in loaded
