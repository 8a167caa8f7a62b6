"""The sizes that installers keep to: they travel on sticks and lie on small disks."""

from __future__ import annotations

from pathlib import Path

from build.failure import SetupError

MB = 1_000_000
INSTALLER, INSTALLED = 60 * MB, 220 * MB
"""Bytes that an installer, and what it installs, may have."""


def size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def require_small(installer: Path, program: Path) -> None:
    """Make sure that an installer and the folder it installs have no more bytes than allowed, and say how many.

    Raises:
        SetupError: Names what is too large.
    """
    for what, size, limit in ((installer.name, installer.stat().st_size, INSTALLER), ("安装后", size_of(program), INSTALLED)):
        if size > limit:
            raise SetupError(f"{what} 有 {size / MB:.1f} MB，超过 {limit / MB:.0f} MB。")
        print(f"  {what}：{size / MB:.1f} MB", flush=True)
