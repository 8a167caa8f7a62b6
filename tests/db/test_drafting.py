"""First drafts from a real workspace: every number is there, the words are right for none, one and many, nothing is made up."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from forms.consistency import disagreements
from forms.draft import Draft, DraftHeading, text_blocks
from forms.draft_tables import TABLES
from forms.drafting import draft
from forms.proofreading import proofread
from forms.report_loading import load_report
from models.changes import NOTHING, Changes
from models.operations.indicators import save_indicator, save_value
from models.operations.tracking import save_milestone, save_problem, save_progress, save_support_request
from models.programme.pack import Programme
from models.work import Work
from models.workspace.store import Workspace
from tests.db.office_records import add_entity, add_project

TODAY = date(2026, 11, 23)
KEYS = ("yearly", "cover_letter", "recommendation")


@pytest.fixture(autouse=True)
def late_november(clock: Any) -> None:
    clock.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def put(work: Work, sql: str, **values: object) -> Changes:
    work.session.execute(text(sql), values)
    return NOTHING


def pilot(workspace: Workspace, title: str, state: str = "implementing", **facts: Any) -> str:
    """Add a project in a state."""
    id = add_project(workspace, title, **facts)
    workspace.perform(put, "UPDATE project SET state = :state WHERE id = :id", state=state, id=id)
    return id


def written(workspace: Workspace, programme: Programme, key: str = "yearly", on: date = TODAY) -> Draft:
    with workspace.snapshot() as reader:
        return draft(load_report(programme, key), reader, programme, on)


def said(paper: Draft) -> str:
    return "\n".join(block.text for block in text_blocks(paper))


def faults(paper: Draft, programme: Programme) -> list[object]:
    """Return what the text checks have to say, hints left out."""
    blocks = list(text_blocks(paper))
    remarks = [remark for remark in proofread(blocks, programme, paper.day) if remark.level in ("error", "warning")]
    return [*remarks, *(found for found in disagreements(paper.figures, blocks=blocks) if found.level in ("error", "warning"))]


def nothing(workspace: Workspace) -> None:
    """A district without projects."""


def single(workspace: Workspace) -> None:
    """One pilot project with nothing recorded."""
    pilot(workspace, "示例产业学院共建")


def many(workspace: Workspace) -> None:
    """Pilot projects in several states and areas, with everything recorded, and others."""
    owner = add_entity(workspace, "示例人力资源公司")
    first = pilot(workspace, "招聘用工联合体", "continuing", main_area="a2", entity_id=owner)
    second = pilot(workspace, "产业学院共建", entity_id=owner)
    pilot(workspace, "服务共享中心", main_area="a3")
    pilot(workspace, "落选项目", "not_selected", main_area="a5")
    add_project(workspace, "草拟项目", main_area="a6")
    for number, id in enumerate((first, second)):
        steps = [row[0] for row in workspace.rows("SELECT id FROM milestone WHERE project_id = :id ORDER BY seq", id=id)]
        workspace.perform(save_milestone, id, steps[0], planned_on="2026-03-01", done_on="2026-03-01")
        workspace.perform(save_milestone, id, steps[1], planned_on="2026-10-01", done_on=None)
        workspace.perform(save_progress, id, None, on="2026-09-01", text="专区挂牌启用\n接待企业31家。")
        workspace.perform(save_problem, id, None, on=f"2026-0{number + 2}-01", text="跨区转接手续多。")
        workspace.perform(save_support_request, id, None, on="2026-06-01", text="请明确工伤保险办理口径", addressed_to="市人力社保局")
    workspace.perform(save_problem, first, None, on="2026-02-01", text="旧问题", resolved_on="2026-10-01", resolution="已办")
    workspace.perform(save_problem, first, None, on="2026-11-01", text="以后的问题")
    workspace.perform(put, "UPDATE problem SET \"on\" = '2026-12-01' WHERE text = '以后的问题'")
    workspace.perform(save_support_request, second, None, on="2026-06-01", text="请支持场地")
    known = workspace.programme.indicator("a2_03")
    facts = {"indicator_key": known.key, "name": known.name, "unit": known.unit, "kind": known.kind.value, "targets": {"2026": "2000"}}
    chosen = workspace.perform(save_indicator, first, None, facts).id
    workspace.perform(save_value, chosen, None, on=date(2026, 6, 30), value="1710", source="调剂台账")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("fill", [nothing, single, many])
def test_the_text_checks_find_nothing_in_our_own_drafts(
    workspace: Workspace, programme: Programme, key: str, fill: Callable[[Workspace], None]
) -> None:
    fill(workspace)
    workspace.perform(put, "UPDATE office SET phone = '023-60000000'")
    assert faults(written(workspace, programme, key), programme) == []
    assert faults(written(workspace, programme, key, date(2026, 11, 30)), programme) == []


def test_a_district_without_projects_says_so_once_and_promises_no_annex(workspace: Workspace, programme: Programme) -> None:
    paper = written(workspace, programme)
    assert "截至2026年11月23日，我区没有列入试点的项目。" in said(paper)
    assert "0个" not in said(paper)
    assert paper.annexes == ()
    assert [block.text for block in paper.blocks if isinstance(block, DraftHeading)] == ["试点项目开展情况", "存在的问题", "寻求支持事项"]
    assert "没有拟推荐的项目" in said(written(workspace, programme, "recommendation"))


def test_one_project_is_not_broken_down(workspace: Workspace, programme: Programme) -> None:
    single(workspace)
    text = said(written(workspace, programme, on=date(2026, 11, 30)))
    assert "截至2026年11月底，我区共有试点项目1个，由1个试点主体承担。推进状态均为“实施”。" in text
    assert "按推进状态分" not in text
    assert "另有" not in text
    assert "各项目没有反映尚未解决的问题。" in text
    assert "选用指标" not in text


def test_many_projects_with_their_numbers(workspace: Workspace, programme: Programme) -> None:
    many(workspace)
    paper = written(workspace, programme)
    words = said(paper)
    assert (
        "共有试点项目3个，由2个试点主体承担。按推进状态分，实施2个、继续实施1个。另有未列入试点的项目2个，其中草拟1个、未入选1个。" in words
    )
    assert "已覆盖9个试点方向中的3个，即制造业专业人才队伍培养、" in words
    assert "尚未覆盖的方向为制造业高端人才招引协同、制造业研发人才共享共用、" in words
    assert "已完成2个，逾期未完成2个。" in words
    assert "2026年9月1日，专区挂牌启用；接待企业31家。" in words
    assert "用工余缺调剂人次1710人次（当年目标2000人次，完成率85.5%）。" in words
    assert "尚未解决的问题1个。本年度已解决问题1个。" in words
    assert "跨区转接手续多（涉及项目：招聘用工联合体、产业学院共建）。" in words
    assert "以后的问题" not in words
    assert "需要支持的事项2项。" in words
    assert "请市人力社保局支持的事项" in words
    assert "其他需要支持的事项" in words
    figures = {(figure.name, figure.subject == ""): figure.value for figure in paper.figures}
    assert figures["试点项目", True] == 3
    assert figures["用工余缺调剂人次", True] == Decimal(1710)


def test_a_number_that_no_longer_fits_its_table_is_found(workspace: Workspace, programme: Programme) -> None:
    many(workspace)
    paper = written(workspace, programme)
    blocks = list(text_blocks(paper))
    changed = [
        block.__class__(block.key, block.label, block.kind, block.text.replace("共有试点项目3个", "共有试点项目4个")) for block in blocks
    ]
    assert [found.code for found in disagreements(paper.figures, blocks=changed) if found.level == "error"] == ["text_table"]


def test_tables_say_what_the_text_says(workspace: Workspace, programme: Programme) -> None:
    many(workspace)
    paper = written(workspace, programme)
    tables = {annex.name: annex.table for annex in paper.annexes}
    areas = tables["九个试点方向项目情况表"]
    assert areas is not None
    assert list(areas.rows[-1]) == ["", "合计", "3", "0", "3", "0", "2", "2"]
    assert sum(int(row[2]) for row in areas.rows[:-1]) == 3
    indicators = tables["试点指标完成情况表"]
    assert indicators is not None
    assert list(indicators.rows[0])[5:8] == ["2000", "1710", "85.5%"]
    problems = tables["试点项目问题清单"]
    assert problems is not None
    assert [row[4] for row in problems.rows] == ["2026.2.1"]
    for table in TABLES:
        assert all(len(row) == len(annex.columns) for annex in tables.values() if annex for row in annex.rows), table


def test_the_recommendation_follows_the_order_and_gives_the_opinion_as_reason(workspace: Workspace, programme: Programme) -> None:
    ids = [pilot(workspace, f"项目{name}", "review", period_start="2025-07", period_end="2027-12") for name in "甲乙丙"]
    pilot(workspace, "已实施", "implementing")
    for id, rank in zip(ids, (2, 1, None), strict=True):
        workspace.perform(put, "UPDATE project SET rank = :rank WHERE id = :id", rank=rank, id=id)
    workspace.perform(
        put,
        "INSERT INTO district_review (document_id, checklist, opinion, by)"
        " SELECT id, :items, '目标明确，同意推荐。', '' FROM document WHERE id = :id",
        id=ids[0],
        items="[" + ",".join(f'"{item.key}"' for item in programme.check_items) + "]",
    )
    paper = written(workspace, programme, "recommendation")
    table = paper.annexes[0].table
    assert table is not None
    assert [(row[0], row[2]) for row in table.rows] == [("1", "项目乙"), ("2", "项目甲"), ("", "项目丙")]
    assert [row[5] for row in table.rows] == ["", "目标明确，同意推荐。", ""]
    assert "拟推荐项目3个，由3个试点主体申报" in said(paper)
    assert "推荐排序第2位。推荐理由：目标明确，同意推荐。" in said(paper)
    assert "其中已按审核要点逐项核对的项目1个。" in said(paper)
    assert paper.reminders[:3] == (
        "有2个推荐项目还没有写区县意见，推荐理由空着。",
        "有1个推荐项目还没有推荐排序，排在最后。",
        "有2个推荐项目的审核要点还没有逐项勾选。",
    )


def test_every_word_from_the_workspace_is_linked(workspace: Workspace, programme: Programme) -> None:
    many(workspace)
    paper = written(workspace, programme)
    found = {(link.figure, link.subject): link for link in paper.links}
    assert (found["pilot_projects", ""].shown, found["pilot_projects", ""].place) == ("3", "总体情况第1段")
    numbers = {number for (number,) in workspace.rows("SELECT number FROM project WHERE state IN ('implementing', 'continuing')")}
    assert {subject for figure, subject in found if figure == "title"} == numbers
    assert all(link.shown in said(paper) + paper.note + paper.number for link in paper.links)


def test_the_number_is_the_only_gap(workspace: Workspace, programme: Programme) -> None:
    many(workspace)
    for key in KEYS:
        paper = written(workspace, programme, key)
        assert paper.number.strip("　") == "〔2026〕　　号"
        assert (paper.organ, paper.day, paper.recipient) == ("示例区人力资源和社会保障局", TODAY, "市人力资源和社会保障局")
        assert paper.note == "联系人：示例经办人"
        assert not any(sign in said(paper) for sign in ("{", "}", "None", "待填", "XX"))


def test_a_county_calls_itself_so(workspace: Workspace, programme: Programme) -> None:
    county = next(district for district in programme.districts_on(TODAY) if district.name.endswith("县"))
    workspace.perform(put, "UPDATE office SET district_code = :code", code=county.code)
    assert "我县没有列入试点的项目" in said(written(workspace, programme))
