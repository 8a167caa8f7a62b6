"""旧台账导入 beyond the register: answers of the form, progress, indicators; what is held stays, what is doubtful is said."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from forms.collecting.content import Workbook as Content
from forms.importing.facts import facts_of
from forms.importing.heads import indicator_head, unit_contradicts
from forms.importing.importing import import_rows
from forms.importing.layout import layout_at, obstacles, propose_columns
from forms.importing.preview import preview
from forms.importing.rows import Action, ImportRow
from forms.loading import load_form
from models.errors import UserError
from models.operations.indicators import save_indicator, save_value
from models.programme.types import IndicatorKind
from models.workspace.store import Workspace
from tests.collecting.records import read_here
from tests.db.form_records import perform, submitted_project, today, value

NAME, TITLE = "示例甲公司", "招聘用工联合体试点"
PROFILE = "从事制造业招聘，服务企业四十二家。" * 4
HEADS = ("单位名称", "项目名称")
DAY = date(2026, 2, 28)


def book(folder: Path, heads: tuple[str, ...], *rows: tuple[Any, ...]) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (heads, *rows):
        sheet.append(row)
    path = folder / "台账.xlsx"
    made.save(path)
    return path


def judged(workspace: Workspace, path: Path, day: date | None = DAY, **chosen: str) -> list[ImportRow]:
    """Preview; `chosen` are the columns, by letter, that the officer has mapped by hand."""
    (file,) = read_here(path)
    assert isinstance(file.content, Content), file.content
    programme = workspace.programme
    facts, sheet = facts_of(load_form(programme), programme), file.content.sheets[0]
    layout = layout_at(sheet, 1)
    columns = propose_columns(layout, facts, programme) | {ord(letter) - 64: key for letter, key in chosen.items()}
    assert list(obstacles(layout, columns, facts, programme)) == []
    return preview(sheet, layout, columns, facts, workspace, programme, today(workspace), day)


def project_of(workspace: Workspace, title: str = TITLE) -> str:
    ((id,),) = workspace.rows("SELECT id FROM project WHERE title = :title", title=title)
    return str(id)


def words(row: ImportRow) -> str:
    return " ".join(finding.message for finding in row.findings)


def test_answers_of_the_form_come_in_with_the_project(workspace: Workspace, tmp_path: Path) -> None:
    heads = (*HEADS, "从业人员数（人）", "上年度营业收入（万元）", "单位简介", "主要开展业务类型", "备注")
    path = book(tmp_path, heads, (NAME, TITLE, 128, 3560.5, PROFILE, "人力资源招聘、劳务派遣", "已约谈"))
    (row,) = judged(workspace, path)
    assert (row.action, row.reason) == (Action.NEW, "")
    perform(workspace, import_rows, [row])
    project = project_of(workspace)
    assert [value(workspace, project, key) for key in ("staff", "revenue", "profile")] == [128, 3_560_500_000, PROFILE]
    assert len(value(workspace, project, "hr_business")) == 2
    assert value(workspace, project, "remark") is None  # the office's own remarks are no answer of the form
    assert workspace.rows("SELECT new FROM history WHERE field_label = '从业人员数'") == [("128",)]
    (again,) = judged(workspace, path)
    assert (again.action, again.findings) == (Action.THERE, [])


@pytest.mark.parametrize(
    ("head", "cell", "fen"), [("上年度营业收入（元）", 35_605_000, 3_560_500_000), ("上年度营业收入（元）", "3560.5万元", 3_560_500_000)]
)
def test_an_amount_in_yuan_is_one(workspace: Workspace, tmp_path: Path, head: str, cell: Any, fen: int) -> None:
    (row,) = judged(workspace, book(tmp_path, (*HEADS, head), (NAME, TITLE, cell)))
    assert row.values["answer.revenue"] == fen


def test_an_amount_whose_format_hides_its_size_is_asked_about(workspace: Workspace, tmp_path: Path) -> None:
    path = book(tmp_path, (*HEADS, "上年度营业收入（元）"), (NAME, TITLE, 35_605_000))
    made = openpyxl.load_workbook(path)
    made.worksheets[0]["C2"].number_format = '0!.0,"万"'
    made.save(path)
    (row,) = judged(workspace, path)
    assert "数字格式带有单位" in row.reason


def test_a_head_that_does_not_name_the_unit_of_an_amount_is_not_taken_for_one(workspace: Workspace, tmp_path: Path) -> None:
    (row,) = judged(workspace, book(tmp_path, (*HEADS, "上年度营业收入"), (NAME, TITLE, 35_605_000)))
    assert "answer.revenue" not in row.values
    for head, unit, wrong in (
        ("收入（元）", "万元", True),
        ("收入（亿元）", "万元", True),
        ("收入（万元）", "万元", False),
        ("人数（万人）", "人", True),
    ):
        assert unit_contradicts(head, unit) is wrong


def test_nothing_that_the_workspace_holds_is_replaced(workspace: Workspace, tmp_path: Path) -> None:
    """A second ledger fills in what is open and says what it left alone."""
    perform(workspace, import_rows, judged(workspace, book(tmp_path, (*HEADS, "联系人", "从业人员数"), (NAME, TITLE, "甲某", 128))))
    heads = (*HEADS, "联系人", "职务", "从业人员数", "单位简介")
    (row,) = judged(workspace, book(tmp_path, heads, (NAME, TITLE, "乙某", "科长", 130, PROFILE)))
    assert row.action is Action.MORE
    assert [(one.head, one.message) for one in row.findings] == [
        ("联系人", "账套里已填“甲某”，保留原来的，没有改。"),
        ("从业人员数", "账套里已填“128”，保留原来的，没有改。"),
    ]
    perform(workspace, import_rows, [row])
    project = project_of(workspace)
    assert [value(workspace, project, key) for key in ("contact", "contact_title", "staff", "profile")] == [
        "甲某",
        "科长",
        128,
        PROFILE,
    ]


def test_a_form_that_was_handed_up_stays_as_it_is(workspace: Workspace, tmp_path: Path) -> None:
    submitted_project(workspace)
    ((name, title),) = workspace.rows("SELECT e.name, p.title FROM project p JOIN pilot_entity e ON e.id = p.entity_id")
    (row,) = judged(workspace, book(tmp_path, (*HEADS, "其他平台说明", "进展情况"), (name, title, "某平台", "已开工")))
    assert "申报表已经报送" in words(row)
    perform(workspace, import_rows, [row])
    assert workspace.rows("SELECT text FROM progress_entry") == [("已开工",)]
    assert value(workspace, project_of(workspace, title), "platform_other") is None


def test_what_belongs_to_a_project_needs_one(workspace: Workspace, tmp_path: Path) -> None:
    rows = judged(workspace, book(tmp_path, (*HEADS, "从业人员数"), (NAME, None, 128), ("示例乙公司", None, None)))
    assert [(row.action, row.reason) for row in rows] == [
        (Action.BAD, "“从业人员数”：没有项目名称，这一项没有地方放。"),
        (Action.NEW, ""),
    ]
    path = book(tmp_path, ("单位名称", "从业人员数"), (NAME, 128))  # nothing in it names projects: it is a list of entities
    (row,) = judged(workspace, path)
    assert (row.action, set(row.values)) == (Action.NEW, {"entity.name"})
    (file,) = read_here(path)
    assert isinstance(file.content, Content)
    programme = workspace.programme
    facts = facts_of(load_form(programme), programme)
    chosen = {1: "entity.name", 2: "answer.staff"}
    (said,) = obstacles(layout_at(file.content.sheets[0], 1), chosen, facts, programme)
    assert "“从业人员数”要存到项目里" in said


def test_progress_problems_and_requests_are_noted_with_their_day(workspace: Workspace, tmp_path: Path) -> None:
    heads = (*HEADS, "进展日期", "进展情况", "存在问题", "支持事项", "请求部门")
    first = (NAME, TITLE, datetime(2026, 1, 31), "联合体挂牌", "缺工约60人", "定向输送毕业生", "区教委")
    second = (NAME, TITLE, "2026年2月28日", "举办招聘会", None, None, None)
    path = book(tmp_path, heads, first, second)
    rows = judged(workspace, path, None)
    assert [(row.action, row.reason) for row in rows] == [(Action.NEW, ""), (Action.MORE, "")]
    perform(workspace, import_rows, rows)
    assert workspace.rows('SELECT "on", text FROM progress_entry ORDER BY 1') == [
        ("2026-01-31", "联合体挂牌"),
        ("2026-02-28", "举办招聘会"),
    ]
    assert workspace.rows('SELECT "on", text FROM problem') == [("2026-01-31", "缺工约60人")]
    assert workspace.rows('SELECT "on", text, addressed_to FROM support_request') == [("2026-01-31", "定向输送毕业生", "区教委")]
    assert workspace.rows("SELECT count(*) FROM project") == [(1,)]
    again = judged(workspace, path, None)
    assert [row.action for row in again] == [Action.THERE] * 2
    perform(workspace, import_rows, again)
    assert workspace.rows("SELECT count(*) FROM progress_entry") == [(2,)]


@pytest.mark.parametrize(
    ("heads", "row", "day", "reason"),
    [
        (("进展情况",), ("已开工",), None, "没有写是哪一天"),
        (("进展情况",), ("已开工",), date(2030, 1, 1), "晚于今天"),
        (("支持部门",), ("区教委",), DAY, "没有写需要支持的事项"),
        (("现代产业学院（个） 完成值",), (3,), None, "没有写是哪一天"),
        (("现代产业学院（所） 完成值",), (3,), DAY, "单位是“所”，这个指标的单位是“个”"),
        (("现代产业学院 完成值",), (2.5,), DAY, "只填整数"),
        (("现代产业学院 完成值",), ("三个左右",), DAY, "不能确定是什么数"),
        (("产业学院毕业生进入制造业就业率 完成值",), (61.5,), DAY, "比率类指标要填分子和分母"),
        (("现代产业学院 完成值", "现代产业学院 完成数"), (3, 4), DAY, "有两列都是这个指标"),
    ],
)
def test_what_is_doubtful_about_entries_and_numbers_keeps_the_row_out(
    workspace: Workspace, tmp_path: Path, heads: tuple[str, ...], row: tuple[Any, ...], day: date | None, reason: str
) -> None:
    (found,) = judged(workspace, book(tmp_path, (*HEADS, *heads), (NAME, TITLE, *row)), day)
    assert found.action is Action.BAD
    assert reason in found.reason


def test_numbers_of_indicators_beside_each_other(workspace: Workspace, tmp_path: Path) -> None:
    """Each column is one number of one indicator: the head says which, or the officer does."""
    heads = (*HEADS, "现代产业学院（个）2026年目标", "现代产业学院 完成值", "现代产业学院基期值", "校企合作协议（份）")
    path = book(tmp_path, heads, (NAME, TITLE, 5, 3, 0, 12))
    (row,) = judged(workspace, path, F="indicator.value")
    assert row.action is Action.NEW
    assert [(one.name, one.part, one.value) for one in row.numbers] == [
        ("现代产业学院", "indicator.target_2026", "5"),
        ("现代产业学院", "indicator.value", "3"),
        ("现代产业学院", "indicator.baseline", "0"),
        ("校企合作协议", "indicator.value", "12"),
    ]
    assert "将新增为自定指标" in words(row)
    perform(workspace, import_rows, [row])
    assert workspace.rows("SELECT indicator_key, name, unit, baseline FROM project_indicator ORDER BY seq") == [
        ("a1_03", "现代产业学院", "个", "0"),
        ("", "校企合作协议", "份", ""),
    ]
    assert workspace.rows("SELECT year, value FROM indicator_target WHERE value <> ''") == [(2026, "5")]
    assert workspace.rows('SELECT "on", value FROM indicator_value ORDER BY rowid') == [("2026-02-28", "3"), ("2026-02-28", "12")]
    (again,) = judged(workspace, path, F="indicator.value")
    assert again.action is Action.THERE
    (other,) = judged(workspace, book(tmp_path, heads, (NAME, TITLE, 6, 3, 0, 12)), F="indicator.value")
    assert (other.action, words(other)) == (Action.THERE, "账套里已填“5”，保留原来的，没有改。")


def test_numbers_of_indicators_below_each_other(workspace: Workspace, tmp_path: Path) -> None:
    heads = (*HEADS, "指标名称", "计量单位", "基期值", "2026年目标", "2027年目标", "完成值")
    rows = (
        (NAME, TITLE, "现代产业学院", "个", 0, 2, 5, 1),
        (NAME, TITLE, "跨企业培训中心", "个", 0, 1, 2, None),
        (NAME, TITLE, None, None, *[None] * 4),
    )
    found = judged(workspace, book(tmp_path, heads, *rows))
    assert [row.action for row in found] == [Action.NEW, Action.MORE, Action.BAD]  # the third says nothing new: a double
    perform(workspace, import_rows, found)
    assert workspace.rows(
        "SELECT i.name, t.year, t.value FROM indicator_target t JOIN project_indicator i ON i.id = t.project_indicator_id ORDER BY 1, 2"
    ) == [
        ("现代产业学院", 2026, "2"),
        ("现代产业学院", 2027, "5"),
        ("跨企业培训中心", 2026, "1"),
        ("跨企业培训中心", 2027, "2"),
    ]


def test_a_cumulative_number_that_would_fall_keeps_the_row_out(workspace: Workspace, tmp_path: Path) -> None:
    heads = (*HEADS, "数据日期", "现代产业学院 完成值")
    rows = ((NAME, TITLE, "2026-01-31", 3), (NAME, TITLE, "2026-02-28", 2), (NAME, TITLE, "2026-01-31", 4))
    found = judged(workspace, book(tmp_path, heads, *rows), None)
    assert [row.action for row in found] == [Action.NEW, Action.BAD, Action.BAD]
    assert "是累计数，2026-01-31已填3" in found[1].reason
    assert "与第2行同一指标的数不同" in found[2].reason
    perform(workspace, import_rows, found)
    (later,) = judged(workspace, book(tmp_path, heads, (NAME, TITLE, "2025-12-31", 9)), None)
    assert "是累计数" in later.reason


def test_an_indicator_of_which_the_project_has_two_is_not_guessed(workspace: Workspace, tmp_path: Path) -> None:
    perform(workspace, import_rows, judged(workspace, book(tmp_path, HEADS, (NAME, TITLE))))
    for _ in range(2):
        perform(workspace, save_indicator, project_of(workspace), None, {"name": "现代产业学院", "kind": IndicatorKind.YEARLY.value})
    (row,) = judged(workspace, book(tmp_path, (*HEADS, "现代产业学院 完成值"), (NAME, TITLE, 3)))
    assert "项目里有2个指标都叫“现代产业学院”" in row.reason


def test_two_rows_of_one_new_entity_that_differ_say_so(workspace: Workspace, tmp_path: Path) -> None:
    rows = judged(
        workspace,
        book(tmp_path, (*HEADS, "联系人", "职务"), (NAME, "试点项目第一号", "甲某", None), (NAME, "试点项目第二号", "乙某", "科长")),
    )
    assert words(rows[1]) == "第2行写的是“甲某”，保留原来的，没有改。"
    perform(workspace, import_rows, rows)
    assert workspace.rows("SELECT contact, contact_title FROM pilot_entity") == [("甲某", "科长")]
    assert workspace.rows("SELECT count(*) FROM project") == [(2,)]


def test_when_one_row_cannot_be_written_none_is(workspace: Workspace, tmp_path: Path) -> None:
    perform(workspace, import_rows, judged(workspace, book(tmp_path, (*HEADS, "现代产业学院基期值"), (NAME, TITLE, 0))))
    rows = judged(workspace, book(tmp_path, (*HEADS, "现代产业学院 完成值"), ("示例乙公司", "另一个项目", 1), (NAME, TITLE, 3)))
    ((indicator,),) = workspace.rows("SELECT id FROM project_indicator")
    perform(workspace, save_value, indicator, None, on=date(2026, 1, 1), value="9")  # since the preview
    with pytest.raises(UserError, match=r"第3行：.*是累计数"):
        perform(workspace, import_rows, rows)
    assert workspace.rows("SELECT count(*) FROM pilot_entity") == [(1,)]
    assert workspace.rows("SELECT count(*) FROM indicator_value") == [(1,)]


def test_heads_are_taken_apart(workspace: Workspace) -> None:
    for head, name, unit, part in (
        ("新增就业人数（人） 2026年目标", "新增就业人数", "人", "indicator.target_2026"),
        ("2026年新增就业人数目标值", "新增就业人数", "", "indicator.target_2026"),
        ("新增就业人数 实际完成数", "新增就业人数", "", "indicator.value"),
        ("2027年度目标", "", "", "indicator.target_2027"),
        ("目标", "", "", ""),
        ("任务完成率", "任务完成率", "", ""),
        ("新增就业人数基期", "新增就业人数", "", "indicator.baseline"),
    ):
        assert indicator_head(head, workspace.programme) == (name, unit, part)
