"""Writes the hashed requirements files from what pyproject.toml declares."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from build import environment
from build.failure import SetupError

_LINE = re.compile(r"[a-z0-9-]+==[\w.]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")


def foreign_lines(text: str) -> list[str]:
    """Return the lines of a lock that are neither a pinned name nor a hash.

    An address of a package server would be one: the lock has to be good wherever pip finds its packages.
    """
    return [line for line in text.splitlines() if not _LINE.fullmatch(line)]


def lock(root: Path, arguments: list[str]) -> None:
    """Write the lock files; versions stay as they are unless `arguments` say otherwise (``--upgrade``).

    Raises:
        SetupError: The resolver failed, or a lock came out with more than names and hashes.
    """
    declared = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        print("准备锁定工具", flush=True)
        environment.create(Path(folder))
        scripts = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin")
        environment.install(scripts / "python", *declared["dependency-groups"]["lock"])
        for target, source in (
            (environment.RUN.lock, ["pyproject.toml"]),
            (environment.DEVELOP.lock, ["pyproject.toml", "--group", "dev", "--constraint", environment.RUN.lock]),
            (environment.TOOLS_LOCK, ["--group", "package", "--constraint", environment.RUN.lock]),
        ):
            print(f"锁定 {target}", flush=True)
            _compile(root, scripts / "uv", [*source, "--output-file", target, *arguments])


def _compile(root: Path, uv: Path, arguments: list[str]) -> None:
    resolving = ["--universal", "--python-version", "3.11", "--only-binary", ":all:", "--no-config"]
    printing = ["--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    command = [str(uv), "pip", "compile", *resolving, *printing, *arguments]
    if subprocess.run(command, cwd=root, check=False, env=environment.clean(os.environ)).returncode != 0:
        raise SetupError("依赖没有锁定成功，原因见上。")
    target = arguments[arguments.index("--output-file") + 1]
    foreign = foreign_lines((root / target).read_text(encoding="utf-8"))
    if foreign:
        raise SetupError(f"{target} 中有锁定文件不应有的内容：{foreign[0]}")
