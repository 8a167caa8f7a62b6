"""What a table shows at one moment, and how that leaves as a file."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ui.context import Context
from ui.table.columns import ColumnKind, ColumnSpec, Row

if TYPE_CHECKING:
    from exports.excel.listing import Listing

_KINDS = {ColumnKind.NUMBER: "number", ColumnKind.DATE: "date"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it stands.

    Attributes:
        title: What the rows are.
        columns: The visible columns from left to right.
        rows: The rows in the order shown.
        note: What the rows were narrowed to, in words; empty for all of them.
    """

    title: str
    columns: tuple[ColumnSpec, ...]
    rows: tuple[Row, ...]
    note: str = ""


def listing_of(shown: Shown, office: str, on: date) -> "Listing":
    """Return what is shown as the listing that `exports.excel.listing` writes."""
    from exports.excel.listing import ListColumn, Listing

    getters = [spec.getter() for spec in shown.columns]
    return Listing(
        title=shown.title,
        office=office,
        on=on,
        columns=tuple(ListColumn(spec.title, _KINDS.get(spec.kind, "text"), 2.0 * spec.width) for spec in shown.columns),
        rows=[[_cell(spec, get(row)) for spec, get in zip(shown.columns, getters, strict=True)] for row in shown.rows],
        note=shown.note,
    )


def export_shown(context: Context, shown: Shown) -> None:
    """Look through what is shown, ask where to, and write it as an Excel file on the worker."""
    from exports.outgoing import looked_through
    from ui.exporting import EXCEL, export_read

    listing = listing_of(shown, context.workspace.office.name, context.today())
    export_read(context, lambda _progress: looked_through(listing), EXCEL)


def _cell(spec: ColumnSpec, value: Any) -> str | int | Decimal | date | None:
    """Return a number or a date as it is, so that it can be added up; everything else in the words shown."""
    if spec.kind in _KINDS and isinstance(value, int | Decimal | date):
        return value
    return spec.words(value)
