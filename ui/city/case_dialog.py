"""One case of the library (案例库) as it was submitted, with its files."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from models.queries.city.sums import CaseRow
from ui import metrics
from ui.city.review_reading import Reading
from ui.context import Context


class CaseDialog(QDialog):
    """Reads; changes nothing."""

    def __init__(self, context: Context, row: CaseRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{row.title} — {row.district}")
        self.reading = Reading(context)
        self.reading.show_revision(row.document_id, row.revision, row.revision_id)
        parts = (row.district, row.area, row.project, row.entity, f"第{row.revision}版，{row.submitted_on:%Y-%m-%d}报送")
        self.reading.note.setText("　".join(part for part in parts if part))
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.L, metrics.L, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(self.reading, 1)
        layout.addWidget(buttons)
        self.resize(860, 640)
