"""The page 报送与接收: what was sent to the city and what became of it."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from models.changes import Kind
from ui import metrics
from ui.context import Context
from ui.exchange.sent_part import SentPart
from ui.page import Page


class ExchangePage(Page):
    """Tabs for sending and receiving.

    Targets: ``send`` begins the wizard with an obligation.
    """

    kinds = frozenset({Kind.EXCHANGE, Kind.DOCUMENT, Kind.OBLIGATION, Kind.OFFICE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.sent = SentPart(context)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("报送与接收")
        self.tabs.addTab(self.sent, "已发出")
        self.primary = QAction(self)
        self.primary.triggered.connect(lambda _checked=False: self._main().trigger())
        self.secondary = (self.sent.again, self.sent.withdraw)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.L)
        layout.addWidget(self.tabs)
        self._show_main()

    def refresh(self) -> None:
        """Show everything anew."""
        waiting = self.sent.refresh()
        self.tabs.setTabText(0, f"已发出 {waiting}个等回执" if waiting else "已发出")
        self._show_main()

    def focus_filter(self) -> None:
        """Put the cursor into the filter box of the tab."""
        self.sent.focus_filter()

    def _main(self) -> QAction:
        return self.sent.send

    def _show_main(self) -> None:
        assert self.primary is not None
        main = self._main()
        self.primary.setText(main.text())
        self.primary.setEnabled(main.isEnabled())
