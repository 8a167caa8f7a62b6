"""Tracking a project: milestones, progress, problems, support requests, evidence."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, Recyclable, Versioned


class Milestone(Identified, Versioned, Recyclable, Base):
    """A milestone (里程碑) of a project, proposed by its areas or the officer's own.

    Attributes:
        area: Pilot area it was proposed for; empty for the officer's own.
        planned_on: Day it should be reached.
        done_on: Day it was reached.
    """

    __tablename__ = "milestone"
    __table_args__ = (Index(None, "done_on", "planned_on", "deleted_at", "project_id"),)
    kind_label = "里程碑"
    labels: ClassVar[dict[str, str]] = {
        "title": "里程碑",
        "planned_on": "计划日期",
        "done_on": "完成日期",
        "note": "备注",
        "deleted_at": "删除",
    }

    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    seq: Mapped[int]
    area: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    planned_on: Mapped[date | None] = mapped_column(default=None)
    done_on: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")


class ProgressEntry(Identified, Versioned, Recyclable, Base):
    """A progress entry (进展)."""

    __tablename__ = "progress_entry"
    kind_label = "进展"
    labels: ClassVar[dict[str, str]] = {"on": "日期", "text": "进展情况", "deleted_at": "删除"}

    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    on: Mapped[date]
    text: Mapped[str]
    by: Mapped[str] = mapped_column(default="")


class Problem(Identified, Versioned, Recyclable, Base):
    """A problem (存在的问题) and, later, how it was solved."""

    __tablename__ = "problem"
    __table_args__ = (Index(None, "resolved_on", "deleted_at", "project_id"),)
    kind_label = "问题"
    labels: ClassVar[dict[str, str]] = {
        "on": "提出日期",
        "text": "问题",
        "resolved_on": "解决日期",
        "resolution": "解决情况",
        "deleted_at": "删除",
    }

    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    on: Mapped[date]
    text: Mapped[str]
    resolved_on: Mapped[date | None] = mapped_column(default=None)
    resolution: Mapped[str] = mapped_column(default="")


class SupportRequest(Identified, Versioned, Recyclable, Base):
    """A support request (寻求支持事项) and, later, its answer."""

    __tablename__ = "support_request"
    __table_args__ = (Index(None, "answered_on", "deleted_at", "project_id"),)
    kind_label = "支持事项"
    labels: ClassVar[dict[str, str]] = {
        "on": "提出日期",
        "text": "支持事项",
        "addressed_to": "请求对象",
        "answered_on": "答复日期",
        "answer": "答复情况",
        "deleted_at": "删除",
    }

    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    on: Mapped[date]
    text: Mapped[str]
    addressed_to: Mapped[str] = mapped_column(default="")
    answered_on: Mapped[date | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(default="")


class Evidence(Identified, Versioned, Recyclable, Base):
    """A piece of evidence or an attachment of the form (佐证材料、附件), kept inside the workspace.

    Attributes:
        project_id: The project; ``None`` for what belongs to a document of the district.
        document_id: The document whose attachment or sealed scan it is; ``None`` for evidence of tracking.
        field_key: Attachment field of the document's form it answers; empty for evidence of tracking and scans.
        file_name: Name of the file it came from.
        media_type: Found from the content, not from the name.
        size: Bytes.
        sha256: Hex digest of the content; checked whenever the file is opened.
    """

    __tablename__ = "evidence"
    kind_label = "佐证材料"
    labels: ClassVar[dict[str, str]] = {"title": "名称", "file_name": "文件名", "deleted_at": "删除"}

    project_id: Mapped[str | None] = mapped_column(ForeignKey("project.id"), index=True)
    document_id: Mapped[str | None] = mapped_column(ForeignKey("document.id"), default=None)
    field_key: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(default="")


class EvidenceContent(Base):
    """The bytes of one piece of evidence, apart from it so that lists never load them."""

    __tablename__ = "evidence_content"

    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
