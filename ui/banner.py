"""The banner: says that something is done, without stopping the officer, and offers what to do with it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from ui import metrics
from ui.labels import label
from ui.theme import set_icon, set_picture, set_tone
from ui.tone import TONE_WORDS, Tone

SECONDS_SHOWN = 12

Offer = tuple[str, Callable[[], object]]
"""A button of the banner: its words and what it does."""


class Banner(QFrame):
    """A message over the lower edge of `host`; goes away by itself unless it is an error or has the focus."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setObjectName("banner")
        self._host = host
        self._picture = QLabel()
        self.words = label(wrap=True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(metrics.M, metrics.S, metrics.S, metrics.S)
        self._row.setSpacing(metrics.S)
        self._row.addWidget(self._picture)
        self._row.addWidget(self.words, 1)
        self.buttons: list[QPushButton] = []
        close = QToolButton()
        close.setProperty("role", "plain")
        close.setAccessibleName("关闭提示")
        close.setToolTip("关闭提示")
        set_icon(close, "close")
        close.clicked.connect(self.hide)
        self._row.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_is_up)
        host.installEventFilter(self)
        self.hide()

    def show_message(self, text: str, tone: Tone = Tone.OK, offers: Sequence[Offer] = ()) -> None:
        """Show `text` with a button for each offer."""
        for button in self.buttons:
            button.deleteLater()
        self.buttons = []
        self.words.setText(text)
        self.setAccessibleName(f"{TONE_WORDS[tone]}：{text}")
        set_tone(self, tone)
        set_picture(self._picture, tone.value, tone.value)
        for words, action in offers:
            button = QPushButton(words)
            button.clicked.connect(lambda _checked=False, action=action: action())
            self._row.insertWidget(self._row.count() - 1, button)
            self.buttons.append(button)
        self._place()
        self.show()
        self.raise_()
        if tone in (Tone.ERROR, Tone.WARNING):
            self._timer.stop()
        else:
            self._timer.start(SECONDS_SHOWN * 1000)

    def show_file(self, text: str, path: Path) -> None:
        """Say that a file has been written and offer to open it or its folder."""
        self.show_message(
            text,
            offers=(("打开文件", lambda: open_path(path)), ("打开所在文件夹", lambda: open_path(path.parent))),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge when the host is resized."""
        if watched is self._host and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _time_is_up(self) -> None:
        if any(button.hasFocus() for button in self.buttons) or self.underMouse():
            self._timer.start(SECONDS_SHOWN * 1000)
        else:
            self.hide()

    def _place(self) -> None:
        width = max(200, min(self._host.width() - 2 * metrics.L, 760))
        height = max(self.heightForWidth(width), self.sizeHint().height()) if self.hasHeightForWidth() else self.sizeHint().height()
        self.setGeometry((self._host.width() - width) // 2, self._host.height() - height - metrics.L, width, height)


def open_path(path: Path) -> bool:
    """Open a file or folder with the program the system has for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
