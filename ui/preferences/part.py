"""What the parts of the settings page share: a card with a title, an explanation and rows."""

from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import metrics
from ui.labels import label

FIELD_WIDTH = 420
"""Widest a field of the settings gets."""


class Part(QWidget):
    """One tab of the settings: cards below each other."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, metrics.M, 0, 0)
        self.column.setSpacing(metrics.M)

    def add_card(self, title: str, explanation: str = "", stretch: int = 0) -> QVBoxLayout:
        """Add a card and return where its content goes."""
        frame = QFrame()
        frame.setProperty("role", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.L)
        inside.setSpacing(metrics.S)
        inside.addWidget(label(title, role="heading"))
        if explanation:
            inside.addWidget(label(explanation, role="muted", wrap=True))
        self.column.addWidget(frame, stretch)
        return inside


def form_in(layout: QVBoxLayout) -> QFormLayout:
    """Add a form to a card."""
    form = QFormLayout()
    form.setHorizontalSpacing(metrics.L)
    form.setVerticalSpacing(metrics.S)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    layout.addLayout(form)
    return form


def buttons_in(layout: QVBoxLayout, *buttons: QPushButton) -> QHBoxLayout:
    """Add a line of buttons to a card."""
    row = QHBoxLayout()
    row.setSpacing(metrics.S)
    for button in buttons:
        button.setAutoDefault(False)
        row.addWidget(button)
    row.addStretch(1)
    layout.addLayout(row)
    return row
