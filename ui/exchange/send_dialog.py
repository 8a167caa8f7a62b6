"""The submission wizard (报送): which obligation, what is missing, what is sent; then the check and the file."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.changes import Changes, Kind
from models.errors import UserError
from models.queries.obligations import DONE, ObligationRow, Standing
from ui import messages, metrics
from ui.dialogs.busy import run_busy
from ui.exchange.sending_presenter import Item, Offer, Remark, SendingPresenter, Sent, Wanted
from ui.labels import label
from ui.line_list import LineList
from ui.obligations.words import tone_of
from ui.pages.home_presenter import days_words
from ui.theme import set_tone, theme
from ui.tone import TONE_WORDS, Tone
from ui.worker import Cancelled
from ui.wrapped_lines import WrappedLines

HELD = Qt.ItemDataRole.UserRole
LINES_MISSING = 9
"""Most lines of text that the list of what is missing takes before it scrolls."""


@dataclass(frozen=True, slots=True)
class ObligationLine:
    """One obligation as the first step shows it."""

    row: ObligationRow
    title: str
    detail: str
    badge: str
    tone: Tone


class SendDialog(QDialog):
    """Two steps; nothing is made before the folder was chosen.

    Attributes:
        sent: What was made; ``None`` while nothing was.
        jump: The remark the officer wants to mend.
    """

    def __init__(self, presenter: SendingPresenter, obligation: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self.context = presenter.context
        self.sent: Sent | None = None
        self.jump: Remark | None = None
        self.offer: Offer | None = None
        self.setWindowTitle("报送")
        self.setModal(True)
        self.step = label(role="strong", wrap=True)
        self.tasks = LineList("报送任务", keeps_choice=True)
        self.missing_title = label(role="strong")
        self.missing = QListWidget()
        self.items = QTreeWidget()
        self.nil = QCheckBox("零报告：没有要报的内容")
        self.note = QLineEdit()
        self.said = label(role="small", wrap=True)
        self._connect()
        self._lay_out()
        lines = [_line(row) for row in presenter.obligations()]
        self.tasks.set_lines(lines)
        wanted = next((n for n, line in enumerate(lines) if line.row.key == obligation), None)
        self.tasks.setCurrentRow(wanted or 0)
        self._show_step(0)
        if wanted is not None:
            self.look()

    @property
    def wanted(self) -> Wanted:
        """What is to be sent as it stands in the second step."""
        assert self.offer is not None
        places = [self.items.topLevelItem(number) for number in range(self.items.topLevelItemCount())]
        chosen = frozenset(place.data(0, HELD).id for place in places if place and place.checkState(0) is Qt.CheckState.Checked)
        return Wanted(self.offer, chosen, self.note.text().strip(), self.nil.isChecked())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap what is missing anew."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_missing)

    def look(self) -> None:
        """Go to the second step with the obligation that is chosen."""
        row = self.tasks.currentRow()
        lines: list[ObligationLine] = self.tasks.lines()
        if not 0 <= row < len(lines):
            return
        try:
            self.offer = run_busy(self, "正在核对要报送的内容", lambda _progress: self.presenter.offer(lines[row].row))
        except UserError as failure:
            self.context.show_failure(failure)
            return
        self._show_offer()
        self._show_step(1)

    def send(self) -> None:
        """Check what leaves, ask where to, make the package and write it."""
        from ui.exporting import choose_folder
        from ui.form.leaving_dialog import Leave, ask_leaving

        wanted = self.wanted
        if not (wanted.chosen or wanted.nil or wanted.note or self.presenter.answers_only()):
            messages.information(self, "还没有选定要报送的内容。", "请勾选文书或材料；没有内容可报的，勾选“零报告”或在“给市级的话”里说明。")
            return
        try:
            found = run_busy(self, "正在进行出门检查", lambda progress: self.presenter.inspect(wanted, progress), stoppable=True)
            leave, _finding = ask_leaving(self, wanted.offer.row.title, found, masking=False)
            folder = choose_folder(self.context, self) if leave is Leave.AS_IT_IS else None
            if folder is None:
                return
            self.sent = run_busy(self, "正在生成报送包", lambda progress: self.presenter.send(wanted, folder, progress), stoppable=True)
        except Cancelled:
            self.context.bus.changed.emit(Changes.of(Kind.EXCHANGE))
            return
        except UserError as failure:
            self.context.show_failure(failure)
            return
        self.accept()

    def _show_offer(self) -> None:
        offer = self.offer
        assert offer is not None
        self.missing.clear()
        for remark in offer.remarks:
            item = QListWidgetItem(theme().icon(remark.tone.value, remark.tone.value), f"{TONE_WORDS[remark.tone]}  {remark.text}")
            item.setData(HELD, remark)
            self.missing.addItem(item)
        self.missing.setVisible(bool(offer.remarks))
        self._fit_missing()
        self.missing.setCurrentRow(0)
        count = len(offer.remarks)
        nothing = "" if offer.items else "还没有可以报送的定稿和材料"
        self.missing_title.setText(f"还有{count}处缺项，点一处可以去补；也可以先报送现有的" if count else nothing or "没有缺项")
        set_tone(self.missing_title, Tone.WARNING if count or nothing else Tone.OK)
        self.items.clear()
        for one in offer.items:
            self.items.addTopLevelItem(_item(one))
        self.nil.setVisible(offer.nil_allowed)
        self.nil.setChecked(False)
        self._show_count()

    def _fit_missing(self) -> None:
        """Make the list of what is missing as high as its lines are in this width."""
        lines = sum(self.missing.sizeHintForRow(row) for row in range(self.missing.count()))
        most = self.fontMetrics().lineSpacing() * LINES_MISSING
        self.missing.setFixedHeight(min(lines, most) + 2 * self.missing.frameWidth() + metrics.XS)

    def _show_count(self) -> None:
        if self.offer is None:
            return
        wanted = self.wanted
        self.items.setEnabled(not wanted.nil)
        sealed = "" if self.presenter.enrolled() else "本机还没有入网：包上会注明“未登记”，内容不加密，由市级核实后接收。"
        wants = [item for item in self.offer.items if not item.beside]
        own = bool(wants) and all(item.sent for item in wants)
        if not (wants or wanted.chosen or wanted.nil):
            first = "补齐上面的缺项" if self.offer.remarks else "填报并定稿"
            nil = "，勾选“零报告”" if self.offer.nil_allowed else ""
            self.said.setText(f"还没有可以报送的定稿和材料：请先{first}{nil}，或者只在“给市级的话”里说明。{sealed}")
            return
        counted = [f"{len(rows)}{what}" for rows, what in ((wanted.revisions, "份文书"), (wanted.evidence, "件材料")) if rows]
        parts = ["零报告" if wanted.nil else f"将报送{'、'.join(counted)}，以及项目的进展和指标。" if counted else "没有勾选文书和材料。"]
        parts += ["对市级询问的答复一并带去。"] * self.presenter.answers_only()
        parts += ["列出的以前都报送过，需要再报的请勾选。"] * own
        self.said.setText("".join(part if part.endswith("。") else f"{part}。" for part in (*parts, sealed) if part))

    def _show_step(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        title = self.offer.row.title if self.offer is not None else ""
        self.step.setText(("第1步：选报送任务", f"第2步：{title}，核对后写到U盘或文件夹")[step])
        self.back.setVisible(step == 1)
        self.onward.setVisible(step == 0)
        self.go.setVisible(step == 1)
        (self.go if step else self.onward).setDefault(True)
        (self.items if step else self.tasks).setFocus()

    def _jump(self, item: QListWidgetItem) -> None:
        self.jump = item.data(HELD)
        self.reject()

    def _connect(self) -> None:
        self.tasks.itemDoubleClicked.connect(lambda _item: self.look())
        self.missing.itemClicked.connect(self._jump)
        self.missing.itemActivated.connect(self._jump)
        self.items.itemChanged.connect(lambda *_: self._show_count())
        self.nil.toggled.connect(lambda _on: self._show_count())

    def _lay_out(self) -> None:
        self.missing.setAccessibleName("缺项")
        self.missing.setWordWrap(True)
        self.missing.setItemDelegate(WrappedLines(self.missing))
        self.missing.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.items.setAccessibleName("要报送的内容")
        self.items.setHeaderLabels(["种类", "名称", "说明"])
        self.items.setRootIsDecorated(False)
        self.items.setUniformRowHeights(True)
        self.items.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.items.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.note.setAccessibleName("给市级的话")
        self.note.setPlaceholderText("给市级的话（可不填）")
        self.note.setMaxLength(2000)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.tasks)
        second = QWidget()
        two = QVBoxLayout(second)
        two.setContentsMargins(0, 0, 0, 0)
        two.setSpacing(metrics.S)
        below: tuple[QWidget, ...] = (self.nil, self.note, self.said)
        for widget in (self.missing_title, self.missing, label("将要报送", role="strong"), self.items, *below):
            two.addWidget(widget, 1 if widget is self.items else 0)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(area)
        self._stack.addWidget(second)
        self.back, self.onward = QPushButton("上一步"), QPushButton("下一步")
        self.go, cancel = QPushButton("检查并写到文件夹…"), QPushButton("取消")
        for button in (self.back, cancel):
            button.setAutoDefault(False)
        for button in (self.onward, self.go):
            button.setProperty("role", "primary")
        self.back.clicked.connect(lambda: self._show_step(0))
        self.onward.clicked.connect(self.look)
        self.go.clicked.connect(self.send)
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for button in (self.back, self.onward, self.go, cancel):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(self.step)
        layout.addWidget(holder, 1)
        layout.addLayout(foot)
        room = self.screen().availableGeometry()
        character = self.fontMetrics().horizontalAdvance("字")
        self.resize(min(54 * character, room.width() - 40), min(32 * self.fontMetrics().lineSpacing(), room.height() - 60))


def _line(row: ObligationRow) -> ObligationLine:
    parts = [f"{row.due:%Y-%m-%d} 截止" if row.due else "随时可报"] + [f"已办 {row.done}/{row.total}"] * (row.total > 1)
    badge, tone = row.standing.value, Tone.NEUTRAL
    if row.standing in (Standing.OPEN, Standing.OVERDUE) and row.days_left is not None:
        badge, tone = days_words(row.days_left), tone_of(row.standing, row.days_left)
    elif row.standing in DONE:
        tone = Tone.OK
    return ObligationLine(row, row.title, "　".join(parts), badge, tone)


def _item(one: Item) -> QTreeWidgetItem:
    detail = f"已报送过；{one.detail}" if one.sent else one.detail
    item = QTreeWidgetItem([one.kind, one.title, detail])
    item.setData(0, HELD, one)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(0, Qt.CheckState.Unchecked if one.sent or one.beside else Qt.CheckState.Checked)
    for column in (1, 2):
        item.setToolTip(column, item.text(column))
    return item
