"""Districts for the tests of documents: none, one and many pilot projects, with what is recorded about them."""

from datetime import date
from typing import Any

from sqlalchemy import text

from models.changes import NOTHING, Changes
from models.operations.indicators import save_indicator, save_value
from models.operations.tracking import save_milestone, save_problem, save_progress, save_support_request
from models.work import Work
from models.workspace.store import Workspace
from tests.db.office_records import add_entity, add_project

TODAY = date(2026, 11, 23)


def put(work: Work, sql: str, **values: object) -> Changes:
    """Run a statement."""
    work.session.execute(text(sql), values)
    return NOTHING


def pilot(workspace: Workspace, title: str, state: str = "implementing", **facts: Any) -> str:
    """Add a project in a state."""
    id = add_project(workspace, title, **facts)
    workspace.perform(put, "UPDATE project SET state = :state WHERE id = :id", state=state, id=id)
    return id


def nothing(workspace: Workspace) -> None:
    """A district without projects."""


def single(workspace: Workspace) -> None:
    """One pilot project with nothing recorded."""
    pilot(workspace, "示例产业学院共建")


def many(workspace: Workspace) -> None:
    """Pilot projects in several states and areas, with everything recorded, and others."""
    owner = add_entity(workspace, "示例人力资源公司")
    first = pilot(workspace, "招聘用工联合体", "continuing", main_area="a2", entity_id=owner)
    second = pilot(workspace, "产业学院共建", entity_id=owner)
    pilot(workspace, "服务共享中心", main_area="a3")
    pilot(workspace, "落选项目", "not_selected", main_area="a5")
    add_project(workspace, "草拟项目", main_area="a6")
    for number, id in enumerate((first, second)):
        steps = [row[0] for row in workspace.rows("SELECT id FROM milestone WHERE project_id = :id ORDER BY seq", id=id)]
        workspace.perform(save_milestone, id, steps[0], planned_on="2026-03-01", done_on="2026-03-01")
        workspace.perform(save_milestone, id, steps[1], planned_on="2026-10-01", done_on=None)
        workspace.perform(save_progress, id, None, on="2026-09-01", text="专区挂牌启用\n接待企业31家。")
        workspace.perform(save_problem, id, None, on=f"2026-0{number + 2}-01", text="跨区转接手续多。")
        workspace.perform(save_support_request, id, None, on="2026-06-01", text="请明确工伤保险办理口径", addressed_to="市人力社保局")
    workspace.perform(save_problem, first, None, on="2026-02-01", text="旧问题", resolved_on="2026-10-01", resolution="已办")
    workspace.perform(save_problem, first, None, on="2026-11-01", text="以后的问题")
    workspace.perform(put, "UPDATE problem SET \"on\" = '2026-12-01' WHERE text = '以后的问题'")
    workspace.perform(save_support_request, second, None, on="2026-06-01", text="请支持场地")
    known = workspace.programme.indicator("a2_03")
    facts = {"indicator_key": known.key, "name": known.name, "unit": known.unit, "kind": known.kind.value, "targets": {"2026": "2000"}}
    chosen = workspace.perform(save_indicator, first, None, facts).id
    workspace.perform(save_value, chosen, None, on=date(2026, 6, 30), value="1710", source="调剂台账")


def first_project(workspace: Workspace) -> str:
    """Return the id of the project with everything recorded, of `many`."""
    ((id,),) = workspace.rows("SELECT id FROM project WHERE title = '招聘用工联合体'")
    return str(id)
