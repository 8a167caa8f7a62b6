"""What the tests of operations and queries start from: one entity and projects of it, made by the operations themselves."""

from typing import Any

from models.operations.entities import save_entity
from models.operations.projects import create_project, take_step
from models.workspace.store import Workspace


def add_entity(workspace: Workspace, name: str = "示例精密机械公司", **facts: Any) -> str:
    return workspace.perform(save_entity, None, {"name": name, **facts}).id


def add_project(workspace: Workspace, title: str = "示例产业学院共建", entity_id: str = "", **facts: Any) -> str:
    owner = entity_id or add_entity(workspace, f"{title}的主体")
    return workspace.perform(create_project, entity_id=owner, title=title, **{"main_area": "a1", **facts}).id


def send_to_review(workspace: Workspace, project_id: str) -> None:
    on = workspace.clock().astimezone().date()
    workspace.perform(take_step, project_id, "review", on)


def one(workspace: Workspace, sql: str, **parameters: object) -> Any:
    """Return the only value of the only row."""
    ((value,),) = workspace.rows(sql, **parameters)
    return value
