"""The tracking workbook goes out and comes back: targets cell by cell, values and entries row by row."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from forms.collecting.applying import Accepted, apply
from forms.collecting.marks import IDENTITY_SHEET, ROW_TAG
from forms.collecting.outcome import TAKEN_AT_ONCE, Outcome, Plan, Standing
from forms.collecting.tracking import TRACKING
from models.errors import UserError
from models.operations.indicators import save_indicator, save_value
from models.workspace.store import Workspace
from tests.collecting.records import come_back, empty_project, hand_out
from tests.db.form_records import perform

Sheets = dict[str, Any]
FIRST = 4
TARGET_COLUMN, VALUE_COLUMN = 6, 5


@pytest.fixture
def project(workspace: Workspace) -> str:
    project = empty_project(workspace)
    for name, kind, unit in (("新增就业人数", "cumulative", "人"), ("岗位匹配率", "ratio", "%")):
        facts = {"name": name, "kind": kind, "unit": unit, "baseline": "0", "targets": {"2025": "10", "2026": "20", "2027": "30"}}
        perform(workspace, save_indicator, project, None, facts)
    return project


def filled(workspace: Workspace, project: str, folder: Path, *changes: Callable[[Sheets], None]) -> Path:
    """Hand the workbook out, fill it in as a spreadsheet program does, and save it."""
    (made,) = hand_out(workspace, folder / "out", project, form=TRACKING)
    book = openpyxl.load_workbook(made.path)
    for change in changes:
        change({sheet.title: sheet for sheet in book.worksheets})
    path = folder / "进度表.xlsx"
    book.save(path)
    return path


def put(sheet: str, row: int, **cells: Any) -> Callable[[Sheets], None]:
    """Fill in a row by the heads of its columns."""

    def change(sheets: Sheets) -> None:
        heads = {cell.value: cell.column for cell in sheets[sheet][3] if cell.value}
        for head, value in cells.items():
            column = next(place for title, place in heads.items() if str(title).startswith(head))
            sheets[sheet].cell(row, column).value = value

    return change


def rows(plan: Plan, part: str) -> list[Outcome]:
    return [outcome for outcome in plan.outcomes if outcome.key.startswith(f"{part}/") and outcome.standing is not Standing.SAME]


def take(workspace: Workspace, plan: Plan, *keys: str) -> None:
    chosen = keys or tuple(one.key for one in plan.outcomes if one.standing in TAKEN_AT_ONCE)
    perform(workspace, apply, [Accepted(plan, frozenset(chosen), Path(plan.path).read_bytes())])


def test_untouched_it_changes_nothing(workspace: Workspace, project: str, tmp_path: Path) -> None:
    (made,) = hand_out(workspace, tmp_path, project, form=TRACKING)
    (plan,) = come_back(workspace, made.path)
    assert plan.match.chosen is not None
    assert (plan.notes, plan.blocked) == ((), "")
    assert {outcome.standing for outcome in plan.outcomes} == {Standing.SAME}


def test_what_was_filled_in_arrives(workspace: Workspace, project: str, tmp_path: Path) -> None:
    path = filled(
        workspace,
        project,
        tmp_path,
        put("指标目标", FIRST, **{"2026年目标": 25}),
        put("指标目标", FIRST + 2, 指标名称="专场招聘会", 单位="场", 指标性质="年度", 基期值=0, **{"2026年目标": "6"}),
        put("完成值", FIRST, 数据日期=datetime(2026, 1, 31), 完成值="1,200人", 数据来源="花名册"),
        put("完成值", FIRST + 1, 数据日期="2026.1.31", 分子=35, 分母="100"),
        put("进展", FIRST, 日期="2026年2月1日", 进展情况="举办专场招聘会，42家企业参加。"),
        put("问题", FIRST, 日期=46054, 存在="缺少场地"),
        put("支持事项", FIRST, 日期="2026-02-01", 需要支持的事项="协调场地", 请求哪个部门支持="示例部门"),
    )
    (plan,) = come_back(workspace, path)
    assert {outcome.standing for outcome in plan.outcomes if outcome.standing is not Standing.SAME} == {Standing.NEW, Standing.CHANGED}
    assert plan.notes == ()
    (changed,) = [outcome for outcome in plan.outcomes if outcome.standing is Standing.CHANGED]
    assert (changed.label, changed.old_shown, changed.new_shown) == ("新增就业人数：2026年目标", "20", "25")
    take(workspace, plan)
    assert workspace.rows("SELECT name, kind, unit FROM project_indicator ORDER BY seq") == [
        ("新增就业人数", "cumulative", "人"),
        ("岗位匹配率", "ratio", "%"),
        ("专场招聘会", "yearly", "场"),
    ]
    targets = "SELECT i.name, t.value FROM indicator_target t JOIN project_indicator i ON i.id = t.project_indicator_id WHERE t.year = 2026"
    assert sorted(workspace.rows(targets)) == [("专场招聘会", "6"), ("岗位匹配率", "20"), ("新增就业人数", "25")]
    values = 'SELECT i.name, v."on", v.value, v.source FROM indicator_value v JOIN project_indicator i ON i.id = v.project_indicator_id'
    assert sorted(workspace.rows(values)) == [("岗位匹配率", "2026-01-31", "35", ""), ("新增就业人数", "2026-01-31", "1200", "花名册")]
    assert workspace.rows('SELECT "on", text FROM progress_entry') == [("2026-02-01", "举办专场招聘会，42家企业参加。")]
    assert workspace.rows('SELECT "on", text FROM problem') == [("2026-02-01", "缺少场地")]
    assert workspace.rows("SELECT text, addressed_to FROM support_request") == [("协调场地", "示例部门")]
    (again,) = come_back(workspace, path)
    assert {outcome.standing for outcome in again.outcomes} == {Standing.SAME}


def test_habits_of_spreadsheet_people(workspace: Workspace, project: str, tmp_path: Path) -> None:
    """A title row above, a column dragged away, the ids' column deleted, a total and a signature below, a note sheet in front."""

    def habits(sheets: Sheets) -> None:
        values = sheets["完成值"]
        values.delete_cols(10)
        values.move_range("I3:I30", cols=2)
        values.insert_rows(1)
        values["A1"] = "某某单位一季度报表"
        values["A12"], values["E12"] = "合　计", 9999
        values["A13"] = "填表人：示例人　　审核人：示例人"
        book = values.parent
        book.create_sheet("说明", 0)["A1"] = "指标名称"

    path = filled(workspace, project, tmp_path, put("完成值", FIRST, 数据日期="2026-01-31", 完成值="120"), habits)
    (plan,) = come_back(workspace, path)
    assert [(o.standing, o.new_shown) for o in rows(plan, "values")] == [
        (Standing.NEW, "指标名称：新增就业人数；单位：人；数据日期：2026年1月31日；完成值：120")
    ]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"完成值": 5}, "没有填写数据日期"),
        ({"数据日期": "2026-01-31"}, "没有填写完成值"),
        ({"数据日期": "2026-12-31", "完成值": 5}, "晚于今天"),
        ({"数据日期": "2026-01-31", "完成值": "约5"}, "不能确定"),
        ({"指标名称": "没有的指标", "数据日期": "2026-01-31", "完成值": 5}, "改名还是另一项"),
    ],
)
def test_a_value_that_is_not_certain_is_asked_about(
    workspace: Workspace, project: str, tmp_path: Path, cells: dict[str, Any], why: str
) -> None:
    (plan,) = come_back(workspace, filled(workspace, project, tmp_path, put("完成值", FIRST, **cells)))
    (found,) = rows(plan, "values")
    assert found.standing is Standing.ASKED
    assert why in found.why
    assert not found.takeable


def test_renamed_and_doubled_indicators_are_asked_about(workspace: Workspace, project: str, tmp_path: Path) -> None:
    def doubled(sheets: Sheets) -> None:
        targets = sheets["指标目标"]
        for column in range(1, targets.max_column + 1):
            targets.cell(FIRST + 2, column).value = targets.cell(FIRST, column).value

    path = filled(workspace, project, tmp_path, doubled, put("指标目标", FIRST + 1, 指标名称="另一个指标"))
    (plan,) = come_back(workspace, path)
    assert {outcome.standing for outcome in plan.outcomes} == {Standing.ASKED}
    assert sum("2行" in outcome.why for outcome in plan.outcomes) == 2
    assert any("改名还是另一项" in outcome.why for outcome in plan.outcomes)


def test_a_target_that_the_office_changed_too_is_a_conflict(workspace: Workspace, project: str, tmp_path: Path) -> None:
    path = filled(workspace, project, tmp_path, put("指标目标", FIRST, **{"2026年目标": 25, "2027年目标": 35}))
    ((indicator,),) = workspace.rows("SELECT id FROM project_indicator WHERE name = '新增就业人数'")
    perform(workspace, save_indicator, project, indicator, {"targets": {"2026": "22", "2025": "11"}})
    (plan,) = come_back(workspace, path)
    standing = {outcome.label: outcome.standing for outcome in plan.outcomes if outcome.standing is not Standing.SAME}
    assert standing == {"新增就业人数：2026年目标": Standing.CONFLICT, "新增就业人数：2027年目标": Standing.CHANGED}
    take(workspace, plan)
    perform(workspace, save_indicator, project, indicator, {"targets": {"2026": "23"}})
    (conflict,) = [outcome for outcome in plan.outcomes if outcome.standing is Standing.CONFLICT]
    with pytest.raises(UserError, match="预览之后改过"):
        take(workspace, plan, conflict.key)


def test_another_value_of_the_same_day_is_a_conflict(workspace: Workspace, project: str, tmp_path: Path) -> None:
    ((indicator,),) = workspace.rows("SELECT id FROM project_indicator WHERE name = '新增就业人数'")
    perform(workspace, save_value, indicator, None, on="2026-01-31", value="100", note="原来的")
    path = filled(workspace, project, tmp_path, put("完成值", FIRST, 数据日期="2026-01-31", 完成值=120))
    (plan,) = come_back(workspace, path)
    (found,) = rows(plan, "values")
    assert found.standing is Standing.CONFLICT
    take(workspace, plan, found.key)
    assert workspace.rows("SELECT value, note FROM indicator_value WHERE deleted_at IS NULL") == [("120", "原来的")]


def test_a_rule_that_forbids_a_value_refuses_all_with_its_place(workspace: Workspace, project: str, tmp_path: Path) -> None:
    ((indicator,),) = workspace.rows("SELECT id FROM project_indicator WHERE name = '新增就业人数'")
    perform(workspace, save_value, indicator, None, on="2026-01-01", value="500")
    changes = (put("完成值", FIRST, 数据日期="2026-01-31", 完成值=120), put("进展", FIRST, 日期="2026-02-01", 进展情况="示例"))
    (plan,) = come_back(workspace, filled(workspace, project, tmp_path, *changes))
    with pytest.raises(UserError, match=r"进度表\.xlsx.*完成值.*累计数"):
        take(workspace, plan)
    assert workspace.rows("SELECT count(*) FROM progress_entry") == [(0,)]


def test_the_workbook_hides_its_ids_and_offers_lists(workspace: Workspace, project: str, tmp_path: Path) -> None:
    (made,) = hand_out(workspace, tmp_path, project, form=TRACKING)
    book = openpyxl.load_workbook(made.path)
    assert book.sheetnames == ["填表说明", "指标目标", "完成值", "进展", "问题", "支持事项", IDENTITY_SHEET]
    assert book[IDENTITY_SHEET].sheet_state == "veryHidden"
    targets = book["指标目标"]
    heads = [cell.value for cell in targets[3]]
    assert heads[-1] == ROW_TAG
    assert targets.column_dimensions[get_column_letter(len(heads))].hidden
    lists = [rule.formula1 for rule in targets.data_validations.dataValidation if rule.type == "list"]
    assert lists == [f"'{IDENTITY_SHEET}'!$B$1:$B$4"]
    guide = "\n".join(str(row[0].value or "") for row in book["填表说明"].iter_rows())
    assert "示例：“完成值”表的一行" in guide


def test_entries_written_over_the_note_below_the_table_are_not_lost(workspace: Workspace, project: str, tmp_path: Path) -> None:
    """Who pastes more rows than the table has writes over its note: the note's text stays in the column of numbers."""

    def paste(sheets: Sheets) -> None:
        sheet = sheets["进展"]
        for area in [area for area in sheet.merged_cells.ranges if area.min_row > FIRST]:
            sheet.unmerge_cells(str(area))
        (note,) = [cell.row for cell in sheet["A"] if str(cell.value).startswith("注：")]
        for row in range(FIRST, note + 3):
            sheet.cell(row, 2).value, sheet.cell(row, 3).value = f"2026-01-{row:02}", f"第{row}行的事"
        sheet.cell(note + 1, 3).value = "注：这一格写的是什么"

    (plan,) = come_back(workspace, filled(workspace, project, tmp_path, paste))
    found = {outcome.key: outcome for outcome in rows(plan, "progress")}
    (doubtful,) = [outcome for outcome in found.values() if outcome.standing is Standing.ASKED]
    assert "像是表下的说明" in doubtful.why
    assert len(found) == int(doubtful.key.removeprefix("progress/")) + 1 - FIRST + 1
