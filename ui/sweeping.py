"""Collecting garbage on the window's thread only: a widget that is collected on another thread takes the program with it."""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


class Sweeper(QObject):
    """Takes over from Python's own collector, which runs on whichever thread happens to make the next object.

    Reference counting goes on as ever; only what holds on to itself waits for the next turn.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.sweep)

    def start(self) -> None:
        """Take over; to be called on the window's thread."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Give back to Python's own collector, once there is no other thread any more."""
        self._timer.stop()
        gc.enable()

    def sweep(self) -> None:
        """Collect as far as Python's own collector would by now."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
