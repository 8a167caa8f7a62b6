"""The page 方案包 of the city edition: the next version is edited, finished and sent down to the districts."""

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from models.changes import Kind
from ui import metrics
from ui.context import Context
from ui.packs.editing_presenter import EditingPresenter
from ui.packs.editor_part import EditorPart
from ui.packs.versions_part import VersionsPart
from ui.page import Page


class ProgrammePackPage(Page):
    """Two tabs: the editor, and the versions at hand.

    Targets: ``tab``: ``next`` or ``versions``.
    """

    kinds = frozenset({Kind.EXCHANGE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = EditingPresenter(context, self)
        self.editor = EditorPart(context, self.presenter)
        self.versions = VersionsPart(context)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.editor, "编制下一版")
        self.tabs.addTab(self.versions, "各版本和下发")
        self.presenter.finished.connect(self.show_finished)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.L)
        layout.addWidget(self.tabs)

    def refresh(self) -> None:
        """Show how it is now; what is being edited is not read again while it is being kept."""
        if self.presenter.saving:
            return
        self.presenter.read()
        self.versions.refresh()

    def show_finished(self, version: str) -> None:
        """Lead from the editor to where the finished version is sent down."""
        self.versions.show_version(version)
        self.tabs.setCurrentWidget(self.versions)

    def open(self, **target: str) -> None:
        """Show one of the tabs."""
        if target.get("tab") in ("next", "versions"):
            self.tabs.setCurrentIndex(("next", "versions").index(target["tab"]))

    def may_leave(self) -> bool:
        """Keep what was typed."""
        return self.presenter.flush()
