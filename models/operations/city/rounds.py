"""Rounds of review (评审批次): opening over projects, who scores what, closing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from models.arithmetic import plain_number, to_number
from models.changes import Changes, Kind
from models.errors import UserError
from models.operations.city.standing import at_the_city, newest_revision, reported_project
from models.operations.guarding import line, live, needed, needed_past_day, only, passage, past_day
from models.plain import Plain
from models.programme.review import DecisionKind
from models.project import Project
from models.review import Expert, ReviewItem, ReviewRound, ScoreSheet
from models.review_scores import total
from models.work import Work

FACTS = ("title", "weights", "trimmed", "pass_line", "note")
NAMED_AT_MOST = 5


def open_round(
    work: Work,
    *,
    title: str,
    decision: str,
    project_ids: Sequence[str],
    opened_on: date | None = None,
    weights: Mapping[str, str] | None = None,
    trimmed: bool | None = None,
    pass_line: str | None = None,
    note: str = "",
) -> Changes:
    """Open a round over projects, each with its newest frozen revision of the form the decision rests on.

    Args:
        work: The unit of work.
        title: Its name.
        decision: Key of the kind of decision it prepares.
        project_ids: The projects.
        opened_on: The day; default today.
        weights: Criterion to highest points, decimal text; default: the pack's. 0 leaves a criterion out.
        trimmed: Leave out the highest and the lowest total; default: as the pack proposes.
        pass_line: Decimal text, empty for none; default: as the pack proposes.
        note: Remarks.

    Raises:
        UserError: A project does not wait for this decision, has nothing to judge or lies in another open round; or a fact is wrong.
    """
    at_the_city(work)
    review = work.programme.review
    scoring = review.scoring
    kind = review.kind(decision)
    if not kind.scored:
        raise UserError(f"“{kind.title}”不安排专家打分。", "请在“审定”里直接办理。")
    opened = ReviewRound(
        title="",
        decision=kind.key,
        weights={},
        opened_on=needed_past_day(work, opened_on or work.on, "开始日期"),
        created_at=work.at,
    )
    given: dict[str, Plain] = {
        "title": title,
        "weights": dict(weights) if weights is not None else {entry.key: str(entry.weight) for entry in review.criterion},
        "trimmed": scoring.trimmed if trimmed is None else trimmed,
        "pass_line": scoring.pass_line if pass_line is None else pass_line,
        "note": note,
    }
    _set_facts(work, opened, given)
    work.session.add(opened)
    work.session.flush()
    _add(work, opened, kind, project_ids)
    return _changed(opened, project_ids)


def edit_round(work: Work, round_id: str, facts: Mapping[str, Plain]) -> Changes:
    """Edit the facts given (`FACTS`); highest points only while nobody has scored.

    Raises:
        UserError: The round is closed, or a fact is wrong.
    """
    only(facts, FACTS)
    held = running(work, round_id)
    if "weights" in facts and _points_of(work, facts["weights"]) != held.weights and _scored(work, round_id):
        raise UserError("这个批次已经有专家打分，各项满分不能再改。", "确需更改的，请另开一个批次重新打分。")
    _set_facts(work, held, facts)
    return _changed(held)


def add_projects(work: Work, round_id: str, project_ids: Sequence[str]) -> Changes:
    """Take further projects into a round; see `open_round`."""
    held = running(work, round_id)
    _add(work, held, work.programme.review.kind(held.decision), project_ids)
    return _changed(held, project_ids)


def remove_project(work: Work, round_id: str, project_id: str) -> Changes:
    """Take a project out of a round.

    Raises:
        UserError: An expert has scored it already.
    """
    held = running(work, round_id)
    if _scored(work, round_id, project_id=project_id):
        raise UserError("这个项目已经有专家打分，不能移出批次。", "需要移出的，请先在评分表里清空得分。")
    for sheet in work.session.scalars(select(ScoreSheet).filter_by(review_round_id=round_id, project_id=project_id)).all():
        work.session.delete(sheet)
    item = work.session.get(ReviewItem, (round_id, project_id))
    if item is not None:
        work.session.delete(item)
    return _changed(held, (project_id,))


def judge_newest(work: Work, round_id: str, project_id: str) -> Changes:
    """Judge the revision that came since instead of the one the round began with; nobody may have scored yet.

    Raises:
        UserError: There is no newer one, or an expert has scored already.
    """
    held = running(work, round_id)
    kind = work.programme.review.kind(held.decision)
    item = work.session.get(ReviewItem, (round_id, project_id))
    newest = newest_revision(work, project_id, kind.form)
    if item is None or newest is None or newest.id == item.revision_id:
        raise UserError("没有比现在评审的更新的一版。")
    if _scored(work, round_id, project_id=project_id):
        raise UserError("这个项目已经有专家按原来的一版打分。", "需要改评新的一版的，请先在评分表里清空得分。")
    item.revision_id = newest.id
    return _changed(held, (project_id,))


def assign(work: Work, round_id: str, pairs: Collection[tuple[str, str]]) -> Changes:
    """Have experts score projects of a round; what is assigned already stays as it is.

    Args:
        work: The unit of work.
        round_id: The round.
        pairs: Expert and project.

    Raises:
        UserError: The round is closed, an expert is gone, or a project is not in the round.
    """
    held = running(work, round_id)
    items = set(work.session.scalars(select(ReviewItem.project_id).filter_by(review_round_id=round_id)))
    rows = work.session.execute(select(ScoreSheet.expert_id, ScoreSheet.project_id).filter_by(review_round_id=round_id))
    there = {(expert, project) for expert, project in rows}
    for expert_id in {expert for expert, _ in pairs}:
        live(work, Expert, expert_id)
    for expert_id, project_id in sorted(set(pairs) - there):
        if project_id not in items:
            raise UserError("有的项目不在这个批次里。", "请刷新页面后再分配。")
        work.session.add(ScoreSheet(review_round_id=round_id, expert_id=expert_id, project_id=project_id))
    work.session.flush()
    return _changed(held)


def assign_all(work: Work, round_id: str, expert_ids: Sequence[str]) -> Changes:
    """Have each of the experts score every project of the round; see `assign`."""
    items = work.session.scalars(select(ReviewItem.project_id).filter_by(review_round_id=round_id)).all()
    return assign(work, round_id, {(expert, project) for expert in expert_ids for project in items})


def assign_by_area(work: Work, round_id: str, expert_ids: Sequence[str]) -> Changes:
    """Have each of the experts score the projects whose main area he or she knows; see `assign`."""
    rows = work.session.execute(
        select(ReviewItem.project_id, Project.main_area)
        .join(Project, Project.id == ReviewItem.project_id)
        .where(ReviewItem.review_round_id == round_id)
    ).all()
    known = {expert: set(live(work, Expert, expert).areas) for expert in expert_ids}
    return assign(work, round_id, {(expert, project) for expert, areas in known.items() for project, area in rows if area in areas})


def unassign(work: Work, round_id: str, pairs: Collection[tuple[str, str]]) -> Changes:
    """Take assignments back.

    Raises:
        UserError: One of the sheets holds scores, a remark or a conflict of interest already.
    """
    held = running(work, round_id)
    for expert_id, project_id in pairs:
        sheet = work.session.scalars(
            select(ScoreSheet).filter_by(review_round_id=round_id, expert_id=expert_id, project_id=project_id)
        ).first()
        if sheet is None:
            continue
        if sheet.scores or sheet.comment or sheet.conflict:
            name = work.session.get_one(Expert, expert_id).name
            raise UserError(f"{name}的评分表里已经有内容，不能取消分配。", "请先清空这份评分表。")
        work.session.delete(sheet)
    return _changed(held)


def close_round(work: Work, round_id: str, closed_on: date | None = None) -> Changes:
    """Close a round: from now on no score changes.

    Raises:
        UserError: A sheet is neither finished nor marked as a conflict of interest, or the day is impossible.
    """
    held = running(work, round_id)
    open_sheets = work.session.scalars(select(ScoreSheet).filter_by(review_round_id=round_id, conflict=False, handed_in_at=None)).all()
    if open_sheets:
        names = list(dict.fromkeys(work.session.get_one(Expert, sheet.expert_id).name for sheet in open_sheets))
        shown = "、".join(names[:NAMED_AT_MOST]) + (f"等{len(names)}位专家" if len(names) > NAMED_AT_MOST else "")
        raise UserError(f"还有{len(open_sheets)}份评分表没有完成：{shown}。", "请收齐评分表，不评的请取消分配或标记回避。")
    on = past_day(work, closed_on or work.on, "结束日期")
    if on is not None and on < held.opened_on:
        raise UserError(f"结束日期早于开始日期{held.opened_on.isoformat()}。")
    held.closed_on = on
    return _changed(held)


def reopen_round(work: Work, round_id: str) -> Changes:
    """Open a closed round again.

    Raises:
        UserError: One of its projects lies in another round that runs.
    """
    at_the_city(work)
    held = live(work, ReviewRound, round_id)
    refuse_second_round(work, held)
    held.closed_on = None
    return _changed(held)


def refuse_second_round(work: Work, held: ReviewRound) -> None:
    """Refuse to let a round run while one of its projects lies in another one that runs.

    Raises:
        UserError: One does.
    """
    own = set(work.session.scalars(select(ReviewItem.project_id).filter_by(review_round_id=held.id)))
    both = own & _busy(work, held.decision, but=held.id)
    if both:
        title = work.session.get_one(Project, min(both)).title
        named = f"“{title}”" if len(both) == 1 else f"“{title}”等{len(both)}个项目"
        raise UserError(f"{named}已经在另一个没有结束的批次里。", "请先结束那个批次，或把项目从那个批次移出。")


def running(work: Work, round_id: str) -> ReviewRound:
    """Return a round that is not closed.

    Raises:
        UserError: It is closed or gone, or this is no workspace of the city.
    """
    at_the_city(work)
    held = live(work, ReviewRound, round_id)
    if held.closed_on is not None:
        raise UserError(f"“{held.title}”已于{held.closed_on.isoformat()}结束，不能再改。", "确需更改的，请先重新打开这个批次。")
    return held


def _changed(held: ReviewRound, project_ids: Collection[str] = ()) -> Changes:
    return Changes(frozenset({Kind.REVIEW}), frozenset(project_ids), held.id)


def _set_facts(work: Work, held: ReviewRound, facts: Mapping[str, Plain]) -> None:
    if "title" in facts:
        held.title = line(needed(facts["title"], "批次名称"))
    if "weights" in facts:
        held.weights = _points_of(work, facts["weights"])
    if "trimmed" in facts:
        held.trimmed = bool(facts["trimmed"])
    if "pass_line" in facts:
        text = line(facts["pass_line"])
        number = to_number(text) if text else None
        if text and (number is None or number < 0):
            raise UserError(f"“入围线”里的“{text}”不是可用的分数。", "请填写数字，没有入围线的留空。")
        held.pass_line = plain_number(number) if number is not None else ""
    if held.pass_line and ("weights" in facts or "pass_line" in facts):
        full = total(Decimal(str(points)) for points in held.weights.values()) if isinstance(held.weights, dict) else None
        if full is not None and Decimal(held.pass_line) > full:
            raise UserError(f"入围线{held.pass_line}分高于各项满分的合计{plain_number(full)}分。", "请改低入围线，或核对各项满分。")
    if "note" in facts:
        held.note = passage(facts["note"])


def _points_of(work: Work, given: Plain) -> dict[str, Plain]:
    """Return the highest points of every criterion of the pack, checked, as canonical text."""
    held = given if isinstance(given, dict) else {}
    found: dict[str, Plain] = {}
    for criterion in work.programme.review.criterion:
        text = str(held.get(criterion.key, "0")).strip()
        number = to_number(text)
        if number is None or not 0 <= number <= 100:
            raise UserError(f"“{criterion.title}”的满分“{text}”不对。", "请填写0到100之间的数字，不用这一项的填0。")
        found[criterion.key] = plain_number(number)
    if all(text == "0" for text in found.values()):
        raise UserError("各项满分都是0。", "请至少给一项评审指标定满分。")
    return found


def _scored(work: Work, round_id: str, project_id: str = "") -> bool:
    wanted = select(ScoreSheet.id).where(ScoreSheet.review_round_id == round_id, ScoreSheet.scores.is_not(None))
    return work.session.scalars((wanted.where(ScoreSheet.project_id == project_id) if project_id else wanted).limit(1)).first() is not None


def _busy(work: Work, decision: str, but: str = "") -> set[str]:
    """Return the projects that lie in rounds that run, of one kind of decision, leaving one round out."""
    return set(
        work.session.scalars(
            select(ReviewItem.project_id)
            .join(ReviewRound, ReviewRound.id == ReviewItem.review_round_id)
            .where(ReviewRound.decision == decision, ReviewRound.closed_on.is_(None), ReviewRound.deleted_at.is_(None))
            .where(ReviewRound.id != but)
        )
    )


def _add(work: Work, held: ReviewRound, kind: DecisionKind, project_ids: Sequence[str]) -> None:
    if not project_ids:
        raise UserError("没有选择项目。", "请至少选择一个项目。")
    busy = _busy(work, kind.key)
    for project_id in dict.fromkeys(project_ids):
        project = reported_project(work, project_id)
        revision = newest_revision(work, project_id, kind.form)
        if project.state not in kind.from_states or revision is None:
            raise UserError(f"“{project.title}”现在不等待“{kind.title}”。", "请去掉这个项目，或等区县报来后再加进来。")
        if project_id in busy:
            raise UserError(f"“{project.title}”已经在一个没有结束的批次里。", "请先结束那个批次，或把它从那个批次移出。")
        work.session.add(ReviewItem(review_round_id=held.id, project_id=project_id, revision_id=revision.id))
    work.session.flush()
