from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.changes import Kind
from models.errors import UserError
from models.operations import office as office_operations
from models.operations.entities import save_entity
from models.operations.projects import create_project, edit_project, take_step
from models.operations.recycling import delete
from models.operations.tracking import order_milestones, propose_milestones, save_milestone
from models.programme.pack import Programme
from models.queries.tracking import milestones
from models.things import Thing
from models.workspace.store import OfficeDetails, Workspace
from tests.db.office_records import add_entity, add_project, one, send_to_review


def test_a_project_gets_number_form_first_state_and_milestones(workspace: Workspace, programme: Programme, office: OfficeDetails) -> None:
    changes = workspace.perform(
        create_project, entity_id=add_entity(workspace), title=" 示例  项目 ", main_area="a1", other_areas=["a3"], period_start="2025-07"
    )
    assert {Kind.PROJECT, Kind.DOCUMENT, Kind.TRACKING} <= changes.kinds
    assert changes.project_ids == {changes.id}
    assert workspace.rows("SELECT number, title, state, officer FROM project") == [
        (f"{office.district_code}-2026-001", "示例 项目", programme.life_cycle.initial, "示例经办人")
    ]
    assert workspace.rows("SELECT form_id, programme_version, revision FROM document") == [("application", programme.version, 1)]
    assert workspace.rows('SELECT from_state, to_state, "on" FROM state_change') == [("", "draft", "2026-03-02")]
    proposed = [(m.area, m.title, m.planned_on) for m in milestones(workspace, changes.id, date(2026, 3, 2))]
    assert proposed == [(key, title, None) for key in ("a1", "a3") for title in programme.area(key).milestones]


def test_numbers_go_on_after_deleted_projects_and_start_anew_each_year(workspace: Workspace, clock: Any) -> None:
    first = add_project(workspace, "示例一")
    workspace.perform(delete, Thing.PROJECT, first)
    add_project(workspace, "示例二")
    clock.now = datetime(2027, 1, 5, 1, 0, tzinfo=UTC)
    add_project(workspace, "示例三")
    serials = [number.split("-", 1)[1] for (number,) in workspace.rows("SELECT number FROM project ORDER BY number")]
    assert serials == ["2026-001", "2026-002", "2027-001"]


def test_the_thousandth_project_of_a_year_follows_the_999th(workspace: Workspace, office: OfficeDetails) -> None:
    for serial in ("998", "999", "1000"):
        add_project(workspace, f"示例{serial}")
        workspace.perform(_renumber, f"示例{serial}", f"{office.district_code}-2026-{serial}")
    latest = add_project(workspace, "示例最新")
    assert one(workspace, "SELECT number FROM project WHERE id = :id", id=latest) == f"{office.district_code}-2026-1001"


def _renumber(work: Any, title: str, number: str) -> Any:
    from models.changes import Changes
    from models.project import Project

    work.session.query(Project).filter_by(title=title).one().number = number
    return Changes.of(Kind.PROJECT)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"title": "  "}, "“试点项目名称”没有填写"),
        ({"main_area": "a99"}, "没有代码为“a99”的试点方向"),
        ({"period_start": "2025-13"}, "不是有效月份"),
        ({"rank": 0}, "推荐排序应从1开始"),
        ({"entity_id": "nobody"}, "试点主体已经不在了"),
    ],
)
def test_impossible_facts_are_refused_and_change_nothing(workspace: Workspace, facts: dict[str, Any], said: str) -> None:
    project = add_project(workspace)
    before = workspace.rows("SELECT * FROM project")
    with pytest.raises(UserError, match=said):
        workspace.perform(edit_project, project, facts)
    assert workspace.rows("SELECT * FROM project") == before


def test_the_main_area_is_not_named_again_among_the_others(workspace: Workspace) -> None:
    project = add_project(workspace, main_area="a1", other_areas=["a2", "a3"])
    workspace.perform(edit_project, project, {"main_area": "a2"})
    assert workspace.rows("SELECT main_area, other_areas FROM project") == [("a2", '["a3"]')]


def test_a_place_in_the_recommendation_is_given_once(workspace: Workspace) -> None:
    first, second = add_project(workspace, "示例一"), add_project(workspace, "示例二")
    workspace.perform(edit_project, first, {"rank": 1})
    with pytest.raises(UserError, match="第1位已经是“示例一”"):
        workspace.perform(edit_project, second, {"rank": 1})
    workspace.perform(edit_project, first, {"rank": 1, "officer": "示例乙"})
    assert one(workspace, "SELECT officer FROM project WHERE id = :id", id=first) == "示例乙"


def test_a_project_in_the_bin_is_not_edited(workspace: Workspace) -> None:
    project = add_project(workspace)
    workspace.perform(delete, Thing.PROJECT, project)
    with pytest.raises(UserError, match="回收站") as refused:
        workspace.perform(edit_project, project, {"title": "新名"})
    assert refused.value.hint == "请先在回收站恢复。"


def test_only_offered_steps_are_taken(workspace: Workspace) -> None:
    project = add_project(workspace)
    with pytest.raises(UserError, match="处于“草拟”，不能直接转为“实施”") as refused:
        workspace.perform(take_step, project, "implementing", date(2026, 3, 2))
    assert "“送区县审核”" in refused.value.hint
    with pytest.raises(UserError, match="要通过报送办理"):
        workspace.perform(take_step, project, "submitted", date(2026, 3, 2))
    send_to_review(workspace, project)
    assert one(workspace, "SELECT state FROM project") == "review"


def test_a_step_that_needs_a_reason_gets_one(workspace: Workspace) -> None:
    project = add_project(workspace)
    send_to_review(workspace, project)
    with pytest.raises(UserError, match="必须写明原因"):
        workspace.perform(take_step, project, "draft", date(2026, 3, 2), "  ")
    workspace.perform(take_step, project, "draft", date(2026, 3, 2), "基期数据要核")
    last = workspace.rows("SELECT from_state, to_state, reason, by FROM state_change WHERE to_state = 'draft' AND from_state <> ''")
    assert last == [("review", "draft", "基期数据要核", "示例经办人")]


def test_steps_go_forward_in_time_but_may_lie_before_the_day_of_registering(workspace: Workspace, clock: Any) -> None:
    project = add_project(workspace)
    with pytest.raises(UserError, match="晚于今天"):
        workspace.perform(take_step, project, "review", date(2026, 3, 3))
    workspace.perform(take_step, project, "review", date(2025, 7, 8))
    clock.now = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    with pytest.raises(UserError, match="早于上一步“区县审核”的日期2025-07-08"):
        workspace.perform(take_step, project, "draft", date(2025, 7, 7), "退回")
    workspace.perform(take_step, project, "draft", date(2025, 7, 8), "退回")
    assert one(workspace, "SELECT state FROM project") == "draft"


def test_a_frozen_form_is_only_reopened_by_returning_it(workspace: Workspace) -> None:
    project = add_project(workspace)
    send_to_review(workspace, project)
    workspace.perform(_freeze, project)
    with pytest.raises(UserError, match="已经报送并锁定") as refused:
        workspace.perform(take_step, project, "draft", date(2026, 3, 2), "要改")
    assert "退回修改" in refused.value.hint


def _freeze(work: Any, project_id: str) -> Any:
    from models.changes import NOTHING
    from models.document import Document

    work.session.query(Document).filter_by(project_id=project_id).one().frozen_at = work.at
    return NOTHING


def test_proposals_are_added_once_and_keep_the_officers_order(workspace: Workspace, programme: Programme) -> None:
    project = add_project(workspace, main_area="a1")
    assert not workspace.perform(propose_milestones, project).kinds
    own = workspace.perform(save_milestone, project, None, title="示例揭牌", planned_on="2026-05-01").id
    workspace.perform(edit_project, project, {"other_areas": ["a2"]})
    assert Kind.TRACKING in workspace.perform(propose_milestones, project).kinds
    workspace.perform(order_milestones, project, [own])
    titles = [m.title for m in milestones(workspace, project, date(2026, 3, 2))]
    assert titles == ["示例揭牌", *programme.area("a1").milestones, *programme.area("a2").milestones]


def test_an_entity_needs_a_name_and_its_code_is_normalised(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="“主体名称”没有填写"):
        workspace.perform(save_entity, None, {"uscc": "1"})
    entity = workspace.perform(save_entity, None, {"name": "示例公司", "uscc": " ９1500112ma5u 0000 0x​", "tags": ["x"]}).id
    assert workspace.rows("SELECT uscc, tags FROM pilot_entity WHERE id = :id", id=entity) == [("91500112MA5U00000X", '["x"]')]
    with pytest.raises(ValueError, match="unknown facts"):
        workspace.perform(save_entity, entity, {"deleted_at": None})


def test_the_office_is_set_up_once_with_a_district_of_its_day(workspace: Workspace, programme: Programme) -> None:
    with pytest.raises(UserError, match="已经设置过"):
        workspace.perform(office_operations.set_up, "x", "示例局", "示例")
    gone = next(district for district in programme.districts if district.valid_to is not None and district.successor)
    heir = programme.district(gone.successor)
    with pytest.raises(UserError, match=f"“{gone.name}”在2026-03-02不是有效的报送单位") as refused:
        workspace.perform(office_operations.edit_office, district_code=gone.code)
    assert heir.name in refused.value.hint
    workspace.perform(office_operations.edit_office, name="示例新局", phone="023-00000000")
    assert (workspace.office.name, workspace.office.officer, workspace.office.phone) == ("示例新局", "示例经办人", "023-00000000")
