"""进展汇总表: every project with its state, latest progress, milestones and problems; by area with a chart of the milestones."""

from exports.excel.charts import GREY, NAVY, RED
from exports.excel.look import PROJECTS
from exports.excel.report import Numbered, Plan, Sheet, area_sheet, total_row
from exports.excel.rows import Column, Kind
from models.queries.reports import ProgressReport

TITLE = "试点项目进展汇总表"
COLUMNS = (
    Column("序号", Kind.NUMBER, 5.5, centred=True),
    Column("申报编号", width=9.5, centred=True),
    Column("试点项目名称", width=20),
    Column("试点主体", width=16),
    Column("主方向", width=14),
    Column("状态", width=8, centred=True),
    Column("进展日期", Kind.DATE, 15),
    Column("最新进展", width=34),
    Column("节点已完成", Kind.NUMBER, 6.5, centred=True),
    Column("节点逾期", Kind.NUMBER, 5.5, centred=True),
    Column("节点未到期", Kind.NUMBER, 6.5, centred=True),
    Column("下一节点", width=18),
    Column("问题未解决", Kind.NUMBER, 6.5, centred=True),
    Column("问题已解决", Kind.NUMBER, 6.5, centred=True),
    Column("备注", width=8),
)
HEADS = ("项目数", "尚无进展的项目", "节点已完成", "节点逾期", "节点未到期", "问题未解决")
CHARTED = dict(zip(HEADS[2:5], (NAVY, RED, GREY), strict=True))


def progress_plan(report: ProgressReport) -> Plan:
    """Return the workbook 进展汇总表."""
    sums = {head: sum(line.counts[HEADS.index(head)] for line in report.areas) for head in HEADS[2:]}
    solved = sum(row.solved for row in report.rows)
    listed = Sheet(
        tab="进展汇总",
        heading=TITLE,
        columns=COLUMNS,
        rows=Numbered(report.rows, ""),
        count=len(report.rows),
        unit="个",
        empty="暂无项目",
        totals=(total_row(COLUMNS, len(report.rows), "试点项目名称", {**sums, "问题已解决": solved}, PROJECTS),),
        notes=("节点即里程碑；计划日期已过而未完成的为逾期，没有定日期的列在未到期。", "合计行随筛选变化，只计算当前显示的行。"),
        prose=(7, 11),
        longest=report.rows.longest,
        most_breaks=report.rows.most_breaks,
    )
    areas = area_sheet(
        f"{TITLE}（按试点方向）", "个", HEADS, report.areas, "各试点方向节点完成情况", CHARTED, ("每个项目只按主方向计一次。",)
    )
    return Plan(TITLE, report.reporter, (listed, areas))
