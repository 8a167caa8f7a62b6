"""The tab 收到的: packages of the city, those that wait for one before them, and its messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from models.exchange_states import RECEIVED_STATES, ReceivedState
from models.operations.feedback import mark_read
from models.queries import exchange, feedback
from models.queries.feedback import MessageRow
from ui import messages, metrics
from ui.context import Context
from ui.empty_state import EmptyState
from ui.exchange.receiving_presenter import ReceivingPresenter
from ui.exchange.sending_presenter import size_words
from ui.labels import label
from ui.line_list import LineList
from ui.packs.switching_presenter import SwitchingPresenter
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "接收"
FOLDER = "receiving"
KINDS = {"rhfk": "反馈包", "rhfa": "方案包", "rhbs": "报送包"}
FILES = "反馈包、方案包 (*.rhfk *.rhfa);;全部文件 (*)"
_TONES = {RECEIVED_STATES[ReceivedState.WAITING]: Tone.WARNING, RECEIVED_STATES[ReceivedState.TAKEN]: Tone.OK}

COLUMNS = (
    ColumnSpec("sequence", "编号", ColumnKind.NUMBER, width=3),
    ColumnSpec("kind", "种类", width=4, show=lambda kind: KINDS.get(kind, kind)),
    ColumnSpec("title", "内容", width=14, stretch=True),
    ColumnSpec("name", "发来单位", width=10),
    ColumnSpec("stands", "状态", ColumnKind.STATE, width=7, tone=lambda stands: _TONES.get(stands, Tone.NEUTRAL)),
    ColumnSpec("received_at", "收到时间", ColumnKind.DATE, width=9),
    ColumnSpec("by", "经办人", width=5),
    ColumnSpec("size", "大小", width=5, show=size_words, sort_key=lambda size: size, visible=False),
    ColumnSpec("file_name", "文件名", width=16, visible=False),
)


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message of the city as the list shows it."""

    row: MessageRow
    title: str
    detail: str
    badge: str
    tone: Tone


class ReceivedPart(QWidget):
    """Received packages and messages; files may be dropped on it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        words = "市级发来的反馈包（.rhfk），点“导入反馈包…”选择，或直接拖到这里：先逐条列出会有什么变化，备份后再导入。"
        empty = EmptyState("还没有收到市级的反馈", words, "" if context.read_only else "导入反馈包…", "import")
        self.table = TableView("received_packages", "收到的包", COLUMNS, context.settings, empty)
        self.table.empty_pressed.connect(self.choose)
        self.table.row_activated.connect(lambda _row: self.look_at_tray())
        self.table.export_requested.connect(self._export)
        self.packs = SwitchingPresenter(context)
        self.pack_words = label(wrap=True)
        self.pack_button = QPushButton("查看变化并换用…")
        self.pack_button.clicked.connect(self.switch_pack)
        self.pack_bar = QWidget()
        bar = QHBoxLayout(self.pack_bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self.pack_words, 1)
        bar.addWidget(self.pack_button)
        self.title = label("市级消息", role="strong")
        self.messages = LineList("市级消息")
        self.messages.line_activated.connect(self._read)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.take = action(self, "导入反馈包…", self.choose, "Ctrl+N", GROUP, within)
        self.take.setEnabled(not context.read_only)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.messages)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.S, 0, 0)
        layout.setSpacing(metrics.S)
        layout.addWidget(self.pack_bar)
        layout.addWidget(self.table, 2)
        layout.addWidget(self.title)
        layout.addWidget(self._area, 1)

    def refresh(self) -> int:
        """Show everything anew and return what wants attention: packages that wait and messages not read."""
        rows = exchange.received(self.context.reader)
        self.table.set_rows(rows)
        newer = "" if self.context.read_only else self.packs.newer()
        self.pack_words.setText(f"手头有较新的方案包（版本{newer}），换用前先看看有哪些变化。")
        self.pack_bar.setVisible(bool(newer))
        lines = [_line(row) for row in feedback.messages(self.context.reader)]
        self.messages.set_lines(lines)
        for part in (self.title, self._area):
            part.setVisible(bool(lines))
        return sum(row.state == "waiting" for row in rows) + sum(not line.row.read for line in lines)

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.table.focus_filter()

    def choose(self) -> None:
        """Ask for files and take them in."""
        if self.context.read_only:
            return
        start = self.context.settings.values.folders.get(FOLDER, "") or str(Path.home())
        chosen, _ = QFileDialog.getOpenFileNames(self.window(), "选择市级发来的文件", start, FILES)
        if chosen:
            self.context.settings.values.folders[FOLDER] = str(Path(chosen[0]).parent)
            self.context.settings.save()
            self.receive([Path(name) for name in chosen])

    def receive(self, paths: Sequence[Path]) -> None:
        """Look at files and show what was found."""
        from ui.exchange.receive_dialog import receive

        receive(ReceivingPresenter(self.context), paths, self.window())

    def switch_pack(self) -> None:
        """Show what going over to the newest pack at hand means."""
        from ui.packs.switch_dialog import offer_switch

        newer = self.packs.newer()
        if newer:
            offer_switch(self.packs, newer, self.window())

    def look_at_tray(self) -> None:
        """Look again at what waits; where nothing does, say so."""
        if any(row.state == "waiting" for row in self.table.model.rows):
            self.receive([])
        else:
            messages.information(self.window(), "没有等着处理的包。", "这个包已经导入，结果在“已发出”“退回整改”和项目详情里。")

    def _read(self, line: object) -> None:
        assert isinstance(line, MessageLine)
        messages.information(self.window(), f"{line.row.title}（{line.row.on:%Y-%m-%d}）", line.row.text)
        if not line.row.read and not self.context.read_only:
            self.context.perform(mark_read, line.row.id)

    def _export(self, shown: object) -> None:
        assert isinstance(shown, Shown)
        export_shown(self.context, shown)


def _line(row: MessageRow) -> MessageLine:
    detail = f"{row.on:%Y-%m-%d}　{' '.join(row.text.split())}"
    return MessageLine(row, row.title, detail, "" if row.read else "未读", Tone.HINT)
