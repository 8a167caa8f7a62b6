"""The table itself, with its columns remembered."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui import metrics
from ui.settings import Settings, TableState
from ui.table.columns import ColumnKind
from ui.table.delegates import ProgressDelegate, StateDelegate
from ui.table.model import RowsModel
from ui.theme import theme


class Grid(QTableView):
    """Rows of a `RowsModel`; widths, order, hidden columns and sort live in the settings under its name.

    Signals:
        row_activated: The row that was double-clicked or on which Enter was pressed.
    """

    row_activated = Signal(object)

    def __init__(self, model: RowsModel, settings: Settings, name: str) -> None:
        super().__init__()
        self._model = model
        self._settings, self._name = settings, name
        self._placing = True
        self._state = StateDelegate(self)
        self._progress = ProgressDelegate(self)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(160)
        self.doubleClicked.connect(lambda _index: self.activate_current())
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(36)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.sortIndicatorChanged.connect(self._sort)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(lambda *_: self._remember())
        for column, spec in enumerate(model.columns):
            if spec.kind is ColumnKind.STATE:
                self.setItemDelegateForColumn(column, self._state)
            elif spec.kind is ColumnKind.PROGRESS:
                self.setItemDelegateForColumn(column, self._progress)
        self._stretch = next((column for column, spec in enumerate(model.columns) if spec.stretch), -1)
        self._base = 0
        self._restore(settings.tables.get(name))
        theme().changed.connect(self._set_row_height)
        self._set_row_height()

    def chosen_places(self) -> list[int]:
        """Return where the chosen rows are shown, from top to bottom."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def visible_columns(self) -> list[int]:
        """Return the visible columns from left to right."""
        header = self.horizontalHeader()
        places = (header.logicalIndex(place) for place in range(header.count()))
        return [column for column in places if not header.isSectionHidden(column)]

    def first_column(self) -> int:
        """Return the leftmost visible column."""
        return self.visible_columns()[0]

    def show_column(self, column: int, on: bool) -> None:
        """Show or hide a column."""
        self.setColumnHidden(column, not on)
        if on and self.columnWidth(column) < self.horizontalHeader().minimumSectionSize():
            self.setColumnWidth(column, self._default_width(column))
        self._fill_room()
        self._remember()

    def restore_columns(self) -> None:
        """Show the columns as they were in the beginning."""
        self._settings.tables.pop(self._name, None)
        self._restore(None)
        self._fill_room()

    def activate_current(self) -> None:
        """Activate the row with the cursor."""
        place = self.currentIndex().row()
        if 0 <= place < self._model.rowCount():
            self.row_activated.emit(self._model.row(place))

    @contextmanager
    def selection_kept(self) -> Iterator[None]:
        """Keep cursor and chosen rows, by the rows' ids, while the model is reset."""
        model = self._model
        current = self.currentIndex().row()
        chosen = {_identity(model.row(place)) for place in self.chosen_places()}
        cursor = _identity(model.row(current)) if 0 <= current < model.rowCount() else None
        yield
        if not chosen and cursor is None:
            return
        column = self.first_column()
        selection = QItemSelection()
        for place in range(model.rowCount()):
            identity = _identity(model.row(place))
            if identity in chosen:
                selection.select(model.index(place, 0), model.index(place, model.columnCount() - 1))
            if identity == cursor:
                self.selectionModel().setCurrentIndex(model.index(place, column), QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the stretching column the room that is left."""
        super().resizeEvent(event)
        self._fill_room()

    def _restore(self, state: TableState | None) -> None:
        self._placing = True
        header = self.horizontalHeader()
        specs = self._model.columns
        keys = [spec.key for spec in specs]
        for column, spec in enumerate(specs):
            width = state.widths.get(spec.key, 0) if state else 0
            self.setColumnWidth(column, width or self._default_width(column))
            hidden = spec.key in state.hidden if state and spec.key in state.order else not spec.visible
            self.setColumnHidden(column, hidden)
        order = [key for key in state.order if key in keys] if state else keys
        for place, key in enumerate(order):
            header.moveSection(header.visualIndex(keys.index(key)), place)
        if self._stretch >= 0:
            self._base = self.columnWidth(self._stretch)
        column = keys.index(state.sort) if state and state.sort in keys else -1
        descending = bool(state and state.descending)
        header.setSortIndicator(column, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)
        self._model.sort_by(column, descending)
        self._placing = False

    def _default_width(self, column: int) -> int:
        spec = self._model.columns[column]
        character = self.fontMetrics().horizontalAdvance("字")
        words = max(spec.width, len(spec.title) + 1)
        return words * character + 2 * metrics.S

    def _set_row_height(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 2 * metrics.S)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        if not self._placing:
            with self.selection_kept():
                self._model.sort_by(column, order is Qt.SortOrder.DescendingOrder)
            self._remember()

    def _resized(self, column: int, _old: int, new: int) -> None:
        if not self._placing:
            if column == self._stretch:
                self._base = new
            self._remember()
            QTimer.singleShot(0, self, self._fill_room)

    def _fill_room(self) -> None:
        """Let the stretching column take what the others leave, never less than the width it was given."""
        if self._stretch < 0 or self.isColumnHidden(self._stretch):
            return
        others = sum(self.columnWidth(column) for column in self.visible_columns() if column != self._stretch)
        self._placing = True
        self.setColumnWidth(self._stretch, max(self._base, self.viewport().width() - others))
        self._placing = False

    def _remember(self) -> None:
        if self._placing:
            return
        header, columns = self.horizontalHeader(), self._model.columns
        sorted_by = header.sortIndicatorSection()
        widths = {spec.key: self.columnWidth(column) for column, spec in enumerate(columns) if not header.isSectionHidden(column)}
        if self._stretch >= 0:
            widths[columns[self._stretch].key] = self._base
        self._settings.tables[self._name] = TableState(
            order=[columns[header.logicalIndex(place)].key for place in range(header.count())],
            widths=widths,
            hidden=[spec.key for column, spec in enumerate(columns) if header.isSectionHidden(column)],
            sort=columns[sorted_by].key if 0 <= sorted_by < len(columns) else "",
            descending=header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder,
        )


def _identity(row: object) -> object:
    """What makes a row the same row after a refresh: its id, or all it holds."""
    return getattr(row, "id", row)
