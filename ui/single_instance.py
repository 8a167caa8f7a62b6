"""A second start on the same workspace brings the first window to the front."""

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 800
"""How long to wait for the first window to answer."""


def _server_name(path: Path) -> str:
    """Return a name that only this workspace has, without giving its path away."""
    return "ronghe-" + hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def show_first_window(path: Path) -> bool:
    """Ask the window that has `path` open to come to the front; False when there is none on this machine."""
    socket = QLocalSocket()
    socket.connectToServer(_server_name(path))
    reached = bool(socket.waitForConnected(WAIT_MS))
    socket.disconnectFromServer()
    return reached


class FirstWindow(QObject):
    """Listens for later starts of the program on the same workspace.

    Signals:
        asked: A later start asks the window to come to the front.
    """

    asked = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greeted)
        self.listen(path)

    def listen(self, path: Path) -> None:
        """Listen for starts on this workspace, and on no other any more."""
        self._server.close()
        name = _server_name(path)
        if not self._server.listen(name):
            # What a killed program left behind; the workspace's lock, held by now, says that it is gone.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    @property
    def listening(self) -> bool:
        """Whether later starts can reach this window."""
        return self._server.isListening()

    def close(self) -> None:
        """Listen no longer."""
        self._server.close()

    def _greeted(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.close()
            self.asked.emit()
