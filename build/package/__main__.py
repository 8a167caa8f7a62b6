"""``python -m build.package [linux|windows|all] [--verify] [--twice]``, run in the environment that holds the tools."""

from __future__ import annotations

import argparse
import filecmp
import sys
from dataclasses import replace
from pathlib import Path

from build.failure import SetupError
from build.package import linux_package, windows_package
from build.package.layout import NAME, Build, begin
from build.package.sums import write_sums

WHAT = {
    "linux": ("amd64", "arm64"),
    "amd64": ("amd64",),
    "arm64": ("arm64",),
    "windows": ("windows",),
    "all": ("amd64", "arm64", "windows"),
}


def arguments_of(argv: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="build/dev.py package", description="制作安装包，放到 dist/。打的是已提交的版本。")
    parser.add_argument("what", nargs="?", default="all", choices=WHAT, help="linux（两种处理器）、amd64、arm64、windows 或 all")
    parser.add_argument("--verify", action="store_true", help="做成后在干净的系统里安装、自检、升级、卸载（慢，需要 root）")
    parser.add_argument("--only-verify", action="store_true", help="不再制作，只验证 dist/ 里已有的安装包")
    parser.add_argument("--twice", action="store_true", help="再做一遍，核对两次的结果逐字节相同")
    return parser.parse_args(argv)


def make(build: Build, target: str) -> list[Path]:
    """Make the installers for one target and return their files."""
    return windows_package.make(build) if target == "windows" else [linux_package.make(build, target)]


def verify(build: Build, target: str) -> None:
    """Prove the installer for one target that lies in the output folder.

    Raises:
        SetupError: Says what did not hold.
    """
    from build.package import proof_linux, proof_windows

    if target == "windows":
        proof_windows.prove(build, windows_package.setup_file(build))
    else:
        prove = proof_linux.prove_amd64 if target == "amd64" else proof_linux.prove_arm64
        prove(build, build.output / f"{NAME}_{build.version}_{target}.deb")


def require_equal_again(build: Build, target: str, first: list[Path]) -> None:
    """Make the installers of a target once more and compare them byte by byte.

    Raises:
        SetupError: Names those that differ.
    """
    again = replace(build, output=build.work / "again")
    again.output.mkdir(exist_ok=True)
    second = make(again, target)
    different = [one.name for one, other in zip(first, second, strict=True) if not filecmp.cmp(one, other, shallow=False)]
    if different:
        raise SetupError(f"两次做出的文件不同：{'、'.join(different)}。第二次的在 {again.output}。")
    print(f"两次制作逐字节相同：{'、'.join(path.name for path in first)}", flush=True)


def finished(build: Build) -> list[Path]:
    """Return the finished files of this version in the output folder, also those of earlier calls."""
    names = (f"{NAME}_{build.version}", f"{NAME}-{build.version}")
    return [path for path in build.output.iterdir() if path.is_file() and path.name.startswith(names)]


def main(argv: list[str]) -> int:
    """Make what was asked for, and return the exit code."""
    arguments = arguments_of(argv)
    build = begin()
    for target in WHAT[arguments.what]:
        if not arguments.only_verify:
            made = make(build, target)
            if arguments.twice:
                require_equal_again(build, target, made)
        if arguments.verify or arguments.only_verify:
            verify(build, target)
    lists = write_sums(finished(build), build.output)
    print(
        f"完成：{build.output}，版本 {build.version}（{build.commit[:10]}），校验清单 {'、'.join(path.name for path in lists)}", flush=True
    )
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        print(error, file=sys.stderr, flush=True)
        sys.exit(1)
