"""Reminders (催报) to districts, ready to be sent: what is still to come, until when, and whom to call."""

from collections.abc import Iterable, Sequence
from datetime import date

from models.queries.city.matrix import Cell, CellState, Line
from models.queries.report_parts import Reporter

NAMED_AT_MOST = 3
"""More projects than this are counted, not named."""


def chase_text(line: Line, cells: Sequence[Cell], titles: dict[str, str], reporter: Reporter) -> str:
    """Return the reminder to one district.

    Args:
        line: The district.
        cells: What is still to come from it, the most urgent first.
        titles: Titles of the obligations, by key.
        reporter: The city's office, whom to call, and the day.
    """
    items = "；".join(f"{number}. {_item(cell, titles[cell.key], reporter.on)}" for number, cell in enumerate(cells, start=1))
    return f"{line.name}人力社保局：以下试点材料还没有收到：{items}。请尽快报送；已经报送的，请告知经手人和日期。{_contact(reporter)}"


def chase_list(found: Iterable[tuple[Line, Sequence[Cell]]], titles: dict[str, str], on: date) -> str:
    """Return who has what to hand in as one text, a line a district, for a group chat."""
    lines = [
        f"{number}. {line.name}：" + "；".join(f"{titles[cell.key]}（{_standing(cell, on)}）" for cell in cells)
        for number, (line, cells) in enumerate(found, start=1)
    ]
    return "\n".join([f"截至{_day(on)}，以下区县的试点材料还没有报齐，请抓紧：", *lines])


def _item(cell: Cell, title: str, on: date) -> str:
    missing = cell.missing if cell.met or cell.returned else ()
    named = "、".join(cell.missing[:NAMED_AT_MOST]) + ("等" if len(cell.missing) > NAMED_AT_MOST else "")
    which = f"，还缺{len(cell.missing)}个项目（{named}）" if missing else ""
    return f"{title}（{_standing(cell, on)}{which}）"


def _standing(cell: Cell, on: date) -> str:
    if cell.state is CellState.RETURNED:
        return "已退回，等修改后重新报送"
    if cell.due is None:
        return "尽快报送"
    if cell.due < on:
        return f"应于{_day(cell.due)}前报送，已超过{(on - cell.due).days}天"
    return "今天截止" if cell.due == on else f"{_day(cell.due)}前报送，还有{(cell.due - on).days}天"


def _contact(reporter: Reporter) -> str:
    who = "，".join(part for part in (reporter.officer, reporter.phone) if part)
    return f"{reporter.office}{f'（{who}）' if who else ''}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
