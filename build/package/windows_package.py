"""The Windows installer and the portable folder: frozen by PyInstaller under Wine from the Foundation's own Python, packed by NSIS."""

from __future__ import annotations

import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from build import system_packages
from build.package import wheels
from build.package.components import Component, copy_licences, from_wheels, write_bill
from build.package.layout import NAME, RECIPES, TITLE, Build
from build.package.linux_package import zig
from build.package.portable_python import build_python
from build.package.running import environment_with, run, touch_tree
from build.package.sizes import require_small
from build.package.windows_python import windows_python
from build.package.wine import Wine, windows_path

TOOLS = ("nsis", "wine", "wine64", "osslsigncode")
"""System packages that only this installer needs."""

VERSION = "3.11.9"
"""The last Python of its line that was published for Windows."""

VERSION_FILE = """VSVersionInfo(
  ffi=FixedFileInfo(filevers=({numbers}), prodvers=({numbers})),
  kids=[
    StringFileInfo([StringTable("080404b0", [
      StringStruct("ProductName", "{title}"), StringStruct("FileDescription", "{title}"),
      StringStruct("FileVersion", "{version}"), StringStruct("ProductVersion", "{version}"),
      StringStruct("InternalName", "{name}"), StringStruct("OriginalFilename", "{name}.exe")])]),
    VarFileInfo([VarStruct("Translation", [0x0804, 1200])])
  ]
)
"""


def make(build: Build) -> list[Path]:
    """Make installer and portable folder.

    Args:
        build: The build.

    Returns:
        Both files.

    Raises:
        SetupError: Something cannot be had, is not genuine, or does not come about.
    """
    system_packages.ensure(TOOLS)
    site = wheels.install(build.work, "windows")
    python = windows_python(build.work, site, build_python(build.work, "amd64", zig()))
    print("组装程序（Windows）", flush=True)
    program = _freeze(build, python, site)
    freezer = wheels.install(build.work, "windows", wheels.TOOLS_LOCK, wheels.FREEZER)
    parts = [Component("CPython", VERSION, "PSF-2.0", f"pkg:generic/cpython@{VERSION}", (python / "LICENSE.txt",))]
    parts += from_wheels(site)
    parts += [part for part in from_wheels(freezer) if part.name == "pyinstaller"]
    copy_licences(parts, build.source, program / "licenses")
    touch_tree(program, build.epoch)
    setup = _make_setup(build, program)
    portable = _make_portable(build, program)
    for installer in (setup, portable):
        require_small(installer, program)
    write_bill(build, setup.name, parts, build.output / f"{setup.stem}.cdx.json")
    return [setup, portable]


def setup_file(build: Build) -> Path:
    """Return where the installer lies."""
    return build.output / f"{NAME}-{build.version}-windows-x64-setup.exe"


def _freeze(build: Build, python: Path, site: Path) -> Path:
    freezer = wheels.install(build.work, "windows", wheels.TOOLS_LOCK, wheels.FREEZER)
    target = build.work / "frozen-windows"
    shutil.rmtree(target, ignore_errors=True)
    numbers = ", ".join([*build.version.split("."), "0"])
    version_file = build.work / "version.txt"
    version_file.write_text(VERSION_FILE.format(numbers=numbers, title=TITLE, version=build.version, name=NAME), encoding="utf-8")
    wine = Wine(build.work / "wine")
    places = ("--workpath", windows_path(build.work / "freezing-windows"), "--distpath", windows_path(target))
    try:
        wine.run(
            [python / "python.exe", "-m", "PyInstaller", "--noconfirm", "--clean", *places, windows_path(RECIPES / "ronghe.spec")],
            log=build.work / "logs/pyinstaller-windows.log",
            failed="PyInstaller 没有做成 Windows 版",
            limit=1800,
            RONGHE_SOURCE=windows_path(build.source),
            RONGHE_RECIPE=windows_path(RECIPES),
            RONGHE_SITE=windows_path(site),
            RONGHE_VERSION_FILE=windows_path(version_file),
            PYTHONPATH=";".join((windows_path(site), windows_path(freezer))),
            PYTHONHASHSEED="1",
            PYTHONDONTWRITEBYTECODE="1",
            PYTHONUTF8="1",
            SOURCE_DATE_EPOCH=str(build.epoch),
            PYINSTALLER_CONFIG_DIR=windows_path(build.work / "pyinstaller-windows"),
        )
    finally:
        wine.stop()
    return target / NAME


def _make_setup(build: Build, program: Path) -> Path:
    target = setup_file(build)
    target.unlink(missing_ok=True)
    settings = {"SOURCE": program, "TARGET": target, "VERSION": build.version, "ICON": RECIPES / "windows/ronghe.ico"}
    command = ["makensis", "-V2", "-INPUTCHARSET", "UTF8", *(f"-D{name}={value}" for name, value in settings.items())]
    environ = environment_with(SOURCE_DATE_EPOCH=str(build.epoch))
    run([*command, RECIPES / "windows/setup.nsi"], environ=environ, log=build.work / "logs/makensis.log", failed="安装程序没有做成")
    return target


def _make_portable(build: Build, program: Path) -> Path:
    """Pack the folder that runs without being installed, with every file in the same order and of the same moment."""
    target = build.output / f"{NAME}-{build.version}-windows-x64-portable.zip"
    moment = datetime.fromtimestamp(build.epoch, UTC).timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in program.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{NAME}/{path.relative_to(program).as_posix()}", moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return target
