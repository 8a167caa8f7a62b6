"""The list of pilot projects (试点项目)."""

from typing import NamedTuple

from models.programme.pack import Programme
from models.queries.showing import local_minute, period, state_titles
from models.reading import Reader


class ProjectRow(NamedTuple):
    """One project of the list.

    Attributes:
        main_area: Key of the main area; empty until chosen.
        area: Its short title.
        state: Key of the state.
        state_title: Its title.
        filled: Fields of the form that hold something.
        applicable: Fields of the form that apply.
        warnings: Warnings without explanation.
        updated: Local time of the last change of project or form.
        office: Key of the district that reported it; empty: this office's own.
        district: Its short name.
    """

    id: str
    number: str
    title: str
    entity_id: str
    entity: str
    main_area: str
    area: str
    state: str
    state_title: str
    period: str
    officer: str
    filled: int
    applicable: int
    errors: int
    warnings: int
    updated: str
    office: str
    district: str


class ProjectChoice(NamedTuple):
    """One project to choose from."""

    id: str
    number: str
    title: str


def list_projects(reader: Reader, programme: Programme, *, entity_id: str = "", main_area: str = "", state: str = "") -> list[ProjectRow]:
    """Return the projects by number, narrowed to an entity, a main area or a state where one is given."""
    areas = {area.key: area.short for area in programme.areas}
    titles = state_titles(programme)
    districts = {district.code: district.short for district in programme.districts}
    given = {"entity_id": entity_id, "main_area": main_area, "state": state}
    narrowed = {column: value for column, value in given.items() if value}
    where = "".join(f" AND p.{column} = :{column}" for column in narrowed)
    rows = reader.rows(
        "SELECT p.id, p.number, p.title, p.entity_id, e.name, p.main_area, p.state, p.period_start, p.period_end, p.officer,"
        " a.filled, a.applicable, a.errors, a.warnings, p.updated_at, a.updated_at, p.office"
        " FROM project p JOIN pilot_entity e ON e.id = p.entity_id LEFT JOIN document a ON a.id = p.id"
        f" WHERE p.deleted_at IS NULL{where} ORDER BY p.number",
        **narrowed,
    )
    return [
        ProjectRow(
            id,
            number,
            title,
            owner,
            entity,
            area,
            areas.get(area, area),
            key,
            titles.get(key, key),
            period(start, end),
            officer,
            filled or 0,
            applicable or 0,
            errors or 0,
            warnings or 0,
            local_minute(max(updated, form or "")),
            office,
            districts.get(office, office),
        )
        for (
            id,
            number,
            title,
            owner,
            entity,
            area,
            key,
            start,
            end,
            officer,
            filled,
            applicable,
            errors,
            warnings,
            updated,
            form,
            office,
        ) in rows
    ]


def project_choices(reader: Reader, except_id: str = "") -> list[ProjectChoice]:
    """Return the projects to choose from (to copy answers from, to send an ad-hoc request to), by number."""
    return [
        ProjectChoice(*row)
        for row in reader.rows(
            "SELECT id, number, title FROM project WHERE deleted_at IS NULL AND id <> :except_id ORDER BY number", except_id=except_id
        )
    ]
