"""What operations check again and again: the thing is there, the text is filled, the day is possible."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select

from models.base import Base, Recyclable
from models.document import Document, Revision
from models.entity import PilotEntity
from models.errors import UserError
from models.exchange_states import SentState
from models.feedback import CityDecision
from models.package import SentPackage, SentPart
from models.plain import Plain
from models.project import Project
from models.work import Work

T = TypeVar("T", bound=Base)

_ARRIVED = (SentState.RECEIVED, SentState.ACCEPTED)


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


def open_project(work: Work, project_id: str) -> Project:
    """Return a project whose facts can still be changed: `live_project`, and its life has not come to an end.

    Raises:
        UserError: It is settled (结项、未入选 …, as the pack says).
    """
    project = live_project(work, project_id)
    refuse_settled(work, project)
    return project


def refuse_settled(work: Work, project: Project) -> None:
    """Refuse to change what belongs to a project that has come to its end.

    Raises:
        UserError: It has.
    """
    state = work.programme.state(project.state)
    if not state.settled:
        return
    message = f"项目“{project.title}”处于“{state.title}”，项目的记录已经锁定，不能修改。"
    if decided_by_city(work, project):
        raise UserError(message, "这是市级下达的决定。确需更改的，请与市级联系，由市级退回或下达新的决定。")
    raise UserError(message, "登记有误的，请在项目页更正状态并写明原因；确需更改的，请与市级联系。")


def refuse_against_city(work: Work, project: Project) -> None:
    """Refuse to take back by hand what a decision of the city brought to an end.

    Raises:
        UserError: The state of the project is such a decision.
    """
    state = work.programme.state(project.state)
    if state.settled and decided_by_city(work, project):
        raise UserError(f"“{state.title}”是市级反馈包下达的决定，本机不能更改。", "请与市级联系，由市级退回或下达新的决定，再导入反馈包。")


def refuse_under_review(work: Work, revision: Revision) -> None:
    """Refuse to open what the city has confirmed to have: under review it is locked below, and only the city returns it.

    Until a receipt says so the district may still take it back, and the city's answer then meets the edit.

    Raises:
        UserError: A receipt says that a package with this revision arrived.
    """
    arrived = select(SentPackage.sequence).join(SentPart).where(SentPart.revision_id == revision.id).where(SentPackage.state.in_(_ARRIVED))
    sequence = work.session.scalars(arrived.limit(1)).first()
    if sequence is not None:
        raise UserError(
            f"市级已经收到这一版（第{sequence}号报送包），本机不能自行收回修改。",
            "请与市级联系，由市级退回；导入市级的反馈包后就可以修改。",
        )


def decided_by_city(work: Work, project: Project) -> bool:
    """Tell whether the state of a project was decided in a package of the city."""
    last = select(CityDecision).filter_by(project_id=project.id).order_by(CityDecision.on.desc(), CityDecision.at.desc()).limit(1)
    decision = work.session.scalars(last).first()
    return decision is not None and decision.received_package_id is not None and decision.state == project.state


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
