"""Puts the input method plugin of fcitx beside Qt's own: without it nobody types Chinese on UOS and Kylin.

Neither PySide6's wheels nor Qt hold this plugin. Debian 13 has it for the same Qt line (6.8), made by a newer compiler than that of the
oldest targets; the two functions that are missing there both end the program, so a tiny library of our own provides them.
"""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

from build.package.debian import Release, unpack
from build.package.layout import RECIPES
from build.package.pins import pins
from build.package.portable_python import GLIBC, MACHINES
from build.package.running import environment_with, run
from build.package.wheels import tool

PLUGIN = "libfcitx5platforminputcontextplugin.so"
LIBRARY = "libFcitx5Qt6DBusAddons.so.1"
SHIM = "libronghe-fcitx-shim.so"
MISSING = ("_ZSt28__throw_bad_array_new_lengthv", "__cxa_call_terminate")
MISSING_IN_ARM_QT = (
    "_ZN22QWindowSystemInterface22handleContextMenuEventINS_15DefaultDeliveryEEEbP7QWindowbRK6QPointS6_6QFlagsIN2Qt16KeyboardModifierEE"
)
"""Changed between Qt 6.8.0, the last with wheels for older ARM64 systems, and 6.8.2."""

TOO_NEW = frozenset({"GLIBCXX_3.4.29", "CXXABI_1.3.15"})
_VERSION_NEEDS = 0x6FFFFFFE
_WEAK = 0x2


def add_fcitx(work: Path, architecture: str, pyside: Path, zig: Path) -> None:
    """Add the plugin to a folder of PySide6.

    Args:
        work: Folder for downloads.
        architecture: ``amd64`` or ``arm64``.
        pyside: The package's folder, changed in place.
        zig: The compiler.

    Raises:
        SetupError: The plugin cannot be had.
    """
    release = Release(work / "debian", "trixie", architecture)
    found = unpack(release.fetch(pins("debian", "trixie", architecture)), work / f"fcitx-{architecture}")
    libraries, plugins = pyside / "Qt/lib", pyside / "Qt/plugins/platforminputcontexts"
    machine = MACHINES[architecture]
    options = ["-shared", "-O2", "-g0", "-s", f"-Wl,-soname,{SHIM}", *(["-DQT_6_8_0"] if architecture == "arm64" else [])]
    cache = str(work / "zig-cache")
    run(
        [zig, "cc", "-target", f"{machine}-linux-gnu.{GLIBC}", *options, "-o", libraries / SHIM, RECIPES / "linux/fcitx_shim.c"],
        environ=environment_with(ZIG_GLOBAL_CACHE_DIR=cache, ZIG_LOCAL_CACHE_DIR=cache),
    )
    symbols = (*MISSING, *([MISSING_IN_ARM_QT] if architecture == "arm64" else []))
    for name, folder, path_to_libraries in ((PLUGIN, plugins, "$ORIGIN/../../lib"), (LIBRARY, libraries, "$ORIGIN")):
        target = folder / name
        shutil.copyfile(next(found.rglob(name)).resolve(), target)
        clearing = [word for symbol in symbols for word in ("--clear-symbol-version", symbol)]
        run([tool("patchelf"), *clearing, "--add-needed", SHIM, "--set-rpath", path_to_libraries, target])
        allow_missing(target, TOO_NEW)
        target.chmod(0o644)


def allow_missing(library: Path, versions: frozenset[str]) -> None:
    """Mark versions that a library asks for as such that may be missing (ELF gABI, ``VER_FLG_WEAK``)."""
    data = bytearray(library.read_bytes())
    (sections_at,) = struct.unpack_from("<Q", data, 0x28)
    size, count, _ = struct.unpack_from("<HHH", data, 0x3A)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, sections_at + number * size) for number in range(count)]
    for section in sections:
        if section[1] != _VERSION_NEEDS:
            continue
        names_at, need_at, more = sections[section[6]][4], section[4], True
        while more:
            _, entries, _, first, following = struct.unpack_from("<HHIII", data, need_at)
            entry_at = need_at + first
            for _ in range(entries):
                _, flags, _, name, further = struct.unpack_from("<IHHII", data, entry_at)
                text = bytes(data[names_at + name : data.index(0, names_at + name)]).decode("ascii")
                if text in versions:
                    struct.pack_into("<H", data, entry_at + 4, flags | _WEAK)
                entry_at += further
            need_at, more = need_at + following, following != 0
    library.write_bytes(data)
