"""Decisions of the city: what each outcome demands and does, sending back, correcting, what waits, follow-ups, field queries."""

from datetime import date, timedelta

import pytest

from models.errors import UserError
from models.exchange_states import SentState
from models.operations.city.deciding import Remark, Terms, decide, decide_all, send_back, withdraw, withdraw_return
from models.operations.city.field_queries import ask, close_query, reopen_query, reword, take_back
from models.queries.city.decisions import asked, follow_ups, made, waiting
from models.workspace.workspace import Workspace
from tests.city.review_records import again, report, sent
from tests.db.conftest import Clock
from tests.db.form_records import today


def state_of(workspace: Workspace, project: str) -> str:
    ((state,),) = workspace.rows("SELECT state FROM project WHERE id = :id", id=project)
    return str(state)


def waits(workspace: Workspace) -> list[tuple[str, str, str]]:
    return [(row.kind, row.project_id, row.stands) for row in waiting(workspace, workspace.programme)]


def test_what_waits_follows_state_and_form(reviewing: Workspace) -> None:
    (submitted,) = report(reviewing, 1)
    (selected,) = report(reviewing, 1, state="selected", form="application")
    assert waits(reviewing) == [("selection", submitted, "待审定"), ("plan", selected, "未报来")]
    again(reviewing, selected, "work_plan", 1)
    assert waits(reviewing)[1] == ("plan", selected, "待审定")


def test_each_outcome_demands_what_the_pack_says(reviewing: Workspace) -> None:
    first, second = report(reviewing, 2)
    with pytest.raises(UserError, match="“未入选的原因”"):
        reviewing.perform(decide, first, "selection", "not_selected")
    reviewing.perform(decide, first, "selection", "not_selected", Terms(reason="基础薄弱"))
    reviewing.perform(decide, second, "selection", "selected", Terms(basis="示例文号"))
    assert [state_of(reviewing, id) for id in (first, second)] == ["not_selected", "selected"]
    (started,) = report(reviewing, 1, state="started", form="start_up_report")
    for terms, words in (
        (Terms(reason="进展慢"), "商定的调整内容"),
        (Terms(reason="进展慢", adjustments="缩小范围"), "复评日期"),
        (Terms(reason="进展慢", adjustments="缩小范围", follow_up_on=date(2020, 1, 1)), "早于决定日期"),
        (Terms(on=date(2099, 1, 1), reason="进展慢", adjustments="缩小范围", follow_up_on=date(2099, 2, 1)), "晚于今天"),
    ):
        with pytest.raises(UserError, match=words):
            reviewing.perform(decide, started, "feasibility", "adjust", terms)
    due = today(reviewing) + timedelta(days=30)
    reviewing.perform(decide, started, "feasibility", "adjust", Terms(reason="进展慢", adjustments="缩小范围", follow_up_on=due))
    assert state_of(reviewing, started) == "adjusting"
    (row,) = follow_ups(reviewing, reviewing.programme, due + timedelta(days=1))
    assert (row.project_id, row.due, row.adjustments, row.late) == (started, due, "缩小范围", True)
    assert waits(reviewing)[-1] == ("re_evaluation", started, "未报来")
    with pytest.raises(UserError, match="不等待"):
        reviewing.perform(decide, started, "re_evaluation", "continue")
    again(reviewing, started, "adjustment", 1)
    reviewing.perform(decide, started, "re_evaluation", "continue")
    assert follow_ups(reviewing, reviewing.programme, due) == []
    assert state_of(reviewing, started) == "continuing"


def test_a_second_look_needs_a_new_report(reviewing: Workspace) -> None:
    (project,) = report(reviewing, 1, state="adjusting", form="adjustment")
    due = today(reviewing) + timedelta(days=9)
    terms = Terms(reason="还不到位", adjustments="补充协议", follow_up_on=due)
    reviewing.perform(decide, project, "re_evaluation", "adjust", terms)
    assert waits(reviewing) == [("re_evaluation", project, "未报来")]
    again(reviewing, project, "adjustment", 2)
    assert waits(reviewing) == [("re_evaluation", project, "待审定")]
    reviewing.perform(decide, project, "re_evaluation", "cancel", Terms(reason="不可行"))
    assert state_of(reviewing, project) == "cancelled"


def test_sending_back_carries_remarks_and_waits_for_a_newer_revision(reviewing: Workspace) -> None:
    (project,) = report(reviewing, 1)
    with pytest.raises(UserError, match="原因"):
        reviewing.perform(decide, project, "selection", "returned", Terms(remarks=[Remark("idea", "请写具体")]))
    remarks = [Remark("idea", "请写具体"), Remark("tasks", "缺完成时限", "t1"), Remark("", "请通读一遍")]
    reviewing.perform(decide, project, "selection", "returned", Terms(reason="目标不具体", follow_up_on=today(reviewing), remarks=remarks))
    assert state_of(reviewing, project) == "draft"
    assert reviewing.rows("SELECT seq, field_key, row, text FROM city_comment ORDER BY seq") == [
        (1, "idea", "", "请写具体"),
        (2, "tasks", "t1", "缺完成时限"),
        (3, "", "", "请通读一遍"),
    ]
    (row,) = made(reviewing, reviewing.programme)
    assert (row.returned, row.outcome, row.remarks, row.revision, row.sent) == (True, "退回修改", 3, 1, False)
    reviewing.perform(withdraw_return, row.id, "点错了")
    assert state_of(reviewing, project) == "submitted"
    assert made(reviewing, reviewing.programme) == []
    reviewing.perform(decide, project, "selection", "returned", Terms(reason="目标不具体"))
    (row,) = made(reviewing, reviewing.programme)
    sent(reviewing, [row.id])
    with pytest.raises(UserError, match="不能撤回"):
        reviewing.perform(withdraw_return, row.id, "点错了")


def test_a_returned_plan_leaves_the_state_and_is_awaited(reviewing: Workspace) -> None:
    (project,) = report(reviewing, 1, state="selected", form="work_plan")
    reviewing.perform(decide, project, "plan", "returned", Terms(reason="缺分年成果"))
    assert state_of(reviewing, project) == "selected"
    assert waits(reviewing) == [("plan", project, "已退回，待补报")]
    with pytest.raises(UserError, match="不等待"):
        reviewing.perform(decide, project, "plan", "approved")
    again(reviewing, project, "work_plan", 2)
    reviewing.perform(decide, project, "plan", "approved")
    assert state_of(reviewing, project) == "plan_approved"


def test_any_frozen_form_can_be_sent_back_once(reviewing: Workspace) -> None:
    (project,) = report(reviewing, 1, state="continuing", form="start_up_report")
    ((revision,),) = reviewing.rows("SELECT id FROM revision")
    reviewing.perform(send_back, revision, "数字不符")
    assert state_of(reviewing, project) == "continuing"
    with pytest.raises(UserError, match="已经退回过"):
        reviewing.perform(send_back, revision, "数字不符")


def test_a_decision_is_withdrawn_until_sent_and_replaced_afterwards(reviewing: Workspace, clock: Clock) -> None:
    (project,) = report(reviewing, 1)
    clock.now += timedelta(hours=1)
    first = reviewing.perform(decide, project, "selection", "selected").id
    with pytest.raises(UserError, match="没有发出的决定"):
        reviewing.perform(decide, project, "selection", "not_selected", Terms(reason="更正"))
    reviewing.perform(withdraw, first, "登记错了")
    assert state_of(reviewing, project) == "submitted"
    assert reviewing.rows("SELECT old, new FROM history WHERE field_key = 'decision'") == [("入选 2026-03-02", "撤回原因：登记错了")]
    clock.now += timedelta(hours=1)
    second = reviewing.perform(decide, project, "selection", "selected").id
    sent(reviewing, [second], SentState.WITHDRAWN)
    reviewing.perform(withdraw, second, "再错")
    clock.now += timedelta(hours=1)
    third = reviewing.perform(decide, project, "selection", "selected").id
    sent(reviewing, [third])
    with pytest.raises(UserError, match="不能撤回"):
        reviewing.perform(withdraw, third, "又错")
    with pytest.raises(UserError, match="更正原因"):
        reviewing.perform(decide, project, "selection", "selected")
    clock.now += timedelta(hours=1)
    reviewing.perform(decide, project, "selection", "not_selected", Terms(reason="复核后更正"))
    assert state_of(reviewing, project) == "not_selected"
    rows = [(row.outcome, row.sent) for row in made(reviewing, reviewing.programme)]
    assert rows == [("未入选", False), ("入选", True)]


def test_a_decision_is_not_withdrawn_under_a_later_step(reviewing: Workspace, clock: Clock) -> None:
    (project,) = report(reviewing, 1)
    clock.now += timedelta(hours=1)
    first = reviewing.perform(decide, project, "selection", "selected").id
    again(reviewing, project, "work_plan", 1)
    clock.now += timedelta(hours=1)
    reviewing.perform(decide, project, "plan", "approved")
    with pytest.raises(UserError, match="又办理过别的步骤"):
        reviewing.perform(withdraw, first, "错了")
    assert state_of(reviewing, project) == "plan_approved"


def test_many_projects_are_decided_alike_all_or_none(reviewing: Workspace) -> None:
    projects = report(reviewing, 3)
    (other,) = report(reviewing, 1, state="selected")
    with pytest.raises(UserError, match="不等待"):
        reviewing.perform(decide_all, [*projects, other], "selection", "selected")
    assert {state_of(reviewing, project) for project in projects} == {"submitted"}
    reviewing.perform(decide_all, projects, "selection", "selected", Terms(basis="示例文号"))
    assert {state_of(reviewing, project) for project in projects} == {"selected"}
    offices = {office for (office,) in reviewing.rows("SELECT office FROM city_decision")}
    assert offices == {
        office for (office,) in reviewing.rows("SELECT office FROM project WHERE state = 'selected' AND id <> :id", id=other)
    }


def test_field_queries_are_asked_reworded_closed(reviewing: Workspace) -> None:
    report(reviewing, 1)
    ((revision,),) = reviewing.rows("SELECT id FROM revision")
    with pytest.raises(UserError, match="询问"):
        reviewing.perform(ask, revision, "  ")
    first = reviewing.perform(ask, revision, "人数怎么算", "idea").id
    second = reviewing.perform(ask, revision, "请说明").id
    reviewing.perform(reword, first, "培训人数怎么算")
    reviewing.perform(take_back, second)
    (row,) = asked(reviewing, reviewing.programme)
    assert (row.field_key, row.text, row.stands, row.revision) == ("idea", "培训人数怎么算", "未发出", 1)
    sent(reviewing, [first])
    with pytest.raises(UserError, match="不能再改"):
        reviewing.perform(reword, first, "改")
    assert [one.stands for one in asked(reviewing, reviewing.programme, revision)] == ["待答复"]
    assert waiting(reviewing, reviewing.programme)[0].queries == (0, 1)
    reviewing.perform(close_query, first)
    assert [one.stands for one in asked(reviewing, reviewing.programme)] == ["已办结"]
    assert waiting(reviewing, reviewing.programme)[0].queries == (1, 1)
    reviewing.perform(reopen_query, first)
    assert [one.stands for one in asked(reviewing, reviewing.programme)] == ["待答复"]


def test_an_acceptance_that_was_sent_is_taken_back_by_another_decision_and_awaits_a_new_summary(reviewing: Workspace, clock: Clock) -> None:
    (project,) = report(reviewing, 1, state="summarised", form="summary")
    accepted = reviewing.perform(decide, project, "acceptance", "accepted").id
    ((revision,),) = reviewing.rows("SELECT id FROM revision")
    with pytest.raises(UserError, match="不能退回"):
        reviewing.perform(send_back, revision, "数字不符")
    assert reviewing.programme.state(state_of(reviewing, project)).settled
    sent(reviewing, [accepted])
    clock.now += timedelta(hours=1)
    with pytest.raises(UserError, match="原因"):
        reviewing.perform(decide, project, "acceptance", "postponed")
    reviewing.perform(decide, project, "acceptance", "postponed", Terms(reason="数字不符"))
    assert not reviewing.programme.state(state_of(reviewing, project)).settled
    assert waits(reviewing) == [("acceptance", project, "未报来")]
    again(reviewing, project, "summary", 2)
    assert waits(reviewing) == [("acceptance", project, "待审定")]
