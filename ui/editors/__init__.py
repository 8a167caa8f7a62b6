"""Field editors: one for each field type of a form."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from forms.definition import Field
from models.programme.pack import Programme
from ui.editors.attachment import AttachmentEditor
from ui.editors.base import FieldEditor
from ui.editors.choice import ChoiceEditor, ChoicesMainEditor, PickerEditor, YesNoNoteEditor, make_choices
from ui.editors.fixed import FixedEditor, PledgeEditor, SignatureEditor
from ui.editors.long_text import ItemsEditor, LongTextEditor
from ui.editors.month_range import MonthRangeEditor
from ui.editors.table import TableEditor
from ui.editors.text import TextEditor

EDITORS: dict[str, Callable[[Field, Programme, QWidget | None], FieldEditor]] = {
    "text": TextEditor,
    "long_text": LongTextEditor,
    "items": ItemsEditor,
    "integer": TextEditor,
    "decimal": TextEditor,
    "money": TextEditor,
    "date": TextEditor,
    "month": TextEditor,
    "month_range": MonthRangeEditor,
    "choice": ChoiceEditor,
    "choices": make_choices,
    "choices_main": ChoicesMainEditor,
    "cascade": PickerEditor,
    "yes_no_note": YesNoNoteEditor,
    "table": TableEditor,
    "attachment": AttachmentEditor,
    "pledge": PledgeEditor,
    "fixed": FixedEditor,
    "auto": FixedEditor,
    "signature": SignatureEditor,
}
"""The editor of each field type; a new field type adds one line."""


def make_editor(field: Field, programme: Programme, parent: QWidget | None = None) -> FieldEditor:
    """Return the editor of a field; a read-only field is only shown."""
    made = EDITORS[field.type](field, programme, parent)
    if field.read_only:
        made.set_read_only(True)
    return made
