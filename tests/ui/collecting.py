"""What the tests of collecting share: the page, forms that come back filled in, answers to dialogs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from forms.answers import read_form
from models.workspace.store import Workspace
from tests.collecting.filling import edited, filling
from tests.collecting.records import form_of, hand_out, saved
from tests.ui.script import Step
from ui.collecting.taking_in_presenter import TakenFile
from ui.context import Context
from ui.pages.collecting import CollectingPage
from ui.window import MainWindow

MEANT: dict[str, Any] = {"contact": "甲某", "staff": 128, "profile": "从事制造业招聘。\n服务企业42家。"}


@pytest.fixture
def page(window: MainWindow) -> CollectingPage:
    window.show_page("collecting")
    shown = window.page()
    assert isinstance(shown, CollectingPage)
    QApplication.processEvents()
    return shown


@pytest.fixture
def projects(filled_workspace: Workspace) -> list[str]:
    """Ids of the projects whose forms are not handed in, by number."""
    return [id for (id,) in filled_workspace.rows("SELECT id FROM project WHERE state <> 'submitted' ORDER BY number")]


def idle(qtbot: QtBot, context: Context) -> None:
    qtbot.waitUntil(lambda: not context.worker.busy, timeout=60_000)
    QApplication.processEvents()


def values(workspace: Workspace, document: str) -> dict[str, Any]:
    return dict(read_form(workspace, workspace.programme, document).values)


def returned(workspace: Workspace, folder: Path, document: str, name: str, **meant: Any) -> Path:
    """Hand a form out, fill it in, and save it as it comes back."""
    (made,) = hand_out(workspace, folder / "下发", document)
    return saved(folder / "交回", name, edited(made.path.read_bytes(), filling(form_of(workspace, document), meant, workspace.programme)))


def file_named(page: CollectingPage, name: str) -> TakenFile:
    return next(file for file in page.back.presenter.files if file.path.name == name)


def show(page: CollectingPage, name: str) -> TakenFile:
    """Put the cursor on a file."""
    assert page.back.table.select(lambda line: line.file == name)
    file = file_named(page, name)
    assert page.back.panel.file is file
    return file


def step(kind: type[QDialog], act: Callable[[Any], object]) -> Step:
    """Answer a dialog; it closes even when something is wrong, so that no test waits for ever."""

    def answered(dialog: Any) -> None:
        try:
            act(dialog)
        finally:
            if dialog.isVisible():
                dialog.done(0)

    return kind, answered


def written(page: CollectingPage) -> bool:
    """Press 写入, with the dialog that shows the work going on."""
    assert page.primary is not None
    page.primary.trigger()
    QApplication.processEvents()
    return page.back.presenter.total().files == 0
