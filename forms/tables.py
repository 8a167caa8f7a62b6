"""The tables (附表) that the first draft of a table field can be filled from; a closed list."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from forms.figures import area_lines, here
from forms.picture import Matter, Picture, one_line
from forms.project_figures import percent
from models.arithmetic import plain_number

TOTAL = "合计"
"""What the row of the totals is called."""

GROUPS = tuple(f"group_{number}" for number in range(1, 6))
"""Columns for the groups of states of the pilot projects, in the order of the document's ``pilot_groups``."""


class Row(NamedTuple):
    """One row.

    Attributes:
        subject: By which the row is found again when the data has moved on; unique in the table.
        cells: Texts as they are typed, by key of the column.
    """

    subject: str
    cells: dict[str, str]


class TableSource(NamedTuple):
    """Where a table comes from.

    Attributes:
        rows: Its rows.
        columns: The columns it can fill.
        linked: Those of them that hold numbers, which stay linked (关联数据).
    """

    rows: Callable[[Picture], list[Row]]
    columns: tuple[str, ...]
    linked: tuple[str, ...]


def nine_areas(picture: Picture) -> list[Row]:
    """九项表: the pilot projects by area and group of states, with their milestones (`figures.area_lines`)."""
    if not picture.pilots:
        return []
    names = ("projects", *GROUPS[: len(picture.pilot_groups)], "done", "late")
    lines = area_lines(picture)
    rows = [Row(str(line.number), {"area": line.title} | dict(zip(names, map(str, line.counts), strict=True))) for line in lines]
    totals = [sum(column) for column in zip(*(line.counts for line in lines), strict=True)]
    return [*rows, Row(TOTAL, {"area": TOTAL} | dict(zip(names, map(str, totals), strict=True)))]


def indicators(picture: Picture) -> list[Row]:
    """指标表: what the indicators have reached; by area, or those of the project (`read_indicator_report`)."""
    if picture.own:
        return [
            Row(
                f"{line.name}（{place}）",
                {
                    "name": line.name,
                    "unit": line.unit,
                    "kind": line.kind_title,
                    "baseline": line.baseline,
                    "target": line.target,
                    "actual": line.actual,
                    "rate": percent(line.rate) if line.rate else "",
                    "source": one_line(line.source),
                    "remark": "" if line.actual else "暂无完成值",
                },
            )
            for place, line in enumerate(picture.indicator_lines, start=1)
        ]
    whole = f"全{here(picture)[-1]}{TOTAL}"
    return [
        Row(
            f"{line.area_title or whole}：{line.name}",
            {
                "area": line.area_title or whole,
                "name": line.name,
                "unit": line.unit,
                "kind": line.kind_title,
                "baseline": _plain(line.baseline),
                "target": _plain(line.target),
                "actual": _plain(line.actual),
                "rate": "" if line.rate is None else percent(line.rate),
                "source": one_line(line.source),
                "remark": line.remark or ("" if line.reporting else "暂无完成值"),
            },
        )
        for line in (*picture.indicators.lines, *picture.indicators.district)
        if line.projects
    ]


def problems(picture: Picture) -> list[Row]:
    """问题清单: the open problems as the text names them (`Picture.problems`)."""
    return _matters(picture.problems)


def requests(picture: Picture) -> list[Row]:
    """支持事项清单: the open requests as the text names them (`Picture.requests`)."""
    return _matters(picture.requests)


def _matters(matters: list[Matter]) -> list[Row]:
    return [
        Row(
            matter.text,
            {"text": f"{matter.text}。", "group": matter.group, "projects": "、".join(matter.projects), "on": _short_day(matter.on)},
        )
        for matter in matters
    ]


def projects(picture: Picture) -> list[Row]:
    """项目情况表: the pilot projects, how they go on and how many of their indicators have reached the year's target."""
    rows = []
    for line in picture.pilots:
        own = picture.results.get(line.number, [])
        reached = sum(bool(result.rate) and Decimal(result.rate) >= 1 for result in own)
        chosen = sum(result.number == line.number for result in picture.indicator_lines)
        cells = {
            "title": line.title,
            "entity": line.entity,
            "area": line.area_title,
            "state": line.state,
            "progress": one_line(line.progress),
        }
        counts = {"done": line.done, "late": line.late, "indicators": chosen, "reached": reached, "open": line.open}
        rows.append(Row(line.number, cells | {key: str(count) for key, count in counts.items()}))
    return rows


def recommendation(picture: Picture) -> list[Row]:
    """推荐汇总表: the recommended projects in their order; the reason is the district's opinion (`Picture.recommended`)."""
    rows = []
    for number, row in picture.recommended.items():
        project = picture.by_number[number]
        reason = one_line(row.opinion)
        cells = {
            "rank": str(row.rank or ""),
            "entity": project.entity,
            "title": project.title,
            "area": project.area_title,
            "period": row.period,
            "reason": f"{reason}。" if reason else "",
        }
        rows.append(Row(number, cells))
    return rows


def milestones(picture: Picture) -> list[Row]:
    """节点对照表: the milestones with planned and actual day."""
    return [
        Row(
            f"{line.number}：{line.title}（{place}）",
            {
                "project": line.project,
                "title": line.title,
                "planned": _short_day(line.planned_on),
                "done": _short_day(line.done_on),
                "standing": line.mark,
                "note": one_line(line.note),
            },
        )
        for place, line in enumerate(picture.milestone_lines, start=1)
    ]


_MATTER = ("text", "group", "projects", "on")
_INDICATOR = ("area", "name", "unit", "kind", "baseline", "target", "actual", "rate", "source", "remark")

TABLES: dict[str, TableSource] = {
    "nine_areas": TableSource(nine_areas, ("area", "projects", *GROUPS, "done", "late"), ("projects", *GROUPS, "done", "late")),
    "indicators": TableSource(indicators, _INDICATOR, ("baseline", "target", "actual", "rate")),
    "problems": TableSource(problems, _MATTER, ()),
    "requests": TableSource(requests, _MATTER, ()),
    "projects": TableSource(
        projects,
        ("title", "entity", "area", "state", "progress", "done", "late", "indicators", "reached", "open"),
        ("state", "done", "late", "indicators", "reached", "open"),
    ),
    "recommendation": TableSource(recommendation, ("rank", "entity", "title", "area", "period", "reason"), ("rank", "period")),
    "milestones": TableSource(milestones, ("project", "title", "planned", "done", "standing", "note"), ("planned", "done")),
}
"""All tables by name."""


def _short_day(text: str) -> str:
    if not text:
        return ""
    day = date.fromisoformat(text)
    return f"{day.year}.{day.month}.{day.day}"


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain_number(value)
