"""The one table view: filter box, sort, choose columns, copy, remembered widths, empty state, count, export."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from ui import metrics
from ui.empty_state import EmptyState
from ui.labels import label
from ui.settings import SettingsFile
from ui.shortcuts import action
from ui.table.columns import ColumnSpec, Row
from ui.table.grid import Grid
from ui.table.listing import Shown
from ui.table.model import RowsModel
from ui.theme import set_icon, theme

FILTER_WAIT_MS = 40
PREPARE_AFTER_MS = 150
"""The rows are painted first; then the texts that the filter searches are put together."""
CHOOSE_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class TableView(QWidget):
    """A list of rows with everything an officer does with a list.

    Attributes:
        name: Under which widths, order, sort and hidden columns are remembered.
        model: The rows.
        grid: The table itself.
        filter_box: Where the officer types.

    Signals:
        row_activated: The row that was double-clicked or on which Enter was pressed.
        selection_changed: The chosen rows, a list.
        export_requested: A `Shown`: the table as it stands.
        empty_pressed: The button of the empty state.
    """

    row_activated = Signal(object)
    selection_changed = Signal(list)
    export_requested = Signal(object)
    empty_pressed = Signal()

    def __init__(
        self,
        name: str,
        title: str,
        columns: Sequence[ColumnSpec],
        settings: SettingsFile,
        empty: EmptyState | None = None,
        filter_hint: str = "筛选（Ctrl+F）",
        exportable: bool = True,
    ) -> None:
        """Build an empty table.

        Args:
            title: What the rows are, e.g. ``试点项目``; also the title of an export and the accessible name.
            empty: What to show while there are no rows at all.
            exportable: Whether the export button is shown.
        """
        super().__init__()
        self.name, self.title = name, title
        self.model = RowsModel(columns, self)
        self.grid = Grid(self.model, settings.values, name)
        self.grid.setAccessibleName(title)
        self.grid.row_activated.connect(self.row_activated)
        self.grid.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit(self.selected()))
        self.filter_box = QLineEdit()
        self.count = label(role="muted")
        self._restriction = QPushButton()
        self._restriction_words = ""
        self._empty = empty or EmptyState("这里还没有内容", "")
        self._none = EmptyState("没有符合条件的内容", "请减少筛选的字词，或清除筛选后再看。", "清除筛选", "filter")
        self._row_actions: list[QAction] = []
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(FILTER_WAIT_MS)
        self._wait.timeout.connect(self._filter)
        self._prepare = QTimer(self)
        self._prepare.setSingleShot(True)
        self._prepare.timeout.connect(self.model.prepare_filter)
        self._lay_out(filter_hint, exportable)
        self._make_actions()
        self._empty.pressed.connect(self.empty_pressed)
        self._none.pressed.connect(self.clear_filter)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the chosen rows stay chosen where they are still there."""
        with self.grid.selection_kept():
            self.model.set_rows(rows)
        self._show_state()
        if rows:
            self._prepare.start(PREPARE_AFTER_MS)

    def selected(self) -> list[Row]:
        """Return the chosen rows, in the order shown."""
        return [self.model.row(place) for place in self.grid.chosen_places()]

    def current(self) -> Row | None:
        """Return the row with the cursor, or ``None``."""
        place = self.grid.currentIndex().row()
        return self.model.row(place) if 0 <= place < self.model.rowCount() else None

    def select(self, matches: Callable[[Row], bool]) -> bool:
        """Put the cursor on the first shown row that matches and scroll to it; False when there is none."""
        for place in range(self.model.rowCount()):
            if matches(self.model.row(place)):
                index = self.model.index(place, self.grid.first_column())
                self.grid.selectionModel().setCurrentIndex(index, CHOOSE_ROW)  # the view's own way would heed a Ctrl that is held
                return True
        return False

    def restrict(self, words: str, keep: Callable[[Row], bool] | None) -> None:
        """Show only rows for which `keep` is true, and say so in a chip that removes it; ``None`` removes it."""
        self.model.set_restriction(keep)
        self._restriction_words = words if keep is not None else ""
        self._restriction.setText(words)
        self._restriction.setAccessibleName(f"取消“{words}”")
        self._restriction.setVisible(keep is not None)
        self._show_state()

    def clear_filter(self) -> None:
        """Show all rows."""
        self.restrict("", None)
        self.filter_box.clear()
        self._filter()

    def set_filter(self, text: str) -> None:
        """Filter as if `text` had been typed."""
        self.filter_box.setText(text)
        self._filter()

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.filter_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter_box.selectAll()

    def add_row_action(self, made: QAction) -> None:
        """Offer an action for the chosen rows in their menu."""
        self._row_actions.append(made)

    def add_tool(self, widget: QWidget) -> None:
        """Put a further widget of the page into the line of tools."""
        self._tools.insertWidget(self._tools.count() - 2, widget)

    def shown(self) -> Shown:
        """Return the table as it stands: visible columns and rows in the order shown."""
        columns = self.grid.visible_columns()
        return Shown(
            title=self.title,
            columns=tuple(self.model.columns[column] for column in columns),
            rows=tuple(self.model.row(place) for place in range(self.model.rowCount())),
            note="，".join(words for words in (self._restriction_words, self.filter_box.text().strip()) if words),
        )

    def copy(self) -> None:
        """Copy the chosen rows, visible columns only, so that they can be pasted into a sheet."""
        columns = self.grid.visible_columns()
        lines = ["\t".join(" ".join(self.model.text(place, column).split()) for column in columns) for place in self.grid.chosen_places()]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the filter box for the table with the down arrow, clear it with Esc."""
        if self.filter_box.hasFocus():
            if event.key() == Qt.Key.Key_Down:
                self._filter()
                self.grid.setFocus()
                self._choose_one()
                return
            if event.key() == Qt.Key.Key_Escape and self.filter_box.text():
                self.clear_filter()
                return
        super().keyPressEvent(event)

    def _choose_one(self) -> None:
        """Choose the row with the cursor, else the first, unless rows are chosen: getting the keyboard alone chooses nothing."""
        if self.model.rowCount() and not self.grid.chosen_places():
            place = max(self.grid.currentIndex().row(), 0)
            self.grid.setCurrentIndex(self.model.index(place, self.grid.first_column()))

    def _lay_out(self, filter_hint: str, exportable: bool) -> None:
        self.filter_box.setPlaceholderText(filter_hint)
        self.filter_box.setAccessibleName(f"筛选{self.title}")
        self.filter_box.setClearButtonEnabled(True)
        self.filter_box.setMinimumWidth(120)
        self.filter_box.setMaximumWidth(metrics.SEARCH_WIDTH + 60)
        icon = self.filter_box.addAction(theme().icon("filter", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        icon.setProperty("iconName", "filter")
        icon.setProperty("iconToken", "muted")
        self.filter_box.textChanged.connect(lambda _text: self._wait.start())
        self._restriction.hide()
        set_icon(self._restriction, "close")
        self._restriction.setToolTip("取消这个条件")
        self._restriction.clicked.connect(lambda: self.restrict("", None))
        self._choose = self._tool("columns", "选择要显示的列")
        self._choose.clicked.connect(lambda: self._column_menu(self._choose.mapToGlobal(QPoint(0, self._choose.height()))))
        self._export = self._tool("export", "导出当前列表为表格文件")
        self._export.clicked.connect(lambda: self.export_requested.emit(self.shown()))
        self._tools = QHBoxLayout()
        self._tools.setSpacing(metrics.S)
        for widget in (self.filter_box, self._restriction):
            self._tools.addWidget(widget, 1 if widget is self.filter_box else 0)
        self._tools.addStretch(1)
        self._tools.addWidget(self.count)
        self._tools.addWidget(self._choose)
        self._tools.addWidget(self._export)
        self._stack = QStackedLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.S)
        layout.addLayout(self._tools)
        layout.addLayout(self._stack, 1)
        # Shown before they have a parent, they would be windows of their own for a moment and take the focus away.
        self._export.setVisible(exportable)
        for part in (self.grid, self._empty, self._none):
            self._stack.addWidget(part)
        header = self.grid.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda point: self._column_menu(header.mapToGlobal(point)))
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._row_menu)

    def _tool(self, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "plain")
        set_icon(button, icon)
        button.setToolTip(words)
        button.setAccessibleName(words)
        return button

    def _make_actions(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self._copy = action(self.grid, "复制所选行", self.copy, "Ctrl+C", "列表", within)
        self._open = action(self.grid, "打开所在行", self.grid.activate_current, ("Return", "Enter"), "列表", within)

    def _filter(self) -> None:
        self._wait.stop()
        with self.grid.selection_kept():
            self.model.set_filter(self.filter_box.text())
        self._show_state()

    def _show_state(self) -> None:
        total, shown = len(self.model.rows), self.model.rowCount()
        self.count.setText(f"共 {total} 条，显示 {shown} 条" if shown != total else f"共 {total} 条")
        self._stack.setCurrentWidget(self._empty if not total else self.grid if shown else self._none)

    def _row_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        if self.current() is not None:
            menu.addAction(self._open)
        menu.addActions(self._row_actions)
        menu.addSeparator()
        menu.addAction(self._copy)
        menu.exec(self.grid.viewport().mapToGlobal(point))
        menu.deleteLater()

    def _column_menu(self, place: QPoint) -> None:
        menu = self.column_menu()
        menu.exec(place)
        menu.deleteLater()

    def column_menu(self) -> QMenu:
        """Make the menu in which columns are chosen."""
        menu = QMenu(self)
        visible = self.grid.visible_columns()
        for column, spec in enumerate(self.model.columns):
            item = menu.addAction(spec.title)
            item.setCheckable(True)
            item.setChecked(column in visible)
            item.setEnabled(column not in visible or len(visible) > 1)
            item.toggled.connect(lambda on, column=column: self.grid.show_column(column, on))
        menu.addSeparator()
        menu.addAction("恢复默认列").triggered.connect(lambda: self.grid.restore_columns())
        return menu
