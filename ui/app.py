"""The program with a window: from the command line to the last window's end."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from models.errors import ResourceError, UserError
from models.queries.first_look import first_look
from models.workspace.server.address import place_of
from models.workspace.store import open_workspace
from ui import input_method
from ui.frame import Frame
from ui.start_settings import pack_folder, read_start_settings, settings_folder
from ui.tone import Tone

if TYPE_CHECKING:
    from models.workspace.store import Workspace
    from ui.context import Context
    from ui.settings import SettingsFile
    from ui.window import MainWindow

RECENT = 8
"""How many workspaces are remembered."""


def make_application(argv: Sequence[str], settings: "SettingsFile") -> QApplication:
    """Create the application, in Chinese and in the look that the settings ask for."""
    application = bare_application(argv)
    dress(application, settings)
    return application


def bare_application(argv: Sequence[str]) -> QApplication:
    """Create the application with nothing that takes time."""
    input_method.prepare()
    application = QApplication(list(argv))
    application.setApplicationName("ronghe")
    application.setApplicationDisplayName("")
    application.setStyle("fusion")
    return application


def dress(application: QApplication, settings: "SettingsFile") -> None:
    """Put the application into Chinese and into the look that the settings ask for."""
    from ui.theme import ThemeChoice, theme

    speak_chinese(application)
    theme().apply(ThemeChoice(settings.values.theme), settings.values.font_size)
    application.setWindowIcon(theme().icon("flag", "accent"))


def speak_chinese(application: QApplication) -> bool:
    """Put Qt's own buttons, menus and dates into Chinese; False when Qt's translation is missing."""
    chinese = QLocale(QLocale.Language.Chinese, QLocale.Script.SimplifiedChineseScript, QLocale.Country.China)
    QLocale.setDefault(chinese)
    translator = QTranslator(application)
    loaded = translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return loaded and application.installTranslator(translator)


def run(workspace_path: Path | str | None, argv: Sequence[str], received: Path | None = None) -> int:
    """Run the program until its window closes.

    The window is painted from a few facts first; everything that is slow to load is loaded after that.

    Args:
        workspace_path: The workspace to open, or the address of one on a server; ``None`` for the one used last or the first-run guide.
        argv: The command line, for Qt.
        received: A file of another office to take once the window is there.

    Returns:
        The exit code: 0, or 1 when the program cannot run.
    """
    start = read_start_settings(settings_folder())
    application = bare_application(argv)
    frame = Frame(start)
    path = workspace_path or (place_of(start.recent) if start.recent else None)
    if isinstance(path, str):  # asked for its password first
        return Run(application, frame, received).after_refusal(path, None)
    try:
        workspace = open_workspace(path) if path is not None else None
        if workspace is not None:
            frame.show_first(first_look(workspace), start.theme)
    except (UserError, ResourceError) as failure:
        return Run(application, frame, received).after_refusal(path, failure)
    if workspace is None:
        return Run(application, frame, received).after_refusal(None, None)
    return Run(application, frame, received).after_first_paint(workspace)


class Run:
    """One run of the program, from its first paint to its end; here everything may be imported.

    Attributes:
        frame: The top-level window.
    """

    def __init__(self, application: QApplication, frame: Frame, received: Path | None = None) -> None:
        self._application = application
        self.frame = frame
        self._received = received
        self._failed = False

    def after_first_paint(self, workspace: "Workspace") -> int:
        """Wait for the first paint, then put the pages in its place, and run."""
        self.frame.first_painted.connect(lambda: self.furnish(workspace))
        return self._run_guarded()

    def after_refusal(self, path: Path | str | None, refusal: UserError | ResourceError | None) -> int:
        """Ask the officer what to open, and run."""
        from ui.opening_flow import PACKAGE, OpeningFlow
        from ui.settings import SettingsFile

        settings = SettingsFile()
        dress(self._application, settings)
        if path is None and self._received is not None and self._received.suffix.lower() == PACKAGE:
            path, self._received = self._received, None
        if isinstance(refusal, ResourceError):  # the program's own data are broken: no other workspace would help
            self._say(refusal)
            return 1
        workspace = OpeningFlow(settings).run(path, refusal)
        if workspace is None:
            self._take_received(None)
            return 0
        self.furnish(workspace)
        return self._run_guarded()

    def _run_guarded(self) -> int:
        from ui.crash import CrashGuard

        guard = CrashGuard(self._application.quit)
        guard.install()
        try:
            return self._application.exec() or int(self._failed)
        finally:
            guard.uninstall()
            content = self.frame.content
            if content is not None:
                content.context.worker.shut_down()
                close_workspace(content.context)

    def furnish(self, workspace: "Workspace") -> None:
        """Build the pages over an open workspace and show them in the frame."""
        from forms.good_pack import pack_in_use
        from ui import messages
        from ui.context import Context
        from ui.settings import SettingsFile
        from ui.window import MainWindow

        settings = SettingsFile()
        dress(self._application, settings)
        remember(settings, workspace.place)
        try:
            programme, notice = pack_in_use(workspace, pack_folder())
        except ResourceError as failure:
            self._say(failure)
            self._failed = True
            workspace.close(backup=False)
            self._application.quit()
            return
        workspace.use_programme(programme)
        context = Context(workspace, programme, settings)
        window = MainWindow(context)
        if notice:
            QTimer.singleShot(0, lambda: messages.warning(window, notice))
        window.first_painted.connect(lambda: after_first_paint(context, window))
        window.first_painted.connect(lambda: QTimer.singleShot(0, lambda: self._take_received(window)))
        self.frame.fill(window)
        self.frame.show()

    def _take_received(self, window: QWidget | None) -> None:
        if self._received is not None:
            from ui.received_file import take

            path, self._received = self._received, None
            take(window, path)

    def _say(self, failure: UserError | ResourceError) -> None:
        from ui import messages

        messages.show_failure(None, failure)


def remember(settings: "SettingsFile", place: str) -> None:
    """Put `place` first among the workspaces used last; at once on the disk, so that it is found again after a power cut."""
    recent = [place, *(other for other in settings.values.recent if other != place)][:RECENT]
    if recent != settings.values.recent:
        settings.values.recent = recent
        settings.save()


def close_workspace(context: "Context") -> None:
    """Close the workspace, which backs it up when something was saved; say so when that failed."""
    context.workspace.note_use()
    try:
        context.workspace.close()
    except UserError as failure:
        from ui import messages

        messages.show_failure(None, failure)


def after_first_paint(context: "Context", window: "MainWindow") -> None:
    """Start what may wait until the window is there: the log, later starts, the modules that operations need."""
    from ui.crash import log_folder, start_log
    from ui.single_instance import FirstWindow

    start_log(log_folder())
    first = FirstWindow(Path(context.workspace.place), window)
    first.asked.connect(lambda: bring_to_front(window))
    window.closed.connect(first.close)
    context.workspace_replaced.connect(lambda: first.listen(Path(context.workspace.place)))
    window.status.read_backups()
    context.run("正在准备", lambda _progress: prepare(context.workspace), quiet=True)
    offer_newer_pack(context)


def offer_newer_pack(context: "Context") -> None:
    """Say that a newer pack is at hand, sent down by the city or brought by a newer program; going over to it is for the officer."""
    from ui.packs.switching_presenter import SwitchingPresenter

    newer = SwitchingPresenter(context).newer()
    if newer and not context.read_only:
        context.announce(f"手头有较新的方案包（版本{newer}），请到“设置—方案包”查看变化，再决定换用。", Tone.HINT)


def prepare(workspace: "Workspace") -> None:
    """Make the first save fast, note the use, keep the pack the workspace works with, clear away what a killed program left in the open."""
    from exports.scratch import clear_leftovers
    from models.operations.packs import keep_pack_in_use

    workspace.warm_up()
    workspace.note_use()
    if not workspace.read_only:
        with suppress(UserError):  # told when something is saved by the officer; this is tried again at the next start
            workspace.perform(keep_pack_in_use)
    clear_leftovers()


def bring_to_front(content: QWidget) -> None:
    """Show the window of some content above all others, also when it was minimised."""
    window = content.window()
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()
