"""The page 报送与接收: what was sent to the city, what came back, what is to be mended, and the enrolment."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from models.changes import Kind
from ui import metrics
from ui.context import Context
from ui.exchange.enrolment_part import EnrolmentPart
from ui.exchange.mending_part import MendingPart
from ui.exchange.received_part import ReceivedPart
from ui.exchange.sent_part import SentPart
from ui.page import Page


class ExchangePage(Page):
    """Tabs for sending, receiving, mending and enrolment; files may be dropped anywhere on the page.

    Targets: ``tab`` is ``sent``, ``received``, ``mending`` or ``enrolment``; ``file`` takes in a file that was handed over;
    ``new`` is the key of an obligation that is to be sent, or ``1`` for one that is still to be chosen.
    """

    kinds = frozenset({Kind.EXCHANGE, Kind.DOCUMENT, Kind.OBLIGATION, Kind.OFFICE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.sent = SentPart(context)
        self.received = ReceivedPart(context)
        self.mending = MendingPart(context)
        self.enrolment = EnrolmentPart(context)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName("报送与接收")
        self.tabs.addTab(self.sent, "已发出")
        self.tabs.addTab(self.received, "收到的")
        self.tabs.addTab(self.mending, "退回整改")
        self.tabs.addTab(self.enrolment, "收发登记")
        self.primary = QAction(self)
        self.primary.triggered.connect(lambda _checked=False: self._main().trigger())
        self.tabs.currentChanged.connect(lambda _tab: self._show_main())
        self.mending.mend.changed.connect(self._show_main)
        self.secondary = (self.sent.again, self.sent.withdraw)
        self.setAcceptDrops(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.L)
        layout.addWidget(self.tabs)
        self._show_main()

    def refresh(self) -> None:
        """Show everything anew."""
        waiting, made = self.sent.refresh(), self.sent.made
        counts = [f"{made}个待导出"] * bool(made) + [f"{waiting}个等回执"] * bool(waiting)
        self.tabs.setTabText(0, " ".join(["已发出", "、".join(counts)]).strip())
        fresh = self.received.refresh()
        self.tabs.setTabText(1, f"收到的 {fresh}项待处理" if fresh else "收到的")
        open_ones = self.mending.refresh()
        self.tabs.setTabText(2, f"退回整改 {open_ones}份" if open_ones else "退回整改")
        self.enrolment.refresh()
        self._show_main()

    def open(self, **target: str) -> None:
        """Show a tab; take in a file once the page is shown."""
        tabs = {"sent": self.sent, "received": self.received, "mending": self.mending, "enrolment": self.enrolment}
        if target.get("tab") in tabs:
            self.tabs.setCurrentWidget(tabs[target["tab"]])
        if key := target.get("new"):
            QTimer.singleShot(0, self, lambda: self.sent.begin("" if key == "1" else key))
        if file := target.get("file"):
            QTimer.singleShot(0, self, lambda: self.take([Path(file)]))

    def focus_filter(self) -> None:
        """Put the cursor into the filter box of the tab."""
        shown = self.tabs.currentWidget()
        if isinstance(shown, SentPart | ReceivedPart | MendingPart):
            shown.focus_filter()

    def take(self, paths: Sequence[Path]) -> None:
        """Look at files of the city and show what was found."""
        self.tabs.setCurrentWidget(self.received)
        self.received.receive(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files of this computer."""
        if not self.context.read_only and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in what was dropped, after the drop is over."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        QTimer.singleShot(0, self, lambda: self.take(paths))

    def _main(self) -> QAction:
        """Return what the button of the header does now."""
        shown = self.tabs.currentWidget()
        if shown is self.enrolment:
            return self.enrolment.main
        if shown is self.mending:
            return self.mending.mend
        return self.received.take if shown is self.received else self.sent.send

    def _show_main(self) -> None:
        assert self.primary is not None
        main = self._main()
        self.primary.setText(main.text())
        self.primary.setEnabled(main.isEnabled())
