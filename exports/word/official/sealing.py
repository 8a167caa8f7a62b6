"""The QR code in a document made from a template: in the footers that have the place of the mark, on the binding side."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from exports.seal_code import QR_MM, qr_picture
from exports.word.looks import Look
from exports.word.official.packages import DOCUMENT, R, W, parse
from exports.word.seal_picture import PICTURE, RELATION, TOP_MM, seal_run

if TYPE_CHECKING:
    from lxml import etree

_TYPES = "[Content_Types].xml"
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_EMPTY = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_MM_A_TWIP = 25.4 / 1440


def seal_footers(
    code: str, look: Look, marked: "Mapping[str, etree._Element]", parts: Mapping[str, bytes], roots: "Mapping[str, etree._Element]"
) -> dict[str, bytes]:
    """Put the QR code of a document under its mark and return the parts that are new or changed.

    Args:
        code: Text of the QR code.
        look: Look of the mark.
        marked: The paragraph with the mark of each footer, by the footer's path; the boxes of turned pages get no code.
        parts: All parts of the template by name.
        roots: The filled document and its margins by path.
    """
    marked = {name: paragraph for name, paragraph in marked.items() if next(paragraph.iterancestors(f"{W}txbxContent"), None) is None}
    if not marked:
        return {}
    margins, even = _page(roots[DOCUMENT]), _even_footers(roots[DOCUMENT], parts)
    changed = {PICTURE: qr_picture(code)}
    for name, paragraph in marked.items():
        left = margins["w"] - margins["right"] - QR_MM if name in even else margins["left"]
        paragraph.append(_run(seal_run(look, left, margins["h"] - 297 + TOP_MM)))
        folder, _, file = name.rpartition("/")
        relations = f"{folder}/_rels/{file}.rels"
        entries = parse(parts.get(relations, _EMPTY), name)
        _add(entries, "Relationship", Id=RELATION, Type=_IMAGE, Target="media/seal.png")
        changed[relations] = _written(entries)
    types = parse(parts[_TYPES], _TYPES)
    if all(entry.get("Extension", "").lower() != "png" for entry in types):
        _add(types, "Default", Extension="png", ContentType="image/png")
    return changed | {_TYPES: _written(types)}


def _page(document: "etree._Element") -> dict[str, float]:
    """Return width, height and the side margins of the first page, in mm."""
    found = {"w": 210.0, "h": 297.0, "left": 28.0, "right": 26.0}
    section = next(document.iter(f"{W}sectPr"), None)
    for tag in ("pgSz", "pgMar"):
        element = section.find(f"{W}{tag}") if section is not None else None
        for key in found if element is not None else ():
            value = element.get(f"{W}{key}", "") if element is not None else ""
            found[key] = int(value) * _MM_A_TWIP if value.isdigit() else found[key]
    return found


def _even_footers(document: "etree._Element", parts: Mapping[str, bytes]) -> set[str]:
    """Return the paths of the footers of even pages."""
    relations = parts.get("word/_rels/document.xml.rels")
    if relations is None:
        return set()
    targets = {entry.get("Id"): entry.get("Target", "").removeprefix("/word/") for entry in parse(relations, DOCUMENT)}
    ids = {entry.get(f"{R}id") for entry in document.iter(f"{W}footerReference") if entry.get(f"{W}type") == "even"}
    return {f"word/{targets[key]}" for key in ids if key in targets}


def _run(xml: str) -> "etree._Element":
    from lxml import etree

    return etree.fromstring(xml.replace("<w:r>", f'<w:r xmlns:w="{W[1:-1]}">', 1))


def _add(root: "etree._Element", tag: str, **attributes: str) -> None:
    root.append(root.makeelement(f"{str(root.tag).rpartition('}')[0]}}}{tag}", attributes))


def _written(root: "etree._Element") -> bytes:
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
