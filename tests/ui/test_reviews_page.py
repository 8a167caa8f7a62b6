"""Reviews in the window of the city: rounds, scoring beside the frozen form, sheets that go out and come back, ranking."""

from pathlib import Path

import docx
import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton

from exports.city.score_sheets import FIRST_ROW, TAG_ROW
from forms.collecting.marks import parts_of_tag
from forms.score_sheets import NEW, PROBLEM
from models.operations.city.scoring import save_scores
from models.queries.city.reviews import CONFLICT, DONE, board
from models.workspace.store import Workspace
from tests.ui import review_window
from tests.ui.conftest import children, press, with_dialog
from tests.ui.review_window import projects, reviews_page, settle, state, with_round
from tests.ui.script import Script
from ui.city.decision_dialog import DecisionDialog
from ui.city.review_assigning import AssigningDialog
from ui.city.review_dialogs import RoundDialog
from ui.city.review_papers import PublicityDialog
from ui.city.score_dialog import ScoreDialog
from ui.city.score_taking import ScoreTakingDialog
from ui.dialogs.facts_dialog import FactsDialog
from ui.form.leaving_dialog import LeavingDialog
from ui.window import MainWindow

city_store, held, shown = review_window.city_store, review_window.held, review_window.shown


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


def test_points_are_in_the_store_after_the_first_pause_and_a_finished_sheet_stays_finished(shown: MainWindow, held: Workspace) -> None:
    round_id, page = with_round(held), reviews_page(shown)
    page.show_round(round_id)
    assert page.part.board is not None
    page.part.board.select(lambda line: line.judged.title == "示例试点项目1")

    def stored() -> list[tuple[str, bool]]:
        rows = held.rows("SELECT scores, handed_in_at IS NOT NULL FROM score_sheet WHERE scores IS NOT NULL")
        return [(scores, bool(done)) for scores, done in rows]

    def score(dialog: QDialog) -> None:
        assert isinstance(dialog, ScoreDialog)
        box = dialog.rows["basis"].box
        QTest.keyClicks(box, "7")
        dialog._pause.timeout.emit()
        assert stored() == [('{"basis":"7"}', False)]
        assert box.hasFocus() or box.text() == "7"
        QTest.keyClicks(box, "x")
        dialog._pause.timeout.emit()
        assert stored() == [('{"basis":"7"}', False)]  # what is wrong waits on the screen
        assert box.text() == "7x"
        for row in dialog.rows.values():
            row.box.setText("5")
        assert dialog.save(finish=True)
        box.clear()
        dialog._pause.timeout.emit()
        assert [done for _, done in stored()] == [True]
        box.setText("6")
        dialog._pause.timeout.emit()
        assert ['"basis":"6"' in scores and done for scores, done in stored()] == [True]

    with_dialog(page.part.score, score)


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

    def take(dialog: ScoreTakingDialog) -> None:
        assert [row.stands for row in dialog.table.model.rows][:2] == [PROBLEM, NEW]
        assert "可以收下1份" in dialog.words.text()
        press(dialog, "收下1份")

    with Script((ScoreTakingDialog, take)):
        page.part.take_back([files[0]])
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
