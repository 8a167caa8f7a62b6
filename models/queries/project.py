"""One project at a glance: summary, timeline, what is open."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from models.programme.pack import Programme
from models.queries.obligations import DONE, Standing, of_project
from models.queries.showing import joined, keys, local_minute, namer, period, state_titles
from models.queries.tracking import milestones, problems, progress, support_requests
from models.reading import Reader
from models.things import Thing

SETTLED = "进展、里程碑、指标和佐证材料已经锁定。"
"""What the explanation of a state says besides, where it brings a project to its end."""


class StepChoice(NamedTuple):
    """A next step that is offered; `by_hand` is false when it goes through submitting or returning the form."""

    to: str
    title: str
    needs_reason: bool
    by_hand: bool


class ProjectSummary(NamedTuple):
    """One project in words; keys where the page needs them to edit. `office` is the district that reported it, empty: this office."""

    id: str
    number: str
    title: str
    entity_id: str
    entity: str
    main_area: str
    main_area_title: str
    other_areas: list[str]
    other_area_titles: str
    clusters: list[str]
    cluster_names: str
    industries: list[str]
    industry_names: str
    platforms: list[str]
    platform_names: str
    period_start: str
    period_end: str
    period: str
    officer: str
    rank: int | None
    state: str
    state_title: str
    state_explanation: str
    editable: bool
    steps: tuple[StepChoice, ...]
    last_step_on: date | None
    revision: int
    frozen: bool
    filled: int
    applicable: int
    errors: int
    warnings: int
    created: str
    updated: str
    office: str
    district: str


class LastStep(NamedTuple):
    """The last step of a project's life in words: the states before and after it, and its day."""

    before: str
    after: str
    on: date


class ReviewFacts(NamedTuple):
    """What the district's review (区县审核) of a project holds; the opinion is a field of the form."""

    state: str
    rank: int | None
    checklist: list[str]
    reviewed_on: str


class TimelineRow(NamedTuple):
    """One event of a project; `what` names the kind of event, `done` is false for what is still to come."""

    on: date
    what: str
    title: str
    text: str
    done: bool
    late: bool
    thing: str
    id: str


class Urgency(StrEnum):
    """How urgent an open item is."""

    LATE = "late"
    DUE = "due"
    OPEN = "open"


class OpenItem(NamedTuple):
    """Something that is left to do; `thing` is a `Thing` or ``obligation`` / ``application``."""

    urgency: Urgency
    thing: str
    id: str
    label: str
    text: str
    on: date | None


def last_step(reader: Reader, programme: Programme, project_id: str) -> LastStep | None:
    """Return the step that would be taken back; ``None`` when none has been taken."""
    rows = reader.rows(
        "SELECT from_state, to_state, \"on\" FROM state_change WHERE project_id = :project AND from_state <> ''"
        ' ORDER BY at DESC, "on" DESC LIMIT 1',
        project=project_id,
    )
    for before, after, on in rows:
        return LastStep(programme.state(before).title, programme.state(after).title, date.fromisoformat(on))
    return None


def review_facts(reader: Reader, project_id: str) -> ReviewFacts:
    """Return what the review of a project holds; the project must exist."""
    ((state, rank, checklist, reviewed_on),) = reader.rows(
        "SELECT p.state, p.rank, r.checklist, r.reviewed_on FROM project p JOIN document a ON a.id = p.id"
        " LEFT JOIN district_review r ON r.document_id = a.id WHERE p.id = :id",
        id=project_id,
    )
    return ReviewFacts(state, rank, keys(checklist), reviewed_on or "")


def summary(reader: Reader, programme: Programme, project_id: str) -> ProjectSummary | None:
    """Return one project, ``None`` when it is gone or in the recycle bin."""
    rows = reader.rows(
        "SELECT p.id, p.number, p.title, p.entity_id, e.name, p.main_area, p.other_areas, p.clusters, p.industries, p.platforms,"
        " p.period_start, p.period_end, p.officer, p.rank, p.state, p.created_at, p.updated_at,"
        " a.revision, a.frozen_at, a.filled, a.applicable, a.errors, a.warnings, a.updated_at, p.office"
        " FROM project p JOIN pilot_entity e ON e.id = p.entity_id LEFT JOIN document a ON a.id = p.id"
        " WHERE p.id = :project AND p.deleted_at IS NULL",
        project=project_id,
    )
    if not rows:
        return None
    id, number, title, entity_id, entity, area, others, clusters, industries, platforms, *rest = rows[0]
    start, end, officer, rank, key, created, updated, revision, frozen, filled, applicable, errors, warnings, form_updated, office = rest
    area_name, cluster, industry, platform = (namer(programme, name) for name in ("pilot_area", "cluster", "gbt4754", "platform"))
    cycle = programme.life_cycle
    state = programme.state(key)
    last = reader.rows("SELECT MAX(\"on\") FROM state_change WHERE project_id = :project AND from_state <> ''", project=project_id)[0][0]
    return ProjectSummary(
        id=id,
        number=number,
        title=title,
        entity_id=entity_id,
        entity=entity,
        main_area=area,
        main_area_title=area_name(area),
        other_areas=keys(others),
        other_area_titles=joined(map(area_name, keys(others))),
        clusters=keys(clusters),
        cluster_names=joined(map(cluster, keys(clusters))),
        industries=keys(industries),
        industry_names=joined(map(industry, keys(industries))),
        platforms=keys(platforms),
        platform_names=joined(map(platform, keys(platforms))),
        period_start=start,
        period_end=end,
        period=period(start, end),
        officer=officer,
        rank=rank,
        state=key,
        state_title=state.title,
        state_explanation=f"{state.explanation}{SETTLED if state.settled else ''}",
        editable=state.editable and frozen is None,
        steps=tuple(
            StepChoice(
                step.to,
                step.title,
                step.needs_reason,
                step.to != cycle.submitted and not (frozen is not None and programme.state(step.to).editable),
            )
            for step in state.next
        ),
        last_step_on=date.fromisoformat(last) if last else None,
        revision=revision or 1,
        frozen=frozen is not None,
        filled=filled or 0,
        applicable=applicable or 0,
        errors=errors or 0,
        warnings=warnings or 0,
        created=local_minute(created),
        updated=local_minute(max(updated, form_updated or "")),
        office=office,
        district=programme.item_name("district", office) if office else "",
    )


def timeline(reader: Reader, programme: Programme, project_id: str, today: date) -> list[TimelineRow]:
    """Return state changes, dated milestones, progress entries and problems in the order of their days."""
    titles = state_titles(programme)
    rows = [
        TimelineRow(
            date.fromisoformat(on),
            "办理" if old else "登记",
            titles.get(new, new),
            reason,
            True,
            False,
            Thing.PROJECT.value,
            id,
        )
        for id, old, new, on, reason in reader.rows(
            'SELECT id, from_state, to_state, "on", reason FROM state_change WHERE project_id = :project ORDER BY at', project=project_id
        )
    ]
    for m in milestones(reader, project_id, today):
        day = m.done_on or m.planned_on
        if day is not None:
            rows.append(TimelineRow(day, "里程碑", m.title, m.note, m.done_on is not None, m.late, Thing.MILESTONE.value, m.id))
    rows += [TimelineRow(p.on, "进展", "", p.text, True, False, Thing.PROGRESS.value, p.id) for p in progress(reader, project_id)]
    rows += [
        TimelineRow(p.on, "问题", "", p.text, p.resolved_on is not None, False, Thing.PROBLEM.value, p.id)
        for p in problems(reader, project_id)
    ]
    rows += [
        TimelineRow(s.on, "支持事项", "", s.text, s.answered_on is not None, False, Thing.SUPPORT_REQUEST.value, s.id)
        for s in support_requests(reader, project_id)
    ]
    return sorted(rows, key=lambda row: row.on)


def open_items(reader: Reader, programme: Programme, project_id: str, today: date) -> list[OpenItem]:
    """Return what is left to do for one project, the most urgent first."""
    order = list(Urgency)
    found = [*_open_obligations(reader, programme, project_id, today), *_open_tracking(reader, project_id, today)]
    for errors, warnings in reader.rows(
        "SELECT errors, warnings FROM document WHERE id = :project AND frozen_at IS NULL AND errors + warnings > 0",
        project=project_id,
    ):
        text = "，".join(
            part for part in (f"{errors}处错误待改正" if errors else "", f"{warnings}条警告待说明" if warnings else "") if part
        )
        found.append(OpenItem(Urgency.OPEN, Thing.APPLICATION.value, project_id, "申报表", text, None))
    return sorted(found, key=lambda item: (order.index(item.urgency), item.on or date.max))


def _open_obligations(reader: Reader, programme: Programme, project_id: str, today: date) -> Iterator[OpenItem]:
    for item in of_project(reader, programme, today, project_id):
        if item.due is None or item.standing in DONE or item.standing is Standing.NOT_YET:
            continue
        urgency = {Standing.OVERDUE: Urgency.LATE, Standing.OPEN: Urgency.DUE}.get(item.standing, Urgency.OPEN)
        yield OpenItem(urgency, "obligation", item.key, "报送任务", f"{item.title}（{item.standing.value}）", item.due)


def _open_tracking(reader: Reader, project_id: str, today: date) -> Iterator[OpenItem]:
    for milestone in milestones(reader, project_id, today):
        if milestone.done_on is None and milestone.planned_on is not None:
            urgency = Urgency.LATE if milestone.late else Urgency.OPEN
            yield OpenItem(urgency, Thing.MILESTONE.value, milestone.id, "里程碑", milestone.title, milestone.planned_on)
    for problem in problems(reader, project_id):
        if problem.resolved_on is None:
            yield OpenItem(Urgency.OPEN, Thing.PROBLEM.value, problem.id, "问题", problem.text, problem.on)
    for request in support_requests(reader, project_id):
        if request.answered_on is None:
            yield OpenItem(Urgency.OPEN, Thing.SUPPORT_REQUEST.value, request.id, "支持事项", request.text, request.on)
