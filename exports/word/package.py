"""The zip container of a document, so written that unchanging parts are deflated only once."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

DEFLATED = 8
VERSION_NEEDED = 20
FIRST_JANUARY_1980 = (1 << 5) | 1
"""The earliest MS-DOS date: equal content gives equal files."""

_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_DIRECTORY_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a package, deflated.

    Attributes:
        name: Path inside the package, ASCII.
        deflated: The content as a raw deflate stream (RFC 1951).
        size: Bytes of the content.
        checksum: CRC-32 of the content.
    """

    name: str
    deflated: bytes
    size: int
    checksum: int


def deflate(name: str, content: bytes) -> Part:
    """Deflate the content of a part."""
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return Part(name, compressor.compress(content) + compressor.flush(), len(content), zlib.crc32(content))


def assemble(parts: Iterable[Part]) -> bytes:
    """Return the zip file of the parts, in their order (ZIP appnote 4.3: local headers, directory, end record)."""
    files: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for part in parts:
        name = part.name.encode("ascii")
        about = (VERSION_NEEDED, 0, DEFLATED, 0, FIRST_JANUARY_1980, part.checksum, len(part.deflated), part.size, len(name), 0)
        local = _LOCAL_HEADER.pack(b"PK\x03\x04", *about) + name
        directory += (_DIRECTORY_ENTRY.pack(b"PK\x01\x02", VERSION_NEEDED, *about, 0, 0, 0, 0, offset), name)
        files += (local, part.deflated)
        offset += len(local) + len(part.deflated)
    entries = b"".join(directory)
    count = len(directory) // 2
    return b"".join((*files, entries, _END.pack(b"PK\x05\x06", 0, 0, count, count, len(entries), offset, 0)))
