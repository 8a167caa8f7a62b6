"""Numbers that stay linked to the workspace (关联数据): which have moved on since a draft was written, and taking the new ones over."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import delete, update

from forms.answers import Edit, changed, open_document, read_form, save_answers
from forms.definition import Field
from forms.drafting import ENTRY, IN_TABLE, picture_of, text_of, words_before
from forms.field_types import FIELD_TYPES, TABLE, read_cell, show_cell
from forms.figures import FIGURES
from forms.picture import Picture
from forms.project_figures import PROJECT_FIGURES
from forms.sources import CALENDAR, matters, value
from forms.tables import TABLES
from models.changes import NOTHING, Changes
from models.document import LinkedFigure
from models.plain import Plain
from models.programme.pack import Programme
from models.reading import Reader, SessionReader
from models.work import Work


class Moved(NamedTuple):
    """A linked number whose source says something else by now.

    Attributes:
        field: Key of the field that holds it.
        place: Where it stands, in the officer's words.
        before: The words before it; empty in a table.
        shown: As it was taken or last confirmed.
        now: As it is now; empty when there is nothing to say any more.
        still_there: It stands unchanged where it was written.
        seq: Its place among the links of the field, for `refresh_links`.
    """

    field: str
    place: str
    before: str
    shown: str
    now: str
    still_there: bool
    seq: int


class _Link(NamedTuple):
    field: str
    seq: int
    figure: str
    subject: str
    place: str
    shown: str
    before: str


class Present:
    """What the figures of one document say now."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._rows: dict[str, dict[str, Mapping[str, str]]] = {}

    @cached_property
    def _numbers(self) -> set[str]:
        return set(self._picture.by_number)

    def says(self, figure: str, subject: str, shown: str) -> str:
        """Return what a link would show now; empty when there is nothing to say, or no such figure any more."""
        if figure.endswith(ENTRY):
            return self._entry(figure.removesuffix(ENTRY), shown)
        table, mark, column = figure.partition(IN_TABLE)
        if mark:
            return self._cell(table, column, subject)
        if subject and subject not in self._numbers:
            return ""
        project = self._picture.by_number[subject] if subject else None
        if "." not in figure and figure not in PROJECT_FIGURES and figure not in FIGURES:
            return ""
        return str(value(figure, self._picture, project))

    def _entry(self, name: str, shown: str) -> str:
        """Return the entry of a list that says the same; the projects that raised it may have become others."""
        said = {text.partition(_PROJECTS)[0]: text for _, text in matters(name, self._picture)}
        return said.get(shown.partition(_PROJECTS)[0], "")

    def _cell(self, table: str, column: str, subject: str) -> str:
        if table not in self._rows:
            self._rows[table] = {row.subject: row.cells for row in TABLES[table].rows(self._picture)} if table in TABLES else {}
        return self._rows[table].get(subject, {}).get(column, "")


_PROJECTS = "（涉及项目："


def moved(reader: Reader, programme: Programme, document_id: str, on: date) -> list[Moved]:
    """Return the linked numbers of a document that have moved on; none for one that has been handed in.

    The day of the figures moves on every day: it is named only beside another number of its field.

    Args:
        reader: One consistent state of the workspace.
        programme: The pack.
        document_id: The document.
        on: Today.

    Raises:
        UserError: The document does not exist any more.
    """
    state = read_form(reader, programme, document_id)
    links = [] if state.frozen else _links(reader, document_id)
    if not links:
        return []
    fields = {field.key: field for field in state.form.fields()}
    present = Present(picture_of(reader, programme, state, on))
    found: list[Moved] = []
    days: list[Moved] = []
    for link in links:
        field = fields.get(link.field)
        if field is None or FIELD_TYPES[field.type].is_empty(state.values.get(link.field)):
            continue
        now = present.says(link.figure, link.subject, link.shown)
        if now == link.shown:
            continue
        still_there = _stands(link, field, state.values.get(link.field), programme)
        before = "" if field.type == "table" else link.before
        entry = Moved(link.field, link.place, before, link.shown, now, still_there, link.seq)
        (days if link.figure == CALENDAR else found).append(entry)
    news = {entry.field for entry in found}
    return sorted([*found, *(day for day in days if day.field in news)], key=lambda entry: (list(fields).index(entry.field), entry.seq))


def refresh_links(work: Work, document_id: str, field_key: str, seqs: Collection[int]) -> Changes:
    """Take the present numbers over into a field.

    A number that stands unchanged behind its words is replaced. Where the officer has rewritten the passage, and where there is
    nothing to say any more, the text is left alone and the link only confirmed: it is not named again.

    Args:
        work: The unit of work.
        document_id: The document.
        field_key: The field.
        seqs: Which of its links (`Moved.seq`).

    Raises:
        UserError: The document is gone or has been handed in.
    """
    document = open_document(work, document_id)
    reader = SessionReader(work.session)
    state = read_form(reader, work.programme, document_id)
    field = next(field for field in state.form.fields() if field.key == field_key)
    present = Present(picture_of(reader, work.programme, state, work.on))
    links = [link for link in _links(reader, document_id) if link.field == field_key]
    wanted = {link.seq: present.says(link.figure, link.subject, link.shown) for link in links if link.seq in seqs}
    wanted = {seq: now for seq, now in wanted.items() if now != next(link.shown for link in links if link.seq == seq)}
    if not wanted:
        return NOTHING
    held = state.values.get(field_key)
    fresh, befores = (_in_table if field.type == "table" else _in_text)(field, held, links, wanted, work.programme)
    if fresh != held:
        save_answers(work, document_id, {field_key: Edit(fresh)})
    for link in links:
        own = (
            LinkedFigure.document_id == document_id,
            LinkedFigure.field_key == field_key,
            LinkedFigure.seq == link.seq,
        )
        if link.seq in wanted and not wanted[link.seq]:
            work.session.execute(delete(LinkedFigure).where(*own))
        else:
            shown, before = wanted.get(link.seq, link.shown), befores.get(link.seq, link.before)
            work.session.execute(update(LinkedFigure).where(*own).values(shown=shown, before=before))
    return changed(document)


def _links(reader: Reader, document_id: str) -> list[_Link]:
    return [
        _Link(*row)
        for row in reader.rows(
            "SELECT field_key, seq, figure, subject, place, shown, before FROM linked_figure"
            " WHERE document_id = :id ORDER BY field_key, seq",
            id=document_id,
        )
    ]


def _stands(link: _Link, field: Field, held: Plain, programme: Programme) -> bool:
    if field.type == "table":
        return any(_row_shows(link, field, row, programme) for row in TABLE.rows(held))
    return link.before + link.shown in text_of(field, held, programme)


def _row_shows(link: _Link, field: Field, row: Mapping[str, Any], programme: Programme) -> bool:
    key = link.figure.partition(IN_TABLE)[2]
    column = next((column for column in field.column if column.key == key), None)
    if column is None or row.get("id") != link.before:
        return False
    return show_cell(column, row.get(key), programme) == show_cell(column, read_cell(column, link.shown, programme), programme)


def _in_table(
    field: Field, held: Plain, links: Sequence[_Link], wanted: Mapping[int, str], programme: Programme
) -> tuple[Plain, dict[int, str]]:
    rows: list[Any] = [dict(row) if isinstance(row, dict) else row for row in held] if isinstance(held, list) else []
    columns = {column.key: column for column in field.column}
    for link in links:
        now = wanted.get(link.seq)
        for row in TABLE.rows(rows):
            if now and _row_shows(link, field, row, programme):
                key = link.figure.partition(IN_TABLE)[2]
                row[key] = read_cell(columns[key], now, programme)
    return (rows or held), {}


def _in_text(
    field: Field, held: Plain, links: Sequence[_Link], wanted: Mapping[int, str], programme: Programme
) -> tuple[Plain, dict[int, str]]:
    text = text_of(field, held, programme)
    fresh, behind, starts = "", 0, {}
    for link, start in _found(links, text):
        now = wanted.get(link.seq) or link.shown
        fresh += text[behind:start]
        starts[link.seq] = (len(fresh), now)
        fresh += now
        behind = start + len(link.shown)
    fresh += text[behind:]
    befores = {seq: words_before(fresh, start, shown) for seq, (start, shown) in starts.items()}
    if fresh == text:
        return held, befores
    return FIELD_TYPES[field.type].read(field, fresh, programme), befores


def _found(links: Sequence[_Link], text: str) -> Iterator[tuple[_Link, int]]:
    """Yield the links that stand in a text, from the front, none inside another."""
    places = []
    for link in links:
        start = text.find(link.before + link.shown)
        if start >= 0:
            places.append((start + len(link.before), link))
    behind = 0
    for start, link in sorted(places, key=lambda place: place[0]):
        if start >= behind:
            yield link, start
            behind = start + len(link.shown)
