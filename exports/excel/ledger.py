"""The project ledger (项目台账) as an Excel workbook: guide, ledger, summary by area, indicators, hidden dictionary."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook

from exports.excel.guide import lay_out_guide
from exports.excel.look import HEAD, PROJECTS, Look, Style
from exports.excel.rows import Column, Formula, Kind, Value
from exports.excel.sheet import FIRST_ROW, Body, Frame, Table, lay_out, meta_line, sign_line
from exports.excel.summary import Chart, chart_of, lay_out_summary, summary_table
from exports.excel.workbook import Skeleton, describe, new_book, save, skeleton_of
from exports.files import Exported, Progress, clean_text, ignore
from models.programme.pack import Programme
from models.queries.ledger import IndicatorRow, IndicatorTotalRow, LedgerSnapshot

GUIDE, LEDGER, SUMMARY, INDICATORS, DICTIONARY = "填表说明", "台账", "九项汇总", "指标", "字典"
AREAS_NAME, STATES_NAME, KINDS_NAME = "字典_试点方向", "字典_状态", "字典_主体类型"

COLUMNS = (
    Column("序号", Kind.NUMBER, 4.5, centred=True),
    Column("申报编号", width=9.5, centred=True),
    Column("试点项目名称", width=18),
    Column("试点主体", width=15),
    Column("主体类型", width=9.5, centred=True, choices=KINDS_NAME),
    Column("统一社会信用代码", width=21, centred=True),
    Column("主方向", width=13, choices=AREAS_NAME),
    Column("其他方向", width=12),
    Column("试点期限", width=10.5, centred=True),
    Column("状态", width=8, centred=True, choices=STATES_NAME),
    Column("联系人", width=7, centred=True),
    Column("联系电话", width=11.5, centred=True),
    Column("最新进展", width=18),
    Column("进展日期", Kind.DATE, 14),
    Column("未解决问题数", Kind.NUMBER, 7, centred=True),
    Column("存在的问题", width=16),
    Column("寻求支持事项", width=15),
    Column("备注", width=11.5),
)
DISTRICT, DISTRICT_PLACE = Column("区县", width=10, centred=True), 1
"""Stands behind 序号 where the ledger is of all districts."""
Item = TypeVar("Item")


def export_ledger(snapshot: LedgerSnapshot, programme: Programme, target: Path, progress: Progress = ignore) -> Exported:
    """Write the ledger.

    Args:
        snapshot: What it shows.
        programme: The pack: words that may be chosen, states and their groups.
        target: The file; an existing one is replaced.
        progress: Told how many parts of the workbook are done.

    Returns:
        The file, with notes when text had to be cut or cleaned.

    Raises:
        UserError: The file cannot be written (`exports.files.replace_file`).
    """
    ledger, indicators = _ledger_table(snapshot), _indicator_table(snapshot)
    summary = summary_table(
        SUMMARY, snapshot, programme, heading(snapshot), meta_line(snapshot.office, snapshot.on, "个"), *_reach(ledger.frame)
    )
    skeleton = _skeleton(
        Shape(
            programme=programme,
            title=heading(snapshot),
            office=snapshot.office,
            on=snapshot.on,
            filter_note=snapshot.filter_note,
            by_district=snapshot.by_district,
            ledger=ledger.frame,
            summary=summary.frame,
            chart=chart_of(summary, snapshot),
            indicators=indicators.frame,
        )
    )
    bodies = [Body(table, skeleton.look) for table in (ledger, summary, indicators)]
    return save(skeleton, bodies, target, progress)


@dataclass(frozen=True, slots=True)
class Shape:
    """All that the workbook without its rows depends on."""

    programme: Programme
    title: str
    office: str
    on: date
    filter_note: str
    by_district: bool
    ledger: Frame
    summary: Frame
    chart: Chart | None
    indicators: Frame


@lru_cache(maxsize=2)
def _skeleton(shape: Shape) -> Skeleton:
    """Make the workbook without its rows; kept, because an officer who corrects a project exports again."""
    programme = shape.programme
    book = new_book()
    guide, ledger, summary, indicators = (book.create_sheet(title) for title in (GUIDE, LEDGER, SUMMARY, INDICATORS))
    look = Look(book)
    lay_out(ledger, shape.ledger, look)
    lay_out_summary(summary, shape.summary, shape.chart, look)
    lay_out(indicators, shape.indicators, look)
    lay_out_guide(guide, programme, shape.office, shape.on, shape.filter_note, look, by_district=shape.by_district)
    _dictionary(book, programme, look)
    book.active = book.sheetnames.index(LEDGER)
    ledger.sheet_view.tabSelected = True
    describe(book, clean_text(shape.title)[0], clean_text(shape.office)[0], shape.on, mark=f"{programme.id} {programme.version}")
    return skeleton_of(book, look)


def _letter(columns: Sequence[Column], title: str) -> str:
    """Return the letter of the column with a title."""
    return get_column_letter([column.title for column in columns].index(title) + 1)


def _reach(frame: Frame) -> tuple[str, str]:
    """Return the ledger's cells with main areas and with states, for the formulas of the summary."""
    letters = (_letter(frame.columns, title) for title in ("主方向", "状态"))
    areas, states = (f"'{LEDGER}'!${letter}${FIRST_ROW}:${letter}${frame.last_row}" for letter in letters)
    return areas, states


def heading(snapshot: LedgerSnapshot) -> str:
    """Return the title of the ledger: the district or the city, then what it is."""
    return f"{snapshot.district}{snapshot.title}"


def _ledger_table(snapshot: LedgerSnapshot) -> Table:
    count = len(snapshot.projects)
    last = FIRST_ROW + max(count, 1) - 1
    columns = _with_district(snapshot, COLUMNS, DISTRICT)
    total: dict[str, Value] = dict.fromkeys((column.title for column in columns), "")
    total["序号"] = "合计"
    total["试点项目名称"] = Formula(f"SUBTOTAL(103,A{FIRST_ROW}:A{last})", count, PROJECTS)
    problems, letter = sum(row.open_problems for row in snapshot.projects), _letter(columns, "未解决问题数")
    total["未解决问题数"] = Formula(f"SUBTOTAL(109,{letter}{FIRST_ROW}:{letter}{last})", problems)
    if not count:
        total["试点项目名称"] = Formula("0", 0, PROJECTS)
    notes = [f"本表列出的范围：{snapshot.filter_note}。"] if snapshot.filter_note else []
    frame = Frame(
        title=heading(snapshot),
        meta=meta_line(snapshot.office, snapshot.on, "个"),
        columns=columns,
        count=count,
        empty="暂无项目",
        totals=1,
        sign=sign_line(snapshot.officer, snapshot.phone),
        notes=(*notes, "合计行随筛选变化，只计算当前显示的行。"),
        frozen=3 + snapshot.by_district,
    )
    return Table(LEDGER, frame, _ledger_rows(snapshot), (tuple(total.values()),))


def _with_district(snapshot: LedgerSnapshot, values: tuple[Item, ...], district: Item) -> tuple[Item, ...]:
    """Return the columns, or the values, of a table, with that of the district where the ledger is of all."""
    return (*values[:DISTRICT_PLACE], district, *values[DISTRICT_PLACE:]) if snapshot.by_district else values


def _ledger_rows(snapshot: LedgerSnapshot) -> Iterator[tuple[Value, ...]]:
    for number, row in enumerate(snapshot.projects, start=1):
        values = (
            number,
            row.number,
            row.title,
            row.entity,
            row.entity_kind,
            row.uscc,
            row.main_area_title,
            row.other_areas,
            row.period,
            row.state_title,
            row.contact,
            row.phone,
            row.progress,
            row.progress_on,
            row.open_problems,
            row.problems,
            row.support_requests,
            row.remark,
        )
        yield _with_district(snapshot, values, row.district)


def _indicator_table(snapshot: LedgerSnapshot) -> Table:
    columns: tuple[Column, ...] = (
        Column("序号", Kind.NUMBER, 5.5, centred=True),
        Column("申报编号", width=9.5, centred=True),
        Column("试点项目名称", width=23),
        Column("试点主体", width=18),
        Column("主方向", width=17),
        Column("指标名称", width=22),
        Column("单位", width=7, centred=True),
        Column("指标性质", width=8, centred=True),
        Column("基期值", Kind.NUMBER, 10),
        *(Column(f"{year}年目标值", Kind.NUMBER, 11.5) for year in snapshot.years),
        Column("完成值", Kind.NUMBER, 10),
        Column("数据日期", Kind.DATE, 15),
        Column("完成率", Kind.PERCENT, 9, centred=True),
        Column("数据来源", width=14),
        Column("备注", width=10),
    )
    columns = _with_district(snapshot, columns, DISTRICT)
    totals = [_with_district(snapshot, _indicator_total(row, len(snapshot.years)), "") for row in snapshot.totals if row.projects]
    frame = Frame(
        title=f"{heading(snapshot)}（指标）",
        meta=meta_line(snapshot.office, snapshot.on, "见“单位”栏"),
        columns=columns,
        count=len(snapshot.indicators),
        empty="暂无指标",
        totals=len(totals),
        notes=(
            "完成值按指标性质取数：累计和时点取最近一次，年度取当年各次之和，比率由分子、分母重新计算。",
            "各项指标单位不同，逐项合计；比率的合计为全部项目分子之和除以分母之和，不取平均。",
        ),
        frozen=3 + snapshot.by_district,
    )
    rows = (_with_district(snapshot, _indicator_row(number, row), row.district) for number, row in enumerate(snapshot.indicators, start=1))
    return Table(INDICATORS, frame, rows, totals)


def _indicator_row(number: int, row: IndicatorRow) -> tuple[Value, ...]:
    found = (row.actual, row.actual_on, row.rate, row.source)
    known = (row.project_number, row.project_title, row.entity, row.main_area_title, row.name, row.unit, row.kind_title, row.baseline)
    return (number, *known, *row.targets, *found, "")


def _indicator_total(row: IndicatorTotalRow, years: int) -> tuple[Value, ...]:
    said = f"{row.projects}个项目选用，{row.reporting}个已有数据"
    return ("合计", "", said, "", "", row.name, row.unit, row.kind_title, "", *[""] * years, row.actual, "", "", "", "")


def _dictionary(book: Workbook, programme: Programme, look: Look) -> None:
    """Write the words that may be chosen to a sheet that only the program shows, and name each list."""
    sheet = book.create_sheet(DICTIONARY)
    sheet.sheet_state = "veryHidden"
    lists = {
        AREAS_NAME: [area.title for area in programme.areas],
        STATES_NAME: [state.title for state in programme.life_cycle.state],
        KINDS_NAME: [item.name for item in programme.dictionary("entity_kind").item],
    }
    plain = Style()
    for place, (name, words) in enumerate(lists.items(), start=1):
        letter = get_column_letter(place)
        look.write(sheet, 1, place, name.partition("_")[2], HEAD)
        sheet.column_dimensions[letter].width = 40
        book.defined_names[name] = DefinedName(name, attr_text=f"'{DICTIONARY}'!${letter}$2:${letter}${len(words) + 1}")
    for row, line in enumerate(zip_longest(*lists.values()), start=2):
        for place, word in enumerate(line, start=1):
            if word is not None:
                look.write(sheet, row, place, word, plain)
