"""Handing a document in (报送) and taking it back for editing (退回修改): what stands against it, the day, the reason, the seal."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from forms.definition import Field, Level, Origin
from forms.documents import hand_in, take_back
from forms.finding import Finding
from models.errors import UserError
from models.programme.types import Obligation
from ui import messages, metrics
from ui.context import Context
from ui.documents.seal_part import SealPart
from ui.editors.text import TextEditor
from ui.form.field_row import LEVEL_TONES
from ui.form.form_presenter import FormPresenter
from ui.labels import label
from ui.theme import set_tone, theme
from ui.tone import TONE_WORDS, Tone
from ui.wrapped_lines import WrappedLines

DAY = Field(key="day", label="报送日期", type="date", origin=Origin.ADDED, example="示例：2026年11月20日")
FINDING = Qt.ItemDataRole.UserRole


class HandInDialog(QDialog):
    """One document on its way up.

    Signals:
        jumped: Key of a field the officer wants to go to.
    """

    jumped = Signal(str)

    def __init__(self, context: Context, presenter: FormPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.presenter = presenter
        self.setWindowTitle(f"报送{presenter.form.name}")
        self.standing = label(wrap=True)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setItemDelegate(WrappedLines(self.list))
        self.list.setAccessibleName("报送前要处理的")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.itemClicked.connect(self._jump)
        self.list.itemActivated.connect(self._jump)
        self.advice = label(role="small", wrap=True)
        self.meets = label(wrap=True)
        self.day = TextEditor(DAY, context.programme)
        self.reason = QLineEdit()
        self.reason.setAccessibleName("退回原因")
        self.reason.setPlaceholderText("必填，例：市局要求补充存在的问题")
        self.seal_title = label("校验码与盖章扫描件", role="heading")
        self.seal = SealPart(context, presenter.document_id)
        self._lay_out()
        self._show()
        self._fit()

    def hand_in(self) -> None:
        """Hand in, after asking once more."""
        day = self._day()
        question = f"报送后第{self.presenter.current.revision}版整体锁定，确定报送？"
        hint = "以后需要修改时可以“退回修改”，形成新的版本；这一版可随时原样重印。"
        if day is None or not self.presenter.flush() or not messages.question(self, question, hint, yes="报送"):
            return
        if self.context.perform(hand_in, self.presenter.document_id, day) is not None:
            self._again()
            self.context.announce(f"第{self.presenter.current.revision}版已报送并锁定。打印、盖章后，把扫描件添加到这里。")

    def take_back(self) -> None:
        """Open the next revision for editing."""
        if self.context.perform(take_back, self.presenter.document_id, self.reason.text()) is not None:
            self.reason.clear()
            self._again()

    def _lay_out(self) -> None:
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, metrics.S, 0)
        inside.setSpacing(metrics.S)
        for widget in (self.standing, self.list, self.advice):
            inside.addWidget(widget)
        self.facts = QWidget()
        facts = QFormLayout(self.facts)
        facts.setContentsMargins(0, metrics.XS, 0, metrics.XS)
        facts.addRow("报送日期", self.day)
        facts.addRow("对应任务", self.meets)
        inside.addWidget(self.facts)
        inside.addWidget(self.seal_title)
        inside.addWidget(self.seal)
        self.back = QWidget()
        row = QHBoxLayout(self.back)
        row.setContentsMargins(0, metrics.S, 0, 0)
        row.addWidget(label("退回原因"))
        row.addWidget(self.reason, 1)
        inside.addWidget(self.back)
        inside.addStretch(1)
        self._inside = inside
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.submit_button = self._button(buttons, "报送", self.hand_in)
        self.back_button = self._button(buttons, "退回修改", self.take_back)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.addWidget(area, 1)
        layout.addWidget(buttons)

    def _button(self, box: QDialogButtonBox, text: str, call: object) -> QPushButton:
        button = box.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.clicked.connect(call)
        return button

    def _show(self) -> None:
        """Show how it stands, and offer only what can be done now."""
        frozen, editable = self.presenter.current.frozen, self.presenter.editable
        against = [] if frozen else self._against()
        errors = sum(finding.level is Level.ERROR for finding in against)
        self._say(frozen, errors, len(against) - errors)
        self.list.clear()
        for finding in against:
            tone = LEVEL_TONES[finding.level]
            item = QListWidgetItem(theme().icon(tone.value, tone.value), f"{TONE_WORDS[tone]}  {finding.message}")
            item.setData(FINDING, finding)
            self.list.addItem(item)
        self.list.setVisible(bool(against))
        self.list.setFixedHeight(self.fontMetrics().lineSpacing() * min(8, 2 * len(against)) + metrics.M)
        advice = self.seal.problem if frozen else self._advice()
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        self.day.show_value(self.context.today().isoformat())
        self.day.set_read_only(not editable)
        self.facts.setVisible(editable)
        met = [self._meeting(obligation) for obligation in self._obligations()]
        self.meets.setText("；".join(met) or "不对应固定的报送任务，报送后记入修改记录。")
        sealed = self.seal.seal is not None
        self.seal_title.setVisible(sealed)
        self.seal.setVisible(sealed)
        returnable = frozen and not self.context.read_only and not self.presenter.in_bin
        self.back.setVisible(returnable)
        self.back_button.setVisible(returnable)
        self.submit_button.setVisible(editable)
        self.submit_button.setEnabled(not against)
        self.submit_button.setDefault(not against)

    def _say(self, frozen: bool, errors: int, warnings: int) -> None:
        facts, revision = self.presenter.facts, self.presenter.current.revision
        if frozen:
            day = facts.submitted_on.isoformat() if facts is not None and facts.submitted_on else ""
            self.standing.setText(f"第{revision}版已于 {day} 报送，内容已锁定；随时可以原样重新导出。")
            set_tone(self.standing, Tone.OK)
            return
        if not self.presenter.editable:
            self.standing.setText(self.presenter.held_back)
            set_tone(self.standing, Tone.HINT)
            return
        parts = [f"{errors}处错误要改正"] * bool(errors) + [f"{warnings}条警告要写说明"] * bool(warnings)
        self.standing.setText(f"报送前还有：{'，'.join(parts)}。点一条可跳到那里。" if parts else f"第{revision}版可以报送。")
        set_tone(self.standing, Tone.WARNING if parts else Tone.OK)

    def _against(self) -> list[Finding]:
        """Return what stands against it, errors first."""
        explained = self.presenter.current.explanations
        errors = [finding for finding in self.presenter.findings if finding.level is Level.ERROR]
        return errors + [f for f in self.presenter.findings if f.level is Level.WARNING and not explained.get(f.id)]

    def _advice(self) -> str:
        """Say what does not stop it but is worth a look."""
        from forms import texts
        from forms.contradictions import contradictions
        from forms.linked import moved
        from forms.proofreading import proofread

        presenter = self.presenter
        blocks = texts.blocks(presenter.form, presenter.applying(), self.context.programme, texts.is_prose)
        found = proofread(texts.parted(blocks), self.context.programme, self.context.today())
        count = sum(not texts.is_heading(remark.block) for remark in found)
        parts = [f"公文体检有{count}处提示（F7）"] * bool(count)
        programme, today = self.context.programme, self.context.today()
        old = clashing = 0
        try:
            with self.context.workspace.snapshot() as reader:
                old = len(moved(reader, programme, presenter.document_id, today))
                clashing = len(contradictions(reader, programme, presenter.document_id, today))
        except UserError as failure:
            parts.append(failure.message.rstrip("。"))
        parts += [f"{old}处数与账套现在的不同（Shift+F7）"] * bool(old) + [f"{clashing}处前后打架（Shift+F7）"] * bool(clashing)
        return f"不影响报送，请留意：{'；'.join(parts)}。" if parts else ""

    def _obligations(self) -> list[Obligation]:
        facts = self.presenter.facts
        if facts is None:
            return []
        return [found for found in self.context.programme.obligations if (found.form, found.period) == (facts.form, facts.period)]

    def _meeting(self, obligation: Obligation) -> str:
        due = f"，{obligation.due.isoformat()} 截止" if obligation.due else ""
        return f"“{obligation.title}”{due}，报送后自动登记为已报"

    def _fit(self) -> None:
        """Be as high as what is shown, as far as the screen goes."""
        width = self.fontMetrics().horizontalAdvance("字") * 46
        wanted = self._inside.totalHeightForWidth(width) + 6 * self.fontMetrics().lineSpacing()
        self.resize(width, min(wanted, self.screen().availableGeometry().height() * 9 // 10))

    def _jump(self, item: QListWidgetItem) -> None:
        finding: Finding = item.data(FINDING)
        self.accept()
        self.jumped.emit(finding.field)

    def _day(self) -> date | None:
        """Return the day typed, or ``None`` after saying that it cannot be read."""
        value = self.day.value
        if isinstance(value, str):
            return date.fromisoformat(value)
        self.context.show_failure(UserError("报送日期没有填写或无法识别。", "请写成“2026年11月20日”或“2026-11-20”的样子。"))
        self.day.setFocus()
        return None

    def _again(self) -> None:
        self.presenter.reload()
        self.seal.show_seal()
        self._show()
        self._fit()
