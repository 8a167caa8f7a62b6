"""The documents (文书) that are filled in: answers, explanations, frozen revisions; and the district's review of an application form."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from models.base import Base, Identified, PlainText, Recyclable, Versioned
from models.plain import Plain
from models.project import Project


class Document(Identified, Versioned, Recyclable, Base):
    """One document in the form that the pack defines: the application form of a project, a work plan, the district's yearly report.

    Facts that the register or the project hold (name, code, areas, period, indicators) are not stored here
    again: the form binds to them (一数一源). Only form-only answers are rows of `Answer`.

    The application form (试点申报表) of a project has the project's own id: there is exactly one, made with the project.

    Attributes:
        title: What it is called in lists: the form's short name with the year, or with its own title where there may be several.
        project_id: The project it is about; ``None`` for a document of the district.
        form_id: Form definition in the programme pack.
        period: The year it reports on, ``YYYY``; empty for what is not written every year.
        programme_version: Pack version the form was filled in; moving on is an explicit step.
        revision: Number of the revision being worked on, from 1.
        frozen_at: When the current revision was frozen by submitting; ``None`` while it can be edited.
        filled: How many of the fields that apply hold something (for the lists).
        applicable: How many fields apply.
        errors: Findings of level error after the last save.
        warnings: Findings of level warning that have no explanation yet, after the last save.
        office: Key of the district that reported it, at the city; empty for what this office keeps itself.
    """

    __tablename__ = "document"
    __table_args__ = (Index(None, "frozen_at", "errors", "warnings", "project_id", "id"), Index(None, "project_id", "form_id"))
    kind_label = "文书"
    labels: ClassVar[dict[str, str]] = {"deleted_at": "删除"}

    title: Mapped[str]
    project_id: Mapped[str | None] = mapped_column(ForeignKey("project.id"), default=None)
    form_id: Mapped[str] = mapped_column(index=True)
    period: Mapped[str] = mapped_column(String(4), default="")
    programme_version: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    frozen_at: Mapped[datetime | None] = mapped_column(default=None)
    filled: Mapped[int] = mapped_column(default=0)
    applicable: Mapped[int] = mapped_column(default=0)
    errors: Mapped[int] = mapped_column(default=0)
    warnings: Mapped[int] = mapped_column(default=0)
    office: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)

    project: Mapped[Project | None] = relationship()
    answers: Mapped[dict[str, "Answer"]] = relationship(
        collection_class=attribute_keyed_dict("field_key"), cascade="all, delete-orphan", lazy="selectin"
    )
    explanations: Mapped[dict[str, "Explanation"]] = relationship(
        collection_class=attribute_keyed_dict("finding_id"), cascade="all, delete-orphan", lazy="selectin"
    )
    review: Mapped["DistrictReview | None"] = relationship(cascade="all, delete-orphan")
    revisions: Mapped[list["Revision"]] = relationship(order_by="Revision.number", back_populates="document")


class Answer(Base):
    """One answer of the form, by field.

    Attributes:
        value: The plain value after normalising; ``{"unparsed": text}`` when the text could not be read.
        entered: The text as typed, where it differs from what `value` shows.
    """

    __tablename__ = "answer"

    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    field_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Plain] = mapped_column(PlainText())
    entered: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[datetime]


class LinkedFigure(Base):
    """A number or word that a first draft took from the workspace (关联数据), so that the program notices when the source moves on.

    Attributes:
        field_key: The field whose text holds it.
        seq: Its place among those of the field, from 1.
        figure: Its name (`forms.sources`): a figure, the entry of a list (``problems[]``), the cell of a table (``nine_areas:projects``).
        subject: Number of the project whose figure it is; empty for the whole district or the document's own project. Of a cell: its row.
        place: Where it stands, in the officer's words.
        shown: As it stood when it was taken or last confirmed.
        before: The words before it, by which it is found again in the text; of a cell the id of its row.
    """

    __tablename__ = "linked_figure"

    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    field_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    figure: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    shown: Mapped[str]
    before: Mapped[str] = mapped_column(default="")


class Explanation(Base):
    """The officer's written 说明 to one warning; printed with the form."""

    __tablename__ = "explanation"

    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    finding_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class DistrictReview(Base):
    """The district's review (区县审核) of the current revision of an application form.

    Attributes:
        checklist: Keys of the pack's check list that the officer ticked.
        opinion: Text for the district's opinion cell (at most what the form allows).
    """

    __tablename__ = "district_review"
    kind_label = "区县审核"
    labels: ClassVar[dict[str, str]] = {"checklist": "审核要点", "opinion": "区县意见", "reviewed_on": "审核日期"}

    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    checklist: Mapped[list[str]] = mapped_column(default=list)
    opinion: Mapped[str] = mapped_column(default="")
    reviewed_on: Mapped[date | None] = mapped_column(default=None)
    by: Mapped[str] = mapped_column(default="")


class Revision(Identified, Base):
    """A frozen revision (修订版本): the whole form as it was submitted, for ever.

    Attributes:
        payload: The JSON text of the `FormSnapshot` (docs/architecture.md) at the moment of submitting.
        sha256: Hex digest of `payload`; its first characters are the short code (校验码) on the printed document.
        returned_at: When it was returned for editing, which opened the next revision.
        scan_id: The scan of the sealed paper (盖章扫描件), a piece of evidence; ``None``: not attached yet.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    number: Mapped[int]
    payload: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[datetime]
    submitted_on: Mapped[date]
    by: Mapped[str]
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    return_reason: Mapped[str] = mapped_column(default="")
    scan_id: Mapped[str | None] = mapped_column(ForeignKey("evidence.id"), default=None)

    document: Mapped[Document] = relationship(back_populates="revisions")
