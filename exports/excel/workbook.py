"""Put a workbook together: what openpyxl makes of everything but the rows, and the rows spliced in as they are written."""

import io
import re
import zipfile
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import tostring

from exports.excel.look import Look
from exports.excel.sheet import FIRST_ROW, Body
from exports.files import CannotWrite, Exported, Progress, removal_note, replace_file

_PLACE = re.compile(rb'<row r="%d"[^>]*>.*?</row>' % FIRST_ROW, re.DOTALL)
_CONTENT_TYPES = "[Content_Types].xml"
_CORE = "docProps/core.xml"
LEVEL = 6
"""zlib's own default: level 9 takes twice as long for a few bytes."""
LONG, LONG_LEVEL = 20_000, 4
"""Rows from which on a table is compressed at a level that takes half the time for a tenth more bytes."""
NOTES_SHOWN = 20
MARK = "ronghe.programme"
"""Name of the document property that holds the programme pack and its version."""


def new_book() -> Workbook:
    """Return a workbook without sheets."""
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    return book


def describe(book: Workbook, title: str, creator: str, on: date, mark: str = "") -> None:
    """Set title, creator and day; nothing of the machine or the moment goes into the file.

    Args:
        mark: Which programme pack and version the tables follow, for a program that reads the file when it comes back.
    """
    day = datetime.combine(on, time(), UTC).replace(tzinfo=None)
    book.properties.title = title
    book.properties.creator = book.properties.lastModifiedBy = creator
    book.properties.created = book.properties.modified = day
    if mark:
        described: Any = book
        described.custom_doc_props.append(StringProperty(name=MARK, value=mark))


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A workbook without its rows, as it will be written; it does not change, so it can be used again.

    Attributes:
        parts: The parts by name, the content types first as readers of a stream want them.
        sheets: The titles of the sheets, in order.
        look: The styles its cells may carry.
    """

    parts: dict[str, bytes]
    sheets: tuple[str, ...]
    look: Look


def save(skeleton: Skeleton, bodies: Iterable[Body], target: Path, progress: Progress) -> Exported:
    """Write the workbook to `target`, its rows spliced in.

    The same workbook gives the same bytes.

    Raises:
        UserError: The file cannot be written (`replace_file`).
    """
    by_part = {f"xl/worksheets/sheet{skeleton.sheets.index(body.sheet) + 1}.xml": body for body in bodies}
    parts = skeleton.parts

    def write(file: BinaryIO) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for done, (name, content) in enumerate(parts.items(), start=1):
                body = by_part.get(name)
                _write_part(archive, name, content, body)
                progress(done, len(parts))

    path = replace_file(target, write)
    writers = [writer for body in by_part.values() for writer in body.writers]
    notes = [note for writer in writers for note in writer.notes]
    if len(notes) > NOTES_SHOWN:
        notes = [*notes[:NOTES_SHOWN], f"另有{len(notes) - NOTES_SHOWN}处同类情况。"]
    return Exported(path, (*notes, *removal_note(sum(writer.removed for writer in writers))))


def skeleton_of(book: Workbook, look: Look) -> Skeleton:
    """Return the workbook as openpyxl writes it.

    Raises:
        CannotWrite: The system's folder for temporary files, which openpyxl uses, takes nothing.
    """
    from lxml.etree import SerialisationError

    made = book.properties.modified
    memory = io.BytesIO()
    try:
        ExcelWriter(book, zipfile.ZipFile(memory, "w", zipfile.ZIP_STORED)).save()
    except (OSError, SerialisationError) as error:
        raise CannotWrite("系统的临时文件夹写不进去，表格没有写入。", "请清理系统盘、检查磁盘空间后再试。") from error
    with zipfile.ZipFile(memory) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    book.properties.modified = made  # openpyxl puts the moment of saving there
    parts[_CORE] = tostring(book.properties.to_tree())
    return Skeleton({_CONTENT_TYPES: parts.pop(_CONTENT_TYPES), **parts}, tuple(book.sheetnames), look)


def _write_part(archive: zipfile.ZipFile, name: str, content: bytes, body: Body | None) -> None:
    archive.compresslevel = LONG_LEVEL if body is not None and body.count > LONG else LEVEL
    with archive.open(name, "w") as part:  # gives every part the same early date
        if body is None:
            part.write(content)
            return
        place = _PLACE.search(content)
        assert place is not None  # lay_out marked it
        part.write(content[: place.start()])
        # Compressing needs no interpreter: while one chunk is compressed and written, the next is made.
        with ThreadPoolExecutor(max_workers=1) as writer:
            written: Future[int] | None = None
            for chunk in body.chunks():
                if written is not None:
                    written.result()
                written = writer.submit(part.write, chunk)
            if written is not None:
                written.result()
        part.write(content[place.end() :])
