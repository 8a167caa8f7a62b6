"""The demonstration workspace: 示例 data of ``resources/demo``, entered through the same operations as an officer's."""

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from forms.answers import Edit, save_answers
from forms.definition import TARGET_PREFIX, Form
from forms.field_types import FIELD_TYPES, read_cell
from forms.keeping import keep_counts
from forms.loading import load_form
from forms.submission import record_earlier_submission, save_review, submit
from models.base import new_id
from models.changes import Changes
from models.plain import Plain
from models.programme.loading import load_toml
from models.programme.pack import Programme, load_programme, programme_ids
from models.resources import resource_path

if TYPE_CHECKING:
    from models.workspace.store import FileWorkspace

NAME = "示例账套.ronghe"
PDF = "sample.pdf"


class _Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every entry of the demo data."""


class Value(_Entry, frozen=True, kw_only=True):
    """An actual value of an indicator."""

    on: date
    value: str
    source: str


class Target(_Entry, frozen=True, kw_only=True):
    """An indicator of a project, by the pack's key, with one target for each year of the programme."""

    key: str
    baseline: str
    targets: tuple[str, ...]
    values: tuple[Value, ...] = ()


class MilestoneDates(_Entry, frozen=True, kw_only=True):
    """When a proposed milestone is planned and reached."""

    planned: date
    done: date | None = None


class Note(_Entry, frozen=True, kw_only=True):
    """A progress entry, problem or support request."""

    on: date
    text: str
    to: str = ""


class File(_Entry, frozen=True, kw_only=True):
    """An attachment, by field."""

    field: str
    name: str


class StepTaken(_Entry, frozen=True, kw_only=True):
    """A step of the project's life."""

    to: str
    on: date
    reason: str = ""


class DemoProject(_Entry, frozen=True, kw_only=True):
    """One project.

    Attributes:
        created: Days before the demonstration on which it was registered.
        touched: Days before the demonstration on which the rest was entered.
        export: Its application form is exported by the demonstration.
        review: Day it was put up for the district's review.
        submitted: Day its form was submitted.
        recorded: Day its form went up on paper, recorded afterwards.
        steps: The steps that follow.
    """

    key: str
    entity: str
    title: str
    areas: list[str]
    created: int
    touched: int = 0
    clusters: list[str] = []
    industries: list[str] = []
    platforms: list[str] = []
    period: tuple[str, str] = ("", "")
    export: bool = False
    checklist: bool = False
    rank: int | None = None
    review: date | None = None
    submitted: date | None = None
    recorded: date | None = None
    answers: dict[str, Any] = {}
    partners: list[dict[str, str]] = []
    tasks: list[dict[str, str]] = []
    indicators: list[Target] = []
    attachments: list[File] = []
    steps: list[StepTaken] = []
    milestones: dict[str, MilestoneDates] = {}
    progress: list[Note] = []
    problems: list[Note] = []
    support: list[Note] = []


class ObligationMet(_Entry, frozen=True, kw_only=True):
    """An obligation that has been met."""

    key: str
    outcome: str
    on: date
    note: str = ""


class DemoDocument(_Entry, frozen=True, kw_only=True):
    """A document of a stage, with its first draft.

    Attributes:
        project: The project it is about; empty for the district's.
        touched: Days before the demonstration on which it was written.
        handed_in: It was handed in that day as drafted.
    """

    form: str
    project: str = ""
    period: str = ""
    touched: int = 0
    handed_in: bool = False


class Demo(_Entry, frozen=True, kw_only=True):
    """All demo data."""

    day: date
    installed: int
    office: dict[str, str]
    entity: list[dict[str, Any]]
    project: list[DemoProject]
    obligation: list[ObligationMet] = []
    document: list[DemoDocument] = []


class _Clock:
    """A clock that stands where the demonstration puts it."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.now = self.before(0)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def before(self, days: int) -> datetime:
        """Return the morning of a day before the demonstration."""
        return datetime.combine(self.day - timedelta(days=days), time(1), UTC)


def build_demo(folder: Path, on: date) -> "FileWorkspace":
    """Make the demo workspace in a folder, in place of an earlier one there, and leave it open.

    Args:
        folder: Where; it must exist.
        on: The day of the demonstration.

    Raises:
        ResourceError: The demo data are wrong.
    """
    from models.workspace.store import OfficeDetails, create
    from models.workspace.workspace import utc_now

    path = folder / NAME
    for old in (*folder.glob(f"{NAME}*"), *folder.glob(f".{NAME}*")):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    demo = load_toml(Demo, "demo", "demo.toml")
    clock = _Clock(max(on, demo.day))
    programme = load_programme(programme_ids()[0])
    office = OfficeDetails(demo.office["district"], demo.office["name"], demo.office["officer"], demo.office["phone"])
    workspace, _ = create(path, None, programme, office, clock.before(demo.installed), clock)
    _Builder(workspace, programme, clock).build(demo)
    workspace.clock = utc_now
    return workspace


def demo_projects(workspace: "FileWorkspace") -> list[str]:
    """Return the numbers of the projects whose application form the demonstration exports."""
    demo = load_toml(Demo, "demo", "demo.toml")
    titles = {project.title for project in demo.project if project.export}
    return [number for number, title in workspace.rows("SELECT number, title FROM project ORDER BY number") if title in titles]


class _Builder:
    """Enters the demo data."""

    def __init__(self, workspace: "FileWorkspace", programme: Programme, clock: _Clock) -> None:
        self.workspace = workspace
        self.programme = programme
        self.clock = clock
        self.form: Form = load_form(programme)
        self.entities: dict[str, str] = {}
        self.projects: dict[str, str] = {}

    def perform(self, operation: Callable[..., Changes], *args: Any, **kwargs: Any) -> Changes:
        """Run one operation."""
        return self.workspace.perform(keep_counts, operation, *args, **kwargs)

    def build(self, demo: Demo) -> None:
        """Enter everything."""
        from models.operations.entities import save_entity
        from models.operations.obligations import record_obligation

        self.clock.now = self.clock.before(demo.installed)
        for facts in demo.entity:
            known = {name: value for name, value in facts.items() if name != "key"}
            self.entities[facts["key"]] = self.perform(save_entity, None, known).id
        for met in demo.obligation:
            self.perform(record_obligation, met.key, None, met.outcome, met.on, met.note)
        for project in sorted(demo.project, key=lambda project: -project.created):
            self.enter(project)
        for document in demo.document:
            self._write(document)

    def _write(self, document: DemoDocument) -> None:
        from forms.documents import create_document, hand_in
        from forms.drafting import write_draft

        self.clock.now = self.clock.before(document.touched)
        project = self.projects[document.project] if document.project else ""
        made = self.perform(create_document, document.form, project_id=project, period=document.period).id
        self.perform(write_draft, made)
        if document.handed_in:
            self.perform(hand_in, made, self.clock.now.date())

    def enter(self, project: DemoProject) -> None:
        """Enter one project."""
        from models.operations.projects import create_project

        self.clock.now = self.clock.before(project.created)
        made = self.perform(
            create_project,
            entity_id=self.entities[project.entity],
            title=project.title,
            main_area=project.areas[0],
            other_areas=project.areas[1:],
            clusters=project.clusters,
            industries=project.industries,
            platforms=project.platforms,
            period_start=project.period[0],
            period_end=project.period[1],
            officer="",
        ).id
        self.projects[project.key] = made
        self.clock.now = self.clock.before(project.touched)
        self._attach(made, project)
        self._fill(made, project)
        self._go_through_life(made, project)
        self._track(made, project)

    def _fill(self, id: str, project: DemoProject) -> None:
        edits: dict[str, Edit] = {}
        given: Mapping[str, Any] = project.answers | {"partners": project.partners, "tasks": project.tasks}
        for field in self.form.fields():
            value = given.get(field.key)
            if field.type == "table" and value:
                rows: list[Plain] = [
                    {"id": new_id(), **{c.key: read_cell(c, row[c.key], self.programme) for c in field.column if c.key in row}}
                    for row in value
                ]
                edits[field.key] = Edit(rows)
            elif field.bind == "project.indicators" and project.indicators:
                edits[field.key] = Edit([self._indicator(target) for target in project.indicators])
            elif isinstance(value, str):
                edits[field.key] = Edit(FIELD_TYPES[field.type].read(field, value.strip(), self.programme))
            elif value:
                edits[field.key] = Edit(value)
        if edits:
            self.perform(save_answers, id, edits)

    def _indicator(self, target: Target) -> dict[str, Plain]:
        found = self.programme.indicator(target.key)
        row: dict[str, Plain] = {
            "id": new_id(),
            "indicator_key": found.key,
            "name": found.name,
            "unit": found.unit,
            "kind": found.kind.value,
            "counting_rule": found.counting_rule,
            "baseline": target.baseline,
        }
        years = self.programme.period.years
        for year, value in zip(years, target.targets, strict=True):
            row[f"{TARGET_PREFIX}{year}"] = value
        return row

    def _attach(self, id: str, project: DemoProject) -> None:
        from models.operations.evidence import attach

        data = resource_path("demo", PDF).read_bytes()
        fields = {field.key: field for field in self.form.fields()}
        for number, file in enumerate(project.attachments):
            field = fields[file.field]
            self.perform(
                attach,
                id,
                file_name=file.name,
                title=field.label,
                data=data + b"\n%" + str(number).encode(),
                document_id=id,
                field_key=field.key,
                extensions=field.extensions,
                max_mb=field.max_mb,
            )

    def _go_through_life(self, id: str, project: DemoProject) -> None:
        from models.operations.projects import take_step

        cycle = self.programme.life_cycle
        if project.submitted or project.review:
            day = project.submitted or project.review
            assert day is not None
            self.perform(take_step, id, cycle.review, day, "")
            ticked = [item.key for item in self.programme.check_items] if project.checklist else []
            self.perform(save_review, id, checklist=ticked, reviewed_on=day if ticked else None, rank=project.rank)
        if project.submitted:
            self.perform(submit, id, project.submitted)
        if project.recorded:
            self.perform(record_earlier_submission, id, project.recorded, "纸质材料已归档（示例）")
        for step in project.steps:
            self.perform(take_step, id, step.to, step.on, step.reason)

    def _track(self, id: str, project: DemoProject) -> None:
        from models.operations import tracking
        from models.operations.indicators import save_value

        rows = self.workspace.rows("SELECT id FROM milestone WHERE project_id = :id ORDER BY seq", id=id)
        for number, dates in project.milestones.items():
            item = rows[int(number) - 1][0]
            self.perform(tracking.save_milestone, id, item, planned_on=dates.planned, done_on=dates.done)
        for note in project.progress:
            self.perform(tracking.save_progress, id, None, on=note.on, text=note.text)
        for note in project.problems:
            self.perform(tracking.save_problem, id, None, on=note.on, text=note.text)
        for note in project.support:
            self.perform(tracking.save_support_request, id, None, on=note.on, text=note.text, addressed_to=note.to)
        for target in project.indicators:
            held = self.workspace.rows(
                "SELECT id FROM project_indicator WHERE project_id = :id AND indicator_key = :key", id=id, key=target.key
            )
            for value in target.values:
                self.perform(save_value, held[0][0], None, on=value.on, value=value.value, source=value.source)
