"""What the search box asks: the search index of the workspace, as hits that lead to a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from models.changes import Changes
from models.queries.search import Hit as Found
from models.queries.search import SearchIndex
from models.things import Thing
from ui.context import Context

PER_KIND = 8
"""How many things of one kind are offered while typing."""
_ICONS = {
    Thing.ENTITY: "entities",
    Thing.PROJECT: "projects",
    Thing.APPLICATION: "form",
    Thing.DOCUMENT: "documents",
    Thing.MILESTONE: "flag",
    Thing.PROGRESS: "edit",
    Thing.PROBLEM: "warning",
    Thing.SUPPORT_REQUEST: "person",
    Thing.INDICATOR: "indicators",
    Thing.INDICATOR_VALUE: "indicators",
    Thing.EVIDENCE: "attachment",
    Thing.OBLIGATION_RECORD: "obligations",
    Thing.AD_HOC_TASK: "obligations",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found.

    Attributes:
        kind: The officer's word for what it is.
        title: Its name.
        detail: Where the words were found.
        icon: Name of an icon.
        page: Key of the page that shows it.
        target: What that page is to open.
    """

    kind: str
    title: str
    detail: str
    icon: str
    page: str
    target: dict[str, str]


class SearchPresenter(QObject):
    """Searches everything; the index is built by the first search and kept up to date."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._index: SearchIndex | None = None
        context.bus.changed.connect(self._on_changes)
        context.workspace_replaced.connect(self._forget)

    def search(self, text: str) -> Sequence[Hit]:
        """Return what contains every word of `text`."""
        if self._index is None:
            self._index = SearchIndex(self._context.workspace)
        place = self._place_at_the_city if self._context.is_city else _place
        return [_hit(found, *place(found)) for found in self._index.find(text, PER_KIND)]

    def _place_at_the_city(self, found: Found) -> tuple[str, dict[str, str]]:
        """Return the page and the target that show what was found in what districts reported."""
        if found.kind is Thing.APPLICATION:
            return "project", {"project": found.project_id}
        if found.kind in (Thing.AD_HOC_TASK, Thing.OBLIGATION_RECORD):
            return "matrix", {}
        if found.kind is Thing.DOCUMENT and not found.project_id:
            return "matrix", self._reporting_of(found.id)
        if found.kind is Thing.DOCUMENT:
            return "project", {"project": found.project_id, "thing": found.kind.value, "id": found.id}
        return _place(found)

    def _reporting_of(self, document_id: str) -> dict[str, str]:
        """Return the district that reported a document and the obligation which that met."""
        found = self._context.reader.rows("SELECT office, form_id, period FROM document WHERE id = :id", id=document_id)
        for office, form, period in found:
            keys = [one.key for one in self._context.programme.obligations if (one.form, one.period) == (form, period)]
            return {"office": office, "key": keys[0]} if keys else {"office": office}
        return {}

    def _on_changes(self, changes: Changes) -> None:
        if self._index is not None:
            self._index.refresh(changes)

    def _forget(self) -> None:
        self._index = None


def _hit(found: Found, page: str, target: dict[str, str]) -> Hit:
    return Hit(found.kind_label, found.title or found.kind_label, found.snippet, _ICONS[found.kind], page, target)


def _place(found: Found) -> tuple[str, dict[str, str]]:
    """Return the page and the target that show what was found."""
    if found.kind is Thing.ENTITY:
        return "entities", {"id": found.id}
    if found.kind is Thing.PROJECT:
        return "project", {"project": found.project_id}
    if found.kind is Thing.APPLICATION:
        return "form", {"project": found.project_id}
    if found.kind is Thing.DOCUMENT:
        return "form", {"document": found.id}
    if found.kind is Thing.AD_HOC_TASK:
        return "obligations", {"key": found.id}
    if found.kind is Thing.OBLIGATION_RECORD:
        return "obligations", {"id": found.id}
    return "project", {"project": found.project_id, "thing": found.kind.value, "id": found.id}
