"""The city's page 反馈: what each district is told next, all replies made by one click, and those that were made."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QSplitter, QTabWidget, QVBoxLayout, QWidget

from exports.exchange.replies import Sent
from exports.files import Progress
from models.changes import Changes, Kind
from ui import messages, metrics
from ui.city.replies_presenter import RepliesPresenter, StationLine, ToldRow
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.exchange.sent_packages import EXPORTED, OTHERS, SEQUENCE, STANDS, PackageWords, SentPackages
from ui.page import Page
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "反馈"
LEAST_HEIGHT = 160
WORDS = PackageWords(
    "反馈包",
    "反馈包 (*.rhfk)",
    GROUP,
    "撤回后不能再导出，里面的内容随下一个反馈包重新发。已经交给区县的，请同时电话说明。",
    "决定写错了",
)
STATION_COLUMNS = (
    ColumnSpec("district", "区县", width=9),
    ColumnSpec("station", "工作站", width=8),
    ColumnSpec(
        "news",
        "待发",
        ColumnKind.STATE,
        width=5,
        show=lambda count: f"{count}项" if count else "没有",
        tone=lambda count: Tone.WARNING if count else Tone.NEUTRAL,
        sort_key=lambda count: count,
    ),
    ColumnSpec("words", "内容", width=16, stretch=True),
    ColumnSpec("last_at", "上次反馈", ColumnKind.DATE, width=9),
    ColumnSpec("stands", "上次状态", width=6),
)
TOLD_COLUMNS = (
    ColumnSpec("kind", "种类", width=4),
    ColumnSpec("about", "关于", width=16),
    ColumnSpec("text", "内容", width=24, stretch=True),
)
SENT_COLUMNS = (
    SEQUENCE,
    ColumnSpec("district", "区县", width=9),
    ColumnSpec("title", "内容", width=14, stretch=True),
    STANDS,
    EXPORTED,
    *OTHERS,
)


class RepliesPage(Page):
    """Two tabs: what is told next, and what was sent."""

    kinds = frozenset({Kind.EXCHANGE, Kind.REVIEW, Kind.OBLIGATION, Kind.OFFICE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = RepliesPresenter(context)
        nobody = EmptyState("还没有登记的区县", "先在“收发登记”里给区县做入网文件；区县交回登记回执后就能发反馈包。", "去收发登记")
        self.table = TableView("city_news", "待发的反馈", STATION_COLUMNS, context.settings, nobody, exportable=False)
        nothing = EmptyState("没有新的内容", "收到包、作出决定、改了日期或写了消息以后，会列在这里。")
        self.told = TableView("city_told", "反馈内容", TOLD_COLUMNS, context.settings, nothing, exportable=False)
        empty = EmptyState("还没有发过反馈包", "在“待发”里点“生成反馈包”，每个有新内容的区县一个文件。")
        self.sent = SentPackages(context, "sent_replies", WORDS, SENT_COLUMNS, empty)
        self.primary = action(self, "生成反馈包…", self.send, "Ctrl+N", GROUP)
        self.message = action(self, "给区县发消息…", self.write_message, "Ctrl+M", GROUP)
        self.take_back = action(self.told.grid, "撤回这条消息", self.delete_message, "Del", GROUP, Qt.ShortcutContext.WidgetShortcut)
        self.told.add_row_action(self.take_back)
        self.secondary: tuple[QAction, ...] = (self.message, self.sent.again, self.sent.withdraw)
        self.pack = QCheckBox()
        self.pack.setToolTip("方案包放在反馈包里一起发；区县导入时单独列出，先存放，由区县看过变化再换用。")
        self.pack.toggled.connect(self._take_pack_along)
        self.table.empty_pressed.connect(lambda: context.navigate("enrolment"))
        self.table.selection_changed.connect(lambda _rows: self._show_told())
        self.told.selection_changed.connect(lambda _rows: self._enable())
        self._lay_out()

    def refresh(self) -> None:
        """Read everything anew."""
        lines = self.presenter.read()
        self._show_pack()
        self.table.set_rows(lines)
        if self.table.current() is None and lines:
            due = [line for line in lines if line.news]
            self.table.select(lambda line: line.id == (due or lines)[0].id)
        waiting = sum(1 for line in lines if line.news)
        self.tabs.setTabText(0, f"待发 {waiting}个区县" if waiting else "待发")
        self.sent.table.set_rows(self.presenter.sent())
        self.sent.enable()
        self._show_told()

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        (self.sent.table if self.tabs.currentWidget() is self.sent else self.table).focus_filter()

    def send(self) -> None:
        """Make the replies of all stations with news, or of those chosen, and write them into a folder."""
        from ui.exporting import choose_folder

        chosen: list[StationLine] = self.table.selected()
        due = [line for line in (chosen if len(chosen) > 1 else self.presenter.lines) if line.news]
        if not due:
            self.context.announce("没有需要发给区县的新内容。")
            return
        folder = choose_folder(self.context, self.window())
        if folder is None:
            return
        changed: list[Changes] = []
        ids = [line.id for line in due]

        def work(progress: Progress) -> list[Sent]:
            return self.presenter.send(folder, ids, changed, progress)

        self.context.run("正在生成反馈包", work, lambda sent: self._say(sent, len(ids), folder, changed))

    def write_message(self) -> None:
        """Write a message to districts."""
        from ui.city.message_dialog import MessageDialog

        chosen = list(dict.fromkeys(line.office for line in self.table.selected()))
        dialog = MessageDialog(self.context, self.presenter.districts(), chosen, self.presenter.write_message, self.window())
        if show_dialog(dialog):
            self.context.announce("消息已记下，随下一个反馈包发出。")

    def delete_message(self) -> None:
        """Take back the chosen message, which has not gone out."""
        row: ToldRow | None = self.told.current()
        if row is None or not row.message_id:
            return
        if messages.question(self.window(), f"撤回消息“{row.about}”？", "还没有发给过任何区县的消息可以撤回。", yes="撤回", danger=True):
            self.presenter.delete_message(row.message_id)

    def _say(self, sent: list[Sent], wanted: int, folder: Path, changed: list[Changes]) -> None:
        for changes in changed:
            self.context.bus.changed.emit(changes)
        failed = [one for one in sent if one.failure is not None]
        if failed:
            words = "\n".join(f"{one.station.name}：{one.failure}" for one in failed)
            hint = f"{words}\n写好的有{len(sent) - len(failed)}个；已经生成的在“已发出”里，可以原样再导出。"
            self.context.complain(f"有{len(failed)}个反馈包没有写好。", hint)
        elif len(sent) < wanted:
            self.context.announce(f"已停止：写好{len(sent)}个反馈包，还有{wanted - len(sent)}个没有生成。", Tone.WARNING)
        else:
            self.context.announce_file(f"已写好并读回核对一致：{len(sent)}个反馈包，请分别交给区县。", folder)

    def _show_pack(self) -> None:
        """Offer to send the pack along where a district that is told something works with an older one."""
        behind = self.presenter.behind()
        self.pack.setText(f"一并下发新的方案包（版本{self.context.programme.version}）：{len(behind)}个区县还在用旧版本")
        self.pack.setVisible(bool(behind))

    def _take_pack_along(self, along: bool) -> None:
        self.presenter.with_pack = along
        self.refresh()

    def _show_told(self) -> None:
        line: StationLine | None = self.table.current()
        self.told.set_rows(self.presenter.told(line.id) if line is not None else [])
        self._enable()

    def _enable(self) -> None:
        writable = not self.context.read_only
        row: ToldRow | None = self.told.current()
        assert self.primary is not None
        self.primary.setEnabled(writable)
        self.message.setEnabled(writable)
        self.pack.setEnabled(writable)
        self.take_back.setEnabled(writable and row is not None and bool(row.message_id))

    def _lay_out(self) -> None:
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        for part in (self.table, self.told):
            part.setMinimumHeight(LEAST_HEIGHT)
            both.addWidget(part)
        both.setStretchFactor(0, 3)
        both.setStretchFactor(1, 2)
        due = QWidget()
        column = QVBoxLayout(due)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.S)
        column.addWidget(both, 1)
        column.addWidget(self.pack)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName("反馈")
        self.tabs.addTab(due, "待发")
        self.tabs.addTab(self.sent, "已发出")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.L)
        layout.addWidget(self.tabs)
