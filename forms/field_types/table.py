"""Repeating tables: rows with an id, cells of the simple field types."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from forms.definition import Column, Field, Input, Level
from forms.field_types.base import Fault, FieldType, named
from forms.field_types.text import count_faults
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme


class Table(FieldType):
    """A repeating table, kept as a list of rows ``{"id": …, column: plain}``.

    A row whose visible cells are all empty counts nothing; it gives a hint so that it does not get into print unseen.
    """

    def __init__(self, column_types: Mapping[str, FieldType]) -> None:
        self._types = column_types

    def read_cell(self, column: Column, text: str, programme: "Programme") -> Plain:
        """Return the plain value of a typed or pasted cell."""
        return self._types[column.type].read(column, text, programme)

    def show_cell(self, column: Column, value: Plain, programme: "Programme") -> str:
        """Return what the officer reads in a cell."""
        return self._types[column.type].show(column, value, programme)

    def rows(self, value: Plain) -> list[dict[str, Any]]:
        """Return the sound rows of a stored value, whatever else it holds."""
        return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []

    def filled_rows(self, field: Field, value: Plain) -> list[dict[str, Any]]:
        """Return the rows in which at least one visible cell is filled."""
        return [row for row in self.rows(value) if not self.is_blank(field, row)]

    def is_blank(self, field: Field, row: Mapping[str, Plain]) -> bool:
        """Tell whether all visible cells of a row are empty."""
        return all(self._types[column.type].is_empty(row.get(column.key)) for column in field.column if not column.hidden)

    def accepted(self, field: Input) -> str:
        """Say that the table is filled in row by row."""
        return "逐行填写，也可从表格软件整块粘贴"

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        """Read a block copied from a spreadsheet: a line a row, cells parted by tabs, visible columns in order."""
        columns = [column for column in cast(Field, field).column if not column.hidden]
        lines = [line.split("\t") for line in text.splitlines() if line.strip()]
        if any(len(cells) > len(columns) for cells in lines):
            return None
        return [
            {"id": uuid4().hex}
            | {column.key: self.read_cell(column, cell, programme) for column, cell in zip(columns, cells, strict=False)}
            for cells in lines
        ]

    def _sound(self, value: Plain) -> bool:
        return isinstance(value, list)

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        columns = [column for column in cast(Field, field).column if not column.hidden]
        return "\n".join(
            " | ".join(self.show_cell(column, row.get(column.key), programme) for column in columns) for row in self.rows(value)
        )

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        table = cast(Field, field)
        seen: set[str] = set()
        filled = 0
        for number, row in enumerate(cast(list[Any], value), start=1):
            place = f"{named(table.label)}第{number}行"
            id = row.get("id") if isinstance(row, dict) else None
            if not isinstance(id, str) or not id or id in seen:
                message = f"{place}保存的内容不完整，请删去这一行后重新填写。"
                yield Fault(Level.ERROR, "damaged", message, self.accepted(field), str(number), "", number)
                continue
            seen.add(id)
            if self.is_blank(table, row):
                yield Fault(Level.HINT, "blank_row", f"{place}是空行，不需要的请删去。", "", id, "", number)
                continue
            filled += 1
            for fault in self._row_faults(table, row, programme):
                yield replace(fault, message=place + fault.message, row=id, row_number=number)
        yield from count_faults(table, filled, "行")

    def _row_faults(self, table: Field, row: Mapping[str, Plain], programme: "Programme") -> Iterator[Fault]:
        for column in table.column:
            kind, cell = self._types[column.type], row.get(column.key)
            if kind.is_empty(cell):
                if column.required:
                    yield Fault(Level.ERROR, "required", f"{named(column.label)}还没有填写。", kind.accepted(column), column=column.key)
                continue
            for fault in kind.check(column, cell, programme):
                yield replace(fault, column=column.key)
