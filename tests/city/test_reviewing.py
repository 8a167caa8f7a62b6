"""Rounds of review: opening, assigning, scoring, closing, ranking."""

from decimal import Decimal
from pathlib import Path

import pytest

from models.errors import UserError
from models.operations.city.experts import add_expert, edit_expert
from models.operations.city.rounds import (
    add_projects,
    assign_all,
    assign_by_area,
    close_round,
    edit_round,
    judge_newest,
    open_round,
    remove_project,
    reopen_round,
    unassign,
)
from models.operations.city.scoring import Filled, clear_conflict, mark_conflict, reopen_sheet, save_scores, take_sheets
from models.operations.recycling import delete, restore
from models.programme.pack import Programme
from models.queries.city.decisions import waiting
from models.queries.city.reviews import CONFLICT, DONE, Board, board, candidates, experts, ranking, remarks, rounds
from models.things import Thing
from models.workspace.store import OfficeDetails, create
from models.workspace.workspace import Workspace
from tests.city.review_records import again, report
from tests.db.conftest import Clock

HALF = {"direction": "10", "basis": "10", "idea": "7.5", "targets": "7.5", "tasks": "7.5", "safeguards": "7.5", "platform": "0"}


def experts_of(workspace: Workspace, count: int, **facts: object) -> list[str]:
    return [workspace.perform(add_expert, name=f"示例专家{number + 1}", **facts).id for number in range(count)]


def opened(workspace: Workspace, projects: list[str], number_of_experts: int = 5) -> tuple[str, list[str]]:
    held = workspace.perform(open_round, title="第一批", decision="selection", project_ids=projects).id
    judging = experts_of(workspace, number_of_experts)
    workspace.perform(assign_all, held, judging)
    return held, judging


def shown(workspace: Workspace, round_id: str) -> Board:
    found = board(workspace, workspace.programme, round_id)
    assert found is not None
    return found


def score(workspace: Workspace, round_id: str, expert: str, project: str, **points: str) -> None:
    sheet = shown(workspace, round_id).cells[project, expert].sheet_id
    workspace.perform(save_scores, sheet, HALF | points, "", finish=True)


def test_a_round_goes_from_opening_to_a_ranking(reviewing: Workspace) -> None:
    first, second = report(reviewing, 2)
    assert [row.stands for row in waiting(reviewing, reviewing.programme)] == ["待审定"] * 2
    held, judging = opened(reviewing, [first, second])
    assert candidates(reviewing, reviewing.programme, "selection") == []
    for number, expert in enumerate(judging):
        score(reviewing, held, expert, first, direction=str(10 + number))
        score(reviewing, held, expert, second, direction="12", targets="8", tasks="7")
    (row,) = rounds(reviewing, reviewing.programme)
    assert (row.stands, row.projects, row.experts, row.handed) == ("进行中", 2, 5, (10, 10))
    found = ranking(reviewing.programme, shown(reviewing, held))
    # 50, 51, 52, 53, 54 without the first and the last: 52; the other is 52 as well and wins by its targets.
    assert [(one.place, one.judged.project_id, one.result.plain, one.result.counted) for one in found] == [
        (1, second, Decimal("52.00"), Decimal("52.00")),
        (2, first, Decimal("52.00"), Decimal("52.00")),
    ]
    assert [one.passed for one in found] == [False, False]
    reviewing.perform(close_round, held)
    sheet = shown(reviewing, held).cells[first, judging[0]].sheet_id
    with pytest.raises(UserError, match="已于"):
        reviewing.perform(save_scores, sheet, HALF, "")
    reviewing.perform(reopen_round, held)
    reviewing.perform(reopen_sheet, sheet)
    with pytest.raises(UserError, match="还有1份评分表没有完成：示例专家1"):
        reviewing.perform(close_round, held)


def test_a_conflict_of_interest_takes_the_sheet_out(reviewing: Workspace) -> None:
    (project,) = report(reviewing, 1)
    held, judging = opened(reviewing, [project], 6)
    for expert in judging:
        score(reviewing, held, expert, project, direction="20" if expert == judging[0] else "10")
    assert remarks(reviewing.programme, shown(reviewing, held)) == ["“示例试点项目1”的专家是双数，建议单数。"]
    cell = shown(reviewing, held).cells[project, judging[0]]
    with pytest.raises(UserError, match="回避原因"):
        reviewing.perform(mark_conflict, cell.sheet_id, " ")
    reviewing.perform(mark_conflict, cell.sheet_id, "曾任该单位顾问")
    assert shown(reviewing, held).cells[project, judging[0]].stands == CONFLICT
    (one,) = ranking(reviewing.programme, shown(reviewing, held))
    assert (one.result.sheets, one.result.counted, one.conflicts) == (5, Decimal("50.00"), 1)
    assert remarks(reviewing.programme, shown(reviewing, held)) == []
    with pytest.raises(UserError, match="标记了回避"):
        reviewing.perform(save_scores, cell.sheet_id, HALF, "")
    reviewing.perform(clear_conflict, cell.sheet_id)
    assert shown(reviewing, held).cells[project, judging[0]].stands == DONE


def test_points_stay_within_their_limits_and_a_finished_sheet_is_complete(reviewing: Workspace) -> None:
    (project,) = report(reviewing, 1)
    held, (expert, *_) = opened(reviewing, [project], 1)
    sheet = shown(reviewing, held).cells[project, expert].sheet_id
    for points, words in (("21", "超出范围"), ("-1", "超出范围"), ("很好", "不是数字"), ("1.234", "小数位数太多"), ("1e999", "不是数字")):
        with pytest.raises(UserError, match=words):
            reviewing.perform(save_scores, sheet, {"direction": points}, "")
    reviewing.perform(save_scores, sheet, {"direction": "１８．５０", "basis": ""}, "方向清楚")
    cell = shown(reviewing, held).cells[project, expert]
    assert (cell.stands, cell.points, cell.comment, cell.total) == ("在评", {"direction": Decimal("18.5")}, "方向清楚", "18.5")
    with pytest.raises(UserError, match="还有6项没有打分"):
        reviewing.perform(save_scores, sheet, {"direction": "18"}, "", finish=True)
    assert ranking(reviewing.programme, shown(reviewing, held))[0].place == 0
    assert remarks(reviewing.programme, shown(reviewing, held)) == ["“示例试点项目1”的专家不足5人（最少1人，回避的不算）。"]


def test_weights_are_the_rounds_own_and_stay_once_scored(reviewing: Workspace) -> None:
    (project,) = report(reviewing, 1)
    held, (expert, *_) = opened(reviewing, [project], 1)
    with pytest.raises(UserError, match="都是0"):
        reviewing.perform(edit_round, held, {"weights": {}})
    reviewing.perform(edit_round, held, {"weights": {"direction": "60", "basis": "40"}, "pass_line": "７０"})
    facts = shown(reviewing, held).facts
    assert ([(one.key, one.weight) for one in facts.weights], facts.full, facts.pass_line) == (
        [("direction", Decimal(60)), ("basis", Decimal(40))],
        Decimal(100),
        "70",
    )
    sheet = shown(reviewing, held).cells[project, expert].sheet_id
    reviewing.perform(save_scores, sheet, {"direction": "50", "basis": "25"}, "", finish=True)
    (one,) = ranking(reviewing.programme, shown(reviewing, held))
    assert (one.result.counted, one.passed) == (Decimal("75.00"), True)
    with pytest.raises(UserError, match="各项满分不能再改"):
        reviewing.perform(edit_round, held, {"weights": {"direction": "100"}})
    reviewing.perform(edit_round, held, {"title": "改名", "weights": {"direction": "60.0", "basis": "40"}})
    assert shown(reviewing, held).facts.title == "改名"


def test_experts_are_assigned_by_area_and_taken_back_while_nothing_is_written(reviewing: Workspace) -> None:
    projects = report(reviewing, 3)  # of areas a1, a2, a3
    held = reviewing.perform(open_round, title="第一批", decision="selection", project_ids=projects).id
    one, two = experts_of(reviewing, 2, areas=["a2"])
    reviewing.perform(edit_expert, two, {"areas": ["a3", "a1"]})
    reviewing.perform(assign_by_area, held, [one, two])
    assert set(shown(reviewing, held).cells) == {(projects[1], one), (projects[0], two), (projects[2], two)}
    reviewing.perform(unassign, held, [(two, projects[0])])
    assert set(shown(reviewing, held).cells) == {(projects[1], one), (projects[2], two)}
    score(reviewing, held, two, projects[2])
    with pytest.raises(UserError, match="已经有内容"):
        reviewing.perform(unassign, held, [(two, projects[2])])
    with pytest.raises(UserError, match="已经有专家打分"):
        reviewing.perform(remove_project, held, projects[2])
    reviewing.perform(remove_project, held, projects[0])
    assert [row.project_id for row in candidates(reviewing, reviewing.programme, "selection")] == [projects[0]]
    reviewing.perform(add_projects, held, [projects[0]])
    with pytest.raises(UserError, match="没有结束的批次"):
        reviewing.perform(open_round, title="第二批", decision="selection", project_ids=[projects[0]])


def test_only_what_waits_enters_a_round_and_a_newer_revision_is_named(reviewing: Workspace) -> None:
    (selected,) = report(reviewing, 1, state="selected")
    with pytest.raises(UserError, match="不等待"):
        reviewing.perform(open_round, title="第一批", decision="selection", project_ids=[selected])
    with pytest.raises(UserError, match="不安排专家打分"):
        reviewing.perform(open_round, title="第一批", decision="plan", project_ids=[selected])
    (project,) = report(reviewing, 1)
    held = reviewing.perform(open_round, title="第一批", decision="selection", project_ids=[project]).id
    again(reviewing, project, "application", 2)
    assert [judged.newer for judged in shown(reviewing, held).projects] == [2]
    reviewing.perform(judge_newest, held, project)
    (judged,) = shown(reviewing, held).projects
    assert (judged.revision, judged.newer) == (2, 0)


def test_sheets_from_files_are_taken_over_all_or_none(reviewing: Workspace) -> None:
    projects = report(reviewing, 2)
    held, (expert, *_) = opened(reviewing, projects, 1)
    sheets = [shown(reviewing, held).cells[project, expert].sheet_id for project in projects]
    good = Filled(sheets[0], HALF, "可行", False, "", "示例.xlsx")
    with pytest.raises(UserError, match=r"示例专家1的评分表（示例.xlsx）：还有7项没有打分"):
        reviewing.perform(take_sheets, [good, Filled(sheets[1], {}, "", False, "", "示例.xlsx")])
    assert {cell.stands for cell in shown(reviewing, held).cells.values()} == {"未评"}
    reviewing.perform(take_sheets, [good, Filled(sheets[1], {}, "", True, "同一单位", "示例.xlsx")])
    cells = shown(reviewing, held).cells
    assert [(cells[project, expert].stands, cells[project, expert].source) for project in projects] == [
        ("已评", "示例.xlsx"),
        ("回避", "示例.xlsx"),
    ]


def test_experts_and_rounds_go_to_the_recycle_bin(reviewing: Workspace) -> None:
    held, (expert, *_) = opened(reviewing, report(reviewing, 1), 1)
    with pytest.raises(UserError, match="还有没有完成的评分表"):
        reviewing.perform(delete, Thing.EXPERT, expert)
    reviewing.perform(delete, Thing.REVIEW_ROUND, held)
    assert rounds(reviewing, reviewing.programme) == []
    reviewing.perform(delete, Thing.EXPERT, expert)
    assert experts(reviewing, reviewing.programme) == []
    reviewing.perform(restore, Thing.EXPERT, expert)
    reviewing.perform(restore, Thing.REVIEW_ROUND, held)
    assert len(shown(reviewing, held).cells) == 1


def test_a_district_holds_no_review(tmp_path: Path, programme: Programme, clock: Clock) -> None:
    district = create(tmp_path / "区县", None, programme, OfficeDetails("500101", "示例区人力社保局", "示例"), clock(), clock)[0]
    with pytest.raises(UserError, match="只在市级版账套里办理"):
        district.perform(add_expert, name="示例专家")
    district.close(backup=False)


def test_a_line_that_nobody_can_reach_is_refused(reviewing: Workspace) -> None:
    projects = report(reviewing, 1)
    with pytest.raises(UserError, match="高于各项满分的合计105分"):
        reviewing.perform(open_round, title="第一批", decision="selection", project_ids=projects, pass_line="106")
    held = reviewing.perform(open_round, title="第一批", decision="selection", project_ids=projects, pass_line="105").id
    with pytest.raises(UserError, match="高于各项满分的合计100分"):
        reviewing.perform(edit_round, held, {"weights": {"basis": "100"}})


def test_a_round_comes_back_only_while_its_projects_lie_in_no_other(reviewing: Workspace) -> None:
    projects = report(reviewing, 2)
    first = reviewing.perform(open_round, title="第一批", decision="selection", project_ids=projects).id
    reviewing.perform(delete, Thing.REVIEW_ROUND, first)
    second = reviewing.perform(open_round, title="第二批", decision="selection", project_ids=projects[:1]).id
    with pytest.raises(UserError, match="另一个没有结束的批次"):
        reviewing.perform(restore, Thing.REVIEW_ROUND, first)
    reviewing.perform(close_round, second)
    reviewing.perform(restore, Thing.REVIEW_ROUND, first)
    with pytest.raises(UserError, match="“示例试点项目1”已经在另一个没有结束的批次"):
        reviewing.perform(reopen_round, second)
    reviewing.perform(close_round, first)
    reviewing.perform(reopen_round, second)
