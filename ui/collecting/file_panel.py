"""One file that came back: whose it is, what to know about it, its fields side by side, and the two texts of the current one in full."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from forms.collecting.outcome import How, Outcome, Plan, Standing
from forms.collecting.tracking import TRACKING
from models.queries.hand_outs import DocumentRow
from ui import metrics
from ui.chips import Chips
from ui.collecting.field_tree import FieldTree, counted
from ui.collecting.taking_in_presenter import FileState, TakenFile, needs_hand
from ui.empty_state import EmptyState
from ui.labels import ElidedLabel, label
from ui.theme import set_tone
from ui.tone import Tone

DIFFERING, EVERYTHING = "differing", "everything"
_HOW = {How.IDS: "按表内编号认出", How.CODE: "按信用代码或申报编号认出", How.NAME: "按单位名称认出", How.NOTHING: "由您选定"}
_SAID = {
    FileState.REFUSED: ("这份文件没有读", Tone.ERROR),
    FileState.TO_MATCH: ("还不能确定这份表属于哪个项目", Tone.WARNING),
    FileState.BLOCKED: ("这份表现在不能写入", Tone.WARNING),
    FileState.DOUBLE: ("前面已有一份属于同一项目的同一种表，这份先不写入；要用这份，请点“改用这份”", Tone.WARNING),
    FileState.LEFT_OUT: ("这份文件这次不写入", Tone.NEUTRAL),
    FileState.WRITTEN: ("已写入账套，原件已作为佐证材料留存", Tone.OK),
}


class FilePanel(QWidget):
    """Shows one file.

    Signals:
        decided: An `Outcome` and whether it is to be taken.
        match_wanted: The officer wants to say to which project the file belongs.
        want_changed: Whether the file is to be taken in.
        original_wanted: The officer wants to see the file itself.
        form_wanted: An `Outcome` to be seen in the form, or ``None`` for the form as a whole.
    """

    decided = Signal(object, bool)
    match_wanted = Signal()
    want_changed = Signal(bool)
    original_wanted = Signal()
    form_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.file: TakenFile | None = None
        self._plan: Plan | None = None
        self._written = False
        self.title = ElidedLabel(role="strong")
        self.about = ElidedLabel(role="muted")
        self.said = label(wrap=True)
        self.notes = label(wrap=True, tone=Tone.WARNING)
        self.match = QPushButton("选择属于哪个项目…")
        self.use = QPushButton()
        self.original = QPushButton("看原件")
        self.form = QPushButton("打开表单")
        self.chips = Chips("显示哪些栏目")
        self.tree = FieldTree()
        self.nothing = EmptyState("交回的内容和账套里的一样", "写入后登记为已交回，原件留作佐证材料。", icon="ok")
        self.held, self.came = _text("账套里的内容"), _text("交回的内容")
        self.why = label(wrap=True)
        self.keep, self.take = QRadioButton("保留账套里的"), QRadioButton("用交回的")
        self.fill = QPushButton("去表单里填写…")
        self._lay_out()
        self.match.clicked.connect(self.match_wanted)
        self.use.clicked.connect(self._use)
        self.original.clicked.connect(self.original_wanted)
        self.form.clicked.connect(lambda: self.form_wanted.emit(None))
        self.fill.clicked.connect(lambda: self.form_wanted.emit(self.tree.current()))
        self.chips.chosen.connect(lambda _key: self._show_fields())
        self.tree.current_changed.connect(self._show_outcome)
        self.tree.ticked.connect(self.decided)
        self.tree.form_wanted.connect(self.form_wanted)
        self.keep.clicked.connect(lambda: self._decide(False))
        self.take.clicked.connect(lambda: self._decide(True))
        self.show_file(None)

    def show_file(self, file: TakenFile | None, row: DocumentRow | None = None) -> None:
        """Show a file, or nothing.

        Args:
            file: The file.
            row: The document it belongs to; ``None`` while that is not certain.
        """
        again = file is self.file and file is not None
        self.file = file
        self.setEnabled(file is not None)
        if file is None:
            self.title.setText("")
            self.about.setText("")
            self._stack.setCurrentWidget(self._blank)
            for part in (self.said, self.notes, self.match, self.use, self.original, self.form, self.chips):
                part.hide()
            return
        state, target = file.state, file.target
        name = file.path.name
        how = "由您选定" if file.named is not None else _HOW[file.plan.match.how]
        self.title.setText(f"{row.title}　{row.entity}" if row is not None else name)
        self.about.setText(f"{how}　{row.number} {row.project}　{name}" if row is not None else str(file.path))
        self.about.setToolTip(self.about.text())
        words, tone = _SAID.get(state, ("", Tone.NEUTRAL))
        self.said.setText("。".join(part for part in (words, file.plan.blocked.rstrip("。")) if part) + ("。" if words else ""))
        set_tone(self.said, tone)
        self.said.setVisible(bool(words))
        self.notes.setText("\n".join(file.plan.notes))
        self.notes.setVisible(bool(file.plan.notes))
        readable = state is not FileState.REFUSED and state is not FileState.WRITTEN
        self.match.setVisible(readable)
        self.use.setVisible(readable and target is not None and not file.plan.blocked)
        self.use.setText("改用这份" if state is FileState.DOUBLE else "恢复写入" if state is FileState.LEFT_OUT else "这次不收")
        self.original.setVisible(state is not FileState.REFUSED)
        self.form.setVisible(target is not None)
        of_project = target is not None and target.form_key == TRACKING
        self.form.setText("打开项目" if of_project else "打开表单")
        self.fill.setText("去项目里填写…" if of_project else "去表单里填写…")
        if again and len(self.tree.outcomes()) and not self._moved(file):
            self.tree.show_decisions()
            self._show_outcome(self.tree.current())
        else:
            self._show_fields()

    def _moved(self, file: TakenFile) -> bool:
        return self._plan is not file.plan or self._written != file.written

    def _show_fields(self) -> None:
        file = self.file
        if file is None:
            return
        self._plan, self._written = file.plan, file.written
        outcomes = file.plan.outcomes
        differing = sum(one.standing is not Standing.SAME for one in outcomes)
        self.chips.offer([(DIFFERING, "要看的", differing), (EVERYTHING, "全部栏目", len(outcomes))])
        self.chips.setVisible(bool(outcomes))
        self.chips.setToolTip(counted(file))
        self.tree.show_file(file, self.chips.current == EVERYTHING)
        if not outcomes:
            self._stack.setCurrentWidget(self._blank)
        else:
            self._stack.setCurrentWidget(self._fields if self.tree.outcomes() else self.nothing)

    def _show_outcome(self, one: Outcome | None) -> None:
        file = self.file
        self._below.setEnabled(one is not None)
        self.held.setPlainText(one.old_shown if one else "")
        self.came.setPlainText((one.new_shown or one.typed) if one else "")
        typed = one is not None and one.typed and one.new_shown and one.typed != one.new_shown
        parts = [one.why if one else "", f"表里写的是“{one.typed}”。" if one is not None and typed else ""]
        takes = file.takes(one) if file is not None and one is not None else False
        if one is not None and one.standing is Standing.SAME and not one.why:
            parts.append("两边一样。")
        self.why.setText(" ".join(part for part in parts if part))
        offered = one is not None and file is not None and file.offers(one)
        for button in (self.keep, self.take):
            button.setVisible(bool(offered))
        self._choice.setExclusive(False)
        self.keep.setChecked(bool(offered) and takes is False)
        self.take.setChecked(bool(offered) and takes is True)
        self._choice.setExclusive(True)
        self.fill.setVisible(one is not None and needs_hand(one))

    def _decide(self, take: bool) -> None:
        one = self.tree.current()
        if one is not None:
            self.decided.emit(one, take)

    def _use(self) -> None:
        if self.file is not None:
            self.want_changed.emit(self.file.state in (FileState.DOUBLE, FileState.LEFT_OUT))

    def _lay_out(self) -> None:
        for button in (self.match, self.use, self.original, self.form, self.fill):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.S)
        buttons.addWidget(self.chips, 1)
        for button in (self.match, self.use, self.original, self.form):
            buttons.addWidget(button)
        self._choice = QButtonGroup(self)
        self._choice.addButton(self.keep)
        self._choice.addButton(self.take)
        self._below = QWidget()
        grid = QGridLayout(self._below)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(metrics.M)
        grid.setVerticalSpacing(metrics.XS)
        grid.addWidget(label("账套里的", role="muted"), 0, 0)
        grid.addWidget(label("交回的", role="muted"), 0, 1)
        grid.addWidget(self.held, 1, 0)
        grid.addWidget(self.came, 1, 1)
        grid.addWidget(self.keep, 2, 0)
        grid.addWidget(self.take, 2, 1)
        last = QHBoxLayout()
        last.addWidget(self.why, 1)
        last.addWidget(self.fill)
        grid.addLayout(last, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._fields = QWidget()
        fields = QVBoxLayout(self._fields)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(metrics.S)
        fields.addWidget(self.tree, 1)
        fields.addWidget(self._below)
        self._blank = QWidget()
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        for part in (self._fields, self.nothing, self._blank):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.XS)
        for part in (self.title, self.about, self.said, self.notes):
            layout.addWidget(part)
        layout.addLayout(buttons)
        layout.addWidget(holder, 1)


def _text(name: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setReadOnly(True)
    made.setAccessibleName(name)
    made.setTabChangesFocus(True)
    made.setFixedHeight(made.fontMetrics().lineSpacing() * 3 + metrics.L)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    return made
