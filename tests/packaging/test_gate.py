"""The gate that keeps the needs of new systems out of the Linux packages, tried on the libraries that the program itself uses."""

import ctypes
import shutil
from pathlib import Path

import psutil
import PySide6
import pytest

from build.failure import SetupError
from build.package import elf
from build.package.fcitx import allow_missing
from build.package.stage import closure

PYSIDE = Path(PySide6.__file__).parent
LIBRARY = next(Path(psutil.__file__).parent.glob("*linux*.so"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as it is packed: one library, one text, one link."""
    shutil.copyfile(LIBRARY, tmp_path / "one.so")
    (tmp_path / "text.so").write_text("not a library", encoding="utf-8")
    (tmp_path / "link.so").symlink_to("one.so")
    return tmp_path


def test_needs_are_read_from_libraries_only(folder: Path) -> None:
    assert [path.name for path in elf.elf_files(folder)] == ["one.so"]
    found = elf.needs(folder / "one.so")
    assert "libc.so.6" in found.libraries
    assert any(version.startswith("GLIBC_2.") for version in found.versions)


def test_a_system_that_is_too_old_for_a_file_is_noticed_and_the_file_named(folder: Path) -> None:
    newest = elf.highest(folder)["GLIBC"]
    elf.require_at_most(folder, {"GLIBC": newest})
    with pytest.raises(SetupError, match=rf"one\.so 需要 GLIBC_{newest}"):
        elf.require_at_most(folder, {"GLIBC": "2.1"})


def test_versions_are_compared_as_numbers() -> None:
    assert elf.number("GLIBC_2.9") < elf.number("GLIBC_2.28") < elf.number("2.28.1")


def test_a_version_that_may_be_missing_is_no_need_and_the_library_still_loads(folder: Path) -> None:
    library = folder / "one.so"
    newest = f"GLIBC_{elf.highest(folder)['GLIBC']}"
    before = elf.needs(library).versions
    allow_missing(library, frozenset({newest}))
    assert elf.needs(library).versions == before - {newest}
    assert library.stat().st_size == LIBRARY.stat().st_size
    ctypes.PyDLL(str(library))


def test_what_is_left_to_the_system_is_what_does_not_go_along(tmp_path: Path) -> None:
    shutil.copyfile(PYSIDE / "QtCore.abi3.so", tmp_path / "QtCore.abi3.so")
    assert elf.left_to_the_system(tmp_path)["libQt6Core.so.6"] == ["QtCore.abi3.so"]
    shutil.copyfile(PYSIDE / "Qt/lib/libQt6Core.so.6", tmp_path / "libQt6Core.so.6")
    assert "libQt6Core.so.6" not in elf.left_to_the_system(tmp_path)


def test_a_module_brings_every_library_it_asks_for(tmp_path: Path) -> None:
    available = {path.name: path for path in (PYSIDE / "Qt/lib").glob("*.so*")}
    names = {path.name for path in closure([PYSIDE / "QtCore.abi3.so"], available)}
    assert {"QtCore.abi3.so", "libQt6Core.so.6"} <= names
    assert any(name.startswith("libicudata") for name in names)
    assert "libQt6Gui.so.6" not in names
