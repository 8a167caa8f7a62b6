"""The others in the workspace: who has open what this officer looks at, what they have saved meanwhile, which pack they went over to."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit
from shiboken6 import isValid

from models.changes import Changes, Kind
from models.errors import ResourceError, UserError
from models.programme.pack import Programme
from models.workspace.workspace import Present, Workspace
from ui.start_settings import pack_folder
from ui.tone import Tone

if TYPE_CHECKING:
    from ui.window import MainWindow

LOOKED_AT = frozenset({"home", "city_home", "matrix", "sums", "reports", "history", "recycling", "settings", "help"})
"""Pages on which several look at the same thing without getting into each other's way."""

EVERY_MS = 4000
"""How often the others are looked at."""


def words_for(others: tuple[Present, ...]) -> str:
    """Say who else has the thing open; empty when nobody has."""
    editing = "、".join(one.officer for one in others if one.editing)
    looking = "、".join(one.officer for one in others if not one.editing)
    parts = ([f"{editing}正在修改"] if editing else []) + ([f"{looking}正在查看"] if looking else [])
    return f"{'，'.join(parts)}。" if parts else ""


def words_for_pack(pack: "OtherPack") -> str:
    """Say that a colleague went over to another version of the pack, and when this window follows."""
    if pack.programme is None:
        return f"同事已把方案包换成版本{pack.used[1]}，这台电脑上不能用：{pack.notice}。请先不要修改，升级程序后再用。"
    return f"同事已把方案包换成版本{pack.used[1]}。请先保存或关闭正在填写的内容，窗口随后自动换用。"


class OtherPack(NamedTuple):
    """A version of the pack that a colleague went over to, loaded already; `programme` is ``None`` where it cannot be used here.

    Attributes:
        used: Programme and version, as the office says.
        notice: What the officer has to know about it.
    """

    used: tuple[str, str]
    programme: Programme | None
    notice: str


class Company(QObject):
    """Looks at the others now and then, on another thread: a server that does not answer must not stop the window.

    Attributes:
        looking: A look is under way.

    Signals:
        seen: The thing looked at, words about the others there, whether they have saved something new, and the `OtherPack`
            they went over to, else ``None``.
    """

    seen = Signal(str, str, bool, object)

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.looking = False
        self._quiet = True
        self._input: tuple[int, str] | None = None
        self._used = ("", "")
        self._other: OtherPack | None = None
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self.seen.connect(self._take)
        window.context.workspace_replaced.connect(self.settle)
        window.context.pack_changed.connect(self.settle)
        window.closed.connect(self.stop)
        self.settle()

    def settle(self) -> None:
        """Look from now on where there can be others, else not; the pack in use is the one this window works with."""
        workspace = self._window.context.workspace
        if workspace.shared:
            self._used = (workspace.office.programme_id, workspace.office.programme_version)
            self._timer.start()
        else:
            self._timer.stop()
            self._window.show_company("")

    def stop(self) -> None:
        """Look no more, and wait for the look under way."""
        self._timer.stop()
        self._pool.waitForDone()

    def moved(self) -> None:
        """Something else is shown: what was said of the last thing holds no longer."""
        if self._window.context.workspace.shared:
            self._window.show_company("")
            self.look()

    def look(self) -> None:
        """Look once, unless the last look has not come back."""
        if self.looking or self._window.current not in self._window.pages:
            return
        self.looking = True
        before, self._input = self._input, _input_state()
        self._quiet = self._input is None or self._input == before
        workspace, (thing, editing) = self._window.context.workspace, self._attended()

        def ask() -> None:
            try:
                others = workspace.attend(thing, editing=editing)
                self.seen.emit(thing, words_for(others), workspace.has_news(), self._look_at_pack(workspace))
            except UserError:  # said where the officer does something; here the next look may find the server again
                self.seen.emit(thing, "服务器暂时连不上，恢复后会自动接着用；没有保存的内容留在窗口里。", False, None)

        self._pool.start(ask)

    def _look_at_pack(self, workspace: Workspace) -> OtherPack | None:
        """Load the pack that the workspace works with by now, where that is another one; on this thread, for it takes a while."""
        from models.queries.packs import used_pack

        used = used_pack(workspace)
        if used == self._used:
            return None
        if self._other is None or self._other.used != used:
            from forms.good_pack import pack_in_use

            try:
                self._other = OtherPack(used, *pack_in_use(workspace, pack_folder()))
            except ResourceError as failure:
                self._other = OtherPack(used, None, str(failure))
        return self._other

    def _attended(self) -> tuple[str, bool]:
        """Return what this officer has open: one thing, else the page where it is one to work on; an open dialog is work."""
        page, key = self._window.page(), self._window.current
        thing, editing = page.attended()
        if not thing and key not in LOOKED_AT:
            thing = f"page:{key}"
        return thing, bool(thing) and (editing or page.typing or QApplication.activeModalWidget() is not None)

    def _take(self, thing: str, words: str, news: bool, pack: OtherPack | None) -> None:
        self.looking = False
        if thing != self._attended()[0]:
            self.look()
            return
        if pack is not None and pack.used != self._used:
            if pack.programme is not None and self._may_refresh():
                self._change_over(pack, pack.programme)
                return
            words = f"{words_for_pack(pack)}{words}"
        self._window.show_company(words)
        if news and self._may_refresh():
            self._refresh()

    def _change_over(self, pack: OtherPack, programme: Programme) -> None:
        """Go on with the pack that a colleague went over to; nothing is being typed, and what is open is opened again."""
        context = self._window.context
        try:
            context.workspace.catch_up()
        except UserError:  # tried again with the next look
            return
        context.use_programme(programme)
        words = f"同事已把方案包换成版本{pack.used[1]}，窗口已经换用。"
        context.announce(f"{words}{pack.notice}", Tone.WARNING if pack.notice else Tone.HINT)

    def _refresh(self) -> None:
        """Show everything anew, from now on as seen.

        The field with the cursor shows nothing new of itself, so that typing is not disturbed: left as it is, it would bring back
        what a colleague replaced. It is left for a moment, which also finishes what is being entered there.
        """
        window, context = self._window, self._window.context
        focus = QApplication.focusWidget()
        inside = focus is not None and window.page().isAncestorOf(focus)
        if focus is not None and inside:
            focus.clearFocus()
        try:
            if self._may_refresh():
                context.workspace.catch_up()
                context.bus.changed.emit(Changes(frozenset(Kind)))
        except UserError:  # said where the officer does something
            return
        finally:
            if focus is not None and inside and isValid(focus):
                focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _may_refresh(self) -> bool:
        """Whether no dialog and no page holds what was typed against an older state: that has to be compared, not forgotten."""
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
            return False
        typing = any(page.typing for page in self._window.pages.values())
        return self._quiet and not typing and not self._window.context.worker.busy


def _input_state() -> tuple[int, str] | None:
    """Return which field has the cursor and what stands in it; ``None``: none."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QLineEdit):
        return id(focus), focus.text()
    if isinstance(focus, QTextEdit | QPlainTextEdit):
        return id(focus), focus.toPlainText()
    return None
