"""Checks on what a text says: days, districts, names of documents, claims, numbers, personal facts."""

import re
from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal

from forms.consistency import Figure, text_against_tables
from forms.leaving import Personal, personal_numbers
from forms.passages import BlockKind, sentences
from forms.proofreading.findings import Draft, Hit
from models.arithmetic import to_number

_DATE = re.compile(r"(?<!\d)(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日", re.ASCII)
_SHORT_DATE = re.compile(
    r"(?<![\d.-])(?P<year>(?:19|20)\d{2})(?P<sign>[.-])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\d.-])", re.ASCII
)
_LEAP_YEAR = 2024
_FORMERLY = re.compile(r"(?:原|撤销)[、和与及]{0,3}$")
_DOCUMENT = re.compile(r"《(?P<title>[^《》\n]{2,80})》[(（](?P<number>[^()（）\n]{4,30}号)[)）]")
_WHOLE = re.compile(r"(?:共|合计|总计)[^\d，。；：\n]{0,12}(?P<whole>\d{1,12}(?:\.\d{1,4})?)(?P<unit>[\u4e00-\u9fff%]{1,2})[，,]\s?其中")
_MOST_PARTS = 20
_IN_CELL = re.compile(r"\s{0,9}([\d,]{1,20}(?:\.\d{1,6})?)")


def real_dates(draft: Draft, _pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find days that no calendar has, such as 2月30日; without a year the 29th of February is taken for possible."""
    for block in draft.blocks:
        for expression in (_DATE, _SHORT_DATE):
            for found in expression.finditer(block.text):
                year, month, day = int(found["year"] or _LEAP_YEAR), int(found["month"]), int(found["day"])
                if not 1 <= month <= 12:
                    yield Hit(block, found.start(), found.end(), advice=f"没有{month}月，请核对。")
                elif not 1 <= day <= (last := monthrange(max(year, 1), month)[1]):
                    shown = f"{found['year']}年{month}月" if found["year"] else f"{month}月"
                    yield Hit(block, found.start(), found.end(), advice=f"{shown}只有{last}天，没有{day}日，请核对。")


def abolished_districts(draft: Draft, _pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find names of districts that no longer exist on the day of the document; 原 or 撤销 before the name says that it is meant so."""
    programme = draft.programme
    valid = {name for district in programme.districts_on(draft.on) for name in (district.name, district.short)}
    gone = {
        name: district
        for district in programme.districts
        if district.valid_to is not None and district.valid_to <= draft.on
        for name in (district.name, district.short)
        if name not in valid
    }
    if not gone:
        return
    names = "|".join(re.escape(name) for name in sorted(gone, key=len, reverse=True))
    expression = re.compile(f"(?:{names})(?![域间别])")
    removed = re.compile(names)
    for block in draft.blocks:
        for found in expression.finditer(block.text):
            if _FORMERLY.search(removed.sub("", block.text[max(0, found.start() - 30) : found.start()])):
                continue
            district = gone[found[0]]
            day = district.valid_to
            heir = programme.district(district.successor).name if district.successor else ""
            said = f"{day.year}年{day.month}月{day.day}日起已撤销" if day else "已撤销"
            advice = f"“{found[0]}”{said}" + (f"，由“{heir}”承接" if heir else "") + "。现用名称请改；说的是过去的事的，前面加“原”。"
            yield Hit(block, found.start(), found.end(), advice=advice)


def document_titles(draft: Draft, _pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find a title that is not the one the pack knows for the number behind it."""
    titles = {document.number: document.title for document in draft.programme.documents if document.number}
    for block in draft.blocks:
        for found in _DOCUMENT.finditer(block.text):
            title = titles.get("".join(found["number"].split()))
            if title and not found["title"].endswith(title):
                start, end = found.span("title")
                yield Hit(block, start, end, advice=f"{found['number']}的标题是《{title}》，请核对引用。")


def claim_without_number(draft: Draft, pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find great words (`pattern`) in a sentence that has no digit."""
    for block in draft.blocks:
        for start, sentence in sentences(block.text):
            if not re.search(r"\d", sentence):
                yield from (Hit(block, start + found.start(), start + found.end()) for found in pattern.finditer(sentence))


def parts_exceed_whole(draft: Draft, _pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find 共…，其中… where the parts of the same unit add up to more than the whole; fewer may be meant."""
    for block in draft.blocks:
        for start, sentence in sentences(block.text):
            for found in _WHOLE.finditer(sentence):
                unit = found["unit"]
                # A part ends with its unit: in “9个方向” the number counts something else, and the list is over.
                part = re.compile(rf"[^\d，。；、\n]{{0,20}}(\d{{1,12}}(?:\.\d{{1,4}})?){re.escape(unit)}(?:[、，和及]|(?=[。；！\n]|$))")
                added, place = Decimal(0), found.end()
                for _ in range(_MOST_PARTS):
                    each = part.match(sentence, place)
                    if not each:
                        break
                    added, place = added + Decimal(each[1]), each.end()
                if added > Decimal(found["whole"]):
                    advice = f"其中各项相加为{added}{unit}，多于合计{found['whole']}{unit}，请核对；各项有交叉的不用改。"
                    yield Hit(block, start + found.start("whole"), start + found.end("unit"), advice=advice)


def same_in_table_and_text(draft: Draft, _pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find numbers in the text that differ from the cell labelled with the same indicator of the pack."""
    indicators = {indicator.name: indicator for indicator in draft.programme.indicators}
    figures = []
    for block in draft.blocks:
        indicator = indicators.get(block.label) if block.kind is BlockKind.CELL else None
        found = _IN_CELL.match(block.text)
        value = to_number(found[1]) if indicator and found else None
        if indicator and value is not None:
            figures.append(Figure(indicator.name, indicator.unit, indicator.kind, "", value, block.label))
    blocks = {block.key: block for block in draft.blocks}
    for disagreement in text_against_tables(draft.blocks, figures):
        spot = disagreement.first
        yield Hit(blocks[spot.block], spot.start, spot.end, advice=disagreement.message)


def personal_facts(draft: Draft, _pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Find identity numbers, bank cards and mobile phones in running text."""
    kinds = (Personal.IDENTITY, Personal.BANK_CARD, Personal.MOBILE)
    for block in draft.blocks:
        yield from (Hit(block, fact.start, fact.end) for fact in personal_numbers(block.text) if fact.kind in kinds)
