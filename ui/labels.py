"""Labels: always plain text, so that nothing typed by anyone is ever read as markup."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.theme import set_tone
from ui.tone import Tone


def label(text: str = "", role: str = "", tone: str = "", wrap: bool = False) -> QLabel:
    """Make a plain-text label; `role` and `tone` choose its look in the style sheet."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    return made


def badge(text: str, tone: Tone = Tone.NEUTRAL) -> QLabel:
    """Make a small word on a coloured ground."""
    made = label(text, role="badge", tone=tone)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


def set_badge(target: QLabel, text: str, tone: Tone) -> None:
    """Change what a badge says."""
    target.setText(text)
    set_tone(target, tone)


def card(parent: QWidget | None = None) -> QFrame:
    """Make an empty card: a framed surface on the page."""
    made = QFrame(parent)
    made.setProperty("role", "card")
    return made


class ElidedLabel(QLabel):
    """One line of plain text that ends in … where there is no room; the whole text is in the tool tip."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text` on one line."""
        super().setText(" ".join(text.split()))
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        """Need room for a few characters only."""
        return QSize(self.fontMetrics().horizontalAdvance("字…"), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much as fits."""
        metrics = QFontMetrics(self.font())
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()
