"""The unchanging parts of an official document: styles, settings, fonts, page margins with their numbers; kept deflated."""

from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from exports.seal_code import QR_MM
from exports.word.body import page_number, run
from exports.word.looks import SIZE_4, TWIPS_PER_POINT, mm
from exports.word.official.looks import RED, STAND_INS, OfficialLooks, official_looks
from exports.word.official.parts import mark_look
from exports.word.official.writing import line
from exports.word.package import Part, assemble, deflate
from exports.word.seal_picture import TOP_MM, TURNED_LEFT_MM, picture_part, relations_part, seal_run
from exports.word.settings import WordSettings
from exports.word.skeleton import (
    FOOTER_MM,
    MARGINS,
    ROOT,
    SETTINGS,
    TEXT_WIDTH,
    WIDE_FOOTER_MM,
    WIDE_HEADER_MM,
    WIDE_MARGINS,
    style_element,
)

LETTER_RULE_MM = 170
"""Length of the red double rules of a letter (10.1); they stand in the middle of the paper."""

LETTER_HEADER_MM, LETTER_FOOTER_MM = 26.6, 14.5
"""Distances that put the mark 30 mm under the upper edge of the paper and the lower rule 20 mm above the lower one (10.1)."""

_BEYOND_LEFT, _BEYOND_RIGHT = (mm((210 - LETTER_RULE_MM) / 2 - MARGINS[side]) for side in ("left_margin", "right_margin"))

THICK, THIN = 18, 6
"""Widths of the double rules in 1/8 pt: the upper one thick over thin, the lower one thin over thick."""

WIDE_NUMBER_MM = 28
"""From the left edge of a turned page to the middle of its page number: the place it has on the upright pages (clause 8)."""

HEADER_MM = 15

SEAL_PLACES = {
    "footer1": (MARGINS["left_margin"], TOP_MM),
    "footer2": (210 - MARGINS["right_margin"] - QR_MM, TOP_MM),
    "footer3": (TURNED_LEFT_MM, MARGINS["left_margin"]),
    "footer4": (TURNED_LEFT_MM, 210 - MARGINS["right_margin"] - QR_MM),
    "footer5": (MARGINS["left_margin"], 280),
}
"""From the left and the upper edge of the page to the QR code: odd and even pages, the same turned, and under the rules of a letter's
first page."""

_TURNED = ("footer3", "footer4")
"""Footers whose lines stand in a box."""

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_DRAWN = ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_METADATA = f"{_PACKAGE}/relationships/metadata/core-properties"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"


@dataclass(frozen=True, slots=True)
class OfficialSkeleton:
    """An official document without its content.

    Attributes:
        looks: The looks its styles were made from.
        first: ``w:sectPr`` of the first section, with its page margins' content.
        upright: ``w:sectPr`` of later upright sections.
        wide: ``w:sectPr`` of turned sections.
    """

    looks: OfficialLooks
    first: str
    upright: str
    wide: str
    fixed: tuple[Part, ...]
    letter: bool

    def document(self, content: str, *, title: str, organ: str, mark: str, code: str = "") -> bytes:
        """Return the whole file.

        Args:
            content: The content of ``w:body`` with its last ``w:sectPr``; legal XML.
            title: Title in the document's properties.
            organ: Author in the properties, and the mark at the head of a letter.
            mark: Small line at the foot of each page.
            code: Text of the QR code in the margin of each page; empty: none.
        """
        parts = [*self.fixed, deflate("word/document.xml", f"{ROOT}{content}</w:body></w:document>".encode())]
        parts.append(deflate("docProps/core.xml", _properties(title, organ).encode()))
        margins = _margins(self.looks, organ, mark, self.letter)
        if code:
            parts.append(picture_part(code))
            for name, place in SEAL_PLACES.items():
                if name in margins:
                    before, end, after = margins[name].rpartition("</w:p>") if name in _TURNED else margins[name].partition("</w:p>")
                    margins[name] = f"{before}{seal_run(self.looks.mark, *place)}{end}{after}"
                    parts.append(relations_part(f"word/{name}.xml"))
        parts += [deflate(f"word/{name}.xml", xml.encode()) for name, xml in margins.items()]
        return assemble(parts)


@lru_cache(maxsize=8)
def official_skeleton(settings: WordSettings, *, letter: bool) -> OfficialSkeleton:
    """Return the skeleton for the office's choices.

    Args:
        settings: The choices.
        letter: With the first page of a letter (信函格式).
    """
    looks = official_looks(settings)
    names = list(_margins(looks, "", "", letter))
    fixed = {
        "[Content_Types].xml": _content_types(names),
        "_rels/.rels": _relations([("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"), ("rId2", _METADATA, "docProps/core.xml")]),
        "word/_rels/document.xml.rels": _relations(
            [(name, f"{_OFFICE}/{_kind(name)}", f"{name}.xml") for name in ("styles", "settings", "fontTable", *names)]
        ),
        "word/styles.xml": _styles(looks),
        "word/settings.xml": f"{_XML}<w:settings {_NAMESPACES}>{SETTINGS.replace(' {w}', '').strip()}</w:settings>".replace("\n", ""),
        "word/fontTable.xml": _fonts(looks),
    }
    return OfficialSkeleton(
        looks,
        _section(wide=False, first=True, letter=letter),
        _section(wide=False, first=False, letter=letter),
        _section(wide=True, first=False, letter=letter),
        tuple(deflate(name, xml.encode()) for name, xml in fixed.items()),
        letter,
    )


def number_line(looks: OfficialLooks, mark: str, *, odd: bool) -> str:
    """Return the paragraph with the page number at the outer side, one character from the edge (7.5), and the mark at the inner one."""
    character = round(SIZE_4 * TWIPS_PER_POINT)
    number = (run("— ", looks.footer), page_number(looks.footer), run(" —", looks.footer))
    tab = f"<w:r>{looks.footer.run_properties}<w:tab/></w:r>"
    small = run(mark, looks.mark)
    content = (small, tab, *number) if odd else (*number, tab, small)
    return line(looks.footer, *content, tabs=(("right", TEXT_WIDTH - character),), left=character)


def _margins(looks: OfficialLooks, organ: str, mark: str, letter: bool) -> dict[str, str]:
    """Return the parts of headers and footers by name."""
    odd, even = number_line(looks, mark, odd=True), number_line(looks, mark, odd=False)
    below = line(looks.gap, exact=(FOOTER_MM - LETTER_FOOTER_MM) * 72 / 25.4) if letter else ""
    parts = {
        "footer1": margin_part("ftr", odd + below),
        "footer2": margin_part("ftr", even + below),
        "footer3": margin_part("ftr", turned_footer(odd, 1)),
        "footer4": margin_part("ftr", turned_footer(even, 2)),
    }
    if letter:
        parts["header1"] = margin_part("hdr", _letter_head(looks, organ))
        thin = line(looks.gap, border=("top", "single", THIN, 0, RED), exact=1.5, left=_BEYOND_LEFT, right=_BEYOND_RIGHT)
        thick = line(
            looks.mark,
            run(mark, looks.mark),
            border=("top", "single", THICK, 0, RED),
            align="center",
            exact=15,
            left=_BEYOND_LEFT,
            right=_BEYOND_RIGHT,
        )
        parts["footer5"] = margin_part("ftr", thin + thick)
    return parts


def _letter_head(looks: OfficialLooks, organ: str) -> str:
    look = mark_look(looks.organ_mark, organ, largest=32)
    thick = line(looks.gap, border=("bottom", "single", THICK, 0, RED), exact=4, left=_BEYOND_LEFT, right=_BEYOND_RIGHT)
    thin = line(looks.gap, border=("bottom", "single", THIN, 0, RED), exact=1.5, after=6, left=_BEYOND_LEFT, right=_BEYOND_RIGHT)
    return line(look, run(organ, look)) + thick + thin


def turned_footer(content: str, number: int) -> str:
    """Return the footer of a turned page: the content of an upright one along the left edge, read from the right (clause 8).

    Args:
        content: The paragraphs.
        number: Tells the boxes of one file apart.
    """
    points = 72 / 25.4
    style = (
        f"position:absolute;margin-left:{(WIDE_NUMBER_MM - 5) * points:.1f}pt;margin-top:{WIDE_MARGINS['top_margin'] * points:.1f}pt;"
        f"width:{10 * points:.1f}pt;height:{156 * points:.1f}pt;z-index:1;"
        "mso-position-horizontal-relative:page;mso-position-vertical-relative:page"
    )
    box = (
        f'<v:rect id="PageNumber{number}" style="{style}" filled="f" stroked="f">'
        f'<v:textbox style="layout-flow:vertical" inset="0,0,0,0"><w:txbxContent>{content}</w:txbxContent></v:textbox></v:rect>'
    )
    return f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>"


def margin_part(tag: str, content: str) -> str:
    """Return a part with a header (``hdr``) or footer (``ftr``)."""
    return f"{_XML}<w:{tag} {_NAMESPACES}{_DRAWN}>{content}</w:{tag}>"


def _section(*, wide: bool, first: bool, letter: bool) -> str:
    """Return a ``w:sectPr``."""
    odd, even = ("footer3", "footer4") if wide else ("footer1", "footer2")
    references = f'<w:footerReference w:type="default" r:id="{odd}"/><w:footerReference w:type="even" r:id="{even}"/>'
    margins = WIDE_MARGINS if wide else MARGINS
    header: float = WIDE_HEADER_MM if wide else HEADER_MM
    footer: float = WIDE_FOOTER_MM if wide else FOOTER_MM
    if letter and not wide:
        footer = LETTER_FOOTER_MM
    if letter and first:
        references += '<w:headerReference w:type="first" r:id="header1"/><w:footerReference w:type="first" r:id="footer5"/>'
        header = LETTER_HEADER_MM
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if wide else 'w:w="11906" w:h="16838"'
    around = " ".join(f'w:{side}="{mm(margins[f"{side}_margin"])}"' for side in ("top", "right", "bottom", "left"))
    return (
        f"<w:sectPr>{references}<w:pgSz {size}/>"
        f'<w:pgMar {around} w:header="{mm(header)}" w:footer="{mm(footer)}" w:gutter="0"/><w:cols w:space="425"/>'
        f"{'<w:titlePg/>' if letter and first else ''}</w:sectPr>"
    )


def _styles(looks: OfficialLooks) -> str:
    defaults = looks.plain.run_properties.replace("</w:rPr>", '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>')
    kept = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    return (
        f"{_XML}<w:styles {_NAMESPACES}><w:docDefaults><w:rPrDefault>{defaults}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        f"{''.join(map(style_element, looks.all()))}{kept}</w:styles>"
    )


def _fonts(looks: OfficialLooks) -> str:
    names = sorted({name for look in looks.all() for name in (look.font, look.latin)})
    fonts = "".join(
        f"<w:font w:name={quoteattr(name)}>"
        + (f'<w:altName w:val="{STAND_INS[name]}"/>' if name in STAND_INS else "")
        + f'<w:charset w:val="{"00" if name.isascii() else "86"}"/></w:font>'
        for name in names
    )
    return f"{_XML}<w:fonts {_NAMESPACES}>{fonts}</w:fonts>"


def _kind(name: str) -> str:
    return name.rstrip("0123456789")


def _content_types(margins: list[str]) -> str:
    named = {"document": "document.main", "styles": "styles", "settings": "settings", "fontTable": "fontTable"} | {
        name: _kind(name) for name in margins
    }
    parts = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>' for name, kind in named.items())
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}'
        f'<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/></Types>'
    )


def _relations(relations: list[tuple[str, str, str]]) -> str:
    entries = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in relations)
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _properties(title: str, organ: str) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(organ)}</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
