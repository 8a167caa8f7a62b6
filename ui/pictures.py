"""Pictures of every page of the window, painted off screen."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.workspace.store import Workspace

SIZE = (1366, 768)

FONT_ENDINGS = (".ttf", ".ttc", ".otf")
CHINESE_FONTS = ("msyh.ttc", "msyhbd.ttc", "simsun.ttc", "simhei.ttf", "deng.ttf", "simfang.ttf", "simkai.ttf")
"""Fonts that Windows has in every Chinese version, in small letters."""

COLOURS = 8
"""Smoothed letters alone give more colours than this; an empty page gives two or three."""


def windows_fonts() -> Path:
    """Return the folder where Windows keeps its fonts; elsewhere there is none."""
    return Path(os.environ.get("WINDIR", "")) / "Fonts"


def add_system_fonts(folder: Path) -> None:
    """Let Qt know the fonts in a folder where it knows none: off screen it does not ask Windows for them."""
    from PySide6.QtGui import QFontDatabase

    if QFontDatabase.families() or not folder.is_dir():
        return
    present = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in FONT_ENDINGS]
    chinese = [path for path in present if path.name.lower() in CHINESE_FONTS]
    for path in chinese or present:
        QFontDatabase.addApplicationFont(str(path))


def picture_pages(workspace: "Workspace", folder: Path) -> Iterator[tuple[Path, str]]:
    """Paint each page once and save its picture.

    Args:
        workspace: The open workspace to show.
        folder: Where the pictures go.

    Yields:
        Each picture and the title of its page.
    """
    from PySide6.QtCore import QLoggingCategory
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        # The off-screen platform says of every window that it cannot place it.
        QLoggingCategory.setFilterRules("default.warning=false")
    from ui.app import make_application
    from ui.context import Context
    from ui.pages import pages_of
    from ui.settings import SettingsFile
    from ui.window import MainWindow

    scratch = tempfile.TemporaryDirectory(prefix="ronghe-pictures-")
    settings = SettingsFile(Path(scratch.name))
    application = QApplication.instance() or make_application(["ronghe"], settings)
    add_system_fonts(windows_fonts())
    context = Context(workspace, workspace.programme, settings)
    window = MainWindow(context)
    window.resize(*SIZE)
    window.show()
    projects = workspace.rows("SELECT id FROM project WHERE deleted_at IS NULL ORDER BY number LIMIT 1")
    target = {"project": projects[0][0]} if projects else {}
    try:
        for number, page in enumerate(pages_of(city=context.is_city), start=1):
            if page.parent and not target:
                continue
            window.show_page(page.key, target if page.parent else {})
            application.processEvents()
            path = folder / f"{number:02d}-{page.key}.png"
            window.grab().save(str(path))
            yield path, page.title
    finally:
        window.close()
        application.processEvents()
        scratch.cleanup()


def is_blank(path: Path) -> bool:
    """Tell whether a picture shows nothing: hardly any colours on the part where the page's content stands."""
    from PySide6.QtGui import QImage

    picture = QImage(str(path))
    width, height = picture.width(), picture.height()
    seen = {picture.pixel(x, y) for x in range(width // 4, width, 3) for y in range(height // 6, height, 3)}
    return len(seen) < COLOURS
