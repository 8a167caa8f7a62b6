"""The editor for repeating tables: cells by keyboard, rows added, moved and removed, blocks pasted from Excel."""

from typing import ClassVar

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from forms.definition import Field
from forms.finding import Finding
from models.plain import Plain
from models.programme.pack import Programme
from ui import messages
from ui.editors.base import FieldEditor
from ui.editors.cells import CellsModel, Row
from ui.labels import label

_ROW_KEYS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete})
_MOST_HEIGHT = 520
_MOST_ROW_LINES = 4
"""Longer cells are read whole in their tool tip."""


def read_block(text: str) -> list[list[str]]:
    """Split a block copied from a spreadsheet into rows and cells; a quoted cell may hold line breaks."""
    import csv
    import io

    return list(csv.reader(io.StringIO(text.rstrip("\r\n")), dialect="excel-tab"))


class CellDelegate(QStyledItemDelegate):
    """Offers the dictionary's names where a column has one."""

    def __init__(self, model: CellsModel, programme: Programme, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._programme = programme

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QWidget:
        """Make the editor of a cell."""
        column = self._model.columns[index.column()]
        if column.type != "choice":
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        box.addItem("")
        box.addItems([item.name for item in self._programme.dictionary(column.dictionary).item])
        box.activated.connect(lambda: self._choose(box))
        return box

    def _choose(self, box: QComboBox) -> None:
        """Take a choice at once, without waiting for the cell to be left."""
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Put the cell's text into its editor."""
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole)))
            return
        super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex) -> None:
        """Take the text from the editor."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
            return
        super().setModelData(editor, model, index)


class CellsView(QTableView):
    """The table itself, with the keys of a spreadsheet."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste blocks, copy, clear cells, start editing with Enter, leave with Tab behind the last cell."""
        editor = self.parent()
        model = self.model()
        index = self.currentIndex()
        if isinstance(editor, TableEditor):
            if event.matches(QKeySequence.StandardKey.Paste):
                editor.paste()
                return
            if event.matches(QKeySequence.StandardKey.Copy):
                editor.copy()
                return
            if event.key() == Qt.Key.Key_Delete and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                for cell in self.selectedIndexes():
                    model.setData(cell, "")
                return
        if event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier):
            if event.key() in _ROW_KEYS:
                event.ignore()  # the editor around the table moves, adds and removes rows
                return
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.edit(index)
            return
        last = index.row() == model.rowCount() - 1 and index.column() == model.columnCount() - 1
        first = index.row() <= 0 and index.column() <= 0
        if event.key() == Qt.Key.Key_Tab and (last or not index.isValid()):
            self.focusNextChild()
            return
        if event.key() == Qt.Key.Key_Backtab and first:
            self.focusPreviousChild()
            return
        super().keyPressEvent(event)


class TableEditor(FieldEditor):
    """A repeating table."""

    wide: ClassVar[bool] = True

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        self.model = CellsModel(field.column, programme, self)
        self.model.edited.connect(self._tell)
        self.view = CellsView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(CellDelegate(self.model, programme, self.view))
        self.view.setWordWrap(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        wrapped = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        self.view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag(wrapped))
        self.watch(self.view)
        buttons = QHBoxLayout()
        self.propose = self._button(buttons, "从指标库选取…", lambda: self.action.emit("propose", None), "")
        self.propose.setVisible(field.bind == "project.indicators")
        self.add = self._button(buttons, "添加一行", self.add_row, "Ctrl+Return")
        self.remove = self._button(buttons, "删除此行", self.remove_row, "Ctrl+Delete")
        self.up = self._button(buttons, "上移", lambda: self._move(-1), "Alt+Up")
        self.down = self._button(buttons, "下移", lambda: self._move(1), "Alt+Down")
        self.state = label(role="muted")
        buttons.addWidget(self.state, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(buttons)
        layout.addWidget(self.view)
        self.model.modelReset.connect(self._fit)
        self.model.rowsInserted.connect(self._fit)
        self.model.rowsRemoved.connect(self._fit)
        self.model.dataChanged.connect(self._fit)
        self._fit()

    def _button(self, row: QHBoxLayout, text: str, call: object, shortcut: str) -> QPushButton:
        button = QPushButton(text, self)
        button.clicked.connect(call)
        if shortcut:
            button.setToolTip(f"{text}（{QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)}）")
        row.addWidget(button)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys for rows from the table and its cells."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.add_row()
        elif control and event.key() == Qt.Key.Key_Delete:
            self.remove_row()
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Show the value."""
        self.model.show_rows(value)
        self._fit()

    def show_findings(self, findings: list[Finding]) -> None:
        """Mark cells."""
        self.model.show_findings(findings)

    def set_read_only(self, read_only: bool) -> None:
        """Keep the table readable and copyable."""
        self.model.read_only = read_only
        for button in (self.add, self.remove, self.up, self.down, self.propose):
            button.setEnabled(not read_only)

    def focus_on(self, row: str = "", column: str = "") -> None:
        """Put the cursor into a cell."""
        rows = [str(held.get("id", "")) for held in self.model.rows]
        columns = [held.key for held in self.model.columns]
        place = rows.index(row) if row in rows else 0, columns.index(column) if column in columns else 0
        self.view.setCurrentIndex(self.model.index(*place))
        self.view.setFocus()

    def add_rows(self, rows: list[Row]) -> None:
        """Add rows made elsewhere."""
        self.model.add(rows)

    def add_row(self) -> None:
        """Add an empty row and go there."""
        if self.model.read_only:
            return
        self.model.add()
        self.view.setCurrentIndex(self.model.index(len(self.model.rows) - 1, 0))
        self.view.setFocus()

    def remove_row(self) -> None:
        """Remove the current row; one that holds something is asked about."""
        row = self.view.currentIndex().row()
        if row < 0 or self.model.read_only:
            return
        question = f"删除“{self.field.label}”第{row + 1}行？"
        if self.model.is_empty(row) or messages.question(self, question, "删除的内容仍可在修改记录里查到。", yes="删除", danger=True):
            self.model.remove(row)

    def paste(self) -> None:
        """Paste the clipboard as a block from the current cell on."""
        text = QGuiApplication.clipboard().text()
        if self.model.read_only or not text:
            return
        index = self.view.currentIndex()
        left_out = self.model.paste(max(index.row(), 0), max(index.column(), 0), read_block(text))
        self.view.setCurrentIndex(self.model.index(max(index.row(), 0), max(index.column(), 0)))
        self.state.setText(f"粘贴的内容比表格宽，有{left_out}格没有放下" if left_out else "")

    def copy(self) -> None:
        """Copy the selected cells as a block that spreadsheets understand."""
        cells = self.view.selectedIndexes()
        if not cells:
            return
        rows = sorted({cell.row() for cell in cells})
        columns = sorted({cell.column() for cell in cells})
        block = "\n".join("\t".join(self.model.text(row, self.model.columns[column]) for column in columns) for row in rows)
        QGuiApplication.clipboard().setText(block)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._fit()

    def _move(self, by: int) -> None:
        index = self.view.currentIndex()
        if index.isValid() and not self.model.read_only:
            self.view.setCurrentIndex(self.model.index(self.model.move(index.row(), by), index.column()))

    def _tell(self) -> None:
        self.state.setText("")
        self.edited.emit(list(self.model.rows) or None, "")

    def _fit(self) -> None:
        """Give each column its share, each row its height, and the table the height of its rows."""
        shares = sum(column.width for column in self.model.columns)
        font = self.fontMetrics()
        wanted = max(self.view.viewport().width(), font.horizontalAdvance("字") * shares * 2 // 5)
        header_lines = 1
        for number, column in enumerate(self.model.columns):
            width = wanted * column.width // shares
            self.view.setColumnWidth(number, width)
            words = str(self.model.headerData(number, Qt.Orientation.Horizontal))
            header_lines = max(header_lines, -(-font.horizontalAdvance(words) // max(width - 20, 1)))
        header = self.view.horizontalHeader()
        header.setFixedHeight(font.lineSpacing() * min(header_lines, 4) + 10)
        self.view.resizeRowsToContents()
        for row in range(len(self.model.rows)):
            self.view.setRowHeight(row, min(self.view.rowHeight(row), font.lineSpacing() * _MOST_ROW_LINES + 8))
        rows = sum(self.view.rowHeight(row) for row in range(len(self.model.rows)))
        height = header.height() + max(rows, font.lineSpacing() * 2)
        self.view.setFixedHeight(min(height + 2 * self.view.frameWidth() + 16, _MOST_HEIGHT))
