"""The archive that every document of today's kind is: looked through for tricks before anything inside is read."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from exports.incoming import limits
from exports.incoming.limits import MB
from exports.incoming.refusals import Refused

_END = b"PK\x05\x06"
_END_SIZE = 22
_LOCATOR_64 = b"PK\x06\x07"
_LOCATOR_64_SIZE = 20
_LOCAL = struct.Struct("<4s5H3I2H")
_LOCAL_SIGN = b"PK\x03\x04"
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_DESCRIPTOR_FOLLOWS = 0x0008
_UTF8 = 0x0800
_IN_EXTRA = 0xFFFFFFFF
_ARCHIVES = (_LOCAL_SIGN, b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"\xfd7zXZ\x00")


@dataclass(frozen=True, slots=True)
class _Entry:
    start: int
    packed: int
    size: int
    checksum: int
    stored: bool


class Archive:
    """The parts of a file whose list, places and declared sizes have been found sound. A part is unpacked anew each time it is read."""

    def __init__(self, data: bytes, entries: dict[str, _Entry]) -> None:
        self._data = data
        self._entries = entries

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def size(self, name: str) -> int:
        """Return a part's size in bytes."""
        return self._entries[name].size

    def read(self, name: str) -> bytes:
        """Return a part's content, checked against its size and checksum.

        Raises:
            Refused: The part is missing, damaged, or not of the size it claims.
        """
        entry = self._entries.get(name)
        if entry is None:
            raise Refused("no_relation", part=name)
        packed = self._data[entry.start : entry.start + entry.packed]
        if entry.stored:
            content, ended = packed, len(packed) == entry.size
        else:
            unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                content = unpacking.decompress(packed, entry.size + 1)
            except zlib.error:
                raise Refused("checksum", part=name) from None
            ended = unpacking.eof and not unpacking.unused_data
        if len(content) > entry.size:
            raise Refused("two_faces", part=name)
        if not ended or len(content) < entry.size or zlib.crc32(content) != entry.checksum:
            raise Refused("checksum", part=name)
        return content


def open_archive(data: bytes) -> Archive:
    """Look through an archive's list and places.

    Raises:
        Refused: It is damaged, locked, far too large inside, or built to be read in two ways.
    """
    directory = _directory_start(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError):
        raise Refused("damaged") from None
    if len(infos) > limits.PARTS:
        raise Refused("many_parts", count=len(infos))
    files = [info for info in infos if not info.orig_filename.endswith("/")]
    for info in infos:
        _check_entry(info)
    _check_names([info.orig_filename for info in files])
    _check_sizes(files)
    return Archive(data, _entries(data, files, directory))


def holds_archive(content: bytes) -> bool:
    """Tell whether a part is itself an archive."""
    return content.startswith(_ARCHIVES)


def _directory_start(data: bytes) -> int:
    """Return where the list of parts begins; it must lie directly before the end record and the record at the file's end."""
    end = data.rfind(_END, max(0, len(data) - _END_SIZE - 0xFFFF))
    if end < 0 or len(data) - end < _END_SIZE:
        raise Refused("truncated")
    disk, first_disk, here, count, size, start, comment = struct.unpack_from("<4H2IH", data, end + 4)
    if end + _END_SIZE + comment != len(data):
        raise Refused("foreign_data")
    if data[max(0, end - _LOCATOR_64_SIZE) : end].startswith(_LOCATOR_64) or disk or first_disk or here != count:
        raise Refused("method")
    if start + size != end:
        raise Refused("foreign_data" if start + size < end else "damaged")
    if size > limits.DIRECTORY or count > limits.PARTS:
        raise Refused("many_parts", count=count)
    return int(start)


def _check_entry(info: zipfile.ZipInfo) -> None:
    name = info.orig_filename
    if info.flag_bits & _ENCRYPTED:
        raise Refused("locked_parts")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("method")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused("link", part=name)
    pieces = name.replace("\\", "/").split("/")
    if not name or ".." in pieces or name.startswith(("/", "\\")) or ":" in name or any(character < " " for character in name):
        raise Refused("bad_name", part=name)


def _check_names(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        plain = name.replace("\\", "/").casefold()
        if plain in seen:
            raise Refused("double_name", part=name)
        seen.add(plain)


def _check_sizes(files: list[zipfile.ZipInfo]) -> None:
    for info in files:
        if info.file_size > limits.RATIO_FROM and info.file_size > limits.RATIO * max(info.compress_size, 1):
            raise Refused("bomb", ratio=info.file_size // max(info.compress_size, 1))
        if info.file_size > limits.PART_SIZE:
            raise Refused("large_part", part=info.orig_filename, size=info.file_size // MB)
        if info.compress_type == zipfile.ZIP_STORED and info.file_size != info.compress_size:
            raise Refused("two_faces", part=info.orig_filename)
    total = sum(info.file_size for info in files)
    packed = sum(info.compress_size for info in files)
    if total > limits.RATIO_FROM and total > limits.RATIO * max(packed, 1):
        raise Refused("bomb", ratio=total // max(packed, 1))
    if total > limits.CONTENT_SIZE:
        raise Refused("large_content", size=total // MB)


def _entries(data: bytes, files: list[zipfile.ZipInfo], directory: int) -> dict[str, _Entry]:
    """Return the parts with the places of their content, after comparing what stands before each with what the list says."""
    entries: dict[str, _Entry] = {}
    free_from = 0
    for info in sorted(files, key=lambda info: info.header_offset):
        name = info.orig_filename
        if info.header_offset < free_from or info.header_offset + _LOCAL.size > directory:
            raise Refused("overlap")
        sign, _, flags, method, _, _, checksum, packed, size, name_length, extra = _LOCAL.unpack_from(data, info.header_offset)
        begin = info.header_offset + _LOCAL.size
        start = begin + name_length + extra
        later = bool(flags & _DESCRIPTOR_FOLLOWS)
        local = data[begin : begin + name_length].decode("utf-8" if flags & _UTF8 else "cp437", errors="replace")
        same = local == name and method == info.compress_type and not flags & _ENCRYPTED
        for here, listed in ((checksum, info.CRC), (packed, info.compress_size), (size, info.file_size)):
            same = same and (here in (listed, _IN_EXTRA) or (later and here == 0))
        if sign != _LOCAL_SIGN or not same:
            raise Refused("two_faces", part=name)
        free_from = start + info.compress_size
        if free_from > directory:
            raise Refused("overlap")
        entries[name] = _Entry(start, info.compress_size, info.file_size, info.CRC, info.compress_type == zipfile.ZIP_STORED)
    if files and min(info.header_offset for info in files) != 0:
        raise Refused("foreign_data")
    return entries
