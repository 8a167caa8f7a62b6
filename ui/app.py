"""The program with a window: from the command line to the last window's end."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from models.errors import ResourceError, UserError
from ui import messages
from ui.context import Context
from ui.crash import CrashGuard, log_folder, start_log
from ui.opening import choose_workspace
from ui.settings import SettingsFile
from ui.theme import ThemeChoice, theme
from ui.window import MainWindow

RECENT = 8
"""How many workspaces are remembered."""


def make_application(argv: Sequence[str], settings: SettingsFile) -> QApplication:
    """Create the application, in Chinese and in the look that the settings ask for."""
    application = QApplication(list(argv))
    application.setApplicationName("ronghe")
    application.setApplicationDisplayName("")
    application.setStyle("fusion")
    speak_chinese(application)
    theme().apply(ThemeChoice(settings.values.theme), settings.values.font_size)
    application.setWindowIcon(theme().icon("flag", "accent"))
    return application


def speak_chinese(application: QApplication) -> bool:
    """Put Qt's own buttons, menus and dates into Chinese; False when Qt's translation is missing."""
    chinese = QLocale(QLocale.Language.Chinese, QLocale.Script.SimplifiedChineseScript, QLocale.Country.China)
    QLocale.setDefault(chinese)
    translator = QTranslator(application)
    loaded = translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return loaded and application.installTranslator(translator)


def run(workspace_path: Path | None, argv: Sequence[str]) -> int:
    """Run the program until its window closes.

    Args:
        workspace_path: The workspace to open; ``None`` for the one used last or the first-run guide.
        argv: The command line, for Qt.

    Returns:
        The exit code: 0, or 1 when there was nothing to open.
    """
    settings = SettingsFile()
    application = make_application(argv, settings)
    guard = CrashGuard(application.quit)
    guard.install()
    try:
        return _run(workspace_path, settings, application)
    finally:
        guard.uninstall()


def _run(workspace_path: Path | None, settings: SettingsFile, application: QApplication) -> int:
    try:
        workspace = choose_workspace(workspace_path, settings)
        if workspace is None:
            return 1
        programme = workspace.programme
    except (UserError, ResourceError) as failure:
        messages.show_failure(None, failure)
        return 1
    remember(settings, workspace.path)
    context = Context(workspace, programme, settings)
    window = MainWindow(context)
    window.first_painted.connect(lambda: after_first_paint(context, window))
    window.show()
    try:
        return application.exec()
    finally:
        context.worker.shut_down()
        close_workspace(context)


def remember(settings: SettingsFile, path: Path) -> None:
    """Put `path` first among the workspaces used last."""
    recent = [str(path), *(other for other in settings.values.recent if other != str(path))]
    settings.values.recent = recent[:RECENT]


def close_workspace(context: Context) -> None:
    """Close the workspace, which backs it up when something was saved; say so when that failed."""
    try:
        context.workspace.close()
    except UserError as failure:
        messages.show_failure(None, failure)


def after_first_paint(context: Context, window: MainWindow) -> None:
    """Start what may wait until the window is there: the log, later starts, the modules that operations need."""
    from ui.single_instance import FirstWindow

    start_log(log_folder())
    first = FirstWindow(context.workspace.path, window)
    first.asked.connect(lambda: bring_to_front(window))
    window.closed.connect(first.close)
    window.status.read_backups()
    context.run("正在准备", lambda _progress: context.workspace.warm_up(), quiet=True)


def bring_to_front(window: MainWindow) -> None:
    """Show the window above all others, also when it was minimised."""
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()
