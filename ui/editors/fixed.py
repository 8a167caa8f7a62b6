"""Editors for what is not typed: fixed texts, numbers the program gives, pledges, and cells for pen and seal."""

from typing import ClassVar

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from forms.definition import Field
from forms.field_types import FIELD_TYPES
from models.plain import Plain
from models.programme.pack import Programme
from ui.editors.base import FieldEditor
from ui.labels import label


class FixedEditor(FieldEditor):
    """A fixed text, or a value that the program gives."""

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        self.text = label(field.text, wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Show the value."""
        self.text.setText(FIELD_TYPES[self.field.type].show(self.field, value, self.programme) or self.field.text)


class SignatureEditor(FieldEditor):
    """A cell that stays blank for pen and seal; the window only says so."""

    wide: ClassVar[bool] = True

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        words = "由市级填写，打印时留空。" if field.filled_by == "city" else "打印后签字、盖章，程序不代签。"
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label(words, role="muted", wrap=True))

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Nothing to show."""


class PledgeEditor(FieldEditor):
    """A fixed pledge that has to be ticked."""

    wide: ClassVar[bool] = True

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        self.box = QCheckBox("以上内容已经逐项确认", self)
        self.box.clicked.connect(lambda on: self.edited.emit(True if on else None, ""))
        self.watch(self.box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label(field.text, wrap=True))
        layout.addWidget(self.box)

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Show the value."""
        self.box.setChecked(value is True)
