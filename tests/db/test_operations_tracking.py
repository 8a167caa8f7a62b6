import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from models.errors import UserError
from models.operations import evidence as evidence_operations
from models.operations.ad_hoc import add_task
from models.operations.indicators import propose_indicators, save_indicator, save_value
from models.operations.obligations import record_obligation, withdraw
from models.operations.recycling import delete, restore
from models.operations.tracking import save_problem, save_progress, save_support_request
from models.programme.pack import Programme
from models.programme.types import Scope
from models.queries import evidence as evidence_queries
from models.queries.indicators import standings, values
from models.things import Thing
from models.workspace.store import Workspace
from tests.db.office_records import add_entity, add_project, one

TODAY = date(2026, 3, 2)
PDF = b"%PDF-1.7 example"


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def attach(workspace: Workspace, project: str, name: str = "协议.pdf", data: bytes = PDF, **more: Any) -> str:
    return workspace.perform(evidence_operations.attach, project, file_name=name, title="", data=data, **more).id


def test_progress_problem_and_support_request_are_saved_and_edited(workspace: Workspace) -> None:
    project = add_project(workspace)
    entry = workspace.perform(save_progress, project, None, on="2026-03-01", text="签约三家企业").id
    workspace.perform(save_progress, project, entry, text="签约四家企业")
    assert workspace.rows('SELECT "on", text, by FROM progress_entry') == [("2026-03-01", "签约四家企业", "示例经办人")]
    problem = workspace.perform(save_problem, project, None, on=date(2026, 2, 1), text="师资不足").id
    with pytest.raises(UserError, match="“解决日期”2026-01-31早于“提出日期”2026-02-01"):
        workspace.perform(save_problem, project, problem, resolved_on="2026-01-31")
    workspace.perform(save_problem, project, problem, resolved_on="2026-02-20", resolution="已外聘")
    request = workspace.perform(save_support_request, project, None, on="2026-02-01", text="请求协调场地", addressed_to="市局").id
    workspace.perform(save_support_request, project, request, answered_on="2026-02-09", answer="已协调")
    assert workspace.rows("SELECT resolved_on, resolution FROM problem") == [("2026-02-20", "已外聘")]
    assert workspace.rows("SELECT answered_on, answer FROM support_request") == [("2026-02-09", "已协调")]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"text": "无日期"}, "“日期”没有填写"),
        ({"on": "2026-03-03", "text": "明天"}, "晚于今天"),
        ({"on": "2026-02-30", "text": "没有这天"}, "不是有效日期"),
        ({"on": "2026-03-01", "text": " \n"}, "“进展情况”没有填写"),
    ],
)
def test_an_impossible_progress_entry_is_refused(workspace: Workspace, facts: dict[str, Any], said: str) -> None:
    project = add_project(workspace)
    with pytest.raises(UserError, match=said):
        workspace.perform(save_progress, project, None, **facts)
    assert one(workspace, "SELECT COUNT(*) FROM progress_entry") == 0


def test_core_indicators_of_the_areas_are_proposed_once(workspace: Workspace, programme: Programme) -> None:
    project = add_project(workspace, main_area="a1")
    workspace.perform(propose_indicators, project)
    core = [proposal.key for proposal in programme.indicators_of(["a1"]) if proposal.core]
    assert [row.key for row in standings(workspace, programme, project, TODAY)] == core
    assert not workspace.perform(propose_indicators, project).kinds


def cumulative(workspace: Workspace, project: str) -> str:
    facts: dict[str, Any] = {"name": "示例平台数", "unit": "个", "kind": "cumulative", "targets": {"2026": "１,000", "2027": "约二十"}}
    return workspace.perform(save_indicator, project, None, facts).id


def test_targets_are_kept_as_numbers_and_odd_text_as_typed(workspace: Workspace) -> None:
    indicator = cumulative(workspace, add_project(workspace))
    found = workspace.rows("SELECT year, value FROM indicator_target WHERE project_indicator_id = :id ORDER BY year", id=indicator)
    assert found == [(2026, "1000"), (2027, "约二十")]


def test_a_cumulative_value_never_falls_without_explanation(workspace: Workspace) -> None:
    indicator = cumulative(workspace, add_project(workspace))
    workspace.perform(save_value, indicator, None, on="2025-12-31", value="8")
    with pytest.raises(UserError, match="2026-02-01填6，低于2025-12-31已填的8") as refused:
        workspace.perform(save_value, indicator, None, on="2026-02-01", value="6")
    assert "备注" in refused.value.hint
    with pytest.raises(UserError, match="2025-06-30填9，高于2025-12-31已填的8"):
        workspace.perform(save_value, indicator, None, on="2025-06-30", value="9")
    corrected = workspace.perform(save_value, indicator, None, on="2026-02-01", value="6", note="两家重复统计，已核减").id
    assert [row.value for row in values(workspace, indicator)] == ["6", "8"]
    workspace.perform(delete, Thing.INDICATOR_VALUE, corrected)
    workspace.perform(save_value, indicator, None, on="2026-02-01", value="8")


def test_a_value_may_be_corrected_against_itself(workspace: Workspace) -> None:
    indicator = cumulative(workspace, add_project(workspace))
    value = workspace.perform(save_value, indicator, None, on="2026-01-31", value="8").id
    workspace.perform(save_value, indicator, value, on="2026-01-31", value="5")
    assert one(workspace, "SELECT value FROM indicator_value") == "5"


def test_a_ratio_is_computed_with_the_packs_decimals(workspace: Workspace, programme: Programme) -> None:
    proposal = next(proposal for proposal in programme.indicators if proposal.kind == "ratio" and proposal.unit == "%")
    project = add_project(workspace)
    facts: dict[str, Any] = {"indicator_key": proposal.key, "name": proposal.name, "unit": "%", "kind": "ratio", "targets": {"2026": "80"}}
    indicator = workspace.perform(save_indicator, project, None, facts).id
    workspace.perform(save_value, indicator, None, on="2026-01-31", numerator="２", denominator="3")
    with pytest.raises(UserError, match="“分母”不能是0"):
        workspace.perform(save_value, indicator, None, on="2026-02-28", numerator="0", denominator="0")
    (value,) = values(workspace, indicator)
    assert (value.value, value.numerator, value.denominator) == ("66.7", "2", "3")
    (stands,) = standings(workspace, programme, project, TODAY)
    assert (str(stands.actual), stands.target, stands.core) == ("66.7", Decimal(80), proposal.core)


@pytest.mark.parametrize(
    ("value", "said"), [("", "没有填写"), ("很多", "不是数字"), ("-1", "不能是负数"), ("1.234", "小数位太多"), ("1e99", "不是数字")]
)
def test_what_is_no_value_is_refused(workspace: Workspace, value: str, said: str) -> None:
    indicator = cumulative(workspace, add_project(workspace))
    with pytest.raises(UserError, match=said):
        workspace.perform(save_value, indicator, None, on="2026-03-01", value=value)


def test_the_kind_stays_while_values_are_recorded(workspace: Workspace) -> None:
    project = add_project(workspace)
    indicator = cumulative(workspace, project)
    workspace.perform(save_indicator, project, indicator, {"kind": "point"})
    workspace.perform(save_value, indicator, None, on="2026-03-01", value="1")
    with pytest.raises(UserError, match="不能再改指标性质"):
        workspace.perform(save_indicator, project, indicator, {"kind": "yearly"})


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.PDF", PDF, "application/pdf"),
        ("a.jpeg", b"\xff\xd8\xff\xe0 x", "image/jpeg"),
        ("a.png", b"\x89PNG\r\n\x1a\n x", "image/png"),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml"), None),
        ("a.xlsx", zipped("[Content_Types].xml", "xl/workbook.xml"), None),
        ("a.ofd", zipped("OFD.xml"), "application/ofd"),
        ("a.zip", zipped("照片.txt"), "application/zip"),
    ],
)
def test_the_type_is_found_from_the_content(workspace: Workspace, name: str, data: bytes, media_type: str | None) -> None:
    evidence = attach(workspace, add_project(workspace), f"C:\\示例\\{name}", data)
    stored_name, stored_type, size = workspace.rows("SELECT file_name, media_type, size FROM evidence")[0]
    assert (stored_name, size) == (name, len(data))
    assert stored_type == media_type or (media_type is None and stored_type.startswith("application/vnd.openxmlformats"))
    assert evidence_queries.content(workspace, evidence) == (name, data)


@pytest.mark.parametrize(
    ("name", "data", "more", "said"),
    [
        ("a.pdf", b"", {}, "是空的"),
        ("a.exe", b"MZ\x90", {}, "不是这里可以接收的类型"),
        ("a.docx", PDF, {}, "与文件名后缀不符"),
        ("a.zip", b"PK\x03\x04 broken", {}, "不是这里可以接收的类型"),
        ("a.pdf", PDF, {"extensions": ("png", "jpg")}, "不是这里可以接收的类型"),
        ("a.pdf", PDF + b" " * 1024 * 1024, {"max_mb": 1}, "超过1 MB"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(workspace: Workspace, name: str, data: bytes, more: dict[str, Any], said: str) -> None:
    project = add_project(workspace)
    with pytest.raises(UserError, match=said):
        attach(workspace, project, name, data, **more)
    assert one(workspace, "SELECT COUNT(*) FROM evidence_content") == 0


def test_the_same_content_is_stored_once_in_a_project(workspace: Workspace) -> None:
    first, second = add_project(workspace, "示例一"), add_project(workspace, "示例二")
    stored = attach(workspace, first)
    attach(workspace, second)
    with pytest.raises(UserError, match=r"“协议”（协议\.pdf）"):
        attach(workspace, first, "另一个名字.pdf")
    workspace.perform(delete, Thing.EVIDENCE, stored)
    attach(workspace, first, "另一个名字.pdf")
    with pytest.raises(UserError, match="“另一个名字”"):
        workspace.perform(restore, Thing.EVIDENCE, stored)


def test_content_that_changed_behind_our_back_is_not_handed_out(workspace: Workspace) -> None:
    evidence = attach(workspace, add_project(workspace))
    workspace.perform(_spoil, evidence)
    with pytest.raises(UserError, match="可能已损坏"):
        evidence_queries.content(workspace, evidence)


def _spoil(work: Any, evidence_id: str) -> Any:
    from models.changes import NOTHING
    from models.tracking import EvidenceContent

    work.session.get_one(EvidenceContent, evidence_id).data = b"%PDF-other"
    return NOTHING


def test_evidence_of_a_value_stays(workspace: Workspace) -> None:
    project = add_project(workspace)
    indicator, evidence = cumulative(workspace, project), attach(workspace, project)
    value = workspace.perform(save_value, indicator, None, on="2026-03-01", value="1", evidence_id=evidence).id
    assert workspace.rows("SELECT field_label, new FROM history WHERE field_key = 'evidence_id'") == [("佐证材料", "协议")]
    with pytest.raises(UserError, match="是指标“示例平台数”2026-03-01完成值的佐证"):
        workspace.perform(delete, Thing.EVIDENCE, evidence)
    workspace.perform(delete, Thing.INDICATOR_VALUE, value)
    workspace.perform(delete, Thing.EVIDENCE, evidence)
    other = attach(workspace, add_project(workspace, "示例别的项目"))
    with pytest.raises(UserError, match="属于另一个项目"):
        workspace.perform(save_value, indicator, None, on="2026-03-01", value="1", evidence_id=other)


def test_an_entity_with_live_projects_is_not_deleted(workspace: Workspace) -> None:
    entity = add_entity(workspace, "示例集团")
    project = add_project(workspace, "示例项目甲", entity)
    with pytest.raises(UserError, match="“示例集团”还有试点项目：“示例项目甲”，不能删除"):
        workspace.perform(delete, Thing.ENTITY, entity)
    workspace.perform(delete, Thing.PROJECT, project)
    workspace.perform(delete, Thing.ENTITY, entity)
    with pytest.raises(UserError, match="所属的试点主体“示例集团”也在回收站里") as refused:
        workspace.perform(restore, Thing.PROJECT, project)
    assert refused.value.hint == "请先恢复试点主体“示例集团”。"
    workspace.perform(restore, Thing.ENTITY, entity)
    assert workspace.perform(restore, Thing.PROJECT, project).project_ids == {project}
    with pytest.raises(UserError, match="回收站里没有这条记录"):
        workspace.perform(restore, Thing.PROJECT, project)


def test_everything_recyclable_goes_and_comes_back(workspace: Workspace, programme: Programme) -> None:
    project = add_project(workspace)
    indicator = cumulative(workspace, project)
    district = next(o for o in programme.obligations if o.scope is Scope.DISTRICT)
    things = {
        Thing.MILESTONE: one(workspace, "SELECT id FROM milestone ORDER BY seq LIMIT 1"),
        Thing.PROGRESS: workspace.perform(save_progress, project, None, on=TODAY, text="示例").id,
        Thing.PROBLEM: workspace.perform(save_problem, project, None, on=TODAY, text="示例").id,
        Thing.SUPPORT_REQUEST: workspace.perform(save_support_request, project, None, on=TODAY, text="示例").id,
        Thing.INDICATOR_VALUE: workspace.perform(save_value, indicator, None, on=TODAY, value="1").id,
        Thing.INDICATOR: indicator,
        Thing.EVIDENCE: attach(workspace, project),
        Thing.OBLIGATION_RECORD: workspace.perform(record_obligation, district.key, None, "submitted", TODAY).id,
        Thing.AD_HOC_TASK: workspace.perform(add_task, "示例急件", "示例市局", TODAY).id,
        Thing.PROJECT: project,
        Thing.ENTITY: one(workspace, "SELECT entity_id FROM project"),
    }
    tables = (
        "milestone progress_entry problem support_request indicator_value project_indicator evidence obligation_record ad_hoc_task"
        " project pilot_entity"
    )

    def live() -> list[int]:
        return [one(workspace, f"SELECT COUNT(*) FROM {table} WHERE deleted_at IS NULL") for table in tables.split()]

    before = live()
    for thing, id in things.items():
        workspace.perform(delete, thing, id)
    assert live() == [count - 1 for count in before]
    for thing, id in reversed(things.items()):
        workspace.perform(restore, thing, id)
    assert live() == before


def test_an_obligation_is_recorded_once_and_withdrawn(workspace: Workspace, programme: Programme) -> None:
    yearly = next(o for o in programme.obligations if o.scope is Scope.DISTRICT and o.nil_allowed and o.due)
    first = workspace.perform(record_obligation, yearly.key, None, "submitted", "2025-11-28", "已邮寄").id
    assert workspace.perform(record_obligation, yearly.key, None, "nil", "2025-11-29").id == first
    assert workspace.rows('SELECT outcome, "on", note, by FROM obligation_record') == [("nil", "2025-11-29", "", "示例经办人")]
    workspace.perform(withdraw, first)
    second = workspace.perform(record_obligation, yearly.key, None, "submitted", "2025-11-30").id
    assert second != first
    with pytest.raises(UserError, match="已经另有一条报送记录"):
        workspace.perform(restore, Thing.OBLIGATION_RECORD, first)


def test_impossible_records_are_refused(workspace: Workspace, programme: Programme) -> None:
    project = add_project(workspace)
    form = next(o for o in programme.obligations if o.scope is not Scope.DISTRICT and not o.nil_allowed)
    for outcome, on, said in (
        ("nil", "2025-07-11", "不能零报告"),
        ("not_applicable", "2025-07-11", "必须写明原因"),
        ("submitted", "2026-03-03", "晚于今天"),
        ("submitted", None, "“报送日期”没有填写"),
    ):
        with pytest.raises(UserError, match=said):
            workspace.perform(record_obligation, form.key, project, outcome, on)
    with pytest.raises(UserError, match="没有这项报送任务"):
        workspace.perform(record_obligation, "no-such", None, "submitted", "2025-07-11")
    with pytest.raises(ValueError, match="scope"):
        workspace.perform(record_obligation, form.key, None, "submitted", "2025-07-11")
