"""The unchanging parts of a document: styles, settings, fonts, footers; made once with python-docx and kept deflated."""

import io
import re
import zipfile
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from exports.seal_code import QR_MM
from exports.word.body import page_number, paragraph, run
from exports.word.looks import INSTEAD, TWIPS_PER_POINT, Look, Looks, looks_of, mm
from exports.word.official.writing import line
from exports.word.package import Part, assemble, deflate
from exports.word.seal_picture import TOP_MM, TURNED_LEFT_MM, picture_part, relations_part, seal_run
from exports.word.settings import WordSettings

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section, _Footer, _Header

MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
"""GB/T 9704-2012, 5.2.1: 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm; the rest of A4 follows."""

WIDE_MARGINS = {"top_margin": 28, "bottom_margin": 26, "left_margin": 35, "right_margin": 37}
"""The same page turned for wide tables (section 8): the head of the table lies at the binding edge."""

TEXT_WIDTH, WIDE_TEXT_WIDTH = mm(156), mm(225)
HEADER_MM, FOOTER_MM = 22, 25
WIDE_HEADER_MM, WIDE_FOOTER_MM = 15, 16
"""Distances from the edge of the paper; 25 mm puts the dash of the page number 7 mm under the text (7.5)."""

_TITLE, _OFFICE, _MARK, _FOOT = "{title}", "{office}", "{mark}", "{foot}"
_SEAL_ODD, _SEAL_EVEN, _TURNED_ODD, _TURNED_EVEN = "{seal odd}", "{seal even}", "{turned seal odd}", "{turned seal even}"
_INNER = {"odd": MARGINS["left_margin"], "even": 210 - MARGINS["right_margin"] - QR_MM}
SEAL_MM = {
    _SEAL_ODD: (_INNER["odd"], TOP_MM),
    _SEAL_EVEN: (_INNER["even"], TOP_MM),
    _TURNED_ODD: (TURNED_LEFT_MM, _INNER["odd"]),
    _TURNED_EVEN: (TURNED_LEFT_MM, _INNER["even"]),
}
"""From the left and the upper edge of the page to the QR code: at the binding side of odd and even pages, upright and turned."""

_PLACES = re.compile("|".join(map(re.escape, (_TITLE, _OFFICE, _MARK, _FOOT, *SEAL_MM))))
_PNG = '<Default Extension="png" ContentType="image/png"/>'
_EDITING_MARKS = re.compile(r' (xmlns:\w+|w:rsid\w*)="[^"]+"|<w:docGrid [^>]*>|(?<=>)\s+')
ROOT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>'
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DROPPED_PARTS = ("/theme", "/customXml", "/webSettings", "/stylesWithEffects", "/numbering", "/thumbnail", "/extended-properties")
_KEPT_STYLES = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}
SETTINGS = """
<w:zoom {w} w:percent="100"/>
<w:defaultTabStop {w} w:val="420"/>
<w:evenAndOddHeaders {w}/>
<w:characterSpacingControl {w} w:val="compressPunctuation"/>
<w:compat {w}><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang {w} w:val="en-US" w:eastAsia="zh-CN"/>
"""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A document without its content.

    Attributes:
        looks: The looks its styles were made from.
        first: ``w:sectPr`` of the section that begins with the cover.
        upright: ``w:sectPr`` of the other upright sections.
        wide: ``w:sectPr`` of the turned sections.
    """

    looks: Looks
    first: str
    upright: str
    wide: str
    fixed: tuple[Part, ...]
    filled: tuple[tuple[str, str], ...]

    def document(self, content: str, title: str, office: str, mark: str, foot: str = "", code: str = "") -> bytes:
        """Return the whole file.

        Args:
            content: The content of ``w:body``, with its last ``w:sectPr``; legal XML.
            title: Title in the document's properties; the others are escaped here, too.
            office: Author in the document's properties.
            mark: Line at the head of every page but the cover.
            foot: Small line at the inner foot of all pages.
            code: Text of the QR code beside it; empty: none.
        """
        parts = [*self.fixed, deflate("word/document.xml", f"{ROOT}{content}</w:body></w:document>".encode())]
        texts = {_TITLE: escape(title), _OFFICE: escape(office), _MARK: escape(mark), _FOOT: escape(foot)}
        texts |= {
            place: _instead_of_text(seal_run(self.looks.mark, left, top), self.looks.mark) if code else ""
            for place, (left, top) in SEAL_MM.items()
        }
        for name, xml in self.filled:
            parts.append(deflate(name, _PLACES.sub(lambda place: texts[place[0]], xml).encode()))
            if code and any(place in xml for place in SEAL_MM):
                parts.append(relations_part(name))
        if code:
            parts.append(picture_part(code))
        return assemble(parts)


@lru_cache(maxsize=4)
def skeleton_of(settings: WordSettings) -> Skeleton:
    """Return the skeleton for the office's choices."""
    import docx

    looks = looks_of(settings)
    document = docx.Document()
    for relations in (document.part.rels, document.part.package.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(_DROPPED_PARTS)]:
            del relations[key]
    _set_styles(document, looks)
    _set_settings(document)
    _set_properties(document)
    sections = _set_sections(document, looks)
    stored = io.BytesIO()
    document.save(stored)
    return _taken_apart(stored, looks, sections)


def _taken_apart(stored: io.BytesIO, looks: Looks, sections: list[str]) -> Skeleton:
    fixed, filled = [], []
    with zipfile.ZipFile(stored) as package:
        for name in package.namelist():
            content = package.read(name).decode()
            if name == "word/document.xml":
                continue
            if name == "[Content_Types].xml" and _PNG not in content:
                content = content.replace("<Default ", f"{_PNG}<Default ", 1)
            if name == "word/fontTable.xml":
                fixed.append(deflate(name, font_table(looks.all()).encode()))
            elif _PLACES.search(content):
                filled.append((name, content))
            else:
                fixed.append(deflate(name, content.encode()))
    first, upright, wide = sections
    return Skeleton(looks, first, upright, wide, tuple(fixed), tuple(filled))


def _set_sections(document: "Document", looks: Looks) -> list[str]:
    """Shape the three kinds of section and return their ``w:sectPr``."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document.add_section()
    document.add_section()
    first, upright, wide = document.sections
    first.different_first_page_header_footer = True
    _fill_margins(first, looks)
    _fill_footers(wide, looks, WIDE_TEXT_WIDTH, _TURNED_ODD, _TURNED_EVEN)
    for reference in first._sectPr.findall(f"{W}footerReference"):
        upright._sectPr.insert(0, copy(reference))
    for section in (first, upright, wide):
        across = section is wide
        section.page_width, section.page_height = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.header_distance = Mm(WIDE_HEADER_MM if across else HEADER_MM)
        section.footer_distance = Mm(WIDE_FOOTER_MM if across else FOOTER_MM)
        for name, length in (WIDE_MARGINS if across else MARGINS).items():
            setattr(section, name, Mm(length))
    return [_EDITING_MARKS.sub("", section._sectPr.xml).replace("\n", "") for section in (first, upright, wide)]


def _fill_margins(section: "Section", looks: Looks) -> None:
    """Give the section its headers and footers; the later sections take them over. The cover has the mark and the QR code alone.

    Odd page numbers stand one character from the right edge, even ones one from the left (7.5).
    """
    mark = paragraph(looks.header, run(_MARK, looks.header))
    _fill(section.header, mark)
    _fill(section.even_page_header, mark)
    _fill_footers(section, looks, TEXT_WIDTH, _SEAL_ODD, _SEAL_EVEN)
    cover = line(looks.footer, run(_FOOT, looks.mark), run(_SEAL_ODD, looks.mark), left=round(looks.footer.size * TWIPS_PER_POINT))
    _fill(section.first_page_footer, cover)


def _fill_footers(section: "Section", looks: Looks, width: int, odd_seal: str, even_seal: str) -> None:
    """Give the section footers of its own: page number outside, mark and QR code at the binding side."""
    character = round(looks.footer.size * TWIPS_PER_POINT)
    number = (run("— ", looks.footer), page_number(looks.footer), run(" —", looks.footer))
    foot, tab = run(_FOOT, looks.mark), f"<w:r>{looks.footer.run_properties}<w:tab/></w:r>"
    tabs = (("right", width - character),)
    odd = line(looks.footer, foot, tab, *number, run(odd_seal, looks.mark), tabs=tabs, left=character)
    even = line(looks.footer, *number, tab, foot, run(even_seal, looks.mark), tabs=tabs, left=character)
    _fill(section.footer, odd)
    _fill(section.even_page_footer, even)


def _instead_of_text(drawing: str, look: Look) -> str:
    """Return what takes the stead of a run's text so that a drawing stands there."""
    return f"</w:t></w:r>{drawing}<w:r>{look.run_properties}<w:t>"


def _fill(margin: "_Header | _Footer", content: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    margin.is_linked_to_previous = False
    old = margin.paragraphs[0]._p
    old.getparent().replace(old, parse_xml(content.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))


def _set_styles(document: "Document", looks: Looks) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    styles = document.styles.element
    for child in list(styles):
        if child.tag == qn("w:latentStyles") or (child.tag == qn("w:style") and child.get(qn("w:styleId")) not in _KEPT_STYLES):
            styles.remove(child)
    defaults = styles.find(qn("w:docDefaults"))
    styles.remove(defaults)
    normal = styles.find(f"{qn('w:style')}[@{qn('w:styleId')}='Normal']")
    styles.remove(normal)
    # The language is what the spelling check, the line breaking and the choice of Chinese glyph variants go by.
    run_defaults = looks.body.run_properties.replace("</w:rPr>", '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>')
    declared = nsdecls("w")
    styles.insert(0, parse_xml(f"<w:docDefaults {declared}><w:rPrDefault>{run_defaults}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"))
    for position, look in enumerate(looks.all(), start=1):
        styles.insert(position, parse_xml(style_element(look, declared)))


def style_element(look: Look, declared: str = "") -> str:
    """Return the ``w:style`` of a look."""
    normal = look.style == "Normal"
    spacing = f'w:before="{round(look.before * TWIPS_PER_POINT)}" w:after="{round(look.after * TWIPS_PER_POINT)}"'
    rule = f'w:line="{round(look.line * TWIPS_PER_POINT)}" w:lineRule="exact"' if look.line else 'w:line="240" w:lineRule="auto"'
    indent = f'w:firstLineChars="{look.indent * 100}" w:firstLine="{round(look.indent * look.size * TWIPS_PER_POINT)}"'
    properties = [
        "<w:keepNext/>" if look.keep_next else "",
        '<w:widowControl w:val="0"/>' if normal else "",
        '<w:snapToGrid w:val="0"/>',
        f"<w:spacing {spacing} {rule}/>",
        f"<w:ind {indent}/>",
        f'<w:jc w:val="{look.align}"/>',
        f'<w:outlineLvl w:val="{look.outline}"/>' if look.outline >= 0 else "",
    ]
    kind = 'w:type="paragraph" w:default="1"' if normal else 'w:type="paragraph"'
    based = "" if normal else '<w:basedOn w:val="Normal"/>'
    return (
        f'<w:style {declared} {kind} w:styleId="{look.style}"><w:name w:val="{look.name}"/>{based}<w:qFormat/>'
        f"<w:pPr>{''.join(properties)}</w:pPr>{look.run_properties}</w:style>"
    )


def _set_settings(document: "Document") -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    for setting in SETTINGS.strip().splitlines():
        settings.append(parse_xml(setting.replace("{w}", nsdecls("w"))))


def _set_properties(document: "Document") -> None:
    properties = document.core_properties
    for child in list(properties._element):
        properties._element.remove(child)
    properties.title, properties.author, properties.language = _TITLE, _OFFICE, "zh-CN"


def font_table(looks: Iterable[Look]) -> str:
    """Return the part that names what stands in for a font the computer lacks."""
    names = {name for look in looks for name in (look.font, look.latin)}
    fonts = "".join(
        f"<w:font w:name={quoteattr(name)}>"
        + (f'<w:altName w:val="{INSTEAD[name]}"/>' if name in INSTEAD else "")
        + (f'<w:charset w:val="{"00" if name.isascii() else "86"}"/></w:font>')
        for name in sorted(names)
    )
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="{namespace}">{fonts}</w:fonts>'
