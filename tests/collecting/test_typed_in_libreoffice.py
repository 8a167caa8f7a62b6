"""Forms that a person fills in and saves in LibreOffice itself: Writer and Calc are driven, not imitated."""

from pathlib import Path

import pytest

from forms.collecting.outcome import Standing
from forms.collecting.tracking import TRACKING
from models.operations.indicators import save_indicator
from models.plain import Plain
from models.workspace.store import Workspace
from tests.collecting.counting import count
from tests.collecting.driving import type_into
from tests.collecting.records import come_back, empty_project, form_of, hand_out, held
from tests.db.form_records import perform


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("typing")


def test_a_form_typed_in_writer(workspace: Workspace, home: Path, tmp_path: Path) -> None:
    project = empty_project(workspace)
    (made,) = hand_out(workspace, tmp_path, project)
    typed = (
        ("联系人", "甲　某"),
        ("手机", "138 0000 0000"),
        ("单位简介", "从事制造业招聘。|服务企业42家。"),
        ("从业人员数（人）", "1,280人"),
        ("上年度营业收入（万元）", "3560万元"),
        ("成立时间", "2012.5"),
        ("主要创新点", "1. 建立台账|2. 设立专区"),
        ("试点起止时间", "2025年7月至2027年12月"),
    )
    meant: dict[str, Plain] = {
        "contact": "甲　某",
        "mobile": "13800000000",
        "profile": "从事制造业招聘。\n服务企业42家。",
        "staff": 1280,
        "revenue": 3_560_000_000,
        "founded": "2012-05",
        "innovation": ["建立台账", "设立专区"],
        "period": ["2025-07", "2027-12"],
    }
    (plan,) = come_back(workspace, type_into(home, made.path, tmp_path / "交回.docx", typed))
    assert plan.match.chosen is not None, plan.match.doubts
    counted = count(plan.outcomes, form_of(workspace, project), meant, held(workspace, project))
    assert (counted.wrong, counted.missing, counted.asked) == ([], [], [])
    assert {outcome.key for outcome in plan.outcomes if outcome.standing is Standing.NEW} == set(meant)


def test_a_workbook_typed_in_calc(workspace: Workspace, home: Path, tmp_path: Path) -> None:
    project = empty_project(workspace)
    perform(workspace, save_indicator, project, None, {"name": "新增就业人数", "kind": "cumulative", "unit": "人", "baseline": "0"})
    (made,) = hand_out(workspace, tmp_path, project, form=TRACKING)
    typed = (
        ("完成值", "D4", "2026-01-31"),
        ("完成值", "E4", "1200"),
        ("完成值", "D5", "2026年2月1日"),
        ("完成值", "E5", "1300"),
        ("完成值", "B5", "新增就业人数"),
        ("进展", "B4", "46054"),
        ("进展", "C4", "=2+3"),
    )
    (plan,) = come_back(workspace, type_into(home, made.path, tmp_path / "交回.xlsx", typed))
    assert plan.match.chosen is not None, plan.match.doubts
    assert [(one.section, one.standing.value, one.new_shown) for one in plan.outcomes if one.standing is not Standing.SAME] == [
        ("完成值", "new", "指标名称：新增就业人数；单位：人；数据日期：2026年1月31日；完成值：1200"),
        ("完成值", "new", "指标名称：新增就业人数；数据日期：2026年2月1日；完成值：1300"),
        ("进展", "new", "日期：2026年2月1日；进展情况：5"),
    ]
