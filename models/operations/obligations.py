"""What the office does about its obligations (报送任务, 渝人社发〔2025〕13号 四): recording 已报 / 零报告 / 不适用, changing dates.

Keys are those of the pack or ids of ad-hoc requests (急件): both are obligations alike.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import func, select

from models.changes import Changes, Kind
from models.entity import PilotEntity
from models.errors import UserError
from models.obligation import ObligationChange, ObligationRecord, Outcome, StepDays
from models.operations.guarding import day, live, live_project, needed, needed_past_day, passage
from models.programme.types import Obligation, Recurrence, Scope
from models.queries.effective import Dates, Task, dates_of, office_dates, task
from models.reading import SessionReader
from models.work import Work

MOST_STEP_DAYS = 60


class _Owner(NamedTuple):
    """Whom a change of dates holds for; all where nothing is given."""

    project_id: str | None = None
    entity_id: str | None = None
    office: str = ""


_LABELS = {"opens": "开始日期", "due": "截止日期", "on_time_until": "按时截至", "locked": "停止接收日期"}


def record_obligation(
    work: Work,
    key: str,
    project_id: str | None,
    outcome: str,
    on: date | str | None,
    note: str = "",
    *,
    entity_id: str | None = None,
) -> Changes:
    """Record how an obligation was met; a second record of the same one replaces the first, except for those met at any time.

    Args:
        work: The unit of work.
        key: Key of the obligation.
        project_id: The project, for obligations of projects; ``None`` for the district's and those of entities.
        outcome: ``submitted``, ``nil`` or ``not_applicable``.
        on: The day it was met; late days are accepted and shown as late.
        note: Where it went, or why it does not apply.
        entity_id: The entity, for obligations that each entity meets once.

    Raises:
        UserError: It does not exist, a nil report is not allowed, the day lies in the future or after the lock, or the reason is missing.
    """
    found = find_task(work, key)
    _check_owner(work, found.obligation, project_id, entity_id)
    obligation = found.dated(project_id or entity_id or "")
    met = Outcome(outcome)
    met_on = needed_past_day(work, on, "报送日期")
    if met is Outcome.NIL and not obligation.nil_allowed:
        raise UserError(f"“{obligation.title}”不能零报告。", "请选择“已报”，或选择“不适用”并写明原因。")
    if met is Outcome.NOT_APPLICABLE and not passage(note):
        raise UserError("选择“不适用”必须写明原因。", "请在“备注”里写明原因。")
    if met is not Outcome.NOT_APPLICABLE and obligation.locked is not None and met_on >= obligation.locked:
        raise UserError(
            f"“{obligation.title}”自{obligation.locked.isoformat()}起不再接收。",
            f"请填写{obligation.locked.isoformat()}以前的实际报送日期；市里同意延期的，请先更改停止接收日期。",
        )
    record = None if obligation.recurring is Recurrence.ANY_TIME else held_record(work, key, project_id, entity_id)
    if record is None:
        record = ObligationRecord(obligation_id=key, project_id=project_id, entity_id=entity_id)
        work.session.add(record)
    record.outcome, record.on, record.note = met.value, met_on, passage(note)
    record.by, record.recorded_at = work.by, work.at
    work.session.flush()
    return Changes.of(Kind.OBLIGATION, project=project_id or "", id=record.id)


def record_for_projects(work: Work, key: str, project_ids: Sequence[str], outcome: str, on: date | str | None, note: str = "") -> Changes:
    """Record one obligation for several projects in one transaction; see `record_obligation`."""
    made = [record_obligation(work, key, id, outcome, on, note) for id in project_ids]
    return Changes(frozenset({Kind.OBLIGATION} if made else ()), frozenset(project_ids), made[-1].id if made else "")


def record_for_entities(work: Work, key: str, entity_ids: Sequence[str], outcome: str, on: date | str | None, note: str = "") -> Changes:
    """Record one obligation for several entities in one transaction; see `record_obligation`."""
    made = [record_obligation(work, key, None, outcome, on, note, entity_id=id) for id in entity_ids]
    return Changes(frozenset({Kind.OBLIGATION} if made else ()), frozenset(), made[-1].id if made else "")


def withdraw_all(work: Work, record_ids: Sequence[str]) -> Changes:
    """Take several records back in one transaction; see `withdraw`."""
    done = [withdraw(work, id) for id in record_ids]
    return Changes(frozenset({Kind.OBLIGATION} if done else ()), frozenset(id for changes in done for id in changes.project_ids))


def withdraw(work: Work, record_id: str) -> Changes:
    """Take a record back: it moves to the recycle bin and the obligation is open again."""
    record = live(work, ObligationRecord, record_id)
    record.deleted_at = work.at
    return Changes.of(Kind.OBLIGATION, project=record.project_id or "", id=record.id)


def change_dates(
    work: Work,
    key: str,
    reason: str,
    *,
    project_ids: Sequence[str] = (),
    entity_ids: Sequence[str] = (),
    offices: Sequence[str] = (),
    **dates: date | str | None,
) -> Changes:
    """Change the dates of an obligation, for all or for some projects (entities, districts) only; what held before is kept beside it.

    Args:
        work: The unit of work.
        key: Key of the obligation.
        reason: Why, e.g. the city's notice of extension.
        project_ids: The projects it holds for, for an obligation of projects; empty: all.
        entity_ids: The entities it holds for, for an obligation of entities; empty: all.
        offices: The districts it holds for, at the city; empty: all.
        dates: Of ``opens``, ``due``, ``on_time_until``, ``locked`` those that change; ``on_time_until`` follows ``due`` when left out,
            an empty ``locked`` means that late is accepted for ever.

    Raises:
        UserError: No reason, no date changes, a date is missing, the order of the dates is wrong, or it is met at any time.
    """
    if unknown := set(dates) - set(_LABELS):
        raise ValueError(f"unknown dates: {sorted(unknown)}")
    if sum(map(bool, (project_ids, entity_ids, offices))) > 1:
        raise ValueError("either projects or entities or districts")
    found = find_task(work, key)
    if found.obligation.recurring is Recurrence.ANY_TIME:
        raise UserError(f"“{found.obligation.title}”随时可以报送，没有截止日期。", "市里限期要的，请新建一个急件。")
    why = needed(reason, "更改原因")
    wanted = {name: day(value, _LABELS[name]) for name, value in dates.items()}
    owners = [_Owner(project_id=id) for id in project_ids] or [_Owner(entity_id=id) for id in entity_ids]
    held = office_dates(SessionReader(work.session)) if offices else {}
    made = ObligationChange()
    for owner in owners or [_Owner(office=office) for office in offices] or [_Owner()]:
        if owner.project_id or owner.entity_id:
            _check_owner(work, found.obligation, owner.project_id, owner.entity_id)
        old = held.get((owner.office, key)) or dates_of(found.dated(owner.project_id or owner.entity_id or ""))
        made = _change(work, found, owner, old, _new_dates(found.obligation.title, old, wanted))
        made.reason = why
        work.session.add(made)
        work.session.flush()
    return Changes(frozenset({Kind.OBLIGATION}), frozenset(project_ids), made.id)


def undo_change(work: Work, change_id: str) -> Changes:
    """Take a change of dates back: what held before holds again; the change stays in the list as taken back.

    Raises:
        UserError: It has been taken back already, or a later change for the same stands on it.
    """
    change = live(work, ObligationChange, change_id)
    if change.undone_at is not None:
        raise UserError("这次更改已经撤销过了。", "请刷新页面后再看。")
    later = select(ObligationChange.id).where(
        ObligationChange.obligation_id == change.obligation_id,
        ObligationChange.project_id == change.project_id,
        ObligationChange.entity_id == change.entity_id,
        ObligationChange.office == change.office,
        ObligationChange.seq > change.seq,
        ObligationChange.undone_at.is_(None),
    )
    if work.session.execute(later.limit(1)).first() is not None:
        raise UserError("这次更改之后还有新的更改。", "请从最近的一次开始撤销。")
    change.undone_at, change.undone_by = work.at, work.by
    return Changes.of(Kind.OBLIGATION, project=change.project_id or "", id=change.id)


def set_step_days(work: Work, step: str, working_days: int | None, key: str = "") -> Changes:
    """Set the office's own number of working days for a step of working back (倒排工期).

    Args:
        work: The unit of work.
        step: Key of the step in the pack.
        working_days: 0: the step is left out; ``None``: back to what holds otherwise.
        key: Only for this obligation; empty: for all that have no number of their own.

    Raises:
        UserError: The number is not between 0 and 60, or the obligation is gone.
    """
    if step not in {known.key for known in work.programme.steps}:
        raise ValueError(f"unknown step: {step}")
    if working_days is not None and not 0 <= working_days <= MOST_STEP_DAYS:
        raise UserError(f"工作日数应在0到{MOST_STEP_DAYS}之间。", "没有这一步时填0。")
    if key:
        find_task(work, key)
    own = work.session.scalars(select(StepDays).where(StepDays.obligation_id == key, StepDays.step == step)).first()
    if own is None:
        own = StepDays(obligation_id=key, step=step, working_days=working_days)
        work.session.add(own)
    own.working_days = working_days
    work.session.flush()
    return Changes.of(Kind.OBLIGATION, id=own.id)


def set_all_step_days(work: Work, days: Sequence[tuple[str, str, int | None]]) -> Changes:
    """Set several step lengths in one transaction: step, obligation (empty: all) and working days of each; see `set_step_days`."""
    for step, key, working_days in days:
        set_step_days(work, step, working_days, key)
    return Changes(frozenset({Kind.OBLIGATION} if days else ()), frozenset())


def find_task(work: Work, key: str) -> Task:
    """Return an obligation in force with its present dates.

    Raises:
        UserError: There is none of that key.
    """
    try:
        return task(SessionReader(work.session), work.programme, key)
    except KeyError:
        raise UserError("没有这项报送任务，可能已经删除。", "请刷新页面后再试；删除的急件可以在回收站恢复。") from None


def held_record(work: Work, key: str, project_id: str | None, entity_id: str | None = None) -> ObligationRecord | None:
    """Return the latest record of one obligation of one project or entity (or of the district)."""
    return work.session.scalars(
        select(ObligationRecord)
        .where(
            ObligationRecord.obligation_id == key,
            ObligationRecord.project_id == project_id,
            ObligationRecord.entity_id == entity_id,
            ObligationRecord.deleted_at.is_(None),
        )
        .order_by(ObligationRecord.recorded_at.desc())
        .limit(1)
    ).first()


def _check_owner(work: Work, obligation: Obligation, project_id: str | None, entity_id: str | None) -> None:
    """Refuse a project or entity that does not fit, which is a mistake of the caller, or that is gone."""
    if (project_id is not None) != (obligation.scope is Scope.PROJECT) or (entity_id is not None) != (obligation.scope is Scope.ENTITY):
        raise ValueError("project or entity does not fit the scope of the obligation")
    if project_id is not None:
        live_project(work, project_id)
    if entity_id is not None:
        live(work, PilotEntity, entity_id)


def _new_dates(title: str, old: Dates, wanted: dict[str, date | None]) -> Dates:
    new = old._replace(**wanted)
    for name in ("opens", "due", "on_time_until"):
        if name in wanted and wanted[name] is None:
            raise UserError(f"“{_LABELS[name]}”没有填写。", "请填写后再保存。")
    if "on_time_until" not in wanted and new.due and old.due:
        new = new._replace(on_time_until=new.due + ((old.on_time_until or old.due) - old.due))
    if new == old:
        raise UserError(f"“{title}”的日期没有变化。", "请填写新的日期。")
    given = [(name, value) for name, value in new._asdict().items() if value is not None]
    for (earlier, before), (later, after) in pairwise(given):
        if after < before or (later == "locked" and after == before):
            word = "晚于" if later == "locked" else "不早于"
            raise UserError(
                f"日期先后不对：“{_LABELS[later]}”{after.isoformat()}应{word}“{_LABELS[earlier]}”{before.isoformat()}。", "请改正后再保存。"
            )
    return new


def _change(work: Work, found: Task, owner: _Owner, old: Dates, new: Dates) -> ObligationChange:
    last = work.session.scalar(select(func.max(ObligationChange.seq)).where(ObligationChange.obligation_id == found.key))
    return ObligationChange(
        obligation_id=found.key,
        **owner._asdict(),
        seq=(last or 0) + 1,
        by=work.by,
        changed_at=work.at,
        **new._asdict(),
        **{f"old_{name}": value for name, value in old._asdict().items()},
    )
