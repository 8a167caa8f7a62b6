"""The tab 下发: everything that was handed out with what became of it, and the ways to hand out, chase and call off."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forms.inspection import Inspection
from models.queries.hand_outs import HandOutRow
from ui import messages, metrics
from ui.chips import Chips
from ui.collecting.handing_out_presenter import HandedBatch, HandingOutPresenter
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.empty_state import EmptyState
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView
from ui.tone import Tone
from ui.worker import Progress

if TYPE_CHECKING:
    from ui.collecting.hand_out_dialog import Pairs

GROUP = "下发"
OVERDUE, AWAITED, CAME, IN, CALLED_OFF, REPLACED = "逾期未回", "未回", "已回", "已入库", "不再催报", "已重新下发"
_TONES = {OVERDUE: Tone.ERROR, AWAITED: Tone.WARNING, CAME: Tone.HINT, IN: Tone.OK}
_CHIPS = (("", "全部", ()), ("waiting", "未回", (OVERDUE, AWAITED)), ("came", "已回", (CAME,)), ("in", "已入库", (IN,)))


class Line(NamedTuple):
    """One hand-out as the list shows it."""

    id: str
    entity: str
    project: str
    number: str
    title: str
    state: str
    at: str
    due: str
    answered: str
    contact: str
    file_name: str
    row: HandOutRow


COLUMNS = (
    ColumnSpec("entity", "试点主体", width=12, stretch=True),
    ColumnSpec("project", "项目", width=11),
    ColumnSpec("number", "申报编号", width=8, visible=False),
    ColumnSpec("title", "表", width=9),
    ColumnSpec("state", "状态", ColumnKind.STATE, width=7, tone=lambda state: _TONES.get(state, Tone.NEUTRAL)),
    ColumnSpec("due", "要求交回", ColumnKind.DATE, width=6),
    ColumnSpec("at", "下发时间", ColumnKind.DATE, width=9),
    ColumnSpec("answered", "入库时间", ColumnKind.DATE, width=9, visible=False),
    ColumnSpec("contact", "交给谁", width=9),
    ColumnSpec("file_name", "文件名", width=14, visible=False),
)


class HandOutList(QWidget):
    """The list of hand-outs."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.presenter = HandingOutPresenter(context, self)
        self.came: frozenset[str] = frozenset()
        self.chips = Chips("按状态筛选")
        self.chips.chosen.connect(lambda _key: self._narrow())
        words = "一次给选定的单位做好Word、Excel表：已知内容填好，有下拉选项和填表说明，附好要发的话。填好交回后，拖到“回收”即可。"
        empty = EmptyState("还没有下发过表", words, "" if context.read_only else "下发表格…", "export")
        self.table = TableView("hand_outs", "下发的表", COLUMNS, context.settings, empty)
        self.table.empty_pressed.connect(self.begin)
        self.table.row_activated.connect(self._open)
        self.table.selection_changed.connect(lambda _rows: self._enable())
        self.table.export_requested.connect(self._export)
        self._make_actions()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.S, 0, 0)
        layout.setSpacing(metrics.S)
        layout.addWidget(self.chips)
        layout.addWidget(self.table, 1)
        self._enable()

    def refresh(self, came: Collection[str]) -> int:
        """Show everything anew and return how many are still awaited.

        Args:
            came: Ids of hand-outs whose files have been read but not taken in yet.
        """
        self.came = frozenset(came)
        lines = [self._line(row) for row in self.presenter.rows()]
        self._count(lines)
        self.table.set_rows(lines)
        self._narrow()
        self._enable()
        return sum(line.state in (OVERDUE, AWAITED) for line in lines)

    def begin(self, kinds: tuple[str, ...] = (), projects: tuple[str, ...] = ()) -> None:
        """Ask what is handed out to whom, then where to, and make the files."""
        from ui.collecting.hand_out_dialog import HandOutDialog

        if self.context.read_only:
            return
        dialog = HandOutDialog(self.presenter, kinds, projects, self.window())
        accepted = show_dialog(dialog)
        wanted, due = dialog.wanted, dialog.due
        if not accepted:
            return

        def ask(found: Inspection) -> None:
            from ui.exporting import choose_folder

            if not self._may_leave(found):
                return
            folder = choose_folder(self.context, self.window())
            if folder is not None:
                self._make(wanted, folder, due)

        self.context.run("正在检查要下发的内容", lambda progress: self.presenter.inspect(wanted, progress), ask)

    def remind(self) -> None:
        """Show the reminders to the chosen hand-outs that are awaited, or to all that are."""
        from ui.collecting.letters_dialog import LettersDialog

        chosen = [line.row for line in self.table.selected() if line.state in (OVERDUE, AWAITED)]
        if len(chosen) < 2:
            chosen = [line.row for line in self.table.shown().rows if line.state in (OVERDUE, AWAITED)]
        if not chosen:
            messages.information(self.window(), "列表里没有等着交回的表，不用催报。")
            return
        hint = "选一家，核对右边的话，复制后粘贴到微信或短信里发出。程序本身不联网，不会替您发送。"
        dialog = LettersDialog(self.window(), "催报", hint, self.presenter.reminders(chosen))
        show_dialog(dialog)

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.table.focus_filter()

    def _make(self, wanted: "Pairs", folder: Path, due: date | None) -> None:
        def work(progress: Progress) -> HandedBatch:
            return self.presenter.make(wanted, folder, due, progress)

        def say(batch: HandedBatch) -> None:
            if batch.changes.kinds:
                self.context.bus.changed.emit(batch.changes)
            self._say(batch, folder, due)

        self.context.run(f"正在下发{len(wanted)}个文件", work, say)

    def _say(self, batch: HandedBatch, folder: Path, due: date | None) -> None:
        from ui.collecting.letters_dialog import LettersDialog

        count = len(batch.made)
        if batch.failure is not None:
            kept = f"之前的{count}个文件已经做好并登记。" if count else ""
            messages.error(self.window(), batch.failure.message, f"{kept}{batch.failure.hint}")
        elif batch.stopped:
            said = f"已停止。做好的{count}个文件保留在文件夹里，并已登记为下发。" if count else "已停止，没有下发。"
            self.context.announce(said, Tone.WARNING)
        if not count:
            return
        if not batch.stopped and batch.failure is None:
            self.context.announce_file(f"已做好{count}个文件，放在“{folder.name}”", batch.made[0].path)
        notes = [f"{made.path.name}：{note}" for made in batch.made for note in made.notes]
        if notes:
            messages.information(self.window(), "文件已做好，有几点请留意。", "\n".join(notes[:20]))
        hint = f"做好的{count}个文件在文件夹“{folder.name}”里。选一家，复制右边的话，连同它的文件一起用微信或邮件发出。"
        dialog = LettersDialog(self.window(), "下发通知", hint, self.presenter.letters(batch.made, due))
        show_dialog(dialog)

    def _may_leave(self, found: Inspection) -> bool:
        if not found.count:
            return True
        places = "\n".join(f"{one.label}：{one.message}" for one in found.findings[:8])
        rest = f"\n……共{found.count}处。" if found.count > 8 else ""
        return messages.question(
            self.window(),
            f"要下发的表里，已填好的文字中有{found.count}处可能是个人信息。",
            f"{places}{rest}\n表只发给本单位填写时可以照常下发；要先改的，请到申报表或文书里改好再下发。",
            yes="照常下发",
            no="先不下发",
            danger=True,
        )

    def _line(self, row: HandOutRow) -> Line:
        if row.answered:
            state = IN
        elif row.withdrawn:
            state = CALLED_OFF
        elif row.id in self.came:
            state = CAME
        elif row.replaced:
            state = REPLACED
        else:
            state = OVERDUE if row.overdue else AWAITED
        due = row.due_on.isoformat() if row.due_on else ""
        about = (row.id, row.entity, row.project, row.number, row.title, state, row.at, due)
        return Line(*about, row.answered, row.contact, row.file_name, row)

    def _count(self, lines: Sequence[Line]) -> None:
        chips = [(key, words, sum(not states or line.state in states for line in lines)) for key, words, states in _CHIPS]
        self.chips.offer(chips)
        self.chips.setVisible(bool(lines))

    def _narrow(self) -> None:
        states = next(states for key, _words, states in _CHIPS if key == self.chips.current)
        self.table.restrict(self.chips.words if states else "", (lambda line: line.state in states) if states else None)

    def _make_actions(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        grid = self.table.grid
        self.hand_out = action(self, "下发表格…", self.begin, "Ctrl+N", GROUP)
        self.chase = action(self, "催报…", self.remind, "Ctrl+R", GROUP)
        self.letter = action(grid, "下发通知的话…", self._show_letters, "Ctrl+T", GROUP, within)
        self.again = action(grid, "再次下发…", self._again, "", GROUP, within)
        self.call_off = action(grid, "不再催报", self._call_off, "Del", GROUP, within)
        self._of_rows: tuple[QAction, ...] = (self.letter, self.again, self.call_off)
        for made in (self.chase, *self._of_rows):
            self.table.add_row_action(made)

    def _enable(self) -> None:
        chosen: list[Line] = self.table.selected()
        self.hand_out.setEnabled(not self.context.read_only)
        self.chase.setEnabled(any(line.state in (OVERDUE, AWAITED) for line in self.table.model.rows))
        self.letter.setEnabled(bool(chosen))
        self.again.setEnabled(bool(chosen) and not self.context.read_only)
        self.call_off.setEnabled(any(not line.row.answered for line in chosen) and not self.context.read_only)
        self.call_off.setText("恢复催报" if chosen and all(line.row.withdrawn for line in chosen) else "不再催报")

    def _show_letters(self) -> None:
        from ui.collecting.letters_dialog import LettersDialog

        hint = "选一家，复制右边的话，连同它的文件一起用微信或邮件发出。"
        dialog = LettersDialog(self.window(), "下发通知", hint, self.presenter.letters_again([line.row for line in self.table.selected()]))
        show_dialog(dialog)

    def _again(self) -> None:
        chosen: list[Line] = self.table.selected()
        kinds = tuple(dict.fromkeys(line.row.form_key for line in chosen))
        self.begin(kinds, tuple(dict.fromkeys(line.row.project_id for line in chosen)))

    def _call_off(self) -> None:
        chosen = [line.row for line in self.table.selected() if not line.row.answered]
        self.presenter.withdraw(chosen, not all(row.withdrawn for row in chosen))

    def _open(self, line: object) -> None:
        assert isinstance(line, Line)
        self.context.navigate("project", project=line.row.project_id)

    def _export(self, shown: object) -> None:
        assert isinstance(shown, Shown)
        export_shown(self.context, shown)
