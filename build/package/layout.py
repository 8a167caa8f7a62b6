"""What is built and where: the commit, its version and moment, and the folders of a build."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tomllib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from build.failure import SetupError

ROOT = Path(__file__).resolve().parents[2]
RECIPES = Path(__file__).resolve().parent
"""This folder: the recipes and the files that installers need."""

SHIPPED = ("main.py", "models", "forms", "exports", "ui", "resources", "LICENSE", "CREDITS.md")
NAME = "ronghe"
TITLE = "融合试点工作台"


@dataclass(frozen=True)
class Build:
    """One build.

    Attributes:
        commit: What is built: the commit that is checked out, never files that are not committed.
        version: The program's.
        epoch: The commit's moment, seconds since 1970; every file gets it, so that two builds are equal.
        output: Where installers end up.
        work: For everything that may be thrown away.
    """

    commit: str
    version: str
    epoch: int
    output: Path
    work: Path

    @property
    def source(self) -> Path:
        """The shipped files of the commit."""
        return self.work / f"source-{self.commit[:12]}"


def begin(output: Path = ROOT / "dist") -> Build:
    """Find out what is to be built, and lay its source out.

    Args:
        output: Where installers end up.

    Raises:
        SetupError: This is not a git checkout.
    """
    try:
        commit, epoch = _git("log", "-1", "--format=%H %ct").decode().split()
        archive = _git("archive", "HEAD", "pyproject.toml", *SHIPPED)
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", *SHIPPED)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError("打包要在 git 检出的目录中进行：打的是已提交的版本。") from error
    if changed:
        print("注意：有改动尚未提交，安装包里不含这些改动。", flush=True)
    project = tomllib.loads(_git("show", "HEAD:pyproject.toml").decode())["project"]
    build = Build(commit, str(project["version"]), int(epoch), output, output / "work")
    if not build.source.is_dir():
        part = build.source.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        with tarfile.open(fileobj=BytesIO(archive)) as files:
            files.extractall(part, filter="data")
        part.rename(build.source)
    return build


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout
