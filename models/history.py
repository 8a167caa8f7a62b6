"""The history (修改记录): who changed what, when, from what to what."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class HistoryEntry(Base):
    """One change of one field of one thing.

    Attributes:
        action: ``create`` / ``edit`` / ``delete`` / ``restore`` / ``submit`` / ``return``.
        kind_label: What the officer calls the thing (试点主体, 填写项, …).
        object_id: Id of the thing.
        project_id: The project it belongs to; empty for things of the whole office.
        object_label: Name of the thing at that moment.
        field_key: Column or form field.
        field_label: The officer's word for it.
        old: Shown value before.
        new: Shown value after (normalised).
        entered: What was typed, where normalising changed it.
    """

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[str]
    action: Mapped[str] = mapped_column(String(20))
    kind_label: Mapped[str]  # type: ignore[misc]
    object_id: Mapped[str] = mapped_column(String(32), index=True)
    project_id: Mapped[str] = mapped_column(String(32), default="", index=True)
    object_label: Mapped[str] = mapped_column(default="")
    field_key: Mapped[str] = mapped_column(default="")
    field_label: Mapped[str] = mapped_column(default="")
    old: Mapped[str] = mapped_column(default="")
    new: Mapped[str] = mapped_column(default="")
    entered: Mapped[str] = mapped_column(default="")
