"""Reviews and decisions in the window of the city: rounds, scoring beside the frozen form, ranking, reading, deciding, correcting."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import docx
import openpyxl
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton

from exports.city.score_sheets import FIRST_ROW, TAG_ROW
from forms.collecting.marks import parts_of_tag
from forms.score_sheets import NEW, PROBLEM
from models.operations.city.deciding import Terms, decide
from models.operations.city.experts import add_expert
from models.operations.city.rounds import assign_all, open_round
from models.operations.city.scoring import save_scores
from models.programme.pack import Programme
from models.queries.city.reviews import CONFLICT, DONE, board
from models.workspace.store import Workspace, open_workspace
from tests.city.review_records import again, city, report, sent
from tests.ui.conftest import NOW, Clock, children, copy_store, press, with_dialog
from ui.city.decision_dialog import DecisionDialog
from ui.city.decision_reading import ReadingDialog
from ui.city.review_assigning import AssigningDialog
from ui.city.review_dialogs import RoundDialog
from ui.city.review_papers import PublicityDialog
from ui.city.score_dialog import ScoreDialog
from ui.city.score_taking import ScoreTakingDialog
from ui.context import Context
from ui.dialogs.facts_dialog import FactsDialog
from ui.form.leaving_dialog import LeavingDialog
from ui.message_dialog import MessageDialog
from ui.pages.decisions import ALL, DecisionsPage
from ui.pages.reviews import ReviewsPage
from ui.settings import SettingsFile
from ui.window import MainWindow


@pytest.fixture(scope="session")
def city_store(tmp_path_factory: pytest.TempPathFactory, programme: Programme) -> Path:
    """A city's workspace: three projects wait for selection, one for its plan, one for feasibility; three experts."""
    folder = tmp_path_factory.mktemp("city")
    made = city(folder, programme, lambda: NOW - timedelta(days=1))
    report(made, 3)
    report(made, 1, "selected", "work_plan")
    report(made, 1, "started", "start_up_report")
    for number in range(3):
        made.perform(add_expert, name=f"示例专家{number + 1}", areas=["a1"])
    made.close(backup=False)
    return folder / "市级.ronghe"


@pytest.fixture
def held(qapp: QApplication, city_store: Path, tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(copy_store(city_store, tmp_path), clock=Clock())
    yield opened
    opened.close(backup=False)


@pytest.fixture
def shown(held: Workspace, tmp_path: Path) -> Iterator[MainWindow]:
    context = Context(held, held.programme, SettingsFile(tmp_path / "config"))
    window = MainWindow(context)
    window.resize(1366, 728)
    window.show()
    QApplication.processEvents()
    yield window
    window.hide()
    window.deleteLater()
    context.worker.shut_down()
    QApplication.processEvents()


def reviews_page(window: MainWindow) -> ReviewsPage:
    window.context.navigate("reviews")
    QApplication.processEvents()
    (page,) = children(window, ReviewsPage)
    return page


def decisions_page(window: MainWindow) -> DecisionsPage:
    window.context.navigate("decisions")
    QApplication.processEvents()
    (page,) = children(window, DecisionsPage)
    return page


def projects(workspace: Workspace) -> list[str]:
    return [id for (id,) in workspace.rows("SELECT id FROM project ORDER BY id")]


def with_round(workspace: Workspace) -> str:
    held = workspace.perform(open_round, title="第一批", decision="selection", project_ids=projects(workspace)[:3]).id
    workspace.perform(assign_all, held, [id for (id,) in workspace.rows("SELECT id FROM expert ORDER BY name")])
    return held


def state(workspace: Workspace, project: str) -> str:
    ((found,),) = workspace.rows("SELECT state FROM project WHERE id = :id", id=project)
    return str(found)


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def test_a_round_is_opened_assigned_and_shown(shown: MainWindow, held: Workspace) -> None:
    page = reviews_page(shown)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, RoundDialog)
        assert dialog.table is not None
        assert len(dialog.table.selected()) == 3
        dialog.put("title", "第一批")
        dialog.put("weight_direction", "25")
        dialog.save()

    with_dialog(page.new_round, fill)
    assert page.part.shown is not None
    assert (page.part.shown.facts.title, str(page.part.shown.facts.full)) == ("第一批", "110")

    def assign(dialog: QDialog) -> None:
        assert isinstance(dialog, AssigningDialog)
        press(dialog, "评全部项目")

    with_dialog(page.part.assign, assign)
    settle()
    assert len(page.part.shown.cells) == 9
    assert "不足5人" in page.part.remarks.text()
    page.show_list()
    assert [(row.title, row.handed) for row in page.rounds.model.rows] == [("第一批", (0, 9))]


def test_a_sheet_is_scored_with_the_keyboard_beside_the_frozen_form(shown: MainWindow, held: Workspace) -> None:
    round_id, page = with_round(held), reviews_page(shown)
    page.show_round(round_id)
    assert page.part.board is not None
    page.part.board.select(lambda line: line.judged.title == "示例试点项目1")

    def score(dialog: QDialog) -> None:
        assert isinstance(dialog, ScoreDialog)
        settle()
        assert "示例人力资源服务有限公司" in dialog.reading.view.toPlainText()
        first = next(iter(dialog.rows.values()))
        assert first.box.hasFocus()
        QTest.keyClicks(first.box, "99")
        assert not first.problem.isHidden()
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert (dialog.cell.stands if dialog.cell else "") == "未评"
        assert first.box.text() == "99"
        for row in dialog.rows.values():
            row.box.setText("5")
        assert dialog.total.text() == "合计 35 / 105"
        dialog.comment.setPlainText("可行")
        dialog.finish()
        assert dialog.cell is not None
        assert dialog.cell.project_id == projects(held)[1]
        dialog.rows["basis"].box.setText("7.5")
        dialog.step(1)  # what was typed is kept
        assert dialog.cell.project_id == projects(held)[2]

        def reason(asked: QDialog) -> None:
            assert isinstance(asked, FactsDialog)
            asked.put("text", "曾任顾问")
            asked.save()

        with_dialog(dialog.stand_aside, reason)
        assert dialog.cell.stands == CONFLICT
        assert not dialog.rows["basis"].isEnabled()

    with_dialog(page.part.score, score)
    found = board(held, held.programme, round_id)
    assert found is not None
    expert = found.experts[0][0]
    cells = [found.cells[project, expert] for project in projects(held)[:3]]
    assert [(cell.stands, cell.total) for cell in cells] == [(DONE, "35"), ("在评", "7.5"), (CONFLICT, "")]
    assert page.part.shown is not None
    assert page.part.board.model.rows[0].done == (1, 3)


def test_score_sheets_go_out_and_come_back(shown: MainWindow, held: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    round_id, page = with_round(held), reviews_page(shown)
    page.show_round(round_id)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
    page.part.hand_out()
    while shown.context.worker.busy:
        QApplication.processEvents()
    settle()
    files = sorted(tmp_path.glob("评分表-*.xlsx"))
    assert [file.name for file in files] == [f"评分表-第一批-示例专家{number}.xlsx" for number in (1, 2, 3)]
    book = openpyxl.load_workbook(files[0])
    sheet = book.worksheets[0]
    keys = {
        parts_of_tag(str(cell.value))[0]: place for place, cell in enumerate(sheet[TAG_ROW], start=1) if parts_of_tag(str(cell.value or ""))
    }
    for weight in held.programme.review.criterion:
        sheet.cell(FIRST_ROW, keys[weight.key]).value = weight.weight
        sheet.cell(FIRST_ROW + 1, keys[weight.key]).value = 1
    sheet.cell(FIRST_ROW + 1, keys["basis"]).value = 99
    book.save(files[0])

    def take(dialog: QDialog) -> None:
        assert isinstance(dialog, ScoreTakingDialog)
        assert [row.stands for row in dialog.table.model.rows][:2] == [PROBLEM, NEW]
        assert "可以收下1份" in dialog.words.text()
        press(dialog, "收下1份")

    with_dialog(lambda: page.part.take_back([files[0]]), take)
    found = board(held, held.programme, round_id)
    assert found is not None
    assert sorted(cell.total for cell in found.cells.values() if cell.stands == DONE) == ["105"]


def test_the_ranking_leads_to_decisions_and_to_the_public_list(
    shown: MainWindow, held: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = with_round(held)
    found = board(held, held.programme, round_id)
    assert found is not None
    full = {weight.key: str(weight.weight) for weight in found.facts.weights}
    for (project, _), cell in found.cells.items():
        given = full if project == projects(held)[1] else full | {"basis": "1"}
        held.perform(save_scores, cell.sheet_id, given, "", finish=True)
    page = reviews_page(shown)
    page.show_round(round_id)
    page.part.tabs.setCurrentIndex(1)
    assert [line.row.place for line in page.part.ranking.model.rows] == [1, 2, 2]
    assert page.part.chart.words(page.part.ranked[0]).startswith("第1名　示例试点项目2：105.00分")
    page.part.chart.project_chosen.emit(projects(held)[1])
    line = page.part.ranking.current()
    assert line is not None
    assert line.id == projects(held)[1]

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, DecisionDialog)
        assert dialog.chosen.key == "selected"
        dialog.put("basis", "示例文号")
        dialog.save()

    with_dialog(page.part.decide, choose)
    assert state(held, projects(held)[1]) == "selected"
    assert page.part.ranking.model.rows[0].outcome == "入选"
    target = tmp_path / "公示名单.docx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))

    def publish(dialog: QDialog) -> None:
        assert isinstance(dialog, PublicityDialog)
        dialog.which.setCurrentIndex(dialog.which.findText("已审定“入选”的项目（1个）"))
        dialog.put("contact", "示例处室，023-60000000")

        def leave(asked: QDialog) -> None:
            assert isinstance(asked, LeavingDialog)
            press(asked, next(button.text() for button in children(asked, QPushButton) if "导出" in button.text()))

        with_dialog(dialog.save, leave)

    with_dialog(page.part.export_publicity, publish)
    while shown.context.worker.busy:
        QApplication.processEvents()
    settle()
    (table,) = docx.Document(str(target)).tables
    assert [cell.text for cell in table.rows[1].cells][2:4] == ["示例试点项目2", "示例主体2"]
    assert len(table.rows) == 2


def test_a_form_is_read_questioned_and_sent_back(shown: MainWindow, held: Workspace) -> None:
    page = decisions_page(shown)
    assert {row.stands for row in page.waiting.model.rows} == {"待审定"}
    assert len(page.waiting.model.rows) == 5
    project = projects(held)[0]
    page.waiting.select(lambda row: row.project_id == project)

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, ReadingDialog)
        dialog.reading.view.anchorClicked.emit(QUrl("field:idea/"))
        assert dialog.field.currentText() == "总体思路"
        dialog.text.setPlainText("请写具体")
        press(dialog, "记为退回意见")
        dialog.text.setPlainText("人数怎么算")
        press(dialog, "询问区县")
        assert [(line.badge, line.detail) for line in dialog.list.lines()] == [("退回意见", "请写具体"), ("未发出", "人数怎么算")]
        assert "退回意见：请写具体" in dialog.reading.view.toPlainText()

        dialog.text.setPlainText("附件缺页")
        dialog.reject()
        assert not dialog.isVisible()

    with_dialog(page.read, read)
    assert [row.notes for row in page.waiting.model.rows if row.project_id == project] == [2]  # closing loses nothing

    def go_on(dialog: QDialog) -> None:
        assert isinstance(dialog, ReadingDialog)
        assert [(line.badge, line.detail) for line in dialog.list.lines()] == [
            *(("退回意见", "请写具体"), ("退回意见", "附件缺页")),
            ("未发出", "人数怎么算"),
        ]
        dialog.list.setCurrentRow(1)
        press(dialog, "改写")
        assert dialog.text.toPlainText() == "附件缺页"
        dialog.text.setPlainText("附件缺第3页")
        dialog.list.setCurrentRow(0)
        press(dialog, "删去")
        dialog.choose_field("idea", "")

        def send_back(asked: QDialog) -> None:
            assert isinstance(asked, DecisionDialog)
            assert asked.chosen.returns
            assert "1条逐项意见" in asked.carried.text()  # what stood in the box goes along
            asked.put("reason", "目标不具体")
            asked.save()

        with_dialog(dialog.decide, send_back)
        assert not dialog.isVisible()

    with_dialog(page.read, go_on)
    assert state(held, project) == "draft"
    assert held.rows("SELECT field_key, text FROM city_comment WHERE city_return_id IS NOT NULL") == [("idea", "附件缺第3页")]
    assert held.rows("SELECT field_key, text FROM field_query") == [("idea", "人数怎么算")]
    assert [row.outcome for row in page.made.model.rows] == ["退回修改"]
    assert page.tabs.tabText(3) == "已办理 1项待发出"


def test_what_is_being_written_is_in_the_store_after_the_first_pause(shown: MainWindow, held: Workspace) -> None:
    page = decisions_page(shown)
    page.waiting.select(lambda row: row.project_id == projects(held)[0])
    words = "SELECT text FROM city_comment"

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, ReadingDialog)
        dialog.text.setPlainText("写到一")
        assert held.rows(words) == []
        dialog._pause.timeout.emit()
        assert held.rows(words) == [("写到一",)]
        dialog.text.setPlainText("写到一半")
        dialog._pause.timeout.emit()
        assert held.rows(words) == [("写到一半",)]
        press(dialog, "询问区县")  # becomes a question, and is no remark any more
        assert held.rows(words) == []
        dialog.text.setPlainText("不要了")
        dialog._pause.timeout.emit()
        dialog.text.setPlainText("")
        dialog._pause.timeout.emit()
        assert held.rows(words) == []
        dialog.reject()

    with_dialog(page.read, read)
    assert held.rows("SELECT text FROM field_query") == [("写到一半",)]


def test_an_outcome_demands_what_it_needs(shown: MainWindow, held: Workspace) -> None:
    page = decisions_page(shown)
    project = projects(held)[4]
    rows = [page.waiting.model.row(place) for place in range(page.waiting.model.rowCount())]
    page.waiting.grid.clearSelection()
    page.waiting.grid.selectRow(next(place for place, row in enumerate(rows) if row.project_id == project))
    assert [row.project_id for row in page.waiting.selected()] == [project]
    today = shown.context.today()

    def adjust(dialog: QDialog) -> None:
        assert isinstance(dialog, DecisionDialog)
        dialog.ways.setCurrentIndex(dialog.ways.findData("adjust"))
        assert not dialog.rows["adjustments"].isHidden()
        dialog.put("reason", "进展慢")

        def told(asked: QDialog) -> None:
            assert isinstance(asked, MessageDialog)

        with_dialog(dialog.save, told)
        assert dialog.isVisible()
        dialog.put("adjustments", "缩小范围")
        dialog.put("follow_up", (today + timedelta(days=3)).isoformat())
        dialog.save()

    with_dialog(page.decide, adjust)
    assert state(held, project) == "adjusting"
    assert [(row.due, row.adjustments, row.late) for row in page.follow.model.rows] == [(today + timedelta(days=3), "缩小范围", False)]
    page.chips.choose(ALL)
    page.refresh()
    assert ("re_evaluation", "未报来") in {(row.kind, row.stands) for row in page.waiting.model.rows}
    again(held, project, "adjustment", 1)
    page.open(project=project)

    def reading(dialog: QDialog) -> None:
        assert isinstance(dialog, ReadingDialog)
        assert "试点方案调整报告" in dialog.windowTitle() or "调整方案复评" in dialog.windowTitle()

    with_dialog(settle, reading)


def test_what_was_decided_is_withdrawn_until_sent_and_corrected_afterwards(shown: MainWindow, held: Workspace) -> None:
    first, second, *_ = projects(held)
    held.perform(decide, first, "selection", "selected")
    gone = held.perform(decide, second, "selection", "selected", Terms(basis="示例")).id
    sent(held, [gone])
    page = decisions_page(shown)
    page.tabs.setCurrentIndex(3)
    page.made.select(lambda row: row.project_id == first)

    def why(dialog: QDialog) -> None:
        assert isinstance(dialog, FactsDialog)
        dialog.put("text", "点错了")
        dialog.save()

    with_dialog(page.withdraw, why)
    assert state(held, first) == "submitted"
    page.made.select(lambda row: row.project_id == second)

    def correct(dialog: QDialog) -> None:
        assert isinstance(dialog, DecisionDialog)
        dialog.ways.setCurrentIndex(dialog.ways.findData("not_selected"))
        dialog.put("reason", "复核后更正")
        dialog.save()

    with_dialog(page.withdraw, correct)
    assert state(held, second) == "not_selected"
