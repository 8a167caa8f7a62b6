"""What the city's home page shows, as plain words: what waits, how the districts stand with what is due, what came last."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject

from models.queries.city import home
from models.queries.city.decisions import asked, follow_ups, waiting
from models.queries.city.inbox import arrivals, districts
from models.queries.city.matrix import WANTED, Cell, CellState, Duty, Matrix, matrix
from models.queries.city.matrix import Line as District
from models.queries.city.news import news
from models.queries.city.reviews import rounds
from models.queries.city.sums import Heat, heat
from models.queries.home import Coverage, coverage
from ui.context import Context
from ui.obligations.words import SOON_DAYS, WEEKDAYS
from ui.pages.home_presenter import Figure, Line, Step, days_words
from ui.tone import Tone

RECENT = 6
GROUPS: tuple[tuple[str, Tone, frozenset[CellState]], ...] = (
    ("逾期未报", Tone.ERROR, frozenset({CellState.OVERDUE})),
    ("退回待改", Tone.WARNING, frozenset({CellState.RETURNED})),
    ("待报", Tone.HINT, frozenset({CellState.PART, CellState.OPEN})),
    ("没有欠报", Tone.OK, frozenset()),
)
"""How a district stands over all obligations, by the worst of them: words, tone, states of a cell."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One district: how it stands, and the obligation that says so; `key` is empty where nothing is wanted."""

    office: str
    name: str
    group: int
    words: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class CityPicture:
    """Everything on the city's home page at one moment.

    Attributes:
        to_do: What waits for an officer of the city, the most urgent first.
        tiles: The districts of the day.
        obligations: What is wanted from districts now, and what is due next.
        steps: The first steps; empty once something came.
    """

    day: str
    figures: tuple[Figure, ...]
    coverage: Coverage
    to_do: tuple[Line, ...]
    tiles: tuple[Tile, ...]
    obligations: tuple[Line, ...]
    recent: tuple[Line, ...]
    steps: tuple[Step, ...]


class CityHomePresenter(QObject):
    """Reads what the city's home page shows."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context

    def read(self) -> CityPicture:
        """Return the present state."""
        reader, programme, today = self._context.reader, self._context.programme, self._context.today()
        found, covered = matrix(reader, programme, today), coverage(reader, programme)
        inbox, enrolled = home.inbox_totals(reader), home.enrolment(reader)
        to_do = tuple(
            line
            for lines in (
                self._inbox(inbox),
                self._decisions(today),
                self._returned(today),
                self._scores(),
                self._news(inbox, today),
                self._enrolment(enrolled, len(found.lines)),
            )
            for line in lines
        )
        return CityPicture(
            day=f"{today.year}年{today.month}月{today.day}日　星期{WEEKDAYS[today.weekday()]}",
            figures=figures(found, heat(reader, programme, today, programme.pilot_states)),
            coverage=covered,
            to_do=tuple(sorted(to_do, key=lambda line: _TONES.index(line.tone))),
            tiles=tiles(found, districts(programme)),
            obligations=obligation_lines(found),
            recent=self._recent(),
            steps=() if inbox.taken else first_steps(enrolled),
        )

    def _inbox(self, inbox: home.Inbox) -> Iterator[Line]:
        if inbox.waiting:
            detail = "前面的包还没有到；到了自动接收"
            yield _line("缺号等候的报送包", detail, f"{inbox.waiting} 个", Tone.WARNING, "inbox", tab="pending")
        if inbox.refused:
            detail = "原因还没有随反馈包告知区县"
            yield _line("没有接收的报送包", detail, f"{inbox.refused} 个", Tone.WARNING, "inbox", tab="pending")

    def _decisions(self, today: date) -> Iterator[Line]:
        reader, programme = self._context.reader, self._context.programme
        waits = [row for row in waiting(reader, programme) if row.submitted_on is not None]
        for kind in programme.review.decision:
            days = [row.submitted_on for row in waits if row.kind == kind.key and row.submitted_on is not None]
            if days:
                first = min(days)
                detail = f"最早一份 {first.isoformat()} 报来，已等 {(today - first).days} 天"
                yield _line(f"待审定：{kind.title}", detail, f"{len(days)} 个", Tone.WARNING, "decisions", tab="waiting", kind=kind.key)
        follow = [row for row in follow_ups(reader, programme, today) if row.late]
        if follow:
            detail = f"最早应于 {follow[0].due.isoformat()} 复看"
            yield _line("调整后到期复看的项目", detail, f"{len(follow)} 个", Tone.WARNING, "decisions", tab="follow")
        stands = Counter(row.stands for row in asked(reader, programme))
        if count := stands["已答复"]:
            yield _line("区县已经答复的询问", "看过答复后办结", f"{count} 条", Tone.WARNING, "decisions", tab="asked")
        if count := stands["待答复"]:
            yield _line("等区县答复的询问", "答复随报送包带回", f"{count} 条", Tone.NEUTRAL, "decisions", tab="asked")

    def _returned(self, today: date) -> Iterator[Line]:
        back = home.returned(self._context.reader, today)
        if back.total:
            due = f"最早应于 {back.due.isoformat()} 前重新报来" if back.due else "没有写明重新报送的日期"
            late = f"，已过期 {back.late} 份" if back.late else ""
            tone = Tone.ERROR if back.late else Tone.HINT
            yield _line("退回后还没有重新报来", f"{due}{late}", f"{back.total} 份", tone, "matrix", office=back.office)

    def _scores(self) -> Iterator[Line]:
        for row in rounds(self._context.reader, self._context.programme):
            back, sheets = row.handed
            if row.closed_on is None and back < sheets:
                detail = f"{row.experts} 位专家，评分表已收回 {back}/{sheets}"
                yield _line(f"评审：{row.title}", detail, f"还差 {sheets - back} 份", Tone.HINT, "reviews", round=row.id)
            elif row.closed_on is None and sheets:
                yield _line(f"评审：{row.title}", "评分表都已收回，可以汇总审定", "已收齐", Tone.OK, "reviews", round=row.id)

    def _news(self, inbox: home.Inbox, today: date) -> Iterator[Line]:
        fresh = news(self._context.reader, self._context.programme, today)
        told = [station for station, one in fresh.items() if one.item_ids or station in inbox.unanswered]
        if told:
            items = sum(len(fresh[station].item_ids) for station in told)
            detail = f"退回、决定、询问、改期和消息共 {items} 项" if items else "收到报送包的回执"
            yield _line("待发的反馈包", detail, f"{len(told)} 个", Tone.HINT, "replies")

    def _enrolment(self, enrolled: home.Enrolment, wanted: int) -> Iterator[Line]:
        if enrolled.to_compare:
            detail = "登记回执已导入，请打电话互念核对码"
            yield _line("等核对的收发登记", detail, f"{enrolled.to_compare} 台", Tone.WARNING, "enrolment")
        elif enrolled.registered < enrolled.invited:
            count = enrolled.invited - enrolled.registered
            detail = f"入网文件已发出，共 {wanted} 个区县"
            yield _line("等区县交回登记回执", detail, f"{count} 台", Tone.NEUTRAL, "enrolment")

    def _recent(self) -> tuple[Line, ...]:
        return tuple(
            _line(
                f"{row.district}　{row.obligation}{'（零报告）' if row.nil else ''}",
                f"第 {row.sequence} 号包　{row.on.isoformat()} 报送",
                row.received_at[5:],
                Tone.NEUTRAL,
                "inbox",
                office=row.office,
                key=row.obligation_id,
            )
            for row in arrivals(self._context.reader, self._context.programme)[:RECENT]
        )


_TONES = (Tone.ERROR, Tone.WARNING, Tone.HINT, Tone.OK, Tone.NEUTRAL)
"""The order in which lines stand."""


def _line(title: str, detail: str, badge: str, tone: Tone, page: str, **target: str) -> Line:
    return Line(title, detail, badge, tone, page, tuple((name, value) for name, value in target.items() if value))


def figures(found: Matrix, pilots: Heat) -> tuple[Figure, ...]:
    """Return the numbers at the top."""
    cells = [cell for line in found.lines for cell in line.cells]
    overdue = sum(cell.state is CellState.OVERDUE for cell in cells)
    back = sum(cell.state is CellState.RETURNED for cell in cells)
    blank, _ = pilots.blank
    reporting = sum(line.last_on is not None for line in found.lines)
    return (
        Figure(len(found.lines), "区县"),
        Figure(reporting, "已有报送"),
        Figure(pilots.projects, "试点项目"),
        Figure(blank, "空白方向", Tone.WARNING if blank and pilots.projects else Tone.NEUTRAL),
        Figure(overdue, "项逾期未报", Tone.ERROR if overdue else Tone.NEUTRAL),
        Figure(back, "项退回待改", Tone.WARNING if back else Tone.NEUTRAL),
    )


def tiles(found: Matrix, names: Mapping[str, str]) -> tuple[Tile, ...]:
    """Say how every district stands: by the worst of its obligations, all that is wanted in the words."""
    titles = {duty.key: duty.title for duty in found.duties}
    return tuple(_tile(line, names.get(line.office, line.name), titles) for line in found.lines)


def _tile(line: District, name: str, titles: Mapping[str, str]) -> Tile:
    for number, (_words, _tone, states) in enumerate(GROUPS):
        worst = [cell for cell in line.cells if cell.state in states]
        if worst:
            wanted = "；".join(_cell_words(cell, titles) for cell in line.cells if cell.state in WANTED)
            return Tile(line.office, name, number, f"{line.name}：{wanted}", worst[0].key)
    return Tile(line.office, name, len(GROUPS) - 1, f"{line.name}：没有欠报")


def _cell_words(cell: Cell, titles: Mapping[str, str]) -> str:
    counted = f"，已报{cell.met}/{cell.owed}" if cell.owed > 1 else ""
    due = f"（{cell.due.isoformat()} 截止{counted}）" if cell.due else ""
    return f"{titles[cell.key]}{cell.state.value}{due}"


def obligation_lines(found: Matrix) -> tuple[Line, ...]:
    """Put into words what is wanted from districts, the most urgent first, then what is due next."""
    lines: list[tuple[int, date, Line]] = []
    coming: list[Duty] = []
    for duty in found.duties:
        cells = [cell for cell in found.column(duty.key) if cell.state is not CellState.NOTHING]
        wanted = [cell for cell in cells if cell.state in WANTED]
        if wanted:
            rank, badge, tone = _badge(wanted, duty, found.on)
            lines.append((rank, duty.due or date.max, _duty_line(duty, cells, badge, tone, wanted[0].office)))
        elif duty.due is not None and duty.due >= found.on and cells:
            coming.append(duty)
    told = [line for _, _, line in sorted(lines, key=lambda one: one[:2])]
    following = sorted(coming, key=lambda duty: duty.due or date.max)[:1]
    return (*told, *(_line(duty.title, f"{_due(duty)}", "下一项", Tone.NEUTRAL, "matrix", key=duty.key) for duty in following))


def _duty_line(duty: Duty, cells: Sequence[Cell], badge: str, tone: Tone, office: str) -> Line:
    here = sum(cell.state in (CellState.DONE, CellState.LATE, CellState.NIL) for cell in cells)
    parts = (_due(duty), f"{len(cells)} 个区县已报齐 {here} 个")
    return _line(duty.title, "　".join(part for part in parts if part), badge, tone, "matrix", office=office, key=duty.key)


def _due(duty: Duty) -> str:
    return f"{duty.due.isoformat()} 截止" if duty.due else ""


def _badge(wanted: Sequence[Cell], duty: Duty, on: date) -> tuple[int, str, Tone]:
    states = Counter(cell.state for cell in wanted)
    if count := states[CellState.OVERDUE]:
        return 0, f"{count} 个区县逾期", Tone.ERROR
    if count := states[CellState.RETURNED]:
        return 1, f"{count} 个区县待改", Tone.WARNING
    days = (duty.due - on).days if duty.due else None
    if days is None or days < 0:
        return 2, f"{len(wanted)} 个区县待报", Tone.HINT
    return 2, days_words(days), Tone.WARNING if days <= SOON_DAYS else Tone.HINT


def first_steps(enrolled: home.Enrolment) -> tuple[Step, ...]:
    """Return what to do first in a workspace to which nothing has come."""
    return (
        Step(
            "发入网文件",
            "在“收发登记”里为各区县生成入网文件，市级收发身份一并建立；口令只在电话里告知。",
            bool(enrolled.invited),
            "enrolment",
        ),
        Step("导入登记回执", "区县交回登记回执后在“收发登记”里导入，再打电话互念核对码。", bool(enrolled.registered), "enrolment"),
        Step("接收报送包", "区县报来的包在“收件”里接收，也可以把文件拖到那一页；收到后这里显示全市情况。", False, "inbox"),
    )
