"""旧台账导入: an office's own spreadsheet is laid out, previewed, its good rows imported, the bad ones handed back with the reason."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from exports.excel.leftovers import REASON, export_leftovers
from forms.collecting.content import Workbook as Content
from forms.importing.facts import facts_of
from forms.importing.importing import import_rows
from forms.importing.layout import layout_at, propose_columns, propose_layouts, to_save
from forms.importing.preview import preview
from forms.importing.rows import Action, ImportRow
from forms.loading import load_form
from models.errors import UserError
from models.operations.entities import save_entity
from models.operations.import_mappings import delete_mapping, save_mapping
from models.queries.import_mappings import mappings
from models.workspace.store import Workspace
from tests.collecting.records import read_here
from tests.db.form_records import perform, today

HEADS = ("序号", "企业名称", "统一社会信用代码", "单位类型", "联系人", "联系电话", "成立时间", "项目名称", "试点方向", "试点周期", "备注")
GOOD = (1, "示例甲公司", "91350100M000100Y43", "龙头人力资源服务机构", "甲某", 13800000000, datetime(2012, 5, 1), "招聘用工联合体试点")
CODES = ("11500000009275780L", "91350100M000100Y43")


def ledger(folder: Path, *rows: tuple[Any, ...], name: str = "台账.xlsx", heads: tuple[str, ...] = HEADS) -> Path:
    """Write a ledger as offices keep them: a title, a line with unit and day, the head, rows, a total, a signature."""
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "说明"
    cover.cell(1, 1).value = "本表由各镇街填报"
    sheet = book.create_sheet("台账")
    sheet.cell(1, 1).value = "某某区试点单位台账"
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(heads))
    sheet.cell(2, 1).value = "填报单位：某某区"
    for number, row in enumerate((heads, *rows), start=3):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    last = 4 + len(rows)
    sheet.cell(last, 1).value, sheet.cell(last, 2).value = "合 计", f"{len(rows)}家"
    sheet.cell(last + 1, 1).value = "填表人：示例人　　联系电话：023-60000000"
    path = folder / name
    book.save(path)
    return path


def content_of(path: Path) -> Content:
    (file,) = read_here(path)
    assert isinstance(file.content, Content), file.content
    return file.content


def looked_at(workspace: Workspace, path: Path, day: date | None = None) -> list[ImportRow]:
    content = content_of(path)
    facts = facts_of(load_form(workspace.programme), workspace.programme)
    layout = propose_layouts(content, facts)[0]
    sheet = content.sheet(layout.sheet)
    assert sheet is not None
    return preview(
        sheet, layout, propose_columns(layout, facts, workspace.programme), facts, workspace, workspace.programme, today(workspace), day
    )


def test_sheet_header_and_columns_are_proposed(workspace: Workspace, tmp_path: Path) -> None:
    content = content_of(ledger(tmp_path, GOOD))
    facts = facts_of(load_form(workspace.programme), workspace.programme)
    layouts = propose_layouts(content, facts)
    assert [(layout.sheet, layout.head, layout.first) for layout in layouts] == [("台账", 3, 4)]
    proposed = propose_columns(layouts[0], facts, workspace.programme)
    assert {layouts[0].heads[column]: key for column, key in proposed.items()} == {
        "企业名称": "entity.name",
        "统一社会信用代码": "entity.uscc",
        "单位类型": "entity.kind",
        "联系人": "entity.contact",
        "联系电话": "entity.mobile",
        "成立时间": "entity.founded",
        "项目名称": "project.title",
        "试点方向": "project.areas",
        "试点周期": "project.period",
    }


def test_a_header_of_two_rows(workspace: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for column, (upper, lower) in enumerate((("序号", None), ("单位名称", None), ("联系方式", "联系人"), (None, "手机")), start=1):
        sheet.cell(1, column).value, sheet.cell(2, column).value = upper, lower
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:B2")
    sheet.merge_cells("C1:D1")
    cells: tuple[Any, ...] = (1, "示例甲公司", "甲某", "13800000000")
    for column, value in enumerate(cells, start=1):
        sheet.cell(3, column).value = value
    path = tmp_path / "两行表头.xlsx"
    book.save(path)
    facts = facts_of(load_form(workspace.programme), workspace.programme)
    (layout,) = propose_layouts(content_of(path), facts)
    assert (layout.first, layout.heads[3], layout.heads[4]) == (3, "联系人", "手机")
    (row,) = looked_at(workspace, path)
    assert row.values == {"entity.name": "示例甲公司", "entity.contact": "甲某", "entity.mobile": "13800000000"}


def test_good_rows_become_entities_and_projects(workspace: Workspace, tmp_path: Path) -> None:
    area = workspace.programme.areas[1]
    rows = (
        (*GOOD, area.title, "2025.7—2027.12"),
        (2, "示例甲公司", None, None, None, None, None, "另一个试点项目"),
        (3, "示例乙学院", "11500000009275780L", "高等院校"),
    )
    path = ledger(tmp_path, *rows)
    found = looked_at(workspace, path)
    assert [(row.number, row.action, row.reason) for row in found] == [(4, Action.NEW, ""), (5, Action.NEW, ""), (6, Action.NEW, "")]
    perform(workspace, import_rows, found)
    assert workspace.rows("SELECT name, uscc, kind, contact, mobile, founded FROM pilot_entity ORDER BY rowid") == [
        ("示例甲公司", "91350100M000100Y43", "hr_leader", "甲某", "13800000000", "2012-05"),
        ("示例乙学院", "11500000009275780L", "university", "", "", ""),
    ]
    assert workspace.rows("SELECT title, main_area, period_start, period_end FROM project ORDER BY rowid") == [
        ("招聘用工联合体试点", area.key, "2025-07", "2027-12"),
        ("另一个试点项目", "", "", ""),
    ]
    assert [row.action for row in looked_at(workspace, path)] == [Action.THERE] * 3
    with pytest.raises(UserError, match=r"第4行.*已经登记"):
        perform(workspace, import_rows, found)
    assert workspace.rows("SELECT count(*) FROM project") == [(2,)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((1, None, CODES[1]), "没有单位名称"),
        ((1, "示例公司", "91350100M000100Y44"), "校验位"),
        ((1, "示例公司", 913501000001000043), "长号码"),
        ((1, "示例公司", None, "公司"), "可填：制造业园区、人力资源服务业园区、"),
        ((1, "示例公司", None, None, None, "8600"), "11位手机号码"),
        ((1, "示例公司", None, None, None, None, "一二年"), "没有看懂"),
        ((1, "改了名的公司", CODES[0]), "另一个名称"),
        ((1, "注：本表截至六月", CODES[1]), "像是表下的说明"),
        ((1, "已登记的学院", CODES[1]), "信用代码不同"),
    ],
)
def test_a_bad_row_says_why_and_what_is_accepted(workspace: Workspace, tmp_path: Path, row: tuple[Any, ...], reason: str) -> None:
    perform(workspace, save_entity, None, {"name": "已登记的学院", "uscc": CODES[0]})
    (found,) = looked_at(workspace, ledger(tmp_path, row))
    assert found.action is Action.BAD
    assert reason in found.reason
    perform(workspace, import_rows, [found])
    assert workspace.rows("SELECT count(*) FROM pilot_entity") == [(1,)]


def test_rows_that_contradict_each_other_are_bad(workspace: Workspace, tmp_path: Path) -> None:
    rows = ((1, "示例甲公司", CODES[1]), (2, "示例乙公司", CODES[1]), (3, "示例甲公司", CODES[0]), (4, "示例甲公司", CODES[1]))
    found = looked_at(workspace, ledger(tmp_path, *rows))
    assert [row.action for row in found] == [Action.NEW, Action.BAD, Action.BAD, Action.BAD]
    assert "与第4行重复" in found[3].reason


def test_bad_rows_come_back_with_the_reason_and_can_be_imported_when_mended(workspace: Workspace, tmp_path: Path) -> None:
    path = ledger(tmp_path, GOOD, (2, "示例乙学院", None, "大学", "乙某", "13800000001", datetime(2000, 9, 1)))
    content = content_of(path)
    facts = facts_of(load_form(workspace.programme), workspace.programme)
    layout = propose_layouts(content, facts)[0]
    sheet = content.sheet(layout.sheet)
    assert sheet is not None
    found = looked_at(workspace, path)
    perform(workspace, import_rows, found)
    reasons = {row.number: row.reason for row in found if row.action is Action.BAD}
    exported = export_leftovers(sheet, layout, reasons, tmp_path / "未导入.xlsx")
    book = openpyxl.load_workbook(exported.path)
    page = book.worksheets[0]
    assert [cell.value for cell in page[1]][-1] == REASON
    assert [cell.value for cell in page[2]][1:5] == ["示例乙学院", None, "大学", "乙某"]
    assert "可填：制造业园区、人力资源服务业园区、" in str(page[2][len(HEADS)].value)
    page.cell(2, 4).value = "高等院校"
    book.save(exported.path)
    mended = looked_at(workspace, exported.path)
    assert [(row.action, row.reason) for row in mended] == [(Action.NEW, "")]
    perform(workspace, import_rows, mended)
    assert workspace.rows("SELECT name, founded FROM pilot_entity WHERE kind = 'university'") == [("示例乙学院", "2000-09")]


def test_a_mapping_is_kept_under_a_name(workspace: Workspace, tmp_path: Path) -> None:
    heads = ("序号", "名头", "代码栏", "成立时间")
    content = content_of(ledger(tmp_path, (1, "示例甲公司", CODES[1]), heads=heads))
    facts = facts_of(load_form(workspace.programme), workspace.programme)
    sheet = content.sheet("台账")
    assert sheet is not None
    layout = layout_at(sheet, 3)
    chosen = {2: "entity.name", 3: "entity.uscc"}
    perform(workspace, save_mapping, "人才科台账", to_save(layout, chosen))
    perform(workspace, save_mapping, "人才科台账", to_save(layout, chosen))
    assert mappings(workspace) == {"人才科台账": {"名头": "entity.name", "代码栏": "entity.uscc"}}
    assert propose_columns(layout, facts, workspace.programme, mappings(workspace)["人才科台账"]) == {**chosen, 4: "entity.founded"}
    perform(workspace, delete_mapping, "人才科台账")
    assert mappings(workspace) == {}
