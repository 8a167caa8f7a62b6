"""The tab 已发出: every package that was sent to the city with what became of it, and the wizard that makes the next one."""

from PySide6.QtCore import Qt

from models.errors import UserError
from models.queries import exchange
from ui import messages
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.exchange.sending_presenter import SendingPresenter, Sent
from ui.exchange.sent_packages import EXPORTED, OTHERS, SEQUENCE, STANDS, PackageWords, SentPackages
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec

GROUP = "报送"
WORDS = PackageWords(
    "报送包",
    "报送包 (*.rhbs)",
    GROUP,
    "撤回后不能再导出；下一个报送包会告诉市级不必等它。已经交给市级的，请同时电话说明。",
    "漏附了盖章扫描件",
)
COLUMNS = (
    SEQUENCE,
    ColumnSpec("title", "报送内容", width=14, stretch=True),
    STANDS,
    EXPORTED,
    ColumnSpec("received_on", "市级收到", ColumnKind.DATE, width=6),
    ColumnSpec("note", "回执说明", width=10),
    *OTHERS,
)


class SentPart(SentPackages):
    """The list of packages sent to the city."""

    def __init__(self, context: Context) -> None:
        words = "选一项报送任务，程序核对缺项、做出门检查，把定稿、扫描件和佐证材料装进一个文件，写到U盘后读回核对，再交给市级。"
        empty = EmptyState("还没有报送过", words, "" if context.read_only else "报送…", "submit")
        super().__init__(context, "sent_packages", WORDS, COLUMNS, empty)
        self.table.empty_pressed.connect(self.begin)
        self.send = action(self, "报送…", self.begin, "Ctrl+N", GROUP, Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.send.setEnabled(not context.read_only)

    def begin(self, obligation: str = "") -> None:
        """Go through the wizard."""
        from ui.exchange.send_dialog import SendDialog

        if self.context.read_only:
            return
        dialog = SendDialog(SendingPresenter(self.context), obligation, self.window())
        show_dialog(dialog)
        sent, jump = dialog.sent, dialog.jump
        if jump is not None and jump.page:
            self.context.navigate(jump.page, **dict(jump.target))
        if sent is not None:
            self._say(sent)

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
