"""全市汇总报告: the pilots of all districts on one day, in sentences with the numbers of that day; the long tables are annexes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from exports.city.notice import COLUMNS, figures, rate, row, standing
from exports.city.sums import CitySums
from exports.files import LINE_ENDS
from exports.word.official.lines import width_of
from exports.word.official.numbers import written_date
from exports.word.official.structure import Annex, Block, Column, Heading, Kind, OfficialDocument, Paragraph, Signature, TableBlock
from models.arithmetic import plain_number
from models.programme.pack import Programme
from models.programme.types import IndicatorKind
from models.queries.city.indicators import CityIndicator
from models.queries.city.matrix import CellState, Duty, counts
from models.queries.city.sums import CaseRow, MatterRow
from models.queries.indicator_report import IndicatorLine
from models.queries.showing import joined, namer

TABLES = "汇总表"
"""The workbook (`exports.city.workbooks`) that lists what is only counted here."""
COVERAGE, INDICATORS, SUBMISSIONS, CASES = "各区县试点方向覆盖情况表", "试点指标完成情况表", "各区县报送情况表", "典型案例清单"
GROUPS_SHOWN = 10
"""Matters that say the same are one; so many are listed under a heading, the rest is in the workbook."""
NAMED = 3
"""Projects named behind a matter."""
TEXT_SHOWN = 200
"""Characters of a matter that are shown."""

ONE_LINE = 2
"""Characters that surely fit into one line of a narrow column."""
STOPS = "。；;，,、：: "
"""Signs that end no text that goes on in the report's own sentence."""

HOW = {
    IndicatorKind.CUMULATIVE: "按各项目最近一次的数相加",
    IndicatorKind.POINT: "按各项目最近一次的数相加",
    IndicatorKind.YEARLY: "按当年各次之和相加",
    IndicatorKind.RATIO: "按全部项目分子之和除以分母之和计算，不取平均",
}
"""How each kind is added (see `models.queries.indicator_report`)."""

AREA_COLUMNS = (
    Column("序号", 0.6, "center"),
    Column("试点方向", 3.4),
    Column("项目数", 1, "center"),
    Column("占比", 1, "center"),
    Column("覆盖区县数", 1.1, "center"),
)
DUTY_COLUMNS = (
    Column("报送任务", 2.3),
    Column("截止日期", 2.5, "center"),
    Column("应报", 0.9, "center"),
    Column("已报", 0.9, "center"),
    Column("按时", 0.9, "center"),
    Column("完整率", 1.1, "center"),
    Column("及时率", 1.1, "center"),
)
INDICATOR_COLUMNS = (
    Column("序号", 0.55, "center"),
    Column("试点方向", 1.05, "center"),
    Column("指标名称", 2.9),
    Column("单位", 0.7, "center"),
    Column("性质", 0.7, "center"),
    Column("选用项目", 1.05, "center"),
    Column("当年目标值", 1.25, "right"),
    Column("完成值", 1.25, "right"),
    Column("完成率", 0.9, "right"),
    Column("备注", 2.1),
)
CASE_COLUMNS = (
    Column("序号", 0.6, "center"),
    Column("区县", 1.4, "center"),
    Column("案例题目", 3.2),
    Column("试点主体", 2.4),
    Column("试点方向", 1.4, "center"),
)


def summary_document(found: CitySums, programme: Programme) -> OfficialDocument:
    """Return the report.

    Args:
        found: The sums of the day.
        programme: The pack.
    """
    return _Report(found, programme).document()


Row = TypeVar("Row", MatterRow, CaseRow)


class _Group(NamedTuple):
    """Matters that say the same."""

    text: str
    rows: list[MatterRow]


class _Report:
    def __init__(self, found: CitySums, programme: Programme) -> None:
        self.found, self.programme, self.reporter = found, programme, found.reporter
        self.day = written_date(found.reporter.on)
        self.duties = [duty for duty in found.matrix.duties if any(counts(cell, found.matrix.on) for cell in found.matrix.column(duty.key))]
        self.annexes = [annex for annex in (self._coverage(), self._indicators(), self._submissions(), self._cases()) if annex is not None]

    def document(self) -> OfficialDocument:
        basis = f"《{self.programme.documents[0].title}》（{self.programme.notice}）"
        opening = f"按照{basis}要求，现将全市{self.programme.title}工作情况汇总如下。数据截至{self.day}，以各区县报送的材料为准。"
        blocks: list[Block] = [Paragraph(opening)]
        parts: tuple[tuple[str, Callable[[], list[Block]]], ...] = (
            ("总体情况", self._overview),
            ("试点方向覆盖", self._areas),
            ("指标完成情况", self._reached),
            ("报送情况", self._handed_in),
            ("存在的问题", self._problems),
            ("寻求支持事项", self._requests),
            ("典型案例", self._library),
        )
        for title, part in parts:
            blocks += [Heading(1, title), *part()]
        blocks.append(Paragraph("特此报告。"))
        return OfficialDocument(
            Kind.REPORT,
            f"关于全市{self.programme.title}工作情况的报告",
            blocks=blocks,
            organ=self.reporter.office,
            annexes=self.annexes,
            signature=Signature(self.reporter.office, self.reporter.on),
            letterhead=False,
        )

    def _see(self, name: str) -> str:
        """Say in which annex something is."""
        place = [annex.name for annex in self.annexes].index(name) + 1
        return f"见附件{place}" if len(self.annexes) > 1 else "见附件"

    def _overview(self) -> list[Block]:
        applied, heat = self.found.applied, self.found.heat
        if not applied.projects:
            return [Paragraph(f"截至{self.day}，全市{len(heat.lines)}个区县还没有报来项目。")]
        silent = [line.name for line in applied.lines if not line.total]
        who = f"{len(heat.lines)}个区县中，有{len(heat.lines) - len(silent)}个区县报来" if silent else f"{len(heat.lines)}个区县均已报来"
        pilots = f"入选并在试点的{heat.projects}个，涉及试点主体{heat.entities}家（统一社会信用代码相同的按一家计算）"
        sentences = [f"截至{self.day}，全市{who}项目{applied.projects}个，其中{pilots if heat.projects else '还没有入选试点的'}。"]
        if silent:
            sentences.append(f"尚未报来项目的区县{len(silent)}个：{joined(silent)}。")
        states = "，".join(f"{title}{count}个" for title, count in self.found.states)
        if not heat.projects:
            return [Paragraph("".join(sentences)), Paragraph(f"按项目目前所处状态分：{states}。")]
        empty = [self._area_titles()[key] for (key, _, _), total in zip(heat.areas, heat.totals, strict=True) if not total]
        covered = f"{len(heat.areas)}个试点方向均有试点项目。" if not empty else f"有试点项目的方向{len(heat.areas) - len(empty)}个，"
        covered += f"尚无项目的{len(empty)}个：{joined(empty)}。" if empty else ""
        return [Paragraph("".join(sentences)), Paragraph(f"按项目目前所处状态分：{states}。{covered}")]

    def _areas(self) -> list[Block]:
        heat, titles = self.found.heat, self._area_titles()
        if not heat.projects:
            return [Paragraph("暂无试点项目，各试点方向均为空白。")]
        spread = [sum(bool(line.counts[place]) for line in heat.lines) for place in range(len(heat.areas))]
        ranked = sorted(range(len(heat.areas)), key=lambda place: -heat.totals[place])
        most, least = ranked[0], ranked[-1]
        sentences = [f"项目最多的方向是“{titles[heat.areas[most][0]]}”（{heat.totals[most]}个）"]
        if heat.totals[least] < heat.totals[most]:
            sentences.append(f"，最少的是“{titles[heat.areas[least][0]]}”（{heat.totals[least]}个）")
        every = sum(all(line.counts) for line in heat.lines)
        sentences.append(f"。{len(heat.areas)}个方向都有项目的区县{every}个。" if every else "。")
        if unchosen := sum(line.unchosen for line in heat.lines):
            sentences.append(f"另有{unchosen}个项目尚未选定主方向。")
        sentences.append(f"各方向情况如下表，各区县情况{self._see(COVERAGE)}。")
        rows = [
            (str(number), titles[key], str(total), rate(total, heat.projects), str(districts))
            for (key, number, _), total, districts in zip(heat.areas, heat.totals, spread, strict=True)
        ]
        return [Paragraph("".join(sentences)), TableBlock(AREA_COLUMNS, rows, title="各试点方向项目情况", unit="个", together=True)]

    def _reached(self) -> list[Block]:
        indicators = self.found.indicators
        if not indicators.lines:
            own = f"区县项目自拟的指标{indicators.own}项，口径不一，不作合计。" if indicators.own else ""
            return [Paragraph(f"暂无可以汇总的指标数据。{own}")]
        lines = [one.whole for one in indicators.lines]
        sentences = [f"区县项目共选用统一设置的指标{len(lines)}项，{_reached(lines)}。"]
        if indicators.own:
            sentences.append(f"另有项目自拟或者性质、单位有改动的指标{indicators.own}项，口径不一，不作合计。")
        sentences.append(f"统计范围为入选并在试点的项目，未入选、取消和退出的不计；各项指标{self._see(INDICATORS)}。")
        blocks: list[Block] = [Paragraph("".join(sentences))]
        name = namer(self.programme, "indicator_kind")
        for kind in IndicatorKind:
            of_kind = [one for one in indicators.lines if one.indicator.kind is kind]
            if of_kind:
                blocks += [Heading(2, f"{name(kind.value)}指标"), Paragraph(_of_kind(of_kind, HOW[kind]))]
        return blocks

    def _handed_in(self) -> list[Block]:
        found = self.found.matrix
        if not self.duties:
            return [Paragraph("目前没有到期的报送任务，暂无报送情况。")]
        by_duty = [(duty, figures(found.column(duty.key), found.on)) for duty in self.duties]
        owed, met, on_time = (sum(one[place] for _, one in by_duty) for place in range(3))
        said = (
            f"截至{self.day}，各区县应报材料{owed}件，已报{met}件，其中按时报送{on_time}件，完整率{rate(met, owed)}，"
            f"及时率{rate(on_time, owed)}。各项任务情况如下表，各区县情况{self._see(SUBMISSIONS)}。"
        )
        rows = [(duty.title, _until(duty), *map(str, sums), rate(sums[1], sums[0]), rate(sums[2], sums[0])) for duty, sums in by_duty]
        blocks: list[Block] = [Paragraph(said), TableBlock(DUTY_COLUMNS, rows, title="各项报送任务完成情况", unit="件", together=True)]
        lines = [(line, line.cells) for line in found.lines]
        for duty in self.duties:
            for state, what in ((CellState.OVERDUE, "逾期未报"), (CellState.RETURNED, "退回后尚未重新报送")):
                names = [line.name for line in standing(lines, duty, state)]
                if names:
                    blocks.append(Paragraph(f"{duty.title}{what}的区县{len(names)}个：{joined(names)}。"))
        return blocks

    def _problems(self) -> list[Block]:
        rows = self.found.problems
        blocks: list[Block] = [Paragraph(self._counted(rows, "反映问题", "解决", "按试点方向归并列出如下。"))]
        for area, held in self._by_area(_open(rows)):
            blocks += [Heading(2, area or "尚未选定主方向的项目"), *_listed(held, "问题清单")]
        return blocks

    def _requests(self) -> list[Block]:
        rows = self.found.requests
        blocks: list[Block] = [Paragraph(self._counted(rows, "提出支持事项", "答复", "按请求对象归并列出如下。"))]
        by_addressee = _by(_open(rows), lambda one: one.addressed_to.strip())
        for addressee, held in sorted(by_addressee, key=lambda one: (not one[0], -len(one[1]))):
            blocks += [Heading(2, f"请{addressee}支持的事项" if addressee else "未写明请求对象的事项"), *_listed(held, "支持事项清单")]
        return blocks

    def _library(self) -> list[Block]:
        cases = self.found.cases
        if not cases:
            return [Paragraph("暂无典型案例。")]
        spread = "，".join(f"{area or '未选定方向的'}{len(held)}篇" for area, held in self._by_area(cases))
        districts = len({one.district for one in cases})
        return [Paragraph(f"各区县报来典型案例{len(cases)}篇，来自{districts}个区县，其中{spread}。题目{self._see(CASES)}。")]

    def _by_area(self, rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
        """Group what districts reported by the title of its area, in the pack's order."""
        places = {area.title: place for place, area in enumerate(self.programme.areas)}
        return sorted(_by(rows, lambda one: one.area), key=lambda one: places.get(one[0], len(places)))

    def _counted(self, rows: Sequence[MatterRow], what: str, settled: str, then: str) -> str:
        open_rows = _open(rows)
        if not rows:
            return f"截至{self.day}，各区县没有{what}。"
        said = f"截至{self.day}，各区县共{what}{len(rows)}项，已{settled}{len(rows) - len(open_rows)}项，未{settled}{len(open_rows)}项"
        if not open_rows:
            return f"{said}。"
        districts, projects = len({one.district for one in open_rows}), len({one.project_id for one in open_rows})
        return f"{said}，涉及{districts}个区县、{projects}个项目。未{settled}的{then}"

    def _coverage(self) -> Annex | None:
        heat = self.found.heat
        if not heat.projects:
            return None
        unchosen = any(line.unchosen for line in heat.lines)
        columns = [Column("序号", 0.8, "center"), Column("区县", 2.9)]
        columns += [Column(_halved(short), 1, "center") for _, _, short in heat.areas]
        columns += [Column("未选定", 1, "center")] if unchosen else []
        columns += [Column("合计", 1, "center"), Column("主体数", 1, "center")]
        rows = []
        for number, line in enumerate(heat.lines, start=1):
            cells = (*line.counts, *((line.unchosen,) if unchosen else ()), line.total, line.entities)
            rows.append((str(number), line.name, *(str(count) if count else "—" for count in cells)))
        sums = (*heat.totals, *((sum(line.unchosen for line in heat.lines),) if unchosen else ()), heat.projects, heat.entities)
        rows.append(("", "全市", *map(str, sums)))
        return Annex(COVERAGE, (TableBlock(columns, rows, unit="个、家", landscape=True),))

    def _indicators(self) -> Annex | None:
        rows = [
            (
                str(number),
                one.areas,
                one.whole.name,
                one.whole.unit,
                one.whole.kind_title,
                str(one.whole.projects),
                plain_number(one.whole.target) if one.whole.target is not None else "—",
                plain_number(one.whole.actual) if one.whole.actual is not None else "—",
                f"{one.whole.rate * 100:.1f}%" if one.whole.rate is not None else "—",
                one.whole.remark,
            )
            for number, one in enumerate(self.found.indicators.lines, start=1)
        ]
        return Annex(INDICATORS, (TableBlock(INDICATOR_COLUMNS, rows, landscape=True),)) if rows else None

    def _submissions(self) -> Annex | None:
        if not self.duties:
            return None
        found = self.found.matrix
        rows = [row(number, line, *figures(line.cells, found.on)) for number, line in enumerate(found.lines, start=1)]
        return Annex(SUBMISSIONS, (TableBlock(COLUMNS, rows, unit="件"),))

    def _cases(self) -> Annex | None:
        short = {area.title: area.short for area in self.programme.areas}
        rows = [
            (str(number), one.district, one.title, one.entity, short.get(one.area, one.area))
            for number, one in enumerate(self.found.cases, start=1)
        ]
        return Annex(CASES, (TableBlock(CASE_COLUMNS, rows),)) if rows else None

    def _area_titles(self) -> dict[str, str]:
        return {area.key: area.title for area in self.programme.areas}


def _open(rows: Iterable[MatterRow]) -> list[MatterRow]:
    return [one for one in rows if one.settled_on is None]


def _by(rows: Iterable[Row], key: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    """Group rows by a text; groups stand in the order in which they come first."""
    held: dict[str, list[Row]] = defaultdict(list)
    for one in rows:
        held[key(one)].append(one)
    return list(held.items())


def _listed(rows: Iterable[MatterRow], sheet: str) -> list[Block]:
    """Return matters as numbered paragraphs, those that say the same as one, what most projects have first."""
    alike = sorted((_Group(text, held) for text, held in _by(rows, lambda one: _line(one.text))), key=lambda one: -len(one.rows))
    shown, rest = alike[:GROUPS_SHOWN], alike[GROUPS_SHOWN:]
    cut = [one.text if len(one.text) <= TEXT_SHOWN else f"{one.text[:TEXT_SHOWN].rstrip(STOPS)}……" for one in shown]
    said = [f"{number}. {text}（{_where(one.rows)}）。" for number, (text, one) in enumerate(zip(cut, shown, strict=True), start=1)]
    if rest:
        said.append(f"另有{sum(len(one.rows) for one in rest)}项，列在{TABLES}“{sheet}”。")
    if any(len(one.text) > TEXT_SHOWN for one in shown):
        said.append(f"较长的内容只列开头，全文见{TABLES}“{sheet}”。")
    return [Paragraph(text) for text in said]


def _line(text: str) -> str:
    """Return a text in one line, without its last full stop."""
    lines = (line.strip() for line in LINE_ENDS.sub("\n", text).split("\n"))
    return "；".join(line.rstrip(STOPS) for line in lines if line)


def _where(rows: Sequence[MatterRow]) -> str:
    """Name the districts and projects of a matter, the first few of different districts, and how many there are."""
    projects = {one.project_id: one for one in rows}
    by_district = {one.district: one for one in reversed(projects.values())}
    first = [one for one in projects.values() if by_district[one.district] is one]
    named = [*first, *(one for one in projects.values() if by_district[one.district] is not one)][:NAMED]
    said = "、".join(f"{one.district}“{one.project}”" for one in named)
    return said if len(projects) <= NAMED else f"{said}等{len(by_district)}个区县的{len(projects)}个项目"


def _reached(lines: Iterable[IndicatorLine]) -> str:
    """Say how many indicators have reached the target of the year, have not, cannot be measured, have no value."""
    rows = list(lines)
    reached = sum(line.rate is not None and line.rate >= 1 for line in rows)
    short = sum(line.rate is not None and line.rate < 1 for line in rows)
    silent = sum(not line.reporting for line in rows)
    others = len(rows) - reached - short - silent
    counted = {"已达到当年目标": reached, "未达到当年目标": short, "不能计算完成率": others, "尚无完成值": silent}
    said = {words: count for words, count in counted.items() if count}
    return f"均{next(iter(said))}" if len(said) == 1 < len(rows) else "，".join(f"{words}{count}项" for words, count in said.items())


def _of_kind(indicators: Sequence[CityIndicator], how: str) -> str:
    """Say what the indicators of one kind have reached, the best and the least with their names."""
    lines = [one.whole for one in indicators]
    said = f"共{len(lines)}项，{how}；{_reached(lines)}。"
    ranked = sorted((line for line in lines if line.rate is not None), key=lambda line: -(line.rate or 0))
    if not ranked:
        return said
    if len(ranked) <= NAMED:
        return f"{said}完成情况为：{_named(ranked)}。"
    return f"{said}完成率较高的有{_named(ranked[:NAMED])}；最低的是{_named(ranked[-1:])}。"


def _named(lines: Iterable[IndicatorLine]) -> str:
    return "、".join(
        f"{line.name}{plain_number(line.actual)}{line.unit}（完成率{line.rate * 100:.1f}%）"
        for line in lines
        if line.actual is not None and line.rate is not None
    )


def _halved(short: str) -> str:
    """Return a short title in two lines of about the same length where one does not fit a narrow column."""
    half = (len(short) + 1) // 2
    return f"{short[:half]}\n{short[half:]}" if width_of(short) > ONE_LINE else short


def _until(duty: Duty) -> str:
    return written_date(duty.due) if duty.due else "不定期"
