"""The named figures (数据项) of one project, for the paragraphs that a draft writes for each project; a closed list.

A figure is a whole number or a text; zero and the empty text mean that there is nothing to say.
"""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from forms.picture import Picture, one_line
from models.queries.reports import ProgressLine

Value = int | str

RATE_STEP = Decimal("0.1")


def stored_day(text: str) -> str:
    """Return a stored day as a text writes it; empty when there is none."""
    if not text:
        return ""
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"


def percent(rate: Decimal | str) -> str:
    """Return a share (1 = all) in per cent with at most one digit behind the point."""
    shown = (Decimal(rate) * 100).quantize(RATE_STEP, rounding=ROUND_HALF_UP)
    return f"{shown:f}".removesuffix(".0") + "%"


def title(project: ProgressLine, picture: Picture) -> str:
    """Title of the project."""
    return project.title


def number(project: ProgressLine, picture: Picture) -> str:
    """Application number."""
    return project.number


def entity(project: ProgressLine, picture: Picture) -> str:
    """Name of the pilot entity."""
    return project.entity


def area(project: ProgressLine, picture: Picture) -> str:
    """Title of the main area; empty until chosen."""
    return project.area_title


def state(project: ProgressLine, picture: Picture) -> str:
    """Title of the life-cycle state."""
    return project.state


def progress(project: ProgressLine, picture: Picture) -> str:
    """The latest progress entry, without the sign at its end."""
    return one_line(project.progress)


def progress_on(project: ProgressLine, picture: Picture) -> str:
    """Day of the latest progress entry."""
    return stored_day(project.on)


def reached_milestones(project: ProgressLine, picture: Picture) -> int:
    """Milestones that are reached."""
    return project.done


def late_milestones(project: ProgressLine, picture: Picture) -> int:
    """Milestones whose day has passed."""
    return project.late


def reached_and_late_milestones(project: ProgressLine, picture: Picture) -> int:
    """1 when some are reached and some are late."""
    return int(bool(project.done) and bool(project.late))


def only_late_milestones(project: ProgressLine, picture: Picture) -> int:
    """1 when some are late and none is reached."""
    return int(bool(project.late) and not project.done)


def next_milestone(project: ProgressLine, picture: Picture) -> str:
    """The milestone that comes next, with its day."""
    return project.next


def results(project: ProgressLine, picture: Picture) -> str:
    """The indicators that have a value: actual value, target of the year and completion rate."""
    found = []
    for line in picture.results.get(project.number, ()):
        aim = f"当年目标{line.target}{line.unit}" if line.target else ""
        rate = f"完成率{percent(line.rate)}" if line.rate else ""
        behind = "，".join(filter(None, (aim, rate)))
        found.append(f"{line.name}{line.actual}{line.unit}" + (f"（{behind}）" if behind else ""))
    return "；".join(found)


def no_results(project: ProgressLine, picture: Picture) -> int:
    """1 when no indicator has a value."""
    return int(not picture.results.get(project.number))


def rank(project: ProgressLine, picture: Picture) -> int:
    """Place in the recommended order; 0 when it has none."""
    row = picture.recommended.get(project.number)
    return (row.rank if row else None) or 0


def unranked(project: ProgressLine, picture: Picture) -> int:
    """1 when it has none."""
    return int(not rank(project, picture))


def period(project: ProgressLine, picture: Picture) -> str:
    """Period of a recommended project."""
    row = picture.recommended.get(project.number)
    return row.period if row else ""


def opinion(project: ProgressLine, picture: Picture) -> str:
    """The district's opinion on a recommended project, without the sign at its end."""
    row = picture.recommended.get(project.number)
    return one_line(row.opinion) if row else ""


PROJECT_FIGURES: dict[str, Callable[[ProgressLine, Picture], Value]] = {
    function.__name__: function
    for function in (
        *(title, number, entity, area, state, progress, progress_on),
        *(reached_milestones, late_milestones, reached_and_late_milestones, only_late_milestones, next_milestone),
        *(results, no_results, rank, unranked, period, opinion),
    )
}
"""Figures of one project; in a paragraph for each project they come before those of the district."""
