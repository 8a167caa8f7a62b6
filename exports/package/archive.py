"""The canonical archive: a ZIP file (APPNOTE 6.3, stored entries only) that can be written in exactly one way.

Reading predicts every header from the data and compares it byte for byte, which is the same as building the archive anew
and comparing the two, without holding it twice. Nothing is ever unpacked, so that there is nothing to blow up.
"""

import struct
import zlib
from collections.abc import Iterable

from exports.package.refusals import PackageRefused, Refusal

Bytes = bytes | memoryview

LARGEST = 512 * 1024 * 1024
"""Bytes of a whole package: far more than a district hands in, and what an old computer can still hold."""

MOST_ENTRIES = 4096
LONGEST_NAME = 120

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION = 20
_DATE = 0x21
"""1980-01-01, the earliest day the format knows: a package carries its time in the manifest."""


def write(entries: Iterable[tuple[str, Bytes]]) -> bytes:
    """Return the archive with these entries in this order.

    Args:
        entries: Name (ASCII, at most `LONGEST_NAME` bytes, no two the same) and content.

    Raises:
        PackageRefused: More than `MOST_ENTRIES` entries or `LARGEST` bytes.
        ValueError: A name that cannot be used, which is a mistake of the caller.
    """
    written: list[Bytes] = []
    central: list[bytes] = []
    names: set[bytes] = set()
    offset = 0
    for name, content in entries:
        raw = name.encode("ascii")
        if not 0 < len(raw) <= LONGEST_NAME or raw in names:
            raise ValueError(f"unusable name {name!r}")
        names.add(raw)
        crc, size = zlib.crc32(content), len(content)
        if offset + size > LARGEST or len(names) > MOST_ENTRIES:
            raise PackageRefused(Refusal.TOO_LARGE, name)
        header = _local(raw, crc, size)
        written += (header, content)
        central.append(_entry(raw, crc, size, offset))
        offset += len(header) + size
    tail = b"".join(central)
    return b"".join((*written, tail, _end(len(central), len(tail), offset)))


def read(data: bytes) -> list[tuple[str, memoryview]]:
    """Return the entries of an archive, in order, as views into `data`.

    Raises:
        PackageRefused: It is too large, or differs anywhere from what `write` would have written.
    """
    if len(data) > LARGEST + MOST_ENTRIES * 400:
        raise PackageRefused(Refusal.TOO_LARGE)
    view = memoryview(data)
    entries: list[tuple[str, memoryview]] = []
    central: list[bytes] = []
    names: set[bytes] = set()
    offset = 0
    while data[offset : offset + 4] == b"PK\3\4":
        if len(data) - offset < _LOCAL.size or len(entries) == MOST_ENTRIES:
            raise PackageRefused(Refusal.DAMAGED, "archive")
        *_, crc, _, size, length, _ = _LOCAL.unpack_from(data, offset)
        start = offset + _LOCAL.size + length
        raw = data[offset + _LOCAL.size : start]
        content = view[start : start + size]
        usable = 0 < length <= LONGEST_NAME and raw.isascii() and raw not in names
        if not usable or len(content) != size or zlib.crc32(content) != crc or data[offset:start] != _local(raw, crc, size):
            raise PackageRefused(Refusal.DAMAGED, "archive")
        names.add(raw)
        entries.append((raw.decode("ascii"), content))
        central.append(_entry(raw, crc, size, offset))
        offset = start + size
    tail = b"".join(central)
    if view[offset:] != tail + _end(len(central), len(tail), offset):
        raise PackageRefused(Refusal.DAMAGED, "archive")
    return entries


def first_name(data: bytes) -> str:
    """Return the name of the first entry of anything that starts like a ZIP file; empty when there is none to be read."""
    if len(data) < _LOCAL.size or data[:4] != b"PK\3\4":
        return ""
    length = _LOCAL.unpack_from(data)[9]
    return data[_LOCAL.size : _LOCAL.size + length].decode("ascii", errors="replace")


def _local(name: bytes, crc: int, size: int) -> bytes:
    return _LOCAL.pack(b"PK\3\4", _VERSION, 0, 0, 0, _DATE, crc, size, size, len(name), 0) + name


def _entry(name: bytes, crc: int, size: int, offset: int) -> bytes:
    return _CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, 0, 0, 0, _DATE, crc, size, size, len(name), 0, 0, 0, 0, 0, offset) + name


def _end(count: int, size: int, offset: int) -> bytes:
    return _END.pack(b"PK\5\6", 0, 0, count, count, size, offset, 0)
