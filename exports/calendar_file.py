"""The obligations as a calendar file (.ics, RFC 5545) that Outlook, phones and mail programs open: whole-day events with reminders."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from exports.files import Exported, clean_text, removal_note, replace_file
from models.calendar import PlannedStep
from models.queries.obligation_calendar import CalendarEntry, ObligationCalendar
from models.queries.standing import DONE, Standing

LINE_OCTETS = 75
"""Longest line in octets without its end (RFC 5545, 3.1)."""
REMIND_DAYS = (7, 3, 1, 0)
REMIND_AT = timedelta(hours=9)
"""A whole-day event begins at midnight; nobody wants to be reminded then."""
PRODUCT = "-//ronghe//Obligations//ZH"

_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def export_calendar(
    calendar: ObligationCalendar,
    target: Path,
    stamp: datetime,
    *,
    remind_days: Sequence[int] = REMIND_DAYS,
    steps: bool = True,
) -> Exported:
    """Write the obligations with a due day as events, and the steps before them.

    An event keeps its UID for life and a SEQUENCE that grows when its dates change, so that importing again brings it up to date.

    Args:
        calendar: What it shows.
        target: The file; an existing one is replaced.
        stamp: The moment of the export, with zone (DTSTAMP).
        remind_days: Days before the due day on which a reminder rings at 9 o'clock; what is done or past rings no more.
        steps: Add the steps worked back from the due day (倒排工期).

    Raises:
        UserError: The file cannot be written (`exports.files.replace_file`).
    """
    if stamp.tzinfo is None:
        raise ValueError("the stamp needs a time zone")
    file = _File(calendar, stamp)
    for entry in calendar.entries:
        if entry.due is None or entry.standing is Standing.NOT_APPLICABLE:
            continue
        file.add_due(entry, entry.due, remind_days)
        for step in entry.steps if steps else ():
            file.add_step(entry, step)
    path = replace_file(target, file.content())
    undated = [entry.title for entry in calendar.entries if entry.due is None]
    notes = (f"“{'”“'.join(undated)}”没有截止日期，未列入日历文件。",) if undated else ()
    return Exported(path, (*notes, *calendar.notes, *removal_note(file.removed)))


class _File:
    """The lines of one calendar."""

    def __init__(self, calendar: ObligationCalendar, stamp: datetime) -> None:
        self.removed = 0
        self._calendar = calendar
        self._stamp = f"{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        self._lines: list[str] = []
        for name, value in (
            ("BEGIN", "VCALENDAR"),
            ("VERSION", "2.0"),
            ("PRODID", PRODUCT),
            ("CALSCALE", "GREGORIAN"),
            ("METHOD", "PUBLISH"),
        ):
            self._put(name, value)
        self._put("X-WR-CALNAME", self._text(f"{calendar.district}{calendar.title}报送日历"))

    def add_due(self, entry: CalendarEntry, due: date, remind_days: Sequence[int]) -> None:
        """Add the day on which something is due."""
        done = entry.standing in DONE
        title = f"{entry.title}（{entry.owner}）" if entry.owner else entry.title
        when = f"（{entry.due_time}前）" if entry.due_time else ""
        self._begin(entry, "due", due, due)
        self._put("SUMMARY", self._text(f"{f'[{entry.standing.value}]' if done else '[截止]'}{title}{when}"))
        self._put("DESCRIPTION", self._text("\n".join(_lines(entry))))
        self._put("CATEGORIES", self._text("急件" if entry.ad_hoc else "报送任务"))
        self._put("TRANSP", "TRANSPARENT")
        ahead = (due - self._calendar.on).days
        for days in () if done else (days for days in remind_days if days <= ahead):
            self._put("BEGIN", "VALARM")
            self._put("ACTION", "DISPLAY")
            self._put("DESCRIPTION", self._text(f"{title}{f'还有{days}天' if days else '今天'}截止{when}"))
            self._put("TRIGGER", _trigger(days))
            self._put("END", "VALARM")
        self._put("END", "VEVENT")

    def add_step(self, entry: CalendarEntry, step: PlannedStep) -> None:
        """Add one step from the day it must start to the day it must be finished."""
        title = f"{entry.title}（{entry.owner}）" if entry.owner else entry.title
        self._begin(entry, step.key, step.start_by, step.finish_by)
        self._put("SUMMARY", self._text(f"[{step.title}]{title}"))
        self._put("DESCRIPTION", self._text(f"最晚{step.start_by}开始，{step.finish_by}完成；{entry.due}截止。"))
        self._put("CATEGORIES", self._text("倒排工期"))
        self._put("TRANSP", "TRANSPARENT")
        self._put("END", "VEVENT")

    def content(self) -> bytes:
        """Return the whole file."""
        self._put("END", "VCALENDAR")
        return "".join(f"{folded}\r\n" for line in self._lines for folded in _folded(line)).encode()

    def _begin(self, entry: CalendarEntry, what: str, first: date, last: date) -> None:
        self._put("BEGIN", "VEVENT")
        owner = f"-{entry.owner_id}" if entry.owner_id else ""
        self._put("UID", f"{entry.key}{owner}-{what}@{self._calendar.office_id}")
        self._put("DTSTAMP", self._stamp)
        self._put("SEQUENCE", str(entry.sequence))
        self._put("DTSTART;VALUE=DATE", f"{first:%Y%m%d}")
        self._put("DTEND;VALUE=DATE", f"{last + timedelta(days=1):%Y%m%d}")  # the first day after it

    def _text(self, text: str) -> str:
        """Escape a text (RFC 5545, 3.3.11); characters that no text may hold go and are counted."""
        text, removed = clean_text(text)
        text, more = _UNSEEN.subn("", text)
        self.removed += removed + more
        return text.translate(_ESCAPED)

    def _put(self, name: str, value: str) -> None:
        self._lines.append(f"{name}:{value}")


def _lines(entry: CalendarEntry) -> Iterator[str]:
    """Yield what stands below the title of an event."""
    yield f"状态：{entry.standing.value}" + (f"（{entry.total}个应报，已报{entry.done}个）" if entry.total > 1 else "")
    if entry.original_due:
        yield f"原截止日期：{entry.original_due}"
    if entry.on_time_until and entry.on_time_until != entry.due:
        yield f"{entry.on_time_until}以前算按时"
    if entry.locked:
        yield f"{entry.locked}起不再接收"
    yield f"来文单位：{entry.recipient}" if entry.ad_hoc else f"{entry.written_by}填写，报{entry.recipient}"
    if entry.contents:
        yield f"内容：{'、'.join(entry.contents)}"
    if not entry.ad_hoc:
        yield f"依据：通知{entry.clause}"


def _trigger(days: int) -> str:
    """Return when a reminder rings, counted from the midnight on which the due day begins (RFC 5545, 3.3.6)."""
    before = timedelta(days=days) - REMIND_AT
    if before < timedelta():
        return f"PT{-before // timedelta(hours=1)}H"
    hours = before.seconds // 3600
    whole = f"{before.days}D" if before.days else ""
    return f"-P{whole}T{hours}H" if hours else f"-P{whole}"


def _folded(line: str) -> Iterator[str]:
    """Yield the parts of one content line, none longer than 75 octets, no character cut (RFC 5545, 3.1)."""
    part, octets = "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > LINE_OCTETS:
            yield part
            part, octets = " ", 1
        part += character
        octets += size
    yield part
