"""The project's own Python environment (`.venv`): made from the hashed lock once, recognised as ready ever after."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from build import system_packages
from build.failure import SetupError

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Purpose:
    """What the environment is for.

    Attributes:
        key: Name of its stamp file.
        title: Shown during set-up.
        lock: Hashed requirements file, from the project root.
        packages: System packages (Debian names).
        covers: Purposes that are met as well once this one is.
    """

    key: str
    title: str
    lock: str
    packages: tuple[str, ...]
    covers: tuple[Purpose, ...] = ()


RUN = Purpose("run", "运行程序", "build/requirements.txt", (*system_packages.QT, *system_packages.WINDOW, *system_packages.FONTS))
DEVELOP = Purpose("develop", "开发与检查", "build/requirements-dev.txt", (*RUN.packages, *system_packages.TESTS), (RUN,))

TOOLS, TOOLS_LOCK = "dist/work/tools", "build/requirements-package.txt"
"""Where the packaging tools are installed, and what they are."""


def interpreter(root: Path) -> Path:
    """Return the path of the environment's Python."""
    return root / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def fingerprint(root: Path, purpose: Purpose) -> str:
    """Return the digest of everything the environment was made from: lock, system packages, Python."""
    digest = hashlib.sha256((root / purpose.lock).read_bytes())
    digest.update(" ".join(purpose.packages).encode())
    digest.update(str(interpreter(root).resolve()).encode())
    return digest.hexdigest()


def stamp(root: Path, purpose: Purpose) -> Path:
    """Return the file that records what the environment was last made from."""
    return root / ".venv" / f"ready-{purpose.key}"


def is_ready(root: Path, purpose: Purpose) -> bool:
    """Tell whether the environment stands as the lock says, without starting anything."""
    try:
        recorded = stamp(root, purpose).read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return interpreter(root).exists() and recorded == fingerprint(root, purpose)


def clean(environ: Mapping[str, str]) -> dict[str, str]:
    """Return `environ` without what would bend a child Python.

    Bytecode has to be written, or every start compiles the whole program anew.
    """
    bending = {"PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "PYTHONPYCACHEPREFIX", "PYTHONOPTIMIZE"}
    return {name: value for name, value in environ.items() if name not in bending}


def prepare(purpose: Purpose, root: Path = ROOT) -> Path:
    """Make the environment for `purpose` where it does not stand yet.

    Returns:
        The environment's Python.

    Raises:
        SetupError: Something is missing that cannot be installed from here.
    """
    if not is_ready(root, purpose):
        print(f"准备环境：{purpose.title}（仅在首次或依赖变化时进行）", flush=True)
        _ensure_system(purpose)
        _ensure_environment(root)
        _install(root, purpose)
        for met in (purpose, *purpose.covers):
            stamp(root, met).write_text(fingerprint(root, met), encoding="ascii")
        print("环境就绪。", flush=True)
    return interpreter(root)


def prepare_tools(root: Path = ROOT) -> Path:
    """Make the environment of the packaging tools, apart from the program's, where it does not stand yet; return its Python.

    Raises:
        SetupError: Something is missing that cannot be installed from here.
    """
    folder, lock = root / TOOLS, root / TOOLS_LOCK
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    made_from, made = hashlib.sha256(lock.read_bytes()).hexdigest(), folder / "ready"
    if not made.exists() or made.read_text(encoding="ascii") != made_from:
        print("准备打包工具（仅在首次或依赖变化时进行）", flush=True)
        system_packages.ensure(system_packages.PACKAGING)
        create(folder)
        install(python, "--require-hashes", "--requirement", str(lock))
        made.write_text(made_from, encoding="ascii")
    return python


def create(folder: Path) -> None:
    """Make an empty environment at `folder`, in place of whatever is there.

    Raises:
        SetupError: Python could not make it.
    """
    _run([sys.executable, "-m", "venv", "--clear", str(folder)], "未能建立 Python 环境")


def install(python: Path, *arguments: str) -> None:
    """Let pip of the environment `python` install what `arguments` say, in wheels only.

    Raises:
        SetupError: pip failed; the message holds its last lines.
    """
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--progress-bar", "off"]
    _run([*pip, "--only-binary", ":all:", *arguments], "程序库没有装上，多为网络原因，可直接重新执行本命令")


def _ensure_system(purpose: Purpose) -> None:
    wanted = list(purpose.packages)
    can_make = importlib.util.find_spec("ensurepip") is not None
    if not can_make:
        wanted.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    system_packages.ensure(wanted)
    if not can_make:
        importlib.invalidate_caches()
        if importlib.util.find_spec("ensurepip") is None:
            raise SetupError("当前 Python 缺少 venv/ensurepip 部分，无法建立环境。请改用完整安装的 Python 3.11 至 3.13 再执行。")


def _ensure_environment(root: Path) -> None:
    python = interpreter(root)
    if python.exists():
        usable = subprocess.run([str(python), "-c", "import pip"], capture_output=True, check=False, env=clean(os.environ))
        if usable.returncode == 0:
            return
    print("建立 Python 环境 .venv", flush=True)
    create(root / ".venv")


def _install(root: Path, purpose: Purpose) -> None:
    print(f"下载并核对程序库（{purpose.lock}，首次约需几分钟）", flush=True)
    for met in (purpose, *purpose.covers):
        stamp(root, met).unlink(missing_ok=True)
    install(interpreter(root), "--require-hashes", "--requirement", str(root / purpose.lock))


def _run(command: list[str], failed: str) -> None:
    done = subprocess.run(
        command,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=clean(os.environ),
    )
    if done.returncode != 0:
        last = "\n".join(done.stdout.splitlines()[-12:])
        raise SetupError(f"{failed}。最后几行：\n{last}")
