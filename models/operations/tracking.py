"""Tracking a project (渝人社发〔2025〕13号 四(二)(三)): milestones, progress entries, problems, support requests."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import func, select

from models.changes import NOTHING, Changes, Kind
from models.errors import UserError
from models.operations.guarding import day, line, live, needed, needed_past_day, only, open_project, passage, past_day
from models.project import Project
from models.tracking import Milestone, Problem, ProgressEntry, SupportRequest
from models.work import Work

Item = TypeVar("Item", Milestone, ProgressEntry, Problem, SupportRequest)


def save_milestone(work: Work, project_id: str, item_id: str | None, **facts: Any) -> Changes:
    """Create or edit a milestone (里程碑): ``title``, ``area``, ``planned_on``, ``done_on``, ``note``.

    Raises:
        UserError: The title is empty or it is reached in the future.
    """
    only(facts, ("title", "area", "planned_on", "done_on", "note"))
    open_project(work, project_id)
    milestone = _item(work, Milestone, project_id, item_id)
    if item_id is None:
        milestone.seq = _next_seq(work, project_id)
    if "title" in facts or item_id is None:
        milestone.title = line(needed(facts.get("title"), "里程碑"))
    if "area" in facts:
        milestone.area = line(facts["area"])
    if "planned_on" in facts:
        milestone.planned_on = day(facts["planned_on"], "计划日期")
    if "done_on" in facts:
        milestone.done_on = past_day(work, facts["done_on"], "完成日期")
    if "note" in facts:
        milestone.note = passage(facts["note"])
    return _saved(work, project_id, milestone)


def save_progress(work: Work, project_id: str, item_id: str | None, **facts: Any) -> Changes:
    """Create or edit a progress entry (进展): ``on``, ``text``.

    Raises:
        UserError: Day or text is empty, or the day lies in the future.
    """
    only(facts, ("on", "text"))
    open_project(work, project_id)
    entry = _item(work, ProgressEntry, project_id, item_id)
    if "on" in facts or item_id is None:
        entry.on = needed_past_day(work, facts.get("on"), "日期")
    if "text" in facts or item_id is None:
        entry.text = needed(facts.get("text"), "进展情况")
    if item_id is None:
        entry.by = work.by
    return _saved(work, project_id, entry)


def save_problem(work: Work, project_id: str, item_id: str | None, **facts: Any) -> Changes:
    """Create or edit a problem (问题): ``on``, ``text``, ``resolved_on``, ``resolution``.

    Raises:
        UserError: Day or text is empty, a day lies in the future, or it was solved before it came up.
    """
    only(facts, ("on", "text", "resolved_on", "resolution"))
    open_project(work, project_id)
    problem = _item(work, Problem, project_id, item_id)
    if "on" in facts or item_id is None:
        problem.on = needed_past_day(work, facts.get("on"), "提出日期")
    if "text" in facts or item_id is None:
        problem.text = needed(facts.get("text"), "问题")
    if "resolved_on" in facts:
        problem.resolved_on = past_day(work, facts["resolved_on"], "解决日期")
    if "resolution" in facts:
        problem.resolution = passage(facts["resolution"])
    _check_order(problem.on, problem.resolved_on, "解决日期")
    return _saved(work, project_id, problem)


def save_support_request(work: Work, project_id: str, item_id: str | None, **facts: Any) -> Changes:
    """Create or edit a support request (寻求支持事项): ``on``, ``text``, ``addressed_to``, ``answered_on``, ``answer``.

    Raises:
        UserError: Day or text is empty, a day lies in the future, or it was answered before it was made.
    """
    only(facts, ("on", "text", "addressed_to", "answered_on", "answer"))
    open_project(work, project_id)
    request = _item(work, SupportRequest, project_id, item_id)
    if "on" in facts or item_id is None:
        request.on = needed_past_day(work, facts.get("on"), "提出日期")
    if "text" in facts or item_id is None:
        request.text = needed(facts.get("text"), "支持事项")
    if "addressed_to" in facts:
        request.addressed_to = line(facts["addressed_to"])
    if "answered_on" in facts:
        request.answered_on = past_day(work, facts["answered_on"], "答复日期")
    if "answer" in facts:
        request.answer = passage(facts["answer"])
    _check_order(request.on, request.answered_on, "答复日期")
    return _saved(work, project_id, request)


def propose_milestones(work: Work, project_id: str) -> Changes:
    """Add the milestones that the project's areas propose and that it does not have yet (参考,可改)."""
    project = open_project(work, project_id)
    if not add_proposals(work, project):
        return NOTHING
    work.session.flush()
    return Changes.of(Kind.TRACKING, project=project_id)


def order_milestones(work: Work, project_id: str, milestone_ids: Sequence[str]) -> Changes:
    """Put the milestones in the order given; those not named follow in their old order."""
    open_project(work, project_id)
    place = {id: number for number, id in enumerate(milestone_ids)}
    milestones = _milestones(work, project_id)
    milestones.sort(key=lambda milestone: (place.get(milestone.id, len(place)), milestone.seq))
    for seq, milestone in enumerate(milestones, start=1):
        milestone.seq = seq
    return Changes.of(Kind.TRACKING, project=project_id)


def add_proposals(work: Work, project: Project) -> int:
    """Add the missing proposals of the project's areas, without dates; return how many."""
    held = {(milestone.area, milestone.title) for milestone in _milestones(work, project.id)}
    seq, added = _next_seq(work, project.id), 0
    for key in (project.main_area, *project.other_areas):
        if not key:
            continue
        for title in work.programme.area(key).milestones:
            if (key, title) not in held:
                work.session.add(Milestone(project_id=project.id, seq=seq + added, area=key, title=title))
                added += 1
    return added


def _milestones(work: Work, project_id: str) -> list[Milestone]:
    found = select(Milestone).where(Milestone.project_id == project_id, Milestone.deleted_at.is_(None)).order_by(Milestone.seq)
    return list(work.session.scalars(found))


def _next_seq(work: Work, project_id: str) -> int:
    return (work.session.scalar(select(func.max(Milestone.seq)).where(Milestone.project_id == project_id)) or 0) + 1


def _item(work: Work, kind: type[Item], project_id: str, item_id: str | None) -> Item:
    if item_id is None:
        return kind(project_id=project_id)
    item = live(work, kind, item_id)
    if item.project_id != project_id:
        raise ValueError("the item belongs to another project")
    return item


def _saved(work: Work, project_id: str, item: Milestone | ProgressEntry | Problem | SupportRequest) -> Changes:
    work.session.add(item)
    work.session.flush()
    return Changes.of(Kind.TRACKING, project=project_id, id=item.id)


def _check_order(first: date, then: date | None, label: str) -> None:
    if then is not None and then < first:
        raise UserError(f"“{label}”{then.isoformat()}早于“提出日期”{first.isoformat()}。", "请核对两个日期。")
