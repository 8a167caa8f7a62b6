"""Named mappings (导入对应关系) of the columns of an office's own spreadsheets (旧台账) to the facts of the register and the projects."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, PlainText, Versioned
from models.plain import Plain


class ImportMapping(Identified, Versioned, Base):
    """Which column of a spreadsheet is which fact, kept under a name for the next time.

    Attributes:
        name: What the officer calls it; one mapping a name.
        columns: Text of the column's head to the key of the fact.
    """

    __tablename__ = "import_mapping"
    kind_label = "导入对应关系"
    labels: ClassVar[dict[str, str]] = {"name": "名称"}

    name: Mapped[str] = mapped_column(unique=True)
    columns: Mapped[Plain] = mapped_column(PlainText())
    updated_at: Mapped[datetime]
