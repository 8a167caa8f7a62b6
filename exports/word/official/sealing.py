"""The QR code in a document made from a template: in the footers that have the place of the mark, on the binding side of the paper."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from exports.seal_code import QR_MM, qr_picture
from exports.word.looks import Look
from exports.word.official.packages import DOCUMENT, R, W, parse
from exports.word.seal_picture import PICTURE, RELATION, TOP_MM, TURNED_LEFT_MM, seal_run

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
        marked: The paragraph with the mark of each footer, by the footer's path; on turned pages it stands in a box.
        parts: All parts of the template by name.
        roots: The filled document and its margins by path.
    """
    used = _margins_by_kind(roots[DOCUMENT], parts)
    marked = {name: paragraph for name, paragraph in marked.items() if name in used}
    if not marked:
        return {}
    margins = _page(roots[DOCUMENT])
    changed = {PICTURE: qr_picture(code)}
    for name, paragraph in marked.items():
        inner = margins["w"] - margins["right"] - QR_MM if used[name] == "even" else margins["left"]
        box = next(paragraph.iterancestors(f"{W}txbxContent"), None)
        if box is None:
            paragraph.append(_run(seal_run(look, inner, margins["h"] - 297 + TOP_MM)))
        else:
            next(box.iterancestors(f"{W}p")).append(_run(seal_run(look, TURNED_LEFT_MM, inner)))
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


def _margins_by_kind(document: "etree._Element", parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the headers and footers that the document uses: path and kind of pages (``default``, ``even``, ``first``)."""
    relations = parts.get("word/_rels/document.xml.rels")
    if relations is None:
        return {}
    targets = {entry.get("Id"): entry.get("Target", "").removeprefix("/word/") for entry in parse(relations, DOCUMENT)}
    references = document.iter(f"{W}footerReference", f"{W}headerReference")
    return {f"word/{targets[id]}": one.get(f"{W}type", "default") for one in references if (id := one.get(f"{R}id")) in targets}


def _run(xml: str) -> "etree._Element":
    from lxml import etree

    return etree.fromstring(xml.replace("<w:r>", f'<w:r xmlns:w="{W[1:-1]}">', 1))


def _add(root: "etree._Element", tag: str, **attributes: str) -> None:
    root.append(root.makeelement(f"{str(root.tag).rpartition('}')[0]}}}{tag}", attributes))


def _written(root: "etree._Element") -> bytes:
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
