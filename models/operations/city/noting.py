"""Remarks noted while a frozen form is read (退回意见); they stay here until the form is sent back, then they go down with the return."""

from sqlalchemy import func, select

from models.changes import Changes, Kind
from models.document import Document, Revision
from models.errors import UserError
from models.feedback import CityComment
from models.operations.city.standing import at_the_city
from models.operations.guarding import live, needed
from models.work import Work


def note(work: Work, revision_id: str, text: str, field_key: str = "", row: str = "") -> Changes:
    """Note a remark on a field of a frozen form.

    Args:
        work: The unit of work.
        revision_id: The frozen revision.
        text: The remark.
        field_key: The field; empty: the whole form.
        row: Id of the table row; empty: the whole field.

    Raises:
        UserError: The remark is empty, or the revision is gone.
    """
    at_the_city(work)
    revision = work.session.get(Revision, revision_id)
    if revision is None:
        raise UserError("这一版文书已经不在了。", "请刷新页面后再试。")
    last = work.session.scalar(select(func.max(CityComment.seq)).where(CityComment.revision_id == revision_id)) or 0
    made = CityComment(revision_id=revision_id, seq=last + 1, field_key=field_key, row=row, text=needed(text, "意见"), by=work.by)
    work.session.add(made)
    work.session.flush()
    return _changed(work, made, Kind.REVIEW)


def rewrite(work: Work, note_id: str, text: str, field_key: str, row: str) -> Changes:
    """Write a remark anew that has not been sent back.

    Raises:
        UserError: It is empty, has been sent back, or is gone.
    """
    held = _noted(work, note_id)
    held.text, held.field_key, held.row = needed(text, "意见"), field_key, row
    return _changed(work, held)


def strike(work: Work, note_id: str) -> Changes:
    """Take away a remark that has not been sent back; the history keeps its words.

    Raises:
        UserError: It has been sent back, or is gone.
    """
    held = _noted(work, note_id)
    work.session.delete(held)
    return _changed(work, held, Kind.REVIEW)


def noted(work: Work, document_id: str) -> list[CityComment]:
    """Return what was noted about the revisions of a document and not sent back, in the order in which it was written."""
    return list(
        work.session.scalars(
            select(CityComment)
            .join(Revision, Revision.id == CityComment.revision_id)
            .where(Revision.document_id == document_id, CityComment.city_return_id.is_(None))
            .order_by(Revision.number, CityComment.seq)
        )
    )


def _noted(work: Work, note_id: str) -> CityComment:
    at_the_city(work)
    held = live(work, CityComment, note_id)
    if held.city_return_id is not None:
        raise UserError("这条意见已经随退回办理，不能再改。", "退回还没有发出的，可以在“审定—已办理”里撤回后再改。")
    return held


def _changed(work: Work, held: CityComment, *kinds: Kind) -> Changes:
    document = work.session.get_one(Document, work.session.get_one(Revision, held.revision_id).document_id)
    return Changes.of(*kinds, project=document.project_id or "", id=held.id)
