"""The office (填报单位) that a workspace belongs to."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, Versioned


class Office(Identified, Versioned, Base):
    """The one office of this workspace.

    Attributes:
        district_code: Key of the district in the programme pack (区划码 or the pack's own code).
        name: Full name of the unit as on its seal.
        officer: Name of the officer who works here; goes into the history.
        phone: The office's telephone, printed on forms and ledgers.
        programme_id: Programme pack of the workspace.
        programme_version: Version of the pack the workspace works with; going over to another one is an explicit step.
    """

    __tablename__ = "office"
    kind_label = "单位设置"
    labels: ClassVar[dict[str, str]] = {
        "district_code": "区县",
        "name": "单位名称",
        "officer": "经办人",
        "phone": "联系电话",
        "programme_version": "方案包版本",
    }

    district_code: Mapped[str]
    name: Mapped[str]
    officer: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    programme_id: Mapped[str]
    programme_version: Mapped[str]
    created_at: Mapped[datetime]
