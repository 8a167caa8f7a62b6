"""九项指标完成情况表: baseline, target, actual value and rate by area and indicator, the district's totals, every project."""

from exports.excel.charts import AMBER, GREY, NAVY, VIOLET
from exports.excel.report import Numbered, Plan, Sheet, area_sheet
from exports.excel.rows import Column, Kind, Value
from models.queries.indicator_report import IndicatorLine, IndicatorReport

TITLE = "试点指标完成情况表"
HEADS = ("已达目标", "未达目标", "尚无完成值", "未定目标")


def indicator_plan(report: IndicatorReport) -> Plan:
    """Return the workbook 九项指标完成情况表."""
    year = report.reporter.on.year
    areas = area_sheet(
        f"{TITLE}（按试点方向）",
        "项",
        HEADS,
        report.areas,
        "各试点方向指标完成情况（项目指标数）",
        dict(zip(HEADS, (NAVY, AMBER, GREY, VIOLET), strict=True)),
        ("一个项目的一项指标计为一项；通用指标和自拟指标计入项目的主方向。",),
    )
    return Plan(TITLE, report.reporter, (_by_area(report, year), areas, _by_project(report, year)))


def _by_area(report: IndicatorReport, year: int) -> Sheet:
    columns = (
        Column("序号", Kind.NUMBER, 5.5, centred=True),
        Column("试点方向", width=18),
        Column("指标名称", width=24),
        Column("单位", width=7, centred=True),
        Column("指标性质", width=8, centred=True),
        Column("基期值", Kind.NUMBER, 10),
        Column(f"{year}年目标值", Kind.NUMBER, 11),
        Column("完成值", Kind.NUMBER, 10),
        Column("完成率", Kind.PERCENT, 9, centred=True),
        Column("选用项目", Kind.NUMBER, 7, centred=True),
        Column("已有数据", Kind.NUMBER, 7, centred=True),
        Column("数据来源", width=18),
        Column("数据日期", Kind.DATE, 15),
        Column("备注", width=18),
    )
    own = (f"另有{report.own}项自拟指标，或者性质、单位与方案包不同的指标，不能合计，只列在“项目明细”。",) if report.own else ()
    return Sheet(
        tab="完成情况",
        heading=f"九项{TITLE}",
        columns=columns,
        rows=[(number, *_values(line)) for number, line in enumerate(report.lines, start=1)],
        count=len(report.lines),
        unit="见“单位”栏",
        empty="暂无指标",
        totals=tuple(("合计", *_values(line)) for line in report.district),
        notes=(
            "完成值按指标性质计算：累计和时点为各项目最近一次的数相加，年度为当年各次之和，比率为分子之和除以分母之和，不取平均。",
            "“合计”只列几个方向都有的指标；企业数各方向之间可能重复，不相加。",
            "基期值、目标值为各项目之和；比率只在各项目相同时列出。",
            *own,
        ),
        frozen=3,
        prose=(11,),
        longest=max(len(line.source) for line in (*report.lines, *report.district)),
        most_breaks=max(line.source.count("\n") for line in (*report.lines, *report.district)),
    )


def _values(line: IndicatorLine) -> tuple[Value, ...]:
    known = line.projects > 0
    figures = (line.projects, line.reporting) if known else (None, None)
    return (
        *(line.area_title or "全区（各方向合计）", line.name, line.unit, line.kind_title),
        *(line.baseline, line.target, line.actual, line.rate, *figures, line.source, line.on, line.remark),
    )


def _by_project(report: IndicatorReport, year: int) -> Sheet:
    columns = (
        Column("序号", Kind.NUMBER, 6, centred=True),
        Column("试点方向", width=15),
        Column("申报编号", width=9.5, centred=True),
        Column("试点项目名称", width=20),
        Column("试点主体", width=16),
        Column("指标名称", width=22),
        Column("单位", width=7, centred=True),
        Column("指标性质", width=8, centred=True),
        Column("基期值", Kind.NUMBER, 10),
        Column(f"{year}年目标值", Kind.NUMBER, 11),
        Column("完成值", Kind.NUMBER, 10),
        Column("完成率", Kind.PERCENT, 9, centred=True),
        Column("数据来源", width=14),
        Column("数据日期", Kind.DATE, 15),
        Column("备注", width=9),
    )
    rows = report.rows
    return Sheet(
        tab="项目明细",
        heading=f"{TITLE}（项目明细）",
        columns=columns,
        rows=Numbered(rows),
        count=len(rows),
        unit="见“单位”栏",
        empty="暂无指标",
        notes=("通用指标和自拟指标列在项目的主方向下。",),
        frozen=4,
        prose=(12,),
        name=3,
        longest=rows.longest,
        most_breaks=rows.most_breaks,
    )
