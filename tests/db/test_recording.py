from datetime import date, timedelta
from typing import Any

import pytest

import models.schema  # noqa: F401 (all mapped classes)
from models.base import Base
from models.errors import UserError
from models.operations.entities import save_entity
from models.operations.indicators import save_indicator, save_value
from models.operations.projects import edit_project
from models.operations.recycling import delete, restore
from models.operations.tracking import save_milestone
from models.programme.pack import Programme
from models.queries.history import HistoryFilter, count_history, history, history_choices
from models.things import Thing
from models.workspace.store import Workspace
from tests.db.office_records import add_entity, add_project, one, send_to_review


def changes_of(workspace: Workspace, **wanted: Any) -> list[tuple[str, str, str, str]]:
    """Return (action, field, old, new), oldest first."""
    return [(row.action, row.field, row.old, row.new) for row in reversed(history(workspace, HistoryFilter(**wanted)))]


def test_every_label_names_a_column() -> None:
    for mapper in Base.registry.mappers:
        unknown = set(mapper.class_.labels) - set(mapper.columns.keys())
        assert not unknown, mapper.class_


def test_creating_is_recorded_in_the_officers_words(workspace: Workspace, programme: Programme) -> None:
    entity = workspace.perform(
        save_entity, None, {"name": "示例公司", "kind": "mfg_leader", "industry": "36,361", "uscc": "９1 x", "mobile": ""}
    ).id
    recorded = changes_of(workspace, object_id=entity)
    assert ("新建", "主体名称", "", "示例公司") in recorded
    assert ("新建", "主体类型", "", "制造业龙头企业") in recorded
    assert ("新建", "所属行业", "", f"{programme.item_name('gbt4754', '36')}、{programme.item_name('gbt4754', '361')}") in recorded
    assert not [field for _, field, _, _ in recorded if field == "手机"]
    (code,) = history(workspace, HistoryFilter(object_id=entity, field_key="uscc"))
    assert (code.new, code.entered, code.by, code.kind, code.label) == ("91X", "９1 x", "示例经办人", "试点主体", "示例公司")


def test_keys_states_and_owners_are_shown_by_name(workspace: Workspace, programme: Programme) -> None:
    project = add_project(workspace, "示例项目")
    workspace.perform(edit_project, project, {"other_areas": ["a2", "a3"], "entity_id": add_entity(workspace, "示例新主体")})
    send_to_review(workspace, project)
    recorded = changes_of(workspace, project_id=project)
    assert ("修改", "其他方向", "", f"{programme.area('a2').title}、{programme.area('a3').title}") in recorded
    assert ("修改", "试点主体", "示例项目的主体", "示例新主体") in recorded
    assert ("修改", "状态", "草拟", "区县审核") in recorded


def test_typing_is_one_entry_until_a_pause(workspace: Workspace, clock: Any) -> None:
    project = add_project(workspace, "示例")
    for title in ("示例产", "示例产业", "示例产业学院"):
        clock.now += timedelta(seconds=2)
        workspace.perform(edit_project, project, {"title": title})
    clock.now += timedelta(minutes=6)
    workspace.perform(edit_project, project, {"title": "示例产业学院共建"})
    assert changes_of(workspace, object_id=project, field_key="title") == [
        ("新建", "试点项目名称", "", "示例"),
        ("修改", "试点项目名称", "示例", "示例产业学院"),
        ("修改", "试点项目名称", "示例产业学院", "示例产业学院共建"),
    ]


def test_putting_a_value_back_is_recorded_too(workspace: Workspace) -> None:
    project = add_project(workspace, "示例", officer="示例甲")
    for officer in ("示例乙", "示例甲"):
        workspace.perform(edit_project, project, {"officer": officer})
    assert changes_of(workspace, object_id=project, field_key="officer")[1:] == [
        ("修改", "经办人", "示例甲", "示例乙"),
        ("修改", "经办人", "示例乙", "示例甲"),
    ]


def test_every_step_of_a_project_is_an_entry_however_fast(workspace: Workspace, clock: Any) -> None:
    project = add_project(workspace)
    for to in ("review", "submitted", "selected"):
        clock.now += timedelta(seconds=1)
        workspace.perform(_enter, project, to)
    assert changes_of(workspace, object_id=project, field_key="state")[1:] == [
        ("修改", "状态", "草拟", "区县审核"),
        ("修改", "状态", "区县审核", "已上报"),
        ("修改", "状态", "已上报", "入选"),
    ]


def _enter(work: Any, project_id: str, to: str) -> Any:
    from models.changes import NOTHING
    from models.operations.projects import enter_state
    from models.project import Project

    enter_state(work, work.session.get_one(Project, project_id), to, work.on, "示例")
    return NOTHING


def test_deleting_and_restoring_are_recorded(workspace: Workspace) -> None:
    project = add_project(workspace)
    milestone = workspace.perform(save_milestone, project, None, title="示例揭牌", planned_on=date(2026, 7, 11)).id
    workspace.perform(delete, Thing.MILESTONE, milestone)
    workspace.perform(restore, Thing.MILESTONE, milestone)
    assert changes_of(workspace, object_id=milestone) == [
        ("新建", "里程碑", "", "示例揭牌"),
        ("新建", "计划日期", "", "2026-07-11"),
        ("删除", "删除", "", "已移入回收站"),
        ("恢复", "删除", "已移入回收站", ""),
    ]


def test_targets_and_values_belong_to_their_project(workspace: Workspace) -> None:
    project = add_project(workspace)
    facts: dict[str, Any] = {"name": "示例人数", "kind": "yearly", "targets": {"2026": "50"}}
    indicator = workspace.perform(save_indicator, project, None, facts).id
    workspace.perform(save_indicator, project, indicator, {"targets": {"2026": "60"}})
    workspace.perform(save_value, indicator, None, on="2026-03-01", value="１２")
    recorded = {(row.kind, row.field, row.new, row.entered, row.label) for row in history(workspace, HistoryFilter(project_id=project))}
    assert ("指标目标", "2026年目标值", "60", "", "示例人数") in recorded
    assert ("指标完成值", "完成值", "12", "１２", "示例人数") in recorded


def test_what_is_refused_leaves_no_trace(workspace: Workspace) -> None:
    project = add_project(workspace)
    before = count_history(workspace, HistoryFilter())
    with pytest.raises(UserError):
        workspace.perform(edit_project, project, {"title": "新名", "main_area": "a99"})
    assert count_history(workspace, HistoryFilter()) == before


def test_saving_the_same_again_records_nothing(workspace: Workspace) -> None:
    project = add_project(workspace, "示例")
    before = count_history(workspace, HistoryFilter())
    workspace.perform(edit_project, project, {"title": "示例", "main_area": "a1", "other_areas": []})
    assert count_history(workspace, HistoryFilter()) == before


def test_the_history_is_filtered_and_paged(workspace: Workspace, clock: Any) -> None:
    first = add_project(workspace, "示例100%项目")
    clock.now += timedelta(days=3)
    add_project(workspace, "示例别的")
    whole = HistoryFilter()
    pages = [row.id for offset in range(0, 100, 7) for row in history(workspace, whole, limit=7, offset=offset)]
    assert pages == sorted(pages, reverse=True)
    assert len(pages) == count_history(workspace, whole)
    assert {row.project_id for row in history(workspace, HistoryFilter(project_id=first))} == {first}
    assert {row.label for row in history(workspace, HistoryFilter(text="100%"))} == {"示例100%项目", "示例100%项目的主体"}
    late = history(workspace, HistoryFilter(since=date(2026, 3, 5), until=date(2026, 3, 5)))
    assert late
    assert {row.at[:10] for row in late} == {"2026-03-05"}
    assert not history(workspace, HistoryFilter(since=date(2026, 3, 6)))
    kinds, officers = history_choices(workspace)
    assert {"试点主体", "试点项目", "里程碑", "单位设置"} <= set(kinds)
    assert "示例经办人" in officers
    assert one(workspace, "SELECT COUNT(*) FROM history WHERE by = ''") == 0
