import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pkgutil import resolve_name
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from build.sample_data import insert_sample
from exports.jobs import WORKBOOKS
from models.changes import NOTHING, Changes
from models.operations.indicators import save_indicator, save_value
from models.operations.obligations import record_obligation
from models.operations.recycling import delete
from models.operations.tracking import save_milestone, save_problem, save_progress, save_support_request
from models.programme.pack import Programme
from models.programme.types import Scope
from models.queries import report_parts
from models.queries.indicator_report import IndicatorLine, IndicatorReport, read_indicator_report
from models.queries.report_parts import Pages
from models.queries.reports import (
    EntityReport,
    Mark,
    MatterLine,
    ProgressLine,
    mark_of,
    read_entities,
    read_problems,
    read_progress,
    read_requests,
    read_tasks,
)
from models.queries.submission_report import STANDINGS, read_submissions
from models.things import Thing
from models.work import Work
from models.workspace.store import Workspace
from tests.db.office_records import add_entity, add_project

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def late_november(clock: Any) -> None:
    clock.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def read(workspace: Workspace, programme: Programme, reader: Any, on: date = TODAY) -> Any:
    with workspace.snapshot() as snapshot:
        return reader(snapshot, programme, on)


def test_pages_give_back_what_was_added_and_know_the_longest() -> None:
    pages: Pages[MatterLine] = Pages(MatterLine._make, prose=(5,))
    lines = [
        MatterLine("1", "题", "主体", "方向", "2026-01-01", "字" * (n % 7) + "\n" * (n % 3), "", "未解决", "", "", n) for n in range(2500)
    ]
    pages.add(lines[:1])
    pages.add(lines[1:])
    assert (len(pages), list(pages), list(pages)) == (2500, lines, lines)
    assert (pages.measured().longest, pages.most_breaks) == (8, 2)


@pytest.mark.parametrize(
    ("planned", "done", "mark"),
    [
        (None, None, Mark.UNDATED),
        ("2026-11-23", None, Mark.PLANNED),
        ("2026-11-22", None, Mark.LATE),
        ("2026-11-22", "2026-11-22", Mark.DONE),
        ("2026-11-21", "2026-11-22", Mark.DONE_LATE),
        (None, "2026-11-22", Mark.DONE),
        ("2026-11-30", "2026-11-24", Mark.PLANNED),
    ],
)
def test_a_milestone_on_a_day(planned: str | None, done: str | None, mark: Mark) -> None:
    assert mark_of(planned, done, "2026-11-23") is mark


def test_progress_of_a_project_and_its_area(workspace: Workspace, programme: Programme) -> None:
    id = add_project(workspace, "示例项目")
    add_project(workspace, "没有方向", main_area="")
    milestones = [row[0] for row in workspace.rows("SELECT id FROM milestone WHERE project_id = :id ORDER BY seq", id=id)]
    workspace.perform(save_milestone, id, milestones[0], planned_on="2026-03-01", done_on="2026-03-01")
    workspace.perform(save_milestone, id, milestones[1], planned_on="2026-10-01", done_on=None)
    workspace.perform(save_milestone, id, milestones[2], planned_on="2026-12-01", done_on=None)
    workspace.perform(save_progress, id, None, on="2026-06-01", text="旧进展")
    workspace.perform(save_progress, id, None, on="2026-09-01", text="新进展")
    workspace.perform(save_problem, id, None, on="2026-02-01", text="未解决")
    workspace.perform(save_problem, id, None, on="2026-02-01", text="已解决", resolved_on="2026-10-01")
    report = read(workspace, programme, read_progress)
    line: ProgressLine = next(iter(report.rows))
    assert (line.title, line.on, line.progress) == ("示例项目", "2026-09-01", "新进展")
    assert (line.done, line.late, line.planned, line.open, line.solved) == (1, 1, len(milestones) - 2, 1, 1)
    assert line.next.endswith("（2026年12月1日）")
    assert report.areas[0].counts == (1, 0, 1, 1, len(milestones) - 2, 1)
    assert (report.areas[-1].number, report.areas[-1].counts[:2]) == (0, (1, 1))
    assert len(report.areas) == len(programme.areas) + 1
    earlier = next(iter(read(workspace, programme, read_progress, date(2026, 7, 1)).rows))
    assert (earlier.progress, earlier.late, earlier.open, earlier.solved) == ("旧进展", 0, 2, 0)


def put_tasks(work: Work, project: str, rows: list[dict[str, Any]]) -> Changes:
    work.session.execute(
        text(
            "INSERT INTO answer (document_id, field_key, value, entered, updated_at)"
            " SELECT id, 'tasks', :value, '', :at FROM document WHERE id = :project"
        ),
        {"value": json.dumps(rows, ensure_ascii=False), "at": "2026-11-01 00:00:00", "project": project},
    )
    return NOTHING


def test_tasks_come_from_the_form_and_keep_what_could_not_be_read(workspace: Workspace, programme: Programme) -> None:
    id = add_project(workspace, "示例项目")
    workspace.perform(
        put_tasks,
        id,
        [
            {"id": "1", "name": "组建联合体", "content": "签协议", "owner": "甲", "start": "2025-07", "end": "2026-10", "output": "协议"},
            {"id": "2", "name": "调剂", "start": "2026-01", "end": "2026-11"},
            {"id": "3", "name": "推广", "start": "2027-01", "end": {"unparsed": "下半年"}},
            {"id": "4", "name": "总结", "start": "2027-01", "end": "2027-12"},
        ],
    )
    report = read(workspace, programme, read_tasks)
    tasks = list(report.tasks)
    assert [(task.name, task.timing) for task in tasks] == [
        ("组建联合体", "已过完成时限"),
        ("调剂", "在计划期内"),
        ("推广", "时间未填全"),
        ("总结", "未到开始时间"),
    ]
    assert tasks[0][:4] == tuple(next(iter(read(workspace, programme, read_progress).rows))[:4])
    assert (tasks[0].content, tasks[0].owner, tasks[0].output, tasks[0].period) == ("签协议", "甲", "协议", "2025年7月至2026年10月")
    assert tasks[2].period == "2027年1月至下半年"
    assert report.areas[0].counts == (1, 1, 1, 1)
    assert len(report.milestones) == len(programme.area("a1").milestones)


def test_problems_and_requests_on_a_day(workspace: Workspace, programme: Programme) -> None:
    id = add_project(workspace)
    workspace.perform(save_problem, id, None, on="2026-11-01", text="场地不足")
    workspace.perform(save_problem, id, None, on="2026-10-01", text="缺人", resolved_on="2026-10-11", resolution="已招聘")
    gone = workspace.perform(save_problem, id, None, on="2026-10-01", text="删除").id
    workspace.perform(delete, Thing.PROBLEM, gone)
    workspace.perform(save_support_request, id, None, on="2026-11-03", text="协调场地", addressed_to="市人力社保局")
    rows = list(read(workspace, programme, read_problems).rows)
    assert [(row.text, row.state, row.closed_on, row.outcome, row.days) for row in rows] == [
        ("缺人", "已解决", "2026-10-11", "已招聘", 10),
        ("场地不足", "未解决", "", "", 22),
    ]
    earlier = read(workspace, programme, read_problems, date(2026, 10, 5))
    assert [(row.text, row.state, row.days) for row in earlier.rows] == [("缺人", "未解决", 4)]
    assert earlier.areas[0].counts == (1, 0)
    (request,) = read(workspace, programme, read_requests).rows
    assert (request.text, request.to, request.state, request.days) == ("协调场地", "市人力社保局", "未答复", 20)


def test_register_counts_projects_and_kinds(workspace: Workspace, programme: Programme) -> None:
    entity = add_entity(workspace, "示例公司", kind="mfg_leader", mobile="13000000000", tel="02360000000", address="示例路1号")
    add_entity(workspace, "同名公司", kind="other", kind_other="示例类型")
    add_entity(workspace, "同名公司")
    add_project(workspace, "二", entity, main_area="a2")
    add_project(workspace, "一", entity, main_area="a1")
    report: EntityReport = read(workspace, programme, read_entities)
    rows = list(report.rows)
    assert [row.name for row in rows] == ["同名公司", "同名公司", "示例公司"]
    last = rows[-1]
    assert (last.kind, last.phone, last.projects) == ("制造业龙头企业", "13000000000\n02360000000", 2)
    assert last.areas == f"{programme.area('a1').title}、{programme.area('a2').title}"
    assert {"示例类型", ""} == {row.kind for row in rows[:2]}
    assert sum(line.entities for line in report.kinds) == 3
    assert next(line for line in report.kinds if line.kind == "制造业龙头企业")[1:] == (1, 1, 2)


def choose(workspace: Workspace, project: str, programme: Programme, key: str, target: str = "", baseline: str = "") -> str:
    proposal = programme.indicator(key)
    facts: dict[str, Any] = {"indicator_key": key, "name": proposal.name, "unit": proposal.unit, "kind": proposal.kind.value}
    return workspace.perform(
        save_indicator, project, None, facts | {"baseline": baseline, "targets": {"2026": target} if target else {}}
    ).id


def line_of(lines: tuple[IndicatorLine, ...], area: str, name: str) -> IndicatorLine:
    return next(line for line in lines if (line.area_title, line.name) == (area, name))


def test_indicators_add_up_by_kind_and_companies_never_across_areas(workspace: Workspace, programme: Programme) -> None:
    (distinct,) = [proposal for proposal in programme.indicators if proposal.distinct]
    common = next(p for p in programme.indicators if not p.areas and not p.distinct and p.kind == "yearly")
    ratio = next(p for p in programme.indicators if p.kind == "ratio")
    lasting = next(p for p in programme.indicators if p.kind == "cumulative" and p.areas == ratio.areas)
    area, other = ratio.areas[0], next(a.key for a in programme.areas if a.key not in ratio.areas)
    first, second = add_project(workspace, "示例一", main_area=area), add_project(workspace, "示例二", main_area=area)
    third = add_project(workspace, "示例三", main_area=other)
    for project, above, below in ((first, "90", "100"), (second, "1", "10")):
        workspace.perform(
            save_value, choose(workspace, project, programme, ratio.key, "80"), None, on="2026-06-30", numerator=above, denominator=below
        )
        last = choose(workspace, project, programme, lasting.key, "10", "1")
        workspace.perform(save_value, last, None, on="2026-03-31", value="2", source="旧")
        workspace.perform(save_value, last, None, on="2026-06-30", value="4", source=f"台账{above}")
    for project in (first, third):
        yearly = choose(workspace, project, programme, common.key, "10")
        for on, value in (("2025-12-31", "100"), ("2026-03-31", "3"), ("2026-06-30", "4")):
            workspace.perform(save_value, yearly, None, on=on, value=value)
        workspace.perform(save_value, choose(workspace, project, programme, distinct.key, "10"), None, on="2026-06-30", value="5")
    report: IndicatorReport = read(workspace, programme, read_indicator_report)
    title, elsewhere = programme.area(area).title, programme.area(other).title
    of_ratio = line_of(report.lines, title, ratio.name)
    assert (of_ratio.actual, of_ratio.target, of_ratio.rate) == (Decimal("82.7"), Decimal(80), Decimal("1.033750"))
    of_last = line_of(report.lines, title, lasting.name)
    assert (of_last.baseline, of_last.target, of_last.actual, of_last.rate) == (Decimal(2), Decimal(20), Decimal(8), Decimal("0.4"))
    assert (of_last.projects, of_last.reporting, of_last.source, of_last.on) == (2, 2, "台账90、台账1", "2026-06-30")
    assert line_of(report.lines, elsewhere, common.name).actual == 7
    totals = {line.name: line for line in report.district}
    assert set(totals) == {common.name, distinct.name}
    assert (totals[common.name].actual, totals[common.name].target, totals[common.name].rate) == (Decimal(14), Decimal(20), Decimal("0.7"))
    assert (totals[distinct.name].actual, totals[distinct.name].target, totals[distinct.name].projects) == (None, None, 2)
    assert "不相加" in totals[distinct.name].remark
    assert {line.area_title for line in report.lines} == {area.title for area in programme.areas}
    assert report.areas[programme.area(area).number - 1].counts == (1, 5, 0, 0)
    assert len(report.rows) == 8


def test_no_rate_where_a_project_has_no_target_and_own_indicators_are_not_added(workspace: Workspace, programme: Programme) -> None:
    proposal = next(p for p in programme.indicators if p.kind == "cumulative" and p.areas == ("a1",))
    first, second = add_project(workspace, "示例一"), add_project(workspace, "示例二")
    for project, target in ((first, "10"), (second, "")):
        workspace.perform(save_value, choose(workspace, project, programme, proposal.key, target), None, on="2026-06-30", value="8")
    workspace.perform(save_indicator, first, None, {"name": "自己的指标", "unit": "个", "kind": "point", "targets": {"2026": "1"}})
    report: IndicatorReport = read(workspace, programme, read_indicator_report)
    line = line_of(report.lines, programme.area("a1").title, proposal.name)
    assert (line.actual, line.target, line.rate) == (Decimal(16), Decimal(10), None)
    assert line.remark == "1个项目未填当年目标值，不计完成率"
    assert report.own == 1
    assert [row.remark for row in report.rows] == ["", "自拟指标", ""]
    assert report.areas[0].counts == (0, 1, 1, 1)


def test_submissions_project_by_project(workspace: Workspace, programme: Programme) -> None:
    id = add_project(workspace, "示例项目", add_entity(workspace, "示例公司", contact="示例联系人", mobile="13000000000"))
    duty = next(o for o in programme.obligations if o.scope is Scope.DISTRICT and o.due == date(2026, 11, 30))
    of_projects = [o for o in programme.obligations if o.scope is not Scope.DISTRICT]
    report = read(workspace, programme, read_submissions)
    assert [title for title, _ in report.duties] == [o.title for o in sorted(of_projects, key=lambda o: o.due or date.max)]
    (row,) = report.rows
    assert (row.title, len(row.cells)) == ("示例项目", len(report.duties))
    line = next(line for line in report.lines if line.title == duty.title)
    assert (line.owed, line.counts[STANDINGS.index(line_standing("待办"))], line.due) == (1, 1, "2026-11-30")
    waiting = [(item.duty, item.contact, item.phone) for item in report.waiting if item.number]
    assert (of_projects[0].title, "示例联系人", "13000000000") in waiting
    workspace.perform(record_obligation, duty.key, None, "submitted", TODAY, "")
    workspace.perform(record_obligation, of_projects[0].key, id, "submitted", date(2025, 7, 10), "")
    after = read(workspace, programme, read_submissions)
    assert next(iter(after.rows)).cells[0] == "已报\n2025年7月10日"
    assert duty.title not in [item.duty for item in after.waiting]
    done = next(line for line in after.lines if line.title == duty.title)
    assert (done.counts[STANDINGS.index(line_standing("已报"))], done.met_on) == (1, "2026-11-23")


def test_what_is_met_twice_at_any_time_keeps_its_column(
    workspace: Workspace, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    any_time = next(o for o in programme.obligations if o.due is None)
    dated = next(o for o in programme.obligations if o.scope is Scope.PROJECT and o.due)
    first, then = replace(any_time, scope=Scope.PROJECT, due=date(2026, 1, 31)), replace(dated, due=date(2026, 2, 28), on_time_until=None)
    monkeypatch.setitem(programme.__dict__, "obligations", (first, then))
    project = add_project(workspace, "示例项目")
    for day in (10, 12):
        workspace.perform(record_obligation, first.key, project, "submitted", date(2026, 1, day), "")
    workspace.perform(record_obligation, then.key, project, "submitted", date(2026, 2, 20), "")
    (row,) = read(workspace, programme, read_submissions).rows
    assert row.cells == ("已报\n2026年1月12日", "已报\n2026年2月20日")


def line_standing(word: str) -> Any:
    return next(standing for standing in STANDINGS if standing.value == word)


@pytest.mark.parametrize("key", list(WORKBOOKS))
def test_pages_of_any_size_give_the_same_report(
    key: str, workspace: Workspace, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.perform(insert_sample, 30)
    reader = resolve_name(WORKBOOKS[key].reader)

    def told() -> list[Any]:
        report = read(workspace, programme, reader)
        return [list(part) if isinstance(part, Pages) else part for name in report.__slots__ for part in (getattr(report, name),)]

    whole = told()
    assert any(part for part in whole[1:])
    monkeypatch.setattr(report_parts, "PAGE", 7)
    monkeypatch.setattr("models.queries.reports.PAGE", 7)
    assert told() == whole
