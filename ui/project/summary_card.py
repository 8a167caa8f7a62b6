"""The card above the tabs of the project page: what the project is, how it stands, what can be done next."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from models.queries.entities import EntityFacts
from models.queries.project import ProjectSummary, StepChoice
from ui import metrics
from ui.context import Context
from ui.flow import FlowLayout
from ui.labels import ElidedLabel, badge, card, label, set_badge
from ui.project.looks import state_tone
from ui.tone import Tone

FACTS = ("试点主体", "主方向", "其他方向", "起止时间", "联系人", "经办人")


class SummaryCard(QWidget):
    """The card.

    Signals:
        step_wanted: The `StepChoice` whose button was pressed.
        entity_wanted: The officer wants to see the entity.
        edit_wanted: The officer wants to edit the project's facts.
    """

    step_wanted = Signal(object)
    entity_wanted = Signal()
    edit_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.steps: list[QPushButton] = []
        self._facts: dict[str, ElidedLabel] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._box = card()
        outer.addWidget(self._box)
        layout = QVBoxLayout(self._box)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.M)
        layout.setSpacing(metrics.S)
        layout.addLayout(self._head())
        layout.addLayout(self._grid())
        layout.addWidget(self._foot())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_project(self, project: ProjectSummary, entity: EntityFacts | None) -> None:
        """Show another state of affairs."""
        self.number.setText(f"{project.district}　{project.number}" if project.district else project.number)
        set_badge(self.state, project.state_title, state_tone(self.context.programme, project.state))
        self.explanation.setText(project.state_explanation)
        self._put("试点主体", project.entity)
        self._put("主方向", project.main_area_title or "未选")
        self._put("其他方向", project.other_area_titles)
        self._put("起止时间", project.period)
        self._put("经办人", project.officer)
        parts = (entity.contact, entity.contact_title, entity.mobile or entity.tel) if entity else ()
        self._put("联系人", "　".join(part for part in parts if part))
        self._show_form(project)
        if self.context.is_city:
            return
        cycle = self.context.programme.life_cycle
        in_form = {
            cycle.review: StepChoice(cycle.submitted, "审核报送", False, by_hand=False),
            cycle.submitted: StepChoice(cycle.returned, "退回修改", True, by_hand=False),
        }
        self._show_steps([*([in_form[project.state]] if project.state in in_form else []), *project.steps])

    def _put(self, name: str, text: str) -> None:
        self._facts[name].setText(text or "—")

    def _head(self) -> QHBoxLayout:
        self.number = label(role="strong")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state = badge("")
        row = QHBoxLayout()
        row.setSpacing(metrics.M)
        self.explanation = ElidedLabel(role="muted")
        entity, edit = self._link("查看主体", self.entity_wanted), self._link("修改项目信息", self.edit_wanted)
        row.addWidget(self.number)
        row.addWidget(self.state)
        row.addWidget(self.explanation, 1)
        row.addWidget(entity)
        row.addWidget(edit)
        if self.context.is_city:
            edit.hide()
        return row

    def _link(self, words: str, wanted: SignalInstance) -> QPushButton:
        made = QPushButton(words)
        made.setProperty("role", "link")
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(wanted)
        return made

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.S)
        grid.setVerticalSpacing(metrics.XS)
        half = -(-len(FACTS) // 2)
        for number, name in enumerate(FACTS):
            shown = ElidedLabel()
            row, column = number % half, 3 * (number // half)
            caption = label(name, role="muted")
            grid.addWidget(caption, row, column)
            grid.addWidget(shown, row, column + 1)
            self._facts[name] = shown
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(4, 1)
        grid.setColumnMinimumWidth(2, metrics.L)
        return grid

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.S)
        self.form = label("申报表", role="muted")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(120)
        self.filled = label()
        self.errors = badge("", Tone.ERROR)
        self.warnings = badge("", Tone.WARNING)
        for widget in (self.form, self.progress, self.filled, self.errors, self.warnings):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(metrics.L)
        self.next_words: QLabel = label("下一步", role="muted")
        row.addWidget(self.next_words, 0, Qt.AlignmentFlag.AlignVCenter)
        self._steps = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._steps.setSizePolicy(policy)
        self._flow = FlowLayout(self._steps, metrics.S)
        row.addWidget(self._steps, 1, Qt.AlignmentFlag.AlignVCenter)
        if self.context.is_city:  # the steps of a project are the district's, and what it reported is complete
            self.progress.hide()
            self.next_words.hide()
        return foot

    def _show_form(self, project: ProjectSummary) -> None:
        self.progress.setRange(0, max(1, project.applicable))
        self.progress.setValue(project.filled)
        self.progress.setAccessibleName(f"申报表已填{project.filled}项，共{project.applicable}项")
        revision = f"第{project.revision}版" + ("，已锁定" if project.frozen else "")
        if self.context.is_city:
            self.filled.setText(revision)
            for mark in (self.errors, self.warnings):
                mark.hide()
            return
        self.filled.setText(f"{project.filled}/{project.applicable}（{revision}）" if project.applicable else f"还没有填写（{revision}）")
        self.errors.setText(f"错误 {project.errors}")
        self.errors.setVisible(project.errors > 0 and not project.frozen)
        self.warnings.setText(f"警告 {project.warnings}")
        self.warnings.setVisible(project.warnings > 0 and not project.frozen)

    def _show_steps(self, steps: Sequence[StepChoice]) -> None:
        for button in self.steps:
            self._flow.removeWidget(button)
            button.deleteLater()
        self.steps = []
        self.next_words.setText("下一步" if steps else "没有下一步")
        for step in steps:
            button = QPushButton(f"{step.title}…")
            button.setEnabled(not self.context.read_only)
            where = "" if step.by_hand else "在申报表里办理"
            button.setToolTip(
                where or f"转为“{self.context.programme.state(step.to).title}”" + ("，须写明原因" if step.needs_reason else "")
            )
            button.clicked.connect(lambda _on=False, step=step: self.step_wanted.emit(step))
            self._flow.addWidget(button)
            button.show()
            self.steps.append(button)
