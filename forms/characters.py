"""Characters that need attention: those that cannot be seen, those that documents cannot hold, and how many count."""

import re

_NAMES = {
    "\u00ad": "可选连字符",
    "\u200b": "零宽空格",
    "\u200c": "零宽不连字",
    "\u200d": "零宽连字",
    "\u200e": "从左至右标记",
    "\u200f": "从右至左标记",
    "\u2060": "零宽不换行",
    "\ufeff": "零宽不换行空格",
    "\ufffd": "损坏的字符",
}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HIDDEN = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffd\U000e0001\U000e0020-\U000e007f]"
    "|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_UNCOUNTED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u0300-\u036f\u061c\u180b-\u180e\u1ab0-\u1aff\u200b-\u200f\u2028-\u202e\u2060-\u206f\u20d0-\u20ff"
    "\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\ud800-\udfff\U0001f3fb-\U0001f3ff\U000e0001-\U000e01ef]"
)


def length(text: str) -> int:
    """Return how many characters a reader counts.

    Every code point counts one, so that a rare character such as 𠮷 is one (an UTF-16 program would count two);
    line breaks, other control characters, combining marks, variation selectors, skin tones, invisible marks and
    halves of surrogate pairs count nothing.
    """
    return len(text) if text.isascii() and text.isprintable() else len(_UNCOUNTED.sub("", text))


def _named(found: list[str]) -> str:
    """Return the names of the different characters, at most three of them."""
    if not found:
        return ""
    different = list(dict.fromkeys(found))
    words = "、".join(f"{_NAMES.get(sign, '不可见字符')}(U+{ord(sign):04X})" for sign in different[:3])
    return words + (f"等{len(different)}种" if len(different) > 3 else "")


def illegal_characters(text: str) -> str:
    """Name the characters that Word and Excel files cannot hold (not allowed in XML 1.0); empty when there are none."""
    return _named(_ILLEGAL.findall(text))


def hidden_characters(text: str) -> str:
    """Name the characters that cannot be seen but change search, order or line breaks; empty when there are none.

    The joiner inside an emoji is part of the emoji and not named.
    """
    return _named(_HIDDEN.findall(text))


def private_characters(text: str) -> str:
    """Name the characters of the private use area (自造字), which other machines show as something else."""
    return _named(_PRIVATE.findall(text)).replace("不可见字符", "自造字")
