"""The editor of the next version (编制下一版): its parts at the left, what can be said of the chosen one at the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from forms.definition import Field, Level
from forms.finding import Finding
from forms.normalising import unparsed_text
from forms.packs.draft import Address
from forms.packs.outline import Node
from models.errors import UserError
from ui import messages, metrics
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.form.field_row import FieldRow
from ui.labels import label
from ui.packs.changes_dialog import ChangesDialog
from ui.packs.editing_presenter import EditingPresenter
from ui.packs.new_field_dialog import NewFieldDialog
from ui.theme import set_tone
from ui.tone import Tone

HELD = Qt.ItemDataRole.UserRole
NOTHING_BEGUN = "从现用的版本开始编制下一版：改文字、改日期、增减填写项和指标。改的时候各区县不受影响，定版并下发后由区县自行换用。"


class EditorPart(QWidget):
    """Shows the draft, or how to begin one."""

    def __init__(self, context: Context, presenter: EditingPresenter) -> None:
        super().__init__()
        self.context, self.presenter = context, presenter
        self.empty = EmptyState("没有正在编制的方案包", NOTHING_BEGUN, "" if context.read_only else "编制下一版", "add")
        self.empty.pressed.connect(presenter.begin)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName("方案包的内容")
        self.tree.currentItemChanged.connect(lambda *_: self._show_entry())
        self.state, self.note = label(wrap=True), QLineEdit()
        self.note.setPlaceholderText("这一版改了什么，一两句话，随方案包发给区县")
        self.note.setAccessibleName("版本说明")
        self.note.textEdited.connect(presenter.edit_note)
        self.to_problem = QPushButton("去改")
        self.to_problem.clicked.connect(self.go_to_problem)
        self.preview, self.finish_button, self.drop = QPushButton("查看变化…"), QPushButton("定版…"), QPushButton("放弃…")
        self.finish_button.setProperty("role", "primary")
        self.add_button, self.remove_button = QPushButton("新增"), QPushButton("停用")
        self.up, self.down = QPushButton("上移"), QPushButton("下移")
        for button, slot in (
            (self.preview, self.show_changes),
            (self.finish_button, self.finish),
            (self.drop, self.give_up),
            (self.add_button, self.add),
            (self.remove_button, self.retire),
            (self.up, lambda: self.move_entry(-1)),
            (self.down, lambda: self.move_entry(1)),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, slot=slot: slot())
        self.rows: dict[str, FieldRow | QCheckBox] = {}
        self._lay_out()
        presenter.reopened.connect(self.refresh)
        presenter.checked.connect(self._show_state)

    @property
    def node(self) -> Node | None:
        """What is chosen at the left."""
        item = self.tree.currentItem()
        found: Node | None = item.data(0, HELD) if item is not None else None
        return found

    def refresh(self) -> None:
        """Show the draft anew; what was chosen stays chosen."""
        begun = self.presenter.draft is not None
        self._stack.setCurrentIndex(1 if begun else 0)
        chosen = self.node.address if self.node is not None else None
        opened = {self._way(item) for item in self._items() if item.isExpanded()}
        self.tree.blockSignals(True)
        self.tree.clear()
        for node in self.presenter.outline():
            self.tree.addTopLevelItem(_item(node))
        for item in self._items():
            item.setExpanded(self._way(item) in opened)
        self.tree.blockSignals(False)
        self.choose(chosen)
        self.note.setText(self.presenter.note)
        self._show_state()

    def choose(self, address: Address | None) -> None:
        """Choose an entry; the first where there is no such one."""
        wanted = next((item for item in self._items() if address is not None and item.data(0, HELD).address == address), None)
        wanted = wanted or self.tree.topLevelItem(0)
        if wanted is not None:
            self.tree.setCurrentItem(wanted)
            self.tree.scrollToItem(wanted)
        self._show_entry()

    def go_to_problem(self) -> None:
        """Go to the entry that is wrong."""
        if self.presenter.problem is not None:
            self.choose(self.presenter.problem.address)

    def add(self) -> None:
        """Add an entry behind the chosen one, or as the last below it."""
        node = self.node
        if node is None or not node.adds:
            return
        file = node.address.file if node.address is not None else "indicators.toml" if node.adds == "indicator" else "programme.toml"
        here = node.address or Address(file)
        beside = here.list_name == node.adds
        inside, after = (Address(here.file, here.path[:-2]), here.key) if beside else (here, "")
        entry = None
        if node.adds == "field":
            dialog = NewFieldDialog(self.context.programme, self.window())
            if show_dialog(dialog) != QDialog.DialogCode.Accepted:
                return
            entry = dialog.entry
        self.choose(self.presenter.add(inside, node.adds, after, entry))

    def retire(self) -> None:
        """Take the chosen entry out of use, after asking."""
        node = self.node
        if node is None or node.address is None or not node.removable:
            return
        hint = "区县换用这一版以后，草稿里已填的内容保留，列为“不再使用的填报内容”；已报送的不变。"
        if not messages.question(self.window(), f"停用“{node.title}”？", hint if node.adds == "field" else "", yes="停用"):
            return
        try:
            self.presenter.retire(node.address)
        except UserError as failure:
            self.context.show_failure(failure)

    def move_entry(self, by: int) -> None:
        """Move the chosen entry up or down among those beside it."""
        node = self.node
        if node is not None and node.address is not None and node.movable:
            self.presenter.move(node.address, by)

    def show_changes(self) -> None:
        """Show what differs from the version in use and what it means for the districts' drafts."""
        self.presenter.flush()
        try:
            _, changes = self.presenter.compare()
        except UserError as failure:
            self.context.show_failure(failure)
            return
        used = self.context.programme.version
        show_dialog(ChangesDialog(f"版本{used} → {self.presenter.version}", changes, self.window()))

    def finish(self) -> None:
        """Finish the version, after asking."""
        hint = "定版后不能再改；要改就再编一版。定版后可以下发给区县，也可以在本机换用。"
        if not messages.question(self.window(), f"版本{self.presenter.version}定版？", hint, yes="定版"):
            return
        try:
            version = self.presenter.finish()
        except UserError as failure:
            self.context.show_failure(failure)
            return
        if version:
            self.context.announce(f"版本{version}已定版，请到“各版本和下发”下发给区县。")

    def give_up(self) -> None:
        """Drop the draft, after asking."""
        words = f"放弃正在编制的版本{self.presenter.version}？"
        if messages.question(self.window(), words, "编制中的修改会全部丢掉，各区县和已定版的版本不受影响。", yes="放弃", danger=True):
            self.presenter.give_up()

    def _show_entry(self) -> None:
        node = self.node
        body = QWidget()
        self._body = QVBoxLayout(body)
        self._body.setContentsMargins(metrics.M, 0, metrics.M, 0)
        self.rows = {}
        self._body.addWidget(label(node.title if node is not None else "", role="heading", wrap=True))
        if node is not None and node.address is not None:
            for field in node.asks:
                self._add_row(node.address, field)
        else:
            self._body.addWidget(label("请在左边展开，选择要改的一项。", role="muted", wrap=True))
        self._body.addStretch(1)
        self._area.setWidget(body)
        editable = not self.context.read_only
        self.add_button.setEnabled(editable and node is not None and bool(node.adds))
        self.remove_button.setEnabled(editable and node is not None and node.removable)
        for button in (self.up, self.down):
            button.setEnabled(editable and node is not None and node.movable)

    def _add_row(self, address: Address, field: Field) -> None:
        if field.type == "pledge":
            box = QCheckBox(field.label)
            box.setChecked(self.presenter.value(address, field) is True)
            box.setEnabled(not self.context.read_only)
            box.toggled.connect(lambda on: self.presenter.edit(address, field, on or None))
            self._body.addWidget(box)
            self.rows[field.key] = box
            return
        row = FieldRow(field, self.context.programme)
        row.show_value(self.presenter.value(address, field), "")
        row.editor.set_read_only(self.context.read_only)
        row.show_state([], {}, False)
        row.edited.connect(lambda _key, value, _entered: self._edited(row, address, field, value))
        self._body.addWidget(row)
        self.rows[field.key] = row
        if field.guidance:
            self._body.addWidget(label(field.guidance, role="small", wrap=True))

    def _edited(self, row: FieldRow, address: Address, field: Field, value: object) -> None:
        self.presenter.edit(address, field, value)  # type: ignore[arg-type]
        text = unparsed_text(value)  # type: ignore[arg-type]
        wrong = [Finding(Level.ERROR, "unparsed", "", field.key, f"“{text}”认不出，还没有存入。")] if text is not None else []
        row.show_state(wrong, {}, False)
        item = self.tree.currentItem()
        if item is not None and field.key in ("title", "label", "name", "text", "message") and isinstance(value, str):
            held: Node = item.data(0, HELD)
            ending = held.title[held.title.rindex("（") :] if field.key == "label" and held.title.endswith("）") else ""
            item.setText(0, f"{' '.join(value.split())[:24]}{ending}")

    def _show_state(self) -> None:
        if self.presenter.draft is None:
            return
        problem = self.presenter.problem
        words = f"正在编制版本 {self.presenter.version}（现用 {self.context.programme.version}）。"
        self.state.setText(words + (f"要改：{problem.words}" if problem is not None else "核对无误。"))
        set_tone(self.state, Tone.ERROR if problem is not None else Tone.OK)
        self.to_problem.setVisible(problem is not None and problem.address is not None)
        for button in (self.preview, self.finish_button):
            button.setEnabled(problem is None)
        self.finish_button.setEnabled(problem is None and not self.context.read_only)

    def _items(self) -> list[QTreeWidgetItem]:
        found: list[QTreeWidgetItem] = []
        waiting = [self.tree.topLevelItem(number) for number in range(self.tree.topLevelItemCount())]
        for item in waiting:
            if item is not None:
                found.append(item)
                waiting.extend(item.child(number) for number in range(item.childCount()))
        return found

    def _way(self, item: QTreeWidgetItem) -> object:
        node: Node = item.data(0, HELD)
        return node.address or node.title

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(metrics.S)
        top.addWidget(self.state, 1)
        for button in (self.to_problem, self.preview, self.finish_button, self.drop):
            top.addWidget(button)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, metrics.S, 0)
        column.setSpacing(metrics.S)
        column.addWidget(self.tree, 1)
        row = QHBoxLayout()
        row.setSpacing(metrics.S)
        for button in (self.add_button, self.remove_button, self.up, self.down):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        parts = QSplitter()
        parts.setChildrenCollapsible(False)
        parts.addWidget(left)
        parts.addWidget(self._area)
        character = self.fontMetrics().horizontalAdvance("字")
        parts.setSizes([26 * character, 44 * character])
        parts.setStretchFactor(1, 1)
        whole = QWidget()
        page = QVBoxLayout(whole)
        page.setContentsMargins(0, metrics.S, 0, 0)
        page.setSpacing(metrics.S)
        page.addLayout(top)
        page.addWidget(self.note)
        page.addWidget(parts, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(whole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)


def _item(node: Node) -> QTreeWidgetItem:
    item = QTreeWidgetItem([node.title])
    item.setData(0, HELD, node)
    item.setToolTip(0, node.title)
    for child in node.children:
        item.addChild(_item(child))
    return item
