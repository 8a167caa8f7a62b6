"""Who has what open: only where several officers work in one workspace on a server."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified


class PresenceMark(Identified, Base):
    """One open window of an officer; no part of the history, and nothing of it is kept.

    Attributes:
        account: Account on the server; nobody marks in another's name.
        officer: Name, as others see it.
        thing: Kind and id, such as ``document:<id>``; empty: nothing in particular.
        editing: Something is being changed.
        since: When it was opened, by the server's clock.
        seen_at: The last sign of life, by the server's clock.
    """

    __tablename__ = "presence"

    account: Mapped[str]
    officer: Mapped[str]
    thing: Mapped[str] = mapped_column(String(80), index=True)
    editing: Mapped[bool]
    since: Mapped[datetime]
    seen_at: Mapped[datetime]
