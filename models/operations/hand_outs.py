"""Handing out forms (下发) and what becomes of them: given to whom, come back, called off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.changes import NOTHING, Changes, Kind
from models.document import Document
from models.errors import UserError
from models.hand_out import HandOut
from models.operations.guarding import live, live_project
from models.plain import Plain
from models.work import Work


@dataclass(frozen=True, slots=True)
class HandingOut:
    """One form that has been written to be handed out.

    Attributes:
        id: The id that the file carries.
        held: What the document held, plain values by field.
        contact: To whom it goes: name and telephone number.
    """

    id: str
    project_id: str
    document_id: str
    form_key: str
    form_version: str
    revision: int
    title: str
    file_name: str
    held: dict[str, Plain]
    contact: str = ""
    due_on: date | None = None


def record_hand_outs(work: Work, made: Sequence[HandingOut]) -> Changes:
    """Record the forms that were handed out, all in one transaction.

    Raises:
        UserError: A project or document is gone or in the recycle bin.
    """
    if not made:
        return NOTHING
    for one in made:
        live_project(work, one.project_id)
        live(work, Document, one.document_id)
        work.session.add(
            HandOut(
                id=one.id,
                project_id=one.project_id,
                document_id=one.document_id,
                form_key=one.form_key,
                form_version=one.form_version,
                revision=one.revision,
                title=one.title,
                file_name=one.file_name,
                contact=one.contact,
                due_on=one.due_on,
                held=one.held,
                at=work.at,
                by=work.by,
            )
        )
    work.session.flush()
    return Changes(frozenset({Kind.HAND_OUT}), frozenset(one.project_id for one in made))


def note_answer(work: Work, hand_out_id: str, evidence_id: str | None) -> None:
    """Note that a file came back for a hand-out; the last one counts."""
    found = work.session.get(HandOut, hand_out_id)
    if found is not None:
        found.answered_at = work.at
        found.evidence_id = evidence_id or found.evidence_id


def withdraw_hand_out(work: Work, hand_out_id: str, withdrawn: bool = True) -> Changes:
    """Call a hand-out off, so that it is not chased any more, or chase it again.

    Raises:
        UserError: There is no such hand-out.
    """
    found = work.session.get(HandOut, hand_out_id)
    if found is None:
        raise UserError("没有找到这条下发记录。", "请刷新页面后再试。")
    found.withdrawn_at = work.at if withdrawn else None
    return Changes.of(Kind.HAND_OUT, project=found.project_id, id=found.id)
