"""Choosing what is handed out to whom (下发): kinds of form, projects, the day it is asked back; names of the files are shown."""

from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from exports.handout.words import NAME_RULE, handout_file_name
from forms.definition import Field, Origin
from ui import messages, metrics
from ui.collecting.handing_out_presenter import APPLICATION, FROZEN, Addressee, HandingOutPresenter, Kind
from ui.editors.text import TextEditor
from ui.labels import ElidedLabel, label
from ui.shortcuts import action
from ui.table.filter import words_of
from ui.theme import set_tone
from ui.tone import Tone

KEY = Qt.ItemDataRole.UserRole
DUE = Field(key="due", label="要求交回日期", type="date", origin=Origin.ADDED, example="示例：2026-12-5")
GROUP = "下发"
Pairs = list[tuple[Addressee, Kind]]


class HandOutDialog(QDialog):
    """Asks for kinds and projects; all projects that have not answered are chosen to begin with.

    Attributes:
        wanted: What is to be made, once accepted.
        due: Day until which it is asked back; ``None``: none.
    """

    def __init__(
        self, presenter: HandingOutPresenter, kinds: tuple[str, ...] = (), projects: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        """Build the dialog.

        Args:
            presenter: Who can be given what.
            kinds: Keys of the kinds chosen to begin with.
            projects: The only projects chosen to begin with; none: all that have not answered.
            parent: The window.
        """
        super().__init__(parent)
        self.presenter = presenter
        self.wanted: Pairs = []
        self.due: date | None = None
        self._kinds = presenter.kinds()
        self._addressees = presenter.addressees(self._kinds)
        self._only = frozenset(projects)
        self._by_hand: dict[str, bool] = {}
        self.setWindowTitle("下发表格")
        self.setModal(True)
        self.kinds = QListWidget()
        self.kinds.setAccessibleName("下发哪些表")
        for kind in self._kinds:
            item = QListWidgetItem(f"{kind.title}{f'（{kind.period}年）' if kind.period else ''}　{kind.file}")
            item.setData(KEY, kind.key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if kind.key in (kinds or (APPLICATION,)) else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(0, self.fontMetrics().lineSpacing() + metrics.M))
            item.setToolTip(f"由{kind.written_by}填写" if kind.written_by else "")
            self.kinds.addItem(item)
        self.projects = QTreeWidget()
        self.projects.setAccessibleName("下发给哪些单位")
        self.projects.setRootIsDecorated(False)
        self.projects.setUniformRowHeights(True)
        self.projects.setAlternatingRowColors(True)
        self.projects.setHeaderLabels(["单位", "项目", "编号", "情况"])
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("筛选单位、项目（Ctrl+F）")
        self.filter.setAccessibleName("筛选单位和项目")
        self.filter.setClearButtonEnabled(True)
        self.due_line = TextEditor(DUE, presenter.context.programme)
        self.rule = ElidedLabel(role="muted")
        self.count = label(wrap=True)
        self._lay_out()
        self._fill()
        self.kinds.setCurrentRow(0)
        self.kinds.itemChanged.connect(lambda _item: self._propose())
        self.projects.itemChanged.connect(self._ticked)
        self.filter.textChanged.connect(self._filter)
        self._propose()

    def chosen_kinds(self) -> list[Kind]:
        """Return the kinds that are ticked."""
        ticked = {
            self.kinds.item(row).data(KEY)
            for row in range(self.kinds.count())
            if self.kinds.item(row).checkState() is Qt.CheckState.Checked
        }
        return [kind for kind in self._kinds if kind.key in ticked]

    def pairs(self) -> Pairs:
        """Return which project is given which form, as things stand."""
        kinds = {kind.key: kind for kind in self.chosen_kinds()}
        chosen = {item.data(0, KEY) for item in self._items() if item.checkState(0) is Qt.CheckState.Checked}
        return [(one, kinds[key]) for one in self._addressees if one.id in chosen for key in one.gets(kinds)]

    def accept(self) -> None:
        """Go on to the folder, if everything is there that is needed."""
        pairs, due = self.pairs(), self.due_line.value
        if not pairs:
            return
        if due is not None and not isinstance(due, str):
            messages.warning(self, "“要求交回日期”不是一个日期。", "请写成 2026年12月5日 或 2026-12-5 这样，也可以留空。")
            self.due_line.focus_on()
            return
        self.due = date.fromisoformat(due) if due else None
        if self.due and self.due < self.presenter.context.today():
            messages.warning(self, "要求交回的日期已经过了。", "请改成今天或以后的日期，也可以留空。")
            self.due_line.focus_on()
            return
        self.wanted = pairs
        super().accept()

    def tick_all(self, on: bool) -> None:
        """Tick every project that is shown, or none of them."""
        for item in self._items():
            if not item.isHidden() and not item.isDisabled():
                item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _items(self) -> list[QTreeWidgetItem]:
        items = (self.projects.topLevelItem(row) for row in range(self.projects.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _fill(self) -> None:
        for one in self._addressees:
            item = QTreeWidgetItem([one.entity, one.project, one.number, ""])
            item.setData(0, KEY, one.id)
            for column in (0, 1):
                item.setToolTip(column, item.text(column))
            self.projects.addTopLevelItem(item)

    def _propose(self) -> None:
        """Tick the projects that have not answered the chosen kinds; what the officer ticked stays as it is."""
        keys = [kind.key for kind in self.chosen_kinds()]
        self.projects.blockSignals(True)
        for item, one in zip(self._items(), self._addressees, strict=True):
            possible = bool(one.gets(keys))
            proposed = bool(one.wants(keys)) and (not self._only or one.id in self._only)
            on = possible and self._by_hand.get(one.id, proposed or (one.id in self._only))
            item.setDisabled(not possible)
            item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            item.setText(3, _standing_words(one, keys))
            item.setToolTip(3, item.text(3))
        self.projects.blockSignals(False)
        self._show_count()

    def _ticked(self, item: QTreeWidgetItem, column: int) -> None:
        if column == 0:
            self._by_hand[item.data(0, KEY)] = item.checkState(0) is Qt.CheckState.Checked
            self._show_count()

    def _filter(self, text: str) -> None:
        words = words_of(text)
        for item in self._items():
            whole = "\n".join(item.text(column) for column in range(4)).lower()
            item.setHidden(not all(word in whole for word in words))

    def _show_count(self) -> None:
        pairs = self.pairs()
        self.ok.setEnabled(bool(pairs))
        if pairs:
            one, kind = pairs[0]
            name = handout_file_name(one.number, one.entity, kind.on_paper, 1, "xlsx" if kind.file == "Excel" else "docx")
            self.rule.setText(f"文件名：{NAME_RULE}，例如 {name}")
            projects = len({one.id for one, _ in pairs})
            self.count.setText(f"将做{len(pairs)}个文件，给{projects}个项目。已交回的表不再重复下发；只勾选已交回的单位，可以再发一次。")
            set_tone(self.count, Tone.NEUTRAL)
        else:
            self.rule.setText(f"文件名：{NAME_RULE}")
            self.count.setText("请至少勾选一种表和一个单位。" if self._addressees else "还没有试点项目，请先在“试点项目”里新建。")
            set_tone(self.count, Tone.HINT)

    def _lay_out(self) -> None:
        character, line = self.fontMetrics().horizontalAdvance("字"), self.fontMetrics().lineSpacing()
        left = QVBoxLayout()
        left.setSpacing(metrics.XS)
        left.addWidget(label("下发哪些表", role="strong"))
        left.addWidget(self.kinds, 1)
        left.addWidget(label("要求交回日期（可不填）"))
        left.addWidget(self.due_line)
        head = QHBoxLayout()
        head.setSpacing(metrics.S)
        head.addWidget(label("下发给哪些单位", role="strong"))
        head.addWidget(self.filter, 1)
        for words, on in (("全选", True), ("全不选", False)):
            button = QPushButton(words)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, on=on: self.tick_all(on))
            head.addWidget(button)
        right = QVBoxLayout()
        right.setSpacing(metrics.XS)
        right.addLayout(head)
        right.addWidget(self.projects, 1)
        body = QHBoxLayout()
        body.setSpacing(metrics.L)
        body.addLayout(left, 2)
        body.addLayout(right, 5)
        self.ok = QPushButton("选择文件夹并下发…")
        self.ok.setProperty("role", "primary")
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.accept)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self.ok)
        foot.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addLayout(body, 1)
        layout.addWidget(self.rule)
        layout.addLayout(foot)
        header = self.projects.header()
        header.setStretchLastSection(False)
        for column in (0, 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column, width in ((2, 11), (3, 8)):
            self.projects.setColumnWidth(column, width * character)
        action(self, "筛选单位和项目", self.filter.setFocus, "Ctrl+F", GROUP)
        room = self.screen().availableGeometry()
        self.resize(min(72 * character, room.width() - 40), min(30 * line, room.height() - 60))


def _standing_words(one: Addressee, keys: list[str]) -> str:
    found = [one.standing[key] for key in keys]
    if not found:
        return ""
    if len(set(found)) == 1:
        return f"{found[0]}，不能再下发" if found[0] == FROZEN else found[0]
    return "，".join(f"{words}{found.count(words)}" for words in dict.fromkeys(found))
