"""Small Word and Excel files made by hand, so that every byte of them can be bent."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

TYPES = "application/vnd.openxmlformats-officedocument"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

Parts = dict[str, str | bytes]


def types(*overrides: tuple[str, str], defaults: Mapping[str, str] | None = None) -> str:
    """Return the list of content types."""
    known = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"} | dict(defaults or {})
    entries = [f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in known.items()]
    entries += [f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides]
    return f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">{"".join(entries)}</Types>'


def relations(*entries: tuple[str, str] | tuple[str, str, str]) -> str:
    """Return relations given as (last word of the type, target) or (…, …, "External")."""
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{entry[0]}" Target="{entry[1]}"'
        + (f' TargetMode="{entry[2]}"' if len(entry) == 3 else "")
        + "/>"
        for number, entry in enumerate(entries, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def word(body: str = "<w:p><w:r><w:t>试点申报表</w:t></w:r></w:p>", *linked: tuple[str, ...]) -> Parts:
    """Return the parts of a Word document; `linked` are relations of its main part."""
    spaces = (
        f'xmlns:w="{W}" xmlns:r="{RELATIONS}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    parts: Parts = {
        "[Content_Types].xml": types(("word/document.xml", f"{TYPES}.wordprocessingml.document.main+xml")),
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
    }
    if linked:
        parts["word/_rels/document.xml.rels"] = relations(*linked)  # type: ignore[arg-type]
    return parts


def text(words: str) -> str:
    """Return a paragraph."""
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def field(*instruction: str, result: str = "结果") -> str:
    """Return a paragraph with a complex field whose instruction stands in several runs."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in instruction)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f"<w:p>{mark.format('begin')}{runs}{mark.format('separate')}<w:r><w:t>{result}</w:t></w:r>{mark.format('end')}</w:p>"


def excel(rows: str = '<row r="1"><c r="A1" t="inlineStr"><is><t>序号</t></is></c></row>', after: str = "") -> Parts:
    """Return the parts of an Excel workbook with one sheet; `after` stands behind its rows."""
    sheets = '<sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets>'
    return {
        "[Content_Types].xml": types(
            ("xl/workbook.xml", f"{TYPES}.spreadsheetml.sheet.main+xml"),
            ("xl/worksheets/sheet1.xml", f"{TYPES}.spreadsheetml.worksheet+xml"),
        ),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{RELATIONS}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData>{rows}</sheetData>{after}</worksheet>',
    }


def with_styles(parts: Parts, *formats: str) -> Parts:
    """Return the workbook with cell styles 1, 2, … of these number formats."""
    codes = "".join(f'<numFmt numFmtId="{200 + number}" formatCode="{code}"/>' for number, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{200 + number}"/>' for number in range(len(formats)))
    return parts | {
        "xl/styles.xml": f'<styleSheet xmlns="{S}"><numFmts>{codes}</numFmts><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
    }


def with_texts(parts: Parts, *texts: str) -> Parts:
    """Return the workbook with shared strings."""
    listed = "".join(f"<si><t>{entry}</t></si>" for entry in texts)
    return parts | {
        "xl/sharedStrings.xml": f'<sst xmlns="{S}">{listed}</sst>',
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")),
    }


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zip the parts as office programs do."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


@dataclass(slots=True)
class Entry:
    """One entry of an archive that is written without any care; what is `None` is as it should be.

    Attributes:
        listed: Name in the list at the end.
        size: Size that is claimed.
        offset: Place that is claimed.
    """

    name: str
    content: bytes
    listed: str | None = None
    size: int | None = None
    checksum: int | None = None
    offset: int | None = None
    flags: int = 0
    method: int = 8
    mode: int = 0


def raw_archive(entries: list[Entry], before: bytes = b"", comment: bytes = b"") -> bytes:
    """Write an archive as told, tricks included."""
    data = bytearray(before)
    listing = bytearray()
    for entry in entries:
        pressed = zlib.compress(entry.content, 9, wbits=-15) if entry.method == 8 else entry.content
        size = len(entry.content) if entry.size is None else entry.size
        checksum = zlib.crc32(entry.content) if entry.checksum is None else entry.checksum
        name, listed = entry.name.encode(), (entry.listed or entry.name).encode()
        flags = entry.flags | 0x800
        offset = len(data) if entry.offset is None else entry.offset
        facts = (20, flags, entry.method, 0, 0x21, checksum, len(pressed), size)
        data += struct.pack("<4s5H3I2H", b"PK\x03\x04", *facts, len(name), 0) + name + pressed
        listing += struct.pack("<4sBB5H3I5H2I", b"PK\x01\x02", 20, 3, *facts, len(listed), 0, 0, 0, 0, entry.mode << 16, offset) + listed
    count = len(entries)
    return bytes(
        data + listing + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(listing), len(data), len(comment)) + comment
    )


def entries_of(parts: Parts) -> list[Entry]:
    """Return the parts as entries to be bent."""
    return [Entry(name, content.encode() if isinstance(content, str) else content) for name, content in parts.items()]


def compound(*streams: str) -> bytes:
    """Return what begins as an OLE2 file and names these streams in its directory."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(f"{name}\0".encode("utf-16-le").ljust(128, b"\0") for name in streams)
    )
