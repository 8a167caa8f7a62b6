"""The city's page 收件: packages of the districts are dropped here, judged, taken in; what waits and why; what lay in each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QSplitter, QTabWidget, QVBoxLayout

from models.changes import Kind
from models.errors import UserError
from models.queries.city import inbox
from ui import messages, metrics
from ui.city.inbox_details import InboxDetails
from ui.city.inbox_presenter import CHANGED, Batch, InboxPresenter, Verdict
from ui.city.inbox_results import ResultsDialog
from ui.context import Context
from ui.dialogs.busy import run_busy
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.exchange.reason_dialog import ask_reason
from ui.exchange.sending_presenter import size_words
from ui.page import Page
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "收件"
FOLDER = "inbox"
FILES = "报送包 (*.rhbs);;全部文件 (*)"
WAITS, REFUSED = "缺号等候", "没有接收"

ARRIVALS = (
    ColumnSpec("district", "区县", width=6),
    ColumnSpec("obligation", "报送任务", width=7, stretch=True),
    ColumnSpec("sequence", "编号", ColumnKind.NUMBER, width=3),
    ColumnSpec("on", "报送日期", ColumnKind.DATE, width=6),
    ColumnSpec("stands", "状态", ColumnKind.STATE, width=9, tone=lambda stands: Tone.WARNING if "未登记" in stands else Tone.OK),
    ColumnSpec("received_at", "接收时间", ColumnKind.DATE, width=9, visible=False),
    ColumnSpec("nil", "零报告", width=4, show=lambda nil: "是" if nil else ""),
    ColumnSpec("size", "大小", width=4, show=size_words, sort_key=lambda size: size, visible=False),
    ColumnSpec("program", "程序版本", width=5, visible=False),
    ColumnSpec("pack_version", "方案包版本", width=6, visible=False),
    ColumnSpec("officer", "报送人", width=5, visible=False),
    ColumnSpec("by", "接收人", width=5, visible=False),
    ColumnSpec("file_name", "文件名", width=16, visible=False),
)
PENDING = (
    ColumnSpec("stands", "状态", ColumnKind.STATE, width=6, tone=lambda stands: Tone.WARNING if stands == WAITS else Tone.ERROR),
    ColumnSpec("district", "区县", width=6),
    ColumnSpec("sequence", "编号", ColumnKind.NUMBER, width=3),
    ColumnSpec("title", "内容", width=10),
    ColumnSpec("why", "缺什么或为什么", width=22, stretch=True),
    ColumnSpec("at", "时间", ColumnKind.DATE, width=9),
    ColumnSpec("receipt", "回执", width=6),
    ColumnSpec("file_name", "文件名", width=14, visible=False),
)


@dataclass(frozen=True, slots=True)
class Pending:
    """A package that waits, or was not taken in, as the list shows it; `id` is empty for the latter."""

    id: str
    stands: str
    district: str
    sequence: int
    title: str
    why: str
    at: str
    receipt: str
    file_name: str


class InboxPage(Page):
    """Two tabs: what was taken in with its details, and what waits or was refused; files may be dropped anywhere.

    Targets: ``file`` takes in a file that was handed over; ``office`` and ``key`` show the packages of a district and an obligation;
    ``tab`` is ``taken`` or ``pending``.
    """

    kinds = frozenset({Kind.EXCHANGE})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = InboxPresenter(context)
        words = "点“接收报送包…”选择文件，或把文件、文件夹直接拖到这里；一次可以放进很多个，逐个核对，坏的不影响其余。"
        button = "" if context.read_only else "接收报送包…"
        self.table = TableView("inbox", "收到的报送包", ARRIVALS, context.settings, EmptyState("还没有收到报送包", words, button, "import"))
        self.details = InboxDetails(self.presenter)
        nothing = EmptyState("没有等候的包", "缺号的包会放在这里，前面的包到了自动接收；没有接收的也列在这里，原因会写进回执。", "", "ok")
        self.pending = TableView("inbox_pending", "待处理", PENDING, context.settings, nothing)
        self.primary = action(self, "接收报送包…", self.choose, "Ctrl+N", GROUP)
        self.folder = action(self, "接收整个文件夹…", self.choose_folder, "Ctrl+Shift+N", GROUP)
        self.again = action(self, "再试一次", self.try_again, "", GROUP)
        self.all = action(self, "显示全部", self.show_all, "", GROUP)
        self.secondary = (self.folder, self.all)
        for made in (self.primary, self.folder, self.again):
            made.setEnabled(not context.read_only)
        self.table.selection_changed.connect(lambda _rows: self.details.show_row(self.table.current()))
        self.table.row_activated.connect(lambda _row: self.details.parts.setFocus())
        self.table.empty_pressed.connect(self.choose)
        self.pending.row_activated.connect(lambda _row: self.try_again())
        self.pending.add_row_action(self.again)
        for table in (self.table, self.pending):
            table.export_requested.connect(self._export)
        self.setAcceptDrops(True)
        self._lay_out()

    def refresh(self) -> None:
        """Show everything anew."""
        rows = inbox.arrivals(self.context.reader, self.context.programme)
        self.table.set_rows(rows)
        if self.table.current() is None and rows:
            self.table.select(lambda row: row.id == rows[0].id)
        self.details.show_row(self.table.current())
        self.details.setVisible(bool(rows))
        pending = self._pending()
        self.pending.set_rows(pending)
        waiting = sum(row.stands == WAITS for row in pending)
        self.tabs.setTabText(0, f"已接收 {len(rows)}个" if rows else "已接收")
        self.tabs.setTabText(1, f"待处理 {waiting}个等候" if waiting else "待处理")

    def open(self, **target: str) -> None:
        """Show packages of a district, a tab, or take in a file once the page is shown."""
        self._refresh_now()
        self.tabs.setCurrentIndex(1 if target.get("tab") == "pending" else 0)
        office, key = target.get("office", ""), target.get("key", "")
        if office or key:
            self.table.clear_filter()
            name = inbox.districts(self.context.programme).get(office, "")
            self.table.restrict(
                f"只显示：{name or '一项报送任务'}",
                lambda row: (not office or row.office == office) and (not key or row.obligation_id == key),
            )
            self.table.select(lambda row: (not office or row.office == office) and (not key or row.obligation_id == key))
            self.details.show_row(self.table.current())
        if file := target.get("file"):
            QTimer.singleShot(0, self, lambda: self.take([Path(file)]))

    def focus_filter(self) -> None:
        """Put the cursor into the filter box of the tab."""
        (self.pending if self.tabs.currentIndex() else self.table).focus_filter()

    def show_all(self) -> None:
        """Show the packages of all districts again."""
        self.table.restrict("", None)
        self.table.clear_filter()

    def choose(self) -> None:
        """Ask for files and take them in."""
        if self.context.read_only:
            return
        chosen, _ = QFileDialog.getOpenFileNames(self.window(), "选择区县报来的报送包", self._last_folder(), FILES)
        if chosen:
            self._remember(Path(chosen[0]).parent)
            self.take([Path(name) for name in chosen])

    def choose_folder(self) -> None:
        """Ask for a folder and take in all packages in it and below."""
        if self.context.read_only:
            return
        chosen = QFileDialog.getExistingDirectory(self.window(), "选择放报送包的文件夹", self._last_folder())
        if chosen:
            self._remember(Path(chosen))
            self.take([Path(chosen)])

    def take(self, chosen: Sequence[Path]) -> None:
        """Take files and folders in, then show what became of each."""
        paths = self.presenter.found_in(chosen)
        if not paths:
            messages.information(self.window(), "文件夹里没有报送包。", "报送包的文件名以 .rhbs 结尾，请核对是不是选错了文件夹。")
            return
        batch = self._taken(paths)
        if batch is None:
            return
        show_dialog(ResultsDialog(self.context, batch, self._accept, self._refuse, self.window()))

    def try_again(self) -> None:
        """Try once more to take in the chosen package that waits, and say why it still does."""
        row = self.pending.current()
        if row is None or self.context.read_only:
            return
        if not row.id:
            messages.information(self.window(), f"{row.district}第{row.sequence}号包没有接收。", row.why)
            return
        try:
            outcome = self.presenter.try_tray(row.id)
        except UserError as failure:
            self.context.show_failure(failure)
            return
        self.context.bus.changed.emit(CHANGED)
        if outcome.failure is not None:
            messages.information(self.window(), f"{row.district}第{row.sequence}号包还在等候。", f"{row.why}{outcome.failure.hint}")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and folders of this computer."""
        if not self.context.read_only and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in what was dropped, after the drop is over."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        QTimer.singleShot(0, self, lambda: self.take(paths))

    def _taken(self, paths: Sequence[Path], *, accept_unenrolled: bool = False) -> Batch | None:
        """Take files in behind a dialog that can stop it."""
        try:
            batch: Batch = run_busy(
                self.window(),
                f"正在接收{len(paths)}个文件",
                lambda progress: self.presenter.take(paths, progress, accept_unenrolled=accept_unenrolled),
                stoppable=True,
            )
        except UserError as failure:
            self.context.show_failure(failure)
            return None
        if batch.changed:
            self.context.bus.changed.emit(CHANGED)
            taken = {verdict.name for verdict in batch.verdicts if verdict.taken}
            self.table.select(lambda row: row.file_name in taken)
        else:
            self.refresh()
        return batch

    def _accept(self, lines: list[Verdict]) -> list[Verdict]:
        names = "、".join(line.name for line in lines[:3]) + (f"等{len(lines)}个" if len(lines) > 3 else "")
        question = f"已经打电话核实，接收“{names}”？"
        hint = "签名没有核对，只能靠电话确认是谁发来的；接收后注明“未登记”。"
        if not messages.question(self.window(), question, hint, yes="接收", no="再核实", danger=True):
            return lines
        batch = self._taken([line.path for line in lines], accept_unenrolled=True)
        return batch.verdicts if batch is not None else lines

    def _refuse(self, lines: list[Verdict]) -> list[Verdict]:
        hint = "请同时在电话里告诉对方；对方入网以后，原因随回执带去。以后对方要重新生成一个包，这个文件不能再接收。"
        reason = ask_reason(self.window(), f"不接收这{len(lines)}个未登记的包？", hint, "电话核实，不是该单位发出", "不接收")
        if not reason:
            return lines
        done = []
        for line in lines:
            try:
                self.presenter.refuse(line.path, reason)
            except UserError as failure:
                done.append(replace(line, words=str(failure)))
            else:
                done.append(replace(line, verdict="已决定不接收", tone=Tone.NEUTRAL, words=f"不接收：{reason}", asks=False))
        self.context.bus.changed.emit(CHANGED)
        return done

    def _pending(self) -> list[Pending]:
        programme, reader = self.context.programme, self.context.reader
        found = []
        for row in inbox.tray(reader, programme):
            missing = "、".join(f"第{number}号" for number in self.presenter.missing(row))
            why = f"还缺{missing}包，到了以后自动接收；请对方再发一份。" if missing else "前面的包也在等候。"
            found.append(Pending(row.id, WAITS, row.district, row.sequence, row.title, why, row.received_at, "", row.file_name))
        for one in inbox.refused(reader, programme):
            told = "已告知" if one.answered else "待反馈"
            found.append(Pending("", REFUSED, one.district, one.sequence, one.title, one.note, one.at, told, one.file_name))
        return found

    def _last_folder(self) -> str:
        return self.context.settings.values.folders.get(FOLDER, "") or str(Path.home())

    def _remember(self, folder: Path) -> None:
        self.context.settings.values.folders[FOLDER] = str(folder)
        self.context.settings.save()

    def _export(self, shown: object) -> None:
        assert isinstance(shown, Shown)
        export_shown(self.context, shown)

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(self.details)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        split.setSizes([3000, 2000])  # shares, not pixels
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName("收件")
        self.tabs.addTab(split, "已接收")
        self.tabs.addTab(self.pending, "待处理")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.L)
        layout.addWidget(self.tabs)
