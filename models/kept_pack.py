"""Programme packs (方案包) kept in the workspace: those that came down, those made here, and the program's own as it was when in use."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class KeptPack(Base):
    """One version of a programme pack; moving to it is a step of its own.

    Attributes:
        note: What is new in it, for the officers.
        received_package_id: The package it came in.
        used_at: When the workspace last went over to it; ``None``: never.
    """

    __tablename__ = "kept_pack"

    programme_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[str] = mapped_column(String(60), primary_key=True)
    origin: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(default="")
    kept_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    received_package_id: Mapped[str | None] = mapped_column(ForeignKey("received_package.id"), default=None)


class KeptPackFile(Base):
    """One file of a kept pack, by its place below the pack's folder."""

    __tablename__ = "kept_pack_file"
    __table_args__ = (ForeignKeyConstraint(["programme_id", "version"], ["kept_pack.programme_id", "kept_pack.version"]),)

    programme_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[str] = mapped_column(String(60), primary_key=True)
    path: Mapped[str] = mapped_column(String(120), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
