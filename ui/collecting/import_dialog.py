"""The wizard for spreadsheets that offices have kept so far (旧台账导入): table and columns, then row by row, then in."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from forms.definition import Field, Origin
from forms.importing.facts import NAME, TITLE
from forms.importing.importing import import_rows
from forms.importing.rows import ACTION_LABELS, TAKEN, Action, ImportRow
from models.errors import UserError
from ui import messages, metrics
from ui.chips import Chips
from ui.collecting.aside import perform_aside
from ui.collecting.import_presenter import ImportPresenter, read_book
from ui.context import Context
from ui.dialogs.busy import run_busy
from ui.dialogs.passing import show_dialog
from ui.editors.choice import CalmComboBox
from ui.editors.text import TextEditor
from ui.empty_state import EmptyState
from ui.exporting import EXCEL, choose_target, write_file
from ui.labels import label
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView
from ui.theme import set_tone
from ui.tone import Tone
from ui.worker import Cancelled

FOLDER = "importing"
BY_HEADS = "按表头文字对应"
NONE = "不导入"
_TONES = {**dict.fromkeys(TAKEN, Tone.OK), Action.BAD: Tone.ERROR}
_CHIPS = (
    ("", "全部", tuple(Action)),
    ("good", "可以导入", TAKEN),
    ("bad", "有错误", (Action.BAD,)),
    ("there", "已有", (Action.THERE,)),
)
DAY = Field(key="day", label="数据日期", type="date", origin=Origin.ADDED, example="示例：2026-6-30")
"""Asked for where no column gives the day of progress and numbers."""


def tone_of(action: Action) -> Tone:
    """Return the tone of what becomes of a row."""
    return _TONES.get(action, Tone.NEUTRAL)


class Line(NamedTuple):
    """One row of the spreadsheet as the preview shows it."""

    id: int
    number: int
    name: str
    title: str
    action: Action
    reason: str


COLUMNS = (
    ColumnSpec("number", "行号", ColumnKind.NUMBER, width=3),
    ColumnSpec("name", "单位名称", width=10),
    ColumnSpec("title", "项目名称", width=10),
    ColumnSpec("action", "处理", ColumnKind.STATE, width=11, show=lambda action: ACTION_LABELS[action], tone=tone_of),
    ColumnSpec("reason", "哪一列、为什么、可以填什么", width=20, stretch=True),
)


def import_ledger(context: Context, parent: QWidget) -> None:
    """Ask for a spreadsheet, read it, and go through the wizard."""
    start = context.settings.values.folders.get(FOLDER, "") or str(Path.home())
    chosen, _ = QFileDialog.getOpenFileName(parent, "选择原来的台账", start, "Excel 表格 (*.xlsx *.xls *.et);;全部文件 (*)")
    if not chosen:
        return
    path = Path(chosen)
    context.settings.values.folders[FOLDER] = str(path.parent)
    context.settings.save()
    try:
        book = run_busy(parent, f"正在读取“{path.name}”", lambda progress: read_book(path, progress), stoppable=True)
    except Cancelled:
        return
    except UserError as failure:
        context.show_failure(failure)
        return
    dialog = ImportDialog(ImportPresenter(context, path, book), parent)
    show_dialog(dialog)


class ImportDialog(QDialog):
    """Two steps: which table and columns; what becomes of each row. Nothing is written before 导入 is pressed."""

    def __init__(self, presenter: ImportPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self.context = presenter.context
        self.imported = False
        self.setWindowTitle(f"导入旧台账：{presenter.path.name}")
        self.setModal(True)
        self.step = label(role="strong")
        self.said = label(wrap=True)
        self.sheets, self.heads, self.mapping = CalmComboBox(), QSpinBox(), CalmComboBox()
        self.name = QLineEdit()
        self.day = TextEditor(DAY, self.context.programme)
        self.columns = QTableWidget(0, 4)
        self.boxes: dict[int, CalmComboBox] = {}
        self.chips = Chips("按处理筛选")
        nothing = EmptyState("表头下面没有可以导入的行", "请回到上一步，核对表和表头是哪一行。")
        self.table = TableView("import_rows", "导入预览", COLUMNS, self.context.settings, nothing, exportable=False)
        self.detail = label(wrap=True)
        self._lay_out()
        self._fill()
        self._connect()
        self._show_step(0)

    def judge(self) -> None:
        """Go on to what becomes of each row."""
        if obstacle := self.presenter.obstacle():
            self._say(obstacle, Tone.ERROR)
            return
        self.presenter.rows = run_busy(self, "正在逐行核对", self.presenter.judge)
        self.imported = False
        self._show_rows()
        self._show_step(1)

    def import_now(self) -> None:
        """Import the good rows, all in one transaction."""
        presenter, good = self.presenter, self.presenter.count(*TAKEN)
        rows = list(presenter.rows)
        if good and perform_aside(self.context, self, f"正在导入{good}行", import_rows, lambda: rows) is not None:
            self.imported = True
            bad = presenter.count(Action.BAD)
            self._say(
                f"已导入{good}行。" + (f"还有{bad}行没有导入，可以导出后改好，再导入一次。" if bad else ""),
                Tone.WARNING if bad else Tone.OK,
            )
            self._show_buttons()
            (self.leftovers if bad else self.close_button).setFocus()

    def export_leftovers(self) -> None:
        """Write the bad rows with their reasons."""
        name = f"{self.presenter.path.stem}-未导入.xlsx"
        target = choose_target(self.context, self, name, EXCEL)
        if target is not None:
            write_file(self.context, "正在导出未导入的行", "未导入的行", target, self.presenter.write_leftovers)

    def keep_mapping(self) -> None:
        """Keep the mapping under the name that is typed."""
        name = self.name.text().strip()
        if not name:
            self._say("请先给这套对应关系起个名字，例如“人才科台账”。", Tone.HINT)
            self.name.setFocus()
        elif self.presenter.keep_mapping(name):
            self._fill_mappings(name)
            self._say(f"已保存为“{name}”，下次导入同样的表可以直接选用。", Tone.OK)

    def forget_mapping(self) -> None:
        """Forget the mapping that is chosen."""
        name = str(self.mapping.currentData() or "")
        question = f"删除对应关系“{name}”？"
        if (
            name
            and messages.question(self, question, "已经导入的内容不受影响。", yes="删除", danger=True)
            and self.presenter.forget_mapping(name)
        ):
            self._fill_mappings("")

    def _choose_sheet(self) -> None:
        self.presenter.choose_sheet(str(self.sheets.currentData()))
        self.heads.blockSignals(True)
        self.heads.setRange(1, max(1, self.presenter.sheet.rows))
        self.heads.setValue(self.presenter.layout.head)
        self.heads.blockSignals(False)
        self.mapping.setCurrentIndex(0)
        self._show_columns()

    def _choose_head(self, row: int) -> None:
        self.presenter.choose_head(row)
        self._choose_mapping()

    def _choose_mapping(self) -> None:
        name = str(self.mapping.currentData() or "")
        self.presenter.choose_mapping(name)
        self.name.setText(name)
        self.forget.setEnabled(bool(name))
        self._show_columns()

    def _choose_day(self) -> None:
        self.presenter.day = self.day.value
        self._show_obstacle()

    def _map(self, column: int, key: str) -> None:
        self.presenter.map(column, key)
        for other, box in self.boxes.items():
            box.setCurrentIndex(max(0, box.findData(self.presenter.columns.get(other, ""))))
        self._show_obstacle()

    def _fill(self) -> None:
        for title in self.presenter.sheets():
            self.sheets.addItem(title, title)
        self.sheets.setCurrentIndex(max(0, self.sheets.findData(self.presenter.layout.sheet)))
        self.heads.setRange(1, max(1, self.presenter.sheet.rows))
        self.heads.setValue(self.presenter.layout.head)
        self._fill_mappings("")
        self._show_columns()

    def _fill_mappings(self, chosen: str) -> None:
        self.mapping.blockSignals(True)
        self.mapping.clear()
        self.mapping.addItem(BY_HEADS, "")
        for name in self.presenter.mappings():
            self.mapping.addItem(name, name)
        self.mapping.setCurrentIndex(max(0, self.mapping.findData(chosen)))
        self.mapping.blockSignals(False)
        self.forget.setEnabled(bool(chosen))

    def _show_columns(self) -> None:
        heads = self.presenter.layout.heads
        self.boxes = {}
        self.columns.setRowCount(0)
        self.columns.setRowCount(len(heads))
        for row, (column, head) in enumerate(heads.items()):
            for place, text in enumerate((_letters(column), head, self.presenter.samples(column))):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.columns.setItem(row, place, item)
            box = CalmComboBox()
            box.setAccessibleName(f"“{head}”列对应到")
            box.addItem(NONE, "")
            self._offer_facts(box)
            box.setCurrentIndex(max(0, box.findData(self.presenter.columns.get(column, ""))))
            box.activated.connect(lambda _index, column=column, box=box: self._map(column, str(box.currentData())))
            self.boxes[column] = box
            self.columns.setCellWidget(row, 3, box)
            self.columns.setRowHeight(row, box.sizeHint().height() + metrics.XS)
        self._show_obstacle()

    def _offer_facts(self, box: CalmComboBox) -> None:
        """Offer what a column can be, a line between the facts of the entity, of the project, its answers, entries and indicators."""
        group = ""
        for fact in self.presenter.facts:
            if fact.key.partition(".")[0] != group:
                group = fact.key.partition(".")[0]
                box.insertSeparator(box.count())
            box.addItem(fact.label, fact.key)

    def _show_obstacle(self) -> None:
        obstacle = self.presenter.obstacle()
        guessed = len(self.presenter.columns)
        words = f"{len(self.presenter.layout.heads)}列里有{guessed}列会导入，请核对“对应到”是否正确。"
        self._say(obstacle or words, Tone.WARNING if obstacle else Tone.NEUTRAL)
        self.onward.setEnabled(not obstacle)
        self.day_line.setVisible(self.presenter.needs_day())

    def _show_rows(self) -> None:
        presenter = self.presenter
        self.chips.offer([(key, words, presenter.count(*actions)) for key, words, actions in _CHIPS])
        self.table.set_rows([_line(row) for row in presenter.rows])
        self._narrow()
        good, bad, there = presenter.count(*TAKEN), presenter.count(Action.BAD), presenter.count(Action.THERE)
        parts = [f"{good}行可以导入"] + [f"{bad}行有错误，不导入"] * bool(bad) + [f"{there}行账套里已经有了"] * bool(there)
        self._say("，".join(parts) + "。点“导入”以前账套不会改动。", Tone.WARNING if bad else Tone.NEUTRAL)

    def _narrow(self) -> None:
        key = self.chips.current
        actions = next(actions for name, _words, actions in _CHIPS if name == key)
        self.table.restrict(self.chips.words if key else "", (lambda line: line.action in actions) if key else None)

    def _show_row(self) -> None:
        line = self.table.current()
        row = next((row for row in self.presenter.rows if line is not None and row.number == line.number), None)
        found = (
            [f"“{one.head}”写的是“{one.text}”：{one.message}{f'可以填：{one.accepted}' if one.accepted else ''}" for one in row.findings]
            if row
            else []
        )
        read = [f"读到：{self.presenter.shown(row)}"] if row else []
        self.detail.setText("\n".join([*found, *read]))

    def _show_step(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        self.step.setText(("第1步：选定表和表头，核对每一列是什么", "第2步：逐行核对，再导入")[step])
        if not step:
            self._show_obstacle()
        self._show_buttons()
        (self.table.grid if step else self.columns).setFocus()

    def _show_buttons(self) -> None:
        second = self._stack.currentIndex() == 1
        good = self.presenter.count(*TAKEN) if second else 0
        self.back.setVisible(second)
        self.onward.setVisible(not second)
        self.go.setVisible(second and not self.imported)
        self.go.setText(f"导入{good}行")
        self.go.setEnabled(bool(good) and not self.context.read_only)
        self.leftovers.setVisible(second and bool(self.presenter.count(Action.BAD)))
        self.close_button.setText("完成" if self.imported else "取消")
        (self.onward if not second else self.go).setDefault(True)

    def _say(self, words: str, tone: Tone) -> None:
        self.said.setText(words)
        set_tone(self.said, tone)

    def _connect(self) -> None:
        self.sheets.activated.connect(lambda _index: self._choose_sheet())
        self.heads.valueChanged.connect(self._choose_head)
        self.mapping.activated.connect(lambda _index: self._choose_mapping())
        self.day.edited.connect(lambda *_: self._choose_day())
        self.keep.clicked.connect(self.keep_mapping)
        self.forget.clicked.connect(self.forget_mapping)
        self.chips.chosen.connect(lambda _key: self._narrow())
        self.table.selection_changed.connect(lambda _rows: self._show_row())
        self.onward.clicked.connect(self.judge)
        self.back.clicked.connect(lambda: self._show_step(0))
        self.go.clicked.connect(self.import_now)
        self.leftovers.clicked.connect(self.export_leftovers)
        self.close_button.clicked.connect(self.accept)

    def _lay_out(self) -> None:
        self.keep, self.forget = QPushButton("保存对应关系"), QPushButton("删除")
        self.back, self.onward, self.go = QPushButton("上一步"), QPushButton("下一步：逐行核对"), QPushButton("导入")
        self.leftovers, self.close_button = QPushButton("导出没有导入的行…"), QPushButton("取消")
        for button in (self.keep, self.forget, self.back, self.leftovers, self.close_button):
            button.setAutoDefault(False)
        for button in (self.onward, self.go):
            button.setProperty("role", "primary")
        self.heads.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.heads.setToolTip("按↑、↓键改变")
        self.name.setPlaceholderText("给这套对应关系起个名字")
        named: tuple[tuple[QWidget, str], ...] = (
            (self.sheets, "工作表"),
            (self.heads, "表头在第几行"),
            (self.mapping, "对应关系"),
            (self.name, "对应关系的名字"),
        )
        for widget, words in named:
            widget.setAccessibleName(words)
        top = QHBoxLayout()
        top.setSpacing(metrics.S)
        for widget, words in named[:3]:
            top.addWidget(label(words))
            top.addWidget(widget, 0 if widget is self.heads else 3)
        top.addWidget(self.name, 3)
        top.addWidget(self.keep)
        top.addWidget(self.forget)
        self.columns.setAccessibleName("每一列是什么")
        self.columns.setHorizontalHeaderLabels(["列", "表头", "前几行", "对应到"])
        self.columns.verticalHeader().setVisible(False)
        self.columns.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.columns.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.columns.setTabKeyNavigation(False)
        header = self.columns.horizontalHeader()
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        character = self.fontMetrics().horizontalAdvance("字")
        for column, width in ((0, 4), (1, 14), (3, 16)):
            self.columns.setColumnWidth(column, width * character)
        first, second = QWidget(), QWidget()
        one, two = QVBoxLayout(first), QVBoxLayout(second)
        for inner in (one, two):
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setSpacing(metrics.S)
        one.addLayout(top)
        one.addWidget(self.columns, 1)
        self.day_line = QWidget()
        dated = QHBoxLayout(self.day_line)
        dated.setContentsMargins(0, 0, 0, 0)
        dated.setSpacing(metrics.S)
        dated.addWidget(label("数据日期（进展、问题、支持事项和完成值是哪一天的）"))
        dated.addWidget(self.day, 1)
        one.addWidget(self.day_line)
        two.addWidget(self.chips)
        two.addWidget(self.table, 1)
        self.detail.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        two.addWidget(self.detail)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(first)
        self._stack.addWidget(second)
        foot = QHBoxLayout()
        foot.addWidget(self.leftovers)
        foot.addStretch(1)
        for button in (self.back, self.onward, self.go, self.close_button):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.S)
        layout.addWidget(self.step)
        layout.addWidget(holder, 1)
        layout.addWidget(self.said)
        layout.addLayout(foot)
        room = self.screen().availableGeometry()
        self.resize(min(70 * character, room.width() - 40), min(36 * self.fontMetrics().lineSpacing(), room.height() - 60))


def _line(row: ImportRow) -> Line:
    reason = "；".join(part for part in (row.reason, row.remarks) if part)
    return Line(row.number, row.number, str(row.values.get(NAME) or ""), str(row.values.get(TITLE) or ""), row.action, reason)


def _letters(column: int) -> str:
    """Return what office programs call a column: A, B … AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}列"
