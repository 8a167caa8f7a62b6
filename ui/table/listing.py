"""What a table shows at one moment, for copying and for export."""

from dataclasses import dataclass

from ui.table.columns import ColumnSpec, Row


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it stands.

    Attributes:
        title: What the rows are.
        columns: The visible columns from left to right.
        rows: The rows in the order shown.
    """

    title: str
    columns: tuple[ColumnSpec, ...]
    rows: tuple[Row, ...]
