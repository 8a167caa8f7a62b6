"""Proves that the packed program starts about as fast as the same commit from source, up to its first window on a screen."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from build.environment import interpreter
from build.failure import SetupError
from build.package.deb import PLACE
from build.package.layout import NAME, ROOT, Build
from build.package.proof_linux import require
from build.package.running import environment_with, run
from build.package.screen import screen

ROUNDS = 7
ALLOWED = 1.3
"""How much longer the packed program may take."""

PATIENCE = 30.0
"""Seconds after which a start is given up."""


def prove_start(build: Build, package: Path) -> None:
    """Start both in turn, and compare the middle times.

    Args:
        build: The build.
        package: The x86-64 package; it is unpacked, not installed.

    Raises:
        SetupError: The packed program takes too long.
    """
    trial = build.work / "trial-start"
    shutil.rmtree(trial, ignore_errors=True)
    run(["dpkg", "-x", package, trial])
    home = trial / "home"
    home.mkdir()
    environ = environment_with(HOME=str(home), XDG_RUNTIME_DIR=str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "PYTHONDONTWRITEBYTECODE", "QT_QPA_PLATFORM"):
        environ.pop(name, None)
    packed = [trial / PLACE / NAME]
    run([*packed, "demo", home / "demo"], environ={**environ, "QT_QPA_PLATFORM": "offscreen"})
    (store,) = (home / "demo").glob("*.ronghe")
    sides: list[Sequence[str | Path]] = [packed, [interpreter(ROOT), build.source / "main.py"]]
    times: list[list[float]] = [[], []]
    with screen() as display:
        environ["DISPLAY"] = display
        for number in range(ROUNDS + 1):
            for side, taken in zip(sides, times, strict=True):
                seconds = _start([*side, "--workspace", store], environ)
                if number:  # the first start of each fills the disk's cache
                    taken.append(seconds)
    shutil.rmtree(trial, ignore_errors=True)
    ours, source = (statistics.median(taken) for taken in times)
    print(f"  启动到出现窗口：安装包 {ours:.2f} 秒，源代码 {source:.2f} 秒，比值 {ours / source:.2f}（不超过 {ALLOWED}）", flush=True)
    require(ours <= ALLOWED * source, "安装包里的程序启动太慢")


def _start(command: Sequence[str | Path], environ: dict[str, str]) -> float:
    """Return the seconds from the start of the process until its window is on the screen."""
    words = [str(word) for word in command]
    begun = time.perf_counter()
    started = subprocess.Popen(words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        # Asks for windows of this very process, so that one of an earlier start is never taken for it.
        question = ["xdotool", "search", "--onlyvisible", "--pid", str(started.pid)]
        while True:
            asked = subprocess.run(question, env=environ, capture_output=True, check=False)
            seconds = time.perf_counter() - begun
            if asked.stdout.strip():
                return seconds
            if started.poll() is not None or seconds > PATIENCE:
                raise SetupError(f"验证未通过：没有出现窗口：{words[0]}")
    finally:
        started.terminate()
        started.wait(30)
