"""Clean systems to try a package in: minimal Debian roots, made once and copied for each trial."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from build import system_packages
from build.failure import SetupError
from build.package.debian import mirrors
from build.package.running import run

OFFICER, COLLEAGUE = "officer", "colleague"
"""Ordinary users; the first is there from the beginning."""

TOOLS = ("debootstrap", "qemu-user-static", "xvfb", "imagemagick", "xdotool", "fonts-noto-cjk")
"""System packages that the proof needs besides those for the build."""


def require_tools() -> None:
    """See to it that the proof can be run at all.

    Raises:
        SetupError: A tool is missing, or we are not root, whom ``chroot`` needs.
    """
    if os.geteuid() != 0:
        raise SetupError("验证要在干净的系统根目录里安装，需要 root。请用 root 运行：python3 build/dev.py package --verify")
    system_packages.ensure(TOOLS)


class Root:
    """A system in a folder.

    Attributes:
        folder: Its root.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *command: str, user: str = "root", limit: float = 600, failed: str = "", **variables: str) -> str:
        """Run a command inside and return what it printed.

        Args:
            *command: Program and arguments.
            user: Whose rights it gets.
            limit: Seconds.
            failed: What did not come about, for the message.
            **variables: Its variables besides the usual ones.

        Raises:
            SetupError: It failed.
        """
        return run(self._inside(command, user, variables), limit=limit, failed=failed)

    def start(self, *command: str, user: str = "root", **variables: str) -> subprocess.Popen[bytes]:
        """Start a command inside and return at once."""
        quiet = subprocess.DEVNULL
        return subprocess.Popen(self._inside(command, user, variables), stdin=quiet, stdout=quiet, stderr=quiet)

    def install(self, *packages: str) -> None:
        """Install packages, and what they depend on but not what they recommend.

        Raises:
            SetupError: They cannot be installed.
        """
        options = ("-y", "-q", "--no-install-recommends", "--allow-downgrades")
        self.run("apt-get", "install", *options, *packages, failed="安装没有成功", DEBIAN_FRONTEND="noninteractive")

    def _inside(self, command: Sequence[str], user: str, variables: dict[str, str]) -> list[str]:
        home = "/root" if user == "root" else f"/home/{user}"
        usual = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home, "LANG": "C.UTF-8"}
        words = ["env", "-i", *(f"{name}={value}" for name, value in {**usual, **variables}.items()), *command]
        return ["chroot", str(self.folder), *(words if user == "root" else ["runuser", "-u", user, "--", *words])]


@contextmanager
def clean_root(work: Path, suite: str) -> Iterator[Root]:
    """Give a fresh copy of a minimal Debian, with one ordinary user, and remove it afterwards.

    Args:
        work: Folder for the roots.
        suite: The release.
    """
    pristine, folder = work / f"root-{suite}", work / f"trial-{suite}"
    if not pristine.is_dir():
        print(f"准备干净的 Debian {suite}（约一分钟）", flush=True)
        part = pristine.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        run(["debootstrap", "--variant=minbase", suite, part, mirrors()["Debian"]], failed=f"Debian {suite} 没有装成")
        Root(part).run("useradd", "--create-home", OFFICER)
        part.rename(pristine)
    run(["rm", "-rf", "--one-file-system", folder])
    run(["cp", "-a", pristine, folder])
    shutil.copyfile("/etc/resolv.conf", folder / "etc/resolv.conf")
    run(["mount", "--bind", "/proc", folder / "proc"])
    try:
        yield Root(folder)
    finally:
        run(["umount", folder / "proc"])
        run(["rm", "-rf", "--one-file-system", folder])


def foreign_files(work: Path, suite: str, architecture: str, packages: Sequence[str]) -> Path:
    """Return a folder with the files of a system for another processor, of which nothing has been run.

    Args:
        work: Folder for the roots.
        suite: The release.
        architecture: Debian's name of the processor.
        packages: What has to be in it besides the essentials.
    """
    folder = work / f"files-{suite}-{architecture}"
    if not folder.is_dir():
        print(f"准备 Debian {suite} {architecture} 的系统文件（约一分钟）", flush=True)
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        options = ("--foreign", f"--arch={architecture}", "--variant=minbase", f"--include={','.join(packages)}")
        run(["debootstrap", *options, suite, part, mirrors()["Debian"]], failed=f"Debian {suite} {architecture} 没有装成")
        for package in sorted((part / "var/cache/apt/archives").glob("*.deb")):
            subprocess.run(["dpkg", "-x", str(package), str(part)], check=True)
        part.rename(folder)
    return folder
