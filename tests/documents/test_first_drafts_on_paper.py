"""First drafts of every document, from the workspace to paper: golden text, an empty district, 40 projects with long names."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from exports.files import Exported, ignore
from exports.jobs import document_file_name, export_document, stage_document_ids
from exports.outgoing import read_documents, targets
from forms import snapshots
from forms.definition import Scope
from forms.demo import build_demo, demo_projects
from forms.documents import create_document, document_forms
from forms.field_types import TABLE, show_cell
from forms.loading import load_form
from main import main
from models.changes import NOTHING, Changes
from models.document import Document
from models.errors import UserError
from models.programme.pack import load_programme
from models.work import Work
from models.workspace.store import FileWorkspace
from tests.documents.golden import assert_golden, word_text
from tests.documents.render import Office, fonts, page_sizes, page_texts
from tests.documents.stage_workspaces import LONG, ON, draft_all, fill, office_of_a_district

FORMS = document_forms(load_programme("chongqing-2025"))
KEYS = [form.key for form in FORMS]
DISTRICT = [form.key for form in FORMS if form.document and form.document.scope is Scope.DISTRICT]


def put_away(work: Work) -> Changes:
    """Put the documents of the demonstration away: every one is written here."""
    work.session.execute(update(Document).where(Document.id.is_distinct_from(Document.project_id)).values(deleted_at=work.at))
    return NOTHING


@pytest.fixture(scope="module")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, FileWorkspace]]:
    empty, full = (office_of_a_district(tmp_path_factory.mktemp(name)) for name in ("empty", "full"))
    full.perform(fill)
    demo = build_demo(tmp_path_factory.mktemp("demo"), ON)
    demo.perform(put_away)
    found = {"demo": demo, "empty": empty, "full": full}
    yield found
    for workspace in found.values():
        workspace.close(backup=False)


@pytest.fixture(scope="module")
def ids(workspaces: dict[str, FileWorkspace]) -> dict[str, dict[str, str]]:
    """Every document of every workspace, drafted."""
    number = demo_projects(workspaces["demo"])[0]
    return {name: draft_all(workspace, {"demo": number, "full": "16", "empty": ""}[name]) for name, workspace in workspaces.items()}


@pytest.fixture(scope="module")
def files(
    tmp_path_factory: pytest.TempPathFactory, workspaces: dict[str, FileWorkspace], ids: dict[str, dict[str, str]]
) -> dict[tuple[str, str], Path]:
    folder = tmp_path_factory.mktemp("drafts")
    return {
        (name, key): export_document(workspace, ids[name][key], folder / f"{name}-{key}.docx", ON).path
        for name, workspace in workspaces.items()
        for key in ids[name]
    }


@pytest.fixture(scope="module")
def pdfs(files: dict[tuple[str, str], Path], office: Office) -> dict[tuple[str, str], Path]:
    """The full and the empty ones as PDF, converted in one start of the office program."""
    wanted = {place: path for place, path in files.items() if place[0] != "demo"}
    return dict(zip(wanted, office.pdf(*wanted.values()), strict=True))


def squeezed(words: str) -> str:
    """Return letters and digits only: signs that hang over the end of a line are on paper, but pdftotext leaves some out."""
    return re.sub(r"\W", "", words)


@pytest.mark.parametrize("key", KEYS)
def test_says_what_it_has_always_said(key: str, files: dict[tuple[str, str], Path]) -> None:
    with zipfile.ZipFile(files["demo", key]) as package:
        assert_golden(f"document-{key}.txt", word_text(package.read("word/document.xml")))


@pytest.mark.parametrize("key", DISTRICT)
def test_an_empty_district_says_so(key: str, files: dict[tuple[str, str], Path]) -> None:
    with zipfile.ZipFile(files["empty", key]) as package:
        assert_golden(f"document-empty-{key}.txt", word_text(package.read("word/document.xml")))


def test_every_word_is_on_paper(
    workspaces: dict[str, FileWorkspace], ids: dict[str, dict[str, str]], pdfs: dict[tuple[str, str], Path]
) -> None:
    programme = workspaces["full"].programme
    lines = cells = 0
    for (name, key), pdf in pdfs.items():
        pages = page_texts(pdf)
        feet = squeezed(re.sub(r"—\s*\d+\s*—", "", "".join(pages)))
        printed = re.sub(r"草稿第\d版校验码[0-9A-Z]{8}", "", feet)
        snapshot = snapshots.current(workspaces[name], programme, ids[name][key], ON)
        for field in load_form(programme, key).fields():
            if field.type in ("text", "long_text", "items") and field.place != "nowhere":
                for line in snapshot.shown.get(field.key, "").split("\n"):
                    assert squeezed(line) in printed, (name, key, field.key, line)
                    lines += 1
            if field.type == "table":
                for row in TABLE.filled_rows(field, snapshot.values.get(field.key)):
                    for column in field.column:
                        cells += 1
                        words = [squeezed(word) for word in re.findall(r"[0-9.]+|\w", show_cell(column, row.get(column.key), programme))]
                        assert all(word in printed for word in words), (name, key, field.key, column.key)
        assert all(squeezed(page) for page in pages)
        assert set(page_sizes(pdf)) <= {(210, 297), (297, 210)}
        assert all(font.embedded for font in fonts(pdf))
    assert lines > 100
    assert cells > 500


def test_nothing_is_shortened(files: dict[tuple[str, str], Path]) -> None:
    with zipfile.ZipFile(files["full", "yearly"]) as package:
        words = word_text(package.read("word/document.xml"))
    assert LONG.rstrip("。") in words


@pytest.mark.parametrize("name", ["empty", "full"])
def test_the_letter_is_one_page(name: str, pdfs: dict[tuple[str, str], Path]) -> None:
    assert len(page_texts(pdfs[name, "cover_letter"])) == 1


def test_the_file_says_what_it_is(workspaces: dict[str, FileWorkspace], ids: dict[str, dict[str, str]], tmp_path: Path) -> None:
    exported = export_document(workspaces["demo"], ids["demo"]["yearly"], tmp_path, ON)
    assert exported.path.name == "永川区-年度报告（2026年）-第1版草稿.docx"
    full = workspaces["full"]
    for key, id in ids["full"].items():
        snapshot = snapshots.current(full, full.programme, id, ON)
        name = document_file_name(snapshot, load_form(full.programme, key))
        assert name.endswith("-第1版草稿.docx"), name
        assert load_form(full.programme, key).name in name
        assert len(name.encode()) < 255


def export_documents(workspace: FileWorkspace, folder: Path, *, kind: str = "", project: str = "") -> list[Exported]:
    """Write the documents of every stage into a folder, as the command line does."""
    files = read_documents(workspace, stage_document_ids(workspace, workspace.programme, kind, project), ON)
    return [file.write(target, False, ignore) for file, target in zip(files, targets(folder, files, masked=False), strict=True)]


def test_all_documents_go_into_a_folder(workspaces: dict[str, FileWorkspace], tmp_path: Path) -> None:
    written = export_documents(workspaces["demo"], tmp_path)
    assert len({done.path for done in written}) == len(KEYS) == len(list(tmp_path.iterdir()))
    (report,) = export_documents(workspaces["demo"], tmp_path, kind="年度报告")
    assert report.path.name.startswith("永川区-年度报告")
    of_a_project = export_documents(workspaces["demo"], tmp_path, project=demo_projects(workspaces["demo"])[0])
    assert len(of_a_project) == len(KEYS) - len(DISTRICT)
    with pytest.raises(UserError, match="没有“诗”这种文书"):
        export_documents(workspaces["demo"], tmp_path, kind="诗")
    with pytest.raises(UserError, match="没有找到要导出的文书"):
        export_documents(workspaces["empty"], tmp_path, project="没有的编号")


def test_two_documents_of_one_name_do_not_replace_each_other(tmp_path: Path) -> None:
    workspace = office_of_a_district(tmp_path)
    draft_all(workspace)
    for form in FORMS:
        if form.document and form.document.repeats and form.document.scope is Scope.DISTRICT:
            for _ in range(2):
                workspace.perform(create_document, form.key)
    out = tmp_path / "out"
    out.mkdir()
    written = export_documents(workspace, out)
    assert len(list(out.iterdir())) == len(written) == workspace.rows("SELECT COUNT(*) FROM document")[0][0]
    workspace.close(backup=False)


def test_the_command_line_exports_documents(
    workspaces: dict[str, FileWorkspace], ids: dict[str, dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["export", "document", "--workspace", str(workspaces["empty"].path), "--out", str(tmp_path), "--kind", "报送函"]
    assert main(arguments) == 0
    assert [path.suffix for path in tmp_path.iterdir()] == [".docx"]
    assert "报送函" in capsys.readouterr().out
