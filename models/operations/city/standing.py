"""What the city's operations check again and again: whose workspace it is, which project, which revision, what went down already."""

from sqlalchemy import or_, select

from models.document import Document, Revision
from models.edition import CITY
from models.errors import UserError
from models.exchange_states import SentState
from models.feedback import CityReturn, SentNews
from models.office import Office
from models.package import SentPackage
from models.project import Project
from models.work import Work


def at_the_city(work: Work) -> None:
    """Refuse to go on in a district's workspace.

    Raises:
        UserError: It is one.
    """
    office = work.session.scalars(select(Office)).first()
    if office is None or office.district_code != CITY:
        raise UserError("评审和审定只在市级版账套里办理。")


def reported_project(work: Work, project_id: str) -> Project:
    """Return a project as a district reported it.

    Raises:
        UserError: It is gone.
    """
    project = work.session.get(Project, project_id)
    if project is None or project.deleted_at is not None:
        raise UserError("这个项目已经不在了。", "请刷新页面后再试。")
    return project


def newest_revision(work: Work, project_id: str, form: str) -> Revision | None:
    """Return the frozen revision of a form of a project that came last; ``None`` where none has come, or it was sent back."""
    found = work.session.scalars(
        select(Revision)
        .join(Document, Document.id == Revision.document_id)
        .where(Document.project_id == project_id, Document.form_id == form, Document.deleted_at.is_(None))
        .order_by(Revision.submitted_on.desc(), Revision.frozen_at.desc(), Revision.number.desc())
        .limit(1)
    ).first()
    if found is None or work.session.scalars(select(CityReturn.id).filter_by(revision_id=found.id).limit(1)).first() is not None:
        return None
    return found


def was_sent(work: Work, item_id: str) -> bool:
    """Whether something, or what became of it, has gone to a district in a reply that was not withdrawn."""
    about = SentNews.item_id == item_id, SentNews.item_id.startswith(f"{item_id} ")
    held = select(SentNews.item_id).join(SentPackage, SentPackage.id == SentNews.sent_package_id)
    return work.session.scalars(held.where(or_(*about), SentPackage.state != SentState.WITHDRAWN).limit(1)).first() is not None
