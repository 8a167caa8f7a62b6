"""The district's review (区县审核), submitting (报送) and reopening of an application form."""

from datetime import date

from forms import documents
from forms.answers import open_document
from models.changes import Changes, Kind
from models.document import DistrictReview, Document
from models.errors import UserError
from models.operations.guarding import live, refuse_against_city
from models.operations.office import the_office
from models.operations.projects import enter_state, set_rank
from models.project import Project
from models.work import Work


def save_review(work: Work, project_id: str, *, checklist: list[str], reviewed_on: date | None, rank: int | None) -> Changes:
    """Save the district's check list and place in the recommendation (推荐排序).

    The opinion itself is a field of the form (``review.opinion``).

    Raises:
        UserError: The form has been submitted, or another project holds that place.
    """
    application = open_document(work, project_id)
    project = work.session.get_one(Project, project_id)
    set_rank(work, project, rank)
    if application.review is None:
        application.review = DistrictReview()
    application.review.checklist = sorted(checklist)
    application.review.reviewed_on = reviewed_on
    application.review.by = work.by
    return Changes.of(Kind.DOCUMENT, Kind.PROJECT, project=project_id)


def obstacles(work: Work, application: Document) -> list[str]:
    """Return what still stands against submitting, one sentence each; empty when nothing does."""
    ticked = set(application.review.checklist) if application.review else set()
    unticked = [item for item in work.programme.check_items if item.key not in ticked]
    found = documents.obstacles(work, application)
    if unticked:
        found.append(f"区县审核要点还有{len(unticked)}项没有核对（例如：{unticked[0].text}）")
    return found


def submit(work: Work, project_id: str, on: date) -> Changes:
    """Submit (报送): check again inside this transaction, freeze the revision, move the project on.

    Implements 渝人社发〔2025〕13号 四(一): the district's department hands the form in to the city bureau.

    Args:
        work: The unit of work.
        project_id: The project.
        on: Day of submitting.

    Raises:
        UserError: Something still stands against it; the message lists what.
    """
    application = open_document(work, project_id)
    project = work.session.get_one(Project, project_id)
    cycle = work.programme.life_cycle
    if project.state != cycle.review:
        raise UserError("只有处于“区县审核”状态的项目才能报送。", "请先提交区县审核。")
    against = obstacles(work, application)
    if against:
        raise UserError("现在还不能报送：" + "；".join(against) + "。", "请逐项处理后再报送。")
    documents.freeze(work, application, on)
    enter_state(work, project, cycle.submitted, on, f"报送第{application.revision}版")
    documents.record_revision(work, application, "submit", "", f"第{application.revision}版")
    return Changes.of(Kind.DOCUMENT, Kind.PROJECT, Kind.OBLIGATION, project=project_id)


def record_earlier_submission(work: Work, project_id: str, on: date, reason: str) -> Changes:
    """Record that the form went up on paper before this workspace existed (补录), and move the project on.

    Nothing is frozen: there is no electronic form of that day, and what is typed in afterwards stays a draft.

    Args:
        work: The unit of work.
        project_id: The project.
        on: The day it went up; before the workspace was made.
        reason: Where it can be looked up, e.g. the number of the covering letter.

    Raises:
        UserError: It has been submitted already, the day is not before the workspace's first day, or no reason is given.
    """
    project = work.session.get_one(Project, project_id)
    open_document(work, project_id)
    cycle = work.programme.life_cycle
    first_day = the_office(work).created_at.astimezone().date()
    if project.state not in (cycle.initial, cycle.review):
        raise UserError("这个项目已经报送过了。")
    if on >= first_day:
        raise UserError(f"补录的报送日期应早于本账套建立的日期（{first_day.isoformat()}）。", "之后的报送请按“区县审核—报送”办理。")
    if not reason.strip():
        raise UserError("补录要写明依据。", "例如：报送函的文号、纸质材料存放处。")
    enter_state(work, project, cycle.submitted, on, f"补录：{reason.strip()}")
    return Changes.of(Kind.PROJECT, Kind.DOCUMENT, Kind.OBLIGATION, project=project_id)


def reopen(work: Work, project_id: str, on: date, reason: str, *, by_city: bool = False) -> Changes:
    """Return a submitted form to editing as the next revision (退回修改); the frozen one stays for ever.

    Args:
        work: The unit of work.
        project_id: The project.
        on: Day of the return.
        reason: Why.
        by_city: The city returned it, which also opens what the city had brought to an end.

    Raises:
        UserError: It has not been submitted, no reason is given, the city has it, or a decision of the city has brought the project
            to its end.
    """
    project = live(work, Project, project_id)
    if not by_city:
        refuse_against_city(work, project)
    application = work.session.get_one(Document, project_id)
    documents.open_next_revision(work, application, reason, by_city=by_city)
    if application.review is not None:
        application.review.checklist = []
        application.review.reviewed_on = None
    enter_state(work, project, work.programme.life_cycle.returned, on, reason.strip())
    documents.record_return(work, application, reason)
    return Changes.of(Kind.DOCUMENT, Kind.PROJECT, project=project_id)
