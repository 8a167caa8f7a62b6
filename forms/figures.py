"""The named figures (数据项) that the first draft of a document may hold; closed lists, each with where it comes from.

A figure is a whole number or a text; zero and the empty text mean that there is nothing to say.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date

from forms.picture import Matter, Picture, one_line
from forms.project_figures import Value, stored_day
from models.queries.report_parts import AreaLine
from models.queries.reports import ProgressLine

NAMED_PROJECTS = 3
"""Most projects that a list entry names one by one."""


def day_text(day: date) -> str:
    """Return a day as reports write it: ``2026年11月23日``, the last day of a month as ``2026年11月底``."""
    if day.day == monthrange(day.year, day.month)[1]:
        return f"{day.year}年{day.month}月底"
    return f"{day.year}年{day.month}月{day.day}日"


def _counted(names: Iterable[tuple[str, int]]) -> str:
    return "、".join(f"{name}{count}个" for name, count in names if count)


def office(picture: Picture) -> str:
    """Full name of the office, from the settings of the workspace."""
    return picture.reporter.office


def here(picture: Picture) -> str:
    """What the district calls itself (我区, 我县), from its name."""
    return "我县" if picture.reporter.district.endswith("县") else "我区"


def officer(picture: Picture) -> str:
    """The officer in charge, from the settings of the workspace."""
    return picture.reporter.officer


def phone(picture: Picture) -> str:
    """Telephone of the office, from the settings of the workspace."""
    return picture.reporter.phone


def programme(picture: Picture) -> str:
    """Name of the programme, from the pack."""
    return picture.programme.title


def notice(picture: Picture) -> str:
    """Title and number of the notice that starts the programme, from the pack."""
    number = picture.programme.notice
    title = next((document.title for document in picture.programme.documents if document.number == number), "")
    return f"《{title}》（{number}）" if title else number


def year(picture: Picture) -> str:
    """The year that the document reports on; else the year of its day."""
    return str(picture.year)


def today(picture: Picture) -> str:
    """Day of the document."""
    return f"{picture.today.year}年{picture.today.month}月{picture.today.day}日"


def as_of(picture: Picture) -> str:
    """Day of the figures: that of the document, at most the last of the year it reports on."""
    return day_text(picture.on)


def pilot_projects(picture: Picture) -> int:
    """Projects whose state belongs to the pilot groups of the definition."""
    return len(picture.pilots)


def no_pilot_projects(picture: Picture) -> int:
    """1 when there is no pilot project."""
    return int(not picture.pilots)


def pilot_states(picture: Picture) -> str:
    """Pilot projects by state; empty when all are in one state."""
    counts = [(state, picture.states[state]) for state in picture.pilot_states if picture.states[state]]
    return _counted(counts) if len(counts) > 1 else ""


def one_pilot_state(picture: Picture) -> str:
    """The state of all pilot projects where they share one."""
    held = [state for state in picture.pilot_states if picture.states[state]]
    return held[0] if len(held) == 1 else ""


def other_projects(picture: Picture) -> int:
    """Projects that are not pilot projects: being applied for, not selected, cancelled, withdrawn."""
    return len(picture.projects) - len(picture.pilots)


def no_pilot_other_projects(picture: Picture) -> int:
    """Other projects, when there is no pilot project."""
    return 0 if picture.pilots else other_projects(picture)


def other_states(picture: Picture) -> str:
    """Those by state."""
    states = (state.title for state in picture.programme.life_cycle.state)
    return _counted((state, picture.states[state]) for state in states if state not in picture.pilot_states)


def pilot_entities(picture: Picture) -> int:
    """Entities that carry pilot projects."""
    return len({project.entity for project in picture.pilots})


def areas(picture: Picture) -> int:
    """Pilot areas of the pack."""
    return len(picture.programme.areas)


def _covered(picture: Picture) -> list[str]:
    held = {project.area_title for project in picture.pilots}
    return [area.title for area in picture.programme.areas if area.title in held]


def areas_covered(picture: Picture) -> int:
    """Pilot areas that are the main area of a pilot project."""
    return len(_covered(picture))


def all_areas_covered(picture: Picture) -> int:
    """1 when every pilot area is."""
    return int(areas_covered(picture) == areas(picture))


def covered_areas(picture: Picture) -> str:
    """Their titles, unless all are covered."""
    return "" if all_areas_covered(picture) else "、".join(_covered(picture))


def empty_areas(picture: Picture) -> str:
    """Titles of the pilot areas without a pilot project."""
    covered = _covered(picture)
    return "、".join(area.title for area in picture.programme.areas if area.title not in covered)


def without_area(picture: Picture) -> int:
    """Pilot projects that have not chosen a main area."""
    titles = {area.title for area in picture.programme.areas}
    return sum(project.area_title not in titles for project in picture.pilots)


def milestones(picture: Picture) -> int:
    """Milestones of the pilot projects."""
    return sum(project.done + project.late + project.planned for project in picture.pilots)


def milestones_done(picture: Picture) -> int:
    """Milestones of the pilot projects that are reached."""
    return sum(project.done for project in picture.pilots)


def milestones_late(picture: Picture) -> int:
    """Milestones of the pilot projects whose day has passed."""
    return sum(project.late for project in picture.pilots)


def without_progress(picture: Picture) -> int:
    """Pilot projects without a progress entry."""
    return sum(not project.progress.strip() for project in picture.pilots)


def _indicator_counts(picture: Picture, column: int | None = None) -> int:
    return sum(sum(line.counts) if column is None else line.counts[column] for line in picture.indicators.areas)


def indicators(picture: Picture) -> int:
    """Indicators that the pilot projects have chosen, counted project by project."""
    return _indicator_counts(picture)


def indicators_reached(picture: Picture) -> int:
    """Those that have reached the target of the year."""
    return _indicator_counts(picture, 0)


def indicators_short(picture: Picture) -> int:
    """Those that have a value below the target of the year."""
    return _indicator_counts(picture, 1)


def indicators_silent(picture: Picture) -> int:
    """Those without a value."""
    return _indicator_counts(picture, 2)


def indicators_aimless(picture: Picture) -> int:
    """Those with a value and no target for the year."""
    return _indicator_counts(picture, 3)


def open_problems(picture: Picture) -> int:
    """Problems of the pilot projects that are not solved; the same words count once."""
    return len(picture.problems)


def no_open_problems(picture: Picture) -> int:
    """1 when there are pilot projects and none of their problems is open."""
    return int(bool(picture.pilots) and not picture.problems)


def solved_problems(picture: Picture) -> int:
    """Problems of the pilot projects that were solved in the year of the draft."""
    return sum(line.closed_on[:4] == year(picture) for line in picture.problem_lines)


def open_requests(picture: Picture) -> int:
    """Support requests of the pilot projects that are not answered; the same words count once."""
    return len(picture.requests)


def no_open_requests(picture: Picture) -> int:
    """1 when no support request is open."""
    return int(not picture.requests)


def answered_requests(picture: Picture) -> int:
    """Support requests of the pilot projects that were answered in the year of the draft."""
    return sum(line.closed_on[:4] == year(picture) for line in picture.request_lines)


def recommended_projects(picture: Picture) -> int:
    """Projects in review or submitted, which the district recommends."""
    return len(picture.recommended)


def no_recommended_projects(picture: Picture) -> int:
    """1 when there is none."""
    return int(not picture.recommended)


def recommended_entities(picture: Picture) -> int:
    """Entities of the recommended projects."""
    return len({picture.by_number[number].entity for number in picture.recommended})


def recommended_areas(picture: Picture) -> int:
    """Pilot areas that are the main area of a recommended project."""
    titles = {area.title for area in picture.programme.areas}
    return len({picture.by_number[number].area_title for number in picture.recommended} & titles)


def recommended_checked(picture: Picture) -> int:
    """Recommended projects whose check list (区县审核要点) is ticked to the end."""
    return sum(row.checked for row in picture.recommended.values())


def all_recommended_checked(picture: Picture) -> int:
    """1 when there are recommended projects and each is."""
    return int(bool(picture.recommended) and recommended_checked(picture) == len(picture.recommended))


def recommended_partly_checked(picture: Picture) -> int:
    """1 when only some are."""
    return int(0 < recommended_checked(picture) < len(picture.recommended))


def recommended_unchecked(picture: Picture) -> int:
    """Recommended projects whose check list is not ticked to the end."""
    return len(picture.recommended) - recommended_checked(picture)


def recommended_unranked(picture: Picture) -> int:
    """Recommended projects without a place in the recommended order."""
    return sum(row.rank is None for row in picture.recommended.values())


def recommended_without_opinion(picture: Picture) -> int:
    """Recommended projects for which the district's opinion is not written."""
    return sum(not one_line(row.opinion) for row in picture.recommended.values())


FIGURES: dict[str, Callable[[Picture], Value]] = {
    function.__name__: function
    for function in (
        *(office, here, officer, phone, programme, notice, year, today, as_of),
        *(pilot_projects, no_pilot_projects, pilot_states, one_pilot_state),
        *(other_projects, no_pilot_other_projects, other_states, pilot_entities),
        *(areas, areas_covered, all_areas_covered, covered_areas, empty_areas, without_area),
        *(milestones, milestones_done, milestones_late, without_progress),
        *(indicators, indicators_reached, indicators_short, indicators_silent, indicators_aimless),
        *(open_problems, no_open_problems, solved_problems, open_requests, no_open_requests, answered_requests),
        *(recommended_projects, no_recommended_projects, recommended_entities, recommended_areas),
        *(recommended_checked, all_recommended_checked, recommended_partly_checked, recommended_unchecked),
        *(recommended_unranked, recommended_without_opinion),
    )
}
"""Figures of the whole district."""


EACH: dict[str, Callable[[Picture], list[ProgressLine]]] = {
    "pilot_projects": lambda picture: picture.pilots,
    "recommended": lambda picture: [picture.by_number[number] for number in picture.recommended],
}
"""The projects for each of which a paragraph can be written."""


def entries(picture: Picture) -> list[Matter]:
    """Return the progress entries of the project that the document is about, each with its day."""
    held = picture.record.entries(picture.own.number) if picture.own else []
    return [Matter(f"{one_line(text)}（{stored_day(day)}）", "", (), day) for day, text in held if one_line(text)]


def requests_heading(group: str) -> str:
    """Return the heading of the requests addressed to somebody."""
    return f"请{group}支持的事项" if group else "其他需要支持的事项"


ITEMS: dict[str, tuple[Callable[[Picture], list[Matter]], Callable[[str], str]]] = {
    "problems": (lambda picture: picture.problems, lambda group: group),
    "requests": (lambda picture: picture.requests, requests_heading),
    "entries": (entries, lambda group: group),
}
"""The numbered lists: their entries, and the heading of a group."""


def sources(matter: Matter) -> str:
    """Return which projects raised something, in brackets; nothing where the document is about one project."""
    if not matter.projects:
        return ""
    named = "、".join(matter.projects[:NAMED_PROJECTS])
    more = f"等{len(matter.projects)}个项目" if len(matter.projects) > NAMED_PROJECTS else ""
    return f"（涉及项目：{named}{more}）"


def area_lines(picture: Picture) -> list[AreaLine]:
    """Return for each pilot area, and for what has none, the pilot projects by group of states, then their milestones reached and late."""
    group_of = {state.title: state.group for state in picture.programme.life_cycle.state}
    titles = [(area.number, area.title) for area in picture.programme.areas]
    lines = []
    for place, name in [*titles, (0, "")]:
        held = [project for project in picture.pilots if project.area_title == name]
        if not place and not held:
            continue
        by_group = [sum(group_of[project.state] == group for project in held) for group in picture.pilot_groups]
        counts = (len(held), *by_group, sum(project.done for project in held), sum(project.late for project in held))
        lines.append(AreaLine(place, name or "（尚未选定主方向）", counts))
    return lines
