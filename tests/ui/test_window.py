"""The main window: pages, header, search, status, shortcuts, closing; and what must not be loaded by its first paint."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from models.changes import Changes, Kind
from models.errors import UserError
from models.operations.entities import save_entity
from models.work import Work
from models.workspace.store import Workspace, open_workspace
from tests.ui.conftest import FILLED, OFFICE, Clock, children, copy_store, press, texts, type_text, with_dialog
from ui.app import bring_to_front
from ui.context import Context, SaveState
from ui.page import Page
from ui.pages import PAGES
from ui.pages.exchange import ExchangePage
from ui.settings import SettingsFile
from ui.shortcuts import ShortcutList, action
from ui.single_instance import FirstWindow, show_first_window
from ui.window import MainWindow
from ui.worker import Progress

ROOT = Path(__file__).resolve().parents[2]
SIZES = [(1366, 728), (910, 480), (1920, 1040)]
HEAVY = ("sqlalchemy", "alembic", "docx", "openpyxl", "argon2", "cryptography", "lxml", "psycopg")


class ProbePage(Page):
    """A page that counts how often it is refreshed."""

    kinds = frozenset({Kind.PROJECT})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.refreshed = 0

    def refresh(self) -> None:
        """Count."""
        self.refreshed += 1


def add_entity(context: Context, name: str = "示例公司") -> Changes | None:
    return context.perform(save_entity, None, {"name": name, "kind": "company"})


def forbid(work: Work) -> Changes:
    raise UserError("不可以这样做。", "请换一种做法。")


def break_down(work: Work) -> Changes:
    raise ZeroDivisionError


def test_title_names_program_and_office(window: MainWindow) -> None:
    assert window.windowTitle() == f"融合试点工作台 — {OFFICE}"
    assert window.status.office.text() == OFFICE


def test_every_page_of_the_navigation_opens_by_shortcut_and_shows_its_title(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for number, page in enumerate(window.navigation.entries()[:9], start=1):
        QTest.keyClick(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
        assert window.current == page.key
        assert window.header.title.text() == page.title
        assert window.page().isVisible()
        assert window.navigation.currentItem().data(Qt.ItemDataRole.AccessibleTextRole) == page.title


def test_pages_are_made_when_first_shown(window: MainWindow) -> None:
    assert set(window.pages) == {PAGES[0].key}


def test_alt_left_goes_back_to_what_was_shown_before(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    others = [page.key for page in window.navigation.entries()[1:3]]
    for key in others:
        window.context.navigate(key)
    assert window.current == others[-1]
    for expected in [*reversed(others[:-1]), PAGES[0].key]:
        QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        assert window.current == expected
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.current == PAGES[0].key


def test_a_file_is_taken_in_once_however_often_its_page_is_shown_again(
    window: MainWindow, filled_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[dict[str, str]] = []
    monkeypatch.setattr(ExchangePage, "open", lambda _page, **target: taken.append(target))
    window.show_page("exchange", {"tab": "received", "file": "a.rhfk"})
    window.show_page("projects")
    window.go_back()
    filled_context.use_programme(filled_context.programme)
    assert window.current == "exchange"
    assert taken == [{"tab": "received", "file": "a.rhfk"}, *[{"tab": "received"}] * 2]


def test_a_page_refreshes_when_visible_and_only_then(context: Context, qtbot: QtBot) -> None:
    page = ProbePage(context)
    qtbot.addWidget(page)
    context.bus.changed.emit(Changes.of(Kind.PROJECT))
    assert page.refreshed == 0
    page.show()
    assert page.refreshed == 1
    context.bus.changed.emit(Changes.of(Kind.ENTITY))
    assert page.refreshed == 1
    context.bus.changed.emit(Changes.of(Kind.PROJECT))
    assert page.refreshed == 2
    page.hide()
    context.bus.changed.emit(Changes.of(Kind.PROJECT))
    context.bus.changed.emit(Changes.of(Kind.PROJECT))
    page.show()
    assert page.refreshed == 3
    page.hide()
    page.show()
    assert page.refreshed == 3


def test_perform_saves_and_tells_the_pages(context: Context, qtbot: QtBot) -> None:
    states: list[SaveState] = []
    context.save_state_changed.connect(states.append)
    with qtbot.waitSignal(context.bus.changed) as told:
        changes = add_entity(context)
    assert changes is not None
    assert Kind.ENTITY in told.args[0].kinds
    assert states == [SaveState.SAVING, SaveState.SAVED]
    assert context.reader.rows("SELECT name FROM pilot_entity") == [("示例公司",)]


def test_perform_turns_a_refusal_into_a_sentence(context: Context, qtbot: QtBot) -> None:
    said: list[str] = []

    def answer(dialog: QDialog) -> None:
        said.extend(texts(dialog))
        dialog.accept()

    with qtbot.assertNotEmitted(context.bus.changed):
        with_dialog(lambda: context.perform(forbid), answer)
    assert said == ["不可以这样做。", "请换一种做法。"]


def test_perform_does_not_hide_a_bug(context: Context) -> None:
    states: list[SaveState] = []
    context.save_state_changed.connect(states.append)
    with pytest.raises(ZeroDivisionError):
        context.perform(break_down)
    assert states == [SaveState.SAVING, SaveState.FAILED]


def test_status_says_saved_and_read_only(window: MainWindow, filled_store: Path, tmp_path: Path, settings: SettingsFile) -> None:
    assert window.status.saved.text() == "已保存"
    add_entity(window.context)
    assert window.status.saved.text().startswith("已保存 ")
    folder = tmp_path / "readonly"
    folder.mkdir()
    workspace = open_workspace(copy_store(filled_store, folder), read_only=True, clock=Clock())
    context = Context(workspace, workspace.programme, settings)
    other = MainWindow(context)
    assert other.status.saved.text().startswith("只读")
    other.deleteLater()
    workspace.close()


def test_status_says_when_the_last_backup_was_made(window: MainWindow, qtbot: QtBot) -> None:
    status = window.status
    status.read_backups()
    qtbot.waitUntil(lambda: status.backup.text() == "还没有备份")
    add_entity(window.context)
    window.context.workspace.back_up()
    status.read_backups()
    qtbot.waitUntil(lambda: status.backup.text().startswith("最近备份 2026-11-23"))
    status.show_backup("还没有备份")
    window.context.bus.changed.emit(Changes.of(Kind.EXCHANGE))  # taking in a reply backs up first
    assert status.backup.text().startswith("最近备份 2026-11-23")


def test_search_finds_while_typing_and_enter_leads_there(window: MainWindow, qtbot: QtBot) -> None:
    led: list[tuple[str, dict[str, str]]] = []
    window.context.navigated.disconnect(window.show_page)
    window.context.navigated.connect(lambda page, target: led.append((page, target)))
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = window.search_box
    assert QApplication.focusWidget() is box
    type_text(box, "错峰")
    qtbot.waitUntil(lambda: box.results is not None and box.results.isVisible())
    assert box.results is not None
    assert [hit.title for hit in box.hits] == ["错峰用工调配平台"]
    QTest.keyClick(box, Qt.Key.Key_Return)
    project = window.context.reader.rows("SELECT id FROM project WHERE title = '错峰用工调配平台'")[0][0]
    assert led == [("project", {"project": project})]
    assert not box.results.isVisible()


def test_search_says_when_nothing_is_found_and_follows_changes(window: MainWindow, qtbot: QtBot) -> None:
    box = window.search_box
    box.setText("新来的公司")
    box.search_now()
    assert box.hits == []
    assert box.results is not None
    assert "没有找到" in box.results.item(0).text()
    add_entity(window.context, "新来的公司")
    box.search_now()
    assert [hit.title for hit in box.hits] == ["新来的公司"]
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not box.results.isVisible()


def test_long_work_shows_progress_and_can_be_stopped(window: MainWindow, qtbot: QtBot) -> None:
    go_on = threading.Event()
    finished: list[object] = []

    def work(progress: Progress) -> None:
        while not go_on.wait(0.005):
            progress(1, 4)

    status = window.status
    window.context.run("正在导出示例", work, finished.append)
    qtbot.waitUntil(status.stop.isVisible)
    assert status.job.text() == "正在导出示例…"
    qtbot.waitUntil(lambda: status.progress.maximum() == 4)
    with qtbot.waitSignal(window.context.worker.idle):
        QTest.mouseClick(status.stop, Qt.MouseButton.LeftButton)
    assert not status.progress.isVisible()
    assert finished == []


def test_closing_in_the_middle_of_work_asks_first(window: MainWindow, qtbot: QtBot) -> None:
    go_on = threading.Event()

    def work(progress: Progress) -> None:
        while not go_on.wait(0.005):
            progress(0, 0)

    window.context.run("正在导出示例", work)
    with_dialog(window.close, lambda dialog: press(dialog, "继续等待"))
    assert window.isVisible()
    assert window.context.worker.busy
    with_dialog(window.close, lambda dialog: press(dialog, "停止并退出"))
    assert not window.isVisible()
    assert not window.context.worker.busy


def test_a_page_that_may_not_be_left_keeps_the_window_open(window: MainWindow) -> None:
    page = window.page()
    page.may_leave = lambda: False  # type: ignore[method-assign]
    assert not window.close()
    page.may_leave = lambda: True  # type: ignore[method-assign]
    assert window.close()


def test_broken_settings_are_said_in_the_window(filled_workspace: Workspace, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    (tmp_path / "settings.json").write_text("{", encoding="utf-8")
    window = MainWindow(Context(filled_workspace, filled_workspace.programme, SettingsFile(tmp_path)))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.banner.isVisible)
    assert "默认设置" in window.banner.words.text()


def test_window_remembers_its_size(window: MainWindow, filled_context: Context) -> None:
    window.resize(790, 555)
    window.close()
    again = MainWindow(Context(filled_context.workspace, filled_context.programme, SettingsFile(filled_context.settings._path.parent)))
    assert again.size() == QSize(790, 555)
    again.deleteLater()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_every_page_fits_the_width_of_the_window(window: MainWindow, page: object, size: tuple[int, int]) -> None:
    key = page.key  # type: ignore[attr-defined]
    if page.parent:  # type: ignore[attr-defined]
        project = window.context.reader.rows("SELECT id FROM project ORDER BY number")[0][0]
        window.show_page(key, {"project": project})
    else:
        window.show_page(key)
    window.resize(*size)
    QApplication.processEvents()
    assert (window.width(), window.height()) == size
    area = window._areas[key]
    assert area.widget().width() <= area.viewport().width(), "the page has to be scrolled sideways"


def test_narrow_window_leaves_out_the_words_of_the_navigation(window: MainWindow) -> None:
    window.resize(910, 480)
    QApplication.processEvents()
    assert window.navigation.item(0).text() == ""
    assert window.navigation.item(0).toolTip().startswith(PAGES[0].title)
    window.resize(1366, 728)
    QApplication.processEvents()
    assert window.navigation.item(0).text() == PAGES[0].title


def test_shortcut_list_names_every_action_of_the_window(window: MainWindow, qtbot: QtBot) -> None:
    pressed: list[int] = []
    action(window.page(), "示例动作…", lambda: pressed.append(1), "Ctrl+Shift+E")
    shown = ShortcutList(window)
    qtbot.addWidget(shown)
    words = {text for _group, text, _keys in shown.rows}
    own = {made.text() for made in children(window, QAction) if made.shortcuts() and made.parent() is window}
    assert own <= words
    assert ("本页", "示例动作", "Ctrl + Shift + E") in shown.rows
    assert len({keys for _group, _text, keys in shown.rows}) == len(shown.rows), "two actions have the same keys"


def test_f1_opens_the_shortcut_list(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    titles: list[str] = []

    def answer(dialog: QDialog) -> None:
        titles.append(dialog.windowTitle())
        dialog.reject()

    with_dialog(lambda: QTest.keyClick(window, Qt.Key.Key_F1), answer)
    assert titles == ["快捷键一览"]


def test_everything_that_takes_the_focus_has_a_name(window: MainWindow) -> None:
    nameless = [
        widget
        for widget in children(window, QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
    ]
    assert nameless == []


def test_f5_reads_the_page_again(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    workspace: Workspace = window.context.workspace
    workspace.perform(save_entity, None, {"name": "悄悄登记的公司", "kind": "company"})
    before = window.grab().toImage()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert window.grab().toImage() != before


def test_replacing_the_workspace_shows_the_other_one(window: MainWindow, new_store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "restored"
    folder.mkdir()
    other = open_workspace(copy_store(new_store, folder), clock=Clock())
    box = window.search_box
    box.setText(FILLED[0][0])
    box.search_now()
    assert box.hits
    window.context.replace_workspace(other)
    box.search_now()
    assert box.hits == []
    other.close(backup=False)


def test_a_second_start_brings_the_first_window_to_the_front(window: MainWindow, qtbot: QtBot) -> None:
    path = Path(window.context.workspace.place)
    first = FirstWindow(path, window)
    assert first.listening
    first.asked.connect(lambda: bring_to_front(window))
    window.showMinimized()
    script = "import sys, pathlib, ui.single_instance as s; sys.exit(0 if s.show_first_window(pathlib.Path(sys.argv[1])) else 7)"
    with qtbot.waitSignal(first.asked, timeout=20_000):
        second = subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=ROOT)
    assert second.wait(20) == 0
    assert not window.isMinimized()
    first.listen(path.with_name("另一个.ronghe"))
    assert not show_first_window(path), "after a change of workspace the old one is free for another window"
    first.close()
    assert not first.listening


FIRST_PAINT = """
import sys
from pathlib import Path
from ui.app import make_application
from ui.settings import SettingsFile
settings = SettingsFile(Path(sys.argv[1]))
application = make_application(["ronghe"], settings)
from models.workspace.store import open_workspace
from ui.context import Context
from ui.window import MainWindow
workspace = open_workspace(Path(sys.argv[2]))
window = MainWindow(Context(workspace, workspace.programme, settings))
window.first_painted.connect(application.quit)
window.show()
application.exec()
heavy = sorted(set(sys.argv[3].split(",")) & set(sys.modules))
loaded = [name for name in sys.modules if name.startswith("cryptography.hazmat.primitives")]
workspace.close(backup=False)
print(" ".join([*heavy, *loaded]) or "nothing heavy")
"""


def test_nothing_heavy_is_loaded_by_the_first_paint(filled_store: Path, tmp_path: Path) -> None:
    store = copy_store(filled_store, tmp_path)
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, str(tmp_path / "config"), str(store), ",".join(HEAVY)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "nothing heavy"
