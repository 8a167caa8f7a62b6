"""``python -m build.package [linux|windows|all] [--verify] [--twice]``, run in the environment that holds the tools."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from build.failure import SetupError
from build.package import linux_package
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
    parser.add_argument("--verify", action="store_true", help="在干净的系统里安装、自检、升级、卸载（慢，需要 root）")
    parser.add_argument("--twice", action="store_true", help="再做一遍，比较两次的结果是否逐字节相同")
    return parser.parse_args(argv)


def make(build: Build, target: str) -> list[Path]:
    """Make the installers for one target and return their files."""
    return [linux_package.make(build, target)]


def installers(build: Build) -> list[Path]:
    """Return the finished files of this version in the output folder, also those of earlier calls."""
    return [
        path
        for path in build.output.iterdir()
        if path.is_file() and path.name.startswith((f"{NAME}_{build.version}", f"{NAME}-{build.version}"))
    ]


def sizes(files: list[Path]) -> str:
    """Describe files and their sizes, one a line."""
    return "\n".join(f"  {path.name}  {path.stat().st_size / 1_000_000:.1f} MB" for path in files)


def main(argv: list[str]) -> int:
    """Make what was asked for, and return the exit code."""
    arguments = arguments_of(argv)
    build = begin()
    made = [path for target in WHAT[arguments.what] for path in make(build, target)]
    made += write_sums(installers(build), build.output)
    print(f"做成（{build.commit[:10]}，版本 {build.version}）：\n{sizes(made)}", flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        print(error, file=sys.stderr, flush=True)
        sys.exit(1)
