"""The tables (附表) that a draft can have, and the numbers in them."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from forms.consistency import Figure
from forms.draft import DraftColumn, DraftTable
from forms.figures import area_lines, here
from forms.picture import Matter, Picture, one_line
from forms.project_figures import percent
from models.arithmetic import plain_number
from models.programme.types import IndicatorKind

_NUMBER = DraftColumn("序号", 0.5, "center")


def _short_day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}.{day.month}.{day.day}"


def nine_areas(picture: Picture) -> DraftTable:
    """九项表: the pilot projects by area and group of states, with their milestones (`figures.area_lines`)."""
    lines = area_lines(picture)
    columns = (
        _NUMBER,
        DraftColumn("试点方向", 4),
        DraftColumn("试点项目（个）", 1.3, "right"),
        *(DraftColumn(group, 0.9, "right") for group in picture.pilot_groups),
        DraftColumn("里程碑\n已完成", 1.1, "right"),
        DraftColumn("里程碑\n已逾期", 1.1, "right"),
    )
    rows = [(str(line.number or ""), line.title, *map(str, line.counts)) for line in lines]
    totals = (str(sum(column)) for column in zip(*(line.counts for line in lines), strict=True))
    return DraftTable(columns, [*rows, ("", "合计", *totals)])


def indicators(picture: Picture) -> DraftTable:
    """指标表: what the indicators of the pilot projects have reached, by area (`read_indicator_report`)."""
    columns = (
        _NUMBER,
        DraftColumn("试点方向", 2),
        DraftColumn("指标名称", 2.4),
        DraftColumn("单位", 0.8, "center"),
        DraftColumn("指标性质", 0.9, "center"),
        DraftColumn(f"{picture.on.year}年目标", 1.1, "right"),
        DraftColumn("实际完成", 1.1, "right"),
        DraftColumn("完成率", 1, "right"),
        DraftColumn("数据来源", 2),
        DraftColumn("备注", 1.5),
    )
    shown = [line for line in (*picture.indicators.lines, *picture.indicators.district) if line.projects]
    rows = [
        (
            str(place),
            line.area_title or f"全{here(picture)[-1]}合计",
            line.name,
            line.unit,
            line.kind_title,
            _plain(line.target),
            _plain(line.actual),
            "" if line.rate is None else percent(line.rate),
            one_line(line.source),
            line.remark or ("" if line.reporting else "暂无完成值"),
        )
        for place, line in enumerate(shown, start=1)
    ]
    return DraftTable(columns, rows, landscape=True)


def problems(picture: Picture) -> DraftTable:
    """问题清单: the open problems as the text names them (`Picture.problems`)."""
    return _matters("存在的问题", "试点方向", picture.problems)


def requests(picture: Picture) -> DraftTable:
    """支持事项清单: the open requests as the text names them (`Picture.requests`)."""
    return _matters("寻求支持事项", "请求对象", picture.requests)


def _matters(what: str, group: str, matters: list[Matter]) -> DraftTable:
    columns = (
        _NUMBER,
        DraftColumn(what, 4.5),
        DraftColumn(group, 1.7),
        DraftColumn("涉及项目", 3.5),
        DraftColumn("提出时间", 1.2, "center"),
    )
    rows = [
        (str(place), matter.text, matter.group, "、".join(matter.projects), _short_day(matter.on))
        for place, matter in enumerate(matters, start=1)
    ]
    return DraftTable(columns, rows, landscape=True)


def recommendation(picture: Picture) -> DraftTable:
    """推荐汇总表: the recommended projects in their order; the reason is the district's opinion (`Picture.recommended`)."""
    columns = (
        DraftColumn("推荐顺序", 0.4, "center"),
        DraftColumn("试点主体", 1.8),
        DraftColumn("试点项目名称", 1.9),
        DraftColumn("试点方向", 1.3),
        DraftColumn("试点期限", 1.2),
        DraftColumn("推荐理由", 5),
    )
    rows = []
    for number, row in picture.recommended.items():
        project = picture.by_number[number]
        reason = one_line(row.opinion)
        rank = str(row.rank or "")
        rows.append((rank, project.entity, project.title, project.area_title, row.period, f"{reason}。" if reason else ""))
    return DraftTable(columns, rows, landscape=True)


TABLES: dict[str, Callable[[Picture], DraftTable]] = {
    function.__name__: function for function in (nine_areas, indicators, problems, requests, recommendation)
}
"""The tables that an annex can name."""


def figures_of(table: str, place: str, picture: Picture) -> Iterator[Figure]:
    """Yield the numbers of a table, for comparing them with the text.

    Args:
        table: Its name in `TABLES`.
        place: Where it stands, in the officer's words.
        picture: What it is made from.
    """
    until = picture.on.isoformat()
    if table == "nine_areas":
        count = sum(line.counts[0] for line in area_lines(picture))
        yield Figure("试点项目", "个", IndicatorKind.POINT.value, until, Decimal(count), place)
    elif table == "indicators":
        for line in picture.indicators.lines:
            if line.projects and line.actual is not None:
                yield Figure(line.name, line.unit, _kind(picture, line.name), until, line.actual, f"{place}（{line.area_title}）")
        for own in picture.indicators.rows:
            if own.actual:
                kind = _kind(picture, own.name)
                yield Figure(own.name, own.unit, kind, until, Decimal(own.actual), f"项目“{own.title}”", own.number)
    elif table in ("problems", "requests"):
        found = picture.problems if table == "problems" else picture.requests
        name = "尚未解决的问题" if table == "problems" else "需要支持的事项"
        yield Figure(name, "个" if table == "problems" else "项", IndicatorKind.POINT.value, until, Decimal(len(found)), place)


def _kind(picture: Picture, name: str) -> str:
    return next((indicator.kind.value for indicator in picture.programme.indicators if indicator.name == name), "")


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain_number(value)
