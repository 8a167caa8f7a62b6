"""The recycle bin (回收站): what was deleted, by whom, and bringing it back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from models.changes import Kind
from models.queries.recycling import REPORTED, RecycledRow, recycled
from models.things import Thing
from ui import messages, metrics
from ui.context import Context
from ui.empty_state import EmptyState
from ui.labels import label
from ui.page import Page
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "回收站"
NAMED_AT_MOST = 3
COLUMNS = (
    ColumnSpec("kind_label", "类型", width=6),
    ColumnSpec("label", "名称", width=16, stretch=True),
    ColumnSpec("project_title", "所属项目", width=14),
    ColumnSpec("deleted", "删除时间", ColumnKind.DATE, width=9),
    ColumnSpec("by", "删除人", width=6),
    ColumnSpec("waits_for", "需先恢复", ColumnKind.STATE, width=11, tone=lambda _title: Tone.WARNING),
)


class RecyclingPage(Page):
    """Everything that was deleted."""

    kinds = frozenset(Kind)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        words = "删除的主体、项目、里程碑、指标、佐证材料等都会先放到这里，可以随时恢复。"
        hint = "恢复后内容与删除前一样。项目恢复时，它的申报表、里程碑等一并回来。按住 Ctrl 可以选多条。"
        if context.is_city:
            words = "删除的专家、评审批次、公文模板会先放到这里，可以随时恢复。区县删除的内容不在这里，由区县恢复后重新报送。"
            hint = "恢复后内容与删除前一样。按住 Ctrl 可以选多条。"
        empty = EmptyState("回收站是空的", words, icon="recycle")
        self.table = TableView("recycling", "回收站", COLUMNS, context.settings, empty)
        self.table.row_activated.connect(lambda _row: self.restore())
        self.table.selection_changed.connect(lambda _rows: self._enable())
        self.table.export_requested.connect(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(label(hint, role="muted", wrap=True))
        layout.addWidget(self.table, 1)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.primary = action(self, "恢复", self.restore, "Ctrl+R", GROUP)
        history = action(self.table.grid, "修改记录", self._history, "", GROUP, within)
        self.table.add_row_action(self.primary)
        self.table.add_row_action(history)
        self._enable()

    def refresh(self) -> None:
        """Read the bin again."""
        titles = {obligation.key: obligation.title for obligation in self.context.programme.obligations}
        self.table.set_rows(recycled(self.context.reader, titles, REPORTED if self.context.is_city else ()))
        self._enable()

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.table.focus_filter()

    def restore(self) -> None:
        """Bring the chosen things back, all or none of them."""
        rows: list[RecycledRow] = self.table.selected()
        if not rows or self.context.read_only:
            return
        chosen = {row.id for row in rows}
        parents = _missing_parents(rows, self.table.model.rows, chosen)
        if parents:
            named = _named(parents)
            if not messages.question(
                self.window(),
                f"所选内容属于{named}，也在回收站里，要先恢复它。",
                "可以一并恢复。",
                yes="一并恢复",
                no="取消",
            ):
                return
            rows = [*parents, *rows]
        from models.operations.recycling import restore_all

        changes = self.context.perform(restore_all, [(row.kind.value, row.id) for row in rows])
        if changes is not None:
            self.context.announce(f"已恢复{_named(rows)}。")

    def _history(self) -> None:
        row = self.table.current()
        if row is not None:
            self.context.navigate("history", object=row.id)

    def _enable(self) -> None:
        if self.primary is not None:
            count = len(self.table.selected())
            self.primary.setEnabled(count > 0 and not self.context.read_only)
            self.primary.setText(f"恢复 {count} 条" if count > 1 else "恢复")

    def _export(self, shown: object) -> None:
        from ui.table.listing import Shown, export_shown

        assert isinstance(shown, Shown)
        export_shown(self.context, shown)


def _named(rows: list[RecycledRow]) -> str:
    named = "、".join(f"{row.kind_label}“{' '.join(row.label.split())[:24]}”" for row in rows[:NAMED_AT_MOST])
    return named + (f"等 {len(rows)} 条" if len(rows) > NAMED_AT_MOST else "")


def _missing_parents(rows: list[RecycledRow], bin_rows: object, chosen: set[str]) -> list[RecycledRow]:
    """Return what must be restored before `rows` and was not chosen, owners of owners first."""
    everything: list[RecycledRow] = list(bin_rows) if isinstance(bin_rows, list | tuple) else []
    missing: list[RecycledRow] = []
    todo = list(rows)
    while todo:
        row = todo.pop()
        for other in everything:
            if row.waits_for and other.id not in chosen and _owns(other, row):
                chosen.add(other.id)
                missing.insert(0, other)
                todo.append(other)
    return missing


def _owns(other: RecycledRow, row: RecycledRow) -> bool:
    if other.kind is Thing.PROJECT:
        return row.kind is not Thing.PROJECT and other.id == row.project_id
    if other.label != row.waits_for:
        return False
    if other.kind is Thing.INDICATOR:
        return row.kind is Thing.INDICATOR_VALUE and other.project_id == row.project_id
    if other.kind is Thing.DOCUMENT:
        return row.kind is Thing.EVIDENCE and other.project_id == row.project_id
    return other.kind is Thing.ENTITY and row.kind is Thing.PROJECT
