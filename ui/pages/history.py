"""The history page (修改记录): who changed what and when, from what to what, as typed."""

from datetime import date

from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from models.changes import Kind
from models.queries.history import HistoryFilter, HistoryRow
from ui import metrics
from ui.context import Context
from ui.empty_state import EmptyState
from ui.flow import FlowLayout
from ui.labels import ElidedLabel, label
from ui.page import Page
from ui.pages.history_presenter import AT_ONCE, PERIODS, HistoryPresenter
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView
from ui.theme import set_icon

GROUP = "修改记录"
WAIT_MS = 350
COLUMNS = (
    ColumnSpec("at", "时间", ColumnKind.DATE, width=9),
    ColumnSpec("by", "经办人", width=5),
    ColumnSpec("action", "操作", width=5),
    ColumnSpec("kind", "类型", width=6),
    ColumnSpec("label", "名称", width=10),
    ColumnSpec("field", "填写项", width=8),
    ColumnSpec("old", "原内容", width=9),
    ColumnSpec("new", "新内容", width=9, stretch=True),
    ColumnSpec("entered", "当时输入", width=8),
)


class FilterBar(QWidget):
    """The ways to narrow the history; `changed` is called when one of them changes."""

    def __init__(self, presenter: HistoryPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.text = QLineEdit()
        self.text.setPlaceholderText("查找名称、填写项或内容（Ctrl+F）")
        self.text.setAccessibleName("查找修改记录")
        self.text.setClearButtonEnabled(True)
        self.text.setFixedWidth(metrics.SEARCH_WIDTH)
        self.period = self._box("时间", PERIODS)
        self.since, self.until = self._date("起始日期"), self._date("截止日期")
        self.by = self._box("经办人", {"": "全部经办人"})
        self.kind = self._box("类型", {"": "全部类型"})
        self.action = self._box("操作", {"": "全部操作", **presenter.actions()})
        self.clear = QPushButton("清除条件")
        flow = FlowLayout(self, metrics.S)
        for widget in (self.text, self.period, self.since, self.until, self.by, self.kind, self.action, self.clear):
            flow.addWidget(widget)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_dates()

    def offer(self) -> None:
        """Offer the kinds and officers that occur now."""
        kinds, officers = self._presenter.choices()
        for box, words, found in ((self.kind, "全部类型", kinds), (self.by, "全部经办人", officers)):
            chosen = box.currentData()
            box.blockSignals(True)
            box.clear()
            box.addItem(words, "")
            for name in found:
                box.addItem(name or "（未填）", name)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.blockSignals(False)

    def show_dates(self) -> None:
        """Show the two days only where they count."""
        custom = self.period.currentData() == "custom"
        self.since.setVisible(custom)
        self.until.setVisible(custom)

    def wanted(self) -> HistoryFilter:
        """Return what is wanted."""
        period = self.period.currentData()
        custom = period == "custom"
        return HistoryFilter(
            kind=self.kind.currentData() or "",
            action=self.action.currentData() or "",
            by=self.by.currentData() or "",
            since=_day(self.since) if custom else self._presenter.since(period),
            until=_day(self.until) if custom else None,
            text=self.text.text().strip(),
        )

    def reset(self) -> None:
        """Want everything again."""
        for box in (self.period, self.by, self.kind, self.action):
            box.setCurrentIndex(0)
        self.text.clear()
        self.show_dates()

    def _box(self, name: str, choices: dict[str, str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMaximumWidth(200)
        for key, words in choices.items():
            box.addItem(words, key)
        return box

    def _date(self, name: str) -> QDateEdit:
        made = QDateEdit()
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setCalendarPopup(True)
        made.setDisplayFormat("yyyy-MM-dd")
        return made


class Detail(QFrame):
    """One entry in full."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.head = ElidedLabel(role="strong")
        self.old, self.new = self._text("原内容"), self._text("新内容")
        self.entered = label(role="muted", wrap=True)
        self.entered.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        sides = QHBoxLayout()
        sides.setSpacing(metrics.M)
        for name, text in (("原内容", self.old), ("新内容", self.new)):
            column = QVBoxLayout()
            column.setSpacing(metrics.XS)
            column.addWidget(label(name, role="muted"))
            column.addWidget(text)
            sides.addLayout(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.M)
        layout.setSpacing(metrics.XS)
        layout.addWidget(self.head)
        layout.addLayout(sides, 1)
        layout.addWidget(self.entered)
        self.setMinimumHeight(120)

    def show_row(self, row: HistoryRow | None) -> None:
        """Show an entry, or nothing."""
        if row is None:
            self.head.setText("选中一条记录，这里显示全部内容")
        else:
            what = "　".join(part for part in (f"{row.kind}“{row.label}”" if row.label else row.kind, row.field) if part)
            self.head.setText(f"{row.at}　{row.by}　{row.action}　{what}")
        self.old.setPlainText(row.old if row else "")
        self.new.setPlainText(row.new if row else "")
        self.entered.setText(f"当时输入的是：{row.entered}" if row and row.entered else "")
        self.entered.setVisible(bool(row and row.entered))

    def _text(self, name: str) -> QPlainTextEdit:
        made = QPlainTextEdit()
        made.setReadOnly(True)
        made.setTabChangesFocus(True)
        made.setAccessibleName(name)
        made.setPlaceholderText("（空）")
        made.setMinimumHeight(44)
        return made


class HistoryPage(Page):
    """The history.

    Targets: ``project``, ``object`` and ``field`` narrow it to one project, one thing, one column or form field.
    """

    kinds = frozenset(Kind)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = HistoryPresenter(context, self)
        self._target: dict[str, str] = {}
        self._offset = 0
        self.filters = FilterBar(self.presenter)
        self.scope = QPushButton()
        set_icon(self.scope, "close")
        self.scope.setToolTip("取消这个条件，看全部记录")
        self.scope.clicked.connect(lambda: self.open())
        self.detail = Detail()
        self.detail.show_row(None)
        self._empty = EmptyState("还没有修改记录", "", icon="history")
        self.table = TableView("history", "修改记录", COLUMNS, context.settings, self._empty)
        self.table.filter_box.hide()
        self.table.count.hide()
        self.table.empty_pressed.connect(self._clear)
        self.table.selection_changed.connect(lambda rows: self.detail.show_row(rows[0] if rows else None))
        self.table.row_activated.connect(self._follow)
        self.table.export_requested.connect(self._export)
        self.place = label(role="muted")
        self.newer, self.older = QPushButton("较新的"), QPushButton("较早的")
        self._make_actions()
        self._lay_out()
        today = QDate.fromString(context.today().isoformat(), Qt.DateFormat.ISODate)
        self.filters.until.setDate(today)
        self.filters.since.setDate(today.addMonths(-1))
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._restart)
        self.filters.text.textChanged.connect(lambda _text: self._wait.start())
        self.filters.text.returnPressed.connect(self._restart)
        for box in (self.filters.period, self.filters.by, self.filters.kind, self.filters.action):
            box.currentIndexChanged.connect(lambda _index: self._restart())
        for edit in (self.filters.since, self.filters.until):
            edit.dateChanged.connect(lambda _date: self._restart())
        self.filters.clear.clicked.connect(self._clear)

    def refresh(self) -> None:
        """Read again what is shown."""
        self.filters.offer()
        self._show()

    def open(self, **target: str) -> None:
        """Narrow the history to a project, a thing or a field; without any of them show it all."""
        self._target = {key: value for key, value in target.items() if key in ("project", "object", "field") and value}
        words = self.presenter.scope_words(*(self._target.get(key, "") for key in ("project", "object", "field")))
        self.scope.setText(words)
        self.scope.setVisible(bool(words))
        self.filters.reset()
        self._wait.stop()
        self._offset = 0
        self.mark_stale()

    def focus_filter(self) -> None:
        """Put the cursor into the search line."""
        self.filters.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.text.selectAll()

    def turn(self, by: int) -> None:
        """Show the next (older) or the previous (newer) page."""
        self._offset += by * AT_ONCE
        self._show()
        self.table.grid.scrollToTop()

    def _restart(self) -> None:
        self._wait.stop()
        self.filters.show_dates()
        self._offset = 0
        self._show()

    def _clear(self) -> None:
        self.filters.reset()
        self.open()

    def _show(self) -> None:
        wanted = self.filters.wanted()
        narrowed = wanted != HistoryFilter() or bool(self._target)
        wanted = HistoryFilter(
            project_id=self._target.get("project", ""),
            object_id=self._target.get("object", ""),
            field_key=self._target.get("field", ""),
            **{name: getattr(wanted, name) for name in ("kind", "action", "by", "since", "until", "text")},
        )
        if narrowed:
            self._empty.say("没有符合条件的修改记录", "请放宽时间或其他条件后再看。", "清除条件")
        else:
            done = "登记专家、打分、审定、退回、改期" if self.context.is_city else "登记主体、填写申报表"
            self._empty.say("还没有修改记录", f"{done}等每一次修改都会自动记在这里：谁、什么时间、从什么改成什么。")
        picture = self.presenter.read(wanted, self._offset)
        self._offset = picture.offset
        self.table.set_rows(picture.rows)
        if self.table.current() is None:
            self.detail.show_row(None)
        self.place.setText(picture.words)
        self.newer.setEnabled(picture.offset > 0)
        self.older.setEnabled(picture.offset + len(picture.rows) < picture.total)
        several = picture.total > AT_ONCE
        self.newer.setVisible(several)
        self.older.setVisible(several)
        self.filters.clear.setVisible(narrowed)

    def _follow(self, row: HistoryRow) -> None:
        if row.project_id:
            self.context.navigate("project", project=row.project_id)
        elif row.kind == "试点主体":
            self.context.navigate("entities", id=row.object_id)

    def _only_this(self) -> None:
        row = self.table.current()
        if row is not None:
            self.context.navigate("history", object=row.object_id, field=row.field_key)

    def _export(self, shown: object) -> None:
        from ui.table.listing import Shown, export_shown

        assert isinstance(shown, Shown)
        export_shown(self.context, shown)

    def _make_actions(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        newer = action(self, "上一页（较新的记录）", self.newer.click, "Ctrl+PgUp", GROUP)
        older = action(self, "下一页（较早的记录）", self.older.click, "Ctrl+PgDown", GROUP)
        self.newer.setToolTip("Ctrl+上翻页")
        self.older.setToolTip("Ctrl+下翻页")
        self.newer.clicked.connect(lambda: self.turn(-1))
        self.older.clicked.connect(lambda: self.turn(1))
        grid = self.table.grid
        self.table.add_row_action(action(grid, "只看这一项的修改", self._only_this, "Ctrl+J", GROUP, within))
        self.secondary = (newer, older)

    def _lay_out(self) -> None:
        for widget in (self.place, self.newer, self.older):
            self.table.add_tool(widget)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(self.detail)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(self.filters)
        layout.addWidget(self.scope, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(splitter, 1)
        self.scope.hide()


def _day(edit: QDateEdit) -> date:
    found = edit.date()
    return date(found.year(), found.month(), found.day())
