"""Importing the good rows of a spreadsheet: what is new is made, what is open is filled in, nothing is replaced; all in one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from forms.answers import Edit, save_answers
from forms.importing.facts import (
    ADDRESSED_TO,
    ANSWER,
    AREAS,
    BASELINE,
    CODE,
    ENTITY,
    NAME,
    PERIOD,
    PROBLEM,
    PROGRESS,
    PROJECT,
    TITLE,
    VALUE,
)
from forms.importing.held import Held, HeldProject, is_noted, is_open, read_held, read_project
from forms.importing.numbers import Number, found_indicator, year_of
from forms.importing.rows import TAKEN, ImportRow
from models.changes import NOTHING, Changes, Kind
from models.errors import UserError
from models.operations.entities import save_entity
from models.operations.indicators import save_indicator, save_value
from models.operations.projects import create_project
from models.operations.tracking import save_problem, save_progress, save_support_request
from models.plain import Plain
from models.reading import SessionReader
from models.work import Work


def import_rows(work: Work, rows: Sequence[ImportRow]) -> Changes:
    """Import the rows that are good; the others are left out.

    Several rows of one new entity make one entity with several projects, several of one project one project with all they say.

    Raises:
        UserError: The register changed since the preview, or a rule forbids a value; the message names the row, nothing is written.
    """
    known = {one.id: one for one in read_held(SessionReader(work.session))}
    made: dict[str, str] = {}
    projects: dict[tuple[str, str], str] = {}
    taken = [row for row in rows if row.action in TAKEN]
    for row in taken:
        try:
            entity = row.entity_id or made.get(row.name, "")
            if not entity:
                entity = made[row.name] = _new_entity(work, row, known)
            elif row.entity_id and row.entity_id not in known:
                raise UserError("对应的主体在预览之后删除了。", "请重新预览。")
            else:
                _fill_entity(work, entity, row.values)
            if row.title:
                project = row.project_id or projects.get((entity, row.title), "")
                own = {key: value for key, value in row.values.items() if key.startswith((PROJECT, ANSWER) if project else ANSWER)}
                project = project or create_project(work, entity_id=entity, **_project_facts(row.values)).id
                projects[entity, row.title] = project
                _fill_project(work, project, row, own)
        except UserError as error:
            raise UserError(f"第{row.number}行：{error.message}", f"{error.hint}这一批都没有导入。") from error
    if not taken:
        return NOTHING
    return Changes(frozenset({Kind.ENTITY, Kind.PROJECT, Kind.DOCUMENT, Kind.TRACKING, Kind.INDICATOR}), frozenset(projects.values()))


def _new_entity(work: Work, row: ImportRow, known: Mapping[str, Held]) -> str:
    code = row.values.get(CODE)
    if any(one.name == row.name or (code and one.code == code) for one in known.values()):
        raise UserError("这家单位在预览之后已经登记了。", "请重新预览。")
    return save_entity(work, None, _entity_facts(row.values)).id


def _fill_entity(work: Work, entity: str, values: Mapping[str, Plain]) -> None:
    """Fill in what the entity does not have yet; what it has stays."""
    work.session.flush()
    (held,) = read_held(SessionReader(work.session), entity)
    facts = _entity_facts({key: value for key, value in values.items() if key != NAME and is_open(held.facts.get(key))})
    if facts:
        save_entity(work, entity, facts)


def _fill_project(work: Work, project: str, row: ImportRow, values: Mapping[str, Plain]) -> None:
    """Fill in what the project does not have yet: facts and answers (`values`), entries, numbers."""
    if not (values or row.entries() or row.numbers):
        return
    work.session.flush()
    held = read_project(SessionReader(work.session), work.programme, project, work.on)
    edits = {
        held.fields[key]: Edit(value)
        for key, value in values.items()
        if key != TITLE and value is not None and not held.frozen and is_open(held.facts.get(key))
    }
    if edits:
        save_answers(work, project, edits)
    for kind, text in row.entries():
        assert row.on is not None
        if not is_noted(held, kind, row.on, text):
            facts: dict[str, Any] = {"on": row.on.isoformat(), "text": text}
            if kind == PROGRESS:
                save_progress(work, project, None, **facts)
            elif kind == PROBLEM:
                save_problem(work, project, None, **facts)
            else:
                save_support_request(work, project, None, **facts, addressed_to=row.values.get(ADDRESSED_TO))
    for number in row.numbers:
        held = _fill_number(work, project, row, number, held)


def _fill_number(work: Work, project: str, row: ImportRow, number: Number, held: HeldProject) -> HeldProject:
    """Fill in one number and return the project with the indicators it has then."""
    doubt, about = found_indicator(number, held, work.programme)
    if doubt:
        raise UserError(doubt, "请重新预览。")
    if not about.id:
        save_indicator(work, project, None, _indicator_facts(work, number, about.key))
        held = read_project(SessionReader(work.session), work.programme, project, work.on)
        _, about = found_indicator(number, held, work.programme)
    if number._replace(about=about).held(held, row.on) is None:
        if number.part == VALUE:
            save_value(work, about.id, None, on=row.on, value=number.value)
        else:
            numbers: dict[str, Plain] = {"baseline": number.value}
            save_indicator(
                work, project, about.id, numbers if number.part == BASELINE else {"targets": {str(year_of(number.part)): number.value}}
            )
    return held


def _indicator_facts(work: Work, number: Number, key: str) -> dict[str, Plain]:
    """Return the facts of a new indicator: the pack's, or the name and unit of the spreadsheet alone."""
    for one in work.programme.indicators:
        if key and one.key == key:
            return {"indicator_key": key, "name": one.name, "unit": one.unit, "kind": one.kind.value, "counting_rule": one.counting_rule}
    return {"name": number.name, "unit": number.unit}


def _entity_facts(values: Mapping[str, Plain]) -> dict[str, Plain]:
    facts: dict[str, Plain] = {
        key.removeprefix(ENTITY): value for key, value in values.items() if key.startswith(ENTITY) and value is not None
    }
    industry = facts.get("industry")
    if isinstance(industry, list):
        facts["industry"] = ",".join(map(str, industry))
    return facts


def _project_facts(values: Mapping[str, Plain]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        key.removeprefix(PROJECT): value
        for key, value in values.items()
        if key.startswith(PROJECT) and key not in (AREAS, PERIOD) and value is not None
    }
    areas, period = values.get(AREAS), values.get(PERIOD)
    if isinstance(areas, list) and areas:
        facts["main_area"], facts["other_areas"] = areas[0], areas[1:]
    if isinstance(period, list):
        facts["period_start"], facts["period_end"] = (month or "" for month in period)
    return facts
