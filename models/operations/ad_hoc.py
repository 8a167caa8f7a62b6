"""Ad-hoc requests (急件): what somebody wants by a day that no notice foresaw; each is an obligation like those of the pack."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from models.changes import Changes, Kind
from models.errors import UserError
from models.obligation import AdHocTask, ObligationChange, ObligationRecord
from models.operations.guarding import day, line, live, live_project, needed, only, passage
from models.plain import Plain
from models.project import Project
from models.work import Work

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def add_task(
    work: Work,
    title: str,
    sender: str,
    due: date | str | None,
    *,
    due_time: str = "",
    note: str = "",
    received_on: date | str | None = None,
    project_ids: Sequence[str] = (),
) -> Changes:
    """Add an ad-hoc request; ``Changes.id`` is the key of the new obligation.

    Args:
        work: The unit of work.
        title: What is wanted.
        sender: Who wants it.
        due: Day it is due.
        due_time: Time of that day, e.g. ``15:00``; empty: none.
        note: What must be in it.
        received_on: Day it came; ``None``: today.
        project_ids: The projects that answer it; empty: the district does.

    Raises:
        UserError: Title, sender or due day is missing, it is due before it came, or the time is none.
    """
    task = AdHocTask(received_on=work.on, created_at=work.at, by=work.by)
    facts = {"title": title, "sender": sender, "due": due, "due_time": due_time, "note": note, "project_ids": project_ids}
    _fill(work, task, facts if received_on is None else facts | {"received_on": received_on})
    work.session.add(task)
    work.session.flush()
    return Changes(frozenset({Kind.OBLIGATION}), frozenset(task.project_ids), task.id)


def edit_task(work: Work, task_id: str, **facts: Any) -> Changes:
    """Edit an ad-hoc request: ``title``, ``sender``, ``due``, ``due_time``, ``note``, ``received_on``, ``project_ids``.

    This puts a slip right; an extension that was granted is a change of dates with its reason (`obligations.change_dates`).

    Raises:
        UserError: As `add_task`; its dates were changed since; or who has met it already would no longer owe it.
    """
    only(facts, ("title", "sender", "due", "due_time", "note", "received_on", "project_ids"))
    task = live(work, AdHocTask, task_id)
    before = frozenset(task.project_ids)
    if {"due", "received_on"} & set(facts):
        _refuse_changed_dates(work, task, facts)
    if "project_ids" in facts:
        _refuse_dropping_records(work, task, facts["project_ids"])
    _fill(work, task, facts)
    work.session.flush()
    return Changes(frozenset({Kind.OBLIGATION}), before | frozenset(task.project_ids), task.id)


def _fill(work: Work, task: AdHocTask, facts: dict[str, Any]) -> None:
    for name, label in (("title", "事项"), ("sender", "来文单位")):
        if name in facts:
            setattr(task, name, line(needed(facts[name], label)))
    for name, label in (("received_on", "收到日期"), ("due", "截止日期")):
        if name in facts:
            found = day(facts[name], label)
            if found is None:
                raise UserError(f"“{label}”没有填写。", "请填写后再保存。")
            setattr(task, name, found)
    if "due_time" in facts:
        task.due_time = _time(facts["due_time"])
    if "note" in facts:
        task.note = passage(facts["note"])
    if "project_ids" in facts:
        wanted = list(dict.fromkeys(facts["project_ids"]))
        for id in wanted:
            if id not in (task.project_ids or ()):
                live_project(work, id)
        task.project_ids = wanted
    if task.due < task.received_on:
        raise UserError(
            f"“截止日期”{task.due.isoformat()}早于“收到日期”{task.received_on.isoformat()}。",
            "请核对两个日期；补登以前的急件时，请一并填写收到日期。",
        )


def _time(value: Plain) -> str:
    """Return a time of day as ``HH:MM``; empty stays empty."""
    text = unicodedata.normalize("NFKC", line(value)).replace(" ", "")
    if not text:
        return ""
    found = _TIME.fullmatch(text)
    if found is None:
        raise UserError(f"“截止时间”里的“{line(value)}”不是有效时间。", "请按“15:00”这样填写。")
    return f"{int(found[1]):02}:{found[2]}"


def _refuse_changed_dates(work: Work, task: AdHocTask, facts: dict[str, Any]) -> None:
    same = all(day(facts[name], "日期") == getattr(task, name) for name in ("due", "received_on") if name in facts)
    changed = select(ObligationChange.id).where(ObligationChange.obligation_id == task.id, ObligationChange.undone_at.is_(None))
    if not same and work.session.execute(changed.limit(1)).first() is not None:
        raise UserError(f"“{task.title}”的日期已经更改过。", "请继续用“更改日期”，或先撤销那次更改再改这里。")


def _refuse_dropping_records(work: Work, task: AdHocTask, project_ids: Sequence[str]) -> None:
    records = work.session.scalars(
        select(ObligationRecord.project_id).where(ObligationRecord.obligation_id == task.id, ObligationRecord.deleted_at.is_(None))
    )
    kept: set[str | None] = set(project_ids) or {None}
    dropped = [id for id in records if id not in kept]
    if dropped:
        project = work.session.get(Project, dropped[0]) if dropped[0] else None
        name = f"项目“{project.title}”" if project else "本区县"
        raise UserError(f"{name}已经登记过“{task.title}”的报送结果，不能从涉及范围里去掉。", "请先撤回这条报送记录。")
