"""A list of packages that were made here: what became of each, handing it over again byte for byte, withdrawing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QVBoxLayout, QWidget

from exports.files import Exported, Progress
from models.changes import Changes
from models.operations.exchange import withdraw_sent
from models.queries import exchange
from models.queries.exchange import SentRow
from ui import metrics
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.exchange.reason_dialog import ask_reason
from ui.exchange.sending_presenter import size_words
from ui.labels import label
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.tone import Tone

_TONES = {"待导出": Tone.WARNING, "已导出": Tone.HINT, "已收到": Tone.OK, "通过": Tone.OK, "退回": Tone.ERROR, "未接收": Tone.ERROR}

SEQUENCE = ColumnSpec("sequence", "编号", ColumnKind.NUMBER, width=3)
STANDS = ColumnSpec("stands", "状态", ColumnKind.STATE, width=6, tone=lambda stands: _TONES.get(stands, Tone.NEUTRAL))
EXPORTED = ColumnSpec("exported_at", "最近导出", ColumnKind.DATE, width=9)
OTHERS = (
    ColumnSpec("made_at", "生成时间", ColumnKind.DATE, width=9, visible=False),
    ColumnSpec("size", "大小", width=5, show=size_words, sort_key=lambda size: size),
    ColumnSpec("file_name", "文件名", width=16, visible=False),
    ColumnSpec("by", "经办人", width=5, visible=False),
)


@dataclass(frozen=True, slots=True)
class PackageWords:
    """What the packages of a list are called.

    Attributes:
        what: The package, e.g. ``报送包``.
        file: Its kind in the dialog that asks for a file.
        group: Of the shortcuts.
        withdrawing: What withdrawing one means.
        example: A reason for it.
    """

    what: str
    file: str
    group: str
    withdrawing: str
    example: str


class SentPackages(QWidget):
    """The list.

    Attributes:
        table: The packages, the last one first.
        again: Writes the chosen one once more, byte for byte.
        withdraw: Withdraws it while nobody has answered.
    """

    def __init__(self, context: Context, name: str, words: PackageWords, columns: Sequence[ColumnSpec], empty: EmptyState) -> None:
        super().__init__()
        self.context, self.words = context, words
        self.table = TableView(name, f"已发出的{words.what}", columns, context.settings, empty)
        self.table.row_activated.connect(self.show_content)
        self.table.selection_changed.connect(lambda _rows: self.enable())
        self.table.export_requested.connect(self._export)
        within, grid = Qt.ShortcutContext.WidgetWithChildrenShortcut, self.table.grid
        self.again = action(grid, "原样再导出一次…", self.write_again, "Ctrl+E", words.group, within)
        self.withdraw = action(grid, "撤回…", self.withdraw_current, "Del", words.group, within)
        for made in (self.again, self.withdraw):
            self.table.add_row_action(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.S, 0, 0)
        layout.addWidget(self.table, 1)
        self.enable()

    def refresh(self) -> int:
        """Show everything anew and return how many were handed over and have no receipt yet."""
        rows = exchange.sent(self.context.reader)
        self.table.set_rows(rows)
        self.enable()
        return sum(row.state == "exported" for row in rows)

    @property
    def made(self) -> int:
        """How many were made and never handed over."""
        return sum(row.state == "made" for row in self.table.model.rows)

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.table.focus_filter()

    def write_again(self) -> None:
        """Write the same package once more, byte for byte."""
        from exports.exchange.sending import write_package
        from forms.keeping import keep_counts
        from ui.exporting import choose_target, write_and_say

        row = self.table.current()
        if row is None or not self.again.isEnabled():
            return
        target = choose_target(self.context, self.window(), row.file_name, self.words.file)
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

        write_and_say(
            self.context, f"正在写入{self.words.what}", f"第{row.sequence}号{self.words.what}", target, write, stoppable=False, done=done
        )

    def withdraw_current(self) -> None:
        """Withdraw the chosen package, with a reason."""
        row = self.table.current()
        if row is None or not self.withdraw.isEnabled():
            return
        question = f"撤回第{row.sequence}号包“{row.title}”？"
        reason = ask_reason(self.window(), question, self.words.withdrawing, self.words.example, "撤回")
        if reason:
            self.context.perform(withdraw_sent, row.id, reason)

    def show_content(self, row: object) -> None:
        """List what a package holds."""
        assert isinstance(row, SentRow)
        dialog = ContentDialog(self.context, row, self.window())
        show_dialog(dialog)

    def enable(self) -> None:
        """Let what can be done with the chosen package be done."""
        row, writable = self.table.current(), not self.context.read_only
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
