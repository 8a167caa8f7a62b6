"""主体名录: the register of pilot entities, and how many there are of every kind."""

from exports.excel.charts import BLUE
from exports.excel.look import ITEMS
from exports.excel.report import Numbered, Plan, Sheet, figures_sheet, total_row
from exports.excel.rows import Column, Kind
from models.queries.reports import EntityReport

TITLE = "试点主体名录"
COLUMNS = (
    Column("序号", Kind.NUMBER, 6, centred=True),
    Column("主体名称", width=20),
    Column("主体类型", width=11, centred=True),
    Column("统一社会信用代码", width=21, centred=True),
    Column("所属行业", width=13),
    Column("资质标签", width=12),
    Column("法定代表人（负责人）", width=8, centred=True),
    Column("联系人", width=8, centred=True),
    Column("职务", width=10, centred=True),
    Column("联系电话", width=13, centred=True),
    Column("地址", width=18),
    Column("项目数", Kind.NUMBER, 6, centred=True),
    Column("主方向", width=16),
    Column("备注", width=10),
)


def entity_plan(report: EntityReport) -> Plan:
    """Return the workbook 主体名录."""
    rows = report.rows
    projects = sum(line.projects for line in report.kinds)
    listed = Sheet(
        tab="主体名录",
        heading=TITLE,
        columns=COLUMNS,
        rows=Numbered(rows),
        count=len(rows),
        unit="家",
        empty="暂无主体",
        totals=(total_row(COLUMNS, len(rows), "主体名称", {"项目数": projects}, ITEMS),),
        notes=("“主方向”为该主体各项目的主方向。", "合计行随筛选变化，只计算当前显示的行。"),
        frozen=2,
        prose=(10, 13),
        name=1,
        longest=rows.longest,
        most_breaks=rows.most_breaks,
    )
    heads = ("主体数", "有项目的主体", "项目数")
    kinds = figures_sheet(
        "按类型汇总",
        f"{TITLE}（按主体类型）",
        "家、个",
        "主体类型",
        heads,
        [(number, *line, "") for number, line in enumerate(report.kinds, start=1)],
        "各类主体数",
        {heads[0]: BLUE},
    )
    return Plan(TITLE, report.reporter, (listed, kinds))
