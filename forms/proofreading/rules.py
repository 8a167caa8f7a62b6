"""The rules of the proofreading (公文体检) as data: the typed shape of ``proofreading.toml``, loaded and checked.

A rule names a pattern, a list of words, or a check of the closed list (`forms.proofreading.checks.CHECKS`); it never holds an
expression to be computed. An unbounded repetition (``*``, ``+``, ``{2,}``) has to be possessive (``*+``), so that no text can make
a pattern slow.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, NoReturn

from msgspec import Meta, Struct

from forms.definition import Level
from forms.passages import BlockKind
from forms.proofreading.checks import CHECKS, Check
from models.errors import ResourceError
from models.programme.loading import load_toml
from models.programme.types import Key, Text

if TYPE_CHECKING:
    from models.programme.pack import Programme

FILE = "proofreading.toml"
AT = "at"
"""Name of the group of a pattern that is reported, where it is not the whole match."""

_ESCAPED = re.compile(r"\\.|\[(?:\\.|[^\]\\])++\]", re.DOTALL)
_POSSESSIVE = re.compile(r"(?:[*+]|\{[0-9]*,\})\+")
_UNBOUNDED = re.compile(r"[*+]|\{[0-9]*,\}")


class Mend(StrEnum):
    """Whether the program may mend what a rule finds."""

    AUTOMATIC = "automatic"
    HINT = "hint"


class Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every entry: immutable, unknown keys refused."""


class Line(Entry, frozen=True, kw_only=True):
    """One block of an example that needs several."""

    kind: BlockKind
    text: str
    label: str = ""


class Rule(Entry, frozen=True, kw_only=True):
    """One rule.

    Attributes:
        key: Permanent key, e.g. ``PR001``.
        category: 文号, 序号, 标题 ….
        standard: Standard or usage it rests on.
        reason: Why, in one sentence for the officer.
        advice: What to do, where the program does not propose a text.
        bad: An example that is found: a text, or several blocks.
        good: The same as it should be; not found.
        level: How serious.
        mend: Whether the program may mend it.
        pattern: Regular expression; its group ``at``, or else the whole match, is reported. ``^`` and ``$`` are ends of lines.
        check: Name of a check of the closed list.
        words: Wrong to right; alone it is looked for as it stands, with a pattern it says what to put for what was found.
        replacement: What is put in place of what a pattern has found; may name groups (``\\1``, ``\\g<name>``).
        kinds: Kinds of blocks it looks at; empty: all.
        in_quotations: It concerns quotations themselves, and so looks into them.
    """

    key: Key
    category: Text
    standard: Text
    reason: Text
    bad: Text | Annotated[tuple[Line, ...], Meta(min_length=1)]
    good: Text | Annotated[tuple[Line, ...], Meta(min_length=1)]
    level: Level
    mend: Mend
    advice: str = ""
    pattern: str = ""
    check: str = ""
    words: dict[Text, str] = {}
    replacement: str | None = None
    kinds: tuple[BlockKind, ...] = ()
    in_quotations: bool = False


class Rules(Entry, frozen=True, kw_only=True):
    """The file ``proofreading.toml``."""

    rule: Annotated[tuple[Rule, ...], Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class ReadyRule:
    """A rule with its pattern compiled and its check looked up; one of the two is there, a check may have an operand pattern."""

    rule: Rule
    pattern: re.Pattern[str] | None
    check: Check | None


@lru_cache(maxsize=8)
def load_rules(programme: "Programme") -> tuple[ReadyRule, ...]:
    """Load and check the rules of a pack, in the order of the file; once loaded they are kept.

    Raises:
        ResourceError: The file is missing or an entry is wrong (file, key path, Chinese reason).
    """
    parts = ("programmes", programme.id, FILE)
    rules = load_toml(Rules, *parts, root=programme.root).rule
    file = "/".join(parts)
    seen: set[str] = set()
    ready = []
    for rule in rules:
        if rule.key in seen:
            raise ResourceError(file, f"rule[{rule.key}]", "键名重复")
        seen.add(rule.key)
        ready.append(_ready(file, rule))
    return tuple(ready)


def _ready(file: str, rule: Rule) -> ReadyRule:
    place = f"rule[{rule.key}]"

    def refuse(name: str, reason: str) -> NoReturn:
        raise ResourceError(file, f"{place}.{name}", reason)

    check = CHECKS.get(rule.check)
    if rule.check and check is None:
        refuse("check", f"没有“{rule.check}”这项检查；可用：{_listed(CHECKS)}")
    if not (rule.pattern or rule.words or check):
        refuse("pattern", "pattern、words、check 至少要写一个")
    if check:
        if bool(rule.pattern) != check.takes_pattern:
            refuse("pattern", f"检查“{rule.check}”{'要' if check.takes_pattern else '不'}写 pattern")
        if rule.words:
            refuse("words", "用检查的规则不写 words")
        if rule.mend is Mend.AUTOMATIC and not check.mends:
            refuse("mend", f"检查“{rule.check}”只能提示，不能自动改")
        if rule.replacement is not None:
            refuse("replacement", "用检查的规则不写 replacement")
    elif rule.mend is Mend.AUTOMATIC and rule.replacement is None and not rule.words:
        refuse("replacement", "自动改的规则要写明改成什么")
    elif rule.replacement is not None and rule.words:
        refuse("replacement", "已有 words 的规则不写 replacement")
    if rule.mend is Mend.HINT and not rule.advice and not rule.words and rule.replacement is None:
        refuse("advice", "仅提示的规则要写明请经办人怎么做")
    return ReadyRule(rule, _compiled(rule, refuse), check)


def _compiled(rule: Rule, refuse: Callable[[str, str], NoReturn]) -> re.Pattern[str] | None:
    if not rule.pattern:
        return None if rule.check else re.compile("|".join(re.escape(word) for word in sorted(rule.words, key=len, reverse=True)))
    try:
        pattern = re.compile(rule.pattern, re.MULTILINE)
        pattern.sub(rule.replacement or "", "")
    except (re.error, IndexError) as error:
        refuse("pattern", f"正则表达式或 replacement 写法不对（{error}）")
    if _UNBOUNDED.search(_POSSESSIVE.sub("", _ESCAPED.sub("x", rule.pattern))):
        refuse("pattern", "不限次数的重复后面要加“+”（如“*+”），或写明最多几次")
    return pattern


def _listed(names: Collection[str]) -> str:
    return "、".join(names)
