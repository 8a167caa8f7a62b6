"""Answering what the city sent back (整改情况), and noting that a message was read."""

from models.changes import Changes, Kind
from models.document import Revision
from models.errors import UserError
from models.feedback import CityComment, CityMessage, FieldQuery
from models.operations.guarding import live, passage
from models.work import Work


def answer_comment(work: Work, comment_id: str, answer: str) -> Changes:
    """Write how a comment of the city was met; an empty answer opens it again. It travels with the next submission."""
    comment = live(work, CityComment, comment_id)
    comment.answer = passage(answer)
    comment.answered_at, comment.answered_by = (work.at, work.by) if comment.answer else (None, "")
    document = work.session.get_one(Revision, comment.revision_id).document
    return Changes.of(Kind.EXCHANGE, Kind.DOCUMENT, project=document.project_id or "", id=comment.id)


def answer_query(work: Work, query_id: str, answer: str) -> Changes:
    """Answer a field query of the city (字段询问); the form stays as it was handed in, the answer travels with the next submission.

    Raises:
        UserError: The city has closed it.
    """
    query = live(work, FieldQuery, query_id)
    if query.closed_at is not None:
        raise UserError("这条询问市级已经办结，不再需要答复。")
    query.answer = passage(answer)
    query.answered_at, query.answered_by = (work.at, work.by) if query.answer else (None, "")
    document = work.session.get_one(Revision, query.revision_id).document
    return Changes.of(Kind.EXCHANGE, Kind.DOCUMENT, project=document.project_id or "", id=query.id)


def mark_read(work: Work, message_id: str) -> Changes:
    """Note that a message of the city was read."""
    live(work, CityMessage, message_id).read_at = work.at
    return Changes.of(Kind.EXCHANGE, id=message_id)
