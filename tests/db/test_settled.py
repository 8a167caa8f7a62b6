"""A project that has come to its end keeps its facts; what the city decided, only the city reopens."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.answers import Edit, save_answers
from forms.documents import create_document, freeze, take_back
from forms.feedback import apply_reply
from forms.submission import reopen
from models.changes import Changes, Kind
from models.document import Document
from models.errors import UserError
from models.exchange import Decision, Reply, ReturnedForm
from models.operations.evidence import attach
from models.operations.exchange import ReceivedFacts
from models.operations.indicators import propose_indicators
from models.operations.obligations import record_obligation
from models.operations.projects import edit_project, take_step, undo_step
from models.operations.recycling import delete, restore
from models.operations.tracking import (
    order_milestones,
    propose_milestones,
    save_milestone,
    save_problem,
    save_progress,
    save_support_request,
)
from models.things import Thing
from models.work import Work
from models.workspace.store import FileWorkspace
from tests.db.conftest import AT
from tests.db.form_records import PDF, new_project, perform, submitted_project, today

Change = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


def facts(sequence: int) -> ReceivedFacts:
    """What a package of the city says of itself."""
    return ReceivedFacts(
        sender="a" * 32,
        recipient="b" * 32,
        office="city",
        name="示例市级",
        kind="rhfk",
        sequence=sequence,
        digest=f"{sequence:064x}",
        previous="",
        title="反馈",
        file_name="反馈.rhfk",
        program="1.0.0",
        pack_version="1",
        made_at=AT,
    )


def decide(workspace: FileWorkspace, project: str, state: str, sequence: int) -> None:
    decision = Decision(id=f"{sequence:032x}", project_id=project, state=state, on=today(workspace), reason="示例决定")
    reply = Reply(on=today(workspace), officer="示例市级经办人", decisions=(decision,))
    perform(workspace, apply_reply, reply, facts(sequence), b"package", {})


def freeze_now(work: Work, document_id: str) -> Changes:
    """Freeze a document as handing it in does, whatever is still missing."""
    document = work.session.get_one(Document, document_id)
    freeze(work, document, work.on)
    return Changes.of(Kind.DOCUMENT, id=document_id)


def state(workspace: FileWorkspace, project: str) -> str:
    return str(workspace.rows("SELECT state FROM project WHERE id = :id", id=project)[0][0])


def tracked(workspace: FileWorkspace, project: str) -> dict[str, str]:
    """Track a project and return what was made."""
    on = today(workspace)
    return {
        Thing.MILESTONE: perform(workspace, save_milestone, project, None, title="示例里程碑", planned_on=on).id,
        Thing.PROGRESS: perform(workspace, save_progress, project, None, text="示例进展", on=on).id,
        Thing.EVIDENCE: perform(workspace, attach, project, file_name="证明.pdf", title="证明", data=PDF).id,
    }


def changes(workspace: FileWorkspace, project: str, made: dict[str, str]) -> list[Change]:
    """Return every way to change the facts of a project."""
    on = today(workspace)
    return [
        (edit_project, (project, {"title": "别的"}), {}),
        (save_milestone, (project, None), {"title": "又一个", "planned_on": on}),
        (save_milestone, (project, made[Thing.MILESTONE]), {"title": "改名"}),
        (propose_milestones, (project,), {}),
        (order_milestones, (project, [made[Thing.MILESTONE]]), {}),
        (save_progress, (project, None), {"text": "又一条", "on": on}),
        (save_problem, (project, None), {"text": "示例问题", "on": on}),
        (save_support_request, (project, None), {"text": "示例事项", "on": on}),
        (propose_indicators, (project,), {}),
        *((delete, (kind, id), {}) for kind, id in made.items()),
    ]


@pytest.mark.parametrize("key", ["not_selected", "cancelled", "closed"])
def test_a_decision_of_the_city_that_ends_a_project_locks_what_was_tracked(workspace: FileWorkspace, key: str) -> None:
    project = submitted_project(workspace)
    made = tracked(workspace, project)
    gone = perform(workspace, save_progress, project, None, text="删掉的", on=today(workspace)).id
    perform(workspace, delete, Thing.PROGRESS, gone)
    decide(workspace, project, key, 1)
    tried = changes(workspace, project, made)
    back_again: Change = (restore, (Thing.PROGRESS, gone), {})
    for operation, given, named in [*tried, back_again]:
        with pytest.raises(UserError, match="已经锁定") as refused:
            perform(workspace, operation, *given, **named)
        assert "市级" in refused.value.hint
    back = next(step.to for step in workspace.programme.state(key).next)
    against: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
        (take_step, (project, back, today(workspace), "更正")),
        (undo_step, (project, "办错了")),
        (reopen, (project, today(workspace), "想改")),
        (take_back, (project, "想改")),
    ]
    for step, given in against:
        with pytest.raises(UserError, match="市级反馈包下达的决定"):
            perform(workspace, step, *given)
    perform(workspace, record_obligation, "work-plan", project, "submitted", today(workspace))
    decide(workspace, project, "continuing", 2)
    for operation, given, named in tried:
        perform(workspace, operation, *given, **named)


def test_a_return_of_the_city_opens_what_it_had_closed(workspace: FileWorkspace) -> None:
    project = submitted_project(workspace)
    decide(workspace, project, "not_selected", 1)
    ((revision,),) = workspace.rows("SELECT id FROM revision WHERE document_id = :id", id=project)
    returned = ReturnedForm(id="f" * 32, document_id=project, revision_id=revision, reason="补充后再报")
    perform(workspace, apply_reply, Reply(on=today(workspace), officer="示例市级经办人", returned=(returned,)), facts(2), b"package", {})
    assert state(workspace, project) == workspace.programme.life_cycle.returned
    perform(workspace, save_progress, project, None, text="补充的进展", on=today(workspace))


def test_an_end_that_was_entered_by_hand_can_be_corrected_by_hand(workspace: FileWorkspace) -> None:
    project = submitted_project(workspace)
    perform(workspace, take_step, project, "not_selected", today(workspace), "登记错了项目")
    with pytest.raises(UserError, match="已经锁定") as refused:
        perform(workspace, save_progress, project, None, text="示例", on=date(2026, 3, 1))
    assert "更正状态" in refused.value.hint
    perform(workspace, take_step, project, "selected", today(workspace), "更正")
    perform(workspace, save_progress, project, None, text="示例", on=date(2026, 3, 1))
    assert state(workspace, new_project(workspace, "示例别的公司")) == "draft"


def test_documents_of_a_project_that_the_city_ended_are_not_written_on_but_for_typical_cases(workspace: FileWorkspace) -> None:
    project = submitted_project(workspace)
    plan = perform(workspace, create_document, "work_plan", project_id=project).id
    case = perform(workspace, create_document, "typical_case", project_id=project).id
    decide(workspace, project, "closed", 1)
    with pytest.raises(UserError, match="已经锁定"):
        perform(workspace, save_answers, plan, {"title": Edit("示例方案")})
    perform(workspace, save_answers, case, {"title": Edit("示例案例")})
    second = perform(workspace, create_document, "typical_case", project_id=project).id
    perform(workspace, save_answers, second, {"title": Edit("又一个案例")})


def test_a_document_that_the_city_returned_is_mended_although_the_project_has_ended(workspace: FileWorkspace) -> None:
    project = submitted_project(workspace)
    plan = perform(workspace, create_document, "work_plan", project_id=project).id
    perform(workspace, freeze_now, plan)
    decide(workspace, project, "closed", 1)
    ((revision,),) = workspace.rows("SELECT id FROM revision WHERE document_id = :id", id=plan)
    returned = ReturnedForm(id="e" * 32, document_id=plan, revision_id=revision, reason="补充附件")
    reply = Reply(on=today(workspace), officer="示例市级经办人", returned=(returned,))
    perform(workspace, apply_reply, reply, facts(2), b"package", {})
    assert state(workspace, project) == "closed"
    perform(workspace, save_answers, plan, {"title": Edit("改过的方案")})
