"""Keeping what lists show about a form up to date, whoever changed the facts it shows."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import update

from forms.answers import read_form, unexplained
from forms.checking import check, progress
from forms.definition import Level
from models.application import Application
from models.changes import Changes, Kind
from models.reading import Reader, SessionReader
from models.work import Work

SHOWN_IN_FORMS = frozenset({Kind.APPLICATION, Kind.ENTITY, Kind.PROJECT, Kind.INDICATOR, Kind.EVIDENCE})
"""Kinds of thing that a form shows."""


def keep_counts(work: Work, operation: Callable[..., Changes], /, *args: Any, **kwargs: Any) -> Changes:
    """Run an operation, then count anew what is filled and found in the forms it touched, in the same transaction.

    The window and the command line run every operation through this, so that no operation can forget it.
    """
    changes = operation(work, *args, **kwargs)
    if changes.kinds & SHOWN_IN_FORMS:
        _count(work, changes)
    return changes


def _touched(reader: Reader, changes: Changes) -> list[tuple[Any, ...]]:
    """Return project, state and counts so far of the forms that an operation touched and that can still be edited."""
    sql = (
        "SELECT p.id, p.state, a.filled, a.applicable, a.errors, a.warnings FROM application a JOIN project p ON p.id = a.project_id"
        " WHERE p.deleted_at IS NULL AND a.frozen_at IS NULL AND "
    )
    if changes.project_ids:
        return [row for id in sorted(changes.project_ids) for row in reader.rows(f"{sql} p.id = :id", id=id)]
    if Kind.ENTITY in changes.kinds and changes.id:
        return reader.rows(f"{sql} p.entity_id = :id", id=changes.id)
    return []


def _count(work: Work, changes: Changes) -> None:
    """Count; findings matter to the lists only while the form is still to be submitted (not for 补录)."""
    cycle, reader = work.programme.life_cycle, SessionReader(work.session)
    for project, state, *before in _touched(reader, changes):
        form = read_form(reader, work.programme, project)
        findings = check(form.form, form.values, work.programme, work.on)
        done = progress(form.form, form.values, work.programme)
        waiting = state in (cycle.initial, cycle.review)
        counts = {
            "filled": done.filled,
            "applicable": done.applicable,
            "errors": sum(finding.level is Level.ERROR for finding in findings) if waiting else 0,
            "warnings": len(unexplained(findings, form.explanations)) if waiting else 0,
        }
        if list(counts.values()) != before:
            work.session.execute(update(Application).where(Application.id == form.application_id).values(counts))
