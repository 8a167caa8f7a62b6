"""Chinese input on Linux without setting anything: tells Qt which input method the session has, where the session does not."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FCITX, IBUS = "fcitx", "ibus"
DAEMONS = {"fcitx5": FCITX, "fcitx": FCITX, "fcitx-dbus-watc": FCITX, "ibus-daemon": IBUS}
"""Names of running programs, cut after 15 letters as the system does, and the input method they mean."""

UNKNOWN_TO_QT = ("", "xim")
"""Values of ``QT_IM_MODULE`` that say nothing to Qt 6."""


def choose(environ: Mapping[str, str], programs: Iterable[str], *, has_fcitx: bool) -> dict[str, str]:
    """Return the variables to set before Qt starts.

    Args:
        environ: The session's variables.
        programs: Names of the user's running programs, looked at only when no variable helps.
        has_fcitx: Whether fcitx's plugin lies beside Qt's own. Without it fcitx 5 is reached as if it were IBus.
    """
    if environ.get("QT_IM_MODULES"):
        return {}
    asked = environ.get("QT_IM_MODULE", "")
    if asked in UNKNOWN_TO_QT:
        if environ.get("XDG_SESSION_TYPE") == "wayland" and not environ.get("QT_QPA_PLATFORM"):
            return {}  # the compositor brings the input method
        asked = environ.get("XMODIFIERS", "").removeprefix("@im=")
        if not asked.startswith((FCITX, IBUS)):
            asked = next((DAEMONS[name] for name in programs if name in DAEMONS), "")
    if asked.startswith(FCITX):
        return {"QT_IM_MODULE": FCITX} if has_fcitx else {"QT_IM_MODULE": IBUS, "IBUS_USE_PORTAL": "1"}
    return {"QT_IM_MODULE": IBUS} if asked.startswith(IBUS) else {}


def running_programs(proc: Path = Path("/proc")) -> Iterator[str]:
    """Yield the names of this user's running programs."""
    for folder in proc.iterdir():
        if folder.name.isdigit():
            try:
                if folder.stat().st_uid == os.getuid():
                    yield (folder / "comm").read_text(encoding="utf-8", errors="replace").rstrip("\n")
            except OSError:
                continue


def prepare() -> None:
    """Set the variables of this process; must come before the application object."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return
    from PySide6.QtCore import QLibraryInfo

    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforminputcontexts"
    has_fcitx = any(plugins.glob("*fcitx*"))
    os.environ.update(choose(os.environ, running_programs(), has_fcitx=has_fcitx))
