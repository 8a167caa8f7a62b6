"""The dialog in which an obligation is recorded as met: 已报 / 零报告 / 不适用, with the day and a note."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from forms.field_types import FIELD_TYPES
from models.obligation import Outcome
from models.programme.types import Obligation
from ui import metrics
from ui.context import Context
from ui.dialogs.excerpt import ask
from ui.labels import label
from ui.shortcuts import action
from ui.tone import Tone

OUTCOMES = (
    (Outcome.SUBMITTED, "已报"),
    (Outcome.NIL, "零报告"),
    (Outcome.NOT_APPLICABLE, "不适用（须写明原因）"),
)
_DAY = ask("on", "报送日期", "date", required=True)


class RecordDialog(QDialog):
    """Asks how and when; `save` is called with outcome, day and note and says whether it was saved."""

    def __init__(
        self, context: Context, obligation: Obligation, whom: str, day: date | None, save: Callable[[str, str, str], bool]
    ) -> None:
        """Build the dialog.

        Args:
            context: The window's surroundings.
            obligation: What was met.
            whom: For which projects, in words; empty for the district.
            day: The proposed day; ``None`` where no day is likely.
            save: Saves; false when a rule forbade it and the officer was told.
        """
        super().__init__(context.window)
        self.setWindowTitle("登记报送情况")
        self.setModal(True)
        self._context, self._save = context, save
        self.outcomes: dict[Outcome, QRadioButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout()
        for outcome, words in OUTCOMES:
            button = QRadioButton(words)
            button.setVisible(outcome is not Outcome.NIL or obligation.nil_allowed)
            group.addButton(button)
            row.addWidget(button)
            self.outcomes[outcome] = button
        row.addStretch(1)
        self.outcomes[Outcome.SUBMITTED].setChecked(True)
        self.day = QLineEdit(day.isoformat() if day else "")
        self.day.setPlaceholderText("实际报送的日期，如 2025-07-11 或 2025.7.11")
        self.day.setAccessibleName("报送日期")
        self.day.editingFinished.connect(self._settle)
        self.note = QPlainTextEdit()
        self.note.setAccessibleName("备注")
        self.note.setTabChangesFocus(True)
        self.note.setPlaceholderText("可写文号、报送方式、接收人所在处室，或不适用的原因")
        self.note.setFixedHeight(4 * self.fontMetrics().lineSpacing() + 2 * metrics.S)
        self.problem = label(tone=Tone.ERROR, wrap=True)
        form = QFormLayout()
        form.setVerticalSpacing(metrics.M)
        form.addRow("办理结果", row)
        form.addRow("报送日期", self.day)
        form.addRow("备注", self.note)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.save_button = QPushButton("登记")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(label(obligation.title, role="heading", wrap=True))
        if whom:
            layout.addWidget(label(whom, role="muted", wrap=True))
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)
        self.problem.hide()
        self.setMinimumWidth(520)
        action(self, "登记", self.save, "Ctrl+S", "填写")
        first: QWidget = self.day if day is None else self.save_button
        first.setFocus()

    @property
    def outcome(self) -> Outcome:
        """The chosen outcome."""
        return next(outcome for outcome, button in self.outcomes.items() if button.isChecked())

    def save(self) -> None:
        """Save and close, unless something is missing."""
        day, note = self._read(), self.note.toPlainText().strip()
        if not day:
            self._say("请填写有效的报送日期，如 2025-07-11。", self.day)
        elif self.outcome is Outcome.NOT_APPLICABLE and not note:
            self._say("选择“不适用”，请在备注里写明原因。", self.note)
        elif self._save(self.outcome.value, day, note):
            self.accept()

    def _read(self) -> str:
        value = FIELD_TYPES["date"].read(_DAY, self.day.text(), self._context.programme)
        return value if isinstance(value, str) else ""

    def _settle(self) -> None:
        if day := self._read():
            self.day.setText(day)

    def _say(self, problem: str, where: QWidget) -> None:
        self.problem.setText(problem)
        self.problem.show()
        where.setFocus()
