"""Reports of the district as workbooks: some tables, each with its sign line, notes and chart, and long texts in full on annex pages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from exports.excel.heights import MOST_LINES, first_lines, lines_of, room_of
from exports.excel.look import ITEMS, Look
from exports.excel.rows import Column, Formula, Kind, Value
from exports.excel.sheet import FIRST_ROW, Body, Frame, Table, lay_out, meta_line, sign_line
from exports.excel.summary import Chart, lay_out_summary
from exports.excel.workbook import describe, new_book, save, skeleton_of
from exports.files import LINE_ENDS, Exported, Progress, clean_text, ignore
from models.programme.pack import Programme
from models.queries.report_parts import AreaLine, Reporter

ANNEX = "附页"
SEE_ANNEX = f"（全文见“{ANNEX}”）"
LEAST_WIDTH = 128.0
"""Width of a table, in digits, in which the lines over and under it have room: all of an A4 page lying."""
ANNEX_COLUMNS = (
    Column("序号", width=8, centred=True),
    Column("所在表", width=14, centred=True),
    Column("行序号", Kind.NUMBER, 8, centred=True),
    Column("名称", width=24),
    Column("栏目", width=14, centred=True),
    Column("全文", width=92),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a report.

    Attributes:
        tab: Title of the sheet.
        heading: What the table is, behind the district's name.
        columns: The columns; the first is 序号.
        rows: The rows, with a value for every column; read several times.
        count: How many there are.
        unit: What stands behind 单位.
        empty: What stands in place of the rows when there are none.
        totals: Rows in bold behind them.
        notes: Notes under the table, without 注.
        frozen: How many columns stay when scrolling to the right.
        chart: Drawn under the table, all on one page; only for tables of a few rows.
        prose: Places of the columns whose texts may be too long for a row.
        name: Place of the column that says whose text it is, for the annex.
        longest: Characters of the longest prose.
        most_breaks: Line ends of the prose with most of them.
    """

    tab: str
    heading: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]
    count: int
    unit: str
    empty: str
    totals: tuple[Sequence[Value], ...] = ()
    notes: tuple[str, ...] = ()
    frozen: int = 3
    chart: Chart | None = None
    prose: tuple[int, ...] = ()
    name: int = 2
    longest: int = 0
    most_breaks: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A report to be written: its title, who reports, its sheets in order."""

    title: str
    reporter: Reporter
    sheets: tuple[Sheet, ...]


class Numbered:
    """Rows with 序号 in front; they can be read again.

    Args:
        rows: The rows.
        behind: Values that follow in every row.
        pick: Chooses the values of a row (`operator.itemgetter`); default: all.
    """

    def __init__(self, rows: Iterable[Sequence[Value]], *behind: Value, pick: Callable[[Any], Any] | None = None) -> None:
        self._rows = rows
        self._behind = behind
        self._pick = pick

    def __iter__(self) -> Iterator[Sequence[Value]]:
        rows, behind = self._rows if self._pick is None else map(self._pick, self._rows), self._behind
        return ((number, *row, *behind) for number, row in enumerate(rows, start=1))


def write_report(plan: Plan, programme: Programme, target: Path, progress: Progress = ignore) -> Exported:
    """Write a report.

    Args:
        plan: What it holds.
        programme: The pack the figures follow.
        target: The file; an existing one is replaced.
        progress: Told how many parts of the workbook are done.

    Returns:
        The file, with notes when text had to be cut, cleaned or moved to the annex.

    Raises:
        UserError: The file cannot be written (`exports.files.replace_file`).
    """
    reporter = plan.reporter
    annex = _annex(plan)
    tables = [(_table(sheet, reporter), sheet.chart) for sheet in plan.sheets]
    if annex:
        tables.append((_table(_annex_sheet(plan.title, annex), reporter, signed=False), None))
    book = new_book()
    look = None
    for table, chart in tables:
        sheet = book.create_sheet(table.sheet)
        look = look or Look(book)
        if chart is None:
            lay_out(sheet, table.frame, look)
        else:
            lay_out_summary(sheet, table.frame, chart, look)
    assert look is not None
    describe(book, clean_text(plan.title)[0], clean_text(reporter.office)[0], reporter.on, mark=f"{programme.id} {programme.version}")
    written = save(skeleton_of(book, look), [Body(table, look) for table, _ in tables], target, progress)
    moved = (f"有{len(annex)}段文字较长，表中只列开头，全文列在“{ANNEX}”。",) if annex else ()
    return Exported(written.path, (*moved, *written.notes))


def total_row(sheet_columns: Sequence[Column], count: int, named: str, sums: Mapping[str, int], format: str = ITEMS) -> tuple[Value, ...]:
    """Return the row 合计 of a list: the number of rows under the column `named`, sums under others; all follow the filter.

    Args:
        sheet_columns: The columns of the list.
        count: How many rows it has.
        named: Title of the column that says how many rows there are.
        sums: Sums by title of their column.
        format: Number format of the number of rows.
    """
    last = FIRST_ROW + max(count, 1) - 1
    values: list[Value] = []
    for place, column in enumerate(sheet_columns, start=1):
        letter = get_column_letter(place)
        if column.title in sums:
            values.append(Formula(f"SUBTOTAL(109,{letter}{FIRST_ROW}:{letter}{last})", sums[column.title]))
        elif column.title == named:
            values.append(Formula(f"SUBTOTAL(103,A{FIRST_ROW}:A{last})" if count else "0", count, format))
        else:
            values.append("合计" if place == 1 else "")
    return tuple(values)


def area_sheet(
    heading: str,
    unit: str,
    heads: Sequence[str],
    lines: Sequence[AreaLine],
    chart: str,
    charted: Mapping[str, str],
    notes: tuple[str, ...] = (),
) -> Sheet:
    """Return the table of figures by pilot area with its chart.

    Args:
        heading: What the table is.
        unit: Unit of the figures.
        heads: Heads of the figures.
        lines: The figures.
        chart: Title of the chart.
        charted: Heads that the chart shows, beside each other in `heads`, and their colours.
        notes: Notes under the table.
    """
    rows: list[tuple[Value, ...]] = [(line.number or "—", line.title, *line.counts, "") for line in lines]
    return figures_sheet("按方向汇总", heading, unit, "试点方向", heads, rows, chart, charted, notes)


def figures_sheet(
    tab: str,
    heading: str,
    unit: str,
    of: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Value]],
    chart: str,
    charted: Mapping[str, str],
    notes: tuple[str, ...] = (),
) -> Sheet:
    """Return a short table of figures with its chart; each row holds 序号, the name, the figures and 备注 (see `area_sheet`)."""
    width = max(9.0, min(84 / max(len(heads), 1), 30.0))
    columns = (
        Column("序号", Kind.NUMBER, 6, centred=True),
        Column(of, width=36),
        *(Column(head, Kind.NUMBER, width, centred=True) for head in heads),
        Column("备注", width=max(16.0, LEAST_WIDTH - 42 - width * len(heads))),
    )
    sums = {head: sum(int(str(row[place] or 0)) for row in rows) for place, head in enumerate(heads, start=2)}
    places = [list(heads).index(head) + 2 for head in charted]
    figures = tuple(tuple(int(str(row[place] or 0)) for row in rows) for place in places)
    shown = any(map(any, figures))
    return Sheet(
        tab=tab,
        heading=heading,
        columns=columns,
        rows=rows,
        count=len(rows),
        unit=unit,
        empty="暂无内容",
        totals=(total_row(columns, len(rows), "", sums),),
        notes=notes,
        frozen=2,
        chart=Chart(chart, places[0] + 1, tuple(str(row[1]) for row in rows), tuple(charted), figures, tuple(charted.values()))
        if shown
        else None,
    )


def _table(sheet: Sheet, reporter: Reporter, *, signed: bool = True) -> Table:
    frame = Frame(
        title=f"{reporter.district}{sheet.heading}",
        meta=meta_line(reporter.office, reporter.on, sheet.unit),
        columns=sheet.columns,
        count=sheet.count,
        empty=sheet.empty,
        totals=len(sheet.totals),
        sign=sign_line(reporter.officer, reporter.phone) if signed else "",
        notes=sheet.notes,
        frozen=sheet.frozen,
    )
    return Table(sheet.tab, frame, _shortened(sheet) if _crowded(sheet) else sheet.rows, sheet.totals)


def _crowded(sheet: Sheet) -> bool:
    """Whether some text might not fit into the highest row; rather yes than no."""
    if not sheet.prose:
        return False
    room = min(room_of(sheet.columns[place].width) for place in sheet.prose)
    return sheet.most_breaks + 1 + sheet.longest * 2.5 / max(room - 1.0, 2.5) > MOST_LINES


def _shortened(sheet: Sheet) -> Iterator[Sequence[Value]]:
    """Yield the rows with what does not fit cut after some lines, and where it is to be read."""
    rooms = [(place, room_of(sheet.columns[place].width)) for place in sheet.prose]
    for row in sheet.rows:
        long = {place: room for place, room in rooms if _too_long(row[place], room)}
        if not long:
            yield row
            continue
        values = list(row)
        for place, room in long.items():
            text = LINE_ENDS.sub("\n", str(values[place]))
            values[place] = first_lines(text, room, MOST_LINES - 1 - lines_of(SEE_ANNEX, room))[0] + f"……\n{SEE_ANNEX}"
        yield values


def _too_long(value: Value, room: float) -> bool:
    return isinstance(value, str) and len(value) >= MOST_LINES and lines_of(value, room) > MOST_LINES


Annexed = tuple[str, int, str, str, str]
"""Sheet, 序号 of the row, whose it is, column, text."""


def _annex(plan: Plan) -> list[Annexed]:
    """Return the texts that are too long for their rows."""
    found: list[Annexed] = []
    for sheet in plan.sheets:
        if not _crowded(sheet):
            continue
        rooms = [(place, room_of(sheet.columns[place].width)) for place in sheet.prose]
        for number, row in enumerate(sheet.rows, start=1):
            found += [
                (sheet.tab, number, str(row[sheet.name]), sheet.columns[place].title, str(row[place]))
                for place, room in rooms
                if _too_long(row[place], room)
            ]
    return found


def _annex_sheet(title: str, annex: Sequence[Annexed]) -> Sheet:
    rows = list(_annex_rows(annex))
    return Sheet(
        tab=ANNEX,
        heading=f"{title}（{ANNEX}）",
        columns=ANNEX_COLUMNS,
        rows=rows,
        count=len(rows),
        unit="段",
        empty="",
        notes=("本页列出表中放不下的文字全文；一段文字较长时分几行接续。",),
        frozen=1,
    )


def _annex_rows(annex: Sequence[Annexed]) -> Iterator[tuple[Value, ...]]:
    room = room_of(ANNEX_COLUMNS[-1].width)
    for number, (tab, row, name, column, text) in enumerate(annex, start=1):
        rest = LINE_ENDS.sub("\n", text)
        part = 0
        while rest:
            shown, rest = first_lines(rest, room, MOST_LINES)
            part += 1
            yield (str(number) if part == 1 else f"{number}（续{part - 1}）", tab, row, name, column, shown)
