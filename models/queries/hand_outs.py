"""Forms that were handed out (下发) and whether they came back (回收); the documents that a file may belong to."""

import json
from datetime import date
from typing import NamedTuple

from models.plain import Plain
from models.queries.showing import local_minute
from models.reading import Reader


class HandOutRow(NamedTuple):
    """One hand-out of the list; `at` and `answered` are local time, `answered` is empty while nothing came back.

    `replaced` tells that the same form was handed out again later; `overdue` that it should have come back.
    """

    id: str
    project_id: str
    document_id: str
    entity_id: str
    entity: str
    number: str
    project: str
    form_key: str
    title: str
    revision: int
    contact: str
    mobile: str
    file_name: str
    at: str
    due_on: date | None
    answered: str
    withdrawn: bool
    replaced: bool
    overdue: bool

    @property
    def waiting(self) -> bool:
        """Whether an answer is still awaited."""
        return not (self.answered or self.withdrawn or self.replaced)


class HandOutFacts(NamedTuple):
    """One hand-out for matching; `held` is what the document held then, by field."""

    id: str
    project_id: str
    document_id: str
    form_key: str
    form_version: str
    revision: int
    at: str
    answered: str
    held: dict[str, Plain]


class DocumentRow(NamedTuple):
    """One document that a file may belong to."""

    id: str
    project_id: str
    form_key: str
    title: str
    revision: int
    frozen: bool
    number: str
    project: str
    entity_id: str
    entity: str
    uscc: str


def hand_outs(reader: Reader, on: date) -> list[HandOutRow]:
    """Return all hand-outs of projects that are not in the recycle bin, latest first."""
    rows: list[HandOutRow] = []
    seen: set[tuple[str, str]] = set()
    for *about, at, due, answered, withdrawn in reader.rows(
        "SELECT h.id, h.project_id, h.document_id, e.id, e.name, p.number, p.title, h.form_key, h.title, h.revision, h.contact, e.mobile,"
        " h.file_name, h.at, h.due_on, h.answered_at, h.withdrawn_at FROM hand_out h"
        " JOIN project p ON p.id = h.project_id JOIN pilot_entity e ON e.id = p.entity_id"
        " WHERE p.deleted_at IS NULL ORDER BY h.at DESC, p.number, h.id"
    ):
        due_on = date.fromisoformat(due) if due else None
        same = (about[2], about[7])
        replaced = same in seen and not answered
        seen.add(same)
        late = due_on is not None and due_on < on and not (answered or withdrawn or replaced)
        rows.append(HandOutRow._make([*about, local_minute(at), due_on, local_minute(answered), withdrawn is not None, replaced, late]))
    return rows


def waiting(reader: Reader, on: date) -> list[HandOutRow]:
    """Return the hand-outs that have not come back yet, those due first in front."""
    rows = [row for row in hand_outs(reader, on) if row.waiting]
    return sorted(rows, key=lambda row: (row.due_on is None, row.due_on or on, row.number))


def hand_out(reader: Reader, id: str) -> HandOutFacts | None:
    """Return one hand-out, ``None`` when there is none of that id."""
    for *about, at, answered, held in reader.rows(
        "SELECT id, project_id, document_id, form_key, form_version, revision, at, answered_at, held FROM hand_out WHERE id = :id", id=id
    ):
        kept = json.loads(held) if held else {}
        return HandOutFacts._make([*about, local_minute(at), local_minute(answered), kept if isinstance(kept, dict) else {}])
    return None


def documents(reader: Reader) -> list[DocumentRow]:
    """Return the documents of all projects, in order of the projects' numbers."""
    return [
        DocumentRow._make([*row[:5], row[5] is not None, *row[6:]])
        for row in reader.rows(
            "SELECT d.id, d.project_id, d.form_id, d.title, d.revision, d.frozen_at, p.number, p.title, e.id, e.name, e.uscc"
            " FROM document d JOIN project p ON p.id = d.project_id JOIN pilot_entity e ON e.id = p.entity_id"
            " WHERE d.deleted_at IS NULL AND p.deleted_at IS NULL AND e.deleted_at IS NULL ORDER BY p.number, d.form_id, d.id"
        )
    ]
