"""The notice on who handed in what (通报): figures of the whole city, who was in time, who was not, a table of all districts."""

from collections.abc import Sequence
from datetime import date

from exports.word.official.numbers import written_date
from exports.word.official.structure import Annex, Block, Column, Heading, Kind, OfficialDocument, Paragraph, Signature, TableBlock
from models.programme.pack import Programme
from models.queries.city.matrix import Cell, CellState, Duty, Line, Matrix, counts
from models.queries.report_parts import Reporter

COLUMNS = (
    Column("序号", 0.6, "center"),
    Column("区县", 2.2),
    Column("应报", 0.9, "center"),
    Column("已报", 0.9, "center"),
    Column("按时", 0.9, "center"),
    Column("完整率", 1.2, "center"),
    Column("及时率", 1.2, "center"),
)


def notice_document(found: Matrix, duties: Sequence[Duty], reporter: Reporter, programme: Programme) -> OfficialDocument:
    """Return the notice.

    Args:
        found: The matrix.
        duties: The obligations it is about.
        reporter: The city's office and the day.
        programme: The pack.
    """
    keys = {duty.key for duty in duties}
    lines = [(line, [cell for cell in line.cells if cell.key in keys]) for line in found.lines]
    counted = [(line, figures(cells, found.on)) for line, cells in lines]
    owed, met, on_time = (sum(figures[place] for _, figures in counted) for place in range(3))
    basis, what = f"《{programme.documents[0].title}》（{programme.notice}）", "、".join(duty.title for duty in duties)
    sums = f"应报{owed}件，已报{met}件，其中按时报送{on_time}件，完整率{rate(met, owed)}，及时率{rate(on_time, owed)}"
    blocks: list[Block] = [
        Paragraph(f"按照{basis}要求，现将{what}报送情况通报如下，统计截至{written_date(found.on)}。"),
        Heading(1, "总体情况"),
        Paragraph(f"全市{len(lines)}个区县{sums}。各区县报送情况见附件。"),
    ]
    blocks += _named("报送完整、及时的区县", [line for line, (due, here, timely) in counted if due and due == here == timely])
    blocks += _named("已经报齐但有逾期的区县", [line for line, (due, here, timely) in counted if due and due == here > timely])
    for duty in duties:
        blocks += _named(f"{duty.title}逾期未报的区县", standing(lines, duty, CellState.OVERDUE))
        blocks += _named(f"{duty.title}退回后尚未重新报送的区县", standing(lines, duty, CellState.RETURNED))
    blocks += [
        Heading(1, "有关要求"),
        Paragraph("请尚未报送和尚未报齐的区县抓紧组织填报，审核无误后尽快报送；退回修改的，请逐条整改后重新报送。"),
    ]
    rows = [row(number, line, *figures) for number, (line, figures) in enumerate(counted, start=1)]
    return OfficialDocument(
        Kind.REPORT,
        f"关于{programme.short_title}材料报送情况的通报",
        blocks=blocks,
        organ=reporter.office,
        recipient=f"各{programme.levels.district}人力社保局",
        annexes=(Annex("各区县报送情况表", (TableBlock(COLUMNS, rows, unit="件"),)),),
        signature=Signature(reporter.office, reporter.on),
        letterhead=False,
    )


def figures(cells: Sequence[Cell], on: date) -> tuple[int, int, int]:
    """Return owed, met and met in time of what counts (`matrix.counts`)."""
    due = [cell for cell in cells if counts(cell, on)]
    return sum(cell.owed for cell in due), sum(cell.met for cell in due), sum(cell.met - cell.late for cell in due)


def _named(title: str, lines: Sequence[Line]) -> list[Block]:
    if not lines:
        return []
    return [Heading(1, title), Paragraph(f"{'、'.join(line.name for line in lines)}（共{len(lines)}个）。")]


def standing(lines: Sequence[tuple[Line, Sequence[Cell]]], duty: Duty, state: CellState) -> list[Line]:
    """Return the districts that stand in a state with an obligation."""
    return [line for line, cells in lines if any(cell.key == duty.key and cell.state is state for cell in cells)]


def row(number: int, line: Line, owed: int, met: int, on_time: int) -> tuple[str, ...]:
    """Return the row of a district in the table of all (`COLUMNS`)."""
    return (str(number), line.name, str(owed), str(met), str(on_time), rate(met, owed), rate(on_time, owed))


def rate(part: int, whole: int) -> str:
    """Return a share in percent; a dash where nothing was due."""
    return f"{part * 100 / whole:.1f}%" if whole else "—"
