"""Taking in a reply package (反馈包) at the district: a plan that changes nothing, then everything in one transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from forms import documents, submission
from models.changes import Changes, Kind
from models.document import Document, Revision
from models.exchange import ChangedDates, Decision, Message, NewPack, Query, Receipt, ReceiptOutcome, Reply, ReturnedForm
from models.exchange_states import SENT_STATES, ReceivedState, SentState
from models.feedback import CityComment, CityDecision, CityMessage, CityReturn, FieldQuery
from models.operations.exchange import ReceivedFacts, enter_receipt, record_received
from models.operations.obligations import change_dates
from models.operations.packs import PackFacts, keep_pack
from models.operations.projects import enter_state
from models.pack_origins import PackOrigin
from models.package import ReceivedPackage, SentPackage, SentPart
from models.programme.pack import Programme
from models.project import Project
from models.queries.effective import Task, dates_of, effective
from models.reading import Reader, SessionReader
from models.work import Work

OUTCOMES = {
    ReceiptOutcome.RECEIVED: SentState.RECEIVED,
    ReceiptOutcome.WAITING: SentState.WAITING,
    ReceiptOutcome.ACCEPTED: SentState.ACCEPTED,
    ReceiptOutcome.REFUSED: SentState.REFUSED,
}


KNOWN = "这一条以前已经导入过。"


class EffectKind(StrEnum):
    """The kinds of effect, in the officer's words."""

    RECEIPT = "回执"
    MISSING = "市级未收到"
    RETURN = "退回修改"
    DECISION = "市级决定"
    QUERY = "字段询问"
    DATES = "日期更改"
    MESSAGE = "消息"
    PACK = "方案包"


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect of a reply, as the preview shows it.

    Attributes:
        id: Id of the item, to leave it out; empty where it cannot be left out.
        about: The thing concerned.
        old: What holds now.
        new: What will hold.
        text: The city's words.
        applies: It will be done; otherwise `note` says why not.
        conflict: It meets an edit made since; `note` says which.
        comments: Comments or questions on fields: key of the field and words.
        revision_id: The revision whose fields they are about.
    """

    kind: EffectKind
    id: str
    about: str
    old: str = ""
    new: str = ""
    text: str = ""
    applies: bool = True
    conflict: bool = False
    note: str = ""
    comments: tuple[tuple[str, str], ...] = ()
    revision_id: str = ""


def plan_reply(reader: Reader, programme: Programme, reply: Reply, on: date, pack_problem: str = "") -> list[Effect]:
    """Return every effect a reply would have, in the order in which they are applied; nothing changes.

    Args:
        reader: One consistent state of the workspace.
        programme: The pack.
        reply: The content of a package that was found good.
        on: Today.
        pack_problem: What is wrong with the programme pack in it, see `exports.exchange.packs.judge_pack`; empty: nothing.
    """
    tasks = {task.key: task for task in effective(reader, programme)}
    effects = [_plan_receipt(reader, receipt) for receipt in reply.receipts]
    effects += [_plan_missing(reader, sequence) for sequence in reply.missing]
    effects += [replace(_plan_return(reader, returned), revision_id=returned.revision_id) for returned in reply.returned]
    effects += [_plan_decision(reader, programme, decision, on) for decision in reply.decisions]
    effects += [replace(_plan_query(reader, query), revision_id=query.revision_id) for query in reply.queries]
    effects += [_plan_dates(reader, tasks.get(dates.obligation), dates) for dates in reply.dates]
    effects += [_plan_message(reader, message) for message in reply.messages]
    return effects + ([plan_pack(programme, reply.pack, pack_problem)] if reply.pack else [])


def plan_pack(programme: Programme, pack: NewPack, problem: str) -> Effect:
    """Return the effect of a programme pack that came down: it is kept; moving to it is a step of its own."""
    about, old = programme.title, programme.version
    if pack.id != programme.id:
        return Effect(EffectKind.PACK, "", pack.id, "", pack.version, pack.note, False, note="这是另一个试点的方案包。")
    if problem:
        return Effect(EffectKind.PACK, "", about, old, pack.version, pack.note, False, note=f"方案包有误，没有存放：{problem}")
    if pack.version == programme.version:
        return Effect(EffectKind.PACK, "", about, old, pack.version, pack.note, False, note="版本与现在使用的相同。")
    return Effect(EffectKind.PACK, "", about, old, pack.version, pack.note, note="先存放；是否换用，到“设置—方案包”看过变化再定。")


def apply_reply(
    work: Work,
    reply: Reply,
    facts: ReceivedFacts,
    data: bytes,
    files: Mapping[str, bytes | memoryview],
    leave_out: Collection[str] = (),
    pack_problem: str = "",
) -> Changes:
    """Apply a reply once: everything its plan says applies, in this one transaction, and keep the package.

    Args:
        work: The unit of work.
        reply: Its content.
        facts: What the package says of itself.
        data: Its bytes.
        files: Its files, by entry.
        leave_out: Ids of effects the officer decided against.
        pack_problem: As for `plan_reply`.

    Raises:
        UserError: It has been applied before, or something became impossible meanwhile; nothing has changed then.
    """
    plan = plan_reply(SessionReader(work.session), work.programme, reply, work.on)
    wanted = {effect.id for effect in plan if effect.applies and effect.id} - set(leave_out)
    package = record_received(work, facts, data, ReceivedState.TAKEN)
    for receipt in reply.receipts:
        enter_receipt(work, receipt.package, OUTCOMES[receipt.outcome], receipt.received_on, receipt.note)
    projects: set[str] = set()
    for returned in (item for item in reply.returned if item.id in wanted):
        projects.add(_return(work, package, returned))
    for decision in (item for item in reply.decisions if item.id in wanted):
        _decide(work, package, decision)
        projects.add(decision.project_id)
    for query in reply.queries:
        projects.add(_ask(work, package, query))
    for dates in (item for item in reply.dates if item.id in wanted):
        moved: dict[str, Any] = {"due": dates.due}
        if dates.on_time_until:
            moved["on_time_until"] = dates.on_time_until
        if dates.locked or dates.unlocked:
            moved["locked"] = dates.locked
        change_dates(work, dates.obligation, dates.reason, project_ids=dates.project_ids, **moved)
    for message in reply.messages:
        _note(work, package, message)
    if reply.pack is not None and plan_pack(work.programme, reply.pack, pack_problem).applies:
        _keep_pack(work, package, reply.pack, files)
    work.session.flush()
    kinds = frozenset({Kind.EXCHANGE, Kind.DOCUMENT, Kind.PROJECT, Kind.OBLIGATION})
    return Changes(kinds, frozenset(projects - {""}), package.id)


def apply_pack(
    work: Work, pack: NewPack, facts: ReceivedFacts, data: bytes, files: Mapping[str, bytes | memoryview], problem: str = ""
) -> Changes:
    """Keep a programme pack that came down by itself (方案包), beside the present one.

    Args:
        work: The unit of work.
        pack: What it is.
        facts: What the package says of itself.
        data: Its bytes.
        files: Its files, by entry.
        problem: What is wrong with it; it is not kept then, but the package counts as received.

    Raises:
        UserError: It has been received before.
    """
    package = record_received(work, facts, data, ReceivedState.TAKEN)
    if plan_pack(work.programme, pack, problem).applies:
        _keep_pack(work, package, pack, files)
    return Changes.of(Kind.EXCHANGE, id=package.id)


def _keep_pack(work: Work, package: ReceivedPackage, pack: NewPack, files: Mapping[str, bytes | memoryview]) -> None:
    facts = PackFacts(pack.id, pack.version, PackOrigin.CITY, pack.note, package.id)
    keep_pack(work, facts, {file.path: bytes(files[file.file]) for file in pack.files})


def _plan_receipt(reader: Reader, receipt: Receipt) -> Effect:
    found = reader.rows("SELECT title, sequence, state FROM sent_package WHERE digest = :digest", digest=receipt.package)
    new = SENT_STATES[OUTCOMES[receipt.outcome]]
    if not found:
        note = "本机没有发出过这个包，可能是另一台电脑或恢复备份之前发出的。"
        return Effect(EffectKind.RECEIPT, "", f"第{receipt.sequence}号包", new=new, text=receipt.note, applies=False, note=note)
    ((title, sequence, state),) = found
    return Effect(EffectKind.RECEIPT, "", f"第{sequence}号包：{title}", SENT_STATES[SentState(state)], new, receipt.note)


def _plan_missing(reader: Reader, sequence: int) -> Effect:
    found = reader.rows("SELECT title FROM sent_package WHERE sequence = :sequence ORDER BY made_at DESC", sequence=sequence)
    title = f"第{sequence}号包：{found[0][0]}" if found else f"第{sequence}号包"
    return Effect(EffectKind.MISSING, "", title, applies=False, note="请在“已发出”里把这个包再导出一次，交给市级。")


def _plan_return(reader: Reader, returned: ReturnedForm) -> Effect:
    found = reader.rows(
        "SELECT COALESCE(p.title, d.title), r.number, d.revision, d.frozen_at IS NOT NULL, d.deleted_at IS NOT NULL OR"
        " (p.id IS NOT NULL AND p.deleted_at IS NOT NULL) FROM revision r JOIN document d ON d.id = r.document_id"
        " LEFT JOIN project p ON p.id = d.project_id WHERE r.id = :id AND d.id = :document",
        id=returned.revision_id,
        document=returned.document_id,
    )
    comments = tuple((comment.field, comment.text) for comment in returned.comments)
    if not found:
        note = "本机没有这一版，可能是另一台电脑报送的。"
        return Effect(EffectKind.RETURN, returned.id, "", text=returned.reason, applies=False, note=note, comments=comments)
    ((title, number, present, frozen, gone),) = found
    about, old, new = f"{title}（第{number}版）", "已报送，锁定", f"退回，形成第{number + 1}版待修改"
    known = reader.rows("SELECT 1 FROM city_return WHERE id = :id", id=returned.id)
    if gone or known:
        note = KNOWN if known else "它在回收站里，请先恢复。"
        return Effect(EffectKind.RETURN, returned.id, about, text=returned.reason, applies=False, note=note, comments=comments)
    if not frozen or present != number:
        note = f"报送之后已经改到第{present}版；意见会记在这一版上，现在的内容不变。"
        return Effect(EffectKind.RETURN, returned.id, about, f"第{present}版", "", returned.reason, True, True, note, comments)
    return Effect(EffectKind.RETURN, returned.id, about, old, new, returned.reason, comments=comments)


def _plan_decision(reader: Reader, programme: Programme, decision: Decision, on: date) -> Effect:
    states = {state.key: state.title for state in programme.life_cycle.state}
    found = reader.rows("SELECT title, state, deleted_at IS NOT NULL FROM project WHERE id = :id", id=decision.project_id)
    new = states.get(decision.state, decision.state)
    text = "；".join(part for part in (decision.basis, decision.reason, decision.adjustments) if part)
    if not found or decision.state not in states:
        note = "本机没有这个项目。" if not found else "这个状态不在本机的方案包里，请先更新方案包。"
        return Effect(EffectKind.DECISION, decision.id, found[0][0] if found else "", "", new, text, False, note=note)
    ((title, state, gone),) = found
    old = states.get(state, state)
    last = reader.rows('SELECT max("on") FROM state_change WHERE project_id = :id', id=decision.project_id)[0][0]
    known = reader.rows("SELECT 1 FROM city_decision WHERE id = :id", id=decision.id)
    if gone or known:
        return Effect(EffectKind.DECISION, decision.id, title, old, new, text, False, note=KNOWN if known else "项目在回收站里，请先恢复。")
    if decision.on > on:
        return Effect(EffectKind.DECISION, decision.id, title, old, new, text, False, note="决定的日期晚于今天，请核对本机日期。")
    if state != decision.state and last and decision.on.isoformat() < last:
        note = f"本机在{last}又办理过一步，比这个决定晚；请核对后在项目里办理。"
        return Effect(EffectKind.DECISION, decision.id, title, old, new, text, False, True, note)
    note = "状态已经相同，只记下决定。" if state == decision.state else ""
    return Effect(EffectKind.DECISION, decision.id, title, old, new, text, note=note)


def _plan_query(reader: Reader, query: Query) -> Effect:
    found = reader.rows(
        "SELECT COALESCE(p.title, d.title), r.number FROM revision r JOIN document d ON d.id = r.document_id"
        " LEFT JOIN project p ON p.id = d.project_id WHERE r.id = :id AND d.id = :document",
        id=query.revision_id,
        document=query.document_id,
    )
    held = reader.rows("SELECT closed_at IS NOT NULL FROM field_query WHERE id = :id", id=query.id)
    comments = ((query.field, query.text),)
    if not found:
        note = "本机没有这一版，可能是另一台电脑报送的。"
        return Effect(EffectKind.QUERY, "", "", text=query.text, applies=False, note=note)
    about, new = f"{found[0][0]}（第{found[0][1]}版）", "市级已办结" if query.closed else "待答复，文书仍然锁定"
    if held and bool(held[0][0]) == query.closed:
        return Effect(EffectKind.QUERY, "", about, new=new, applies=False, note=KNOWN, comments=comments)
    old = ("市级已办结" if held[0][0] else "待市级办结") if held else ""
    return Effect(EffectKind.QUERY, "", about, old, new, comments=comments)


def _plan_dates(reader: Reader, task: Task | None, dates: ChangedDates) -> Effect:
    if task is None:
        note = "本机的方案包里没有这项报送任务。"
        return Effect(EffectKind.DATES, dates.id, dates.obligation, new=dates.due.isoformat(), text=dates.reason, applies=False, note=note)
    known = {row[0] for row in reader.rows("SELECT id FROM project WHERE deleted_at IS NULL")}
    title, owner = task.obligation.title, dates.project_ids[0] if dates.project_ids else ""
    present = dates_of(task.dated(owner))
    old = present.due.isoformat() if present.due else ""
    same = present.due == dates.due and dates.on_time_until in (None, present.on_time_until)
    same = same and (present.locked is None if dates.unlocked else dates.locked in (None, present.locked))
    if not set(dates.project_ids) <= known:
        note = "涉及的项目有的不在本机。"
    elif same:
        note = "日期已经相同。"
    else:
        return Effect(EffectKind.DATES, dates.id, title, old, dates.due.isoformat(), dates.reason)
    return Effect(EffectKind.DATES, dates.id, title, old, dates.due.isoformat(), dates.reason, False, note=note)


def _plan_message(reader: Reader, message: Message) -> Effect:
    known = bool(reader.rows("SELECT 1 FROM city_message WHERE id = :id", id=message.id))
    return Effect(EffectKind.MESSAGE, "", message.title, text=message.text, applies=not known, note=KNOWN if known else "")


def _note(work: Work, package: ReceivedPackage, message: Message) -> None:
    """Keep a message once, also where the package that brought it first was withdrawn later."""
    if work.session.get(CityMessage, message.id) is None:
        told = {"title": message.title, "text": message.text, "on": message.on}
        work.session.add(CityMessage(id=message.id, received_package_id=package.id, **told))


def _return(work: Work, package: ReceivedPackage, returned: ReturnedForm) -> str:
    """Reopen the form where it still stands as it was sent, and keep the city's words; return the project."""
    revision = work.session.get_one(Revision, returned.revision_id)
    document = work.session.get_one(Document, revision.document_id)
    if document.frozen_at is not None and document.revision == revision.number:
        if document.id == document.project_id:
            submission.reopen(work, document.id, work.on, returned.reason, by_city=True)
        else:
            documents.take_back(work, document.id, returned.reason, by_city=True)
    work.session.add(
        CityReturn(
            id=returned.id,
            received_package_id=package.id,
            revision_id=revision.id,
            reason=returned.reason,
            due=returned.due,
            at=work.at,
        )
    )
    work.session.flush()
    for seq, comment in enumerate(returned.comments, 1):
        if work.session.get(CityComment, comment.id) is None:
            place = {"revision_id": revision.id, "city_return_id": returned.id, "field_key": comment.field, "row": comment.row}
            work.session.add(CityComment(id=comment.id, seq=seq, text=comment.text, **place))
    held = select(SentPackage.digest).join(SentPart, SentPart.sent_package_id == SentPackage.id).where(SentPart.revision_id == revision.id)
    for digest in work.session.scalars(held.distinct()).all():
        enter_receipt(work, digest, SentState.RETURNED, work.on, returned.reason)
    return document.project_id or ""


def _ask(work: Work, package: ReceivedPackage, query: Query) -> str:
    """Keep a question of the city, or that it is closed; return the project. What is about a form of another computer is left alone."""
    revision = work.session.get(Revision, query.revision_id)
    if revision is None or revision.document_id != query.document_id:
        return ""
    held = work.session.get(FieldQuery, query.id)
    if held is None:
        held = FieldQuery(
            id=query.id,
            received_package_id=package.id,
            revision_id=revision.id,
            field_key=query.field,
            row=query.row,
            text=query.text,
            asked_on=query.on,
        )
        work.session.add(held)
    held.closed_at = (held.closed_at or work.at) if query.closed else None
    return revision.document.project_id or ""


def _decide(work: Work, package: ReceivedPackage, decision: Decision) -> None:
    project = work.session.get_one(Project, decision.project_id)
    if project.state != decision.state:
        reason = "；".join(part for part in (decision.reason, decision.basis) if part)
        enter_state(work, project, decision.state, decision.on, f"市级反馈：{reason}" if reason else "市级反馈")
    work.session.add(
        CityDecision(
            id=decision.id,
            received_package_id=package.id,
            project_id=project.id,
            state=decision.state,
            on=decision.on,
            reason=decision.reason,
            basis=decision.basis,
            adjustments=decision.adjustments,
            follow_up_on=decision.follow_up_on,
            at=work.at,
        )
    )
