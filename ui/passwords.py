"""How good a password is, said in words; nothing is enforced but a least length."""

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from ui.tone import Tone

LEAST = 8
"""A password shorter than this is refused: it is found by trying within hours, even through the slow key derivation."""
GOOD = 12
_COMMON = ("password", "12345678", "88888888", "11111111", "00000000", "qwertyui", "abcd1234", "iloveyou", "admin", "woaini", "ronghe")


@dataclass(frozen=True, slots=True)
class Strength:
    """What is to be said about a password.

    Attributes:
        acceptable: It may be used.
        words: What the officer reads.
        tone: How it is said.
    """

    acceptable: bool
    words: str
    tone: Tone


def strength(password: str) -> Strength:
    """Judge a password as the store will read it (full-width and half-width letters are the same)."""
    plain = unicodedata.normalize("NFKC", password)
    if not plain:
        return Strength(False, f"至少 {LEAST} 个字符。建议用几个不相干的词或一句只有自己知道的话，长比复杂更管用。", Tone.NEUTRAL)
    if len(plain) < LEAST:
        return Strength(False, f"太短：现在 {len(plain)} 个字符，至少要 {LEAST} 个。", Tone.ERROR)
    kinds = len({_kind(c) for c in plain})
    if len(set(plain)) < 5 or any(word in plain.casefold() for word in _COMMON) or _is_run(plain):
        return Strength(True, "可以用，但很容易被猜到：不要用重复或连续的字符、常见密码。", Tone.WARNING)
    if len(plain) >= GOOD or (len(plain) >= 10 and kinds >= 3):
        return Strength(True, "很好。", Tone.OK)
    if kinds == 1:
        return Strength(True, "可以用，偏弱：再长一些，或混用字母、数字和汉字。", Tone.WARNING)
    return Strength(True, "可以用；再长几个字符会更好。", Tone.HINT)


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    if not character.isalpha():
        return "sign"
    if character.isascii():
        return "upper" if character.isupper() else "lower"
    return "other"


def _is_run(text: str) -> bool:
    """Whether every character follows the one before it: 12345678, abcdefgh, 87654321."""
    steps = {ord(second) - ord(first) for first, second in pairwise(text)}
    return steps in ({1}, {-1})
