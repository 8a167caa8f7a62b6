"""Runs the outside programs of a build: quietly, with a log, and with their last lines when they fail."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from build.failure import SetupError

LAST_LINES = 15


def run(
    command: Sequence[str | Path],
    *,
    log: Path | None = None,
    cwd: Path | None = None,
    environ: Mapping[str, str] | None = None,
    failed: str = "",
    limit: float = 3600,
) -> str:
    """Run a command and return what it printed on either stream.

    Args:
        command: Program and arguments.
        log: File that also gets the output.
        cwd: Folder to run in.
        environ: The whole environment of the child; ``None`` for ours.
        failed: What did not come about, for the message.
        limit: Seconds after which it is given up.

    Raises:
        SetupError: It could not be started, took too long, or left with another code than 0.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env=None if environ is None else dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            timeout=limit,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SetupError(f"{failed or '命令没有运行成功'}：{shlex.join(words)}\n{error}") from error
    if log is not None:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(done.stdout, encoding="utf-8")
    if done.returncode != 0:
        last = "\n".join(done.stdout.splitlines()[-LAST_LINES:])
        raise SetupError(f"{failed or '命令没有运行成功'}（退出码 {done.returncode}）：{shlex.join(words)}\n最后几行：\n{last}")
    return done.stdout


def environment_with(**variables: str) -> dict[str, str]:
    """Return our environment with some variables set."""
    return {**os.environ, **variables}


def touch_tree(folder: Path, epoch: int) -> None:
    """Give every file and folder below `folder`, and itself, the same moment.

    Args:
        folder: The tree.
        epoch: Seconds since 1970.
    """
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (epoch, epoch), follow_symlinks=False)
