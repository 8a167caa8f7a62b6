"""Writing many rows at once: prepared statements over tuples, no ORM, for every engine alike."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Table, select
from sqlalchemy.orm import Session

from models.base import Base

Row = tuple[Any, ...]

_MARKS = {"qmark": "?", "format": "%s", "pyformat": "%s"}
_AT_ONCE = 500
"""Ids in one question: every engine has a limit."""


def table_of(kind: type[Base]) -> Table:
    """Return the table of a mapped class."""
    table = kind.__table__
    assert isinstance(table, Table)
    return table


def insert_rows(session: Session, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows.

    Args:
        session: Open session.
        table: Where.
        columns: Their names, in the order of the values.
        rows: The values, as the mapped class would hold them.

    Raises:
        IntegrityError: A key stands there already.
    """
    dialect = session.connection().dialect
    marks = ", ".join([_MARKS[dialect.paramstyle]] * len(columns))
    names = ", ".join(map(dialect.identifier_preparer.quote, columns))
    _run(session, f"INSERT INTO {table.name} ({names}) VALUES ({marks})", table, columns, rows)


def update_rows(session: Session, table: Table, columns: Sequence[str], rows: Sequence[Row], *, key: str = "id") -> None:
    """Update rows that carry a version (`models.base.Versioned`).

    Args:
        session: Open session.
        table: Where.
        columns: The columns that are set.
        rows: Their values and, last, the key.
        key: Name of the key.
    """
    dialect = session.connection().dialect
    quote, mark = dialect.identifier_preparer.quote, _MARKS[dialect.paramstyle]
    values = ", ".join(f"{quote(column)} = {mark}" for column in columns)
    sql = f"UPDATE {table.name} SET {values}, version = version + 1 WHERE {quote(key)} = {mark}"
    _run(session, sql, table, (*columns, key), rows)


def rows_of(session: Session, table: Table, columns: Sequence[str], by: str, keys: Iterable[str]) -> Iterator[Row]:
    """Yield the values of some columns of the rows whose column `by` holds one of `keys`."""
    wanted = sorted(set(keys))
    picked = [table.c[column] for column in columns]
    for start in range(0, len(wanted), _AT_ONCE):
        for row in session.execute(select(*picked).where(table.c[by].in_(wanted[start : start + _AT_ONCE]))):
            yield tuple(row)


@dataclass(slots=True)
class Count:
    """How many things of one kind a package brought."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a table a package says.

    Attributes:
        owner: Column with the thing that the rows belong to.
        columns: The columns that a package fills; `owner` is one of them.
        constants: What the other columns hold in a new row.
    """

    table: Table
    owner: str
    columns: tuple[str, ...]
    constants: dict[str, Any]

    def merge(self, session: Session, owners: Iterable[str], rows: dict[str, Row]) -> Count:
        """Insert what is new, update what is different; a row that lay deleted and came again is there again.

        Args:
            session: Open session.
            owners: The owners that were here before; the rows of the others are new without a look.
            rows: The values by id.

        Raises:
            IntegrityError: A row with that id belongs to something else.
        """
        held = {row[0]: row[1:] for row in rows_of(session, self.table, ("id", *self.columns, "deleted_at"), self.owner, owners)}
        fixed = tuple(self.constants.values())
        fresh = [(id, *row, *fixed) for id, row in rows.items() if id not in held]
        moved = [(*row, None, id) for id, row in rows.items() if id in held and held[id] != (*row, None)]
        insert_rows(session, self.table, ("id", *self.columns, *self.constants), fresh)
        update_rows(session, self.table, (*self.columns, "deleted_at"), moved)
        return Count(len(fresh), len(moved), len(rows) - len(fresh) - len(moved))


def _run(session: Session, sql: str, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    if rows:
        connection = session.connection()
        connection.exec_driver_sql(sql, _stored(connection.dialect, table, columns, rows))


def _stored(dialect: Dialect, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> list[Row]:
    """Return the rows as the driver stores them; column by column, because most columns need nothing done."""
    turned: list[Iterable[Any]] = []
    for place, column in enumerate(columns):
        values: Iterable[Any] = [row[place] for row in rows]
        process = _processor(dialect, table, column)
        if process is not None:
            values = _each(process, values)
        turned.append(values)
    return list(zip(*turned, strict=True))


def _processor(dialect: Dialect, table: Table, column: str) -> Callable[[Any], Any] | None:
    kind = table.c[column].type
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _each(process: Callable[[Any], Any], values: Iterable[Any]) -> list[Any]:
    """Turn each value; days and moments repeat, so each is turned once."""
    known: dict[Any, Any] = {}
    found = []
    for value in values:
        key = tuple(value) if isinstance(value, list) else value
        if key not in known:
            known[key] = process(value)
        found.append(known[key])
    return found
