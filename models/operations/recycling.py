"""The recycle bin (回收站): deleting moves a thing there, restoring brings it back as it was."""

from collections.abc import Sequence
from typing import TypeAlias, cast

from sqlalchemy import select

from models.base import Base
from models.changes import Changes, Kind
from models.document import Document, Revision
from models.entity import PilotEntity
from models.errors import UserError
from models.indicator import IndicatorValue, ProjectIndicator
from models.obligation import AdHocTask, ObligationRecord
from models.office_template import OfficeTemplate
from models.operations.city.rounds import refuse_second_round
from models.operations.evidence import refuse_same_content
from models.operations.guarding import live, refuse_settled
from models.operations.obligations import find_task, held_record
from models.operations.office_templates import template_in_force
from models.programme.types import Recurrence
from models.project import Project
from models.review import Expert, ReviewRound, ScoreSheet
from models.things import Thing
from models.tracking import Evidence, Milestone, Problem, ProgressEntry, SupportRequest
from models.work import Work

Recycled: TypeAlias = (
    PilotEntity
    | Project
    | Document
    | Milestone
    | ProgressEntry
    | Problem
    | SupportRequest
    | ProjectIndicator
    | IndicatorValue
    | Evidence
    | ObligationRecord
    | AdHocTask
    | OfficeTemplate
    | Expert
    | ReviewRound
)

CLASSES: dict[Thing, type[Recycled]] = {
    Thing.ENTITY: PilotEntity,
    Thing.PROJECT: Project,
    Thing.DOCUMENT: Document,
    Thing.MILESTONE: Milestone,
    Thing.PROGRESS: ProgressEntry,
    Thing.PROBLEM: Problem,
    Thing.SUPPORT_REQUEST: SupportRequest,
    Thing.INDICATOR: ProjectIndicator,
    Thing.INDICATOR_VALUE: IndicatorValue,
    Thing.EVIDENCE: Evidence,
    Thing.OBLIGATION_RECORD: ObligationRecord,
    Thing.AD_HOC_TASK: AdHocTask,
    Thing.OFFICE_TEMPLATE: OfficeTemplate,
    Thing.EXPERT: Expert,
    Thing.REVIEW_ROUND: ReviewRound,
}
KINDS: dict[Thing, tuple[Kind, ...]] = {
    Thing.ENTITY: (Kind.ENTITY,),
    Thing.PROJECT: (Kind.PROJECT, Kind.ENTITY, Kind.DOCUMENT, Kind.TRACKING, Kind.INDICATOR, Kind.EVIDENCE, Kind.OBLIGATION),
    Thing.DOCUMENT: (Kind.DOCUMENT, Kind.EVIDENCE),
    Thing.MILESTONE: (Kind.TRACKING,),
    Thing.PROGRESS: (Kind.TRACKING,),
    Thing.PROBLEM: (Kind.TRACKING,),
    Thing.SUPPORT_REQUEST: (Kind.TRACKING,),
    Thing.INDICATOR: (Kind.INDICATOR, Kind.DOCUMENT),
    Thing.INDICATOR_VALUE: (Kind.INDICATOR,),
    Thing.EVIDENCE: (Kind.EVIDENCE, Kind.DOCUMENT),
    Thing.OBLIGATION_RECORD: (Kind.OBLIGATION,),
    Thing.AD_HOC_TASK: (Kind.OBLIGATION,),
    Thing.OFFICE_TEMPLATE: (Kind.OFFICE,),
    Thing.EXPERT: (Kind.REVIEW,),
    Thing.REVIEW_ROUND: (Kind.REVIEW,),
}
NAMED_AT_MOST = 5


def delete(work: Work, kind: str, id: str) -> Changes:
    """Move a thing to the recycle bin; what belongs to it disappears with it and comes back with it.

    Args:
        work: The unit of work.
        kind: A `Thing`.
        id: Its id.

    Raises:
        UserError: It is gone, or something that stays still needs it.
    """
    thing = cast("Recycled", live(work, cast("type[Base]", CLASSES[Thing(kind)]), id))
    _refuse_settled(work, thing)
    if isinstance(thing, PilotEntity):
        _refuse_entity_in_use(work, thing)
    if isinstance(thing, Evidence):
        _refuse_evidence_in_use(work, thing)
    if isinstance(thing, Document):
        _refuse_document_in_use(work, thing)
    if isinstance(thing, Expert):
        _refuse_expert_in_use(work, thing)
    thing.deleted_at = work.at
    return _touched(work, Thing(kind), thing)


def restore(work: Work, kind: str, id: str) -> Changes:
    """Bring a thing back from the recycle bin.

    Raises:
        UserError: It is not there, what it belongs to is in the bin itself, or something else took its place meanwhile.
    """
    thing = cast("Recycled | None", work.session.get(cast("type[Base]", CLASSES[Thing(kind)]), id))
    if thing is None or thing.deleted_at is None:
        raise UserError("回收站里没有这条记录。", "它可能已经恢复，请刷新页面后再看。")
    _refuse_orphan(work, thing)
    _refuse_settled(work, thing)
    if isinstance(thing, Evidence):
        refuse_same_content(work, thing.project_id, thing.document_id, thing.sha256)
    if isinstance(thing, ObligationRecord):
        _refuse_second_record(work, thing)
    if isinstance(thing, OfficeTemplate):
        _refuse_second_template(work, thing)
    if isinstance(thing, Document):
        _refuse_second_document(work, thing)
    if isinstance(thing, ReviewRound) and thing.closed_on is None:
        refuse_second_round(work, thing)
    thing.deleted_at = None
    return _touched(work, Thing(kind), thing)


def restore_all(work: Work, things: Sequence[tuple[str, str]]) -> Changes:
    """Bring several things back in one transaction, owners before what belongs to them; all of them or none.

    Args:
        work: The unit of work.
        things: Pairs of `Thing` and id, in any order.

    Raises:
        UserError: See `restore`; nothing has been restored then.
    """
    kinds: set[Kind] = set()
    projects: set[str] = set()
    order = list(CLASSES)
    owners_first = (Thing.ENTITY, Thing.PROJECT, Thing.DOCUMENT, Thing.INDICATOR, Thing.AD_HOC_TASK)
    for kind, id in sorted(things, key=lambda thing: (Thing(thing[0]) not in owners_first, order.index(Thing(thing[0])))):
        changes = restore(work, kind, id)
        kinds |= changes.kinds
        projects |= changes.project_ids
    return Changes(frozenset(kinds), frozenset(projects))


def _touched(work: Work, kind: Thing, thing: Recycled) -> Changes:
    project = _project_of(work, thing)
    if project is not None:
        project.updated_at = work.at
    work.session.flush()
    return Changes.of(*KINDS[kind], project=project.id if project else "", id=thing.id)


def _refuse_settled(work: Work, thing: Recycled) -> None:
    """A project that has come to its end keeps what was tracked as it stands."""
    tracked = isinstance(thing, Milestone | ProgressEntry | Problem | SupportRequest | ProjectIndicator | IndicatorValue)
    project = _project_of(work, thing) if tracked or (isinstance(thing, Evidence) and thing.document_id is None) else None
    if project is not None:
        refuse_settled(work, project)


def _project_of(work: Work, thing: Recycled) -> Project | None:
    if isinstance(thing, PilotEntity | AdHocTask | OfficeTemplate | Expert | ReviewRound):
        return None
    if isinstance(thing, Project):
        return thing
    owner = work.session.get_one(ProjectIndicator, thing.project_indicator_id) if isinstance(thing, IndicatorValue) else thing
    return work.session.get(Project, owner.project_id) if owner.project_id else None


def _refuse_entity_in_use(work: Work, entity: PilotEntity) -> None:
    titles = work.session.scalars(
        select(Project.title).where(Project.entity_id == entity.id, Project.deleted_at.is_(None)).order_by(Project.number)
    ).all()
    if titles:
        named = "、".join(f"“{title}”" for title in titles[:NAMED_AT_MOST]) + (f"等{len(titles)}个" if len(titles) > NAMED_AT_MOST else "")
        raise UserError(f"“{entity.name}”还有试点项目：{named}，不能删除。", "请先删除这些项目，或把它们改到别的主体名下。")


def _refuse_evidence_in_use(work: Work, evidence: Evidence) -> None:
    used = work.session.execute(
        select(ProjectIndicator.name, IndicatorValue.on)
        .join(IndicatorValue, IndicatorValue.project_indicator_id == ProjectIndicator.id)
        .where(IndicatorValue.evidence_id == evidence.id, IndicatorValue.deleted_at.is_(None), ProjectIndicator.deleted_at.is_(None))
        .limit(1)
    ).first()
    if used is not None:
        raise UserError(
            f"“{evidence.title}”是指标“{used.name}”{used.on.isoformat()}完成值的佐证，不能删除。", "请先在该完成值里改选或取消佐证材料。"
        )


def _refuse_document_in_use(work: Work, document: Document) -> None:
    if document.id == document.project_id:
        raise UserError("申报表随项目一起，不能单独删除。", "不再需要的，请在“试点项目”里删除这个项目。")
    if work.session.scalars(select(Revision.id).filter_by(document_id=document.id).limit(1)).first() is not None:
        raise UserError(f"“{document.title}”已经报送过，不能删除。", "需要改动的，请办理“退回修改”，形成新的版本；报出去的版本要留存。")


def _refuse_expert_in_use(work: Work, expert: Expert) -> None:
    titles = work.session.scalars(
        select(ReviewRound.title)
        .join(ScoreSheet, ScoreSheet.review_round_id == ReviewRound.id)
        .where(ScoreSheet.expert_id == expert.id, ScoreSheet.handed_in_at.is_(None), ScoreSheet.conflict.is_(False))
        .where(ReviewRound.closed_on.is_(None), ReviewRound.deleted_at.is_(None))
        .distinct()
    ).all()
    if titles:
        named = "、".join(f"“{title}”" for title in titles[:NAMED_AT_MOST])
        raise UserError(f"{expert.name}在{named}里还有没有完成的评分表，不能删除。", "请先收齐评分表，或取消分配。")


def _refuse_orphan(work: Work, thing: Recycled) -> None:
    parents: list[tuple[type[Base], str | None]] = []
    if isinstance(thing, Project):
        parents = [(PilotEntity, thing.entity_id)]
    elif isinstance(thing, IndicatorValue):
        indicator = work.session.get_one(ProjectIndicator, thing.project_indicator_id)
        parents = [(Project, indicator.project_id), (ProjectIndicator, indicator.id)]
    elif isinstance(thing, ObligationRecord):
        parents = [(PilotEntity, thing.entity_id), (Project, thing.project_id), (AdHocTask, thing.obligation_id)]
    elif isinstance(thing, Evidence):
        parents = [(Project, thing.project_id), (Document, thing.document_id)]
    elif not isinstance(thing, PilotEntity | AdHocTask | OfficeTemplate | Expert | ReviewRound):
        parents = [(Project, thing.project_id)]
    for kind, id in parents:
        parent = work.session.get(kind, id) if id else None
        if isinstance(parent, PilotEntity | Project | Document | ProjectIndicator | AdHocTask) and parent.deleted_at is not None:
            name = parent.title if isinstance(parent, Project | Document | AdHocTask) else parent.name
            raise UserError(f"它所属的{kind.kind_label}“{name}”也在回收站里。", f"请先恢复{kind.kind_label}“{name}”。")


def _refuse_second_record(work: Work, record: ObligationRecord) -> None:
    obligation = find_task(work, record.obligation_id).obligation
    held = held_record(work, record.obligation_id, record.project_id, record.entity_id)
    if obligation.recurring is not Recurrence.ANY_TIME and held is not None:
        raise UserError(f"“{obligation.title}”已经另有一条报送记录。", "需要恢复这一条时，请先撤回另一条。")


def _refuse_second_document(work: Work, document: Document) -> None:
    """Of what is written once there is one, and it has the same title; where there may be several, each has its own title."""
    same = {"form_id": document.form_id, "project_id": document.project_id, "period": document.period, "title": document.title}
    if work.session.scalars(select(Document.id).filter_by(**same, deleted_at=None).limit(1)).first() is not None:
        raise UserError(f"已经另有一份“{document.title}”。", "需要恢复这一份的，请先删除另一份；可以有几份的，先给另一份写上标题。")


def _refuse_second_template(work: Work, template: OfficeTemplate) -> None:
    held = template_in_force(work, template.key)
    if held is not None:
        raise UserError(
            f"“{template.title}”现在用着本单位的另一个模板“{held.file_name}”。", "请先在“设置—公文模板”里恢复为自带模板，再恢复这一个。"
        )
