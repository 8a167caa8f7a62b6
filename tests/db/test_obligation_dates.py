"""Dates changed with a reason: for all, for one project, taken back; what holds for whom, and how it is judged."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from models.errors import UserError
from models.operations.ad_hoc import add_task, edit_task
from models.operations.obligations import change_dates, record_for_projects, record_obligation, set_step_days, undo_change
from models.operations.recycling import delete
from models.programme.pack import Programme
from models.programme.types import Scope
from models.queries import obligations
from models.queries.effective import task
from models.queries.history import HistoryFilter, history
from models.queries.obligations import Standing
from models.things import Thing
from models.workspace.store import Workspace
from tests.db.conftest import AT, Clock
from tests.db.office_records import add_project, one

TODAY = date(2026, 11, 23)
YEARLY = "yearly-2026"
FORM = "application"


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = AT.replace(month=11, day=23)
    return clock


def row(workspace: Workspace, key: str, today: date = TODAY) -> obligations.ObligationRow:
    return next(row for row in obligations.overview(workspace, workspace.programme, today) if row.key == key)


def item(workspace: Workspace, key: str, project: str, today: date = TODAY) -> obligations.ObligationItem:
    return next(item for item in obligations.by_project(workspace, workspace.programme, today, key) if item.project_id == project)


def test_an_extension_moves_the_due_day_and_keeps_the_old_one(workspace: Workspace, programme: Programme) -> None:
    changed = workspace.perform(change_dates, YEARLY, " 市局通知延期至12月10日 ", due="2026-12-10")
    found = row(workspace, YEARLY)
    assert (found.due, found.on_time_until, found.original_due, found.days_left) == (
        date(2026, 12, 10),
        date(2026, 12, 10),
        date(2026, 11, 30),
        17,
    )
    assert programme.obligation(YEARLY).due == date(2026, 11, 30)
    (change,) = obligations.changes(workspace, programme, YEARLY)
    assert (change.id, change.owner, change.reason, change.by, change.can_undo) == (
        changed.id,
        "",
        "市局通知延期至12月10日",
        "示例经办人",
        True,
    )
    assert change.dates == (
        ("截止日期", date(2026, 11, 30), date(2026, 12, 10)),
        ("按时截至", date(2026, 11, 30), date(2026, 12, 10)),
    )
    entries = [
        (entry.action, entry.label, entry.field, entry.old, entry.new) for entry in history(workspace, HistoryFilter(object_id=change.id))
    ]
    assert entries == [
        ("新建", "2026年度报告", "更改原因", "", "市局通知延期至12月10日"),
        ("新建", "2026年度报告", "按时截至", "2026-11-30", "2026-12-10"),
        ("新建", "2026年度报告", "截止日期", "2026-11-30", "2026-12-10"),
    ]


def test_changes_are_taken_back_from_the_last_one_on(workspace: Workspace, programme: Programme) -> None:
    first = workspace.perform(change_dates, YEARLY, "第一次延期", due="2026-12-10").id
    second = workspace.perform(change_dates, YEARLY, "第二次延期", due="2026-12-20").id
    with pytest.raises(UserError, match="之后还有新的更改"):
        workspace.perform(undo_change, first)
    workspace.perform(undo_change, second)
    assert row(workspace, YEARLY).due == date(2026, 12, 10)
    with pytest.raises(UserError, match="已经撤销过"):
        workspace.perform(undo_change, second)
    workspace.perform(undo_change, first)
    assert (row(workspace, YEARLY).due, row(workspace, YEARLY).original_due) == (date(2026, 11, 30), None)
    listed = obligations.changes(workspace, programme)
    assert [(change.reason, bool(change.undone), change.undone_by, change.can_undo) for change in listed] == [
        ("第二次延期", True, "示例经办人", False),
        ("第一次延期", True, "示例经办人", False),
    ]
    assert history(workspace, HistoryFilter(object_id=second))[0].field == "撤销更改"
    third = workspace.perform(change_dates, YEARLY, "再次延期", due="2026-12-15").id
    assert [change.id for change in obligations.changes(workspace, programme) if change.can_undo] == [third]


def test_one_project_gets_more_time_than_the_others(workspace: Workspace, programme: Programme) -> None:
    first, second = add_project(workspace, "示例一"), add_project(workspace, "示例二")
    workspace.perform(change_dates, FORM, "材料不全，市局同意", project_ids=[first], due="2026-12-05")
    assert (item(workspace, FORM, first).due, item(workspace, FORM, first).standing) == (date(2026, 12, 5), Standing.OPEN)
    assert item(workspace, FORM, first).original_due == date(2025, 7, 11)
    assert (item(workspace, FORM, second).due, item(workspace, FORM, second).standing) == (date(2025, 7, 11), Standing.HISTORY)
    found = row(workspace, FORM)
    assert (found.standing, found.due, found.own_dates, found.total) == (Standing.OPEN, date(2026, 12, 5), 1, 2)
    workspace.perform(record_obligation, FORM, first, "submitted", TODAY)
    assert item(workspace, FORM, first).standing is Standing.DONE
    assert (row(workspace, FORM).standing, row(workspace, FORM).done) == (Standing.HISTORY, 1)
    workspace.perform(record_obligation, FORM, second, "submitted", "2025-07-10")
    assert row(workspace, FORM).standing is Standing.DONE, "in time by its own dates is in time for the office"
    (change,) = obligations.changes(workspace, programme, FORM, first)
    assert (change.owner, change.project_id) == ("示例一", first)
    assert obligations.changes(workspace, programme, FORM, second) == []
    workspace.perform(undo_change, change.id)
    assert item(workspace, FORM, first).standing is Standing.DONE_LATE
    assert row(workspace, FORM).standing is Standing.DONE_LATE


def test_a_project_that_must_be_earlier_is_overdue_before_the_others(workspace: Workspace) -> None:
    first, _ = add_project(workspace, "示例一"), add_project(workspace, "示例二")
    workspace.perform(change_dates, FORM, "全市延期", due="2026-12-31")
    workspace.perform(change_dates, FORM, "提前报送", project_ids=[first], opens="2026-11-01", due="2026-11-20")
    found = row(workspace, FORM, date(2026, 11, 25))
    assert (found.standing, found.due, found.days_left) == (Standing.OVERDUE, date(2026, 11, 20), -5)
    workspace.perform(record_obligation, FORM, first, "submitted", TODAY)
    left = row(workspace, FORM, date(2026, 11, 25))
    assert (left.standing, left.due, left.done) == (Standing.OPEN, date(2026, 12, 31), 1)


def test_a_later_extension_for_all_takes_the_place_of_a_shorter_one_for_one(workspace: Workspace) -> None:
    short, long, late = (add_project(workspace, f"示例{number}") for number in range(3))
    workspace.perform(change_dates, FORM, "延期", project_ids=[short], due="2026-12-01")
    workspace.perform(change_dates, FORM, "延期", project_ids=[long], due="2026-12-31")
    workspace.perform(change_dates, FORM, "全市延期", due="2026-12-15")
    workspace.perform(change_dates, FORM, "再延期", project_ids=[late], due="2027-01-15")
    assert [item(workspace, FORM, id).due for id in (short, long, late)] == [
        date(2026, 12, 15),
        date(2026, 12, 31),
        date(2027, 1, 15),
    ]


def test_a_lock_refuses_and_moving_it_lets_in_again(workspace: Workspace) -> None:
    workspace.perform(change_dates, YEARLY, "市局定于11月20日停止接收", due="2026-11-10", locked="2026-11-20")
    with pytest.raises(UserError, match="自2026-11-20起不再接收"):
        workspace.perform(record_obligation, YEARLY, None, "submitted", TODAY)
    workspace.perform(change_dates, YEARLY, "市局取消停止接收", locked=None)
    workspace.perform(record_obligation, YEARLY, None, "submitted", TODAY)
    assert row(workspace, YEARLY).standing is Standing.DONE_LATE


def test_dates_that_cannot_be_are_refused(workspace: Workspace) -> None:
    project = add_project(workspace)
    refused: list[tuple[str, str, dict[str, Any], str]] = [
        (YEARLY, "", {"due": "2026-12-10"}, "“更改原因”没有填写"),
        (YEARLY, "延期", {"due": "2026-11-30"}, "日期没有变化"),
        (YEARLY, "延期", {"due": ""}, "“截止日期”没有填写"),
        (YEARLY, "延期", {"due": "12月10日"}, "不是有效日期"),
        (YEARLY, "提前", {"due": "2026-10-10"}, "“截止日期”2026-10-10应不早于“开始日期”2026-11-01"),
        (YEARLY, "延期", {"due": "2026-12-10", "locked": "2026-12-10"}, "“停止接收日期”2026-12-10应晚于"),
        ("typical-case", "限期", {"due": "2026-12-10"}, "随时可以报送"),
        ("no-such", "延期", {"due": "2026-12-10"}, "没有这项报送任务"),
    ]
    for key, reason, dates, said in refused:
        with pytest.raises(UserError, match=said):
            workspace.perform(change_dates, key, reason, **dates)
    with pytest.raises(ValueError, match="scope"):
        workspace.perform(change_dates, YEARLY, "延期", project_ids=[project], due="2026-12-10")
    assert one(workspace, "SELECT COUNT(*) FROM obligation_change") == 0


def test_an_ad_hoc_request_is_an_obligation_in_every_list(workspace: Workspace, programme: Programme) -> None:
    key = workspace.perform(add_task, "报送 用工 数据", "示例市局", "2026-11-25", due_time="9：30", note="盖章件").id
    found = row(workspace, key)
    assert (found.title, found.recipient, found.clause, found.due_time) == ("报送 用工 数据", "示例市局", "急件", "09:30")
    assert (found.standing, found.days_left, found.total, found.ad_hoc) == (Standing.OPEN, 2, 1, True)
    assert row(workspace, key, date(2026, 11, 26)).standing is Standing.OVERDUE
    workspace.perform(change_dates, key, "来电同意缓两天", due="2026-11-27")
    assert (row(workspace, key).due, row(workspace, key).original_due) == (date(2026, 11, 27), date(2026, 11, 25))
    assert obligations.changes(workspace, programme)[0].title == "报送 用工 数据"
    workspace.perform(record_obligation, key, None, "nil", TODAY)
    assert (row(workspace, key).standing, obligations.records(workspace, programme, key)[0].title) == (Standing.NIL, "报送 用工 数据")
    workspace.perform(delete, Thing.AD_HOC_TASK, key)
    assert key not in {row.key for row in obligations.overview(workspace, programme, TODAY)}
    assert obligations.records(workspace, programme) == []
    with pytest.raises(UserError, match="没有这项报送任务"):
        workspace.perform(record_obligation, key, None, "submitted", TODAY)


def test_an_ad_hoc_request_goes_to_the_projects_that_were_named(workspace: Workspace, programme: Programme) -> None:
    first, second, other = (add_project(workspace, f"示例{number}") for number in range(3))
    key = workspace.perform(add_task, "补报佐证", "示例市局", "2026-11-25", project_ids=[first, second, first]).id
    assert [item.project_id for item in obligations.by_project(workspace, programme, TODAY, key)] == [first, second]
    assert key in {item.key for item in obligations.of_project(workspace, programme, TODAY, first)}
    assert key not in {item.key for item in obligations.of_project(workspace, programme, TODAY, other)}
    workspace.perform(record_for_projects, key, [first], "submitted", TODAY)
    assert (row(workspace, key).done, row(workspace, key).total, row(workspace, key).standing) == (1, 2, Standing.OPEN)
    with pytest.raises(UserError, match="项目“示例0”已经登记过"):
        workspace.perform(edit_task, key, project_ids=[second, other])
    workspace.perform(edit_task, key, project_ids=[first, other])
    assert [item.project_id for item in obligations.by_project(workspace, programme, TODAY, key)] == [first, other]
    entry = history(workspace, HistoryFilter(object_id=key))[0]
    assert (entry.field, entry.old, entry.new) == ("涉及项目", "示例0、示例1", "示例0、示例2")
    workspace.perform(change_dates, key, "缓一天", project_ids=[other], due="2026-11-26")
    assert [item.due for item in obligations.by_project(workspace, programme, TODAY, key)] == [date(2026, 11, 25), date(2026, 11, 26)]
    workspace.perform(record_for_projects, key, [other], "not_applicable", TODAY, "项目已终止")
    assert row(workspace, key).standing is Standing.DONE
    workspace.perform(delete, Thing.PROJECT, first)
    assert row(workspace, key).total == 1


def test_an_ad_hoc_request_is_edited_and_impossible_ones_are_refused(workspace: Workspace) -> None:
    for facts, said in (
        (("", "示例市局", "2026-11-25"), "“事项”没有填写"),
        (("事项", " ", "2026-11-25"), "“来文单位”没有填写"),
        (("事项", "示例市局", None), "“截止日期”没有填写"),
        (("事项", "示例市局", "2026-11-22"), "早于“收到日期”2026-11-23"),
    ):
        with pytest.raises(UserError, match=said):
            workspace.perform(add_task, *facts)
    with pytest.raises(UserError, match="“25:00”不是有效时间"):
        workspace.perform(add_task, "事项", "示例市局", "2026-11-25", due_time="25:00")
    key = workspace.perform(add_task, "事项", "示例市局", "2026-02-20", received_on="2026-02-19").id
    assert row(workspace, key).standing is Standing.HISTORY
    workspace.perform(edit_task, key, title="新事项", due="2026-11-28", due_time="")
    assert (row(workspace, key).title, row(workspace, key).original_due) == ("新事项", None)
    workspace.perform(change_dates, key, "缓", due="2026-11-30")
    with pytest.raises(UserError, match="日期已经更改过"):
        workspace.perform(edit_task, key, due="2026-12-01")
    workspace.perform(edit_task, key, due="2026-11-28", note="更正要求")
    with pytest.raises(KeyError):
        task(workspace, workspace.programme, "no-such")


def test_what_each_entity_owes_is_met_once_by_the_entity(
    workspace: Workspace, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    entity_wide = replace(programme.obligation("final-summary"), scope=Scope.ENTITY, from_states=("draft",), met_by="review")
    monkeypatch.setitem(programme.__dict__, "obligations", (entity_wide,))
    one_entity = one(workspace, "SELECT entity_id FROM project WHERE id = :id", id=add_project(workspace, "示例一"))
    twin = add_project(workspace, "示例二", one_entity)
    other = add_project(workspace, "示例三")
    today = date(2027, 11, 1)
    found = obligations.by_project(workspace, programme, today, "final-summary")
    assert [(item.entity_id == one_entity, item.project_id) for item in found] == [(True, ""), (False, "")]
    assert row(workspace, "final-summary", today).total == 2
    assert [item.entity_id for item in obligations.of_project(workspace, programme, today, twin)] == [one_entity]
    workspace.perform(record_obligation, "final-summary", None, "submitted", TODAY, entity_id=one_entity)
    workspace.perform(change_dates, "final-summary", "延期", entity_ids=[found[1].entity_id], due="2027-12-05")
    (late,) = obligations.of_project(workspace, programme, today, other)
    assert (late.due, late.standing) == (date(2027, 12, 5), Standing.OPEN)
    summed = row(workspace, "final-summary", today)
    assert (summed.done, summed.total, summed.due) == (1, 2, date(2027, 12, 5))
    (record,) = obligations.records(workspace, programme)
    assert (record.entity, record.project_id) == ("示例一的主体", "")
    told = {row[0] for row in workspace.rows("SELECT object_label FROM history WHERE object_id = :id", id=record.id)}
    assert told == {f"{entity_wide.title}（示例一的主体）"}
    with pytest.raises(ValueError, match="scope"):
        workspace.perform(record_obligation, "final-summary", twin, "submitted", TODAY)


def test_the_offices_own_step_lengths_go_into_the_history(workspace: Workspace) -> None:
    workspace.perform(set_step_days, "seal", 2)
    workspace.perform(set_step_days, "seal", 0, YEARLY)
    entries = history(workspace, HistoryFilter(kind="倒排工期"))
    assert [(entry.label, entry.field, entry.new) for entry in entries] == [
        ("2026年度报告：盖章", "工作日数", "0"),
        ("全部报送任务：盖章", "工作日数", "2"),
    ]
    for days in (-1, 61):
        with pytest.raises(UserError, match="应在0到60之间"):
            workspace.perform(set_step_days, "seal", days)
    with pytest.raises(ValueError, match="unknown step"):
        workspace.perform(set_step_days, "no-such", 1)
