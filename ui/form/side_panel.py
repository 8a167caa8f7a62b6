"""The right side of the form page: guidance for the field in focus, and all findings with their explanations."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from forms.definition import Field, Level, Origin
from forms.finding import Finding
from ui import metrics
from ui.form.field_row import LEVEL_TONES
from ui.labels import card, label
from ui.theme import theme
from ui.tone import TONE_WORDS
from ui.wrapped_lines import WrappedLines

FINDING = Qt.ItemDataRole.UserRole
ORIGIN_WORDS = {
    Origin.NOTICE: "通知原文要求",
    Origin.INFERRED: "根据通知内容设置",
    Origin.ADDED: "本程序增设，可按需填写",
}


class SidePanel(QWidget):
    """Guidance above, findings below.

    Attributes:
        field: The field whose guidance is shown; ``None`` before any had the focus.

    Signals:
        jumped: A `Finding` to go to.
        explained: ``(finding id, words)``.
        retired_wanted: Show what the form holds and no longer asks for.
    """

    jumped = Signal(object)
    explained = Signal(str, str)
    retired_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field: Field | None = None
        self._explanations: dict[str, str] = {}
        self.name = label("填写说明", role="strong", wrap=True)
        self.guidance = label("把光标放进某一项，这里显示怎么填、依据哪一条。", wrap=True)
        self.source = label(role="small", wrap=True)
        self.source.hide()
        self.summary = label("校验结果", role="strong", wrap=True)
        self.list = QListWidget(self)
        self.list.setWordWrap(True)
        self.list.setItemDelegate(WrappedLines(self.list))
        self.list.setAccessibleName("校验结果")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._jump)
        self.list.itemActivated.connect(self._jump)
        self.list.currentItemChanged.connect(self._show_explanation)
        self.explain_box = QWidget(self)
        self.words = QPlainTextEdit(self.explain_box)
        self.words.setPlaceholderText("对这条警告的说明，随申报表一并打印")
        self.words.setAccessibleName("警告说明")
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + 14)
        self.save = QPushButton("保存说明", self.explain_box)
        self.save.clicked.connect(self._explain)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.save)
        explain = QVBoxLayout(self.explain_box)
        explain.setContentsMargins(0, 0, 0, 0)
        explain.addWidget(self.words)
        explain.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.S)
        layout.addWidget(self._boxed(self.name, self.guidance, self.source))
        layout.addWidget(self.summary)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.explain_box)
        self.explain_box.hide()
        self.retired = QPushButton(self)
        self.retired.clicked.connect(self.retired_wanted)
        self.retired.hide()
        layout.addWidget(self.retired)

    def _boxed(self, *parts: QWidget) -> QFrame:
        box = card(self)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(metrics.M, metrics.M, metrics.M, metrics.M)
        for part in parts:
            inside.addWidget(part)
        return box

    def show_field(self, field: Field) -> None:
        """Show how to fill a field in, and where it comes from."""
        self.field = field
        self.name.setText(field.label)
        parts = [field.guidance, field.example]
        self.guidance.setText("\n".join(part for part in parts if part) or "按实际情况填写。")
        clause = f"，{field.clause}" if field.clause else ""
        self.source.show()
        self.source.setText(f"来源：{ORIGIN_WORDS[field.origin]}{clause}")

    def show_retired(self, count: int) -> None:
        """Offer to show what the form holds and no longer asks for, where there is any."""
        self.retired.setText(f"不再使用的填报内容（{count}项）…")
        self.retired.setVisible(count > 0)

    def show_findings(self, findings: list[Finding], explanations: dict[str, str], editable: bool) -> None:
        """List findings, the serious ones first; the chosen one stays chosen."""
        self._explanations = explanations
        current = self._current()
        self.words.setReadOnly(not editable)
        self.save.setEnabled(editable)
        counts = {level: sum(f.level is level for f in findings) for level in Level}
        parts = [f"{TONE_WORDS[LEVEL_TONES[level]]}{count}" for level, count in counts.items() if count]
        self.summary.setText("校验结果：" + ("，".join(parts) if parts else "没有问题"))
        self.list.blockSignals(True)
        self.list.clear()
        for finding in sorted(findings, key=lambda f: list(Level).index(f.level)):
            tone = LEVEL_TONES[finding.level]
            why = explanations.get(finding.id)
            text = f"{TONE_WORDS[tone]}  {finding.message}" + (f"\n已说明：{why}" if why else "")
            item = QListWidgetItem(theme().icon(tone.value, tone.value), text)
            item.setToolTip(finding.accepted and f"可以填：{finding.accepted}")
            item.setData(FINDING, finding)
            self.list.addItem(item)
            if current is not None and finding.id == current.id:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if not self.words.hasFocus():
            self._show_explanation()

    def _current(self) -> Finding | None:
        item = self.list.currentItem()
        found: Finding | None = item.data(FINDING) if item is not None else None
        return found

    def _jump(self, item: QListWidgetItem) -> None:
        self.jumped.emit(item.data(FINDING))

    def _show_explanation(self) -> None:
        finding = self._current()
        wanted = finding is not None and finding.level is Level.WARNING
        self.explain_box.setVisible(wanted)
        if finding is not None and wanted:
            self.words.setPlainText(self._explanations.get(finding.id, ""))

    def _explain(self) -> None:
        finding = self._current()
        if finding is not None:
            self.explained.emit(finding.id, self.words.toPlainText())
