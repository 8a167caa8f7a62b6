"""Pilot entities (试点主体): parks, companies, universities, agencies, associations."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, Recyclable, Versioned, indexable


class PilotEntity(Identified, Versioned, Recyclable, Base):
    """One pilot entity (试点主体) of the register (主体库).

    Attributes:
        kind: Key in the pack's ``entity_kind`` dictionary.
        uscc: Unified social credit code (统一社会信用代码), normalised; unique by check, not by constraint,
            because a doubtful value is kept rather than refused.
        founded: Year and month, ``YYYY-MM``.
        tags: Keys in the pack's ``entity_tag`` dictionary.
        industry: GB/T 4754 code.
        office: Key of the district that reported it, at the city; empty for what this office keeps itself.
    """

    __tablename__ = "pilot_entity"
    __table_args__ = (
        Index(None, "name", "deleted_at", postgresql_where=indexable("name")),
        Index(None, "uscc", postgresql_where=indexable("uscc")),
    )
    kind_label = "试点主体"
    labels: ClassVar[dict[str, str]] = {
        "name": "主体名称",
        "kind": "主体类型",
        "kind_other": "其他类型说明",
        "uscc": "统一社会信用代码",
        "legal_rep": "法定代表人(负责人)",
        "address": "地址",
        "founded": "成立时间",
        "tags": "资质标签",
        "industry": "所属行业",
        "hr_licence": "人力资源服务许可证(备案)号",
        "contact": "联系人",
        "contact_title": "职务",
        "mobile": "手机",
        "tel": "办公电话",
        "email": "电子邮箱",
        "remark": "备注",
        "deleted_at": "删除",
    }

    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    kind_other: Mapped[str] = mapped_column(default="")
    uscc: Mapped[str] = mapped_column(default="")
    legal_rep: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    founded: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[str]] = mapped_column(default=list)
    industry: Mapped[str] = mapped_column(default="")
    hr_licence: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    contact_title: Mapped[str] = mapped_column(default="")
    mobile: Mapped[str] = mapped_column(default="")
    tel: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    office: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
