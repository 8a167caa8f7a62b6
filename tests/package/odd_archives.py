"""The same entries as other ZIP files than the canonical one: compressed, commented, with bombs, with lying headers."""

import io
import struct
import zipfile
from collections.abc import Iterator

from exports.package import archive

Parts = list[tuple[str, bytes]]


def variants(parts: Parts) -> Iterator[tuple[str, bytes]]:
    """Yield label and file."""
    yield "zipfile, stored", zipped(parts)
    yield "zipfile, deflated", zipped(parts, zipfile.ZIP_DEFLATED)
    yield "zipfile, bzip2", zipped(parts, zipfile.ZIP_BZIP2)
    yield "comment", zipped(parts, comment=b"hello")
    yield "bomb", zipped([*parts, ("evidence/bomb.bin", bytes(20_000_000))], zipfile.ZIP_DEFLATED)
    yield "bomb instead of the content", zipped([*parts[:2], ("content.json", b" " * 20_000_000)], zipfile.ZIP_DEFLATED)
    yield "many entries", archive.write([(f"e/{n}", b"") for n in range(4000)])
    yield "no entry", archive.write([])
    good = archive.write(parts)
    yield "zip64 end", good[:-22] + b"PK\6\6" + bytes(52) + good[-22:]
    yield "two directories", good[:-22] + good[good.index(b"PK\1\2") :]
    yield "self-extracting", b"MZ" + bytes(62) + good
    for place, form in ((6, "<H"), (8, "<H"), (10, "<H"), (12, "<H"), (14, "<I"), (18, "<I"), (22, "<I"), (26, "<H"), (28, "<H")):
        for value in (1, 8, 0x0800, 0x7FFF, 0xFFFF, *((0x7FFFFFFF, 0xFFFFFFFF) if form == "<I" else ())):
            changed = bytearray(good)
            if struct.unpack_from(form, changed, place)[0] != value:
                struct.pack_into(form, changed, place, value)
                yield f"header {place} = {value}", bytes(changed)
    start = good.index(b"PK\1\2")
    for place in range(start, len(good)):
        for value in (0, 0xFF):
            if good[place] != value:
                yield f"directory {place} = {value}", good[:place] + bytes([value]) + good[place + 1 :]


def zipped(parts: Parts, method: int = zipfile.ZIP_STORED, comment: bytes = b"") -> bytes:
    """Write with Python's own zipfile."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for name, content in parts:
            package.writestr(name, content)
        package.comment = comment
    return target.getvalue()
