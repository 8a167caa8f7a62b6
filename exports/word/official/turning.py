"""Page numbers of the turned pages that a table brings into a template: the template's own footers, turned with the paper."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from exports.word.official.packages import R, W, parse
from exports.word.official.skeleton import margin_part, turned_footer

if TYPE_CHECKING:
    from lxml import etree

_RELATIONS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"
_FOOTER = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer"
_FOOTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"


def turn_footers(body: "etree._Element", parts: Mapping[str, bytes], footers: "Mapping[str, etree._Element]") -> dict[str, bytes]:
    """Give the turned sections of a document footers of their own and return the parts that are new or changed.

    Args:
        body: The filled ``w:body``.
        parts: All parts of the template by name.
        footers: The filled headers and footers by name.
    """
    wide = [section for section in body.iter(f"{W}sectPr") if _is_wide(section)]
    if not wide or _RELATIONS not in parts:
        return {}
    relations, types = parse(parts[_RELATIONS], ""), parse(parts[_TYPES], "")
    targets = {entry.get("Id"): _path(entry.get("Target", "")) for entry in relations}
    upright: dict[str, str] = {}
    for reference in body.iter(f"{W}footerReference"):
        upright.setdefault(reference.get(f"{W}type", "default"), targets.get(reference.get(f"{R}id"), ""))
    changed: dict[str, bytes] = {}
    for number, kind in enumerate(("default", "even"), start=1):
        root = footers.get(upright.get(kind, ""))
        if root is None or root.find(f".//{W}txbxContent") is not None:
            continue
        name = f"footerTurned{number}"
        changed[f"word/{name}.xml"] = margin_part("ftr", turned_footer(_content(root), number)).encode()
        _add(relations, "Relationship", Id=name, Type=_FOOTER, Target=f"{name}.xml")
        _add(types, "Override", PartName=f"/word/{name}.xml", ContentType=_FOOTER_TYPE)
        for section in wide:
            _refer(section, kind, name, upright[kind], targets)
    return changed | {_RELATIONS: _written(relations), _TYPES: _written(types)}


def _is_wide(section: "etree._Element") -> bool:
    size = section.find(f"{W}pgSz")
    return size is not None and size.get(f"{W}orient") == "landscape"


def _path(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"word/{target}"


def _content(root: "etree._Element") -> str:
    """Return the paragraphs of a footer without declarations, which the new part makes itself."""
    from lxml import etree

    paragraphs = [paragraph for paragraph in root.iter(f"{W}p") if paragraph.find(f".//{W}drawing") is None]
    text = "".join(etree.tostring(paragraph, encoding="unicode", with_tail=False) for paragraph in paragraphs)
    return re.sub(r' xmlns:(?:w|r|v|o)="[^"]*"', "", text)


def _refer(section: "etree._Element", kind: str, name: str, upright: str, targets: Mapping[str | None, str]) -> None:
    """Let a turned section have the turned footer, unless the template has given it one of its own."""
    for reference in section.findall(f"{W}footerReference"):
        if reference.get(f"{W}type", "default") == kind:
            if targets.get(reference.get(f"{R}id")) != upright:
                return
            section.remove(reference)
    section.insert(0, section.makeelement(f"{W}footerReference", {f"{W}type": kind, f"{R}id": name}))


def _add(root: "etree._Element", tag: str, **attributes: str) -> None:
    root.append(root.makeelement(f"{str(root.tag).rpartition('}')[0]}}}{tag}", attributes))


def _written(root: "etree._Element") -> bytes:
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
