"""What an officer does in the window: goes to pages, registers, types into fields, chooses where a file goes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.conftest import press, type_text, with_dialog
from ui.dialogs.facts_dialog import FactsDialog
from ui.dialogs.project_dialog import ProjectDialog
from ui.editors.long_text import LongTextEditor
from ui.editors.text import TextEditor
from ui.form.field_row import FieldRow
from ui.pages.entities import EntitiesPage
from ui.pages.form import FormPage
from ui.pages.projects import ProjectsPage
from ui.window import MainWindow


def fill(row: FieldRow, text: str) -> None:
    """Type a text into a field as an input method does, and leave the field."""
    editor = row.editor
    if isinstance(editor, TextEditor):
        editor.line.clear()
        type_text(editor.line, text)
        editor.line.editingFinished.emit()
    else:
        box: Any = editor.box if isinstance(editor, LongTextEditor) else editor.focusProxy()
        box.clear()
        type_text(box, text)


def register(window: MainWindow, name: str) -> str:
    """Register an entity of that name and return its id."""
    window.show_page("entities")
    page = window.page()
    assert isinstance(page, EntitiesPage)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, FactsDialog)
        fill(dialog.rows["org_name"], name)
        press(dialog, "保存")

    with_dialog(page.register, answer)
    current = page.table.current()
    assert current is not None
    return str(current.id)


def new_project(window: MainWindow, entity: str, title: str) -> str:
    """Create a project of an entity and return its id."""
    window.show_page("projects")
    page = window.page()
    assert isinstance(page, ProjectsPage)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ProjectDialog)
        fill(dialog.rows["pilot_name"], title)
        press(dialog, "保存")

    with_dialog(lambda: page.begin(entity), answer)
    ((project,),) = window.context.reader.rows("SELECT id FROM project WHERE entity_id = :entity", entity=entity)
    return str(project)


def open_form(window: MainWindow, project: str) -> FormPage:
    """Show the form of a project."""
    window.show_page("form", {"project": project})
    page = window.page()
    assert isinstance(page, FormPage)
    return page


def field_row(page: FormPage, key: str) -> FieldRow:
    """Show the section of a field and return its row."""
    section = next(section for section in page.presenter.form.section if any(field.key == key for field in section.field))
    page.sections.choose(section.key)
    return page.views[section.key].rows[key]


def written(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, target: Path, export: Callable[[], object]) -> Path:
    """Start an export, answer the system's dialog with `target`, and wait for the file."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(target), ""))
    export()
    qtbot.waitUntil(lambda: not window.context.worker.busy and target.exists(), timeout=20_000)
    return target
