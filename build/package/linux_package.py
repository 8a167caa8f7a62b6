"""The Linux packages: x86-64 frozen by PyInstaller, ARM64 assembled without running anything of it; both gated, packed and listed alike."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from build.package import elf, fcitx, wheels
from build.package.components import Component, copy_licences, from_debian, from_wheels, write_bill
from build.package.deb import dependencies, make_deb
from build.package.debian import Release, unpack
from build.package.layout import NAME, RECIPES, Build
from build.package.pins import pins
from build.package.portable_python import PYTHON, build_python, version_of
from build.package.running import environment_with, run
from build.package.sizes import require_small
from build.package.stage import assemble


@dataclass(frozen=True)
class Target:
    """One kind of machine.

    Attributes:
        architecture: Debian's name.
        limits: The newest versions that anything in the package may need of the system.
    """

    architecture: str
    limits: dict[str, str]


TARGETS = {
    # UOS 20 and later: glibc 2.28, GCC 8.
    "amd64": Target("amd64", {"GLIBC": "2.28", "GLIBCXX": "3.4.25", "CXXABI": "1.3.11"}),
    # Kylin V10 SP1 and later: glibc 2.31, GCC 9; no wheels of Qt are made for older ones.
    "arm64": Target("arm64", {"GLIBC": "2.31", "GLIBCXX": "3.4.28", "CXXABI": "1.3.12"}),
}
SUITES = ("bullseye", "bookworm")
"""Releases that libraries of the window system are taken from; Wayland's of the older one lack a function that Qt needs."""


def zig() -> Path:
    """Return the compiler in the environment that runs this."""
    import ziglang

    return Path(ziglang.__file__).with_name("zig")


def make(build: Build, architecture: str) -> Path:
    """Make the package for one kind of machine.

    Args:
        build: The build.
        architecture: A key of `TARGETS`.

    Returns:
        The .deb.

    Raises:
        SetupError: Something cannot be had, or does not pass the gate.
    """
    target = TARGETS[architecture]
    python = build_python(build.work, architecture, zig())
    site = _site(build, architecture)
    libraries = _libraries(build, architecture)
    print(f"组装程序（{architecture}）", flush=True)
    if architecture == "amd64":
        program = _freeze(build, python, site, libraries)
    else:
        compiler = build_python(build.work, "amd64", zig()) / "bin" / f"python{PYTHON}"
        program = assemble(build, python, site, libraries, compiler)
    elf.require_at_most(program, target.limits)
    parts = _components(build, architecture, python, site)
    copy_licences(parts, build.source, program / "licenses")
    package = make_deb(build, program, architecture, dependencies(elf.left_to_the_system(program), target.limits["GLIBC"]))
    require_small(package, program)
    write_bill(build, package.name, parts, package.with_suffix(".cdx.json"))
    return package


def _site(build: Build, architecture: str) -> Path:
    """Return a fresh copy of the installed wheels, with the input method's plugin in it."""
    site = build.work / f"site-{architecture}"
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(wheels.install(build.work, architecture), site, symlinks=True)
    fcitx.add_fcitx(build.work, architecture, site / "PySide6", zig())
    return site


def _libraries(build: Build, architecture: str) -> Path:
    """Return a folder with the window system's libraries that older systems lack, under the names they are asked for."""
    folder = build.work / f"libraries-{architecture}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for suite in SUITES:
        root = _unpacked(build, suite, architecture)
        for path in sorted(root.rglob("*.so.*")):
            if elf.is_elf(path):
                shutil.copyfile(path, folder / (elf.needs(path).soname or path.name))
    for path in folder.iterdir():
        path.chmod(0o644)
    return folder


def _unpacked(build: Build, suite: str, architecture: str) -> Path:
    folder = build.work / f"unpacked-{suite}-{architecture}"
    if not folder.is_dir():
        unpack(Release(build.work / "debian", suite, architecture).fetch(pins("debian", suite, architecture)), folder)
    return folder


def _components(build: Build, architecture: str, python: Path, site: Path) -> list[Component]:
    licence = python / "lib" / f"python{PYTHON}" / "LICENSE.txt"
    parts = [Component("CPython", version_of(python), "PSF-2.0", f"pkg:generic/cpython@{version_of(python)}", (licence,))]
    sources = [pin for pin in pins("debian", "bookworm", "source") if not pin.name.startswith("python")]
    parts += from_debian(sources, "bookworm")
    parts += from_wheels(site)
    if architecture == "amd64":
        freezer = wheels.install(build.work, architecture, wheels.TOOLS_LOCK, wheels.FREEZER)
        parts += [part for part in from_wheels(freezer) if part.name == "pyinstaller"]
    for suite in SUITES:
        parts += from_debian(pins("debian", suite, architecture), suite, _unpacked(build, suite, architecture))
    return parts + from_debian(pins("debian", "trixie", architecture), "trixie", build.work / f"fcitx-{architecture}")


def _freeze(build: Build, python: Path, site: Path, libraries: Path) -> Path:
    """Let PyInstaller put the program into one folder, and return it."""
    freezer = wheels.install(build.work, "amd64", wheels.TOOLS_LOCK, wheels.FREEZER)
    target = build.work / "frozen-amd64"
    shutil.rmtree(target, ignore_errors=True)
    environ = environment_with(
        RONGHE_SOURCE=str(build.source),
        RONGHE_RECIPE=str(RECIPES),
        RONGHE_SITE=str(site),
        RONGHE_LIBRARIES=str(libraries),
        PYTHONPATH=os.pathsep.join((str(site), str(freezer))),
        PYTHONHASHSEED="1",
        PYTHONDONTWRITEBYTECODE="1",
        LD_LIBRARY_PATH=str(libraries),
        SOURCE_DATE_EPOCH=str(build.epoch),
        PYINSTALLER_CONFIG_DIR=str(build.work / "pyinstaller"),
        QT_QPA_PLATFORM="offscreen",
    )
    places = ("--workpath", build.work / "freezing-amd64", "--distpath", target)
    command: list[str | Path] = [
        python / "bin" / f"python{PYTHON}",
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--clean",
        *places,
        RECIPES / "ronghe.spec",
    ]
    run(command, environ=environ, log=build.work / "logs/pyinstaller-amd64.log", failed="PyInstaller 没有做成 Linux 版")
    return target / NAME
