"""Decisions in the window of the city: reading, remarks, questions, sending back, deciding, correcting."""

from datetime import timedelta

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QDialog
from sqlalchemy import update

from models.changes import NOTHING, Changes
from models.feedback import CityComment
from models.operations.city.deciding import Terms, decide
from models.work import Work
from models.workspace.store import Workspace
from tests.city.review_records import again, sent
from tests.ui import review_window
from tests.ui.conftest import press, with_dialog
from tests.ui.review_window import decisions_page, projects, settle, state
from ui.city.decision_dialog import DecisionDialog
from ui.city.decision_reading import ReadingDialog
from ui.dialogs.facts_dialog import FactsDialog
from ui.message_dialog import MessageDialog
from ui.pages.decisions import ALL
from ui.window import MainWindow

city_store, held, shown = review_window.city_store, review_window.held, review_window.shown


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
        assert {line.title for line in dialog.list.lines()} == {"总体思路　示例同事", "总体思路"}
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

    def rename(work: Work) -> Changes:
        work.session.execute(update(CityComment).where(CityComment.field_key == "idea").values(by="示例同事"))
        return NOTHING

    held.perform(rename)
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
