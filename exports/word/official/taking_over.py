"""Putting blocks into a template so that they look like the paragraph they stand for, with the styles the bureau has changed."""

import copy
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from exports.word.body import paragraph as plain_paragraph
from exports.word.looks import TWIPS_PER_POINT, Look, mm
from exports.word.official.blocks import Flow
from exports.word.official.looks import OfficialLooks, official_looks
from exports.word.official.packages import W
from exports.word.official.structure import Block, Heading, Paragraph
from exports.word.settings import WordSettings
from exports.word.skeleton import WIDE_FOOTER_MM, WIDE_HEADER_MM, style_element
from models.errors import UserError

if TYPE_CHECKING:
    from lxml import etree

_NAMESPACES = {
    "w": W[1:-1],
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_FONT_SLOTS = ("ascii", "hAnsi", "eastAsia", "cs")
_BEFORE = {"keepNext": (f"{W}pStyle",), "pageBreakBefore": (f"{W}pStyle", f"{W}keepNext", f"{W}keepLines")}
"""What stands before the properties that a block may bring along."""


class Styles:
    """The styles of a template, found by name: saving in another program gives them new ids."""

    def __init__(self, root: "etree._Element", looks: OfficialLooks) -> None:
        self.root = root
        self._looks = {look.style: look for look in looks.all()}
        self._ids = {}
        for style in root.iter(f"{W}style"):
            name = style.find(f"{W}name")
            if style.get(f"{W}type") == "paragraph" and name is not None:
                self._ids[name.get(f"{W}val", "").lower()] = style.get(f"{W}styleId", "")
        self._own = set(self._ids)

    def of(self, look_style: str) -> str:
        """Return the template's id of one of our styles, adding the style when the template has none of that name."""
        look = self._looks[look_style]
        if look.name.lower() not in self._ids:
            self._ids[look.name.lower()] = self._add(look)
        return self._ids[look.name.lower()]

    def has(self, look_style: str) -> bool:
        """Tell whether the template itself has the style."""
        return self._looks[look_style].name.lower() in self._own

    def _add(self, look: Look) -> str:
        style = elements(style_element(look))[0]
        taken = {other.get(f"{W}styleId") for other in self.root.iter(f"{W}style")}
        name = look.style
        while name in taken:
            name += "x"
        style.set(f"{W}styleId", name)
        based = style.find(f"{W}basedOn")
        if based is not None:
            ours = (other for other in self.root.iter(f"{W}style") if other.get(f"{W}type") == "paragraph")
            normal = [other for other in ours if other.get(f"{W}default") in ("1", "true", "on")]
            if normal:
                based.set(f"{W}val", normal[0].get(f"{W}styleId", ""))
            else:
                style.remove(based)
        self.root.append(style)
        return name


class Taker:
    """Makes blocks look like the paragraph of their place."""

    def __init__(self, looks: OfficialLooks, styles: Styles) -> None:
        self._looks = looks
        self._styles = styles

    @cached_property
    def _headings(self) -> set[str]:
        return {look.style for look in self._looks.headings}

    @cached_property
    def _like_text(self) -> set[str]:
        looks = self._looks
        return {look.style for look in (looks.recipient, looks.annex_note, looks.signature, looks.note, looks.plain)}

    def dress(self, content: "Sequence[etree._Element]", place: "etree._Element") -> None:
        """Give generated paragraphs the looks of the template.

        The text takes over the whole paragraph format of the place, the lines around it its font; headings and tables
        keep to the styles of the template.
        """
        properties, face = place.find(f"{W}pPr"), _face(place)
        for block in content:
            for paragraph in list(block.iter(f"{W}p")):
                style = paragraph.find(f"{W}pPr/{W}pStyle")
                if style is None:
                    continue
                ours = style.get(f"{W}val", "")
                if ours == self._looks.body.style:
                    self._as_text(paragraph, properties, face)
                    continue
                style.set(f"{W}val", self._styles.of(ours))
                if ours in self._headings and self._styles.has(ours):
                    for run in paragraph.iter(f"{W}r"):
                        _leave_to_style(run)
                elif ours in self._like_text and face is not None:
                    for run in paragraph.iter(f"{W}r"):
                        _replace(run, face)

    def _as_text(self, paragraph: "etree._Element", properties: "etree._Element | None", face: "etree._Element | None") -> None:
        old = paragraph[0]
        flow = [name for name in ("pageBreakBefore", "keepNext") if old.find(f"{W}{name}") is not None]
        paragraph.remove(old)
        taken = copy.deepcopy(properties) if properties is not None else paragraph.makeelement(f"{W}pPr")
        for child in [child for child in taken if child.tag in (f"{W}sectPr", *(f"{W}{name}" for name in flow))]:
            taken.remove(child)
        paragraph.insert(0, taken)
        for name in flow:
            before = _BEFORE[name]
            taken.insert(sum(child.tag in before for child in taken), taken.makeelement(f"{W}{name}"))
        body = self._looks.body.font
        for run in paragraph.iter(f"{W}r"):
            fonts = run.find(f"{W}rPr/{W}rFonts")
            if fonts is not None and fonts.get(f"{W}eastAsia") == body and face is not None:
                _replace(run, face)


def elements(xml: str) -> "list[etree._Element]":
    """Parse what our writer has written."""
    from lxml import etree

    declared = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES.items())
    return list(etree.fromstring(f"<w:body {declared}>{xml}</w:body>".encode()))


def insert_blocks(place: "etree._Element", blocks: Sequence[Block], settings: WordSettings, styles: Styles) -> None:
    """Put blocks in the stead of a place's paragraph.

    Raises:
        UserError: The place stands where tables and turned pages cannot be.
    """
    looks = official_looks(settings)
    parent = place.getparent()
    if parent is None or parent.tag != f"{W}body":
        if not all(isinstance(block, (Heading, Paragraph)) for block in blocks):
            raise UserError("模板把含有表格或附件的内容放在了表格或文本框里，放不下。", "请把这个填充位置移到表格外，独占一段。")
        flow = Flow(looks, "", "", "", begun=True)
    else:
        first = govern(place)
        above = place.getprevious()
        ended = above is not None and above.find(f"{W}pPr/{W}sectPr") is not None
        flow = Flow(looks, _text(first), _text(_later(first)), _text(_turned(first)), begun=above is not None, fresh=ended)
    flow.write(blocks)
    content = elements(flow.upright())
    if any(block.find(f"{W}pPr/{W}sectPr") is not None for block in content):
        governing = govern(place)
        _make_later(governing)
    Taker(looks, styles).dress(content, place)
    if not content:
        remove_paragraph(place)
        return
    own_section = place.find(f"{W}pPr/{W}sectPr")
    if own_section is not None:
        gap = plain_paragraph(looks.gap, section=_text(own_section))
        content += elements(gap.replace(f'"{looks.gap.style}"', f'"{styles.of(looks.gap.style)}"', 1))
    for block in content:
        place.addprevious(block)
    remove_paragraph(place, whole=True)


def remove_paragraph(paragraph: "etree._Element", *, whole: bool = False) -> None:
    """Remove a paragraph; where one has to stay, at the end of a section or alone in a cell, only its text goes.

    Args:
        paragraph: The paragraph.
        whole: Something has taken its place already.
    """
    parent = paragraph.getparent()
    if parent is None:
        return
    keeps_section = paragraph.find(f"{W}pPr/{W}sectPr") is not None and not whole
    needed = parent.tag != f"{W}body" and not any(other is not paragraph and other.tag == f"{W}p" for other in parent)
    before = paragraph.getprevious()
    last_in_cell = parent.tag == f"{W}tc" and paragraph.getnext() is None and before is not None and before.tag == f"{W}tbl"
    if keeps_section or needed or last_in_cell:
        for child in [child for child in paragraph if child.tag != f"{W}pPr"]:
            paragraph.remove(child)
        return
    parent.remove(paragraph)


def govern(paragraph: "etree._Element") -> "etree._Element":
    """Return the ``w:sectPr`` that a paragraph of the body lies in.

    Raises:
        UserError: The template has none.
    """
    block: etree._Element | None = paragraph
    while block is not None:
        section = block if block.tag == f"{W}sectPr" else block.find(f"{W}pPr/{W}sectPr")
        if section is not None:
            return section
        block = block.getnext()
    raise UserError("模板没有页面设置，不能使用。", "请在 WPS 或 Word 中另存一次，或恢复为随程序提供的模板。")


def settle_last_section(body: "etree._Element") -> None:
    """Let a turned table at the very end be followed by no empty page."""
    last = body[-1] if len(body) else None
    if last is None or last.tag != f"{W}sectPr" or len(body) < 2:
        return
    before = body[-2]
    section = before.find(f"{W}pPr/{W}sectPr") if before.tag == f"{W}p" else None
    if section is not None and before.find(f"{W}r") is None:
        for child in list(last):
            last.remove(child)
        last.extend(list(section))
        body.remove(before)


def apply_settings(roots: "Sequence[etree._Element]", settings: WordSettings) -> None:
    """Let the office's choices take the place of the shipped fonts and line spacing; what the bureau has chosen itself stays."""
    shipped, chosen = official_looks(WordSettings()), official_looks(settings)
    fonts = {old.font: new.font for old, new in zip(shipped.all(), chosen.all(), strict=True) if old.font != new.font}
    old_line, new_line = (str(round(looks.body.line * TWIPS_PER_POINT)) for looks in (shipped, chosen))
    for root in roots:
        for element in root.iter(f"{W}rFonts") if fonts else ():
            for slot in _FONT_SLOTS:
                name = element.get(f"{W}{slot}")
                if name in fonts:
                    element.set(f"{W}{slot}", fonts[name])
        for spacing in root.iter(f"{W}spacing") if old_line != new_line else ():
            if spacing.get(f"{W}line") == old_line and spacing.get(f"{W}lineRule") == "exact":
                spacing.set(f"{W}line", new_line)


def _face(place: "etree._Element") -> "etree._Element | None":
    """Return the ``w:rPr`` of the run in which the place begins."""
    for run in place.iter(f"{W}r"):
        if any("{" in (text.text or "") or "｛" in (text.text or "") for text in run.iter(f"{W}t")):
            return run.find(f"{W}rPr")
    return None


def _replace(run: "etree._Element", face: "etree._Element") -> None:
    old = run.find(f"{W}rPr")
    if old is not None:
        run.remove(old)
    run.insert(0, copy.deepcopy(face))


def _leave_to_style(run: "etree._Element") -> None:
    """Leave only the hint by which Word takes the Chinese font for “ ” — …."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return
    for child in list(properties):
        if child.tag != f"{W}rFonts":
            properties.remove(child)
            continue
        for slot in _FONT_SLOTS:
            child.attrib.pop(f"{W}{slot}", None)


def _text(element: "etree._Element") -> str:
    from lxml import etree

    return etree.tostring(element, encoding="unicode", with_tail=False)


def _later(section: "etree._Element") -> "etree._Element":
    later = copy.deepcopy(section)
    _make_later(later)
    return later


def _make_later(section: "etree._Element") -> None:
    """Make a section one that goes on: no first page of its own, no new count of pages."""
    for child in list(section):
        number = child.tag == f"{W}pgNumType"
        if child.tag in (f"{W}titlePg", f"{W}type"):
            section.remove(child)
        elif number:
            child.attrib.pop(f"{W}start", None)


def _turned(section: "etree._Element") -> "etree._Element":
    """Return the section for turned pages: paper and margins of the upright one, turned (clause 8)."""
    wide = _later(section)
    size, margins = wide.find(f"{W}pgSz"), wide.find(f"{W}pgMar")
    if size is None or margins is None:
        raise UserError("模板没有纸张大小或页边距，不能使用。", "请在 WPS 或 Word 中另存一次，或恢复为随程序提供的模板。")
    if size.get(f"{W}orient") != "landscape":
        width, height = size.get(f"{W}w", "11906"), size.get(f"{W}h", "16838")
        size.set(f"{W}w", height)
        size.set(f"{W}h", width)
        size.set(f"{W}orient", "landscape")
        upright: Mapping[str, str] = {side: margins.get(f"{W}{side}", "1440") for side in ("top", "right", "bottom", "left")}
        for side, source in (("top", "left"), ("bottom", "right"), ("left", "bottom"), ("right", "top")):
            margins.set(f"{W}{side}", upright[source])
        margins.set(f"{W}header", str(mm(WIDE_HEADER_MM)))
        margins.set(f"{W}footer", str(mm(WIDE_FOOTER_MM)))
    return wide
