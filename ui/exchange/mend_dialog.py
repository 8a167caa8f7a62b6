"""What the city says of one document, one by one: what was submitted, what stands now, the answer; then the note (整改情况说明)."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from exports.files import masked_name, safe_file_name
from exports.package.parties import CITY
from forms.inspection import Inspection
from forms.mending import ToMend, to_mend
from forms.passages import BlockKind, TextBlock
from models.operations.feedback import answer_comment, answer_query
from models.queries import exchange, feedback
from ui import metrics
from ui.context import Context
from ui.labels import label
from ui.line_list import LineList
from ui.tone import Tone


@dataclass(frozen=True, slots=True)
class MendLine:
    """One comment as the list shows it."""

    item: ToMend
    title: str
    detail: str
    badge: str
    tone: Tone


class MendDialog(QDialog):
    """Comments at the left, the chosen one at the right; an answer is saved when another one is chosen or the dialog closes.

    Attributes:
        jump: Key of the field the officer wants to go to, empty for the document; ``None``: nowhere.
    """

    def __init__(self, context: Context, document_id: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.document_id, self.title = context, document_id, title
        self.jump: str | None = None
        self.setWindowTitle(f"整改和答复：{title}")
        self.reasons = [row.reason for row in reversed(feedback.returns(context.reader, document_id))]
        self.list = LineList("市级意见", keeps_choice=True)
        self.words = label(wrap=True)
        self.answer = QPlainTextEdit()
        self._row = -1
        self._lay_out()
        self._read()
        self.list.currentRowChanged.connect(self._choose)
        self.list.setCurrentRow(next((n for n, line in enumerate(self.list.lines()) if not line.item.answer and not line.item.closed), 0))
        self._choose(self.list.currentRow())

    @property
    def items(self) -> list[ToMend]:
        """The comments, as they stand in the list."""
        return [line.item for line in self.list.lines()]

    def go(self) -> None:
        """Close and go to the field."""
        self.jump = self.items[self._row].field_key if 0 <= self._row < len(self.items) else ""
        self.accept()

    def export(self) -> None:
        """Check what leaves, ask where to, and write the note."""
        from exports.word.official.layout import export_official
        from exports.word.official.mending import mending_document
        from ui.exporting import WORD, choose_target, write_file
        from ui.form.leaving_dialog import Leave, ask_leaving

        self._save()
        inspection = Inspection()

        def looked(about: str, text: str) -> str:
            return inspection.masked(TextBlock(about, about, BlockKind.PARAGRAPH, text))

        reasons, items = self.reasons, [item for item in self.items if not item.query]
        masked_reasons = [looked("退回原因", reason) for reason in reasons]
        masked = [
            item._replace(text=looked(f"{item.label}　意见", item.text), answer=looked(f"{item.label}　整改情况", item.answer))
            for item in items
        ]
        leave, _finding = ask_leaving(self, "整改情况说明", inspection)
        if leave is Leave.BACK:
            return
        name = f"{safe_file_name(f'{self.title}-整改情况说明')}.docx"
        if leave is Leave.MASKED:
            reasons, items, name = masked_reasons, masked, masked_name(name)
        target = choose_target(self.context, self, name, WORD)
        if target is None:
            return
        office, settings = self.context.workspace.office.name, self.context.word_settings()
        recipient = next((row.name for row in exchange.peers(self.context.reader) if row.office == CITY), "")
        document = mending_document(self.title, reasons, items, office, recipient, self.context.today())

        write_file(self.context, "正在生成整改情况说明", "整改情况说明", target, lambda path: export_official(document, path, settings))

    def done(self, result: int) -> None:
        """Save the answer that is being written, then close."""
        self._save()
        super().done(result)

    def _read(self) -> None:
        with self.context.workspace.snapshot() as reader:
            found = to_mend(reader, self.context.programme, self.document_id, self.context.today())
        self.list.blockSignals(True)
        self.list.set_lines([_line(item) for item in found])
        self.list.blockSignals(False)

    def _choose(self, row: int) -> None:
        if row != self._row:
            self._save()
        self._row = row
        items = self.items
        some = 0 <= row < len(items)
        self.answer.setEnabled(some)
        self.note.setEnabled(bool(self.reasons))
        self.jump_button.setText("去看这一项" if some and items[row].query else "去改这一项")
        self.answer.setReadOnly(self.context.read_only or (some and items[row].closed))
        reasons = f"退回原因：{'；'.join(self.reasons)}" if self.reasons else "市级有询问，文书没有退回，不能修改，只需答复。"
        if not some:
            self.words.setText(f"{reasons}\n\n没有逐项意见。请按退回原因修改，再重新报送。")
            return
        item = items[row]
        where = f"{item.section}　{item.label}" if item.section not in ("", item.label) else item.label
        parts = [reasons, f"第{item.number}版　{where}", f"{'市级询问' if item.query else '市级意见'}：{item.text}"]
        parts += ["市级已经办结，不再需要答复。"] * item.closed
        if item.field_key and item.query:
            parts.append(f"报送时：{item.submitted or '（没有填写）'}")
        elif item.field_key:
            now = f"现在：{item.now or '（没有填写）'}" if item.changed else "现在：与报送时相同，还没有修改"
            parts += [f"报送时：{item.submitted or '（没有填写）'}", now]
        self.words.setText("\n\n".join(parts))
        self.answer.setPlainText(item.answer)

    def _save(self) -> None:
        """Keep the answer where it was changed, and show that in the list."""
        items = self.items
        if not 0 <= self._row < len(items) or self.context.read_only:
            return
        item, text = items[self._row], self.answer.toPlainText()
        keep = answer_query if item.query else answer_comment
        if not item.closed and text.strip() != item.answer and self.context.perform(keep, item.comment_id, text) is not None:
            self._read()
            self.list.blockSignals(True)
            self.list.setCurrentRow(self._row)
            self.list.blockSignals(False)

    def _lay_out(self) -> None:
        self.answer.setAccessibleName("整改情况或答复")
        self.answer.setPlaceholderText("整改情况，例：已补充培训人数和完成时间，见总体思路第二段。随下一次报送带给市级。")
        self.answer.setTabChangesFocus(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(metrics.S, 0, 0, 0)
        column.setSpacing(metrics.S)
        column.addWidget(_area(self.words), 3)
        column.addWidget(label("整改情况或答复", role="strong"))
        column.addWidget(self.answer, 2)
        parts = QSplitter()
        parts.setChildrenCollapsible(False)
        parts.addWidget(_area(self.list))
        parts.addWidget(right)
        parts.setStretchFactor(1, 1)
        self.jump_button, self.note = QPushButton("去改这一项"), QPushButton("导出整改情况说明…")
        close = QPushButton("保存并关闭")
        self.jump_button.setProperty("role", "primary")
        self.jump_button.clicked.connect(self.go)
        self.note.clicked.connect(self.export)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.note)
        foot.addStretch(1)
        for button in (self.note, close, self.jump_button):
            button.setAutoDefault(False)
        foot.addWidget(self.jump_button)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(parts, 1)
        layout.addLayout(foot)
        room = self.screen().availableGeometry()
        width = min(70 * self.fontMetrics().horizontalAdvance("字"), room.width() - 40)
        self.resize(width, min(30 * self.fontMetrics().lineSpacing(), room.height() - 60))
        parts.setSizes([width // 3, width * 2 // 3])


def _area(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(widget)
    return area


def _line(item: ToMend) -> MendLine:
    if item.query:
        stands = "已办结" if item.closed else "已答复" if item.answer else "待答复"
        return MendLine(item, f"询问：{item.label}", item.text, stands, Tone.WARNING if stands == "待答复" else Tone.OK)
    done = bool(item.answer)
    return MendLine(item, item.label, item.text, "已答复" if done else "待整改", Tone.OK if done else Tone.WARNING)
