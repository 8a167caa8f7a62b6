"""A bug: the program goes on, the log has it, the report can be copied and holds nothing personal."""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tests.ui.conftest import press, with_dialog
from ui.crash import CrashGuard, log_folder, new_number, report, start_log

SECRET = "张三 13800000000"


def fail_with_secret() -> None:
    try:
        int(SECRET)
    except ValueError as error:
        raise KeyError(SECRET) from error


@pytest.fixture
def quits() -> list[int]:
    return []


@pytest.fixture
def guard(qapp: QApplication, quits: list[int]) -> Iterator[CrashGuard]:
    before, before_thread = sys.excepthook, threading.excepthook
    made = CrashGuard(lambda: quits.append(1))
    made.install()
    yield made
    made.uninstall()
    sys.excepthook, threading.excepthook = before, before_thread


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    handlers = list(root.handlers)
    start_log(tmp_path)
    yield tmp_path / "ronghe.log"
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()


def test_report_names_the_place_but_quotes_nothing() -> None:
    with pytest.raises(KeyError) as raised:
        fail_with_secret()
    text = report("ABC234", raised.value)
    assert "ABC234" in text
    assert "ValueError" in text
    assert "KeyError" in text
    assert "fail_with_secret" in text
    assert SECRET not in text
    assert "张三" not in text
    assert str(Path.home()) not in text


def test_numbers_are_short_and_differ() -> None:
    assert len({new_number() for _ in range(200)}) == 200
    assert all(len(number) == 6 and not set(number) & set("01OI") for number in (new_number() for _ in range(50)))


def test_a_bug_in_a_slot_is_shown_logged_and_survived(guard: CrashGuard, quits: list[int], log: Path) -> None:
    seen: list[str] = []

    def answer(dialog: QDialog) -> None:
        seen.append(dialog.accessibleName())
        press(dialog, "复制报告")
        press(dialog, "继续使用")

    def act() -> None:
        error = KeyError(SECRET)
        sys.excepthook(KeyError, error, None)
        QApplication.processEvents()

    with_dialog(act, answer)
    number = seen[0].split("编号 ")[1][:6]
    assert number in QApplication.clipboard().text()
    assert quits == []
    written = log.read_text(encoding="utf-8")
    assert number in written
    assert SECRET not in written


def test_quitting_is_the_officers_choice(guard: CrashGuard, quits: list[int], log: Path) -> None:
    def act() -> None:
        sys.excepthook(RuntimeError, RuntimeError("x"), None)
        QApplication.processEvents()

    with_dialog(act, lambda dialog: press(dialog, "退出程序"))
    assert quits == [1]


def test_a_bug_on_another_thread_is_shown_too(guard: CrashGuard, quits: list[int], log: Path, qtbot: QtBot) -> None:
    def act() -> None:
        thread = threading.Thread(target=fail_with_secret)
        thread.start()
        thread.join()
        QApplication.processEvents()

    with_dialog(act, lambda dialog: dialog.reject())
    assert "fail_with_secret" in log.read_text(encoding="utf-8")
    assert quits == []


def test_a_second_bug_does_not_open_a_second_dialog(guard: CrashGuard, log: Path) -> None:
    counts: list[int] = []

    def answer(dialog: QDialog) -> None:
        guard.show(RuntimeError("y"))
        counts.append(sum(isinstance(window, QDialog) and window.isVisible() for window in QApplication.topLevelWidgets()))
        QTimer.singleShot(0, dialog.reject)

    with_dialog(lambda: guard.show(RuntimeError("x")), answer)
    assert counts == [1]
    assert log.read_text(encoding="utf-8").count("RuntimeError") == 2


@pytest.mark.qt_log_ignore("示例消息")
def test_qts_own_messages_go_to_the_log(guard: CrashGuard, log: Path) -> None:
    qWarning("示例消息")
    assert "示例消息" in log.read_text(encoding="utf-8")


def test_log_lies_where_the_system_wants_it() -> None:
    assert "ronghe" in str(log_folder())
