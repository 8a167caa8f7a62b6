"""Checks on how a document is built: level numbers, list of annexes, title and text."""

import re
from collections.abc import Iterator

from forms.passages import BlockKind, TextBlock, lines
from forms.proofreading.findings import Draft, Hit

_LEVELS = (
    re.compile(r"(?P<number>[一二三四五六七八九十]{1,3})[、．.，]"),
    re.compile(r"[（(](?P<number>[一二三四五六七八九十]{1,3})[）)]"),
    re.compile(r"(?P<number>[0-9]{1,2})[.．、](?![0-9])"),
    re.compile(r"[（(](?P<number>[0-9]{1,2})[）)]"),
)
"""The four levels of numbers (GB/T 9704 7.3.3), from the first: 一、（一）1.（1）."""

_SHOWN = ("一、", "（一）", "1.", "（1）")
_DIGITS = "一二三四五六七八九"
_RESETTING = frozenset({BlockKind.TITLE, BlockKind.ANNEX_TITLE})
_OUTSIDE = frozenset({BlockKind.RECIPIENT, BlockKind.ANNEX_LINE})
_ANNEX_LINE = re.compile(r"\s{0,20}(?:附件[:：]?)?\s{0,20}(?:(?P<number>[0-9]{1,2})[.．、])?\s{0,20}(?P<name>[^\n]*+)")
_TRAILING = "。，；、,;. "


def level_numbers(draft: Draft, _pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find level numbers that leave one out, come twice, or begin two levels deeper than what stands above.

    Counting begins anew with a title, with a heading that has no number, and in every cell.
    """
    counts: list[int] = []
    for block in draft.blocks:
        if block.kind in _OUTSIDE:
            continue
        if block.kind in _RESETTING:
            counts = []
            continue
        if block.kind is BlockKind.CELL:
            yield from _numbered(block, [])
            continue
        if block.kind is BlockKind.HEADING and _level(block.text) is None:
            counts = []
        yield from _numbered(block, counts)


def _numbered(block: TextBlock, counts: list[int]) -> Iterator[Hit]:
    """Yield the wrong numbers of a block; `counts` holds the last number of each open level and goes on to the next block."""
    for offset, line in lines(block.text):
        found = _level(line)
        if found is None:
            continue
        level, number, match = found
        while len(counts) > level + 1:
            counts.pop()
        if level > len(counts) and counts:
            advice = f"“{_SHOWN[len(counts) - 1]}”之下应先用“{_SHOWN[len(counts)]}”，请调整层次。"
            yield Hit(block, offset + match.start(), offset + match.end(), advice=advice)
            counts += [0] * (level - len(counts))
        elif level > len(counts):
            # A text that begins on a lower level, such as a list in a field of its own.
            counts += [0] * (level - len(counts))
        if len(counts) == level:
            counts.append(0)
        expected = counts[level] + 1
        if number != expected:
            advice = f"按前后顺序这里应为第{expected}项，请核对是否漏项、重号。"
            yield Hit(block, offset + match.start(), offset + match.end(), advice=advice)
        counts[level] = number


def _level(line: str) -> tuple[int, int, re.Match[str]] | None:
    start = len(line) - len(line.lstrip(" 　\t"))
    for level, expression in enumerate(_LEVELS):
        found = expression.match(line, start)
        if found and (number := _number(found["number"])):
            return level, number, found
    return None


def _number(text: str) -> int:
    """Read 1 … 99 in Arabic or Chinese digits; 0 when it is none."""
    if text.isascii():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.index(text) + 1 if len(text) == 1 else 0
    if (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS) or max(len(tens), len(ones)) > 1:
        return 0
    return (_DIGITS.index(tens) + 1 if tens else 1) * 10 + (_DIGITS.index(ones) + 1 if ones else 0)


def single_annex(draft: Draft, _pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find the number of an annex that is the only one (GB/T 9704 7.3.7)."""
    entries = _annexes(draft)
    if len(entries) == 1:
        block, offset, found = entries[0]
        if found["number"]:
            start = offset + found.start("number")
            yield Hit(block, start, start + len(found["number"]) + 1)


def annex_list(draft: Draft, _pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find entries of the list of annexes that do not go 1, 2, 3 …, or differ in name or number from the annexes that follow (7.3.4)."""
    entries = _annexes(draft)
    if len(entries) > 1:
        for number, (block, offset, found) in enumerate(entries, 1):
            if found["number"] != str(number):
                advice = f"这是第{number}个附件，序号应为“{number}.”。"
                yield Hit(block, offset + found.start("name"), offset + max(found.end("name"), found.start("name")), advice=advice)
    titles = [block for block in draft.blocks if block.kind is BlockKind.ANNEX_TITLE]
    if not (entries and titles):
        return
    for (block, offset, found), title in zip(entries, titles, strict=False):
        name = found["name"].rstrip(_TRAILING)
        if _compact(name) != _compact(title.text):
            start = offset + found.start("name")
            advice = f"附件首页的标题是“{title.text.strip()}”，请改为一致。"
            yield Hit(block, start, start + (len(name) or len(found["name"])), advice=advice)
    for block, offset, found in entries[len(titles) :]:
        yield Hit(
            block, offset + found.start("name"), offset + found.end("name"), advice="后面没有这个附件，请补上附件或从附件说明中删去。"
        )
    for title in titles[len(entries) :]:
        yield Hit(title, 0, len(title.text), advice="附件说明中没有列出这个附件，请补列。")


def _annexes(draft: Draft) -> list[tuple[TextBlock, int, re.Match[str]]]:
    """Return the entries of the list of annexes with the place of their line; a line without number goes on with the one before."""
    entries = []
    for block in draft.blocks:
        if block.kind is BlockKind.ANNEX_LINE:
            for offset, line in lines(block.text):
                found = _ANNEX_LINE.match(line)
                if found and found["name"].strip():
                    entries.append((block, offset, found))
    return entries


def _compact(text: str) -> str:
    return "".join(text.split()).replace("(", "（").replace(")", "）")


def request_in_report(draft: Draft, pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find the words of a request (`pattern`) in a document whose title says 报告."""
    if any(block.kind is BlockKind.TITLE and block.text.rstrip(_TRAILING).endswith("报告") for block in draft.blocks):
        for block in draft.blocks:
            yield from (Hit(block, found.start(), found.end()) for found in pattern.finditer(block.text))
