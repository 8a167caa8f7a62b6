"""The obligations (报送任务) in the workspace: what was done about them, changed dates, ad-hoc requests, the office's own step lengths."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, Recyclable, Versioned


class Outcome(StrEnum):
    """How an obligation was met."""

    SUBMITTED = "submitted"
    NIL = "nil"
    NOT_APPLICABLE = "not_applicable"


class ObligationRecord(Identified, Versioned, Recyclable, Base):
    """The record that one obligation was met (已报 / 零报告 / 不适用).

    Attributes:
        obligation_id: Key of the dated obligation in the pack, or id of the ad-hoc request.
        project_id: The project concerned; ``None`` for an obligation of the district or of an entity.
        entity_id: The entity concerned, for an obligation that each entity meets once.
        on: The day it was met.
    """

    __tablename__ = "obligation_record"
    kind_label = "报送记录"
    labels: ClassVar[dict[str, str]] = {"outcome": "办理结果", "on": "报送日期", "note": "备注", "deleted_at": "删除"}

    obligation_id: Mapped[str] = mapped_column(String(60), index=True)
    project_id: Mapped[str | None] = mapped_column(ForeignKey("project.id"), default=None, index=True)
    entity_id: Mapped[str | None] = mapped_column(ForeignKey("pilot_entity.id"), default=None)
    outcome: Mapped[str]
    on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]


class ObligationChange(Identified, Versioned, Base):
    """One change of the dates of an obligation, e.g. because the city extended the deadline; the pack's own dates stay as they are.

    Attributes:
        obligation_id: Key of the obligation in the pack, or id of the ad-hoc request.
        project_id: The only project it holds for; ``None``: for all, or for an entity.
        entity_id: The only entity it holds for.
        office: The only district it holds for, at the city; empty: for all.
        seq: Its place among the changes of the same obligation, from 1.
        old_opens: What held before; the same for the other three dates. The history (修改记录) shows old and new.
        undone_at: When it was taken back.
    """

    __tablename__ = "obligation_change"
    __table_args__ = (UniqueConstraint("obligation_id", "seq"),)
    kind_label = "报送日期更改"
    labels: ClassVar[dict[str, str]] = {
        "opens": "开始日期",
        "due": "截止日期",
        "on_time_until": "按时截至",
        "locked": "停止接收日期",
        "reason": "更改原因",
        "undone_at": "撤销更改",
    }

    obligation_id: Mapped[str] = mapped_column(String(60))
    project_id: Mapped[str | None] = mapped_column(ForeignKey("project.id"), default=None)
    entity_id: Mapped[str | None] = mapped_column(ForeignKey("pilot_entity.id"), default=None)
    office: Mapped[str] = mapped_column(default="")
    seq: Mapped[int]
    opens: Mapped[date | None] = mapped_column(default=None)
    due: Mapped[date]
    on_time_until: Mapped[date | None] = mapped_column(default=None)
    locked: Mapped[date | None] = mapped_column(default=None)
    old_opens: Mapped[date | None] = mapped_column(default=None)
    old_due: Mapped[date]
    old_on_time_until: Mapped[date | None] = mapped_column(default=None)
    old_locked: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str]
    by: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_by: Mapped[str] = mapped_column(default="")


class AdHocTask(Identified, Versioned, Recyclable, Base):
    """An ad-hoc request (急件): an obligation that the pack does not know; its id is the key of the obligation.

    Attributes:
        sender: Who asks for it (来文单位).
        received_on: Day it came.
        due: Day it is due.
        due_time: Time of that day, ``HH:MM``; empty: none.
        project_ids: The projects that answer it; empty: the district does.
    """

    __tablename__ = "ad_hoc_task"
    kind_label = "急件"
    labels: ClassVar[dict[str, str]] = {
        "title": "事项",
        "sender": "来文单位",
        "received_on": "收到日期",
        "due": "截止日期",
        "due_time": "截止时间",
        "note": "要求",
        "project_ids": "涉及项目",
        "deleted_at": "删除",
    }

    title: Mapped[str]
    sender: Mapped[str]
    received_on: Mapped[date]
    due: Mapped[date]
    due_time: Mapped[str] = mapped_column(String(5), default="")
    note: Mapped[str] = mapped_column(default="")
    project_ids: Mapped[list[str]] = mapped_column(default=list)
    by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class StepDays(Identified, Versioned, Base):
    """The office's own number of working days for one step of working back (倒排工期).

    Attributes:
        obligation_id: The obligation it holds for; empty: for all that have none of their own.
        step: Key of the step in the pack.
        working_days: ``None``: as the office has it for all, or else as the pack has it.
    """

    __tablename__ = "step_days"
    __table_args__ = (UniqueConstraint("obligation_id", "step"),)
    kind_label = "倒排工期"
    labels: ClassVar[dict[str, str]] = {"working_days": "工作日数"}

    obligation_id: Mapped[str] = mapped_column(String(60), default="")
    step: Mapped[str]
    working_days: Mapped[int | None]
