"""What a list shows when there is nothing: why, and what to do first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui import metrics
from ui.labels import label
from ui.theme import set_picture


class EmptyState(QWidget):
    """A picture, one sentence, what to do first, and a button that does it.

    Signals:
        pressed: The button.
    """

    pressed = Signal()

    def __init__(self, title: str = "", text: str = "", button: str = "", icon: str = "empty") -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.XL, metrics.XL, metrics.XL)
        layout.setSpacing(metrics.S)
        layout.addStretch(2)
        self._picture = label()
        set_picture(self._picture, icon, "muted", 40)
        self.title = label(role="heading", wrap=True)
        self.text = label(role="muted", wrap=True)
        self.button = QPushButton()
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.pressed)
        for widget in (self._picture, self.title, self.text):
            widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(widget)
        layout.addSpacing(metrics.S)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.say(title, text, button)

    def say(self, title: str, text: str, button: str = "") -> None:
        """Change the words; without `button` there is none."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.button.setText(button)
        self.button.setVisible(bool(button))
