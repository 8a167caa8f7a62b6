"""The program's own print of a document: a plain layout of the same content, where no office program makes the PDF."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, Qt
from PySide6.QtGui import QBrush, QFont, QPageSize, QPdfWriter, QTextDocument, QTextFrameFormat, QTextTable

from exports.seal_code import seal_mark
from exports.word.official.composed import KINDS, composed
from forms.definition import Field, Form, Section
from forms.field_types import TABLE, show_cell
from forms.snapshot import FormSnapshot
from models.programme.pack import Programme
from ui.printing_official import framed, grid, official_parts, words

if TYPE_CHECKING:
    pass

FONTS = ("FangSong", "仿宋", "Noto Serif CJK SC", "Noto Sans CJK SC", "SimSun")
POINTS = 11
LINE, PADDING = 0.75, 3
"""Thickness of lines and room in cells, in pixels of 1/96 inch."""
_NOT_SHOWN = frozenset({"signature", "attachment", "table", "fixed"})
_STYLE = """
h1 { font-size: 20pt; text-align: center; margin: 0 0 4pt 0; }
h2 { font-size: 13pt; margin: 14pt 0 4pt 0; }
p { margin: 2pt 0; }
td, th { padding: 3pt; }
th { text-align: left; font-weight: bold; }
"""


def form_document(snapshot: FormSnapshot, form: Form, programme: Programme, font: str = "", *, masked: bool = False) -> QTextDocument:
    """Lay a document out: a form of tables and cells, or an official document.

    Args:
        snapshot: Its content.
        form: Its definition.
        programme: The pack.
        font: Font of the body, where the computer has it.
        masked: It is a masked copy, and says so.
    """
    document = QTextDocument()
    base = QFont()
    base.setFamilies([font, *FONTS] if font else list(FONTS))
    base.setPointSize(POINTS)
    document.setDefaultFont(base)
    document.setDefaultStyleSheet(_STYLE)
    official = form.layout in KINDS
    if official:
        parts = official_parts(composed(snapshot, form, programme, masked=masked))
    else:
        parts = _parts(snapshot, form, programme, seal_mark(snapshot, masked=masked))
    document.setHtml("".join(parts))
    for table in document.rootFrame().childFrames():
        if isinstance(table, QTextTable):
            _draw_lines(table)
    return document


def _draw_lines(table: QTextTable) -> None:
    """Draw a thin line around every cell."""
    look = table.format()
    look.setBorderCollapse(True)
    look.setBorder(LINE)
    look.setBorderBrush(QBrush(Qt.GlobalColor.black))
    look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    look.setCellPadding(PADDING)
    table.setFormat(look)
    for number in range(table.rows() * table.columns()):
        cell = table.cellAt(number // table.columns(), number % table.columns())
        inside = cell.format().toTableCellFormat()
        inside.setBorder(LINE)
        inside.setBorderBrush(QBrush(Qt.GlobalColor.black))
        inside.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        inside.setPadding(PADDING)
        cell.setFormat(inside)


def pdf_bytes(document: QTextDocument, title: str) -> bytes:
    """Return the document as a PDF of A4 pages, numbered."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF())  # the document has its own, of 2 cm
    document.print_(writer)
    buffer.close()
    return bytes(data.data())


def _parts(snapshot: FormSnapshot, form: Form, programme: Programme, mark: str) -> Iterator[str]:
    yield f"<h1>{words(form.title)}</h1>"
    yield f'<p align="center">申报编号：{words(snapshot.number)}　{words(mark)}</p>'
    yield _pairs((("项目名称", snapshot.title), ("申报主体", snapshot.entity), ("报送单位", snapshot.office)))
    for section in form.section:
        yield from _section(section, snapshot, programme)
    if snapshot.explained:
        rows = [(line.field_label, line.message, line.explanation) for line in snapshot.explained]
        yield "<h2>附：需要说明的情况</h2>" + grid(("填写项", "情况", "说明"), (26, 37, 37), rows)


def _section(section: Section, snapshot: FormSnapshot, programme: Programme) -> Iterator[str]:
    yield f"<h2>{words(section.title)}</h2>"
    waiting: list[tuple[str, str]] = []
    for field in section.field:
        if field.type == "table":
            yield _pairs(waiting)
            waiting = []
            yield _table(field, snapshot, programme)
        elif field.type == "attachment":
            files = snapshot.attachments.get(field.key, [])
            waiting.append((field.label, "\n".join(f"{file.title}（{file.file_name}）" for file in files)))
        elif field.type == "signature":
            waiting.append((field.label, "\n\n（签名、盖章）　　　　年　月　日"))
        elif field.type not in _NOT_SHOWN and field.key in snapshot.shown:
            shown = snapshot.shown[field.key]
            waiting.append((field.label, f"{shown} {field.unit}" if shown and field.unit else shown))
    yield _pairs(waiting)


def _table(field: Field, snapshot: FormSnapshot, programme: Programme) -> str:
    columns = [column for column in field.column if not column.hidden]
    total = sum(column.width for column in columns)
    widths = [column.width * 100 // total for column in columns]
    rows = [[show_cell(c, row.get(c.key), programme) for c in columns] for row in TABLE.filled_rows(field, snapshot.values.get(field.key))]
    if not rows:
        return _pairs([(field.label, "（无）")])
    return f"<p><b>{words(field.label)}</b></p>" + grid([column.label for column in columns], widths, rows)


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f'<tr><td width="28%">{words(name)}</td><td width="72%">{words(said)}</td></tr>' for name, said in pairs)
    return framed(rows) if rows else ""
