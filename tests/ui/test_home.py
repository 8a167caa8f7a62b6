"""The home page: what matters on 2026-11-23 in a new and in a filled workspace."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from models.operations.entities import save_entity
from models.operations.projects import create_project
from models.operations.tracking import save_milestone
from tests.ui.conftest import FILLED, children
from ui.context import Context
from ui.line_list import LineList
from ui.pages.home import HomePage
from ui.pages.home_presenter import HomePresenter, Line, days_words
from ui.tone import Tone


@pytest.fixture
def page(filled_context: Context, qtbot: QtBot) -> HomePage:
    return shown(filled_context, qtbot)


def shown(context: Context, qtbot: QtBot) -> HomePage:
    made = HomePage(context)
    qtbot.addWidget(made)
    made.resize(1178, 660)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def by_title(lines: LineList) -> dict[str, Line]:
    return {line.title: line for line in lines.lines()}


def test_yearly_report_of_this_year_comes_first_with_the_days_left(page: HomePage) -> None:
    first = page.obligations.lines()[0]
    assert first.title == "2026年度报告"
    assert first.badge == "还有 7 天"
    assert first.tone is Tone.WARNING
    assert "2026-11-30" in first.detail


def test_what_was_due_before_the_workspace_is_history_not_alarm(page: HomePage) -> None:
    history = [line for line in page.obligations.lines() if line.badge == "补录"]
    assert {line.title.split("　")[0] for line in history} >= {"2025年度报告", "试点申报表"}
    assert {line.tone for line in history} == {Tone.NEUTRAL}
    assert all(line.tone is not Tone.ERROR for line in page.obligations.lines())


def test_coverage_counts_projects_by_area_and_group_and_marks_empty_areas(page: HomePage, filled_context: Context) -> None:
    words = page.coverage.accessibleDescription().split("；")
    areas = filled_context.programme.areas
    assert len(words) == len(areas)
    assert words[0] == f"1. {areas[0].title}：2 个项目（申报 1 个、实施 1 个）"
    assert words[8] == f"9. {areas[8].title}：空白，还没有项目"
    assert sum("空白" in row for row in words) == len(areas) - len({area for _, area, _ in FILLED if area})


def test_projects_without_an_area_are_not_lost(page: HomePage, filled_context: Context, qtbot: QtBot) -> None:
    link = next(button for button in children(page, QPushButton) if button.text() == "未选主方向 1 个")
    with qtbot.waitSignal(filled_context.navigated) as led:
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert led.args == ["projects", {"area": ""}]


def test_a_click_on_an_area_and_enter_lead_to_its_projects(page: HomePage, filled_context: Context, qtbot: QtBot) -> None:
    chart = page.coverage
    with qtbot.waitSignal(filled_context.navigated) as clicked:
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.row_rect(4).center())
    assert clicked.args == ["projects", {"area": "a5"}]
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Down)
    with qtbot.waitSignal(filled_context.navigated) as entered:
        QTest.keyClick(chart, Qt.Key.Key_Return)
    assert entered.args == ["projects", {"area": "a6"}]
    with qtbot.assertNotEmitted(filled_context.navigated):
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(20, 3))


def test_an_empty_area_is_painted_unlike_a_filled_one(page: HomePage) -> None:
    chart = page.coverage
    picture = chart.grab().toImage()

    def colours(place: int) -> set[str]:
        rect = chart.row_rect(place)
        return {picture.pixelColor(x, rect.center().y()).name() for x in range(rect.width() // 2, rect.width() - 90)}

    assert len(colours(0) - colours(8)) >= 2


def test_late_milestones_come_first_and_findings_are_listed(page: HomePage) -> None:
    lines = page.to_do.lines()
    assert lines[0].title == "里程碑：签订三方协议"
    assert (lines[0].badge, lines[0].tone) == ("逾期 5 天", Tone.ERROR)
    assert by_title(page.to_do)["里程碑：首批学员结业"].badge == "还有 7 天"


def test_recent_lines_lead_to_their_project(page: HomePage, filled_context: Context, qtbot: QtBot) -> None:
    assert {line.title for line in page.recent.lines()} == {title for title, _, _ in FILLED}
    page.recent.setFocus()
    page.recent.setCurrentRow(0)
    with qtbot.waitSignal(filled_context.navigated) as led:
        QTest.keyClick(page.recent, Qt.Key.Key_Return)
    title = page.recent.lines()[0].title
    assert led.args == ["project", {"project": filled_context.reader.rows("SELECT id FROM project WHERE title = :t", t=title)[0][0]}]


def test_new_workspace_says_what_to_do_first(context: Context, qtbot: QtBot) -> None:
    page = shown(context, qtbot)
    assert page.steps.isVisible()
    assert [button.text() for button in page.steps.buttons] == ["登记试点主体"]
    with qtbot.waitSignal(context.navigated) as led:
        QTest.mouseClick(page.steps.buttons[0], Qt.MouseButton.LeftButton)
    assert led.args[0] == "entities"
    changes = context.perform(save_entity, None, {"name": "示例公司", "kind": "company"})
    assert changes is not None
    assert [button.text() for button in page.steps.buttons] == ["新建试点项目"]
    context.perform(create_project, entity_id=changes.id, title="示例项目", main_area="a3")
    assert not page.steps.isVisible()
    assert "3. " in page.coverage.accessibleDescription()
    assert [line.title for line in page.recent.lines()] == ["示例项目"]


def test_page_follows_what_is_done_elsewhere(page: HomePage, filled_context: Context) -> None:
    project = filled_context.reader.rows("SELECT id FROM project ORDER BY number")[1][0]
    filled_context.perform(save_milestone, project, None, title="园区揭牌", planned_on=date(2026, 11, 1))
    assert page.to_do.lines()[0].title == "里程碑：园区揭牌"


def test_numbers_take_two_lines_where_it_is_narrow(page: HomePage) -> None:
    wide = page.figures.height()
    page.resize(700, 660)
    QApplication.processEvents()
    assert page.figures.height() > wide
    assert page.width() == 700


def test_days_in_words() -> None:
    assert [days_words(days) for days in (-2, 0, 7)] == ["逾期 2 天", "今天到期", "还有 7 天"]


def test_presenter_reads_the_office_wide_numbers(filled_context: Context) -> None:
    picture = HomePresenter(filled_context).read()
    numbers = {figure.words: figure.number for figure in picture.figures}
    assert numbers["试点主体"] == 1
    assert numbers["试点项目"] == 4
    assert numbers["空白方向"] == 7
    assert numbers["逾期里程碑"] == 1
    assert picture.day == "2026年11月23日　星期一"
    assert picture.steps == ()
