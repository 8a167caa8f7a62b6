"""The tab 已发出: every package that was made with what became of it, and the ways to send, hand over again and withdraw."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QVBoxLayout, QWidget

from exports.files import Exported, Progress
from models.changes import Changes
from models.errors import UserError
from models.operations.exchange import withdraw_sent
from models.queries import exchange
from models.queries.exchange import SentRow
from ui import messages, metrics
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.exchange.reason_dialog import ask_reason
from ui.exchange.sending_presenter import SendingPresenter, Sent, size_words
from ui.labels import label
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "报送"
FILE = "报送包 (*.rhbs)"
_TONES = {"待导出": Tone.WARNING, "已导出": Tone.HINT, "已收到": Tone.OK, "通过": Tone.OK, "退回": Tone.ERROR, "未接收": Tone.ERROR}

COLUMNS = (
    ColumnSpec("sequence", "编号", ColumnKind.NUMBER, width=3),
    ColumnSpec("title", "报送内容", width=14, stretch=True),
    ColumnSpec("stands", "状态", ColumnKind.STATE, width=6, tone=lambda stands: _TONES.get(stands, Tone.NEUTRAL)),
    ColumnSpec("exported_at", "最近导出", ColumnKind.DATE, width=9),
    ColumnSpec("received_on", "市级收到", ColumnKind.DATE, width=6),
    ColumnSpec("note", "回执说明", width=10),
    ColumnSpec("made_at", "生成时间", ColumnKind.DATE, width=9, visible=False),
    ColumnSpec("size", "大小", width=5, show=size_words, sort_key=lambda size: size),
    ColumnSpec("file_name", "文件名", width=16, visible=False),
    ColumnSpec("by", "经办人", width=5, visible=False),
)


class SentPart(QWidget):
    """The list of sent packages."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        words = "选一项报送任务，程序核对缺项、做出门检查，把定稿、扫描件和佐证材料装进一个文件，写到U盘后读回核对，再交给市级。"
        empty = EmptyState("还没有报送过", words, "" if context.read_only else "报送…", "submit")
        self.table = TableView("sent_packages", "已发出的报送包", COLUMNS, context.settings, empty)
        self.table.empty_pressed.connect(self.begin)
        self.table.row_activated.connect(self.show_content)
        self.table.selection_changed.connect(lambda _rows: self._enable())
        self.table.export_requested.connect(self._export)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        grid = self.table.grid
        self.send = action(self, "报送…", self.begin, "Ctrl+N", GROUP, within)
        self.again = action(grid, "原样再导出一次…", self.write_again, "Ctrl+E", GROUP, within)
        self.withdraw = action(grid, "撤回…", self.withdraw_current, "Del", GROUP, within)
        for made in (self.again, self.withdraw):
            self.table.add_row_action(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.S, 0, 0)
        layout.addWidget(self.table, 1)
        self._enable()

    def refresh(self) -> int:
        """Show everything anew and return for how many no receipt has come."""
        rows = exchange.sent(self.context.reader)
        self.table.set_rows(rows)
        self._enable()
        return sum(row.state in ("made", "exported") for row in rows)

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.table.focus_filter()

    def begin(self, obligation: str = "") -> None:
        """Go through the wizard."""
        from ui.exchange.send_dialog import SendDialog

        if self.context.read_only:
            return
        dialog = SendDialog(SendingPresenter(self.context), obligation, self.window())
        dialog.exec()
        sent, jump = dialog.sent, dialog.jump
        dialog.deleteLater()
        if jump is not None and jump.page:
            self.context.navigate(jump.page, **dict(jump.target))
        if sent is not None:
            self._say(sent)

    def write_again(self) -> None:
        """Write the same package once more, byte for byte."""
        from exports.exchange.sending import write_package
        from forms.keeping import keep_counts
        from ui.exporting import choose_target, write_and_say

        row = self.table.current()
        if row is None or not self.again.isEnabled():
            return
        target = choose_target(self.context, self.window(), row.file_name, FILE)
        if target is None:
            return
        workspace, changed = self.context.workspace, list[Changes]()

        def perform(operation: object, *args: object) -> Changes:
            changed.append(workspace.perform(keep_counts, operation, *args))
            return changed[-1]

        def write(path: Path, progress: Progress) -> Exported:
            return Exported(write_package(perform, workspace, row.id, path, progress))

        def done(_exported: Exported) -> None:
            for changes in changed:
                self.context.bus.changed.emit(changes)

        write_and_say(self.context, "正在写入报送包", f"第{row.sequence}号报送包", target, write, stoppable=False, done=done)

    def withdraw_current(self) -> None:
        """Withdraw the chosen package, with a reason."""
        row = self.table.current()
        if row is None or not self.withdraw.isEnabled():
            return
        question = f"撤回第{row.sequence}号包“{row.title}”？"
        hint = "撤回后不能再导出；下一个报送包会告诉市级不必等它。已经交给市级的，请同时电话说明。"
        reason = ask_reason(self.window(), question, hint, "漏附了盖章扫描件", "撤回")
        if reason:
            self.context.perform(withdraw_sent, row.id, reason)

    def show_content(self, row: object) -> None:
        """List what a package holds."""
        assert isinstance(row, SentRow)
        dialog = ContentDialog(self.context, row, self.window())
        show_dialog(dialog)

    def _say(self, sent: Sent) -> None:
        for changes in sent.changes:
            self.context.bus.changed.emit(changes)
        if isinstance(sent.failure, UserError):
            kept = "包已经生成，在“已发出”里，状态是“待导出”，可以原样再导出。" if self._kept(sent) else ""
            messages.error(self.window(), sent.failure.message, f"{sent.failure.hint}{kept}")
        elif sent.path is not None:
            self.context.announce_file(f"已写好并读回核对一致：{sent.path.name}。交给市级后，等待回执。", sent.path)

    def _kept(self, sent: Sent) -> bool:
        ids = {changes.id for changes in sent.changes}
        return any(row.id in ids and row.state == "made" for row in exchange.sent(self.context.reader))

    def _enable(self) -> None:
        row, writable = self.table.current(), not self.context.read_only
        self.send.setEnabled(writable)
        self.again.setEnabled(writable and row is not None and row.state != "withdrawn")
        self.withdraw.setEnabled(writable and row is not None and row.state in ("made", "exported"))

    def _export(self, shown: object) -> None:
        assert isinstance(shown, Shown)
        export_shown(self.context, shown)


class ContentDialog(QDialog):
    """What one package holds, and what is known of it."""

    def __init__(self, context: Context, row: SentRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"第{row.sequence}号包")
        parts = [part for part in exchange.sent_parts(context.reader, row.id) if not part.entry.startswith("definitions/")]
        self.list = QListWidget()
        self.list.setAccessibleName("包里的内容")
        self.list.setWordWrap(True)
        for part in parts:
            self.list.addItem(f"{_KINDS.get(part.entry.split('/')[0], '')}  {part.title}（{size_words(part.size)}）")
        if not parts:
            self.list.addItem("没有附件：只有零报告，或项目的进展和指标。")
        self.list.setCurrentRow(0)
        facts = [f"状态：{row.stands}", f"生成：{row.made_at}"]
        facts += [f"最近导出：{row.exported_at}"] * bool(row.exported_at) + [f"回执说明：{row.note}"] * bool(row.note)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(label(row.title, role="heading", wrap=True))
        layout.addWidget(label("　".join(facts), role="muted", wrap=True))
        layout.addWidget(label(f"文件名：{row.file_name}", role="small", wrap=True))
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        self.resize(self.fontMetrics().horizontalAdvance("字") * 42, self.fontMetrics().lineSpacing() * 20)


_KINDS = {"forms": "定稿", "documents": "Word文件", "evidence": "材料"}
