"""Keeping the mark by which a clock that was put back is noticed (`models.clock_watch`)."""

from sqlalchemy import func, select

from models.changes import NOTHING, Changes
from models.clock_mark import ClockMark
from models.history import HistoryEntry
from models.package import ReceivedPackage
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


def accept_clock(work: Work) -> Changes:
    """Take the clock for right, because the officer says so: what was recorded or received later than now no longer counts against it."""
    mark = work.session.get(ClockMark, THE_MARK)
    if mark is None:
        mark = ClockMark(id=THE_MARK, seen_at=work.at)
        work.session.add(mark)
    mark.seen_at = work.at
    mark.history_id = work.session.scalar(select(func.max(HistoryEntry.id))) or 0
    mark.received_at = work.session.scalar(select(func.max(ReceivedPackage.made_at)))
    return NOTHING
