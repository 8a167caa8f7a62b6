"""The calendar file, read by a strict reader of RFC 5545 of the tests' own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from exports.calendar_file import export_calendar
from models.operations.ad_hoc import add_task
from models.operations.obligations import change_dates, record_obligation, undo_change
from models.programme.pack import Programme, load_programme
from models.queries.obligation_calendar import ObligationCalendar, read_calendar
from models.workspace.store import OfficeDetails, Workspace, create

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
YEARLY = "yearly-2026"
NAME = re.compile(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)
UNESCAPED = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}


@dataclass
class Component:
    """One component with its properties (name and parameters to raw values) and what lies in it."""

    name: str
    properties: dict[str, list[str]] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)

    def one(self, name: str) -> str:
        (value,) = self.properties[name]
        return value

    def text(self, name: str) -> str:
        raw = self.one(name)
        assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", raw), f"not escaped: {raw}"
        return re.sub(r"\\.", lambda found: UNESCAPED[found[0]], raw, flags=re.DOTALL)


def content_lines(data: bytes) -> Iterator[str]:
    assert data.endswith(b"\r\n")
    physical = data[:-2].split(b"\r\n")
    assert all(b"\r" not in line and b"\n" not in line for line in physical)
    assert max(map(len, physical)) <= 75
    unfolded: list[str] = []
    for line in physical:
        text = line.decode()  # a character cut by folding would not decode
        if text.startswith(" "):
            unfolded[-1] += text[1:]
        else:
            unfolded.append(text)
    yield from unfolded


def parse(data: bytes) -> Component:
    root = Component("")
    stack = [root]
    for line in content_lines(data):
        found = NAME.fullmatch(line)
        assert found, line
        name, parameters, value = found.groups()
        assert not re.search("[\x00-\x08\x0a-\x1f\x7f]", value)
        if name == "BEGIN":
            stack.append(Component(value))
        elif name == "END":
            closed = stack.pop()
            assert closed.name == value
            stack[-1].parts.append(closed)
        else:
            stack[-1].properties.setdefault(name + parameters, []).append(value)
    assert stack == [root]
    (calendar,) = root.parts
    assert calendar.name == "VCALENDAR"
    assert (calendar.one("VERSION"), calendar.one("CALSCALE"), calendar.one("METHOD")) == ("2.0", "GREGORIAN", "PUBLISH")
    assert calendar.one("PRODID")
    for event in calendar.parts:
        assert event.name == "VEVENT"
        for name in ("UID", "DTSTAMP", "SEQUENCE", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY"):
            event.one(name)
        assert day(event.one("DTSTART;VALUE=DATE")) < day(event.one("DTEND;VALUE=DATE"))
        for alarm in event.parts:
            assert (alarm.name, alarm.one("ACTION")) == ("VALARM", "DISPLAY")
            assert alarm.text("DESCRIPTION")
            duration(alarm.one("TRIGGER"))
    uids = [event.one("UID") for event in calendar.parts]
    assert len(uids) == len(set(uids))
    return calendar


def day(value: str) -> date:
    return datetime.strptime(value, "%Y%m%d").replace(tzinfo=UTC).date()


def duration(value: str) -> timedelta:
    found = re.fullmatch(r"(-?)P(?:(\d+)D)?(?:T(\d+)H)?", value)
    assert found
    assert found[2] or found[3]
    length = timedelta(days=int(found[2] or 0), hours=int(found[3] or 0))
    return -length if found[1] else length


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme("chongqing-2025")


@pytest.fixture
def workspace(tmp_path: Path, programme: Programme) -> Iterator[Workspace]:
    office = OfficeDetails(programme.districts_on(TODAY)[0].code, "示例区人力资源和社会保障局", "示例经办人")
    made, _ = create(tmp_path / "示例", None, programme, office, AT, lambda: AT)
    yield made
    made.close(backup=False)


def picture(workspace: Workspace) -> ObligationCalendar:
    return read_calendar(workspace, workspace.programme, TODAY)


def exported(workspace: Workspace, folder: Path) -> Component:
    return parse(export_calendar(picture(workspace), folder / "报送日历.ics", AT).path.read_bytes())


def event(calendar: Component, uid: str) -> Component:
    (found,) = (event for event in calendar.parts if event.one("UID").startswith(uid))
    return found


def test_a_due_day_is_a_whole_day_with_reminders_at_nine(workspace: Workspace, tmp_path: Path) -> None:
    calendar = exported(workspace, tmp_path)
    due = event(calendar, f"{YEARLY}-due@")
    assert due.one("UID") == f"{YEARLY}-due@{workspace.office.id}"
    assert (due.one("DTSTART;VALUE=DATE"), due.one("DTEND;VALUE=DATE")) == ("20261130", "20261201")
    assert due.one("DTSTAMP") == "20261123T010000Z"
    assert (due.text("SUMMARY"), due.one("TRANSP"), due.text("CATEGORIES")) == ("[截止]2026年度报告", "TRANSPARENT", "报送任务")
    assert due.text("DESCRIPTION").splitlines() == [
        "状态：待办",
        "区县人力社保部门填写，报市人力社保局",
        "内容：开展情况、存在的问题、寻求支持事项",
        "依据：通知四(三)",
    ]
    start = datetime(2026, 11, 30)
    rings = [start + duration(alarm.one("TRIGGER")) for alarm in due.parts]
    assert [f"{moment:%m-%d %H:%M}" for moment in rings] == ["11-23 09:00", "11-27 09:00", "11-29 09:00", "11-30 09:00"]
    step = event(calendar, f"{YEARLY}-collect@")
    assert (step.one("DTSTART;VALUE=DATE"), step.one("DTEND;VALUE=DATE"), step.parts) == ("20261117", "20261124", [])


def test_every_dated_obligation_is_in_it_and_the_undated_is_said(workspace: Workspace, programme: Programme, tmp_path: Path) -> None:
    made = export_calendar(picture(workspace), tmp_path / "报送日历.ics", AT, steps=False)
    uids = [event.one("UID").rpartition("-due@")[0] for event in parse(made.path.read_bytes()).parts]
    expected = {entry.key for entry in picture(workspace).entries if entry.due and entry.standing != "不适用"}
    assert set(uids) == expected
    assert {YEARLY, "yearly-2025", "yearly-2027"} <= expected
    assert "“方案调整报告”“典型案例”没有截止日期，未列入日历文件。" in made.notes
    assert any(note.startswith("2027年的放假安排尚未收录") for note in made.notes)


def test_what_is_done_or_past_rings_no_more(workspace: Workspace, tmp_path: Path) -> None:
    workspace.perform(record_obligation, YEARLY, None, "submitted", TODAY)
    calendar = exported(workspace, tmp_path)
    assert event(calendar, f"{YEARLY}-due@").parts == []
    assert event(calendar, f"{YEARLY}-due@").text("SUMMARY") == "[已报]2026年度报告"
    assert event(calendar, "yearly-2025-due@").parts == []
    assert not [found for found in calendar.parts if found.one("UID").startswith(f"{YEARLY}-seal@")]


def test_the_event_stays_the_same_and_its_sequence_grows(workspace: Workspace, tmp_path: Path) -> None:
    before = event(exported(workspace, tmp_path), f"{YEARLY}-due@")
    change = workspace.perform(change_dates, YEARLY, "延期", due="2026-12-10").id
    moved = event(exported(workspace, tmp_path), f"{YEARLY}-due@")
    workspace.perform(undo_change, change)
    back = event(exported(workspace, tmp_path), f"{YEARLY}-due@")
    assert before.one("UID") == moved.one("UID") == back.one("UID")
    assert [int(found.one("SEQUENCE")) for found in (before, moved, back)] == [0, 1, 2]
    assert [found.one("DTSTART;VALUE=DATE") for found in (before, moved, back)] == ["20261130", "20261210", "20261130"]
    assert "原截止日期：2026-11-30" in moved.text("DESCRIPTION")


@pytest.mark.parametrize(
    "title",
    [
        "报送A,B;C\\D:E 数据",
        "用工" * 400,
        "𠮷㛃😀" * 60,
        "x" * 200 + "，",
        '"BEGIN:VEVENT"',
    ],
)
def test_any_text_survives(workspace: Workspace, tmp_path: Path, title: str) -> None:
    key = workspace.perform(add_task, title, "示例市局", "2026-11-25", due_time="15:00", note="一,二;\n三\\n四").id
    found = event(exported(workspace, tmp_path), f"{key}-due@")
    assert found.text("SUMMARY") == f"[截止]{title}（15:00前）"
    assert "内容：一,二;\n三\\n四" in found.text("DESCRIPTION")
    assert found.parts[0].text("DESCRIPTION") == f"{title}还有1天截止（15:00前）"


def test_characters_no_text_may_hold_are_taken_out_and_said(workspace: Workspace, tmp_path: Path) -> None:
    key = workspace.perform(add_task, "急\x07件", "示例市局", "2026-11-25", note="一\x00二\x7f").id
    made = export_calendar(picture(workspace), tmp_path / "a.ics", AT)
    assert event(parse(made.path.read_bytes()), f"{key}-due@").text("SUMMARY") == "[截止]急件"
    assert any("去掉了" in note for note in made.notes)


def test_the_same_picture_gives_the_same_bytes_and_needs_a_zone(workspace: Workspace, tmp_path: Path) -> None:
    first = export_calendar(picture(workspace), tmp_path / "a.ics", AT).path.read_bytes()
    assert first == export_calendar(picture(workspace), tmp_path / "b.ics", AT).path.read_bytes()
    with pytest.raises(ValueError, match="zone"):
        export_calendar(picture(workspace), tmp_path / "c.ics", AT.replace(tzinfo=None))
