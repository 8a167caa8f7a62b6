"""The columns of a round: the board (a column an expert) and the ranking."""

from decimal import Decimal
from typing import NamedTuple

from models.queries.city.reviews import BEGUN, CONFLICT, DONE, OPEN, Board, Judged, Ranked
from ui.table.columns import ColumnKind, ColumnSpec
from ui.tone import Tone

EXPERT = "expert_"
TONES = {DONE: Tone.OK, CONFLICT: Tone.NEUTRAL, OPEN: Tone.WARNING, BEGUN: Tone.HINT}
PASSED, FAILED = "达到", "未达到"


class BoardLine(NamedTuple):
    """One project on the board; `sheets` stands by place of the expert."""

    id: str
    judged: Judged
    sheets: tuple[str, ...]
    done: tuple[int, int]


class RankLine(NamedTuple):
    """One project of the ranking with what was decided."""

    id: str
    row: Ranked
    outcome: str


def points(value: Decimal | None) -> str:
    """Return an average with all its digits."""
    return "" if value is None else f"{value:f}"


def passed(row: Ranked) -> str:
    """Say whether a project reaches the pass line; empty without a line or a result."""
    return "" if row.passed is None else PASSED if row.passed else FAILED


def board_columns(shown: Board) -> tuple[ColumnSpec, ...]:
    """Return the columns of the board, one for every expert."""
    experts = tuple(
        ColumnSpec(
            f"{EXPERT}{id}",
            name,
            ColumnKind.STATE,
            width=5,
            value=lambda line, place=place: line.sheets[place],  # type: ignore[misc]
            tone=lambda words: TONES.get(words, Tone.OK),
        )
        for place, (id, name) in enumerate(shown.experts)
    )
    return (
        ColumnSpec("number", "申报编号", width=8, value=lambda line: line.judged.number, visible=False),
        ColumnSpec("title", "试点项目名称", width=14, stretch=True, value=lambda line: line.judged.title),
        ColumnSpec("district", "区县", width=5, value=lambda line: line.judged.district),
        ColumnSpec("area", "主方向", width=5, value=lambda line: line.judged.area, visible=False),
        ColumnSpec("done", "完成", ColumnKind.PROGRESS, width=5),
        *experts,
    )


def board_line(shown: Board, judged: Judged) -> BoardLine:
    """Return the line of one project: totals of finished sheets, else where each stands."""
    cells = [shown.cells.get((judged.project_id, expert)) for expert, _ in shown.experts]
    there = [cell for cell in cells if cell is not None]
    words = tuple("" if cell is None else cell.total if cell.stands == DONE else cell.stands for cell in cells)
    return BoardLine(judged.project_id, judged, words, (sum(cell.stands in (DONE, CONFLICT) for cell in there), len(there)))


RANKING = (
    ColumnSpec("place", "名次", ColumnKind.NUMBER, width=3, value=lambda line: line.row.place or None),
    ColumnSpec("title", "试点项目名称", width=10, stretch=True, value=lambda line: line.row.judged.title),
    ColumnSpec("district", "区县", width=4, value=lambda line: line.row.judged.district),
    ColumnSpec("area", "主方向", width=5, value=lambda line: line.row.judged.area, visible=False),
    ColumnSpec("counted", "排名用分", ColumnKind.NUMBER, width=5, value=lambda line: line.row.result.counted, show=points),
    ColumnSpec("plain", "平均分", ColumnKind.NUMBER, width=4, value=lambda line: line.row.result.plain, show=points),
    ColumnSpec("trimmed", "去高低", ColumnKind.NUMBER, width=4, value=lambda line: line.row.result.trimmed, show=points),
    ColumnSpec("sheets", "有效", ColumnKind.NUMBER, width=3, value=lambda line: line.row.result.sheets),
    ColumnSpec("conflicts", "回避", ColumnKind.NUMBER, visible=False, width=3, value=lambda line: line.row.conflicts or None),
    ColumnSpec("waiting", "未收", ColumnKind.NUMBER, visible=False, width=3, value=lambda line: line.row.waiting or None),
    ColumnSpec(
        "passed",
        "入围线",
        ColumnKind.STATE,
        width=4,
        value=lambda line: passed(line.row),
        tone=lambda word: Tone.OK if word == PASSED else Tone.NEUTRAL,
    ),
    ColumnSpec("outcome", "审定结果", width=4),
    ColumnSpec("number", "申报编号", width=9, visible=False, value=lambda line: line.row.judged.number),
    ColumnSpec("entity", "试点主体", width=10, visible=False, value=lambda line: line.row.judged.entity),
)
