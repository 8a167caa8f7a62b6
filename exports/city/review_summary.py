"""评审汇总表: the ranking of a round with its averages, every expert's total, and the averages by criterion, as a workbook."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from exports.excel.report import LEAST_WIDTH, Numbered, Plan, Sheet
from exports.excel.rows import Column, Kind, Value
from models.arithmetic import plain_number
from models.programme.pack import Programme
from models.queries.city.reviews import CONFLICT, DONE, Board, Ranked
from models.queries.report_parts import Reporter

TITLE = "评审汇总表"
INTERNAL = "内部资料，评审情况不对外公开。"
_FACTS = (
    Column("序号", Kind.NUMBER, 6, centred=True),
    Column("申报编号", width=16, centred=True),
    Column("试点项目名称", width=26),
)
_PLACE = Column("名次", Kind.NUMBER, 7, centred=True)


def summary_plan(shown: Board, ranked: Sequence[Ranked], outcomes: Mapping[str, str], programme: Programme, reporter: Reporter) -> Plan:
    """Return the workbook of a round.

    Args:
        shown: The round.
        ranked: Its ranking (`models.queries.city.reviews.ranking`).
        outcomes: What was decided, in words, by project.
        programme: The pack.
        reporter: Who writes it, and for which day.
    """
    sheets = (_ranking(shown, ranked, outcomes, programme), _totals(shown, ranked), _criteria(shown, ranked))
    return Plan(f"{TITLE}（{shown.facts.title}）", reporter, sheets)


def _ranking(shown: Board, ranked: Sequence[Ranked], outcomes: Mapping[str, str], programme: Programme) -> Sheet:
    scoring, facts = programme.review.scoring, shown.facts
    columns = (
        *_FACTS,
        Column("试点主体", width=22),
        Column("区县", width=10, centred=True),
        Column("主方向", width=10, centred=True),
        _PLACE,
        Column("有效评分", Kind.NUMBER, 8, centred=True),
        Column("回避", Kind.NUMBER, 7, centred=True),
        Column("平均分", Kind.NUMBER, 10),
        Column("去最高最低后平均", Kind.NUMBER, 10),
        Column("最低", Kind.NUMBER, 9),
        Column("最高", Kind.NUMBER, 9),
        Column("排名用分", Kind.NUMBER, 10),
        Column("达到入围线", width=9, centred=True),
        Column("审定结果", width=10, centred=True),
        Column("备注", width=10),
    )
    rows = [
        (
            row.judged.number,
            row.judged.title,
            row.judged.entity,
            row.judged.district,
            row.judged.area,
            row.place or "",
            row.result.sheets,
            row.conflicts,
            _number(row.result.plain),
            _number(row.result.trimmed),
            _number(row.result.lowest),
            _number(row.result.highest),
            _number(row.result.counted),
            "" if row.passed is None else "是" if row.passed else "否",
            outcomes.get(row.judged.project_id, ""),
        )
        for row in ranked
    ]
    how = f"有效评分满{scoring.trim_from}份的去掉一个最高分、一个最低分后平均" if facts.trimmed else "全部有效评分平均"
    titles = {weight.key: weight.title for weight in facts.weights}
    ties = "、".join(f"“{titles[key]}”" for key in scoring.tie_break if key in titles)
    notes = [f"排名用分：{how}，保留{scoring.decimals}位小数。" + (f"同分的依次比较{ties}的平均分。" if ties else "")]
    notes.append("回避的专家不计分。" + (f"入围线{facts.pass_line}分。" if facts.pass_line else ""))
    notes.append(INTERNAL)
    return Sheet("汇总", f"{TITLE}（{facts.title}）", columns, Numbered(rows, ""), len(rows), "分", "批次里没有项目", notes=tuple(notes))


def _totals(shown: Board, ranked: Sequence[Ranked]) -> Sheet:
    columns = _filled_up((*_FACTS, _PLACE, *(Column(name, Kind.NUMBER, 11) for _, name in shown.experts)))
    rows = []
    for row in ranked:
        cells: list[Value] = [row.judged.number, row.judged.title, row.place or ""]
        for expert, _ in shown.experts:
            cell = shown.cells.get((row.judged.project_id, expert))
            known = cell is not None and cell.stands in (DONE, CONFLICT)
            cells.append("" if cell is None or not known else CONFLICT if cell.stands == CONFLICT else Decimal(cell.total or "0"))
        rows.append((*cells, ""))
    notes = (f"评审批次：{shown.facts.title}。", "每位专家给每个项目的总分；空白的没有分配或没有完成。", INTERNAL)
    return Sheet("专家总分", "专家评分明细", columns, Numbered(rows), len(rows), "分", "批次里没有项目", notes=notes)


def _criteria(shown: Board, ranked: Sequence[Ranked]) -> Sheet:
    weights = shown.facts.weights
    columns = _filled_up((*_FACTS, _PLACE, *(Column(f"{one.short}\n（{plain_number(one.weight)}分）", Kind.NUMBER, 11) for one in weights)))
    rows = [
        (row.judged.number, row.judged.title, row.place or "", *(_number(row.result.by_criterion.get(one.key)) for one in weights), "")
        for row in ranked
    ]
    notes = (f"评审批次：{shown.facts.title}。", "各项指标为全部有效评分的平均分，不去最高最低。", INTERNAL)
    return Sheet("分项平均", "分项平均分", columns, Numbered(rows), len(rows), "分", "批次里没有项目", notes=notes)


def _filled_up(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Add a column for remarks that takes what is left of the least width of a sheet: there the lines above the table need it."""
    return (*columns, Column("备注", width=max(8.0, LEAST_WIDTH - sum(column.width for column in columns))))


def _number(value: Decimal | None) -> Value:
    return "" if value is None else value
