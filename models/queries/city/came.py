"""The frozen documents that came from a district for one obligation: what the matrix leads to."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from models.programme.pack import Programme
from models.queries.city.matrix import heirs_on
from models.queries.showing import state_titles
from models.reading import Reader


class Stands(StrEnum):
    """How one frozen revision stands at the city; the value is what the officer reads."""

    HERE = "已收到"
    RETURNED = "已退回"
    DECIDED = "已审定"
    REPLACED = "有更新的一版"


class CameRow(NamedTuple):
    """One frozen revision that came; `title` is that of its project, else of the document."""

    revision_id: str
    document_id: str
    form_id: str
    revision: int
    title: str
    entity: str
    project_id: str
    number: str
    state_title: str
    office: str
    on: date
    stands: Stands


def came(reader: Reader, programme: Programme, office: str, obligation: str, on: date) -> list[CameRow]:
    """Return what came from a district for an obligation, also from those it took over, by project, the newest revision first.

    Args:
        reader: The city's workspace.
        programme: The pack.
        office: Key of the district.
        obligation: Key of the obligation.
        on: The day on which the districts are as they are.
    """
    heirs, states = heirs_on(programme, on), state_titles(programme)
    returned = {id for (id,) in reader.rows("SELECT revision_id FROM city_return WHERE received_package_id IS NULL")}
    decided = {id for (id,) in reader.rows("SELECT revision_id FROM city_decision WHERE revision_id IS NOT NULL")}
    found = []
    for id, document, form, number, title, entity, project, code, state, of, day, newest in reader.rows(
        "SELECT r.id, d.id, d.form_id, r.number, COALESCE(p.title, d.title), COALESCE(e.name, ''), COALESCE(p.id, ''),"
        " COALESCE(p.number, ''), COALESCE(p.state, ''), d.office, r.submitted_on, d.revision FROM revision r"
        " JOIN document d ON d.id = r.document_id LEFT JOIN project p ON p.id = d.project_id"
        " LEFT JOIN pilot_entity e ON e.id = p.entity_id WHERE d.deleted_at IS NULL AND r.id IN"
        " (SELECT a.revision_id FROM received_part a JOIN received_submission s ON s.received_package_id = a.received_package_id"
        " WHERE a.kind = 'form' AND s.obligation_id = :obligation) ORDER BY p.number, d.id, r.number DESC",
        obligation=obligation,
    ):
        if heirs.get(of, of) != office:
            continue
        stands = Stands.HERE
        if id in returned:
            stands = Stands.RETURNED
        elif id in decided:
            stands = Stands.DECIDED
        elif newest > number:
            stands = Stands.REPLACED
        day = date.fromisoformat(day)
        found.append(CameRow(id, document, form, int(number), title, entity, project, code, states.get(state, state), of, day, stands))
    return found
