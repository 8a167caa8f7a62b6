"""One field of the form page: label, editor, length, findings."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forms.definition import Field, Level
from forms.finding import Finding
from models.plain import Plain
from models.programme.pack import Programme
from ui import metrics
from ui.editors import make_editor
from ui.labels import badge, label
from ui.theme import set_tone
from ui.tone import TONE_WORDS, Tone

LEVEL_TONES = {Level.ERROR: Tone.ERROR, Level.WARNING: Tone.WARNING, Level.HINT: Tone.HINT}
LABEL_WIDTH = 13
"""Width of the labels' column in Chinese characters."""
_MOST_SHOWN = 4
"""More findings than this at one field are counted; the side panel has them all."""


class FieldRow(QWidget):
    """A field with everything about it.

    Signals:
        edited: ``(key, value, entered)``.
        focused: The field's definition.
        action: ``(field, verb, operand)`` from the editor.
    """

    edited = Signal(str, object, str)
    focused = Signal(object)
    action = Signal(object, str, object)

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.editor = make_editor(field, programme, self)
        self.editor.edited.connect(self._edited)
        self.editor.focused.connect(lambda: self.focused.emit(field))
        self.editor.action.connect(lambda verb, operand: self.action.emit(field, verb, operand))
        self.required = label("*", tone=Tone.ERROR)
        self.required.setAccessibleName("必填")
        self.required.setToolTip("必填")
        self.count = label(role="small")
        self.words: list[QLabel] = []
        name = label(field.label, role="strong" if field.mandated else "", wrap=True)
        name.setBuddy(self.editor)
        name.setToolTip(field.guidance)
        caption = QHBoxLayout()
        caption.setSpacing(metrics.XS)
        caption.addWidget(name)
        caption.addWidget(self.required)
        if field.mandated:
            mark = badge("法定")
            mark.setToolTip("通知明确要求的内容，或申报必需的身份信息与区县意见")
            caption.addWidget(mark)
        caption.addStretch(1)
        self.findings = QVBoxLayout()
        self.findings.setSpacing(2)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, metrics.XS, 0, metrics.XS)
        grid.setHorizontalSpacing(metrics.M)
        grid.setVerticalSpacing(metrics.XS)
        if self.editor.wide:
            caption.addWidget(self.count)
            grid.addLayout(caption, 0, 0)
            grid.addWidget(self.editor, 1, 0)
            grid.addLayout(self.findings, 2, 0)
        else:
            grid.addLayout(caption, 0, 0)
            grid.addWidget(self.editor, 0, 1)
            grid.addWidget(self.count, 0, 2)
            grid.addLayout(self.findings, 1, 1)
            grid.setColumnMinimumWidth(0, self.fontMetrics().horizontalAdvance("字") * LABEL_WIDTH)
            name.setMaximumWidth(self.fontMetrics().horizontalAdvance("字") * (LABEL_WIDTH - (4 if field.mandated else 1)))
            name.setMinimumWidth(min(name.maximumWidth(), self.fontMetrics().horizontalAdvance(field.label) + metrics.XS))
            grid.setColumnStretch(1, 1)

    def show_value(self, value: Plain, entered: str) -> None:
        """Show the value."""
        self.editor.show_value(value, entered)
        self._show_count()

    def show_state(self, findings: list[Finding], explanations: dict[str, str], required: bool) -> None:
        """Show the findings under the field and whether it has to be filled."""
        self.required.setVisible(required)
        self.editor.show_findings(findings)
        lines = [(LEVEL_TONES[f.level], _words(f), explanations.get(f.id, "")) for f in findings]
        texts = [(tone, f"{TONE_WORDS[tone]}：{message}" + (f"  已说明：{why}" if why else "")) for tone, message, why in lines]
        if len(texts) > _MOST_SHOWN:
            more = len(texts) - _MOST_SHOWN + 1
            texts = [*texts[: _MOST_SHOWN - 1], (Tone.NEUTRAL, f"另有{more}条，见右侧校验结果")]
        for word in self.words[len(texts) :]:
            self.findings.removeWidget(word)
            word.deleteLater()
        del self.words[len(texts) :]
        while len(self.words) < len(texts):
            word = label(role="small", wrap=True)
            self.words.append(word)
            self.findings.addWidget(word)
        for word, (tone, text) in zip(self.words, texts, strict=True):
            if word.text() != text:
                word.setText(text)
                set_tone(word, tone)

    def _edited(self, value: Plain, entered: str) -> None:
        self._show_count()
        self.edited.emit(self.field.key, value, entered)

    def _show_count(self) -> None:
        """Show how long the text is against what is asked for."""
        length, most, least = self.editor.length(), self.field.max_length, self.field.min_length
        if length is None or not most:
            self.count.setText("")
            return
        wanted = f"{least}–{most}" if least else str(most)
        self.count.setText(f"{length} / {wanted} 字")
        set_tone(self.count, Tone.ERROR if length > most else Tone.WARNING if 0 < length < least else Tone.NEUTRAL)


def _words(finding: Finding) -> str:
    """Return what is wrong and, unless it is only empty, what is accepted."""
    told = finding.level is Level.ERROR and finding.code != "required" and finding.accepted
    return f"{finding.message}可以填：{finding.accepted}。" if told else finding.message
