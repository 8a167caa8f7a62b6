"""Hand-outs (下发): which form was given to whom and when, and whether it came back (回收)."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, PlainText
from models.plain import Plain


class HandOut(Identified, Base):
    """One form that was handed out to be filled in without the program.

    Attributes:
        document_id: The document it belongs to; for the tracking workbook the application form, which stands for the project.
        form_key: Form definition of the pack, or the key of the tracking workbook.
        form_version: Its version.
        revision: Revision of the document that was handed out.
        title: What the form is called.
        file_name: Name of the file that was made.
        contact: To whom it was given: name and telephone number as they stood then.
        due_on: Day until which it is asked back.
        held: What the document held then, plain values by field: tells what the entity changed from what the office changed.
        answered_at: When the last file that came back for it was taken in.
        evidence_id: The file that came back, kept as evidence.
        withdrawn_at: When the office called it off: it is not chased any more.
    """

    __tablename__ = "hand_out"
    kind_label = "下发"
    labels: ClassVar[dict[str, str]] = {
        "file_name": "下发的文件",
        "due_on": "要求交回",
        "evidence_id": "交回的文件",
        "withdrawn_at": "不再催报",
    }

    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    form_key: Mapped[str]
    form_version: Mapped[str]
    revision: Mapped[int]
    title: Mapped[str]
    file_name: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None] = mapped_column(default=None)
    held: Mapped[Plain] = mapped_column(PlainText())
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    evidence_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("evidence.id"), default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
