"""A tab of the project page that is a list: add, open, delete, by button and by keyboard."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from models.things import THING_LABELS, Thing
from ui import messages, metrics
from ui.context import Context
from ui.empty_state import EmptyState
from ui.project.project_presenter import ProjectPresenter
from ui.shortcuts import action, key_words
from ui.table.columns import ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.theme import set_icon

WITHIN = Qt.ShortcutContext.WidgetWithChildrenShortcut


class ListTab(QWidget):
    """The list of one kind of thing of the project.

    Attributes:
        title: Words on the tab.
        table: The list.
        reported: It shows what districts reported to the city, which is only looked at.
    """

    def __init__(
        self, presenter: ProjectPresenter, thing: Thing, name: str, columns: Sequence[ColumnSpec], empty: tuple[str, str], button: str
    ) -> None:
        """Build an empty list; `button` is on the empty state and on the tool for adding."""
        super().__init__()
        self.presenter, self.thing, self.title = presenter, thing, name
        self.context: Context = presenter.context
        self.reported = self.context.is_city
        self.editable = not self.context.read_only and not self.reported
        first, then = empty if not self.reported else (empty[0], "区县报来以后显示在这里。")
        state = EmptyState(first, then, button if self.editable else "", "empty")
        self.table = TableView(f"project.{thing.value}", name, columns, self.context.settings, state, filter_hint="筛选（Ctrl+F）")
        self.table.row_activated.connect(self.edit)
        self.table.empty_pressed.connect(self.add)
        self.table.selection_changed.connect(self.enable)
        self.table.export_requested.connect(self._export)
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(0, metrics.S, 0, 0)
        self.layout_.addWidget(self.table)
        self._with_row: list[QAction] = []
        self._always: list[QAction] = []
        self.remove_action = self.row_action(f"删除{THING_LABELS[thing]}", self.remove, "Del")

    def add(self) -> None:
        """Add one."""
        raise NotImplementedError

    def edit(self, row: Any) -> None:
        """Open one."""
        raise NotImplementedError

    def read(self) -> Sequence[Any]:
        """Return the rows."""
        raise NotImplementedError

    def words_of(self, row: Any) -> str:
        """Return what one is called when the officer is asked about it."""
        raise NotImplementedError

    def refresh(self) -> int:
        """Show the present rows; return how many there are."""
        rows = self.read()
        self.table.set_rows(rows)
        self.enable()
        return len(rows)

    def show_thing(self, id: str) -> None:
        """Put the cursor on one."""
        self.table.clear_filter()
        self.table.select(lambda row: row.id == id)
        self.table.grid.setFocus()

    def remove(self) -> None:
        """Move the current one to the recycle bin, after asking."""
        row = self.table.current()
        if row is None or not self.editable:
            return
        words = " ".join(self.words_of(row).split())
        short = f"{words[:30]}…" if len(words) > 30 else words
        if messages.question(
            self.window(), f"删除{THING_LABELS[self.thing]}“{short}”？", "删除后可以在回收站恢复。", yes="删除", danger=True
        ):
            self.presenter.delete(self.thing, row.id)

    def tool(self, made: QAction, icon: str) -> QToolButton:
        """Put an action into the line above the list."""
        button = QToolButton()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        set_icon(made, icon)
        button.setDefaultAction(made)
        keys = key_words(made)
        made.setToolTip(f"{made.text().rstrip('…')}（{keys}）" if keys else made.text().rstrip("…"))
        self.table.add_tool(button)
        if self.reported:
            made.setVisible(False)
            button.hide()
        return button

    def row_action(self, text: str, trigger: Any, keys: str = "", reading: bool = False) -> QAction:
        """Make an action for the current row; it only reads when `reading`."""
        made = action(self.table.grid, text, trigger, keys, self.title, WITHIN)
        (self._always if reading else self._with_row).append(made)
        made.setVisible(reading or not self.reported)
        self.table.add_row_action(made)
        return made

    def enable(self) -> None:
        """Let happen what can happen now."""
        current = self.table.current() is not None
        for made in self._with_row:
            made.setEnabled(current and self.editable)
        for made in self._always:
            made.setEnabled(current)

    def _export(self, shown: Shown) -> None:
        export_shown(self.context, shown)
