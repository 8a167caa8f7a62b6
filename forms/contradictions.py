"""前后打架检查 of one document: its tables' totals, its text against its tables, it against what was handed in before."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from forms import snapshots
from forms.answers import FormState, read_form
from forms.consistency import Completion, Disagreement, Figure, Sum, disagreements
from forms.definition import Column, Field, Form
from forms.document_text import text_blocks
from forms.drafting import picture_of
from forms.field_types import TABLE, show_cell
from forms.picture import Picture
from forms.submitted import day_of_figures
from forms.tables import GROUPS, TOTAL
from models.arithmetic import to_number
from models.plain import Plain
from models.programme.pack import Programme
from models.programme.types import IndicatorKind
from models.reading import Reader

_NUMBERS = frozenset({"integer", "decimal", "money"})
_LISTS = {"problems": ("尚未解决的问题", "个"), "requests": ("需要支持的事项", "项")}
"""Tables with a row a matter: what the text calls their number."""


class _Numbers(NamedTuple):
    """The numbers in the tables of one document."""

    figures: list[Figure]
    sums: list[Sum]
    completions: list[Completion]


def contradictions(reader: Reader, programme: Programme, document_id: str, on: date) -> list[Disagreement]:
    """Return everything in a document that contradicts itself, or what was handed in before.

    The blocks of the findings are those of `forms.document_text.text_blocks`.

    Args:
        reader: One consistent state of the workspace.
        programme: The pack.
        document_id: The document, handed in or not.
        on: Today.

    Raises:
        UserError: The document does not exist any more, or the record of an earlier revision has been damaged.
    """
    state = read_form(reader, programme, document_id)
    picture = picture_of(reader, programme, state, on)
    numbers = _numbers(state.form, state.values, programme, picture.on.isoformat(), "", _subject(state, picture))
    now = [*numbers.figures, *_of_projects(picture, programme)]
    blocks = text_blocks(state.form, state.values, programme)
    return disagreements(now, _earlier(reader, programme, state, picture), blocks, numbers.sums, numbers.completions)


def _subject(state: FormState, picture: Picture) -> str:
    return picture.own.number if state.project_id and picture.own else ""


def _of_projects(picture: Picture, programme: Programme) -> Iterator[Figure]:
    """Yield the indicators of the single projects, which the text of a district's report names beside the totals of its tables."""
    if picture.own:
        return
    until = picture.on.isoformat()
    kinds = {item.name: item.key for item in programme.dictionary("indicator_kind").item}
    for line in picture.indicator_lines:
        actual = to_number(line.actual)
        if actual is not None:
            yield Figure(line.name, line.unit, kinds.get(line.kind_title, ""), until, actual, f"项目“{line.title}”", line.number)


def _earlier(reader: Reader, programme: Programme, state: FormState, picture: Picture) -> list[Figure]:
    """Return the figures of what the same project, or the district, has handed in before."""
    found: list[Figure] = []
    for id, number, title, submitted in reader.rows(
        "SELECT d.id, r.number, d.title, r.submitted_on FROM document d JOIN revision r ON r.document_id = d.id"
        " WHERE d.deleted_at IS NULL AND d.frozen_at IS NOT NULL AND r.number = d.revision AND d.id <> :id"
        " AND (d.project_id = :project OR (d.project_id IS NULL AND :project = '')) ORDER BY r.submitted_on, d.id",
        id=state.document_id,
        project=state.project_id,
    ):
        snapshot = snapshots.of_revision(reader, id, number)
        form = snapshots.form_of(reader, programme, snapshot)
        if form.document is None:
            continue
        place = f"{submitted}报送的“{title}”"
        numbers = _numbers(form, snapshot.values, programme, day_of_figures(snapshot).isoformat(), place, _subject(state, picture))
        found += numbers.figures
    return found


def _numbers(form: Form, values: Mapping[str, Plain], programme: Programme, until: str, where: str, subject: str) -> _Numbers:
    """Return the numbers in the tables of a document.

    Args:
        form: Its definition.
        values: What it holds.
        programme: The pack.
        until: Day of its figures.
        where: What the document is called, for one of earlier times.
        subject: Number of its project.
    """
    numbers = _Numbers([], [], [])
    for field in form.fields():
        rows = TABLE.filled_rows(field, values.get(field.key)) if field.type == "table" else []
        if not rows:
            continue
        table = _Table(field, rows, programme, until, f"{where}{field.label}", subject, here=not where)
        numbers.figures.extend(table.figures())
        numbers.sums.extend([*table.totals(), *table.groups()])
        numbers.completions.extend(table.completions())
    return numbers


class _Table:
    """One filled table."""

    def __init__(
        self, field: Field, rows: list[dict[str, Any]], programme: Programme, until: str, place: str, subject: str, here: bool
    ) -> None:
        self._field = field
        self._rows = rows
        self._programme = programme
        self._until = until
        self._place = place
        self._here = here
        self._subject = subject
        self._columns = {column.key: column for column in field.column}

    def figures(self) -> Iterator[Figure]:
        """Yield what the text may name: indicators, the number of projects, of problems, of requests."""
        table = self._field.table
        if table in _LISTS:
            name, unit = _LISTS[table]
            yield Figure(name, unit, IndicatorKind.POINT.value, self._until, Decimal(len(self._rows)), self._place, self._subject)
        if table == "nine_areas":
            for row in self._rows:
                count = self._number(row, "projects")
                if self._first(row) == TOTAL and count is not None:
                    yield Figure(
                        "试点项目",
                        "个",
                        IndicatorKind.POINT.value,
                        self._until,
                        count,
                        self._place,
                        self._subject,
                        self._block(row, "projects"),
                    )
        if table == "indicators":
            for row in self._rows:
                actual = self._number(row, "actual")
                if actual is not None:
                    yield self._indicator(row, "actual", actual, self._kind(row))

    def totals(self) -> Iterator[Sum]:
        """Yield for each column of numbers the total in the row of totals, and its parts."""
        parts = [row for row in self._rows if self._first(row) != TOTAL]
        for row in self._rows:
            if self._first(row) != TOTAL:
                continue
            for column in self._columns.values():
                total = self._number(row, column.key)
                if column.type in _NUMBERS and total is not None:
                    added = [self._cell(part, column, value) for part in parts if (value := self._number(part, column.key)) is not None]
                    yield Sum(self._cell(row, column, total), tuple(added))

    def groups(self) -> Iterator[Sum]:
        """Yield for each row the number of projects, and those in each group of states."""
        groups = [key for key in GROUPS if key in self._columns]
        if "projects" not in self._columns or not groups:
            return
        for row in self._rows:
            total = self._number(row, "projects")
            parts = [(self._columns[key], self._number(row, key)) for key in groups]
            if total is not None and all(value is not None for _, value in parts):
                held = tuple(self._cell(row, column, value) for column, value in parts if value is not None)
                yield Sum(self._cell(row, self._columns["projects"], total), held)

    def completions(self) -> Iterator[Completion]:
        """Yield the completion rates with actual value and target."""
        if not {"target", "actual", "rate"} <= self._columns.keys():
            return
        for row in self._rows:
            target, actual = self._number(row, "target"), self._number(row, "actual")
            text = self._shown(row, "rate").replace("％", "%").strip()
            rate = to_number(text.removesuffix("%")) if text.endswith("%") else None
            if target is not None and actual is not None and rate is not None:
                share = replace(self._indicator(row, "rate", rate), unit="%")
                yield Completion(self._indicator(row, "actual", actual), self._indicator(row, "target", target), share)

    def _indicator(self, row: Mapping[str, Plain], column: str, value: Decimal, kind: str = "") -> Figure:
        name, area = self._shown(row, "name"), self._shown(row, "area")
        place = f"{self._place}（{area}）" if area else self._place
        return Figure(name, self._shown(row, "unit"), kind, self._until, value, place, self._subject or area, self._block(row, column))

    def _cell(self, row: Mapping[str, Plain], column: Column, value: Decimal) -> Figure:
        place = f"{self._place}“{self._first(row)}”“{column.label}”"
        return Figure(column.label, column.unit, "", self._until, value, place, self._subject, self._block(row, column.key))

    def _block(self, row: Mapping[str, Plain], column: str) -> str:
        return f"{self._field.key}\t{row['id']}\t{column}" if self._here else ""

    def _kind(self, row: Mapping[str, Plain]) -> str:
        shown = self._shown(row, "kind")
        return next((item.key for item in self._programme.dictionary("indicator_kind").item if item.name == shown), "")

    def _first(self, row: Mapping[str, Plain]) -> str:
        """Return what stands in the first cell, which names the row."""
        return self._shown(row, next(column.key for column in self._field.column if not column.hidden))

    def _shown(self, row: Mapping[str, Plain], key: str) -> str:
        column = self._columns.get(key)
        return show_cell(column, row.get(key), self._programme) if column else ""

    def _number(self, row: Mapping[str, Plain], key: str) -> Decimal | None:
        return to_number(self._shown(row, key)) if key in self._columns else None
