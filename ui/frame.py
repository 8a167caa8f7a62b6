"""The program's one top-level window: painted at once from a few facts, then filled with the pages.

The namespace `Qt` alone takes a fifth of the time until the first paint to load, so this module does without it.
"""

import tomllib
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from models.queries.first_look import FirstLook
from models.resources import read_text
from ui import metrics
from ui.start_settings import StartSettings

if TYPE_CHECKING:
    from ui.window import MainWindow

PROGRAM = "融合试点工作台"


def place(window: QWidget, geometry: str) -> None:
    """Put a window where it was left (as Qt saved it, in base64), else at a fitting size."""
    if geometry and window.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "ignore"))):
        return
    room = QGuiApplication.primaryScreen().availableGeometry().size()
    width, height = metrics.WINDOW_SIZE
    window.resize(min(max(width, room.width() * 4 // 5), room.width()), min(max(height, room.height() * 4 // 5), room.height()))


class FirstView(QWidget):
    """The first facts, where the window will show its pages a moment later.

    Attributes:
        look: The facts.
    """

    def __init__(self, look: FirstLook, theme: str) -> None:
        super().__init__()
        self.look = look
        dark = theme == "dark" or (theme == "system" and QGuiApplication.palette().window().color().lightness() < 128)
        colours = tomllib.loads(read_text(f"style/{'dark' if dark else 'light'}.toml"))
        self._ground, self._side = QColor(colours["window"]), QColor(colours["nav"])
        self._ink, self._quiet = QColor(colours["text"]), QColor(colours["muted"])
        self.setAccessibleName(f"{look.office}，正在打开")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground of the navigation and the facts."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ground)
        painter.fillRect(0, 0, metrics.NAVIGATION_WIDTH, self.height(), self._side)
        counts = f"试点主体 {self.look.entities} 个，试点项目 {self.look.projects} 个"
        lines = [(self.look.office, self._ink), (counts, self._quiet), ("", self._ink)]
        lines += [(f"{number}    {title}", self._ink) for number, title in self.look.recent]
        height = self.fontMetrics().lineSpacing() + metrics.S
        for row, (words, ink) in enumerate(lines, start=1):
            painter.setPen(ink)
            painter.drawText(metrics.NAVIGATION_WIDTH + metrics.XL, metrics.L + row * height, words)


class Frame(QMainWindow):
    """The top-level window.

    Attributes:
        content: What fills it once it has been painted.

    Signals:
        first_painted: Once, after the first paint; what is slow to load is loaded from then on.
    """

    first_painted = Signal()

    def __init__(self, start: StartSettings) -> None:
        super().__init__()
        self.content: MainWindow | None = None
        self._painted = False
        self.setWindowTitle(PROGRAM)
        self.setMinimumSize(*metrics.WINDOW_MINIMUM)
        place(self, start.geometry)

    def show_first(self, look: FirstLook, theme: str) -> None:
        """Show the first facts."""
        self.setCentralWidget(FirstView(look, theme))
        self.show()

    def fill(self, content: "MainWindow") -> None:
        """Put the pages in place of the first facts."""
        self.content = content
        content.windowTitleChanged.connect(self.setWindowTitle)
        self.setWindowTitle(content.windowTitle())
        self.setCentralWidget(content)
        content.navigation.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say once that the window is there."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close when the content agrees."""
        event.setAccepted(self.content is None or self.content.close())
