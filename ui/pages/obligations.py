"""The obligations page (报送任务): what is due when, how it stands, recording what was handed in, changing dates, ad-hoc requests."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from models.changes import Kind
from models.programme.types import Recurrence
from models.queries.obligations import DONE, Standing
from ui import messages, metrics
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.obligations.columns import COLUMNS, MET_COLUMNS
from ui.obligations.facts import Facts
from ui.obligations.month_part import MonthPart
from ui.obligations.month_presenter import DayItem
from ui.obligations.view_switch import LIST, MONTH, VIEWS, ViewSwitch
from ui.page import Page
from ui.pages.obligations_presenter import Entry, Met, ObligationsPresenter, Picture
from ui.shortcuts import action
from ui.table.view import TableView

GROUP = "报送任务"
NAMED_AT_MOST = 3
LEAST_HEIGHT = 160
"""Of either list, in logical pixels; the empty state alone would ask for more."""


class ObligationsPage(Page):
    """All obligations as a list, below it one of them in full; or as a month.

    Targets: ``key`` chooses an obligation (with ``owner`` one of its projects), ``id`` the one a record belongs to,
    ``view`` list or month, ``new`` begins an ad-hoc request.
    """

    kinds = frozenset({Kind.OBLIGATION, Kind.PROJECT, Kind.ENTITY, Kind.OFFICE, Kind.EXCHANGE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = ObligationsPresenter(context, self)
        self._picture: Picture | None = None
        self._entry: Entry | None = None
        self.table = TableView("obligations", "报送任务", COLUMNS, context.settings)
        self.month = MonthPart(context)
        self.facts = Facts()
        nothing = EmptyState("目前没有需要报送的项目", "项目进入相应状态后会自动出现在这里。", icon="obligations")
        self.met = TableView("obligation_met", "报送情况", MET_COLUMNS, context.settings, nothing)
        self._make_actions()
        self.table.selection_changed.connect(lambda _rows: self._show_current())
        self.table.row_activated.connect(lambda _row: self.record())
        self.table.export_requested.connect(self._export)
        self.met.export_requested.connect(self._export)
        self.met.selection_changed.connect(lambda _rows: self._choose_owner())
        self.met.row_activated.connect(lambda _row: self.record())
        self.month.item_opened.connect(self._open_item)
        facts = self.facts
        for button, act in (
            (facts.record, self.record),
            (facts.document, self.open_document),
            (facts.send, self.send),
            (facts.withdraw, self.withdraw),
            (facts.change, self.change_dates),
            (facts.history, self.show_changes),
            (facts.edit, self.edit_ad_hoc),
            (facts.delete, self.delete_ad_hoc),
            (facts.plan.settings, self.set_step_lengths),
        ):
            button.clicked.connect(lambda _checked=False, act=act: act())
        self._lay_out()

    def refresh(self) -> None:
        """Read everything again."""
        entries = self.presenter.entries()
        self.table.set_rows(entries)
        if self.table.current() is None and entries:
            urgent = [entry for entry in entries if entry.row.standing in (Standing.OVERDUE, Standing.OPEN)]
            self.table.select(lambda row: row.id == (urgent or entries)[0].id)
        self._show_current()
        self.month.refresh()

    def open(self, **target: str) -> None:
        """Choose an obligation, or a view."""
        self._refresh_now()
        if view := target.get("view"):
            self._put_view(view)
        key = target.get("key") or self.presenter.key_of_record(target.get("id", ""))
        if key:
            self._put_view(LIST)
            self._choose(key)
        if record_id := target.get("id"):
            self.met.select(lambda row: row.record_id == record_id)
        if owner := target.get("owner"):
            self.met.select(lambda row: row.owner_id == owner)
        if target.get("new"):
            QTimer.singleShot(0, self, self.add_ad_hoc)

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self._put_view(LIST)
        self.table.focus_filter()

    def show_view(self, view: str) -> None:
        """Show the list or the month; the way back leads to what was shown before."""
        if view != self.view:
            self.context.navigate("obligations", view=view)

    @property
    def view(self) -> str:
        """The view shown."""
        return MONTH if self._stack.currentWidget() is self.month else LIST

    def record(self) -> None:
        """Record that the shown obligation was met: for the chosen projects, for all that have not, or for the district."""
        entry, picture = self._entry, self._picture
        if entry is None or picture is None or self.context.read_only or self.view == MONTH:
            return
        chosen = self._to_record()
        if picture.by_project and not chosen:
            self.context.complain(f"没有需要登记的{picture.owner_word}。", "已登记的要更改，请在下面的列表里选中它再登记。")
            return
        from ui.dialogs.record_obligation import RecordDialog

        def save(outcome: str, on: str, note: str) -> bool:
            return self.presenter.record(entry.id, chosen, outcome, on, note) is not None

        dialog = RecordDialog(self.context, picture.obligation, _whom(chosen, picture.owner_word), self._likely_day(entry), save)
        if show_dialog(dialog):
            self.context.announce(f"已登记“{entry.title}”。")

    def open_document(self) -> None:
        """Open the document that meets the shown obligation, of the chosen project where each has its own; or begin it."""
        picture = self._picture
        if picture is None or not picture.obligation.form or self.view == MONTH:
            return
        from ui.documents.opening import open_for

        row: Met | None = self.met.current() if picture.by_project and self.met.selected() else None
        if picture.by_project and row is None:
            self.context.navigate("documents", form=picture.obligation.form)
        else:
            open_for(self.context, picture.obligation, row.project_id if row is not None else "")

    def send(self) -> None:
        """Send what meets the shown obligation to the city, on the page for that."""
        if self._entry is not None and self._send.isEnabled():
            self.context.navigate("exchange", tab="sent", new=self._entry.id)

    def withdraw(self) -> None:
        """Take back the record of the district or those of the chosen projects, after asking."""
        ids, entry = self._records(), self._entry
        if not ids or entry is None or self.context.read_only:
            return
        many = f"的 {len(ids)} 条登记" if len(ids) > 1 else "的登记"
        if messages.question(self.window(), f"撤回“{entry.title}”{many}？", "撤回后可以在回收站恢复。", yes="撤回", danger=True):
            self.presenter.withdraw(ids)

    def change_dates(self) -> None:
        """Change the dates of the shown obligation, with the reason: for all, or for a project."""
        picture = self._picture
        if picture is None or not self._change.isEnabled():
            return
        from ui.dialogs.change_dates import ChangeDatesDialog, Owner

        owners = list(dict.fromkeys(Owner(met.owner_id, met.title) for met in picture.met if picture.by_project))
        chosen = list(dict.fromkeys(Owner(met.owner_id, met.title) for met in self.met.selected() if picture.by_project))
        dialog = ChangeDatesDialog(self.context, picture.task, owners, chosen)
        if show_dialog(dialog):
            self.context.announce(f"已更改“{picture.obligation.title}”的日期，可在“改期记录”里撤销。")

    def show_changes(self) -> None:
        """Show the changes of dates of the shown obligation, where the latest can be taken back."""
        entry = self._entry
        if entry is None:
            return
        from models.queries.obligations import changes
        from ui.dialogs.change_dates import ChangesDialog

        context = self.context
        dialog = ChangesDialog(
            context, entry.title, lambda: changes(context.reader, context.programme, entry.id), self.presenter.undo_change
        )
        show_dialog(dialog)

    def set_step_lengths(self) -> None:
        """Set the office's own working days for the steps before a due day."""
        from ui.dialogs.step_lengths import StepLengthsDialog

        picture = self._picture
        dated = picture is not None and picture.dated and self.view == LIST
        key, title = (picture.obligation.key, picture.obligation.title) if picture is not None and dated else ("", "")
        dialog = StepLengthsDialog(self.context, key, title)
        show_dialog(dialog)

    def add_ad_hoc(self) -> None:
        """Add an ad-hoc request and show it."""
        if self.context.read_only:
            return
        from ui.dialogs.ad_hoc_task import edit_ad_hoc

        if key := edit_ad_hoc(self.context, None):
            self._put_view(LIST)
            self._choose(key)
            self.context.announce("急件已列入报送任务。")

    def edit_ad_hoc(self) -> None:
        """Edit the shown ad-hoc request."""
        if self._picture is not None and self._picture.task.ad_hoc:
            from ui.dialogs.ad_hoc_task import edit_ad_hoc

            edit_ad_hoc(self.context, self._picture.task)

    def delete_ad_hoc(self) -> None:
        """Move the shown ad-hoc request to the recycle bin, after asking."""
        picture = self._picture
        if picture is None or not picture.task.ad_hoc or self.context.read_only or self.view == MONTH:
            return
        title = picture.obligation.title
        if messages.question(self.window(), f"删除急件“{title}”？", "连同它的登记移入回收站，可以恢复。", yes="删除", danger=True):
            self.presenter.delete_ad_hoc(picture.obligation.key)

    def _choose(self, key: str) -> None:
        self.table.clear_filter()
        self.table.select(lambda row: row.id == key)
        self._show_current()

    def _put_view(self, view: str) -> None:
        shown = self.month if view == MONTH else self._splitter
        for part in (self.month, self._splitter):  # only what is shown asks for room
            policy = QSizePolicy.Policy.Preferred if part is shown else QSizePolicy.Policy.Ignored
            part.setSizePolicy(policy, policy)
        self._stack.setCurrentWidget(shown)
        self._enable()
        if view == MONTH:
            self.month.chart.setFocus()
        else:
            self.table.grid.setFocus()

    def _open_item(self, item: DayItem) -> None:
        self.context.navigate("obligations", key=item.key, owner=item.owner_id)

    def _show_current(self) -> None:
        entry = self.table.current()
        self._entry = entry
        self.facts.setVisible(entry is not None)
        if entry is None:
            self._picture = None
            self.met.hide()
            self._enable()
            return
        picture = self.presenter.picture(entry)
        self._picture = picture
        self.facts.show_picture(entry, picture)
        self.met.title = f"{entry.title}报送情况"
        self.met.set_rows(picture.met)
        any_time = picture.obligation.recurring is Recurrence.ANY_TIME
        with_list = picture.by_project or (any_time and bool(picture.met))
        self.met.setVisible(with_list)
        for column, spec in enumerate(MET_COLUMNS):
            if spec.key in ("number", "entity"):
                self.met.grid.setColumnHidden(column, not picture.by_project)
            elif spec.key == "due":
                self.met.grid.setColumnHidden(column, not picture.task.own)
        self._choose_owner()
        # Without a list below, the list above gets the room.
        self._lower.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding if with_list else QSizePolicy.Policy.Maximum)
        room = self._splitter.height()
        facts = self.facts.height()
        below = max(room * 11 // 20, facts + 180) if with_list else facts + metrics.S
        self._splitter.setSizes([room - below, below])
        QTimer.singleShot(0, self, lambda: self.table.grid.scrollTo(self.table.grid.currentIndex()))

    def _choose_owner(self) -> None:
        """Follow the row chosen below: the steps by its dates, the words of the buttons."""
        picture, entry = self._picture, self._entry
        if picture is None or entry is None:
            return
        from models.queries.planning import plan_of

        row = self.met.current() if self.met.selected() else None
        owner = row.owner_id if row is not None and row.owner_id in picture.task.own else ""
        standing = row.standing if row is not None and owner else entry.standing
        plan = None
        if picture.dated and Standing(standing) not in DONE | {Standing.HISTORY}:
            plan = plan_of(self.context.reader, self.context.programme, entry.id, owner)
        self.facts.show_plan(plan, self.context.today(), row.title if row is not None and owner else "")
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
        picture, facts = self._picture, self.facts
        writable = not self.context.read_only and self._entry is not None and self.view == LIST
        can = writable and picture is not None and (not picture.by_project or bool(picture.met))
        chosen = len(self.met.selected()) if picture is not None and picture.by_project else 0
        word = picture.owner_word if picture is not None else ""
        words = f"登记所选 {chosen} 个{word}…" if chosen else "更改登记…" if picture is not None and picture.record_id else "登记已报…"
        for press in (facts.record, self._record):
            press.setEnabled(can)
            press.setText(words)
        ad_hoc = writable and picture is not None and picture.task.ad_hoc
        for part, made, on in (
            (facts.send, self._send, writable),
            (facts.withdraw, self._withdraw, writable and bool(self._records())),
            (facts.change, self._change, writable and picture is not None and picture.dated),
            (facts.edit, self._edit, ad_hoc),
            (facts.delete, self._delete, ad_hoc),
        ):
            part.setEnabled(on)
            made.setEnabled(on)
        facts.withdraw.setVisible(picture is not None and bool(picture.met or picture.record_id))

    def _project(self) -> None:
        row = self.met.current()
        if row is not None and row.project_id:
            self.context.navigate("project", project=row.project_id)

    def _export(self, shown: object) -> None:
        from ui.table.listing import Shown, export_shown

        assert isinstance(shown, Shown)
        export_shown(self.context, shown)

    def _export_file(self) -> None:
        from ui.obligations.exporting import export_calendar_file

        export_calendar_file(self.context)

    def _export_workbook(self) -> None:
        from ui.obligations.exporting import export_calendar_workbook

        export_calendar_workbook(self.context)

    def _make_actions(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self._record = action(self, "登记已报…", self.record, "Ctrl+N", GROUP)
        document = action(self, "打开对应的文书", self.open_document, "Ctrl+Return", GROUP)
        self._send = action(self, "报送给市级…", self.send, "Ctrl+T", GROUP)
        self._withdraw = action(self, "撤回登记", self.withdraw, "", GROUP)
        self._change = action(self, "改期…", self.change_dates, "Ctrl+D", GROUP)
        self._edit = action(self, "修改急件…", self.edit_ad_hoc, "Ctrl+I", GROUP)
        self._delete = action(self.table.grid, "删除急件", self.delete_ad_hoc, "Del", GROUP, within)
        self.primary = action(self, "急件…", self.add_ad_hoc, "Ctrl+Shift+N", GROUP)
        self.primary.setToolTip("登记上级临时要求的材料（Ctrl+Shift+N）")
        self.primary.setEnabled(not self.context.read_only)
        steps = action(self, "工作日设置…", self.set_step_lengths, "Ctrl+Shift+D", GROUP)
        file = action(self, "导出日历文件（.ics）…", self._export_file, "", GROUP)
        book = action(self, "导出报送日历（Excel）…", self._export_workbook, "Ctrl+Shift+E", GROUP)
        self.secondary = (steps, file, book)
        for view, words, keys in VIEWS:
            action(self, f"显示为{words}", partial(self.show_view, view), keys, GROUP)
        for made in (self._record, self._send, self._change, self._edit, self._delete):
            self.table.add_row_action(made)
        self.met.add_row_action(self._record)
        self.met.add_row_action(document)
        self.met.add_row_action(self._withdraw)
        self.met.add_row_action(self._change)
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
        for view, part in ((LIST, self.table), (MONTH, self.month)):
            switch = ViewSwitch(view)
            switch.wanted.connect(self.show_view)
            part.add_tool(switch)
        self._stack = QStackedWidget()
        self._stack.addWidget(splitter)
        self._stack.addWidget(self.month)
        self.month.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.L)
        layout.addWidget(self._stack)


def _whom(chosen: list[Met], word: str) -> str:
    if not chosen:
        return ""
    named = "、".join(f"“{met.title}”" for met in chosen[:NAMED_AT_MOST])
    return f"为 {len(chosen)} 个{word}登记：{named}{'等' if len(chosen) > NAMED_AT_MOST else ''}"
