"""What is read beside a decision or a score sheet: the frozen form, and the documents exactly as they were submitted."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from forms.snapshot import FormSnapshot
from models.errors import UserError
from ui import metrics
from ui.city.review_snapshot import Said, SnapshotView
from ui.context import Context
from ui.evidence_files import open_copy, open_evidence
from ui.labels import label
from ui.tone import Tone


class Reading(QWidget):
    """The form with its files.

    Attributes:
        view: The form.
        snapshot: What it shows; ``None`` when it could not be read.
    """

    def __init__(self, context: Context, *, choosing: bool = False) -> None:
        """Build it empty; with `choosing` the labels of the form can be pressed, to write about a field."""
        super().__init__()
        self.context = context
        self.view = SnapshotView(choosing=choosing)
        self.snapshot: FormSnapshot | None = None
        self.problem = label(tone=Tone.ERROR, wrap=True)
        self.problem.hide()
        self.note = label(role="muted", wrap=True)
        self.files = QToolButton()
        self.files.setText("原件和附件")
        self.files.setAccessibleName("打开报送的原件和附件")
        self.files.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.files)
        self.files.setMenu(self.menu)
        head = QHBoxLayout()
        head.addWidget(self.note, 1)
        head.addWidget(self.files)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.S)
        layout.addLayout(head)
        layout.addWidget(self.problem)
        layout.addWidget(self.view, 1)

    def show_revision(
        self, document_id: str, number: int, revision_id: str, said: Mapping[tuple[str, str], Sequence[Said]] | None = None
    ) -> None:
        """Show a frozen revision and offer its files."""
        from exports.city.submitted_files import submitted_bytes, submitted_files
        from forms.snapshots import form_of, of_revision

        reader, programme = self.context.reader, self.context.programme
        self.problem.hide()
        try:
            self.snapshot = of_revision(reader, document_id, number)
            self.view.show_snapshot(self.snapshot, form_of(reader, programme, self.snapshot), programme, said)
        except UserError as failure:
            self.snapshot = None
            self.view.clear()
            self.problem.setText(f"{failure.message}{failure.hint}")
            self.problem.show()
        self.menu.clear()
        for file in submitted_files(reader, revision_id):
            made = self.menu.addAction(_as_written(f"{file.file_name}（{file.mark}）" if file.mark else file.file_name))
            made.triggered.connect(
                lambda _checked=False, one=file: open_copy(self.context, lambda: (one.file_name, submitted_bytes(reader, one)))
            )
        held = self.snapshot.attachments.values() if self.snapshot is not None else ()
        known = {id for (id,) in reader.rows("SELECT id FROM evidence WHERE deleted_at IS NULL")} if any(held) else set()
        for attached in (one for files in held for one in files if one.id in known):
            made = self.menu.addAction(_as_written(f"附件：{attached.title}（{attached.file_name}）"))
            made.triggered.connect(lambda _checked=False, id=attached.id: open_evidence(self.context, id))
        some = not self.menu.isEmpty()
        self.files.setEnabled(some)
        self.files.setToolTip("" if some else "这一版没有随包报送的原件")


def _as_written(text: str) -> str:
    """Keep a menu from taking an ampersand in a file's name for the mark of a key."""
    return text.replace("&", "&&")
