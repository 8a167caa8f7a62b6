"""Indicators (指标) of a project: baseline, yearly targets, values by date."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from models.base import Base, Identified, Recyclable, Versioned


class ProjectIndicator(Identified, Versioned, Recyclable, Base):
    """One indicator that a project promises to reach; also a row of the form's target table.

    Numbers are kept as decimal text: exact on every engine; a text that is no number is kept and reported.

    Attributes:
        indicator_key: Key in the pack; empty for an indicator of the officer's own.
        kind: Key of the indicator kind (cumulative 累计 / point 时点 / yearly 年度 / ratio 比率).
        baseline: Value at the end of the year before the period.
    """

    __tablename__ = "project_indicator"
    kind_label = "指标"
    labels: ClassVar[dict[str, str]] = {
        "name": "指标名称",
        "unit": "单位",
        "kind": "指标性质",
        "counting_rule": "统计口径",
        "baseline": "基期值",
        "deleted_at": "删除",
    }

    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    seq: Mapped[int]
    indicator_key: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    counting_rule: Mapped[str] = mapped_column(default="")
    baseline: Mapped[str] = mapped_column(default="")

    targets: Mapped[dict[int, "IndicatorTarget"]] = relationship(
        collection_class=attribute_keyed_dict("year"), cascade="all, delete-orphan", lazy="selectin"
    )


class IndicatorTarget(Base):
    """The target (目标值) of one year, as decimal text."""

    __tablename__ = "indicator_target"
    kind_label = "指标目标"
    labels: ClassVar[dict[str, str]] = {"value": "目标值"}

    project_indicator_id: Mapped[str] = mapped_column(ForeignKey("project_indicator.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(default="")


class IndicatorValue(Identified, Versioned, Recyclable, Base):
    """One actual value (完成值) at a date, with its source.

    Attributes:
        value: Decimal text; for a ratio computed from numerator and denominator, never typed.
        numerator: Decimal text, ratios only.
        denominator: Decimal text, ratios only.
        source: Where the number comes from (a ledger, a list, a system), so that it can be checked.
    """

    __tablename__ = "indicator_value"
    kind_label = "指标完成值"
    labels: ClassVar[dict[str, str]] = {
        "on": "日期",
        "value": "完成值",
        "numerator": "分子",
        "denominator": "分母",
        "source": "数据来源",
        "evidence_id": "佐证材料",
        "note": "备注",
        "deleted_at": "删除",
    }

    project_indicator_id: Mapped[str] = mapped_column(ForeignKey("project_indicator.id"), index=True)
    on: Mapped[date]
    value: Mapped[str]
    numerator: Mapped[str] = mapped_column(default="")
    denominator: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    evidence_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("evidence.id"), default=None)
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
