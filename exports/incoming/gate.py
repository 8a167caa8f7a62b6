"""The gate: a file passes as a plain Word document or Excel workbook without anything that acts or reaches out, or is refused."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from exports.incoming.archive import Archive, holds_archive, open_archive
from exports.incoming.kinds import reason_not_zip
from exports.incoming.markup import as_utf8, check_markup, parse
from exports.incoming.refusals import Refused

_TYPES = "[Content_Types].xml"
_FOREIGN_MAINS = (("OFD.xml", "ofd"), ("content.xml", "opendocument"), ("mimetype", "opendocument"))

_WORD = "wordprocessingml"
_MAIN = re.compile(
    r"application/vnd\.openxmlformats-officedocument\.(wordprocessingml\.(?:document|template)|spreadsheetml\.(?:sheet|template))\.main\+xml"
)
_OTHER_KINDS = (
    ("macroenabled", "macros"),
    ("vbaproject", "macros"),
    ("vbadata", "macros"),
    ("macrosheet", "macros"),
    ("intlmacrosheet", "macros"),
    ("attachedtoolbars", "macros"),
    ("activex", "activex"),
    ("oleobject", "embedded"),
    ("afchunk", "embedded_text"),
)
"""Words of content types and relationship types, and what they mean."""

_BINARY_EXCEL = "ms-excel.sheet.binary"
_ACTIVE_PARTS = (
    ("vbaproject", "macros"),
    ("vbadata", "macros"),
    ("macrosheets/", "macros"),
    ("customui/", "macros"),
    ("webextensions/", "add_in"),
    ("activex/", "activex"),
    ("embeddings/oleobject", "embedded"),
    ("afchunk", "embedded_text"),
    ("externallinks/", "linked_workbook"),
    ("xl/connections.xml", "data_connection"),
    ("querytables/", "data_connection"),
)
_RUNNABLE = (".exe", ".dll", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".scr", ".lnk", ".jar", ".hta")
_TEXTS = (".htm", ".html", ".mht", ".rtf", ".txt", ".doc")
_PRINTER = re.compile(r"(?i)printersettings/[^/]+\.bin$")
_LOCAL = re.compile(r"(?i)(?:file:/{0,3})?[a-z]:[\\/]|file:///[^\\/]|[\\/](?![\\/])|(?![a-z][a-z0-9+.-]*:)[^\\/]")
"""A drive or folder of the writer's computer, or a path beside the file; everything else may lead to the network."""

_DDE = re.compile(rb"<(?:\w+:)?ddeLink\b|<(?:\w+:)?oleLink\b")

_LINKED_FORMULA = re.compile(rb"<(?:\w+:)?(?:f|formula[12]?)\b[^>]*>[^<]*\[\d+\]")
"""A formula of a cell, a rule or a chart that names a linked workbook by its number; names that nobody uses are left over."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part refers to inside the file: the last word of its type, and the part's name."""

    type: str
    target: str


class Package:
    """A file that has passed the gate.

    Attributes:
        kind: Word document or Excel workbook.
        main: Name of the part everything else hangs on.
    """

    def __init__(self, kind: Literal["word", "excel"], main: str, archive: Archive, checked: set[str]) -> None:
        self.kind = kind
        self.main = main
        self._archive = archive
        self._checked = checked

    def __contains__(self, part: str) -> bool:
        return part in self._archive

    def __iter__(self) -> Iterator[str]:
        return iter(self._archive)

    def markup(self, part: str) -> bytes:
        """Return an XML part, looked through.

        Raises:
            Refused: It is missing.
        """
        content = self._archive.read(part)
        return as_utf8(content, part) if part in self._checked else check_markup(content, part)

    def relations(self, part: str = "") -> dict[str, Relation]:
        """Return by id what a part (empty: the file as a whole) refers to inside the file."""
        path = _relations_of(part)
        if path not in self._archive:
            return {}
        folder = posixpath.dirname(part)
        return {
            entry.get("Id", ""): Relation(entry.get("Type", "").rsplit("/", 1)[-1], _inside(folder, entry.get("Target", "")))
            for entry in parse(self.markup(path), path)
            if entry.get("TargetMode", "Internal") == "Internal"
        }

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts of that relationship type which `part` refers to and which are there."""
        return [relation.target for relation in self.relations(part).values() if relation.type == kind and relation.target in self]


def pass_gate(data: bytes, ending: str = "") -> Package:
    """Look a file through.

    Args:
        data: The whole file.
        ending: The name's ending with its dot, in lower case.

    Raises:
        Refused: Always with the reason the officer needs; anything else escaping from here is a bug.
    """
    if not data:
        raise Refused("empty")
    if reason := reason_not_zip(data, ending):
        raise Refused(reason)
    archive = open_archive(data)
    if _TYPES not in archive:
        raise Refused(next((reason for part, reason in _FOREIGN_MAINS if part in archive), "archive"))
    kind, main = _main_part(archive)
    behind_charts = _behind_charts(archive)
    checked = {part for part in archive if _check_part(archive, part, behind_charts)}
    return Package(kind, main, archive, checked)


def _main_part(archive: Archive) -> tuple[Literal["word", "excel"], str]:
    """Return what the file is by its list of content types, and the one main part it names."""
    mains: list[tuple[str, str]] = []
    for entry in parse(check_markup(archive.read(_TYPES), _TYPES), _TYPES):
        content_type = entry.get("ContentType", "")
        lowered = content_type.casefold()
        if _BINARY_EXCEL in lowered and ".main" in lowered:
            raise Refused("binary_excel")
        if "presentationml" in lowered and ".main" in lowered:
            raise Refused("slides")
        for word, reason in _OTHER_KINDS:
            if word in lowered:
                raise Refused(reason)
        if found := _MAIN.fullmatch(content_type):
            mains.append((found.group(1), entry.get("PartName", "").lstrip("/")))
    relations = _relations_of("")
    if relations not in archive:
        raise Refused("no_relation", part=relations)
    named = [
        _inside("", entry.get("Target", ""))
        for entry in parse(check_markup(archive.read(relations), relations), relations)
        if entry.get("Type", "").endswith("/officeDocument") and entry.get("TargetMode", "Internal") == "Internal"
    ]
    if not mains:
        raise Refused("other_office")
    if len(mains) > 1 or len(named) > 1 or (named and mains[0][1] and named[0] != mains[0][1]):
        raise Refused("two_faces", part=_TYPES)
    if not named or named[0] not in archive:
        raise Refused("no_document")
    return ("word" if mains[0][0].startswith(_WORD) else "excel"), named[0]


def _check_part(archive: Archive, part: str, behind_charts: set[str]) -> bool:
    """Check one part and tell whether it has been looked through as XML."""
    lowered = part.casefold()
    for word, reason in _ACTIVE_PARTS:
        if word in lowered:
            raise Refused(_reason_of_link(archive, part) if reason == "linked_workbook" else reason)
    if lowered.endswith(_RUNNABLE):
        raise Refused("embedded")
    if lowered.startswith(("word/", "xl/")) and lowered.endswith(_TEXTS):
        raise Refused("embedded_text")
    content = archive.read(part)
    if lowered.endswith(".vml"):
        # Excel leaves tags open in it; nobody reads it here.
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise Refused("doctype")
    elif lowered.endswith((".xml", ".rels")):
        markup = check_markup(content, part)
        if lowered.endswith(".rels"):
            _check_relations(markup, part)
        return True
    elif "/embeddings/" in lowered:
        if part not in behind_charts:
            raise Refused("embedded")
    elif holds_archive(content):
        raise Refused("nested_archive", part=part)
    elif lowered.endswith(".bin") and not _PRINTER.search(part):
        raise Refused("embedded")
    return False


def _reason_of_link(archive: Archive, part: str) -> str:
    """Tell a link that starts a program from one that formulas use, and both from one that was only left behind."""
    lowered = part.casefold()
    if lowered.endswith(".xml") and _DDE.search(archive.read(part)):
        return "dde"
    used = any(
        _LINKED_FORMULA.search(archive.read(other))
        for other in archive
        if other.casefold().startswith("xl/") and other.casefold().endswith(".xml") and "externallinks/" not in other.casefold()
    )
    return "linked_workbook" if used else "leftover_link"


def _behind_charts(archive: Archive) -> set[str]:
    """Return the sheets that only charts refer to: nobody reads them here, and every chart has one."""
    charts: set[str] = set()
    others: set[str] = set()
    if any("/embeddings/" in part for part in archive):
        for part in archive:
            if not part.endswith(".rels"):
                continue
            folder = posixpath.dirname(posixpath.dirname(part))
            targets = {_inside(folder, entry.get("Target", "")) for entry in parse(check_markup(archive.read(part), part), part)}
            (charts if folder.endswith("/charts") else others).update(targets)
    return charts - others


def _check_relations(markup: bytes, part: str) -> None:
    for entry in parse(markup, part):
        kind = entry.get("Type", "").rsplit("/", 1)[-1]
        target = entry.get("Target", "")
        for word, reason in _OTHER_KINDS:
            if word == kind.casefold():
                raise Refused(reason)
        if entry.get("TargetMode", "Internal") != "Internal":
            _check_outside(kind, target)
        elif kind == "aFChunk":
            raise Refused("embedded_text")


def _check_outside(kind: str, target: str) -> None:
    """Links that only a click follows may stay; a picture or template on the writer's own disk is not there and does no harm."""
    if kind == "hyperlink":
        return
    local = _LOCAL.match(unquote(target).strip("".join(map(chr, range(33))))) is not None
    if kind == "attachedTemplate":
        if not local:
            raise Refused("remote_template", target=target)
    elif kind == "oleObject":
        raise Refused("embedded")
    elif kind in ("externalLinkPath", "externalLink", "xlExternalLinkPath"):
        raise Refused("linked_workbook")
    elif kind == "image":
        if not local:
            raise Refused("remote_picture", target=target)
    else:
        raise Refused("remote_content", target=target)


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _inside(folder: str, target: str) -> str:
    """Return the name of the part a relative target stands for; one that leaves the file leads to a part that is not there."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
