"""A document as a district reported it, only to be read: every revision that came, with the files of its package."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.queries.documents import KeptRevision, document_facts, kept_revisions
from ui import messages, metrics
from ui.city.review_reading import Reading
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.editors.choice import CalmComboBox
from ui.labels import label


class DocumentDialog(QDialog):
    """The newest revision first; another one is chosen in the box.

    Attributes:
        box: The revisions.
        reading: The form and its files.
    """

    def __init__(self, context: Context, document_id: str, title: str, revisions: list[KeptRevision], parent: QWidget | None) -> None:
        super().__init__(parent)
        self._document, self._revisions = document_id, revisions
        self.setWindowTitle(title)
        self.reading = Reading(context)
        self.box = CalmComboBox(self)
        self.box.setAccessibleName("版本")
        for row in revisions:
            self.box.addItem(f"第{row.number}版（{row.submitted_on.isoformat()} 报送）")
        self.box.currentIndexChanged.connect(lambda _place: self._show())
        head = QHBoxLayout()
        head.addWidget(label("版本", role="muted"))
        head.addWidget(self.box)
        head.addStretch(1)
        leave = QPushButton("关闭")
        leave.setDefault(True)
        leave.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.M)
        layout.setSpacing(metrics.S)
        layout.addLayout(head)
        layout.addWidget(self.reading, 1)
        layout.addLayout(foot)
        room = self.screen().availableGeometry()
        self.resize(min(980, room.width() - 40), min(820, room.height() - 60))
        self._show()
        self.reading.view.setFocus()

    def _show(self) -> None:
        row = self._revisions[self.box.currentIndex()]
        self.reading.show_revision(self._document, row.number, row.id)


def show_document(context: Context, document_id: str) -> None:
    """Show a document that a district reported; say so where none of it came."""
    facts, revisions = document_facts(context.reader, document_id), kept_revisions(context.reader, document_id)
    if facts is None or not revisions:
        messages.information(context.window, "还没有收到这份文书。", "区县报来以后，可以在这里查看每一版和随包的原件。")
        return
    title = f"{facts.title} — {facts.project_title}" if facts.project_title else facts.title
    show_dialog(DocumentDialog(context, document_id, title, revisions, context.window))
