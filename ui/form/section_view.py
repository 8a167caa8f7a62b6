"""The fields of one section of the form, one below the other."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from forms.checking import required
from forms.definition import Field, Section
from ui import metrics
from ui.editors.attachment import AttachmentEditor
from ui.form.field_row import FieldRow
from ui.form.form_presenter import Filter, FormPresenter
from ui.labels import label


class SectionView(QScrollArea):
    """One section.

    Signals:
        focused: Definition of the field that the cursor has entered.
        action: ``(field, verb, operand)`` from an editor.
    """

    focused = Signal(object)
    action = Signal(object, str, object)

    def __init__(self, section: Section, presenter: FormPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.section = section
        self.presenter = presenter
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget()
        self.rows = {field.key: FieldRow(field, presenter.context.programme, body) for field in section.field}
        self.nothing = label("按当前筛选，本章节没有要显示的填写项。", role="muted", wrap=True)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.XL)
        layout.setSpacing(metrics.S)
        layout.addWidget(label(section.title, role="heading", wrap=True))
        if section.note:
            layout.addWidget(label(section.note, role="muted", wrap=True))
        layout.addWidget(self.nothing)
        for row in self.rows.values():
            row.edited.connect(presenter.edit)
            row.focused.connect(self._focused)
            row.action.connect(self.action)
            layout.addWidget(row)
        layout.addStretch(1)
        self.setWidget(body)

    def show_values(self) -> None:
        """Show all values anew."""
        names = self.presenter.file_names() if any(field.type == "attachment" for field in self.section.field) else {}
        for field in self.section.field:
            row = self.rows[field.key]
            if isinstance(row.editor, AttachmentEditor):
                row.editor.show_files(names)
            row.editor.set_read_only(field.read_only or not self.presenter.editable)
            self.show_value(field.key)

    def show_value(self, key: str) -> None:
        """Show one value anew."""
        state = self.presenter.current
        self.rows[key].show_value(state.values.get(key), state.entered.get(key, ""))

    def show_findings(self, chosen: Filter) -> None:
        """Show findings, and only the fields that apply and pass the filter."""
        programme = self.presenter.context.programme
        state = self.presenter.current
        shown = 0
        for field in self.section.field:
            row = self.rows[field.key]
            inside = self.focusWidget()
            visible = self.presenter.shows(field, chosen) or (inside is not None and row.isAncestorOf(inside))
            row.setVisible(visible)
            shown += visible
            if visible:
                row.show_state(self.presenter.findings_of(field), state.explanations, required(field, state.values, programme))
        self.nothing.setVisible(not shown)

    def go_to(self, key: str, row: str = "", column: str = "") -> None:
        """Put the cursor into a field."""
        target = self.rows[key]
        target.setVisible(True)
        target.editor.focus_on(row, column)
        QTimer.singleShot(0, lambda: self.ensureWidgetVisible(target, 0, 40))

    def _focused(self, field: Field) -> None:
        self.focused.emit(field)
        QTimer.singleShot(0, lambda: self.ensureWidgetVisible(self.rows[field.key].focusWidget() or self.rows[field.key], 0, 40))
