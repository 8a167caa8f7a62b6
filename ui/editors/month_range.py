"""The editor for a range of months."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from forms.definition import Field
from forms.field_types import FIELD_TYPES
from models.plain import Plain
from models.programme.pack import Programme
from ui.editors.base import FieldEditor
from ui.labels import label


class MonthRangeEditor(FieldEditor):
    """Two months; an end that cannot be read keeps the whole as typed."""

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        self._value: Plain = None
        self._month = FIELD_TYPES["month"]
        self.start, self.end = QLineEdit(self), QLineEdit(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for line, name, example in ((self.start, "开始", "例：2025年7月"), (self.end, "结束", "例：2027年12月")):
            line.setPlaceholderText(example)
            line.setFixedWidth(self.fontMetrics().horizontalAdvance("2025年12月") + 48)
            line.textEdited.connect(self._read)
            line.editingFinished.connect(self._settle)
            self.watch(line, f"{field.label} {name}")
        layout.addWidget(self.start)
        layout.addWidget(label("至"))
        layout.addWidget(self.end)
        layout.addStretch(1)

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Show the value; an unread text stands in the first box."""
        self._value = value
        for line, text in zip((self.start, self.end), self._texts(value), strict=True):
            if text != line.text() and not line.hasFocus():
                line.setText(text)

    def set_read_only(self, read_only: bool) -> None:
        """Keep the texts selectable."""
        self.start.setReadOnly(read_only)
        self.end.setReadOnly(read_only)

    def _texts(self, value: Plain) -> tuple[str, str]:
        if isinstance(value, dict):
            start, _, end = str(value.get("unparsed", "")).partition("至")
            return start, end
        months: list[Plain] = value if isinstance(value, list) and len(value) == 2 else [None, None]
        first, last = (self._month.show(self.field, month, self.programme) for month in months)
        return first, last

    def _read(self) -> None:
        start, end = self.start.text().strip(), self.end.text().strip()
        months = [self._month.read(self.field, text, self.programme) for text in (start, end)]
        if any(isinstance(month, dict) for month in months):
            self._value = {"unparsed": f"{start}至{end}"}
        else:
            self._value = months if any(months) else None
        self.edited.emit(self._value, "")

    def _settle(self) -> None:
        for line, text in zip((self.start, self.end), self._texts(self._value), strict=True):
            if line.text() != text:
                line.setText(text)
