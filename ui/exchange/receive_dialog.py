"""The import of feedback packages (导入反馈包): the verdict on each file, every effect before it happens, then in, once."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from forms.feedback import Effect, EffectKind
from models.errors import UserError
from ui import metrics
from ui.dialogs.busy import run_busy
from ui.dialogs.passing import show_dialog
from ui.exchange.receiving_presenter import WHOLE, Judged, ReceivingPresenter
from ui.labels import label
from ui.line_list import LineList
from ui.theme import set_tone, theme
from ui.tone import Tone
from ui.worker import Cancelled

HELD = Qt.ItemDataRole.UserRole


class ReceiveDialog(QDialog):
    """Files at the left, what the chosen one would do at the right; nothing changes before 备份并导入 is pressed.

    Attributes:
        taken: How many packages were taken in.
    """

    def __init__(self, presenter: ReceivingPresenter, judged: Sequence[Judged], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self.context = presenter.context
        self.judged = list(judged)
        self.taken = 0
        self.setWindowTitle("导入反馈包")
        self.setModal(True)
        self.files = LineList("文件", keeps_choice=True)
        self.verdict = label(role="strong", wrap=True)
        self.effects = QTreeWidget()
        self.detail = label(wrap=True)
        self.ways = QTreeWidget()
        self.said = label(wrap=True)
        self.go, self.close_button = QPushButton("备份并导入"), QPushButton("关闭")
        self._lay_out()
        self.files.currentRowChanged.connect(lambda _row: self._show_file())
        self.effects.currentItemChanged.connect(lambda *_: self._show_effect())
        self.ways.currentItemChanged.connect(lambda *_: self._show_way())
        self.go.clicked.connect(self.take_in)
        self.close_button.clicked.connect(self.reject)
        self._show_files()

    @property
    def current(self) -> Judged | None:
        """The file that is chosen."""
        row = self.files.currentRow()
        return self.judged[row] if 0 <= row < len(self.judged) else None

    @property
    def left_out(self) -> list[str]:
        """Ids of the effects the officer decided against."""
        places = [self.effects.topLevelItem(number) for number in range(self.effects.topLevelItemCount())]
        return [
            place.data(0, HELD).id
            for place in places
            if place is not None and place.flags() & Qt.ItemFlag.ItemIsUserCheckable and place.checkState(0) is Qt.CheckState.Unchecked
        ]

    def take_in(self) -> None:
        """Take the chosen file in, or put it into the tray, and look at the others anew."""
        judged = self.current
        if judged is None or not self.go.isEnabled():
            return
        left_out = self.left_out
        title = "正在放入待处理" if judged.waits else "正在备份并导入"
        try:
            changes = run_busy(self, title, lambda progress: self.presenter.take_in(judged, left_out, progress))
        except UserError as failure:
            self.context.show_failure(failure)
            return
        self.taken += 1
        self.context.bus.changed.emit(changes)
        rest = [one for one in self.judged if one is not judged]
        self.judged = run_busy(self, "正在核对其余文件", lambda progress: self.presenter.look_again(rest, progress))
        done = "已放入待处理，缺的包到了会一起列出。" if judged.waits else "已导入，导入前已备份。"
        self._say(f"“{judged.name}”{done}", Tone.OK)
        self._show_files()
        if not self.judged:
            self.context.announce(self.said.text())
            self.accept()

    def _show_files(self) -> None:
        self.files.blockSignals(True)
        self.files.set_lines(self.judged)
        row = next((n for n, one in enumerate(self.judged) if one.good), next((n for n, one in enumerate(self.judged) if one.waits), 0))
        self.files.setCurrentRow(row)
        self.files.blockSignals(False)
        self._show_file()

    def _show_file(self) -> None:
        judged = self.current
        self.effects.clear()
        self.verdict.setText(judged.words if judged else "全部文件都处理完了。")
        set_tone(self.verdict, judged.tone if judged else Tone.OK)
        for effect in sorted(judged.effects, key=_rank) if judged else ():
            self.effects.addTopLevelItem(_item(effect, judged is not None and judged.good))
        self.effects.setVisible(bool(judged and judged.effects))
        if self.effects.topLevelItemCount():
            self.effects.setCurrentItem(self.effects.topLevelItem(0))
        self._show_effect()
        ready = judged is not None and (judged.good or judged.waits) and not self.context.read_only
        self.go.setVisible(judged is not None and (judged.good or judged.waits))
        self.go.setEnabled(ready)
        self.go.setText("放入待处理" if judged is not None and judged.waits else "备份并导入")
        self.go.setDefault(ready)
        self.close_button.setText("不导入" if ready and not self.taken else "关闭")
        (self.close_button if self.effects.isHidden() else self.effects).setFocus()

    def _show_effect(self) -> None:
        item, judged = self.effects.currentItem(), self.current
        effect: Effect | None = item.data(0, HELD) if item is not None else None
        parts = []
        if effect is not None:
            parts = [effect.note] * bool(effect.note) + [f"市级的话：{effect.text}"] * bool(effect.text)
            about = "对“{}”的询问：{}" if effect.kind is EffectKind.QUERY else "对“{}”的意见：{}"
            parts += [about.format(where, words) for where, words in effect.comments]
        self.detail.setText("\n".join(parts))
        ways = judged.conflicts.get(effect.id, []) if judged is not None and effect is not None else []
        self.ways.clear()
        for way in ways:
            line = QTreeWidgetItem([way.label, way.submitted, way.city, way.now])
            for column in range(4):
                line.setToolTip(column, line.text(column))
            self.ways.addTopLevelItem(line)
        self.ways.setVisible(bool(ways))

    def _show_way(self) -> None:
        """Show one field in full: a long text does not fit into the list."""
        line = self.ways.currentItem()
        if line is not None:
            heads = ("报送时", "市级意见", "现在")
            whole = line.text(0) == WHOLE
            parts = [f"{head}：{line.text(column) or '（无）'}" for column, head in enumerate(heads, 1) if not whole or line.text(column)]
            self.detail.setText("\n\n".join([line.text(0), *parts]))

    def _say(self, words: str, tone: Tone) -> None:
        self.said.setText(words)
        set_tone(self.said, tone)

    def _lay_out(self) -> None:
        for tree, heads, name in (
            (self.effects, ["种类", "涉及", "现在", "导入后"], "导入后会有的变化"),
            (self.ways, ["填写项", "报送时", "市级意见", "现在"], "报送以后又改过的内容"),
        ):
            tree.setHeaderLabels(heads)
            tree.setAccessibleName(name)
            tree.setRootIsDecorated(False)
            tree.setWordWrap(True)
            tree.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
            tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.effects.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        for narrow, characters in ((2, 7), (3, 13)):
            self.effects.header().setSectionResizeMode(narrow, QHeaderView.ResizeMode.Interactive)
            self.effects.setColumnWidth(narrow, self.fontMetrics().horizontalAdvance("字") * characters)
        self.effects.header().setStretchLastSection(False)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.files)
        words = QScrollArea()
        words.setWidgetResizable(True)
        words.setFrameShape(QFrame.Shape.NoFrame)
        words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setWidget(self.detail)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(metrics.S, 0, 0, 0)
        column.setSpacing(metrics.S)
        column.addWidget(self.verdict)
        column.addWidget(self.effects, 3)
        column.addWidget(words, 2)
        column.addWidget(self.ways, 3)
        parts = QSplitter()
        parts.setChildrenCollapsible(False)
        parts.addWidget(area)
        parts.addWidget(right)
        parts.setStretchFactor(1, 1)
        self.go.setProperty("role", "primary")
        self.close_button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self.go)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(parts, 1)
        layout.addLayout(foot)
        room = self.screen().availableGeometry()
        character = self.fontMetrics().horizontalAdvance("字")
        width = min(76 * character, room.width() - 40)
        self.resize(width, min(34 * self.fontMetrics().lineSpacing(), room.height() - 60))
        parts.setSizes([width // 3, width * 2 // 3])


_AFTER = {
    EffectKind.RETURN: "记下意见",
    EffectKind.MESSAGE: "列入市级消息",
    EffectKind.QUERY: "列入“退回整改”",
    EffectKind.MISSING: "请再导出一次",
}
"""What follows where nothing that stands in the workspace changes."""


def _rank(effect: Effect) -> bool:
    """Put what changes nothing here behind what does; else the order stays in which they are applied."""
    return not (effect.applies or effect.conflict or effect.kind is EffectKind.MISSING)


def _item(effect: Effect, good: bool) -> QTreeWidgetItem:
    follows = _AFTER.get(effect.kind, "不变") if effect.applies or effect.kind is EffectKind.MISSING else ""
    after = f"{effect.new}（先存放）" if effect.kind is EffectKind.PACK and effect.applies else effect.new or follows
    item = QTreeWidgetItem([effect.kind.value, effect.about or "（不在本机）", effect.old, after])
    item.setData(0, HELD, effect)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    if good and effect.applies and effect.id:
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(0, Qt.CheckState.Checked)
    tone = Tone.WARNING if effect.conflict else Tone.OK if effect.applies else Tone.NEUTRAL
    item.setIcon(1, theme().icon(tone.value, tone.value))
    for column in range(4):
        item.setToolTip(column, "\n".join(part for part in (item.text(column), effect.note) if part))
    return item


def receive(presenter: ReceivingPresenter, paths: Sequence[Path], parent: QWidget) -> None:
    """Look at files on another thread, then show what was found; one bad file never stops the rest."""
    try:
        judged = run_busy(parent, f"正在核对{len(paths)}个文件", lambda progress: presenter.look(paths, progress), stoppable=True)
    except Cancelled:
        return
    except UserError as failure:
        presenter.context.show_failure(failure)
        return
    dialog = ReceiveDialog(presenter, judged, parent)
    show_dialog(dialog)
