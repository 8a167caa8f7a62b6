"""What a round leaves as documents: the summary as a workbook, the list made public, the pages with the experts' opinion."""

from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from exports.city.publicity import Listed, Publicity, opinion_document, publicity_document
from exports.city.review_summary import summary_plan
from exports.excel.report import write_report
from exports.word.official.layout import export_official
from exports.word.settings import WordSettings
from models.operations.city.deciding import decide
from models.operations.city.experts import add_expert
from models.operations.city.rounds import assign_all, open_round
from models.operations.city.scoring import mark_conflict, save_scores
from models.queries.city.decisions import made
from models.queries.city.reviews import Board, board, ranking
from models.queries.report_parts import read_reporter
from models.workspace.workspace import Workspace
from tests.city.review_records import report
from tests.db.form_records import today

FIRST, LAST = date(2025, 7, 21), date(2025, 7, 25)


@pytest.fixture
def scored(reviewing: Workspace) -> Board:
    projects = report(reviewing, 3)
    held = reviewing.perform(open_round, title="第一批", decision="selection", project_ids=projects).id
    experts = [reviewing.perform(add_expert, name=f"示例专家{number}").id for number in range(5)]
    reviewing.perform(assign_all, held, experts)
    cells = shown(reviewing, held).cells
    full = {weight.key: str(weight.weight) for weight in shown(reviewing, held).facts.weights}
    for number, expert in enumerate(experts):
        reviewing.perform(save_scores, cells[projects[0], expert].sheet_id, full | {"direction": str(number)}, f"意见{number}", finish=True)
        if number:
            reviewing.perform(save_scores, cells[projects[1], expert].sheet_id, full, "", finish=True)
    reviewing.perform(mark_conflict, cells[projects[1], experts[0]].sheet_id, "曾任顾问")
    return shown(reviewing, held)


def shown(workspace: Workspace, round_id: str) -> Board:
    found = board(workspace, workspace.programme, round_id)
    assert found is not None
    return found


def words(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_summary_holds_ranking_totals_and_criteria(reviewing: Workspace, scored: Board, tmp_path: Path) -> None:
    reviewing.perform(decide, scored.projects[1].project_id, "selection", "selected")
    outcomes = {row.project_id: row.outcome for row in made(reviewing, reviewing.programme)}
    ranked = ranking(reviewing.programme, scored)
    reporter = read_reporter(reviewing, reviewing.programme, today(reviewing))
    path = write_report(
        summary_plan(scored, ranked, outcomes, reviewing.programme, reporter), reviewing.programme, tmp_path / "汇总.xlsx"
    ).path
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["汇总", "专家总分", "分项平均"]

    def rows(title: str) -> list[tuple[object, ...]]:
        return [row for row in book[title].iter_rows(values_only=True) if isinstance(row[0], int)]

    first, second, third = rows("汇总")
    assert first[2:] == ("示例试点项目2", "示例主体2", first[4], "用工调配", 1, 4, 1, 105, None, 105, 105, 105, "是", "入选", None)
    assert second[6:15] == (2, 5, 0, 87, 87, 85, 89, 87, "是")
    assert third[6:10] == (None, 0, 0, None)
    assert rows("专家总分")[0][3:] == (1, "回避", 105, 105, 105, 105, None)
    assert rows("分项平均")[1][4] == 2
    assert any("内部资料" in str(cell.value) for row in book["汇总"].iter_rows() for cell in row)


def test_the_public_list_names_no_person(reviewing: Workspace, scored: Board, tmp_path: Path) -> None:
    listed = [
        Listed(row.judged.district, row.judged.title, row.judged.entity, row.judged.area) for row in ranking(reviewing.programme, scored)
    ]
    kind = reviewing.programme.review.kind("selection")
    said = Publicity(kind.publicity, FIRST, LAST, "示例市人力社保局人力资源处，023-60000000")
    document = publicity_document(listed, said, reviewing.programme, "示例市人力资源和社会保障局", today(reviewing))
    text = words(export_official(document, tmp_path / "公示.docx", WordSettings()).path)
    assert "公示期为2025年7月21日至2025年7月25日" in text
    assert "拟入选项目名单（共3个，见附件）" in text
    for row in listed:
        assert row.title in text
        assert row.entity in text
    people = reviewing.rows("SELECT name FROM expert")
    assert not any(name in text for (name,) in people)


def test_each_project_has_a_page_of_opinions_without_names(reviewing: Workspace, scored: Board, tmp_path: Path) -> None:
    document = opinion_document(scored, ranking(reviewing.programme, scored), "示例市人力资源和社会保障局", today(reviewing))
    text = words(export_official(document, tmp_path / "意见.docx", WordSettings()).path)
    assert text.count("专家组组长（签字）") == 3
    assert "专家组人数：5人，回避1人，有效评分4份。" in text
    assert "平均得分：87.00，第2名。" in text
    assert "（专家5）意见4" in text
    assert "曾任顾问" not in text
    assert "示例专家" not in text
