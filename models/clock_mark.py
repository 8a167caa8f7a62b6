"""The latest moment at which the workspace was used, to notice a clock that was put back."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ClockMark(Base):
    """The one mark of this workspace.

    Attributes:
        id: Always 1.
        seen_at: The latest moment at which the workspace was seen open.
        history_id: The officer said the clock is right: entries of the history up to this one no longer count.
        received_at: The same for files received up to this moment.
    """

    __tablename__ = "clock_mark"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime]
    history_id: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime | None] = mapped_column(default=None)
