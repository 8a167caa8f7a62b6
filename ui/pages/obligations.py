"""The obligations page (报送任务): what is due when, how it stands, and recording what was handed in."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from models.changes import Kind
from models.programme.types import Recurrence
from models.queries.obligations import Standing
from ui import messages, metrics
from ui.context import Context
from ui.empty_state import EmptyState
from ui.labels import badge, label, set_badge
from ui.page import Page
from ui.pages.obligations_presenter import Entry, Met, ObligationsPresenter, Picture
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "报送任务"
NAMED_AT_MOST = 3
LEAST_HEIGHT = 160
"""Of either list, in logical pixels; the empty state alone would ask for more."""
_CALM = {Standing.OPEN.value: Tone.WARNING, Standing.OVERDUE.value: Tone.ERROR}
_GOOD = (Standing.DONE.value, Standing.DONE_LATE.value, Standing.NIL.value)


def _tone(standing: str) -> Tone:
    return Tone.OK if standing in _GOOD else _CALM.get(standing, Tone.NEUTRAL)


COLUMNS = (
    ColumnSpec("title", "报送任务", width=8, stretch=True),
    ColumnSpec("standing", "状态", ColumnKind.STATE, width=5, tone=_tone),
    ColumnSpec("remaining", "剩余时间", width=6),
    ColumnSpec("progress", "已报/应报", ColumnKind.PROGRESS, width=7),
    ColumnSpec("opens", "开始办理", ColumnKind.DATE, width=6),
    ColumnSpec("due", "截止日期", ColumnKind.DATE, width=6),
    ColumnSpec("on_time_until", "算按时到", ColumnKind.DATE, width=6),
    ColumnSpec("locked", "停止接收", ColumnKind.DATE, width=6, show=lambda day: day.isoformat() if day else "不停止"),
    ColumnSpec("written_by", "谁填写", width=7),
    ColumnSpec("forwarded_by", "谁转报", width=7, visible=False),
    ColumnSpec("recipient", "报给谁", width=7, visible=False),
    ColumnSpec("clause", "依据条款", width=4),
)
MET_COLUMNS = (
    ColumnSpec("number", "申报编号", width=8),
    ColumnSpec("title", "项目名称", width=14, stretch=True),
    ColumnSpec("entity", "试点主体", width=12),
    ColumnSpec("standing", "状态", ColumnKind.STATE, width=6, tone=_tone),
    ColumnSpec("outcome", "办理结果", width=5),
    ColumnSpec("met_on", "报送日期", ColumnKind.DATE, width=7),
    ColumnSpec("note", "备注", width=12),
)


class Facts(QFrame):
    """One obligation in words."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.title = label(role="heading")
        self.state = badge("")
        self.summary = label(wrap=True)
        self.record = QPushButton("登记已报…")
        self.record.setProperty("role", "primary")
        self.record.setToolTip("Ctrl+N")
        self.withdraw = QPushButton("撤回登记")
        head = QHBoxLayout()
        head.setSpacing(metrics.S)
        head.addWidget(self.title)
        head.addWidget(self.state)
        head.addStretch(1)
        head.addWidget(self.withdraw)
        head.addWidget(self.record)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(metrics.L)
        self._grid.setVerticalSpacing(metrics.XS)
        self._grid.setColumnStretch(1, 1)
        self._words = []
        for row in range(4):
            name, words = label(role="muted"), label(wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 1)
            self._words.append((name, words))
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.M)
        layout.setSpacing(metrics.S)
        layout.addLayout(head)
        layout.addWidget(self.summary)
        layout.addLayout(self._grid)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the words need in this width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._column.totalHeightForWidth(self.width()))

    def show_picture(self, entry: Entry, picture: Picture) -> None:
        """Show one obligation."""
        self.title.setText(entry.title)
        set_badge(self.state, entry.remaining if entry.tone in (Tone.WARNING, Tone.ERROR, Tone.HINT) else entry.standing, entry.tone)
        self.summary.setText(picture.summary)
        self.summary.setVisible(bool(picture.summary))
        for (name, words), (title, text) in zip(self._words, picture.lines, strict=True):
            name.setText(title)
            words.setText(text)
        self._fit()


class ObligationsPage(Page):
    """All obligations; below, one of them in full.

    Targets: ``key`` chooses an obligation, ``id`` the one a record belongs to.
    """

    kinds = frozenset({Kind.OBLIGATION, Kind.PROJECT, Kind.ENTITY, Kind.OFFICE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = ObligationsPresenter(context, self)
        self._picture: Picture | None = None
        self._entry: Entry | None = None
        self.table = TableView("obligations", "报送任务", COLUMNS, context.settings)
        self.facts = Facts()
        nothing = EmptyState("目前没有需要报送的项目", "项目进入相应状态后会自动出现在这里。", icon="obligations")
        self.met = TableView("obligation_met", "报送情况", MET_COLUMNS, context.settings, nothing)
        self._make_actions()
        self.table.selection_changed.connect(lambda _rows: self._show_current())
        self.table.row_activated.connect(lambda _row: self.record())
        self.table.export_requested.connect(self._export)
        self.met.export_requested.connect(self._export)
        self.met.selection_changed.connect(lambda _rows: self._enable())
        self.met.row_activated.connect(lambda _row: self.record())
        self.facts.record.clicked.connect(self.record)
        self.facts.withdraw.clicked.connect(self.withdraw)
        self._lay_out()

    def refresh(self) -> None:
        """Read everything again."""
        entries = self.presenter.entries()
        self.table.set_rows(entries)
        if self.table.current() is None and entries:
            urgent = [entry for entry in entries if entry.row.standing in (Standing.OVERDUE, Standing.OPEN)]
            self.table.select(lambda row: row.id == (urgent or entries)[0].id)
        self._show_current()

    def open(self, **target: str) -> None:
        """Choose an obligation."""
        self._refresh_now()
        key = target.get("key") or self.presenter.key_of_record(target.get("id", ""))
        if key:
            self.table.clear_filter()
            self.table.select(lambda row: row.id == key)
            self._show_current()
        if record_id := target.get("id"):
            self.met.select(lambda row: row.record_id == record_id)

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.table.focus_filter()

    def record(self) -> None:
        """Record that the shown obligation was met: for the chosen projects, for all that have not, or for the district."""
        entry, picture = self._entry, self._picture
        if entry is None or picture is None or self.context.read_only:
            return
        chosen = self._to_record()
        if picture.by_project and not chosen:
            self.context.complain("没有需要登记的项目。", "已登记的要更改，请在下面的列表里选中它再登记。")
            return
        from ui.dialogs.record_obligation import RecordDialog

        projects = list(dict.fromkeys(met.project_id for met in chosen))

        def save(outcome: str, on: str, note: str) -> bool:
            return self.presenter.record(entry.id, projects, outcome, on, note) is not None

        dialog = RecordDialog(self.context, picture.obligation, _whom(chosen), self._likely_day(entry), save)
        if dialog.exec():
            self.context.announce(f"已登记“{entry.title}”。")

    def withdraw(self) -> None:
        """Take back the record of the district or those of the chosen projects, after asking."""
        ids, entry = self._records(), self._entry
        if not ids or entry is None or self.context.read_only:
            return
        many = f"的 {len(ids)} 条登记" if len(ids) > 1 else "的登记"
        if messages.question(self.window(), f"撤回“{entry.title}”{many}？", "撤回后可以在回收站恢复。", yes="撤回", danger=True):
            self.presenter.withdraw(ids)

    def _show_current(self) -> None:
        entry = self.table.current()
        self._entry = entry
        self.facts.setVisible(entry is not None)
        if entry is None:
            self.met.hide()
            return
        picture = self.presenter.picture(entry)
        self._picture = picture
        self.facts.show_picture(entry, picture)
        self.met.title = f"{entry.title}报送情况"
        self.met.set_rows(picture.met)
        any_time = picture.obligation.recurring is Recurrence.ANY_TIME
        with_list = picture.by_project or (any_time and bool(picture.met))
        self.met.setVisible(with_list)
        # Without a list below, the list above gets the room.
        self._lower.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding if with_list else QSizePolicy.Policy.Maximum)
        room = self._splitter.height()
        facts = self.facts.height()
        below = max(room * 11 // 20, facts + 180) if with_list else facts + metrics.S
        self._splitter.setSizes([room - below, below])
        for column, spec in enumerate(MET_COLUMNS):
            if spec.key in ("number", "entity"):
                self.met.grid.setColumnHidden(column, not picture.by_project)
        self._enable()

    def _to_record(self) -> list[Met]:
        if self._picture is None or not self._picture.by_project:
            return []
        return self.met.selected() or [met for met in self._picture.met if not met.done]

    def _records(self) -> list[str]:
        if self._picture is None:
            return []
        if self._picture.met or self._picture.by_project:
            return [met.record_id for met in self.met.selected() if met.record_id]
        return [self._picture.record_id] if self._picture.record_id else []

    def _likely_day(self, entry: Entry) -> date | None:
        """Today, unless the obligation is history: then only the officer knows."""
        return None if entry.row.standing is Standing.HISTORY else self.context.today()

    def _enable(self) -> None:
        writable = not self.context.read_only and self._entry is not None
        picture = self._picture
        can = writable and picture is not None and (not picture.by_project or bool(picture.met))
        chosen = len(self.met.selected()) if picture is not None and picture.by_project else 0
        words = f"登记所选 {chosen} 个项目…" if chosen else "更改登记…" if picture is not None and picture.record_id else "登记已报…"
        for press in (self.facts.record, self._record):
            press.setEnabled(can)
            press.setText(words)
        self.facts.withdraw.setEnabled(writable and bool(self._records()))
        self._withdraw.setEnabled(self.facts.withdraw.isEnabled())
        self.facts.withdraw.setVisible(picture is not None and bool(picture.met or picture.record_id))

    def _project(self) -> None:
        row = self.met.current()
        if row is not None and row.project_id:
            self.context.navigate("project", project=row.project_id)

    def _export(self, shown: object) -> None:
        from ui.table.listing import Shown, export_shown

        assert isinstance(shown, Shown)
        export_shown(self.context, shown)

    def _make_actions(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self._record = action(self, "登记已报…", self.record, "Ctrl+N", GROUP)
        self._withdraw = action(self, "撤回登记", self.withdraw, "", GROUP)
        self.met.add_row_action(self._record)
        self.met.add_row_action(self._withdraw)
        self.met.add_row_action(action(self.met.grid, "打开项目", self._project, "Ctrl+J", GROUP, within))

    def _lay_out(self) -> None:
        for table in (self.table, self.met):
            table.setMinimumHeight(LEAST_HEIGHT)
        self._lower = lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, metrics.XS, 0, 0)
        column.setSpacing(metrics.S)
        column.addWidget(self.facts)
        column.addWidget(self.met, 1)
        self._splitter = splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(lower)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.L)
        layout.addWidget(splitter)


def _whom(chosen: list[Met]) -> str:
    if not chosen:
        return ""
    named = "、".join(f"“{met.title}”" for met in chosen[:NAMED_AT_MOST])
    return f"为 {len(chosen)} 个项目登记：{named}{'等' if len(chosen) > NAMED_AT_MOST else ''}"
