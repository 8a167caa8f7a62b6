"""Behaviour of the form page without widgets: holds the answers being edited, checks them, saves them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from forms.answers import Edit, FormState, explain, read_form, save_answers, unexplained
from forms.checking import applies, check, progress, required
from forms.definition import Field, Form, Level, Origin, Section
from forms.finding import Finding
from models.errors import UserError
from models.plain import Plain
from models.queries.documents import DocumentFacts, document_facts

if TYPE_CHECKING:
    from forms.packs.retired import Retired
    from ui.context import Context

CHECK_AFTER_MS = 200
SAVE_AFTER_MS = 500
"""What was typed is saved at the latest this long after the first unsaved keystroke."""


class Filter(Enum):
    """Which fields the form page shows."""

    ALL = "全部填写项"
    UNFILLED = "只看未填"
    ERRORS = "只看有错误的"
    WARNINGS = "只看有警告的"
    MANDATED = "只看法定内容"
    FOLDED = "收起增设的选填项"


@dataclass(frozen=True, slots=True)
class SectionState:
    """How far a section is.

    Attributes:
        filled: Fields that hold something.
        applicable: Fields that apply.
        errors: Findings of level error.
        warnings: Warnings without explanation.
    """

    filled: int
    applicable: int
    errors: int
    warnings: int


class FormPresenter(QObject):
    """One document while it is being filled in; the application form of a project is the document with its id.

    Attributes:
        document_id: The document; empty before `open`.
        facts: What lists know of it; ``None`` before `open`.
        state: The form as edited, including what is not saved yet.
        findings: Findings of the last check.
        touched: Whether something was edited since it was opened.
        in_bin: Whether it or its project lies in the recycle bin, so that nothing can be changed.

    Signals:
        opened: Another form, or the same one anew, has been read.
        value_changed: Key of a field whose value changed other than by its own editor.
        findings_changed: The findings, and with them which fields apply, are new.
        saved: Everything typed so far is on the disk.
    """

    opened = Signal()
    value_changed = Signal(str)
    findings_changed = Signal()
    saved = Signal()

    def __init__(self, context: "Context", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.document_id = ""
        self.facts: DocumentFacts | None = None
        self.state: FormState | None = None
        self.findings: list[Finding] = []
        self.saving = False
        self.in_bin = False
        self.touched = False
        self._edits: dict[str, Edit] = {}
        self._waiting: dict[str, dict[str, Edit]] = {}
        self._check_timer = self._timer(CHECK_AFTER_MS, self.recheck)
        self._save_timer = self._timer(SAVE_AFTER_MS, self.flush)

    def _timer(self, milliseconds: int, call: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(call)
        return timer

    @property
    def form(self) -> Form:
        """The definition of the form."""
        return self.current.form

    @property
    def current(self) -> FormState:
        """The open form's state."""
        if self.state is None:
            raise LookupError("no form is open")
        return self.state

    @property
    def project_id(self) -> str:
        """The project it is about; empty for a document of the district, and before `open`."""
        return self.facts.project_id if self.facts is not None else ""

    @property
    def is_application(self) -> bool:
        """Whether it is the application form of a project."""
        return bool(self.document_id) and self.document_id == self.project_id

    @property
    def editable(self) -> bool:
        """Whether answers can be changed."""
        return self.state is not None and not self.state.frozen and not self.in_bin and not self.context.read_only

    @property
    def held_back(self) -> str:
        """Why a document that has not gone up cannot be changed or handed in now; empty when it can."""
        if self.in_bin:
            return "它在回收站里，恢复以后才能报送。"
        return "账套以只读方式打开，现在不能报送。" if self.context.read_only else ""

    def open(self, document_id: str) -> None:
        """Read a document; what is unsaved of another is saved first, or waits until that one is opened again.

        Raises:
            UserError: There is no such document any more; the one that was open stays.
        """
        self.flush()
        state = self._read(document_id)
        if document_id != self.document_id:
            self._waiting[self.document_id] = self._edits
            self._edits = self._waiting.pop(document_id, {})
            self.document_id = document_id
        self.touched = False
        self._take(state)

    def reload(self) -> None:
        """Read the form again, after something else changed it; what is not saved yet is kept, unless it cannot be saved any more."""
        try:
            state = self._read(self.document_id)
        except UserError as failure:
            self._leave(failure)
        else:
            self._take(state)

    def _read(self, document_id: str) -> FormState:
        return read_form(self.context.reader, self.context.programme, document_id)

    def _take(self, state: FormState) -> None:
        self.state, self.facts = state, document_facts(self.context.reader, self.document_id)
        self.in_bin = self.facts is None or self.facts.in_bin
        if not self.editable:
            self._drop_edits()
        for key, edit in self._edits.items():
            state.values[key] = edit.value
        self.recheck()
        self.opened.emit()

    def _leave(self, failure: UserError) -> None:
        """Lead away from a document that is gone, e.g. after a restore, once whatever asked for it is done."""
        page = "projects" if self.is_application else "documents"
        self.document_id, self.facts, self.in_bin = "", None, True
        self._drop_edits()

        def lead() -> None:
            self.context.navigate(page)
            self.context.show_failure(failure)

        QTimer.singleShot(0, self, lead)

    def _drop_edits(self) -> None:
        self._save_timer.stop()
        self._edits.clear()

    def edit(self, field_key: str, value: Plain, entered: str = "") -> None:
        """Take one edited value; it is checked and saved shortly after."""
        if not self.editable or self.current.values.get(field_key) == value:
            return
        self.current.values[field_key] = value
        self._edits[field_key] = Edit(value, entered)
        self.touched = True
        self._check_timer.start()
        if not self._save_timer.isActive():
            self._save_timer.start()

    def set_value(self, field_key: str, value: Plain) -> None:
        """Change a value other than by its editor, and show it there."""
        self.edit(field_key, value)
        self.value_changed.emit(field_key)

    def flush(self) -> bool:
        """Save now what is not saved yet.

        Returns:
            False when it could not be saved; the officer has been told why, and it is tried again at the next edit.
        """
        self._save_timer.stop()
        if not self._edits:
            return True
        edits, self._edits = self._edits, {}
        self.saving = True
        try:
            done = self.context.perform(save_answers, self.document_id, edits)
        finally:
            self.saving = False
        if done is None:
            self._edits = {key: edit for key, edit in edits.items() if not self._gave_way(key)} | self._edits
            if self.context.gave_way:
                self.reload()
            return False
        self.saved.emit()
        return True

    @property
    def typing(self) -> bool:
        """Whether something typed is not saved yet."""
        return bool(self._edits)

    def _gave_way(self, key: str) -> bool:
        """Whether the officer kept what a colleague had saved in this field."""
        field = next((field for field in self.form.fields() if field.key == key), None)
        names = {key, field.bind.rpartition(".")[2]} if field is not None and field.bind else {key}
        return any(one.key in names for one in self.context.gave_way)

    def recheck(self) -> None:
        """Check the whole form."""
        self._check_timer.stop()
        self.findings = check(self.form, self.current.values, self.context.programme, self.context.today())
        self.findings_changed.emit()

    def explain(self, finding_id: str, words: str) -> None:
        """Save the officer's 说明 to a warning."""
        if not self.flush():
            return
        self.saving = True
        try:
            done = self.context.perform(explain, self.document_id, finding_id, words)
        finally:
            self.saving = False
        if done is not None:
            if words.strip():
                self.current.explanations[finding_id] = words.strip()
            else:
                self.current.explanations.pop(finding_id, None)
            self.findings_changed.emit()

    def value(self, field: Field) -> Plain:
        """Return the value of a field."""
        return self.current.values.get(field.key)

    def applying(self) -> dict[str, Plain]:
        """Return the values of the fields that apply."""
        values, programme = self.current.values, self.context.programme
        return {field.key: values[field.key] for field in self.form.fields() if field.key in values and applies(field, values, programme)}

    def findings_of(self, field: Field) -> list[Finding]:
        """Return the findings shown at a field."""
        return [finding for finding in self.findings if finding.field == field.key]

    def section_state(self, section: Section) -> SectionState:
        """Tell how far a section is."""
        here = [finding for finding in self.findings if finding.section == section.key]
        done = progress(self.form, self.current.values, self.context.programme, section)
        errors = sum(finding.level is Level.ERROR for finding in here)
        return SectionState(done.filled, done.applicable, errors, len(unexplained(here, self.current.explanations)))

    def shows(self, field: Field, chosen: Filter) -> bool:
        """Tell whether a field is shown under a filter."""
        if not applies(field, self.current.values, self.context.programme):
            return False
        if chosen is Filter.UNFILLED:
            return self.value(field) is None and field.type not in {"fixed", "auto", "signature"}
        if chosen is Filter.MANDATED:
            return field.mandated
        if chosen is Filter.FOLDED:
            wanted = field.origin is not Origin.ADDED or required(field, self.current.values, self.context.programme)
            return wanted or self.value(field) is not None or bool(self.findings_of(field))
        if chosen is Filter.ERRORS:
            return any(finding.level is Level.ERROR for finding in self.findings_of(field))
        if chosen is Filter.WARNINGS:
            return any(finding.level is Level.WARNING for finding in self.findings_of(field))
        return True

    def retired(self) -> "list[Retired]":
        """Return what the document holds and its form no longer asks for."""
        from forms.packs.retired import retired

        return retired(self.context.reader, self.context.programme, self.current)

    def file_names(self) -> dict[str, str]:
        """Return what the attached files are called, by evidence id."""
        rows = self.context.reader.rows(
            "SELECT id, file_name, size FROM evidence WHERE document_id = :document AND deleted_at IS NULL", document=self.document_id
        )
        return {key: f"{name}（{size / 1024:,.0f} KB）" for key, name, size in rows}

    def attach(self, field: Field, paths: list[str]) -> None:
        """Take files into the workspace as attachments of a field."""
        from models.operations.evidence import attach

        if not self.flush():
            return
        for path in map(Path, paths):
            try:
                if path.stat().st_size > field.max_mb * 1024 * 1024:
                    self.context.show_failure(UserError(f"“{path.name}”超过{field.max_mb} MB，没有添加。", "请压缩或分拆后再添加。"))
                    continue
                data = path.read_bytes()
            except OSError:
                self.context.show_failure(UserError(f"读不到“{path.name}”。", "请确认文件还在、没有被其他程序占用，再试一次。"))
                continue
            self.context.perform(
                attach,
                self.project_id or None,
                file_name=path.name,
                title=field.label,
                data=data,
                document_id=self.document_id,
                field_key=field.key,
                extensions=field.extensions,
                max_mb=field.max_mb,
            )
        self.reload()
