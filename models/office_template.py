"""Templates of official documents that the office has changed (本单位的公文模板); what is not changed comes with the programme."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, Recyclable, Versioned


class OfficeTemplate(Identified, Versioned, Recyclable, Base):
    """One template of the office; never edited: a changed file is a new one, the former goes to the recycle bin.

    Attributes:
        key: What it is for, in the words of `exports.word.official.chosen`; of those not in the bin there is one a key.
        title: What the officer calls that.
        file_name: Name of the file it came from.
        size: Bytes.
    """

    __tablename__ = "office_template"
    kind_label = "公文模板"
    labels: ClassVar[dict[str, str]] = {"file_name": "模板文件", "deleted_at": "删除"}

    key: Mapped[str] = mapped_column(String(60), index=True)
    title: Mapped[str]
    file_name: Mapped[str]
    size: Mapped[int]
    added_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(default="")


class OfficeTemplateContent(Base):
    """The Word file of one template, apart from it so that lists never load it."""

    __tablename__ = "office_template_content"

    template_id: Mapped[str] = mapped_column(ForeignKey("office_template.id"), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
