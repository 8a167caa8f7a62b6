"""Walking through the text of a Word document once, in its order, and keeping what a reader of the paper would see."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from exports.incoming import limits
from exports.incoming.names import MC, OFF, W16SE, M, W
from exports.incoming.refusals import Refused
from exports.incoming.signs import is_sign_font, sign
from exports.incoming.word_controls import control_facts, field_control, value_of
from exports.incoming.word_fields import OpenField, OpenFields, check_instruction
from exports.incoming.word_tables import Grid, OpenCell, is_deleted
from forms.collecting.content import Control, Paragraph, Place, Table, Where

if TYPE_CHECKING:
    from lxml.etree import _Element

_LEFT_OUT = {
    f"{W}{name}"
    for name in (
        "del",
        "moveFrom",
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "sectPr",
        "rt",
        "rubyPr",
        "ffData",
    )
}
_SPOKEN = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_CODE = re.compile("[0-9A-Fa-f]{1,6}")
_PICTURES = ("}pic", "}imagedata")
_BOX = f"{W}txbxContent"
_NAMED = 5
"""Repeated controls that a remark names."""


class Flow:
    """The text of one document.

    Attributes:
        hidden: Hidden text, in order.
    """

    def __init__(self, styles: dict[str, str]) -> None:
        self.hidden: list[str] = []
        self._styles = styles
        self._blocks: list[Paragraph | Table | None] = []
        self._controls: list[Control | None] = []
        self._bookmarks: list[tuple[str, Place, int, int]] = []
        self._open_bookmarks: dict[str, int] = {}
        self._log: list[str] = []
        self._length = 0
        self._silent = 0
        self._fields = OpenFields()
        self._where: Where = "body"
        self._cell: tuple[Place, OpenCell] | None = None
        self._boxes: list[_Element] = []
        self._pictures = 0
        self._changes = False
        self._covered = False
        self._repeated: dict[str, None] = {}

    def read(self, element: "_Element", where: Where) -> None:
        """Read the blocks inside an element.

        Raises:
            Refused: Too much, a field without end, or one that starts programs.
        """
        self._where = where
        try:
            self._read_blocks(element)
        except RecursionError:
            raise Refused("deep", part="正文") from None
        self._fields.check_closed()

    def finished_blocks(self) -> tuple[Paragraph | Table, ...]:
        """Return paragraphs and tables."""
        return tuple(block for block in self._blocks if block is not None)

    def finished_controls(self) -> tuple[Control, ...]:
        """Return content controls and old form fields."""
        return tuple(control for control in self._controls if control is not None)

    def finished_bookmarks(self) -> Iterator[tuple[str, Place, str]]:
        """Yield name, place and text of every bookmark that has an end."""
        for name, place, begin, end in self._bookmarks:
            if end >= 0:
                yield name, place, self._said(begin, end)

    def remarks(self, has_comments: bool) -> Iterator[str]:
        """Yield what was not read or needs a look."""
        if self._pictures:
            yield f"文件里有{self._pictures}张图片，图片里的内容没有读取。"
        if self._changes:
            yield "文件里有没有接受的修订，按接受后的内容读取，删去的文字没有读取。"
        if has_comments:
            yield "文件里有批注，批注没有读取。"
        if self._covered:
            yield "合并单元格下面还压着看不见的文字，没有读取。"
        if self._repeated:
            names = "、".join(f"“{name}”" for name in list(self._repeated)[:_NAMED])
            yield f"文件用 LibreOffice 存过，它把{names}处的文字重复写了几遍，请对照原件核对。"

    # Text

    def _say(self, text: str) -> None:
        if not text or self._silent:
            return
        if not self._fields.showing:
            self._fields.instruct(text)
            return
        self._length += len(text)
        if self._length > limits.TEXT:
            raise Refused("much_content")
        self._log.append(text)

    def _said(self, begin: int, end: int | None = None) -> str:
        """Return the text between two points of the log, not more than one may quote, and count it."""
        pieces: list[str] = []
        length = 0
        for piece in self._log[begin:end]:
            pieces.append(piece)
            length += len(piece)
            if length > limits.QUOTED_TEXT:
                break
        text = "".join(pieces)[: limits.QUOTED_TEXT].rstrip("\n")
        self._length += len(text)
        if self._length > limits.TEXT:
            raise Refused("much_content")
        return text

    def _place(self) -> Place:
        return self._cell[0] if self._cell else Place(len(self._blocks))

    # Blocks

    def _read_blocks(self, element: "_Element") -> None:
        for child in element:
            if child.tag == f"{W}p":
                self._read_paragraph(child)
            elif child.tag == f"{W}tbl":
                self._read_table(child)
            else:
                self._read_around(child, self._read_blocks)

    def _read_around(self, element: "_Element", inside: "Callable[[_Element], None]") -> None:
        """Read what may stand around blocks, rows, cells and runs alike."""
        tag = element.tag
        if tag == f"{W}sdt":
            self._read_control(element, inside)
        elif tag == f"{W}bookmarkStart":
            self._begin_bookmark(element)
        elif tag == f"{W}bookmarkEnd":
            self._end_bookmark(element)
        elif tag == f"{MC}AlternateContent":
            inside(_chosen(element))
        elif tag in _LEFT_OUT:
            self._changes = self._changes or tag in (f"{W}del", f"{W}moveFrom")
        else:
            self._changes = self._changes or tag in (f"{W}ins", f"{W}moveTo")
            inside(element)

    def _read_paragraph(self, paragraph: "_Element") -> None:
        begin = len(self._log)
        properties = paragraph.find(f"{W}pPr")
        self._read_inline(paragraph)
        text = "".join(self._log[begin:])
        self._say("\n")
        if self._cell:
            self._cell[1].texts.append(text)
        else:
            style = value_of(properties, "pStyle") if properties is not None else ""
            self._add(Paragraph(text, self._styles.get(style, style), self._where))
        boxes, self._boxes = self._boxes, []
        if boxes:
            cell, where = self._cell, self._where
            self._cell, self._where = None, "box"
            for box in boxes:
                self._read_blocks(box)
            self._cell, self._where = cell, where

    def _add(self, block: Paragraph | Table | None) -> None:
        self._blocks.append(block)
        if len(self._blocks) > limits.BLOCKS:
            raise Refused("much_content")

    # Tables

    def _read_table(self, table: "_Element") -> None:
        index = len(self._blocks)
        outer = self._cell
        grid = Grid(self._where, outer[0] if outer else None)
        self._add(None)

        def read_rows(element: "_Element") -> None:
            for child in element:
                if child.tag == f"{W}tr":
                    read_row(child)
                else:
                    # A control around rows has its place at the first of them.
                    self._cell = (Place(index, grid.row + 1, 1), OpenCell(0, 0, 1))
                    self._read_around(child, read_rows)

        def read_row(row: "_Element") -> None:
            properties = row.find(f"{W}trPr")
            if is_deleted(properties):
                self._changes = True
                return
            grid.begin_row(properties)
            read_cells(row)

        def read_cells(element: "_Element") -> None:
            for child in element:
                if child.tag == f"{W}tc":
                    cell = grid.add(child.find(f"{W}tcPr"))
                    self._cell = (Place(index, cell.row, cell.column), cell)
                    self._read_blocks(child)
                    self._covered = self._covered or (cell.covered and any(text.strip() for text in cell.texts))
                else:
                    self._cell = (Place(index, grid.row, grid.column), OpenCell(0, 0, 1))
                    self._read_around(child, read_cells)

        read_rows(table)
        self._cell = outer
        self._blocks[index] = grid.closed()

    # Controls and bookmarks

    def _read_control(self, control: "_Element", inside: "Callable[[_Element], None]") -> None:
        content = control.find(f"{W}sdtContent")
        facts = control_facts(control.find(f"{W}sdtPr"))
        number, place, begin = self._reserve(), self._place(), len(self._log)
        if _is_repeated(control):
            self._repeated.setdefault(facts.alias)
        self._silent += facts.placeholder
        if content is not None:
            inside(content)
        self._silent -= facts.placeholder
        self._controls[number] = facts.filled(place, self._said(begin))

    def _reserve(self) -> int:
        if len(self._controls) >= limits.CONTROLS:
            raise Refused("much_content")
        self._controls.append(None)
        return len(self._controls) - 1

    def _begin_bookmark(self, element: "_Element") -> None:
        if len(self._bookmarks) >= limits.CONTROLS:
            raise Refused("much_content")
        self._open_bookmarks[element.get(f"{W}id", "")] = len(self._bookmarks)
        self._bookmarks.append((element.get(f"{W}name", "")[:200], self._place(), len(self._log), -1))

    def _end_bookmark(self, element: "_Element") -> None:
        number = self._open_bookmarks.pop(element.get(f"{W}id", ""), None)
        if number is not None:
            name, place, begin, _ = self._bookmarks[number]
            self._bookmarks[number] = (name, place, begin, len(self._log))

    # Runs

    def _read_inline(self, element: "_Element") -> None:
        for child in element:
            if child.tag == f"{W}r":
                self._read_run(child)
            elif child.tag == f"{W}fldSimple":
                check_instruction(child.get(f"{W}instr", ""))
                self._read_inline(child)
            elif child.tag == f"{M}t":
                self._say(child.text or "")
            elif child.tag == _BOX:
                self._boxes.append(child)
            else:
                self._read_around(child, self._read_inline)

    def _read_run(self, run: "_Element") -> None:
        properties = run.find(f"{W}rPr")
        self._read_run_content(run, _sign_font(properties), _is_hidden(properties))

    def _read_run_content(self, run: "_Element", font: str, vanishing: bool) -> None:
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                text = child.text or ""
                if vanishing:
                    self._hide(text)
                else:
                    self._say("".join(sign(font, ord(letter)) for letter in text) if font else text)
            elif tag in _SPOKEN:
                self._say(_SPOKEN[tag])
            elif tag == f"{W}br":
                self._say("\n" if child.get(f"{W}type", "textWrapping") == "textWrapping" else "")
            elif tag == f"{W}sym":
                self._say(_symbol(child, W))
            elif tag == f"{W16SE}symEx":
                self._say(_symbol(child, W16SE))
            elif tag == f"{MC}AlternateContent":
                self._read_run_content(_chosen(child), font, vanishing)
            elif tag == f"{W}fldChar":
                self._read_field_mark(child)
            elif tag == f"{W}instrText":
                self._fields.instruct(child.text or "")
            elif tag == f"{W}ruby":
                self._read_inline(child)
            elif tag not in _LEFT_OUT:
                self._read_drawing(child)

    def _hide(self, text: str) -> None:
        self._length += len(text)
        if self._length > limits.TEXT or len(self.hidden) >= limits.BLOCKS:
            raise Refused("much_content")
        if text:
            self.hidden.append(text)

    def _read_field_mark(self, mark: "_Element") -> None:
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            data = mark.find(f"{W}ffData")
            self._fields.begin(OpenField(data, self._place(), len(self._log), -1 if data is None else self._reserve()))
        elif kind == "separate":
            self._fields.separate(len(self._log))
        elif kind == "end" and (closed := self._fields.end()) and closed.data is not None:
            control = field_control(closed.data, closed.place, self._said(closed.begin) if closed.showing else "")
            self._controls[closed.number] = control
            # Box and list show their state without any text of the field's own.
            if control.kind != "text" and len(self._log) == closed.begin:
                self._say(control.text)

    def _read_drawing(self, element: "_Element") -> None:
        """Count pictures and put text boxes aside; they are read after the paragraph."""
        if element.tag == f"{MC}AlternateContent":
            element = _chosen(element)
        self._pictures += str(element.tag).endswith(_PICTURES)
        for child in element:
            if child.tag == _BOX:
                self._boxes.append(child)
            else:
                self._read_drawing(child)


def _chosen(alternatives: "_Element") -> "_Element":
    """Return one of the ways in which the same content is written; all of them say the same."""
    choice = alternatives.find(f"{MC}Choice")
    if choice is None:
        choice = alternatives.find(f"{MC}Fallback")
    return alternatives if choice is None else choice


def _is_repeated(control: "_Element") -> bool:
    """Tell whether LibreOffice 7.4 wrote the text of a plain control again: once for every script that it holds, side by side."""
    before = control.getprevious()
    if before is None or before.tag != control.tag:
        return False
    properties = [element.find(f"{W}sdtPr") for element in (before, control)]
    aliases = [value_of(found, "alias") if found is not None and found.find(f"{W}text") is not None else "" for found in properties]
    return aliases[0] != "" and aliases[0] == aliases[1]


def _is_hidden(properties: "_Element | None") -> bool:
    vanish = properties.find(f"{W}vanish") if properties is not None else None
    return vanish is not None and vanish.get(f"{W}val", "1") not in OFF


def _sign_font(properties: "_Element | None") -> str:
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    if fonts is None:
        return ""
    font = fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""
    return font if is_sign_font(font) else ""


def _symbol(element: "_Element", space: str) -> str:
    code = element.get(f"{space}char", "")
    return sign(element.get(f"{space}font", ""), int(code, 16)) if _CODE.fullmatch(code) else ""
