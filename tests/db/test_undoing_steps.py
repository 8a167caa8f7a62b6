"""Taking back the last step of a project's life: a wrong step or a wrong day is no dead end."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from forms.submission import record_earlier_submission
from models.errors import UserError
from models.operations.projects import take_step, undo_step
from models.programme.pack import Programme
from models.queries.project import LastStep, last_step
from models.workspace.store import Workspace
from tests.db.office_records import add_project, one, send_to_review

TODAY = date(2026, 3, 2)


@pytest.fixture
def project(workspace: Workspace, clock: Any) -> str:
    """A project whose form went up on paper in 2025, and of which 入选 was recorded with today's day by mistake."""
    made = add_project(workspace)
    clock.now = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    workspace.perform(record_earlier_submission, made, date(2025, 7, 10), "报送函第1号")
    clock.now = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    workspace.perform(take_step, made, "selected", TODAY, "市局通知")
    return made


def test_a_wrong_day_is_taken_back_and_recorded_rightly(workspace: Workspace, programme: Programme, project: str) -> None:
    with pytest.raises(UserError, match="早于上一步"):
        workspace.perform(take_step, project, "plan_approved", date(2025, 8, 1))
    assert last_step(workspace, programme, project) == LastStep("已上报", "入选", TODAY)
    workspace.perform(undo_step, project, "日期填错")
    assert one(workspace, "SELECT state FROM project") == "submitted"
    assert last_step(workspace, programme, project) == LastStep("草拟", "已上报", date(2025, 7, 10))
    assert workspace.rows("SELECT to_state FROM state_change WHERE from_state <> ''") == [("submitted",)]
    workspace.perform(take_step, project, "selected", date(2025, 7, 20))
    workspace.perform(take_step, project, "plan_approved", date(2025, 8, 1))
    written = workspace.rows("SELECT old, new FROM history WHERE field_label = '撤销办理'")
    assert written == [("入选 2026-03-02，市局通知", "撤销原因：日期填错")]


def test_an_earlier_submission_recorded_by_mistake_is_taken_back(workspace: Workspace, programme: Programme, project: str) -> None:
    workspace.perform(undo_step, project, "记错项目")
    workspace.perform(undo_step, project, "记错项目")
    assert one(workspace, "SELECT state FROM project") == "draft"
    assert last_step(workspace, programme, project) is None
    with pytest.raises(UserError, match="没有办理过"):
        workspace.perform(undo_step, project, "再来一次")


def test_a_reason_is_needed(workspace: Workspace, project: str) -> None:
    with pytest.raises(UserError, match="必须写明原因"):
        workspace.perform(undo_step, project, " ")
    assert one(workspace, "SELECT state FROM project") == "selected"


def test_what_froze_or_reopened_the_form_is_not_taken_back(workspace: Workspace, clock: Any) -> None:
    project = add_project(workspace)
    send_to_review(workspace, project)
    clock.now = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    workspace.perform(_move, project, "submitted", True)
    with pytest.raises(UserError, match="已经报送并锁定") as refused:
        workspace.perform(undo_step, project, "点错")
    assert "退回修改" in refused.value.hint
    clock.now = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    workspace.perform(_move, project, "draft", False)
    with pytest.raises(UserError, match="已经形成新的修订版本"):
        workspace.perform(undo_step, project, "点错")


def _move(work: Any, project_id: str, to: str, frozen: bool) -> Any:
    """Go the ways of submitting and returning, the form's own checks left out."""
    from models.changes import Changes, Kind
    from models.document import Document
    from models.operations.projects import enter_state
    from models.project import Project

    work.session.query(Document).filter_by(project_id=project_id).one().frozen_at = work.at if frozen else None
    enter_state(work, work.session.get_one(Project, project_id), to, TODAY, "")
    return Changes.of(Kind.PROJECT, project=project_id)
