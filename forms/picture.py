"""What a first draft is written from: the workspace on one day, each part read at most once with the queries of the reports."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from models.programme.pack import Programme
from models.queries.indicator_report import IndicatorReport, ProjectIndicatorLine, read_indicator_report
from models.queries.recommendation import RecommendedRow, recommended
from models.queries.report_parts import Reporter, read_reporter
from models.queries.reports import MatterLine, ProgressLine, read_problems, read_progress, read_requests
from models.reading import Reader

_ENDS = "。；;，,、.！!？? \t　"
_STOPS = "。；！？：，、"


class Matter(NamedTuple):
    """A problem or support request as the draft names it: once, whichever projects raised it.

    Attributes:
        text: Without line ends and without the sign at its end.
        group: Area of its first project, or whom a request is addressed to.
        projects: Titles of the projects.
        on: Day it was first raised (``YYYY-MM-DD``).
    """

    text: str
    group: str
    projects: tuple[str, ...]
    on: str


class Picture:
    """One consistent state of the workspace; give it a reader of one transaction (`Workspace.snapshot`)."""

    def __init__(self, reader: Reader, programme: Programme, on: date, pilot_groups: Sequence[str]) -> None:
        """Look at nothing yet.

        Args:
            reader: Where to read.
            programme: The pack.
            on: The day: what was recorded for later days does not count.
            pilot_groups: Groups of states whose projects are pilot projects.
        """
        self._reader = reader
        self.programme = programme
        self.on = on
        self.pilot_groups = tuple(pilot_groups)
        self.pilot_states = tuple(state.title for state in programme.life_cycle.state if state.group in pilot_groups)

    @cached_property
    def reporter(self) -> Reporter:
        """Who reports."""
        return read_reporter(self._reader, self.programme, self.on)

    @cached_property
    def projects(self) -> list[ProgressLine]:
        """All projects by number, with how they go on."""
        return list(read_progress(self._reader, self.programme, self.on).rows)

    @cached_property
    def pilots(self) -> list[ProgressLine]:
        """Those of them that are pilot projects."""
        return [project for project in self.projects if project.state in self.pilot_states]

    @cached_property
    def by_number(self) -> dict[str, ProgressLine]:
        """All projects by their number."""
        return {project.number: project for project in self.projects}

    @cached_property
    def states(self) -> Counter[str]:
        """How many projects are in each state."""
        return Counter(project.state for project in self.projects)

    @cached_property
    def recommended(self) -> dict[str, RecommendedRow]:
        """What the district recommends, by number of the project, in the recommended order."""
        return {row.number: row for row in recommended(self._reader, self.programme)}

    @cached_property
    def indicators(self) -> IndicatorReport:
        """The indicators of the pilot projects."""
        return read_indicator_report(self._reader, self.programme, self.on, self.pilot_states)

    @cached_property
    def results(self) -> dict[str, list[ProjectIndicatorLine]]:
        """The indicators that have a value, by number of the project."""
        found: dict[str, list[ProjectIndicatorLine]] = {}
        for line in self.indicators.rows:
            if line.actual:
                found.setdefault(line.number, []).append(line)
        return found

    @cached_property
    def problem_lines(self) -> list[MatterLine]:
        """The problems of the pilot projects."""
        return self._of_pilots(read_problems(self._reader, self.programme, self.on).rows)

    @cached_property
    def request_lines(self) -> list[MatterLine]:
        """The support requests of the pilot projects."""
        return self._of_pilots(read_requests(self._reader, self.programme, self.on).rows)

    @cached_property
    def problems(self) -> list[Matter]:
        """The problems that are not solved, each once, by pilot area in the pack's order."""
        order = {area.title: area.number for area in self.programme.areas}
        found = _once((line, line.area_title) for line in self.problem_lines if not line.closed_on)
        return sorted(found, key=lambda matter: (order.get(matter.group, len(order) + 1), matter.on))

    @cached_property
    def requests(self) -> list[Matter]:
        """The support requests that are not answered, each once, by whom they are addressed to; those to nobody come last."""
        found = _once((line, one_line(line.to)) for line in self.request_lines if not line.closed_on)
        firsts = list(dict.fromkeys(matter.group for matter in found))
        return sorted(found, key=lambda matter: (not matter.group, firsts.index(matter.group), matter.on))

    def _of_pilots(self, lines: Iterable[MatterLine]) -> list[MatterLine]:
        numbers = {project.number for project in self.pilots}
        return [line for line in lines if line.number in numbers]


def _once(lines: Iterable[tuple[MatterLine, str]]) -> list[Matter]:
    """Join what is said with the same words; spaces and the sign at the end make no difference."""
    found: dict[str, Matter] = {}
    for line, group in lines:
        text = one_line(line.text)
        if not text:
            continue
        key = "".join(text.split())
        held = found.get(key)
        if held is None:
            found[key] = Matter(text, group, (line.title,), line.on)
        else:
            projects = held.projects if line.title in held.projects else (*held.projects, line.title)
            found[key] = held._replace(projects=projects, on=min(held.on, line.on))
    return list(found.values())


def one_line(text: str) -> str:
    """Return a text of several lines as one sentence without the sign at its end."""
    parts = [part.strip(" \t　") for part in text.splitlines()]
    parts = [part for part in parts if part]
    whole = "".join(part if part[-1] in _STOPS else f"{part}；" for part in parts[:-1]) + "".join(parts[-1:])
    return whole.rstrip(_ENDS)
