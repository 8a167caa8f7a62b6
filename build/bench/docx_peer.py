"""The peer of the application form: the same paragraphs and tables, built from scratch with python-docx as its manual teaches.

What a form holds is read once from a finished file; only building is measured.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, Twips

LATIN = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one font."""

    text: str
    points: float
    font: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    runs: tuple[Run, ...]
    align: int | None
    page_break: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that spans one or several columns."""

    paragraphs: tuple[Paragraph, ...]
    span: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    cells: tuple[Cell, ...]
    height: int
    heading: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the widths of its columns in twentieths of a point."""

    widths: tuple[int, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """From here on the page lies on its side, or stands again."""

    landscape: bool


Block = Paragraph | Table | Turn


def read(path: Path) -> list[Block]:
    """Return what a document holds, in order."""
    return list(_blocks(Document(str(path)).element.body))


def _blocks(body: Any) -> Iterator[Block]:
    landscape = False
    for element in body:
        if element.tag == qn("w:p"):
            yield _paragraph(element)
            for size in element.iter(qn("w:pgSz")):
                yield Turn(landscape := not landscape)
                _ = size
        elif element.tag == qn("w:tbl"):
            widths = tuple(int(column.get(qn("w:w"))) for column in element.iter(qn("w:gridCol")))
            yield Table(widths, tuple(_row(row) for row in element.iter(qn("w:tr"))))


def _row(element: Any) -> Row:
    heights = [int(height.get(qn("w:val"))) for height in element.iter(qn("w:trHeight"))]
    heading = next(element.iter(qn("w:tblHeader")), None) is not None
    return Row(tuple(_cell(cell) for cell in element.iter(qn("w:tc"))), max(heights, default=0), heading)


def _cell(element: Any) -> Cell:
    span = next(element.iter(qn("w:gridSpan")), None)
    return Cell(tuple(_paragraph(p) for p in element.iter(qn("w:p"))), 1 if span is None else int(span.get(qn("w:val"))))


def _paragraph(element: Any) -> Paragraph:
    runs = []
    for run in element.iter(qn("w:r")):
        text = "".join(_text(part) for part in run)
        if text:
            size, font = next(run.iter(qn("w:sz"))), next(run.iter(qn("w:rFonts")))
            runs.append(Run(text, int(size.get(qn("w:val"))) / 2, font.get(qn("w:eastAsia"))))
    return Paragraph(tuple(runs), element.alignment, next(element.iter(qn("w:pageBreakBefore")), None) is not None)


def _text(part: Any) -> str:
    return {qn("w:tab"): "\t", qn("w:br"): "\n"}.get(part.tag, part.text or "" if part.tag == qn("w:t") else "")


def words(blocks: list[Block]) -> list[Run]:
    """Return all runs of text, in order."""
    paragraphs: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            paragraphs.append(block)
        elif isinstance(block, Table):
            paragraphs += [paragraph for row in block.rows for cell in row.cells for paragraph in cell.paragraphs]
    return [run for paragraph in paragraphs for run in paragraph.runs]


def build(blocks: list[Block], target: Path) -> None:
    """Build a document from scratch and save it."""
    document: Any = Document()
    for block in blocks:
        if isinstance(block, Paragraph):
            _fill(document.add_paragraph(), block)
        elif isinstance(block, Table):
            _build_table(document, block)
        else:
            section = document.add_section()
            section.orientation = WD_ORIENT.LANDSCAPE if block.landscape else WD_ORIENT.PORTRAIT
            section.page_width, section.page_height = section.page_height, section.page_width
    for section in document.sections:
        _number_pages(section.footer.paragraphs[0])
    document.save(str(target))


def _fill(paragraph: Any, described: Paragraph) -> None:
    if described.align is not None:
        paragraph.alignment = described.align
    if described.page_break:
        paragraph.paragraph_format.page_break_before = True
    for run in described.runs:
        made = paragraph.add_run(run.text)
        made.font.name = LATIN
        made.font.size = Pt(run.points)
        made._element.rPr.rFonts.set(qn("w:eastAsia"), run.font)


def _build_table(document: Any, described: Table) -> None:
    table = document.add_table(len(described.rows), len(described.widths), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for row, wanted in zip(table.rows, described.rows, strict=True):
        if wanted.height:
            row.height = Twips(wanted.height)
        if wanted.heading:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        cells, place = row.cells, 0
        for cell in wanted.cells:
            made = cells[place] if cell.span == 1 else cells[place].merge(cells[place + cell.span - 1])
            made.width = Twips(sum(described.widths[place : place + cell.span]))
            made.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            for number, paragraph in enumerate(cell.paragraphs):
                _fill(made.paragraphs[0] if number == 0 else made.add_paragraph(), paragraph)
            place += cell.span


def _number_pages(paragraph: Any) -> None:
    run = paragraph.add_run()
    for kind in ("begin", "", "end"):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = "PAGE"
        run._element.append(mark)
