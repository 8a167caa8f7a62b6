"""Keeping what lists show about a form up to date, whoever changed the facts it shows."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select

from forms.answers import SessionReader, read_form, unexplained
from forms.checking import check, progress
from forms.definition import Level
from models.application import Application
from models.changes import Changes, Kind
from models.project import Project
from models.work import Work

SHOWN_IN_FORMS = frozenset({Kind.APPLICATION, Kind.ENTITY, Kind.PROJECT, Kind.INDICATOR, Kind.EVIDENCE})
"""Kinds of thing that a form shows."""


def keep_counts(work: Work, operation: Callable[..., Changes], /, *args: Any, **kwargs: Any) -> Changes:
    """Run an operation, then count anew what is filled and found in the forms it touched, in the same transaction.

    The window and the command line run every operation through this, so that no operation can forget it.
    """
    changes = operation(work, *args, **kwargs)
    if changes.kinds & SHOWN_IN_FORMS:
        _count(work, _touched(work, changes))
    return changes


def _touched(work: Work, changes: Changes) -> Iterable[Application]:
    query = select(Application).join(Project).where(Project.deleted_at.is_(None), Application.frozen_at.is_(None))
    if changes.project_ids:
        return work.session.scalars(query.where(Project.id.in_(changes.project_ids)))
    if Kind.ENTITY in changes.kinds and changes.id:
        return work.session.scalars(query.where(Project.entity_id == changes.id))
    return ()


def _count(work: Work, applications: Iterable[Application]) -> None:
    """Count; findings matter to the lists only while the form is still to be submitted (not for 补录)."""
    cycle = work.programme.life_cycle
    for application in applications:
        state = read_form(SessionReader(work.session), work.programme, application.project_id)
        findings = check(state.form, state.values, work.programme, work.on)
        done = progress(state.form, state.values, work.programme)
        application.filled, application.applicable = done.filled, done.applicable
        waiting = application.project.state in (cycle.initial, cycle.review)
        application.errors = sum(finding.level is Level.ERROR for finding in findings) if waiting else 0
        application.warnings = len(unexplained(findings, state.explanations)) if waiting else 0
