"""Assembles the program for a processor that this machine does not have: Python, wheels and a start script, laid out and never run."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from build.package import elf, qt_parts
from build.package.layout import NAME, RECIPES, Build
from build.package.portable_python import PYTHON
from build.package.running import environment_with, run
from build.package.wheels import tool

START = f"""#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/bin/python{PYTHON}" -I -X utf8 "$here/app/main.py" "$@"
"""
UNUSED = ("__pycache__", "tests", "test", "testing", "*.pyi", "*.h", "*.pxd", "*.pyx", "*.c", "*.cpp", "include", "isoschematron")
UNUSED_PARTS = ("lxml/html", "lxml/objectify*", *(f"sqlalchemy/dialects/{name}" for name in ("mssql", "mysql", "oracle")))
"""Parts of packages that the program never loads."""

QT_PACKAGES = ("PySide6", "shiboken6")
PACKAGES = ("models", "forms", "exports", "ui")
SHARED_OBJECTS = "*.so*"


def assemble(build: Build, python: Path, site: Path, libraries: Path, compiler: Path) -> Path:
    """Assemble the program.

    Args:
        build: The build.
        python: The target's Python.
        site: The target's packages.
        libraries: Libraries that go along.
        compiler: A Python of the same line that runs here, for the bytecode.

    Returns:
        The finished folder.
    """
    target = build.work / "staged"
    shutil.rmtree(target, ignore_errors=True)
    library = target / "lib" / f"python{PYTHON}"
    _copy_python(python, target)
    packages = library / "site-packages"
    packages.mkdir()
    for entry in sorted(site.iterdir()):
        if entry.name in QT_PACKAGES or entry.name in ("bin", "__pycache__"):
            continue
        if entry.suffix == ".dist-info":
            _copy_facts(entry, packages / entry.name)
        else:
            _copy(entry, packages / entry.name)
    for path in (path for part in UNUSED_PARTS for path in packages.glob(part)):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    _copy_qt(site, packages)
    _add_libraries(libraries, packages / "PySide6/Qt/lib")
    app = target / "app"
    app.mkdir()
    for name in (*PACKAGES, "resources"):
        shutil.copytree(build.source / name, app / name)
    shutil.copyfile(build.source / "main.py", app / "main.py")
    # Started in isolation, Python looks for nothing beside the script.
    (packages / f"{NAME}.pth").write_text("../../../app\n", encoding="ascii")
    start = target / NAME
    start.write_text(START, encoding="ascii")
    start.chmod(0o755)
    _compile(compiler, target, (library, *(app / name for name in PACKAGES)), keep=app / "models/migrations/versions")
    return target


def _copy_python(python: Path, target: Path) -> None:
    (target / "bin").mkdir(parents=True)
    (target / "lib").mkdir()
    program = f"bin/python{PYTHON}"
    shutil.copyfile(python / program, target / program)
    (target / program).chmod(0o755)
    shutil.copyfile(python / f"lib/libpython{PYTHON}.so.1.0", target / f"lib/libpython{PYTHON}.so.1.0")
    shutil.copytree(
        python / f"lib/python{PYTHON}", target / f"lib/python{PYTHON}", ignore=shutil.ignore_patterns("__pycache__", "unittest")
    )
    for module in (RECIPES / "modules").glob("*.py"):
        shutil.copyfile(module, target / f"lib/python{PYTHON}" / module.name)


def _copy(entry: Path, target: Path) -> None:
    if entry.is_dir():
        shutil.copytree(entry, target, ignore=shutil.ignore_patterns(*UNUSED))
    else:
        shutil.copyfile(entry, target)


def _copy_facts(entry: Path, target: Path) -> None:
    """Copy what a package says of itself: some ask for their own version, and SQLAlchemy for that of the driver."""
    target.mkdir()
    shutil.copyfile(entry / "METADATA", target / "METADATA")


def _copy_qt(site: Path, packages: Path) -> None:
    """Copy the wanted modules and plugins of Qt, and every library they ask for."""
    pyside, shiboken = site / "PySide6", site / "shiboken6"
    roots = [pyside / f"{module}.abi3.so" for module in qt_parts.MODULES]
    roots += [path for path in (pyside / "Qt/plugins").rglob("*.so") if qt_parts.is_wanted(path.relative_to(site).as_posix())]
    roots += list(shiboken.glob("*.abi3.so"))
    available = {
        path.name: path for folder in (pyside / "Qt/lib", pyside, shiboken) for path in folder.glob(SHARED_OBJECTS) if path.is_file()
    }
    wanted = set(closure(roots, available))
    for folder in (pyside, shiboken):
        wanted.update(folder.glob("*.py"))
    wanted.update(pyside / "Qt/translations" / name for name in qt_parts.TRANSLATIONS if (pyside / "Qt/translations" / name).exists())
    for path in sorted(wanted):
        copied = packages / path.relative_to(site)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copied)


def closure(roots: Iterable[Path], available: dict[str, Path]) -> list[Path]:
    """Return `roots` and everything among `available` (by name) that they ask for, directly or not."""
    found: dict[Path, None] = {}
    waiting = list(roots)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = None
            waiting += [available[name] for name in elf.needs(path).libraries if name in available]
    return list(found)


def _add_libraries(libraries: Path, target: Path) -> None:
    """Put the libraries that go along beside Qt's own; they find each other by where they lie, so that no variable is needed."""
    for path in sorted(libraries.iterdir()):
        shutil.copyfile(path, target / path.name)
        run([tool("patchelf"), "--set-rpath", "$ORIGIN", target / path.name])


def _compile(compiler: Path, target: Path, folders: Iterable[Path], keep: Path) -> None:
    """Put bytecode in the place of the sources, but for those in the folder `keep`, which are read as text."""
    environ = environment_with(PYTHONHASHSEED="0", PYTHONPATH="")
    options = ("-q", "-b", "--invalidation-mode", "unchecked-hash", "-s", target, "-o", "0")
    for folder in folders:
        run([compiler, "-m", "compileall", *options, folder], environ=environ, failed="字节码没有生成")
        for path in folder.rglob("*.py"):
            if path.is_relative_to(keep):
                path.with_suffix(".pyc").unlink(missing_ok=True)
            else:
                path.unlink()
