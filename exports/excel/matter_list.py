"""问题清单 and 支持事项清单: what is in the way, what was asked for, and what became of it."""

from operator import itemgetter

from exports.excel.charts import NAVY, RED
from exports.excel.look import ITEMS
from exports.excel.report import Numbered, Plan, Sheet, area_sheet, total_row
from exports.excel.rows import Column, Kind
from models.queries.reports import MatterReport

PROBLEMS, REQUESTS = "试点问题清单", "试点支持事项清单"
OWNER = (
    Column("序号", Kind.NUMBER, 6, centred=True),
    Column("申报编号", width=9.5, centred=True),
    Column("试点项目名称", width=18),
    Column("试点主体", width=15),
    Column("主方向", width=14),
    Column("提出日期", Kind.DATE, 15),
)
PROBLEM_COLUMNS = (
    *OWNER,
    Column("存在的问题", width=36),
    Column("状态", width=8, centred=True),
    Column("解决日期", Kind.DATE, 15),
    Column("解决情况", width=26),
    Column("历时天数", Kind.NUMBER, 7, centred=True),
    Column("备注", width=8),
)
REQUEST_COLUMNS = (
    *OWNER,
    Column("寻求支持事项", width=32),
    Column("请求对象", width=12),
    Column("状态", width=8, centred=True),
    Column("答复日期", Kind.DATE, 15),
    Column("答复情况", width=24),
    Column("历时天数", Kind.NUMBER, 7, centred=True),
    Column("备注", width=8),
)
OPEN_CLOSED = (RED, NAVY)
WITHOUT_ADDRESSEE = itemgetter(0, 1, 2, 3, 4, 5, 7, 8, 9, 10)


def problem_plan(report: MatterReport) -> Plan:
    """Return the workbook 问题清单."""
    rows = report.rows
    listed = Sheet(
        tab="问题清单",
        heading=PROBLEMS,
        columns=PROBLEM_COLUMNS,
        rows=Numbered(rows, "", pick=WITHOUT_ADDRESSEE),
        count=len(rows),
        unit="项",
        empty="暂无问题",
        totals=(total_row(PROBLEM_COLUMNS, len(rows), "存在的问题", {}, ITEMS),),
        notes=("历时：未解决的从提出之日算到填报之日，已解决的算到解决之日。",),
        prose=(6, 9),
        longest=rows.longest,
        most_breaks=rows.most_breaks,
    )
    heads = ("未解决", "已解决")
    areas = area_sheet(
        f"{PROBLEMS}（按试点方向）", "项", heads, report.areas, "各试点方向问题解决情况", dict(zip(heads, OPEN_CLOSED, strict=True))
    )
    return Plan(PROBLEMS, report.reporter, (listed, areas))


def request_plan(report: MatterReport) -> Plan:
    """Return the workbook 支持事项清单."""
    rows = report.rows
    listed = Sheet(
        tab="支持事项清单",
        heading=REQUESTS,
        columns=REQUEST_COLUMNS,
        rows=Numbered(rows, ""),
        count=len(rows),
        unit="项",
        empty="暂无支持事项",
        totals=(total_row(REQUEST_COLUMNS, len(rows), "寻求支持事项", {}, ITEMS),),
        notes=("历时：未答复的从提出之日算到填报之日，已答复的算到答复之日。",),
        prose=(6, 7, 10),
        longest=rows.longest,
        most_breaks=rows.most_breaks,
    )
    heads = ("未答复", "已答复")
    areas = area_sheet(
        f"{REQUESTS}（按试点方向）", "项", heads, report.areas, "各试点方向支持事项答复情况", dict(zip(heads, OPEN_CLOSED, strict=True))
    )
    return Plan(REQUESTS, report.reporter, (listed, areas))
