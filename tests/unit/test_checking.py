"""Checking the whole form: one thing wrong gives one finding, at the right place, in the officer's words."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from forms.checking import applies, check, progress, required
from forms.definition import Condition, Field, Level
from forms.field_types import FIELD_TYPES
from forms.finding import Finding
from tests.unit.complete_form import complete_values, form, indicator, programme

TODAY = date(2025, 7, 11)


def findings(on: date = TODAY, **changes: Any) -> list[Finding]:
    """Check a complete form with some values changed."""
    return check(form(), complete_values() | changes, programme(), on)


def rows(key: str, number: int, **cells: Any) -> dict[str, Any]:
    """Return the complete table `key` with cells of the row `number` (from 1) changed."""
    table = deepcopy(complete_values()[key])
    table[number - 1] |= cells
    return {key: table}


def field(key: str) -> Field:
    """Return a field of the form."""
    return next(field for field in form().fields() if field.key == key)


def test_a_complete_form_has_no_findings() -> None:
    assert findings() == []


def test_an_empty_form_lacks_exactly_what_is_required() -> None:
    found = check(form(), {}, programme(), TODAY)
    assert {finding.field for finding in found} == {field.key for field in form().fields() if field.required}
    assert {(finding.level, finding.code) for finding in found} == {(Level.ERROR, "required")}
    assert found[0].message == "“填报日期”还没有填写。"
    assert "请勾选“申报主体承诺”。" in [finding.message for finding in found]


TARGETS = complete_values()["indicators"]
BROKEN: dict[str, tuple[dict[str, Any], str, tuple[int, str], str]] = {
    "fill_date_in_future": ({"fill_date": "2025-07-12"}, "fill_date", (0, ""), "“填报日期”填写的2025年7月12日还没有到。"),
    "district_not_valid": (
        {"district": "500157"},
        "district",
        (0, ""),
        "填报日期那天没有“两江新区”这一区划；补录以前材料的请写说明。",
    ),
    "founded_after_form_date": ({"founded": "2025-08"}, "founded", (0, ""), "“成立时间”填写的2025年8月晚于填报日期（2025年7月10日）。"),
    "uscc_prefix": (
        {"uscc": "11500000009275780L", "partners": None},
        "uscc",
        (0, ""),
        "“统一社会信用代码”以11开头，“龙头人力资源服务机构”的代码一般以91开头，请核对代码和主体类型。",
    ),
    "partner_is_subject": (
        rows("partners", 2, name="示例人力资源服务有限公司"),
        "partners",
        (2, "name"),
        "“联合申报（参与）单位”第2行与申报主体是同一个名称，请删去或更正。",
    ),
    "partner_code_is_subject": (
        rows("partners", 1, uscc="91350100M000100Y43"),
        "partners",
        (1, "uscc"),
        "“联合申报（参与）单位”第1行的“统一社会信用代码”与申报主体相同，请核对。",
    ),
    "partner_twice": (
        rows("partners", 2, name="示例电子有限公司"),
        "partners",
        (2, "name"),
        "“联合申报（参与）单位”第2行与第1行是同一个单位“示例电子有限公司”，请合并成一行。",
    ),
    "partner_code_twice": (
        rows("partners", 1, uscc="11500000009275780L"),
        "partners",
        (2, "uscc"),
        "“联合申报（参与）单位”第2行与第1行的“统一社会信用代码”相同，请核对。",
    ),
    "title_with_about": ({"pilot_name": "关于笔电产业链的试点"}, "pilot_name", (0, ""), "“试点项目名称”不用“关于”，直接写事由和产业即可。"),
    "too_many_areas": (
        {"area": ["a1", "a2", "a3", "a4"], "indicators": [*TARGETS, indicator(4, "a3_01"), indicator(5, "a4_01")]},
        "area",
        (0, ""),
        "“试点方向”选了4项，建议不超过3项；确需超过的请写说明。",
    ),
    "priority_platform": (
        {"platform": ["hr_park"]},
        "platform",
        (0, ""),
        "“人力资源服务产业园”属于通知列明优先支持的平台，申报时会作标识。",
    ),
    "period_outside_programme": (
        {"period": ["2025-07", "2028-01"]},
        "period",
        (0, ""),
        "“试点起止时间”超出试点周期（2025年1月至2027年12月）。",
    ),
    "innovation_twice": ({"innovation": ["甲", "乙", "甲"]}, "innovation", (0, ""), "“主要创新点”第3条与前面的重复，请删去。"),
    "source_of_numbers": (
        {"b_source": None},
        "b_source",
        (0, ""),
        "已填写“区域规上制造业企业数”等数据，请在“数据时点与来源”写明统计时点和出处。",
    ),
    "honors_twice": ({"honors": ["甲", "甲"]}, "honors", (0, ""), "“获得荣誉/试点称号”第2条与前面的重复。"),
    "goal_without_number": ({"goal_text": "标" * 150}, "goal_text", (0, ""), "“工作目标（总体）”里没有数字，目标应当量化。"),
    "few_indicators": (
        {"indicators": [*TARGETS[:2], {"id": "i3"}]},
        "indicators",
        (0, ""),
        "“目标指标”现有2项，至少要有3项。",
    ),
    "many_indicators": (
        {"indicators": [*TARGETS, *(indicator(n, "a1_03", name=f"指标{n}") for n in range(4, 12))]},
        "indicators",
        (0, ""),
        "“目标指标”有11项，建议不超过10项，突出重点。",
    ),
    "indicator_twice": (
        {"indicators": [*TARGETS, indicator(4, "a1_02", id="i4")]},
        "indicators",
        (4, "name"),
        "“目标指标”第4行与第3行是同一个指标“跨企业培训中心”，请合并或改名。",
    ),
    "cumulative_falls": (
        rows("indicators", 2, target_2026="0.5"),
        "indicators",
        (2, "target_2026"),
        "“目标指标”第2行是累计指标，“2026年目标”0.5比“2025年目标”1小。",
    ),
    "target_below_baseline": (
        rows("indicators", 1, baseline="9"),
        "indicators",
        (1, "target_2027"),
        "“目标指标”第1行的“2027年目标”3低于“基期值（2024年末）”9，请核对。",
    ),
    "percentage_out_of_range": (
        rows("indicators", 3, unit="%", kind="ratio", target_2027="101"),
        "indicators",
        (3, "target_2027"),
        "“目标指标”第3行单位是百分比，“2027年目标”填写的101不在0—100之间。",
    ),
    "area_without_core_indicator": (
        rows("indicators", 1, indicator_key=None),
        "indicators",
        (0, ""),
        "“目标指标”里没有“重点产业链人力资源统筹调配”方向的核心指标，请每个方向至少选一项。",
    ),
    "task_ends_before_start": (
        rows("tasks", 2, start="2026-03", end="2026-02"),
        "tasks",
        (2, "end"),
        "“主要任务与进度安排”第2行的“完成时限”2026年2月早于“开始”2026年3月。",
    ),
    "task_starts_outside": (
        rows("tasks", 1, start="2025-06"),
        "tasks",
        (1, "start"),
        "“主要任务与进度安排”第1行的“开始”不在试点起止时间（2025年7月至2027年12月）之内。",
    ),
    "task_ends_outside": (
        rows("tasks", 1, end="2028-01"),
        "tasks",
        (1, "end"),
        "“主要任务与进度安排”第1行的“完成时限”不在试点起止时间（2025年7月至2027年12月）之内。",
    ),
    "task_twice": (rows("tasks", 2, name="组建联合体"), "tasks", (2, "name"), "“主要任务与进度安排”第2行与第1行的任务名称相同，请核对。"),
    "risk_twice": ({"risk": ["甲", "甲"]}, "risk", (0, ""), "“主要风险与应对”第2条与前面的重复。"),
    "fund_sum": (
        {"fund_total": 510_000_000},
        "fund_total",
        (0, ""),
        "“计划总投入”510.00万元，比财政资金、自筹、其他三项之和500.00万元多10.00万元。",
    ),
    "fund_total_missing": ({"fund_total": None}, "fund_total", (0, ""), "已填写“其中财政资金”，“计划总投入”还没有填写。"),
    "agreement_missing": (
        {"a3": None},
        "a3",
        (0, ""),
        "有联合申报（参与）单位，建议附上合作协议或意向书（“附件3 合作协议或意向书”）。",
    ),
}


def test_every_check_of_the_form_is_broken_once() -> None:
    assert {check.key for check in form().check} == set(BROKEN)


@pytest.mark.parametrize("key", BROKEN)
def test_each_check_finds_what_it_is_for_and_nothing_else(key: str) -> None:
    changes, at, (row_number, column), message = BROKEN[key]
    (found,) = [finding for finding in findings(**changes) if finding.code != "blank_row"]
    entry = next(entry for entry in form().check if entry.key == key)
    assert (found.code, found.level, found.accepted) == (key, entry.level, entry.accepted)
    assert (found.field, found.row_number, found.column) == (at, row_number, column)
    assert found.message == message
    assert found.section == next(section.key for section in form().section if at in [field.key for field in section.field])


def test_a_district_that_is_gone_names_the_one_to_use() -> None:
    (found,) = findings(on=date(2026, 11, 23), district="500105", fill_date="2025-11-06")
    assert found.message == "填报日期那天没有“江北区”这一区划，请改用两江新区；补录以前材料的请写说明。"


def test_sums_wait_until_every_part_can_be_read() -> None:
    assert findings(fund_self=None)[0].code == "fund_sum"
    assert [found.code for found in findings(fund_self={"unparsed": "三百"})] == ["unparsed"]
    assert findings(fund_total=None, fund_fiscal=None, fund_self=None, fund_other=None) == []


def test_series_of_other_kinds_may_fall_and_gaps_are_skipped() -> None:
    assert findings(**rows("indicators", 2, kind="yearly", target_2026="0.5")) == []
    codes = [found.code for found in findings(**rows("indicators", 2, target_2025="3", target_2026={"unparsed": "x"}, target_2027="2"))]
    assert codes == ["unparsed", "cumulative_falls"]


def test_the_same_indicator_series_may_fall_twice_with_two_ids() -> None:
    found = findings(**rows("indicators", 2, baseline="0", target_2025="9", target_2026="8", target_2027="7"))
    assert len({finding.id for finding in found}) == len(found) == 2


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"org_type": "other", "uscc": "91350100M000100Y43"}, {"org_type_other"}),
        ({"org_type": "mfg_leader"}, {"industry"}),
        ({"hr_licence": None, "hr_business": None, "a2": None}, {"hr_licence", "hr_business", "a2"}),
        ({"org_type": "university", "hr_licence": None, "hr_business": None, "a2": None}, set()),
        ({"hr_business": ["other"]}, {"hr_business_other"}),
        ({"platform": ["other"]}, {"platform_other"}),
        ({"depts": ["other"]}, {"depts_other"}),
        ({"pledge": None}, {"pledge"}),
        ({"idea": " \n"}, {"idea"}),
        ({"area": []}, {"area"}),
    ],
)
def test_what_is_required_depends_on_other_fields(changes: dict[str, Any], missing: set[str]) -> None:
    found = findings(**changes)
    assert {finding.field for finding in found if finding.code == "required"} == missing


def test_a_field_that_does_not_apply_is_neither_checked_nor_counted() -> None:
    values = complete_values() | {"org_type_other": {"unparsed": "x"}}
    assert not applies(field("org_type_other"), values, programme())
    assert check(form(), values, programme(), TODAY) == []
    before = progress(form(), values, programme())
    after = progress(form(), values | {"org_type": "other"}, programme())
    assert (after.filled, after.applicable) == (before.filled + 1, before.applicable + 1)


def test_nothing_printed_only_is_ever_required() -> None:
    for tested in form().fields():
        if tested.type in ("signature", "fixed", "auto"):
            assert not required(replace(tested, required=True), complete_values(), programme())
    assert not required(replace(field("remark"), required=True, filled_by="city"), {}, programme())


def test_a_yes_is_a_condition() -> None:
    tested = replace(field("remark"), shown_when=Condition(field="mechanism", any_of=("yes",)))
    assert applies(tested, {"mechanism": {"yes": True, "note": ""}}, programme())
    assert not applies(tested, {"mechanism": {"yes": False, "note": ""}}, programme())
    assert not applies(tested, {"mechanism": {"unparsed": "x"}}, programme())


def test_progress_of_the_sections_adds_up_to_that_of_the_form() -> None:
    values = complete_values()
    parts = [progress(form(), values, programme(), section) for section in form().section]
    whole = progress(form(), values, programme())
    assert (sum(part.filled for part in parts), sum(part.applicable for part in parts)) == whole
    assert 0 < whole.filled < whole.applicable
    assert progress(form(), {}, programme()).filled == 0


def test_findings_come_in_the_order_of_the_form() -> None:
    order = [field.key for field in form().fields()]
    found = findings(
        fund_total=1_000_000, org_name=None, fill_date="2026-01-01", partners=None, uscc="11500000009275780L", remark="长" * 201
    )
    places = [order.index(finding.field) for finding in found]
    assert places == sorted(places)
    assert len(found) == 5


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.sampled_from(["a1", "391", "other", "hr_leader", "cumulative", "%", "2025-07", "2025-07-11", "NaN", "1e5", "500157"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["id", "name", "kind", "uscc", "unit", "baseline", "target_2025", "target_2027", "indicator_key", "start", "end", "yes"]
            ),
            inner,
            max_size=8,
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([field.key for field in form().fields()]), PLAIN, max_size=12))
def test_no_stored_value_breaks_checking(damaged: dict[str, Any]) -> None:
    values = complete_values() | damaged
    found = check(form(), values, programme(), TODAY)
    assert len({finding.id for finding in found}) == len(found)
    assert all(finding.message for finding in found)
    done = progress(form(), values, programme())
    assert 0 <= done.filled <= done.applicable


@given(st.sampled_from([field for field in form().fields() if FIELD_TYPES[field.type].filled]), st.text(max_size=30))
def test_what_is_typed_anywhere_is_judged_not_lost(tested: Field, text: str) -> None:
    value = FIELD_TYPES[tested.type].read(tested, text, programme())
    found = check(form(), complete_values() | {tested.key: value}, programme(), TODAY)
    if isinstance(value, dict) and "unparsed" in value:
        assert (tested.key, "unparsed") in [(finding.field, finding.code) for finding in found]
