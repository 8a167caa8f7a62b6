"""What importing a spreadsheet would do, row by row: what is new, what is there already, what is wrong and what would be accepted."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from forms.collecting.content import Cell, Sheet
from forms.collecting.labels import is_not_data
from forms.collecting.scope import offered
from forms.collecting.tolerant import Understood, is_nothing, understand, understand_cell
from forms.definition import Level
from forms.field_types import FIELD_TYPES
from forms.importing.facts import DAY, IN_YUAN, INDICATOR_NAME, INDICATOR_UNIT, Fact
from forms.importing.heads import indicator_head
from forms.importing.held import read_held
from forms.importing.judging import Judging
from forms.importing.layout import Cells, Columns, Layout
from forms.importing.numbers import Number
from forms.importing.rows import Finding, ImportRow
from forms.normalising import unparsed_text
from models.plain import Plain
from models.reading import Reader

if TYPE_CHECKING:
    from models.programme.pack import Programme

MOST_ITEMS = 20
"""Longest list whose items are named where one was not understood."""


def preview(
    sheet: Sheet,
    layout: Layout,
    columns: Mapping[int, str],
    facts: tuple[Fact, ...],
    reader: Reader,
    programme: "Programme",
    on: date,
    day: date | None = None,
) -> list[ImportRow]:
    """Return what becomes of each row; nothing is changed.

    Args:
        sheet: The sheet.
        layout: Its header.
        columns: Which fact each column is.
        facts: What columns can be.
        reader: The workspace.
        programme: The pack.
        on: Today.
        day: Day of entries and of what was reached, where no column gives it.
    """
    cells, imported = Cells(sheet), Columns(layout, columns, facts)
    reading = RowReading(imported, programme)
    judging = Judging(imported, read_held(reader), reader, programme, on)
    rows: list[ImportRow] = []
    for number in range(layout.first, sheet.rows + 1):
        texts = [cells.text(number, column) for column in range(1, sheet.columns + 1)]
        if is_not_data(texts) or all(is_nothing(cells.text(number, column)) for column in columns):
            continue
        row = reading.row(cells, number)
        row.on = _day(row, day)
        judging.judge(row)
        rows.append(row)
    return rows


def _day(row: ImportRow, day: date | None) -> date | None:
    given = row.values.get(DAY)
    return date.fromisoformat(given) if isinstance(given, str) else day


class RowReading:
    """Reads rows by what their columns are."""

    def __init__(self, columns: Columns, programme: "Programme") -> None:
        self._columns = columns
        self._programme = programme

    def row(self, cells: Cells, number: int) -> ImportRow:
        """Return one row as it was read."""
        row = ImportRow(number, {})
        for column, fact in self._columns.facts.items():
            if not fact.repeats:
                value, findings = self._value(cells.cell(number, column), number, column, fact)
                row.values[fact.plain_key] = value
                row.findings += findings
        for column, fact in self._columns.facts.items():
            cell = cells.cell(number, column)
            if fact.repeats and cell is not None and not is_nothing(cell.text):
                self._number(row, cell, column, fact)
        return row

    def _value(self, cell: Cell | None, row: int, column: int, fact: Fact) -> tuple[Plain, list[Finding]]:
        understood = self._understood(cell, fact) if cell else Understood(None)
        return understood.value, self._findings(understood, cell, row, column, fact)

    def _understood(self, cell: Cell, fact: Fact) -> Understood:
        if fact.key.endswith(IN_YUAN) and cell.text.strip()[-1:].isdecimal():
            as_it_stands = understand_cell(fact.field, cell, self._programme)  # its format may say that it is something else
            return as_it_stands if as_it_stands.doubt else understand(fact.field, f"{cell.text.strip()}元", self._programme)
        return understand_cell(fact.field, cell, self._programme)

    def _findings(self, understood: Understood, cell: Cell | None, row: int, column: int, fact: Fact) -> list[Finding]:
        kind, head, text = FIELD_TYPES[fact.field.type], self._columns.head(column), cell.text if cell else ""
        accepted = _items(fact, self._programme) or kind.accepted(fact.field)
        if understood.doubt or unparsed_text(understood.value) is not None:
            message = understood.doubt or f"“{text[:30]}”没有看懂。"
            return [Finding(row, column, head, Level.ERROR, message, accepted, text)]
        return [
            Finding(row, column, head, fault.level, fault.message, fault.accepted, text)
            for fault in kind.check(fact.field, understood.value, self._programme)
            if fault.level is not Level.HINT
        ]

    def _number(self, row: ImportRow, cell: Cell, column: int, fact: Fact) -> None:
        """Read a number of an indicator: the row names it where a column does, else the head of the column."""
        head = indicator_head(self._columns.head(column), self._programme)
        name, unit = head.name, head.unit
        if self._columns.of(INDICATOR_NAME)[0]:
            name, unit = str(row.values.get(INDICATOR_NAME) or ""), str(row.values.get(INDICATOR_UNIT) or "")
        value, findings = self._value(cell, row.number, column, fact)
        row.findings += findings
        row.numbers.append(Number(column, name, unit, fact.key, str(value) if isinstance(value, str | int) else ""))


def _items(fact: Fact, programme: "Programme") -> str:
    """Return what a short list offers, for a spreadsheet has no list to choose from; empty for a long one or none."""
    names = [item.name for item in offered(fact.field, programme)] if fact.field.dictionary else []
    return "、".join(names) if len(names) <= MOST_ITEMS else ""
