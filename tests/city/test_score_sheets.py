"""Score sheets on their way: written, filled in as experts do, saved by LibreOffice, read back through the gate, never guessed."""

from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exports.city.score_sheets import FIRST_ROW, TAG_ROW, write_score_sheets
from exports.incoming.child import read_content
from exports.incoming.refusals import refuse
from forms.collecting.content import Incoming
from forms.collecting.marks import parts_of_tag
from forms.score_sheets import CHANGED, COMMENT_KEY, CONFLICT_KEY, EMPTY, NEW, PROBLEM, REASON_KEY, SAME, Came, read_back
from models.operations.city.experts import add_expert
from models.operations.city.rounds import assign_all, edit_round, open_round
from models.operations.city.scoring import take_sheets
from models.queries.city.reviews import Board, board
from models.workspace.workspace import Workspace
from tests.city.review_records import report
from tests.db.form_records import today
from tests.documents.render import Office

HALF = {"direction": 10, "basis": 10, "idea": 7.5, "targets": 7.5, "tasks": 7.25, "safeguards": 7, "platform": 0}


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture
def round_id(reviewing: Workspace) -> str:
    projects = report(reviewing, 3)
    held = reviewing.perform(open_round, title="第一批", decision="selection", project_ids=projects).id
    reviewing.perform(assign_all, held, [reviewing.perform(add_expert, name=f"示例专家{number}").id for number in (1, 2)])
    return held


def shown(workspace: Workspace, round_id: str) -> Board:
    found = board(workspace, workspace.programme, round_id)
    assert found is not None
    return found


def written(workspace: Workspace, round_id: str, folder: Path) -> list[Path]:
    made = write_score_sheets(shown(workspace, round_id), workspace.programme, "示例市人力社保局", today(workspace), folder)
    assert [one.projects for one in made] == [3, 3]
    return [one.path for one in made]


def column_of(sheet: Worksheet, key: str) -> int:
    return next(number for number, cell in enumerate(sheet[TAG_ROW], start=1) if parts_of_tag(str(cell.value or "")) == (key,))


def fill(path: Path, change: Callable[[Worksheet], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(path)


def put(sheet: Worksheet, place: int, **values: object) -> None:
    for key, value in values.items():
        sheet.cell(FIRST_ROW + place, column_of(sheet, key)).value = value  # type: ignore[assignment]


def came(workspace: Workspace, round_id: str, *paths: Path) -> list[Came]:
    files = [Incoming(str(path), read_content(path.read_bytes(), path.suffix)) for path in paths]
    return read_back(files, [path.name for path in paths], shown(workspace, round_id))


def fill_all(sheet: Worksheet) -> None:
    put(sheet, 0, **HALF, comment="思路清楚\n建议补充保障")
    put(sheet, 1, **{CONFLICT_KEY: "是", REASON_KEY: "曾任顾问"})


def test_what_experts_wrote_comes_back_also_from_libreoffice(reviewing: Workspace, round_id: str, tmp_path: Path, office: Office) -> None:
    first, _ = written(reviewing, round_id, tmp_path)
    fill(first, fill_all)
    (tmp_path / "ods").mkdir()
    (saved,) = office.convert("xlsx", tmp_path / "ods", first)
    for path in (first, saved):
        rows = came(reviewing, round_id, path)
        assert [(row.expert, row.title, row.stands) for row in rows] == [
            ("示例专家1", "示例试点项目1", NEW),
            ("示例专家1", "示例试点项目2", NEW),
            ("示例专家1", "示例试点项目3", EMPTY),
        ], [row.problem for row in rows]
        assert rows[0].text == "合计49.25；思路清楚\n建议补充保障"
        assert rows[1].text == "回避：曾任顾问"
    reviewing.perform(take_sheets, [row.filled for row in rows if row.filled])
    assert [row.stands for row in came(reviewing, round_id, first)] == [SAME, SAME, EMPTY]
    fill(first, lambda sheet: put(sheet, 0, idea=8))
    assert [row.stands for row in came(reviewing, round_id, first)] == [CHANGED, SAME, EMPTY]
    book = openpyxl.load_workbook(saved, data_only=True)
    assert book.worksheets[0].cell(FIRST_ROW, column_of(book.worksheets[0], CONFLICT_KEY) - 1).value == 49.25


def test_nothing_is_guessed(reviewing: Workspace, round_id: str, tmp_path: Path) -> None:
    first, second = written(reviewing, round_id, tmp_path)

    def wrong(change: Callable[[Worksheet], None]) -> str:
        path = tmp_path / "改.xlsx"
        copyfile(first, path)
        fill(path, change)
        rows = [row for row in came(reviewing, round_id, path) if row.stands != EMPTY]
        assert {row.stands for row in rows} == {PROBLEM}
        assert all(row.filled is None for row in rows)
        return "".join(row.problem for row in rows)

    ids = openpyxl.load_workbook(first).worksheets[0].max_column
    assert "还有6项没有打分" in wrong(lambda sheet: put(sheet, 0, direction=10))
    assert "超出范围" in wrong(lambda sheet: put(sheet, 0, **HALF | {"direction": 30}))
    assert "不是数字" in wrong(lambda sheet: put(sheet, 0, **HALF | {"direction": "十分"}))
    assert "没有算好的结果" in wrong(lambda sheet: put(sheet, 0, **HALF | {"direction": "=5+5"}))
    assert "没有写回避原因" in wrong(lambda sheet: put(sheet, 0, **{CONFLICT_KEY: "是"}))
    assert "请填“是”" in wrong(lambda sheet: put(sheet, 0, **HALF | {CONFLICT_KEY: "不知道"}))
    assert "请核对" in wrong(lambda sheet: put(sheet, 0, **HALF | {REASON_KEY: "曾任顾问"}))
    assert "列被复制或删除" in wrong(lambda sheet: sheet.delete_cols(column_of(sheet, COMMENT_KEY)))
    assert "“工作基础与承接能力”这一列" in wrong(lambda sheet: sheet.delete_cols(column_of(sheet, "basis")))
    assert "没有评分表的标记" in wrong(lambda sheet: sheet.delete_rows(TAG_ROW))
    assert "标记被改过" in wrong(lambda sheet: sheet.cell(FIRST_ROW, ids, "RS1|" + "0" * 32 + "|ABCDEF0123").value)  # type: ignore[arg-type]
    refused = read_back([Incoming("示例.txt", refuse("text"))], ["示例.txt"], shown(reviewing, round_id))
    assert [(row.stands, row.row) for row in refused] == [(PROBLEM, 0)]
    fill(first, lambda sheet: put(sheet, 0, **HALF))
    copyfile(first, second)
    assert [row.stands for row in came(reviewing, round_id, first, second)] == [NEW, EMPTY, EMPTY, SAME, EMPTY, EMPTY]
    fill(second, lambda sheet: put(sheet, 0, idea=1))
    assert [row.stands for row in came(reviewing, round_id, first, second) if row.stands != EMPTY] == [PROBLEM] * 2
    reviewing.perform(edit_round, round_id, {"weights": {"direction": "5", "basis": "95"}})
    assert "超出范围" in "".join(row.problem for row in came(reviewing, round_id, first))


def test_rows_are_found_wherever_they_were_moved(reviewing: Workspace, round_id: str, tmp_path: Path) -> None:
    first, _ = written(reviewing, round_id, tmp_path)

    def moved(sheet: Worksheet) -> None:
        put(sheet, 2, **HALF)
        put(sheet, 0, **HALF | {"idea": 1})
        sheet.insert_cols(1)
        rows = [[cell.value for cell in sheet[FIRST_ROW + place]] for place in range(3)]
        for place, values in enumerate(reversed(rows)):
            for column, value in enumerate(values, start=1):
                sheet.cell(FIRST_ROW + place, column).value = value

    fill(first, moved)
    rows = came(reviewing, round_id, first)
    assert [(row.title, row.text) for row in rows if row.filled] == [("示例试点项目3", "合计49.25"), ("示例试点项目1", "合计42.75")]


def test_cells_moved_without_their_mark_give_no_points_to_another_project(reviewing: Workspace, round_id: str, tmp_path: Path) -> None:
    first, _ = written(reviewing, round_id, tmp_path)

    def sorted_without_the_marks(sheet: Worksheet) -> None:
        fill_all(sheet)
        marks = column_of(sheet, COMMENT_KEY)
        rows = [[sheet.cell(FIRST_ROW + place, column).value for column in range(1, marks + 1)] for place in (0, 1)]
        for place, values in enumerate(reversed(rows)):
            for column, value in enumerate(values, start=1):
                sheet.cell(FIRST_ROW + place, column).value = value

    fill(first, sorted_without_the_marks)
    rows = came(reviewing, round_id, first)
    assert [row.stands for row in rows] == [PROBLEM, PROBLEM, EMPTY]
    assert all("不是同一个" in row.problem for row in rows[:2])
