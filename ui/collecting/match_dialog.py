"""Saying to which project and form a file belongs that the program could not place for certain."""

from typing import NamedTuple

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from forms.collecting.outcome import Candidate
from ui import metrics
from ui.collecting.taking_in_presenter import TakenFile, TakingInPresenter
from ui.empty_state import EmptyState
from ui.labels import label
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView
from ui.tone import Tone


class Row(NamedTuple):
    """One document to choose from."""

    id: str
    likely: str
    number: str
    entity: str
    project: str
    title: str
    candidate: Candidate


COLUMNS = (
    ColumnSpec("likely", "", ColumnKind.STATE, width=5, tone=lambda _words: Tone.HINT),
    ColumnSpec("entity", "试点主体", width=12, stretch=True),
    ColumnSpec("project", "项目", width=12),
    ColumnSpec("title", "表", width=9),
    ColumnSpec("number", "申报编号", width=8),
)


class MatchDialog(QDialog):
    """Lists the documents of the kind of file, likely ones first; Enter chooses.

    Attributes:
        chosen: The document; ``None`` while none is.
    """

    def __init__(self, presenter: TakingInPresenter, file: TakenFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen: Candidate | None = None
        self.setWindowTitle("选择属于哪个项目")
        self.setModal(True)
        empty = EmptyState("没有可以选的项目", "请先在“试点项目”里新建项目，其他文书先在“文书”里新建。")
        self.table = TableView("match", "项目和表", COLUMNS, presenter.context.settings, empty, exportable=False)
        self.table.set_rows(
            [
                Row(f"{row.id}/{row.form_key}", "可能是" if likely else "", row.number, row.entity, row.project, row.title, one)
                for row, one, likely in presenter.possible(file)
            ]
        )
        self.table.row_activated.connect(self._choose)
        self.table.selection_changed.connect(lambda _rows: self._enable())
        self.ok = QPushButton("就是这份")
        self.ok.setProperty("role", "primary")
        self.ok.setDefault(True)
        self.ok.clicked.connect(lambda: self._choose(self.table.current()))
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.ok)
        foot.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(label(f"“{file.path.name}”", role="strong", wrap=True))
        doubts = "".join(file.plan.match.doubts)
        layout.addWidget(label(f"{doubts}请选定它属于哪个项目的哪一种表，选定后再逐项核对。", wrap=True))
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        room = self.screen().availableGeometry()
        self.resize(min(860, room.width() - 40), min(480, room.height() - 60))
        if file.plan.match.candidates:
            self.table.select(lambda row: bool(row.likely))
        self.table.focus_filter()
        self._enable()

    def _enable(self) -> None:
        self.ok.setEnabled(self.table.current() is not None)

    def _choose(self, row: object) -> None:
        if isinstance(row, Row):
            self.chosen = row.candidate
            self.accept()
