"""The declarative base and the column types that every mapped class shares."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect, MetaData, String, Text, TextClause, text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from models.plain import Plain


def new_id() -> str:
    """Return a fresh random id (UUID4, 32 hex digits): the same for life, also across the file exchange."""
    return uuid.uuid4().hex


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC with zone; SQLite keeps no zone of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse moments without a zone and store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware moment."""
        return None if value is None else value.replace(tzinfo=UTC)


class PlainText(TypeDecorator[Any]):
    """A plain value as JSON text. SQLite gives a JSON column numeric affinity and would turn ``128`` into a number."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Plain, dialect: Dialect) -> str | None:
        """Write a value; ``None`` is NULL."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Plain:
        """Read a value."""
        return None if value is None else json.loads(value)


def indexable(column: str) -> TextClause:
    """Return which texts of a column go into its index on a server: an entry there has room for 2,700 bytes, a field for any text."""
    return text(f"length({column}) <= 500")


class Base(DeclarativeBase):
    """Base of all mapped classes.

    Attributes:
        kind_label: What the officer calls the thing, for the history (修改记录); empty: not recorded.
        labels: Column name to the officer's word, for the history; a column not listed is not recorded.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        datetime: UTCDateTime(),
        list[str]: PlainText(),
    }
    kind_label: ClassVar[str] = ""
    labels: ClassVar[dict[str, str]] = {}


class Identified:
    """A thing with an id for life."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)


class Versioned:
    """Optimistic locking: an update of a row that somebody else changed meanwhile fails instead of losing theirs."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 (SQLAlchemy calls it on the class)
        return {"version_id_col": cls.version}


class Recyclable:
    """A thing that deleting moves to the recycle bin (回收站), from which it can be restored."""

    # No index: almost every row holds NULL, and the planner would take it for a good one.
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
