"""Writing the history (修改记录): every recorded column of every mapped class, so that no operation can forget it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, event, insert, inspect, select
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.orm.attributes import History

from models.base import Base, Recyclable
from models.document import DistrictReview, Document
from models.entity import PilotEntity
from models.exchange_states import PEER_STATES, RECEIVED_STATES, SENT_STATES
from models.hand_out import HandOut
from models.history import HistoryEntry
from models.indicator import IndicatorTarget, IndicatorValue, ProjectIndicator
from models.obligation import AdHocTask, ObligationChange, ObligationRecord, StepDays
from models.office import Office
from models.programme.pack import Programme
from models.project import Project
from models.review import Expert, ReviewRound, ScoreSheet
from models.tracking import Evidence
from models.work import Work

TYPING_PAUSE = timedelta(minutes=5)
"""Edits of one field by one person closer together than this are one entry: forms save while somebody is still typing."""

IN_BIN = "已移入回收站"
OUTCOMES = {"submitted": "已报", "nil": "零报告", "not_applicable": "不适用"}
DICTIONARIES = {
    ("pilot_entity", "kind"): "entity_kind",
    ("pilot_entity", "tags"): "entity_tag",
    ("pilot_entity", "industry"): "gbt4754",
    ("project", "main_area"): "pilot_area",
    ("project", "other_areas"): "pilot_area",
    ("project", "clusters"): "cluster",
    ("project", "industries"): "gbt4754",
    ("project", "platforms"): "platform",
    ("project_indicator", "kind"): "indicator_kind",
    ("office", "district_code"): "district",
}
"""Table and column to the dictionary of the pack that names its keys."""

STATES: dict[tuple[str, str], dict[str, str]] = {
    ("peer", "state"): {str(state): words for state, words in PEER_STATES.items()},
    ("sent_package", "state"): {str(state): words for state, words in SENT_STATES.items()},
    ("received_package", "state"): {str(state): words for state, words in RECEIVED_STATES.items()},
}
"""Table and column to what the officer calls the states of what is exchanged."""

CHOSEN = frozenset({"state", "outcome", "entity_id", "evidence_id"})
"""Texts that are chosen, not typed: each choice is an entry of its own."""

_ENTERED = "recording.entered"


def attach(session: Session, work: Work) -> None:
    """Record everything that `session` writes from now on in the name and at the moment of `work`."""

    def record(session: Session, flush: UOWTransaction) -> None:
        # After the SQL has gone out ids are known, and the attribute histories still tell old from new.
        fresh: list[dict[str, Any]] = []
        for thing in (*session.new, *session.dirty, *session.deleted):
            if isinstance(thing, Base) and thing.kind_label and thing.labels:
                fresh += [_grown(session, row) if typed else row for row, typed in _entries(work, thing)]
        session.info.pop(_ENTERED, None)
        if fresh:
            session.execute(insert(HistoryEntry), fresh)

    event.listen(session, "after_flush", record)


def note_entered(session: Session, thing: Base, column: str, text: str) -> None:
    """Say what was typed for a column before it was normalised; it goes into the entry that the next flush writes."""
    session.info.setdefault(_ENTERED, {})[id(thing), column] = text


def shown(work: Work, thing: Base, column: str, value: Any) -> str:
    """Return a stored value in the officer's words: keys as names, lists joined by “、”, dates as ``2025-07-11``, points by criterion."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(thing, ReviewRound | ScoreSheet) and isinstance(value, dict):
        titles = {criterion.key: criterion.title for criterion in work.programme.review.criterion}
        return "、".join(f"{titles.get(key, key)}{points}分" for key, points in value.items())
    if isinstance(thing, Project) and column == "entity_id":
        entity = work.session.get(PilotEntity, value)
        return entity.name if entity else str(value)
    if isinstance(thing, IndicatorValue | HandOut) and column == "evidence_id":
        evidence = work.session.get(Evidence, value)
        return evidence.title if evidence else str(value)
    if isinstance(thing, AdHocTask) and column == "project_ids":
        return "、".join(project.title for id in value if (project := work.session.get(Project, id)) is not None)
    name = _namer(work.programme, thing, column)
    if column == "industry" and isinstance(value, str):
        value = value.split(",")
    return "、".join(name(str(item)) for item in value) if isinstance(value, list) else name(str(value))


def _namer(programme: Programme, thing: Base, column: str) -> Callable[[str], str]:
    dictionary = DICTIONARIES.get((thing.__tablename__, column))
    if dictionary:
        return lambda key: programme.item_name(dictionary, key)
    if isinstance(thing, Project) and column == "state":
        titles = {state.key: state.title for state in programme.life_cycle.state}
    elif (thing.__tablename__, column) in STATES:
        titles = STATES[thing.__tablename__, column]
    elif isinstance(thing, DistrictReview) and column == "checklist":
        titles = {item.key: item.text for item in programme.check_items}
    elif isinstance(thing, ObligationRecord) and column == "outcome":
        titles = OUTCOMES
    else:
        titles = {}
    return lambda key: titles.get(key, key)


def _entries(work: Work, thing: Base) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield the history rows of one new, changed or deleted thing, each with whether it may be typing that goes on."""
    state = inspect(thing)
    gone, new = thing in work.session.deleted, thing in work.session.new
    about: dict[str, Any] | None = None
    for column, label in thing.labels.items():
        change = _change(thing, column, new=new, gone=gone)
        if change is None:
            continue
        old, now = change
        if isinstance(thing, Recyclable) and column == "deleted_at":
            if new or gone or (old is None) == (now is None):
                continue
            action, before, after = ("restore", IN_BIN, "") if now is None else ("delete", "", IN_BIN)
        else:
            before, after = shown(work, thing, column, old), shown(work, thing, column, now)
            if before == after:
                continue
            action = "create" if new else "delete" if gone else "edit"
        about = about or _about(work, thing)
        row = about | {
            "at": work.at,
            "by": work.by or (thing.officer if isinstance(thing, Office) else ""),
            "action": action,
            "kind_label": thing.kind_label,
            "field_key": f"{column}_{thing.year}" if isinstance(thing, IndicatorTarget) else column,
            "field_label": f"{thing.year}年{label}" if isinstance(thing, IndicatorTarget) else label,
            "old": before,
            "new": after,
            "entered": state.session.info.get(_ENTERED, {}).get((id(thing), column), "") if state.session else "",
        }
        yield row, action == "edit" and isinstance(now, str) and column not in CHOSEN


def _change(thing: Base, column: str, *, new: bool, gone: bool) -> tuple[Any, Any] | None:
    """Return the old and the new value of one column, or ``None`` when it did not change.

    A new thing that takes the place of something else says what held before in ``old_<column>``.
    """
    if new:
        return getattr(thing, f"old_{column}", None), getattr(thing, column)
    if gone:
        return getattr(thing, column), None
    history: History = inspect(thing).attrs[column].history
    if not history.has_changes():
        return None
    return (history.deleted[0] if history.deleted else None), (history.added[0] if history.added else None)


def _about(work: Work, thing: Base) -> dict[str, str]:
    """Return which thing it is, what it is called and which project it belongs to."""
    object_id, label, project_id = getattr(thing, "id", ""), "", getattr(thing, "project_id", None)
    if isinstance(thing, Project):
        label, project_id = thing.title, thing.id
    elif isinstance(thing, DistrictReview):
        document = work.session.get_one(Document, thing.document_id)
        object_id, project_id = document.id, document.project_id
    elif isinstance(thing, IndicatorTarget | IndicatorValue):
        indicator = work.session.get_one(ProjectIndicator, thing.project_indicator_id)
        object_id = object_id or indicator.id
        label, project_id = indicator.name, indicator.project_id
    elif isinstance(thing, ObligationRecord | ObligationChange):
        label = _obligation_title(work, thing.obligation_id)
        entity = work.session.get(PilotEntity, thing.entity_id) if thing.entity_id else None
        label += f"（{entity.name}）" if entity else ""
    elif isinstance(thing, StepDays):
        step = next((step.title for step in work.programme.steps if step.key == thing.step), thing.step)
        label = f"{_obligation_title(work, thing.obligation_id) or '全部报送任务'}：{step}"
    elif isinstance(thing, Evidence):
        label = thing.title or thing.file_name
    elif isinstance(thing, ScoreSheet):
        expert, project = work.session.get(Expert, thing.expert_id), work.session.get(Project, thing.project_id)
        label = "：".join(name for name in (expert.name if expert else "", project.title if project else "") if name)
    else:
        label = str(next((getattr(thing, name) for name in ("title", "name", "text") if hasattr(thing, name)), ""))
    return {"object_id": object_id, "object_label": label, "project_id": project_id or ""}


def _obligation_title(work: Work, key: str) -> str:
    known = next((obligation.title for obligation in work.programme.obligations if obligation.key == key), "")
    if known or not key:
        return known
    task = work.session.get(AdHocTask, key)
    return task.title if task else key


def _grown(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    """Return the entry, in place of the last one of the same field where somebody is typing on."""
    last = session.execute(
        select(HistoryEntry.id, HistoryEntry.by, HistoryEntry.action, HistoryEntry.at, HistoryEntry.old)
        .where(HistoryEntry.object_id == row["object_id"], HistoryEntry.field_key == row["field_key"])
        .order_by(HistoryEntry.id.desc())
        .limit(1)
    ).first()
    if last is None or last.by != row["by"] or last.action != "edit" or not timedelta(0) <= row["at"] - last.at < TYPING_PAUSE:
        return row
    submitted = select(HistoryEntry.id).where(HistoryEntry.id > last.id, HistoryEntry.action.in_(("submit", "return")))
    if session.execute(submitted.limit(1)).first() is not None:  # what a form was submitted with must stay visible
        return row
    if last.old == row["new"]:  # put back as it was: two entries say more than one from A to A
        return row
    # Written anew, not over: others see by the number of the newest entry that something has changed.
    session.execute(delete(HistoryEntry).where(HistoryEntry.id == last.id).execution_options(synchronize_session=False))
    return row | {"old": last.old}
