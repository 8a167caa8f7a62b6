"""What operations check again and again: the thing is there, the text is filled, the day is possible."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from models.base import Base, Recyclable
from models.document import Document
from models.entity import PilotEntity
from models.errors import UserError
from models.plain import Plain
from models.project import Project
from models.work import Work

T = TypeVar("T", bound=Base)


def live(work: Work, kind: type[T], id: str) -> T:
    """Return the thing with that id.

    Raises:
        UserError: It does not exist, lies in the recycle bin, or is what a district reported to the city.
    """
    thing = work.session.get(kind, id)
    label = kind.kind_label or "记录"
    if thing is None:
        raise UserError(f"这条{label}已经不在了。", "请刷新页面后再试。")
    if isinstance(thing, Recyclable) and thing.deleted_at is not None:
        raise UserError(f"这条{label}在回收站里，不能修改。", "请先在回收站恢复。")
    if isinstance(thing, PilotEntity | Project | Document) and thing.office:
        raise UserError(f"这条{label}是区县报来的，市级版不能改。", "需要更正的，请退回区县修改后重新报送。")
    return thing


def live_project(work: Work, project_id: str) -> Project:
    """Return a project that is not in the recycle bin and note that it was worked on now."""
    project = live(work, Project, project_id)
    project.updated_at = work.at
    return project


def line(value: Plain) -> str:
    """Return one line of text without space at its ends; ``None`` is empty."""
    return " ".join(str(value or "").split())


def passage(value: Plain) -> str:
    """Return a text of several lines without space at its ends; ``None`` is empty."""
    return str(value or "").strip()


def needed(value: Plain, label: str) -> str:
    """Return a text that must not be empty.

    Raises:
        UserError: It is empty.
    """
    text = passage(value)
    if not text:
        raise UserError(f"“{label}”没有填写。", "请填写后再保存。")
    return text


def code(value: Plain) -> str:
    """Return a code in half-width capitals without spaces or invisible characters."""
    plain = unicodedata.normalize("NFKC", str(value or "")).upper()
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc"})


def day(value: date | str | None, label: str) -> date | None:
    """Return a day given as a date or as ``YYYY-MM-DD``.

    Raises:
        UserError: The text is no such day.
    """
    if value is None or isinstance(value, date):
        return value
    if not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise UserError(f"“{label}”里的“{value}”不是有效日期。", "请按“2025-07-11”这样填写。") from None


def past_day(work: Work, value: date | str | None, label: str) -> date | None:
    """Return a day that is not after today; see `day`."""
    found = day(value, label)
    if found is not None and found > work.on:
        raise UserError(f"“{label}”{found.isoformat()}晚于今天。", "请填写已经发生的日期。")
    return found


def needed_past_day(work: Work, value: date | str | None, label: str) -> date:
    """Return a day that must be given and is not after today; see `day`."""
    found = past_day(work, value, label)
    if found is None:
        raise UserError(f"“{label}”没有填写。", "请填写后再保存。")
    return found


def only(facts: Mapping[str, Any], allowed: Iterable[str]) -> None:
    """Refuse facts that the operation does not know; that is a mistake of the caller.

    Raises:
        ValueError: An unknown fact.
    """
    unknown = set(facts) - set(allowed)
    if unknown:
        raise ValueError(f"unknown facts: {sorted(unknown)}")
