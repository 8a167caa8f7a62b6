"""A custom document property put into a finished Word file (ECMA-376 part 1, 22.3)."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

_PART = "docProps/custom.xml"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_NAMESPACES = (
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
)
_STRING_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that users define."""


def with_property(document: bytes, name: str, value: str) -> bytes:
    """Return the document with one text property that every office program keeps."""
    parts: list[tuple[zipfile.ZipInfo, bytes]] = []
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        parts = [(info, package.read(info)) for info in package.infolist()]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for info, content in parts:
            package.writestr(info, _linked(info.filename, content), zipfile.ZIP_DEFLATED)
        package.writestr(zipfile.ZipInfo(_PART), _property(name, value), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _linked(part: str, content: bytes) -> bytes:
    if part == "[Content_Types].xml":
        return content.replace(b"</Types>", f'<Override PartName="/{_PART}" ContentType="{_CONTENT_TYPE}"/></Types>'.encode())
    if part == "_rels/.rels":
        relation = f'<Relationship Id="rIdCustom" Type="{_RELATION}" Target="{_PART}"/>'
        return content.replace(b"</Relationships>", f"{relation}</Relationships>".encode())
    return content


def _property(name: str, value: str) -> str:
    entry = f'<property fmtid={quoteattr(_STRING_ID)} pid="2" name={quoteattr(name)}><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties {_NAMESPACES}>{entry}</Properties>'
