"""Importing the good rows of a spreadsheet: entities and projects, all in one transaction."""

from collections.abc import Sequence
from typing import Any

from forms.collecting.labels import compact
from forms.importing.facts import AREAS, CODE, ENTITY, NAME, PERIOD, PROJECT, TITLE
from forms.importing.preview import Action, ImportRow, read_held
from models.changes import NOTHING, Changes, Kind
from models.errors import UserError
from models.operations.entities import save_entity
from models.operations.projects import create_project
from models.plain import Plain
from models.reading import SessionReader
from models.work import Work


def import_rows(work: Work, rows: Sequence[ImportRow]) -> Changes:
    """Make the entities and projects of the rows that are good; the others are left out.

    Several rows of one new entity make one entity with several projects.

    Raises:
        UserError: The register changed since the preview, or a rule forbids a value; the message names the row, nothing is written.
    """
    now = {one.id: one for one in read_held(SessionReader(work.session))}
    names, codes = {one.name for one in now.values()}, {one.code for one in now.values() if one.code}
    made: dict[str, str] = {}
    projects: set[str] = set()
    taken = [row for row in rows if row.action in (Action.NEW, Action.NEW_PROJECT)]
    for row in taken:
        try:
            entity = row.entity_id or made.get(compact(str(row.values[NAME])), "")
            if row.entity_id and row.entity_id not in now:
                raise UserError("对应的主体在预览之后删除了。", "请重新预览。")
            if not entity:
                if compact(str(row.values[NAME])) in names or row.values.get(CODE) in codes:
                    raise UserError("这家单位在预览之后已经登记了。", "请重新预览。")
                entity = save_entity(work, None, _entity_facts(row.values)).id
                made[compact(str(row.values[NAME]))] = entity
            if row.values.get(TITLE):
                projects |= create_project(work, entity_id=entity, **_project_facts(row.values)).project_ids
        except UserError as error:
            raise UserError(f"第{row.number}行：{error.message}", f"{error.hint}这一批都没有导入。") from error
    if not taken:
        return NOTHING
    return Changes(frozenset({Kind.ENTITY, Kind.PROJECT, Kind.DOCUMENT, Kind.TRACKING}), frozenset(projects))


def _entity_facts(values: dict[str, Plain]) -> dict[str, Plain]:
    facts: dict[str, Plain] = {
        key.removeprefix(ENTITY): value for key, value in values.items() if key.startswith(ENTITY) and value is not None
    }
    industry = facts.get("industry")
    if isinstance(industry, list):
        facts["industry"] = ",".join(map(str, industry))
    return facts


def _project_facts(values: dict[str, Plain]) -> dict[str, Any]:
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
