"""Long work: one after the other, progress, stopping, failures on the window's thread."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.errors import UserError
from ui.worker import Cancelled, Job, Progress, Worker


@pytest.fixture
def worker(qapp: QApplication) -> Iterator[Worker]:
    made = Worker()
    yield made
    made.shut_down()


def test_result_arrives_on_the_windows_thread(qapp: QApplication, worker: Worker, qtbot: QtBot) -> None:
    threads: list[QThread] = []
    results: list[int] = []

    def work(progress: Progress) -> int:
        threads.append(QThread.currentThread())
        return 6 * 7

    def done(result: int) -> None:
        threads.append(QThread.currentThread())
        results.append(result)

    with qtbot.waitSignal(worker.idle):
        worker.run(Job("示例", work, done))
    qtbot.waitUntil(lambda: bool(results))
    assert results == [42]
    assert threads[1] is qapp.thread()
    assert threads[0] is not threads[1]


def test_jobs_run_one_after_the_other_in_order(worker: Worker, qtbot: QtBot) -> None:
    running = threading.Lock()
    order: list[int] = []

    def job(number: int) -> Job:
        def work(progress: Progress) -> int:
            assert running.acquire(blocking=False)
            running.release()
            return number

        return Job(f"示例{number}", work, order.append)

    for number in range(5):
        worker.run(job(number))
    qtbot.waitUntil(lambda: order == [0, 1, 2, 3, 4])
    assert not worker.busy


def test_progress_is_reported(worker: Worker, qtbot: QtBot) -> None:
    seen: list[tuple[int, int]] = []
    worker.progressed.connect(lambda done, total: seen.append((done, total)))

    def work(progress: Progress) -> None:
        for done in range(1, 4):
            progress(done, 3)

    with qtbot.waitSignal(worker.idle):
        worker.run(Job("示例", work))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_stopped_job_ends_at_its_next_report_and_cleans_up(worker: Worker, qtbot: QtBot) -> None:
    begun, go_on = threading.Event(), threading.Event()
    outcome: list[str] = []

    def work(progress: Progress) -> None:
        begun.set()
        go_on.wait(5)
        try:
            progress(1, 2)
            outcome.append("went on")
        except Cancelled:
            outcome.append("cleaned up")
            raise

    def done(result: object) -> None:
        outcome.append("done")

    with qtbot.waitSignal(worker.idle), qtbot.assertNotEmitted(worker.failed):
        worker.run(Job("示例", work, done))
        assert begun.wait(5)
        worker.cancel()
        go_on.set()
    assert outcome == ["cleaned up"]


def test_a_job_that_waits_can_be_stopped_before_it_begins(worker: Worker, qtbot: QtBot) -> None:
    go_on = threading.Event()
    ran: list[str] = []
    worker.run(Job("先", lambda progress: go_on.wait(5), stoppable=False))
    worker.run(Job("后", lambda progress: ran.append("后")))
    worker.cancel()
    with qtbot.waitSignal(worker.idle):
        go_on.set()
    assert ran == []


def test_failures_go_to_the_job_or_to_the_program(worker: Worker, qtbot: QtBot) -> None:
    own: list[Exception] = []

    def fail(progress: Progress) -> None:
        raise UserError("示例失败。")

    worker.run(Job("示例", fail, failed=own.append))
    qtbot.waitUntil(lambda: len(own) == 1)
    with qtbot.waitSignal(worker.failed) as failed:
        worker.run(Job("示例", fail))
    assert str(own[0]) == "示例失败。"
    assert str(failed.args[1]) == "示例失败。"


def test_quiet_work_is_not_waited_for(worker: Worker, qtbot: QtBot) -> None:
    go_on = threading.Event()
    finished: list[object] = []
    with qtbot.assertNotEmitted(worker.started):
        worker.run(Job("示例", lambda progress: go_on.wait(5), finished.append, quiet=True))
        assert not worker.busy
        go_on.set()
        qtbot.waitUntil(lambda: bool(finished))


def test_nothing_reports_after_shutting_down(worker: Worker) -> None:
    finished: list[object] = []
    worker.run(Job("示例", lambda progress: 1, finished.append))
    worker.shut_down()
    QApplication.processEvents()
    assert finished == []
    assert not worker.busy
