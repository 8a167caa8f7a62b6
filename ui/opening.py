"""Which workspace to open, and what to do when it cannot be opened."""

from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import UserError
from ui.settings import SettingsFile

if TYPE_CHECKING:
    from models.workspace.store import Workspace


def choose_workspace(path: Path | None, settings: SettingsFile) -> "Workspace | None":
    """Open the workspace at `path`, or the one used last; where there is none or it is refused, ask the officer.

    Returns:
        The open workspace, or ``None`` when the officer gave up or the window that has it open came to the front.
    """
    from models.workspace.store import open_workspace

    if path is None and settings.values.recent:
        path = Path(settings.values.recent[0])
    refusal: UserError | None = None
    if path is not None:
        try:
            return open_workspace(path)
        except UserError as failure:
            refusal = failure
    from ui.opening_flow import OpeningFlow

    return OpeningFlow(settings).run(path, refusal)
