"""The city's home page: what waits, how the districts stand, the first steps; every line leads somewhere."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.changes import NOTHING, Changes
from models.feedback import FieldQuery
from models.operations.city.field_queries import close_query
from models.programme.pack import Programme
from models.queries.city import decisions, inbox, reviews
from models.queries.city.matrix import CellState, matrix
from models.queries.city.news import news
from models.work import Work
from models.workspace.store import Workspace, open_workspace
from tests.city.test_matrix import came
from tests.ui.conftest import Clock, copy_store
from tests.ui.test_window import FIRST_PAINT, HEAVY, ROOT
from ui.city.home_presenter import GROUPS, Tile
from ui.context import Context
from ui.line_list import LineList
from ui.pages import CITY_PAGES
from ui.pages.city_home import CityHomePage
from ui.pages.decisions import DecisionsPage
from ui.pages.home_presenter import Line
from ui.settings import SettingsFile
from ui.tone import Tone
from ui.window import MainWindow


@pytest.fixture
def city(city_store: Path, tmp_path: Path) -> Iterator[Workspace]:
    workspace = open_workspace(copy_store(city_store, tmp_path), clock=Clock())
    yield workspace
    workspace.close(backup=False)


@pytest.fixture
def new_city(new_city_store: Path, tmp_path: Path) -> Iterator[Workspace]:
    workspace = open_workspace(copy_store(new_city_store, tmp_path), clock=Clock())
    yield workspace
    workspace.close(backup=False)


def window_on(workspace: Workspace, settings: SettingsFile) -> Iterator[MainWindow]:
    context = Context(workspace, workspace.programme, settings)
    made = MainWindow(context)
    made.resize(1366, 728)
    made.show()
    QApplication.processEvents()
    yield made
    made.hide()
    made.deleteLater()
    context.worker.shut_down()
    QApplication.processEvents()


@pytest.fixture
def window(qapp: QApplication, city: Workspace, settings: SettingsFile) -> Iterator[MainWindow]:
    yield from window_on(city, settings)


@pytest.fixture
def new_window(qapp: QApplication, new_city: Workspace, settings: SettingsFile) -> Iterator[MainWindow]:
    yield from window_on(new_city, settings)


def home(window: MainWindow) -> CityHomePage:
    page = window.pages["city_home"]
    assert isinstance(page, CityHomePage)
    return page


def tiles_of(window: MainWindow) -> list[Tile]:
    return [tile for tile in home(window).districts.tiles if isinstance(tile, Tile)]


def by_title(lines: LineList) -> dict[str, Line]:
    return {line.title: line for line in lines.lines()}


def test_it_is_the_first_page_of_the_city(window: MainWindow) -> None:
    assert CITY_PAGES[0].key == window.current == "city_home"


def test_everything_that_waits_has_a_line_with_its_number(window: MainWindow, city: Workspace, programme: Programme) -> None:
    lines = by_title(home(window).to_do)
    on = window.context.today()
    waits = [row for row in decisions.waiting(city, programme) if row.stands == "待审定"]
    kinds = {row.kind_title: sum(one.kind == row.kind for one in waits) for row in waits}
    (running,) = [row for row in reviews.rounds(city, programme) if row.closed_on is None]
    expected = {
        "缺号等候的报送包": f"{len(inbox.tray(city, programme))} 个",
        "没有接收的报送包": f"{sum(not row.answered for row in inbox.refused(city, programme))} 个",
        "调整后到期复看的项目": f"{sum(row.late for row in decisions.follow_ups(city, programme, on))} 个",
        "退回后还没有重新报来": "1 份",
        "评审：示例批次": f"还差 {running.handed[1] - running.handed[0]} 份",
        "待发的反馈包": f"{sum(bool(one.item_ids) for one in news(city, programme, on).values())} 个",
        **{f"待审定：{title}": f"{count} 个" for title, count in kinds.items()},
    }
    badges = {title: line.badge for title, line in lines.items()}
    for title, badge in list(expected.items()):
        if badge.startswith("0 "):
            assert title not in badges
            del expected[title]
    assert expected.items() <= badges.items()
    assert {"缺号等候的报送包", "退回后还没有重新报来", "评审：示例批次", "待发的反馈包", "调整后到期复看的项目"} <= expected.keys()
    assert kinds


def test_a_return_that_did_not_come_back_in_time_comes_first(window: MainWindow) -> None:
    first = home(window).to_do.lines()[0]
    assert (first.title, first.tone) == ("退回后还没有重新报来", Tone.ERROR)
    assert "已过期 1 份" in first.detail


def test_an_answered_question_is_shown_until_it_is_closed(window: MainWindow, city: Workspace, qtbot: QtBot) -> None:
    ((query,),) = city.rows("SELECT id FROM field_query")
    city.perform(answered, query)
    home(window).refresh()
    assert by_title(home(window).to_do)["区县已经答复的询问"].badge == "1 条"
    assert window.context.perform(close_query, query) is not None
    assert "区县已经答复的询问" not in by_title(home(window).to_do)


def answered(work: Work, query_id: str) -> Changes:
    """Let the district have answered."""
    query = work.session.get_one(FieldQuery, query_id)
    query.answer, query.answered_at = "示例答复", work.at
    return NOTHING


def test_the_tiles_say_how_every_district_stands(window: MainWindow, city: Workspace, programme: Programme) -> None:
    found = matrix(city, programme, window.context.today())
    page = home(window)
    assert [tile.office for tile in tiles_of(window)] == [line.office for line in found.lines]
    worst = {line.office: {cell.state for cell in line.cells} for line in found.lines}
    late = {office for office, states in worst.items() if CellState.OVERDUE in states}
    assert {tile.office for tile in tiles_of(window) if tile.group == 0} == late
    described = page.districts.accessibleDescription()
    assert described == "；".join(f"{words} {page.districts.count(place)} 个" for place, (words, _, _) in enumerate(GROUPS))


def test_a_tile_leads_to_its_district_by_mouse_and_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    tiles = home(window).districts
    third, fourth = tiles_of(window)[2:4]
    with qtbot.waitSignal(window.context.navigated) as clicked:
        QTest.mouseClick(tiles, Qt.MouseButton.LeftButton, pos=tiles.tile_rect(2).center())
    assert clicked.args == ["matrix", {"office": third.office, **({"key": third.key} if third.key else {})}]
    window.go_back()
    tiles.setFocus()
    QTest.keyClick(tiles, Qt.Key.Key_Right)
    with qtbot.waitSignal(window.context.navigated) as entered:
        QTest.keyClick(tiles, Qt.Key.Key_Return)
    assert entered.args[1]["office"] == fourth.office


def test_obligations_stand_by_urgency_with_who_reported(window: MainWindow, city: Workspace, programme: Programme) -> None:
    lines = home(window).obligations.lines()
    ranks = [(Tone.ERROR, Tone.WARNING, Tone.HINT, Tone.NEUTRAL).index(line.tone) for line in lines]
    assert ranks == sorted(ranks)
    yearly = by_title(home(window).obligations)["2026年度报告"]
    assert yearly.badge == "还有 7 天"
    assert "2026-11-30 截止" in yearly.detail
    districts = len(matrix(city, programme, window.context.today()).lines)
    assert f"{districts} 个区县已报齐 0 个" in yearly.detail
    came(city, "500101", "yearly-2026", date(2026, 11, 20))
    home(window).refresh()
    assert f"{districts} 个区县已报齐 1 个" in by_title(home(window).obligations)["2026年度报告"].detail


def test_every_line_leads_to_a_page_of_the_city(window: MainWindow) -> None:
    page = home(window)
    keys = {entry.key for entry in CITY_PAGES}
    lines = [(shown, line) for shown in (page.to_do, page.obligations, page.recent) for line in shown.lines()]
    assert len(lines) >= 8
    for shown, line in lines:
        assert line.page in keys
        shown.line_activated.emit(line)
        QApplication.processEvents()
        assert window.current == line.page, line.title
        window.show_page("city_home")


def test_a_kind_of_decision_is_shown_alone(window: MainWindow, city: Workspace, programme: Programme) -> None:
    line = next(line for line in home(window).to_do.lines() if line.title.startswith("待审定："))
    home(window).to_do.line_activated.emit(line)
    page = window.page()
    assert isinstance(page, DecisionsPage)
    rows = page.waiting.model.rows
    assert rows
    assert {row.kind for row in rows} == {dict(line.target)["kind"]}
    assert line.badge == f"{len(rows)} 个"


def test_a_new_workspace_shows_the_first_steps_until_something_came(new_window: MainWindow, new_city: Workspace) -> None:
    page = home(new_window)
    assert page.steps.isVisible()
    (button,) = page.steps.buttons
    assert button.text() == "发入网文件"
    button.click()
    assert new_window.current == "enrolment"
    new_window.show_page("city_home")
    assert page.to_do.lines() == []
    assert all(tile.group == len(GROUPS) - 1 or tile.key for tile in tiles_of(new_window))
    came(new_city, "500101", "yearly-2026", date(2026, 11, 20))
    page.refresh()
    assert not page.steps.isVisible()
    assert page.recent.lines()[0].title.startswith("万州区　2026年度报告")


def test_a_clock_that_was_put_back_is_told(
    new_city_store: Path, tmp_path: Path, settings: SettingsFile, qapp: QApplication, qtbot: QtBot
) -> None:
    clock = Clock()
    clock.now = datetime(2026, 11, 1, tzinfo=UTC) - timedelta(days=400)
    workspace = open_workspace(copy_store(new_city_store, tmp_path), clock=clock)
    for window in window_on(workspace, settings):
        notice = home(window).clock
        qtbot.waitUntil(notice.isVisible)
        assert "时间" in notice.words.text()
    workspace.close(backup=False)


def test_nothing_heavy_is_loaded_by_the_first_paint_of_the_city(city_store: Path, tmp_path: Path) -> None:
    store = copy_store(city_store, tmp_path)
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, str(tmp_path / "config"), str(store), ",".join(HEAVY)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "nothing heavy"
