"""What the city sent back: the list of things to mend of a returned form, decisions on a project, messages."""

from datetime import date
from typing import NamedTuple

from models.queries.showing import local_minute
from models.reading import Reader


class CommentRow(NamedTuple):
    """One thing to mend; `field_key` is empty for the whole form, `row` for the whole field; `number` is the returned revision."""

    id: str
    number: int
    field_key: str
    row: str
    text: str
    answer: str
    answered_by: str


class ReturnRow(NamedTuple):
    """One return of a document, with how many of its comments are answered."""

    id: str
    document_id: str
    number: int
    reason: str
    due: date | None
    at: str
    comments: int
    answered: int


class QueryRow(NamedTuple):
    """A question of the city about a field; `number` is the revision it is about, `title` its project or document."""

    id: str
    document_id: str
    title: str
    number: int
    field_key: str
    row: str
    text: str
    asked_on: date
    answer: str
    answered_by: str
    closed: bool


class DecisionRow(NamedTuple):
    """A decision of the city on a project; `state` is the key of the state it entered."""

    state: str
    on: date
    reason: str
    basis: str
    adjustments: str
    follow_up_on: date | None


class MessageRow(NamedTuple):
    """A message of the city."""

    id: str
    title: str
    text: str
    on: date
    read: bool


def returns(reader: Reader, document_id: str = "") -> list[ReturnRow]:
    """Return the returns of one document, or of all, the newest first."""
    return [
        ReturnRow._make((*row[:4], _day(row[4]), local_minute(row[5]), *row[6:]))
        for row in reader.rows(
            "SELECT c.id, r.document_id, r.number, c.reason, c.due, c.at,"
            " (SELECT COUNT(*) FROM city_comment m WHERE m.city_return_id = c.id),"
            " (SELECT COUNT(*) FROM city_comment m WHERE m.city_return_id = c.id AND m.answer <> '')"
            " FROM city_return c JOIN revision r ON r.id = c.revision_id"
            " WHERE :document = '' OR r.document_id = :document ORDER BY c.at DESC, c.id",
            document=document_id,
        )
    ]


def comments(reader: Reader, document_id: str) -> list[CommentRow]:
    """Return the comments on a document, the newest return first, in the city's order."""
    return [
        CommentRow(*row)
        for row in reader.rows(
            "SELECT m.id, r.number, m.field_key, m.row, m.text, m.answer, m.answered_by FROM city_comment m"
            " JOIN city_return c ON c.id = m.city_return_id JOIN revision r ON r.id = c.revision_id"
            " WHERE r.document_id = :document ORDER BY r.number DESC, c.at DESC, m.seq",
            document=document_id,
        )
    ]


def answers(reader: Reader, document_ids: set[str]) -> dict[str, str]:
    """Return the answers to comments on some documents, by id of the comment, to travel with a submission."""
    return {
        id: answer
        for id, document, answer in reader.rows(
            "SELECT m.id, r.document_id, m.answer FROM city_comment m JOIN city_return c ON c.id = m.city_return_id"
            " JOIN revision r ON r.id = c.revision_id WHERE m.answer <> '' ORDER BY m.id"
        )
        if document in document_ids
    }


def queries(reader: Reader, document_id: str = "") -> list[QueryRow]:
    """Return the field queries about one document, or about all, the open ones first, then the newest."""
    return [
        QueryRow._make((*row[:7], date.fromisoformat(row[7]), *row[8:10], bool(row[10])))
        for row in reader.rows(
            "SELECT q.id, r.document_id, COALESCE(p.title, d.title), r.number, q.field_key, q.row, q.text, q.asked_on, q.answer,"
            " q.answered_by, q.closed_at IS NOT NULL FROM field_query q JOIN revision r ON r.id = q.revision_id"
            " JOIN document d ON d.id = r.document_id LEFT JOIN project p ON p.id = d.project_id"
            " WHERE :document = '' OR d.id = :document"
            " ORDER BY CASE WHEN q.closed_at IS NULL THEN 0 ELSE 1 END, q.asked_on DESC, q.id",
            document=document_id,
        )
    ]


def query_answers(reader: Reader) -> dict[str, str]:
    """Return the answers to the field queries that the city has not closed, by id, to travel with any submission."""
    return dict(reader.rows("SELECT id, answer FROM field_query WHERE answer <> '' AND closed_at IS NULL ORDER BY id"))


def decisions(reader: Reader, project_id: str) -> list[DecisionRow]:
    """Return the city's decisions on a project, the newest first."""
    return [
        DecisionRow(state, date.fromisoformat(on), reason, basis, adjustments, _day(follow_up))
        for state, on, reason, basis, adjustments, follow_up in reader.rows(
            'SELECT state, "on", reason, basis, adjustments, follow_up_on FROM city_decision WHERE project_id = :project'
            ' ORDER BY "on" DESC, at DESC',
            project=project_id,
        )
    ]


def messages(reader: Reader) -> list[MessageRow]:
    """Return the city's messages, the newest first."""
    return [
        MessageRow(id, title, text, date.fromisoformat(on), read is not None)
        for id, title, text, on, read in reader.rows('SELECT id, title, text, "on", read_at FROM city_message ORDER BY "on" DESC, id')
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
