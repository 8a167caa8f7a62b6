from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from build.sample_data import insert_sample
from models.changes import Changes, Kind
from models.operations.ad_hoc import add_task
from models.operations.entities import save_entity
from models.operations.indicators import save_value
from models.operations.obligations import record_obligation
from models.operations.projects import edit_project, take_step
from models.operations.recycling import delete
from models.operations.tracking import save_milestone, save_problem, save_progress, save_support_request
from models.programme.pack import Programme
from models.programme.types import Scope
from models.queries import entities, home, obligations, project, projects, tracking
from models.queries.obligations import Standing
from models.queries.project import Urgency
from models.queries.recycling import recycled
from models.queries.search import SearchIndex
from models.queries.showing import local_minute, period
from models.things import Thing
from models.workspace.store import Workspace
from tests.db.office_records import add_entity, add_project, one, send_to_review

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def late_november(clock: Any) -> None:
    """Nine months after the workspace was made, seven days before the yearly report is due."""
    clock.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_entities_are_listed_with_names_and_projects(workspace: Workspace, programme: Programme) -> None:
    first = add_entity(workspace, "甲示例公司", kind="mfg_leader", industry="36,37", uscc="91500112MA5U00000X")
    add_entity(workspace, "乙示例机构", kind="other", kind_other="行业平台")
    gone = add_project(workspace, "示例一", first)
    add_project(workspace, "示例二", first)
    workspace.perform(delete, Thing.PROJECT, gone)
    rows = {row.name: row for row in entities.list_entities(workspace, programme)}
    assert (rows["甲示例公司"].kind, rows["甲示例公司"].projects) == ("制造业龙头企业", 1)
    assert rows["甲示例公司"].industry == f"{programme.item_name('gbt4754', '36')}、{programme.item_name('gbt4754', '37')}"
    assert (rows["乙示例机构"].kind, rows["乙示例机构"].projects) == ("行业平台", 0)
    facts = entities.entity_facts(workspace, first)
    assert facts is not None
    assert (facts.uscc, facts.tags, facts.industry) == ("91500112MA5U00000X", [], "36,37")
    assert [choice.name for choice in entities.entity_choices(workspace)] == sorted(rows)


def test_the_same_code_is_found_while_typing(workspace: Workspace) -> None:
    first = add_entity(workspace, "示例公司", uscc="91500112MA5U00000X")
    assert [(same.id, same.name, same.projects) for same in entities.find_same_code(workspace, "91500112MA5U00000X")] == [
        (first, "示例公司", 0)
    ]
    assert not entities.find_same_code(workspace, "91500112MA5U00000X", except_id=first)
    assert not entities.find_same_code(workspace, "")


def test_projects_are_listed_and_narrowed(workspace: Workspace, programme: Programme) -> None:
    first = add_project(workspace, "示例一", main_area="a2", period_start="2025-07", period_end="2027-12")
    second = add_project(workspace, "示例二", main_area="a1")
    send_to_review(workspace, second)
    rows = projects.list_projects(workspace, programme)
    assert [row.title for row in rows] == ["示例一", "示例二"]
    assert (rows[0].area, rows[0].state_title, rows[0].period) == (programme.area("a2").short, "草拟", "2025年7月至2027年12月")
    assert rows[0].updated == local_minute("2026-11-23 01:00:00")
    assert [row.id for row in projects.list_projects(workspace, programme, state="review")] == [second]
    assert [row.id for row in projects.list_projects(workspace, programme, main_area="a2")] == [first]
    assert [row.id for row in projects.list_projects(workspace, programme, entity_id=rows[1].entity_id)] == [second]
    assert [choice.id for choice in projects.project_choices(workspace, except_id=first)] == [second]


def test_every_area_is_covered_by_a_row_also_the_empty_ones(workspace: Workspace, programme: Programme) -> None:
    add_project(workspace, "示例一", main_area="a1")
    add_project(workspace, "示例二", main_area="a1")
    add_project(workspace, "示例三", main_area="")
    workspace.perform(delete, Thing.PROJECT, add_project(workspace, "示例四", main_area="a2"))
    coverage = home.coverage(workspace, programme)
    assert [row.key for row in coverage.rows] == [area.key for area in programme.areas]
    assert coverage.rows[0].by_group[coverage.groups.index("申报")] == coverage.rows[0].total == 2
    assert coverage.rows[1].total == 0
    assert (coverage.unchosen, coverage.projects) == (1, 3)


def obligation(workspace: Workspace, programme: Programme, key: str) -> obligations.ObligationRow:
    return next(row for row in obligations.overview(workspace, programme, TODAY) if row.key == key)


def test_past_duties_are_history_and_the_yearly_report_has_seven_days(workspace: Workspace, programme: Programme) -> None:
    add_project(workspace)
    for row in obligations.overview(workspace, programme, TODAY):
        assert row.standing is not Standing.OVERDUE, row.title
        if row.due and row.due < date(2026, 3, 2) and row.total:
            assert row.standing is Standing.HISTORY, row.title
    yearly = obligation(workspace, programme, "yearly-2026")
    assert (yearly.standing, yearly.days_left) == (Standing.OPEN, 7)
    workspace.perform(record_obligation, "yearly-2026", None, "submitted", TODAY)
    done = obligation(workspace, programme, "yearly-2026")
    assert (done.standing, done.done, done.met_on) == (Standing.DONE, 1, TODAY)
    workspace.perform(record_obligation, "yearly-2025", None, "submitted", "2025-12-02")
    assert obligation(workspace, programme, "yearly-2025").standing is Standing.DONE_LATE


def test_duties_of_projects_are_counted_and_named(workspace: Workspace, programme: Programme) -> None:
    first, second = add_project(workspace, "示例一"), add_project(workspace, "示例二")
    workspace.perform(record_obligation, "application", first, "submitted", "2025-07-10")
    row = obligation(workspace, programme, "application")
    assert (row.done, row.total, row.standing) == (1, 2, Standing.HISTORY)
    items = obligations.by_project(workspace, programme, TODAY, "application")
    assert [(item.project_title, item.standing) for item in items] == [("示例一", Standing.DONE), ("示例二", Standing.HISTORY)]
    workspace.perform(record_obligation, "application", second, "not_applicable", TODAY, "纸质件已报")
    assert obligation(workspace, programme, "application").standing is Standing.DONE
    assert [item.key for item in obligations.of_project(workspace, programme, TODAY, first)] == ["application"]
    assert [record.project_title for record in obligations.records(workspace, programme, "application")] == ["示例二", "示例一"]


def test_a_record_stays_visible_when_the_state_has_moved_on(workspace: Workspace, programme: Programme) -> None:
    first = add_project(workspace, "示例一")
    workspace.perform(record_obligation, "work-plan", first, "submitted", "2025-07-30")
    row = obligation(workspace, programme, "work-plan")
    assert (row.done, row.total, row.standing) == (1, 1, Standing.DONE)
    other = obligation(workspace, programme, "start-up-report")
    assert (other.total, other.standing) == (0, Standing.NOT_APPLICABLE)


def test_entering_the_state_that_proves_it_needs_no_record(workspace: Workspace, programme: Programme) -> None:
    late, in_time, again, owing = (add_project(workspace, f"示例{number}") for number in range(4))
    workspace.perform(_enter, late, "submitted", date(2025, 7, 12))
    workspace.perform(_enter, in_time, "submitted", date(2025, 7, 11))
    workspace.perform(_enter, again, "submitted", date(2025, 7, 10))
    workspace.perform(_enter, again, "draft", date(2025, 7, 20))
    workspace.perform(_enter, again, "submitted", date(2025, 8, 1))
    workspace.perform(_enter, again, "draft", date(2025, 8, 2))
    row = obligation(workspace, programme, "application")
    assert (row.done, row.total, row.standing) == (3, 4, Standing.HISTORY)
    items = {item.project_id: (item.standing, item.met_on) for item in obligations.by_project(workspace, programme, TODAY, "application")}
    assert items == {
        late: (Standing.DONE_LATE, date(2025, 7, 12)),
        in_time: (Standing.DONE, date(2025, 7, 11)),
        again: (Standing.DONE, date(2025, 7, 10)),
        owing: (Standing.HISTORY, None),
    }
    workspace.perform(record_obligation, "application", late, "submitted", "2025-07-09", "邮戳日期")
    workspace.perform(record_obligation, "application", owing, "submitted", "2025-07-09")
    row = obligation(workspace, programme, "application")
    assert (row.total, row.done, row.record_id, row.standing) == (4, 4, "", Standing.DONE)
    workspace.perform(delete, Thing.PROJECT, in_time)
    assert obligation(workspace, programme, "application").total == 3


def _enter(work: Any, project_id: str, to: str, on: date) -> Changes:
    from models.operations.projects import enter_state
    from models.project import Project

    enter_state(work, work.session.get_one(Project, project_id), to, on, "示例")
    return Changes.of(Kind.PROJECT, project=project_id)


def test_recently_edited_counts_facts_and_forms(workspace: Workspace, clock: Any) -> None:
    first, second = add_project(workspace, "示例一"), add_project(workspace, "示例二")
    clock.now += timedelta(hours=1)
    workspace.perform(_touch_form, first)
    clock.now += timedelta(hours=1)
    third = add_project(workspace, "示例三")
    assert [row.project_id for row in home.recently_edited(workspace, 2)] == [third, first]
    clock.now += timedelta(hours=1)
    workspace.perform(save_progress, second, None, on=TODAY, text="示例")
    assert home.recently_edited(workspace)[0].project_id == second


def _touch_form(work: Any, project_id: str, errors: int = 0, warnings: int = 0) -> Changes:
    from models.document import Document

    form = work.session.query(Document).filter_by(project_id=project_id).one()
    form.updated_at, form.errors, form.warnings = work.at, errors, warnings
    return Changes.of(Kind.DOCUMENT, project=project_id)


def test_what_is_late_or_unanswered(workspace: Workspace) -> None:
    first, second = add_project(workspace, "示例一"), add_project(workspace, "示例二")
    workspace.perform(_touch_form, first, warnings=3)
    workspace.perform(_touch_form, second, errors=1)
    late = workspace.perform(save_milestone, first, None, title="示例晚", planned_on="2026-11-20").id
    soon = workspace.perform(save_milestone, first, None, title="示例近", planned_on="2026-12-20").id
    workspace.perform(save_milestone, first, None, title="示例远", planned_on="2027-12-20")
    workspace.perform(save_milestone, first, None, title="示例完成", planned_on="2026-11-01", done_on="2026-11-02")
    workspace.perform(save_problem, first, None, on=TODAY, text="示例")
    workspace.perform(save_support_request, second, None, on=TODAY, text="示例")
    assert [row.title for row in home.unanswered_findings(workspace)] == ["示例二", "示例一"]
    assert [(row.id, row.days_left) for row in home.milestones_due(workspace, TODAY)] == [(late, -3), (soon, 27)]
    assert home.totals(workspace, TODAY) == (2, 1, 1, 1, 1, 1)
    workspace.perform(delete, Thing.PROJECT, first)
    assert home.totals(workspace, TODAY) == (2, 1, 0, 0, 1, 0)
    assert not home.milestones_due(workspace, TODAY)


def test_one_project_at_a_glance(workspace: Workspace, programme: Programme) -> None:
    id = add_project(workspace, "示例一", other_areas=["a2"], period_start="2025-07", platforms=[])
    workspace.perform(take_step, id, "review", date(2025, 7, 8))
    found = project.summary(workspace, programme, id)
    assert found is not None
    assert (found.main_area_title, found.other_area_titles) == (programme.area("a1").title, programme.area("a2").title)
    assert (found.state_title, found.editable, found.last_step_on) == ("区县审核", False, date(2025, 7, 8))
    assert [(step.to, step.needs_reason, step.by_hand) for step in found.steps] == [("draft", True, True)]
    workspace.perform(delete, Thing.PROJECT, id)
    assert project.summary(workspace, programme, id) is None


def test_the_timeline_runs_in_order_of_days(workspace: Workspace, programme: Programme) -> None:
    id = add_project(workspace)
    workspace.perform(take_step, id, "review", date(2025, 7, 8))
    workspace.perform(save_milestone, id, None, title="示例揭牌", planned_on="2026-11-20")
    workspace.perform(save_progress, id, None, on="2026-05-01", text="示例进展")
    workspace.perform(save_problem, id, None, on="2026-04-01", text="示例问题")
    rows = project.timeline(workspace, programme, id, TODAY)
    assert [(row.what, row.done, row.late) for row in rows] == [
        ("办理", True, False),
        ("问题", False, False),
        ("进展", True, False),
        ("里程碑", False, True),
        ("登记", True, False),
    ]
    open_items = project.open_items(workspace, programme, id, TODAY)
    assert [(item.urgency, item.thing) for item in open_items] == [
        (Urgency.LATE, Thing.MILESTONE.value),
        (Urgency.OPEN, "obligation"),
        (Urgency.OPEN, Thing.PROBLEM.value),
    ]


def test_tracked_things_are_listed_open_ones_first(workspace: Workspace) -> None:
    id = add_project(workspace)
    workspace.perform(save_problem, id, None, on="2026-05-01", text="已解决", resolved_on="2026-05-02")
    workspace.perform(save_problem, id, None, on="2026-04-01", text="未解决")
    workspace.perform(save_support_request, id, None, on="2026-05-01", text="已答复", answered_on="2026-05-02")
    workspace.perform(save_support_request, id, None, on="2026-04-01", text="未答复")
    for day in ("2026-01-01", "2026-03-01", "2026-02-01"):
        workspace.perform(save_progress, id, None, on=day, text=day)
    assert [row.text for row in tracking.problems(workspace, id)] == ["未解决", "已解决"]
    assert [row.text for row in tracking.support_requests(workspace, id)] == ["未答复", "已答复"]
    assert [row.text for row in tracking.progress(workspace, id)] == ["2026-03-01", "2026-02-01", "2026-01-01"]


def test_the_bin_says_what_lies_in_it_and_what_it_waits_for(workspace: Workspace) -> None:
    entity = add_entity(workspace, "示例公司")
    id = add_project(workspace, "示例项目", entity)
    milestone = one(workspace, "SELECT id FROM milestone ORDER BY seq LIMIT 1")
    for thing, target in ((Thing.MILESTONE, milestone), (Thing.PROJECT, id), (Thing.ENTITY, entity)):
        workspace.perform(delete, thing, target)
    assert [(row.kind, row.waits_for, row.by) for row in recycled(workspace)] == [
        (Thing.ENTITY, "", "示例经办人"),
        (Thing.PROJECT, "示例公司", "示例经办人"),
        (Thing.MILESTONE, "示例项目", "示例经办人"),
    ]


@pytest.fixture
def found(workspace: Workspace) -> Any:
    index = SearchIndex(workspace)
    return lambda text, limit=20: [(hit.kind, hit.title) for hit in index.find(text, limit)]


def test_search_finds_two_characters_everywhere(workspace: Workspace, found: Any) -> None:
    id = add_project(workspace, "示例摩配学院", add_entity(workspace, "示例公司", address="巴南区示例路"))
    workspace.perform(save_progress, id, None, on=TODAY, text="与摩托车企业签约")
    workspace.perform(save_problem, id, None, on=TODAY, text="师资紧缺")
    assert found("摩托") == [(Thing.PROGRESS, "示例摩配学院")]
    assert found("师资 紧缺") == [(Thing.PROBLEM, "示例摩配学院")]
    assert found("巴南") == [(Thing.ENTITY, "示例公司")]
    assert found("师资 没有") == found("　 ") == found("没有这个词") == []


def test_search_ignores_case_and_width_and_shows_where(workspace: Workspace) -> None:
    id = add_project(workspace, "示例")
    workspace.perform(save_progress, id, None, on=TODAY, text="一" * 40 + "引进ＡＧＶ小车100台，\n\n运行良好")
    (hit,) = SearchIndex(workspace).find("agv 小车")
    assert hit.project_id == id
    assert hit.snippet == "…" + "一" * 10 + "引进AGV小车100台, 运行良好"


def test_search_follows_changes(workspace: Workspace) -> None:
    index = SearchIndex(workspace)
    assert not index.find("晨光")
    id = add_project(workspace, "示例", add_entity(workspace, "示例公司"))
    other = add_project(workspace, "示例另一个")

    def perform(operation: Any, *args: Any, **facts: Any) -> str:
        changes = workspace.perform(operation, *args, **facts)
        index.refresh(changes)
        return changes.id

    entry = perform(save_progress, id, None, on=TODAY, text="晨光项目签约")
    index.refresh(Changes(frozenset(Kind)))
    assert [hit.id for hit in index.find("晨光")] == [entry]
    perform(save_progress, id, entry, text="签约")
    assert not index.find("晨光")
    perform(edit_project, other, {"title": "晨光二期"})
    perform(save_entity, one(workspace, "SELECT entity_id FROM project WHERE id = :id", id=id), {"name": "晨光公司"})
    assert [hit.kind for hit in index.find("晨光")] == [Thing.ENTITY, Thing.PROJECT, Thing.PROJECT]
    perform(delete, Thing.PROJECT, other)
    assert [hit.id for hit in index.find("晨光") if hit.kind is Thing.PROJECT] == [id]


def test_search_finds_ad_hoc_requests_until_they_are_deleted(workspace: Workspace) -> None:
    index, project = SearchIndex(workspace), add_project(workspace)
    assert not index.find("晨光")
    changes = workspace.perform(add_task, "报晨光企业名单", "示例市局", "2026-11-25", project_ids=[project])
    index.refresh(changes)
    (hit,) = index.find("晨光 示例市局")
    assert (hit.kind, hit.id, hit.title, hit.project_id) == (Thing.AD_HOC_TASK, changes.id, "报晨光企业名单", "")
    index.refresh(workspace.perform(delete, Thing.AD_HOC_TASK, changes.id))
    assert not index.find("晨光")


def test_search_looks_into_the_answers_of_the_form(workspace: Workspace) -> None:
    workspace.perform(insert_sample, 30)
    index = SearchIndex(workspace)
    forms = [hit for hit in index.find("摩托车产业链", 5) if hit.kind is Thing.APPLICATION]
    assert len(forms) == 5
    assert all("摩托车产业链" in hit.snippet for hit in forms)


def test_many_projects_read_like_few(workspace: Workspace, programme: Programme) -> None:
    workspace.perform(insert_sample, 300)
    assert len(projects.list_projects(workspace, programme)) == home.coverage(workspace, programme).projects == 300
    assert home.totals(workspace, TODAY).entities == 150
    assert sum(row.total for row in home.coverage(workspace, programme).rows) == 300
    scope = {o.key for o in programme.obligations if o.scope is not Scope.DISTRICT}
    assert {row.key for row in obligations.overview(workspace, programme, TODAY) if row.total > 1} <= scope
    indicator = one(workspace, "SELECT id FROM project_indicator WHERE kind = 'cumulative' LIMIT 1")
    workspace.perform(save_value, indicator, None, on=TODAY, value="999")


def test_periods_are_shown_in_words() -> None:
    assert period("2025-07", "2027-12") == "2025年7月至2027年12月"
    assert period("2025-07", "") == "2025年7月至"
    assert period("", "") == ""
