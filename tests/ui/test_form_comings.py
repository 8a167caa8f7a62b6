"""Coming back to a form: what changed meanwhile is shown, what is gone leads away, what could not be saved waits for its own form."""

from typing import Any

from sqlalchemy import text

from forms.answers import read_form
from models.changes import NOTHING, Changes
from models.operations.entities import save_entity
from models.operations.projects import edit_project
from models.work import Work
from tests.journeys.acting import field_row, fill, open_form
from tests.ui.conftest import texts, with_dialog
from ui.editors.long_text import LongTextEditor
from ui.editors.text import TextEditor
from ui.window import MainWindow

MAIN, OTHER = "园区技能人才订单培养", "方向待定的项目"


def project(window: MainWindow, title: str) -> str:
    ((key,),) = window.context.reader.rows("SELECT id FROM project WHERE title = :title", title=title)
    return str(key)


def test_what_changed_elsewhere_is_shown_on_coming_back(window: MainWindow) -> None:
    key = project(window, MAIN)
    page = open_form(window, key)
    name, title = field_row(page, "org_name").editor, field_row(page, "pilot_name").editor
    assert isinstance(name, TextEditor)
    assert isinstance(title, TextEditor)
    window.show_page("project", {"project": key})
    ((entity,),) = window.context.reader.rows("SELECT id FROM pilot_entity")
    window.context.perform(save_entity, entity, {"name": "示例更名后的产业园"})
    window.context.perform(edit_project, key, {"title": "示例更名后的项目"})
    open_form(window, key)
    assert name.line.text() == "示例更名后的产业园"
    assert title.line.text() == "示例更名后的项目"


def test_what_could_not_be_saved_never_reaches_another_form(window: MainWindow) -> None:
    first, second = project(window, MAIN), project(window, OTHER)
    page = open_form(window, first)
    words = "写不下的内容" * 60_000
    window.context.workspace.perform(_no_more_room)
    fill(field_row(page, "idea"), words)
    said: list[str] = []
    with_dialog(lambda: open_form(window, second), lambda dialog: said.extend(texts(dialog)))
    assert said
    assert page.presenter.project_id == second
    assert page.presenter.current.values.get("idea") is None
    window.context.workspace.perform(_room_again)
    assert page.presenter.flush()
    assert stored(window, second).get("idea") is None
    open_form(window, first)
    shown = field_row(page, "idea").editor
    assert isinstance(shown, LongTextEditor)
    assert shown.box.toPlainText() == words
    assert page.presenter.flush()
    assert stored(window, first)["idea"] == words


def stored(window: MainWindow, key: str) -> dict[str, Any]:
    return dict(read_form(window.context.reader, window.context.programme, key).values)


def _no_more_room(work: Work) -> Changes:
    pages = work.session.execute(text("PRAGMA page_count")).scalar_one()
    work.session.execute(text(f"PRAGMA max_page_count = {pages + 4}"))
    return NOTHING


def _room_again(work: Work) -> Changes:
    work.session.execute(text("PRAGMA max_page_count = 4294967294"))
    return NOTHING
