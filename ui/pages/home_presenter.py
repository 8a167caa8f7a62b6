"""What the home page shows, as plain words; the page itself only lays it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject

from models.queries.documents import recent_documents
from models.queries.home import Coverage, coverage, milestones_due, recently_edited, totals, unanswered_findings
from models.queries.obligations import DONE, ObligationRow, Standing, overview
from models.queries.planning import ToStart, to_start
from ui.context import Context
from ui.obligations.words import AD_HOC_MARK, SOON_DAYS, WEEKDAYS, day_words
from ui.tone import Tone

RECENT = 6
STEPS_SHOWN = 6
TO_DO = 12
MILESTONE_DAYS = 30


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
        week: The steps that must start this week or should be under way.
        steps: The first steps; empty once there is a project with something filled in.
    """

    day: str
    figures: tuple[Figure, ...]
    coverage: Coverage
    week: tuple[Line, ...]
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
            week=week_lines(to_start(reader, programme, today), today),
            obligations=tuple(obligation_line(row, today) for row in sorted(overview(reader, programme, today), key=_urgency)),
            to_do=tuple(self._to_do(today)[:TO_DO]),
            recent=self._recent(),
            steps=() if covered.projects else first_steps(total.entities),
        )

    def _recent(self) -> tuple[Line, ...]:
        """Return the projects and documents that were edited last."""
        reader = self._context.reader
        lines = [
            (row.at, Line(row.title, f"{row.number}　{row.entity}", row.at[5:], page="project", target=(("project", row.project_id),)))
            for row in recently_edited(reader, RECENT)
        ]
        for document in recent_documents(reader, RECENT):
            detail = f"文书　{document.state}　{document.project_title or '本区县'}"
            lines.append((document.at, Line(document.title, detail, document.at[5:], page="form", target=(("document", document.id),))))
        return tuple(line for _, line in sorted(lines, key=lambda pair: pair[0], reverse=True)[:RECENT])

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


def week_lines(steps: Sequence[ToStart], today: date) -> tuple[Line, ...]:
    """Put the steps of this week into words; what does not fit is counted."""
    lines = [_step_line(step, today) for step in steps[:STEPS_SHOWN]]
    if more := len(steps) - len(lines):
        lines.append(Line(f"另有 {more} 步", "在月历里查看", page="obligations", target=(("view", "month"),)))
    return tuple(lines)


def _step_line(step: ToStart, today: date) -> Line:
    if step.late:
        badge, tone = "最晚完成日已过", Tone.ERROR
    elif step.in_hand:
        badge, tone = "应在办", Tone.WARNING
    elif step.start_by == today:
        badge, tone = "今天开始", Tone.WARNING
    else:
        badge, tone = f"{day_words(step.start_by)} 开始", Tone.HINT
    title = f"{AD_HOC_MARK if step.ad_hoc else ''}{step.title}"
    due = f"{step.due:%m-%d}{f' {step.due_time}' if step.due_time else ''} 截止"
    parts = [f"{day_words(step.finish_by)} 前完成", due, step.owner]
    if step.number > 1:
        parts.append(f"{step.number} 个未报")
    target = (("key", step.key), *((("owner", step.owner_id),) if step.owner_id else ()))
    return Line(f"{step.step_title}：{title}", "　".join(part for part in parts if part), badge, tone, "obligations", target)


def obligation_line(row: ObligationRow, today: date) -> Line:
    """Put one obligation into words."""
    badge, tone = _standing_badge(row, today)
    target = (("key", row.key),)
    title = f"{AD_HOC_MARK if row.ad_hoc else ''}{row.title}"
    if row.due is not None and (row.standing in DONE or row.standing is Standing.HISTORY):
        return Line(f"{title}　{row.due.isoformat()}", "", badge, tone, "obligations", target)
    due = f"{row.due.isoformat()} {row.due_time}".strip() if row.due else ""
    parts = [f"{due} 截止" if due else "", f"原 {row.original_due.isoformat()}" if row.original_due else ""]
    parts.append(f"{row.recipient}要求" if row.ad_hoc else f"{row.written_by}填写")
    if row.scope != "district" and row.total:
        parts.append(f"已报 {row.done}/{row.total} 个{'主体' if row.scope == 'entity' else '项目'}")
    return Line(title, "　".join(part for part in parts if part), badge, tone, "obligations", target)


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
