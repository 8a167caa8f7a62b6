"""全市汇总表: districts × areas, indicators over the city and by district, problems, support requests and cases of all districts.

全市台账 is the ledger of every district's projects (`exports.excel.ledger`), which has the column 区县 at the city.
"""

from collections.abc import Iterable, Sequence

from exports.city.sums import CitySums
from exports.excel.look import ITEMS
from exports.excel.report import LEAST_WIDTH, Numbered, Plan, Sheet, total_row
from exports.excel.rows import Column, Kind, Value
from models.programme.pack import Programme
from models.queries.city.indicators import CityIndicators
from models.queries.city.sums import CaseRow, Heat, MatterRow
from models.queries.indicator_report import IndicatorLine

TITLE = "汇总表"

AREA = Column("试点方向", width=12, centred=True)
SERIAL = Column("序号", Kind.NUMBER, 6, centred=True)
REACHED = (
    Column("单位", width=7, centred=True),
    Column("指标性质", width=8, centred=True),
    Column("选用项目", Kind.NUMBER, 8, centred=True),
    Column("已有数据", Kind.NUMBER, 8, centred=True),
    Column("基期值", Kind.NUMBER, 11),
)
CASE_COLUMNS = (
    SERIAL,
    Column("区县", width=14, centred=True),
    Column("案例题目", width=36),
    Column("试点项目名称", width=26),
    Column("试点主体", width=22),
    AREA,
    Column("报送日期", Kind.DATE, 15),
    Column("版本", width=8, centred=True),
    Column("备注", width=8),
)
HOW = (
    "完成值按指标性质计算：累计和时点为各项目最近一次的数相加，年度为当年各次之和，比率为分子之和除以分母之和，不取平均。",
    "基期值、目标值为各项目之和；比率只在各项目相同时列出。企业数各项目、各方向之间可能重复，不相加。",
)


PILOTS = "只统计入选并在试点的项目，未入选、取消和退出的不计（见全市台账）。"


def summary_plan(found: CitySums, programme: Programme) -> Plan:
    """Return the workbook 全市汇总表.

    Args:
        found: The sums of the day.
        programme: The pack.
    """
    short = {area.title: area.short for area in programme.areas}
    title = f"{programme.short_title}{TITLE}"
    sheets = (
        _coverage(found.heat, title),
        _indicators(found.indicators, title, found.reporter.on.year),
        _by_district(found.indicators, title, found.reporter.on.year),
        _matters("问题清单", f"{programme.short_title}问题清单", found.problems, short, _PROBLEM_WORDS),
        _matters("支持事项清单", f"{programme.short_title}支持事项清单", found.requests, short, _REQUEST_WORDS),
        _cases(found.cases, f"{programme.short_title}典型案例清单", short),
    )
    return Plan(title, found.reporter, sheets)


def _coverage(heat: Heat, title: str) -> Sheet:
    unchosen = any(line.unchosen for line in heat.lines)
    heads = [short for _, _, short in heat.areas] + ["未选定"] * unchosen + ["合计"]
    width = max(8.0, min(84 / len(heads), 14.0))
    columns = (
        SERIAL,
        Column("区县", width=20),
        *(Column(head, Kind.NUMBER, width, centred=True) for head in heads),
        Column("主体数", Kind.NUMBER, 9, centred=True),
        Column("备注", width=max(10.0, LEAST_WIDTH - 35 - width * len(heads))),
    )
    rows = [
        (line.name, *_blank((*line.counts, *([line.unchosen] if unchosen else []))), line.total, line.entities, "") for line in heat.lines
    ]
    sums = dict(zip(heads, (*heat.totals, *([sum(line.unchosen for line in heat.lines)] if unchosen else []), heat.projects), strict=True))
    total = list(total_row(columns, len(rows), "", sums))
    total[-2] = heat.entities
    return Sheet(
        tab="方向×区县",
        heading=f"{title}（试点方向×区县）",
        columns=columns,
        rows=Numbered(rows),
        count=len(rows),
        unit="个、家",
        empty="暂无区县",
        totals=(tuple(total),),
        notes=(
            f"{PILOTS}每个项目只按主方向计一次，空白为没有项目。",
            "主体按统一社会信用代码计数，几个区县都有的在各区县分别计入，全市只算一家，所以“主体数”的合计不一定等于各区县之和。",
        ),
        frozen=2,
        name=1,
    )


def _blank(counts: Iterable[int]) -> tuple[Value, ...]:
    """Leave a cell empty where there is nothing."""
    return tuple(count or None for count in counts)


def _indicators(found: CityIndicators, title: str, year: int) -> Sheet:
    columns = (SERIAL, AREA, Column("指标名称", width=28), *_reached(year), Column("涉及区县", Kind.NUMBER, 8, centred=True), _REMARK)
    rows = [(one.areas, one.whole.name, *_values(one.whole), len(one.districts), one.whole.remark) for one in found.lines]
    own = (f"另有{found.own}项项目自拟的指标，或者性质、单位有改动的指标，不能合计，只列在全市台账。",) if found.own else ()
    return Sheet(
        tab="指标汇总",
        heading=f"{title}（指标）",
        columns=columns,
        rows=Numbered(rows),
        count=len(rows),
        unit="见“单位”栏",
        empty="暂无指标",
        notes=(PILOTS, *HOW, *own),
    )


def _by_district(found: CityIndicators, title: str, year: int) -> Sheet:
    columns = (SERIAL, AREA, Column("指标名称", width=26), Column("区县", width=21, centred=True), *_reached(year), _REMARK)
    rows = [
        (one.areas, one.whole.name, part.district, *_values(part.line), part.line.remark) for one in found.lines for part in one.districts
    ]
    return Sheet(
        tab="指标分区县",
        heading=f"{title}（指标分区县）",
        columns=columns,
        rows=Numbered(rows),
        count=len(rows),
        unit="见“单位”栏",
        empty="暂无指标",
        notes=(f"{PILOTS}按指标、区县排列，可以筛选。", *HOW),
        frozen=4,
    )


_REMARK = Column("备注", width=20)


def _reached(year: int) -> tuple[Column, ...]:
    target = Column(f"{year}年目标值", Kind.NUMBER, 11)
    return (
        *REACHED,
        target,
        Column("完成值", Kind.NUMBER, 11),
        Column("完成率", Kind.PERCENT, 9, centred=True),
        Column("数据日期", Kind.DATE, 15),
    )


def _values(line: IndicatorLine) -> tuple[Value, ...]:
    figures = (line.projects, line.reporting, line.baseline, line.target, line.actual, line.rate)
    return (line.unit, line.kind_title, *figures, line.on)


_PROBLEM_WORDS = ("存在的问题", "解决日期", "解决情况", "未解决", "已解决", "暂无问题")
_REQUEST_WORDS = ("寻求支持事项", "答复日期", "答复情况", "未答复", "已答复", "暂无支持事项")


def _matters(tab: str, heading: str, rows: Sequence[MatterRow], short: dict[str, str], words: tuple[str, ...]) -> Sheet:
    what, settled_on, settlement, open_, settled, empty = words
    addressed = words is _REQUEST_WORDS
    columns = (
        SERIAL,
        AREA,
        Column("区县", width=14, centred=True),
        Column("试点项目名称", width=20),
        Column("试点主体", width=17),
        Column("提出日期", Kind.DATE, 15),
        Column(what, width=34),
        *((Column("请求对象", width=14),) if addressed else ()),
        Column("状态", width=8, centred=True),
        Column(settled_on, Kind.DATE, 15),
        Column(settlement, width=24),
        Column("备注", width=8),
    )
    listed = [
        (
            *(short.get(one.area, one.area), one.district, one.project, one.entity, one.on, one.text),
            *((one.addressed_to,) if addressed else ()),
            *(settled if one.settled_on else open_, one.settled_on, one.settlement, ""),
        )
        for one in rows
    ]
    texts = [text for one in rows for text in (one.text, one.settlement)]
    return Sheet(
        tab=tab,
        heading=heading,
        columns=columns,
        rows=Numbered(listed),
        count=len(listed),
        unit="项",
        empty=empty,
        totals=(total_row(columns, len(listed), what, {}, ITEMS),) if listed else (),
        notes=(f"{open_}的在前，按试点方向和区县排列。",) if listed else (),
        prose=(6, 9 + addressed),
        name=3,
        longest=max(map(len, texts), default=0),
        most_breaks=max((text.count("\n") for text in texts), default=0),
    )


def _cases(rows: Sequence[CaseRow], heading: str, short: dict[str, str]) -> Sheet:
    listed = [
        (one.district, one.title, one.project, one.entity, short.get(one.area, one.area), one.submitted_on, f"第{one.revision}版", "")
        for one in rows
    ]
    return Sheet(
        tab="案例清单",
        heading=heading,
        columns=CASE_COLUMNS,
        rows=Numbered(listed),
        count=len(listed),
        unit="篇",
        empty="暂无典型案例",
        totals=(total_row(CASE_COLUMNS, len(listed), "案例题目", {}, ITEMS),) if listed else (),
    )
