"""What came from one district for one obligation, to be read and sent back: where the matrix leads to."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.queries.city.came import CameRow, Stands
from models.queries.city.matrix import Line
from ui import metrics
from ui.city.decisions_presenter import DecisionsPresenter
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "报来的文书"
_TONES = {Stands.HERE: Tone.HINT, Stands.RETURNED: Tone.WARNING, Stands.DECIDED: Tone.OK, Stands.REPLACED: Tone.NEUTRAL}
COLUMNS = (
    ColumnSpec("stands", "情况", ColumnKind.STATE, width=7, show=lambda stands: stands.value, tone=lambda stands: _TONES[stands]),
    ColumnSpec("title", "项目或文书", width=16, stretch=True),
    ColumnSpec("entity", "试点主体", width=10),
    ColumnSpec("revision", "版本", width=4, show=lambda number: f"第{number}版"),
    ColumnSpec("on", "报送日期", ColumnKind.DATE, width=6),
    ColumnSpec("state_title", "项目状态", width=6),
    ColumnSpec("number", "申报编号", width=9, visible=False),
)


class CameDialog(QDialog):
    """The list; one line opens as the form with its files."""

    def __init__(self, context: Context, line: Line, obligation: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = DecisionsPresenter(context, self)
        self._of = (line.office, obligation)
        self.setWindowTitle(f"{line.name}　{title}")
        empty = EmptyState("还没有收到这一项的文书", "零报告、没有报来的，都没有文书可看。", "", "import")
        self.table = TableView("city_came", "报来的文书", COLUMNS, context.settings, empty, exportable=False)
        self.read = action(self.table.grid, "审阅…", self.open_document, "F2", GROUP, Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.table.add_row_action(self.read)
        self.table.row_activated.connect(lambda _row: self.open_document())
        self.open_button, leave = QPushButton("审阅…"), QPushButton("关闭")
        self.open_button.setProperty("role", "primary")
        foot = QHBoxLayout()
        foot.addStretch(1)
        for button, call in ((self.open_button, self.open_document), (leave, self.reject)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, run=call: run())
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        room = self.screen().availableGeometry()
        self.resize(min(68 * self.fontMetrics().horizontalAdvance("字"), room.width() - 40), min(520, room.height() - 60))
        self.refresh()

    def refresh(self) -> None:
        """Show the list anew."""
        rows = self.presenter.came(*self._of)
        self.table.set_rows(rows)
        if rows and self.table.current() is None:
            self.table.select(lambda _row: True)
        self.open_button.setEnabled(bool(rows))
        self.read.setEnabled(bool(rows))

    def open_document(self) -> None:
        """Read the chosen document; decide on it or send it back."""
        from ui.city.decision_reading import ReadingDialog

        row: CameRow | None = self.table.current()
        if row is not None:
            show_dialog(ReadingDialog(self.presenter, self.presenter.subject_of(row), self))
            self.refresh()
