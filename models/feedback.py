"""What the city tells the districts (市级反馈): returns with field comments, field queries, decisions, messages.

A row is the same on both sides, with the same id: at the city it was made there and `office` says for which district, at the district
`received_package_id` says what brought it.
"""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, Versioned


class CityReturn(Identified, Base):
    """A revision that the city sent back for mending (退回).

    Attributes:
        due: Day by which it is wanted again.
    """

    __tablename__ = "city_return"

    received_package_id: Mapped[str | None] = mapped_column(ForeignKey("received_package.id"), default=None, index=True)
    office: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(default="")
    revision_id: Mapped[str] = mapped_column(ForeignKey("revision.id"), index=True)
    reason: Mapped[str]
    due: Mapped[date | None] = mapped_column(default=None)
    at: Mapped[datetime]


class CityComment(Identified, Versioned, Base):
    """The city's comment on one field of a form that goes back, and the district's answer to it (整改情况).

    Attributes:
        revision_id: The frozen revision it was written about.
        city_return_id: The return it goes down with; ``None``: noted while the form was read, and kept here until it is sent back.
        field_key: The field; empty: the whole form.
        row: Id of the table row; empty: the whole field.
        by: Who wrote it, where it was written here.
    """

    __tablename__ = "city_comment"
    kind_label = "退回意见"
    labels: ClassVar[dict[str, str]] = {"text": "意见", "answer": "整改情况"}

    revision_id: Mapped[str] = mapped_column(ForeignKey("revision.id"), index=True)
    city_return_id: Mapped[str | None] = mapped_column(ForeignKey("city_return.id"), default=None, index=True)
    by: Mapped[str] = mapped_column(default="")
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
        decision: Key of the kind of decision in the pack (`models.programme.review`), where it was made here.
        revision_id: The frozen revision it rests on, where it was made here.
        state: The state the project entered.
        basis: Number of the document it rests on.
        adjustments: What was agreed to change (调整方案).
        follow_up_on: When it is looked at again.
    """

    __tablename__ = "city_decision"

    received_package_id: Mapped[str | None] = mapped_column(ForeignKey("received_package.id"), default=None, index=True)
    office: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(default="")
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    decision: Mapped[str] = mapped_column(String(60), default="")
    revision_id: Mapped[str | None] = mapped_column(ForeignKey("revision.id"), default=None)
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

    received_package_id: Mapped[str | None] = mapped_column(ForeignKey("received_package.id"), default=None, index=True)
    office: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    text: Mapped[str]
    on: Mapped[date]
    read_at: Mapped[datetime | None] = mapped_column(default=None)


class FieldQuery(Identified, Versioned, Base):
    """A question of the city about one field of a form under review (字段询问): open, answered, closed; the form stays frozen.

    Attributes:
        field_key: The field; empty: the whole form.
        row: Id of the table row; empty: the whole field.
        closed_at: When the city was content with the answer.
    """

    __tablename__ = "field_query"
    kind_label = "字段询问"
    labels: ClassVar[dict[str, str]] = {"text": "询问", "answer": "答复", "closed_at": "办结"}

    received_package_id: Mapped[str | None] = mapped_column(ForeignKey("received_package.id"), default=None)
    office: Mapped[str] = mapped_column(default="")
    revision_id: Mapped[str] = mapped_column(ForeignKey("revision.id"), index=True)
    field_key: Mapped[str] = mapped_column(String(60), default="")
    row: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    asked_on: Mapped[date]
    by: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class SentNews(Base):
    """What went to which station in which package, so that the next reply holds only what is new since.

    Attributes:
        item_id: Id of what was told; followed by ``closed`` (a question), ``undone`` (a change of dates) or ``accepted`` (a package that
            came) where that was told of it. ``receipt`` and the id of a package that came, where its receipt was in it; ``pack`` and a
            version of the pack that went along.
    """

    __tablename__ = "sent_news"

    peer_id: Mapped[str] = mapped_column(ForeignKey("peer.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    sent_package_id: Mapped[str] = mapped_column(ForeignKey("sent_package.id"), primary_key=True)
