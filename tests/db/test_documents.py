"""Documents of every stage: made once, handed in, frozen, taken back; what they meet and what stands against them."""

from datetime import date, timedelta
from typing import Any

import pytest

from forms import snapshots
from forms.answers import Edit, read_form, save_answers
from forms.checking import check, required
from forms.definition import Form, Scope
from forms.documents import create_document, document_forms, hand_in, take_back
from forms.loading import load_form
from models.changes import Kind
from models.errors import UserError
from models.plain import Plain
from models.queries.obligations import of_project, overview
from models.workspace.store import Workspace
from tests.db.conftest import Clock
from tests.db.form_records import new_project, perform, today
from tests.db.office_records import one
from tests.unit.complete_form import programme

YEAR = "2026"


def filled(form: Form) -> dict[str, Edit]:
    """Return a value for every field that must be filled in."""
    text = "示例内容，写明做了什么、做到什么程度、有哪些数字可以核对。" * 8
    found: dict[str, Edit] = {}
    for field in form.fields():
        if not required(field, {}, programme()) or field.read_only or field.bind:
            continue
        value: Plain = text[: min(field.max_length or 60, 60)]
        if field.type == "date":
            value = "2026-03-02"
        elif field.type == "items":
            value = ["示例事项一", "示例事项二", "示例事项三"]
        elif field.type == "long_text":
            value = text[: field.max_length or None]
        elif field.type == "pledge":
            value = True
        elif field.type == "table":
            value = [{"id": "r1"} | {column.key: _cell(column) for column in field.column if not column.hidden}]
        found[field.key] = Edit(value)
    return found


def _cell(column: Any) -> Plain:
    if column.type in ("integer", "decimal", "money"):
        return 1 if column.type != "decimal" else "1"
    if column.type == "date":
        return "2026-03-02"
    if column.type == "month":
        return "2026-03"
    if column.type == "choice":
        return str(programme().dictionary(column.dictionary).item[0].key)
    return "示例"


def made(workspace: Workspace, form_id: str, project: str = "", period: str = "") -> str:
    """Make a document with all that it must hold."""
    document = perform(workspace, create_document, form_id, project_id=project, period=period).id
    perform(workspace, save_answers, document, filled(load_form(programme(), form_id)))
    return document


def test_every_kind_of_document_can_be_made_filled_and_handed_in(workspace: Workspace) -> None:
    project = new_project(workspace)
    for form in document_forms(programme()):
        assert form.document is not None
        scoped = form.document.scope is Scope.PROJECT
        document = made(workspace, form.key, project if scoped else "", YEAR if form.document.yearly else "")
        left = check(form, read_form(workspace, programme(), document).values, programme(), today(workspace))
        assert [(finding.field, finding.message) for finding in left if finding.level.value == "error"] == [], form.key
        if not any(finding.level.value == "warning" for finding in left):
            changes = perform(workspace, hand_in, document, today(workspace))
            assert Kind.DOCUMENT in changes.kinds
            snapshot = snapshots.of_revision(workspace, document, 1)
            assert (snapshot.form, snapshot.document_id, snapshot.project_id) == (form.key, document, project if scoped else "")
            assert snapshot.frozen_on == today(workspace)
    assert one(workspace, "SELECT COUNT(*) FROM revision") > 3


def test_a_second_one_is_refused_unless_there_may_be_several(workspace: Workspace) -> None:
    project, other = new_project(workspace), new_project(workspace, "示例另一家公司")
    perform(workspace, create_document, "start_up_report", project_id=project)
    with pytest.raises(UserError, match="已经有一份启动情况报告"):
        perform(workspace, create_document, "start_up_report", project_id=project)
    perform(workspace, create_document, "start_up_report", project_id=other)
    perform(workspace, create_document, "yearly", period="2025")
    with pytest.raises(UserError, match="2025年已经有一份年度报告"):
        perform(workspace, create_document, "yearly", period="2025")
    perform(workspace, create_document, "yearly", period="2026")
    for _ in range(2):
        perform(workspace, create_document, "adjustment", project_id=project)
    assert one(workspace, "SELECT COUNT(*) FROM document WHERE form_id = 'adjustment'") == 2


@pytest.mark.parametrize(
    ("form_id", "about"), [("yearly", {}), ("start_up_report", {}), ("application", {}), ("start_up_report", {"period": "2026"})]
)
def test_a_document_that_does_not_fit_is_a_mistake_of_the_caller(workspace: Workspace, form_id: str, about: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=form_id):
        perform(workspace, create_document, form_id, **about)


def test_handing_in_meets_the_obligation_of_the_district_and_of_that_year_only(workspace: Workspace) -> None:
    document = made(workspace, "yearly", period="2025")
    perform(workspace, hand_in, document, today(workspace))
    rows = {row.key: (row.done, row.met_on) for row in overview(workspace, programme(), today(workspace))}
    assert rows["yearly-2025"] == (1, today(workspace))
    assert rows["yearly-2026"][0] == 0


def test_handing_in_again_after_a_return_leaves_the_first_day(workspace: Workspace, clock: Clock) -> None:
    document, first = made(workspace, "yearly", period="2025"), today(workspace)
    perform(workspace, hand_in, document, first)
    clock.now += timedelta(days=20)
    perform(workspace, take_back, document, "市局要求补充数据")
    assert not read_form(workspace, programme(), document).frozen
    perform(workspace, hand_in, document, today(workspace))
    assert workspace.rows('SELECT "on" FROM obligation_record') == [(first.isoformat(),)]
    assert workspace.rows("SELECT number, submitted_on, return_reason FROM revision ORDER BY number") == [
        (1, first.isoformat(), "市局要求补充数据"),
        (2, today(workspace).isoformat(), ""),
    ]
    actions = [action for (action,) in workspace.rows("SELECT action FROM history WHERE field_key = 'revision' ORDER BY id")]
    assert actions == ["create", "submit", "return", "submit"]


def test_handing_in_moves_the_project_on_where_the_pack_says_so(workspace: Workspace) -> None:
    project = new_project(workspace)
    workspace.perform(_force_state, project, "implementing")
    document = made(workspace, "start_up_report", project)
    perform(workspace, hand_in, document, today(workspace))
    assert one(workspace, "SELECT state FROM project") == "started"
    assert one(workspace, "SELECT COUNT(*) FROM obligation_record") == 0
    met = {item.key: item.met_on for item in of_project(workspace, programme(), today(workspace), project)}
    assert met["start-up-report"] == today(workspace)


def _force_state(work: Any, project: str, state: str) -> Any:
    """Put a project into a state that takes many steps to reach."""
    from models.changes import NOTHING
    from models.project import Project

    work.session.get_one(Project, project).state = state
    return NOTHING


def test_what_stands_against_it_is_said_and_nothing_is_frozen(workspace: Workspace) -> None:
    document = perform(workspace, create_document, "yearly", period="2025").id
    with pytest.raises(UserError, match="处错误要改正"):
        perform(workspace, hand_in, document, today(workspace))
    perform(workspace, save_answers, document, filled(load_form(programme(), "yearly")))
    with pytest.raises(UserError, match="晚于今天"):
        perform(workspace, hand_in, document, today(workspace) + timedelta(days=1))
    assert one(workspace, "SELECT COUNT(*) FROM revision") == 0
    assert one(workspace, "SELECT frozen_at FROM document WHERE form_id = 'yearly'") is None


def test_a_document_that_was_handed_in_takes_nothing_until_it_is_taken_back(workspace: Workspace) -> None:
    document = made(workspace, "yearly", period="2025")
    with pytest.raises(UserError, match="还没有报送"):
        perform(workspace, take_back, document, "改数")
    perform(workspace, hand_in, document, date(2026, 3, 2))
    with pytest.raises(UserError, match="年度报告已经报送"):
        perform(workspace, save_answers, document, {"title": Edit("示例")})
    with pytest.raises(UserError, match="写明原因"):
        perform(workspace, take_back, document, " ")


def test_lists_count_a_document_like_a_form(workspace: Workspace) -> None:
    document = perform(workspace, create_document, "yearly", period="2025").id
    before = workspace.rows("SELECT filled, errors FROM document WHERE id = :id", id=document)[0]
    perform(workspace, save_answers, document, filled(load_form(programme(), "yearly")))
    after = workspace.rows("SELECT filled, errors FROM document WHERE id = :id", id=document)[0]
    assert after[0] > before[0]
    assert before[1] > after[1] == 0
