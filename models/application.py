"""The application form (试点申报表) of a project: answers, explanations, district review, frozen revisions."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from models.base import Base, Identified, PlainText, Versioned
from models.plain import Plain
from models.project import Project


class Application(Identified, Versioned, Base):
    """The application form of one project.

    Facts that the register or the project hold (name, code, areas, period, indicators) are not stored here
    again: the form binds to them (一数一源). Only form-only answers are rows of `Answer`.

    Attributes:
        form_id: Form definition in the programme pack.
        programme_version: Pack version the form was filled in; moving on is an explicit step.
        revision: Number of the revision being worked on, from 1.
        frozen_at: When the current revision was frozen by submitting; ``None`` while it can be edited.
        filled: How many of the fields that apply hold something (for the lists).
        applicable: How many fields apply.
        errors: Findings of level error after the last save.
        warnings: Findings of level warning that have no explanation yet, after the last save.
    """

    __tablename__ = "application"
    __table_args__ = (Index(None, "frozen_at", "errors", "warnings", "project_id"),)

    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), unique=True)
    form_id: Mapped[str]
    programme_version: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    frozen_at: Mapped[datetime | None] = mapped_column(default=None)
    filled: Mapped[int] = mapped_column(default=0)
    applicable: Mapped[int] = mapped_column(default=0)
    errors: Mapped[int] = mapped_column(default=0)
    warnings: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)

    project: Mapped[Project] = relationship()
    answers: Mapped[dict[str, "Answer"]] = relationship(
        collection_class=attribute_keyed_dict("field_key"), cascade="all, delete-orphan", lazy="selectin"
    )
    explanations: Mapped[dict[str, "Explanation"]] = relationship(
        collection_class=attribute_keyed_dict("finding_id"), cascade="all, delete-orphan", lazy="selectin"
    )
    review: Mapped["DistrictReview | None"] = relationship(cascade="all, delete-orphan")
    revisions: Mapped[list["Revision"]] = relationship(order_by="Revision.number", back_populates="application")


class Answer(Base):
    """One answer of the form, by field.

    Attributes:
        value: The plain value after normalising; ``{"unparsed": text}`` when the text could not be read.
        entered: The text as typed, where it differs from what `value` shows.
    """

    __tablename__ = "answer"

    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), primary_key=True)
    field_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Plain] = mapped_column(PlainText())
    entered: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[datetime]


class Explanation(Base):
    """The officer's written 说明 to one warning; printed with the form."""

    __tablename__ = "explanation"

    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), primary_key=True)
    finding_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class DistrictReview(Base):
    """The district's review (区县审核) of the current revision.

    Attributes:
        checklist: Keys of the pack's check list that the officer ticked.
        opinion: Text for the district's opinion cell (at most what the form allows).
    """

    __tablename__ = "district_review"
    kind_label = "区县审核"
    labels: ClassVar[dict[str, str]] = {"checklist": "审核要点", "opinion": "区县意见", "reviewed_on": "审核日期"}

    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), primary_key=True)
    checklist: Mapped[list[str]] = mapped_column(default=list)
    opinion: Mapped[str] = mapped_column(default="")
    reviewed_on: Mapped[date | None] = mapped_column(default=None)
    by: Mapped[str] = mapped_column(default="")


class Revision(Identified, Base):
    """A frozen revision (修订版本): the whole form as it was submitted, for ever.

    Attributes:
        payload: The JSON text of the `FormSnapshot` (docs/architecture.md) at the moment of submitting.
        sha256: Hex digest of `payload`.
        returned_at: When it was returned for editing, which opened the next revision.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("application_id", "number"),)

    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), index=True)
    number: Mapped[int]
    payload: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[datetime]
    submitted_on: Mapped[date]
    by: Mapped[str]
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    return_reason: Mapped[str] = mapped_column(default="")

    application: Mapped[Application] = relationship(back_populates="revisions")
