"""Installs the locked wheels for a target system into a folder; nothing of them is run."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from collections.abc import Collection
from pathlib import Path

from build.package.layout import ROOT
from build.package.running import run

PROGRAM_LOCK = ROOT / "build" / "requirements.txt"
TOOLS_LOCK = ROOT / "build" / "requirements-package.txt"
PLATFORMS = {"amd64": "x86_64-manylinux_2_28", "arm64": "aarch64-manylinux_2_31", "windows": "x86_64-pc-windows-msvc"}
FREEZER = ("pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "packaging", "setuptools", "pefile", "pywin32-ctypes")
"""PyInstaller and what it needs on Linux and Windows."""

_ENTRY = re.compile(r"^([a-z0-9-]+)==.*(?:\n {4}--hash.*)+\n", re.MULTILINE)


def tool(name: str) -> Path:
    """Return the path of a tool in the environment that runs this."""
    return Path(sys.executable).with_name(name)


def entries(lock: str, names: Collection[str]) -> str:
    """Return the part of a lock file that is about some packages, with their hashes."""
    return "".join(match[0] for match in _ENTRY.finditer(lock) if match[1] in names)


def install(work: Path, target: str, lock: Path = PROGRAM_LOCK, names: Collection[str] = ()) -> Path:
    """Install a lock, or some of it, for a target; an earlier, equal installation is taken as it is.

    Args:
        work: Folder for the result.
        target: A key of `PLATFORMS`.
        lock: Hashed requirements file.
        names: Only these packages; empty for all.

    Returns:
        The folder with the packages.

    Raises:
        SetupError: A package cannot be had, or is not the locked one.
    """
    wanted = lock.read_text(encoding="utf-8")
    if names:
        wanted = entries(wanted, names)
    folder = work / f"wheels-{target}-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"
    if folder.is_dir():
        return folder
    part, requirements = folder.with_suffix(".part"), folder.with_suffix(".txt")
    shutil.rmtree(part, ignore_errors=True)
    requirements.write_text(wanted, encoding="utf-8")
    place = ("--target", part, "--python-platform", PLATFORMS[target], "--python-version", "3.11", "--link-mode", "copy")
    # The lock names everything; markers in it are judged for the target.
    checked = ("--only-binary", ":all:", "--require-hashes", "--no-deps", "--requirements", requirements)
    run([tool("uv"), "pip", "install", "--no-config", "--quiet", *place, *checked], failed=f"{target} 的程序库没有装上")
    part.rename(folder)
    return folder
