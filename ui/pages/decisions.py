"""The page 审定: what waits for the city's decision, what is to be looked at again, field queries, what was decided."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from models.changes import Kind
from models.queries.city.decisions import AskedRow, MadeRow, WaitingRow
from ui import messages, metrics
from ui.chips import Chips
from ui.city.decisions_presenter import DecisionsPresenter
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.page import Page
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "审定"
WAITS, ALL = "待审定", "all"
_STANDS = {WAITS: Tone.WARNING, "已退回，待补报": Tone.HINT, "未报来": Tone.NEUTRAL}
_ASKED = {"未发出": Tone.HINT, "待答复": Tone.WARNING, "已答复": Tone.OK, "已办结": Tone.NEUTRAL}
WAITING = (
    ColumnSpec("stands", "情况", ColumnKind.STATE, width=7, tone=lambda words: _STANDS[words]),
    ColumnSpec("kind_title", "审定事项", width=7),
    ColumnSpec("title", "试点项目名称", width=12, stretch=True),
    ColumnSpec("entity", "试点主体", width=7),
    ColumnSpec("district", "区县", width=5),
    ColumnSpec("area", "主方向", width=5),
    ColumnSpec("submitted_on", "报送日期", ColumnKind.DATE, width=6),
    ColumnSpec("revision", "版本", width=4, show=lambda number: f"第{number}版" if number else ""),
    ColumnSpec("queries", "询问已答", ColumnKind.PROGRESS, width=5),
    ColumnSpec("notes", "已记意见", ColumnKind.NUMBER, width=4, show=lambda count: str(count) if count else "—"),
    ColumnSpec("number", "申报编号", width=9, visible=False),
    ColumnSpec("state_title", "项目状态", width=6, visible=False),
)
FOLLOW = (
    ColumnSpec("due", "复看日期", ColumnKind.DATE, width=6),
    ColumnSpec(
        "late",
        "情况",
        ColumnKind.STATE,
        width=5,
        show=lambda late: "已到期" if late else "未到期",
        tone=lambda late: Tone.WARNING if late else Tone.NEUTRAL,
    ),
    ColumnSpec("title", "试点项目名称", width=13),
    ColumnSpec("district", "区县", width=5),
    ColumnSpec("state_title", "项目状态", width=6),
    ColumnSpec("adjustments", "商定的调整内容", width=18, stretch=True),
    ColumnSpec("reason", "原因", width=10, visible=False),
    ColumnSpec("decided_on", "决定日期", ColumnKind.DATE, width=6),
)
ASKED = (
    ColumnSpec("stands", "情况", ColumnKind.STATE, width=5, tone=lambda words: _ASKED[words]),
    ColumnSpec("title", "试点项目名称", width=11),
    ColumnSpec("district", "区县", width=5),
    ColumnSpec("text", "询问", width=14, stretch=True),
    ColumnSpec("answer", "区县答复", width=14),
    ColumnSpec("asked_on", "询问日期", ColumnKind.DATE, width=6),
    ColumnSpec("by", "询问人", width=5, visible=False),
)
MADE = (
    ColumnSpec(
        "sent",
        "发出",
        ColumnKind.STATE,
        width=5,
        show=lambda sent: "已发出" if sent else "待发出",
        tone=lambda sent: Tone.NEUTRAL if sent else Tone.HINT,
    ),
    ColumnSpec("on", "日期", ColumnKind.DATE, width=6),
    ColumnSpec("kind_title", "审定事项", width=8),
    ColumnSpec("outcome", "决定", width=6),
    ColumnSpec("title", "试点项目名称", width=13),
    ColumnSpec("district", "区县", width=5),
    ColumnSpec("reason", "原因或说明", width=14, stretch=True),
    ColumnSpec("basis", "依据文号", width=8),
    ColumnSpec("by", "经办人", width=5),
    ColumnSpec("at", "办理时间", ColumnKind.DATE, width=9, visible=False),
)


class DecisionsPage(Page):
    """Four lists.

    Targets: ``tab`` is ``waiting``, ``follow``, ``asked`` or ``made``; ``kind`` narrows what waits to one kind of decision; ``project``
    opens what waits for that project.
    """

    kinds = frozenset({Kind.REVIEW, Kind.PROJECT, Kind.DOCUMENT, Kind.EXCHANGE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = DecisionsPresenter(context, self)
        settings = context.settings
        words = "区县报来申报表、工作方案、启动情况报告、总结报告后，等待市级审定的列在这里。"
        self.waiting = TableView("decisions_waiting", "待审定", WAITING, settings, EmptyState("没有等待审定的项目", words, "", "check"))
        words = "决定调整方案时写的复评日期到了，从这里提醒。"
        self.follow = TableView("decisions_follow", "复看", FOLLOW, settings, EmptyState("没有要复看的项目", words, "", "check"))
        words = "审阅文书时向区县提的问题列在这里；文书仍然锁定，区县答复随报送包带回。"
        self.asked = TableView("decisions_asked", "询问", ASKED, settings, EmptyState("没有询问", words, "", "check"))
        words = "办理过的审定和退回列在这里，注明有没有随反馈包发出。"
        self.made = TableView("decisions_made", "已办理", MADE, settings, EmptyState("还没有办理过审定", words, "", "empty"))
        self.chips = Chips("按审定事项和情况筛选")
        self.chips.chosen.connect(lambda _key: self._show_waiting())
        self._rows: list[WaitingRow] = []
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName("审定")
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, metrics.S, 0, 0)
        column.setSpacing(metrics.S)
        column.addWidget(self.chips)
        column.addWidget(self.waiting, 1)
        self._tables = (self.waiting, self.follow, self.asked, self.made)
        for widget, words in ((page, "待审定"), (self.follow, "复看"), (self.asked, "询问"), (self.made, "已办理")):
            self.tabs.addTab(widget, words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.L)
        layout.addWidget(self.tabs)
        self._make_actions()
        self._connect()

    def refresh(self) -> None:
        """Show everything anew."""
        self._rows = rows = self.presenter.waiting()
        counts: dict[str, int] = {}
        for row in rows:
            if row.stands == WAITS:
                counts[row.kind] = counts.get(row.kind, 0) + 1
        kinds = self.context.programme.review.decision
        chips = [(WAITS, "待审定", sum(counts.values())), *((kind.key, kind.title, counts.get(kind.key, 0)) for kind in kinds)]
        self.chips.offer([*chips, (ALL, "全部（含未报来）", len(rows))])
        self._show_waiting()
        self.follow.set_rows(self.presenter.follow_ups())
        asked = self.presenter.asked()
        self.asked.set_rows(asked)
        made = self.presenter.made()
        self.made.set_rows(made)
        for table in self._tables[1:]:
            if table.current() is None:
                table.select(lambda _row: True)
        late = sum(row.late for row in self.follow.model.rows)
        answered = sum(row.stands == "已答复" for row in asked)
        unsent = sum(not row.sent for row in made)
        for place, (words, count) in enumerate((("待审定", sum(counts.values())), ("复看", late), ("询问", answered), ("已办理", unsent))):
            more = ("个", "项到期", "条已答复", "项待发出")[place]
            self.tabs.setTabText(place, f"{words} {count}{more}" if count else words)
        self._enable()

    def open(self, **target: str) -> None:
        """Show a tab, or read what waits for one project."""
        names = ("waiting", "follow", "asked", "made")
        if target.get("tab") in names:
            self.tabs.setCurrentIndex(names.index(target["tab"]))
        if kind := target.get("kind"):
            self.tabs.setCurrentIndex(0)
            self._refresh_now()
            self.chips.choose(kind)
            self._show_waiting()
        if project := target.get("project"):
            self.tabs.setCurrentIndex(0)
            self.refresh()
            self.chips.choose(ALL)
            self._show_waiting()
            if self.waiting.select(lambda row: row.project_id == project):
                QTimer.singleShot(0, self, self.read)

    def focus_filter(self) -> None:
        """Put the cursor into the filter box of the tab."""
        self._tables[self.tabs.currentIndex()].focus_filter()

    def read(self) -> None:
        """Read the frozen form and decide; what has not come yet leads to its project."""
        from ui.city.decision_reading import ReadingDialog

        row = self.waiting.current()
        if not isinstance(row, WaitingRow):
            return
        if row.stands == WAITS:
            show_dialog(ReadingDialog(self.presenter, self.presenter.subject(row), self.window()))
        else:
            self.context.navigate("project", project=row.project_id)

    def decide(self) -> None:
        """Decide alike on the projects chosen in the list."""
        from ui.city.decision_dialog import decide_on

        rows: list[WaitingRow] = [row for row in self.waiting.selected() if row.stands == WAITS]
        kinds = {row.kind for row in rows}
        if len(kinds) != 1:
            words = "请选择同一审定事项的项目。" if kinds else "请选择“待审定”的项目（可以按住 Ctrl 多选）。"
            messages.information(self.window(), "不能一起办理。" if kinds else "还没有选择项目。", words)
            return
        notes = rows[0].notes if len(rows) == 1 else 0
        decide_on(self.context, self.presenter.kind(kinds.pop()), [row.project_id for row in rows], self.window(), notes)

    def read_again(self) -> None:
        """Go to what came for a project that is to be looked at again, or to the project."""
        row = self.follow.current()
        if row is None:
            return
        if any(one.project_id == row.project_id and one.stands == WAITS for one in self._rows):
            self.open(project=row.project_id)
        else:
            self.context.navigate("project", project=row.project_id)

    def show_query(self) -> None:
        """Show one query with its answer; close it or open it again."""
        row = self.asked.current()
        if not isinstance(row, AskedRow):
            return
        again = row.stands == "已办结"
        words = f"询问：{row.text}\n\n" + (f"答复：{row.answer}" if row.answer else f"{row.stands}。")
        title = f"{row.title}　{self.presenter.field_label(row)}"
        if self.context.read_only or row.stands == "未发出":
            messages.information(self.window(), title, words)
        elif messages.question(self.window(), title, words, yes="重新打开" if again else "办结", no="关闭"):
            self.presenter.close(row.id, again)

    def withdraw(self) -> None:
        """Take back a decision that was not sent, or correct one that was."""
        from ui.city.decision_dialog import decide_on
        from ui.city.review_words import ask_words

        row = self.made.current()
        if not isinstance(row, MadeRow):
            return
        if not row.sent:
            note = f"“{row.title}”的“{row.outcome}”还没有发给区县，撤回后项目回到办理前的状态。"
            reason = ask_words(self.context, "撤回", "撤回原因", "会留在修改记录里。", note, self.window())
            if reason:
                self.presenter.withdraw(row, reason)
            return
        kind = self.presenter.correcting(row)
        if kind is None:
            messages.information(self.window(), "已经发给区县的退回不能撤回。", "请等区县修改后重新报送。")
        else:
            decide_on(self.context, kind, [row.project_id], self.window(), correcting=True)

    def go_to_project(self) -> None:
        """Show the project of the chosen line."""
        row = self._tables[self.tabs.currentIndex()].current()
        if row is not None and row.project_id:
            self.context.navigate("project", project=row.project_id)

    def _show_waiting(self) -> None:
        """Show what the chosen chip leaves."""
        key = self.chips.current
        rows = self._rows if key == ALL else [row for row in self._rows if row.stands == WAITS and key in (WAITS, row.kind)]
        self.waiting.set_rows(rows)
        if rows and self.waiting.current() is None:
            self.waiting.select(lambda _row: True)
        self._enable()

    def _make_actions(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut

        def make(table: TableView, text: str, call: Callable[[], object], keys: str = "") -> QAction:
            made = action(table.grid, text, call, keys, GROUP, within)
            table.add_row_action(made)
            return made

        self.read_action = make(self.waiting, "审阅…", self.read, "F2")
        self.decide_action = make(self.waiting, "一起办理…", self.decide, "Ctrl+Shift+D")
        self.again_action = make(self.follow, "复看", self.read_again, "F2")
        self.query_action = make(self.asked, "查看答复…", self.show_query, "F2")
        self.withdraw_action = make(self.made, "撤回或更正…", self.withdraw, "F2")
        for table in self._tables:
            make(table, "查看项目", self.go_to_project, "Ctrl+J")
        self.primary = action(self, "审阅…", lambda: self._main().trigger(), "Ctrl+N", GROUP)

    def _connect(self) -> None:
        calls = (self.read, self.read_again, self.show_query, self.withdraw)
        for table, call in zip(self._tables, calls, strict=True):
            table.row_activated.connect(lambda _row, run=call: run())
            table.export_requested.connect(self._export)
            table.selection_changed.connect(lambda _rows: self._enable())
        self.tabs.currentChanged.connect(lambda _tab: self._enable())

    def _main(self) -> QAction:
        """Return what the button of the header does now."""
        if self.tabs.currentIndex() == 0:
            return self.decide_action if len(self.waiting.selected()) > 1 else self.read_action
        return (self.read_action, self.again_action, self.query_action, self.withdraw_action)[self.tabs.currentIndex()]

    def _enable(self) -> None:
        if self.primary is None:
            return
        row = self.made.current()
        self.withdraw_action.setText("更正…" if row is not None and row.sent else "撤回…")
        for made, table in zip((self.read_action, self.again_action, self.query_action), self._tables, strict=False):
            made.setEnabled(table.current() is not None)
        self.decide_action.setEnabled(bool(self.waiting.selected()) and not self.context.read_only)
        self.withdraw_action.setEnabled(row is not None and not self.context.read_only)
        main = self._main()
        self.primary.setText(main.text())
        self.primary.setEnabled(main.isEnabled())

    def _export(self, shown: Shown) -> None:
        export_shown(self.context, shown)
