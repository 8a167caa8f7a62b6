"""报送情况矩阵 as a workbook: districts × obligations, figures by district, and what is still to come."""

from collections import Counter
from datetime import date
from decimal import Decimal

from exports.excel.charts import COLOURS
from exports.excel.look import ITEMS
from exports.excel.report import LEAST_WIDTH, Numbered, Plan, Sheet, figures_sheet, total_row
from exports.excel.rows import Column, Kind, Value
from models.queries.city.matrix import WANTED, Cell, CellState, Line, Matrix
from models.queries.report_parts import Reporter

TITLE = "试点材料报送情况表"
CHARTED = (CellState.DONE, CellState.LATE, CellState.PART, CellState.RETURNED, CellState.OVERDUE)
MISSING_COLUMNS = (
    Column("序号", Kind.NUMBER, 6, centred=True),
    Column("区县", width=18),
    Column("报送任务", width=26),
    Column("状态", width=12, centred=True),
    Column("截止日期", Kind.DATE, 15),
    Column("应报", Kind.NUMBER, 8, centred=True),
    Column("已报", Kind.NUMBER, 8, centred=True),
    Column("还没有收到的项目", width=46),
)


def matrix_plan(found: Matrix, reporter: Reporter) -> Plan:
    """Return the workbook of a matrix."""
    return Plan(TITLE, reporter, (_matrix(found), _by_district(found), _by_duty(found), _missing(found)))


def percent(part: int, whole: int) -> Decimal | None:
    """Return a ratio for a percent cell; ``None`` where nothing was due."""
    return Decimal(part) / Decimal(whole) if whole else None


def _matrix(found: Matrix) -> Sheet:
    width = max(11.0, min(102 / max(len(found.duties), 1), 20.0))
    columns = (
        Column("序号", Kind.NUMBER, 6, centred=True),
        Column("区县", width=18),
        *(Column(f"{duty.title}\n{_until(duty.due)}", width=width, centred=True) for duty in found.duties),
        Column("备注", width=max(8.0, LEAST_WIDTH - 24 - width * len(found.duties))),
    )
    rows = [(line.name, *map(cell_words, line.cells), "") for line in found.lines]
    return Sheet(
        tab="矩阵",
        heading=TITLE,
        columns=columns,
        rows=Numbered(rows),
        count=len(rows),
        unit="个",
        empty="暂无区县",
        notes=("“不涉及”为该区县没有应报的项目；“以前到期”为市级账套建立之前已到期、没有收到的。", "日期为最近一次报送的日期。"),
        frozen=2,
        name=1,
    )


def cell_words(cell: Cell) -> str:
    """Say one cell in words: how it stands, how much of it where there are several, and the day."""
    counted = f"\n{cell.met}/{cell.owed}" if cell.owed > 1 else ""
    return f"{cell.state.value}{counted}" + (f"\n{cell.on.isoformat()}" if cell.on and cell.met else "")


def _by_district(found: Matrix) -> Sheet:
    columns = (
        Column("序号", Kind.NUMBER, 6, centred=True),
        Column("区县", width=22),
        Column("应报", Kind.NUMBER, 10, centred=True),
        Column("已报", Kind.NUMBER, 10, centred=True),
        Column("按时", Kind.NUMBER, 10, centred=True),
        Column("完整率", Kind.PERCENT, 12, centred=True),
        Column("及时率", Kind.PERCENT, 12, centred=True),
        Column("最近报送", Kind.DATE, 15),
        Column("程序版本", width=14, centred=True),
        Column("方案包版本", width=14, centred=True),
    )
    rows = [_figures(line) for line in found.lines]
    lines = found.lines
    sums = {"应报": sum(line.owed for line in lines), "已报": sum(line.met for line in lines), "按时": sum(line.on_time for line in lines)}
    return Sheet(
        tab="按区县",
        heading=f"{TITLE}（按区县）",
        columns=columns,
        rows=Numbered(rows),
        count=len(rows),
        unit="件",
        empty="暂无区县",
        totals=(total_row(columns, len(rows), "", sums),),
        notes=("完整率＝已报÷应报，及时率＝按时÷应报；只计已经到期和已经报来的，零报告和不涉及的不计。",),
        frozen=2,
        name=1,
    )


def _figures(line: Line) -> tuple[Value, ...]:
    rates = percent(line.met, line.owed), percent(line.on_time, line.owed)
    return (line.name, line.owed, line.met, line.on_time, *rates, line.last_on, line.program, line.pack_version)


def _by_duty(found: Matrix) -> Sheet:
    rows: list[tuple[Value, ...]] = []
    for number, duty in enumerate(found.duties, start=1):
        states = Counter(cell.state for cell in found.column(duty.key))
        rows.append((number, f"{duty.title}（{_until(duty.due)}）", *(states[state] for state in CellState), ""))
    heads = [state.value for state in CellState]
    charted = dict(zip([state.value for state in CHARTED], COLOURS, strict=False))
    return figures_sheet("按任务", f"{TITLE}（按报送任务）", "个区县", "报送任务", heads, rows, "各项报送任务的区县数", charted)


def _missing(found: Matrix) -> Sheet:
    titles = {duty.key: duty.title for duty in found.duties}
    rows = [
        (line.name, titles[cell.key], cell.state.value, cell.due, cell.owed, cell.met, "、".join(cell.missing))
        for line in found.lines
        for cell in line.cells
        if cell.state in WANTED
    ]
    longest = max((len(str(row[-1])) for row in rows), default=0)
    return Sheet(
        tab="待报明细",
        heading=f"{TITLE}（待报明细）",
        columns=MISSING_COLUMNS,
        rows=Numbered(rows),
        count=len(rows),
        unit="件",
        empty="没有待报和逾期未报的材料",
        totals=(total_row(MISSING_COLUMNS, len(rows), "报送任务", {}, ITEMS),) if rows else (),
        frozen=2,
        prose=(7,),
        name=1,
        longest=longest,
    )


def _until(due: date | None) -> str:
    return f"{due.year}年{due.month}月{due.day}日前" if due else "不定期"
