"""The counts that lists show of a form: right after every operation, whoever changed what the form shows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from forms.answers import unexplained
from forms.checking import check, progress
from forms.definition import Level
from models.operations.entities import save_entity
from models.operations.evidence import attach
from models.operations.indicators import propose_indicators, save_indicator
from models.operations.projects import edit_project
from models.operations.recycling import delete, restore
from models.operations.tracking import save_progress
from models.things import Thing
from models.workspace.store import Workspace
from tests.db.conftest import Clock
from tests.db.form_records import PDF, complete_project, new_project, perform, save, state, submitted_project, today
from tests.db.office_records import one
from tests.unit.complete_form import form, programme


def counted(workspace: Workspace, project: str) -> tuple[int, int, int, int]:
    """Count from the form itself."""
    now = state(workspace, project)
    findings = check(form(), now.values, programme(), today(workspace))
    done = progress(form(), now.values, programme())
    errors = sum(finding.level is Level.ERROR for finding in findings)
    return done.filled, done.applicable, errors, len(unexplained(findings, now.explanations))


def stored(workspace: Workspace, project: str) -> tuple[int, int, int, int]:
    sql = "SELECT filled, applicable, errors, warnings FROM document WHERE id = :project"
    ((filled, applicable, errors, warnings),) = workspace.rows(sql, project=project)
    return filled, applicable, errors, warnings


def test_a_new_form_is_counted_at_once(workspace: Workspace) -> None:
    entity = perform(workspace, save_entity, None, {"name": "示例公司"}).id
    from models.operations.projects import create_project

    project = perform(workspace, create_project, entity_id=entity, title="示例项目").id
    filled, applicable, errors, _ = stored(workspace, project)
    assert (filled, applicable, errors) == counted(workspace, project)[:3]
    assert errors > 20
    assert 0 < filled < applicable


CHANGES: dict[str, Callable[[Workspace, str, str], Any]] = {
    "an answer": lambda w, project, entity: save(w, project, "idea", None),
    "the register": lambda w, project, entity: perform(w, save_entity, entity, {"legal_rep": "", "uscc": "1"}),
    "the project": lambda w, project, entity: perform(w, edit_project, project, {"main_area": "", "other_areas": [], "clusters": []}),
    "an indicator": lambda w, project, entity: perform(w, save_indicator, project, None, {"name": "示例", "targets": {"2026": "约二十"}}),
    "proposed indicators": lambda w, project, entity: perform(w, propose_indicators, project),
    "a file": lambda w, project, entity: perform(
        w, attach, project, file_name="x.pdf", title="", data=PDF, document_id=project, field_key="a5"
    ),
    "a file gone": lambda w, project, entity: perform(w, delete, Thing.EVIDENCE, one(w, "SELECT id FROM evidence WHERE field_key = 'a1'")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_counts_follow_every_change(workspace: Workspace, change: str) -> None:
    project = complete_project(workspace)
    before = stored(workspace, project)
    assert before == counted(workspace, project)
    CHANGES[change](workspace, project, one(workspace, "SELECT entity_id FROM project"))
    assert stored(workspace, project) == counted(workspace, project) != before


def test_what_a_form_does_not_show_is_not_counted(workspace: Workspace) -> None:
    project = complete_project(workspace)
    at = one(workspace, "SELECT version FROM document")
    perform(workspace, save_progress, project, None, on=today(workspace), text="有进展")
    assert one(workspace, "SELECT version FROM document") == at


def test_a_submitted_form_keeps_its_counts(workspace: Workspace) -> None:
    project = submitted_project(workspace)
    before = stored(workspace, project)
    perform(workspace, save_entity, one(workspace, "SELECT entity_id FROM project"), {"uscc": "1"})
    assert stored(workspace, project) == before


def test_a_restored_project_is_counted_as_it_is_now(workspace: Workspace, clock: Clock) -> None:
    project = new_project(workspace)
    entity = one(workspace, "SELECT entity_id FROM project")
    save(workspace, project, "staff", 1)
    perform(workspace, delete, Thing.PROJECT, project)
    before = stored(workspace, project)
    clock.now += timedelta(days=1)
    perform(workspace, save_entity, entity, {"legal_rep": "示例人"})
    assert stored(workspace, project) == before
    perform(workspace, restore, Thing.PROJECT, project)
    assert stored(workspace, project) == counted(workspace, project) != before
