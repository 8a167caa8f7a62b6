"""One obligation in words: how it stands, what the notice says, changed dates, the steps before the due day, what can be done."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.calendar import Plan
from ui import metrics
from ui.flow import FlowLayout
from ui.labels import badge, label, set_badge
from ui.obligations.plan_panel import PlanPanel
from ui.pages.obligations_presenter import Entry, Picture
from ui.tone import Tone

LONGEST = 240
"""Longer words end in … here; the tool tip has all of them."""
SIDE_BY_SIDE = 820
"""From this width on the steps stand beside the words."""


class Facts(QFrame):
    """The card of one obligation; as high as its words need."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.title = label(role="heading", wrap=True)
        self.state = badge("")
        self.summary = label(wrap=True)
        self.record = QPushButton("登记已报…")
        self.record.setProperty("role", "primary")
        self.record.setToolTip("Ctrl+N")
        self.document = QPushButton("打开文书")
        self.document.setToolTip("打开报这一项要写的文书，还没有的新建一份（Ctrl+回车）")
        self.send = QPushButton("报送给市级…")
        self.send.setToolTip("核对缺项，把定稿和材料装进报送包，写到U盘或文件夹（Ctrl+T）")
        self.withdraw = QPushButton("撤回登记")
        self.change = QPushButton("改期…")
        self.change.setToolTip("Ctrl+D")
        self.history = QPushButton("改期记录…")
        self.edit = QPushButton("修改急件…")
        self.delete = QPushButton("删除急件")
        self.plan = PlanPanel()
        buttons = QWidget()
        flow = FlowLayout(buttons, metrics.S)
        for button in (self.record, self.document, self.send, self.withdraw, self.change, self.history, self.edit, self.delete):
            flow.addWidget(button)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(metrics.M)
        self._grid.setVerticalSpacing(metrics.XS)
        self._grid.setColumnStretch(1, 1)
        self._words: list[tuple[QLabel, QLabel]] = []
        head = QGridLayout()
        head.setHorizontalSpacing(metrics.S)
        head.addWidget(self.title, 0, 0)
        head.addWidget(self.state, 0, 1, Qt.AlignmentFlag.AlignTop)
        head.setColumnStretch(0, 1)
        left = QVBoxLayout()
        left.setSpacing(metrics.S)
        left.addWidget(self.summary)
        left.addLayout(self._grid)
        left.addStretch(1)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(metrics.XL)
        self._body.addLayout(left, 3)
        self._body.addWidget(self.plan, 2)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.M)
        layout.setSpacing(metrics.S)
        layout.addLayout(head)
        layout.addWidget(buttons)
        layout.addLayout(self._body)

    def lines(self) -> dict[str, str]:
        """Return what is said, by its label."""
        return {name.text(): words.text() for name, words in self._words if not name.isHidden()}

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the words need in this width."""
        super().resizeEvent(event)
        self._fit()

    def show_picture(self, entry: Entry, picture: Picture) -> None:
        """Show one obligation."""
        self.title.setText(entry.title)
        set_badge(self.state, entry.remaining if entry.tone in (Tone.WARNING, Tone.ERROR, Tone.HINT) else entry.standing, entry.tone)
        self.summary.setText(picture.summary)
        self.summary.setVisible(bool(picture.summary))
        while len(self._words) < len(picture.lines):
            self._add_line()
        for place, (name, words) in enumerate(self._words):
            shown = place < len(picture.lines)
            name.setText(picture.lines[place][0] if shown else "")
            text = picture.lines[place][1] if shown else ""
            words.setText(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
            words.setToolTip(text if len(text) > LONGEST else "")
            name.setVisible(shown)
            words.setVisible(shown)
        self.history.setText(f"改期记录（{len(picture.changes)}）…")
        self.history.setVisible(bool(picture.changes))
        self.change.setVisible(picture.dated)
        self.document.setVisible(bool(picture.obligation.form))
        for button in (self.edit, self.delete):
            button.setVisible(picture.task.ad_hoc)
        self._fit()

    def show_plan(self, plan: Plan | None, today: date, whose: str = "") -> None:
        """Show the steps; ``None``: there is nothing to work back from."""
        self.plan.setVisible(plan is not None)
        if plan is not None:
            self.plan.show_plan(plan, today, whose)
        self._fit()

    def _add_line(self) -> None:
        name, words = label(role="muted"), label(wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = len(self._words)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, row, 1)
        self._words.append((name, words))

    def _fit(self) -> None:
        beside = self.width() >= SIDE_BY_SIDE
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(metrics.XL if beside else metrics.S)
        self.plan.updateGeometry()
        for layout in (self.plan.column, self._body, self._column):
            layout.invalidate()  # hidden lines are still counted otherwise
        self.setFixedHeight(self._column.totalHeightForWidth(self.width()))
