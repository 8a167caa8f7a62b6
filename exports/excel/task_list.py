"""任务清单（任务—项目—责任）: the tasks of the application forms and the milestones, with whom and until when."""

from exports.excel.charts import AMBER, BLUE, GREY, RED
from exports.excel.look import ITEMS
from exports.excel.report import Numbered, Plan, Sheet, area_sheet, total_row
from exports.excel.rows import Column, Kind
from models.queries.reports import TIMINGS, TaskReport

TITLE = "试点任务清单"
TASKS = (
    Column("序号", Kind.NUMBER, 5.5, centred=True),
    Column("申报编号", width=9.5, centred=True),
    Column("试点项目名称", width=18),
    Column("试点主体", width=15),
    Column("主方向", width=13),
    Column("任务名称", width=17),
    Column("主要内容", width=30),
    Column("责任单位/责任人", width=15),
    Column("起止时间", width=11, centred=True),
    Column("预期成果", width=18),
    Column("时限", width=9, centred=True),
    Column("备注", width=8),
)
MILESTONES = (
    Column("序号", Kind.NUMBER, 6, centred=True),
    Column("申报编号", width=9.5, centred=True),
    Column("试点项目名称", width=22),
    Column("试点主体", width=18),
    Column("主方向", width=15),
    Column("节点", width=28),
    Column("计划日期", Kind.DATE, 15),
    Column("完成日期", Kind.DATE, 15),
    Column("完成情况", width=10, centred=True),
    Column("备注", width=16),
)


def task_plan(report: TaskReport) -> Plan:
    """Return the workbook 任务清单."""
    tasks, milestones = report.tasks, report.milestones
    listed = Sheet(
        tab="任务清单",
        heading=f"{TITLE}（任务—项目—责任）",
        columns=TASKS,
        rows=Numbered(tasks, ""),
        count=len(tasks),
        unit="项",
        empty="申报表中还没有填写任务",
        totals=(total_row(TASKS, len(tasks), "任务名称", {}, ITEMS),),
        notes=("任务、责任和时限取自申报表“主要任务与进度安排”；“时限”只按日期判断，是否完成看“节点”表和进展。",),
        prose=(5, 6, 7, 9),
        longest=tasks.longest,
        most_breaks=tasks.most_breaks,
    )
    steps = Sheet(
        tab="节点",
        heading=f"{TITLE}（节点）",
        columns=MILESTONES,
        rows=Numbered(milestones),
        count=len(milestones),
        unit="项",
        empty="暂无节点",
        totals=(total_row(MILESTONES, len(milestones), "节点", {}, ITEMS),),
        notes=("节点即里程碑，由各方向的参考节点修改而成。",),
        prose=(5, 9),
        longest=milestones.longest,
        most_breaks=milestones.most_breaks,
    )
    areas = area_sheet(
        f"{TITLE}（按试点方向）",
        "项",
        TIMINGS,
        report.areas,
        "各试点方向任务所处时段",
        dict(zip(TIMINGS, (GREY, BLUE, AMBER, RED), strict=True)),
    )
    return Plan(TITLE, report.reporter, (listed, steps, areas))
