"""What became of the files that were chosen (接收结果): one line each; those whose sender is 未登记 wait for a decision here."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import metrics
from ui.city.inbox_presenter import Batch, Verdict
from ui.context import Context
from ui.labels import label
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.tone import Tone

GROUP = "接收结果"
_TONES = {
    "已接收": Tone.OK,
    "缺号等候": Tone.WARNING,
    "未登记": Tone.WARNING,
    "重复": Tone.NEUTRAL,
    "已撤回": Tone.NEUTRAL,
    "以前没有接收": Tone.NEUTRAL,
    "已决定不接收": Tone.NEUTRAL,
}
COLUMNS = (
    ColumnSpec("name", "文件", width=14),
    ColumnSpec("verdict", "结果", ColumnKind.STATE, width=7, tone=lambda verdict: _TONES.get(verdict, Tone.ERROR)),
    ColumnSpec("district", "区县", width=8),
    ColumnSpec("obligation", "报送任务", width=8),
    ColumnSpec("sequence", "编号", ColumnKind.NUMBER, width=3),
    ColumnSpec("words", "说明", width=18, stretch=True),
)


class ResultsDialog(QDialog):
    """The verdict on every file, what wants attention first, and the decision about the 未登记 ones: given lines, it returns others."""

    def __init__(
        self,
        context: Context,
        batch: Batch,
        accept: Callable[[list[Verdict]], list[Verdict]],
        refuse: Callable[[list[Verdict]], list[Verdict]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context, self.verdicts = context, sorted(batch.verdicts, key=lambda line: (line.taken, not line.asks))
        self._accept, self._refuse = accept, refuse
        self.setWindowTitle("接收结果")
        self.setModal(True)
        self.summary = label(role="strong", wrap=True)
        self.stopped = label("已按您的要求停止：没有列出的文件没有处理，已经接收的保留。", tone="warning", wrap=True)
        self.stopped.setVisible(batch.stopped)
        self.table = TableView("inbox_results", "接收结果", COLUMNS, context.settings)
        self.words = label(wrap=True)
        self.words.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.hint = label(role="muted", wrap=True)
        self.take = action(self, "按未登记接收", self.accept_chosen, "Ctrl+Return", GROUP)
        self.leave = action(self, "不接收…", self.refuse_chosen, "", GROUP)
        self.take_button, self.leave_button, self.close_button = (
            QPushButton(self.take.text()),
            QPushButton(self.leave.text()),
            QPushButton("关闭"),
        )
        self.table.selection_changed.connect(lambda _rows: self._show_line())
        self.table.export_requested.connect(self._export)
        for made in (self.take, self.leave):
            self.table.add_row_action(made)
        self.take_button.clicked.connect(self.take.trigger)
        self.leave_button.clicked.connect(self.leave.trigger)
        self.close_button.clicked.connect(self.accept)
        self.close_button.setDefault(True)
        self._lay_out()
        self._show()
        first = next((line for line in self.verdicts if line.asks), next((line for line in self.verdicts if not line.taken), None))
        self.table.select(lambda line: first is None or line.path == first.path)
        self.table.grid.setFocus()

    @property
    def asking(self) -> list[Verdict]:
        """The chosen lines that wait for a decision; all of them where none is chosen."""
        chosen = [line for line in self.table.selected() if line.asks]
        return chosen or [line for line in self.verdicts if line.asks]

    def accept_chosen(self) -> None:
        """Take in what is 未登记, as the officer says."""
        if asking := self.asking:
            self._put(asking, self._accept(asking))

    def refuse_chosen(self) -> None:
        """Decide against it, with a reason."""
        if asking := self.asking:
            self._put(asking, self._refuse(asking))

    def _put(self, old: list[Verdict], new: list[Verdict]) -> None:
        changed = {line.path: line for line in new}
        self.verdicts = [changed.get(line.path, line) if line in old else line for line in self.verdicts]
        self._show()

    def _show(self) -> None:
        self.table.set_rows(self.verdicts)
        taken, asking = sum(line.taken for line in self.verdicts), sum(line.asks for line in self.verdicts)
        waiting = sum(line.verdict == "缺号等候" for line in self.verdicts)
        rest = len(self.verdicts) - taken - asking - waiting
        parts = [f"{len(self.verdicts)}个文件：接收{taken}个"]
        parts += [f"缺号等候{waiting}个"] if waiting else []
        parts += [f"未登记待您决定{asking}个"] if asking else []
        parts += [f"没有接收{rest}个"] if rest else []
        self.summary.setText("，".join(parts) + "。")
        self.hint.setText(
            "未登记的包无法确认是谁发来的，请先打电话核实，再决定接收或不接收；不接收的，请在电话里告诉对方原因。" if asking else ""
        )
        self.hint.setVisible(bool(asking))
        for made, button in ((self.take, self.take_button), (self.leave, self.leave_button)):
            made.setEnabled(bool(asking))
            button.setVisible(bool(asking))
        self._show_line()

    def _show_line(self) -> None:
        line = self.table.current()
        self.words.setText(f"{line.name}：{line.words}" if line is not None else "")

    def _export(self, shown: object) -> None:
        assert isinstance(shown, Shown)
        export_shown(self.context, shown)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        for part in (self.summary, self.stopped):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.words)
        layout.addWidget(self.hint)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.leave_button, self.take_button, self.close_button):
            row.addWidget(button)
        layout.addLayout(row)
        self.resize(1040, 560)
