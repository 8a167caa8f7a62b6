"""Bent files without end: whatever comes in, the reader refuses it with a sentence or reads it into what is sound and bounded.

`python -m tests.incoming.fuzz [minutes]` bends the files of the corpus, keeps every one that reaches a line no other has reached,
and stops at the first that breaks something (it is kept as well). `test_fuzz` replays the corpus in every run of the suite.
"""

import hashlib
import io
import random
import sys
import time
import traceback
import zipfile
import zlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec
from lxml import etree

from exports.incoming import limits
from exports.incoming.child import Reply, read_content
from exports.incoming.names import S, W
from exports.incoming.refusals import REASONS, Refused
from forms.collecting.content import Refusal, Sheet, Table, WordContent, Workbook
from tests.incoming.files import Parts, excel, packed, with_styles, with_texts, word
from tests.incoming.test_office import handed_out, kept_ledger

CORPUS = Path(__file__).with_name("corpus")
READER = "exports/incoming/"
LARGEST_KEPT = 20_000
VALUES = (
    *("0", "1", "2", "-1", "7", "99999999999", "", "NaN", "1e999", "1_000", "true", "off", "none", "restart", "continue"),
    *("begin", "separate", "end", "A1", "B2:C9", "XFD1048576", "A1:XFD1048576", "$A:$A", "C3:A1", "s", "str", "b", "e", "d", "inlineStr"),
    *("list", "rId1", "rId9", "hidden", "veryHidden", "45849", "60", "0.5", "2025-07-11", "Wingdings 2", "F052", "yyyy/m/d"),
    *("９", "D800", "F" * 40, "_xD800_", "\u202e", "x" * 300),
)
WORD_TAGS = (
    *("p", "r", "t", "tbl", "tr", "tc", "tcPr", "gridSpan", "vMerge", "hMerge", "sdt", "sdtPr", "sdtContent", "bookmarkStart"),
    *("bookmarkEnd", "fldChar", "instrText", "ffData", "checkBox", "ddList", "ins", "del", "hyperlink", "ruby", "txbxContent", "sym", "br"),
)
SHEET_TAGS = ("row", "c", "v", "f", "is", "t", "mergeCell", "mergeCells", "dataValidation", "formula1", "col", "sheetData", "si", "xf")


def seeds() -> list[bytes]:
    """Return sound files to begin with."""
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>A1*2</f><v>4</v></c></row>'
        '<row r="2" hidden="1"><c r="A2" s="1"><v>45849</v></c></row>'
    )
    rules = '<dataValidations><dataValidation type="list" sqref="A1:A9"><formula1>$B$1:$B$9</formula1></dataValidation></dataValidations>'
    merged = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    shared, styled = with_texts(excel(rows, merged + rules), "文字"), with_styles(excel(rows.replace('t="s"', 't="str"')), "h:mm")
    parts = (handed_out(), kept_ledger(), word(), shared, styled)
    return [packed(entry) for entry in parts]


def bent(base: bytes, chance: random.Random) -> bytes:
    """Return the file bent in some ways: in the tree of a part, in a part's text, or in the bytes of the archive."""
    way = chance.random()
    if way < 0.15:
        return _bend_bytes(base, chance)
    parts = _parts(base)
    if not parts:
        return _bend_bytes(base, chance)
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(sorted(parts))
        content = parts[name]
        assert isinstance(content, bytes)
        parts[name] = (_bend_tree if way < 0.85 else _bend_bytes)(content, chance)
    return packed(parts)


def check(data: bytes, ending: str) -> str:
    """Read a file and return the code of the refusal, empty when it was read.

    Raises:
        AssertionError: What was read is not sound.
        Exception: Whatever else the reader lets through: a bug.
    """
    refused: Refusal | None = None
    try:
        content = read_content(data, ending)
    except Refused as refusing:
        refused = refusing.refusal
    if refused is not None:
        assert refused.code in REASONS
        return refused.code
    sent = msgspec.msgpack.decode(msgspec.msgpack.encode(Reply(content)), type=Reply).content
    assert sent == content
    assert not isinstance(sent, Refusal)
    _check_sound(sent)
    return ""


def _check_sound(content: WordContent | Workbook) -> None:
    if isinstance(content, Workbook):
        assert content.sheets
        for sheet in content.sheets:
            _check_sheet(sheet)
        return
    assert len(content.blocks) <= limits.BLOCKS
    tables = dict(content.tables())
    for place in [control.place for control in content.controls] + [bookmark.place for bookmark in content.bookmarks]:
        assert 0 <= place.block <= len(content.blocks)
        assert place.row == 0 or place.block in tables
    for table in tables.values():
        _check_table(table)
        assert table.parent is None or table.parent.block in tables


def _check_table(table: Table) -> None:
    taken: set[tuple[int, int]] = set()
    for cell in table.cells:
        assert 1 <= cell.row <= cell.row + cell.row_span - 1 <= table.rows <= limits.TABLE_ROWS
        assert 1 <= cell.column <= cell.column + cell.column_span - 1 <= table.columns <= limits.TABLE_COLUMNS
        places = set(product(range(cell.row, cell.row + cell.row_span), range(cell.column, cell.column + cell.column_span)))
        assert not taken & places
        taken |= places


def _check_sheet(sheet: Sheet) -> None:
    places = [(cell.row, cell.column) for cell in sheet.cells]
    assert places == sorted(set(places))
    assert all(1 <= row <= sheet.rows <= limits.LAST_ROW and 1 <= column <= sheet.columns <= limits.LAST_COLUMN for row, column in places)
    for area in sheet.merged:
        assert 1 <= area.top <= area.bottom
        assert 1 <= area.left <= area.right
        assert not any(area.covers(*place) and place != (area.top, area.left) for place in places)
    for cell in sheet.cells:
        assert cell.kind != "number" or float(cell.text) == float(cell.text)


def _parts(data: bytes) -> Parts:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, zlib.error):
        return {}


def _bend_bytes(content: bytes, chance: random.Random) -> bytes:
    bytes_ = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(bytes_) + 1)
        way = chance.randrange(4)
        if way == 0:
            bytes_[at : at + 1] = bytes([chance.randrange(256)])
        elif way == 1:
            del bytes_[at : at + chance.randint(1, 40)]
        elif way == 2:
            bytes_[at:at] = bytes_[at - chance.randint(0, 60) : at]
        else:
            bytes_[at:at] = chance.choice(VALUES).encode()
    return bytes(bytes_)


def _bend_tree(content: bytes, chance: random.Random) -> bytes:
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return _bend_bytes(content, chance)
    for _ in range(chance.randint(1, 5)):
        elements = list(root.iter(etree.Element))
        _bend_element(chance.choice(elements), elements, chance)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _bend_element(element: Any, elements: list[Any], chance: random.Random) -> None:
    parent = element.getparent()
    way = chance.randrange(7)
    if way == 0 and element.attrib:
        element.set(chance.choice(sorted(element.attrib)), chance.choice(VALUES))
    elif way == 1:
        space = W if element.tag.startswith(W) else S
        name = chance.choice(("val", "r", "t", "s", "id", "ref", "type"))
        element.set(f"{W}{name}" if space == W else name, chance.choice(VALUES))
    elif way == 2 and len(element) == 0:
        element.text = chance.choice(VALUES)
    elif way == 3 and parent is not None:
        parent.remove(element)
    elif way == 4:
        chance.choice(elements).append(etree.fromstring(etree.tostring(element)))
    elif way == 5 and parent is not None:
        space, tags = (W, WORD_TAGS) if element.tag.startswith(W) else (S, SHEET_TAGS)
        wrapper = etree.Element(f"{space}{chance.choice(tags)}")
        parent.replace(element, wrapper)
        wrapper.append(element)
    elif isinstance(element.tag, str):
        space, tags = (W, WORD_TAGS) if element.tag.startswith(W) else (S, SHEET_TAGS)
        element.tag = f"{space}{chance.choice(tags)}"


def _reached(data: bytes) -> set[tuple[str, int]]:
    """Return the lines of the reader that a file reaches, and what becomes of it."""
    lines: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        name = frame.f_code.co_filename
        if READER not in name.replace("\\", "/"):
            return None
        if event == "line":
            lines.add((name[-30:], frame.f_lineno))
        return trace

    sys.settrace(trace)
    try:
        lines.add((check(data, ".docx"), 0))
    finally:
        sys.settrace(None)
    return lines


def _kept() -> Iterator[bytes]:
    yield from seeds()
    yield from (path.read_bytes() for path in sorted(CORPUS.glob("*.bin")))


def main(minutes: float) -> int:
    """Bend files for so many minutes; return 1 when one broke the reader."""
    CORPUS.mkdir(exist_ok=True)
    pool = list(_kept())
    known: set[tuple[str, int]] = set()
    for data in pool:
        known |= _reached(data)
    chance = random.Random()
    until = time.monotonic() + minutes * 60
    tried = 0
    while time.monotonic() < until:
        data = bent(chance.choice(pool), chance)
        tried += 1
        try:
            new = _reached(data) - known
        except Exception:
            print(f"{_keep(data)}:\n{traceback.format_exc()}", file=sys.stderr)
            return 1
        if new and len(data) <= LARGEST_KEPT:
            known |= new
            pool.append(data)
            print(f"{tried}: {len(known)} lines, {_keep(data).name}", flush=True)
    print(f"{tried} files, {len(known)} lines, {len(pool)} in the corpus")
    return 0


def _keep(data: bytes) -> Path:
    path = CORPUS / f"{hashlib.sha256(data).hexdigest()[:16]}.bin"
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
