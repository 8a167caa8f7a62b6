"""Coming back to a form: what changed meanwhile is shown, what is gone leads away, what could not be saved waits for its own form."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog
from sqlalchemy import text

from forms.answers import read_form
from models.changes import NOTHING, Changes
from models.operations.entities import save_entity
from models.operations.projects import edit_project
from models.programme.pack import Programme
from models.work import Work
from models.workspace.backup import Reason, make_backup
from models.workspace.store import FileWorkspace, OfficeDetails, create
from tests.journeys.acting import field_row, fill, open_form
from tests.ui.conftest import texts, with_dialog
from ui.editors.long_text import LongTextEditor
from ui.editors.text import TextEditor
from ui.window import MainWindow

MAIN, OTHER = "园区技能人才订单培养", "方向待定的项目"
AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


def project(window: MainWindow, title: str) -> str:
    ((key,),) = window.context.reader.rows("SELECT id FROM project WHERE title = :title", title=title)
    return str(key)


def stored(window: MainWindow, key: str) -> dict[str, Any]:
    return dict(read_form(window.context.reader, window.context.programme, key).values)


def no_more_room(work: Work) -> Changes:
    """Let the store grow by nothing: SQLite itself then says that the disk is full."""
    work.session.execute(text("PRAGMA max_page_count = 1"))  # never less than there are
    return NOTHING


def room_again(work: Work) -> Changes:
    work.session.execute(text("PRAGMA max_page_count = 4294967294"))
    return NOTHING


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
    words = "写不下的内容" * 20_000
    ((free,),) = window.context.reader.rows("SELECT freelist_count FROM pragma_freelist_count")
    ((size,),) = window.context.reader.rows("SELECT page_size FROM pragma_page_size")
    assert len(words.encode()) > (int(free) + 8) * int(size), "what is free inside the store must not do"
    editor = field_row(page, "idea").editor
    assert isinstance(editor, LongTextEditor)
    page.presenter.set_value("idea", words)
    window.context.workspace.perform(no_more_room)
    said: list[str] = []
    with_dialog(lambda: open_form(window, second), lambda dialog: said.extend(texts(dialog)))
    assert "磁盘已满" in said[0]
    assert page.presenter.document_id == second
    assert page.presenter.current.values.get("idea") is None
    window.context.workspace.perform(room_again)
    assert page.presenter.flush()
    assert stored(window, second).get("idea") is None
    open_form(window, first)
    shown = field_row(page, "idea").editor
    assert isinstance(shown, LongTextEditor)
    assert shown.box.toPlainText() == words
    assert page.presenter.flush()
    assert stored(window, first)["idea"] == words


def test_a_form_that_a_restore_took_away_leads_to_the_projects(window: MainWindow, programme: Programme, tmp_path: Path) -> None:
    key = project(window, MAIN)
    page = open_form(window, key)
    fill(field_row(page, "idea"), "还没有保存的一段")
    details = OfficeDetails(programme.districts_on(date(2026, 11, 23))[0].code, "示例局", "示例经办人")
    (tmp_path / "other").mkdir()
    other, _ = create(tmp_path / "other" / "空.ronghe", None, programme, details, AT)
    backup = make_backup(other, tmp_path / "backups", Reason.MANUAL, AT)
    other.close(backup=False)
    old = window.context.workspace
    assert isinstance(old, FileWorkspace)
    said: list[str] = []

    def tell(dialog: QDialog) -> None:
        said.extend(texts(dialog))
        dialog.reject()

    with_dialog(lambda: window.context.replace_workspace(old.restore(backup)), tell)
    assert "没有找到这份文书。" in said
    assert window.current == "projects"
    assert page.presenter.document_id == ""
    assert page.presenter.flush(), "what was typed belongs to nothing any more"
    said.clear()
    with_dialog(lambda: window.show_page("form", {"project": key}), tell)
    assert "没有找到这份文书。" in said
    assert window.current == "projects"
    window.context.workspace.close(backup=False)
