"""What every field editor is: a widget that shows one plain value and says when it is edited."""

from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from forms.definition import Field
from forms.finding import Finding
from models.plain import Plain
from models.programme.pack import Programme


class FieldEditor(QWidget):
    """Edits one field.

    Attributes:
        field: The definition of the field.
        wide: True for editors that want the whole width below their label.

    Signals:
        edited: Emitted with the plain value and the text as typed, at every change.
        focused: Emitted when the keyboard focus enters the editor or one of its parts.
        action: Emitted with a verb and its operand for what the form has to do: ``attach`` (paths),
            ``open`` (id), ``remove`` (id), ``propose`` (nothing).
    """

    edited = Signal(object, str)
    focused = Signal()
    action = Signal(str, object)

    wide: ClassVar[bool] = False

    def __init__(self, field: Field, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.programme = programme

    def show_value(self, value: Plain, entered: str = "") -> None:
        """Show `value` without emitting `edited`."""
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        """Forbid or allow editing; what is shown stays readable and can be copied."""
        self.setEnabled(not read_only)

    def focus_on(self, row: str = "", column: str = "") -> None:
        """Move the keyboard focus here; in tables to the cell."""
        self.setFocus()

    def show_findings(self, findings: list[Finding]) -> None:
        """Mark the parts that findings point to; the form shows their words."""

    def length(self) -> int | None:
        """Return how many characters the value has, for the counter; ``None`` when it has none."""
        return None

    def watch(self, part: QWidget, name: str = "") -> None:
        """Report focus entering `part`, and name it for screen readers."""
        part.setAccessibleName(name or self.field.label)
        if self.field.guidance:
            part.setAccessibleDescription(self.field.guidance)
        part.installEventFilter(self)
        if self.focusProxy() is None:
            self.setFocusProxy(part)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice focus entering a watched part."""
        if event.type() == QEvent.Type.FocusIn:
            self.focused.emit()
        return super().eventFilter(watched, event)
