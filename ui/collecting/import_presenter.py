"""Bringing in old spreadsheets (旧台账导入) behind its dialog: the workbook, its layout, what each column is, what each row becomes."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from exports.files import Exported, Progress
from forms.collecting.content import Refusal, Sheet, Workbook
from forms.field_types import FIELD_TYPES
from forms.importing.facts import TITLE, Fact, facts_of
from forms.importing.layout import (
    Cells,
    Columns,
    Layout,
    is_taken,
    layout_at,
    needs_day,
    obstacles,
    propose_columns,
    propose_layouts,
    to_save,
)
from forms.importing.preview import preview
from forms.importing.rows import Action, ImportRow
from models.errors import UserError
from models.operations.import_mappings import delete_mapping, save_mapping
from models.plain import Plain
from models.queries.import_mappings import mappings

if TYPE_CHECKING:
    from ui.context import Context

SAMPLES = 3
"""Cells of a column that are shown beside its head."""
LOOKED_AT = 200
"""Rows that are looked through for them."""


def read_book(path: Path, progress: Progress) -> Workbook:
    """Read a workbook from outside, behind the gate, in a process of its own.

    Raises:
        UserError: It cannot be read, or is none.
    """
    from exports.incoming.reading import read_files

    (file,) = read_files([path], progress)
    if isinstance(file.content, Refusal):
        raise UserError(f"“{path.name}”没有读：{file.content.message}", file.content.hint)
    if not isinstance(file.content, Workbook):
        raise UserError(f"“{path.name}”是Word文件，不是Excel表格。", "请选择台账的Excel文件（.xlsx）。")
    if not any(sheet.rows for sheet in file.content.sheets):
        raise UserError(f"“{path.name}”里没有内容。", "请核对是不是选错了文件。")
    return file.content


class ImportPresenter:
    """One workbook on its way in.

    Attributes:
        path: The file.
        book: What it says.
        facts: What columns can be.
        layout: Sheet and header chosen now.
        columns: Which fact each column is.
        day: Plain value of the day of entries, where no column gives it.
        rows: What becomes of each row, after `judge`.
    """

    def __init__(self, context: "Context", path: Path, book: Workbook) -> None:
        self.context = context
        self.path = path
        self.book = book
        self.facts: tuple[Fact, ...] = facts_of(context.form, context.programme)
        self.rows: list[ImportRow] = []
        self.columns: dict[int, str] = {}
        self.day: Plain = None
        self._cells: Cells | None = None
        best = propose_layouts(book, self.facts)
        self._proposed = {layout.sheet: layout for layout in reversed(best)}
        first = next(sheet for sheet in book.sheets if sheet.rows)
        self.layout: Layout = best[0] if best else layout_at(first, 1)
        self._map({})

    @property
    def sheet(self) -> Sheet:
        """The sheet chosen now."""
        found = self.book.sheet(self.layout.sheet)
        assert found is not None
        return found

    def sheets(self) -> list[str]:
        """Return the sheets that hold something, hidden ones marked."""
        return [sheet.title for sheet in self.book.sheets if sheet.rows]

    def choose_sheet(self, title: str) -> None:
        """Take another sheet, with the header that is proposed for it."""
        sheet = self.book.sheet(title)
        if sheet is not None:
            self.layout = self._proposed.get(title) or layout_at(sheet, 1)
            self._map({})

    def choose_head(self, row: int) -> None:
        """Take another row as the header."""
        self.layout = layout_at(self.sheet, row)
        self._map({})

    def choose_mapping(self, name: str) -> None:
        """Use a mapping that was kept under a name; an empty name: what the heads say."""
        self._map(self.mappings().get(name, {}))

    def map(self, column: int, key: str) -> None:
        """Say which fact a column is; empty: none. Most facts are one column only."""
        repeats = any(fact.key == key and fact.repeats for fact in self.facts)
        self.columns = {other: held for other, held in self.columns.items() if other != column and (repeats or not is_taken(key, (held,)))}
        if not key:
            self._refused.add(column)
            return
        self.columns[column] = key
        if key == TITLE:  # now there is a place for what belongs to projects
            known = {self.layout.heads[other]: held for other, held in self.columns.items()}
            for other, held in propose_columns(self.layout, self.facts, self.context.programme, known).items():
                if other not in self._refused:
                    self.columns.setdefault(other, held)

    def samples(self, column: int) -> str:
        """Return what stands in the first rows of a column."""
        if self._cells is None or self._cells.sheet.title != self.layout.sheet:
            self._cells = Cells(self.sheet)
        cells, first = self._cells, self.layout.first
        texts = (" ".join(cells.text(row, column).split()) for row in range(first, min(self.sheet.rows, first + LOOKED_AT) + 1))
        found = []
        for text in texts:
            if text:
                found.append(text.removesuffix("T00:00:00"))
            if len(found) == SAMPLES:
                break
        return "；".join(found)

    def needs_day(self) -> bool:
        """Tell whether the officer must say of which day the progress and the numbers are."""
        return needs_day(self.columns)

    def obstacle(self) -> str:
        """Say why the rows cannot be judged yet; empty: they can."""
        if not self.layout.heads:
            return "这一行没有表头，请换一行。"
        for obstacle in obstacles(self.layout, self.columns, self.facts, self.context.programme):
            return obstacle
        if self.needs_day() and not isinstance(self.day, str):
            return "进展、问题、支持事项和完成值要有日期：请在“数据日期”里写明是哪一天的，或者指定哪一列是日期。"
        return ""

    def judge(self, _progress: Progress) -> list[ImportRow]:
        """Return what becomes of each row; nothing is changed. For another thread."""
        workspace = self.context.workspace
        with workspace.snapshot() as reader:
            day = date.fromisoformat(self.day) if self.needs_day() and isinstance(self.day, str) else None
            return preview(self.sheet, self.layout, self.columns, self.facts, reader, workspace.programme, self.context.today(), day)

    def shown(self, row: ImportRow) -> str:
        """Return what was read of a row, column by column."""
        programme, parts = self.context.programme, []
        numbers = {number.column: number for number in row.numbers}
        for column, fact in Columns(self.layout, self.columns, self.facts).facts.items():
            number = numbers.get(column)
            if number is not None:
                parts.append(f"{fact.label}“{number.name}”：{number.value}{number.about.unit or number.unit}")
            elif not fact.repeats and (text := FIELD_TYPES[fact.field.type].show(fact.field, row.values.get(fact.plain_key), programme)):
                parts.append(f"{fact.field.label}：{text}{fact.field.unit}")
        return "；".join(parts)

    def count(self, *actions: Action) -> int:
        """Return how many rows become one of these."""
        return sum(row.action in actions for row in self.rows)

    def mappings(self) -> Mapping[str, Mapping[str, str]]:
        """Return the mappings that were kept, by name."""
        return mappings(self.context.reader)

    def keep_mapping(self, name: str) -> bool:
        """Keep the present mapping under a name."""
        return self.context.perform(save_mapping, name, to_save(self.layout, self.columns)) is not None

    def forget_mapping(self, name: str) -> bool:
        """Forget a mapping."""
        return self.context.perform(delete_mapping, name) is not None

    def write_leftovers(self, target: Path) -> Exported:
        """Write the bad rows with their reasons."""
        from exports.excel.leftovers import export_leftovers

        reasons = {row.number: row.reason for row in self.rows if row.action is Action.BAD}
        return export_leftovers(self.sheet, self.layout, reasons, target)

    def _map(self, saved: Mapping[str, str]) -> None:
        self._refused: set[int] = set()
        self.columns = propose_columns(self.layout, self.facts, self.context.programme, saved)
