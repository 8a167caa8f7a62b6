"""The switch between list and month view, shown in the line of tools of either."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui import metrics

LIST, MONTH = "list", "month"
VIEWS = ((LIST, "列表", "Ctrl+L"), (MONTH, "月历", "Ctrl+M"))


class ViewSwitch(QWidget):
    """Two chips of which one is chosen.

    Signals:
        wanted: The view the officer wants: `LIST` or `MONTH`.
    """

    wanted = Signal(str)

    def __init__(self, shown: str) -> None:
        """Build it for the line of tools of the view `shown`, whose chip is always the chosen one."""
        super().__init__()
        self._shown = shown
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.XS)
        for key, words, keys in VIEWS:
            button = QPushButton(words)
            button.setCheckable(True)
            button.setChecked(key == shown)
            button.setProperty("role", "chip")
            button.setToolTip(keys)
            button.setAccessibleName(f"显示为{words}")
            button.clicked.connect(lambda _on=False, key=key: self._press(key))
            row.addWidget(button)
            self.buttons[key] = button

    def _press(self, key: str) -> None:
        for name, button in self.buttons.items():
            button.setChecked(name == self._shown)
        self.wanted.emit(key)
