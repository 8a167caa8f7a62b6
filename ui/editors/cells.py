"""The cells of a repeating table of the form, as a Qt model over plain rows."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush

from forms.definition import Column, Level
from forms.field_types import FIELD_TYPES
from forms.finding import Finding
from models.base import new_id
from models.plain import Plain
from models.programme.pack import Programme
from ui.theme import theme
from ui.tone import Tone

Index = QModelIndex | QPersistentModelIndex
Row = dict[str, Any]

LEVEL_TONES = {Level.ERROR: Tone.ERROR, Level.WARNING: Tone.WARNING, Level.HINT: Tone.HINT}


class CellsModel(QAbstractTableModel):
    """Rows of plain values; every change gives a new list, rows are never changed in place.

    Signals:
        edited: The rows have been changed by the officer.
    """

    edited = Signal()

    def __init__(self, columns: tuple[Column, ...], programme: Programme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = [column for column in columns if not column.hidden]
        self.rows: list[Row] = []
        self.read_only = False
        self._programme = programme
        self._faults: dict[tuple[str, str], list[Finding]] = {}

    def show_rows(self, value: Plain) -> None:
        """Show other rows."""
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        if rows != self.rows:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def show_findings(self, findings: list[Finding]) -> None:
        """Mark the cells that findings point to."""
        self._faults = {}
        for finding in findings:
            self._faults.setdefault((finding.row, finding.column), []).append(finding)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """Return the number of shown columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns, number the rows."""
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Vertical:
                return section + 1
            column = self.columns[section]
            unit = f"({column.unit})" if column.unit else ""
            return f"{column.label}{unit}{' *' if column.required else ''}"
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return self.columns[section].guidance
        return None

    def text(self, row: int, column: Column) -> str:
        """Return what a cell shows."""
        return FIELD_TYPES[column.type].show(column, self.rows[row].get(column.key), self._programme)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what Qt asks for a cell."""
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.text(index.row(), column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.type in {"integer", "decimal", "money"}:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        faults = self._faults.get((str(self.rows[index.row()].get("id", "")), column.key), [])
        if role == Qt.ItemDataRole.BackgroundRole and faults:
            worst = min(faults, key=lambda fault: list(Level).index(fault.level))
            return QBrush(theme().colour(f"{LEVEL_TONES[worst.level]}_ground"))
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(fault.message for fault in faults) or self.text(index.row(), column)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells the program sets, or a frozen form's, cannot be edited."""
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        locked = self.read_only or self.columns[index.column()].read_only
        return plain if locked else plain | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed into a cell."""
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        self._put(index.row(), self.columns[index.column()], str(value or ""))
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def _put(self, row: int, column: Column, text: str) -> None:
        value = FIELD_TYPES[column.type].read(column, text, self._programme)
        self.rows = [{**held, column.key: value} if number == row else held for number, held in enumerate(self.rows)]

    def add(self, rows: list[Row] | None = None) -> None:
        """Add rows at the end; without an argument one empty row."""
        new = rows if rows is not None else [{"id": new_id()}]
        self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(new) - 1)
        self.rows = [*self.rows, *new]
        self.endInsertRows()
        self.edited.emit()

    def remove(self, row: int) -> None:
        """Remove one row."""
        self.beginRemoveRows(QModelIndex(), row, row)
        self.rows = self.rows[:row] + self.rows[row + 1 :]
        self.endRemoveRows()
        self.edited.emit()

    def move(self, row: int, by: int) -> int:
        """Move one row up or down; return where it is now."""
        to = min(max(row + by, 0), len(self.rows) - 1)
        if to != row:
            self.beginResetModel()
            rows = list(self.rows)
            rows.insert(to, rows.pop(row))
            self.rows = rows
            self.endResetModel()
            self.edited.emit()
        return to

    def is_empty(self, row: int) -> bool:
        """Tell whether a row holds nothing."""
        return not any(value is not None for key, value in self.rows[row].items() if key != "id")

    def paste(self, row: int, first: int, block: list[list[str]]) -> int:
        """Paste a block of texts with its top left corner at a cell, adding rows; cells that are locked keep what they hold.

        Returns:
            How many cells of the block found no column and were left out.
        """
        left_out = 0
        self.beginResetModel()
        for down, texts in enumerate(block):
            while row + down >= len(self.rows):
                self.rows = [*self.rows, {"id": new_id()}]
            for right, text in enumerate(texts):
                if first + right >= len(self.columns):
                    left_out += bool(text.strip())
                elif not self.columns[first + right].read_only:
                    self._put(row + down, self.columns[first + right], text)
        self.endResetModel()
        self.edited.emit()
        return left_out
