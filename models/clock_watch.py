"""Noticing that the clock of the PC was put back or lies behind: reminders and history are only as right as the clock.

It never stops anybody: it finds the sentence that the window shows, or none.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from models.reading import Reader

JUMP = timedelta(minutes=10)
"""A clock that a time server sets right moves by less."""

AHEAD = timedelta(days=1)
"""A received file may be dated a little later than here: the sender's clock, a day without hour."""

ADVICE = "请在系统设置里核对日期和时间；时间不对，到期提醒和修改记录都会不准。时间没有错时，可以不理会。"


class Marks(NamedTuple):
    """What was seen of the clock before.

    Attributes:
        recorded_at: The latest moment of the history; ``None``: nothing recorded.
        seen_at: The latest moment at which the workspace was seen open; ``None``: never.
        excused_until: Files received up to this moment are no proof: the officer said the clock is right.
        received_at: When the newest package that came was made, by its sender's clock; ``None``: none came.
    """

    recorded_at: datetime | None
    seen_at: datetime | None
    excused_until: datetime | None
    received_at: datetime | None = None


def judge_clock(now: datetime, marks: Marks) -> str:
    """Judge the clock.

    Args:
        now: What it shows, with zone.
        marks: What was seen before.

    Returns:
        One sentence on what is wrong and what to do (Chinese); empty when nothing is.
    """
    known = [moment for moment in (marks.recorded_at, marks.seen_at) if moment is not None]
    latest = max(known, default=None)
    if latest is not None and now < latest - JUMP:
        return f"这台电脑现在的时间是{_words(now)}，早于本账套上一次使用的时间{_words(latest)}，时钟可能被调回了。{ADVICE}"
    received_at = marks.received_at
    excused = marks.excused_until is not None and received_at is not None and received_at <= marks.excused_until
    if received_at is not None and not excused and now < received_at - AHEAD:
        return f"这台电脑现在的时间是{_words(now)}，早于最近收到的文件的时间{_words(received_at)}，时钟可能慢了。{ADVICE}"
    return ""


def read_marks(reader: Reader) -> Marks:
    """Return what the workspace has seen of the clock."""
    ((seen, history_id, received),) = reader.rows("SELECT seen_at, history_id, received_at FROM clock_mark") or [(None, 0, None)]
    ((recorded,),) = reader.rows("SELECT MAX(at) FROM history WHERE id > :id", id=history_id)
    ((newest,),) = reader.rows("SELECT MAX(made_at) FROM received_package")
    return Marks(_moment(recorded), _moment(seen), _moment(received), _moment(newest))


def watch(reader: Reader, now: datetime) -> str:
    """Judge the clock by what the workspace has seen; see `judge_clock`."""
    return judge_clock(now, read_marks(reader))


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if stored else None


def _words(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
