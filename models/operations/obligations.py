"""Recording what was done about the obligations (报送任务) of the pack (渝人社发〔2025〕13号 四): 已报 / 零报告 / 不适用."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from models.changes import Changes, Kind
from models.errors import UserError
from models.obligation import ObligationRecord, Outcome
from models.operations.guarding import live, live_project, needed_past_day, passage
from models.programme.types import Obligation, Scope
from models.work import Work

ANY_TIME = "any_time"


def record_obligation(work: Work, key: str, project_id: str | None, outcome: str, on: date | str | None, note: str = "") -> Changes:
    """Record how an obligation was met; a second record of the same one replaces the first, except for those met at any time.

    Args:
        work: The unit of work.
        key: Key of the obligation in the pack.
        project_id: The project, for obligations of projects and entities; ``None`` for the district's.
        outcome: ``submitted``, ``nil`` or ``not_applicable``.
        on: The day it was met; late days are accepted and shown as late.
        note: Where it went, or why it does not apply.

    Raises:
        UserError: It does not exist, a nil report is not allowed, the day lies in the future or after the lock, or the reason is missing.
    """
    obligation = find_obligation(work, key)
    if (project_id is None) != (obligation.scope is Scope.DISTRICT):
        raise ValueError("the project does not fit the scope of the obligation")
    if project_id is not None:
        live_project(work, project_id)
    met = Outcome(outcome)
    day = needed_past_day(work, on, "报送日期")
    if met is Outcome.NIL and not obligation.nil_allowed:
        raise UserError(f"“{obligation.title}”不能零报告。", "请选择“已报”，或选择“不适用”并写明原因。")
    if met is Outcome.NOT_APPLICABLE and not passage(note):
        raise UserError("选择“不适用”必须写明原因。", "请在“备注”里写明原因。")
    if met is not Outcome.NOT_APPLICABLE and obligation.locked is not None and day >= obligation.locked:
        raise UserError(
            f"“{obligation.title}”自{obligation.locked.isoformat()}起不再接收。",
            f"请填写{obligation.locked.isoformat()}以前的实际报送日期。",
        )
    record = None if obligation.recurring == ANY_TIME else _held(work, key, project_id)
    if record is None:
        record = ObligationRecord(obligation_id=key, project_id=project_id)
        work.session.add(record)
    record.outcome, record.on, record.note = met.value, day, passage(note)
    record.by, record.recorded_at = work.by, work.at
    work.session.flush()
    return Changes.of(Kind.OBLIGATION, project=project_id or "", id=record.id)


def record_for_projects(work: Work, key: str, project_ids: Sequence[str], outcome: str, on: date | str | None, note: str = "") -> Changes:
    """Record one obligation for several projects in one transaction; see `record_obligation`."""
    made = [record_obligation(work, key, id, outcome, on, note) for id in project_ids]
    return Changes(frozenset({Kind.OBLIGATION} if made else ()), frozenset(project_ids), made[-1].id if made else "")


def withdraw_all(work: Work, record_ids: Sequence[str]) -> Changes:
    """Take several records back in one transaction; see `withdraw`."""
    done = [withdraw(work, id) for id in record_ids]
    return Changes(frozenset({Kind.OBLIGATION} if done else ()), frozenset(id for changes in done for id in changes.project_ids))


def withdraw(work: Work, record_id: str) -> Changes:
    """Take a record back: it moves to the recycle bin and the obligation is open again."""
    record = live(work, ObligationRecord, record_id)
    record.deleted_at = work.at
    return Changes.of(Kind.OBLIGATION, project=record.project_id or "", id=record.id)


def find_obligation(work: Work, key: str) -> Obligation:
    """Return an obligation of the pack.

    Raises:
        UserError: The pack has none of that key.
    """
    found = next((obligation for obligation in work.programme.obligations if obligation.key == key), None)
    if found is None:
        raise UserError("方案包里没有这项报送任务。", "请刷新页面后再试。")
    return found


def _held(work: Work, key: str, project_id: str | None) -> ObligationRecord | None:
    return work.session.scalars(
        select(ObligationRecord)
        .where(ObligationRecord.obligation_id == key, ObligationRecord.project_id == project_id, ObligationRecord.deleted_at.is_(None))
        .order_by(ObligationRecord.recorded_at.desc())
        .limit(1)
    ).first()
