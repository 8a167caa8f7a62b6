"""A document of a stage as an official document: the fields of its form at the places that the definition gives them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from exports.files import LINE_ENDS
from exports.seal_code import seal_mark, seal_text
from exports.word.looks import SIZE_5, SIZE_SMALL_4
from exports.word.official.blocks import MANY_COLUMNS
from exports.word.official.lines import printed_width
from exports.word.official.structure import (
    Align,
    Annex,
    Block,
    Column,
    Heading,
    Kind,
    OfficialDocument,
    Paragraph,
    Signature,
    TableBlock,
)
from forms.checking import applies, required
from forms.definition import Column as FormColumn
from forms.definition import Field, Form, Layout, Place, Section
from forms.field_types import TABLE, show_cell
from forms.snapshot import FormSnapshot
from models.programme.pack import Programme

KINDS = {Layout.REPORT: Kind.REPORT, Layout.LETTER: Kind.LETTER, Layout.PLAIN: Kind.PLAIN}
"""The kind of official document of each layout; the other one, `Layout.FORM`, is a form of tables and cells."""

NUMBER_GAP = "　　　　〔　　　　〕　　号"
"""Room for the number of a document that has none yet."""

SIGNER_GAP = "　　　　"
"""Room for the signer of a document that goes up, who signs by hand."""

UPRIGHT_MM, WIDE_MM = 156, 225
"""Width of a table on an upright and on a turned page."""

NUMBER_MM = 12.5
"""Width of the column that numbers the rows; a table with an order of its own has none."""

CELL_MM, WIDEST_FIGURE_MM = 4.0, 45.0
"""Margins of a cell with a little slack; more room than this no figure gets before it is broken."""

TOTAL = "合计"
"""First cell of the row of totals, which has no number."""

HEAD_LENGTH = 40
"""Longest first sentence of a numbered line that is taken for its heading; a longer one is text behind the number."""

_PROSE = frozenset({"long_text", "items"})
_NO_TEXT = frozenset({"signature"})
_RIGHT = frozenset({"integer", "decimal", "money"})
_CENTRED = frozenset({"date", "month", "month_range", "choice"})
_NUMBERED = (
    (2, re.compile(r"([（(][一二三四五六七八九十百]{1,4}[）)])[ \t　]*(.*)")),
    (3, re.compile(r"(\d{1,3}[.．])(?!\d)[ \t　]*(.*)")),
    (4, re.compile(r"([（(]\d{1,3}[）)])[ \t　]*(.*)")),
)
"""Numbers that make a line a heading of that level (GB/T 9704-2012, 7.3.3)."""

_UNBROKEN = re.compile(r"[0-9A-Za-z.,:%/年月日-]{2,}")
"""Figures, dates and codes, which should stand in one line."""

_SENTENCE = re.compile(r"[^。！？；]*[。！？；]?")
_LEVEL_ONE = re.compile(r"^[一二三四五六七八九十]{1,3}、\s*")
_ANNEX_NUMBER = re.compile(r"^附件\s*\d*\s*[:：.．]?\s*")


def composed(snapshot: FormSnapshot, form: Form, programme: Programme, *, masked: bool = False) -> OfficialDocument:
    """Return a document as the layout of official documents takes it.

    Args:
        snapshot: Its content at one moment.
        form: The definition it was written in, with one of the layouts in `KINDS`.
        programme: The pack.
        masked: It is a masked copy (see `exports.seal_code.seal_mark`).
    """
    return _Composition(snapshot, form, programme).document(masked)


@dataclass(frozen=True)
class _Composition:
    """One document that is being put together."""

    snapshot: FormSnapshot
    form: Form
    programme: Programme

    def document(self, masked: bool) -> OfficialDocument:
        kind = KINDS[self.form.layout]
        printed = kind is not Kind.PLAIN
        organ = self._said(Place.ORGAN) or (self.snapshot.office if printed else "")
        day = self._day()
        return OfficialDocument(
            kind,
            self._said(Place.TITLE) or self.form.title,
            subtitle=self._said(Place.SUBTITLE),
            blocks=tuple(self._blocks()),
            organ=organ,
            number=self._said(Place.NUMBER) or (NUMBER_GAP if printed else ""),
            recipient=self._said(Place.RECIPIENT),
            annexes=tuple(self._annexes()),
            signature=Signature(organ, day) if printed or organ or day else None,
            note=self._said(Place.NOTE),
            signer=SIGNER_GAP if kind is Kind.REPORT else "",
            mark=seal_mark(self.snapshot, masked=masked),
            code="" if masked else seal_text(self.snapshot),
        )

    @cached_property
    def _placed(self) -> dict[Place, list[Field]]:
        """The fields that apply, by their place."""
        found: dict[Place, list[Field]] = {place: [] for place in Place}
        for field in self.form.fields():
            if applies(field, self.snapshot.values, self.programme):
                found[field.place].append(field)
        return found

    def _said(self, place: Place) -> str:
        """Return what the fields of a place in the head or foot say, in one line."""
        return "，".join(said for field in self._placed[place] if (said := self._shown(field).strip()))

    def _shown(self, field: Field) -> str:
        shown = self.snapshot.shown.get(field.key, "")
        return f"{shown}{field.unit}" if shown and field.unit and not shown.endswith(field.unit) else shown

    def _day(self) -> date | str | None:
        """Return the day of the document; a text that is no date as it was typed, ``None`` when there is none."""
        for field in self._placed[Place.DAY]:
            value = self.snapshot.values.get(field.key)
            if isinstance(value, str):
                return date.fromisoformat(value)
            if value is not None:
                return self._shown(field)
        return None

    def _blocks(self) -> Iterator[Block]:
        for field in self._placed[Place.OPENING]:
            yield from self._field(field, 0)
        for section in self.form.section:
            yield from self._section(section)
        for field in self._placed[Place.CLOSING]:
            yield from self._field(field, 0)

    def _section(self, section: Section) -> Iterator[Block]:
        """Yield a section under its title: one text stands right below, of several each under its own label."""
        fields = [field for field in section.field if field in self._placed[Place.TEXT] and field.type not in _NO_TEXT]
        written = [field for field in fields if self._filled(field) or required(field, self.snapshot.values, self.programme)]
        if not written:
            return
        title = _LEVEL_ONE.sub("", section.title)
        yield Heading(1, title)
        several = sum(field.type in _PROSE for field in section.field if field.place is Place.TEXT) > 1
        for field in written:
            if field.type in _PROSE:
                if several:
                    yield Heading(2, field.label)
                yield from self._field(field, 2 if several else 1)
            elif field.type == "table":
                yield from self._table(field, "" if title.endswith(field.label) else field.label)
            elif field.type in ("fixed", "pledge"):
                yield Paragraph(field.text)
            elif len(fields) == 1:
                yield Paragraph(self._shown(field))
            else:
                yield Paragraph(f"{field.label}：{self._fact(field)}")

    def _filled(self, field: Field) -> bool:
        if field.type == "table":
            value = self.snapshot.values.get(field.key)
            return bool(TABLE.filled_rows(field, value) or (value is not None and not isinstance(value, list)))
        return bool(self._fact(field).strip())

    def _fact(self, field: Field) -> str:
        if field.type == "attachment":
            return "；".join(file.title or file.file_name for file in self.snapshot.attachments.get(field.key, []))
        return self._shown(field)

    def _field(self, field: Field, level: int) -> Iterator[Block]:
        """Yield the paragraphs of a text or the numbered items of a list, under a heading of a level."""
        value = self.snapshot.values.get(field.key)
        if field.type == "table":
            yield from self._table(field, field.label)
        elif field.type == "items" and isinstance(value, list):
            for item in value:
                yield Heading(level + 1, "", str(item))
        else:
            yield from _lines(self._shown(field))

    def _table(self, field: Field, title: str) -> Iterator[Block]:
        value = self.snapshot.values.get(field.key)
        if value is not None and not isinstance(value, list):  # a text that is no table
            yield from _lines(TABLE.show(field, value, self.programme))
            return
        columns = [column for column in field.column if not column.hidden and column.label != "序号"]
        rows = [[show_cell(column, row.get(column.key), self.programme) for column in columns] for row in TABLE.filled_rows(field, value)]
        numbered = "序" not in columns[0].label
        room = (WIDE_MM if field.landscape else UPRIGHT_MM) - (NUMBER_MM if numbered else 0)
        heads = _columns(columns, rows, room, small=len(columns) + numbered >= MANY_COLUMNS[field.landscape])
        if numbered:
            heads.insert(0, Column("序号", NUMBER_MM, "center"))
            rows = [["" if row[0] == TOTAL else str(number), *row] for number, row in enumerate(rows, start=1)]
        yield TableBlock(heads, rows or [[""]], title, landscape=field.landscape)

    def _annexes(self) -> Iterator[Annex]:
        """Yield the annexes: a table is printed behind the text, of files and named papers only the names are."""
        for field in self._placed[Place.ANNEX]:
            if field.type == "table":
                if self._filled(field) or required(field, self.snapshot.values, self.programme):
                    yield Annex(_annex_name(field.label), tuple(self._table(field, "")))
            elif field.type == "attachment":
                yield from (Annex(_annex_name(file.title or file.file_name)) for file in self.snapshot.attachments.get(field.key, []))
            else:
                value = self.snapshot.values.get(field.key)
                names = [str(item) for item in value] if isinstance(value, list) else self._shown(field).split("\n")
                yield from (Annex(_annex_name(name)) for name in names if name.strip())


def _annex_name(name: str) -> str:
    """Return the name of an annex without the number that the layout gives it."""
    return _ANNEX_NUMBER.sub("", name.strip()) or name.strip()


def _columns(columns: Sequence[FormColumn], rows: Sequence[Sequence[str]], room: float, *, small: bool) -> list[Column]:
    """Return the columns, half by the widths of their definition, half by what they hold; figures and dates stand in one line.

    Args:
        columns: The visible columns.
        rows: Their cells.
        room: Width of the columns together in mm.
        small: The table is set in 五号.
    """
    character = (SIZE_5 if small else SIZE_SMALL_4) * 25.4 / 72
    held = [[column.label, *(row[place] for row in rows)] for place, column in enumerate(columns)]
    figures = [max((printed_width(word) for text in texts[1:] for word in _UNBROKEN.findall(text)), default=0) for texts in held]
    least = [min(max(NUMBER_MM, width * character + CELL_MM), WIDEST_FIGURE_MM) for width in figures]
    full = [max(map(printed_width, texts)) ** 0.5 for texts in held]
    total = sum(column.width for column in columns)
    shares = [(column.width / total + weight / sum(full)) / 2 for column, weight in zip(columns, full, strict=True)]
    wanted = [max(low, room * share) for low, share in zip(least, shares, strict=True)]
    over, spare = sum(wanted) - room, sum(wanted) - sum(least)
    part = min(over / spare, 1) if over > 0 and spare > 0 else 0
    widths = [want - (want - low) * part for want, low in zip(wanted, least, strict=True)]
    return [_column(column, width) for column, width in zip(columns, widths, strict=True)]


def _column(column: FormColumn, width: float) -> Column:
    align: Align = "right" if column.type in _RIGHT else "center" if column.type in _CENTRED else "left"
    label = column.label if not column.unit or column.label.endswith(f"（{column.unit}）") else f"{column.label}（{column.unit}）"
    return Column(label, width, align)


def _lines(text: str) -> Iterator[Block]:
    """Yield the lines of a text as paragraphs; a number at the beginning of a line makes it a heading and is kept as typed."""
    lines: Sequence[str] = [line.strip(" \t　") for line in LINE_ENDS.sub("\n", text).split("\n")]
    for line in lines:
        if not line:
            continue
        for level, pattern in _NUMBERED:
            if found := pattern.fullmatch(line):
                yield _numbered(level, found[1], found[2])
                break
        else:
            yield Paragraph(line)


def _numbered(level: int, number: str, text: str) -> Heading:
    """Return a numbered line: its first sentence is the heading where text follows it or it ends like one."""
    found = _SENTENCE.match(text)
    first = found[0] if found else text
    rest = text[len(first) :]
    heading = len(first) <= HEAD_LENGTH and (rest or not first.endswith(("。", "！", "？", "；")))
    return Heading(level, first, rest, number) if heading else Heading(level, "", text, number)
