"""What the Linux programs and libraries of a folder need from the system they run on; the gate that keeps new systems' needs out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from build.failure import SetupError

MAGIC = b"\x7fELF"
WEAK = 0x2
"""Flag of a version that may be missing (``VER_FLG_WEAK``)."""

_VERSION = re.compile(r"(GLIBC|GLIBCXX|CXXABI)_(\d[\d.]*)$")


@dataclass(frozen=True)
class Needs:
    """What one file needs.

    Attributes:
        libraries: Names of the libraries it asks for.
        versions: Names of the versions it cannot do without, such as ``GLIBC_2.28``.
        soname: Its own name as a library, or empty.
    """

    libraries: tuple[str, ...]
    versions: frozenset[str]
    soname: str = ""


def is_elf(path: Path) -> bool:
    """Tell whether a file is a Linux program or library (links are not)."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == MAGIC


def elf_files(folder: Path) -> Iterator[Path]:
    """Yield every program and library below `folder`, in order."""
    yield from (path for path in sorted(folder.rglob("*")) if is_elf(path))


def needs(path: Path) -> Needs:
    """Read what a program or library needs."""
    from elftools.elf.dynamic import DynamicSection
    from elftools.elf.elffile import ELFFile
    from elftools.elf.gnuversions import GNUVerNeedSection

    libraries: list[str] = []
    versions: set[str] = set()
    soname = ""
    with path.open("rb") as file:
        for section in ELFFile(file).iter_sections():
            if isinstance(section, DynamicSection):
                for tag in section.iter_tags():
                    if tag.entry.d_tag == "DT_NEEDED":
                        libraries.append(str(tag.needed))  # type: ignore[attr-defined]
                    elif tag.entry.d_tag == "DT_SONAME":
                        soname = str(tag.soname)  # type: ignore[attr-defined]
            elif isinstance(section, GNUVerNeedSection):
                for _, entries in section.iter_versions():
                    versions.update(str(entry.name) for entry in entries if not entry["vna_flags"] & WEAK)
    return Needs(tuple(libraries), frozenset(versions), soname)


def number(version: str) -> tuple[int, ...]:
    """Return a version such as ``GLIBC_2.28`` or ``2.28`` as numbers that can be compared."""
    return tuple(int(part) for part in re.findall(r"\d+", version.rpartition("_")[2]))


def highest(folder: Path) -> dict[str, str]:
    """Return the newest version of each kind (``GLIBC``, ``GLIBCXX``, ``CXXABI``) that anything below `folder` needs."""
    found: dict[str, str] = {}
    for path in elf_files(folder):
        for version in needs(path).versions:
            if (match := _VERSION.match(version)) and number(match[2]) > number(found.get(match[1], "0")):
                found[match[1]] = match[2]
    return found


def require_at_most(folder: Path, limits: Mapping[str, str]) -> None:
    """Refuse a folder in which a file needs a newer system than allowed.

    Args:
        folder: What is going to be packed.
        limits: The newest version allowed, by kind.

    Raises:
        SetupError: Names every such file and what it needs.
    """
    too_new = []
    for path in elf_files(folder):
        for version in sorted(needs(path).versions):
            match = _VERSION.match(version)
            if match and match[1] in limits and number(match[2]) > number(limits[match[1]]):
                too_new.append(f"{path.relative_to(folder)} 需要 {version}")
    if too_new:
        allowed = "、".join(f"{kind} {version}" for kind, version in limits.items())
        raise SetupError(f"下列文件要求的系统比允许的（{allowed}）新，不能打包：\n" + "\n".join(too_new))


def left_to_the_system(folder: Path) -> dict[str, list[str]]:
    """Return the libraries that are needed but not in `folder`, each with the files that ask for it."""
    asked: dict[str, list[str]] = {}
    own = {path.name for path in folder.rglob("*.so*")}
    for path in elf_files(folder):
        for library in needs(path).libraries:
            if library not in own:
                asked.setdefault(library, []).append(str(path.relative_to(folder)))
    return dict(sorted(asked.items()))
