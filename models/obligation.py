"""What was done about an obligation (报送任务) of the pack."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, String
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
        obligation_id: Key of the dated obligation in the pack.
        project_id: The project concerned; ``None`` for an obligation of the district.
        on: The day it was met.
    """

    __tablename__ = "obligation_record"
    kind_label = "报送记录"
    labels: ClassVar[dict[str, str]] = {"outcome": "办理结果", "on": "报送日期", "note": "备注", "deleted_at": "删除"}

    obligation_id: Mapped[str] = mapped_column(String(60), index=True)
    project_id: Mapped[str | None] = mapped_column(ForeignKey("project.id"), default=None, index=True)
    outcome: Mapped[str]
    on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
