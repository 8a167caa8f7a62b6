"""Widgets in garbage die on the window's thread, whatever the worker is doing."""

import gc
import threading
import weakref
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.sweeping import Sweeper
from ui.worker import Job, Worker


class Ring(QWidget):
    """A widget that holds on to itself, as a page and its lambdas do."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def litter(_progress: Any) -> int:
    """Make far more cyclic garbage than Python's collector would leave alone."""
    for _ in range(20_000):
        ring: list[Any] = []
        ring.append(ring)
    return len(gc.get_objects(generation=2))


def test_garbage_made_by_a_job_is_not_collected_on_its_thread(qapp: QApplication, qtbot: QtBot) -> None:
    died_on: list[threading.Thread] = []
    worker = Worker()
    try:
        weakref.finalize(Ring(), lambda: died_on.append(threading.current_thread()))
        results: list[object] = []
        worker.run(Job("示例", litter, results.append))
        qtbot.waitUntil(lambda: bool(results))
        assert died_on == []
        qtbot.waitUntil(lambda: gc.get_count()[0] <= gc.get_threshold()[0])
        gc.collect()
        assert died_on == [threading.main_thread()]
    finally:
        worker.shut_down()
    assert gc.isenabled()


def test_what_is_due_is_swept(qapp: QApplication) -> None:
    sweeper = Sweeper(qapp)
    gc.collect()
    sweeper.start()
    try:
        litter(None)
        assert gc.get_count()[0] > gc.get_threshold()[0]
        sweeper.sweep()
        assert gc.get_count()[0] <= gc.get_threshold()[0]
    finally:
        sweeper.stop()
        sweeper.deleteLater()
