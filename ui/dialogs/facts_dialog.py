"""The one dialog in which facts are entered: editors and findings of the form, saved as a whole."""

from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from forms.checking import applies, check, required
from forms.definition import Field, Form, Level
from forms.finding import Finding
from models.changes import Changes
from models.plain import Plain
from ui import messages, metrics
from ui.context import Context
from ui.form.field_row import FieldRow
from ui.labels import label
from ui.shortcuts import action
from ui.tone import Tone

CHECK_AFTER_MS = 300
WIDTH_IN_CHARACTERS = 46
LARGEST_SHARE_OF_SCREEN = 0.86
Save = Callable[[Mapping[str, Plain], Mapping[str, str]], Changes | None]


class FactsDialog(QDialog):
    """Asks for the fields of a small form and saves them together.

    Attributes:
        values: Plain values by field key, as edited.
        entered: What was typed where it differs from what the value shows, by field key.
        rows: The fields by key.
        findings: Findings of the last check.
        outcome: What saving changed; ``None`` until it is saved.
    """

    def __init__(
        self,
        context: Context,
        title: str,
        form: Form,
        values: Mapping[str, Plain],
        save: Save,
        *,
        strict: bool = True,
        needed: Collection[str] = (),
        note: str = "",
        focus: str = "",
        read_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Build the dialog.

        Args:
            context: The window's surroundings.
            title: Words of the title bar.
            form: What is asked.
            values: What is known already.
            save: Saves values and texts as typed; returns ``None`` when a rule forbade it and the officer was told.
            strict: Whether every error keeps the dialog open; otherwise facts are stored first and judged later.
            needed: Keys without which nothing can be saved, when not `strict`.
            note: One sentence above the fields.
            focus: Key of the field to begin with; empty: the first.
            read_only: Only to be looked at, also where the workspace can be written to.
        """
        super().__init__(parent or context.window)
        self.context = context
        self.form = form
        self.values: dict[str, Plain] = dict(values)
        self.entered: dict[str, str] = {}
        self.rows: dict[str, FieldRow] = {}
        self.findings: list[Finding] = []
        self.outcome: Changes | None = None
        self._first = dict(self.values)
        self._save = save
        self._strict, self._needed = strict, frozenset(needed)
        self._tried = False
        self._captions: list[QWidget] = []
        self._focus = focus
        self.read_only = read_only or context.read_only
        self.setWindowTitle(title)
        self.setModal(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_AFTER_MS)
        self._timer.timeout.connect(self.recheck)
        self._lay_out(note)
        self.recheck()

    @property
    def changed(self) -> bool:
        """Whether something has been typed that is not saved."""
        return {k: v for k, v in self.values.items() if v is not None} != {k: v for k, v in self._first.items() if v is not None}

    def put(self, key: str, value: Plain) -> None:
        """Set a value other than by its editor, and show it there."""
        self.values[key] = value
        self.rows[key].show_value(value, "")
        self.recheck()

    def recheck(self) -> None:
        """Check everything and show what is wrong; what is still missing is only said after an attempt to save."""
        self._timer.stop()
        programme = self.context.programme
        self.findings = check(self.form, self.values, programme, self.context.today())
        for key, row in self.rows.items():
            must = required(row.field, self.values, programme)
            row.setVisible(applies(row.field, self.values, programme))
            row.show_state(
                [f for f in self.findings if f.field == key and self._said(f)], {}, must and (self._strict or key in self._needed)
            )
        if self._tried:
            self._say_what_stops()

    def stopping(self) -> list[Finding]:
        """Return the findings that keep the dialog open."""
        if self._strict:
            return [finding for finding in self.findings if finding.level is Level.ERROR]
        return [finding for finding in self.findings if finding.code == "required" and finding.field in self._needed]

    def save(self) -> None:
        """Save and close, unless something stops it."""
        self._tried = True
        self.recheck()
        stopping = self.stopping()
        if stopping:
            self.go_to(stopping[0].field)
            QTimer.singleShot(0, self, self._grow)
            return
        self.outcome = self._save(self.values, self.entered)
        if self.outcome is not None:
            self.accept()

    def go_to(self, key: str) -> None:
        """Put the cursor into a field."""
        row = self.rows[key]
        row.editor.focus_on()
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(row, 0, metrics.XL))

    def reject(self) -> None:
        """Close without saving; asks first when something was typed."""
        if not self.changed or messages.question(
            self, "刚才填写的内容还没有保存。", "放弃后这些内容不会保留。", yes="放弃", no="继续填写", danger=True
        ):
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first field."""
        super().showEvent(event)
        if not event.spontaneous():
            self.go_to_first()

    def go_to_first(self) -> None:
        """Put the cursor where the officer begins."""
        self.go_to(self._focus or next(iter(self.rows)))

    def place_above(self, widget: QWidget) -> None:
        """Put a further widget above the fields."""
        self._above.addWidget(widget)

    def place_below(self, widget: QWidget) -> None:
        """Put a further widget below the fields."""
        self._below.addWidget(widget)

    def captioned(self, caption: str, widget: QWidget, required: bool = False) -> QWidget:
        """Return a line like those of the fields, for `place_above` or `place_below`."""
        line, words = QWidget(), QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, metrics.XS, metrics.S, metrics.XS)
        row.setSpacing(metrics.M)
        inner = QHBoxLayout(words)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(metrics.XS)
        named = label(caption)
        named.setBuddy(widget)
        inner.addWidget(named)
        if required:
            inner.addWidget(label("*", tone=Tone.ERROR))
        inner.addStretch(1)
        row.addWidget(words)
        row.addWidget(widget, 1)
        self._captions.append(words)
        return line

    def _said(self, finding: Finding) -> bool:
        if finding.code != "required":
            return True
        return self._tried and (self._strict or finding.field in self._needed)

    def _say_what_stops(self) -> None:
        count = len(self.stopping())
        self.problem.setText(f"还有{count}处需要填写或改正，改好后再保存。" if count else "")
        self.problem.setVisible(bool(count))

    def _edited(self, key: str, value: Plain, entered: str) -> None:
        self.values[key] = value
        self.entered[key] = entered
        self._timer.start()

    def _show_guidance(self, field: Field) -> None:
        self.guidance.setText(field.guidance)

    def _lay_out(self, note: str) -> None:
        outer = QVBoxLayout(self)
        self._outer = outer
        outer.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        outer.setSpacing(metrics.S)
        if note:
            outer.addWidget(label(note, role="muted", wrap=True))
        self._above = QVBoxLayout()
        outer.addLayout(self._above)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing would show the focus
        self._area.setWidget(self._make_body())
        outer.addWidget(self._area, 1)
        self._below = QVBoxLayout()
        outer.addLayout(self._below)
        self.guidance = label(role="small", wrap=True)
        self.guidance.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        outer.addWidget(self.guidance)
        self.problem = label(tone=Tone.ERROR, wrap=True)
        self.problem.hide()
        outer.addWidget(self.problem)
        outer.addWidget(self._make_buttons())

    def _make_body(self) -> QWidget:
        body = QWidget()
        layout = QVBoxLayout(body)
        self._body_layout = layout
        layout.setContentsMargins(0, 0, metrics.S, 0)
        layout.setSpacing(0)
        for section in self.form.section:
            if section.title:
                layout.addSpacing(metrics.S)
                layout.addWidget(label(section.title, role="heading"))
            for field in section.field:
                row = FieldRow(field, self.context.programme, body)
                row.show_value(self.values.get(field.key), "")
                row.editor.set_read_only(self.read_only or field.read_only)
                row.edited.connect(self._edited)
                row.focused.connect(self._show_guidance)
                layout.addWidget(row)
                self.rows[field.key] = row
        layout.addStretch(1)
        button: QPushButton
        for button in body.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter saves, wherever the cursor is
        return body

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        self.save_button = QPushButton("保存")
        self.save_button.setDefault(True)
        self.save_button.setToolTip("保存（Ctrl+S）")
        self.save_button.clicked.connect(self.save)
        if not self.read_only:
            box.addButton(self.save_button, QDialogButtonBox.ButtonRole.ApplyRole)
        cancel = QPushButton("关闭" if self.read_only else "取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        box.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        if not self.read_only:
            action(self, "保存", self.save, "Ctrl+S", "填写")
        return box

    def fit(self) -> None:
        """Take the size that shows everything, as far as the screen goes."""
        room = self.screen().availableGeometry()
        self.resize(min(self.fontMetrics().horizontalAdvance("字") * WIDTH_IN_CHARACTERS, room.width() - metrics.XL), self.height())
        self.grab(QRect(0, 0, 1, 1))  # lays everything out in that width, as showing would
        for key, row in self.rows.items():
            row.show_value(self.values.get(key), "")  # long texts take the height they need in it
        narrow = [row.editor for row in self.rows.values() if not row.editor.wide and not row.isHidden()]
        for caption in self._captions if narrow else ():
            caption.setFixedWidth(
                max(caption.sizeHint().width(), narrow[0].mapTo(self, QPoint()).x() - self._outer.contentsMargins().left() - metrics.M)
            )
        self._outer.activate()
        self.resize(self.width(), min(self._wanted_height(), int(room.height() * LARGEST_SHARE_OF_SCREEN)))

    def exec(self) -> int:
        """Show the dialog in its right size."""
        self.fit()
        return super().exec()

    def _grow(self) -> None:
        """Make room for findings, as far as the screen goes; never shrink under the officer's hands."""
        limit = int(self.screen().availableGeometry().height() * LARGEST_SHARE_OF_SCREEN)
        self.resize(self.width(), max(self.height(), min(self._wanted_height(), limit)))

    def _wanted_height(self) -> int:
        self._body_layout.activate()
        width = self._area.viewport().width()
        inner = self._body_layout
        body = inner.totalHeightForWidth(width) if inner.hasHeightForWidth() else inner.totalSizeHint().height()
        return self.height() - self._area.height() + body + metrics.XS
