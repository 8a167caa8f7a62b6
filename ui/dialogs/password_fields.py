"""Fields for passwords: a line that warns of Caps Lock, and a new password typed twice."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from ui import metrics
from ui.labels import label
from ui.passwords import strength
from ui.theme import set_tone
from ui.tone import Tone

CAPS_WORDS = "大写锁定（Caps Lock）可能开着。"


class PasswordLine(QLineEdit):
    """One password; notices from what is typed that Caps Lock is on.

    Signals:
        caps_changed: Whether Caps Lock seems to be on.
    """

    caps_changed = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.caps = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)

    def show_text(self, shown: bool) -> None:
        """Show what is typed, or dots."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Compare the letter that arrives with the Shift key; Qt itself does not tell about Caps Lock."""
        text = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self._tell(not self.caps)
        elif len(text) == 1 and text.isascii() and text.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._tell(text.isupper() != shift)
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say nothing more about Caps Lock."""
        self._tell(False)
        super().focusOutEvent(event)

    def _tell(self, caps: bool) -> None:
        if caps != self.caps:
            self.caps = caps
            self.caps_changed.emit(caps)


class NewPassword(QWidget):
    """A new password, typed twice, with a word on how good it is.

    Signals:
        changed: Something was typed.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.first = PasswordLine("新密码")
        self.second = PasswordLine("再输一遍")
        self.shown = QCheckBox("显示密码")
        self.words = label(wrap=True)
        self.words.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        form = QFormLayout()
        form.setSpacing(metrics.S)
        form.addRow("密码", self.first)
        form.addRow("再输一遍", self.second)
        form.addRow("", self.shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.S)
        layout.addLayout(form)
        layout.addWidget(self.words)
        for line in (self.first, self.second):
            line.textChanged.connect(self._say)
            line.caps_changed.connect(lambda _on: self._say())
            self.shown.toggled.connect(line.show_text)
        self._say()

    @property
    def password(self) -> str:
        """What was typed first."""
        return self.first.text()

    def problem(self) -> str:
        """Return why this cannot be used, in the officer's words; empty when it can."""
        judged = strength(self.password)
        if not judged.acceptable:
            return judged.words if self.password else "还没有输入密码。"
        if not self.second.text():
            return "请再输一遍密码。"
        return "" if self.second.text() == self.password else "两遍输入的密码不一样。"

    def go_to_problem(self) -> None:
        """Put the cursor where something has to be typed."""
        (self.second if strength(self.password).acceptable else self.first).setFocus()

    def _say(self) -> None:
        judged = strength(self.password)
        words, tone = judged.words, judged.tone
        if self.second.text() and self.second.text() != self.password:
            words, tone = "两遍输入的密码不一样。", Tone.ERROR
        if self.first.caps or self.second.caps:
            words, tone = f"{CAPS_WORDS}{words}", Tone.WARNING if tone is not Tone.ERROR else tone
        self.words.setText(words)
        set_tone(self.words, tone if tone is not Tone.NEUTRAL else "")
        self.changed.emit()
