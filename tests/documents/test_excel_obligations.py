"""The workbook of the obligations: three sheets from a real workspace, opened and printed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from exports.excel.obligations import CALENDAR, CHANGES, STEPS, export_obligations
from exports.excel.sheet import FIRST_ROW, HEAD_ROW
from models.operations.ad_hoc import add_task
from models.operations.obligations import change_dates
from models.programme.pack import load_programme
from models.queries.obligation_calendar import read_calendar
from models.workspace.store import OfficeDetails, Workspace, create
from tests.documents.render import Office, fonts, page_sizes, page_texts

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    programme = load_programme("chongqing-2025")
    office = OfficeDetails(programme.districts_on(TODAY)[0].code, "示例区人力资源和社会保障局", "示例经办人")
    made, _ = create(tmp_path / "示例", None, programme, office, AT, lambda: AT)
    yield made
    made.close(backup=False)


def exported(workspace: Workspace, folder: Path) -> Path:
    return export_obligations(read_calendar(workspace, workspace.programme, TODAY), folder / "报送日历.xlsx").path


def rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    table = load_workbook(path)[sheet]
    head = [cell.value for cell in table[HEAD_ROW]]
    found: list[dict[str, Any]] = []
    for line in table.iter_rows(min_row=FIRST_ROW, values_only=True):
        if not isinstance(line[0], int):
            break
        found.append(dict(zip(map(str, head), line, strict=True)))
    return found


def test_the_dates_the_steps_and_the_changes_stand_in_three_sheets(workspace: Workspace, tmp_path: Path) -> None:
    workspace.perform(change_dates, "yearly-2026", "=市局通知", due="2026-12-11")
    workspace.perform(add_task, "报送用工数据", "示例市局", "2026-11-25", due_time="15:00")
    path = exported(workspace, tmp_path)
    calendar = {row["报送事项"]: row for row in rows(path, CALENDAR)}
    yearly = calendar["2026年度报告"]
    assert (yearly["截止日期"], yearly["原截止日期"], yearly["剩余天数"], yearly["状态"]) == (
        datetime(2026, 12, 11),
        datetime(2026, 11, 30),
        18,
        "待办",
    )
    assert (calendar["报送用工数据"]["备注"], calendar["报送用工数据"]["依据"]) == ("截止当日15:00前", "急件")
    assert (calendar["2025年度报告"]["状态"], calendar["2025年度报告"]["剩余天数"]) == ("补录", None)
    assert len(calendar) == len(workspace.programme.obligations) + 1
    steps = [(row["步骤"], row["工作日数"], row["最晚开始"]) for row in rows(path, STEPS) if row["报送事项"] == "2026年度报告"]
    assert steps == [
        ("主体收集", 5, datetime(2026, 11, 30)),
        ("会签", 2, datetime(2026, 12, 7)),
        ("领导签批", 2, datetime(2026, 12, 9)),
        ("盖章", 1, datetime(2026, 12, 11)),
    ]
    changes = rows(path, CHANGES)
    assert [(row["日期"], row["范围"], row["更改原因"], row["更改人"]) for row in changes] == [
        ("截止日期", "全部", "=市局通知", "示例经办人"),
        ("按时截至", "全部", "=市局通知", "示例经办人"),
    ]
    table = load_workbook(path)[STEPS]
    assert any("2027年的放假安排尚未收录" in str(row[0].value) for row in table.iter_rows())


def test_an_untouched_workspace_prints_every_sheet_on_landscape_pages(workspace: Workspace, tmp_path: Path, office: Office) -> None:
    (pdf,) = office.pdf(exported(workspace, tmp_path))
    text = "".join(page_texts(pdf)).replace(" ", "")
    assert "没有更改过日期" in text
    assert "2027年度报告" in text
    assert "###" not in text
    assert set(page_sizes(pdf)) == {(297, 210)}
    assert all(font.embedded for font in fonts(pdf))
