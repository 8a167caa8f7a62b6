"""Gets the Windows Python and proves that it is the Python Software Foundation's own before anything of it is used.

The registry holds CPython 3.11.9 repacked by somebody else. Every program file must bear the Foundation's signature, and every module of
the library must stand in the Foundation's signed catalogue (SHA-1, as its makers signed it); what does not is refused.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

from build.failure import SetupError
from build.package.pins import Pin, pins
from build.package.running import run

SIGNER = "Python Software Foundation"
RUNTIME_SIGNER = "The Qt Company Oy"
"""Signs the copies of Microsoft's runtime in Qt's wheels; Microsoft's own root is not among those that Debian trusts."""

RUNTIME = ("vcruntime140.dll", "vcruntime140_1.dll")
PROGRAMS = ("python.exe", "pythonw.exe", "python3.dll", "python311.dll")
EXTENSIONS = (
    *(
        "_asyncio",
        "_bz2",
        "_ctypes",
        "_decimal",
        "_elementtree",
        "_hashlib",
        "_lzma",
        "_multiprocessing",
        "_overlapped",
        "_queue",
        "_socket",
    ),
    *("_uuid", "_zoneinfo", "pyexpat", "select", "unicodedata"),
)
LIBRARIES = ("libcrypto-3.dll", "libffi-8.dll")
UNUSED_LIBRARY = (
    "site-packages",
    "test",
    "tests",
    "idlelib",
    "tkinter",
    "lib2to3",
    "turtledemo",
    "ensurepip",
    "pydoc_data",
    "__pycache__",
    "unittest",
)
CATALOGUE = "DLLs/python_lib.cat"

_SUBJECT = re.compile(r"Signer #0:\s+Subject: .*?CN=([^/\n]+)")


def windows_python(work: Path, wheels: Path, portable: Path) -> Path:
    """Fetch, prove and lay out the Windows Python.

    Args:
        work: Folder for the result.
        wheels: The Windows wheels, for the C runtime.
        portable: The Linux Python that we built, whose library stands in for the one module that no catalogue names.

    Returns:
        A folder with ``python.exe``, ``DLLs`` and ``Lib``.

    Raises:
        SetupError: It cannot be had, or something in it is not genuine.
    """
    (pin,) = pins("pypi", "windows-python")
    target = work / f"windows-python-{pin.sha256[:12]}"
    if target.is_dir():
        return target
    print("取得并核验 Windows 的 Python（数字签名、签名目录）", flush=True)
    folder = work / "windows-python-unpacked"
    shutil.rmtree(folder, ignore_errors=True)
    _unpack(_download(work, pin), folder)
    origin = next(folder.rglob("python311.dll")).parent
    part = target.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    _copy_programs(origin, part)
    for name in RUNTIME:
        require_signature(wheels / "PySide6" / name, RUNTIME_SIGNER)
        shutil.copyfile(wheels / "PySide6" / name, part / name)
    require_signature(origin / CATALOGUE, SIGNER)
    _copy_library(origin / "Lib", part / "Lib", (origin / CATALOGUE).read_bytes(), portable / "lib/python3.11")
    shutil.copyfile(origin / "LICENSE.txt", part / "LICENSE.txt")
    shutil.rmtree(folder)
    part.rename(target)
    return target


def _download(work: Path, pin: Pin) -> Path:
    folder = work / "downloads"
    held = list(folder.glob(f"{pin.name.replace('-', '_')}-{pin.version}.tar.gz"))
    if not held:
        folder.mkdir(parents=True, exist_ok=True)
        wanted = folder / f"{pin.name}.txt"
        wanted.write_text(f"{pin.name}=={pin.version} --hash=sha256:{pin.sha256}\n", encoding="ascii")
        pip = [
            sys.executable,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "download",
            "--no-deps",
            "--no-binary",
            ":all:",
            "--require-hashes",
        ]
        run([*pip, "--dest", str(folder), "--requirement", str(wanted)], failed="Windows 的 Python 没有取到")
        held = list(folder.glob(f"{pin.name.replace('-', '_')}-{pin.version}.tar.gz"))
    if not held or hashlib.sha256(held[0].read_bytes()).hexdigest() != pin.sha256:
        raise SetupError("取到的 Windows Python 与 build/package/pins.toml 登记的不同。")
    return held[0]


def _unpack(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    with zipfile.ZipFile(next(folder.rglob("data.zip"))) as files:
        files.extractall(folder)


def _copy_programs(origin: Path, target: Path) -> None:
    names = (*PROGRAMS, *(f"DLLs/{name}.pyd" for name in EXTENSIONS), *(f"DLLs/{name}" for name in LIBRARIES))
    for name in names:
        require_signature(origin / name, SIGNER)
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin / name, target / name)


def require_signature(path: Path, signer: str) -> None:
    """Refuse a file that does not bear a valid signature of `signer`, with a chain that ends in a certificate this system trusts.

    Raises:
        SetupError: Says which file.
    """
    # Nothing is looked up outside: lists of revoked certificates cannot be reached from here.
    said = run(["osslsigncode", "verify", "-ignore-crl", "-ignore-cdp", "-in", path], failed=f"{path.name} 的数字签名没有通过核验")
    found = _SUBJECT.search(said)
    if found is None or found[1].strip() != signer or "Signature verification: ok" not in said:
        raise SetupError(f"{path.name} 的签名者不是 {signer}。")


def _copy_library(origin: Path, target: Path, catalogue: bytes, portable: Path) -> None:
    """Copy the modules that stand in the signed catalogue; empty ones, and such as equal our own Python's, are beyond doubt as well."""
    doubtful = []
    for path in sorted(origin.rglob("*.py")):
        relative = path.relative_to(origin)
        if any(part in UNUSED_LIBRARY for part in relative.parts):
            continue
        data = path.read_bytes()
        own = portable / relative
        if hashlib.sha1(data, usedforsecurity=False).digest() in catalogue or not data.strip() or (own.is_file() and _same(data, own)):
            (target / relative).parent.mkdir(parents=True, exist_ok=True)
            (target / relative).write_bytes(data)
        else:
            doubtful.append(relative.as_posix())
    if doubtful:
        raise SetupError(f"下列模块不在签名目录中，不能使用：{'、'.join(doubtful[:10])}")


def _same(data: bytes, other: Path) -> bool:
    return data.replace(b"\r\n", b"\n") == other.read_bytes().replace(b"\r\n", b"\n")
