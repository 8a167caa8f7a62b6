"""What the city decides on a project (审定): result of the review, plan, feasibility, acceptance; sending a form back (退回); correcting.

Which outcomes there are in which state, and what each demands, is data (`review.toml`). A decision goes down with the next reply; until
then it can be taken back, afterwards a new one with a reason takes its place.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from models.base import new_id
from models.changes import Changes, Kind
from models.document import Document, Revision
from models.errors import UserError
from models.feedback import CityComment, CityDecision, CityReturn
from models.history import HistoryEntry
from models.operations.city.noting import noted
from models.operations.city.standing import at_the_city, newest_revision, reported_project, was_sent
from models.operations.guarding import line, needed, needed_past_day, passage
from models.operations.projects import enter_state
from models.programme.review import DecisionKind, Outcome
from models.project import Project, StateChange
from models.work import Work

TOUCHED = frozenset({Kind.REVIEW, Kind.PROJECT, Kind.OBLIGATION, Kind.EXCHANGE})


class Remark(NamedTuple):
    """What the city says of one field of a form that goes back; `field_key` is empty for the whole form, `row` for the whole field."""

    field_key: str
    text: str
    row: str = ""


class Terms(NamedTuple):
    """What goes with a decision.

    Attributes:
        on: The day it was taken; ``None``: today.
        reason: Why.
        basis: Number of the document it rests on.
        adjustments: What was agreed to change (调整方案).
        follow_up_on: When it is looked at again; with a return: by when the mended form is wanted.
        remarks: On fields, with a return, beside those noted before (`models.operations.city.noting`).
        revision_id: The revision that was read; refused where a newer one has come since. Empty: whichever is the newest.
    """

    on: date | None = None
    reason: str = ""
    basis: str = ""
    adjustments: str = ""
    follow_up_on: date | None = None
    remarks: Sequence[Remark] = ()
    revision_id: str = ""


NO_TERMS = Terms()


def decide(work: Work, project_id: str, kind: str, outcome: str, terms: Terms = NO_TERMS) -> Changes:
    """Decide on a project; see `decide_all`."""
    return decide_all(work, (project_id,), kind, outcome, terms)


def decide_all(work: Work, project_ids: Collection[str], kind: str, outcome: str, terms: Terms = NO_TERMS) -> Changes:
    """Decide alike on several projects, in one transaction.

    A project that waits for the decision enters the state of the outcome. Where the same kind of decision has already been taken and
    sent, a new one takes its place, with a reason; one that was not sent yet is taken back first (`withdraw`).

    Args:
        work: The unit of work.
        project_ids: The projects.
        kind: Key of the kind of decision in the pack.
        outcome: Key of its outcome.
        terms: What goes with it.

    Raises:
        UserError: A project does not wait for this, its form has not come, or something that the outcome demands is missing.
    """
    at_the_city(work)
    wanted = work.programme.review.kind(kind)
    found = wanted.result(outcome)
    on = needed_past_day(work, terms.on or work.on, "决定日期")
    _check_terms(work, found, terms)
    made, ids = "", tuple(dict.fromkeys(project_ids))
    held = work.session.scalars(select(Project).where(Project.id.in_(ids))).all()  # kept, so that each is not fetched by itself
    with work.session.no_autoflush:  # no project asks what was just written of another
        for project_id in ids:
            made = _decide(work, reported_project(work, project_id), wanted, found, on, terms)
    del held
    work.session.flush()
    return Changes(TOUCHED, frozenset(project_ids), made)


def send_back(work: Work, revision_id: str, reason: str, remarks: Sequence[Remark] = (), due: date | None = None) -> Changes:
    """Send any frozen form back for mending (退回), also one that no decision rests on (yearly report …); its project stays where it is.

    Raises:
        UserError: No reason is given, it was sent back before, a decision rests on it, or a newer one has come.
    """
    at_the_city(work)
    revision = work.session.get(Revision, revision_id)
    if revision is None:
        raise UserError("这一版文书已经不在了。", "请刷新页面后再试。")
    document = work.session.get_one(Document, revision.document_id)
    if work.session.scalars(select(CityDecision.id).filter_by(revision_id=revision_id).limit(1)).first() is not None:
        raise UserError(
            "市级已经根据这一版作出决定，不能退回。", "决定没有发出的，可以先在“审定—已办理”里撤回；已经发出的，另作一个决定更正。"
        )
    _check_terms(work, None, Terms(follow_up_on=due))
    made = _return(work, document.office, revision, Terms(reason=reason, remarks=remarks, follow_up_on=due))
    return Changes(TOUCHED | {Kind.DOCUMENT}, frozenset({document.project_id or ""} - {""}), made)


def withdraw(work: Work, decision_id: str, reason: str) -> Changes:
    """Take back a decision that was not sent yet: the project is again in the state before; the history keeps both and the reason.

    Raises:
        UserError: It was sent, another step came after it, or no reason is given.
    """
    at_the_city(work)
    decision = work.session.get(CityDecision, decision_id)
    if decision is None:
        raise UserError("这个决定已经不在了。", "请刷新页面后再试。")
    if was_sent(work, decision.id):
        raise UserError("这个决定已经随反馈包发给区县，不能撤回。", "需要更正的，请另作一个决定并写明原因。")
    project = reported_project(work, decision.project_id)
    title = work.programme.state(decision.state).title
    _undo_step(work, project, decision.state, decision, needed(reason, "撤回原因"), f"{title} {decision.on.isoformat()}")
    work.session.delete(decision)
    return Changes(TOUCHED, frozenset({project.id}))


def withdraw_return(work: Work, return_id: str, reason: str) -> Changes:
    """Take back a return that was not sent yet; its remarks are noted as before; see `withdraw`."""
    at_the_city(work)
    returned = work.session.get(CityReturn, return_id)
    if returned is None:
        raise UserError("这次退回已经不在了。", "请刷新页面后再试。")
    if was_sent(work, returned.id):
        raise UserError("这次退回已经随反馈包发给区县，不能撤回。", "请等区县修改后重新报送。")
    why = needed(reason, "撤回原因")
    document = work.session.get_one(Document, work.session.get_one(Revision, returned.revision_id).document_id)
    project = work.session.get(Project, document.project_id) if document.project_id else None
    if project is not None:
        _undo_step(work, project, work.programme.life_cycle.returned, returned, why, f"退回：{returned.reason}")
    for comment in work.session.scalars(select(CityComment).filter_by(city_return_id=returned.id)).all():
        comment.city_return_id = None
    work.session.flush()
    work.session.delete(returned)
    return Changes(TOUCHED | {Kind.DOCUMENT}, frozenset({document.project_id or ""} - {""}))


def _decide(work: Work, project: Project, kind: DecisionKind, outcome: Outcome, on: date, terms: Terms) -> str:
    revision = newest_revision(work, project.id, kind.form)
    if terms.revision_id and (revision is None or revision.id != terms.revision_id):
        raise UserError(f"“{project.title}”的材料刚才有了变化，不是您看的那一版。", "请关闭后重新审阅，再办理。")
    last = _last(work, project)
    if project.state in kind.from_states and revision is not None and (last is None or last.revision_id != revision.id):
        pass
    elif last is not None and last.decision == kind.key and project.state == last.state and not outcome.returns:
        if not was_sent(work, last.id):
            raise UserError(f"“{project.title}”已经有一个没有发出的决定。", "请先撤回那个决定，再重新办理。")
        needed(terms.reason, "更正原因")
        revision = work.session.get(Revision, last.revision_id) if last.revision_id else None
    else:
        state = work.programme.state(project.state).title
        raise UserError(f"“{project.title}”处于“{state}”，现在不等待“{kind.title}”。", "请等区县报来相应材料，或核对项目状态后再办理。")
    if outcome.returns:
        assert revision is not None
        made = _return(work, project.office, revision, terms)
        if outcome.state:
            enter_state(work, project, outcome.state, on, f"市级退回：{passage(terms.reason)}")
        return made
    if project.state != outcome.state:
        enter_state(work, project, outcome.state, on, "；".join(part for part in (passage(terms.reason), line(terms.basis)) if part))
    decision = CityDecision(
        id=new_id(),
        office=project.office,
        by=work.by,
        project_id=project.id,
        decision=kind.key,
        revision_id=revision.id if revision else None,
        state=outcome.state,
        on=on,
        reason=passage(terms.reason),
        basis=line(terms.basis),
        adjustments=passage(terms.adjustments) if outcome.adjustments else "",
        follow_up_on=terms.follow_up_on if outcome.follow_up else None,
        at=work.at,
    )
    work.session.add(decision)
    return decision.id


def _check_terms(work: Work, outcome: Outcome | None, terms: Terms) -> None:
    if outcome is not None and (outcome.needs_reason or outcome.returns):
        needed(terms.reason, f"{outcome.title}的原因")
    if outcome is not None and outcome.adjustments:
        needed(terms.adjustments, "商定的调整内容")
    if outcome is not None and outcome.follow_up and terms.follow_up_on is None:
        raise UserError("“复评日期”没有填写。", "请填写到哪一天再看。")
    if terms.follow_up_on is not None and terms.follow_up_on < (terms.on or work.on):
        raise UserError(f"日期{terms.follow_up_on.isoformat()}早于决定日期。", "请填写决定当天或之后的日期。")


def _return(work: Work, office: str, revision: Revision, terms: Terms) -> str:
    if work.session.scalars(select(CityReturn.id).filter_by(revision_id=revision.id).limit(1)).first() is not None:
        raise UserError("这一版已经退回过了。", "请等区县修改后重新报送。")
    newer = select(Revision.id).where(Revision.document_id == revision.document_id, Revision.number > revision.number)
    if work.session.scalars(newer.limit(1)).first() is not None:
        raise UserError("区县已经报来更新的一版。", "请看最新的一版。")
    returned = CityReturn(
        id=new_id(),
        office=office,
        by=work.by,
        revision_id=revision.id,
        reason=needed(terms.reason, "退回原因"),
        due=terms.follow_up_on,
        at=work.at,
    )
    work.session.add(returned)
    work.session.flush()
    held = noted(work, revision.document_id)
    for remark in terms.remarks:
        text = needed(remark.text, "意见")
        held.append(CityComment(field_key=remark.field_key, row=remark.row, text=text, by=work.by))
    for seq, comment in enumerate(held, 1):
        comment.revision_id, comment.city_return_id, comment.seq = revision.id, returned.id, seq
    work.session.add_all(held)
    return returned.id


def _last(work: Work, project: Project) -> CityDecision | None:
    return work.session.scalars(
        select(CityDecision).filter_by(project_id=project.id).order_by(CityDecision.at.desc(), CityDecision.on.desc()).limit(1)
    ).first()


def _undo_step(work: Work, project: Project, entered: str, made: CityDecision | CityReturn, reason: str, told: str) -> None:
    """Undo the step that a decision or a return made, if it made one; put it into the history."""
    steps = select(StateChange).filter_by(project_id=project.id).order_by(StateChange.at.desc(), StateChange.on.desc())
    step = work.session.scalars(steps.limit(1)).first()
    mine = work.session.scalars(steps.where(StateChange.at == made.at, StateChange.to_state == entered).limit(1)).first()
    if mine is not None:
        if step is None or step.id != mine.id or project.state != entered:
            raise UserError(f"“{project.title}”在这之后又办理过别的步骤，不能撤回。", "请另作一个决定并写明原因。")
        work.session.delete(mine)
        project.state = mine.from_state
        project.updated_at = work.at
    work.session.add(
        HistoryEntry(
            at=work.at,
            by=work.by,
            action="edit",
            kind_label=Project.kind_label,
            object_id=project.id,
            project_id=project.id,
            object_label=project.title,
            field_key="decision",
            field_label="撤回市级决定",
            old=told,
            new=f"撤回原因：{reason}",
        )
    )
