"""Packages that were made, handed over, withdrawn or received (报送包、反馈包、方案包); their bytes are made and checked elsewhere."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from models.changes import Changes, Kind
from models.errors import UserError
from models.exchange_states import SENT_STATES, ReceivedState, SentState
from models.feedback import SentNews
from models.intake import RefusedPackage
from models.operations.guarding import live, needed
from models.package import (
    ReceivedPackage,
    ReceivedPackageContent,
    SentPackage,
    SentPackageContent,
    SentPart,
    WithdrawnPackage,
)
from models.station import Station
from models.work import Work

OPEN = (SentState.MADE, SentState.EXPORTED)
"""States in which no receipt has come, so that a package can be withdrawn."""

RECEIPT = "receipt "
"""Begins the key under which a receipt is noted (`models.feedback.SentNews`)."""

HAD_IT = ("这个包已经收到过，不需要再导入。", "原来导入的内容没有变化。")


@dataclass(frozen=True, slots=True)
class PartFacts:
    """One thing that a sent package holds; see `models.package.SentPart`."""

    entry: str
    title: str
    size: int
    sha256: str
    revision_id: str = ""
    evidence_id: str = ""
    project_id: str = ""


@dataclass(frozen=True, slots=True)
class SentFacts:
    """A package that was made; see `models.package.SentPackage`."""

    station_id: str
    recipient: str
    kind: str
    sequence: int
    digest: str
    previous: str
    title: str
    file_name: str
    obligation_id: str = ""
    parts: tuple[PartFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceivedFacts:
    """A package that came; see `models.package.ReceivedPackage`. `withdrawn` is sequence number and digest."""

    sender: str
    recipient: str
    office: str
    name: str
    kind: str
    sequence: int
    digest: str
    previous: str
    title: str
    file_name: str
    program: str
    pack_version: str
    made_at: datetime
    withdrawn: tuple[tuple[int, str], ...] = ()


def record_sent(work: Work, facts: SentFacts, data: bytes) -> Changes:
    """Keep a package that was just made, before its file is written: a number is never given twice.

    Raises:
        UserError: Another package was made meanwhile; this one has the wrong place in the chain.
    """
    last = work.session.execute(
        select(SentPackage.sequence, SentPackage.digest)
        .where(SentPackage.station_id == facts.station_id, SentPackage.recipient == facts.recipient)
        .order_by(SentPackage.sequence.desc())
        .limit(1)
    ).first()
    fits = (facts.sequence, facts.previous) == (last.sequence + 1, last.digest) if last else facts.previous == ""
    station = work.session.get(Station, facts.station_id)
    if not fits or station is None or station.replaced_at is not None:
        raise UserError("生成这个包的同时又生成了另一个包，或本机重新登记过，编号已经变了。", "请再生成一次。")
    columns = {name: getattr(facts, name) for name in facts.__slots__ if name != "parts"}
    sent = SentPackage(
        **columns, file_sha256=hashlib.sha256(data).hexdigest(), size=len(data), state=SentState.MADE, made_at=work.at, by=work.by
    )
    work.session.add(sent)
    work.session.flush()
    work.session.add(SentPackageContent(sent_package_id=sent.id, data=data))
    work.session.flush()
    if facts.parts:
        held = [{"sent_package_id": sent.id, **{name: getattr(part, name) for name in part.__slots__}} for part in facts.parts]
        work.session.execute(insert(SentPart), held)
    return Changes.of(Kind.EXCHANGE, id=sent.id)


def mark_exported(work: Work, sent_id: str) -> Changes:
    """Note that the file was written and read back; again for the same package handed over once more.

    Raises:
        UserError: It was withdrawn.
    """
    sent = live(work, SentPackage, sent_id)
    if sent.state == SentState.WITHDRAWN:
        raise UserError(f"“{sent.title}”已经撤回，不能再导出。", "请重新生成一个包。")
    if sent.state == SentState.MADE:
        sent.state = SentState.EXPORTED
    sent.exported_at = work.at
    return Changes.of(Kind.EXCHANGE, Kind.OBLIGATION, id=sent.id)


def withdraw_sent(work: Work, sent_id: str, reason: str) -> Changes:
    """Withdraw a package for which no receipt has come; the next one tells the recipient not to wait for it, and what was in it again.

    Raises:
        UserError: A receipt has come, or no reason is given.
    """
    sent = live(work, SentPackage, sent_id)
    if sent.state not in OPEN:
        raise UserError(f"“{sent.title}”的状态是“{SENT_STATES[SentState(sent.state)]}”，不能撤回。", "需要更正的，请与市级联系退回。")
    sent.state, sent.withdrawn_at, sent.withdraw_reason = SentState.WITHDRAWN, work.at, needed(reason, "撤回原因")
    told = work.session.scalars(select(SentNews.item_id).filter_by(sent_package_id=sent.id)).all()
    for id in [key.removeprefix(RECEIPT) for key in told if key.startswith(RECEIPT)]:  # the next reply has these receipts
        answered = work.session.get(RefusedPackage, id) or work.session.get(ReceivedPackage, id)
        if answered is not None:
            answered.answered = False
    return Changes.of(Kind.EXCHANGE, Kind.OBLIGATION, id=sent.id)


def enter_receipt(work: Work, digest: str, state: SentState, on: date, note: str) -> SentPackage | None:
    """Note what a receipt says of one of our packages; ``None`` when we never sent it.

    A package that was judged stays judged: a receipt that comes late does not put it back. One that was withdrawn stays so until it
    shows that it was taken in all the same.
    """
    sent = work.session.scalars(select(SentPackage).where(SentPackage.digest == digest)).first()
    if sent is None:
        return None
    stays = sent.state == SentState.WITHDRAWN and state in (SentState.WAITING, SentState.REFUSED)
    if not stays and (sent.state not in (SentState.RETURNED, SentState.ACCEPTED) or state in (SentState.RETURNED, SentState.ACCEPTED)):
        sent.state = state
        sent.note = note or sent.note
    if sent.received_on is None and state not in (SentState.WAITING, SentState.REFUSED):
        sent.received_on = on
    return sent


def record_received(work: Work, facts: ReceivedFacts, data: bytes, state: ReceivedState) -> ReceivedPackage:
    """Keep a package that came: taken in, unverified, or waiting behind a gap. The same one again enters once.

    Args:
        work: The unit of work.
        facts: What it says of itself, checked.
        data: Its bytes.
        state: What becomes of it.

    Raises:
        UserError: It has been taken in already.
    """
    held = work.session.scalars(select(ReceivedPackage).where(ReceivedPackage.digest == facts.digest)).first()
    if held is not None and held.state != ReceivedState.WAITING:
        raise UserError(*HAD_IT)
    if held is None:
        columns = {name: getattr(facts, name) for name in facts.__slots__ if name != "withdrawn"}
        held = ReceivedPackage(**columns, size=len(data), state=state, received_at=work.at, by=work.by)
        work.session.add(held)
        try:
            work.session.flush()
        except IntegrityError:  # two officers at once
            raise UserError(*HAD_IT) from None
        work.session.add(ReceivedPackageContent(received_package_id=held.id, data=data))
    held.state, held.answered = state, False
    held.taken_at = None if state == ReceivedState.WAITING else work.at
    if state != ReceivedState.UNVERIFIED:
        _note_withdrawn(work, facts)
    work.session.flush()
    return held


def keep_waiting(work: Work, facts: ReceivedFacts, data: bytes) -> Changes:
    """Put a package into the tray (待处理) until those before it have come."""
    return Changes.of(Kind.EXCHANGE, id=record_received(work, facts, data, ReceivedState.WAITING).id)


def mark_answered(work: Work, received_ids: Sequence[str]) -> Changes:
    """Note that a receipt for these packages, taken in, waiting or refused, has gone out."""
    for id in received_ids:
        (work.session.get(RefusedPackage, id) or live(work, ReceivedPackage, id)).answered = True
    return Changes.of(Kind.EXCHANGE)


def _note_withdrawn(work: Work, facts: ReceivedFacts) -> None:
    for sequence, digest in facts.withdrawn:
        if work.session.get(WithdrawnPackage, (facts.sender, facts.recipient, sequence)) is None:
            work.session.add(WithdrawnPackage(sender=facts.sender, recipient=facts.recipient, sequence=sequence, digest=digest))
        waits = work.session.scalars(select(ReceivedPackage).filter_by(digest=digest, state=ReceivedState.WAITING)).first()
        if waits is not None:
            _put_aside(work, waits)


def _put_aside(work: Work, waits: ReceivedPackage) -> None:
    """Take a package out of the tray that its sender withdrew before its turn came; the receipt says so."""
    columns = {column.name for column in RefusedPackage.__table__.columns} - {"id", "code", "note", "at", "by", "answered"}
    held = {name: getattr(waits, name) for name in columns}
    content = work.session.get(ReceivedPackageContent, waits.id)
    if content is not None:
        work.session.delete(content)
        work.session.flush()
    work.session.delete(waits)
    if work.session.scalars(select(RefusedPackage.id).filter_by(digest=waits.digest)).first() is None:
        work.session.add(RefusedPackage(**held, code="withdrawn", note="报送单位已经撤回这个包，没有接收。", at=work.at, by=work.by))
