"""A Word table on its grid: rows and spans are put together, merged cells become one."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exports.incoming import limits
from exports.incoming.markup import whole
from exports.incoming.names import OFF, W
from exports.incoming.refusals import Refused
from exports.incoming.word_controls import value_of
from forms.collecting.content import Place, Table, TableCell, Where

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(slots=True)
class OpenCell:
    """A cell that may still grow.

    Attributes:
        texts: Its paragraphs.
        covered: True for what lies under a merged cell and is not seen.
    """

    row: int
    column: int
    column_span: int
    row_span: int = 1
    covered: bool = False
    texts: list[str] = field(default_factory=list)


class Grid:
    """A table while it is read, row by row and cell by cell."""

    def __init__(self, where: Where, parent: Place | None) -> None:
        self.row = 0
        self.column = 1
        self._where = where
        self._parent = parent
        self._cells: list[OpenCell] = []
        self._above: dict[int, OpenCell] = {}
        self._columns = 0

    def begin_row(self, properties: "_Element | None") -> None:
        """Begin a row; it may leave columns of the grid free at its left."""
        self.row += 1
        if self.row > limits.TABLE_ROWS:
            raise Refused("huge_table")
        self.column = 1 + (max(0, whole(value_of(properties, "gridBefore"))) if properties is not None else 0)
        self._check_column()

    def add(self, properties: "_Element | None") -> OpenCell:
        """Add the next cell of the row and return it, or the one it is merged into."""
        span, goes_on_down, goes_on_right = 1, False, False
        if properties is not None:
            span = max(1, whole(value_of(properties, "gridSpan")))
            goes_on_down = _goes_on(properties, "vMerge")
            goes_on_right = _goes_on(properties, "hMerge")
        column = self.column
        self.column += span
        self._check_column()
        self._columns = max(self._columns, self.column - 1)
        above = self._above.get(column)
        if goes_on_down and above is not None and above.column_span == span and above.row + above.row_span == self.row:
            above.row_span = self.row - above.row + 1
            return OpenCell(above.row, column, span, covered=True)
        left = self._cells[-1] if self._cells else None
        if goes_on_right and left is not None and left.row == self.row and left.column + left.column_span == column:
            left.column_span += span
            return OpenCell(self.row, left.column, span, covered=True)
        cell = OpenCell(self.row, column, span)
        self._cells.append(cell)
        self._above[column] = cell
        return cell

    def closed(self) -> Table:
        """Return the table."""
        cells = tuple(TableCell(cell.row, cell.column, "\n".join(cell.texts), cell.row_span, cell.column_span) for cell in self._cells)
        return Table(self.row, self._columns, cells, self._where, self._parent)

    def _check_column(self) -> None:
        if self.column - 1 > limits.TABLE_COLUMNS:
            raise Refused("huge_table")


def is_deleted(properties: "_Element | None") -> bool:
    """Tell whether a tracked change has taken the row away."""
    return properties is not None and properties.find(f"{W}del") is not None


def _goes_on(properties: "_Element", name: str) -> bool:
    merge = properties.find(f"{W}{name}")
    return merge is not None and merge.get(f"{W}val", "continue") not in ("restart", *OFF)
