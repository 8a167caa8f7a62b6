"""Makes a Debian package of a finished program folder; two packages of one folder are equal byte for byte."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from build.failure import SetupError
from build.package.layout import NAME, RECIPES, TITLE, Build
from build.package.running import environment_with, run, touch_tree

PLACE = Path("opt") / NAME
"""Where the program lies."""

SYSTEM_LIBRARIES: dict[str, str] = {
    "libc.so.6": "libc6 (>= {glibc})",
    "libm.so.6": "libc6 (>= {glibc})",
    "libdl.so.2": "libc6 (>= {glibc})",
    "libpthread.so.0": "libc6 (>= {glibc})",
    "librt.so.1": "libc6 (>= {glibc})",
    "libutil.so.1": "libc6 (>= {glibc})",
    "libresolv.so.2": "libc6 (>= {glibc})",
    "ld-linux-x86-64.so.2": "libc6 (>= {glibc})",
    "ld-linux-aarch64.so.1": "libc6 (>= {glibc})",
    "libgcc_s.so.1": "libgcc-s1 | libgcc1",
    "libstdc++.so.6": "libstdc++6",
    "libz.so.1": "zlib1g",
    "libgthread-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libglib-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libXau.so.6": "libxau6",
    "libSM.so.6": "libsm6",
    "libICE.so.6": "libice6",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libEGL.so.1": "libegl1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libbrotlidec.so.1": "libbrotli1",
    "libzstd.so.1": "libzstd1",
    "libproxy.so.1": "libproxy1v5 | libproxy1",
}
"""Libraries that are left to the system, and the package that holds each."""

OPTIONAL_LIBRARIES = {"libcups.so.2": "libcups2 | libcups2t64"}
"""Libraries without which a part is missing (the system's printers) and the rest works."""

FONTS = "fonts-noto-cjk | fonts-wqy-microhei | fonts-wqy-zenhei | fonts-arphic-uming"


def dependencies(asked: Mapping[str, Iterable[str]], glibc: str) -> list[str]:
    """Return the packages that have to be installed.

    Args:
        asked: Libraries that are left to the system, and who asks.
        glibc: The oldest version allowed.

    Raises:
        SetupError: A library is in no package that we know of.
    """
    unknown = {name: list(files) for name, files in asked.items() if name not in SYSTEM_LIBRARIES and name not in OPTIONAL_LIBRARIES}
    if unknown:
        lines = [f"{name}：{'、'.join(files[:3])}" for name, files in unknown.items()]
        raise SetupError("下列库既没有打进安装包，也不知道由哪个系统组件提供：\n" + "\n".join(lines))
    return sorted({SYSTEM_LIBRARIES[name].format(glibc=glibc) for name in asked if name in SYSTEM_LIBRARIES})


def make_deb(build: Build, program: Path, architecture: str, depends: list[str]) -> Path:
    """Make the package.

    Args:
        build: The build.
        program: The finished folder, with the start program `ronghe`.
        architecture: ``amd64`` or ``arm64``.
        depends: Packages that have to be installed.

    Returns:
        The package, in the output folder.
    """
    root = build.work / f"deb-{architecture}"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(program, root / PLACE, symlinks=True)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin" / NAME).symlink_to(Path("/") / PLACE / NAME)
    share = root / "usr/share"
    for recipe, place in (
        ("linux/ronghe.desktop", f"applications/{NAME}.desktop"),
        ("linux/ronghe-mime.xml", f"mime/packages/{NAME}.xml"),
        ("ronghe.svg", f"icons/hicolor/scalable/apps/{NAME}.svg"),
        ("linux/copyright", f"doc/{NAME}/copyright"),
    ):
        (share / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(RECIPES / recipe, share / place)
    control = root / "DEBIAN"
    control.mkdir()
    for script in ("preinst", "postrm"):
        text = (RECIPES / "linux" / script).read_text(encoding="utf-8").replace("@VERSION@", build.version)
        (control / script).write_text(text, encoding="utf-8")
    (control / "control").write_text(_control(build, root, architecture, depends), encoding="utf-8")
    (control / "md5sums").write_text(_md5sums(root), encoding="utf-8")
    _set_rights(root)
    touch_tree(root, build.epoch)
    target = build.output / f"{NAME}_{build.version}_{architecture}.deb"
    packing: list[str | Path] = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--threads-max=1", "--build", root, target]
    run(packing, environ=environment_with(SOURCE_DATE_EPOCH=str(build.epoch)), failed=f"{target.name} 没有做成")
    shutil.rmtree(root)
    return target


def _control(build: Build, root: Path, architecture: str, depends: list[str]) -> str:
    size = sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir())
    return (
        f"Package: {NAME}\n"
        f"Version: {build.version}\n"
        f"Architecture: {architecture}\n"
        f"Maintainer: {TITLE} <{NAME}@example.invalid>\n"
        f"Installed-Size: {(size + 1023) // 1024}\n"
        "Section: misc\n"
        "Priority: optional\n"
        f"Depends: {', '.join(depends)}\n"
        f"Recommends: {FONTS}, {', '.join(sorted(OPTIONAL_LIBRARIES.values()))}\n"
        f"Description: {TITLE}\n"
        " 区县人力社保部门办理人力资源服务业与制造业融合发展试点的单机程序。\n"
        " 不联网，不装服务；数据只在本机的账套文件里。\n"
    )


def _md5sums(root: Path) -> str:
    files = [path for top in ("opt", "usr") for path in (root / top).rglob("*") if path.is_file() and not path.is_symlink()]
    lines = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(root).as_posix()}"
        for path in sorted(files)
    ]
    return "\n".join(lines) + "\n"


def _set_rights(root: Path) -> None:
    """Give everybody the right to read and start, nobody the right to write."""
    for path in (root, *root.rglob("*")):
        if path.is_symlink():
            continue
        startable = (
            path.is_dir() or (path.parent.name == "DEBIAN" and path.name in ("preinst", "postrm")) or bool(path.stat().st_mode & 0o100)
        )
        os.chmod(path, 0o755 if startable else 0o644)
