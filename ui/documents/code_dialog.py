"""Which document a paper is: the code on it is typed or scanned, and the revision it belongs to is named and opened."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from forms.seal import find_code, still_sealed
from models.errors import UserError
from models.queries.documents import document_facts
from ui import metrics
from ui.context import Context
from ui.labels import label
from ui.theme import set_tone
from ui.tone import Tone


class CodeDialog(QDialog):
    """Looks a code up among everything that was ever handed in.

    Attributes:
        document_id: The document found; empty when there is none.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.document_id = ""
        self.setWindowTitle("核对纸质件的校验码")
        self.typed = QLineEdit()
        self.typed.setAccessibleName("校验码")
        self.typed.setPlaceholderText("输入纸上的校验码，或用扫码枪扫二维码")
        self.typed.textChanged.connect(self._look_up)
        self.verdict = label(wrap=True)
        self.verdict.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.open_button = QPushButton("打开这份文书")
        self.open_button.setEnabled(False)
        self.open_button.setAutoDefault(False)
        self.open_button.clicked.connect(self._open)
        buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(
            label("报送后打印的申报表和文书都印有校验码，由那一版的全部内容算出，内容不同校验码就不同。", role="muted", wrap=True)
        )
        layout.addWidget(self.typed)
        layout.addWidget(self.verdict)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.resize(self.fontMetrics().horizontalAdvance("字") * 40, self.sizeHint().height())

    def _look_up(self) -> None:
        typed = self.typed.text().strip()
        found = find_code(self.context.reader, typed) if typed else []
        self.document_id = found[0][0] if found else ""
        self.open_button.setEnabled(bool(found))
        self.open_button.setDefault(bool(found))
        words, tone = self._verdict(*found[0]) if found else ("", Tone.NEUTRAL)
        if typed and not found:
            words, tone = "账套里没有这个校验码。请核对有没有抄错；没有错的，纸质件不是从这个账套报送的内容打印的。", Tone.ERROR
        self.verdict.setText(words)
        set_tone(self.verdict, tone)

    def _verdict(self, document_id: str, revision: int) -> tuple[str, Tone]:
        facts = document_facts(self.context.reader, document_id)
        if facts is None:
            return "", Tone.NEUTRAL
        about = f"（{facts.project_title}，{facts.number}）" if facts.project_id else ""
        named = f"这是“{facts.title}”{about}报送的第{revision}版。"
        try:
            seal = still_sealed(self.context.reader, self.context.programme, document_id, self.context.today())
        except UserError as failure:
            return f"{named}{failure.message}", Tone.ERROR
        if seal is None or seal.revision != revision:
            return f"{named}以后又报送过新的版本。", Tone.WARNING
        if seal.holds:
            return f"{named}账套里现在的内容与它一致。", Tone.OK
        return f"{named}账套里现在的内容有{len(seal.differences)}处与它不同，可在“版本对照”里逐项查看。", Tone.WARNING

    def _open(self) -> None:
        self.accept()
        self.context.navigate("form", document=self.document_id)
