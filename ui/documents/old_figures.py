"""Numbers in documents that were handed in and whose source says something else by now (一数一源): a line that says so, and the list."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from models.errors import ResourceError, UserError
from ui import metrics
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.labels import label
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.theme import set_picture

if TYPE_CHECKING:
    from exports.files import Progress
    from forms.submitted import Outdated

COLUMNS = (
    ColumnSpec("title", "文书", width=10),
    ColumnSpec("project", "所属项目", width=7, show=lambda title: title or "本区县"),
    ColumnSpec("place", "位置", width=13, stretch=True),
    ColumnSpec("shown", "报送时", width=10),
    ColumnSpec("now", "现在", width=10, show=lambda now: now or "（没有了）"),
    ColumnSpec("submitted_on", "报送日期", ColumnKind.DATE, width=6),
)


class OldFigure(NamedTuple):
    """One row of the list."""

    id: str
    document_id: str
    field: str
    title: str
    project: str
    place: str
    shown: str
    now: str
    submitted_on: date


class OldFiguresNotice(QFrame):
    """One calm line; hidden while every document that was handed in still says what the workspace says.

    Attributes:
        found: What was found last.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.found: tuple[OldFigure, ...] = ()
        self._checking = self._again = False
        self.setProperty("role", "card")
        picture = QLabel()
        set_picture(picture, "warning", "warning")
        self.words = label(wrap=True)
        self.button = QPushButton("查看…")
        self.button.setAccessibleName("查看已报送的文书里有变化的数")
        self.button.clicked.connect(self.open)
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.M, metrics.S, metrics.S, metrics.S)
        row.setSpacing(metrics.M)
        row.addWidget(picture)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    def check(self) -> None:
        """Compare in the background; asked for while that is under way, it is done once more."""
        if self._checking:
            self._again = True
            return
        self._checking, self._again = True, False
        context, workspace = self.context, self.context.workspace
        programme, today = context.programme, context.today()

        def work(_progress: "Progress") -> "list[Outdated]":
            from forms.submitted import submitted_elsewhere

            with workspace.snapshot() as reader:
                return submitted_elsewhere(reader, programme, today)

        context.run("正在核对已报送的数", work, self._show, self._failed, quiet=True)

    def open(self) -> None:
        """Show the list."""
        dialog = OldFiguresDialog(self.context, self.found, self.window())
        show_dialog(dialog)

    def _show(self, found: "Sequence[Outdated]") -> None:
        from ui.form.figures_panel import where_they_part

        if not isValid(self):
            return  # the window was closed meanwhile
        self.found = tuple(
            OldFigure(str(n), o.document_id, o.field, o.title, o.project, o.place, *where_they_part(o.shown, o.now), o.submitted_on)
            for n, o in enumerate(found)
        )
        count = len({figure.document_id for figure in self.found})
        self.words.setText(f"已报送的文书里有旧数：{count}份文书的{len(self.found)}处，与账套里现在的不一样。")
        self.button.show()
        self.setVisible(bool(self.found))
        self._done()

    def _failed(self, failure: Exception) -> None:
        """Say it in the line: nobody asked for the check, so nobody is stopped by it."""
        if not isinstance(failure, UserError | ResourceError):
            raise failure
        if isValid(self):
            self.found = ()
            self.words.setText(f"没有核对成已报送的文书里的数：{failure}")
            self.button.hide()
            self.show()
            self._done()

    def _done(self) -> None:
        self._checking = False
        if self._again:
            self.check()


class OldFiguresDialog(QDialog):
    """Lists the numbers with document and place; opening one leads to its document."""

    def __init__(self, context: Context, found: Sequence[OldFigure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setWindowTitle("已报送的文书里有旧数")
        self.table = TableView("old_figures", "已报送的文书里的旧数", COLUMNS, context.settings, EmptyState("没有旧数", ""))
        self.table.set_rows(found)
        self.table.row_activated.connect(self._open)
        self.table.export_requested.connect(self._export)
        hint = "这些数报送以后改过。报出去的版本不变；需要更正的，打开文书办理“退回修改”，更新后重新报送，并把更正情况告诉收文单位。"
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        opened = QPushButton("打开这份文书")
        opened.setAutoDefault(False)
        opened.clicked.connect(lambda: self._open(self.table.current()))
        buttons.addButton(opened, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(label(hint, role="muted", wrap=True))
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        self.resize(QSize(1040, 540).boundedTo(self.screen().availableSize() * 0.9))

    def _open(self, row: OldFigure | None) -> None:
        if row is not None:
            self.accept()
            self.context.navigate("form", document=row.document_id, field=row.field)

    def _export(self, shown: Shown) -> None:
        export_shown(self.context, shown)
