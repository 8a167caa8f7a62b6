"""One file field by field, beside the workspace: how each stands, what is held, what came back, and a box to take it."""

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from forms.collecting.outcome import STANDING_LABELS, Outcome, Standing
from ui.collecting.taking_in_presenter import OPEN_STATES, TakenFile, needs_hand
from ui.table.delegates import StateDelegate
from ui.table.model import TONE_ROLE
from ui.tone import Tone

KEY = Qt.ItemDataRole.UserRole + 10
TONES = {
    Standing.NEW: Tone.OK,
    Standing.CHANGED: Tone.HINT,
    Standing.SAME: Tone.NEUTRAL,
    Standing.CONFLICT: Tone.WARNING,
    Standing.UNREAD: Tone.ERROR,
    Standing.ASKED: Tone.WARNING,
}
LABEL, STANDING, HELD, CAME, DEED = range(5)
HEADS = ("栏目", "情况", "账套里的", "交回的", "处理")
WIDTHS = {LABEL: 11, STANDING: 8, DEED: 7}
"""In characters; the two texts share what is left."""


class FieldTree(QTreeWidget):
    """The fields below their sections; Space ticks, Enter goes to the field in the form.

    Signals:
        current_changed: The `Outcome` with the cursor, or ``None``.
        ticked: An `Outcome` and whether it is to be taken.
        form_wanted: The `Outcome` that was double-clicked or on which Enter was pressed.
    """

    current_changed = Signal(object)
    ticked = Signal(object, bool)
    form_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("逐项核对")
        self.setHeaderLabels(list(HEADS))
        self.setUniformRowHeights(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(8)
        self.setItemDelegateForColumn(STANDING, StateDelegate(self))
        self._outcomes: dict[str, Outcome] = {}
        self._file: TakenFile | None = None
        self._everything = False
        character = self.fontMetrics().horizontalAdvance("字")
        header = self.header()
        header.setStretchLastSection(False)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, width * character)
        for column in (HELD, CAME):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.currentItemChanged.connect(lambda item, _before: self.current_changed.emit(self._outcome(item)))
        self.itemChanged.connect(self._changed)
        self.itemDoubleClicked.connect(lambda item, _column: self._want_form(item))

    def show_file(self, file: TakenFile | None, everything: bool = False) -> None:
        """Show the fields of a file: those that differ or need a look, or all."""
        kept = self.current()
        self._file, self._everything = file, everything
        self.blockSignals(True)
        self.clear()
        outcomes = file.plan.outcomes if file is not None else ()
        shown = [one for one in outcomes if everything or one.standing is not Standing.SAME]
        self._outcomes = {one.key: one for one in shown}
        sections: dict[str, QTreeWidgetItem] = {}
        for one in shown:
            if one.section not in sections:
                sections[one.section] = head = QTreeWidgetItem([one.section])
                head.setFlags(Qt.ItemFlag.ItemIsEnabled)
                font = self.font()
                font.setBold(True)
                head.setFont(LABEL, font)
                self.addTopLevelItem(head)
                head.setFirstColumnSpanned(True)
            sections[one.section].addChild(self._item(one))
        self.expandAll()
        self.blockSignals(False)
        if not (kept is not None and self.go_to(kept.key)):
            self.go_to(next(iter(self._outcomes), ""))
        self.current_changed.emit(self.current())

    def show_decisions(self) -> None:
        """Show anew what is taken, after the officer decided."""
        self.blockSignals(True)
        for item in self._items():
            self._show_deed(item, self._outcomes[item.data(LABEL, KEY)])
        self.blockSignals(False)

    def outcomes(self) -> list[Outcome]:
        """Return the fields shown."""
        return list(self._outcomes.values())

    def current(self) -> Outcome | None:
        """Return the field with the cursor."""
        return self._outcome(self.currentItem())

    def go_to(self, key: str) -> bool:
        """Put the cursor on a field; False when it is not shown."""
        for item in self._items():
            if item.data(LABEL, KEY) == key:
                self.setCurrentItem(item)
                self.scrollToItem(item)
                return True
        return False

    def go_to_undecided(self) -> bool:
        """Put the cursor on the next field that only the officer can decide."""
        items = self._items()
        current = self.current()
        keys = [item.data(LABEL, KEY) for item in items]
        start = keys.index(current.key) + 1 if current is not None and current.key in keys else 0
        for key in (*keys[start:], *keys[:start]):
            if self._file is not None and self._outcomes[key].takeable and self._file.takes(self._outcomes[key]) is None:
                return self.go_to(key)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the field in the form on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._want_form(self.currentItem())
            return
        super().keyPressEvent(event)

    def _items(self) -> list[QTreeWidgetItem]:
        heads = [self.topLevelItem(row) for row in range(self.topLevelItemCount())]
        return [head.child(row) for head in heads if head is not None for row in range(head.childCount())]

    def _item(self, one: Outcome) -> QTreeWidgetItem:
        item = QTreeWidgetItem([one.label, STANDING_LABELS[one.standing], _line(one.old_shown), _line(one.new_shown or one.typed), ""])
        item.setData(LABEL, KEY, one.key)
        item.setData(STANDING, TONE_ROLE, TONES[one.standing])
        item.setToolTip(LABEL, one.label)
        if one.why:
            item.setToolTip(STANDING, one.why)
        self._show_deed(item, one)
        return item

    def _show_deed(self, item: QTreeWidgetItem, one: Outcome) -> None:
        takes = self._file.takes(one) if self._file is not None else False
        offered = self._file is not None and self._file.offers(one)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable if offered else flags)
        if offered:
            item.setCheckState(LABEL, Qt.CheckState.Checked if takes else Qt.CheckState.Unchecked)
        else:
            item.setData(LABEL, Qt.ItemDataRole.CheckStateRole, None)
        item.setText(DEED, deed(one, takes, self._file) if self._file is not None else "")

    def _outcome(self, item: QTreeWidgetItem | None) -> Outcome | None:
        return self._outcomes.get(item.data(LABEL, KEY)) if item is not None else None

    def _changed(self, item: QTreeWidgetItem, column: int) -> None:
        one = self._outcome(item)
        if one is not None and column == LABEL:
            self.ticked.emit(one, item.checkState(LABEL) is Qt.CheckState.Checked)

    def _want_form(self, item: QTreeWidgetItem | None) -> None:
        one = self._outcome(item)
        if one is not None:
            self.form_wanted.emit(one)


def deed(one: Outcome, takes: bool | None, file: TakenFile) -> str:
    """Say what becomes of a field, or what has become of it once the file is written."""
    if one.standing is Standing.SAME:
        return ""
    if file.written:
        return "请手工填写" if needs_hand(one) else "已写入" if takes else "保留原来的"
    if file.state not in OPEN_STATES:
        return "这份不写入"
    if needs_hand(one):
        return "请手工填写"
    return "待您确定" if takes is None else "写入" if takes else "保留原来的"


def counted(file: TakenFile) -> str:
    """Say how many fields stand how."""
    counts = Counter(one.standing for one in file.plan.outcomes)
    return "，".join(f"{STANDING_LABELS[standing]}{counts[standing]}" for standing in Standing if counts[standing])


def _line(text: str) -> str:
    return " ".join(text.split())
