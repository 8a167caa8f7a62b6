"""The right side of the form page: guidance and findings, or a panel the officer has opened in their place."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget


class SideArea(QStackedWidget):
    """Shows one of several widgets; the first is the one to come back to.

    Signals:
        turned: Another widget is shown.
    """

    turned = Signal()

    def __init__(self, usual: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._usual = usual
        self.addWidget(usual)

    @property
    def panel(self) -> QWidget | None:
        """The panel that is open; ``None`` while guidance and findings are shown."""
        current = self.currentWidget()
        return None if current is self._usual else current

    def show_panel(self, panel: QWidget) -> None:
        """Open a panel."""
        if self.indexOf(panel) < 0:
            self.addWidget(panel)
        self.setCurrentWidget(panel)
        self.turned.emit()

    def close_panel(self) -> None:
        """Give the side back to guidance and findings."""
        self.setCurrentWidget(self._usual)
        self.turned.emit()
