"""A project whose application form is complete, made and filled in by the operations themselves."""

from collections.abc import Callable
from datetime import date
from typing import Any

from forms.answers import Edit, FormState, read_form, save_answers
from forms.keeping import keep_counts
from forms.submission import save_review, submit
from models.changes import Changes
from models.operations.evidence import attach
from models.operations.projects import take_step
from models.plain import Plain
from models.workspace.store import Workspace
from tests.db.office_records import add_entity, add_project
from tests.unit.complete_form import complete_values, form

PDF = b"%PDF-1.7 example "
NOT_TYPED = {field.key for field in form().fields() if field.type in {"attachment", "auto", "fixed", "signature"} or field.read_only}


def perform(workspace: Workspace, operation: Callable[..., Changes], *args: Any, **kwargs: Any) -> Changes:
    """Run an operation as the window does."""
    return workspace.perform(keep_counts, operation, *args, **kwargs)


def save(workspace: Workspace, project: str, key: str, value: Plain, entered: str = "") -> Changes:
    """Save one field."""
    return perform(workspace, save_answers, project, {key: Edit(value, entered)})


def state(workspace: Workspace, project: str) -> FormState:
    return read_form(workspace, workspace.programme, project)


def value(workspace: Workspace, project: str, key: str) -> Any:
    return state(workspace, project).values.get(key)


def new_project(workspace: Workspace, name: str = "示例人力资源服务有限公司", **facts: Any) -> str:
    return add_project(workspace, "示例项目", add_entity(workspace, name), **facts)


def complete_project(workspace: Workspace, name: str = "示例人力资源服务有限公司") -> str:
    """Make a project whose form has nothing to complain about."""
    project = new_project(workspace, name)
    values = complete_values()
    for field in form().fields():
        if field.type == "attachment" and field.key in values:
            data = PDF + project.encode() + field.key.encode()
            facts = {"file_name": f"{field.key}.pdf", "title": field.label, "field_key": field.key}
            perform(workspace, attach, project, data=data, document_id=project, **facts)
    indicators = [row | {"id": f"{project[:8]}{row['id']}"} for row in values["indicators"]]
    typed = {key: given for key, given in values.items() if key not in NOT_TYPED} | {"indicators": indicators}
    perform(workspace, save_answers, project, {key: Edit(given) for key, given in typed.items()})
    return project


def today(workspace: Workspace) -> date:
    return workspace.clock().astimezone().date()


def to_review(workspace: Workspace, project: str, *, rank: int | None = None) -> None:
    """Put a project up for review and tick the whole check list."""
    perform(workspace, take_step, project, workspace.programme.life_cycle.review, today(workspace))
    ticked = [item.key for item in workspace.programme.check_items]
    perform(workspace, save_review, project, checklist=ticked, reviewed_on=today(workspace), rank=rank)


def submitted_project(workspace: Workspace, name: str = "示例人力资源服务有限公司") -> str:
    """Make a project whose complete form has been submitted."""
    project = complete_project(workspace, name)
    to_review(workspace, project)
    perform(workspace, submit, project, today(workspace))
    return project
