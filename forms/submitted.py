"""Documents that were handed in and hold a number whose source has changed since (一数一源)."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from forms import snapshots
from forms.binding import read_facts
from forms.definition import Field, Form
from forms.drafting import IN_TABLE, picture_for, text_of
from forms.field_types import FIELD_TYPES, TABLE, read_cell, show_cell
from forms.linked import Present
from forms.record import Record
from forms.snapshot import FigureInfo, FormSnapshot
from forms.sources import CALENDAR, CONTACTS
from models.plain import Plain
from models.programme.pack import Programme
from models.reading import Reader

COMPARED = frozenset({"entity.name", "entity.uscc", "project.title", "project.areas", "project.period", "project.indicators"})
"""Facts that a form shows itself and whose change is worth a word; how somebody is reached is not."""

_DAY = re.compile(r"([0-9]{4})年([0-9]{1,2})月(?:([0-9]{1,2})日|底)")


class Outdated(NamedTuple):
    """A number of a document that was handed in, whose source says something else by now about the same day.

    Attributes:
        title: What the document is called in lists.
        project: Title of the project; empty for a document of the district.
        field: Key of the field.
        place: Where it stands, in the officer's words.
        shown: As it was handed in.
        now: What the source says; empty when it is gone.
    """

    document_id: str
    revision: int
    submitted_on: date
    title: str
    project: str
    field: str
    place: str
    shown: str
    now: str


class _Frozen(NamedTuple):
    """The newest revision of a document that is handed in."""

    document_id: str
    title: str
    project_id: str
    project: str
    number: int


def submitted_elsewhere(reader: Reader, programme: Programme, on: date) -> list[Outdated]:
    """Return what the documents that are handed in say differently from the workspace, in the order in which they were handed in.

    The source is asked about the day of the document's own figures: what has been recorded for later days is no contradiction.
    Documents that were taken back, and those of projects in the recycle bin, are left out.

    Args:
        reader: One consistent state of the workspace.
        programme: The pack.
        on: Today.

    Raises:
        UserError: The record of a revision has been damaged.
    """
    records: dict[tuple[date, str], Record] = {}
    found: list[Outdated] = []
    for frozen in _all_frozen(reader):
        snapshot = snapshots.of_revision(reader, frozen.document_id, frozen.number)
        form = snapshots.form_of(reader, programme, snapshot)
        found += _moved_figures(reader, programme, frozen, snapshot, form, on, records)
        found += _moved_facts(reader, programme, frozen, snapshot, form)
    return found


def day_of_figures(snapshot: FormSnapshot) -> date:
    """Return the day that the figures of a frozen document are of: the one it names, else that of handing in."""
    for figure in snapshot.figures:
        found = _DAY.fullmatch(figure.shown) if figure.figure == CALENDAR else None
        if found:
            year, month = int(found[1]), int(found[2])
            return date(year, month, int(found[3] or monthrange(year, month)[1]))
    return snapshot.frozen_on or date.max


def _all_frozen(reader: Reader) -> list[_Frozen]:
    return [
        _Frozen(id, title, project_id or "", project or "", number)
        for id, title, project_id, project, number in reader.rows(
            "SELECT d.id, d.title, d.project_id, p.title, r.number FROM document d JOIN revision r ON r.document_id = d.id"
            " LEFT JOIN project p ON p.id = d.project_id"
            " WHERE d.deleted_at IS NULL AND p.deleted_at IS NULL AND d.frozen_at IS NOT NULL AND r.number = d.revision"
            " ORDER BY r.submitted_on, d.title, d.id"
        )
    ]


def _moved_figures(
    reader: Reader,
    programme: Programme,
    frozen: _Frozen,
    snapshot: FormSnapshot,
    form: Form,
    on: date,
    records: dict[tuple[date, str], Record],
) -> Iterator[Outdated]:
    if not snapshot.figures:
        return
    day = min(day_of_figures(snapshot), on)
    read = (day, snapshot.period)
    state = _state_before(reader, programme, frozen)
    picture = picture_for(reader, programme, form, frozen.project_id, snapshot.period, day, records.get(read), state)
    records[read] = picture.record
    present = Present(picture)
    fields = {field.key: field for field in form.fields()}
    for figure in snapshot.figures:
        field = fields.get(figure.field_key)
        if field is None or figure.figure == CALENDAR or figure.figure in CONTACTS:
            continue
        now = present.says(figure.figure, figure.subject, figure.shown)
        if now != figure.shown and _holds(figure, field, snapshot.values.get(field.key), programme):
            yield _outdated(frozen, snapshot, field, figure.place, figure.shown, now)


def _state_before(reader: Reader, programme: Programme, frozen: _Frozen) -> str:
    """Return the title of the state that a project was in before handing the document in took it on; empty when it stayed."""
    found = reader.rows(
        "SELECT s.from_state FROM state_change s JOIN revision r ON r.frozen_at = s.at"
        " WHERE s.project_id = :project AND r.document_id = :id AND r.number = :number AND s.from_state <> ''",
        project=frozen.project_id,
        id=frozen.document_id,
        number=frozen.number,
    )
    return programme.state(found[0][0]).title if found else ""


def _holds(figure: FigureInfo, field: Field, held: Plain, programme: Programme) -> bool:
    """Whether a document still holds a number that its first draft took: the officer may have written over it."""
    if field.type != "table":
        return figure.shown in text_of(field, held, programme)
    key = figure.figure.partition(IN_TABLE)[2]
    column = next((column for column in field.column if column.key == key), None)
    if column is None:
        return False
    shown = show_cell(column, read_cell(column, figure.shown, programme), programme)
    return any(show_cell(column, row.get(key), programme) == shown for row in TABLE.rows(held))


def _moved_facts(reader: Reader, programme: Programme, frozen: _Frozen, snapshot: FormSnapshot, form: Form) -> Iterator[Outdated]:
    """Yield the facts that the form itself shows and that have been changed since."""
    bound = [field for field in form.fields() if field.bind in COMPARED]
    if not bound:
        return
    facts = read_facts(reader, frozen.project_id)
    for field in bound:
        old, now = snapshot.values.get(field.key), facts[field.bind]
        if field.type == "table":
            yield from _moved_cells(frozen, snapshot, field, old, now, programme)
            continue
        kind = FIELD_TYPES[field.type]
        shown, present = kind.show(field, old, programme), kind.show(field, now, programme)
        if shown and shown != present:
            yield _outdated(frozen, snapshot, field, field.label, shown, present)


def _moved_cells(frozen: _Frozen, snapshot: FormSnapshot, field: Field, old: Plain, now: Plain, programme: Programme) -> Iterator[Outdated]:
    present: dict[str, Mapping[str, Plain]] = {str(row["id"]): row for row in TABLE.rows(now)}
    for number, row in enumerate(TABLE.rows(old), start=1):
        fresh = present.get(str(row.get("id")), {})
        for column in field.column:
            shown = "" if column.hidden else show_cell(column, row.get(column.key), programme)
            said = show_cell(column, fresh.get(column.key), programme)
            if shown and shown != said:
                yield _outdated(frozen, snapshot, field, f"{field.label}第{number}行“{column.label}”", shown, said)


def _outdated(frozen: _Frozen, snapshot: FormSnapshot, field: Field, place: str, shown: str, now: str) -> Outdated:
    return Outdated(
        frozen.document_id,
        frozen.number,
        snapshot.frozen_on or date.max,
        frozen.title,
        frozen.project,
        field.key,
        place,
        shown,
        now,
    )
