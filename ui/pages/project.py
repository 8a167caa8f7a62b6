"""The page of one pilot project (项目详情): summary, next steps, and tabs for everything that is tracked; at the city only to be read."""

from collections.abc import Sequence
from typing import TypeAlias

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from models.changes import Changes, Kind
from models.queries.project import StepChoice
from models.things import Thing
from ui import messages, metrics
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.page import Page
from ui.project.documents_tab import DocumentsTab
from ui.project.evidence_tab import EvidenceTab
from ui.project.indicators_tab import IndicatorsTab
from ui.project.list_tab import ListTab
from ui.project.overview_tab import OverviewTab
from ui.project.project_presenter import ProjectPresenter
from ui.project.records import RECORDS
from ui.project.records_tab import RecordsTab
from ui.project.summary_card import SummaryCard
from ui.shortcuts import action
from ui.tone import Tone

GROUP = "项目详情"
Tab: TypeAlias = OverviewTab | ListTab


class _OneHeight(QStackedLayout):
    """A stack that takes the height there is: its lists scroll, not the page."""

    def hasHeightForWidth(self) -> bool:
        """Ask for the least height only."""
        return False


class ProjectPage(Page):
    """One project.

    Targets: ``project`` (id), and optionally ``thing`` with ``id`` of something that belongs to it.
    """

    kinds = frozenset({Kind.PROJECT, Kind.ENTITY, Kind.DOCUMENT, Kind.TRACKING, Kind.INDICATOR, Kind.EVIDENCE, Kind.OBLIGATION})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = ProjectPresenter(context, self)
        self.card = SummaryCard(context)
        self.card.step_wanted.connect(self._take)
        self.card.entity_wanted.connect(self._show_entity)
        self.card.edit_wanted.connect(self._edit)
        self.overview = OverviewTab(self.presenter)
        self.overview.wanted.connect(self.show_thing)
        self.records = [RecordsTab(self.presenter, record) for record in RECORDS]
        self.indicators = IndicatorsTab(self.presenter)
        self.documents = DocumentsTab(self.presenter)
        self.evidence = EvidenceTab(self.presenter)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName("项目内容")
        self._all: tuple[Tab, ...] = (self.overview, *self.records, self.indicators, self.documents, self.evidence)
        for tab in self._all:
            self.tabs.addTab(tab, tab.title)
        self.nothing = EmptyState("没有打开的项目", "", "去选择项目", "projects")
        self.nothing.pressed.connect(lambda: context.navigate("projects"))
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.S)
        layout.setSpacing(metrics.S)
        layout.addWidget(self.card)
        layout.addWidget(self.tabs, 1)
        self._stack = _OneHeight(self)
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(body)
        self._make_actions()

    def open(self, **target: str) -> None:
        """Show a project, and something of it where asked for."""
        project = target.get("project", "")
        if project and project != self.presenter.project_id:
            self.presenter.project_id = project
            self.tabs.setCurrentIndex(0)
        self._refresh_now()
        if thing := target.get("thing", ""):
            self.show_thing(thing, target.get("id", ""))

    def attended(self) -> tuple[str, bool]:
        """The project; what is changed in it is changed in dialogs."""
        id = self.presenter.project_id
        return (f"project:{id}", False) if id else ("", False)

    def refresh(self) -> None:
        """Show the present state of the project."""
        project = self.presenter.read()
        for made in self._with_project:
            made.setEnabled(project is not None and not (self.context.read_only and made in self._changing))
        if project is None:
            self._show_nothing()
            return
        self._stack.setCurrentIndex(1)
        self.set_heading(project.title)
        if self._decides is not None:
            self._decides.setEnabled(any(project.state in kind.from_states for kind in self.context.programme.review.decision))
        self.card.show_project(project, self.presenter.entity())
        for number, tab in enumerate(self._all):
            count = tab.refresh()
            if number:
                self.tabs.setTabText(number, f"{tab.title} {count}" if count else tab.title)

    def focus_filter(self) -> None:
        """Put the cursor where the list of the current tab is filtered."""
        tab = self.tabs.currentWidget()
        if isinstance(tab, ListTab):
            tab.table.focus_filter()

    def show_thing(self, thing: str, id: str) -> None:
        """Show something that belongs to the project, or lead to where it is."""
        if thing == Thing.APPLICATION.value:
            self._fill()
            return
        if thing == "obligation":
            self.context.navigate("obligations", key=id)
            return
        if thing == Thing.INDICATOR_VALUE.value:
            self._show_value(id)
            return
        for tab in self._all:
            if isinstance(tab, ListTab) and tab.thing.value == thing:
                self.tabs.setCurrentWidget(tab)
                tab.show_thing(id)

    def add(self) -> None:
        """Add one of what the current tab lists; from the overview a progress entry."""
        tab = self.tabs.currentWidget()
        if self.presenter.summary is None or self.context.read_only or self.context.is_city:
            return
        if isinstance(tab, ListTab):
            tab.add()
        else:
            self.records[1].add()

    def _on_changes(self, changes: Changes) -> None:
        if not changes.project_ids or self.presenter.project_id in changes.project_ids or Kind.ENTITY in changes.kinds:
            super()._on_changes(changes)

    def _make_actions(self) -> None:
        fill = action(self, "查看申报表" if self.context.is_city else "填写申报表", self._fill, "Ctrl+Return", GROUP)
        self.primary = fill
        edit = action(self, "修改项目信息…", self._edit, "Ctrl+I", GROUP)
        word = action(self, "导出申请表（Word）…", self._export, "Ctrl+E", GROUP)
        entity = action(self, "查看试点主体", self._show_entity, "", GROUP)
        history = action(self, "修改记录", self._history, "Ctrl+H", GROUP)
        undo = action(self, "撤销上一步办理…", self._undo_step, "", GROUP)
        remove = action(self, "删除项目…", self._remove, "", GROUP)
        add = action(self, "在当前页签新增", self.add, "Ctrl+N", GROUP)
        following = action(self, "下一个页签", lambda: self._turn(1), "Ctrl+PgDown", GROUP)
        previous = action(self, "上一个页签", lambda: self._turn(-1), "Ctrl+PgUp", GROUP)
        self._changing: tuple[QAction, ...] = (undo, remove, add)
        self._with_project: tuple[QAction, ...] = (fill, edit, word, entity, history, undo, remove, add, following, previous)
        self.secondary = (edit, word, entity, history, undo, remove)
        self._decides: QAction | None = None
        if self.context.is_city:
            self._make_city_actions((edit, undo, remove, add), (word, entity, history))

    def _make_city_actions(self, absent: Sequence[QAction], kept: Sequence[QAction]) -> None:
        """Take away what changes a project, which only its district does, and offer what the city does with it."""
        for made in absent:
            made.setVisible(False)
        self._decides = action(self, "审定", self._decide, "", GROUP)
        reporting = action(self, "区县报送情况", self._show_reporting, "", GROUP)
        self._with_project = tuple(made for made in (*self._with_project, reporting) if made not in absent)
        self.secondary = (self._decides, reporting, *kept)

    def _decide(self) -> None:
        """Go to what waits for a decision on the project."""
        self.context.navigate("decisions", project=self.presenter.project_id)

    def _show_reporting(self) -> None:
        """Show how the district of the project stands with what it owes."""
        if self.presenter.summary is not None:
            self.context.navigate("matrix", office=self.presenter.summary.office)

    def _turn(self, by: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())
        tab = self.tabs.currentWidget()
        if isinstance(tab, ListTab):
            tab.table.grid.setFocus()

    def _show_nothing(self) -> None:
        gone = bool(self.presenter.project_id)
        self.nothing.say(
            "这个项目已经不在了" if gone else "没有打开的项目",
            ("区县可能已经删除它。" if self.context.is_city else "它可能已移到回收站，可以在那里恢复。")
            if gone
            else f"请在“{'全市项目' if self.context.is_city else '试点项目'}”里选择一个项目，按回车打开。",
            "去选择项目",
        )
        self._stack.setCurrentIndex(0)
        self.set_heading("")

    def _show_value(self, value_id: str) -> None:
        self.tabs.setCurrentWidget(self.indicators)
        for row in self.presenter.indicators():
            if any(value.id == value_id for value in self.presenter.values(row.id)):
                self.indicators.show_thing(row.id)
                self.indicators.show_value(value_id)

    def _fill(self) -> None:
        if self.context.is_city:
            from ui.city.document_dialog import show_document

            show_document(self.context, self.presenter.project_id)
        else:
            self.context.navigate("form", project=self.presenter.project_id)

    def _edit(self) -> None:
        from ui.dialogs.project_dialog import edit_project

        edit_project(self.context, self.presenter.project_id, parent=self.window())

    def _take(self, step: StepChoice) -> None:
        from ui.dialogs.step_dialog import make_step_dialog

        project = self.presenter.summary
        if project is None:
            return
        if not step.by_hand:
            self._fill()
            self.context.announce(f"“{step.title}”在申报表里办理：点右上角的“审核报送”。")
            return
        dialog = make_step_dialog(self.context, self.presenter, project, step, self.window())
        show_dialog(dialog)

    def _undo_step(self) -> None:
        from ui.dialogs.step_dialog import make_undo_dialog

        step = self.presenter.last_step()
        if step is None:
            self.context.announce("这个项目还没有办理过可以撤销的步骤。", Tone.HINT)
            return
        dialog = make_undo_dialog(self.context, self.presenter, step, self.window())
        show_dialog(dialog)

    def _export(self) -> None:
        from ui.exporting import export_document

        export_document(self.context, self.presenter.project_id)

    def _show_entity(self) -> None:
        from ui.dialogs.entity_dialog import edit_entity

        if self.presenter.summary is not None:
            edit_entity(self.context, self.presenter.summary.entity_id, parent=self.window())

    def _history(self) -> None:
        self.context.navigate("history", project=self.presenter.project_id)

    def _remove(self) -> None:
        project = self.presenter.summary
        hint = "申报表、里程碑、指标、佐证材料会一起移到回收站，可以在那里恢复。"
        if project is None or not messages.question(self.window(), f"删除项目“{project.title}”？", hint, yes="删除", danger=True):
            return
        if self.presenter.delete(Thing.PROJECT, project.id) is not None:
            self.context.navigate("projects")
