"""Blocks of an official document as WordprocessingML, and the sections that turned tables need."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

from exports.files import LINE_ENDS
from exports.word.body import cell, paragraph, paragraphs, row, run, table
from exports.word.looks import SIZE_5, SIZE_SMALL_4, TWIPS_PER_POINT, mm
from exports.word.official import parts
from exports.word.official.lines import width_of
from exports.word.official.looks import OfficialLooks
from exports.word.official.structure import (
    AnnexNote,
    AnnexStart,
    Block,
    Column,
    Heading,
    Imprint,
    Letterhead,
    Note,
    PageBreak,
    Paragraph,
    Recipient,
    Signature,
    TableBlock,
    Title,
)
from exports.word.skeleton import TEXT_WIDTH, WIDE_TEXT_WIDTH
from forms.numbering import HeadingNumbers

ROW_HEIGHT = mm(8)

MANY_COLUMNS = (7, 10)
"""From so many columns on, upright and turned, a table is set in 五号 instead of 小四."""

PAGE_MM = (225, 156)
"""Height of the text on an upright and on a turned page."""

HEAD_LINES = 4
"""Lines of a page that the head of a table and the margins of its cells take at most; a row that fits the others is never broken."""

_SMALLEST_COLUMN = mm(12.5)


class Flow:
    """Writes blocks one after another, counts headings, and turns pages for wide tables.

    Attributes:
        xml: What has been written, section ends included.
    """

    def __init__(self, looks: OfficialLooks, first: str, upright: str, wide: str, *, begun: bool = False, fresh: bool = False) -> None:
        """Begin.

        Args:
            looks: The looks.
            first: ``w:sectPr`` of the first section.
            upright: ``w:sectPr`` of later upright sections.
            wide: ``w:sectPr`` of turned sections.
            begun: Something stands above already.
            fresh: A section has just ended above, so that a new page begins.
        """
        self._looks = looks
        self._numbers = HeadingNumbers()
        self._open, self._upright, self._wide = first, upright, wide
        self._turned = False
        self._begun, self._fresh = begun, fresh or not begun
        self._break = False
        self.xml: list[str] = []

    def write(self, blocks: Iterable[Block]) -> None:
        """Write blocks."""
        together = [block for block in blocks if not _says_nothing(block)]
        title = ""
        for block, following in zip_longest(together, together[1:]):
            if isinstance(block, PageBreak):
                self._break = not self._fresh
                continue
            if isinstance(block, AnnexStart):  # the head of an annex stands on the page of the table it is about
                title = block.title
                self._turn(isinstance(following, TableBlock) and following.landscape)
            elif isinstance(block, TableBlock):
                self._turn(block.landscape)
                block = replace(block, title="") if block.title == title else block
            else:
                self._turn(False)
            xml = self._one(block)
            if not xml:
                continue
            if self._break and not (isinstance(block, AnnexStart) and block.new_page):
                xml = _on_new_page(xml)
            self._break = self._fresh = False
            self.xml.append(xml)

    def end(self) -> str:
        """Return everything, with the ``w:sectPr`` of the last section behind it."""
        return "".join(self.xml) + self._open

    def upright(self) -> str:
        """Return everything, with upright pages for what follows."""
        self._turn(False)
        return "".join(self.xml)

    def _turn(self, wide: bool) -> None:
        if wide == self._turned:
            return
        if self.xml or self._begun:
            self.xml.append(paragraph(self._looks.gap, section=self._open))
        self._open = self._wide if wide else self._upright
        self._turned, self._fresh, self._break = wide, True, False

    def _one(self, block: Block) -> str:
        looks = self._looks
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph(text, keep):
                *others, last = (run(part, looks.body) for part in _parts(text))
                return "".join(paragraph(looks.body, part) for part in others) + paragraph(looks.body, last, keep_next=keep)
            case TableBlock():
                return table_block(block, looks)
            case Letterhead():
                return parts.letterhead(block, looks)
            case Title(text, subtitle):
                return (parts.title(block, looks) if text or subtitle else "") + parts.blank(looks)
            case Recipient():
                return parts.recipient(block, looks)
            case AnnexNote():
                return parts.annex_note(block, looks)
            case Signature():
                return parts.signature(block, looks)
            case Note():
                return parts.note(block, looks)
            case AnnexStart(new_page=new_page):
                self._numbers = HeadingNumbers()
                fresh = self._fresh
                return parts.annex_start(block if not fresh else AnnexStart(block.label, block.title, new_page and not fresh), looks)
            case Imprint():
                # LibreOffice loses the page that begins with a floating table.
                return (paragraph(looks.gap) if self._fresh else "") + parts.imprint(block, looks)
            case PageBreak():
                return ""

    def _heading(self, block: Heading) -> str:
        look, body = self._looks.headings[block.level - 1], self._looks.body
        number = block.number or self._numbers.next(block.level)
        head = run(number + " ".join(_parts(block.text)), look)
        if not block.after:
            return paragraph(look, head)
        first, *others = _parts(block.after)
        return paragraph(body, head, run(first, body)) + "".join(paragraph(body, run(part, body)) for part in others)


def table_block(block: TableBlock, looks: OfficialLooks) -> str:
    """Return a table with its title and unit; its head is repeated, rows stay whole."""
    room = WIDE_TEXT_WIDTH if block.landscape else TEXT_WIDTH
    small = len(block.columns) >= MANY_COLUMNS[block.landscape]
    head = looks.small_head if small else looks.column_head
    fitting = int(PAGE_MM[block.landscape] / 25.4 * 72 / head.line) - HEAD_LINES
    cells = (
        {"left": looks.small_left, "center": looks.small_center, "right": looks.small_right}
        if small
        else {"left": looks.cell_left, "center": looks.cell_center, "right": looks.cell_right}
    )
    size = SIZE_5 if small else SIZE_SMALL_4
    grid = grid_of(block.columns, room)
    labels = (_label(column.label, width, size) for column, width in zip(block.columns, grid, strict=True))
    heads = (cell(paragraph(head, run(label, head), keep_next=True), width) for label, width in zip(labels, grid, strict=True))
    rows = [row(heads, height=ROW_HEIGHT, head=True)]
    for number, texts in enumerate(block.rows, start=1):
        kept = block.together and number < len(block.rows)
        filled = [*texts[: len(grid)], *("",) * (len(grid) - len(texts))]
        rows.append(
            row(
                (
                    cell(paragraphs(cells[column.align], text, keep_next=kept), width)
                    for column, text, width in zip(block.columns, filled, grid, strict=True)
                ),
                height=ROW_HEIGHT,
                whole=all(_lines(text, width, size) <= fitting for text, width in zip(filled, grid, strict=True)),
            )
        )
    above = paragraph(looks.table_title, run(block.title, looks.table_title)) if block.title else ""
    unit = f"单位：{block.unit.removeprefix('单位：')}" if block.unit else ""
    above += paragraph(looks.table_unit, run(unit, looks.table_unit)) if unit else ""
    return above + table(grid, rows) + paragraph(looks.gap)


def grid_of(columns: Sequence[Column], room: int) -> list[int]:
    """Return the widths of the columns in twips by their shares; none is too narrow for a word."""
    least = min(_SMALLEST_COLUMN, room // len(columns))
    shares = [max(column.share, 0.01) for column in columns]
    left, widths = room - least * len(columns), []
    wanted = [max(0.0, share * room / sum(shares) - least) for share in shares]
    total = sum(wanted) or 1
    widths = [least + int(want * left / total) for want in wanted]
    widths[-1] += room - sum(widths)
    return widths


def _label(label: str, width: int, size: float) -> str:
    """Return the head of a column; brackets at its end begin a new line when one does not hold all."""
    bracket = label.find("（")
    return f"{label[:bracket]}\n{label[bracket:]}" if bracket > 0 and _lines(label, width, size) > 1 else label


def _lines(text: str, width: int, size: float) -> int:
    """Return about how many lines a cell has."""
    room = max(1.0, (width - 2 * mm(1.5)) / (size * TWIPS_PER_POINT))
    return sum(int(-(-width_of(part) // room)) or 1 for part in text.split("\n"))


def _parts(text: str) -> list[str]:
    """Return the paragraphs of a text, without the indents people type."""
    found = [part.strip(" \t　") for part in LINE_ENDS.sub("\n", text).split("\n")]
    return [part for part in found if part] or [""]


def _says_nothing(block: Block) -> bool:
    """Tell whether a block leaves no trace, so that no page is turned back for it."""
    match block:
        case Recipient(text) | Note(text):
            return not text.strip()
        case AnnexNote(names):
            return not names
        case Imprint(cc, printed_by, printed_on):
            return not (cc.strip() or printed_by or printed_on)
        case _:
            return False


def _on_new_page(xml: str) -> str:
    """Let the first paragraph begin a new page; before a table stands one of no height."""
    if not xml.startswith("<w:p>"):
        return xml
    place = xml.index("/>", xml.index("<w:pStyle")) + len("/>")
    keep = "<w:keepNext/>"
    place += len(keep) if xml.startswith(keep, place) else 0
    return f"{xml[:place]}<w:pageBreakBefore/>{xml[place:]}"
