"""The few settings that are needed before the first paint, read without the typed decoder, which is slow to load."""

import json
from pathlib import Path
from typing import Any, NamedTuple

FILE = "settings.json"


class StartSettings(NamedTuple):
    """What the window looks like from its first moment on; a file that cannot be read gives the usual look.

    Attributes:
        recent: Path or address of the workspace used last, or empty.
        theme: ``light``, ``dark`` or ``system``.
        geometry: Place and size, as Qt saves it, in base64.
    """

    recent: str = ""
    theme: str = "system"
    geometry: str = ""


def settings_folder() -> Path:
    """Return the folder that the system has for settings."""
    from platformdirs import user_config_path

    return user_config_path("ronghe", appauthor=False)


def pack_folder() -> Path:
    """Return where the last good copy of the program's own pack is kept."""
    return settings_folder() / "last-good-pack"


def read_start_settings(folder: Path) -> StartSettings:
    """Read what the first paint needs; complaints about the file are left to `ui.settings`."""
    try:
        held: Any = json.loads((folder / FILE).read_bytes())
        recent = held.get("recent") or [""]
        return StartSettings(str(recent[0]), str(held.get("theme", "system")), str(held.get("geometry", "")))
    except (OSError, ValueError, AttributeError, LookupError, TypeError):
        return StartSettings()
