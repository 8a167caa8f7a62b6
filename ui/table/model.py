"""The one table model: tuples in, sorted and filtered in Python (a proxy model sorts thirty times slower)."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6 import QtGui
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.table.columns import ColumnSpec, Row, order_of
from ui.table.filter import matching, words_of

Index = QModelIndex | QPersistentModelIndex
VALUE_ROLE = int(Qt.ItemDataRole.UserRole)
TONE_ROLE = VALUE_ROLE + 1
LONG_TEXT = 12
"""From this many characters on, a cell has a tool tip with its whole text."""
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def as_typed(text: str) -> str:
    """Return a tool tip that shows a text as it was typed; what looks like markup would be taken for it."""
    return QtGui.Qt.convertFromPlainText(text) if QtGui.Qt.mightBeRichText(text) else text


class RowsModel(QAbstractTableModel):
    """Rows of named tuples, shown by columns.

    Attributes:
        columns: The columns, in the order they were given.
        rows: All rows, in the order they were delivered.
        shown: Row numbers in the order they are shown.
    """

    def __init__(self, columns: Sequence[ColumnSpec], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: Sequence[Row] = ()
        self.shown: Sequence[int] = ()
        self._getters = [spec.getter() for spec in self.columns]
        self._words = [spec.words for spec in self.columns]
        self._alignments = [_RIGHT if spec.right_aligned else _LEFT for spec in self.columns]
        self._texts: list[str] = []
        self._sorted_texts: list[str] = []
        self._keys: dict[int, list[Any]] = {}
        self._sorted: Sequence[int] = ()
        self._sort: tuple[int, bool] = (-1, False)
        self._filter: list[str] = []
        self._restriction: Callable[[Row], bool] | None = None

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows, sorted and filtered as before."""
        self.beginResetModel()
        self.rows = rows
        self._texts = []
        self._keys = {}
        self._sorted = self._sort_rows()
        self._arrange()
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show only rows that hold every word of `text`."""
        words = words_of(text)
        if words != self._filter:
            self._filter = words
            self._rearrange()

    def set_restriction(self, keep: Callable[[Row], bool] | None) -> None:
        """Show only rows for which `keep` is true, beside the filter."""
        self._restriction = keep
        self._rearrange()

    def sort_by(self, column: int, descending: bool = False) -> None:
        """Sort by a column; -1 for the order delivered. Empty cells always stand last."""
        self._sort = (column, descending)
        self._sorted = self._sort_rows()
        self._rearrange()

    @property
    def filtered(self) -> bool:
        """Whether a filter or a restriction is in force."""
        return bool(self._filter) or self._restriction is not None

    def row(self, place: int) -> Row:
        """Return the row shown at `place`."""
        return self.rows[self.shown[place]]

    def text(self, place: int, column: int) -> str:
        """Return what a cell shows."""
        return self._words[column](self._getters[column](self.rows[self.shown[place]]))

    def prepare_filter(self) -> None:
        """Build what the filter searches, if that has not been done since the rows were set or sorted."""
        if len(self._texts) != len(self.rows):
            pairs = list(zip(self._words, self._getters, strict=True))
            self._texts = ["\n".join([words(get(row)) for words, get in pairs]).lower() for row in self.rows]
        if len(self._sorted_texts) != len(self.rows):
            self._sorted_texts = self._texts if isinstance(self._sorted, range) else [self._texts[number] for number in self._sorted]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        """Return how many columns there are, hidden ones included."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Return what a cell shows, its tool tip, alignment, value and tone."""
        column = index.column()
        if role == _DISPLAY:
            return self._words[column](self._getters[column](self.rows[self.shown[index.row()]]))
        if role == _ALIGNMENT:
            return self._alignments[column]
        if role == _TOOL_TIP:
            text = self.text(index.row(), column)
            return as_typed(text) if len(text) > LONG_TEXT else None
        if role == VALUE_ROLE:
            return self._getters[column](self.rows[self.shown[index.row()]])
        if role == TONE_ROLE:
            tone = self.columns[column].tone
            return None if tone is None else tone(self._getters[column](self.rows[self.shown[index.row()]]))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Return a column's title."""
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role in (_DISPLAY, _TOOL_TIP):
                return self.columns[section].title
            if role == _ALIGNMENT:
                return self._alignments[section]
        return None

    def _rearrange(self) -> None:
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        if self._filter:
            self.prepare_filter()
        shown = matching(self._sorted, self._sorted_texts, self._filter)
        if self._restriction is not None:
            keep, rows = self._restriction, self.rows
            shown = [number for number in shown if keep(rows[number])]
        self.shown = shown

    def _sort_rows(self) -> Sequence[int]:
        column, descending = self._sort
        self._sorted_texts = []
        numbers = range(len(self.rows))
        if not 0 <= column < len(self.columns):
            return numbers
        if column not in self._keys:
            spec, get = self.columns[column], self._getters[column]
            self._keys[column] = [order_of(spec, get(row)) for row in self.rows]
        keys = self._keys[column]
        filled = [number for number in numbers if keys[number] is not None]
        empty = [number for number in numbers if keys[number] is None]
        filled.sort(key=keys.__getitem__, reverse=descending)
        return filled + empty
