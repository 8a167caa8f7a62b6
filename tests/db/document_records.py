"""Documents of every stage in a real workspace, made and drafted by the operations themselves."""

from typing import Any

from forms.answers import Edit, FormState, read_form, save_answers
from forms.definition import Field
from forms.documents import create_document, hand_in
from forms.drafting import write_draft
from forms.field_types import FIELD_TYPES
from models.plain import Plain
from models.workspace.store import Workspace
from tests.db.form_records import perform, today


def drafted(workspace: Workspace, form: str, project: str = "", period: str = "") -> str:
    """Make a document with its first draft."""
    id = perform(workspace, create_document, form, project_id=project, period=period).id
    perform(workspace, write_draft, id)
    return id


def document(workspace: Workspace, id: str) -> FormState:
    """Read a document."""
    return read_form(workspace, workspace.programme, id)


def text(workspace: Workspace, id: str, key: str) -> str:
    """Return what a field shows."""
    state = document(workspace, id)
    field = next(field for field in state.form.fields() if field.key == key)
    return FIELD_TYPES[field.type].show(field, state.values.get(key), workspace.programme)


def rows(workspace: Workspace, id: str, key: str) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    value = document(workspace, id).values.get(key)
    assert isinstance(value, list)
    return [dict(row) for row in value if isinstance(row, dict)]


def edit(workspace: Workspace, id: str, key: str, value: Plain) -> None:
    """Save one field."""
    perform(workspace, save_answers, id, {key: Edit(value)})


def replace_text(workspace: Workspace, id: str, key: str, old: str, new: str) -> None:
    """Rewrite a passage as an officer does."""
    whole = text(workspace, id, key)
    assert old in whole
    edit(workspace, id, key, whole.replace(old, new))


def handed_in(workspace: Workspace, id: str) -> None:
    """Fill what is still required and hand a document in."""
    state = document(workspace, id)
    for field in state.form.fields():
        if field.required and state.values.get(field.key) is None:
            edit(workspace, id, field.key, _said(field))
    perform(workspace, hand_in, id, today(workspace))


def _said(field: Field) -> Plain:
    """Return what the officer writes where the first draft says nothing."""
    if field.type == "table":
        return [{"id": "r1"} | {column.key: "示例内容" for column in field.column if column.required}]
    return True if field.type == "pledge" else "示例文字，写明情况。"
