"""Builds the Python that goes into the Linux packages: CPython 3.11 with Debian's security fixes, for a glibc as old as the oldest target.

The compiler is the one in the ``ziglang`` wheel, which links against any glibc version and for any processor, so that neither an old system
nor the target's processor is needed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from build.failure import SetupError
from build.package.debian import Release
from build.package.pins import Pin, pins
from build.package.running import environment_with, run

PYTHON = "3.11"
GLIBC = "2.28"
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
"""Debian's name of a processor, and everybody else's."""

LEFT_OUT = (
    *("readline", "_curses", "_curses_panel", "_tkinter", "_gdbm", "_dbm", "nis", "ossaudiodev", "_ssl", "_hashlib", "_uuid", "_sqlite3"),
    *("_bz2", "_lzma", "_crypt", "audioop", "spwd", "_testcapi", "_testbuffer", "_testimportmultiple", "_testmultiphase"),
    *("_testinternalcapi", "_testclinic", "_xxtestfuzz", "xxlimited", "xxlimited_35", "_ctypes_test"),
)
"""Extension modules that the program never imports."""

UNUSED_LIBRARY = re.compile(
    r"(test|idlelib|tkinter|lib2to3|turtledemo|ensurepip|pydoc_data|config-.*|site-packages|__pycache__|turtle\.py)$"
)

_SECURITY_PATCH = re.compile(r"CVE|0|relfile|shutdown-deadlock|frame_dealloc")
"""Debian's patches that mend Python itself; the rest fit it into Debian."""

_PYTHON_OPTIONS = ("--enable-shared", "--without-ensurepip", "--disable-test-modules", "--with-computed-gotos")


def build_python(work: Path, architecture: str, zig: Path) -> Path:
    """Build Python, or take the one that was built from the same things before.

    Args:
        work: Folder for sources, logs and results.
        architecture: ``amd64`` or ``arm64``.
        zig: The compiler.

    Returns:
        Its folder: ``bin/python3.11``, ``lib/libpython3.11.so.1.0``, ``lib/python3.11``; it works wherever it lies.

    Raises:
        SetupError: The sources cannot be had, or do not compile.
    """
    sources = pins("debian", "bookworm", "source")
    made_from = hashlib.sha256(Path(__file__).read_bytes() + repr(sources).encode()).hexdigest()[:12]
    target = work / f"python-{architecture}-{made_from}"
    if target.is_dir():
        return target
    build_python_path = None if architecture == "amd64" else build_python(work, "amd64", zig) / "bin" / f"python{PYTHON}"
    print(f"编译 Python {PYTHON}（{architecture}，glibc {GLIBC}，约 4 分钟）", flush=True)
    folder = work / f"python-build-{architecture}"
    shutil.rmtree(folder, ignore_errors=True)
    build = _Build(folder, architecture, zig)
    build.unpack(Release(work / "debian", "bookworm", "source"), sources)
    build.zlib()
    build.libffi()
    made = build.python(build_python_path)
    made.rename(target)
    shutil.rmtree(folder)
    return target


class _Build:
    """One build, in a folder of its own."""

    def __init__(self, folder: Path, architecture: str, zig: Path) -> None:
        self.folder = folder
        self.native = architecture == "amd64"
        self.triple = f"{MACHINES[architecture]}-linux-gnu"
        self.libraries = folder / "libraries"
        (folder / "bin").mkdir(parents=True)
        cache = folder.parent / "zig-cache"
        self.environ = environment_with(
            CC=str(self._compiler("cc", zig)),
            CXX=str(self._compiler("c++", zig)),
            AR=str(self._tool("ar", zig)),
            RANLIB=str(self._tool("ranlib", zig)),
            CFLAGS="-O2 -fPIC -fno-sanitize=undefined -Wno-implicit-function-declaration -g0",
            ZIG_GLOBAL_CACHE_DIR=str(cache),
            ZIG_LOCAL_CACHE_DIR=str(cache),
            SOURCE_DATE_EPOCH="1767225600",
            # Folders of this system must not get in.
            PKG_CONFIG_LIBDIR=str(self.libraries / "lib/pkgconfig"),
            PKG_CONFIG_PATH="",
        )

    def _compiler(self, name: str, zig: Path) -> Path:
        # Python's own setup adds this system's folders to every command.
        script = (
            "#!/bin/bash\nwords=()\n"
            'for word in "$@"; do case "$word" in -I/usr/include*|-I/usr/local/include|-L/usr/lib*|-L/lib*|-L/usr/local/lib'
            '|-print-multiarch|--print-multiarch) ;; *) words+=("$word");; esac; done\n'
            f'exec "{zig}" {name} -target {self.triple}.{GLIBC} "${{words[@]}}"\n'
        )
        return _script(self.folder / "bin" / f"zig-{name}", script)

    def _tool(self, name: str, zig: Path) -> Path:
        return _script(self.folder / "bin" / f"zig-{name}", f'#!/bin/sh\nexec "{zig}" {name} "$@"\n')

    def unpack(self, release: Release, sources: list[Pin]) -> None:
        """Lay out the sources as ``python3.11``, ``zlib``, ``libffi``."""
        for pin in sources:
            description = next(path for path in release.fetch([pin]) if path.suffix == ".dsc")
            # The pins have checked it. Debian's patches to Python are chosen one by one.
            run(
                ["dpkg-source", "--no-check", "--skip-patches", "-x", description, self.folder / pin.name],
                failed=f"{pin.name} 的源代码没有解开",
            )

    def zlib(self) -> None:
        """Compile zlib."""
        source = self.folder / "zlib"
        self._run(source, "./configure", "--static", f"--prefix={self.libraries}")
        self._make(source, "libz.a")
        self._make(source, "install")

    def libffi(self) -> None:
        """Compile libffi."""
        source = self.folder / "libffi"
        # `--disable-exec-static-tramp`: that part does not compile with zig's headers.
        options = ("--disable-shared", "--enable-static", "--with-pic", "--disable-docs", "--disable-multi-os-directory")
        self._run(source, "./configure", *self._cross(), *options, "--disable-exec-static-tramp", f"--prefix={self.libraries}")
        self._make(source)
        self._make(source, "install")

    def python(self, build_python_path: Path | None) -> Path:
        """Compile and install Python; return its folder."""
        source = self.folder / f"python{PYTHON}"
        self._patch(source)
        (source / "Modules/Setup.local").write_text("*disabled*\n" + "\n".join(LEFT_OUT) + "\n", encoding="ascii")
        crossing: tuple[str, ...] = ()
        if build_python_path is not None:
            answers = ("ac_cv_file__dev_ptmx=yes", "ac_cv_file__dev_ptc=no", "ac_cv_buggy_getaddrinfo=no", "READELF=/usr/bin/readelf")
            crossing = (*self._cross(), f"--with-build-python={build_python_path}", *answers)
        self.environ["CPPFLAGS"] = f"-I{self.libraries}/include"
        linking = f"LDFLAGS=-L{self.libraries}/lib -Wl,-rpath,'$$ORIGIN/../lib'"
        self._run(source, "./configure", *crossing, "--prefix=/opt/portable", *_PYTHON_OPTIONS, linking)
        makefile = source / "Makefile"
        # The compiler does not know the short form.
        makefile.write_text(makefile.read_text(encoding="utf-8").replace("-Wl,-h$", "-Wl,-soname,$"), encoding="utf-8")
        self._make(source)
        self._make(source, "install", f"DESTDIR={self.folder / 'installed'}")
        made = self.folder / "installed/opt/portable"
        library = made / "lib" / f"python{PYTHON}"
        for entry in library.iterdir():
            if UNUSED_LIBRARY.match(entry.name):
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        if not list((library / "lib-dynload").glob("_ctypes.*.so")):
            raise SetupError("编译出的 Python 缺少 _ctypes，请查看 dist/work 下的日志。")
        return made

    def _patch(self, source: Path) -> None:
        series = (source / "debian/patches/series").read_text(encoding="utf-8").splitlines()
        for line in series:
            name = line.split("#")[0].split()
            if name and _SECURITY_PATCH.match(name[0]):
                patch = source / "debian/patches" / name[0]
                run(
                    ["patch", "-s", "-p1", "-N", "--no-backup-if-mismatch", "-i", patch],
                    cwd=source,
                    failed=f"Debian 的补丁 {name[0]} 没有打上",
                )
        expat = source / "Modules/pyexpat.c"
        text = expat.read_text(encoding="utf-8")
        if "pycore_ceval" in text:  # a fix of Debian's takes for granted that this module is built in
            expat.write_text("#define Py_BUILD_CORE_MODULE 1\n" + text, encoding="utf-8")

    def _cross(self) -> tuple[str, ...]:
        return (f"--host={self.triple}", "--build=x86_64-pc-linux-gnu")

    def _make(self, source: Path, *goals: str) -> None:
        self._run(source, "nice", "make", f"-j{len(os.sched_getaffinity(0))}", *goals)

    def _run(self, source: Path, *command: str) -> None:
        name = "-".join(Path(word).name for word in command[:3] if not word.startswith(("-", "/")))
        run(command, cwd=source, environ=self.environ, log=self.folder.parent / "logs" / f"{self.triple}-{source.name}-{name}.log")


def _script(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def version_of(python: Path) -> str:
    """Return the version that a built Python names in its headers, such as ``3.11.2``."""
    header = (python / "include" / f"python{PYTHON}" / "patchlevel.h").read_text(encoding="utf-8")
    found = re.search(r'PY_VERSION\s+"([^"]+)"', header)
    if found is None:
        raise SetupError("编译出的 Python 没有写明版本。")
    return found[1]


def can_run(python: Path) -> bool:
    """Tell whether a built Python runs on this machine."""
    return subprocess.run([str(python / "bin" / f"python{PYTHON}"), "-c", "import ctypes, zlib"], check=False).returncode == 0
