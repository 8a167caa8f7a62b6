"""The first tab of the project page: its life as a picture, what is left to do, what happened last."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from models.queries.project import OpenItem, ProjectSummary, TimelineRow, Urgency
from models.things import Thing
from ui import metrics
from ui.charts.timeline import REGISTERED, Timeline
from ui.labels import card, label
from ui.line_list import LineList
from ui.pages.home_presenter import Line
from ui.project.project_presenter import ProjectPresenter
from ui.tone import Tone

RECENT = 8
_TONES = {Urgency.LATE: Tone.ERROR, Urgency.DUE: Tone.WARNING, Urgency.OPEN: Tone.NEUTRAL}


def months(project: ProjectSummary, presenter: ProjectPresenter) -> tuple[date, date]:
    """Return the first and the last day of the project's period, or of the programme's where it has none."""
    period = presenter.context.programme.period
    start, end = project.period_start or period.first_month, project.period_end or period.last_month
    last = date.fromisoformat(f"{end}-01")
    return date.fromisoformat(f"{start}-01"), last.replace(day=28)


def open_line(item: OpenItem, today: date) -> Line:
    """Say one open item."""
    badge = ""
    if item.on is not None and item.urgency is not Urgency.OPEN:
        days = (item.on - today).days
        badge = f"逾期 {-days} 天" if days < 0 else "今天到期" if not days else f"还有 {days} 天"
    if item.on is None:
        detail = item.label
    elif item.thing in (Thing.PROBLEM.value, Thing.SUPPORT_REQUEST.value):
        detail = f"{item.label}　提出 {item.on.isoformat()}"
    else:
        detail = f"{item.label}　{'截止' if item.thing == 'obligation' else '计划'} {item.on.isoformat()}"
    return Line(item.text, detail, badge, _TONES[item.urgency], target=(("thing", item.thing), ("id", item.id)))


def event_line(row: TimelineRow) -> Line:
    """Say one event."""
    text = " ".join((row.title or row.text).split())
    if row.thing == Thing.PROJECT.value:
        text = f"转为“{row.title}”" if row.what != REGISTERED else "项目登记"
    return Line(text, f"{row.on.isoformat()}　{row.what}", target=(("thing", row.thing), ("id", row.id)))


class OverviewTab(QScrollArea):
    """The overview.

    Signals:
        wanted: ``(thing, id)`` that the officer wants to see.
    """

    wanted = Signal(str, str)
    title = "概览"

    def __init__(self, presenter: ProjectPresenter) -> None:
        super().__init__()
        self.presenter = presenter
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.timeline = Timeline()
        self.timeline.event_activated.connect(lambda row: self.wanted.emit(row.thing, row.id))
        self.to_do = LineList("待办事项")
        self.recent = LineList("最近记录")
        for lines in (self.to_do, self.recent):
            lines.line_activated.connect(self._follow)
        self.nothing_to_do = label("没有逾期、到期和未办结的事项。", role="muted", wrap=True)
        self.nothing_recent = label("还没有记录。", role="muted", wrap=True)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, metrics.S, 0, metrics.S)
        layout.setSpacing(metrics.M)
        layout.addWidget(self._boxed("", self.timeline))
        row = QHBoxLayout()
        row.setSpacing(metrics.M)
        words = "还没有办结的事项" if presenter.context.is_city else "待办事项"
        row.addWidget(self._boxed(words, self.to_do, self.nothing_to_do), 1)
        row.addWidget(self._boxed("最近记录", self.recent, self.nothing_recent), 1)
        layout.addLayout(row)
        layout.addStretch(1)
        self.setWidget(body)

    def refresh(self) -> int:
        """Show the present state; return how much is open."""
        project, today = self.presenter.summary, self.presenter.context.today()
        if project is None:
            return 0
        events, items = self.presenter.timeline(), self.presenter.open_items()
        self.timeline.set_events(events, *months(project, self.presenter), today)
        past = [row for row in events if row.done or row.thing != Thing.MILESTONE.value]
        self._fill(self.to_do, self.nothing_to_do, [open_line(item, today) for item in items])
        self._fill(self.recent, self.nothing_recent, [event_line(row) for row in reversed(past[-RECENT:])])
        return len(items)

    def show_thing(self, _id: str) -> None:
        """Put the cursor on what is left to do."""
        (self.to_do if self.to_do.count() else self.timeline).setFocus()

    def _fill(self, lines: LineList, nothing: QWidget, shown: Sequence[Line]) -> None:
        lines.set_lines(shown)
        lines.setVisible(bool(shown))
        nothing.setVisible(not shown)

    def _follow(self, line: Line) -> None:
        target = dict(line.target)
        self.wanted.emit(target["thing"], target["id"])

    def _boxed(self, title: str, *parts: QWidget) -> QFrame:
        box = card()
        box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.M)
        layout.setSpacing(metrics.S)
        if title:
            layout.addWidget(label(title, role="heading"))
        for part in parts:
            layout.addWidget(part)
        layout.addStretch(1)
        return box
