"""What a figure of the benchmark is, and how two sides are measured so that a busy machine disturbs both alike."""

import gc
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

Side = Callable[[], float]
"""Does the work once and returns the seconds it took."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    Attributes:
        title: What was measured.
        ours: Seconds the program took.
        peer: Seconds the peer took.
        limit: Largest ratio of both that passes.
        against: What the peer is, and the command or call it consists of.
        rounds: How often each side was measured.
    """

    title: str
    ours: float
    peer: float
    limit: float
    against: str
    rounds: int

    @property
    def ratio(self) -> float:
        """Our time in units of the peer's."""
        return self.ours / self.peer

    @property
    def passed(self) -> bool:
        """Whether the limit holds."""
        return self.ratio <= self.limit


def timed(work: Callable[[], object]) -> Side:
    """Measure a piece of work."""

    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return once


def measure(sides: Sequence[Side], rounds: int, take: Callable[[Iterable[float]], float] = min) -> list[float]:
    """Measure the sides in turn, `rounds` times after one round to warm up, without the garbage collector in between.

    Args:
        sides: What is compared.
        rounds: How often each is measured.
        take: What of the measurements counts: the least disturbed one, or for work that waits for the disk the median.

    Returns:
        Seconds, one number a side.
    """
    for side in sides:
        side()
    seconds: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, kept in zip(sides, seconds, strict=True):
            gc.collect()
            gc.disable()
            try:
                kept.append(side())
            finally:
                gc.enable()
    return [take(kept) for kept in seconds]


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table, with what each was compared to below."""
    lines = [("项目", "本程序", "对照", "比值", "上限", "结果")]
    notes = []
    for number, figure in enumerate(figures, start=1):
        lines.append(
            (
                f"{number} {figure.title}",
                f"{figure.ours * 1000:.1f} ms",
                f"{figure.peer * 1000:.1f} ms",
                f"{figure.ratio:.3f}",
                f"{figure.limit:g}",
                "通过" if figure.passed else "超出",
            )
        )
        notes.append(f"{number} 对照：{figure.against}（各{figure.rounds}次，交替进行）")
    widths = [max(_width(line[column]) for line in lines) for column in range(len(lines[0]))]
    rows = [
        "  ".join(_padded(cell, width, right=0 < place < 5) for place, (cell, width) in enumerate(zip(line, widths, strict=True)))
        for line in lines
    ]
    return "\n".join([*rows, "", *notes])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


__all__ = ["Figure", "Side", "measure", "median", "table", "timed"]
