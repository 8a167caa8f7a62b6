"""What the home page shows, as plain words; the page itself only lays it out."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject

from models.queries.home import Coverage, coverage, milestones_due, recently_edited, totals, unanswered_findings
from models.queries.obligations import DONE, ObligationRow, Standing, overview
from ui.context import Context
from ui.tone import Tone

SOON_DAYS = 15
"""From this many days before the due day on, an obligation stands out."""
RECENT = 6
TO_DO = 12
MILESTONE_DAYS = 30
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: what it is, what more to know, how it stands, where it leads.

    Attributes:
        page: Key of the page it leads to; empty: nowhere.
        target: What that page is to open.
    """

    title: str
    detail: str = ""
    badge: str = ""
    tone: Tone = Tone.NEUTRAL
    page: str = ""
    target: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One number at the top of the page."""

    number: int
    words: str
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps in a new workspace."""

    title: str
    text: str
    done: bool
    page: str


@dataclass(frozen=True, slots=True)
class HomePicture:
    """Everything on the home page at one moment.

    Attributes:
        steps: The first steps; empty once there is a project with something filled in.
    """

    day: str
    figures: tuple[Figure, ...]
    coverage: Coverage
    obligations: tuple[Line, ...]
    to_do: tuple[Line, ...]
    recent: tuple[Line, ...]
    steps: tuple[Step, ...]


class HomePresenter(QObject):
    """Reads what the home page shows."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context

    def read(self) -> HomePicture:
        """Return the present state."""
        reader, programme, today = self._context.reader, self._context.programme, self._context.today()
        covered = coverage(reader, programme)
        total = totals(reader, today)
        blank = sum(not row.total for row in covered.rows)
        return HomePicture(
            day=f"{today.year}年{today.month}月{today.day}日　星期{WEEKDAYS[today.weekday()]}",
            figures=(
                Figure(total.entities, "试点主体"),
                Figure(covered.projects, "试点项目"),
                Figure(blank, "空白方向", Tone.WARNING if blank and covered.projects else Tone.NEUTRAL),
                Figure(total.late_milestones, "逾期里程碑", Tone.ERROR if total.late_milestones else Tone.NEUTRAL),
                Figure(total.open_problems, "未解决问题", Tone.WARNING if total.open_problems else Tone.NEUTRAL),
                Figure(total.open_support_requests, "待答复支持事项", Tone.WARNING if total.open_support_requests else Tone.NEUTRAL),
            ),
            coverage=covered,
            obligations=tuple(obligation_line(row, today) for row in sorted(overview(reader, programme, today), key=_urgency)),
            to_do=tuple(self._to_do(today)[:TO_DO]),
            recent=tuple(
                Line(row.title, f"{row.number}　{row.entity}", row.at[5:], page="project", target=(("project", row.project_id),))
                for row in recently_edited(reader, RECENT)
            ),
            steps=() if covered.projects else first_steps(total.entities),
        )

    def _to_do(self, today: date) -> list[Line]:
        lines = []
        for milestone in milestones_due(self._context.reader, today, MILESTONE_DAYS, TO_DO):
            days = milestone.days_left
            lines.append(
                Line(
                    f"里程碑：{milestone.title}",
                    f"{milestone.project_title}　计划 {milestone.planned_on.isoformat()}",
                    days_words(days),
                    Tone.ERROR if days < 0 else Tone.HINT,
                    "project",
                    (("project", milestone.project_id), ("thing", "milestone"), ("id", milestone.id)),
                )
            )
        late = [line for line in lines if line.tone is Tone.ERROR]
        coming = [line for line in lines if line.tone is not Tone.ERROR]
        findings = [
            Line(
                row.title,
                f"申报表　{row.number}",
                "、".join(
                    words
                    for words in (f"{row.errors} 处错误" * bool(row.errors), f"{row.warnings} 处警告未说明" * bool(row.warnings))
                    if words
                ),
                Tone.ERROR if row.errors else Tone.WARNING,
                "form",
                (("project", row.project_id),),
            )
            for row in unanswered_findings(self._context.reader, TO_DO)
        ]
        return [*late, *findings, *coming]


def obligation_line(row: ObligationRow, today: date) -> Line:
    """Put one obligation into words."""
    badge, tone = _standing_badge(row, today)
    target = (("key", row.key),)
    if row.due is not None and (row.standing in DONE or row.standing is Standing.HISTORY):
        return Line(f"{row.title}　{row.due.isoformat()}", "", badge, tone, "obligations", target)
    parts = [f"{row.due.isoformat()} 截止" if row.due else "", f"{row.written_by}填写"]
    if row.scope != "district" and row.total:
        parts.append(f"{row.total} 个项目已报 {row.done} 个")
    return Line(row.title, "　".join(part for part in parts if part), badge, tone, "obligations", target)


def days_words(days: int) -> str:
    """Put the days that are left into words."""
    if days < 0:
        return f"逾期 {-days} 天"
    return "今天到期" if days == 0 else f"还有 {days} 天"


def first_steps(entities: int) -> tuple[Step, ...]:
    """Return what to do first in a workspace without projects."""
    return (
        Step("登记试点主体", "在主体库里登记园区、企业、高校或人力资源机构，一次登记，各处使用。", bool(entities), "entities"),
        Step("新建试点项目", "选定主体、主方向和起止时间，系统给出申报编号。", False, "projects"),
        Step("填写申报表", "边填边查，随时保存；填好后审核、报送，导出申报表。", False, "projects"),
    )


def _standing_badge(row: ObligationRow, today: date) -> tuple[str, Tone]:
    standing, days = row.standing, row.days_left
    if standing is Standing.OPEN and days is not None:
        return days_words(days), Tone.WARNING if days <= SOON_DAYS else Tone.HINT
    if standing is Standing.OVERDUE and days is not None:
        return days_words(days), Tone.ERROR
    if standing is Standing.NOT_YET and row.opens is not None:
        return f"{row.opens.isoformat()} 起", Tone.NEUTRAL
    if standing in (Standing.DONE, Standing.NIL, Standing.DONE_LATE):
        return standing.value, Tone.OK
    return standing.value, Tone.NEUTRAL


def _urgency(row: ObligationRow) -> tuple[int, date]:
    """Sort key: overdue, open, still to come, at any time, history, done."""
    ranks = {Standing.OVERDUE: 0, Standing.OPEN: 1, Standing.NOT_YET: 2, Standing.ANY_TIME: 3, Standing.HISTORY: 4}
    rank = 5 if row.standing in DONE else ranks[row.standing]
    return rank, row.due or date.max
