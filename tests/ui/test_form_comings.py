"""Coming back to a form: what changed meanwhile is shown, what is gone leads away, what could not be saved waits for its own form."""

from models.operations.entities import save_entity
from models.operations.projects import edit_project
from tests.journeys.acting import field_row, open_form
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
