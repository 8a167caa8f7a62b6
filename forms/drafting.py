"""Writing first drafts (初稿) into the fields of a document, from their passages and tables and the workspace on one day.

The text is written as an officer would type it: a paragraph a line, headings with their number （一） 1. （1）. What comes from the
workspace is remembered (`models.document.LinkedFigure`), so that the program notices when the source moves on.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from string import Formatter
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import delete

from forms.answers import Edit, FormState, changed, open_document, read_form, save_answers
from forms.checking import applies
from forms.definition import Field, Form, Passage, Place, Sentence
from forms.field_types import FIELD_TYPES, read_cell
from forms.figures import EACH
from forms.numbering import DEEPEST, HeadingNumbers
from forms.picture import Picture
from forms.record import Record
from forms.sources import FIXED, copied_rows, is_of_project, matters, value
from forms.tables import TABLES
from models.changes import NOTHING, Changes
from models.document import LinkedFigure
from models.plain import Plain
from models.programme.pack import Programme
from models.queries.reports import ProgressLine
from models.reading import Reader, SessionReader
from models.work import Work

LEAST_BEFORE = 6
MOST_BEFORE = 60
"""How many characters before a number it is found again by: as few as tell it from all others, within these limits."""


IN_TABLE = ":"
"""Between table and column in the figure of a table's cell (``nine_areas:projects``); its `before` is the id of the row."""

ENTRY = "[]"
"""End of the figure of an entry of a list (``problems[]``)."""


class Link(NamedTuple):
    """A word or number that was taken from the workspace; see `models.document.LinkedFigure`."""

    figure: str
    subject: str
    place: str
    shown: str
    before: str


class Proposal(NamedTuple):
    """What a first draft puts into a field.

    Attributes:
        value: The plain value.
        shown: What the officer reads.
        held: What the field shows now; empty when nothing stands in it.
        links: What was taken from the workspace.
    """

    field: Field
    value: Plain
    shown: str
    held: str
    links: Sequence[Link]


def picture_of(reader: Reader, programme: Programme, state: FormState, on: date, record: Record | None = None) -> Picture:
    """Return what a document is about.

    Args:
        reader: One consistent state of the workspace.
        programme: The pack.
        state: The document.
        on: Day of the document.
        record: The record of the day of its figures, where it has been read already.
    """
    return picture_for(reader, programme, state.form, state.project_id, state.period, on, record)


def picture_for(
    reader: Reader, programme: Programme, form: Form, project_id: str, period: str, on: date, record: Record | None = None, state: str = ""
) -> Picture:
    """Return what a document of a form is about; see `picture_of` and, for the state of its project, `Picture`."""
    number = ""
    if project_id:
        ((number,),) = reader.rows("SELECT number FROM project WHERE id = :id", id=project_id)
    groups = form.document.pilot_groups if form.document else ()
    return Picture(reader, programme, on, groups, project=number, state=state, period=period, record=record)


def preview_draft(
    reader: Reader, programme: Programme, document_id: str, on: date, field_keys: Collection[str] | None = None
) -> list[Proposal]:
    """Return what `write_draft` would put into which fields; without keys, also for fields that are filled.

    Args:
        reader: One consistent state of the workspace.
        programme: The pack.
        document_id: The document.
        on: Day of the document and of its figures.
        field_keys: Only these fields.

    Raises:
        UserError: The document does not exist any more.
    """
    state = read_form(reader, programme, document_id)
    picture = picture_of(reader, programme, state, on)
    found = []
    for field in state.form.fields():
        wanted = field_keys is None or field.key in field_keys
        if wanted and (field.passage or field.table) and applies(field, state.values, programme):
            proposal = _proposal(state, field, picture)
            if proposal.value is not None:
                found.append(proposal)
    return found


def write_draft(work: Work, document_id: str, field_keys: Collection[str] | None = None) -> Changes:
    """Write the first draft of a document.

    Args:
        work: The unit of work.
        document_id: The document.
        field_keys: Write these fields, whatever they hold; ``None``: all that are empty.

    Raises:
        UserError: The document is gone or has been handed in.
    """
    document = open_document(work, document_id)
    proposals = preview_draft(SessionReader(work.session), work.programme, document_id, work.on, field_keys)
    if field_keys is None:
        proposals = [proposal for proposal in proposals if not proposal.held]
    if not proposals:
        return NOTHING
    save_answers(work, document_id, {proposal.field.key: Edit(proposal.value) for proposal in proposals})
    keys = [proposal.field.key for proposal in proposals]
    work.session.execute(delete(LinkedFigure).where(LinkedFigure.document_id == document_id, LinkedFigure.field_key.in_(keys)))
    for proposal in proposals:
        for seq, link in enumerate(proposal.links, start=1):
            work.session.add(LinkedFigure(document_id=document_id, field_key=proposal.field.key, seq=seq, **link._asdict()))
    return changed(document)


def spoken(sentences: Iterable[Sentence], picture: Picture) -> Iterator[str]:
    """Yield the sentences that have something to say, each for itself (`DocumentHead.reminder`)."""
    for sentence in sentences:
        if not sentence.when or value(sentence.when, picture):
            yield _filled(sentence.text, picture).text


def text_of(field: Field, held: Plain, programme: Programme) -> str:
    """Return the text of a field in which linked figures stand."""
    if field.type == "items" and isinstance(held, list):
        return "\n".join(map(str, held))
    return FIELD_TYPES[field.type].show(field, held, programme)


def words_before(text: str, start: int, shown: str) -> str:
    """Return the words by which what stands at `start` is found again: as few as tell it from all other places."""
    for length in range(LEAST_BEFORE, MOST_BEFORE + 1):
        before = text[max(0, start - length) : start]
        if text.count(before + shown) == 1 or length >= start:
            return before
    return text[max(0, start - MOST_BEFORE) : start]


def _proposal(state: FormState, field: Field, picture: Picture) -> Proposal:
    kind = FIELD_TYPES[field.type]
    held = kind.show(field, state.values.get(field.key), picture.programme)
    if field.table:
        rows, links = _rows(field, picture)
        return Proposal(field, rows or None, kind.show(field, rows or None, picture.programme), held, links)
    piece = _Writer(picture, _base_level(state.form, field)).written(field.passage)
    drafted = kind.read(field, piece.text, picture.programme)
    if drafted is None or isinstance(drafted, dict):
        return Proposal(field, None, "", held, ())
    text = text_of(field, drafted, picture.programme)
    return Proposal(field, drafted, text, held, tuple(_links(field, text, piece)))


def _base_level(form: Form, field: Field) -> int:
    """Return the level of the first headings in a field: its section is level 1, its label level 2 where several share the section."""
    section = next(section for section in form.section if field in section.field)
    texts = [other for other in section.field if other.place is Place.TEXT and other.type != "table"]
    return 3 if len(texts) > 1 and field in texts else 2


def _links(field: Field, text: str, piece: "_Piece") -> Iterator[Link]:
    exact = text == piece.text
    behind = 0
    for taken in piece.taken:
        start = taken.start if exact else text.find(taken.shown, behind)
        if start < 0 or not taken.shown:
            continue
        behind = start + len(taken.shown)
        place = field.label if "\n" not in text else f"{field.label}第{text.count(chr(10), 0, start) + 1}段"
        yield Link(taken.figure, taken.subject, place, taken.shown, words_before(text, start, taken.shown))


def _rows(field: Field, picture: Picture) -> tuple[list[Any], list[Link]]:
    if "." in field.table:
        keys = [column.key for column in field.column]
        rows = [{key: row[key] for key in keys if row.get(key) is not None} for row in copied_rows(field.table, picture)]
        return [{"id": uuid4().hex} | row for row in rows if row], []
    source = TABLES[field.table]
    found: list[Any] = []
    links: list[Link] = []
    for number, row in enumerate(source.rows(picture), start=1):
        id = uuid4().hex
        cells = {column: row.cells[column.key] for column in field.column if row.cells.get(column.key)}
        found.append({"id": id} | {column.key: read_cell(column, text, picture.programme) for column, text in cells.items()})
        for column, text in cells.items():
            if column.key in source.linked:
                place = f"{field.label}第{number}行“{column.label}”"
                links.append(Link(f"{field.table}{IN_TABLE}{column.key}", row.subject, place, text, id))
    return found, links


class _Taken(NamedTuple):
    figure: str
    subject: str
    shown: str
    start: int


class _Piece(NamedTuple):
    """A text and what in it was taken from the workspace."""

    text: str
    taken: tuple[_Taken, ...] = ()


def _joined(pieces: Iterable[_Piece], between: str = "") -> _Piece:
    text = ""
    taken: list[_Taken] = []
    for place, piece in enumerate(pieces):
        text += between if place else ""
        taken += [one._replace(start=one.start + len(text)) for one in piece.taken]
        text += piece.text
    return _Piece(text, tuple(taken))


def _filled(text: str, picture: Picture, project: ProgressLine | None = None) -> _Piece:
    """Return a text with its figures."""
    pieces = []
    for plain, name, _, _ in Formatter().parse(text):
        pieces.append(_Piece(plain))
        if name is not None:
            shown = str(value(name, picture, project))
            subject = project.number if project and is_of_project(name) else ""
            pieces.append(_Piece(shown, () if name in FIXED else (_Taken(name, subject, shown, 0),)))
    return _joined(pieces)


class _Writer:
    """Writes one field from above to below."""

    def __init__(self, picture: Picture, level: int) -> None:
        self._picture = picture
        self._level = level
        self._numbers = HeadingNumbers()
        self._lines: list[_Piece] = []
        self._waiting: _Piece | None = None

    def written(self, passages: Iterable[Passage]) -> _Piece:
        """Return the text; a heading is written only when something follows below it."""
        below = 0
        for passage in passages:
            if passage.when and not value(passage.when, self._picture):
                continue
            if passage.heading:
                self._waiting, below = _filled(passage.heading, self._picture), 1
            level = self._level + below
            if passage.items:
                self._items(passage.items, level)
            elif passage.each:
                for project in EACH[passage.each](self._picture):
                    self._project(passage, project, level)
            else:
                self._add(self._said(passage.sentences))
        return _joined(self._lines, "\n")

    def _add(self, line: _Piece, level: int = 0) -> None:
        if not line.text:
            return
        if self._waiting:
            heading, self._waiting = self._waiting, None
            self._add(heading, self._level)
        number = _Piece(self._numbers.next(min(level, DEEPEST))) if level else _Piece("")
        if not level:
            self._numbers.pass_over(line.text)
        self._lines.append(_joined((number, line)))

    def _said(self, sentences: Iterable[Sentence], project: ProgressLine | None = None) -> _Piece:
        picture = self._picture
        return _joined(
            _filled(sentence.text, picture, project)
            for sentence in sentences
            if not sentence.when or value(sentence.when, picture, project)
        )

    def _project(self, passage: Passage, project: ProgressLine, level: int) -> None:
        text = self._said(passage.sentences, project)
        if passage.head and text.text:
            head = _filled(passage.head, self._picture, project)
            self._add(_joined((head, _Piece("。"), text)), level)
        else:
            self._add(text)

    def _items(self, name: str, level: int) -> None:
        """Write a numbered list; groups get headings of their own when there are several."""
        groups = [(group, list(held)) for group, held in groupby(matters(name, self._picture), key=lambda matter: matter[0])]
        several = len(groups) > 1
        for group, held in groups:
            if several:
                self._add(_Piece(group or "其他"), level)
            for _, text in held:
                self._add(_Piece(f"{text}。", (_Taken(name + ENTRY, "", text, 0),)), level + several)
