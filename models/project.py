"""Pilot projects (试点项目) and the steps of their life."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified, Recyclable, Versioned, indexable
from models.entity import PilotEntity


class Project(Identified, Versioned, Recyclable, Base):
    """One pilot project (试点项目) of one pilot entity.

    Attributes:
        number: Application number (申报编号) ``district-year-serial``, given once when the project is made; what two computers of one
            district numbered alike comes to the city as it is.
        main_area: Key of the main pilot area (主方向) in the pack; empty until chosen.
        other_areas: Keys of up to two further areas.
        period_start: First month, ``YYYY-MM``.
        period_end: Last month, ``YYYY-MM``.
        state: Key of the life-cycle state in the pack.
        rank: Place in the district's recommendation (推荐排序), from 1.
        office: Key of the district that reported it, at the city; empty for what this office keeps itself.
    """

    __tablename__ = "project"
    # Lists and the home page read 20,000 projects: they count and sort inside an index.
    __table_args__ = (
        Index(None, "main_area", "state", "deleted_at"),
        Index(None, "office", "state"),
        Index(None, "title", postgresql_where=indexable("title")),
        Index("ix_project_own_number", "number", unique=True, sqlite_where=text("office = ''"), postgresql_where=text("office = ''")),
    )
    kind_label = "试点项目"
    labels: ClassVar[dict[str, str]] = {
        "title": "试点项目名称",
        "entity_id": "试点主体",
        "main_area": "主方向",
        "other_areas": "其他方向",
        "clusters": "产业集群",
        "industries": "细分行业",
        "platforms": "所在平台",
        "period_start": "试点开始",
        "period_end": "试点结束",
        "officer": "经办人",
        "state": "状态",
        "rank": "推荐排序",
        "deleted_at": "删除",
    }

    number: Mapped[str] = mapped_column(index=True)
    entity_id: Mapped[str] = mapped_column(ForeignKey("pilot_entity.id"), index=True)
    title: Mapped[str]
    main_area: Mapped[str] = mapped_column(default="")
    other_areas: Mapped[list[str]] = mapped_column(default=list)
    clusters: Mapped[list[str]] = mapped_column(default=list)
    industries: Mapped[list[str]] = mapped_column(default=list)
    platforms: Mapped[list[str]] = mapped_column(default=list)
    period_start: Mapped[str] = mapped_column(default="")
    period_end: Mapped[str] = mapped_column(default="")
    officer: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    rank: Mapped[int | None] = mapped_column(default=None)
    office: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)

    entity: Mapped[PilotEntity] = relationship()
    state_changes: Mapped[list["StateChange"]] = relationship(back_populates="project", order_by="StateChange.at")


class StateChange(Identified, Base):
    """One step of a project's life: from one state to the next, when and why.

    Attributes:
        on: The day it took effect (given by the officer).
        at: The moment it was recorded.
    """

    __tablename__ = "state_change"
    __table_args__ = (Index(None, "to_state", "project_id", "on"),)

    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    from_state: Mapped[str]
    to_state: Mapped[str]
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]

    project: Mapped[Project] = relationship(back_populates="state_changes")
