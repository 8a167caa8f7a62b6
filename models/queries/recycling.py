"""What lies in the recycle bin (回收站)."""

from collections.abc import Collection
from typing import NamedTuple

from models.queries.showing import local_minute
from models.reading import Reader
from models.things import THING_LABELS, Thing


class RecycledRow(NamedTuple):
    """One deleted thing; `deleted` is local time, `by` who deleted it, `waits_for` what must be restored before it."""

    kind: Thing
    kind_label: str
    id: str
    label: str
    project_id: str
    project_title: str
    deleted: str
    by: str
    waits_for: str


_PARENT = "CASE WHEN p.deleted_at IS NOT NULL THEN p.title ELSE '' END"
_OF_PROJECT = "JOIN project p ON p.id = x.project_id"


def _child(table: str, label: str) -> str:
    return (
        f"SELECT x.id, {label}, x.project_id, p.title, x.deleted_at, {_PARENT} FROM {table} x {_OF_PROJECT} WHERE x.deleted_at IS NOT NULL"
    )


_SOURCES: dict[Thing, str] = {
    Thing.ENTITY: "SELECT x.id, x.name, '', '', x.deleted_at, '' FROM pilot_entity x WHERE x.deleted_at IS NOT NULL",
    Thing.PROJECT: (
        "SELECT x.id, x.title, x.id, x.title, x.deleted_at, CASE WHEN e.deleted_at IS NOT NULL THEN e.name ELSE '' END"
        " FROM project x JOIN pilot_entity e ON e.id = x.entity_id WHERE x.deleted_at IS NOT NULL"
    ),
    Thing.DOCUMENT: (
        f"SELECT x.id, x.title, x.project_id, p.title, x.deleted_at, {_PARENT} FROM document x"
        " LEFT JOIN project p ON p.id = x.project_id WHERE x.deleted_at IS NOT NULL"
    ),
    Thing.MILESTONE: _child("milestone", "x.title"),
    Thing.PROGRESS: _child("progress_entry", "x.text"),
    Thing.PROBLEM: _child("problem", "x.text"),
    Thing.SUPPORT_REQUEST: _child("support_request", "x.text"),
    Thing.INDICATOR: _child("project_indicator", "x.name"),
    Thing.INDICATOR_VALUE: (
        "SELECT x.id, i.name || ' ' || x.value, i.project_id, p.title, x.deleted_at,"
        " CASE WHEN p.deleted_at IS NOT NULL THEN p.title WHEN i.deleted_at IS NOT NULL THEN i.name ELSE '' END"
        " FROM indicator_value x JOIN project_indicator i ON i.id = x.project_indicator_id JOIN project p ON p.id = i.project_id"
        " WHERE x.deleted_at IS NOT NULL"
    ),
    Thing.EVIDENCE: (
        "SELECT x.id, x.title, x.project_id, p.title, x.deleted_at,"
        " CASE WHEN p.deleted_at IS NOT NULL THEN p.title WHEN d.deleted_at IS NOT NULL THEN d.title ELSE '' END"
        " FROM evidence x LEFT JOIN project p ON p.id = x.project_id LEFT JOIN document d ON d.id = x.document_id"
        " WHERE x.deleted_at IS NOT NULL"
    ),
    Thing.OBLIGATION_RECORD: (
        "SELECT x.id, COALESCE(t.title, x.obligation_id), x.project_id, p.title, x.deleted_at,"
        " CASE WHEN p.deleted_at IS NOT NULL THEN p.title WHEN e.deleted_at IS NOT NULL THEN e.name"
        " WHEN t.deleted_at IS NOT NULL THEN t.title ELSE '' END"
        " FROM obligation_record x LEFT JOIN project p ON p.id = x.project_id LEFT JOIN pilot_entity e ON e.id = x.entity_id"
        " LEFT JOIN ad_hoc_task t ON t.id = x.obligation_id WHERE x.deleted_at IS NOT NULL"
    ),
    Thing.AD_HOC_TASK: "SELECT x.id, x.title, '', '', x.deleted_at, '' FROM ad_hoc_task x WHERE x.deleted_at IS NOT NULL",
    Thing.OFFICE_TEMPLATE: (
        "SELECT x.id, x.title || '：' || x.file_name, '', '', x.deleted_at, '' FROM office_template x WHERE x.deleted_at IS NOT NULL"
    ),
    Thing.EXPERT: "SELECT x.id, x.name, '', '', x.deleted_at, '' FROM expert x WHERE x.deleted_at IS NOT NULL",
    Thing.REVIEW_ROUND: "SELECT x.id, x.title, '', '', x.deleted_at, '' FROM review_round x WHERE x.deleted_at IS NOT NULL",
}


REPORTED = frozenset(_SOURCES) - {Thing.OFFICE_TEMPLATE, Thing.EXPERT, Thing.REVIEW_ROUND}
"""What districts report: where it was deleted there, the city neither deleted it nor can bring it back."""


def recycled(
    reader: Reader, obligation_titles: dict[str, str] | None = None, without: Collection[Thing] = frozenset()
) -> list[RecycledRow]:
    """Return everything in the recycle bin, what was deleted last first.

    Args:
        reader: Where to read.
        obligation_titles: Obligation key to title, so that records are named in words.
        without: Kinds that are left out.
    """
    titles = obligation_titles or {}
    deleted_by = dict(reader.rows("SELECT object_id, by FROM history WHERE action = 'delete' ORDER BY id"))
    found = [
        (
            at,
            RecycledRow(
                kind, THING_LABELS[kind], id, titles.get(label, label), project or "", title or "", local_minute(at), "", waits or ""
            ),
        )
        for kind, sql in _SOURCES.items()
        if kind not in without
        for id, label, project, title, at, waits in reader.rows(sql)
    ]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [row._replace(by=deleted_by.get(row.id, "")) for _, row in found]
