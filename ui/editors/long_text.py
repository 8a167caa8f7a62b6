"""Editors for texts of several lines: long text and lists of items, one a line."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from forms.characters import length
from forms.definition import Field
from forms.field_types import FIELD_TYPES
from models.plain import Plain
from models.programme.pack import Programme
from ui.editors.base import FieldEditor

_LEAST_LINES, _EMPTY_LINES, _MOST_LINES = 3, 7, 18
"""Lines of an ordinary box, of the box of a long text that is still short, and of the tallest."""


class _PlainText(QPlainTextEdit):
    """A text box in which Tab leaves the field, as everywhere else in the form."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Ctrl+Enter leave too."""
        if event.key() == Qt.Key.Key_Return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.focusNextChild()
            return
        super().keyPressEvent(event)


class LongTextEditor(FieldEditor):
    """Several lines; the box grows with its text up to a limit and scrolls beyond."""

    wide: ClassVar[bool] = True

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        self._kind = FIELD_TYPES[field.type]
        self._least = min(field.lines or _LEAST_LINES, _EMPTY_LINES)
        self.box = _PlainText(self)
        self.box.setTabChangesFocus(True)
        self.box.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.box.setPlaceholderText(field.example)
        self.box.textChanged.connect(self._read)
        self.watch(self.box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        self._fit()

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Show the value."""
        text = self._text_of(value)
        if text != self.box.toPlainText() and not self.box.hasFocus():
            self.box.blockSignals(True)
            self.box.setPlainText(text)
            self.box.blockSignals(False)
        self._fit()

    def set_read_only(self, read_only: bool) -> None:
        """Keep the text selectable."""
        self.box.setReadOnly(read_only)

    def length(self) -> int | None:
        """Return the number of characters as the check counts them, white space at the ends apart."""
        return length(self.box.toPlainText().strip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the box to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _text_of(self, value: Plain) -> str:
        return self._kind.show(self.field, value, self.programme)

    def _value_of(self, text: str) -> Plain:
        return self._kind.read(self.field, text, self.programme)

    def _read(self) -> None:
        self._fit()
        self.edited.emit(self._value_of(self.box.toPlainText()), "")

    def _fit(self) -> None:
        """Make the box as high as its text, within limits."""
        lines = 0
        block = self.box.document().firstBlock()
        width = max(1, self.box.viewport().width())
        while block.isValid() and lines < _MOST_LINES:
            lines += max(1, -(-self.fontMetrics().horizontalAdvance(block.text()[:4000]) // width))
            block = block.next()
        height = self.fontMetrics().lineSpacing() * min(max(lines + 1, self._least), _MOST_LINES) + 18
        if self.box.height() != height:
            self.box.setFixedHeight(height)


class ItemsEditor(LongTextEditor):
    """A list of items, one a line; empty lines do not count."""

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        if not field.example:
            self.box.setPlaceholderText("每行写一条，按回车另起一条")

    def length(self) -> int | None:
        """Items are counted by the findings, not by the counter."""
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the box to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _text_of(self, value: Plain) -> str:
        return "\n".join(str(item) for item in value) if isinstance(value, list) else super()._text_of(value)
