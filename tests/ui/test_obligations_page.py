"""The obligations page on 2026-11-23: dates, standing, recording, taking back."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from models.operations.obligations import record_obligation
from tests.ui.conftest import FILLED
from tests.ui.script import Script, press
from ui.context import Context
from ui.dialogs.record_obligation import RecordDialog
from ui.message_dialog import MessageDialog
from ui.pages.obligations import ObligationsPage
from ui.tone import Tone
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow) -> ObligationsPage:
    window.show_page("obligations", {})
    shown = window.page()
    assert isinstance(shown, ObligationsPage)
    QApplication.processEvents()
    return shown


def fill(day: str, note: str = "", outcome: int = 0) -> Callable[[Any], object]:
    def act(dialog: RecordDialog) -> None:
        list(dialog.outcomes.values())[outcome].setChecked(True)
        dialog.day.setText(day)
        dialog.note.setPlainText(note)
        dialog.save_button.click()

    return act


def entry(page: ObligationsPage, key: str) -> object:
    return next(row for row in page.table.model.rows if row.id == key)


def test_the_live_one_is_chosen_and_the_past_is_calm(page: ObligationsPage, filled_context: Context) -> None:
    rows = {row.id: row for row in page.table.model.rows}
    assert list(rows) == [row.id for row in page.presenter.entries()]
    current = page.table.current()
    assert current is not None
    assert (current.id, current.standing, current.remaining, current.tone) == ("yearly-2026", "待办", "还有 7 天", Tone.WARNING)
    for key in ("application", "yearly-2025"):
        assert (rows[key].standing, rows[key].tone, rows[key].remaining) == ("补录", Tone.NEUTRAL, "")
    assert not [row.id for row in rows.values() if row.tone is Tone.ERROR]
    texts = [words.text() for _name, words in page.facts._words]
    assert texts[0] == "2026-11-01 起可办理；2026-11-30 截止；2026-11-30 以前算按时；逾期仍可补报"
    assert "区县人力社保部门" in texts[1]
    assert texts[3].startswith("通知四(三)：")
    assert page.met.isHidden()


def test_recording_and_taking_back_the_yearly_report(page: ObligationsPage, filled_context: Context) -> None:
    page.open(key="yearly-2025")
    assert "补录实际报送日期" in page.facts.summary.text()
    with Script((RecordDialog, fill("2025.11.28", "文号 示例〔2025〕1号"))):
        page.facts.record.click()
    current = page.table.current()
    assert current is not None
    assert current.standing == "已报"
    assert "2025-11-28 登记为“已报”。备注：文号 示例〔2025〕1号" in page.facts.summary.text()
    assert page.facts.record.text() == "更改登记…"
    with Script((MessageDialog, press("撤回"))):
        page.facts.withdraw.click()
    assert page.table.current().standing == "补录"  # type: ignore[union-attr]
    deleted = filled_context.reader.rows("SELECT COUNT(*) FROM obligation_record WHERE deleted_at IS NOT NULL")
    assert deleted == [(1,)]


def test_late_days_are_accepted_and_shown_as_late(page: ObligationsPage) -> None:
    page.open(key="yearly-2025")
    with Script((RecordDialog, fill("2025-12-15"))):
        page.record()
    assert page.table.current().standing == "逾期报送"  # type: ignore[union-attr]


def test_the_dialog_stays_until_it_is_complete(page: ObligationsPage, filled_context: Context) -> None:
    page.open(key="yearly-2025")

    def act(dialog: RecordDialog) -> None:
        assert dialog.day.text() == ""  # only the officer knows when a report of the past went up
        dialog.save_button.click()
        assert "有效的报送日期" in dialog.problem.text()
        dialog.day.setText("去年十一月")
        dialog.save_button.click()
        assert dialog.isVisible()
        dialog.day.setText("２０２５年１１月２８日")
        dialog.outcomes[list(dialog.outcomes)[2]].setChecked(True)
        dialog.save_button.click()
        assert "写明原因" in dialog.problem.text()
        dialog.note.setPlainText("当年没有试点项目")
        dialog.save_button.click()

    with Script((RecordDialog, act)):
        page.record()
    assert filled_context.reader.rows('SELECT outcome, "on" FROM obligation_record') == [("not_applicable", "2025-11-28")]


def test_a_day_in_the_future_is_refused_and_nothing_is_lost(page: ObligationsPage, filled_context: Context) -> None:
    def act(dialog: RecordDialog) -> None:
        assert dialog.day.text() == "2026-11-23"
        dialog.day.setText("2026-12-01")
        dialog.save_button.click()
        assert dialog.isVisible()
        dialog.reject()

    with Script((RecordDialog, act), (MessageDialog, press("知道了"))):
        page.record()
    assert filled_context.reader.rows("SELECT COUNT(*) FROM obligation_record") == [(0,)]


def test_nil_is_offered_only_where_it_is_possible(page: ObligationsPage) -> None:
    offered = {}
    for key in ("yearly-2026", "typical-case"):
        page.open(key=key)

        def look(dialog: RecordDialog, key: str = key) -> None:
            offered[key] = [button.text() for button in dialog.outcomes.values() if button.isVisibleTo(dialog)]
            dialog.reject()

        with Script((RecordDialog, look)):
            page.record()
    assert "零报告" in offered["yearly-2026"]
    assert "零报告" not in offered["typical-case"]


def test_projects_one_by_one_and_all_at_once(page: ObligationsPage, filled_context: Context) -> None:
    page.open(key="application")
    titles = [met.title for met in page.met.model.rows]
    assert set(titles) <= {title for title, _area, _state in FILLED}
    assert len(titles) >= 2
    page.met.select(lambda met: met.title == titles[0])
    assert page.facts.record.text() == "登记所选 1 个项目…"
    with Script((RecordDialog, fill("2025-07-10"))):
        page.record()
    done = {met.title: met.standing for met in page.met.model.rows}
    assert done[titles[0]] == "已报"
    assert done[titles[1]] == "补录"
    page.met.grid.clearSelection()
    with Script((RecordDialog, fill("2025-07-12", "补报"))):
        page.record()
    assert {met.standing for met in page.met.model.rows} == {"已报", "逾期报送"}
    assert page.table.current().progress == (len(titles), len(titles))  # type: ignore[union-attr]
    page.met.grid.clearSelection()
    with Script((MessageDialog, press("知道了"))):
        page.record()
    page.met.grid.selectAll()
    with Script((MessageDialog, press("撤回"))):
        page.withdraw()
    assert {met.standing for met in page.met.model.rows} == {"补录"}


def test_what_is_met_at_any_time_is_listed(page: ObligationsPage) -> None:
    page.open(key="typical-case")
    assert page.met.isHidden()
    for day in ("2026-03-01", "2026-06-01"):
        with Script((RecordDialog, fill(day, f"案例 {day}"))):
            page.record()
    assert [(met.met_on.isoformat(), met.note) for met in page.met.model.rows] == [
        ("2026-06-01", "案例 2026-06-01"),
        ("2026-03-01", "案例 2026-03-01"),
    ]
    assert "已报送 2 次" in page.facts.summary.text()


def test_a_record_that_was_searched_for_is_shown(page: ObligationsPage, filled_context: Context, window: MainWindow) -> None:
    ((project,),) = filled_context.reader.rows("SELECT id FROM project WHERE title = :t", t=FILLED[0][0])
    made = filled_context.perform(record_obligation, "application", project, "submitted", "2025-07-10", "")
    assert made is not None
    window.show_page("home", {})
    window.show_page("obligations", {"id": made.id})
    assert page.table.current().id == "application"  # type: ignore[union-attr]
    assert page.met.current().record_id == made.id  # type: ignore[union-attr]


def test_without_projects_nothing_is_owed_for_them(context: Context) -> None:
    window = MainWindow(context)
    window.show_page("obligations", {"key": "application"})
    page = window.page()
    assert isinstance(page, ObligationsPage)
    assert page.facts.summary.text() == "目前没有需要报送的项目。"
    assert not page.facts.record.isEnabled()
    window.deleteLater()
