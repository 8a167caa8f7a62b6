"""The summary by pilot area (九项汇总): projects by area and stage, reckoned from the ledger sheet, and their chart."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.excel.charts import COLOURS, bars_by_row
from exports.excel.heights import PIXELS
from exports.excel.look import Look
from exports.excel.rows import Column, Formula, Kind, Value
from exports.excel.sheet import FIRST_ROW, HEAD_ROW, Frame, Table, lay_out
from models.programme.pack import Programme
from models.queries.ledger import LedgerSnapshot

NAMES, FIRST_GROUP = 2, 3
"""Columns of the names and of the first stage; before them 序号."""
PIXELS_PER_CM = 96 / 2.54
CHART_ROWS = 24
"""Rows of the usual height that the chart covers."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart under a table: its title, the column of its first series, and what it shows.

    Attributes:
        names: Names of the rows.
        series: Heads of the columns.
        figures: Figures by column, then by row.
        colours: Colours of the columns.
    """

    title: str
    first_column: int
    names: tuple[str, ...]
    series: tuple[str, ...]
    figures: tuple[tuple[int, ...], ...]
    colours: tuple[str, ...] = COLOURS


def summary_table(
    sheet: str, snapshot: LedgerSnapshot, programme: Programme, title: str, meta: tuple[str, str, str], areas: str, states: str
) -> Table:
    """Return the summary.

    Args:
        sheet: Title of its sheet.
        title: Title of the ledger.
        meta: What stands under it.
        areas: Cells of the ledger sheet that hold the main areas.
        states: Cells of the ledger sheet that hold the states.
    """
    rows = _rows(snapshot, programme, areas, states)
    groups = len(snapshot.groups)
    last = FIRST_ROW + len(rows) - 1
    totals: list[Value] = ["合计", ""]
    for place in range(FIRST_GROUP, FIRST_GROUP + groups + 1):
        letter = get_column_letter(place)
        value = sum(cell.value for row in rows if isinstance(cell := row[place - 1], Formula))
        totals.append(Formula(f"SUBTOTAL(109,{letter}{FIRST_ROW}:{letter}{last})", value))
    totals += ["", "", ""]
    width = max(9.0, min(62 / max(groups, 1), 14.0))
    frame = Frame(
        title=f"{title}（按试点方向汇总）",
        meta=meta,
        columns=(
            Column("序号", Kind.NUMBER, 6, centred=True),
            Column("试点方向", width=36),
            *(Column(group, Kind.NUMBER, width, centred=True) for group in snapshot.groups),
            Column("合计", Kind.NUMBER, 10, centred=True),
            Column("列为其他方向的项目", Kind.NUMBER, 12, centred=True),
            Column("主体数", Kind.NUMBER, 10, centred=True),
            Column("备注", width=14),
        ),
        count=len(rows),
        empty="暂无试点方向",
        totals=1,
        notes=(
            "每个项目只按主方向计一次；“列为其他方向的项目”不计入合计。",
            "同一主体可以有几个方向的项目，“主体数”一列不作合计。",
            "各阶段数由“台账”表按主方向和状态自动计算。",
            *_uncounted(snapshot),
        ),
        frozen=2,
    )
    return Table(sheet, frame, rows, (totals,))


def chart_of(table: Table, snapshot: LedgerSnapshot) -> Chart | None:
    """Return what the chart of the summary shows; none without projects."""
    if not snapshot.projects:
        return None
    rows = list(table.rows)
    columns = range(FIRST_GROUP - 1, FIRST_GROUP - 1 + len(snapshot.groups))
    return Chart(
        "各试点方向项目数（按主方向）",
        FIRST_GROUP,
        tuple(str(row[1]) for row in rows),
        snapshot.groups,
        tuple(tuple(_figure(row[place]) for row in rows) for place in columns),
    )


def lay_out_summary(sheet: Worksheet, frame: Frame, chart: Chart | None, look: Look) -> None:
    """Lay out a summary and, under it, its chart."""
    lay_out(sheet, frame, look)
    sheet.auto_filter.ref = None  # a sum over filtered areas would contradict the ledger
    if chart is not None:
        anchor = frame.last_row + frame.totals + bool(frame.sign) + len(frame.notes) + 2
        room = sum(column.width for column in frame.columns) * PIXELS / PIXELS_PER_CM
        place = (HEAD_ROW, NAMES, chart.first_column)
        bars_by_row(sheet, f"A{anchor}", room, chart.title, *place, chart.names, chart.series, chart.figures, chart.colours)
        sheet.print_area = f"A1:{get_column_letter(len(frame.columns))}{anchor + CHART_ROWS}"
        sheet.page_setup.fitToHeight = 1


def _rows(snapshot: LedgerSnapshot, programme: Programme, areas: str, states: str) -> list[tuple[Value, ...]]:
    stages = [_listed(state.title for state in programme.life_cycle.state if state.group == group) for group in snapshot.groups]
    rows: list[tuple[Value, ...]] = []
    for place, area in enumerate(snapshot.areas, start=FIRST_ROW):
        counts = [
            Formula(f"SUMPRODUCT(COUNTIFS({areas},$B{place},{states},{stage}))", value)
            for stage, value in zip(stages, area.by_group, strict=True)
        ]
        rows.append((area.number, area.title, *counts, _across(place, counts), area.also, area.entities, ""))
    known = {area.key for area in snapshot.areas}
    others = Counter(row.state_group for row in snapshot.projects if row.main_area not in known)
    if others:  # what is in none of the rows above, so that the total is the ledger's
        place = FIRST_ROW + len(rows)
        counts = []
        for number, (group, stage) in enumerate(zip(snapshot.groups, stages, strict=True)):
            letter = get_column_letter(FIRST_GROUP + number)
            above = f"SUM({letter}{FIRST_ROW}:{letter}{place - 1})"
            counts.append(Formula(f"SUMPRODUCT(COUNTIFS({states},{stage}))-{above}", others[group]))
        rows.append(("—", "（尚未选定主方向）", *counts, _across(place, counts), "", "", ""))
    return rows


def _listed(words: Iterable[str]) -> str:
    """Return words as a formula lists them."""
    return "{" + ",".join('"' + word.replace('"', '""') + '"' for word in words) + "}"


def _across(row: int, counts: Sequence[Formula]) -> Formula:
    first, last = get_column_letter(FIRST_GROUP), get_column_letter(FIRST_GROUP + len(counts) - 1)
    return Formula(f"SUM({first}{row}:{last}{row})", sum(int(count.value) for count in counts))


def _uncounted(snapshot: LedgerSnapshot) -> tuple[str, ...]:
    count = sum(row.state_group not in snapshot.groups for row in snapshot.projects)
    return (f"另有{count}个项目的状态不在可选范围内，未计入各阶段和合计，请在工作台中核对。",) if count else ()


def _figure(value: Value) -> int:
    assert isinstance(value, Formula)
    return int(value.value)
