"""The home page (首页): coverage of the areas, what is due, late or unanswered, what was edited last."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from models.programme.pack import Programme
from models.queries.showing import groups, local_minute
from models.reading import Reader


class CoverageRow(NamedTuple):
    """One pilot area; `by_group` holds one number for each of `Coverage.groups`, by main area."""

    key: str
    number: int
    title: str
    short: str
    by_group: tuple[int, ...]
    total: int


class Coverage(NamedTuple):
    """Projects by area and group of states.

    Attributes:
        groups: Headings in the order of the life cycle.
        rows: All areas of the pack, also those without a project.
        unchosen: Projects whose main area is not chosen yet, or is unknown.
        projects: All projects.
    """

    groups: tuple[str, ...]
    rows: list[CoverageRow]
    unchosen: int
    projects: int


class RecentRow(NamedTuple):
    """A project edited lately; `at` is local time."""

    project_id: str
    number: str
    title: str
    entity: str
    at: str


class FindingsRow(NamedTuple):
    """A project whose form has errors, or warnings without explanation."""

    project_id: str
    number: str
    title: str
    errors: int
    warnings: int


class MilestoneDueRow(NamedTuple):
    """A milestone that is not reached; `days_left` is negative when it is late."""

    id: str
    project_id: str
    project_title: str
    title: str
    planned_on: date
    days_left: int


class Totals(NamedTuple):
    """How much is open over the whole office."""

    entities: int
    projects_with_errors: int
    projects_with_warnings: int
    open_problems: int
    open_support_requests: int
    late_milestones: int


def coverage(reader: Reader, programme: Programme) -> Coverage:
    """Return the projects by main area and group of states."""
    headings = groups(programme)
    group_of = {state.key: state.group for state in programme.life_cycle.state}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for area, state, count in reader.rows(
        "SELECT main_area, state, COUNT(*) FROM project WHERE deleted_at IS NULL GROUP BY main_area, state"
    ):
        counts[area][group_of.get(state, "")] += count
    rows = [
        CoverageRow(
            area.key,
            area.number,
            area.title,
            area.short,
            tuple(counts[area.key][heading] for heading in headings),
            counts[area.key].total(),
        )
        for area in programme.areas
    ]
    projects = sum(counter.total() for counter in counts.values())
    return Coverage(headings, rows, projects - sum(row.total for row in rows), projects)


def recently_edited(reader: Reader, limit: int = 8) -> list[RecentRow]:
    """Return the projects whose facts, tracking or form were edited last."""
    columns = "SELECT p.id, p.number, p.title, e.name"
    tables = " JOIN pilot_entity e ON e.id = p.entity_id"
    latest: dict[str, tuple[str, str, str, str, str]] = {}
    for id, number, title, entity, at in (
        *reader.rows(
            f"{columns}, p.updated_at FROM project p{tables} WHERE p.deleted_at IS NULL ORDER BY p.updated_at DESC LIMIT :limit",
            limit=limit,
        ),
        *reader.rows(
            f"{columns}, a.updated_at FROM document a JOIN project p ON p.id = a.id{tables}"
            " WHERE p.deleted_at IS NULL ORDER BY a.updated_at DESC LIMIT :limit",
            limit=limit,
        ),
    ):
        if id not in latest or at > latest[id][4]:
            latest[id] = (id, number, title, entity, at)
    newest = sorted(latest.values(), key=lambda row: row[4], reverse=True)[:limit]
    return [RecentRow(id, number, title, entity, local_minute(at)) for id, number, title, entity, at in newest]


def unanswered_findings(reader: Reader, limit: int = 20) -> list[FindingsRow]:
    """Return the projects with errors or unexplained warnings, most errors first; frozen forms are done."""
    return [
        FindingsRow(*row)
        for row in reader.rows(
            "SELECT p.id, p.number, p.title, a.errors, a.warnings FROM document a JOIN project p ON p.id = a.id"
            " WHERE a.errors + a.warnings > 0 AND a.frozen_at IS NULL AND p.deleted_at IS NULL"
            " ORDER BY a.errors DESC, a.warnings DESC, p.number LIMIT :limit",
            limit=limit,
        )
    ]


def milestones_due(reader: Reader, today: date, days: int = 30, limit: int = 50) -> list[MilestoneDueRow]:
    """Return the milestones that are late or due within some days, the most urgent first."""
    rows = []
    for id, project, project_title, title, planned in reader.rows(
        "SELECT m.id, m.project_id, p.title, m.title, m.planned_on FROM milestone m JOIN project p ON p.id = m.project_id"
        " WHERE m.deleted_at IS NULL AND m.done_on IS NULL AND m.planned_on <= :until AND p.deleted_at IS NULL"
        " ORDER BY m.planned_on, m.id LIMIT :limit",
        until=(today + timedelta(days=days)).isoformat(),
        limit=limit,
    ):
        planned_on = date.fromisoformat(planned)
        rows.append(MilestoneDueRow(id, project, project_title, title, planned_on, (planned_on - today).days))
    return rows


def totals(reader: Reader, today: date) -> Totals:
    """Return how much is open over the whole office."""
    # Counting inside indexes and leaving deleted projects out as a list is ten times faster than looking every project up.
    live = "project_id NOT IN (SELECT id FROM project WHERE deleted_at IS NOT NULL)"
    ((entities,),) = reader.rows("SELECT COUNT(*) FROM pilot_entity WHERE deleted_at IS NULL")
    ((errors, warnings),) = reader.rows(
        "SELECT COUNT(CASE WHEN errors > 0 THEN 1 END), COUNT(CASE WHEN warnings > 0 THEN 1 END)"
        f" FROM document WHERE frozen_at IS NULL AND errors + warnings > 0 AND id = project_id AND {live}"
    )
    ((problems,),) = reader.rows(f"SELECT COUNT(*) FROM problem WHERE resolved_on IS NULL AND deleted_at IS NULL AND {live}")
    ((requests,),) = reader.rows(f"SELECT COUNT(*) FROM support_request WHERE answered_on IS NULL AND deleted_at IS NULL AND {live}")
    ((late,),) = reader.rows(
        f"SELECT COUNT(*) FROM milestone WHERE done_on IS NULL AND planned_on < :today AND deleted_at IS NULL AND {live}",
        today=today.isoformat(),
    )
    return Totals(entities, errors, warnings, problems, requests, late)
