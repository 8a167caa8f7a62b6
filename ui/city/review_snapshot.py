"""A frozen form to read: everything as it was submitted, each field a place to choose, with what was said about it below."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextFrameFormat, QTextLength, QTextTableFormat
from PySide6.QtWidgets import QTextBrowser

from forms.checking import applies
from forms.definition import Field, Form
from forms.field_types import TABLE, show_cell
from forms.snapshot import FormSnapshot
from models.programme.pack import Programme
from ui import metrics
from ui.theme import theme
from ui.tone import Tone

SCHEME = "field:"
EMPTY = "（没有填写）"
NOT_SHOWN = frozenset({"signature", "fixed"})
PROSE = frozenset({"long_text", "items"})
ONE_LINE = 40
"""So short a value stands beside its label."""


class Said(NamedTuple):
    """Words below a field: remark, question or answer."""

    text: str
    tone: Tone


class SnapshotView(QTextBrowser):
    """Shows one `FormSnapshot`; built by cursor, so that nothing a district typed is ever read as markup.

    Attributes:
        choosing: Labels can be pressed; otherwise the form is only read.

    Signals:
        field_chosen: Key and row of the field the officer pressed; both empty for the whole form.
    """

    field_chosen = Signal(str, str)

    def __init__(self, *, choosing: bool = False) -> None:
        super().__init__()
        self.choosing = choosing
        self.setOpenLinks(False)
        self.setAccessibleName("报送的文书")
        self.anchorClicked.connect(self._choose)
        self._labels: dict[tuple[str, str], str] = {}

    def show_snapshot(
        self,
        snapshot: FormSnapshot,
        form: Form,
        programme: Programme,
        said: Mapping[tuple[str, str], Sequence[Said]] | None = None,
    ) -> None:
        """Show a frozen form, keeping the place that was read when it is the same one anew.

        Args:
            snapshot: The form.
            form: The definition it was filled in.
            programme: The pack.
            said: What stands below fields, by key and row; ``("", "")`` is for the whole form.
        """
        held = self.verticalScrollBar().value()
        same = self.documentTitle() == snapshot.document_id + str(snapshot.revision)
        self._labels = {("", ""): "整份文书"}
        words = said or {}
        self.clear()
        self.document().setDocumentMargin(metrics.M)
        self.document().setMetaInformation(self.document().MetaInformation.DocumentTitle, snapshot.document_id + str(snapshot.revision))
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        self._head(cursor, snapshot, form, words.get(("", ""), ()))
        for section in form.section:
            fields = [one for one in section.field if one.type not in NOT_SHOWN and applies(one, snapshot.values, programme)]
            if not fields:
                continue
            self._line(cursor, section.title, "strong", above=metrics.L)
            for field in fields:
                self._field(cursor, field, snapshot, programme, words)
        for one in snapshot.explained:
            self._line(cursor, f"说明　{one.field_label}：{one.message}", "muted", above=metrics.S)
            self._line(cursor, one.explanation, "text")
        if snapshot.opinion:
            self._line(cursor, "区县意见", "strong", above=metrics.L)
            self._line(cursor, snapshot.opinion, "text")
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        if same:
            self.verticalScrollBar().setValue(held)

    def label_of(self, key: str, row: str = "") -> str:
        """Return what a field is called, with the row's number where it is one row of a table."""
        return self._labels.get((key, row)) or self._labels.get((key, "")) or key

    def places(self) -> list[tuple[str, str]]:
        """Return everything that can be chosen, in order."""
        return list(self._labels)

    def go_to(self, key: str, row: str = "") -> None:
        """Scroll to a field."""
        self.scrollToAnchor(f"{key}/{row}")

    def _choose(self, url: QUrl) -> None:
        key, _, row = url.toString().removeprefix(SCHEME).partition("/")
        self.field_chosen.emit(key, row)

    def _head(self, cursor: QTextCursor, snapshot: FormSnapshot, form: Form, said: Sequence[Said]) -> None:
        cursor.setBlockFormat(_block(0))
        cursor.insertText(snapshot.title or form.title, _words("text", bold=True, larger=2))
        when = f"，{snapshot.frozen_on:%Y-%m-%d}报送" if snapshot.frozen_on else ""
        self._line(cursor, f"{form.name}　第{snapshot.revision}版{when}　{snapshot.number}", "muted")
        self._line(cursor, "　".join(part for part in (snapshot.entity, snapshot.district) if part), "muted")
        if self.choosing:
            self._link(cursor, "整份文书", "", "")
        self._said(cursor, said)

    def _field(
        self,
        cursor: QTextCursor,
        field: Field,
        snapshot: FormSnapshot,
        programme: Programme,
        said: Mapping[tuple[str, str], Sequence[Said]],
    ) -> None:
        self._labels[field.key, ""] = field.label
        self._link(cursor, field.label, field.key, "")
        if field.type == "table":
            self._table(cursor, field, snapshot, programme, said)
        elif field.type == "attachment":
            files = snapshot.attachments.get(field.key, [])
            self._line(cursor, "；".join(f"{file.title}（{file.file_name}）" for file in files) or EMPTY, "text" if files else "muted")
        else:
            text = snapshot.shown.get(field.key, "")
            if len(text) <= ONE_LINE and "\n" not in text and field.type not in PROSE:
                cursor.insertText(f"　{text or EMPTY}", _words("text" if text else "muted"))
            else:
                self._line(cursor, text or EMPTY, "text" if text else "muted")
        self._said(cursor, said.get((field.key, ""), ()))

    def _table(
        self,
        cursor: QTextCursor,
        field: Field,
        snapshot: FormSnapshot,
        programme: Programme,
        said: Mapping[tuple[str, str], Sequence[Said]],
    ) -> None:
        rows = TABLE.filled_rows(field, snapshot.values.get(field.key))
        columns = [column for column in field.column if not column.hidden]
        if not rows:
            self._line(cursor, EMPTY, "muted")
            return
        shape = QTextTableFormat()
        shape.setCellPadding(metrics.XS)
        shape.setCellSpacing(0)
        shape.setBorder(1)
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderBrush(theme().colour("border"))
        shape.setBorderCollapse(True)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 99))  # at 100 the frame is a pixel too wide
        table = cursor.insertTable(len(rows) + 1, len(columns) + 1, shape)
        for place, column in enumerate(columns, start=1):
            table.cellAt(0, place).firstCursorPosition().insertText(column.label, _words("muted"))
        for number, row in enumerate(rows, start=1):
            id = str(row["id"])
            self._labels[field.key, id] = f"{field.label}第{number}行"
            table.cellAt(number, 0).firstCursorPosition().insertText(str(number), self._anchor(field.key, id))
            for place, column in enumerate(columns, start=1):
                text = show_cell(column, row.get(column.key), programme)
                table.cellAt(number, place).firstCursorPosition().insertText(text, _words("text"))
        cursor.movePosition(QTextCursor.MoveOperation.End)
        for number, row in enumerate(rows, start=1):
            for one in said.get((field.key, str(row["id"])), ()):
                self._said(cursor, [one._replace(text=f"第{number}行　{one.text}")])

    def _link(self, cursor: QTextCursor, text: str, key: str, row: str) -> None:
        cursor.insertBlock(_block(metrics.S))
        cursor.insertText(text, self._anchor(key, row))

    def _anchor(self, key: str, row: str) -> QTextCharFormat:
        made = _words("accent" if self.choosing else "muted")
        made.setAnchor(True)
        made.setAnchorNames([f"{key}/{row}"])
        if self.choosing:
            made.setAnchorHref(f"{SCHEME}{key}/{row}")
        return made

    def _said(self, cursor: QTextCursor, said: Sequence[Said]) -> None:
        for one in said:
            cursor.insertBlock(_block(metrics.XS, indent=metrics.M))
            shape = _words(str(one.tone))
            shape.setBackground(theme().colour(f"{one.tone}_ground"))
            cursor.insertText(one.text, shape)

    def _line(self, cursor: QTextCursor, text: str, colour: str, above: int = 0) -> None:
        cursor.insertBlock(_block(above))
        strong = colour == "strong"
        cursor.insertText(text, _words("text" if strong else colour, bold=strong, larger=1 if strong else 0))


def _block(above: int, indent: int = 0) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setTopMargin(above)
    made.setLeftMargin(indent)
    made.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return made


def _words(colour: str, *, bold: bool = False, larger: int = 0) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(theme().colour(colour))
    if bold:
        made.setFontWeight(QFont.Weight.DemiBold)
    if larger:
        made.setProperty(QTextCharFormat.Property.FontSizeAdjustment, larger)
    return made
