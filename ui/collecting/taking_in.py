"""The tab 回收: files read in, each with what it would change; nothing is written before the officer says so."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from forms.collecting.outcome import Outcome
from forms.collecting.tracking import TRACKING
from ui import messages, metrics
from ui.banner import open_path
from ui.collecting.file_panel import FilePanel
from ui.collecting.taking_in_presenter import FileState, TakenFile, TakingInPresenter
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.labels import label
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.theme import set_tone
from ui.tone import Tone

GROUP = "回收"
FOLDER = "collecting"
SIDE_BY_SIDE = 900
"""From this width on the file stands beside the list, else below it."""
KINDS = "交回的表 (*.docx *.xlsx *.doc *.xls *.wps *.et);;全部文件 (*)"
_TONES = {
    FileState.REFUSED: Tone.ERROR,
    FileState.TO_MATCH: Tone.WARNING,
    FileState.BLOCKED: Tone.WARNING,
    FileState.DOUBLE: Tone.WARNING,
    FileState.TO_DECIDE: Tone.WARNING,
    FileState.BY_HAND: Tone.WARNING,
    FileState.READY: Tone.HINT,
    FileState.WRITTEN: Tone.OK,
}


class Line(NamedTuple):
    """One file as the list shows it; `open` are the fields that wait for the officer."""

    id: str
    whom: str
    title: str
    state: FileState
    changes: int | None
    open: int | None
    file: str
    project: str
    number: str
    taken: TakenFile


COLUMNS = (
    ColumnSpec("whom", "单位", width=6, stretch=True),
    ColumnSpec("title", "表", width=6),
    ColumnSpec("state", "情况", ColumnKind.STATE, width=7, show=str, tone=lambda state: _TONES.get(state, Tone.NEUTRAL)),
    ColumnSpec("changes", "写入", ColumnKind.NUMBER, width=3, show=lambda count: "" if count is None else str(count)),
    ColumnSpec("open", "待定", ColumnKind.NUMBER, width=3, show=lambda count: str(count or "")),
    ColumnSpec("file", "文件名", width=14, visible=False),
    ColumnSpec("project", "项目", width=10, visible=False),
    ColumnSpec("number", "申报编号", width=8, visible=False),
)


class TakingIn(QWidget):
    """The files of the batch at the left, the current one at the right.

    Signals:
        changed: What pressing 写入 would do has changed.
        form_wanted: ``(Candidate, field key)`` to be shown in the form.
    """

    changed = Signal()
    form_wanted = Signal(object, str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.panel = FilePanel()
        self.presenter = TakingInPresenter(context, self)
        self.presenter.changed.connect(self._show)
        words = "Word、Excel可以混在一起，多少份都行。读出来先给您逐项核对，点“写入”以前账套不会改动。"
        self.empty = EmptyState("把交回的文件或文件夹拖到这里", words, "" if context.read_only else "选择文件…", "import")
        if context.read_only:
            self.empty.say("只读打开，不能收表", "请以可以修改的方式打开账套后再收。")
        self.empty.pressed.connect(self.choose_files)
        nothing = EmptyState("列表里没有文件", "")
        self.table = TableView("taken_files", "交回的文件", COLUMNS, context.settings, nothing)
        self.table.selection_changed.connect(lambda _rows: self._show_current())
        self.table.row_activated.connect(lambda _row: self.panel.tree.setFocus())
        self.table.export_requested.connect(self._export)
        self.summary = label(wrap=True)
        self._make_actions()
        self._lay_out()
        self._connect_panel()
        self._show()

    def choose_files(self) -> None:
        """Ask for files and read them."""
        start = self._folder()
        paths, _ = QFileDialog.getOpenFileNames(self.window(), "选择交回的文件（可以多选）", start, KINDS)
        if paths:
            self.take([Path(path) for path in paths])

    def choose_folder(self) -> None:
        """Ask for a folder and read everything in it."""
        chosen = QFileDialog.getExistingDirectory(self.window(), "选择放着交回的表的文件夹", self._folder())
        if chosen:
            self.take([Path(chosen)])

    def take(self, paths: Sequence[Path]) -> None:
        """Read files and folders; what they hold is shown, nothing is written."""
        if self.context.read_only or not paths:
            return
        values = self.context.settings.values
        values.folders[FOLDER] = str(paths[0] if paths[0].is_dir() else paths[0].parent)
        self.context.settings.save()
        self.presenter.read(paths, self._say_read)

    def write(self) -> bool:
        """Write what is ready, all of it in one transaction; False when nothing was written."""
        from forms.collecting.applying import apply
        from ui.collecting.aside import perform_aside

        if self.presenter.stale and not self.context.worker.busy:
            self.presenter.compare_again()
            self.context.announce("账套里有改动，正在重新核对，请看过以后再写入。", Tone.WARNING)
            return False
        total = self.presenter.total()
        if not total.files or self.context.read_only:
            return False
        if total.undecided and not messages.question(
            self.window(),
            f"还有{total.undecided}处没有确定用哪一边的内容。",
            "现在写入，这些地方保留账套里原来的；以后可以把同一份文件再收一次，继续处理。",
            yes="写入其余的",
            no="先去确定",
        ):
            self.go_to_undecided()
            return False
        files = self.presenter.ready()
        title = f"正在写入{total.files}份表"
        changes = perform_aside(self.context, self.window(), title, apply, self.presenter.accepted)
        if changes is None:
            return False
        self.presenter.note_written(files)
        self._say_written(total.files, total.values, files)
        return True

    def refresh(self, changed: bool) -> None:
        """Compare with the workspace again when something in it has changed."""
        if (changed or self.presenter.stale) and not self.context.worker.busy:
            self.presenter.compare_again()
        elif changed:
            self.presenter.stale = True

    def go_to_undecided(self) -> None:
        """Put the cursor on the next field that only the officer can decide, in this file or the next one."""
        if self.panel.tree.go_to_undecided():
            self.panel.tree.setFocus()
            return
        if self.table.select(lambda line: line.state is FileState.TO_DECIDE):
            self._show_current()
            self.panel.tree.go_to_undecided()
            self.panel.tree.setFocus()

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.table.focus_filter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the file beside the list where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE
        self._splitter.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    def _say_read(self, count: int) -> None:
        if count < 0:
            self.context.announce("已停止，没有读入文件，账套没有改动。", Tone.HINT)
        elif count == 0:
            self.context.complain("文件夹里没有文件。", "请核对是不是选错了文件夹。")
        else:
            self.table.grid.setFocus()

    def _say_written(self, files: int, values: int, written: Sequence[TakenFile]) -> None:
        left = sum(file.by_hand() for file in written)
        rest = f"还有{left}处要在表单里手工填写，列表里可以逐份查看。" if left else ""
        self.context.announce(f"已写入{files}份表、{values}处内容，原件已留作佐证材料。{rest}", Tone.WARNING if left else Tone.OK)

    def _show(self) -> None:
        files = self.presenter.files
        self._stack.setCurrentWidget(self._body if files else self.empty)
        chosen = self.table.current()
        self.table.set_rows([self._line(file) for file in files])
        if files and chosen is None:
            self.table.select(lambda _line: True)
        self._show_current()
        total = self.presenter.total()
        parts = [f"准备写入{total.files}份表、{total.values}处内容"] if total.files else ["没有等着写入的文件"]
        parts += [f"{total.undecided}处待您确定"] * bool(total.undecided)
        closed = sum(file.state in (FileState.REFUSED, FileState.TO_MATCH, FileState.BLOCKED, FileState.DOUBLE) for file in files)
        parts += [f"{closed}份不写入，请看原因"] * bool(closed)
        self.summary.setText(f"共{len(files)}份文件，{'，'.join(parts)}。")
        set_tone(self.summary, Tone.WARNING if total.undecided or closed else Tone.NEUTRAL)
        self.summary.setVisible(bool(files))
        self._enable()
        self.changed.emit()

    def _show_current(self) -> None:
        line = self.table.current()
        held = line.taken if line is not None else None
        if held is not None and any(held is file for file in self.presenter.files):
            self.panel.show_file(held, self.presenter.belongs_to(held))
        else:
            self.panel.show_file(None)
        self._enable()

    def _enable(self) -> None:
        changing = not self.context.read_only
        chosen = self._chosen()
        self.read_files.setEnabled(changing)
        self.read_folder.setEnabled(changing)
        self.writing.setEnabled(changing and bool(self.presenter.total().files))
        self.undecided.setEnabled(bool(self.presenter.total().undecided))
        self.match.setEnabled(any(self._can_match(file) for file in chosen))
        self.leave.setEnabled(any(self._can_want(file) for file in chosen))
        self.remove.setEnabled(bool(chosen))

    def _make_actions(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        grid = self.table.grid
        self.read_files = action(self, "选择交回的文件…", self.choose_files, "Ctrl+O", GROUP)
        self.read_folder = action(self, "选择文件夹…", self.choose_folder, "Ctrl+Shift+O", GROUP)
        self.writing = action(self, "写入", self.write, ("Ctrl+Return", "Ctrl+Enter"), GROUP)
        self.undecided = action(self, "下一处待确定的", self.go_to_undecided, "F8", GROUP)
        self.match = action(grid, "选择属于哪个项目…", self._ask_match, "Ctrl+M", GROUP, within)
        self.leave = action(grid, "这次不收／恢复", self._turn_want, "Ctrl+D", GROUP, within)
        self.remove = action(grid, "从列表移出", lambda: self.presenter.remove(self._chosen()), "Del", GROUP, within)
        for made in (self.match, self.leave, self.remove):
            self.table.add_row_action(made)

    def _lay_out(self) -> None:
        self._splitter = QSplitter()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(metrics.M)
        self._splitter.addWidget(self.table)
        self._splitter.addWidget(self.panel)
        self._splitter.setStretchFactor(0, 2)
        self._splitter.setStretchFactor(1, 3)
        self._splitter.setSizes([450, 600])
        self._body = QWidget()
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(metrics.S)
        inner.addWidget(self.summary)
        inner.addWidget(self._splitter, 1)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, metrics.S, 0, 0)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._body)

    def _connect_panel(self) -> None:
        self.panel.decided.connect(self._decide)
        self.panel.match_wanted.connect(self._ask_match)
        self.panel.want_changed.connect(lambda wanted: self.presenter.want([file for file in [self.panel.file] if file], wanted))
        self.panel.original_wanted.connect(self._open_original)
        self.panel.form_wanted.connect(self._open_form)

    def _decide(self, outcome: Outcome, take: bool) -> None:
        if self.panel.file is not None:
            # Once the tree has done with the tick: showing the list anew would pull its items from under it.
            file = self.panel.file
            QTimer.singleShot(0, self, lambda: self.presenter.decide(file, outcome, take))

    def _chosen(self) -> list[TakenFile]:
        return [line.taken for line in self.table.selected()]

    def _can_match(self, file: TakenFile) -> bool:
        return file.state not in (FileState.REFUSED, FileState.WRITTEN) and not self.context.read_only

    def _can_want(self, file: TakenFile) -> bool:
        return self._can_match(file) and file.target is not None and not file.plan.blocked

    def _ask_match(self) -> None:
        from ui.collecting.match_dialog import MatchDialog

        file = self.panel.file
        if file is None or not self._can_match(file):
            return
        dialog = MatchDialog(self.presenter, file, self.window())
        show_dialog(dialog)
        chosen = dialog.chosen
        if chosen is not None:
            self.presenter.name_document(file, chosen)

    def _turn_want(self) -> None:
        files = [file for file in self._chosen() if self._can_want(file)]
        if files:
            self.presenter.want(files, any(file.state in (FileState.LEFT_OUT, FileState.DOUBLE) for file in files))

    def _open_original(self) -> None:
        file = self.panel.file
        if file is None:
            return
        if file.path.exists():
            open_path(file.path)
        else:
            self.context.complain("文件已经不在原来的位置。", "写入过的，可以到项目的“佐证材料”里打开留存的原件。")

    def _open_form(self, outcome: Outcome | None) -> None:
        file = self.panel.file
        if file is not None and file.target is not None:
            key = "" if outcome is None or file.target.form_key == TRACKING else outcome.key
            self.form_wanted.emit(file.target, key)

    def _folder(self) -> str:
        folder = Path(self.context.settings.values.folders.get(FOLDER, "") or Path.home())
        return str(folder if folder.is_dir() else Path.home())

    def _line(self, file: TakenFile) -> Line:
        row = self.presenter.belongs_to(file)
        counts = row is not None and not file.plan.blocked
        return Line(
            id=file.incoming.path,
            whom=row.entity if row is not None else file.path.name,
            title=row.title if row is not None else "",
            state=file.state,
            changes=len(file.chosen()) if counts else None,
            open=(file.by_hand() + (0 if file.written else file.undecided())) if counts else None,
            file=file.path.name,
            project=row.project if row is not None else "",
            number=row.number if row is not None else "",
            taken=file,
        )

    def _export(self, shown: object) -> None:
        assert isinstance(shown, Shown)
        export_shown(self.context, shown)
