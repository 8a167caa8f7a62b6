"""What came back from the city (市级反馈) and stays beside the forms: returns with field comments, decisions, messages, new packs."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, Versioned


class CityReturn(Identified, Base):
    """A revision that the city sent back for mending (退回).

    Attributes:
        due: Day by which it is wanted again.
    """

    __tablename__ = "city_return"

    received_package_id: Mapped[str] = mapped_column(ForeignKey("received_package.id"), index=True)
    revision_id: Mapped[str] = mapped_column(ForeignKey("revision.id"), index=True)
    reason: Mapped[str]
    due: Mapped[date | None] = mapped_column(default=None)
    at: Mapped[datetime]


class CityComment(Identified, Versioned, Base):
    """The city's comment on one field of a returned form, and the district's answer to it (整改情况).

    Attributes:
        field_key: The field; empty: the whole form.
        row: Id of the table row; empty: the whole field.
    """

    __tablename__ = "city_comment"
    kind_label = "退回意见"
    labels: ClassVar[dict[str, str]] = {"text": "意见", "answer": "整改情况"}

    city_return_id: Mapped[str] = mapped_column(ForeignKey("city_return.id"), index=True)
    seq: Mapped[int]
    field_key: Mapped[str] = mapped_column(String(60), default="")
    row: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[str] = mapped_column(default="")


class CityDecision(Identified, Base):
    """A decision of the city on a project, with what the change of state does not hold.

    Attributes:
        state: The state the project entered.
        basis: Number of the document it rests on.
        adjustments: What was agreed to change (调整方案).
        follow_up_on: When it is looked at again.
    """

    __tablename__ = "city_decision"

    received_package_id: Mapped[str] = mapped_column(ForeignKey("received_package.id"), index=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    state: Mapped[str]
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
    adjustments: Mapped[str] = mapped_column(default="")
    follow_up_on: Mapped[date | None] = mapped_column(default=None)
    at: Mapped[datetime]


class CityMessage(Identified, Versioned, Base):
    """A message of the city."""

    __tablename__ = "city_message"
    kind_label = "市级消息"
    labels: ClassVar[dict[str, str]] = {"title": "标题"}

    received_package_id: Mapped[str] = mapped_column(ForeignKey("received_package.id"), index=True)
    title: Mapped[str]
    text: Mapped[str]
    on: Mapped[date]
    read_at: Mapped[datetime | None] = mapped_column(default=None)


class CityPack(Base):
    """One file of a programme pack that the city sent down; moving to it is a step of its own."""

    __tablename__ = "city_pack"

    programme_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[str] = mapped_column(String(60), primary_key=True)
    path: Mapped[str] = mapped_column(String(120), primary_key=True)
    received_package_id: Mapped[str] = mapped_column(ForeignKey("received_package.id"))
    data: Mapped[bytes] = mapped_column(LargeBinary)
