"""Where the table of a spreadsheet begins and what its columns are: proposed, and changed by the officer where the proposal is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.collecting.content import Cell, Sheet, Workbook
from forms.collecting.labels import compact
from forms.collecting.tables import DEEPEST_HEAD, SERIAL
from forms.importing.facts import Fact, fact_named

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


def propose_columns(layout: Layout, facts: tuple[Fact, ...], saved: Mapping[str, str] | None = None) -> dict[int, str]:
    """Return which fact each column is, by a saved mapping first, then by what its head says; a fact is proposed once.

    Args:
        layout: The header.
        facts: What columns can be.
        saved: Text of a head to the key of a fact, from a named mapping.
    """
    known = {compact(head): key for head, key in (saved or {}).items()}
    keys = {fact.key for fact in facts}
    proposed: dict[int, str] = {}
    for column, head in layout.heads.items():
        key = known.get(compact(head), "")
        if not key:
            fact = fact_named(head, facts) or fact_named(head.split()[-1], facts)
            key = fact.key if fact else ""
        if key in keys and key not in proposed.values():
            proposed[column] = key
    return proposed


def to_save(layout: Layout, columns: Mapping[int, str]) -> dict[str, str]:
    """Return a mapping as it is saved: by the texts of the heads."""
    return {layout.heads[column]: key for column, key in columns.items() if column in layout.heads}
