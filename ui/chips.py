"""A line of chips of which one is chosen; they go on in the next line where there is no more room."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from ui import metrics
from ui.flow import FlowLayout


class Chips(QWidget):
    """Ways to narrow a list, each with how many rows it leaves.

    Attributes:
        current: Key of the chosen chip.

    Signals:
        chosen: Key of the chip the officer chose.
    """

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.current = ""
        self.buttons: dict[str, QPushButton] = {}
        self._titles: dict[str, str] = {}
        self._group = QButtonGroup(self)
        self._flow = FlowLayout(self, metrics.XS + 2)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def words(self) -> str:
        """Return the title of the chosen chip."""
        return self._titles.get(self.current, "")

    def offer(self, chips: Sequence[tuple[str, str, int]]) -> None:
        """Show chips of (key, title, count); the first is chosen when the chosen one is gone."""
        wanted = [key for key, _title, _count in chips]
        if wanted != list(self.buttons):
            self._make(wanted)
        for key, title, count in chips:
            button = self.buttons[key]
            button.setText(f"{title} {count}")
            button.setAccessibleName(f"{self.accessibleName()}：{title}，{count}个")
            self._titles[key] = title
        if wanted:
            self.choose(self.current if self.current in self.buttons else wanted[0])
        self.updateGeometry()

    def choose(self, key: str) -> None:
        """Choose a chip, the first when there is none of that key."""
        self.current = key if key in self.buttons else next(iter(self.buttons), "")
        if self.current in self.buttons:
            self.buttons[self.current].setChecked(True)

    def _make(self, keys: Sequence[str]) -> None:
        for button in self.buttons.values():
            self._group.removeButton(button)
            self._flow.removeWidget(button)
            button.deleteLater()
        self.buttons = {}
        for key in keys:
            button = QPushButton()
            button.setCheckable(True)
            button.setProperty("role", "chip")
            button.clicked.connect(lambda _on=False, key=key: self._press(key))
            self._group.addButton(button)
            self._flow.addWidget(button)
            self.buttons[key] = button
            button.show()

    def _press(self, key: str) -> None:
        self.current = key
        self.chosen.emit(key)
