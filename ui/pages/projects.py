"""The list of pilot projects (试点项目, at the city 全市项目): filtered by area and group of states, with the way to each and its form."""

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout

from models.changes import Kind
from models.queries.city.matrix import heirs_on
from models.queries.entities import entity_facts
from models.queries.projects import ProjectRow, list_projects
from models.queries.showing import groups
from models.things import Thing
from ui import messages, metrics
from ui.chips import Chips
from ui.context import Context
from ui.empty_state import EmptyState
from ui.page import Page
from ui.project.looks import state_tone
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec, Row
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "试点项目"
ALL, UNCHOSEN, PILOT = "*", "-", "pilot"


def _count(key: str, title: str, tone: Tone) -> ColumnSpec:
    """Return a column for a number of findings; none are left blank."""
    return ColumnSpec(
        key, title, ColumnKind.STATE, width=3, show=lambda count: str(count or ""), tone=lambda _count: tone, sort_key=lambda count: count
    )


class ProjectTable(TableView):
    """The list; says when the officer removes the restriction by its chip.

    Signals:
        unrestricted: All rows are shown again.
    """

    unrestricted = Signal()

    def restrict(self, words: str, keep: Callable[[Row], bool] | None) -> None:
        """Show only some rows."""
        super().restrict(words, keep)
        if keep is None:
            self.unrestricted.emit()


class ProjectsPage(Page):
    """All projects.

    Targets: ``area`` (key; empty for projects without one) and ``group`` narrow the list, ``entity`` narrows it to an
    entity's projects, ``office`` to a district's, ``new`` begins a new one (for ``entity`` where given).
    """

    kinds = frozenset({Kind.PROJECT, Kind.ENTITY, Kind.DOCUMENT, Kind.TRACKING, Kind.INDICATOR, Kind.EVIDENCE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._entity = self._office = ""
        self._group_of = {state.key: state.group for state in context.programme.life_cycle.state}
        self.areas = Chips("按主方向筛选")
        self.groups = Chips("按阶段筛选")
        self.areas.chosen.connect(self._narrow)
        self.groups.chosen.connect(self._narrow)
        button = "" if context.read_only or context.is_city else "新建项目"
        words = "为已登记的试点主体新建项目，再填写申报表、跟踪里程碑和指标。主体还没有登记的，可以在新建项目时一并登记。"
        if context.is_city:
            words = "在“收件”里接收区县的报送包，报来的项目就列在这里。"
        key, title = ("city_projects", "全市项目") if context.is_city else ("projects", "试点项目")
        self.table = ProjectTable(key, title, self._columns(), context.settings, EmptyState("还没有试点项目", words, button, "projects"))
        self.table.row_activated.connect(self._open)
        self.table.empty_pressed.connect(self.begin)
        self.table.selection_changed.connect(self._enable)
        self.table.unrestricted.connect(self._all)
        self.table.export_requested.connect(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(self.areas)
        layout.addWidget(self.groups)
        layout.addWidget(self.table, 1)
        self._make_actions()
        self._enable()

    def refresh(self) -> None:
        """Read the projects again."""
        rows = list_projects(self.context.reader, self.context.programme)
        self.table.set_rows(rows)
        self._show_chips(rows)
        self._enable()

    def open(self, **target: str) -> None:
        """Narrow the list, or begin a new project."""
        if "new" in target:
            if not self.context.read_only and not self.context.is_city:
                QTimer.singleShot(0, self, lambda: self.begin(target.get("entity", "")))
            return
        self._entity, self._office = target.get("entity", ""), target.get("office", "")
        self._refresh_now()
        self.areas.choose(target.get("area", ALL) or UNCHOSEN)
        self.groups.choose(target.get("group", ALL))
        self._narrow()

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.table.focus_filter()

    def begin(self, entity_id: str = "") -> None:
        """Create a project and show it."""
        from ui.dialogs.project_dialog import edit_project

        made = edit_project(self.context, None, entity_id, parent=self.window())
        if made:
            self.context.navigate("project", project=made)

    def _columns(self) -> tuple[ColumnSpec, ...]:
        titles = {state.title: state.key for state in self.context.programme.life_cycle.state}
        city = self.context.is_city
        form = (
            ColumnSpec("form", "申报表", ColumnKind.PROGRESS, width=7, value=lambda row: (row.filled, row.applicable)),
            _count("errors", "错误", Tone.ERROR),
            _count("warnings", "警告", Tone.WARNING),
        )
        return (
            *((ColumnSpec("district", "区县", width=6),) if city else ()),
            ColumnSpec("number", "申报编号", width=8),
            ColumnSpec("title", "项目名称", width=12, stretch=True),
            ColumnSpec("entity", "试点主体", width=10),
            ColumnSpec("area", "主方向", width=5, show=lambda area: area or "未选"),
            ColumnSpec(
                "state_title",
                "状态",
                ColumnKind.STATE,
                width=6,
                tone=lambda title: state_tone(self.context.programme, titles.get(title, "")),
            ),
            *(() if city else form),  # what came to the city is complete
            ColumnSpec("period", "试点起止时间", width=11, visible=city),
            ColumnSpec("officer", "经办人", width=5, visible=not city),
            ColumnSpec("updated", "最近修改", ColumnKind.DATE, width=9),
        )

    def _make_actions(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        grid = self.table.grid
        self.primary = action(self, "新建项目", self.begin, "Ctrl+N", GROUP)
        self._show = action(grid, "打开项目", lambda: self._with_current(self._open), "", GROUP, within)
        words = "查看申报表" if self.context.is_city else "填写申报表"
        self._fill = action(grid, words, lambda: self._with_current(self._form), "Ctrl+Return", GROUP, within)
        self._word = action(grid, "导出申请表（Word）…", lambda: self._with_current(self._export_form), "Ctrl+E", GROUP, within)
        self._history = action(grid, "修改记录", lambda: self._with_current(self._history_of), "", GROUP, within)
        self._delete = action(grid, "删除", lambda: self._with_current(self._remove), "Del", GROUP, within)
        for made in (self._fill, self._word, self._history, self._delete):
            self.table.add_row_action(made)
        ledger = action(self, "导出项目台账（Excel）…", self._export_ledger, "Ctrl+Shift+E", GROUP)
        listed = action(self, "导出当前列表…", lambda: self._export(self.table.shown()), "", GROUP)
        self.secondary = (ledger, listed)
        if self.context.is_city:  # projects come from the districts and are changed there
            self.primary.setVisible(False)
            self._delete.setVisible(False)
            self.primary = None

    def _enable(self) -> None:
        current = self.table.current() is not None
        made: QAction
        for made in (self._show, self._fill, self._word, self._history):
            made.setEnabled(current)
        self._delete.setEnabled(current and not self.context.read_only)
        if self.primary is not None:
            self.primary.setEnabled(not self.context.read_only)

    def _show_chips(self, rows: Sequence[ProjectRow]) -> None:
        areas, stages = Counter(row.main_area for row in rows), Counter(self._group_of.get(row.state, "") for row in rows)
        total = areas.total()
        offered = [(ALL, "全部方向", total)] + [(area.key, area.short, areas[area.key]) for area in self.context.programme.areas]
        known = {area.key for area in self.context.programme.areas}
        unchosen = sum(count for key, count in areas.items() if key not in known)
        if unchosen:
            offered.append((UNCHOSEN, "未选方向", unchosen))
        self.areas.offer(offered)
        self.groups.offer(self._pilots(rows) + [(name, name, stages[name]) for name in groups(self.context.programme)])
        for chips in (self.areas, self.groups):
            chips.setVisible(bool(total))

    def _pilots(self, rows: Sequence[ProjectRow]) -> list[tuple[str, str, int]]:
        """Return the chips before those of the stages: all projects, at the city the pilot projects as well."""
        offered = [(ALL, "全部阶段", len(rows))]
        if self.context.is_city:
            pilot = self.context.programme.pilot_states
            offered.append((PILOT, "试点项目", sum(row.state in pilot for row in rows)))
        return offered

    def _narrow(self) -> None:
        """Put the chosen chips in force."""
        area, stage, entity, office = self.areas.current, self.groups.current, self._entity, self._office
        known = {area.key for area in self.context.programme.areas}
        pilot = self.context.programme.pilot_states if stage == PILOT else ()
        heirs = heirs_on(self.context.programme, self.context.today()) if office else {}

        def keep(row: ProjectRow) -> bool:
            own_area = row.main_area if row.main_area in known else UNCHOSEN
            return (
                (area == ALL or own_area == area)
                and (stage == ALL or row.state in pilot or self._group_of.get(row.state, "") == stage)
                and (not entity or row.entity_id == entity)
                and (not office or heirs.get(row.office, row.office) == office)
            )

        words = [chips.words for chips in (self.areas, self.groups) if chips.current != ALL]
        if entity:
            held = entity_facts(self.context.reader, entity)
            words.insert(0, held.name if held else "主体已删除")
        if office:
            words.insert(0, self.context.programme.item_name("district", office))
        if words:
            self.table.restrict(" · ".join(words), keep)
        else:
            super(ProjectTable, self.table).restrict("", None)

    def _all(self) -> None:
        """Follow the officer who removed the restriction."""
        self._entity = self._office = ""
        self.areas.choose(ALL)
        self.groups.choose(ALL)

    def _with_current(self, call: Callable[[ProjectRow], object]) -> None:
        row = self.table.current()
        if row is not None:
            call(row)

    def _open(self, row: ProjectRow) -> None:
        self.context.navigate("project", project=row.id)

    def _form(self, row: ProjectRow) -> None:
        if self.context.is_city:
            from ui.city.document_dialog import show_document

            show_document(self.context, row.id)
        else:
            self.context.navigate("form", project=row.id)

    def _history_of(self, row: ProjectRow) -> None:
        self.context.navigate("history", project=row.id)

    def _remove(self, row: ProjectRow) -> None:
        from models.operations.recycling import delete

        hint = "申报表、里程碑、指标、佐证材料会一起移到回收站，可以在那里恢复。"
        if messages.question(self.window(), f"删除项目“{row.title}”？", hint, yes="删除", danger=True):
            self.context.perform(delete, Thing.PROJECT.value, row.id)

    def _export_form(self, row: ProjectRow) -> None:
        from ui.exporting import export_document

        export_document(self.context, row.id)

    def _export_ledger(self) -> None:
        from ui.exporting import export_ledger

        export_ledger(self.context)

    def _export(self, shown: Shown) -> None:
        export_shown(self.context, shown)
