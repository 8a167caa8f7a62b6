"""The dialog in which the dates of an obligation are changed (改期), with the reason, and the list of such changes with undo."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.changes import Changes
from models.plain import Plain
from models.programme.types import Scope
from models.queries.effective import Task, dates_of
from models.queries.obligations import ChangeRow
from ui import metrics
from ui.context import Context
from ui.dialogs.excerpt import ask, asking
from ui.dialogs.facts_dialog import FactsDialog
from ui.editors.choice import CalmComboBox
from ui.empty_state import EmptyState
from ui.labels import label
from ui.obligations.words import EVERYONE, change_words
from ui.shortcuts import action
from ui.table.columns import ColumnSpec
from ui.table.view import TableView
from ui.tone import Tone

DATES = (
    ("opens", "开始日期", "哪天起可以办理。"),
    ("due", "截止日期", "市里同意延期的，填新的截止日期。"),
    ("on_time_until", "算按时到", "到哪天算按时；不改它时，随截止日期一起顺延。"),
    ("locked", "停止接收日期", "从哪天起不再接收；逾期仍可补报的不填。"),
)
DISTRICTS = "区县"
OWNERS = {"项目": "project_ids", "主体": "entity_ids", DISTRICTS: "offices"}
"""What owners are called, and how the operation calls them."""

OWNERS_OFFERED = 300
"""More projects than this are chosen in the list, not in the box."""


class Owner(NamedTuple):
    """A project or an entity whose dates may be changed."""

    id: str
    name: str


class ChangeDatesDialog(FactsDialog):
    """Changes the dates for all, for those chosen in the list, or for one."""

    def __init__(
        self,
        context: Context,
        task: Task,
        owners: Sequence[Owner],
        chosen: Sequence[Owner],
        parent: QWidget | None = None,
        word: str = "",
    ) -> None:
        """Build the dialog.

        Args:
            context: The window's surroundings.
            task: The obligation.
            owners: The projects (entities) it arises for; none for the district's.
            chosen: Those chosen in the list.
            parent: The window it belongs to.
            word: What the owners are; empty: what the obligation arises for. With `DISTRICTS` they are districts, at the city.
        """
        self._task = task
        self._word = word or ("主体" if task.obligation.scope is Scope.ENTITY else "项目")
        form = asking(
            "change",
            "改期",
            *(ask(key, words, "date", key == "due", guidance=guidance) for key, words, guidance in DATES),
            ask("reason", "更改原因", "long_text", True, lines=3, guidance="如来文的文号、电话通知的处室和日期；会留在改期记录里。"),
        )
        self._before = self._dates("")
        super().__init__(context, f"改期 — {task.obligation.title}", form, self._before, self._store, focus="due", parent=parent)
        self.whom = CalmComboBox(self)
        self.whom.setAccessibleName("更改范围")
        self.whom.setSizeAdjustPolicy(CalmComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.whom.setMinimumContentsLength(18)
        self.whom.addItem(f"全部{self._word}", ())
        if len(chosen) > 1:
            self.whom.addItem(f"所选 {len(chosen)} 个{self._word}", tuple(owner.id for owner in chosen))
        for owner in owners if len(owners) <= OWNERS_OFFERED else chosen:
            self.whom.addItem(owner.name, (owner.id,))
        ids = tuple(owner.id for owner in chosen)
        wanted = [place for place in range(self.whom.count()) if tuple(self.whom.itemData(place)) == ids]
        self.whom.setCurrentIndex(wanted[0] if wanted else 0)
        self.whom.currentIndexChanged.connect(lambda _index: self._put_dates())
        if owners:
            self.place_above(self.captioned("更改范围", self.whom))
        else:
            self.whom.hide()
        self._put_dates()

    def owner_ids(self) -> list[str]:
        """Return for whom the dates change; empty: for all."""
        return list(self.whom.currentData())

    def _put_dates(self) -> None:
        ids = self.owner_ids()
        self._before = self._dates(ids[0] if ids else "")
        for key, value in self._before.items():
            self.put(key, value)
        self._first.update(self._before)

    def _dates(self, owner_id: str) -> dict[str, Plain]:
        return {key: day.isoformat() if day else None for key, day in dates_of(self._task.dated(owner_id))._asdict().items()}

    def _store(self, values: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
        from models.operations.obligations import change_dates

        changed = {key: values.get(key) or None for key, before in self._before.items() if (values.get(key) or None) != before}
        owners = {OWNERS[self._word]: self.owner_ids()}
        return self.context.perform(change_dates, self._task.key, str(values.get("reason") or ""), **owners, **changed)


class ChangesDialog(QDialog):
    """All changes of the dates of one obligation; the latest of its kind can be taken back."""

    def __init__(
        self, context: Context, title: str, read: Callable[[], Sequence[ChangeRow]], undo: Callable[[str], Changes | None]
    ) -> None:
        """Build it; `read` returns the changes, `undo` takes one back and returns ``None`` when a rule forbade it."""
        super().__init__(context.window)
        self.setWindowTitle(f"改期记录 — {title}")
        self.setModal(True)
        self._context, self._read, self._undo = context, read, undo
        columns = (
            ColumnSpec("owner", "范围", width=6, value=lambda row: row.owner or EVERYONE),
            ColumnSpec("dates", "更改内容", width=17, stretch=True, value=lambda row: change_words(row._replace(owner=""))),
            ColumnSpec("reason", "原因", width=12),
            ColumnSpec("by", "更改人", width=5),
            ColumnSpec("at", "更改时间", width=9),
            ColumnSpec("undone", "撤销", width=8, value=lambda row: f"{row.undone} {row.undone_by}".strip()),
        )
        self.table = TableView("obligation_changes", "改期记录", columns, context.settings, EmptyState("没有改期", ""), exportable=False)
        self.table.selection_changed.connect(lambda _rows: self._enable())
        self.words = label(wrap=True)
        self.undo_button = QPushButton("撤销这次改期")
        self.undo_button.setAutoDefault(False)
        self.undo_button.clicked.connect(self.undo)
        close = QPushButton("关闭")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.undo_button)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.L, metrics.L, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.words)
        layout.addLayout(buttons)
        self.table.add_row_action(action(self, "撤销这次改期", self.undo, "Ctrl+Z", "改期记录"))
        room = self.screen().availableGeometry()
        self.resize(min(980, room.width() - metrics.XL), min(460, room.height() - metrics.XL))
        self._show()
        self.table.grid.setFocus()

    def undo(self) -> None:
        """Take the chosen change back; what held before holds again."""
        row = self.table.current()
        if row is None or not self.undo_button.isEnabled():
            return
        if self._undo(row.id) is not None:
            self._context.announce(f"已撤销：{change_words(row)}", Tone.OK)
            self._show()

    def _show(self) -> None:
        rows = self._read()
        self.table.set_rows(rows)
        if self.table.current() is None:
            self.table.select(lambda row: row.can_undo) or self.table.select(lambda _row: True)
        self._enable()

    def _enable(self) -> None:
        row = self.table.current()
        self.undo_button.setEnabled(row is not None and row.can_undo and not self._context.read_only)
        self.words.setText(f"{change_words(row)}。{row.reason}" if row is not None else "")
        later = row is not None and not row.can_undo and not row.undone
        self.undo_button.setToolTip("这次更改之后还有新的更改，请从最近的一次开始撤销" if later else "Ctrl+Z")
