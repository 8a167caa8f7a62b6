"""The help pages of ``resources/help``: found by themselves, ordered by the number their file name begins with."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from models.resources import read_text, resource_path
from ui.table.filter import words_of

_SNIPPET = 24
_NUMBER = re.compile(r"^(\d+)-")
_MARKS = re.compile(r"^\s*(?:[-*]|\d+\.)\s+|[*_`#>|]+|\]\([^)]*\)|^\s*[-:| ]+$", re.MULTILINE)


@dataclass(frozen=True)
class HelpText:
    """One help page.

    Attributes:
        name: File name.
        text: Markdown.
    """

    name: str
    text: str

    @property
    def title(self) -> str:
        """The first heading; the file's name where there is none."""
        first = self.text.lstrip().splitlines()[0] if self.text.strip() else ""
        return first.removeprefix("#").strip() if first.startswith("#") else Path(self.name).stem

    @cached_property
    def plain(self) -> str:
        """The words without marks, for searching."""
        return " ".join(_MARKS.sub(" ", self.text.replace("[", "")).split())


@dataclass(frozen=True, slots=True)
class Found:
    """A help page that holds every word searched for, with how often the first occurs and its surroundings."""

    page: HelpText
    times: int
    snippet: str


def load_help(folder: Path | None = None) -> tuple[HelpText, ...]:
    """Return all help pages: by number, then those without one by name.

    Raises:
        ResourceError: A file cannot be read.
    """
    folder = folder or resource_path("help")
    names = [path.name for path in folder.glob("*.md")]
    return tuple(HelpText(name, read_text(name, root=folder)) for name in sorted(names, key=_order))


def find(pages: tuple[HelpText, ...], text: str) -> list[Found]:
    """Return the pages that hold every word of `text`: those with a word in the title first, then by how often it occurs."""
    words = words_of(text)
    found = []
    for page in pages:
        low = page.plain.lower()
        if words and all(word in low for word in words):
            place = low.index(words[0])
            start = max(0, place - _SNIPPET // 2)
            snippet = page.plain[start : place + len(words[0]) + _SNIPPET]
            found.append(Found(page, low.count(words[0]), f"{'…' if start else ''}{snippet}…"))
    return sorted(found, key=lambda hit: (not any(word in hit.page.title.lower() for word in words), -hit.times))


def _order(name: str) -> tuple[int, str]:
    number = _NUMBER.match(name)
    return (int(number.group(1)) if number else 10_000, name)
