"""What all reports share: who reports, rows in packed pages, projects in pages, counts by pilot area."""

import marshal
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from models.programme.pack import Programme
from models.queries.showing import namer
from models.reading import Reader

PAGE = 1000
"""Projects, or rows, that are read at once."""
FASTEST = 1

Row = TypeVar("Row", bound=tuple[Any, ...])
Key = TypeVar("Key")


class Pages(Generic[Row]):
    """Rows of a report, kept packed a page at a time.

    A report of 100,000 rows would take hundreds of megabytes as it is. It cannot be read while its file is written either: nothing can
    be saved while a snapshot is open, and the file may go to a slow stick. So it is read at once, packed, and unpacked page by page.

    Attributes:
        longest: Characters of the longest prose.
        most_breaks: Line ends of the prose that has most of them.
    """

    def __init__(self, make: Callable[[Iterable[Any]], Row], prose: Sequence[int] = ()) -> None:
        """Begin empty.

        Args:
            make: Makes a row of its values, which are texts, whole numbers or ``None`` (``NamedTuple._make``).
            prose: Places of the values that may be long.
        """
        self.longest = self.most_breaks = 0
        self._make = make
        self._prose = prose
        self._packed: list[bytes] = []
        self._waiting: list[tuple[Any, ...]] = []
        self._count = 0

    def add(self, rows: Iterable[Row]) -> None:
        """Add rows behind those that are there."""
        for row in rows:
            self._waiting.append(tuple(row))
            if len(self._waiting) == PAGE:
                self._pack()

    def __len__(self) -> int:
        return self._count + len(self._waiting)

    def __iter__(self) -> Iterator[Row]:
        for packed in self._packed:
            yield from map(self._make, marshal.loads(zlib.decompress(packed)))
        self._measure()
        yield from map(self._make, self._waiting)

    def measured(self) -> "Pages[Row]":
        """Return itself when all has been added, so that `longest` and `most_breaks` hold for every row."""
        self._measure()
        return self

    def _measure(self) -> None:
        for place in self._prose:
            texts = [row[place] or "" for row in self._waiting]
            self.longest = max(self.longest, *map(len, texts), 0)
            self.most_breaks = max(self.most_breaks, *(text.count("\n") for text in texts), 0)

    def _pack(self) -> None:
        self._measure()
        self._packed.append(zlib.compress(marshal.dumps(self._waiting), FASTEST))
        self._count += len(self._waiting)
        self._waiting.clear()


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports, and for which day.

    Attributes:
        office: Full name of the reporting office (填报单位).
        district: Name of the district.
        officer: Who fills it in (填表人).
        phone: Telephone of the office.
        on: Day of the report: what was recorded for later days does not count.
    """

    office: str
    district: str
    officer: str
    phone: str
    on: date


class AreaLine(NamedTuple):
    """Figures of one pilot area; `number` 0 stands for projects that have not chosen their main area."""

    number: int
    title: str
    counts: tuple[int, ...]


class ProjectLine(NamedTuple):
    """What every report says of a project, in words; `area` is the key of the main area."""

    id: str
    number: str
    title: str
    entity: str
    area: str
    area_title: str
    state: str


class ByArea:
    """Counts by pilot area."""

    def __init__(self, programme: Programme, columns: int) -> None:
        self._programme = programme
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * columns)

    def add(self, area: str, column: int, count: int = 1) -> None:
        """Count something of one area in one column."""
        self._counts[area][column] += count

    def lines(self) -> tuple[AreaLine, ...]:
        """Return a line for every area of the pack, and one for what has none of them where there is any."""
        known = {area.key for area in self._programme.areas}
        lines = [AreaLine(area.number, area.title, tuple(self._counts[area.key])) for area in self._programme.areas]
        others = [counts for key, counts in self._counts.items() if key not in known]
        if others:
            lines.append(AreaLine(0, "（尚未选定主方向）", tuple(map(sum, zip(*others, strict=True)))))
        return tuple(lines)


def read_reporter(reader: Reader, programme: Programme, on: date) -> Reporter:
    """Return who reports."""
    found = reader.rows("SELECT name, district_code, officer, phone FROM office")
    office, district, officer, phone = found[0] if found else ("", "", "", "")
    return Reporter(office, programme.item_name("district", district) if district else "", officer, phone, on)


class ProjectPage(NamedTuple):
    """Some projects by number, and the numbers between which they lie: after `after`, up to `last`."""

    projects: list[ProjectLine]
    after: str
    last: str


def project_pages(reader: Reader, programme: Programme) -> Iterator[ProjectPage]:
    """Yield all projects by number, some at a time; those of one number, which two computers of a district may give, together."""
    area = namer(programme, "pilot_area")
    states = {state.key: state.title for state in programme.life_cycle.state}
    after = ""
    while True:
        ((last,),) = reader.rows(
            "SELECT MAX(n.number) FROM (SELECT number FROM project WHERE deleted_at IS NULL AND number > :after"
            " ORDER BY number LIMIT :count) n",
            after=after,
            count=PAGE,
        )
        if last is None:
            return
        rows = reader.rows(
            "SELECT p.id, p.number, p.title, e.name, p.main_area, p.state FROM project p JOIN pilot_entity e ON e.id = p.entity_id"
            " WHERE p.deleted_at IS NULL AND p.number > :after AND p.number <= :last ORDER BY p.number, p.id",
            after=after,
            last=last,
        )
        projects = [
            ProjectLine(id, number, title, entity, main, area(main), states.get(state, state))
            for id, number, title, entity, main, state in rows
        ]
        yield ProjectPage(projects, after, last)
        after = last


def of_page(
    reader: Reader,
    page: ProjectPage,
    columns: str,
    table: str,
    *,
    join: str = "",
    where: str = "c.deleted_at IS NULL",
    order: str = "c.id",
    **parameters: object,
) -> dict[str, list[tuple[Any, ...]]]:
    """Return by project the rows of a table that belong to the projects of a page, without the project's id.

    Args:
        reader: Where to read.
        page: The projects.
        columns: What to select.
        table: The table, called ``c``.
        join: Further joins.
        where: Which rows.
        order: In which order within a project.
        parameters: What `where` names.
    """
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for project, *values in reader.rows(
        f"SELECT p.id, {columns} FROM project p JOIN {table} c ON c.project_id = p.id {join}"
        f" WHERE p.number > :after AND p.number <= :last AND p.deleted_at IS NULL AND {where} ORDER BY {order}",
        after=page.after,
        last=page.last,
        **parameters,
    ):
        found[project].append(tuple(values))
    return found


def counted(counts: Counter[Key], keys: Iterable[Key]) -> tuple[int, ...]:
    """Return the counts of some keys, in their order."""
    return tuple(counts[key] for key in keys)
