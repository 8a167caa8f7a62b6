"""The entity register (试点主体): list, registering, editing, and the way to an entity's projects; at the city only to be read."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout

from models.changes import Kind
from models.queries.entities import EntityRow
from ui import messages, metrics
from ui.context import Context
from ui.empty_state import EmptyState
from ui.entities.entities_presenter import EntitiesPresenter
from ui.page import Page
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView

GROUP = "试点主体"
COLUMNS = (
    ColumnSpec("name", "主体名称", width=16, stretch=True),
    ColumnSpec("kind", "主体类型", width=10),
    ColumnSpec("uscc", "统一社会信用代码", width=12),
    ColumnSpec("contact", "联系人", width=5),
    ColumnSpec("mobile", "手机", width=7),
    ColumnSpec("tel", "办公电话", width=8, visible=False),
    ColumnSpec("projects", "项目数", ColumnKind.NUMBER, width=4, show=lambda count: str(count) if count else "—"),
    ColumnSpec("industry", "所属行业", width=10, visible=False),
    ColumnSpec("tags", "资质标签", width=12, visible=False),
    ColumnSpec("address", "地址", width=14, visible=False),
    ColumnSpec("updated", "最近修改", ColumnKind.DATE, width=9),
)


class EntitiesPage(Page):
    """The register.

    Targets: ``id`` opens one entity, ``new`` begins a new one.
    """

    kinds = frozenset({Kind.ENTITY, Kind.PROJECT})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = EntitiesPresenter(context, self)
        button = "" if context.read_only or context.is_city else "登记主体"
        words = "园区、企业、院校、人力资源服务机构、协会商会等承接主体先在这里登记，再为它新建试点项目。同一主体只登记一次，各项目共用。"
        key, first, columns = "entities", "还没有登记试点主体", list(COLUMNS)
        if context.is_city:
            words, first = "在“收件”里接收区县的报送包，报来的试点主体就列在这里。", "还没有试点主体"
            key, columns = "city_entities", [ColumnSpec("district", "区县", width=6), *COLUMNS]
        self.table = TableView(key, "试点主体", columns, context.settings, EmptyState(first, words, button, "entities"))
        self.table.row_activated.connect(self.edit)
        self.table.empty_pressed.connect(self.register)
        self.table.selection_changed.connect(self._enable)
        self.table.export_requested.connect(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.L)
        layout.addWidget(self.table)
        self._make_actions()
        self._enable()

    def refresh(self) -> None:
        """Read the register again."""
        self.table.set_rows(self.presenter.rows())
        self._enable()

    def open(self, **target: str) -> None:
        """Open one entity, or the dialog for a new one."""
        if "new" in target and not self.context.read_only and not self.context.is_city:
            QTimer.singleShot(0, self, self.register)
        elif entity_id := target.get("id", ""):
            self.mark_stale()
            QTimer.singleShot(0, self, lambda: self._show(entity_id))

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.table.focus_filter()

    def register(self) -> None:
        """Register a new entity."""
        self._after(self._dialog(None))

    def edit(self, row: EntityRow) -> None:
        """Open one entity."""
        self._after(self._dialog(row.id))

    def _dialog(self, entity_id: str | None) -> str:
        from ui.dialogs.entity_dialog import edit_entity

        return edit_entity(self.context, entity_id, parent=self.window())

    def _after(self, entity_id: str) -> None:
        """Put the cursor on the entity worked on."""
        if entity_id and not self.table.select(lambda row: row.id == entity_id):
            self.table.clear_filter()
            self.table.select(lambda row: row.id == entity_id)
        self.table.grid.setFocus()

    def _show(self, entity_id: str) -> None:
        self.table.clear_filter()
        if self.table.select(lambda row: row.id == entity_id):
            self._dialog(entity_id)

    def _make_actions(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.primary = action(self, "登记主体", self.register, "Ctrl+N", GROUP)
        grid = self.table.grid
        words = "查看…" if self.context.is_city else "查看或修改…"
        self._edit = action(grid, words, lambda: self._with_current(self.edit), "F2", GROUP, within)
        self._new_project = action(grid, "为它新建项目…", lambda: self._with_current(self._project_for), "Ctrl+Shift+N", GROUP, within)
        self._projects = action(grid, "查看它的项目", lambda: self._with_current(self._projects_of), "Ctrl+J", GROUP, within)
        self._history = action(grid, "修改记录", lambda: self._with_current(self._history_of), "", GROUP, within)
        self._delete = action(grid, "删除", lambda: self._with_current(self._remove), "Del", GROUP, within)
        for made in (self._edit, self._new_project, self._projects, self._history, self._delete):
            self.table.add_row_action(made)
        if self.context.is_city:  # entities come from the districts and are changed there
            for made in (self.primary, self._new_project, self._delete):
                made.setVisible(False)
            self.primary = None

    @property
    def _changing(self) -> tuple[QAction, ...]:
        return (self._new_project, self._delete)

    def _enable(self) -> None:
        current = self.table.current() is not None
        for made in (self._edit, self._projects, self._history, *self._changing):
            made.setEnabled(current and not (self.context.read_only and made in self._changing))
        if self.primary is not None:
            self.primary.setEnabled(not self.context.read_only)

    def _with_current(self, call: Callable[[EntityRow], object]) -> None:
        row = self.table.current()
        if row is not None:
            call(row)

    def _projects_of(self, row: EntityRow) -> None:
        self.context.navigate("projects", entity=row.id)

    def _project_for(self, row: EntityRow) -> None:
        self.context.navigate("projects", new="1", entity=row.id)

    def _history_of(self, row: EntityRow) -> None:
        self.context.navigate("history", object=row.id)

    def _remove(self, row: EntityRow) -> None:
        if row.projects or messages.question(self.window(), f"删除主体“{row.name}”？", "删除后可以在回收站恢复。", yes="删除", danger=True):
            self.presenter.delete(row.id)

    def _export(self, shown: Shown) -> None:
        export_shown(self.context, shown)
