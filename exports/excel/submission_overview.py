"""报送情况一览: every obligation with how many have handed in, project by project, and what is still to come in."""

from collections.abc import Iterator, Sequence
from datetime import date

from exports.excel.charts import COLOURS
from exports.excel.look import ITEMS, PROJECTS
from exports.excel.report import Numbered, Plan, Sheet, figures_sheet, total_row
from exports.excel.rows import Column, Kind, Value
from models.queries.submission_report import STANDINGS, SubmissionReport

TITLE = "试点材料报送情况一览"
OWED = "应报"
WAITING_COLUMNS = (
    Column("序号", Kind.NUMBER, 6, centred=True),
    Column("报送任务", width=16),
    Column("截止日期", Kind.DATE, 15),
    Column("距截止天数", Kind.NUMBER, 8, centred=True),
    Column("状态", width=10, centred=True),
    Column("申报编号", width=9.5, centred=True),
    Column("试点项目名称", width=24),
    Column("试点主体", width=20),
    Column("联系人", width=9, centred=True),
    Column("联系电话", width=14, centred=True),
    Column("备注", width=12),
)


def submission_plan(report: SubmissionReport) -> Plan:
    """Return the workbook 报送情况一览."""
    return Plan(TITLE, report.reporter, (_by_project(report), _by_duty(report), _waiting(report)))


class _Cells:
    """The rows of the projects, flat."""

    def __init__(self, report: SubmissionReport) -> None:
        self._rows = report.rows

    def __iter__(self) -> Iterator[Sequence[Value]]:
        return ((*row[:3], *row.cells) for row in self._rows)


def _by_project(report: SubmissionReport) -> Sheet:
    width = max(13.0, min(96 / max(len(report.duties), 1), 20.0))
    columns = (
        Column("序号", Kind.NUMBER, 6, centred=True),
        Column("申报编号", width=9.5, centred=True),
        Column("试点项目名称", width=26),
        Column("试点主体", width=20),
        *(Column(f"{title}\n{_until(due)}", width=width, centred=True) for title, due in report.duties),
        Column("备注", width=12),
    )
    return Sheet(
        tab="一览",
        heading=TITLE,
        columns=columns,
        rows=Numbered(_Cells(report), ""),
        count=len(report.rows),
        unit="个",
        empty="暂无项目",
        totals=(total_row(columns, len(report.rows), "试点项目名称", {}, PROJECTS),),
        notes=("空白为该项目不需要报送；日期为报送日期。", "“补录”为账套建立之前已到期、还没有登记报送日期的。"),
    )


def _by_duty(report: SubmissionReport) -> Sheet:
    standings = [standing.value for standing in STANDINGS]
    rows: list[tuple[Value, ...]] = []
    for number, line in enumerate(report.lines, start=1):
        said = "；".join(filter(None, (line.remark, f"最近报送{_day(line.met_on)}" if line.met_on else "")))
        rows.append((number, f"{line.title}（{_until(line.due)}）", line.owed, *line.counts, said))
    return figures_sheet(
        "按任务汇总",
        f"{TITLE}（按报送任务）",
        "件",
        "报送任务",
        (OWED, *standings),
        rows,
        "各项报送任务办理情况（件数）",
        dict(zip(standings[:-1], COLOURS, strict=True)),
        ("以主体名义报送的按项目计件，以本单位名义报送的计一件。",),
    )


def _waiting(report: SubmissionReport) -> Sheet:
    return Sheet(
        tab="未报明细",
        heading=f"{TITLE}（未报明细）",
        columns=WAITING_COLUMNS,
        rows=Numbered(report.waiting, ""),
        count=len(report.waiting),
        unit="件",
        empty="没有待报、逾期未报和待补录的材料",
        totals=(total_row(WAITING_COLUMNS, len(report.waiting), "报送任务", {}, ITEMS),) if len(report.waiting) else (),
        notes=("“距截止天数”为负数的已经逾期。",),
        frozen=2,
    )


def _until(due: str) -> str:
    return f"{_day(due)}前" if due else "不定期"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"
