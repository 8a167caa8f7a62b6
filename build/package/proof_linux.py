"""Proves a Linux package: installed into clean systems, tried there by an ordinary user, upgraded, refused as a downgrade, removed."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from functools import partial
from pathlib import Path

from build.failure import SetupError
from build.package.chroots import OFFICER, Root, clean_root, foreign_files, require_tools
from build.package.deb import PLACE
from build.package.layout import NAME, Build
from build.package.running import environment_with, run

SUITES = ("bullseye", "bookworm")
WINDOW_TOOLS = ("fonts-wqy-microhei", "desktop-file-utils", "shared-mime-info")
PASSED = "自检全部通过。"
EXPECTED_TYPES = {
    ".rhbs": "application/x-ronghe-report",
    ".rhfk": "application/x-ronghe-feedback",
    ".rhfa": "application/x-ronghe-programme",
    ".rhjj": "application/x-ronghe-handover",
}


def require(true: bool, what: str) -> None:
    """Raise `SetupError` unless a condition holds."""
    if not true:
        raise SetupError(f"验证未通过：{what}")


def prove_amd64(build: Build, package: Path) -> None:
    """Try the x86-64 package in every clean system.

    Raises:
        SetupError: Says what did not hold.
    """
    require_tools()
    for suite in SUITES:
        with clean_root(build.work, suite) as root:
            print(f"验证 {package.name}（Debian {suite}）", flush=True)
            _prove(build, root, package, suite)
    from build.package.proof_start import prove_start

    prove_start(build, package)


def _prove(build: Build, root: Root, package: Path, suite: str) -> None:
    from build.package.proof_officer import double_click, make_store, read_only_folder, second_user, selftest_in_help, show_window
    from build.package.proof_server import postgres, prove_server, prove_server_window
    from build.package.proof_typing import METHODS, prove_typing

    root.run("apt-get", "update", "-q")
    shutil.copyfile(package, root.folder / "tmp" / package.name)
    root.install(f"/tmp/{package.name}")
    tried(root)
    root.install(*WINDOW_TOOLS)
    root.run("desktop-file-validate", f"/usr/share/applications/{NAME}.desktop")
    types = (root.folder / "usr/share/mime/globs").read_text(encoding="utf-8")
    for ending, kind in EXPECTED_TYPES.items():
        require(f"{kind}:*{ending}" in types, f"文件类型 {ending} 没有登记")
    read_only_folder(root, f"/tmp/{package.name}")
    store = make_store(root, OFFICER)
    show_window(build, root, suite, store)
    selftest_in_help(build, root, suite, store)
    double_click(root)
    second_user(root, store)
    print("  自检（命令行、帮助页）、不能写入的目录、窗口、双击文件、第二个用户：通过", flush=True)
    with postgres() as cluster:
        prove_server(cluster, partial(root.run, f"/usr/bin/{NAME}", user=OFFICER), f"/home/{OFFICER}/from-server", store)
        prove_server_window(build, root, suite, cluster)
    print("  服务器上的账套（命令行、窗口）：通过", flush=True)
    for method in METHODS[suite]:
        prove_typing(build, root, method)
    _upgrade_and_downgrade(root, package, store)
    folder = root.folder / "home" / OFFICER
    kept = sorted(path for path in folder.rglob("*"))
    said = root.run("dpkg", "--remove", NAME)
    require("没有删除" in said, "卸载时没有说明数据在哪里")
    require(not (root.folder / PLACE).exists(), "卸载后程序目录还在")
    require(sorted(path for path in folder.rglob("*")) == kept, "卸载后用户的文件少了")
    print(f"  安装、升级、拒绝降级、卸载：通过（{suite}）", flush=True)


def tried(root: Root) -> None:
    """Run the installed program's self-test as an ordinary user."""
    report = root.run(f"/usr/bin/{NAME}", "--selftest", user=OFFICER, failed="装好的程序自检没有通过")
    require(PASSED in report, "自检没有说全部通过")


def _upgrade_and_downgrade(root: Root, package: Path, store: str) -> None:
    """Install over the same version, over an older one, and try to install over a newer one.

    Args:
        root: The system.
        package: The package.
        store: A workspace inside, made before.
    """
    from build.package.proof_officer import window_settings

    root.install(f"/tmp/{package.name}")
    settings = window_settings(root).read_bytes()
    for version in ("0.0.1", "99.0"):
        other = _with_version(root.folder / "tmp" / package.name, root.folder / "tmp", version)
        root.run("dpkg", "--remove", NAME)
        root.install(f"/tmp/{other.name}")
        done = subprocess.run(
            ["chroot", str(root.folder), "dpkg", "-i", f"/tmp/{package.name}"],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
        )
        if version == "0.0.1":
            require(done.returncode == 0, "没有能升级旧版")
            tried(root)
            require("完好" in root.run(f"/usr/bin/{NAME}", "check", store, user=OFFICER), "升级后账套打不开")
            require(window_settings(root).read_bytes() == settings, "升级动了设置")
        else:
            require(done.returncode != 0 and "比要装的" in done.stderr + done.stdout, "没有拒绝用旧版覆盖新版")


def _with_version(package: Path, folder: Path, version: str) -> Path:
    """Return a copy of a package that says it is of another version."""
    unpacked, other = folder / f"unpacked-{version}", folder / f"{NAME}_{version}.deb"
    run(["dpkg-deb", "-R", package, unpacked])
    control = unpacked / "DEBIAN/control"
    control.write_text(
        re.sub(r"^Version: .*$", f"Version: {version}", control.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8"
    )
    preinst = unpacked / "DEBIAN/preinst"
    preinst.write_text(preinst.read_text(encoding="utf-8").replace(package.name.split("_")[1], version), encoding="utf-8")
    run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", unpacked, other])
    shutil.rmtree(unpacked)
    return other


ARM_PACKAGES = (
    *(
        "libgl1",
        "libegl1",
        "libdbus-1-3",
        "libfontconfig1",
        "libglib2.0-0",
        "libxkbcommon0",
        "libx11-xcb1",
        "libstdc++6",
        "libsm6",
        "libice6",
    ),
    *("libgssapi-krb5-2", "libzstd1", "fonts-wqy-microhei"),
)


def prove_arm64(build: Build, package: Path) -> None:
    """Run the self-test of the ARM64 package on emulated processors, over the files of the oldest system it is meant for.

    Raises:
        SetupError: Says what did not hold.
    """
    from build.package.proof_server import postgres, prove_server

    require_tools()
    print(f"验证 {package.name}（模拟处理器，Debian bullseye 的系统文件）", flush=True)
    system = foreign_files(build.work, "bullseye", "arm64", ARM_PACKAGES)
    trial = build.work / "trial-arm64"
    shutil.rmtree(trial, ignore_errors=True)
    run(["dpkg", "-x", package, trial])
    program, home = trial / PLACE, build.work / "trial-arm64-home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    emulated = program / "bin/emulated"
    # The program starts itself anew to read files from outside: what it takes for itself has to be emulated as well.
    python = shlex.quote(str(program / "bin/python3.11"))
    emulated.write_text(f'#!/bin/sh\nexec qemu-aarch64-static -0 "$0" {python} "$@"\n', encoding="utf-8")
    emulated.chmod(0o755)
    environ = environment_with(QEMU_LD_PREFIX=str(system), QT_QPA_PLATFORM="offscreen", HOME=str(home), LANG="C.UTF-8")
    start: list[str | Path] = [emulated, "-I", "-X", "utf8", program / "app/main.py", "--selftest"]
    report = run(start, environ=environ, limit=900, failed="ARM64 版自检没有通过")
    require(PASSED in report, "ARM64 版自检没有说全部通过")

    def installed(*arguments: str, **variables: str) -> str:
        return run([*start[:-1], *arguments], environ={**environ, **variables}, limit=300)

    with postgres() as cluster:
        prove_server(cluster, installed, str(home / "from-server"))
    shutil.rmtree(trial)
    shutil.rmtree(home)
    print("  模拟处理器上自检、服务器上的账套（命令行）：通过", flush=True)
