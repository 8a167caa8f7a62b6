"""Field queries (字段询问): the city asks about one field of a form under review; the form stays frozen, the answer comes back."""

from models.base import new_id
from models.changes import Changes, Kind
from models.document import Document, Revision
from models.errors import UserError
from models.feedback import FieldQuery
from models.operations.city.standing import at_the_city, was_sent
from models.operations.guarding import live, needed
from models.work import Work


def ask(work: Work, revision_id: str, text: str, field_key: str = "", row: str = "") -> Changes:
    """Ask the district about a field of a frozen form; it goes down with the next reply.

    Args:
        work: The unit of work.
        revision_id: The frozen revision.
        text: The question.
        field_key: The field; empty: the whole form.
        row: Id of the table row; empty: the whole field.

    Raises:
        UserError: The question is empty, or the revision is gone.
    """
    at_the_city(work)
    document = _document(work, revision_id)
    query = FieldQuery(
        id=new_id(),
        office=document.office,
        revision_id=revision_id,
        field_key=field_key,
        row=row,
        text=needed(text, "询问"),
        asked_on=work.on,
        by=work.by,
    )
    work.session.add(query)
    work.session.flush()
    return _changed(document, query)


def reword(work: Work, query_id: str, text: str) -> Changes:
    """Change a question that was not sent yet.

    Raises:
        UserError: It was sent, or the text is empty.
    """
    at_the_city(work)
    query = live(work, FieldQuery, query_id)
    _refuse_sent(work, query)
    query.text = needed(text, "询问")
    return _changed(_document(work, query.revision_id), query)


def take_back(work: Work, query_id: str) -> Changes:
    """Take back a question that was not sent yet.

    Raises:
        UserError: It was sent.
    """
    at_the_city(work)
    query = live(work, FieldQuery, query_id)
    _refuse_sent(work, query)
    work.session.delete(query)
    return _changed(_document(work, query.revision_id), query)


def close_query(work: Work, query_id: str) -> Changes:
    """Note that the city is content with the answer (or needs none any more); the district is told with the next reply."""
    at_the_city(work)
    query = live(work, FieldQuery, query_id)
    query.closed_at = query.closed_at or work.at
    return _changed(_document(work, query.revision_id), query)


def reopen_query(work: Work, query_id: str) -> Changes:
    """Open a closed question again."""
    at_the_city(work)
    query = live(work, FieldQuery, query_id)
    query.closed_at = None
    return _changed(_document(work, query.revision_id), query)


def _refuse_sent(work: Work, query: FieldQuery) -> None:
    if was_sent(work, query.id):
        raise UserError("这条询问已经随反馈包发给区县，不能再改。", "不再需要答复的，请办结；要补充的，请另提一条。")


def _document(work: Work, revision_id: str) -> Document:
    revision = work.session.get(Revision, revision_id)
    if revision is None:
        raise UserError("这一版文书已经不在了。", "请刷新页面后再试。")
    return work.session.get_one(Document, revision.document_id)


def _changed(document: Document, query: FieldQuery) -> Changes:
    return Changes.of(Kind.REVIEW, Kind.EXCHANGE, project=document.project_id or "", id=query.id)
