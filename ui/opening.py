"""Which workspace to open, and what to do when it cannot be opened."""

from pathlib import Path
from typing import TYPE_CHECKING

from ui.settings import SettingsFile

if TYPE_CHECKING:
    from models.workspace.store import Workspace


def choose_workspace(path: Path | None, settings: SettingsFile) -> "Workspace | None":
    """Open the workspace at `path`, or the one used last.

    Returns:
        The open workspace, or ``None`` when the officer gave up.
    """
    from models.workspace.store import open_workspace

    if path is None and settings.values.recent:
        path = Path(settings.values.recent[0])
    return None if path is None else open_workspace(path)
