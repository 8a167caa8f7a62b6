"""First drafts on paper: golden text, pages that hold everything, an empty district, 40 projects with long names, a closed disk."""

import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from build.sample_data import insert_sample
from exports.files import FileBusy
from exports.jobs import export_draft
from forms.demo import build_demo
from forms.draft import Draft, text_blocks
from forms.drafting import draft
from forms.report_loading import load_report
from main import main
from models.changes import NOTHING, Changes
from models.errors import UserError
from models.programme.pack import load_programme
from models.work import Work
from models.workspace.store import OfficeDetails, Workspace, create
from tests.documents.golden import assert_golden, word_text
from tests.documents.render import Office, fonts, page_sizes, page_texts

ON = date(2026, 11, 23)
KEYS = ("yearly", "cover_letter", "recommendation")
NAME = ("示例先进制造业与人力资源服务业深度融合发展试点项目之智能网联汽车产业链用工余缺调剂与技能人才共享平台建设工程" * 2)[:58]
LONG = "".join(f"第{number}段：围绕产业链开展用工余缺调剂。" for number in range(200))[:2990] + "最后一句到此为止。"


def fill(work: Work) -> Changes:
    """Enter 40 projects with names of 60 characters, texts of 3,000, and problems of their own."""
    insert_sample(work, 40, answers=0)
    run = work.session.execute
    run(text("UPDATE project SET title = :name || substr(number, -2)"), {"name": NAME})
    run(text("UPDATE pilot_entity SET name = :name || substr('0' || rowid, -2)"), {"name": NAME})
    run(text("UPDATE project SET state = 'review', rank = CAST(substr(number, -3) AS INTEGER) WHERE number LIKE '%3'"))
    run(text("UPDATE problem SET text = text || '，第' || rowid || '家园区尤其突出。'"))
    run(text("UPDATE progress_entry SET text = :long WHERE project_id IN (SELECT id FROM project WHERE number LIKE '%16')"), {"long": LONG})
    run(
        text("UPDATE support_request SET text = :long WHERE project_id IN (SELECT id FROM project WHERE number LIKE '%16')"), {"long": LONG}
    )
    run(
        text(
            "INSERT INTO district_review (document_id, checklist, opinion, by)"
            " SELECT a.id, '[]', substr(:long, 1, 200), '' FROM document a JOIN project p ON p.id = a.id"
            " WHERE p.rank IS NOT NULL"
        ),
        {"long": LONG},
    )
    return NOTHING


def made(folder: Path) -> Workspace:
    programme = load_programme("chongqing-2025")
    office = OfficeDetails(programme.districts_on(ON)[0].code, "示例区人力资源和社会保障局", "示例甲", "023-60000000")
    at = datetime(2026, 11, 23, 1, tzinfo=UTC)
    return create(folder / "示例", None, programme, office, at, lambda: at)[0]


@pytest.fixture(scope="module")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Workspace]]:
    empty, full = made(tmp_path_factory.mktemp("empty")), made(tmp_path_factory.mktemp("full"))
    full.perform(fill)
    found = {"demo": build_demo(tmp_path_factory.mktemp("demo"), ON), "empty": empty, "full": full}
    yield found
    for workspace in found.values():
        workspace.close(backup=False)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, workspaces: dict[str, Workspace]) -> dict[tuple[str, str], Path]:
    """Every draft of every workspace, in one folder."""
    folder = tmp_path_factory.mktemp("drafts")
    return {
        (name, key): export_draft(workspace, key, folder / f"{name}-{key}.docx", ON).path
        for name, workspace in workspaces.items()
        for key in KEYS
    }


@pytest.fixture(scope="module")
def pdfs(files: dict[tuple[str, str], Path], office: Office) -> dict[tuple[str, str], Path]:
    """The same as PDF, converted in one start of the office program."""
    return dict(zip(files, office.pdf(*files.values()), strict=True))


def paper_of(workspace: Workspace, key: str) -> Draft:
    with workspace.snapshot() as reader:
        return draft(load_report(workspace.programme, key), reader, workspace.programme, ON)


def squeezed(words: str) -> str:
    """Return letters and digits only: signs that hang over the end of a line are on paper, but pdftotext leaves some out."""
    return re.sub(r"\W", "", words)


@pytest.mark.parametrize("name", ["demo", "empty"])
@pytest.mark.parametrize("key", KEYS)
def test_says_what_it_has_always_said(name: str, key: str, files: dict[tuple[str, str], Path]) -> None:
    with zipfile.ZipFile(files[name, key]) as package:
        assert_golden(f"draft-{name}-{key}.txt", word_text(package.read("word/document.xml")))


@pytest.mark.parametrize("name", ["demo", "empty", "full"])
@pytest.mark.parametrize("key", KEYS)
def test_every_word_is_on_paper(name: str, key: str, workspaces: dict[str, Workspace], pdfs: dict[tuple[str, str], Path]) -> None:
    pages = page_texts(pdfs[name, key])
    printed = squeezed(re.sub(r"—\s*\d+\s*—", "", "".join(pages)))
    for block in text_blocks(paper_of(workspaces[name], key)):
        if block.kind in ("title", "recipient", "heading", "paragraph", "annex_line", "annex_title"):
            assert squeezed(block.text) in printed, block.label
    assert all(squeezed(page) for page in pages)
    assert all(size in ((210, 297), (297, 210)) for size in page_sizes(pdfs[name, key]))
    assert all(font.embedded for font in fonts(pdfs[name, key]))


def test_nothing_is_shortened(workspaces: dict[str, Workspace]) -> None:
    words = [block.text for block in text_blocks(paper_of(workspaces["full"], "yearly"))]
    assert any(LONG in text for text in words)
    assert sum(NAME in text and "承担" in text for text in words) == len(
        workspaces["full"].rows(
            "SELECT 1 FROM project WHERE state NOT IN ('draft', 'review', 'submitted', 'not_selected', 'cancelled', 'withdrawn')"
        )
    )


@pytest.mark.parametrize("name", ["demo", "empty", "full"])
def test_the_letter_is_one_page(name: str, pdfs: dict[tuple[str, str], Path]) -> None:
    assert len(page_texts(pdfs[name, "cover_letter"])) == 1


@pytest.mark.parametrize("key", ["yearly", "recommendation"])
def test_no_title_of_an_annex_stands_alone(key: str, workspaces: dict[str, Workspace], pdfs: dict[tuple[str, str], Path]) -> None:
    pages = [squeezed(page) for page in page_texts(pdfs["full", key])]
    for annex in paper_of(workspaces["full"], key).annexes:
        assert annex.table is not None
        (page,) = (page for page in pages if page.startswith("附件") and annex.name in page)
        assert squeezed(annex.table.rows[0][1])[:4] in page


def test_the_file_says_what_it_is(workspaces: dict[str, Workspace], tmp_path: Path) -> None:
    exported = export_draft(workspaces["demo"], "yearly", tmp_path, ON)
    assert exported.path.name == "永川区-年度报告-初稿-20261123.docx"
    assert exported.notes[-1].startswith("成文日期按今天写")
    with pytest.raises(UserError, match="没有“poem”这种公文初稿"):
        export_draft(workspaces["demo"], "poem", tmp_path, ON)


def test_a_held_file_stays_as_it_was(workspaces: dict[str, Workspace], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "报告.docx"
    target.write_bytes(b"old")

    def held(_old: object, _new: object) -> None:
        raise PermissionError(13, "held")

    monkeypatch.setattr("os.replace", held)
    with pytest.raises(FileBusy):
        export_draft(workspaces["demo"], "yearly", target, ON)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_script_can_have_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = made(tmp_path)
    workspace.close(backup=False)
    store = str(workspace.path)
    assert main(["export", "draft", "--kind", "recommendation", "--workspace", store, "--out", str(tmp_path / "out")]) == 0
    (path,) = (tmp_path / "out").iterdir()
    assert "-推荐报告-初稿-" in path.name
    assert main(["export", "draft", "--kind", "poem", "--workspace", store, "--out", str(tmp_path / "out")]) == 1
    assert "yearly、cover_letter、recommendation" in capsys.readouterr().err
