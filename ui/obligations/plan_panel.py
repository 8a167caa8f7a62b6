"""Working back from the due day (倒排工期): the steps of one obligation with the days they must start and be finished."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from models.calendar import Plan, PlannedStep
from ui import metrics
from ui.labels import badge, label, set_badge
from ui.obligations.words import day_words, step_standing


class PlanPanel(QFrame):
    """The steps, one a line, and the sentence about years the calendar does not cover."""

    def __init__(self) -> None:
        super().__init__()
        self.title = label("倒排工期", role="strong")
        self.settings = QPushButton("工作日设置…")
        self.settings.setProperty("role", "link")
        head = QHBoxLayout()
        head.setSpacing(metrics.S)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.settings)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(metrics.M)
        self._grid.setVerticalSpacing(metrics.XS)
        self._grid.setColumnStretch(3, 1)
        self._rows: list[tuple[QLabel, QLabel, QLabel, QLabel]] = []
        self.note = label(role="small", wrap=True)
        self.column = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.XS)
        layout.addLayout(head)
        layout.addLayout(self._grid)
        layout.addWidget(self.note)
        layout.addStretch(1)

    def show_plan(self, plan: Plan, today: date, whose: str = "") -> None:
        """Show the steps as they stand today; `whose` names the project or entity whose dates they follow."""
        self.title.setText(f"倒排工期（{whose}）" if whose else "倒排工期")
        self._make_rows(plan.steps)
        for (name, days, length, state), step in zip(self._rows, plan.steps, strict=False):
            name.setText(step.title)
            days.setText(
                f"{day_words(step.start_by)} 开始"
                + (f"，{day_words(step.finish_by)} 完成" if step.finish_by != step.start_by else "并完成")
            )
            length.setText(f"{step.working_days} 天")
            words, tone = step_standing(step, today)
            set_badge(state, words, tone)
        self.note.setText(plan.note if plan.steps else "各步骤的工作日数都是0，没有需要倒排的步骤。")
        self.note.setVisible(bool(self.note.text()))

    def words(self) -> list[str]:
        """Return the lines shown, for those who cannot see them side by side."""
        return ["　".join(part.text() for part in row) for row in self._rows if not row[0].isHidden()]

    def _make_rows(self, steps: Sequence[PlannedStep]) -> None:
        while len(self._rows) < len(steps):
            place = len(self._rows)
            row = (label(), label(), label(role="muted"), badge(""))
            for column, part in enumerate(row):
                self._grid.addWidget(part, place, column, Qt.AlignmentFlag.AlignLeft)
            row[2].setToolTip("这一步需要的工作日数")
            self._rows.append(row)
        for place, row in enumerate(self._rows):
            for part in row:
                part.setVisible(place < len(steps))
