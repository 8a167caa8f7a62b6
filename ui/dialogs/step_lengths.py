"""The dialog in which the office sets its own working days for the steps before a due day (工作日设置)."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QPushButton, QVBoxLayout

from models.changes import Changes
from models.operations.obligations import MOST_STEP_DAYS
from models.queries.planning import step_settings
from ui import metrics
from ui.context import Context
from ui.editors.choice import CalmComboBox
from ui.labels import label
from ui.shortcuts import action


class StepLengthsDialog(QDialog):
    """One line a step: for all obligations, and (where one is given) for this obligation only.

    Attributes:
        office: The boxes for all obligations, by step.
        own: The boxes for this obligation only, by step; empty where none is given.
        outcome: What saving changed; ``None`` until it is saved.
    """

    def __init__(self, context: Context, key: str = "", title: str = "") -> None:
        super().__init__(context.window)
        self.setWindowTitle("工作日设置")
        self.setModal(True)
        self._context, self._key = context, key
        self.office: dict[str, CalmComboBox] = {}
        self.own: dict[str, CalmComboBox] = {}
        self.outcome: Changes | None = None
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.L)
        grid.setVerticalSpacing(metrics.S)
        grid.addWidget(label("步骤", role="muted"), 0, 0)
        grid.addWidget(label("全部任务（工作日）", role="muted"), 0, 1)
        if key:
            grid.addWidget(label("只对这项任务", role="muted"), 0, 2)
        self._settings = step_settings(context.reader, context.programme, key)
        for line, step in enumerate(self._settings, start=1):
            grid.addWidget(label(step.title), line, 0)
            self.office[step.key] = self._box(step.office, f"按建议（{step.default}天）", f"{step.title}，全部任务")
            grid.addWidget(self.office[step.key], line, 1)
            if key:
                self.own[step.key] = self._box(step.own, "与左边相同", f"{step.title}，只对{title}")
                grid.addWidget(self.own[step.key], line, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1 if key else 0)
        box = QDialogButtonBox()
        self.save_button = QPushButton("保存")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        reset = QPushButton("全部按建议")
        reset.clicked.connect(self.reset)
        cancel = QPushButton("关闭" if context.read_only else "取消")
        cancel.clicked.connect(self.reject)
        for button in (reset, cancel):
            button.setAutoDefault(False)
        if not context.read_only:
            box.addButton(reset, QDialogButtonBox.ButtonRole.ResetRole)
            box.addButton(self.save_button, QDialogButtonBox.ButtonRole.ApplyRole)
            action(self, "保存", self.save, "Ctrl+S", "填写")
        box.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(label("从截止日期往前，按工作日倒推每一步最晚哪天开始。没有这一步的填 0。", wrap=True))
        if key:
            layout.addWidget(label(f"这项任务：{title}", role="muted", wrap=True))
        layout.addLayout(grid)
        layout.addWidget(box)
        self.setMinimumWidth(460)

    def reset(self) -> None:
        """Go back to the proposed numbers, everywhere in this dialog."""
        for box in (*self.office.values(), *self.own.values()):
            box.setCurrentIndex(0)

    def save(self) -> None:
        """Save what changed, and close."""
        from models.operations.obligations import set_all_step_days

        days: list[tuple[str, str, int | None]] = []
        for step in self._settings:
            held = [(self.office[step.key], step.office, "")]
            if self._key:
                held.append((self.own[step.key], step.own, self._key))
            for box, before, key in held:
                value: int | None = box.currentData()
                if value != before:
                    days.append((step.key, key, value))
        self.outcome = self._context.perform(set_all_step_days, days)
        if self.outcome is not None:
            self.accept()

    def _box(self, value: int | None, unset: str, name: str) -> CalmComboBox:
        box = CalmComboBox()
        box.addItem(unset, None)
        for days in range(MOST_STEP_DAYS + 1):
            box.addItem(f"{days} 天" if days else "0 天（没有这一步）", days)
        box.setMaxVisibleItems(12)
        box.setCurrentIndex(0 if value is None else value + 1)
        box.setAccessibleName(f"{name}的工作日数")
        box.setEnabled(not self._context.read_only)
        return box
