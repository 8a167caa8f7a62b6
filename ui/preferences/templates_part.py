"""Settings: the templates of official documents (公文模板): which are in use, changing them in WPS, going back to the shipped ones."""

from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QBoxLayout, QDialog, QFileDialog, QHBoxLayout, QPushButton

from exports.files import Exported, replace_file, safe_file_name
from exports.scratch import new_folder
from exports.word.official.chosen import Looked, Slot, look_at, template_of, template_to_change, write_specimen
from exports.word.official.packages import read_file
from models.errors import UserError
from models.queries.office_templates import TemplateFile
from ui import messages, metrics
from ui.banner import open_path
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.dialogs.template_check import TemplateCheckDialog
from ui.exporting import FOLDER, WORD, choose_target, write_file
from ui.flow import FlowLayout
from ui.labels import label
from ui.preferences.looked_list import LookedList
from ui.preferences.part import Part
from ui.preferences.template_rows import TemplateRow, look_at_rows, read_rows
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.view import TableView
from ui.theme import set_tone
from ui.tone import Tone
from ui.worker import Progress

WORD_FILES = "Word 文档 (*.docx *.dotx);;所有文件 (*)"
EXPLANATION = (
    "模板是普通的 Word 文件：另存一份，在 WPS 里改文字和版式，再换上来。“{{ }}”里的是填充位置，导出时换成文书的内容。"
    "模板存在账套里，随账套备份。"
)
BESIDE = 860
"""From this width on there is room for both sides beside each other."""
LEAST_HEIGHT = 180
COLUMNS = (
    ColumnSpec("title", "文书", width=8, value=lambda row: row.slot.title),
    ColumnSpec("kind", "类别", width=4, visible=False),
    ColumnSpec("in_use", "现在用的", width=8, stretch=True),
    ColumnSpec(
        "state",
        "情况",
        ColumnKind.STATE,
        width=6,
        value=lambda row: row,
        show=lambda row: row.state,
        tone=lambda row: row.tone,
        sort_key=lambda row: row.state,
    ),
    ColumnSpec("since", "启用日期", ColumnKind.DATE, width=7),
)


class TemplatesPart(Part):
    """The list of templates, and beside it what there is to say about the chosen one."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._known: dict[str, Looked] = {}
        self._rows: list[TemplateRow] = []
        left, right = Part(), Part()
        self._sides = QHBoxLayout()
        self._sides.setSpacing(metrics.M)
        for part, share in ((left, 3), (right, 2)):
            part.column.setContentsMargins(0, 0, 0, 0)
            self._sides.addWidget(part, share)
        self.column.addLayout(self._sides, 1)
        inside = left.add_card("公文模板", EXPLANATION, stretch=1)
        self.table = TableView("templates", "公文模板", COLUMNS, context.settings, exportable=False)
        self.table.filter_box.hide()
        self.table.grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.selection_changed.connect(lambda _rows: self._show_chosen())
        self.table.row_activated.connect(lambda _row: self.show_specimen())
        self.table.setMinimumHeight(LEAST_HEIGHT)
        inside.addWidget(self.table, 1)
        self.save_copy = QPushButton("另存一份去改…")
        self.save_copy.clicked.connect(self.save)
        self.replace_button = QPushButton("换成改好的文件…")
        self.replace_button.setProperty("role", "primary")
        self.replace_button.clicked.connect(self.replace)
        self.look = QPushButton("看一看样张")
        self.look.clicked.connect(lambda: self.show_specimen())
        self.reset_button = QPushButton("恢复为自带模板")
        self.reset_button.clicked.connect(self.reset)
        buttons = FlowLayout(spacing=metrics.S)
        for button in (self.save_copy, self.replace_button, self.look, self.reset_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        inside.addLayout(buttons)
        inside = right.add_card("选中的模板", stretch=1)
        self.purpose, self.use, self.summary = label(role="muted", wrap=True), label(wrap=True), label(wrap=True)
        self.list = LookedList("核对结果和填充位置")
        for widget in (self.purpose, self.use, self.summary):
            inside.addWidget(widget)
        self.list.setMinimumHeight(LEAST_HEIGHT)
        inside.addWidget(self.list, 1)
        context.workspace_replaced.connect(self._known.clear)

    def refresh(self) -> None:
        """List the templates; those not looked at yet are looked at in the background."""
        context, workspace, on = self._context, self._context.workspace, self._context.today()
        rows = read_rows(context.reader, context.programme, self._known, city=context.is_city)
        self._show_rows(rows)
        if all(row.looked is not None for row in rows):
            return

        def work(_progress: Progress) -> dict[str, Looked]:
            with workspace.snapshot() as reader:
                return dict(look_at_rows(reader, workspace.programme, rows, on))

        def done(found: dict[str, Looked]) -> None:
            # Nothing is read here: a restore may be taking the workspace away at this moment.
            self._known |= found
            self._show_rows([row._replace(looked=self._known.get(row.file)) for row in self._rows])

        context.run("正在核对公文模板", work, done, quiet=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the chosen template beside the list, or below it where there is no room."""
        super().resizeEvent(event)
        beside = event.size().width() >= BESIDE
        self._sides.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def save(self) -> None:
        """Save what is in use to a file that can be changed in WPS."""
        row = self._chosen()
        if row is None:
            return
        context, workspace = self._context, self._context.workspace
        target = choose_target(context, self.window(), f"公文模板-{safe_file_name(row.slot.title)}.docx", WORD)
        if target is None:
            return

        def write(path: Path) -> Exported:
            with workspace.snapshot() as reader:
                content = template_to_change(reader, workspace.programme, row.slot)
            return Exported(replace_file(path, content))

        write_file(context, "正在另存模板", f"“{row.slot.title}”的模板", target, write)

    def replace(self) -> None:
        """Choose a changed file; it is looked at on the worker, then the officer decides."""
        row = self._chosen()
        if row is None:
            return
        context, on, slot = self._context, self._context.today(), row.slot
        start = context.settings.values.folders.get(FOLDER, str(Path.home()))
        chosen, _ = QFileDialog.getOpenFileName(self.window(), f"选择“{slot.title}”改好的模板", start, WORD_FILES)
        if not chosen:
            return
        path = Path(chosen)

        def work(_progress: Progress) -> tuple[TemplateFile, Looked]:
            file = TemplateFile(path.name, read_file(path))
            return file, look_at(file, slot.kind, on)

        context.run("正在核对模板", work, lambda found: self._decide(slot, *found))

    def reset(self) -> None:
        """Go back to the shipped template, after asking."""
        from models.operations.office_templates import reset_template

        row = self._chosen()
        if row is None or row.own is None or not row.particular:
            return
        said = "换下来的文件会放进回收站，需要时可以恢复。"
        if not messages.question(self.window(), f"“{row.slot.title}”恢复为自带模板？", said, yes="恢复为自带模板"):
            return
        if self._context.perform(reset_template, row.slot.key) is not None:
            self._context.announce(f"“{row.slot.title}”已恢复为自带模板。")

    def show_specimen(self, slot: Slot | None = None, file: TemplateFile | None = None) -> None:
        """Fill a template with 示例 content and open it: the chosen one, or a file that is not in use yet."""
        row = self._chosen()
        if slot is None and row is None:
            return
        wanted = slot or row.slot  # type: ignore[union-attr]
        context, workspace = self._context, self._context.workspace
        settings, on = context.word_settings(), context.today()

        def work(_progress: Progress) -> Exported:
            with workspace.snapshot() as reader:
                held = file or template_of(reader, wanted.key, wanted.kind)
            try:
                target = new_folder() / f"{safe_file_name(wanted.title)}样张.docx"
            except OSError:
                raise UserError("样张没有写成：临时目录不能写入。", "请检查磁盘空间后再试。") from None
            return write_specimen(wanted.kind, target, settings, held, on)

        def done(exported: Exported) -> None:
            if exported.notes:
                messages.warning(self.window(), "样张已写好，有几点请留意。", "\n".join(exported.notes))
            if not open_path(exported.path):
                context.announce_file(f"样张已写好：{exported.path.name}", exported.path)

        context.run("正在写样张", work, done)

    def _decide(self, slot: Slot, file: TemplateFile, looked: Looked) -> None:
        from models.operations.office_templates import take_template

        dialog = TemplateCheckDialog(self.window(), slot.title, file.file_name, looked)
        dialog.preview_wanted.connect(lambda: self.show_specimen(slot, file))
        taken = show_dialog(dialog) == QDialog.DialogCode.Accepted
        if taken and self._context.perform(take_template, slot.key, slot.title, *file) is not None:
            self._context.announce(f"“{slot.title}”从现在起用模板“{file.file_name}”。")

    def _show_rows(self, rows: list[TemplateRow]) -> None:
        self._rows = rows
        self.table.set_rows(rows)
        if self.table.current() is None and rows:
            self.table.select(lambda row: row.id == rows[0].id)
        self._show_chosen()

    def _show_chosen(self) -> None:
        row, writable = self._chosen(), not self._context.read_only
        for button in (self.save_copy, self.look):
            button.setEnabled(row is not None)
        self.replace_button.setEnabled(row is not None and writable)
        self.reset_button.setEnabled(row is not None and row.particular and writable)
        if row is None:
            return
        self.purpose.setText(f"{row.slot.title}：{row.slot.purpose}")
        self.use.setText(_use_words(row))
        self.summary.setVisible(row.looked is not None and row.tone is not Tone.OK)
        self.summary.setText(
            "模板有错误，这份文书现在按自带的版式导出；改好后再换上来。" if row.tone is Tone.ERROR else "可以使用，有几点请留意："
        )
        set_tone(self.summary, row.tone)
        self.list.show_looked(row.looked)

    def _chosen(self) -> TemplateRow | None:
        row = self.table.current()
        return row if isinstance(row, TemplateRow) else None


def _use_words(row: TemplateRow) -> str:
    if row.own is None:
        return "现在用：随程序提供的自带模板。"
    whose = "本单位的模板" if row.particular else "本单位的通用模板"
    return f"现在用：{whose}“{row.own.file_name}”，{row.own.since} 由{row.own.by}换上。"
