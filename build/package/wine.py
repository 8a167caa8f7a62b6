"""Runs Windows programs under Wine, in a Windows of their own that is made in the build's folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path, PureWindowsPath

from build.package.running import run


class Wine:
    """One Windows.

    Attributes:
        prefix: Its folder.
        environ: The variables its programs get.
    """

    def __init__(self, prefix: Path, **variables: str) -> None:
        """Make the Windows, unless it is there.

        Args:
            prefix: Its folder.
            **variables: For its programs; Wine keeps ``QT_`` ones back.
        """
        self.prefix = prefix
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LD_", "RONGHE_"))}
        own = {
            "WINEPREFIX": str(prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
            "LANG": "C.UTF-8",
        }
        self.environ = {**plain, **own, "LC_ALL": "C.UTF-8", **variables}
        if not (prefix / "system.reg").is_file():
            print("建立 Wine 环境（约半分钟）", flush=True)
            shutil.rmtree(prefix, ignore_errors=True)
            prefix.parent.mkdir(parents=True, exist_ok=True)
            run(["wineboot", "-i"], environ=self.environ, limit=300, failed="Wine 没有准备好")
            run(["wine", "winecfg", "/v", "win10"], environ=self.environ, limit=120, failed="Wine 没有准备好")
            self.wait()

    def run(self, command: Sequence[str | Path], *, log: Path | None = None, failed: str = "", limit: float = 900, **variables: str) -> str:
        """Run a Windows program and return what it printed.

        Args:
            command: Program and arguments.
            log: File that also gets the output.
            failed: What did not come about, for the message.
            limit: Seconds.
            **variables: More variables.

        Raises:
            SetupError: It failed.
        """
        return run(["wine", *command], log=log, environ={**self.environ, **variables}, failed=failed, limit=limit)

    def wait(self) -> None:
        """Wait until every program of this Windows has ended and its registry is written."""
        subprocess.run(["wineserver", "-w"], env=self.environ, check=False, timeout=300)

    def stop(self) -> None:
        """End every program of this Windows."""
        subprocess.run(["wineserver", "-k"], env=self.environ, check=False, timeout=60)


def windows_path(path: Path) -> str:
    """Return how a Windows program calls a file of this system."""
    return str(PureWindowsPath("Z:/", *path.resolve().parts[1:]))
