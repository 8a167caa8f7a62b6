"""What the workspace says about one day: projects in the states they had then, what was recorded until then; each part read once."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from models.programme.pack import Programme
from models.queries.indicator_report import ProjectIndicatorLine, read_indicator_report
from models.queries.recommendation import RecommendedRow, recommended
from models.queries.report_parts import Reporter, read_reporter
from models.queries.reports import (
    MatterLine,
    MilestoneLine,
    ProgressLine,
    read_problems,
    read_progress,
    read_requests,
    read_tasks,
)
from models.reading import Reader

if TYPE_CHECKING:
    from forms.answers import FormState


class Record:
    """One consistent state of the workspace, looked at as of a day; give it a reader of one transaction (`Workspace.snapshot`).

    Attributes:
        reader: Where to read.
        on: The day: what was recorded for later days does not count.
    """

    def __init__(self, reader: Reader, programme: Programme, on: date) -> None:
        """Look at nothing yet."""
        self.reader = reader
        self.programme = programme
        self.on = on
        self._forms: dict[tuple[str, str], FormState | None] = {}

    @cached_property
    def reporter(self) -> Reporter:
        """Who reports."""
        return read_reporter(self.reader, self.programme, self.on)

    @cached_property
    def projects(self) -> list[ProgressLine]:
        """All projects by number, with how they go on."""
        then = self._states_then
        rows = read_progress(self.reader, self.programme, self.on).rows
        return [line._replace(state=then[line.number]) if line.number in then else line for line in rows]

    @cached_property
    def _states_then(self) -> dict[str, str]:
        """Titles of the states of projects that have gone on since the day, by number."""
        titles = {state.key: state.title for state in self.programme.life_cycle.state}
        later = self.reader.rows(
            "SELECT p.number, s.from_state FROM state_change s JOIN project p ON p.id = s.project_id"
            ' WHERE s."on" > :day AND s.from_state <> \'\' ORDER BY s."on" DESC, s.at DESC',
            day=self.on.isoformat(),
        )
        return {number: titles.get(state, state) for number, state in later}

    @cached_property
    def recommended(self) -> dict[str, RecommendedRow]:
        """What the district recommends, by number of the project, in the recommended order: projects in review or waiting for the city."""
        cycle = self.programme.life_cycle
        waiting = {self.programme.state(key).title for key in (cycle.review, cycle.submitted)}
        numbers = {project.number for project in self.projects if project.state in waiting}
        return {row.number: row for row in recommended(self.reader, self.programme, numbers)}

    @cached_property
    def indicator_lines(self) -> list[ProjectIndicatorLine]:
        """The indicators of all projects."""
        return list(read_indicator_report(self.reader, self.programme, self.on).rows)

    @cached_property
    def problem_lines(self) -> list[MatterLine]:
        """The problems of all projects."""
        return list(read_problems(self.reader, self.programme, self.on).rows)

    @cached_property
    def request_lines(self) -> list[MatterLine]:
        """The support requests of all projects."""
        return list(read_requests(self.reader, self.programme, self.on).rows)

    @cached_property
    def milestone_lines(self) -> list[MilestoneLine]:
        """The milestones of all projects."""
        return list(read_tasks(self.reader, self.programme, self.on).milestones)

    def entries(self, number: str) -> list[tuple[str, str]]:
        """Return the progress entries of a project: day (``YYYY-MM-DD``) and text."""
        return [
            (day, text)
            for day, text in self.reader.rows(
                'SELECT c."on", c.text FROM progress_entry c JOIN project p ON p.id = c.project_id'
                ' WHERE p.number = :number AND c.deleted_at IS NULL AND c."on" <= :day ORDER BY c."on", c.id',
                number=number,
                day=self.on.isoformat(),
            )
        ]

    def form(self, key: str, number: str) -> "FormState | None":
        """Return the newest document of a form about a project; ``None`` when there is none."""
        from forms.answers import read_form

        if (key, number) not in self._forms:
            found = self.reader.rows(
                "SELECT d.id FROM document d JOIN project p ON p.id = d.project_id"
                " WHERE p.number = :number AND d.form_id = :form AND d.deleted_at IS NULL ORDER BY d.created_at DESC, d.id LIMIT 1",
                number=number,
                form=key,
            )
            self._forms[key, number] = read_form(self.reader, self.programme, found[0][0]) if found else None
        return self._forms[key, number]
