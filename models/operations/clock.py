"""Keeping the mark by which a clock that was put back is noticed (`models.clock_watch`)."""

from datetime import datetime

from sqlalchemy import func, select

from models.changes import NOTHING, Changes
from models.clock_mark import ClockMark
from models.history import HistoryEntry
from models.work import Work

THE_MARK = 1


def note_moment(work: Work) -> Changes:
    """Note that the workspace is in use now; an earlier moment than the one known is not noted."""
    mark = work.session.get(ClockMark, THE_MARK)
    if mark is None:
        work.session.add(ClockMark(id=THE_MARK, seen_at=work.at))
    elif mark.seen_at < work.at:
        mark.seen_at = work.at
    return NOTHING


def accept_clock(work: Work, received_at: datetime | None = None) -> Changes:
    """Take the clock for right, because the officer says so: what was recorded later than now no longer counts against it.

    Args:
        work: The unit of work.
        received_at: Date of the newest file received, where that was the reason.
    """
    mark = work.session.get(ClockMark, THE_MARK)
    if mark is None:
        mark = ClockMark(id=THE_MARK, seen_at=work.at)
        work.session.add(mark)
    mark.seen_at = work.at
    mark.history_id = work.session.scalar(select(func.max(HistoryEntry.id))) or 0
    if received_at is not None:
        mark.received_at = received_at
    return NOTHING
