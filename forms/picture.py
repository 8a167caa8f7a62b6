"""What a first draft is written from: the record of a day, seen for one document, its projects and its year."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar

from forms.record import Record
from models.programme.pack import Programme
from models.queries.indicator_report import IndicatorReport, ProjectIndicatorLine, read_indicator_report
from models.queries.recommendation import RecommendedRow
from models.queries.report_parts import Reporter
from models.queries.reports import MatterLine, MilestoneLine, ProgressLine
from models.reading import Reader

Line = TypeVar("Line", ProjectIndicatorLine, MatterLine, MilestoneLine)

_ENDS = "。；;，,、.！!？? \t　"
_STOPS = "。；！？：，、"


class Matter(NamedTuple):
    """A problem or support request as the draft names it: once, whichever projects raised it.

    Attributes:
        text: Without line ends and without the sign at its end.
        group: Area of its first project, or whom a request is addressed to.
        projects: Titles of the projects; empty where the document is about one project.
        on: Day it was first raised (``YYYY-MM-DD``).
    """

    text: str
    group: str
    projects: tuple[str, ...]
    on: str


class Picture:
    """What one document is about: the pilot projects of the district, or one project.

    Attributes:
        record: What the workspace says about the day of the figures.
        own: The project of a document about one project; ``None`` for the district's.
        today: Day of the document; the day of its figures may be earlier (`on`).
        year: The year it reports on.
    """

    def __init__(
        self,
        reader: Reader,
        programme: Programme,
        on: date,
        pilot_groups: Sequence[str],
        *,
        project: str = "",
        state: str = "",
        period: str = "",
        record: Record | None = None,
    ) -> None:
        """Look at nothing yet.

        Args:
            reader: Where to read; one consistent state (`Workspace.snapshot`).
            programme: The pack.
            on: The day: what was recorded for later days does not count.
            pilot_groups: Groups of states whose projects are pilot projects.
            project: Number of the only project it is about.
            state: Title of the state of that project, where it is another than at the end of the day.
            period: The year it reports on (``YYYY``): its figures are not later than the end of that year.
            record: The record of that day, where it has been read already.
        """
        self.today = on
        self.year = int(period) if period else on.year
        self.record = record or Record(reader, programme, min(on, date(self.year, 12, 31)))
        self.programme = programme
        self.on = self.record.on
        self.pilot_groups = tuple(pilot_groups)
        self.pilot_states = tuple(state.title for state in programme.life_cycle.state if state.group in pilot_groups)
        self._project = project
        self._state = state

    @cached_property
    def own(self) -> ProgressLine | None:
        """See above."""
        held = self.by_number.get(self._project)
        return held._replace(state=self._state) if held and self._state else held

    @property
    def reporter(self) -> Reporter:
        """Who reports."""
        return self.record.reporter

    @property
    def projects(self) -> list[ProgressLine]:
        """All projects by number, with how they go on."""
        return self.record.projects

    @cached_property
    def pilots(self) -> list[ProgressLine]:
        """Those it is about: the only one, or the pilot projects."""
        if self._project:
            return [self.own] if self.own else []
        return [project for project in self.projects if project.state in self.pilot_states]

    @cached_property
    def by_number(self) -> dict[str, ProgressLine]:
        """All projects by their number."""
        return {project.number: project for project in self.projects}

    @cached_property
    def states(self) -> Counter[str]:
        """How many projects are in each state."""
        return Counter(project.state for project in self.projects)

    @property
    def recommended(self) -> dict[str, RecommendedRow]:
        """What the district recommends, by number of the project, in the recommended order."""
        return self.record.recommended

    @cached_property
    def indicators(self) -> IndicatorReport:
        """The indicators of the pilot projects, by area."""
        return read_indicator_report(self.record.reader, self.programme, self.on, {project.number for project in self.pilots})

    @cached_property
    def indicator_lines(self) -> list[ProjectIndicatorLine]:
        """The indicators of the pilot projects, one by one."""
        return self._of_pilots(self.record.indicator_lines)

    @cached_property
    def results(self) -> dict[str, list[ProjectIndicatorLine]]:
        """The indicators that have a value, by number of the project."""
        found: dict[str, list[ProjectIndicatorLine]] = {}
        for line in self.indicator_lines:
            if line.actual:
                found.setdefault(line.number, []).append(line)
        return found

    @cached_property
    def problem_lines(self) -> list[MatterLine]:
        """The problems of the pilot projects."""
        return self._of_pilots(self.record.problem_lines)

    @cached_property
    def request_lines(self) -> list[MatterLine]:
        """The support requests of the pilot projects."""
        return self._of_pilots(self.record.request_lines)

    @cached_property
    def milestone_lines(self) -> list[MilestoneLine]:
        """The milestones of the pilot projects."""
        return self._of_pilots(self.record.milestone_lines)

    @cached_property
    def problems(self) -> list[Matter]:
        """The problems that are not solved, each once, by pilot area in the pack's order."""
        order = {area.title: area.number for area in self.programme.areas}
        found = self._once((line, line.area_title) for line in self.problem_lines if not line.closed_on)
        return sorted(found, key=lambda matter: (order.get(matter.group, len(order) + 1), matter.on))

    @cached_property
    def requests(self) -> list[Matter]:
        """The support requests that are not answered, each once, by whom they are addressed to; those to nobody come last."""
        found = self._once((line, one_line(line.to)) for line in self.request_lines if not line.closed_on)
        firsts = list(dict.fromkeys(matter.group for matter in found))
        return sorted(found, key=lambda matter: (not matter.group, firsts.index(matter.group), matter.on))

    def _of_pilots(self, lines: Iterable[Line]) -> list[Line]:
        numbers = {project.number for project in self.pilots}
        return [line for line in lines if line.number in numbers]

    def _once(self, lines: Iterable[tuple[MatterLine, str]]) -> list[Matter]:
        """Join what is said with the same words; spaces and the sign at the end make no difference."""
        found: dict[str, Matter] = {}
        for line, group in lines:
            text = one_line(line.text)
            if not text:
                continue
            key = "".join(text.split())
            titles = () if self._project else (line.title,)
            held = found.get(key, Matter(text, group, (), line.on))
            found[key] = held._replace(projects=tuple(dict.fromkeys((*held.projects, *titles))), on=min(held.on, line.on))
        return list(found.values())


def one_line(text: str) -> str:
    """Return a text of several lines as one sentence without the sign at its end."""
    parts = [part.strip(" \t　") for part in text.splitlines()]
    parts = [part for part in parts if part]
    whole = "".join(part if part[-1] in _STOPS else f"{part}；" for part in parts[:-1]) + "".join(parts[-1:])
    return whole.rstrip(_ENDS)
