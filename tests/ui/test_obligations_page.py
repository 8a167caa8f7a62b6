"""The obligations page on 2026-11-23: dates, standing, recording, taking back, other dates, ad-hoc requests, steps."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from models.operations.obligations import record_obligation
from models.operations.recycling import restore
from models.things import Thing
from models.workspace.store import open_workspace
from tests.ui.conftest import FILLED, Clock, copy_store, type_text
from tests.ui.script import Script, press
from ui.context import Context
from ui.dialogs.ad_hoc_task import AdHocDialog
from ui.dialogs.change_dates import ChangeDatesDialog, ChangesDialog
from ui.dialogs.facts_dialog import FactsDialog
from ui.dialogs.record_obligation import RecordDialog
from ui.dialogs.step_lengths import StepLengthsDialog
from ui.editors.picker import PickerDialog
from ui.message_dialog import MessageDialog
from ui.pages.obligations import ObligationsPage
from ui.pages.obligations_presenter import Entry
from ui.settings import SettingsFile
from ui.tone import Tone
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> ObligationsPage:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
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


def typed(key: str, text: str) -> Callable[[Any], object]:
    """Type into a field of a facts dialog as a person does."""

    def act(dialog: FactsDialog) -> None:
        dialog.go_to(key)
        QApplication.processEvents()
        focused = dialog.focusWidget()
        assert isinstance(focused, QLineEdit | QPlainTextEdit)
        focused.selectAll()
        type_text(focused, text)
        QTest.keyClick(focused, Qt.Key.Key_Tab)

    return act


def filled_in(**texts: str) -> Callable[[Any], object]:
    """Fill fields of a facts dialog and save it."""

    def act(dialog: FactsDialog) -> None:
        for key, text in texts.items():
            typed(key, text)(dialog)
        dialog.save_button.click()

    return act


def add_ad_hoc(page: ObligationsPage, **texts: str) -> Entry:
    with Script((AdHocDialog, filled_in(**({"title": "报送典型线索", "sender": "市局某处", "due": "2026.11.26"} | texts)))):
        QTest.keyClick(page.table.grid, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    made = page.table.current()
    assert isinstance(made, Entry)
    return made


def test_an_urgent_request_takes_three_clicks_and_is_finished_like_the_others(page: ObligationsPage, window: MainWindow) -> None:
    made = add_ad_hoc(page, due_time="15：00")
    assert (made.title, made.standing, made.remaining, made.due) == ("【急件】报送典型线索", "待办", "还有 3 天", date(2026, 11, 26))
    assert page.facts.lines()["时间"].startswith("2026-11-23 收到；2026-11-26 15:00 截止")
    assert page.facts.lines()["分工"] == "区县填写，报市局某处"
    with Script((RecordDialog, fill("2026-11-23"))):
        page.facts.record.click()
    assert page.table.current().standing == "已报"  # type: ignore[union-attr]
    assert page.facts.plan.isHidden()
    window.show_page("home", {})
    assert "【急件】报送典型线索　2026-11-26" in [line.title for line in window.page().obligations.lines()]  # type: ignore[attr-defined]


def test_an_urgent_request_without_its_three_facts_is_not_saved(page: ObligationsPage) -> None:
    before = len(page.table.model.rows)

    def act(dialog: AdHocDialog) -> None:
        typed("title", "只有事项")(dialog)
        dialog.save_button.click()
        assert dialog.isVisible()
        assert {finding.field for finding in dialog.stopping()} == {"sender", "due"}
        dialog.reject()

    with Script((AdHocDialog, act), (MessageDialog, press("放弃"))):
        page.add_ad_hoc()
    assert len(page.table.model.rows) == before


def test_an_urgent_request_is_edited_and_goes_to_the_recycle_bin(page: ObligationsPage, filled_context: Context) -> None:
    made = add_ad_hoc(page)
    with Script((AdHocDialog, filled_in(title="报送典型案例", note="三百字"))):
        page.facts.edit.click()
    assert page.facts.title.text() == "【急件】报送典型案例"
    assert page.facts.lines()["要求"] == "三百字"
    with Script((MessageDialog, press("删除"))):
        page.facts.delete.click()
    assert made.id not in [row.id for row in page.table.model.rows]
    filled_context.perform(restore, Thing.AD_HOC_TASK.value, made.id)
    assert made.id in [row.id for row in page.table.model.rows]


def test_an_urgent_request_of_projects_is_owed_by_each(page: ObligationsPage) -> None:
    def tick(picker: PickerDialog) -> None:
        for name in ("汽车产业链", "错峰用工"):
            item = next(item for item in picker._items() if name in item.text(0))
            item.setCheckState(0, Qt.CheckState.Checked)
        picker.accept()

    def act(dialog: AdHocDialog) -> None:
        dialog.pick.click()
        filled_in(title="补充台账", sender="市局某处", due="2026-12-04")(dialog)

    with Script((AdHocDialog, act), (PickerDialog, tick)):
        page.add_ad_hoc()
    assert [met.title for met in page.met.model.rows] == [FILLED[0][0], FILLED[2][0]]
    assert page.facts.summary.text() == "2 个项目，已登记 0 个，未登记 2 个。"


def test_an_extension_keeps_what_held_before_and_can_be_taken_back(page: ObligationsPage) -> None:
    page.open(key="yearly-2026")
    with Script((ChangeDatesDialog, filled_in(due="2026-12-10", reason="市局电话通知延期"))):
        QTest.keyClick(page.table.grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    current = page.table.current()
    assert isinstance(current, Entry)
    assert (current.due, current.original_due, current.on_time_until) == (date(2026, 12, 10), date(2026, 11, 30), date(2026, 12, 10))
    lines = page.facts.lines()
    assert "2026-12-10 截止（原 2026-11-30）" in lines["时间"]
    assert lines["改期"].startswith("截止日期 2026-11-30 → 2026-12-10。市局电话通知延期（示例经办人，2026-11-23")
    with Script((ChangesDialog, lambda dialog: (dialog.undo_button.click(), dialog.reject()))):
        page.facts.history.click()
    assert page.table.current().due == date(2026, 11, 30)  # type: ignore[union-attr]
    assert page.facts.lines()["改期"] == "改过 1 次，都已撤销。"


def test_dates_are_changed_for_one_project_only(page: ObligationsPage) -> None:
    page.open(key="final-summary")
    projects = [met.title for met in page.met.model.rows]
    assert projects
    page.met.select(lambda met: met.title == projects[0])
    with Script((ChangeDatesDialog, filled_in(due="2028-03-31", reason="单独同意"))):
        page.facts.change.click()
    assert {met.title: met.due for met in page.met.model.rows}[projects[0]] == date(2028, 3, 31)
    assert page.table.current().original_due is None or len(projects) == 1  # type: ignore[union-attr]
    assert f"倒排工期（{projects[0]}）" == page.facts.plan.title.text()
    assert "1 个项目另有日期" in page.facts.lines()["时间"]


def test_a_change_without_reason_or_in_the_wrong_order_is_refused(page: ObligationsPage, filled_context: Context) -> None:
    page.open(key="yearly-2026")

    def act(dialog: ChangeDatesDialog) -> None:
        typed("due", "2026-10-01")(dialog)
        dialog.save_button.click()
        assert [finding.field for finding in dialog.stopping()] == ["reason"]
        typed("reason", "提前")(dialog)
        dialog.save_button.click()
        assert dialog.isVisible()
        dialog.reject()

    with Script((ChangeDatesDialog, act), (MessageDialog, press("知道了")), (MessageDialog, press("放弃"))):
        page.change_dates()
    assert filled_context.reader.rows("SELECT COUNT(*) FROM obligation_change") == [(0,)]


def test_the_steps_follow_the_working_days_of_the_office(page: ObligationsPage) -> None:
    page.open(key="yearly-2026")
    words = page.facts.plan.words()
    assert [line.split("　")[0] for line in words] == ["主体收集", "会签", "领导签批", "盖章"]
    assert words[-1] == "盖章　11-30 周一 开始并完成　1 天　还有 7 天"

    def act(dialog: StepLengthsDialog) -> None:
        dialog.office["seal"].setCurrentText("3 天")
        dialog.own["countersign"].setCurrentText("0 天（没有这一步）")
        dialog.save_button.click()

    with Script((StepLengthsDialog, act)):
        page.facts.plan.settings.click()
    words = page.facts.plan.words()
    assert [line.split("　")[0] for line in words] == ["主体收集", "领导签批", "盖章"]
    assert words[-1] == "盖章　11-26 周四 开始，11-30 周一 完成　3 天　还有 3 天"
    with Script((StepLengthsDialog, lambda dialog: (dialog.reset(), dialog.save()))):
        page.set_step_lengths()
    assert len(page.facts.plan.words()) == 4


def test_a_year_without_announced_holidays_is_said(page: ObligationsPage) -> None:
    page.open(key="yearly-2027")
    assert page.facts.plan.note.text().startswith("2027年的放假安排尚未收录")


@pytest.mark.parametrize(("words", "start"), [("导出日历文件（.ics）…", b"BEGIN:VCALENDAR"), ("导出报送日历（Excel）…", b"PK")])
def test_the_calendar_leaves_as_a_file(
    page: ObligationsPage, words: str, start: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _parent, _title, name, _kinds: (str(tmp_path / Path(name).name), ""))
    notes = [(MessageDialog, press("知道了"))] if ".ics" in words else []  # what has no due day is not in the calendar file
    with Script(*notes):
        next(made for made in page.secondary if made.text() == words).trigger()
        qtbot.waitUntil(lambda: not page.context.worker.busy)
    (made,) = [path for path in tmp_path.iterdir() if "报送日历" in path.name]
    assert made.read_bytes().startswith(start)


def test_read_only_shows_everything_and_changes_nothing(
    tmp_path: Path, filled_store: Path, qapp: QApplication, settings: SettingsFile
) -> None:
    workspace = open_workspace(copy_store(filled_store, tmp_path), read_only=True, clock=Clock())
    context = Context(workspace, workspace.programme, settings)
    window = MainWindow(context)
    window.show_page("obligations", {"key": "yearly-2026"})
    page = window.page()
    assert isinstance(page, ObligationsPage)
    facts = page.facts
    assert not any(button.isEnabled() for button in (facts.record, facts.withdraw, facts.change, facts.edit, facts.delete))
    assert page.primary is not None
    assert not page.primary.isEnabled()
    page.add_ad_hoc()
    page.change_dates()
    with Script((StepLengthsDialog, lambda dialog: dialog.reject())):
        page.set_step_lengths()
    assert len(facts.plan.words()) == 4
    window.deleteLater()
    context.worker.shut_down()
    workspace.close(backup=False)
