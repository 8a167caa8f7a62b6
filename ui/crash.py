"""What happens when a bug shows: the log gets it, the officer gets a number and a report to copy, the program goes on."""

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler, qVersion
from PySide6.QtWidgets import QApplication

from models.errors import ResourceError, UserError
from ui import messages

LOG_BYTES = 1_000_000
LOG_FILES = 3
NUMBER_LENGTH = 6
_LOG = logging.getLogger("ronghe")
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_folder() -> Path:
    """Return the folder that the system has for this program's logs."""
    from platformdirs import user_log_path

    return user_log_path("ronghe", appauthor=False)


def start_log(folder: Path) -> None:
    """Write warnings and errors to ``ronghe.log`` in `folder`, in a few files of limited size."""
    from logging.handlers import RotatingFileHandler

    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "ronghe.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.WARNING)


def new_number() -> str:
    """Return a fresh number for a failure, easy to read out on the telephone."""
    import secrets

    from models.workspace.keys import ALPHABET

    return "".join(secrets.choice(ALPHABET) for _ in range(NUMBER_LENGTH))


def report(number: str, error: BaseException) -> str:
    """Describe a bug without anything the officer has typed: versions, platform, and where, but no values.

    The message of an exception is left out because it may quote a name or a number; its class is enough.
    """
    import platform
    import traceback

    lines = [
        f"问题编号：{number}",
        f"程序：融合试点工作台　Python {platform.python_version()}　Qt {qVersion()}",
        f"系统：{platform.system()} {platform.release()} {platform.machine()}",
        "",
    ]
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    for failure in reversed(chain):
        for frame in traceback.extract_tb(failure.__traceback__):
            lines.append(f"  {_short(frame.filename)}:{frame.lineno} {frame.name}")
        lines.append(f"{type(failure).__module__}.{type(failure).__qualname__}")
    return "\n".join(lines)


def _short(filename: str) -> str:
    """Leave out the folders above the program: they may hold the officer's name."""
    parts = Path(filename).parts
    for room in ("ui", "models", "forms", "exports"):
        if room in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(room) :])
    return "/".join(parts[-2:])


class CrashGuard(QObject):
    """Catches what nobody else caught, on every thread.

    Signals:
        caught: An exception, handed to the window's thread.
    """

    caught = Signal(object)

    def __init__(self, quit_program: Callable[[], object]) -> None:
        super().__init__()
        self._quit = quit_program
        self._showing = False
        self.caught.connect(self.show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over `sys.excepthook`, the hook for threads, and Qt's own messages."""
        sys.excepthook = self._on_exception
        threading.excepthook = lambda arguments: self._log_and_emit(arguments.exc_value)
        qInstallMessageHandler(log_qt_message)

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def show(self, error: BaseException) -> None:
        """Log a bug and tell the officer; a bug while the dialog is open is only logged.

        What the officer can act on, or a damaged file of the program, is said in its own words.
        """
        if isinstance(error, UserError | ResourceError):
            messages.show_failure(None, error)
            return
        number = new_number()
        text = report(number, error)
        _LOG.error("%s", text)
        if self._showing or QApplication.instance() is None:
            return
        from ui.crash_dialog import CrashDialog

        self._showing = True
        try:
            dialog = CrashDialog(number, text)
            dialog.exec()
        finally:
            self._showing = False
        if dialog.chosen == CrashDialog.QUIT:
            self._quit()

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._quit()
            return
        self._log_and_emit(error.with_traceback(trace))

    def _log_and_emit(self, error: BaseException | None) -> None:
        if error is not None:
            self.caught.emit(error)


def log_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Put Qt's own messages into the log."""
    logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.WARNING), "%s", message)
