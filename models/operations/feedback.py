"""Answering what the city sent back (整改情况), and noting that a message was read."""

from models.changes import Changes, Kind
from models.document import Revision
from models.feedback import CityComment, CityMessage, CityReturn
from models.operations.guarding import live, passage
from models.work import Work


def answer_comment(work: Work, comment_id: str, answer: str) -> Changes:
    """Write how a comment of the city was met; an empty answer opens it again. It travels with the next submission."""
    comment = live(work, CityComment, comment_id)
    comment.answer = passage(answer)
    comment.answered_at, comment.answered_by = (work.at, work.by) if comment.answer else (None, "")
    returned = work.session.get_one(CityReturn, comment.city_return_id)
    document = work.session.get_one(Revision, returned.revision_id).document
    return Changes.of(Kind.EXCHANGE, Kind.DOCUMENT, project=document.project_id or "", id=comment.id)


def mark_read(work: Work, message_id: str) -> Changes:
    """Note that a message of the city was read."""
    live(work, CityMessage, message_id).read_at = work.at
    return Changes.of(Kind.EXCHANGE, id=message_id)
