"""Long work: one job after the other on one other thread, with progress and a way to stop it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from ui.sweeping import Sweeper


class Cancelled(Exception):  # noqa: N818 (not an error: the officer asked for it)
    """Raised inside a job by its progress once the officer has stopped it."""


class Progress:
    """What a job calls to say how far it is: ``progress(done, total)``.

    Calling it raises `Cancelled` once the job has been stopped, so that a job that reports progress can be stopped
    without knowing how; whatever it had begun to write is cleaned up by its own ``except``/``finally``.
    """

    def __init__(self, report: Callable[[int, int], None]) -> None:
        self._report = report
        self._stopped = threading.Event()

    def __call__(self, done: int, total: int) -> None:
        """Report `done` steps out of `total` (0: unknown)."""
        if self._stopped.is_set():
            raise Cancelled
        self._report(done, total)

    @property
    def cancelled(self) -> bool:
        """Whether the officer has stopped the job."""
        return self._stopped.is_set()

    def cancel(self) -> None:
        """Ask the job to stop at its next report."""
        self._stopped.set()


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work.

    Attributes:
        title: What the officer reads while it runs, e.g. ``正在导出试点申报表``.
        work: The work itself, on the other thread; touches no widget. What it returns is handed to `done`.
        done: Called on the window's thread with the result.
        failed: Called on the window's thread with the exception, instead of the program's ordinary message.
        stoppable: Whether a cancel button is offered.
        quiet: True for work in the background that the officer need not see nor wait for.
    """

    title: str
    work: Callable[[Progress], Any]
    done: Callable[[Any], None] | None = None
    failed: Callable[[Exception], None] | None = None
    stoppable: bool = True
    quiet: bool = False


class _Signals(QObject):
    progressed = Signal(object, int, int)
    finished = Signal(object, object, object)


class _Task(QRunnable):
    def __init__(self, job: Job, signals: _Signals) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.job = job
        self._signals = signals
        self.progress = Progress(lambda done, total: signals.progressed.emit(self, done, total))

    def run(self) -> None:
        """Do the work and hand the outcome to the window's thread, whatever it is."""
        result: object = None
        error: Exception | None = None
        try:
            if self.progress.cancelled:
                raise Cancelled
            result = self.job.work(self.progress)
        except Exception as raised:  # every failure is routed by the window's thread
            error = raised
        self._signals.finished.emit(self, result, error)


class Worker(QObject):
    """Runs jobs one after the other.

    Signals:
        started: A visible job begins to wait or run: its title, and whether it can be stopped.
        progressed: ``(done, total)`` of the running job; total 0 means unknown.
        idle: No visible job is left.
        failed: ``(job, exception)`` of a job without its own `failed`.
    """

    started = Signal(str, bool)
    progressed = Signal(int, int)
    idle = Signal()
    failed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._pool.setExpiryTimeout(-1)
        self._signals = _Signals()
        queued = Qt.ConnectionType.QueuedConnection
        self._signals.progressed.connect(self._on_progress, queued)
        self._signals.finished.connect(self._on_finished, queued)
        self._tasks: list[_Task] = []
        self._sweeper = Sweeper(self)

    @property
    def busy(self) -> bool:
        """Whether a job that the officer should wait for is under way."""
        return any(not task.job.quiet for task in self._tasks)

    @property
    def title(self) -> str:
        """Title of the visible job under way, or empty."""
        return next((task.job.title for task in self._tasks if not task.job.quiet), "")

    def run(self, job: Job) -> None:
        """Queue `job`."""
        task = _Task(job, self._signals)
        first = not self.busy
        self._tasks.append(task)
        self._sweeper.start()
        if first and not job.quiet:
            self.started.emit(job.title, job.stoppable)
        self._pool.start(task)

    def cancel(self) -> None:
        """Ask every stoppable job to stop."""
        for task in self._tasks:
            if task.job.stoppable or task.job.quiet:
                task.progress.cancel()

    def shut_down(self) -> None:
        """Stop what can be stopped and wait for the rest; after this no job is under way and none reports."""
        self.cancel()
        self._pool.waitForDone()
        self._tasks.clear()
        self._sweeper.stop()

    def _on_progress(self, task: _Task, done: int, total: int) -> None:
        if task in self._tasks and not task.job.quiet:
            self.progressed.emit(done, total)

    def _on_finished(self, task: _Task, result: object, error: Exception | None) -> None:
        if task not in self._tasks:
            return
        self._tasks.remove(task)
        if not self.busy:
            self.idle.emit()
        elif not task.job.quiet:
            following = next(other.job for other in self._tasks if not other.job.quiet)
            self.started.emit(following.title, following.stoppable)
        if error is None:
            if task.job.done is not None:
                task.job.done(result)
        elif isinstance(error, Cancelled):
            return
        elif task.job.failed is not None:
            task.job.failed(error)
        else:
            self.failed.emit(task.job, error)
