"""Runs the benchmark: ``python3 build/dev.py bench [start|lists|saving|documents|intake|packages …]``; exit 1: a limit is missed."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from build.bench.figures import Figure, table

ROOT = Path(__file__).parents[2]
FEW, MANY = 50, 20_000


def start(folder: Path) -> Iterator[Figure]:
    """Measure the first window."""
    from build.bench.start import figures
    from build.bench.workspaces import make_sample

    yield from figures(folder, make_sample(folder, FEW), make_sample(folder, MANY))


def lists(folder: Path) -> Iterator[Figure]:
    """Measure the list of projects."""
    from build.bench.lists import figures
    from build.bench.workspaces import make_sample

    yield from figures(folder, make_sample(folder, MANY))


def saving(folder: Path) -> Iterator[Figure]:
    """Measure saving."""
    from build.bench.saving import figures

    yield from figures(folder)


def documents(folder: Path) -> Iterator[Figure]:
    """Measure the exports."""
    from build.bench.documents import figures

    yield from figures(folder)


def intake(folder: Path) -> Iterator[Figure]:
    """Measure taking in packages at the city."""
    from build.bench.intake import figures

    yield from figures(folder)


def packages(folder: Path) -> Iterator[Figure]:
    """Measure making a package."""
    from build.bench.packages import figures

    yield from figures(folder)


PARTS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "start": start,
    "lists": lists,
    "saving": saving,
    "documents": documents,
    "intake": intake,
    "packages": packages,
}


def main(names: list[str]) -> int:
    """Measure the parts named, all when none is, and return the exit code: 0, 1 where a limit is missed, 2 for wrong usage."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"没有这一项：{'、'.join(unknown)}。可选：{'、'.join(PARTS)}。", file=sys.stderr)
        return 2
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_LOGGING_RULES"] = "default.warning=false"
    output = ROOT / "bench-output"
    output.mkdir(exist_ok=True)
    found: list[Figure] = []
    folder = Path(tempfile.mkdtemp(dir=output))
    try:
        for name in names or PARTS:
            part = folder / name
            part.mkdir()
            for figure in PARTS[name](part):
                print(f"{figure.title}：{figure.ratio:.3f}（上限 {figure.limit:g}）", flush=True)
                found.append(figure)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{table(found)}")
    missed = [figure.title for figure in found if not figure.passed]
    if missed:
        print(f"超出上限：{'、'.join(missed)}。", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
