"""The city's review (评审): experts, rounds, what is reviewed in them, score sheets."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, PlainText, Recyclable, Versioned
from models.plain import Plain


class Expert(Identified, Versioned, Recyclable, Base):
    """An expert (专家).

    Attributes:
        title: Post and professional title (职务职称).
        areas: Keys of the pilot areas he or she knows.
    """

    __tablename__ = "expert"
    kind_label = "专家"
    labels: ClassVar[dict[str, str]] = {
        "name": "姓名",
        "organisation": "单位",
        "title": "职务职称",
        "areas": "熟悉的方向",
        "phone": "联系电话",
        "remark": "备注",
        "deleted_at": "删除",
    }

    name: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    areas: Mapped[list[str]] = mapped_column(default=list)
    phone: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class ReviewRound(Identified, Versioned, Recyclable, Base):
    """One round of review (评审批次).

    Attributes:
        decision: Key of the kind of decision it prepares, in the pack (`models.programme.review`).
        weights: Criterion to its weight, decimal text; ``None``: as in the pack.
        trimmed: The highest and the lowest total of a project are left out where there are enough.
        pass_line: Decimal text; empty: none.
        closed_on: From then on no score changes.
    """

    __tablename__ = "review_round"
    kind_label = "评审批次"
    labels: ClassVar[dict[str, str]] = {
        "title": "名称",
        "weights": "各项满分",
        "trimmed": "去掉最高分和最低分",
        "pass_line": "入围线",
        "closed_on": "结束日期",
        "note": "备注",
        "deleted_at": "删除",
    }

    title: Mapped[str]
    decision: Mapped[str] = mapped_column(String(60))
    weights: Mapped[Plain] = mapped_column(PlainText(), nullable=True, default=None)
    trimmed: Mapped[bool] = mapped_column(default=False)
    pass_line: Mapped[str] = mapped_column(default="")
    opened_on: Mapped[date]
    closed_on: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class ReviewItem(Base):
    """One project in a round, with the frozen revision that is judged."""

    __tablename__ = "review_item"

    review_round_id: Mapped[str] = mapped_column(ForeignKey("review_round.id"), primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), primary_key=True)
    revision_id: Mapped[str] = mapped_column(ForeignKey("revision.id"))


class ScoreSheet(Identified, Versioned, Base):
    """What one expert thinks of one project (评分表); the row stands from the assignment on.

    Attributes:
        conflict: The expert stands aside (回避); the scores do not count.
        scores: Criterion to points, decimal text; ``None``: none yet.
        handed_in_at: When the sheet came in or was finished in the window.
        source: Name of the Excel file it came from; empty: entered in the window.
    """

    __tablename__ = "score_sheet"
    __table_args__ = (UniqueConstraint("review_round_id", "expert_id", "project_id"),)
    kind_label = "评分表"
    labels: ClassVar[dict[str, str]] = {
        "conflict": "回避",
        "conflict_note": "回避原因",
        "scores": "得分",
        "comment": "评审意见",
        "source": "来源文件",
    }

    review_round_id: Mapped[str] = mapped_column(ForeignKey("review_round.id"))
    expert_id: Mapped[str] = mapped_column(ForeignKey("expert.id"))
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"))
    conflict: Mapped[bool] = mapped_column(default=False)
    conflict_note: Mapped[str] = mapped_column(default="")
    scores: Mapped[Plain] = mapped_column(PlainText(), nullable=True, default=None)
    comment: Mapped[str] = mapped_column(default="")
    handed_in_at: Mapped[datetime | None] = mapped_column(default=None)
    source: Mapped[str] = mapped_column(default="")
