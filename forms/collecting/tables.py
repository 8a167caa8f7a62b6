"""Reading repeating tables of Word files and sheets alike: header by its labels, columns that moved, extra rows, totals and signatures."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from forms.collecting.content import Cell, Sheet, Table
from forms.collecting.labels import compact, is_not_data, is_note, named_by, names_of
from forms.collecting.marks import ROW_TAG
from forms.collecting.tolerant import Understood, is_nothing, understand, understand_cell
from forms.definition import Field, Input
from forms.normalising import unparsed_text
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme

SERIAL = "序号"
UNIT_COLUMN = "unit"
"""Key of the column that gives the unit of a row's numbers."""

DEEPEST_HEAD = 30
"""The header stands in one of so many first rows."""


class Grid(Protocol):
    """A table of cells, rows and columns from 1."""

    rows: int
    columns: int

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell; of a merged one everywhere the same."""
        ...

    def read(self, wanted: Input, row: int, column: int, programme: "Programme", unit: str) -> Understood:
        """Return what a cell says."""
        ...

    def is_merged_down(self, row: int, column: int) -> bool:
        """Tell whether a cell reaches over several rows."""
        ...


class WordGrid:
    """A table of a Word file."""

    def __init__(self, table: Table) -> None:
        self.rows, self.columns = table.rows, table.columns
        self._cells = {}
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    self._cells[row, column] = cell

    def text(self, row: int, column: int) -> str:
        """See `Grid`."""
        cell = self._cells.get((row, column))
        return cell.text if cell else ""

    def read(self, wanted: Input, row: int, column: int, programme: "Programme", unit: str) -> Understood:
        """See `Grid`."""
        return understand(wanted, self.text(row, column), programme, unit)

    def is_merged_down(self, row: int, column: int) -> bool:
        """See `Grid`."""
        cell = self._cells.get((row, column))
        return cell is not None and cell.row_span > 1


class SheetGrid:
    """A sheet of a workbook."""

    def __init__(self, sheet: Sheet) -> None:
        self.rows, self.columns = sheet.rows, sheet.columns
        self._cells = sheet.grid()
        self._merged = [area for area in sheet.merged if area.bottom > area.top]

    def text(self, row: int, column: int) -> str:
        """See `Grid`."""
        cell = self._cells.get((row, column))
        return cell.text if cell else ""

    def cell(self, row: int, column: int) -> Cell | None:
        """Return a cell that holds something."""
        return self._cells.get((row, column))

    def read(self, wanted: Input, row: int, column: int, programme: "Programme", unit: str) -> Understood:
        """See `Grid`."""
        cell = self._cells.get((row, column))
        return understand_cell(wanted, cell, programme, unit) if cell else Understood(None)

    def is_merged_down(self, row: int, column: int) -> bool:
        """See `Grid`."""
        return any(area.covers(row, column) for area in self._merged)


@dataclass(slots=True)
class ReadRow:
    """One row of a table as it was read.

    Attributes:
        number: Its row in the file, from 1.
        values: Plain value by column key, of the columns that the file has.
        doubts: What is not certain (Chinese sentences).
        handed: Number of the row as it was handed out, from 1; 0 unknown.
    """

    number: int
    values: dict[str, Plain] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    handed: int = 0


@dataclass(slots=True)
class ReadTable:
    """A table as it was read.

    Attributes:
        columns: Keys of the columns that the file has.
        rows: Its rows that hold data.
        doubts: What is not certain about the table as a whole.
    """

    columns: list[str]
    rows: list[ReadRow]
    doubts: list[str]


def header_of(grid: Grid, columns: Sequence[Input]) -> tuple[int, dict[int, Input], list[str]] | None:
    """Return the row whose cells name the columns, which column stands where, and what is not certain; ``None`` when there is none."""
    names = names_of(columns)
    best: tuple[int, int, dict[int, list[Input]]] | None = None
    for row in range(1, min(grid.rows, DEEPEST_HEAD) + 1):
        found: dict[str, list[int]] = defaultdict(list)
        for column in range(1, grid.columns + 1):
            named = named_by(grid.text(row, column), names)[0]
            # A head that is merged over several columns of the grid is one head.
            if named is not None and not (found[named.key] and grid.text(row, column - 1) == grid.text(row, column)):
                found[named.key].append(column)
        matched = sum(map(bool, found.values()))
        if matched and (best is None or matched > best[0]):
            by_key = {column.key: column for column in columns}
            best = (matched, row, {place: [by_key[key]] for key, places in found.items() for place in places})
    if best is None or best[0] < max(2, (len(columns) + 1) // 2):
        return None
    _, row, placed = best
    counted = Counter(inputs[0].key for inputs in placed.values())
    doubts = [f"表头有几栏都叫“{next(c.label for c in columns if c.key == key)}”，请核对。" for key, count in counted.items() if count > 1]
    return row, {place: inputs[0] for place, inputs in placed.items() if counted[inputs[0].key] == 1}, doubts


def read_table(
    table: Field, grid: Grid, programme: "Programme", tags: Mapping[tuple[int, int], Sequence[tuple[str, ...]]] | None = None
) -> ReadTable | None:
    """Read a table of a form.

    Args:
        table: Its definition.
        grid: The table of the file.
        programme: The pack.
        tags: Row number and column key of its cells as handed out, where the file still has them.

    Returns:
        ``None`` when the table of the file is another one.
    """
    columns = [column for column in table.column if not column.hidden and column.label != SERIAL]
    tags = tags or {}
    head = header_of(grid, columns)
    placed: dict[int, Input]
    first, placed, doubts = head if head else (0, {}, [])
    by_key = {column.key: column for column in columns}
    for column in range(1, grid.columns + 1):
        keys = Counter(tag[1] for (_, place), found in tags.items() if place == column for tag in found if len(tag) == 2)
        tagged = by_key.get(keys.most_common(1)[0][0]) if keys else None
        if tagged is None:
            continue
        if column in placed and placed[column] is not tagged:
            doubts.append(f"“{placed[column].label}”一栏原来是“{tagged.label}”，请核对。")
        elif column not in placed and tagged not in placed.values():
            placed[column] = tagged
    if not placed or (head is None and len(placed) < len(columns)):
        return None
    missing = [column.label for column in columns if column not in placed.values()]
    if missing:
        doubts.append(f"表里没有找到“{'、'.join(missing)}”栏。")
    rows = [
        row
        for number in range(first + 1, grid.rows + 1)
        if (row := _read_row(grid, number, placed, columns[0], programme, tags)) is not None
    ]
    doubts += _strange_columns(grid, first, placed, rows)
    return ReadTable([column.key for column in placed.values()], rows, doubts)


def _read_row(
    grid: Grid,
    number: int,
    placed: Mapping[int, Input],
    key: Input,
    programme: "Programme",
    tags: Mapping[tuple[int, int], Sequence[tuple[str, ...]]],
) -> ReadRow | None:
    texts = [grid.text(number, column) for column in range(1, grid.columns + 1)]
    if is_not_data(texts) or all(is_nothing(grid.text(number, column)) for column in placed):
        return None
    if all(compact(grid.text(number, column)) == compact(wanted.label) for column, wanted in placed.items()):
        return None  # the header once more
    row = ReadRow(number)
    unit = next((grid.text(number, column).strip() for column, wanted in placed.items() if wanted.key == UNIT_COLUMN), "")
    numbers: set[str] = set()
    for column, wanted in placed.items():
        understood = grid.read(wanted, number, column, programme, unit)
        row.values[wanted.key] = understood.value
        typed = unparsed_text(understood.value)
        if understood.doubt or typed is not None:
            row.doubts.append(f"第{number}行“{wanted.label}”：{understood.doubt or f'“{typed}”没有看懂，请核对。'}")
        if is_note(grid.text(number, column)):
            row.doubts.append(f"第{number}行“{wanted.label}”写的像是表下的说明，请核对。")
        if grid.is_merged_down(number, column):
            row.doubts.append(f"第{number}行“{wanted.label}”是几行合并的，请核对。")
        numbers |= {tag[0] for tag in tags.get((number, column), ()) if len(tag) == 2}
    if key.required and key.key in row.values and row.values[key.key] is None:
        row.doubts.append(f"第{number}行没有填写“{key.label}”，可能是接着上一行写的，请核对。")
    row.handed = int(next(iter(numbers))) if len(numbers) == 1 and next(iter(numbers)).isdecimal() else 0
    return row


def _strange_columns(grid: Grid, head: int, placed: Mapping[int, Input], rows: Sequence[ReadRow]) -> list[str]:
    """Say which columns hold something although nobody knows what."""
    doubts = []
    for column in range(1, grid.columns + 1):
        title = grid.text(head, column) if head else ""
        if column in placed or compact(title) in (SERIAL, ROW_TAG, "") or (column > 1 and title == grid.text(head, column - 1)):
            continue
        if any(not is_nothing(grid.text(row.number, column)) for row in rows):
            doubts.append(f"“{' '.join(title.split())[:20]}”一栏不是原表的，没有读取，请核对。")
    return doubts


def joined_rows(
    table: Field, read: ReadTable, handed: Sequence[dict[str, Any]], now: Sequence[dict[str, Any]]
) -> tuple[list[Plain], list[str]]:
    """Return the rows as they would stand in the workspace, each with the id of the row it was, and what is not certain.

    Args:
        table: The definition.
        read: The table of the file.
        handed: The rows as they were handed out.
        now: The rows of the workspace.
    """
    doubts = [*read.doubts, *(doubt for row in read.rows for doubt in row.doubts)]
    key = next((column for column in table.column if not column.hidden and column.label != SERIAL), None)
    held = {str(row["id"]): row for row in now}
    claimed = Counter(row.handed for row in read.rows if row.handed)
    names = Counter(compact(str(row.get(key.key) or "")) for row in now) if key else Counter()
    used: set[str] = set()
    rows: list[Plain] = []
    hidden = [column.key for column in table.column if column.hidden]
    for row in read.rows:
        name = compact(str(row.values.get(key.key) or "")) if key else ""
        old = None
        if row.handed and claimed[row.handed] == 1 and row.handed <= len(handed):
            old = held.get(str(handed[row.handed - 1]["id"]))
        if key and name and (old is None or compact(str(old.get(key.key) or "")) != name) and names[name] == 1:
            # A row that carries another row's name is that other row: people overwrite and sort.
            old = next(candidate for candidate in now if compact(str(candidate.get(key.key) or "")) == name)
        if old is not None and str(old["id"]) in used:
            doubts.append(f"第{row.number}行与前面的一行是同一项，请核对。")
            old = None
        if old is not None and key and any(old.get(column) for column in hidden) and compact(str(old.get(key.key) or "")) != name:
            shown = str(old.get(key.key) or "")
            doubts.append(f"第{row.number}行的“{key.label}”原来是“{shown}”，请核对是改名还是另一项。")
        if old is not None:
            used.add(str(old["id"]))
        rows.append({**(old or {"id": uuid4().hex}), **row.values})
    gone = [str(row.get(key.key) or "") if key else "" for row in now if str(row["id"]) not in used]
    if gone:
        doubts.append(f"原有的{len(gone)}行在交回的表里没有了：{'、'.join(gone[:5])}，请核对。")
    return rows, doubts
