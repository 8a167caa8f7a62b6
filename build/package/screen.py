"""A screen that nobody sees, of its own number whatever other screens there are, and pictures of it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from build.failure import SetupError
from build.package.running import environment_with, run

SIZE = "1366x768x24"
WITH_CONTENT = 100
"""More colours than this are on a screen on which a window has been painted."""


FURNISHING = 5.0
"""Seconds from the first paint, which shows a few facts only, until the pages are there for certain."""


@contextmanager
def screen() -> Iterator[str]:
    """Give a screen's name, for ``DISPLAY``; programs in other roots reach it as well.

    Raises:
        SetupError: It did not start.
    """
    read, write = os.pipe()
    # While it resets itself, as it does after the last window, the next one is refused.
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp", "-ac", "-noreset"]
    process = subprocess.Popen(command, pass_fds=[write], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        if not number:
            raise SetupError("虚拟屏幕（Xvfb）没有启动。")
        yield f":{number}"
    finally:
        process.terminate()
        process.wait(30)


def wait_for_window(display: str, picture: Path, patience: float) -> bool:
    """Take a picture again and again until a window is on it, and tell whether there is one.

    Args:
        display: The screen.
        picture: The file, for somebody to look at.
        patience: Seconds after which to give up.
    """
    picture.parent.mkdir(parents=True, exist_ok=True)
    given_up = time.monotonic() + patience
    while time.monotonic() < given_up:
        if _colours(display, picture) > WITH_CONTENT:
            time.sleep(FURNISHING)
            return _colours(display, picture) > WITH_CONTENT
        time.sleep(0.5)
    return False


def _colours(display: str, picture: Path) -> int:
    run(["import", "-window", "root", picture], environ=environment_with(DISPLAY=display))
    return int(run(["identify", "-format", "%k", picture]).split()[-1])
