"""Work that everything else has to wait for (opening, creating, restoring): done on another thread behind a modal dialog."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui import metrics
from ui.labels import label
from ui.worker import Progress

SHOWN_AFTER_MS = 300
"""Work that is done sooner shows no dialog."""


class BusyDialog(QDialog):
    """Shows what is being done and, where the work can be stopped, a button that stops it.

    Signals:
        over: The work has ended, one way or another.
    """

    over = Signal()
    _progressed = Signal(int, int)
    _ended = Signal()

    def __init__(self, parent: QWidget | None, title: str, work: Callable[[Progress], Any], stoppable: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle("请稍候")
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, False)
        self.result_value: Any = None
        self.failure: BaseException | None = None
        self._over = False
        self._work, self._stoppable = work, stoppable
        self._progress = Progress(self._progressed.emit)
        # A thread of Python's own: a pool that is taken down with its dialog would wait for a thread that waits for the interpreter.
        self._thread = threading.Thread(target=self._do, name="busy")
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._close, Qt.ConnectionType.QueuedConnection)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        words = label(f"{title}…", role="strong", wrap=True)
        words.setMinimumWidth(320)
        layout.addWidget(words)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        layout.addWidget(self.bar)
        self.stop = QPushButton("停止")
        self.stop.setAutoDefault(False)
        self.stop.setVisible(stoppable)
        self.stop.clicked.connect(self._stop)
        layout.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignRight)

    def run(self) -> Any:
        """Do the work and return what it returns.

        Raises:
            Cancelled: The officer stopped it.
            Exception: What the work raised.
        """
        # Work that takes a moment only must not flash a dialog.
        moment = QEventLoop()
        self.over.connect(moment.quit)
        QTimer.singleShot(SHOWN_AFTER_MS, moment, moment.quit)
        self._thread.start()
        moment.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        if not self._over:
            self.exec()
        self._thread.join()
        if self.failure is not None:
            raise self.failure
        return self.result_value

    def reject(self) -> None:
        """Esc stops what can be stopped; what cannot be is waited for."""
        if self._over:
            super().reject()
        elif self._stoppable:
            self._stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay until the work is done."""
        event.setAccepted(self._over)

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop.setText("正在停止…")
        self._progress.cancel()

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _do(self) -> None:
        """Work, on the other thread."""
        try:
            self.result_value = self._work(self._progress)
        except BaseException as failure:  # handed to the thread that asked
            self.failure = failure
        self._ended.emit()

    def _close(self) -> None:
        self._over = True
        self.over.emit()
        self.accept()


def run_busy(parent: QWidget | None, title: str, work: Callable[[Progress], Any], stoppable: bool = False) -> Any:
    """Run `work(progress)` on another thread while the officer waits, and return its result or raise what it raised."""
    return BusyDialog(parent, title, work, stoppable).run()
