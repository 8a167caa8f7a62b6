"""Comparing two versions of one application form field by field (版本对照)."""

from typing import NamedTuple

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from forms import snapshots
from forms.comparing import compare
from forms.loading import load_form
from forms.snapshot import FormSnapshot
from ui.context import Context
from ui.empty_state import EmptyState
from ui.labels import label
from ui.table.columns import ColumnSpec
from ui.table.view import TableView

COLUMNS = (
    ColumnSpec("section", "章节", width=9),
    ColumnSpec("label", "填写项", width=12),
    ColumnSpec("old", "前一版", width=16),
    ColumnSpec("new", "后一版", width=16, stretch=True),
)


class Version(NamedTuple):
    """One version that can be chosen: its number, or 0 for the form as it stands now."""

    number: int
    words: str


class CompareDialog(QDialog):
    """Chooses two versions and lists what differs."""

    def __init__(self, context: Context, project_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.project_id = project_id
        self.setWindowTitle("版本对照")
        self.resize(860, 560)
        self.old, self.new = QComboBox(self), QComboBox(self)
        self.table = TableView("comparison", "版本对照", COLUMNS, context.settings, EmptyState("两个版本没有不同", ""))
        self.hint = label(role="muted", wrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        for words, box in (("前一版", self.old), ("后一版", self.new)):
            box.setAccessibleName(words)
            row.addWidget(label(words))
            row.addWidget(box, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(self.hint)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        self._fill()
        self.old.currentIndexChanged.connect(self._show)
        self.new.currentIndexChanged.connect(self._show)
        self._show()

    def versions(self) -> list[Version]:
        """Return the frozen versions, oldest first, and the present form where it is not frozen."""
        rows = self.context.reader.rows(
            "SELECT r.number, r.submitted_on, a.revision, a.frozen_at FROM application a LEFT JOIN revision r ON r.application_id = a.id"
            " WHERE a.project_id = :project ORDER BY r.number",
            project=self.project_id,
        )
        frozen = [Version(number, f"第{number}版（{day}报送）") for number, day, _, _ in rows if number is not None]
        _, _, revision, frozen_at = rows[0]
        return frozen if frozen_at else [*frozen, Version(0, f"第{revision}版草稿（现在）")]

    def _fill(self) -> None:
        for version in self.versions():
            self.old.addItem(version.words, version.number)
            self.new.addItem(version.words, version.number)
        self.old.setCurrentIndex(max(0, self.old.count() - 2))
        self.new.setCurrentIndex(self.new.count() - 1)

    def _snapshot(self, number: int) -> FormSnapshot:
        if number:
            return snapshots.of_revision(self.context.reader, self.project_id, number)
        return snapshots.current(self.context.reader, self.context.programme, self.project_id, self.context.today())

    def _show(self) -> None:
        old, new = self._snapshot(self.old.currentData()), self._snapshot(self.new.currentData())
        form = load_form(self.context.programme, new.form)
        found = compare(form, old, new, self.context.programme)
        self.table.set_rows(found)
        if self.old.count() < 2:
            self.hint.setText("这份申报表还只有一个版本；报送后再修改，就可以在这里逐项对照。")
        else:
            self.hint.setText(f"共{len(found)}处不同。")
