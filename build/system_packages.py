"""System libraries that the program needs on Linux: what is missing, and how it gets there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable

from build.failure import SetupError

QT = ("libgl1", "libegl1", "libdbus-1-3", "libfontconfig1", "libglib2.0-0", "libxkbcommon0")
WINDOW = ("libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxkbcommon-x11-0")
FONTS = ("fonts-noto-cjk",)
TESTS = ("xvfb", "libreoffice-writer-nogui", "libreoffice-calc-nogui", "poppler-utils", "postgresql")
PACKAGING = ("git", "dpkg-dev", "make", "patch", "xz-utils", "binutils")
"""For every installer; what only the Windows one or the proofs need is named there."""


def provided(listing: str) -> set[str]:
    """Return every package name that is installed or provided by an installed package.

    Newer systems renamed some libraries (``libglib2.0-0t64``) and provide the old name.

    Args:
        listing: Lines ``name|status|provides`` as `dpkg-query` prints them.
    """
    names: set[str] = set()
    for line in listing.splitlines():
        name, status, provides = line.split("|")
        if status == "installed":
            names.add(name)
            names.update(re.findall(r"(?:^|, )([^\s,(:]+)", provides))
    return names


def missing(wanted: Iterable[str]) -> list[str]:
    """Return the names of `wanted` that this Debian-like system does not have."""
    listing = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${Package}|${db:Status-Status}|${Provides}\\n"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    present = provided(listing)
    return [name for name in wanted if name not in present]


def install_script(packages: Iterable[str]) -> str:
    """Return the shell line that installs `packages`; the same whether we run it or the user does."""
    options = "-o DPkg::Lock::Timeout=300 -y --no-install-recommends"
    return f"apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install {options} {' '.join(packages)}"


def rights() -> list[str] | None:
    """Return what to put before a command to run it as root: nothing, ``sudo``, or ``None`` when it may not be done.

    ``sudo`` may ask for the password only where somebody sits at the terminal.
    """
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    if sys.stdin.isatty() or subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo"]
    return None


def by_hand(packages: Iterable[str], *, sudo: bool) -> str:
    """Return the one command that somebody with administrator rights has to run."""
    script = shlex.quote(install_script(packages))
    return f"sudo sh -c {script}" if sudo else f"su - -c {script}"


def ensure(wanted: Iterable[str]) -> None:
    """See to it that the system packages are there.

    Does nothing outside Linux. On a Linux without apt the names are printed and set-up goes on, for they may well be there
    under other names.

    Args:
        wanted: Package names as Debian 12 has them.

    Raises:
        SetupError: Something is missing and may not, or could not, be installed.
    """
    if not sys.platform.startswith("linux"):
        return
    wanted = list(wanted)
    if shutil.which("apt-get") is None or shutil.which("dpkg-query") is None:
        print(f"本系统不用 apt，请自行确认已有下列组件（Debian 的名称）：{' '.join(wanted)}", flush=True)
        return
    absent = missing(wanted)
    if not absent:
        return
    prefix = rights()
    if prefix is None:
        command = by_hand(absent, sudo=shutil.which("sudo") is not None)
        raise SetupError(f"缺少系统组件，当前用户无权安装。请有管理员权限的人运行下面这一条命令，然后重新执行：\n{command}")
    print(f"安装系统组件({len(absent)} 个):{' '.join(absent)}", flush=True)
    done = subprocess.run(
        [*prefix, "sh", "-c", install_script(absent)],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode != 0:
        last = "\n".join(done.stdout.splitlines()[-12:])
        command = by_hand(absent, sudo=prefix == ["sudo"])
        raise SetupError(f"系统组件没有装上。apt 的最后几行：\n{last}\n请排除上述原因（多为网络或软件源），再手工运行：\n{command}")
