"""Editors for choices: one of a list, several, several with one main, and several out of a long list."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QRadioButton, QVBoxLayout, QWidget

from forms.definition import Field
from models.plain import Plain
from models.programme.pack import Programme
from ui.editors.base import FieldEditor
from ui.editors.picker import pick_keys
from ui.labels import ElidedLabel

_INLINE = 16
"""Up to this many choices are shown at once; longer lists open a picker."""


class CalmComboBox(QComboBox):
    """A combo box that the mouse wheel cannot change by accident while the page scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class ChoiceEditor(FieldEditor):
    """One of a dictionary."""

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        self.box = CalmComboBox(self)
        self.box.addItem("（未选择）", None)
        for item in programme.dictionary(field.dictionary).item:
            self.box.addItem(item.name, item.key)
        self.box.activated.connect(lambda: self.edited.emit(self.box.currentData(), ""))
        self.watch(self.box)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        layout.addStretch(1)

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Show the value; a key the dictionary does not know is added as it is, never dropped."""
        index = self.box.findData(value)
        if index < 0:
            self.box.addItem(str(value), value)
            index = self.box.count() - 1
        self.box.setCurrentIndex(index)


class ChoicesEditor(FieldEditor):
    """Several of a short dictionary, all shown."""

    wide: ClassVar[bool] = True

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        self._chosen: list[str] = []
        self._boxes: dict[str, QCheckBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        items = programme.dictionary(field.dictionary).item
        columns = 3 if max((len(i.name) for i in items), default=0) <= 14 else 2
        for place, item in enumerate(items):
            box = QCheckBox(item.name, self)
            box.clicked.connect(lambda on, key=item.key: self._toggle(key, on))
            self.watch(box, f"{field.label} {item.name}")
            self._boxes[item.key] = box
            grid.addWidget(box, place // columns, place % columns)
        grid.setColumnStretch(columns, 1)

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Show the value."""
        self._chosen = [str(key) for key in value] if isinstance(value, list) else []
        for key, box in self._boxes.items():
            box.setChecked(key in self._chosen)

    def _toggle(self, key: str, on: bool) -> None:
        known = [k for k in self._boxes if (k in self._chosen and k != key) or (k == key and on)]
        unknown = [k for k in self._chosen if k not in self._boxes]
        self._chosen = known + unknown
        self.edited.emit(list(self._chosen) or None, "")


class ChoicesMainEditor(FieldEditor):
    """Several of a dictionary with one main (主方向), which comes first in the value."""

    wide: ClassVar[bool] = True

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        self._chosen: list[str] = []
        self._boxes: dict[str, tuple[QCheckBox, QRadioButton]] = {}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for row, item in enumerate(programme.dictionary(field.dictionary).item):
            box, main = QCheckBox(item.name, self), QRadioButton("主方向", self)
            main.setAutoExclusive(False)
            box.clicked.connect(lambda on, key=item.key: self._toggle(key, on))
            main.clicked.connect(lambda _, key=item.key: self._make_main(key))
            self.watch(box, f"{field.label} {item.name}")
            self.watch(main, f"以“{item.name}”为主方向")
            self._boxes[item.key] = (box, main)
            layout.addWidget(box, row, 0)
            layout.addWidget(main, row, 1)
        layout.setColumnStretch(2, 1)

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Show the value."""
        self._chosen = [str(key) for key in value] if isinstance(value, list) else []
        for key, (box, main) in self._boxes.items():
            box.setChecked(key in self._chosen)
            main.setChecked(self._chosen[:1] == [key])
            main.setEnabled(key in self._chosen)

    def _toggle(self, key: str, on: bool) -> None:
        self._chosen = [*self._chosen, key] if on else [k for k in self._chosen if k != key]
        self._tell()

    def _make_main(self, key: str) -> None:
        self._chosen = [key, *(k for k in self._chosen if k != key)]
        self._tell()

    def _tell(self) -> None:
        self.show_value(list(self._chosen))
        self.edited.emit(list(self._chosen) or None, "")


class PickerEditor(FieldEditor):
    """Several out of a long dictionary with levels: what is chosen as text, and a button that opens the picker."""

    wide: ClassVar[bool] = True

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        self._chosen: list[str] = []
        self.text = ElidedLabel()
        self.button = QPushButton("选择…", self)
        self.button.clicked.connect(self._pick)
        self.watch(self.button, f"选择{field.label}")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        layout.addWidget(self.text, 1)

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Show the value."""
        self._chosen = [str(key) for key in value] if isinstance(value, list) else []
        names = [self.programme.item_name(self.field.dictionary, key) for key in self._chosen]
        self.text.setText("、".join(names) or "（未选择）")

    def set_read_only(self, read_only: bool) -> None:
        """Keep the text readable."""
        self.button.setEnabled(not read_only)

    def _pick(self) -> None:
        picked = pick_keys(self, self.field.label, self.programme.dictionary(self.field.dictionary), self._chosen, self.field.max_items)
        if picked is not None and picked != self._chosen:
            self.show_value(list(picked))
            self.edited.emit(list(picked) or None, "")


def make_choices(field: Field, programme: Programme, parent: QWidget | None = None) -> FieldEditor:
    """Return the editor that fits the length of the dictionary."""
    items = programme.dictionary(field.dictionary).item
    short = len(items) <= _INLINE and not any(item.parent for item in items)
    return (ChoicesEditor if short else PickerEditor)(field, programme, parent)


class YesNoNoteEditor(FieldEditor):
    """Yes or no with a note."""

    wide: ClassVar[bool] = True

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(field, programme, parent)
        self.yes, self.no = QRadioButton("是", self), QRadioButton("否", self)
        self.note = QLineEdit(self)
        for button in (self.yes, self.no):
            button.clicked.connect(self._tell)
            self.watch(button, f"{field.label} {button.text()}")
        self.note.textEdited.connect(self._tell)
        self.watch(self.note, f"{field.label} 说明")
        self.note.setPlaceholderText(field.example)
        buttons = QHBoxLayout()
        buttons.addWidget(self.yes)
        buttons.addWidget(self.no)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(buttons)
        layout.addWidget(self.note)

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Show the value."""
        held = value if isinstance(value, dict) else {}
        self.yes.setChecked(held.get("yes") is True)
        self.no.setChecked(held.get("yes") is False)
        note = str(held.get("note") or held.get("unparsed") or "")
        if note != self.note.text() and not self.note.hasFocus():
            self.note.setText(note)

    def set_read_only(self, read_only: bool) -> None:
        """Keep the note readable."""
        self.note.setReadOnly(read_only)
        self.yes.setEnabled(not read_only)
        self.no.setEnabled(not read_only)

    def length(self) -> int | None:
        """Return the length of the note."""
        return len(self.note.text().strip())

    def _tell(self) -> None:
        answer = True if self.yes.isChecked() else False if self.no.isChecked() else None
        note = self.note.text().strip()
        self.edited.emit({"yes": answer, "note": note} if answer is not None or note else None, "")
