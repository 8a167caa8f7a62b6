"""Settings: handing the work over to a successor (工作交接), the list of what is open, and taking a predecessor's work over."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton

from exports.files import Exported
from models.changes import Changes, Kind
from models.errors import UserError
from models.queries.handing_over import handed_over
from models.workspace.file_workspace import FileWorkspace
from ui.context import Context, SaveState
from ui.dialogs.busy import run_busy
from ui.dialogs.passing import show_dialog
from ui.handover.code_dialog import HandoverCodeDialog
from ui.handover.give_dialog import GiveDialog
from ui.labels import label
from ui.preferences.part import Part, buttons_in
from ui.version import VERSION
from ui.worker import Cancelled, Progress

if TYPE_CHECKING:
    from exports.handover.making import Given

PACKAGES = "交接包 (*.rhjj);;全部文件 (*)"
WORD = "Word文档 (*.docx)"
FOLDER = "handover"


class HandoverPart(Part):
    """What goes over, and to whom; what came."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        words = (
            "换人又换电脑时，把整个账套装进一个加密的交接包，由接任者在自己的电脑上接着办理。"
            "只换人、不换电脑的，不用交接包：在“单位信息”里把经办人改成接任者，再改一次密码即可。"
        )
        inside = self.add_card("移交给接任者", words)
        self.state = label(wrap=True)
        inside.addWidget(self.state)
        self.give = QPushButton("移交给接任者…")
        self.list = QPushButton("导出交接清单…")
        self.back = QPushButton("撤销移交…")
        buttons_in(inside, self.give, self.list, self.back)
        words = "前任移交的交接包（.rhjj）在这里打开，成为本机的一个账套；现在打开的账套不受影响。"
        inside = self.add_card("接收前任的工作", words)
        self.open = QPushButton("打开交接包…")
        buttons_in(inside, self.open)
        for button, press in ((self.give, self.give_away), (self.list, self.export_list), (self.back, self.take_back)):
            button.clicked.connect(press)
        self.open.clicked.connect(self.take_over)
        self.column.addStretch(1)

    @property
    def _workspace(self) -> FileWorkspace:
        """The open workspace; the page leaves this part out where it is not a file."""
        workspace = self._context.workspace
        assert isinstance(workspace, FileWorkspace)
        return workspace

    def refresh(self) -> None:
        """Show how it is now."""
        gone = handed_over(self._context.reader)
        self.state.setText(gone.words if gone else "")
        self.state.setVisible(gone is not None)
        self.give.setText("再生成一个交接包…" if gone else "移交给接任者…")
        self.give.setEnabled(gone is not None or not self._context.read_only)
        self.back.setVisible(gone is not None)

    def give_away(self) -> None:
        """Ask to whom, write the package and the list, and show the code."""
        from ui.exporting import choose_folder

        context, gone = self._context, handed_over(self._context.reader)
        if context.worker.busy:
            context.complain(f"{context.worker.title}，还没有完成。", "请等它完成后再移交。")
            return
        dialog = GiveDialog(self.window(), gone.to if gone else "", again=gone is not None)
        if show_dialog(dialog) != QDialog.DialogCode.Accepted:
            return
        successor, with_list = dialog.successor.text().strip(), dialog.with_list.isChecked()
        folder = choose_folder(context, self.window())
        if folder is None:
            return
        try:
            given = run_busy(
                self.window(), "正在生成交接包", lambda progress: self._give(folder, successor, with_list, progress), stoppable=True
            )
        except Cancelled:
            context.announce("已停止，没有移交。")
            return
        except UserError as failure:
            context.show_failure(failure)
            return
        finally:
            self._tell()
        show_dialog(HandoverCodeDialog(self.window(), given.code, given.path, successor))
        context.announce_file(f"已移交给{successor}，本机的账套从现在起只能查看和导出。", given.path)

    def export_list(self) -> None:
        """Write the list by itself."""
        from ui.exporting import choose_target, write_file

        gone = handed_over(self._context.reader)
        target = choose_target(self._context, self.window(), self._list_name(), WORD)
        if target is not None:
            successor = gone.to if gone else ""
            write_file(self._context, "正在生成交接清单", "交接清单", target, lambda path: self._write_list(path, successor))

    def take_back(self) -> None:
        """Go on here after all, with a reason."""
        from exports.handover.making import take_back
        from ui.exchange.reason_dialog import ask_reason

        question = "撤销移交，由本机接着办理？"
        hint = "只有交接包没有在别的电脑上打开过，才能撤销；打开过的，两台电脑会发出编号相同的报送包，市级将拒收。请先把交接包删除。"
        reason = ask_reason(self.window(), question, hint, "接任者没有到岗，交接包没有打开过", "撤销移交")
        if not reason:
            return
        try:
            take_back(self._workspace, reason)
        except UserError as failure:
            self._context.show_failure(failure)
            return
        finally:
            self._tell()
        self._context.announce("已撤销移交，本机可以接着办理。")

    def take_over(self) -> None:
        """Open a predecessor's package and go on with it; the present workspace is backed up and closed."""
        context = self._context
        if context.worker.busy:
            context.complain(f"{context.worker.title}，还没有完成。", "请等它完成后再打开交接包。")
            return
        folders = context.settings.values.folders
        chosen, _ = QFileDialog.getOpenFileName(self.window(), "选择交接包", folders.get(FOLDER, "") or str(Path.home()), PACKAGES)
        if chosen:
            folders[FOLDER] = str(Path(chosen).parent)
            go_on_with(context, Path(chosen))

    def _give(self, folder: Path, successor: str, with_list: bool, progress: Progress) -> "Given":
        from exports.files import free_name
        from exports.handover.making import file_name, give_away

        values, target = self._context.settings.values, folder / file_name(self._workspace)
        settings = {"word_font": values.word_font, "word_line_pt": str(values.word_line_pt)}
        if with_list:
            listed = folder / self._list_name()
            self._write_list(free_name(listed) if listed.exists() else listed, successor)
        return give_away(self._workspace, free_name(target) if target.exists() else target, successor, settings, VERSION, progress)

    def _write_list(self, path: Path, successor: str) -> Exported:
        from exports.handover.listing import handover_list
        from exports.handover.matters import open_matters
        from exports.word.official.layout import export_official

        workspace, today = self._workspace, self._context.today()
        with workspace.snapshot() as reader:
            matters = open_matters(reader, self._context.programme, today)
        return export_official(handover_list(matters, workspace.office, successor, today), path, self._context.word_settings())

    def _list_name(self) -> str:
        return f"交接清单-{self._context.today():%Y%m%d}.docx"

    def _tell(self) -> None:
        """Let every page show that the workspace is read-only now, or is not any more."""
        self._context.save_state_changed.emit(SaveState.SAVED)
        self._context.bus.changed.emit(Changes(frozenset(Kind)))
        self.refresh()


def go_on_with(context: Context, package: Path) -> None:
    """Open a predecessor's package and go on with the workspace that it becomes."""
    from models.workspace import location
    from models.workspace.store import open_workspace
    from ui.handover.take_dialog import keep_settings, open_package
    from ui.preferences.workspace_part import go_over

    clock = context.workspace.clock
    taken, password = open_package(context.window, package, location.default_folder(), location.judge, clock)
    if taken is None:
        return
    keep_settings(context.settings, taken.settings)
    opened = open_workspace(taken.path, password or None, clock=clock)
    go_over(context, opened, context.window)
    context.announce(f"已接着办理{opened.office.name}的工作，经办人：{opened.office.officer}。")
