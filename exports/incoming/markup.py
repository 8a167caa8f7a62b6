"""XML from outside: no declarations, no foreign encodings, no endless nesting; only then a parser that follows nothing."""

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.parsers import expat

from exports.incoming import limits
from exports.incoming.refusals import Refused

if TYPE_CHECKING:
    from lxml import etree

_OPENING = re.compile(rb"\s*<\?xml\s[^>]*\?>")
_DECLARED = re.compile(rb"""\bencoding\s*=\s*["']([^"']*)["']""")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ENCODING_FAULTS = {
    expat.errors.codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING],
    expat.errors.codes[expat.errors.XML_ERROR_INCORRECT_ENCODING],
}
_LONGEST_NUMBER = 9
_RESOURCE_LIMIT = 114
"""XML_ERR_RESOURCE_LIMIT of libxml2."""

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(officeDocument|wordprocessingml|spreadsheetml|drawingml)/")
_FAMILIAR = rb"http://schemas.openxmlformats.org/\1/2006/"


def check_markup(content: bytes, part: str) -> bytes:
    """Look through a part with a parser that knows no document types, and return it as UTF-8 with the namespaces of today's files.

    Raises:
        Refused: It brings a document type, another encoding, is no XML, or too much.
    """
    content = as_utf8(content, part)
    if content.count(b"<") > limits.TAGS:
        raise Refused("many_elements", part=part)

    def doctype(*_declared: object) -> None:
        raise Refused("doctype")

    parser = expat.ParserCreate("utf-8")  # whatever a declaration may hide
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as fault:
        raise Refused("encoding" if fault.code in _ENCODING_FAULTS else "broken_xml", part=part) from None
    return content


def parse(content: bytes, part: str) -> "etree._Element":
    """Parse a part that `check_markup` has returned.

    Raises:
        Refused: libxml2 finds it broken all the same.
    """
    from lxml import etree

    parser: etree.XMLParser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        raise _refused(fault, part) from None


def stream(content: bytes, part: str, *tags: str) -> "Iterator[etree._Element]":
    """Yield the elements of these tags as they end; each is emptied afterwards, so that a large sheet never stands in memory as a whole."""
    from lxml import etree

    walk = etree.iterparse(
        io.BytesIO(content),
        events=("end",),
        tag=tags,
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in walk:
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError as fault:
        raise _refused(fault, part) from None


def whole(text: str) -> int:
    """Return the whole number an attribute holds, -1 when it holds none or one of more than nine digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else -1


def as_utf8(content: bytes, part: str) -> bytes:
    """Return a part as UTF-8 (office programs write nothing else, rarely UTF-16) with the namespaces of today's files.

    Raises:
        Refused: It is in another encoding.
    """
    if content.startswith(_UTF16):
        try:
            content = _DECLARATION.sub("", content.decode("utf-16"), count=1).encode("utf-8")
        except UnicodeError:
            raise Refused("encoding", part=part) from None
    content = content.removeprefix(b"\xef\xbb\xbf")
    opening = _OPENING.match(content)
    declared = _DECLARED.search(opening.group()) if opening else None
    if declared and declared.group(1).lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise Refused("encoding", part=part)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("encoding", part=part) from None
    return _STRICT.sub(_FAMILIAR, content) if b"purl.oclc.org" in content else content


def _refused(fault: "etree.XMLSyntaxError", part: str) -> Refused:
    """Return what libxml2's refusal means: it limits how deep elements nest and how long a text is."""
    if fault.code != _RESOURCE_LIMIT:
        return Refused("broken_xml", part=part)
    return Refused("deep" if "depth" in str(fault) else "many_elements", part=part)
