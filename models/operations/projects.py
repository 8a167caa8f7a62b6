"""Pilot projects (试点项目): creating, editing, the steps of their life (渝人社发〔2025〕13号 四、实施步骤)."""

import re
from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select

from models.changes import Changes, Kind
from models.document import Document
from models.entity import PilotEntity
from models.errors import UserError
from models.history import HistoryEntry
from models.operations.guarding import line, live, live_project, needed, only, open_project, passage, past_day, refuse_against_city
from models.operations.office import the_office
from models.operations.tracking import add_proposals
from models.plain import Plain
from models.programme.types import State
from models.project import Project, StateChange
from models.work import Work

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
LISTS = ("other_areas", "clusters", "industries", "platforms")
FACTS = ("title", "entity_id", "main_area", *LISTS, "period_start", "period_end", "officer", "rank")


def create_project(
    work: Work,
    *,
    entity_id: str,
    title: str,
    main_area: str = "",
    other_areas: Plain = None,
    clusters: Plain = None,
    industries: Plain = None,
    platforms: Plain = None,
    period_start: str = "",
    period_end: str = "",
    officer: str = "",
    form_id: str = "application",
) -> Changes:
    """Create a project of an entity with its application form, first state and the milestones its areas propose.

    The number (申报编号) is ``district-year-serial``, given once: a project in the recycle bin keeps its own.

    Raises:
        UserError: The title is empty, the entity is gone, an area is unknown, or a month is no month.
    """
    entity = live(work, PilotEntity, entity_id)
    project = Project(
        number=_next_number(work),
        entity_id=entity.id,
        title="",
        main_area="",
        other_areas=[],
        state=work.programme.life_cycle.initial,
        created_at=work.at,
        updated_at=work.at,
    )
    given: dict[str, Plain] = {
        "title": title,
        "main_area": main_area,
        "other_areas": other_areas,
        "clusters": clusters,
        "industries": industries,
        "platforms": platforms,
        "period_start": period_start,
        "period_end": period_end,
        "officer": officer or work.by,
    }
    _set_facts(work, project, given)
    work.session.add(project)
    work.session.flush()
    work.session.add(
        Document(
            id=project.id,
            title="申报表",
            project_id=project.id,
            form_id=form_id,
            programme_version=work.programme.version,
            created_at=work.at,
            updated_at=work.at,
        )
    )
    _add_step(work, project, "", project.state, work.on, "")
    add_proposals(work, project)
    work.session.flush()
    return Changes.of(Kind.PROJECT, Kind.DOCUMENT, Kind.TRACKING, Kind.ENTITY, project=project.id, id=project.id)


def edit_project(work: Work, project_id: str, facts: Mapping[str, Plain]) -> Changes:
    """Edit the facts given (`FACTS`); state and number are not among them.

    Raises:
        UserError: See `create_project`.
    """
    only(facts, FACTS)
    project = open_project(work, project_id)
    _set_facts(work, project, facts)
    kinds = [Kind.PROJECT, Kind.DOCUMENT] + ([Kind.ENTITY] if "entity_id" in facts else [])
    return Changes.of(*kinds, project=project.id, id=project.id)


def take_step(work: Work, project_id: str, to: str, on: date, reason: str = "") -> Changes:
    """Take one of the next steps that the pack's life cycle offers.

    Args:
        work: The unit of work.
        project_id: The project.
        to: Key of the next state.
        on: Day it took effect; not before the step before, not after today.
        reason: Why; the pack says which steps need it.

    Raises:
        UserError: The step is not offered, needs a reason, the day is impossible, or it goes another way (submitting, returning).
    """
    project = live_project(work, project_id)
    refuse_against_city(work, project)
    cycle = work.programme.life_cycle
    now = state_of(work, project)
    target = work.programme.state(to)
    if to == cycle.submitted:
        raise UserError(f"“{target.title}”要通过报送办理。", "请在申报表的“审核报送”里核对后报送，系统会同时锁定这一版申报表。")
    step = next((step for step in now.next if step.to == to), None)
    if step is None:
        offered = "、".join(f"“{step.title}”" for step in now.next)
        raise UserError(
            f"项目处于“{now.title}”，不能直接转为“{target.title}”。", f"现在可以办理：{offered}。" if offered else "这个状态没有下一步。"
        )
    if target.editable and _is_frozen(work, project):
        raise UserError("申报表已经报送并锁定，不能直接改回可编辑状态。", "请在申报表的“审核报送”里办理“退回修改”，形成新的修订版本。")
    if step.needs_reason and not passage(reason):
        raise UserError(f"办理“{step.title}”必须写明原因。", "请填写原因后再保存。")
    enter_state(work, project, to, on, reason)
    return Changes.of(Kind.PROJECT, Kind.OBLIGATION, project=project.id, id=project.id)


def enter_state(work: Work, project: Project, to: str, on: date, reason: str) -> None:
    """Move a project to a state whose way has been checked by the caller (submitting, returning, `take_step`).

    Raises:
        UserError: The day lies in the future or before the step before.
    """
    past_day(work, on, "办理日期")
    before = _last_step(work, project)
    if before is not None and on < before.on:
        title = work.programme.state(before.to_state).title
        raise UserError(
            f"办理日期{on.isoformat()}早于上一步“{title}”的日期{before.on.isoformat()}。", f"请填写{before.on.isoformat()}或之后的日期。"
        )
    _add_step(work, project, project.state, to, on, passage(reason))
    project.state = to
    project.updated_at = work.at


def undo_step(work: Work, project_id: str, reason: str) -> Changes:
    """Take back the last step of a project's life, which was recorded by mistake or with a wrong day.

    The project is again in the state before and the step is gone from its timeline; the history keeps both and the reason.

    Raises:
        UserError: There is no step, no reason is given, the city decided it, or the step froze or reopened the form (those go
            their own way).
    """
    project = live_project(work, project_id)
    refuse_against_city(work, project)
    step = _last_step(work, project)
    if step is None:
        raise UserError("这个项目还没有办理过可以撤销的步骤。")
    to, before = work.programme.state(step.to_state), work.programme.state(step.from_state)
    if to.key == work.programme.life_cycle.submitted and _is_frozen(work, project):
        raise UserError("申报表已经报送并锁定，不能撤销。", "请在申报表的“审核报送”里办理“退回修改”，形成新的修订版本。")
    if to.editable and before.key != work.programme.life_cycle.review:
        raise UserError("退回修改时已经形成新的修订版本，不能撤销。", "请改好后重新报送。")
    if not passage(reason):
        raise UserError("撤销必须写明原因。", "请填写原因后再试。")
    work.session.delete(step)
    project.state = before.key
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
            field_key="step",
            field_label="撤销办理",
            old="，".join(part for part in (f"{to.title} {step.on.isoformat()}", step.reason) if part),
            new=f"撤销原因：{passage(reason)}",
        )
    )
    return Changes.of(Kind.PROJECT, Kind.DOCUMENT, Kind.OBLIGATION, project=project.id, id=project.id)


def state_of(work: Work, project: Project) -> State:
    """Return the state of a project as the pack describes it."""
    return work.programme.state(project.state)


def _last_step(work: Work, project: Project) -> StateChange | None:
    # The first entry is the day of registering, not a step: history is recorded with days before it.
    return work.session.scalars(
        select(StateChange)
        .where(StateChange.project_id == project.id, StateChange.from_state != "")
        .order_by(StateChange.at.desc(), StateChange.on.desc())
        .limit(1)
    ).first()


def _is_frozen(work: Work, project: Project) -> bool:
    return work.session.get_one(Document, project.id).frozen_at is not None


def _add_step(work: Work, project: Project, old: str, new: str, on: date, reason: str) -> None:
    work.session.add(StateChange(project_id=project.id, from_state=old, to_state=new, on=on, reason=reason, by=work.by, at=work.at))


def _next_number(work: Work) -> str:
    prefix = f"{the_office(work).district_code}-{work.on.year}-"
    last = work.session.scalars(
        select(Project.number)
        .where(Project.number >= prefix, Project.number < prefix + ":")  # ":" follows "9"
        .order_by(func.length(Project.number).desc(), Project.number.desc())
        .limit(1)
    ).first()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:03d}"


def _set_facts(work: Work, project: Project, facts: Mapping[str, Plain]) -> None:
    if "title" in facts:
        project.title = line(needed(facts["title"], "试点项目名称"))
    if "entity_id" in facts:
        project.entity_id = live(work, PilotEntity, str(facts["entity_id"])).id
    if "main_area" in facts:
        project.main_area = line(facts["main_area"])
    for column in LISTS:
        if column in facts:
            value = facts[column]
            setattr(project, column, [str(key) for key in value] if isinstance(value, list | tuple) else [])
    if project.main_area in project.other_areas:
        project.other_areas = [key for key in project.other_areas if key != project.main_area]
    known = {area.key for area in work.programme.areas}
    for key in (project.main_area, *project.other_areas):
        if key and key not in known:
            raise UserError(f"没有代码为“{key}”的试点方向。", "请从列表中选择。")
    for column, label in (("period_start", "试点开始"), ("period_end", "试点结束")):
        if column in facts:
            month = line(facts[column])
            if month and not MONTH.fullmatch(month):
                raise UserError(f"“{label}”里的“{month}”不是有效月份。", "请按“2025-07”这样填写。")
            setattr(project, column, month)
    if "officer" in facts:
        project.officer = line(facts["officer"])
    if "rank" in facts:
        set_rank(work, project, facts["rank"])


def set_rank(work: Work, project: Project, rank: Plain) -> None:
    """Give a project its place in the recommendation (推荐排序), from 1; ``None`` takes it out.

    Raises:
        UserError: It is no such place, or another project holds it.
    """
    if rank is None:
        project.rank = None
        return
    if not isinstance(rank, int) or rank < 1:
        raise UserError("推荐排序应从1开始。", "请填写1、2、3等整数，或留空。")
    with work.session.no_autoflush:
        other = work.session.scalars(
            select(Project).where(Project.rank == rank, Project.id != project.id, Project.deleted_at.is_(None)).limit(1)
        ).first()
    if other is not None:
        raise UserError(f"推荐排序第{rank}位已经是“{other.title}”。", "请换一个位次，或先调整那个项目的排序。")
    project.rank = rank
