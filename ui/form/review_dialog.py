"""The district's review (区县审核) and submitting (报送) of one application form."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from forms.answers import unexplained
from forms.definition import Field, Level, Origin
from forms.submission import record_earlier_submission, reopen, save_review, submit
from models.errors import UserError
from models.operations.projects import take_step
from models.queries.project import review_facts
from ui import messages, metrics
from ui.context import Context
from ui.editors.text import TextEditor
from ui.form.form_presenter import FormPresenter
from ui.labels import label
from ui.theme import set_tone
from ui.tone import Tone

OPINION = "review.opinion"
DAY = Field(key="day", label="审核（报送）日期", type="date", origin=Origin.ADDED, example="示例：2025年7月10日")


class ReviewDialog(QDialog):
    """Check list, opinion, place in the recommendation, and what still stands against submitting.

    Signals:
        jumped: Key of a field the officer wants to go to.
    """

    jumped = Signal(str)

    def __init__(self, context: Context, presenter: FormPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.presenter = presenter
        self.setWindowTitle("区县审核与报送")
        self.resize(620, 640)
        self._read()
        self.obstacles = label(wrap=True)
        self.boxes = {item.key: QCheckBox(item.text) for item in context.programme.check_items}
        self.opinion = QPlainTextEdit()
        self.opinion.setAccessibleName("区县意见")
        self.opinion.setTabChangesFocus(True)
        self.opinion.setPlaceholderText("例：经审核，材料齐全、内容属实，同意推荐。")
        self.opinion.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 16)
        self.day = TextEditor(DAY, context.programme)
        self.rank = QSpinBox()
        self.rank.setRange(0, 999)
        self.rank.setSpecialValueText("未排序")
        self.rank.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.rank.setAccessibleName("推荐排序")
        self.rank.setFixedWidth(self.fontMetrics().horizontalAdvance("字") * 7)
        self.reason = QLineEdit()
        self.reason_label = label()
        self._lay_out()
        self._show()

    def _read(self) -> None:
        self._facts = review_facts(self.context.reader, self.presenter.project_id)

    def _lay_out(self) -> None:
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setSpacing(metrics.S)
        inside.addWidget(self.obstacles)
        inside.addWidget(label("审核要点", role="heading"))
        for box in self.boxes.values():
            box.clicked.connect(self._show_obstacles)
            inside.addWidget(box)
        facts = QFormLayout()
        facts.addRow("审核（报送）日期", self.day)
        facts.addRow("推荐排序", self.rank)
        facts.addRow("区县意见", self.opinion)
        inside.addLayout(facts)
        self.return_row = QWidget()
        back = QHBoxLayout(self.return_row)
        back.setContentsMargins(0, 0, 0, 0)
        back.addWidget(self.reason_label)
        back.addWidget(self.reason, 1)
        inside.addWidget(self.return_row)
        inside.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.save_button = self._button(buttons, "保存", self.save)
        self.step_button = self._button(buttons, "提交区县审核", self.start)
        self.submit_button = self._button(buttons, "报送", self.submit)
        self.back_button = self._button(buttons, "退回修改", self.reopen)
        self.earlier_button = self._button(buttons, "补录以前的报送", self.record_earlier)
        self.earlier_button.setToolTip("纸质申报表在启用本程序以前已经报送的，登记报送日期和依据即可")
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addWidget(buttons)

    def _button(self, box: QDialogButtonBox, text: str, call: object) -> QPushButton:
        button = box.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.clicked.connect(call)
        return button

    def _show(self) -> None:
        """Show what is stored, and offer only what the state allows."""
        cycle, today = self.context.programme.life_cycle, self.context.today()
        for key, box in self.boxes.items():
            box.setChecked(key in self._facts.checklist)
        self.day.show_value(self._facts.reviewed_on or today.isoformat())
        self.rank.setValue(self._facts.rank or 0)
        self.opinion.setPlainText(self._opinion())
        frozen, editable = self.presenter.current.frozen, self.presenter.editable
        reviewing = self._facts.state == cycle.review
        reopenable = frozen and not self.context.read_only and self._facts.state == cycle.submitted
        for part in (*self.boxes.values(), self.rank):
            part.setEnabled(editable)
        self.day.set_read_only(not editable and not reopenable)
        self.opinion.setReadOnly(not editable)
        self.save_button.setVisible(editable)
        self.step_button.setVisible(editable and self._facts.state == cycle.initial)
        self.submit_button.setVisible(editable and reviewing)
        self.submit_button.setDefault(True)
        before = editable and self._facts.state in (cycle.initial, cycle.review)
        words = (
            ("退回原因", "必填，例：市局要求补充工作目标") if reopenable else ("补录依据", "只在补录时填写，例：报送函文号、纸质材料存放处")
        )
        self.reason_label.setText(words[0])
        self.reason.setAccessibleName(words[0])
        self.reason.setPlaceholderText(words[1])
        self.return_row.setVisible(reopenable or before)
        self.back_button.setVisible(reopenable)
        self.earlier_button.setVisible(before)
        self._show_obstacles()

    def _opinion(self) -> str:
        field = next((field for field in self.presenter.form.fields() if field.bind == OPINION), None)
        value = self.presenter.value(field) if field else None
        return value if isinstance(value, str) else ""

    def _show_obstacles(self) -> None:
        """Say in words what still has to be done."""
        if self.presenter.current.frozen:
            self.obstacles.setText(f"第{self.presenter.current.revision}版已报送，内容已锁定；随时可以原样重新导出。")
            set_tone(self.obstacles, Tone.OK)
            return
        cycle = self.context.programme.life_cycle
        if self._facts.state not in (cycle.initial, cycle.review):
            self.obstacles.setText("这个项目的报送是补录的，申报表没有锁定，可以继续补充留存。")
            set_tone(self.obstacles, Tone.HINT)
            return
        if not self.presenter.editable:
            self.obstacles.setText(self.presenter.held_back)
            set_tone(self.obstacles, Tone.HINT)
            return
        findings = self.presenter.findings
        errors = sum(finding.level is Level.ERROR for finding in findings)
        warnings = len(unexplained(findings, self.presenter.current.explanations))
        open_items = sum(not box.isChecked() for box in self.boxes.values())
        parts = [f"{errors}处错误要改正"] * bool(errors) + [f"{warnings}条警告要写说明"] * bool(warnings)
        parts += [f"{open_items}项审核要点待核对"] * bool(open_items)
        self.obstacles.setText("报送前还有：" + "，".join(parts) + "。" if parts else "可以报送。")
        set_tone(self.obstacles, Tone.WARNING if parts else Tone.OK)

    def save(self) -> bool:
        """Save check list, opinion and place."""
        for field in self.presenter.form.fields():
            if field.bind == OPINION and self.opinion.toPlainText().strip() != self._opinion():
                self.presenter.set_value(field.key, self.opinion.toPlainText().strip() or None)
        day = self._day()
        if day is None or not self.presenter.flush():
            return False
        done = self.context.perform(
            save_review,
            self.presenter.project_id,
            checklist=[key for key, box in self.boxes.items() if box.isChecked()],
            reviewed_on=day,
            rank=self.rank.value() or None,
        )
        if done is None:
            return False
        self.presenter.recheck()
        self._again()
        return True

    def start(self) -> None:
        """Move the project into the district's review."""
        cycle = self.context.programme.life_cycle
        if self.save() and self.context.perform(take_step, self.presenter.project_id, cycle.review, self._day()):
            self._again()

    def record_earlier(self) -> None:
        """Record that the form went up on paper before this program was used."""
        day = self._day()
        if self.save() and self.context.perform(record_earlier_submission, self.presenter.project_id, day, self.reason.text()):
            self.reason.clear()
            self._again()

    def submit(self) -> None:
        """Submit, after asking once more."""
        question = "报送后本版内容整体锁定，确定报送？"
        if (
            self.save()
            and messages.question(self, question, "以后需要修改时可以“退回修改”，形成新的版本；本版可随时原样重印。", yes="报送")
            and self.context.perform(submit, self.presenter.project_id, self._day())
        ):
            self._again()
            self.context.announce(f"第{self.presenter.current.revision}版已报送并锁定")

    def reopen(self) -> None:
        """Open the next revision for editing."""
        day = self._day()
        if day and self.context.perform(reopen, self.presenter.project_id, day, self.reason.text()):
            self.reason.clear()
            self._again()

    def reject(self) -> None:
        """Close; what was typed is saved first, and a failure keeps the dialog open."""
        if not self.presenter.editable or self.save():
            super().reject()

    def _day(self) -> date | None:
        """Return the day typed, or ``None`` after saying that it cannot be read."""
        value = self.day.value
        if isinstance(value, str):
            return date.fromisoformat(value)
        self.context.show_failure(UserError("审核（报送）日期没有填写或无法识别。", "请写成“2025年7月10日”或“2025-7-10”的样子。"))
        self.day.setFocus()
        return None

    def _again(self) -> None:
        self.presenter.reload()
        self._read()
        self._show()
