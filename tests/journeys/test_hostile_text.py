"""Any text an officer can type, paste or import: kept as it is, shown, found again, exported without damage."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook

from exports.files import clean_text
from exports.jobs import export_applications, export_ledger_file
from forms.answers import Edit, read_form, save_answers
from models.operations.entities import save_entity
from models.operations.projects import create_project
from models.operations.tracking import save_problem
from models.queries.search import SearchIndex
from models.workspace.store import Workspace
from tests.documents.render import Office, fonts
from tests.journeys.acting import field_row, fill, new_project, open_form, register
from tests.ui.conftest import TODAY
from ui.editors.long_text import LongTextEditor
from ui.pages.projects import ProjectsPage
from ui.window import MainWindow

TEXTS = {
    "rare": "示例𠮷野家㛃公司",
    "emoji": "示例👩‍👩‍👧🇨🇳公司",
    "zero width": "示\u200b例\u200d公\ufeff司",
    "right to left": "示例\u202eيبرع\u202c公司\u200f",
    "control": "示例\x00\x01\x0b\x1b公司",
    "formula": "=1+1",
    "formula with a shell": "=cmd|' /C calc'!A0",
    "plus": "+示例",
    "at": "@SUM(1)",
    "markup": "<w:t>&amp;\"示例'</w:t>]]>",
    "quotes": "'; DROP TABLE project; --%_",
    "long": "示例" * 50_000,
}
PARAGRAPHS = ("idea", "goal_text")


@pytest.fixture(params=TEXTS, ids=list(TEXTS))
def hostile(request: pytest.FixtureRequest) -> str:
    return TEXTS[request.param]


def enter(workspace: Workspace, text: str) -> str:
    """Put the text wherever text goes and return the project."""
    entity = workspace.perform(save_entity, None, {"name": text, "contact": text, "remark": text}).id
    project = workspace.perform(create_project, entity_id=entity, title=text, main_area="a1").id
    workspace.perform(save_problem, project, None, on=TODAY, text=text)
    row: dict[str, Any] = {"id": "p1", "name": text, "duty": text}
    values: dict[str, Any] = dict.fromkeys(PARAGRAPHS, text) | {"innovation": [text, "二"], "partners": [row], "org_name": text}
    workspace.perform(save_answers, project, {key: Edit(value) for key, value in values.items()})
    return project


def xml_parts(path: Path) -> list[bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))]


def squeezed(text: str) -> str:
    return "".join(clean_text(text)[0].split())


def test_it_is_kept_and_both_documents_hold_it(workspace: Workspace, tmp_path: Path, hostile: str) -> None:
    project = enter(workspace, hostile)
    kept = read_form(workspace, workspace.programme, project).values
    assert [kept[key] for key in (*PARAGRAPHS, "org_name")] == [hostile] * 3
    (exported,) = export_applications(workspace, tmp_path, TODAY, project=project)
    ledger = export_ledger_file(workspace, tmp_path, TODAY)
    for path in (exported.path, ledger.path):
        for part in xml_parts(path):
            etree.fromstring(part)
    words = "".join(t.text or "" for t in Document(str(exported.path)).element.body.iter("{*}t"))
    assert squeezed(hostile) in squeezed(words)
    sheet = load_workbook(ledger.path)["台账"]
    cells = [cell for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)]
    found = [cell for cell in cells if cell.data_type == "s" and squeezed(str(cell.value))[:30] == squeezed(hostile)[:30]]
    assert len(found) >= 2
    removed = clean_text(hostile)[1]
    assert bool(exported.notes) == bool(removed)
    assert bool(ledger.notes) == (bool(removed) or len(hostile) > 32_767)


@pytest.mark.parametrize("name", ["rare", "right to left", "markup", "quotes", "formula"])
def test_it_is_found_again(workspace: Workspace, name: str) -> None:
    enter(workspace, TEXTS[name])
    assert SearchIndex(workspace).find(TEXTS[name][:6]) != []


def test_libreoffice_opens_what_holds_all_of_it(workspace: Workspace, office: Office, tmp_path: Path) -> None:
    project = enter(workspace, "\n".join(text[:2000] for text in TEXTS.values()))
    (exported,) = export_applications(workspace, tmp_path, TODAY, project=project)
    target = exported.path.rename(tmp_path / "申请表.docx")
    ledger = export_ledger_file(workspace, tmp_path, TODAY).path.rename(tmp_path / "台账.xlsx")
    document, sheet = office.pdf(target, ledger)
    assert fonts(document)
    assert fonts(sheet)


@pytest.mark.parametrize("name", TEXTS)
def test_the_window_takes_and_shows_it(window: MainWindow, name: str) -> None:
    text = TEXTS[name]
    project = new_project(window, register(window, f"示例{text}"[:32_000]), f"项目{text}"[:32_000])
    page = open_form(window, project)
    row = field_row(page, "idea")
    fill(row, text)
    page.presenter.recheck()
    assert page.presenter.flush()
    assert window.context.reader.rows("SELECT length(value) > 0 FROM answer WHERE field_key = 'idea'") == [(1,)]
    page.presenter.reload()
    editor = row.editor
    assert isinstance(editor, LongTextEditor)
    shown = text.replace("\x0b", "\n")  # Qt's own way with a vertical tab
    assert editor.box.toPlainText() in (text, shown)
    assert page.presenter.current.values["idea"] in (text, shown)
    window.grab()
    window.show_page("projects")
    projects = window.page()
    assert isinstance(projects, ProjectsPage)
    projects.table.set_filter("项目")
    assert projects.table.model.rowCount() == 1
    window.show_page("home")
    window.grab()
