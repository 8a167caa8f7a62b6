"""Pictures of every page of the window, painted off screen."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.workspace.store import Workspace

SIZE = (1366, 768)

COLOURS = 8
"""Smoothed letters alone give more colours than this; an empty page gives two or three."""


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
        if sys.platform == "win32":
            # Off screen Qt does not know where Windows keeps its fonts.
            os.environ.setdefault("QT_QPA_FONTDIR", os.path.join(os.environ.get("WINDIR", r"C:\Windows"), "Fonts"))
        # The off-screen platform says of every window that it cannot place it.
        QLoggingCategory.setFilterRules("default.warning=false")
    from ui.app import make_application
    from ui.context import Context
    from ui.pages import PAGES
    from ui.settings import SettingsFile
    from ui.window import MainWindow

    scratch = tempfile.TemporaryDirectory(prefix="ronghe-pictures-")
    settings = SettingsFile(Path(scratch.name))
    application = QApplication.instance() or make_application(["ronghe"], settings)
    context = Context(workspace, workspace.programme, settings)
    window = MainWindow(context)
    window.resize(*SIZE)
    window.show()
    projects = workspace.rows("SELECT id FROM project WHERE deleted_at IS NULL ORDER BY number LIMIT 1")
    target = {"project": projects[0][0]} if projects else {}
    try:
        for number, page in enumerate(PAGES, start=1):
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
