"""The collecting page (收集): forms handed out to entities without the program, and taken back field by field."""

from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from forms.collecting.outcome import Candidate
from forms.collecting.tracking import TRACKING
from models.changes import Changes, Kind
from ui import metrics
from ui.collecting.hand_out_list import HandOutList
from ui.collecting.taking_in import TakingIn
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.page import Page
from ui.shortcuts import action

GROUP = "收集"


class CollectingPage(Page):
    """Two tabs: what was handed out, and what came back; files may be dropped anywhere on the page.

    Targets: ``tab`` is ``out`` or ``in``.
    """

    kinds = frozenset({Kind.HAND_OUT, Kind.ENTITY, Kind.PROJECT, Kind.DOCUMENT, Kind.INDICATOR, Kind.TRACKING, Kind.OFFICE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.out = HandOutList(context)
        self.back = TakingIn(context)
        self._moved = False
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName("收集")
        self.tabs.addTab(self.out, "下发")
        self.tabs.addTab(self.back, "回收")
        self.primary = QAction(self)
        self.primary.triggered.connect(lambda _checked=False: self._main().trigger())
        self.back.changed.connect(self._show_counts)
        self.back.form_wanted.connect(self._show_form)
        self.tabs.currentChanged.connect(lambda _tab: self._show_main())
        for made in (self.out.hand_out, self.back.read_files, self.back.writing):
            made.changed.connect(self._show_main)
        self.importing = action(self, "导入旧台账…", self.import_ledger, "Ctrl+Shift+I", GROUP)
        self.comparing = action(self, "双录比对…", self.compare_typings, "Ctrl+Shift+D", GROUP)
        self.importing.setEnabled(not context.read_only)
        self.secondary = (self.back.read_files, self.back.read_folder, self.out.chase, self.importing, self.comparing)
        self.setAcceptDrops(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.L)
        layout.addWidget(self.tabs)
        self._show_main()

    def refresh(self) -> None:
        """Show what was handed out; compare what came back with what stands in the workspace now."""
        waiting = self.out.refresh(self.back.presenter.came())
        self.tabs.setTabText(0, f"下发 {waiting}份未回" if waiting else "下发")
        moved, self._moved = self._moved, False
        self.back.refresh(moved)
        self._show_counts(again=False)

    def open(self, **target: str) -> None:
        """Show a tab."""
        if tab := target.get("tab"):
            self.tabs.setCurrentWidget(self.out if tab == "out" else self.back)

    def focus_filter(self) -> None:
        """Put the cursor into the filter box of the tab."""
        (self.out if self.tabs.currentWidget() is self.out else self.back).focus_filter()

    def import_ledger(self) -> None:
        """Bring in a spreadsheet that the office has kept so far (旧台账导入)."""
        from ui.collecting.import_dialog import import_ledger

        import_ledger(self.context, self.window())

    def compare_typings(self) -> None:
        """Compare two typings of one paper form (双录比对)."""
        from ui.collecting.typings_dialog import TypingsDialog

        dialog = TypingsDialog(self.context, self.window())
        show_dialog(dialog)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and folders of this computer."""
        if not self.context.read_only and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        from pathlib import Path

        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.tabs.setCurrentWidget(self.back)
        self.back.take(paths)

    def _on_changes(self, changes: Changes) -> None:
        if changes.kinds & (self.kinds - {Kind.HAND_OUT, Kind.OFFICE}):
            self._moved = True
        super()._on_changes(changes)

    def _main(self) -> QAction:
        """Return what the button of the header does now."""
        if self.tabs.currentWidget() is self.out:
            return self.out.hand_out
        return self.back.writing if self.back.presenter.files else self.back.read_files

    def _show_main(self) -> None:
        assert self.primary is not None
        main = self._main()
        files = self.back.presenter.total().files
        self.primary.setText(f"写入{files}份" if main is self.back.writing and files else main.text())
        self.primary.setEnabled(main.isEnabled())

    def _show_counts(self, again: bool = True) -> None:
        count = sum(not file.written for file in self.back.presenter.files)
        self.tabs.setTabText(1, f"回收 {count}份待处理" if count else "回收")
        if again and self.back.presenter.came() != self.out.came:
            self.out.refresh(self.back.presenter.came())
        self._show_main()

    def _show_form(self, target: Candidate, key: str) -> None:
        if target.form_key == TRACKING:
            self.context.navigate("project", project=target.project_id)
        else:
            self.context.navigate("form", document=target.document_id, **({"field": key} if key else {}))
