"""Sums over all districts (全市汇总): pilot areas × districts, problems and support requests grouped, the library of cases."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from models.programme.pack import Programme
from models.queries.city.matrix import heirs_on
from models.queries.showing import namer
from models.reading import Reader


class HeatLine(NamedTuple):
    """One district: how many projects have which main area, in the pack's order of areas."""

    office: str
    name: str
    counts: tuple[int, ...]
    unchosen: int
    total: int
    entities: int


class Heat(NamedTuple):
    """Pilot areas × districts.

    Attributes:
        areas: Key, number and short title of each area.
        lines: Every district of the day.
        totals: The sum of each area.
        projects: All projects.
        entities: All pilot entities; what stands in several districts under one code counts once.
    """

    areas: tuple[tuple[str, int, str], ...]
    lines: tuple[HeatLine, ...]
    totals: tuple[int, ...]
    projects: int
    entities: int

    @property
    def most(self) -> int:
        """The highest number of a cell."""
        return max((count for line in self.lines for count in line.counts), default=0)

    @property
    def blank(self) -> tuple[int, int]:
        """How many areas no district has a project of, and how many districts have no project."""
        return sum(not total for total in self.totals), sum(not line.total for line in self.lines)


class MatterRow(NamedTuple):
    """A problem (问题) or a support request (支持事项) of some district; `settled_on` is ``None`` while it is open."""

    id: str
    project_id: str
    office: str
    district: str
    area: str
    project: str
    entity: str
    on: date
    text: str
    addressed_to: str
    settled_on: date | None
    settlement: str

    @property
    def stands(self) -> str:
        """Whether it is settled, in the officer's word."""
        return "已办结" if self.settled_on else "未办结"


class CaseRow(NamedTuple):
    """A document that is meant to be published (典型案例), in its newest frozen revision."""

    document_id: str
    revision_id: str
    revision: int
    office: str
    district: str
    area: str
    title: str
    project: str
    entity: str
    submitted_on: date


def heat(reader: Reader, programme: Programme, on: date, states: Collection[str] = ()) -> Heat:
    """Count the projects of every district by main area.

    Args:
        reader: The city's workspace.
        programme: The pack.
        on: The day whose districts are listed.
        states: Only projects in these states; empty: in any.
    """
    heirs = heirs_on(programme, on)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    entities: dict[str, set[str]] = defaultdict(set)
    for office, area, state, entity, uscc in reader.rows(
        "SELECT p.office, p.main_area, p.state, e.id, e.uscc FROM project p JOIN pilot_entity e ON e.id = p.entity_id"
        " WHERE p.deleted_at IS NULL AND p.office <> ''"
    ):
        if not states or state in states:
            district = heirs.get(office, office)
            counted[district][area] += 1
            entities[district].add(uscc or entity)
    keys = [area.key for area in programme.areas]
    lines = []
    for district in programme.districts_on(on):
        counts = counted[district.code]
        known = tuple(counts[key] for key in keys)
        total = counts.total()
        lines.append(HeatLine(district.code, district.name, known, total - sum(known), total, len(entities[district.code])))
    return Heat(
        tuple((area.key, area.number, area.short) for area in programme.areas),
        tuple(lines),
        tuple(sum(line.counts[place] for line in lines) for place in range(len(keys))),
        sum(line.total for line in lines),
        len(set().union(*entities.values())),
    )


def states(reader: Reader, programme: Programme) -> tuple[tuple[str, int], ...]:
    """Return how many projects of all districts stand in which state, by its title, in the order of the life cycle; without empty ones."""
    counted = dict(reader.rows("SELECT state, COUNT(*) FROM project WHERE deleted_at IS NULL AND office <> '' GROUP BY state"))
    known = {state.key: state.title for state in programme.life_cycle.state}
    keys = [*(key for key in known if key in counted), *sorted(key for key in counted if key not in known)]
    return tuple((known.get(key, key), counted[key]) for key in keys)


def problems(reader: Reader, programme: Programme, on: date) -> list[MatterRow]:
    """Return the problems of all pilot projects, by pilot area and district (as of a day), open ones first."""
    return _matters(reader, programme, on, "problem", "c.resolved_on, c.resolution, ''")


def support_requests(reader: Reader, programme: Programme, on: date) -> list[MatterRow]:
    """Return the support requests of all pilot projects, by pilot area and district (as of a day), open ones first."""
    return _matters(reader, programme, on, "support_request", "c.answered_on, c.answer, c.addressed_to")


def cases(reader: Reader, programme: Programme, on: date, forms: Sequence[str]) -> list[CaseRow]:
    """Return the library of cases (案例库), the newest first.

    Args:
        reader: The city's workspace.
        programme: The pack.
        on: The day by which a merged district's heir is named.
        forms: Keys of the forms that are meant to be published (`forms.definition.DocumentHead.public`).
    """
    district, area, heirs = namer(programme, "district"), namer(programme, "pilot_area"), heirs_on(programme, on)
    found = []
    for id, revision, number, form, office, main, title, project, entity, submitted in reader.rows(
        "SELECT d.id, r.id, r.number, d.form_id, d.office, COALESCE(p.main_area, ''), d.title, COALESCE(p.title, ''), COALESCE(e.name, ''),"
        " r.submitted_on FROM document d JOIN revision r ON r.document_id = d.id AND r.number = d.revision"
        " LEFT JOIN project p ON p.id = d.project_id LEFT JOIN pilot_entity e ON e.id = p.entity_id"
        " WHERE d.office <> '' AND d.deleted_at IS NULL ORDER BY r.submitted_on DESC, d.id"
    ):
        if form in forms:
            day = date.fromisoformat(submitted)
            home = heirs.get(office, office)
            found.append(CaseRow(id, revision, number, home, district(home), area(main), title, project, entity, day))
    return found


def _matters(reader: Reader, programme: Programme, on: date, table: str, columns: str) -> list[MatterRow]:
    district, area, heirs = namer(programme, "district"), namer(programme, "pilot_area"), heirs_on(programme, on)
    pilot = frozenset(programme.pilot_states)
    areas = {one.key: place for place, one in enumerate(programme.areas)}
    offices = {one.code: place for place, one in enumerate(programme.districts)}
    rows = reader.rows(
        f'SELECT c.id, p.id, p.office, p.main_area, p.title, e.name, c."on", c.text, {columns}, p.state FROM {table} c'
        " JOIN project p ON p.id = c.project_id JOIN pilot_entity e ON e.id = p.entity_id"
        " WHERE c.deleted_at IS NULL AND p.deleted_at IS NULL AND p.office <> '' ORDER BY c.\"on\", c.id"
    )
    rows.sort(key=lambda row: (row[8] is not None, areas.get(row[3], len(areas)), offices.get(heirs.get(row[2], row[2]), len(offices))))
    return [
        MatterRow(
            id=id,
            project_id=project,
            office=heirs.get(office, office),
            district=district(heirs.get(office, office)),
            area=area(main) if main else "",
            project=title,
            entity=entity,
            on=date.fromisoformat(raised),
            text=text,
            addressed_to=to,
            settled_on=date.fromisoformat(settled) if settled else None,
            settlement=settlement,
        )
        for id, project, office, main, title, entity, raised, text, settled, settlement, to, state in rows
        if state in pilot
    ]
