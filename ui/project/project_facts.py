"""What the dialog of a project asks, and how that is kept: areas and period are one field on the screen, two facts in the store."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import QObject

from forms.definition import Form, Section
from models.changes import Changes
from models.plain import Plain
from models.queries.entities import EntityChoice, entity_choices
from models.queries.project import ProjectSummary, summary
from ui.dialogs.excerpt import Excerpt, ask, excerpt

if TYPE_CHECKING:
    from ui.context import Context

OFFICER = "officer"


class ProjectFacts(QObject):
    """Reads and saves the facts of one project, or of a new one.

    Attributes:
        project_id: The project; ``None`` for a new one.
        entity_id: Its entity; empty until chosen.
    """

    def __init__(self, context: "Context", project_id: str | None, entity_id: str = "") -> None:
        super().__init__()
        self.context = context
        self.project_id = project_id
        self.entity_id = entity_id
        self._asked = self._ask()

    @property
    def form(self) -> Form:
        """The fields of the dialog."""
        return self._asked.form

    def key_of(self, fact: str) -> str:
        """Return the key of the field that shows a fact; empty when the form does not ask for it."""
        return next((key for key, name in self._asked.columns.items() if name == fact), "")

    def entities(self) -> list[EntityChoice]:
        """Return the entities to choose from."""
        return entity_choices(self.context.reader)

    def values(self) -> dict[str, Plain]:
        """Return what is known: the project's facts, or what a new one begins with."""
        if self.project_id is None:
            return {OFFICER: self.context.workspace.office.officer or None}
        held = summary(self.context.reader, self.context.programme, self.project_id)
        if held is None:
            return {}
        self.entity_id = held.entity_id
        return {key: _plain(held, fact) for key, fact in self._asked.columns.items()}

    def save(self, values: Mapping[str, Plain]) -> Changes | None:
        """Create the project or save what was edited."""
        from models.operations.projects import create_project, edit_project

        facts: dict[str, Any] = {"entity_id": self.entity_id}
        for key, fact in self._asked.columns.items():
            facts |= _stored(fact, values.get(key))
        if self.project_id is not None:
            return self.context.perform(edit_project, self.project_id, facts)
        return self.context.perform(create_project, **facts, form_id=self.context.form.key)

    def _ask(self) -> Excerpt:
        part = excerpt(self.context.form, "project", leave_out=("indicators", "number"))
        officer = ask(OFFICER, "经办人", "text", max_length=20, guidance="本单位负责这个项目的人。")
        section = Section(key="project", title="", field=(*part.form.fields(), officer))
        return Excerpt(replace(part.form, section=(section,)), part.columns | {OFFICER: OFFICER})


def _plain(held: ProjectSummary, fact: str) -> Plain:
    if fact == "areas":
        return [key for key in (held.main_area, *held.other_areas) if key] or None
    if fact == "period":
        return [held.period_start or None, held.period_end or None] if held.period_start or held.period_end else None
    value: Plain = getattr(held, fact)
    return value or None


def _stored(fact: str, value: Plain) -> dict[str, Plain]:
    if fact == "areas":
        areas = value if isinstance(value, list) else []
        return {"main_area": areas[0] if areas else "", "other_areas": areas[1:]}
    if fact == "period":
        start, end = value if isinstance(value, list) and len(value) == 2 else (None, None)
        return {"period_start": start or "", "period_end": end or ""}
    return {fact: value if value is not None else ""}
