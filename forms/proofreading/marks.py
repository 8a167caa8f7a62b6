"""Checks on marks that come in pairs: straight quotation marks, half-width brackets, titles within titles, missing partners."""

import re
from collections.abc import Iterator

from forms.passages import TextBlock, lines
from forms.proofreading.findings import Draft, Hit
from forms.proofreading.quotations import Quotation, quotations

_CHINESE = re.compile("[\u3400-\u9fff]")
_SMALL_TITLE = {"《": "〈", "》": "〉"}
_FULL_WIDTH = {"(": "（", ")": "）"}
_PARTNERS = {"）": "（", ")": "（", "》": "《", "”": "“", "〉": "〈", "】": "【", "〕": "〔", "」": "「"}
_OPENING = {"（": "（", "(": "（"} | {opening: opening for opening in _PARTNERS.values()}
_ITEM_NUMBER = re.compile(r"\s{0,20}(?:[0-9]{1,2}|[a-zA-Z]|[一二三四五六七八九十]{1,3})[)）]")
_FARTHEST = 60
"""Most characters between half-width brackets that are taken for a pair."""


def straight_quotes(draft: Draft, _pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find straight quotation marks; a pair becomes “ and ”, unless curly ones stand between."""
    for block in draft.blocks:
        for quotation in quotations(block.text):
            if quotation.mark != '"':
                continue
            certain = quotation.closed and not any(mark in block.text[quotation.start : quotation.end] for mark in "“”")
            yield Hit(block, quotation.start - 1, quotation.start, "“" if certain else None, "" if certain else _UNCERTAIN)
            if quotation.closed:
                yield Hit(block, quotation.end, quotation.end + 1, "”" if certain else None, "" if certain else _UNCERTAIN)


_UNCERTAIN = "请核对引号是否成对，改为“ ”，引号内再用引号的改为‘ ’。"


def half_width_brackets(draft: Draft, _pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find half-width brackets around Chinese, not those of formulas and foreign words; each bracket is a hit of its own."""
    for block in draft.blocks:
        for offset, line in lines(block.text):
            opened = -1
            for place, sign in enumerate(line):
                if sign in "(（":
                    opened = place
                elif sign in ")）" and opened >= 0:
                    if place - opened <= _FARTHEST and _is_chinese(line, opened, place):
                        yield from (
                            Hit(block, offset + at, offset + at + 1, _FULL_WIDTH[line[at]])
                            for at in (opened, place)
                            if line[at] in _FULL_WIDTH
                        )
                    opened = -1


def _is_chinese(line: str, opened: int, closed: int) -> bool:
    if opened and re.match(r"[0-9A-Za-z_]", line[opened - 1]):
        return False
    inside = line[opened + 1 : closed]
    return bool(_CHINESE.search(inside)) or (bool(opened) and bool(_CHINESE.match(line[opened - 1])) and not re.search("[=+*/<>]", inside))


def title_in_title(draft: Draft, _pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find 《 》 inside 《 》 (GB/T 15834: single ones there); deeper nesting is left to the officer."""
    for block in draft.blocks:
        for quotation in quotations(block.text):
            if quotation.mark == "《" and quotation.closed:
                yield from _nested(block, quotation)


def _nested(block: TextBlock, quotation: Quotation) -> Iterator[Hit]:
    inner = [place for place in range(quotation.start, quotation.end) if block.text[place] in _SMALL_TITLE]
    flat = all(block.text[place] == "《》"[number % 2] for number, place in enumerate(inner))
    for place in inner:
        yield Hit(block, place, place + 1, _SMALL_TITLE[block.text[place]] if flat else None)


def paired_marks(draft: Draft, _pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find brackets and quotation marks without their partner in the same paragraph.

    A “ may stay open when the next paragraph begins with “ ; 1） and （一） as numbers are no brackets.
    """
    for block in draft.blocks:
        all_lines = list(lines(block.text))
        for number, (offset, line) in enumerate(all_lines):
            item = _ITEM_NUMBER.match(line)
            goes_on = number + 1 < len(all_lines) and all_lines[number + 1][1].lstrip(" 　").startswith("“")
            waiting: list[tuple[str, int]] = []
            for place, sign in enumerate(line):
                if sign in _OPENING:
                    waiting.append((_OPENING[sign], place))
                elif sign in _PARTNERS and not (item and place == item.end() - 1):
                    if waiting and waiting[-1][0] == _PARTNERS[sign]:
                        waiting.pop()
                    elif not (waiting and any(mark == _PARTNERS[sign] for mark, _ in waiting[-_DEEPEST:])):
                        yield Hit(block, offset + place, offset + place + 1)
                    else:
                        while waiting[-1][0] != _PARTNERS[sign]:
                            at = waiting.pop()[1]
                            yield Hit(block, offset + at, offset + at + 1)
                        waiting.pop()
            for mark, place in waiting:
                if not (mark == "“" and goes_on):
                    yield Hit(block, offset + place, offset + place + 1)


_DEEPEST = 20
"""How many open marks back a partner is looked for."""
