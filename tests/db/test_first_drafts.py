"""First drafts in a real workspace: the numbers are there, the words fit none, one and many, nothing is replaced unasked."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from build.sample_data import insert_sample
from forms.checking import check
from forms.contradictions import contradictions
from forms.definition import Level, Scope
from forms.document_text import text_blocks
from forms.documents import document_forms, reminders
from forms.drafting import preview_draft, write_draft
from forms.proofreading import proofread
from models.operations.tracking import save_problem
from models.programme.pack import Programme
from models.workspace.store import Workspace
from tests.db.document_records import document, drafted, edit, rows, text
from tests.db.form_records import complete_project, perform
from tests.db.pilot_records import TODAY, first_project, many, nothing, pilot, put, single

KEYS = ("yearly", "cover_letter", "recommendation", "district_summary")


@pytest.fixture(autouse=True)
def late_november(clock: Any) -> None:
    clock.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def period(key: str) -> str:
    return "2026" if key == "yearly" else ""


def faults(workspace: Workspace, id: str) -> list[object]:
    """Return what the text checks have to say, hints left out."""
    state = document(workspace, id)
    blocks = text_blocks(state.form, state.values, workspace.programme)
    remarks = [remark for remark in proofread(blocks, workspace.programme, TODAY) if remark.level in ("error", "warning")]
    with workspace.snapshot() as reader:
        found = contradictions(reader, workspace.programme, id, TODAY)
    return [*remarks, *(one for one in found if one.level in ("error", "warning"))]


@pytest.mark.parametrize("fill", [nothing, single, many])
def test_the_text_checks_find_nothing_in_our_own_drafts(workspace: Workspace, fill: Callable[[Workspace], None], clock: Any) -> None:
    fill(workspace)
    workspace.perform(put, "UPDATE office SET phone = '023-60000000'")
    for key in KEYS:
        id = drafted(workspace, key, period=period(key))
        assert faults(workspace, id) == [], key
    clock.now = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
    assert faults(workspace, drafted(workspace, "cover_letter")) == []


def test_the_text_checks_find_nothing_in_the_drafts_of_a_project(district: Workspace, programme: Programme) -> None:
    for form in document_forms(programme):
        if form.document and form.document.scope is Scope.PROJECT:
            assert faults(district, drafted(district, form.key, first_project(district))) == [], form.key


def test_a_district_without_projects_says_so_and_promises_no_annex(workspace: Workspace) -> None:
    id = drafted(workspace, "yearly", period="2026")
    assert text(workspace, id, "situation") == "截至2026年11月23日，我区没有列入试点的项目。"
    state = document(workspace, id)
    assert not any(state.values.get(field.key) for field in state.form.fields() if field.type == "table")
    assert "没有拟推荐的项目" in text(workspace, drafted(workspace, "recommendation"), "opening")


def test_one_project_is_not_broken_down(workspace: Workspace, clock: Any) -> None:
    single(workspace)
    clock.now = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
    id = drafted(workspace, "yearly", period="2026")
    words = text(workspace, id, "situation")
    assert "（一）总体情况\n截至2026年11月底，我区共有试点项目1个，由1个试点主体承担。推进状态均为“实施”。\n" in words
    assert "按推进状态分" not in words
    assert "选用指标" not in words
    assert text(workspace, id, "problems") == "各项目没有反映尚未解决的问题。"
    assert text(workspace, id, "day") == "2026年11月30日"


def test_many_projects_with_their_numbers(district: Workspace) -> None:
    id = drafted(district, "yearly", period="2026")
    words = text(district, id, "situation")
    assert (
        "共有试点项目3个，由2个试点主体承担。按推进状态分，实施2个、继续实施1个。另有未列入试点的项目2个，其中草拟1个、未入选1个。" in words
    )
    assert "已覆盖9个试点方向中的3个，即制造业专业人才队伍培养、" in words
    assert "已完成2个，逾期未完成2个。" in words
    assert "（二）各项目进展\n1.招聘用工联合体。由示例人力资源公司承担" in words
    assert "2026年9月1日，专区挂牌启用；接待企业31家。" in words
    assert "用工余缺调剂人次1710人次（当年目标2000人次，完成率85.5%）。" in words
    assert text(district, id, "problems") == (
        "各项目反映尚未解决的问题1个。本年度已解决问题1个。\n（一）跨区转接手续多（涉及项目：招聘用工联合体、产业学院共建）。"
    )
    assert text(district, id, "requests").splitlines() == [
        "各项目提出需要支持的事项2项。",
        "（一）请市人力社保局支持的事项",
        "1.请明确工伤保险办理口径（涉及项目：招聘用工联合体、产业学院共建）。",
        "（二）其他需要支持的事项",
        "1.请支持场地（涉及项目：产业学院共建）。",
    ]
    areas = rows(district, id, "area_table")
    assert {key: areas[-1][key] for key in ("area", "projects", "group_2", "done", "late")} == {
        "area": "合计",
        "projects": 3,
        "group_2": 3,
        "done": 2,
        "late": 2,
    }
    (line,) = rows(district, id, "indicator_table")
    assert (line["target"], line["actual"], line["rate"]) == ("2000", "1710", "85.5%")
    assert [row["on"] for row in rows(district, id, "problem_table")] == ["2026.2.1"]


def test_a_document_of_a_project_tells_of_that_project_alone(district: Workspace) -> None:
    id = drafted(district, "start_up_report", first_project(district))
    words = text(district, id, "implementation")
    assert words.startswith("本项目由示例人力资源公司承担，主方向为重点产业链人力资源统筹调配。截至2026年11月23日，")
    assert "共设置里程碑5个，已完成1个，逾期未完成1个。\n（一）推进过程\n1.专区挂牌启用；接待企业31家（2026年9月1日）。" in words
    assert text(district, id, "problems") == "（一）跨区转接手续多。"
    assert len(rows(district, id, "milestone_table")) == 5
    assert [row["name"] for row in rows(district, id, "indicator_table")] == ["用工余缺调剂人次"]
    assert text(district, id, "organ") == "示例人力资源公司"


def test_a_work_plan_begins_with_what_the_application_says(workspace: Workspace) -> None:
    project = complete_project(workspace)
    id = drafted(workspace, "work_plan", project)
    application = document(workspace, project)
    assert text(workspace, id, "goals") == application.values["goal_text"]
    assert text(workspace, id, "innovation") == "（一）建立用工余缺调剂台账。\n（二）设立常设招聘专区。"
    assert [row["name"] for row in rows(workspace, id, "tasks")] == ["组建联合体", "调剂用工"]
    held = application.values["indicators"]
    assert isinstance(held, list)
    assert [row["target_2027"] for row in rows(workspace, id, "targets")] == [row["target_2027"] for row in held if isinstance(row, dict)]


def test_a_typical_case_begins_with_the_numbers_before_and_after(district: Workspace) -> None:
    district.perform(put, "UPDATE project_indicator SET baseline = '900'")
    id = drafted(district, "typical_case", first_project(district))
    assert text(district, id, "results") == "截至2026年11月23日，用工余缺调剂人次1710人次（当年目标2000人次，完成率85.5%）。"
    (row,) = rows(district, id, "comparison")
    assert (row["baseline"], row["actual"]) == ("900", "1710")
    assert text(district, id, "organ") == "示例区人力资源和社会保障局"


def test_the_district_gathers_the_highlights_of_its_projects(district: Workspace) -> None:
    summary = drafted(district, "summary", first_project(district))
    edit(district, summary, "highlights", "1.台账天天更新。\n2.专区常年开门。")
    id = drafted(district, "district_summary")
    assert text(district, id, "highlights") == "（一）招聘用工联合体。台账天天更新。专区常年开门。"


def test_a_draft_fills_only_what_is_empty_and_replaces_only_what_is_named(workspace: Workspace) -> None:
    many(workspace)
    id = drafted(workspace, "yearly", period="2026")
    edit(workspace, id, "problems", "我的话")
    edit(workspace, id, "requests", None)
    perform(workspace, write_draft, id)
    assert text(workspace, id, "problems") == "我的话"
    assert text(workspace, id, "requests").startswith("各项目提出需要支持的事项2项。")
    with workspace.snapshot() as reader:
        offered = {entry.field.key: entry for entry in preview_draft(reader, workspace.programme, id, TODAY)}
    assert offered["problems"].held == "我的话"
    assert offered["problems"].shown.startswith("各项目反映尚未解决的问题1个。")
    perform(workspace, write_draft, id, ["problems"])
    assert text(workspace, id, "problems") == offered["problems"].shown
    last = workspace.rows("SELECT old, new FROM history WHERE field_key = 'problems' ORDER BY id DESC LIMIT 1")
    assert last[0][1] == offered["problems"].shown


def test_a_number_that_a_text_of_others_brings_along_is_counted(workspace: Workspace) -> None:
    project = complete_project(workspace)
    edit(workspace, project, "guarantee", "（一）组织领导。示例。\n（二）资金。" + "示例。" * 80)
    edit(workspace, project, "risk", ["虚假招聘：逐条核对。"])
    id = drafted(workspace, "work_plan", project)
    assert text(workspace, id, "guarantees").splitlines()[-1] == "（三）虚假招聘：逐条核对。"


def test_a_report_on_an_earlier_year_stops_at_its_end(district: Workspace) -> None:
    id = drafted(district, "yearly", period="2025")
    assert "2025年度" in text(district, id, "title")
    assert "截至2025年12月底" in text(district, id, "situation")
    assert "1710" not in text(district, id, "situation")
    assert text(district, id, "problems") == "各项目没有反映尚未解决的问题。"
    assert text(district, id, "day") == "2026年11月23日"


def test_every_word_from_the_workspace_is_linked_and_frozen_with_the_document(district: Workspace) -> None:
    id = drafted(district, "yearly", period="2026")
    links = district.rows("SELECT field_key, figure, subject, place, shown, before FROM linked_figure WHERE document_id = :id", id=id)
    found = {(figure, subject): (place, shown, before) for _, figure, subject, place, shown, before in links}
    assert found["pilot_projects", ""] == ("试点项目开展情况第2段", "3", "共有试点项目")
    assert found["nine_areas:projects", "合计"][:2] == ("九个试点方向项目情况表第10行“试点项目（个）”", "3")
    numbers = {number for (number,) in district.rows("SELECT number FROM project WHERE state IN ('implementing', 'continuing')")}
    assert {subject for figure, subject in found if figure == "title"} == numbers
    for key, figure, _, _, shown, before in links:
        if ":" not in figure:
            assert text(district, id, key).count(before + shown) == 1


def test_the_officer_is_told_what_is_missing(district: Workspace) -> None:
    id = drafted(district, "yearly", period="2026")
    with district.snapshot() as reader:
        said = reminders(reader, district.programme, id, TODAY)
    assert said[0] == "有1个试点项目还没有进展记录，报告里只写了基本情况。"


def test_the_recommendation_follows_the_order_and_gives_the_opinion_as_reason(workspace: Workspace, programme: Programme) -> None:
    ids = [pilot(workspace, f"项目{name}", "review", period_start="2025-07", period_end="2027-12") for name in "甲乙丙"]
    pilot(workspace, "已实施", "implementing")
    for id, rank in zip(ids, (2, 1, None), strict=True):
        workspace.perform(put, "UPDATE project SET rank = :rank WHERE id = :id", rank=rank, id=id)
    workspace.perform(
        put,
        "INSERT INTO district_review (document_id, checklist, opinion, by) VALUES (:id, :items, '目标明确，同意推荐。', '')",
        id=ids[0],
        items="[" + ",".join(f'"{item.key}"' for item in programme.check_items) + "]",
    )
    paper = drafted(workspace, "recommendation")
    table = rows(workspace, paper, "table")
    assert [(row.get("rank"), row["title"]) for row in table] == [(1, "项目乙"), (2, "项目甲"), (None, "项目丙")]
    assert [row.get("reason") for row in table] == [None, "目标明确，同意推荐。", None]
    assert "拟推荐项目3个，由3个试点主体申报" in text(workspace, paper, "organised")
    assert "推荐排序第2位。推荐理由：目标明确，同意推荐。" in text(workspace, paper, "projects")
    assert text(workspace, paper, "others") == "人力资源服务业与制造业融合发展试点申请表（3份）"
    assert faults(workspace, paper) == []
    with workspace.snapshot() as reader:
        said = reminders(reader, programme, paper, TODAY)
    assert said[:3] == [
        "有2个推荐项目还没有写区县意见，推荐理由空着。",
        "有1个推荐项目还没有推荐排序，排在最后。",
        "有2个推荐项目的审核要点还没有逐项勾选。",
    ]


def test_no_gap_is_left_in_a_draft(district: Workspace, programme: Programme) -> None:
    for key in KEYS:
        id = drafted(district, key, period=period(key))
        words = "\n".join(text(district, id, field.key) for field in document(district, id).form.fields())
        assert not any(sign in words for sign in ("{", "}", "None", "待填", "XX")), key


def test_a_county_calls_itself_so(workspace: Workspace, programme: Programme) -> None:
    county = next(district for district in programme.districts_on(TODAY) if district.name.endswith("县"))
    workspace.perform(put, "UPDATE office SET district_code = :code", code=county.code)
    assert "我县没有列入试点的项目" in text(workspace, drafted(workspace, "yearly", period="2026"), "situation")


def test_what_is_recorded_for_later_days_does_not_count(district: Workspace) -> None:
    id = drafted(district, "yearly", period="2026")
    assert "以后的问题" not in text(district, id, "problems")
    perform(district, save_problem, first_project(district), None, on=date(2026, 11, 20).isoformat(), text="新问题")
    perform(district, write_draft, id, ["problems"])
    assert "新问题" in text(district, id, "problems")


def wrong(workspace: Workspace, id: str) -> list[str]:
    """Return what the form has against its own draft; what the officer has to write is not held against it."""
    state = document(workspace, id)
    found = check(state.form, state.values, workspace.programme, TODAY)
    return [f"{state.form.key}.{one.field}：{one.message}" for one in found if one.level is Level.ERROR and one.code != "required"]


def test_no_draft_breaks_the_rules_of_its_own_form(district: Workspace, programme: Programme) -> None:
    project = complete_project(district)
    for form in document_forms(programme):
        owners = [first_project(district), project] if form.document and form.document.scope is Scope.PROJECT else [""]
        for owner in owners:
            assert wrong(district, drafted(district, form.key, owner, period(form.key))) == []


def test_forty_projects_with_long_names_and_texts_have_room(workspace: Workspace, programme: Programme, clock: Any) -> None:
    workspace.perform(insert_sample, 40)
    workspace.perform(put, "UPDATE project SET title = substr(title || :more, 1, 40), state = 'implementing'", more="长" * 40)
    workspace.perform(put, "UPDATE pilot_entity SET name = substr(name || :more, 1, 60)", more="名" * 60)
    workspace.perform(put, "UPDATE problem SET text = :text", text="问题说明" * 750)
    workspace.perform(put, "UPDATE progress_entry SET text = text || :text", text="进展情况" * 75)
    ((some,),) = workspace.rows("SELECT id FROM project ORDER BY number LIMIT 1")
    for form in document_forms(programme):
        owner = some if form.document and form.document.scope is Scope.PROJECT else ""
        assert wrong(workspace, drafted(workspace, form.key, owner, period(form.key))) == []
