"""The obligations as a workbook (报送日历): all dates, the steps worked back from them, and the changes of dates with their reasons."""

from collections.abc import Iterator
from pathlib import Path

from exports.excel.look import Look
from exports.excel.rows import Column, Kind, Value
from exports.excel.sheet import Body, Frame, Table, lay_out
from exports.excel.workbook import describe, new_book, save, skeleton_of
from exports.files import Exported, Progress, clean_text, ignore
from models.programme.types import Scope
from models.queries.obligation_calendar import CalendarEntry, ObligationCalendar
from models.queries.standing import DONE, Standing

CALENDAR, STEPS, CHANGES = "报送日历", "倒排工期", "日期更改"
EVERYONE = "全部"

_SERIAL = Column("序号", Kind.NUMBER, 5, centred=True)
_DAY_WIDTH = 14.0
"""Room for 2026年11月30日."""


def export_obligations(calendar: ObligationCalendar, target: Path, progress: Progress = ignore) -> Exported:
    """Write the calendar of obligations.

    Args:
        calendar: What it shows.
        target: The file; an existing one is replaced.
        progress: Told how many parts of the workbook are done.

    Returns:
        The file, with notes when text had to be cut or cleaned.

    Raises:
        UserError: The file cannot be written (`exports.files.replace_file`).
    """
    tables = (_calendar_table(calendar), _step_table(calendar), _change_table(calendar))
    book = new_book()
    sheets = [book.create_sheet(table.sheet) for table in tables]
    look = Look(book)
    for sheet, table in zip(sheets, tables, strict=True):
        lay_out(sheet, table.frame, look)
    describe(book, clean_text(_heading(calendar))[0], clean_text(calendar.office)[0], calendar.on)
    skeleton = skeleton_of(book, look)
    return save(skeleton, [Body(table, skeleton.look) for table in tables], target, progress)


def _heading(calendar: ObligationCalendar) -> str:
    return f"{calendar.district}{calendar.title}报送日历"


def _frame(calendar: ObligationCalendar, title: str, columns: tuple[Column, ...], count: int, empty: str, notes: tuple[str, ...]) -> Frame:
    day = calendar.on
    meta = (f"填报单位：{calendar.office}", f"填报时间：{day.year}年{day.month}月{day.day}日", f"共{count}项")
    return Frame(title=title, meta=meta, columns=columns, count=count, empty=empty, notes=notes, frozen=2)


def _calendar_table(calendar: ObligationCalendar) -> Table:
    columns = (
        _SERIAL,
        Column("报送事项", width=20),
        Column("范围", width=11),
        Column("填写单位", width=11),
        Column("报送对象", width=11),
        Column("开始办理", Kind.DATE, _DAY_WIDTH),
        Column("截止日期", Kind.DATE, _DAY_WIDTH),
        Column("原截止日期", Kind.DATE, _DAY_WIDTH),
        Column("按时截至", Kind.DATE, _DAY_WIDTH),
        Column("停止接收", Kind.DATE, _DAY_WIDTH),
        Column("状态", width=9, centred=True),
        Column("剩余天数", Kind.NUMBER, 5, centred=True),
        Column("应报", Kind.NUMBER, 5, centred=True),
        Column("已报", Kind.NUMBER, 5, centred=True),
        Column("报送日期", Kind.DATE, _DAY_WIDTH),
        Column("依据", width=7, centred=True),
        Column("备注", width=16),
    )
    notes = (
        "剩余天数按填报时间计算，负数为已过截止日期的天数；已办结的和只需补录的不计。",
        "“停止接收”为空的，逾期后仍可补报。",
    )
    frame = _frame(calendar, _heading(calendar), columns, len(calendar.entries), "暂无报送任务", notes)
    rows = ((number, *_calendar_row(entry)) for number, entry in enumerate(calendar.entries, start=1))
    return Table(CALENDAR, frame, rows)


def _calendar_row(entry: CalendarEntry) -> tuple[Value, ...]:
    waiting = entry.standing not in DONE and entry.standing is not Standing.HISTORY
    return (
        entry.title,
        _whose(entry),
        entry.written_by,
        entry.recipient,
        entry.opens,
        entry.due,
        entry.original_due,
        entry.on_time_until,
        entry.locked,
        entry.standing.value,
        entry.days_left if waiting else None,
        entry.total,
        entry.done,
        entry.met_on,
        entry.clause,
        "；".join(part for part in (f"截止当日{entry.due_time}前" if entry.due_time else "", entry.note) if part),
    )


def _step_table(calendar: ObligationCalendar) -> Table:
    columns = (
        _SERIAL,
        Column("报送事项", width=24),
        Column("范围", width=18),
        Column("步骤", width=12, centred=True),
        Column("工作日数", Kind.NUMBER, 8, centred=True),
        Column("最晚开始", Kind.DATE, _DAY_WIDTH),
        Column("最晚完成", Kind.DATE, _DAY_WIDTH),
        Column("截止日期", Kind.DATE, _DAY_WIDTH),
        Column("状态", width=10, centred=True),
    )
    count = sum(len(entry.steps) for entry in calendar.entries)
    notes = ("从截止日期按工作日倒推，扣除周六、周日和法定节假日，计入调休上班的日子；只列尚未办结的事项。", *calendar.notes)
    frame = _frame(calendar, f"{_heading(calendar)}（倒排工期）", columns, count, "没有需要倒排的事项", notes)
    return Table(STEPS, frame, _step_rows(calendar))


def _step_rows(calendar: ObligationCalendar) -> Iterator[tuple[Value, ...]]:
    steps = ((entry, step) for entry in calendar.entries for step in entry.steps)
    for number, (entry, step) in enumerate(steps, start=1):
        dates = (step.start_by, step.finish_by, entry.due)
        yield number, entry.title, _whose(entry), step.title, step.working_days, *dates, entry.standing.value


def _change_table(calendar: ObligationCalendar) -> Table:
    columns = (
        _SERIAL,
        Column("报送事项", width=22),
        Column("范围", width=18),
        Column("日期", width=13, centred=True),
        Column("原日期", Kind.DATE, _DAY_WIDTH),
        Column("现日期", Kind.DATE, _DAY_WIDTH),
        Column("更改原因", width=34),
        Column("更改人", width=10, centred=True),
        Column("更改时间", width=17, centred=True),
        Column("撤销时间", width=17, centred=True),
    )
    rows: list[tuple[Value, ...]] = [
        (change.title, change.owner or EVERYONE, day.label, day.old, day.new, change.reason, change.by, change.at, change.undone)
        for change in calendar.changes
        for day in change.dates
    ]
    notes = ("方案包规定的日期不变，这里记录本单位按市里通知作的更改；已撤销的不再生效。",)
    frame = _frame(calendar, f"{_heading(calendar)}（日期更改）", columns, len(rows), "没有更改过日期", notes)
    return Table(CHANGES, frame, ((number, *row) for number, row in enumerate(rows, start=1)))


def _whose(entry: CalendarEntry) -> str:
    """Say for whom a row holds."""
    if entry.owner:
        return entry.owner
    return {Scope.DISTRICT: "区县", Scope.ENTITY: "各主体", Scope.PROJECT: "各项目"}[entry.scope]
