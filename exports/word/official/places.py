"""Named places of a template: ``{{标题}}`` in its text, wherever WPS or Word has put it and however it has cut it into runs.

A place is typed between two braces on each side, half-width or full-width. A text place takes a text and may stand in a line with
other words, in tables, headers, footers and text boxes, as often as wanted. A block place takes paragraphs and tables; it stands
alone in its paragraph, once, and what comes in its stead looks like that paragraph.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from exports.word.official.packages import DOCUMENT, R, TemplateRefused, W, parse, read_package

if TYPE_CHECKING:
    from lxml import etree

BLOCK_PLACES = frozenset({"正文", "版头", "附件说明", "落款", "附件", "版记"})
"""Names that take blocks in every template; a caller may name more."""

TOKEN = re.compile(r"[{｛]{2}[\s　]*([^{}｛｝]{1,40}?)[\s　]*[}｝]{2}")
_HALF = re.compile(r"[{｛]{2}|[}｝]{2}")
_SINGLE = re.compile(r"[{｛][\s　]*([^{}｛｝]{1,40}?)[\s　]*[}｝]")
_FETCHING = re.compile(r"^\s*(INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|LINK|IMPORT|DATABASE|RD|MACROBUTTON)\b", re.IGNORECASE)
_MARKS = {
    "批注": (f"{W}commentReference",),
    "修订标记": tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange")),
}
"""What colleagues leave in a file while they change it together."""
_NAMED_AT_MOST = 3
_AROUND = 12
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARGIN_PARTS = re.compile(r"word/(header|footer)[^/]*\.xml")
_WHICH = {"default": "", "first": "首页", "even": "偶数页"}


@dataclass(frozen=True, slots=True)
class Place:
    """One named place.

    Attributes:
        name: What stands between the braces.
        known: The document can fill it.
        where: Where it stands, for the officer (Chinese).
        part: ``body`` / ``header`` / ``footer``.
        paragraph: Number of the paragraph among those with text in its part, from 1; 0 in tables and text boxes.
        cell: Table, row and cell, each from 1, when it stands in a table.
        alone: Nothing else stands in its paragraph.
        around: The text around it.
    """

    name: str
    known: bool
    where: str
    part: Literal["body", "header", "footer"]
    paragraph: int
    cell: tuple[int, int, int] | None
    alone: bool
    around: str


@dataclass(frozen=True, slots=True)
class TemplateFinding:
    """What is to be said about a template before it is used.

    Attributes:
        level: An ``error`` keeps the template from being used.
        message: What and where (Chinese).
    """

    level: Literal["error", "warning"]
    message: str


def list_places(path: Path, allowed: Collection[str] = ()) -> list[Place]:
    """Return the places of a template in the order of its text.

    Args:
        path: The template.
        allowed: Names that the document can fill.

    Raises:
        TemplateRefused: The file cannot serve as a template.
    """
    return places_of(read_package(path), path.name, allowed)


def check_template(path: Path, allowed: Mapping[str, bool], blocks: Collection[str] = BLOCK_PLACES) -> list[TemplateFinding]:
    """Return everything that is wrong with a template; no finding of the level ``error``: it can be used.

    Args:
        path: The template.
        allowed: For each name that the document can fill: whether the template must have it.
        blocks: Names that take blocks.
    """
    try:
        return findings_of(read_package(path), path.name, allowed, blocks)
    except TemplateRefused as refusal:
        return [TemplateFinding("error", str(refusal))]


def findings_of(parts: Mapping[str, bytes], file: str, allowed: Mapping[str, bool], blocks: Collection[str]) -> list[TemplateFinding]:
    """Return the findings about a template that has been read."""
    places = places_of(parts, file, allowed)
    found = []
    for place in places:
        if not place.known:
            message = f"{place.where}的“{{{{{place.name}}}}}”不是本文书的填充位置，请改正名称或删去（前后文：{place.around}）。"
            found.append(TemplateFinding("error", message))
        elif place.name in blocks and not place.alone:
            message = f"{place.where}的“{{{{{place.name}}}}}”须独占一段，同一段中还有其他文字（前后文：{place.around}）。"
            found.append(TemplateFinding("error", message))
        elif place.name in blocks and place.part != "body":
            found.append(TemplateFinding("error", f"{place.where}的“{{{{{place.name}}}}}”不能放在页眉或页脚里，请移到正文中。"))
    found += [*_broken_places(parts, file, allowed), *_fetching_fields(parts, file)]
    for name in allowed:
        wheres = [place.where for place in places if place.name == name]
        if not wheres and allowed[name]:
            found.append(TemplateFinding("error", f"缺少填充位置“{{{{{name}}}}}”，请在模板中补上，或恢复为随程序提供的模板。"))
        elif len(wheres) > 1 and name in blocks:
            found.append(TemplateFinding("error", f"“{{{{{name}}}}}”只能出现一次，现出现{len(wheres)}次：{'、'.join(wheres)}。"))
    return [*found, *_left_marks(parts, file)]


def places_of(parts: Mapping[str, bytes], file: str, allowed: Collection[str] = ()) -> list[Place]:
    """Return the places of a template that has been read."""
    found = []
    for spot, paragraph in _spots(parts, file):
        text = text_of(paragraph)
        for token in TOKEN.finditer(text):
            around = f"{text[max(0, token.start() - _AROUND) : token.end() + _AROUND]}"
            alone = not f"{text[: token.start()]}{text[token.end() :]}".strip(" \t　")
            found.append(Place(token[1], token[1] in allowed, spot.where, spot.part, spot.paragraph, spot.cell, alone, around))
    return found


def texts_of(paragraph: "etree._Element") -> "list[etree._Element]":
    """Return the ``w:t`` of a paragraph, without those of text boxes anchored in it."""
    return [text for text in paragraph.iter(f"{W}t") if next(text.iterancestors(f"{W}p")) is paragraph]


def text_of(paragraph: "etree._Element") -> str:
    """Return the text of a paragraph."""
    return "".join(text.text or "" for text in texts_of(paragraph))


def margin_parts(parts: Mapping[str, bytes]) -> list[str]:
    """Return the names of headers and footers."""
    return sorted(name for name in parts if _MARGIN_PARTS.fullmatch(name))


@dataclass(frozen=True, slots=True)
class _Spot:
    where: str
    part: Literal["body", "header", "footer"]
    paragraph: int
    cell: tuple[int, int, int] | None


def _spots(parts: Mapping[str, bytes], file: str) -> "Iterator[tuple[_Spot, etree._Element]]":
    """Yield every paragraph with text and where it stands."""
    yield from _walk(parse(parts[DOCUMENT], file), "body", "正文")
    names = _margin_names(parts, file)
    for name in margin_parts(parts):
        root = parse(parts[name], file)
        kind: Literal["header", "footer"] = "header" if root.tag == f"{W}hdr" else "footer"
        yield from _walk(root, kind, names.get(name, "页眉" if kind == "header" else "页脚"))


def _walk(root: "etree._Element", part: Literal["body", "header", "footer"], title: str) -> "Iterator[tuple[_Spot, etree._Element]]":
    tables = {table: number for number, table in enumerate(root.iter(f"{W}tbl"), start=1)}
    number = 0
    for paragraph in root.iter(f"{W}p"):
        if not text_of(paragraph).strip() or next(paragraph.iterancestors(_FALLBACK), None) is not None:
            continue
        box = next(paragraph.iterancestors(f"{W}txbxContent"), None) is not None
        cell = next(paragraph.iterancestors(f"{W}tc"), None)
        if cell is not None:
            row = next(cell.iterancestors(f"{W}tr"))
            table = next(row.iterancestors(f"{W}tbl"))
            place = (tables[table], _index(row, f"{W}tr"), _index(cell, f"{W}tc"))
            where = f"{title}第{place[0]}个表格第{place[1]}行第{place[2]}格"
            yield _Spot(where, part, 0, place), paragraph
        elif box:
            yield _Spot(f"{title}的文本框中", part, 0, None), paragraph
        else:
            number += 1
            yield _Spot(f"{title}第{number}段", part, number, None), paragraph


def _index(element: "etree._Element", tag: str) -> int:
    return 1 + sum(1 for _ in element.itersiblings(tag, preceding=True))


def _margin_names(parts: Mapping[str, bytes], file: str) -> dict[str, str]:
    """Return what each header and footer is called."""
    relations = parts.get("word/_rels/document.xml.rels")
    if relations is None:
        return {}
    targets = {entry.get("Id"): entry.get("Target", "").removeprefix("/word/") for entry in parse(relations, file)}
    names: dict[str, str] = {}
    for reference in parse(parts[DOCUMENT], file).iter(f"{W}headerReference", f"{W}footerReference"):
        kind = "页眉" if reference.tag == f"{W}headerReference" else "页脚"
        which = _WHICH.get(reference.get(f"{W}type", "default"), "")
        names.setdefault(f"word/{targets.get(reference.get(f'{R}id'), '')}", which + kind)
    return names


def _broken_places(parts: Mapping[str, bytes], file: str, allowed: Collection[str]) -> Iterator[TemplateFinding]:
    for spot, paragraph in _spots(parts, file):
        rest = TOKEN.sub("", text_of(paragraph))
        half = _HALF.search(rest)
        if half:
            around = rest[max(0, half.start() - _AROUND) : half.end() + _AROUND]
            yield TemplateFinding("error", f"{spot.where}的花括号不成对，填充位置应写成“{{{{名称}}}}”（前后文：{around}）。")
            continue
        for single in _SINGLE.finditer(rest):
            if single[1] in allowed:
                yield TemplateFinding("error", f"{spot.where}的“{single[0]}”少了花括号，应写成“{{{{{single[1]}}}}}”。")


def _fetching_fields(parts: Mapping[str, bytes], file: str) -> Iterator[TemplateFinding]:
    """Report fields that fetch something from elsewhere when the document is opened."""
    for name in (DOCUMENT, *margin_parts(parts)):
        root = parse(parts[name], file)
        codes = ["".join(code.text or "" for code in p.iter(f"{W}instrText")) for p in root.iter(f"{W}p")]
        codes += [field.get(f"{W}instr", "") for field in root.iter(f"{W}fldSimple")]
        for code in codes:
            if _FETCHING.match(code):
                yield TemplateFinding("error", f"模板中有会从别处取内容的域（{code.split()[0]}），不能使用，请删去。")


def _left_marks(parts: Mapping[str, bytes], file: str) -> Iterator[TemplateFinding]:
    """Report comments and tracked changes: every document made from the template would go out with them."""
    spots = list(_spots(parts, file))
    for what, tags in _MARKS.items():
        wheres = list(dict.fromkeys(spot.where for spot, paragraph in spots if next(paragraph.iter(*tags), None) is not None))
        if wheres:
            named = "、".join(wheres[:_NAMED_AT_MOST]) + (f"等{len(wheres)}处" if len(wheres) > _NAMED_AT_MOST else "")
            yield TemplateFinding("warning", f"{named}有{what}，导出的文书会带着它们；请在 WPS 里接受修订、删除批注后再用。")
