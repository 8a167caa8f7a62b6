"""Editors for everything that is typed in one line: text, numbers, money, dates, months."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from forms.characters import length
from forms.definition import Field
from forms.field_types import FIELD_TYPES
from models.plain import Plain
from models.programme.pack import Programme
from ui.editors.base import FieldEditor
from ui.labels import label

_WIDTHS = {"integer": 14, "decimal": 14, "money": 16, "date": 16, "month": 14}
"""Width in characters of the short kinds; other texts take the whole line."""


class TextEditor(FieldEditor):
    """One line; what was typed stays as typed while the officer is in it and is normalised on leaving."""

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        self._kind = FIELD_TYPES[field.type]
        self._value: Plain = None
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(field.example)
        self.line.textEdited.connect(self._read)
        self.line.editingFinished.connect(self._settle)
        self.watch(self.line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        if field.unit:
            layout.addWidget(label(field.unit))
        if field.type in _WIDTHS:
            self.line.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * _WIDTHS[field.type] + 24)
            self.line.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            layout.addStretch(1)

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Show the value; an unread text is shown as it was typed."""
        self._value = value
        text = self._kind.show(self.field, value, self.programme)
        if text != self.line.text() and not self.line.hasFocus():
            self.line.setText(text)
            self.line.setCursorPosition(0)  # of a long text the beginning is seen, not its end

    @property
    def value(self) -> Plain:
        """The value as it stands."""
        return self._value

    def set_read_only(self, read_only: bool) -> None:
        """Keep the text selectable."""
        self.line.setReadOnly(read_only)

    def length(self) -> int | None:
        """Return the length of free texts as the check counts it."""
        return length(self.line.text().strip()) if self.field.type == "text" else None

    def _read(self, text: str) -> None:
        self._value = self._kind.read(self.field, text, self.programme)
        shown = self._kind.show(self.field, self._value, self.programme)
        self.edited.emit(self._value, text if text != shown else "")

    def _settle(self) -> None:
        """On leaving, show the normalised text."""
        shown = self._kind.show(self.field, self._value, self.programme)
        if shown != self.line.text():
            self.line.setText(shown)
