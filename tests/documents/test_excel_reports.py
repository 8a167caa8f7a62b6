"""The reports of the district: sound files, on paper in full, whole or not at all, and bounded in memory."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from build.sample_data import insert_sample
from exports import files
from exports.excel.heights import MOST_LINES, first_lines, lines_of
from exports.excel.report import ANNEX
from exports.excel.sheet import FIRST_ROW, HEAD_ROW
from exports.files import CannotWrite, FileBusy
from exports.jobs import WORKBOOKS, export_workbook, workbook_file_name
from models.changes import NOTHING, Changes
from models.programme.pack import load_programme
from models.work import Work
from models.workspace.store import FileWorkspace, OfficeDetails, create
from tests.db.killing import kills
from tests.documents.render import Office, fonts, page_sizes, page_texts
from tests.documents.spreadsheet import faults_of, parts_of

ON = date(2026, 11, 23)
ROOT = Path(__file__).parents[2]
NAME = ("示例先进制造业与人力资源服务业深度融合发展试点项目之智能网联汽车产业链用工余缺调剂与技能人才共享平台建设工程" * 2)[:60]
LONG = "".join(f"第{number}段：围绕产业链开展用工余缺调剂。" for number in range(200))[:2990] + "最后一句到此为止。"
CHARTED = {"progress": 2, "indicators": 2, "tasks": 3, "problems": 2, "requests": 2, "submissions": 2, "entities": 2}
"""Number of the sheet with the chart."""


def fill(work: Work) -> Changes:
    """Enter 40 projects, some of them with everything as long as it can be."""
    insert_sample(work, 40, answers=0)
    run = work.session.execute
    run(text("UPDATE project SET title = :name WHERE number LIKE '%-00%'"), {"name": NAME})
    run(text("UPDATE pilot_entity SET name = :name, remark = :long WHERE rowid < 4"), {"name": NAME, "long": LONG})
    run(text("UPDATE progress_entry SET text = :long WHERE rowid = 2"), {"long": LONG})
    run(text("UPDATE problem SET text = :long, resolution = '=1+1', resolved_on = \"on\" WHERE rowid = 2"), {"long": LONG})
    run(text("UPDATE support_request SET text = :long WHERE rowid = 2"), {"long": LONG})
    run(text("UPDATE indicator_value SET source = :long, value = '123456789012.25' WHERE rowid = 2"), {"long": LONG})
    tasks = [
        {
            "id": "1",
            "name": "组建招聘用工联合体",
            "content": LONG,
            "owner": "示例甲",
            "start": "2025-07",
            "end": "2026-12",
            "output": "协议",
        }
    ]
    run(
        text(
            "INSERT INTO answer (document_id, field_key, value, entered, updated_at)"
            " SELECT id, 'tasks', :value, '', '2026-11-01 00:00:00' FROM document WHERE rowid < 4"
        ),
        {"value": json.dumps(tasks, ensure_ascii=False)},
    )
    return NOTHING


def made(folder: Path) -> FileWorkspace:
    programme = load_programme("chongqing-2025")
    office = OfficeDetails(programme.districts_on(ON)[0].code, "示例区人力资源和社会保障局", "示例甲", "023-60000000")
    at = datetime(2026, 11, 23, 1, tzinfo=UTC)
    return create(folder / "示例", None, programme, office, at, lambda: at)[0]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileWorkspace]:
    workspace = made(tmp_path_factory.mktemp("full"))
    workspace.perform(fill)
    yield workspace
    workspace.close(backup=False)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileWorkspace]:
    workspace = made(tmp_path_factory.mktemp("empty"))
    yield workspace
    workspace.close(backup=False)


@pytest.mark.parametrize("key", list(WORKBOOKS))
def test_is_sound_and_follows_the_conventions(key: str, tmp_path: Path, full: FileWorkspace) -> None:
    exported = export_workbook(full, key, tmp_path, ON)
    assert exported.path.name == f"万州区-{WORKBOOKS[key].title}-202611.xlsx"
    assert faults_of(exported.path) == []
    assert f"xl/charts/chart{1}.xml" in parts_of(exported.path)
    assert f"xl/worksheets/_rels/sheet{CHARTED[key]}.xml.rels" in parts_of(exported.path)
    book = load_workbook(exported.path)
    for sheet in book.worksheets:
        heads = [cell.value for cell in sheet[HEAD_ROW]]
        assert heads[0] == "序号"
        assert heads[-1] == ("全文" if sheet.title == ANNEX else "备注")
        assert str(sheet["A1"].value).startswith("万州区")
        assert str(sheet["A2"].value) == "填报单位（盖章）：示例区人力资源和社会保障局"
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == (9, "landscape", 1)
        assert sheet.print_title_rows == "$1:$3"
        if sheet.title != ANNEX:
            assert any("单位负责人" in str(row[0].value) for row in sheet.iter_rows(min_row=FIRST_ROW))


@pytest.mark.parametrize("key", list(WORKBOOKS))
def test_a_district_without_anything_gets_a_report_that_says_so(key: str, tmp_path: Path, empty: FileWorkspace) -> None:
    path = export_workbook(empty, key, tmp_path / "表.xlsx", ON).path
    assert faults_of(path) == []
    first = load_workbook(path).worksheets[0].cell(FIRST_ROW, 3 if key == "indicators" else 1).value
    assert str(first).startswith(("暂无", "（暂无", "申报表中还没有"))


@pytest.mark.parametrize("key", list(WORKBOOKS))
def test_long_texts_stand_in_full_on_the_annex(key: str, tmp_path: Path, full: FileWorkspace) -> None:
    exported = export_workbook(full, key, tmp_path / "表.xlsx", ON)
    assert not any("行高已到上限" in note for note in exported.notes)
    book = load_workbook(exported.path)
    if key == "submissions":
        assert ANNEX not in book.sheetnames
        return
    assert "全文列在“附页”" in exported.notes[0]
    parts: dict[str, str] = {}
    for number, *_, shown in book[ANNEX].iter_rows(min_row=FIRST_ROW, values_only=True):
        if shown is not None:
            parts[str(number).partition("（")[0]] = parts.get(str(number).partition("（")[0], "") + str(shown)
    assert all(part.startswith(LONG) for part in parts.values())
    marked = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if "（全文见" in str(cell.value)]
    assert len(marked) == len(parts)


@pytest.mark.parametrize("room", [3.0, 17.5, 94.0])
def test_a_text_is_parted_by_lines_without_loss(room: float) -> None:
    original = LONG[:300] + "\n\n" + "abc 𠮷" * 200 + "\n结尾"
    rest, parts = original, []
    while rest:
        shown, rest = first_lines(rest, room, MOST_LINES)
        assert lines_of(shown, room) <= MOST_LINES
        parts.append(shown)
    assert "".join(parts).replace("\n", "") == original.replace("\n", "")


def test_totals_are_what_an_office_program_reckons(tmp_path: Path, full: FileWorkspace, office: Office) -> None:
    paths = [export_workbook(full, key, tmp_path, ON).path for key in WORKBOOKS]
    again = office.convert("xlsx", tmp_path / "reckoned", *paths)
    compared = 0
    for ours, theirs in zip(paths, again, strict=True):
        formulas, values, reckoned = load_workbook(ours), load_workbook(ours, data_only=True), load_workbook(theirs, data_only=True)
        for sheet in formulas.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        place = f"{ours.name} {sheet.title} {cell.coordinate}"
                        assert reckoned[sheet.title][cell.coordinate].value == values[sheet.title][cell.coordinate].value, place
                        compared += 1
    assert compared > 40


def test_prints_on_a4_with_nothing_cut(tmp_path: Path, full: FileWorkspace, office: Office) -> None:
    paths = [export_workbook(full, key, tmp_path, ON).path for key in WORKBOOKS]
    for pdf in office.pdf(*paths):
        texts = [page.replace(" ", "") for page in page_texts(pdf)]
        assert set(page_sizes(pdf)) == {(297, 210)}
        assert all(f"第{number}页，共{len(texts)}页" in page for number, page in enumerate(texts, start=1))
        assert all("填报单位（盖章）" in page and "序号" in page for page in texts)
        assert "###" not in "".join(texts)
        assert all(font.embedded for font in fonts(pdf))
        if "报送情况" not in pdf.name:
            assert "最后一句到此为止" in "".join(texts).replace("\n", "")


KILLED = """
from datetime import date
from exports.jobs import WORKBOOKS, export_workbook
from models.workspace.store import open_workspace
import exports.excel.report
from pkgutil import resolve_name
for one in WORKBOOKS.values():
    resolve_name(one.plan)
workspace = open_workspace(path, read_only=True)
workspace.programme.load_all()
key, target = {key!r}, path.parent / {name!r}
"""


@pytest.mark.parametrize("key", list(WORKBOOKS))
def test_a_kill_leaves_the_old_or_the_new_file(key: str, tmp_path: Path) -> None:
    workspace = made(tmp_path)
    path = workspace.path
    new = export_workbook(workspace, key, tmp_path / "新.xlsx", ON).path.read_bytes()
    workspace.close(backup=False)
    target = tmp_path / "表.xlsx"
    target.write_bytes(b"old")
    seen = []
    for _ in kills(path, KILLED.format(key=key, name=target.name), "export_workbook(workspace, key, target, date(2026, 11, 23))"):
        seen.append(target.read_bytes())
        assert seen[-1] in (b"old", new)
        target.write_bytes(b"old")
    assert b"old" in seen
    assert seen[-1] == new


@pytest.mark.parametrize("key", list(WORKBOOKS))
def test_what_goes_wrong_is_said_and_nothing_half_is_left(
    key: str, tmp_path: Path, empty: FileWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "RETRY_AFTER", ())
    target = tmp_path / workbook_file_name(key, "示例区", ON)
    target.write_bytes(b"old")
    mark = tmp_path / f".~lock.{target.name}#"
    mark.write_bytes(b"")
    with pytest.raises(FileBusy, match="正被其他程序打开"):
        export_workbook(empty, key, target, ON)
    mark.unlink()

    def full_disk(handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full_disk)
        with pytest.raises(CannotWrite, match="磁盘空间不足"):
            export_workbook(empty, key, target, ON)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(target.name, b"old")]
    stick = tmp_path / "U盘"
    stick.mkdir()

    def pulled_out(done: int, total: int) -> None:
        for file in stick.iterdir():
            file.unlink()
        stick.rmdir()

    with pytest.raises(CannotWrite, match="断开"):
        export_workbook(empty, key, stick / "表.xlsx", ON, lambda done, total: pulled_out(done, total) if done == 3 else None)
    with pytest.raises(CannotWrite, match="没有找到文件夹"):
        export_workbook(empty, key, stick / "表.xlsx", ON)


def many_problems(work: Work, count: int) -> Changes:
    """Enter so many different problems of one project."""
    insert_sample(work, 1, answers=0)
    work.session.execute(
        text(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
            ' INSERT INTO problem (id, version, project_id, "on", text, resolved_on, resolution)'
            " SELECT printf('%032d', i), 1, (SELECT id FROM project), printf('2026-%02d-%02d', 1 + i % 10, 1 + i % 27),"
            " printf('第%d个问题：熟练工人流动性大，培训计划难以按期完成，需要协调实训场地。', i),"
            " CASE WHEN i % 3 THEN '2026-11-20' END,"
            " CASE WHEN i % 3 THEN printf('已由园区协调解决，第%d批。', i * 7919 % 100003) ELSE '' END FROM n"
        ),
        {"count": count},
    )
    return NOTHING


MEASURED = """
import sys
from datetime import date
from pathlib import Path
import psutil
import exports.excel.matter_list
from exports.jobs import export_workbook
from models.workspace.store import open_workspace

def peak():
    memory = psutil.Process().memory_info()
    if hasattr(memory, "peak_wset"):
        return memory.peak_wset
    return next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))

workspace = open_workspace(Path(sys.argv[1]), read_only=True)
workspace.programme.load_all()
before = peak()
export_workbook(workspace, "problems", Path(sys.argv[2]), date(2026, 11, 23))
print(peak() - before)
"""


def test_a_hundred_thousand_rows_take_little_memory(tmp_path: Path) -> None:
    workspace = made(tmp_path)
    workspace.perform(many_problems, 100_000)
    workspace.close(backup=False)
    target = tmp_path / "表.xlsx"
    command = [sys.executable, "-c", MEASURED, str(workspace.path), str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 150 * 1024 * 1024
    book = load_workbook(target, read_only=True)
    (last,) = book["问题清单"].iter_rows(min_row=FIRST_ROW + 99_999, max_row=FIRST_ROW + 99_999, max_col=1, values_only=True)
    book.close()
    assert last == (100_000,)
