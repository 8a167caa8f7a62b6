"""Monday's list, the month and the clock over a real workspace; every list goes on working with changed dates and ad-hoc requests."""

from datetime import date, datetime, timedelta

import pytest

from models.clock_watch import read_marks, watch
from models.operations.ad_hoc import add_task
from models.operations.clock import accept_clock, note_moment
from models.operations.exchange import ReceivedFacts, keep_waiting
from models.operations.obligations import change_dates, record_obligation, set_step_days
from models.operations.recycling import delete, restore, restore_all
from models.programme.pack import Programme
from models.queries import planning
from models.queries.month import Mark, MonthItem, month
from models.queries.obligation_calendar import read_calendar
from models.queries.obligations import Standing
from models.queries.project import open_items
from models.queries.recycling import recycled
from models.queries.submission_report import read_submissions
from models.things import Thing
from models.workspace.store import Workspace
from tests.db.acting import add_entity
from tests.db.conftest import AT, Clock
from tests.db.office_records import add_project

MONDAY = date(2026, 11, 23)
YEARLY = "yearly-2026"


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = AT.replace(month=11, day=23)
    return clock


def starts(workspace: Workspace, today: date = MONDAY, key: str = YEARLY) -> list[tuple[str, str, bool, bool]]:
    found = planning.to_start(workspace, workspace.programme, today)
    return [(item.step_title, item.start_by.isoformat(), item.in_hand, item.late) for item in found if item.key == key]


def test_mondays_list_has_what_is_in_hand_and_what_must_start(workspace: Workspace) -> None:
    assert starts(workspace, date(2026, 11, 9)) == []
    assert starts(workspace, date(2026, 11, 11)) == [("主体收集", "2026-11-17", False, False)]
    assert starts(workspace) == [
        ("主体收集", "2026-11-17", True, False),
        ("会签", "2026-11-24", False, False),
        ("领导签批", "2026-11-26", False, False),
    ]
    assert starts(workspace, date(2026, 12, 2)) == [("盖章", "2026-11-30", True, True)]
    workspace.perform(change_dates, YEARLY, "延期", due="2026-12-11")
    assert starts(workspace) == []
    workspace.perform(record_obligation, YEARLY, None, "submitted", MONDAY)
    assert starts(workspace, date(2026, 12, 7)) == []


def test_the_offices_own_numbers_hold_and_those_of_one_obligation_before_them(workspace: Workspace, programme: Programme) -> None:
    workspace.perform(set_step_days, "collect", 10)
    workspace.perform(set_step_days, "countersign", 0, YEARLY)
    workspace.perform(set_step_days, "seal", 3)
    workspace.perform(set_step_days, "seal", None)
    held = [(s.key, s.default, s.office, s.own, s.working_days) for s in planning.step_settings(workspace, programme, YEARLY)]
    assert held == [
        ("collect", 5, 10, None, 10),
        ("countersign", 2, None, 0, 0),
        ("approve", 2, None, None, 2),
        ("seal", 1, None, None, 1),
    ]
    plan = planning.plan_of(workspace, programme, YEARLY)
    assert [(step.key, step.start_by.isoformat()) for step in plan.steps] == [
        ("collect", "2026-11-12"),
        ("approve", "2026-11-26"),
        ("seal", "2026-11-30"),
    ]
    assert len(planning.plan_of(workspace, programme, "yearly-2027").steps) == 4
    assert planning.plan_of(workspace, programme, "typical-case").steps == ()


def test_a_year_without_announcement_is_noted_on_the_list(workspace: Workspace, programme: Programme) -> None:
    workspace.perform(set_step_days, "collect", 10)
    row = next(row for row in planning.to_start(workspace, programme, date(2027, 11, 8), 5) if row.key == "yearly-2027")
    assert row.note.startswith("2027年的放假安排尚未收录")
    assert read_calendar(workspace, programme, MONDAY).notes == (row.note,)
    assert not any(item.note for item in planning.to_start(workspace, programme, MONDAY))


def test_projects_with_dates_of_their_own_have_their_own_line(workspace: Workspace, programme: Programme) -> None:
    first, _, _ = (add_project(workspace, f"示例{number}") for number in range(3))
    workspace.perform(change_dates, "application", "全市重报", due="2026-12-04")
    workspace.perform(change_dates, "application", "单独延期", project_ids=[first], due="2026-12-08")
    rows = [row for row in planning.plans(workspace, programme, MONDAY) if row.key == "application"]
    assert [(row.due, row.owner, row.number) for row in rows] == [(date(2026, 12, 4), "", 2), (date(2026, 12, 8), "示例0", 1)]
    assert planning.plan_of(workspace, programme, "application", first).steps[-1].finish_by == date(2026, 12, 8)


def test_an_ad_hoc_request_says_when_its_steps_do_not_fit(workspace: Workspace, programme: Programme) -> None:
    key = workspace.perform(add_task, "示例急件", "示例市局", "2026-11-25").id
    assert planning.plan_of(workspace, programme, key).note.startswith("时间不够走完全部步骤：倒推应在2026-11-12开始，2026-11-23才收到")
    for step in ("collect", "countersign"):
        workspace.perform(set_step_days, step, 0, key)
    assert planning.plan_of(workspace, programme, key).note == ""
    assert starts(workspace, key=key) == [("领导签批", "2026-11-23", False, False), ("盖章", "2026-11-25", False, False)]


def test_the_month_shows_what_is_due_starts_and_closes(workspace: Workspace, programme: Programme) -> None:
    urgent = workspace.perform(add_task, "示例急件", "示例市局", "2026-11-25", due_time="15:00").id
    workspace.perform(change_dates, YEARLY, "延期并设停止接收", due="2026-11-27", locked="2026-12-01", opens="2026-11-02")
    shown = month(workspace, programme, 2026, 11, MONDAY)
    assert (len(shown.days), shown.note) == (30, "")
    days = {day.day.day: day for day in shown.days}
    assert [(item.mark, item.key) for item in days[2].items] == [(Mark.OPENS, YEARLY)]
    assert days[25].items[0] == MonthItem(Mark.DUE, urgent, "示例急件", Standing.OPEN, due_time="15:00", ad_hoc=True)
    assert [(item.mark, item.step_title, item.original_due) for item in days[27].items] == [
        (Mark.DUE, "", date(2026, 11, 30)),
        (Mark.STEP, "盖章", None),
    ]
    assert [number for number, day in days.items() if not day.working] == [1, 7, 8, 14, 15, 21, 22, 28, 29]
    december = month(workspace, programme, 2026, 12, MONDAY).days
    assert [(item.mark, item.key) for item in december[0].items] == [(Mark.LOCKED, YEARLY)]
    october = month(workspace, programme, 2026, 10, MONDAY)
    assert (october.days[0].name, october.days[9].name) == ("国庆节", "国庆节调休上班")
    assert month(workspace, programme, 2027, 2, MONDAY).note.startswith("2027年")
    workspace.perform(record_obligation, YEARLY, None, "submitted", MONDAY)
    left = [item for day in month(workspace, programme, 2026, 11, MONDAY).days for item in day.items if item.key == YEARLY]
    assert [(item.mark, item.standing) for item in left] == [(Mark.OPENS, Standing.DONE), (Mark.DUE, Standing.DONE)]


def test_a_project_sees_its_ad_hoc_requests_among_what_is_open(workspace: Workspace, programme: Programme) -> None:
    project = add_project(workspace)
    workspace.perform(add_task, "补报佐证", "示例市局", "2026-11-25", project_ids=[project])
    assert "补报佐证（待办）" in [item.text for item in open_items(workspace, programme, project, MONDAY)]
    assert "补报佐证" in [line.title for line in read_submissions(workspace, programme, MONDAY).lines]


def test_an_ad_hoc_request_and_its_record_come_back_together(workspace: Workspace) -> None:
    key = workspace.perform(add_task, "示例急件", "示例市局", "2026-11-25").id
    record = workspace.perform(record_obligation, key, None, "submitted", MONDAY).id
    workspace.perform(delete, Thing.OBLIGATION_RECORD, record)
    workspace.perform(delete, Thing.AD_HOC_TASK, key)
    assert {(row.kind, row.label, row.waits_for) for row in recycled(workspace)} == {
        (Thing.AD_HOC_TASK, "示例急件", ""),
        (Thing.OBLIGATION_RECORD, "示例急件", "示例急件"),
    }
    with pytest.raises(Exception, match="所属的急件“示例急件”也在回收站里"):
        workspace.perform(restore, Thing.OBLIGATION_RECORD, record)
    workspace.perform(restore_all, [(Thing.OBLIGATION_RECORD, record), (Thing.AD_HOC_TASK, key)])
    assert recycled(workspace) == []


def test_a_clock_put_back_is_noticed_until_the_officer_says_it_is_right(workspace: Workspace, clock: Clock) -> None:
    now = clock.now
    assert watch(workspace, now) == ""
    clock.now = now + timedelta(days=400)  # the clock runs ahead, work is saved, then somebody sets it right
    workspace.perform(add_entity, "示例公司")
    workspace.perform(note_moment)
    assert read_marks(workspace).seen_at == clock.now
    clock.now = now
    assert "可能被调回了" in watch(workspace, now)
    workspace.perform(note_moment)
    assert "可能被调回了" in watch(workspace, now), "a look is no proof"
    workspace.perform(accept_clock)
    assert watch(workspace, now) == ""
    workspace.perform(add_entity, "另一示例公司")
    assert "可能被调回了" in watch(workspace, now - timedelta(days=1))


def received(digest: str, made_at: datetime) -> ReceivedFacts:
    return ReceivedFacts("s", "district", "city", "示例市局", "rhfk", 1, digest * 64, "", "示例反馈", "示例.rhfk", "1.0.0", "1", made_at)


def test_a_clock_behind_the_newest_file_is_noticed(workspace: Workspace, clock: Clock) -> None:
    workspace.perform(keep_waiting, received("a", clock.now + timedelta(days=3)), b"a")
    assert "最近收到的文件" in watch(workspace, clock.now)
    workspace.perform(accept_clock)
    assert watch(workspace, clock.now) == ""
    workspace.perform(keep_waiting, received("b", clock.now + timedelta(days=4)), b"b")
    assert "最近收到的文件" in watch(workspace, clock.now)
