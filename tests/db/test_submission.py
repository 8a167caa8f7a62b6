"""Review, submitting, returning: what stands against it, what is frozen, what stays."""

import hashlib
from datetime import date, timedelta

import pytest

from forms.answers import explain
from forms.checking import check
from forms.submission import record_earlier_submission, reopen, save_review, submit
from models.changes import Kind
from models.errors import UserError
from models.operations.projects import edit_project, take_step
from models.operations.recycling import delete
from models.queries.obligations import of_project
from models.things import Thing
from models.workspace.store import Workspace
from tests.db.conftest import AT, Clock
from tests.db.form_records import complete_project, new_project, perform, save, state, submitted_project, to_review, today, value
from tests.db.office_records import one
from tests.unit.complete_form import form, programme


def handed_in(workspace: Workspace, project: str) -> date | None:
    """Return the day on which the obligation to hand the form in was met."""
    items = of_project(workspace, programme(), today(workspace), project)
    return next((item.met_on for item in items if item.key == "application"), None)


def test_submitting_freezes_records_and_moves_on(workspace: Workspace) -> None:
    project = complete_project(workspace)
    to_review(workspace, project, rank=2)
    changes = perform(workspace, submit, project, today(workspace))
    assert {Kind.DOCUMENT, Kind.PROJECT, Kind.OBLIGATION} <= changes.kinds
    ((number, payload, sha256, submitted_on, by),) = workspace.rows("SELECT number, payload, sha256, submitted_on, by FROM revision")
    assert (number, submitted_on, by) == (1, "2026-03-02", "示例经办人")
    assert hashlib.sha256(payload.encode()).hexdigest() == sha256
    assert state(workspace, project).frozen
    assert workspace.rows("SELECT state, rank FROM project") == [("submitted", 2)]
    assert handed_in(workspace, project) == date(2026, 3, 2)
    assert workspace.rows("SELECT action, field_label, new FROM history WHERE field_key = 'revision'") == [("submit", "修订版本", "第1版")]
    ((old, new, reason),) = workspace.rows("SELECT from_state, to_state, reason FROM state_change WHERE to_state = 'submitted'")
    assert (old, new, reason) == ("review", "submitted", "报送第1版")


def test_everything_that_stands_against_submitting_is_said_at_once(workspace: Workspace) -> None:
    project = complete_project(workspace)
    save(workspace, project, "profile", "短")
    save(workspace, project, "idea", None)
    save(workspace, project, "legal_rep", None)
    perform(workspace, take_step, project, "review", today(workspace))
    perform(workspace, save_review, project, checklist=[programme().check_items[0].key], reviewed_on=today(workspace), rank=None)
    with pytest.raises(UserError) as refused:
        perform(workspace, submit, project, today(workspace))
    said = refused.value.message
    assert "2处错误" in said
    assert "1条警告" in said
    assert f"{len(programme().check_items) - 1}项没有核对" in said
    assert one(workspace, "SELECT COUNT(*) FROM revision") == 0
    assert one(workspace, "SELECT state FROM project") == "review"
    assert handed_in(workspace, project) is None


def test_an_explained_warning_does_not_stand_against_submitting(workspace: Workspace) -> None:
    project = complete_project(workspace)
    save(workspace, project, "profile", "短")
    (warning,) = check(form(), state(workspace, project).values, programme(), today(workspace))
    to_review(workspace, project)
    with pytest.raises(UserError, match="警告"):
        perform(workspace, submit, project, today(workspace))
    perform(workspace, explain, project, warning.id, "新设机构，情况简单")
    perform(workspace, submit, project, today(workspace))
    assert state(workspace, project).frozen


def test_only_a_form_under_review_is_submitted_and_only_once(workspace: Workspace) -> None:
    project = complete_project(workspace)
    with pytest.raises(UserError, match="区县审核"):
        perform(workspace, submit, project, today(workspace))
    to_review(workspace, project)
    with pytest.raises(UserError, match="晚于今天"):
        perform(workspace, submit, project, today(workspace) + timedelta(days=1))
    with pytest.raises(UserError, match="早于上一步"):
        perform(workspace, submit, project, today(workspace) - timedelta(days=1))
    assert not state(workspace, project).frozen
    perform(workspace, submit, project, today(workspace))
    with pytest.raises(UserError, match="已经报送"):
        perform(workspace, submit, project, today(workspace))
    with pytest.raises(UserError, match="已经报送"):
        perform(workspace, save_review, project, checklist=[], reviewed_on=None, rank=1)


def test_a_project_in_the_recycle_bin_is_not_submitted(workspace: Workspace) -> None:
    project = complete_project(workspace)
    to_review(workspace, project)
    perform(workspace, delete, Thing.PROJECT, project)
    with pytest.raises(UserError, match="回收站"):
        perform(workspace, submit, project, today(workspace))


def test_returning_opens_the_next_revision_and_keeps_the_frozen_one(workspace: Workspace, clock: Clock) -> None:
    project = submitted_project(workspace)
    ((payload,),) = workspace.rows("SELECT payload FROM revision")
    clock.now += timedelta(days=3)
    perform(workspace, reopen, project, today(workspace), " 市局要求补充指标 ")
    kept = state(workspace, project)
    assert (kept.revision, kept.frozen) == (2, False)
    assert one(workspace, "SELECT state FROM project") == programme().life_cycle.returned
    assert workspace.rows("SELECT payload, return_reason FROM revision") == [(payload, "市局要求补充指标")]
    assert workspace.rows("SELECT checklist, reviewed_on, opinion FROM district_review") == [("[]", None, "材料齐全，同意推荐。")]
    save(workspace, project, "idea", "再" * 400)
    to_review(workspace, project)
    perform(workspace, submit, project, today(workspace))
    assert workspace.rows("SELECT number, submitted_on FROM revision ORDER BY number") == [(1, "2026-03-02"), (2, "2026-03-05")]
    assert workspace.rows("SELECT payload FROM revision WHERE number = 1") == [(payload,)]
    assert handed_in(workspace, project) == date(2026, 3, 2), "the first time counts"
    assert workspace.rows("SELECT action, old, new FROM history WHERE field_key = 'revision' ORDER BY id") == [
        ("submit", "", "第1版"),
        ("return", "第1版", "第2版（市局要求补充指标）"),
        ("submit", "", "第2版"),
    ]


def test_edits_before_and_after_a_submission_are_two_entries_of_the_history(workspace: Workspace, clock: Clock) -> None:
    project = complete_project(workspace)
    save(workspace, project, "idea", "甲" * 400)
    to_review(workspace, project)
    perform(workspace, submit, project, today(workspace))
    perform(workspace, reopen, project, today(workspace), "补充")
    save(workspace, project, "idea", "乙" * 400)
    entries = workspace.rows("SELECT new FROM history WHERE field_key = 'idea' ORDER BY id")
    assert entries == [("甲" * 400,), ("乙" * 400,)]


def test_a_fact_edited_before_and_after_a_submission_shows_what_was_submitted(workspace: Workspace) -> None:
    project = complete_project(workspace)
    workspace.perform(edit_project, project, {"title": "报送时的示例名称"})
    to_review(workspace, project)
    perform(workspace, submit, project, today(workspace))
    perform(workspace, reopen, project, today(workspace), "补充")
    workspace.perform(edit_project, project, {"title": "后来的示例名称"})
    entries = workspace.rows("SELECT old, new FROM history WHERE field_key = 'title' AND action = 'edit' ORDER BY id")
    assert entries[-1] == ("报送时的示例名称", "后来的示例名称")


def test_returning_needs_a_submitted_form_and_a_reason(workspace: Workspace) -> None:
    project = new_project(workspace)
    with pytest.raises(UserError, match="还没有报送"):
        perform(workspace, reopen, project, today(workspace), "原因")
    project = submitted_project(workspace)
    with pytest.raises(UserError, match="写明原因"):
        perform(workspace, reopen, project, today(workspace), " \n")
    assert state(workspace, project).frozen


def test_the_place_in_the_recommendation_is_given_once(workspace: Workspace) -> None:
    first, second = new_project(workspace), new_project(workspace, "另一家示例公司")
    perform(workspace, save_review, first, checklist=["b", "a"], reviewed_on=None, rank=1)
    assert one(workspace, "SELECT checklist FROM district_review") == '["a","b"]'
    with pytest.raises(UserError, match="第1位已经是"):
        perform(workspace, save_review, second, checklist=[], reviewed_on=None, rank=1)
    with pytest.raises(UserError, match="从1开始"):
        perform(workspace, save_review, second, checklist=[], reviewed_on=None, rank=0)
    perform(workspace, delete, Thing.PROJECT, first)
    perform(workspace, save_review, second, checklist=[], reviewed_on=None, rank=1)
    assert one(workspace, "SELECT rank FROM project WHERE id = :id", id=second) == 1


def test_the_opinion_is_a_field_of_the_form_and_part_of_the_review(workspace: Workspace) -> None:
    project = new_project(workspace)
    save(workspace, project, "district_opinion", "同意推荐。")
    perform(workspace, save_review, project, checklist=["name"], reviewed_on=today(workspace), rank=None)
    assert workspace.rows("SELECT opinion, checklist, reviewed_on FROM district_review") == [("同意推荐。", '["name"]', "2026-03-02")]
    assert value(workspace, project, "district_opinion") == "同意推荐。"


def test_a_form_that_went_up_on_paper_before_is_recorded(workspace: Workspace) -> None:
    project = new_project(workspace)
    perform(workspace, record_earlier_submission, project, date(2025, 7, 10), " 渝示例函〔2025〕1号 ")
    assert one(workspace, "SELECT state FROM project") == "submitted"
    assert handed_in(workspace, project) == date(2025, 7, 10)
    assert one(workspace, "SELECT reason FROM state_change WHERE to_state = 'submitted'") == "补录：渝示例函〔2025〕1号"
    assert not state(workspace, project).frozen
    save(workspace, project, "idea", "照纸质材料录入")
    assert value(workspace, project, "idea") == "照纸质材料录入"
    with pytest.raises(UserError, match="已经报送"):
        perform(workspace, record_earlier_submission, project, date(2025, 7, 10), "再来一次")


def test_what_was_recorded_afterwards_has_a_reason_and_a_day_before_the_workspace(workspace: Workspace, clock: Clock) -> None:
    clock.now += timedelta(days=9)
    project = new_project(workspace)
    with pytest.raises(UserError, match="写明依据"):
        perform(workspace, record_earlier_submission, project, date(2025, 7, 10), " ")
    made = AT.astimezone().date()
    for day in (made, made + timedelta(days=1)):
        with pytest.raises(UserError, match="早于本账套建立的日期"):
            perform(workspace, record_earlier_submission, project, day, "依据")
    perform(workspace, record_earlier_submission, project, made - timedelta(days=1), "依据")
    assert one(workspace, "SELECT state FROM project") == "submitted"
