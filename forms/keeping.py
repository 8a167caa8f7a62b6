"""Keeping what lists show about a form up to date, whoever changed the facts it shows."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import update

from forms.answers import read_form, unexplained
from forms.checking import check, progress
from forms.definition import Level
from models.changes import Changes, Kind
from models.document import Document
from models.reading import Reader, SessionReader
from models.work import Work

SHOWN_IN_FORMS = frozenset({Kind.DOCUMENT, Kind.ENTITY, Kind.PROJECT, Kind.INDICATOR, Kind.EVIDENCE, Kind.OFFICE})
"""Kinds of thing that a form shows."""


def keep_counts(work: Work, operation: Callable[..., Changes], /, *args: Any, **kwargs: Any) -> Changes:
    """Run an operation, then count anew what is filled and found in the forms it touched, in the same transaction.

    The window and the command line run every operation through this, so that no operation can forget it.
    """
    changes = operation(work, *args, **kwargs)
    if changes.kinds & SHOWN_IN_FORMS:
        count_anew(work, changes)
    return changes


class _Counted(NamedTuple):
    """A document that can still be edited, with its counts so far; `state` is that of its project, empty for the district's."""

    id: str
    project_id: str
    state: str
    counts: tuple[int, int, int, int]


def _touched(reader: Reader, changes: Changes) -> list[_Counted]:
    """Return the documents that an operation touched and that can still be edited."""
    sql = (
        "SELECT d.id, d.project_id, p.state, d.filled, d.applicable, d.errors, d.warnings FROM document d"
        " LEFT JOIN project p ON p.id = d.project_id"
        " WHERE d.deleted_at IS NULL AND p.deleted_at IS NULL AND d.frozen_at IS NULL AND "
    )
    if changes.project_ids:
        rows = [row for id in sorted(changes.project_ids) for row in reader.rows(f"{sql} d.project_id = :id", id=id)]
    elif Kind.DOCUMENT in changes.kinds and changes.id:
        rows = reader.rows(f"{sql} d.id = :id", id=changes.id)
    elif Kind.ENTITY in changes.kinds and changes.id:
        rows = reader.rows(f"{sql} p.entity_id = :id", id=changes.id)
    elif Kind.OFFICE in changes.kinds:
        rows = reader.rows(f"{sql} d.project_id IS NULL")
    else:
        rows = []
    return [_Counted(id, project or "", state or "", tuple(counts)) for id, project, state, *counts in rows]


def count_anew(work: Work, changes: Changes) -> None:
    """Count what an operation touched.

    Findings of an application form matter to the lists only while it is still to be submitted (not for 补录).
    """
    cycle, reader = work.programme.life_cycle, SessionReader(work.session)
    for document in _touched(reader, changes):
        form = read_form(reader, work.programme, document.id)
        findings = check(form.form, form.values, work.programme, work.on)
        done = progress(form.form, form.values, work.programme)
        waiting = document.id != document.project_id or document.state in (cycle.initial, cycle.review)
        errors = sum(finding.level is Level.ERROR for finding in findings) if waiting else 0
        warnings = len(unexplained(findings, form.explanations)) if waiting else 0
        counts = (done.filled, done.applicable, errors, warnings)
        if counts != document.counts:
            values = dict(zip(("filled", "applicable", "errors", "warnings"), counts, strict=True))
            work.session.execute(update(Document).where(Document.id == document.id).values(values))
