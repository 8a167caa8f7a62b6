"""What the workspace holds of the entities and projects that the rows of a spreadsheet are about."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from forms.answers import read_form
from forms.binding import ENTITY_TEXTS
from forms.collecting.labels import compact
from forms.importing.facts import ANSWER, ENTITY, PROBLEM, PROGRESS, PROJECT, REQUEST
from forms.normalising import unparsed_text
from models.plain import Plain
from models.queries import indicators, tracking
from models.queries.indicators import IndicatorStanding
from models.reading import Reader

if TYPE_CHECKING:
    from models.programme.pack import Programme


class Held(NamedTuple):
    """An entity of the register.

    Attributes:
        name: Its name, compact.
        projects: Ids of its projects by title, compact.
        facts: Plain values by key of the fact.
    """

    id: str
    name: str
    code: str
    projects: Mapping[str, list[str]]
    facts: dict[str, Plain]


@dataclass(slots=True)
class HeldProject:
    """A project as it stands.

    Attributes:
        frozen: Its application form has been handed up: answers cannot be filled in.
        facts: Plain values by key of the fact, of the project and of its answers.
        fields: Field of the application form by key of the fact.
        indicators: Its indicators by name, compact.
        values: Values by indicator and day.
        entries: Kind, day and text of what was noted.
    """

    frozen: bool = False
    facts: dict[str, Plain] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, list[IndicatorStanding]] = field(default_factory=dict)
    values: dict[tuple[str, date], list[str]] = field(default_factory=dict)
    entries: set[tuple[str, date, str]] = field(default_factory=set)


def read_held(reader: Reader, entity_id: str = "") -> list[Held]:
    """Return the entities of the register, or one of them."""
    projects: dict[str, dict[str, list[str]]] = {}
    for entity, project, title in reader.rows(
        "SELECT entity_id, id, title FROM project WHERE deleted_at IS NULL AND :id IN ('', entity_id) ORDER BY number", id=entity_id
    ):
        projects.setdefault(entity, {}).setdefault(compact(title), []).append(project)
    found = []
    for id, tags, industry, *texts in reader.rows(
        f"SELECT id, tags, industry, {', '.join(ENTITY_TEXTS)} FROM pilot_entity"
        " WHERE deleted_at IS NULL AND :id IN ('', id) ORDER BY name, id",
        id=entity_id,
    ):
        facts: dict[str, Plain] = {f"{ENTITY}{name}": text or None for name, text in zip(ENTITY_TEXTS, texts, strict=True)}
        facts |= {"entity.tags": json.loads(tags) or None, "entity.industry": industry.split(",") if industry else None}
        named = dict(zip(ENTITY_TEXTS, texts, strict=True))
        found.append(Held(id, compact(named["name"]), named["uscc"], projects.get(id, {}), facts))
    return found


def read_project(reader: Reader, programme: "Programme", project_id: str, on: date) -> HeldProject:
    """Return one project as it stands."""
    state = read_form(reader, programme, project_id)
    held = HeldProject(frozen=state.frozen)
    for one in state.form.fields():
        key = one.bind if one.bind.startswith(PROJECT) else "" if one.bind else f"{ANSWER}{one.key}"
        if key:
            held.facts[key], held.fields[key] = state.values.get(one.key), one.key
    for standing in indicators.standings(reader, programme, project_id, on):
        held.indicators.setdefault(compact(standing.name), []).append(standing)
        for row in indicators.values(reader, standing.id):
            held.values.setdefault((standing.id, row.on), []).append(row.value)
    for kind, read in ((PROGRESS, tracking.progress), (PROBLEM, tracking.problems), (REQUEST, tracking.support_requests)):
        held.entries |= {(kind, row.on, _words(row.text)) for row in read(reader, project_id)}
    return held


def is_noted(held: HeldProject, kind: str, on: date, text: str) -> bool:
    """Tell whether an entry of that day says the same already."""
    return (kind, on, _words(text)) in held.entries


def is_open(value: Plain) -> bool:
    """Tell whether nothing is filled in; a text that could not be read is something."""
    return value in (None, "", []) and unparsed_text(value) is None


def _words(text: str) -> str:
    return " ".join(text.split())
