"""The dialog in which two typings of one paper form are compared (双录比对)."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QHBoxLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget

from models.errors import UserError
from ui import metrics
from ui.collecting.typings_presenter import Compared, Difference, TypingsPresenter
from ui.context import Context
from ui.dialogs.busy import run_busy
from ui.empty_state import EmptyState
from ui.labels import ElidedLabel, label
from ui.table.columns import ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.theme import set_tone
from ui.tone import Tone
from ui.worker import Cancelled

FOLDER = "typings"
COLUMNS = (
    ColumnSpec("section", "章节", width=8, visible=False),
    ColumnSpec("label", "填写项", width=11),
    ColumnSpec("first", "第一份", width=12),
    ColumnSpec("second", "第二份", width=12, stretch=True),
    ColumnSpec("why", "说明", width=10),
)
HINT = (
    "同一份纸质表由两个人各录一遍，再逐项比对，不同的地方对照纸质原件改正。"
    "两个人各用一份下发的Word表录入；第一份也可以是账套里已录入的内容。"
)


class TypingsDialog(QDialog):
    """Asks for two typings and lists where they differ; nothing is changed.

    Attributes:
        compared: The outcome; ``None`` before.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.presenter = TypingsPresenter(context)
        self.compared: Compared | None = None
        self.paths: list[Path | None] = [None, None]
        self.setWindowTitle("双录比对")
        self.setModal(True)
        self.held = QRadioButton("账套里已录入的")
        self.typed = QRadioButton("另一份Word表")
        self.names = [ElidedLabel("还没有选择", role="muted"), ElidedLabel("还没有选择", role="muted")]
        self.choose = [QPushButton("选择第一份…"), QPushButton("选择第二份…")]
        self.said = label(wrap=True)
        self.empty = EmptyState("选好两份以后，点“比对”", "不同的地方会列在这里，账套不会改动。", icon="copy")
        self.table = TableView("typings", "双录比对", COLUMNS, context.settings, self.empty)
        self.go, self.form, self.close_button = QPushButton("比对"), QPushButton("去表单里改正…"), QPushButton("关闭")
        self._lay_out()
        for number, button in enumerate(self.choose):
            button.clicked.connect(lambda _checked=False, number=number: self._ask(number))
        self.held.toggled.connect(lambda _on: self._enable())
        self.go.clicked.connect(self.compare)
        self.form.clicked.connect(lambda: self._open_form(self.table.current()))
        self.close_button.clicked.connect(self.reject)
        self.table.row_activated.connect(self._open_form)
        self.table.selection_changed.connect(lambda _rows: self._enable())
        self.table.export_requested.connect(self._export)
        self.held.setChecked(True)
        self.table.set_rows([])
        self._enable()

    def take(self, number: int, path: Path) -> None:
        """Take a file as the first (0) or second (1) typing."""
        self.paths[number] = path
        self.names[number].setText(path.name)
        if number == 0:
            self.typed.setChecked(True)
        self._enable()

    def compare(self) -> None:
        """Read and compare, and list what differs."""
        first, second = (None if self.held.isChecked() else self.paths[0]), self.paths[1]
        if second is None:
            return
        path = second
        try:
            self.compared = run_busy(self, "正在比对", lambda progress: self.presenter.compare(first, path, progress), stoppable=True)
        except Cancelled:
            return
        except UserError as failure:
            self.context.show_failure(failure)
            return
        assert self.compared is not None
        count = len(self.compared.differences)
        self.empty.say("两份完全一致", "每一项都相同。")
        self.table.set_rows(self.compared.differences)
        same = f"{self.compared.agreeing}项相同"
        self.said.setText(f"{self.compared.target.label}：{same}，{f'{count}处不同或要核对，请对照纸质原件。' if count else '没有不同。'}")
        set_tone(self.said, Tone.WARNING if count else Tone.OK)
        self.table.select(lambda _row: True)
        self.table.grid.setFocus()
        self._enable()

    def _ask(self, number: int) -> None:
        folders = self.context.settings.values.folders
        chosen, _ = QFileDialog.getOpenFileName(
            self, f"选择第{'一二'[number]}份", folders.get(FOLDER, "") or str(Path.home()), "Word 表 (*.docx);;全部文件 (*)"
        )
        if chosen:
            folders[FOLDER] = str(Path(chosen).parent)
            self.context.settings.save()
            self.take(number, Path(chosen))

    def _open_form(self, row: object) -> None:
        if self.compared is not None and isinstance(row, Difference):
            self.accept()
            self.context.navigate("form", document=self.compared.target.document_id, field=row.key)

    def _enable(self) -> None:
        ready = self.paths[1] is not None and (self.held.isChecked() or self.paths[0] is not None)
        self.go.setEnabled(ready)
        self.form.setEnabled(self.table.current() is not None)

    def _export(self, shown: object) -> None:
        assert isinstance(shown, Shown)
        export_shown(self.context, shown)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.M)
        grid.setVerticalSpacing(metrics.S)
        grid.addWidget(label("第一份"), 0, 0)
        grid.addWidget(self.held, 0, 1)
        grid.addWidget(self.typed, 0, 2)
        grid.addWidget(self.choose[0], 0, 3)
        grid.addWidget(self.names[0], 0, 4)
        grid.addWidget(label("第二份"), 1, 0)
        grid.addWidget(label("Word表"), 1, 1)
        grid.addWidget(self.choose[1], 1, 3)
        grid.addWidget(self.names[1], 1, 4)
        grid.setColumnStretch(4, 1)
        self.go.setProperty("role", "primary")
        self.go.setDefault(True)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        for button in (self.form, self.go, self.close_button):
            foot.addWidget(button)
        for button in (*self.choose, self.form, self.close_button):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        layout.setSpacing(metrics.M)
        layout.addWidget(label(HINT, role="muted", wrap=True))
        layout.addLayout(grid)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        room = self.screen().availableGeometry()
        character = self.fontMetrics().horizontalAdvance("字")
        self.resize(min(66 * character, room.width() - 40), min(32 * self.fontMetrics().lineSpacing(), room.height() - 60))
