"""The month view of the obligations: what stands on which day, walking with the keys, opening, the way back; steps on the home page."""

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from models.operations.ad_hoc import add_task
from models.operations.obligations import change_dates, record_obligation
from tests.ui.conftest import TODAY, Clock
from ui.charts.month import MonthChart, same_day
from ui.context import Context
from ui.obligations.month_part import MonthPart
from ui.pages.home import HomePage
from ui.pages.obligations import ObligationsPage
from ui.tone import Tone
from ui.window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> ObligationsPage:
    """The page with the month, reached by its key."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_page("obligations", {})
    shown = window.page()
    assert isinstance(shown, ObligationsPage)
    QTest.keyClick(window, Qt.Key.Key_M, CONTROL)
    assert shown.view == "month"
    QApplication.processEvents()
    return shown


@pytest.fixture
def month(page: ObligationsPage) -> MonthPart:
    return page.month


def walk(month: MonthPart, *keys: Qt.Key) -> date:
    for key in keys:
        QTest.keyClick(month.chart, key)
    return month.day


def said(month: MonthPart, day: date) -> list[tuple[str, str, Tone]]:
    """Return word, title and tone of what stands on a day."""
    month.go_to(day)
    return [(item.word, item.title, item.tone) for item in month.chart.cell().items]


def test_the_month_of_today_shows_what_is_due_and_what_must_start(month: MonthPart) -> None:
    assert month.day == TODAY
    assert month.title.text() == "2026年11月"
    assert month.chart.hasFocus()
    assert ("待办", "2026年度报告", Tone.WARNING) in said(month, date(2026, 11, 30))
    assert ("盖章", "2026年度报告", Tone.HINT) in said(month, date(2026, 11, 30))
    assert said(month, date(2026, 11, 1)) == [("开始", "2026年度报告", Tone.NEUTRAL)]
    assert said(month, date(2025, 11, 30)) == [("补录", "2025年度报告", Tone.NEUTRAL)]


def test_the_word_follows_what_is_recorded_and_changed(month: MonthPart, filled_context: Context) -> None:
    filled_context.perform(change_dates, "yearly-2026", "延期", due="2026-12-10")
    assert said(month, date(2026, 11, 30)) == []
    assert month.nothing.text() == "这一天没有安排。"
    assert said(month, date(2026, 12, 10))[0] == ("待办", "2026年度报告", Tone.HINT)
    assert month.lines.lines()[0].detail == "截止　原 2026-11-30"
    filled_context.perform(record_obligation, "yearly-2026", None, "submitted", TODAY)
    assert said(month, date(2026, 12, 10)) == [("已报", "2026年度报告", Tone.OK)]


def test_keys_walk_by_day_week_and_month(month: MonthPart) -> None:
    key = Qt.Key
    assert walk(month, key.Key_Right, key.Key_Down) == date(2026, 12, 1)
    assert month.title.text() == "2026年12月"
    assert walk(month, key.Key_Left, key.Key_Up) == date(2026, 11, 23)
    assert walk(month, key.Key_End) == date(2026, 11, 30)
    assert walk(month, key.Key_Home) == date(2026, 11, 1)
    assert walk(month, key.Key_PageUp) == date(2026, 10, 1)
    assert walk(month, key.Key_PageDown, key.Key_PageDown) == date(2026, 12, 1)
    QTest.keyClick(month.chart, key.Key_Home, CONTROL)
    assert month.day == TODAY


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_the_same_day_of_another_month_exists(day: date, months: int, wanted: date) -> None:
    assert same_day(day, months) == wanted


def test_holidays_are_named_and_unknown_years_are_said(month: MonthPart) -> None:
    month.go_to(date(2026, 10, 5))
    assert (month.chart.cell().mark, month.chart.cell().working) == ("休", False)
    assert month.heading.text() == "10月5日　星期一　国庆节"
    assert month.note.isHidden()
    month.go_to(date(2026, 10, 10))
    assert (month.chart.cell().mark, month.chart.cell().working) == ("班", True)
    month.go_to(date(2027, 2, 10))
    assert month.note.text().startswith("2027年的放假安排尚未收录")
    assert not month.note.isHidden()


def test_enter_opens_the_only_item_and_back_returns_to_the_month(page: ObligationsPage, month: MonthPart, window: MainWindow) -> None:
    month.go_to(date(2026, 11, 1))
    QTest.keyClick(month.chart, Qt.Key.Key_Return)
    assert page.view == "list"
    assert page.table.current().id == "yearly-2026"  # type: ignore[union-attr]
    assert not page.facts.isHidden()
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.view == "month"
    assert month.day == date(2026, 11, 1)


def test_several_items_are_chosen_in_the_list_beside(page: ObligationsPage, month: MonthPart, filled_context: Context) -> None:
    made = filled_context.perform(add_task, "报送线索", "市局某处", "2026-11-30", due_time="15:00")
    assert made is not None
    month.go_to(date(2026, 11, 30))
    QTest.keyClick(month.chart, Qt.Key.Key_Return)
    assert month.lines.hasFocus()
    QTest.keyClick(month.lines, Qt.Key.Key_Escape)
    assert month.chart.hasFocus()
    QTest.keyClick(month.chart, Qt.Key.Key_Return)
    place = [item.key for item in month.lines.lines()].index(made.id)
    assert month.lines.lines()[place].detail == "15:00 前截止"
    for _ in range(place):
        QTest.keyClick(month.lines, Qt.Key.Key_Down)
    QTest.keyClick(month.lines, Qt.Key.Key_Return)
    assert page.view == "list"
    assert page.table.current().id == made.id  # type: ignore[union-attr]


def test_a_day_is_chosen_and_an_item_opened_with_the_mouse(page: ObligationsPage, month: MonthPart) -> None:
    chart = month.chart
    room = chart.cell_rect(date(2026, 11, 30))
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=room.center())
    assert month.day == date(2026, 11, 30)
    spots = [QPointF(room.center().x(), y) for y in range(room.top(), room.bottom(), 2)]
    spot = next(spot for spot in spots if chart.item_at(spot.x(), spot.y()) is not None)
    QTest.mouseDClick(chart, Qt.MouseButton.LeftButton, pos=spot.toPoint())
    assert page.view == "list"


def test_days_lie_under_the_names_of_their_weekdays_and_never_overlap(month: MonthPart) -> None:
    for day in (date(2026, 11, 1), date(2027, 2, 1), date(2026, 8, 31)):
        month.go_to(day)
        rooms = [(cell.day, month.chart.cell_rect(cell.day)) for cell in month.presenter.read(day).cells]
        for cell, room in rooms:
            assert room.left() == cell.weekday() * month.chart.width() // 7
            assert room.bottom() < month.chart.height()
        assert not [1 for a, one in rooms for b, other in rooms if a < b and one.intersects(other)]


def test_what_does_not_fit_is_counted_and_the_rest_stays_readable(month: MonthPart, filled_context: Context) -> None:
    for number in range(12):
        filled_context.perform(add_task, f"第{number}件急件" * 12, "市局某处", "2026-11-25")
    month.go_to(date(2026, 11, 25))
    chart = month.chart
    shown, more = chart._fitting(chart.cell())
    assert shown
    assert len(shown) + more == len(chart.cell().items) >= 12
    room = chart.cell_rect(month.day)
    assert chart._item_rect(room, len(shown) - 1).bottom() <= room.bottom()


def test_it_fits_a_small_screen_without_scrolling(page: ObligationsPage, window: MainWindow, qtbot: QtBot) -> None:
    window.resize(910, 492)
    holder = page.parentWidget()
    area = holder.parentWidget() if holder is not None else None
    assert isinstance(area, QScrollArea)
    qtbot.waitUntil(lambda: page.size() == area.viewport().size() == area.maximumViewportSize())


def test_the_switch_leads_there_and_back(page: ObligationsPage, window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_L, CONTROL)
    assert page.view == "list"
    QTest.keyClick(window, Qt.Key.Key_M, CONTROL)
    assert page.view == "month"
    assert isinstance(QApplication.focusWidget(), MonthChart)


def test_home_says_what_must_start_this_week(page: ObligationsPage, window: MainWindow, filled_context: Context) -> None:
    window.show_page("home", {})
    home = window.page()
    assert isinstance(home, HomePage)
    lines = {line.title: line for line in home.week.lines()}
    assert lines["会签：2026年度报告"].detail == "11-25 周三 前完成　11-30 截止"
    assert lines["会签：2026年度报告"].badge == "11-24 周二 开始"
    assert (lines["主体收集：2026年度报告"].badge, lines["主体收集：2026年度报告"].tone) == ("应在办", Tone.WARNING)
    assert "盖章：2026年度报告" not in lines  # begins next week
    home.week.line_activated.emit(home.week.lines()[0])
    assert window.page() is page
    assert page.table.current().id == "yearly-2026"  # type: ignore[union-attr]
    filled_context.perform(record_obligation, "yearly-2026", None, "submitted", TODAY)
    window.show_page("home", {})
    assert home._week.isHidden()


def test_a_clock_that_was_put_back_is_said_calmly_until_it_is_accepted(filled_context: Context, qtbot: QtBot) -> None:
    assert filled_context.perform(change_dates, "yearly-2026", "延期", due="2026-12-10") is not None
    clock = filled_context.workspace.clock
    assert isinstance(clock, Clock)
    clock.now = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    home = HomePage(filled_context)
    qtbot.addWidget(home)
    home.show()
    qtbot.waitUntil(lambda: not home.clock.isHidden())
    assert "早于本账套上一次使用的时间" in home.clock.words.text()
    home.clock.button.click()
    assert home.clock.isHidden()
