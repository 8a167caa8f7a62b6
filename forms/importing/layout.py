"""Where the table of a spreadsheet begins and what its columns are: proposed, and changed by the officer where the proposal is wrong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.collecting.content import Cell, Sheet, Workbook
from forms.collecting.labels import compact
from forms.collecting.tables import DEEPEST_HEAD, SERIAL
from forms.importing.facts import DAY, IN_YUAN, INDICATOR_NAME, NAME, PROBLEM, PROGRESS, REQUEST, TITLE, VALUE, Fact, fact_named
from forms.importing.heads import indicator_head, unit_contradicts

if TYPE_CHECKING:
    from models.programme.pack import Programme

DEEPEST = 3
"""Most rows that a header takes."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet with its header.

    Attributes:
        sheet: Title of the sheet.
        head: First row of the header.
        first: First row behind it.
        heads: Text of the header by column; of a header of several rows joined from above.
    """

    sheet: str
    head: int
    first: int
    heads: dict[int, str]


class Columns:
    """The columns that are imported, each with what it is.

    Args:
        layout: The header.
        columns: Column to the key of its fact.
        facts: What columns can be.
    """

    def __init__(self, layout: Layout, columns: Mapping[int, str], facts: Iterable[Fact]) -> None:
        by_key = {fact.key: fact for fact in facts}
        self.facts = {column: by_key[key] for column, key in columns.items()}
        self._heads = layout.heads

    def head(self, column: int) -> str:
        """Return the head of a column."""
        return self._heads.get(column, "")

    def of(self, key: str) -> tuple[int, Fact | None]:
        """Return the column that a fact stands in, in whatever unit; 0: none does."""
        return next(((column, fact) for column, fact in self.facts.items() if fact.plain_key == key), (0, None))


class Cells:
    """The cells of a sheet; a merged cell holds its value everywhere."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._grid = sheet.grid()
        self._from: dict[tuple[int, int], tuple[int, int]] = {}
        for area in sheet.merged:
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    self._from[row, column] = (area.top, area.left)

    def cell(self, row: int, column: int) -> Cell | None:
        """Return what stands in a cell."""
        return self._grid.get(self._from.get((row, column), (row, column)))

    def text(self, row: int, column: int) -> str:
        """Return its text."""
        cell = self.cell(row, column)
        return cell.text if cell else ""

    def reaches_down(self, row: int, column: int) -> int:
        """Return the last row of the merged cell at a place."""
        return max((area.bottom for area in self.sheet.merged if area.covers(row, column)), default=row)


def propose_layouts(book: Workbook, facts: tuple[Fact, ...]) -> list[Layout]:
    """Return a layout for every sheet that may be the table, the likeliest first.

    The header is found by its cell 序号; without one, by the row that names most facts.
    """
    found = []
    for sheet in book.sheets:
        cells = Cells(sheet)
        best = max(
            ((_score(cells, row, facts), -row) for row in range(1, min(sheet.rows, DEEPEST_HEAD) + 1)),
            default=(0, 0),
        )
        if best[0]:
            found.append((best[0] - (100 if sheet.hidden else 0), layout_at(sheet, -best[1])))
    return [layout for _, layout in sorted(found, key=lambda pair: -pair[0])]


def _score(cells: Cells, row: int, facts: tuple[Fact, ...]) -> int:
    texts = [cells.text(row, column) for column in range(1, cells.sheet.columns + 1)]
    named = len({fact.key for text in texts if (fact := fact_named(text, facts)) is not None})
    return named + (5 if any(compact(text) == SERIAL for text in texts) else 0) if named else 0


def layout_at(sheet: Sheet, head: int) -> Layout:
    """Return the layout of a sheet whose header begins in row `head`; it takes as many rows as its cells are merged downwards."""
    cells = Cells(sheet)
    last = max((cells.reaches_down(head, column) for column in range(1, sheet.columns + 1)), default=head)
    last = min(last, head + DEEPEST - 1)
    heads = {}
    for column in range(1, sheet.columns + 1):
        parts = dict.fromkeys(" ".join(cells.text(row, column).split()) for row in range(head, last + 1))
        text = " ".join(part for part in parts if part)
        if text:
            heads[column] = text
    return Layout(sheet.title, head, last + 1, heads)


def propose_columns(
    layout: Layout, facts: tuple[Fact, ...], programme: "Programme", saved: Mapping[str, str] | None = None
) -> dict[int, str]:
    """Return which fact each column is, by a saved mapping first, then by what its head says; most facts are proposed once.

    What can only be kept with a project is proposed where a column names the project.

    Args:
        layout: The header.
        facts: What columns can be.
        programme: The pack.
        saved: Text of a head to the key of a fact, from a named mapping.
    """
    known = {compact(head): key for head, key in (saved or {}).items()}
    by_key = {fact.key: fact for fact in facts}
    proposed: dict[int, str] = {}
    for by_indicator in (False, True):  # whether rows name their indicators is known only when all other columns are
        for column, head in layout.heads.items():
            if by_indicator:
                key = _indicator_part(head, programme, INDICATOR_NAME in proposed.values())
            else:
                fact = fact_named(head, facts) or fact_named(head.split()[-1], facts)
                key = known.get(compact(head)) or (fact.key if fact else "")
            if column not in proposed and key in by_key and (by_key[key].repeats or not is_taken(key, proposed.values())):
                proposed[column] = key
    if TITLE in proposed.values():
        return proposed
    return {column: key for column, key in proposed.items() if not by_key[key].of_project or key in known.values()}


def is_taken(key: str, keys: Iterable[str]) -> bool:
    """Tell whether a column is a fact already, in whatever unit."""
    return key.removesuffix(IN_YUAN) in {other.removesuffix(IN_YUAN) for other in keys}


def _indicator_part(head: str, programme: "Programme", rows_name_it: bool) -> str:
    """Return which number of an indicator a column is, where its head says both; empty: it does not."""
    said = indicator_head(head, programme)
    named = said.name in {compact(one.name) for one in programme.indicators}
    return said.part if named or (rows_name_it and not said.name) else ""


def obstacles(layout: Layout, columns: Mapping[int, str], facts: tuple[Fact, ...], programme: "Programme") -> Iterator[str]:
    """Yield what must be settled about the columns before rows can be read (Chinese sentences)."""
    by_key = {fact.key: fact for fact in facts}
    if NAME not in columns.values():
        yield f"请在“对应到”里指定哪一列是“{by_key[NAME].label}”，没有它不能导入。"
    homeless = [layout.heads[column] for column, key in columns.items() if by_key[key].of_project]
    if homeless and TITLE not in columns.values():
        yield f"“{homeless[0]}”要存到项目里：请指定哪一列是“{by_key[TITLE].label}”，或者把这一列改成“不导入”。"
    for column, key in columns.items():
        head, fact = layout.heads[column], by_key[key]
        if unit_contradicts(head, fact.unit):
            yield f"“{head}”的单位与“{fact.label}”不同，请核对这一列对应到什么。"
        if fact.repeats and INDICATOR_NAME not in columns.values() and not indicator_head(head, programme).name:
            yield f"“{head}”没有写是哪个指标：请指定哪一列是“{by_key[INDICATOR_NAME].label}”，或者改成“不导入”。"


def needs_day(columns: Mapping[int, str]) -> bool:
    """Tell whether a day must be named for progress, problems, requests and what was reached, because no column gives it."""
    dated = {PROGRESS, PROBLEM, REQUEST, VALUE}
    return DAY not in columns.values() and any(key in dated for key in columns.values())


def to_save(layout: Layout, columns: Mapping[int, str]) -> dict[str, str]:
    """Return a mapping as it is saved: by the texts of the heads."""
    return {layout.heads[column]: key for column, key in columns.items() if column in layout.heads}
