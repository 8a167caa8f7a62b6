"""Numbers that stay linked: the program notices that the data has moved on, and changes nothing that the officer has written."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from forms.contradictions import contradictions
from forms.drafting import write_draft
from forms.linked import Moved, moved, refresh_links
from forms.submitted import submitted_elsewhere
from models.changes import NOTHING
from models.errors import UserError
from models.operations.indicators import save_indicator, save_value
from models.operations.projects import take_step
from models.operations.tracking import save_milestone, save_problem
from models.programme.types import IndicatorKind
from models.workspace.store import Workspace
from tests.db.document_records import drafted, edit, handed_in, replace_text, rows, text
from tests.db.form_records import perform, submitted_project
from tests.db.pilot_records import TODAY, first_project, pilot, put


@pytest.fixture(autouse=True)
def late_november(clock: Any) -> None:
    clock.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def report(district: Workspace) -> str:
    """The drafted yearly report of a district with many projects."""
    return drafted(district, "yearly", period="2026")


def changes(workspace: Workspace, id: str, on: date = TODAY) -> list[Moved]:
    with workspace.snapshot() as reader:
        return moved(reader, workspace.programme, id, on)


def solve(workspace: Workspace) -> None:
    """Solve the problem that two projects have raised."""
    for id, project in workspace.rows("SELECT id, project_id FROM problem WHERE text = '跨区转接手续多。'"):
        perform(workspace, save_problem, project, id, on="2026-02-01", text="跨区转接手续多。", resolved_on="2026-11-20", resolution="已办")


def reach(workspace: Workspace, value: str) -> None:
    """Record another actual value of the only indicator."""
    ((indicator,),) = workspace.rows("SELECT id FROM project_indicator")
    perform(workspace, save_value, indicator, None, on=date(2026, 11, 2), value=value, source="调剂台账")


def wrong(workspace: Workspace, id: str) -> list[tuple[str, str]]:
    with workspace.snapshot() as reader:
        return [(one.code, one.name) for one in contradictions(reader, workspace.programme, id, TODAY) if one.level != "hint"]


def outdated(workspace: Workspace, on: date = TODAY) -> list[tuple[str, str, str]]:
    with workspace.snapshot() as reader:
        return [(one.place, one.shown, one.now) for one in submitted_elsewhere(reader, workspace.programme, on)]


def test_nothing_has_moved_right_after_drafting(district: Workspace, report: str) -> None:
    assert changes(district, report) == []
    assert changes(district, report, date(2026, 11, 29)) == []


def test_a_number_that_has_moved_is_named_where_it_stands(district: Workspace, report: str) -> None:
    pilot(district, "新项目", "implementing", main_area="a4")
    found = {(entry.field, entry.before): entry for entry in changes(district, report)}
    projects = found["situation", "共有试点项目"]
    assert (projects.place, projects.shown, projects.now, projects.still_there) == ("试点项目开展情况第2段", "3", "4", True)
    assert ("九个试点方向项目情况表第10行“试点项目（个）”", "3", "4") in [
        (entry.place, entry.shown, entry.now) for entry in changes(district, report)
    ]


def test_the_day_is_named_only_beside_another_number(district: Workspace, report: str) -> None:
    assert changes(district, report, date(2026, 11, 27)) == []
    reach(district, "190")
    fields = [entry.field for entry in changes(district, report, date(2026, 11, 27)) if entry.shown == "2026年11月23日"]
    assert fields == ["situation"]


def test_a_number_is_replaced_where_it_stands_unchanged(district: Workspace, report: str) -> None:
    pilot(district, "新项目", "implementing", main_area="a4")
    before = text(district, report, "situation")
    moves = [entry for entry in changes(district, report) if entry.field == "situation"]
    perform(district, refresh_links, report, "situation", [entry.seq for entry in moves])
    after = text(district, report, "situation")
    assert "共有试点项目4个，由3个试点主体承担。按推进状态分，实施3个、继续实施1个。" in after
    assert before.splitlines()[4:] == after.splitlines()[4:]
    assert [entry for entry in changes(district, report) if entry.field == "situation"] == []
    pilot(district, "又一个项目", "implementing", main_area="a4")
    again = [entry for entry in changes(district, report) if entry.field == "situation"]
    assert ("4", "5") in [(entry.shown, entry.now) for entry in again]
    assert all(entry.still_there for entry in again)


def test_what_the_officer_has_rewritten_is_left_alone_and_confirmed(district: Workspace, report: str) -> None:
    replace_text(district, report, "situation", "共有试点项目3个", "正在推进三个试点项目")
    pilot(district, "新项目", "implementing", main_area="a4")
    (entry,) = [entry for entry in changes(district, report) if entry.field == "situation" and entry.before == "共有试点项目"]
    assert not entry.still_there
    before = text(district, report, "situation")
    perform(district, refresh_links, report, "situation", [entry.seq])
    assert text(district, report, "situation") == before
    assert entry.seq not in [other.seq for other in changes(district, report) if other.field == "situation"]


def test_only_the_chosen_numbers_are_replaced(district: Workspace, report: str) -> None:
    pilot(district, "新项目", "implementing", main_area="a4")
    chosen = next(entry for entry in changes(district, report) if entry.before == "共有试点项目")
    perform(district, refresh_links, report, "situation", [chosen.seq])
    assert "共有试点项目4个，由2个试点主体承担" in text(district, report, "situation")
    assert district.perform(refresh_links, report, "situation", [chosen.seq]) is NOTHING


def test_an_entry_that_is_gone_stays_in_the_text_until_the_officer_takes_it_out(district: Workspace, report: str) -> None:
    solve(district)
    (gone,) = [entry for entry in changes(district, report) if entry.field == "problems" and not entry.now and "跨区" in entry.shown]
    assert gone.still_there
    perform(district, refresh_links, report, "problems", [gone.seq])
    assert "跨区转接手续多" in text(district, report, "problems")
    assert gone.seq not in [entry.seq for entry in changes(district, report) if entry.field == "problems"]


def test_cells_of_tables_move_and_are_replaced_like_numbers_in_the_text(district: Workspace, report: str) -> None:
    reach(district, "290")
    moves = {entry.place: entry for entry in changes(district, report) if entry.field == "indicator_table"}
    assert [(entry.shown, entry.now) for entry in moves.values()] == [("1710", "2000"), ("85.5%", "100%")]
    assert all(entry.before == "" for entry in moves.values())
    perform(district, refresh_links, report, "indicator_table", [entry.seq for entry in moves.values()])
    (row,) = rows(district, report, "indicator_table")
    assert (row["actual"], row["rate"]) == ("2000", "100%")
    table = rows(district, report, "area_table")
    table[-1]["projects"] = 9
    edit(district, report, "area_table", table)
    pilot(district, "新项目", "implementing", main_area="a4")
    total = next(entry for entry in changes(district, report) if entry.place == "九个试点方向项目情况表第10行“试点项目（个）”")
    assert not total.still_there
    perform(district, refresh_links, report, "area_table", [total.seq])
    assert rows(district, report, "area_table")[-1]["projects"] == 9


def test_a_field_that_was_emptied_has_nothing_to_compare(district: Workspace, report: str) -> None:
    edit(district, report, "problems", None)
    solve(district)
    assert "problems" not in {entry.field for entry in changes(district, report)}


def test_a_new_draft_takes_the_place_of_the_old_links(district: Workspace, report: str) -> None:
    pilot(district, "新项目", "implementing", main_area="a4")
    keys = {entry.field for entry in changes(district, report)}
    perform(district, write_draft, report, keys)
    assert changes(district, report) == []


def test_what_is_handed_in_cannot_be_refreshed_but_is_watched(district: Workspace, report: str) -> None:
    handed_in(district, report)
    assert outdated(district) == []
    reach(district, "190")
    assert changes(district, report) == []
    with pytest.raises(UserError, match="已经报送"):
        perform(district, refresh_links, report, "indicator_table", [1])
    found = outdated(district)
    assert ("试点指标完成情况表第1行“实际完成”", "1710", "1900") in found
    assert any(place.startswith("试点项目开展情况") and "1710人次" in shown and "1900人次" in now for place, shown, now in found)


def test_what_goes_on_after_the_day_of_a_report_does_not_make_it_wrong(district: Workspace, report: str, clock: Any) -> None:
    handed_in(district, report)
    clock.now = datetime(2026, 12, 20, 1, 0, tzinfo=UTC)
    project = first_project(district)
    perform(district, take_step, project, "adjusting", date(2026, 12, 10), "试行")
    ((step,),) = district.rows("SELECT id FROM milestone WHERE project_id = :id AND title = '联合体章程签署'", id=project)
    perform(district, save_milestone, project, step, planned_on="2026-10-01", done_on="2026-12-05")
    assert outdated(district, date(2026, 12, 20)) == []
    perform(district, save_milestone, project, step, planned_on="2026-10-01", done_on="2026-11-05")
    assert outdated(district, date(2026, 12, 20)) != []


def test_the_step_that_handing_in_takes_is_no_contradiction(district: Workspace) -> None:
    project = first_project(district)
    district.perform(put, "UPDATE project SET state = 'implementing' WHERE id = :id", id=project)
    handed_in(district, drafted(district, "start_up_report", project))
    assert district.rows("SELECT state FROM project WHERE id = :id", id=project) == [("started",)]
    assert outdated(district) == []


def test_what_the_officer_wrote_over_before_handing_in_is_not_held_against_the_document(district: Workspace, report: str) -> None:
    replace_text(district, report, "problems", "本年度已解决问题1个。", "")
    replace_text(district, report, "problems", "尚未解决的问题1个", "尚未解决的问题一个")
    handed_in(district, report)
    solve(district)
    assert "1" not in {shown for place, shown, _ in outdated(district) if place.startswith("存在的问题")}


def test_a_submitted_application_is_named_when_its_facts_change(workspace: Workspace) -> None:
    project = submitted_project(workspace)
    assert outdated(workspace) == []
    ((indicator,),) = workspace.rows("SELECT id FROM project_indicator WHERE project_id = :id ORDER BY seq LIMIT 1", id=project)
    workspace.perform(put, "UPDATE indicator_target SET value = '9' WHERE project_indicator_id = :id AND year = 2027", id=indicator)
    workspace.perform(put, "UPDATE pilot_entity SET mobile = '13800000001'")
    assert outdated(workspace) == [("目标指标第1行“2027年目标”", "3", "9")]


def test_totals_and_text_that_disagree_are_found(district: Workspace, report: str) -> None:
    assert wrong(district, report) == []
    replace_text(district, report, "situation", "共有试点项目3个", "共有试点项目4个")
    assert wrong(district, report) == [("text_table", "试点项目")]
    replace_text(district, report, "situation", "共有试点项目4个", "共有试点项目3个")
    table = rows(district, report, "area_table")
    table[0]["done"] = 5
    edit(district, report, "area_table", table)
    (line,) = rows(district, report, "indicator_table")
    edit(district, report, "indicator_table", [line | {"rate": "95%"}])
    assert wrong(district, report) == [("sum", "里程碑已完成"), ("completion", "用工余缺调剂人次")]
    table[0]["done"], table[0]["group_2"] = 1, 2
    edit(district, report, "area_table", table)
    assert ("sum", "试点项目（个）") in wrong(district, report)


def add_cumulative(workspace: Workspace, on: date) -> str:
    """Give the first project a cumulative indicator of the pack; return its name."""
    known = next(one for one in workspace.programme.indicators_of(["a2"]) if one.kind is IndicatorKind.CUMULATIVE and not one.distinct)
    facts = {"indicator_key": known.key, "name": known.name, "unit": known.unit, "kind": known.kind.value, "targets": {"2026": "20"}}
    chosen = workspace.perform(save_indicator, first_project(workspace), None, facts).id
    workspace.perform(save_value, chosen, None, on=on, value="17", source="台账")
    return known.name


def change_actual(workspace: Workspace, report: str, name: str, actual: str, rate: str) -> None:
    table = rows(workspace, report, "indicator_table")
    edit(workspace, report, "indicator_table", [row | {"actual": actual, "rate": rate} if row["name"] == name else row for row in table])


def test_this_report_is_compared_with_what_was_handed_in_before(district: Workspace) -> None:
    name = add_cumulative(district, date(2026, 6, 1))
    handed_in(district, drafted(district, "district_summary"))
    report = drafted(district, "yearly", period="2026")
    assert wrong(district, report) == []
    change_actual(district, report, name, "16", "80%")
    assert ("earlier_report", name) in wrong(district, report)


def test_a_cumulative_number_never_falls_from_report_to_report(district: Workspace, clock: Any) -> None:
    name = add_cumulative(district, date(2026, 6, 1))
    clock.now = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
    handed_in(district, drafted(district, "district_summary"))
    clock.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    report = drafted(district, "yearly", period="2026")
    assert wrong(district, report) == []
    change_actual(district, report, name, "16", "80%")
    assert ("falls", name) in wrong(district, report)
