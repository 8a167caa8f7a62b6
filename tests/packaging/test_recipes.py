"""The recipes of the installers: what is pinned, what is let through, and that all of them speak of the same things."""

import hashlib
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from pathlib import Path

import PySide6
import pytest
import sqlcipher3
from cryptography.hazmat.backends.openssl import backend
from lxml import etree
from psycopg import pq

from build.failure import SetupError
from build.package import icons, qt_parts, wheels
from build.package.components import from_wheels
from build.package.deb import OPTIONAL_LIBRARIES, dependencies
from build.package.debian import digest
from build.package.layout import RECIPES, SHIPPED
from build.package.pins import pins
from build.package.sums import check_sum, write_sums
from models.workspace.location import default_folder
from ui.received_file import KINDS
from ui.start_settings import settings_folder
from ui.version import VERSION

ROOT = RECIPES.parents[1]
SECTIONS = (
    ("debian", "bookworm", "source"),
    *(("debian", suite, machine) for suite in ("bullseye", "bookworm", "trixie") for machine in ("amd64", "arm64")),
    ("pypi", "windows-python"),
)


@pytest.mark.parametrize("section", SECTIONS)
def test_everything_fetched_is_pinned_to_its_bytes(section: tuple[str, ...]) -> None:
    held = pins(*section)
    assert held
    for pin in held:
        assert re.fullmatch(r"[0-9a-f]{64}", pin.sha256), pin
        assert pin.version
        assert pin.licence


def test_the_bill_names_what_is_inside_the_wheels_in_their_present_versions() -> None:
    store = sqlcipher3.connect(":memory:")
    (cipher,) = store.execute("PRAGMA cipher_version").fetchone()
    store.close()
    present = {
        "SQLCipher": cipher.split()[0],
        "SQLite": sqlcipher3.sqlite_version,
        "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
        "libxslt": ".".join(map(str, etree.LIBXSLT_VERSION)),
        "OpenSSL": backend.openssl_version_text().split()[1],
        "libpq": f"{pq.version() // 10000}.{pq.version() % 10000}",
    }
    named = {pin.name: pin.version for wheel in ("sqlcipher3", "lxml", "cryptography", "psycopg-binary") for pin in pins("inside", wheel)}
    assert named == present


def test_every_package_of_the_program_has_its_licence_in_the_bill() -> None:
    installed = {component.name.lower().replace("_", "-"): component for component in from_wheels(Path(PySide6.__file__).parents[1])}
    lines = re.findall(r"^([a-z0-9-]+)==(.*)$", wheels.PROGRAM_LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    locked = [name for name, rest in lines if not ("win32" in rest and "!= 'win32'" not in rest)]
    assert [name for name in sorted(set(locked)) if not installed[name].licence] == []
    without_texts = {name for name in locked if not installed[name].texts}
    assert without_texts <= {"pyside6-essentials", "shiboken6"}  # theirs are added from the system's
    assert installed["qt"].version == installed["pyside6-essentials"].version


def test_both_processors_get_the_same_libraries() -> None:
    for suite in ("bullseye", "bookworm", "trixie"):
        assert [pin.name for pin in pins("debian", suite, "amd64")] == [pin.name for pin in pins("debian", suite, "arm64")]


def test_a_package_of_several_files_is_pinned_by_all_of_them(tmp_path: Path) -> None:
    one, other = tmp_path / "a", tmp_path / "b"
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    assert digest([one]) == hashlib.sha256(b"1").hexdigest()
    before = digest([other, one])
    assert before == digest([one, other])
    other.write_bytes(b"3")
    assert digest([one, other]) != before


def test_a_part_of_a_lock_keeps_its_hashes_and_nothing_else() -> None:
    whole = wheels.TOOLS_LOCK.read_text(encoding="utf-8")
    part = wheels.entries(whole, wheels.FREEZER)
    names = re.findall(r"^([a-z0-9-]+)==", part, re.MULTILINE)
    assert sorted(names) == sorted(wheels.FREEZER)
    assert part in whole or all(block in whole for block in re.split(r"(?m)^(?=[a-z])", part))
    assert part.count("--hash=sha256:") >= len(names)
    assert "ziglang" not in part


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/plugins/platforminputcontexts/libfcitx5platforminputcontextplugin.so", True),
        ("PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so", False),
        ("PySide6/Qt/plugins/sqldrivers/libqsqlite.so", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/translations/qtbase_de.qm", False),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/Qt/lib/libQt6Core.so.6", True),
        ("ui/app.pyc", True),
    ],
)
def test_only_the_used_parts_of_qt_go_along(path: str, wanted: bool) -> None:
    assert qt_parts.is_wanted(path) is wanted


def test_an_unknown_library_stops_the_packing() -> None:
    assert dependencies({"libc.so.6": ["x"], "libGL.so.1": ["y"], next(iter(OPTIONAL_LIBRARIES)): ["z"]}, "2.28") == [
        "libc6 (>= 2.28)",
        "libgl1",
    ]
    with pytest.raises(SetupError, match=r"libnew\.so\.7：plugin\.so"):
        dependencies({"libc.so.6": ["x"], "libnew.so.7": ["plugin.so"]}, "2.28")


def test_check_sums_are_the_standards_own(tmp_path: Path) -> None:
    """GB/T 32905-2016, example 1; FIPS 180-2."""
    file = tmp_path / "示例.deb"
    file.write_bytes(b"abc")
    assert check_sum(file, "SM3") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert check_sum(file, "SHA256") == hashlib.sha256(b"abc").hexdigest()


def test_lists_of_check_sums_are_read_by_the_usual_tools(tmp_path: Path) -> None:
    for name in ("b.deb", "a.exe"):
        (tmp_path / name).write_bytes(name.encode())
    lists = write_sums([tmp_path / "b.deb", tmp_path / "a.exe"], tmp_path)
    assert [path.name for path in lists] == ["SHA256SUMS.txt", "SM3SUMS.txt"]
    lines = lists[0].read_text(encoding="ascii").splitlines()
    assert lines == [f"{hashlib.sha256(name.encode()).hexdigest()}  {name}" for name in ("a.exe", "b.deb")]


def test_every_installer_knows_every_kind_of_file() -> None:
    mime = ET.parse(RECIPES / "linux/ronghe-mime.xml").getroot()
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    types = {kind.find(f"{space}glob").get("pattern"): kind.get("type") for kind in mime}  # type: ignore[union-attr]
    assert set(types) == {f"*{ending}" for ending in KINDS}
    desktop = ConfigParser(interpolation=None)
    desktop.read(RECIPES / "linux/ronghe.desktop", encoding="utf-8")
    entry = desktop["Desktop Entry"]
    assert set(entry["MimeType"].strip(";").split(";")) == set(types.values())
    assert entry["Exec"].endswith(" %f")
    script = (RECIPES / "windows/setup.nsi").read_text(encoding="utf-8")
    for ending, words in KINDS.items():
        assert re.search(rf'ASSOCIATE "{re.escape(ending)}" "\w+" "[^"]*{words}"', script)
        assert f'DISSOCIATE "{ending}"' in script


def test_the_words_at_removal_name_the_places_that_the_program_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name)
    said = (RECIPES / "linux/postrm").read_text(encoding="utf-8")
    guide = (ROOT / "docs/installation.md").read_text(encoding="utf-8")
    for folder in (default_folder(), settings_folder()):
        place = f"~/{folder.relative_to(Path.home()).as_posix()}"
        assert place in said
        assert place in guide


def test_the_guide_explains_every_code_that_setup_leaves_with() -> None:
    script = (RECIPES / "windows/setup.nsi").read_text(encoding="utf-8")
    guide = (ROOT / "docs/installation.md").read_text(encoding="utf-8")
    codes = set(re.findall(r"SetErrorLevel (\d)", script))
    assert codes == {"2", "3", "4", "5", "6"}
    assert all(f"\n| {code} |" in guide for code in codes)
    assert VERSION in guide


def test_the_windows_icon_is_the_drawing(qapp: object) -> None:
    data = (RECIPES / "windows/ronghe.ico").read_bytes()
    _, kind, count = struct.unpack_from("<HHH", data)
    sizes = [data[6 + 16 * number] or 256 for number in range(count)]
    assert (kind, tuple(sizes)) == (1, icons.SIZES)
    assert icons.icon({size: icons.draw(RECIPES / "ronghe.svg", size) for size in icons.SIZES}) == data


def test_what_is_shipped_is_there_and_no_more() -> None:
    assert all((ROOT / name).exists() for name in SHIPPED)
    assert {"tests", "build", "docs"}.isdisjoint(SHIPPED)


def test_the_driver_of_the_server_is_loaded_by_a_python_without_ssl() -> None:
    code = """
import sys
sys.path.insert(0, sys.argv[1])
sys.modules["_ssl"] = None
import asyncio, http.client, urllib.request, psycopg
assert psycopg.pq.__impl__ == "binary"
print(sys.modules["ssl"].__file__)
"""
    modules = RECIPES / "modules"
    told = subprocess.run([sys.executable, "-c", code, str(modules)], capture_output=True, text=True, check=True).stdout
    assert Path(told.strip()).parent == modules
