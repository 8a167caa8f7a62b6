"""The city's page 报送情况: districts × obligations, the chosen district below, whom to remind, the notice, changed dates."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from models.changes import Kind
from models.queries.city.matrix import CellState, Line
from ui import metrics
from ui.city.matrix_presenter import TONES, DutyRow, MatrixPresenter, columns
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.labels import label
from ui.page import Page
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "报送情况"
LEAST_HEIGHT = 170
DUTY_COLUMNS = (
    ColumnSpec("title", "报送任务", width=12),
    ColumnSpec("state", "状态", ColumnKind.STATE, width=6, tone=lambda state: TONES.get(CellState(state), Tone.NEUTRAL)),
    ColumnSpec("counted", "已报/应报", width=6),
    ColumnSpec("due", "截止日期", ColumnKind.DATE, width=7),
    ColumnSpec("on", "最近报送", ColumnKind.DATE, width=7),
    ColumnSpec("missing", "还没有收到的项目", width=20, stretch=True),
)


class MatrixPage(Page):
    """The matrix of all districts, below it one of them.

    Targets: ``office`` chooses a district, ``key`` with it one of its obligations.
    """

    kinds = frozenset({Kind.EXCHANGE, Kind.OBLIGATION, Kind.PROJECT, Kind.REVIEW, Kind.OFFICE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = MatrixPresenter(context)
        self.summary = label(role="strong", wrap=True)
        nothing = EmptyState("方案包里没有区县", "请核对方案包。")
        self.table = TableView("city_matrix", "报送情况", columns(self.presenter.read().duties), context.settings, nothing)
        self.duties = TableView("city_matrix_duties", "报送任务", DUTY_COLUMNS, context.settings, exportable=False)
        self.district = label(role="heading")
        self.primary = action(self, "催报…", self.remind, "Ctrl+R", GROUP)
        self.workbook = action(self, "导出报送情况表…", self.export_workbook, "Ctrl+E", GROUP)
        self.notice = action(self, "导出通报…", self.export_notice, "Ctrl+Shift+E", GROUP)
        self.change = action(self, "更改日期…", self.change_dates, "Ctrl+D", GROUP)
        self.history = action(self, "改期记录…", self.show_changes, "", GROUP)
        self.look = action(self, "审阅报来的文书…", self.read_documents, "F2", GROUP)
        self.drill = action(self, "查看收到的包", self.open_received, "Ctrl+Return", GROUP)
        self.secondary = (self.look, self.drill, self.workbook, self.notice, self.change, self.history)
        self.table.selection_changed.connect(lambda _rows: self._show_district())
        self.table.row_activated.connect(lambda _row: self.open_received())
        self.table.export_requested.connect(lambda _shown: self.export_workbook())
        self.duties.selection_changed.connect(lambda _rows: self._enable())
        self.duties.row_activated.connect(lambda _row: self.read_documents())
        for made in (self.look, self.drill, self.change):
            self.duties.add_row_action(made)
        self._lay_out()

    def refresh(self) -> None:
        """Read the matrix anew."""
        found = self.presenter.read()
        self.table.set_rows(found.lines)
        if self.table.current() is None and found.lines:
            self.table.select(lambda line: line.office == found.lines[0].office)
        self.summary.setText(self.presenter.summary())
        self._show_district()

    def open(self, **target: str) -> None:
        """Choose a district and one of its obligations."""
        self._refresh_now()
        if office := target.get("office"):
            self.table.clear_filter()
            self.table.select(lambda line: line.office == office)
        if key := target.get("key"):
            self.duties.select(lambda row: row.key == key)

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.table.focus_filter()

    def remind(self) -> None:
        """Show the reminders to the chosen districts, or to all from which something is still to come."""
        from ui.collecting.letters_dialog import LettersDialog

        chosen = [line.office for line in self.table.selected()]
        letters = self.presenter.letters(self.presenter.due_keys(), chosen if len(chosen) > 1 else ())
        if not letters:
            self.context.announce("没有需要催报的区县。")
            return
        hint = "逐个复制后发给区县；文字可以先改再复制。选中几个区县再点“催报”，只列这几个。"
        show_dialog(LettersDialog(self.window(), "催报", hint, letters))

    def export_workbook(self) -> None:
        """Export the matrix as a workbook."""
        from ui.exporting import EXCEL, export_read

        export_read(self.context, self.presenter.workbook, EXCEL)

    def export_notice(self) -> None:
        """Export the notice on what has been due so far, or on the chosen obligation."""
        from ui.exporting import WORD, export_read

        keys = [row.key for row in self.duties.selected()] if len(self.duties.selected()) > 1 else self.presenter.notice_keys()
        if not keys:
            self.context.announce("还没有到期的报送任务，不需要通报。")
            return
        export_read(self.context, lambda _progress: self.presenter.notice(keys), WORD)

    def change_dates(self) -> None:
        """Change the dates of the chosen obligation, for all districts or for the chosen ones."""
        row: DutyRow | None = self.duties.current()
        if row is None or self.context.read_only:
            return
        from ui.dialogs.change_dates import DISTRICTS, ChangeDatesDialog, Owner

        owners = [Owner(line.office, line.name) for line in self.presenter.matrix.lines]
        chosen = {line.office for line in self.table.selected()}
        dialog = ChangeDatesDialog(
            self.context, self.presenter.task(row.key), owners, [owner for owner in owners if owner.id in chosen], self.window(), DISTRICTS
        )
        if show_dialog(dialog):
            self.context.announce(f"已更改“{row.title}”的日期，随下一个反馈包发给区县。")

    def show_changes(self) -> None:
        """Show the changes of dates of the chosen obligation, the latest of which can be taken back."""
        row: DutyRow | None = self.duties.current()
        if row is None:
            return
        from ui.dialogs.change_dates import ChangesDialog

        dialog = ChangesDialog(self.context, row.title, partial(self.presenter.changes, row.key), self.presenter.undo_change)
        show_dialog(dialog)

    def read_documents(self) -> None:
        """Show the documents that came from the chosen district for the chosen obligation, to be read."""
        from ui.city.came_dialog import CameDialog

        line: Line | None = self.table.current()
        row: DutyRow | None = self.duties.current()
        if line is not None and row is not None:
            show_dialog(CameDialog(self.context, line, row.key, row.title, self.window()))

    def open_received(self) -> None:
        """Show what came from the chosen district."""
        line: Line | None = self.table.current()
        if line is not None:
            row: DutyRow | None = self.duties.current()
            self.context.navigate("inbox", office=line.office, **({"key": row.key} if row is not None and self.duties.selected() else {}))

    def _show_district(self) -> None:
        line: Line | None = self.table.current()
        self.district.setText(line.name if line is not None else "")
        self.duties.set_rows(self.presenter.of_district(line) if line is not None else [])
        self._enable()

    def _enable(self) -> None:
        chosen = self.duties.current() is not None
        self.change.setEnabled(chosen and not self.context.read_only)
        self.history.setEnabled(chosen)
        self.look.setEnabled(chosen)
        self.drill.setEnabled(self.table.current() is not None)

    def _lay_out(self) -> None:
        below = QSplitter(Qt.Orientation.Vertical)
        below.setChildrenCollapsible(False)
        below.addWidget(self.table)
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, metrics.S, 0, 0)
        column.setSpacing(metrics.XS)
        column.addWidget(self.district)
        column.addWidget(self.duties, 1)
        below.addWidget(lower)
        below.setStretchFactor(0, 3)
        below.setStretchFactor(1, 2)
        for part in (self.table, lower):
            part.setMinimumHeight(LEAST_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(self.summary)
        layout.addWidget(below, 1)
