"""Fetches Debian packages of any release and architecture, pinned by version and SHA-256, without touching this system's own apt.

The mirror is the one this system uses; apt checks the signatures of the lists, the pins check what came.
"""

from __future__ import annotations

import functools
import hashlib
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from build.failure import SetupError
from build.package.pins import Pin
from build.package.running import run

KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


@functools.cache
def mirrors() -> dict[str, str]:
    """Return the addresses of the Debian archive that this system is set up with, by label.

    Raises:
        SetupError: There is none.
    """
    listing = run(["apt-get", "indextargets", "--format", "$(LABEL)|$(REPO_URI)", "Created-By: Packages"])
    found = dict(line.split("|", 1) for line in listing.splitlines() if "|" in line)
    if "Debian" not in found:
        raise SetupError("本系统没有配置 Debian 软件源，或还没有运行过 apt-get update，取不到构建所需的组件。")
    return found


class Release:
    """The lists of one Debian release, kept in a folder of their own.

    Attributes:
        folder: Where lists and downloads lie.
    """

    def __init__(self, folder: Path, suite: str, architecture: str) -> None:
        """Prepare; nothing is fetched yet.

        Args:
            folder: Where lists and downloads lie.
            suite: ``bullseye``, ``bookworm`` …
            architecture: ``amd64``, ``arm64`` or ``source``.
        """
        self.folder = folder / f"{suite}-{architecture}"
        self._suite, self._architecture = suite, architecture
        self._fresh = False

    def fetch(self, pins: Iterable[Pin]) -> list[Path]:
        """Download packages, or take them from an earlier time, and check them.

        Raises:
            SetupError: One cannot be had, or is not the pinned one.
        """
        return [path for pin in pins for path in self._fetch(pin)]

    def _fetch(self, pin: Pin) -> list[Path]:
        held = self.folder / "packages" / f"{pin.name}-{pin.version.replace(':', '%3a')}"
        if not held.is_dir():
            self._refresh()
            part = held.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            verb = ["source", "--download-only"] if self._architecture == "source" else ["download"]
            run(
                ["apt-get", *self._options(), *verb, f"{pin.name}={pin.version}"],
                cwd=part,
                failed=f"取不到 {self._suite} 的 {pin.name} {pin.version}。若软件源已换成新版本，请核对后更新 build/package/pins.toml",
            )
            part.rename(held)
        files = sorted(path for path in held.iterdir() if path.is_file())
        found = digest(files)
        if found != pin.sha256:
            raise SetupError(f"{self._suite} 的 {pin.name} {pin.version} 与 build/package/pins.toml 登记的不同：{found}")
        return files

    def _refresh(self) -> None:
        if self._fresh:
            return
        for name in ("lists/partial", "cache/archives/partial", "packages", "dpkg"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "dpkg/status").touch()
        words = "deb-src" if self._architecture == "source" else "deb"
        sources = [f"{words} [signed-by={KEYS}] {mirrors()['Debian']} {self._suite} main"]
        if "Debian-Security" in mirrors() and self._suite != "bullseye":
            sources.append(f"{words} [signed-by={KEYS}] {mirrors()['Debian-Security']} {self._suite}-security main")
        (self.folder / "sources.list").write_text("\n".join(sources) + "\n", encoding="utf-8")
        run(["apt-get", *self._options(), "update"], failed=f"取不到 Debian {self._suite} 的软件包清单")
        self._fresh = True

    def _options(self) -> list[str]:
        settings = {
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "-",
            "Dir::State": self.folder,
            "Dir::State::lists": self.folder / "lists",
            "Dir::State::status": self.folder / "dpkg/status",
            "Dir::Cache": self.folder / "cache",
            "APT::Architecture": "amd64" if self._architecture == "source" else self._architecture,
            "APT::Architectures": "amd64" if self._architecture == "source" else self._architecture,
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
        }
        return [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]


def digest(files: Iterable[Path]) -> str:
    """Return the SHA-256 of one file, or of the SHA-256s of several, in order of their names."""
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)]
    return sums[0] if len(sums) == 1 else hashlib.sha256("\n".join(sums).encode()).hexdigest()


def unpack(packages: Iterable[Path], folder: Path) -> Path:
    """Lay the files of binary packages into `folder` without running any of their scripts, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for package in packages:
        subprocess.run(["dpkg-deb", "-x", str(package), str(folder)], check=True)
    return folder
