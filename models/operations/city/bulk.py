"""Reading and writing many rows at once: plain statements over tuples, no ORM, for every engine alike.

Rows are compared as they are stored, so that nothing has to be turned back into Python's types.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Table
from sqlalchemy.orm import Session

from models.base import Base

Row = tuple[Any, ...]

_MARKS = {"qmark": "?", "format": "%s", "pyformat": "%s"}
_AT_ONCE = 500
"""Ids in one question: every engine has a limit."""
_REPEATING = {date, datetime, tuple, type(None)}
"""What a column holds that is worth turning only once; two texts or numbers may be equal and stored differently."""


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
    if rows:
        _insert(session, table, columns, _stored(session, table, columns, rows))


def update_rows(session: Session, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Update rows that carry a version (`models.base.Versioned`).

    Args:
        session: Open session.
        table: Where.
        columns: The columns that are set.
        rows: The id, then their values, as the mapped class would hold them.
    """
    if rows:
        _update(session, table, columns, _stored(session, table, ("id", *columns), rows))


def delete_rows(session: Session, table: Table, by: str, key: str) -> None:
    """Delete the rows whose column `by` holds `key`."""
    connection = session.connection()
    connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE {by} = {_MARKS[connection.dialect.paramstyle]}", (key,))


def rows_of(session: Session, table: Table, columns: Sequence[str], by: str, keys: Iterable[str]) -> Iterator[Row]:
    """Yield the values of some columns, as they are stored, of the rows whose column `by` holds one of `keys`."""
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        connection = session.connection()
        names, mark = _quoted(connection.dialect, columns), _MARKS[connection.dialect.paramstyle]
        sql = f"SELECT {', '.join(names)} FROM {table.name} WHERE {by} IN ({', '.join([mark] * len(some))})"
        yield from map(tuple, connection.exec_driver_sql(sql, tuple(some)))


@dataclass(slots=True)
class Count:
    """How many things of one kind a package brought."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def told(self) -> list[int]:
        """As it is kept in `models.intake.ReceivedSubmission.effects`."""
        return [self.new, self.changed, self.unchanged]


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a table a package says.

    Attributes:
        columns: The columns that a package fills.
        fixed: What the other columns hold in a new row, the id left out.
        touched: Columns that are set when a row changes, e.g. the moment.
    """

    table: Table
    columns: tuple[str, ...]
    fixed: dict[str, Any]
    touched: dict[str, Any]

    def merge(self, session: Session, held: Iterable[Row], rows: Iterable[Row]) -> Count:
        """Insert what is new, update what is different; a row that lay deleted and came again is there again.

        Args:
            session: Open session.
            held: The rows that may be meant, as `rows_of` gives them: id, `columns`, ``deleted_at``.
            rows: What the package says: id and the values of `columns`.

        Raises:
            IntegrityError: A row that is new here belongs to something else.
        """
        table, given = self.table, list(rows)
        if not given:
            return Count()
        said = _stored(session, table, ("id", *self.columns), given)
        known = {row[0]: row for row in held}
        fresh = [row for row in said if row[0] not in known] if known else said
        moved = [row for row in said if row[0] in known and known[row[0]] != (*row, None)] if known else []
        rest = _one(session, table, self.fixed)
        _insert(session, table, ("id", *self.columns, *self.fixed), [row + rest for row in fresh])
        rest = _one(session, table, self.touched)
        _update(session, table, (*self.columns, *self.touched), [row + rest for row in moved])
        return Count(len(fresh), len(moved), len(said) - len(fresh) - len(moved))


def _insert(session: Session, table: Table, columns: Sequence[str], stored: Sequence[Row]) -> None:
    if stored:
        connection = session.connection()
        marks = ", ".join([_MARKS[connection.dialect.paramstyle]] * len(columns))
        names = ", ".join(_quoted(connection.dialect, columns))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(stored))


def _update(session: Session, table: Table, columns: Sequence[str], stored: Sequence[Row]) -> None:
    if stored:
        connection = session.connection()
        mark = _MARKS[connection.dialect.paramstyle]
        values = ", ".join(f"{name} = {mark}" for name in _quoted(connection.dialect, columns))
        sql = f"UPDATE {table.name} SET {values}, version = version + 1 WHERE id = {mark}"
        connection.exec_driver_sql(sql, [(*row[1:], row[0]) for row in stored])


def _quoted(dialect: Dialect, columns: Iterable[str]) -> list[str]:
    return [dialect.identifier_preparer.quote(column) for column in columns]


def _one(session: Session, table: Table, values: dict[str, Any]) -> Row:
    return _stored(session, table, tuple(values), [tuple(values.values())])[0] if values else ()


def _stored(session: Session, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> list[Row]:
    """Return the rows as the driver stores them; column by column, because most columns need nothing done."""
    dialect = session.connection().dialect
    turned: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for place, column in enumerate(columns):
        process = _processor(dialect, table, column)
        if process is not None:
            turned[place] = _each(process, turned[place])
    return list(zip(*turned, strict=True))


@cache
def _processor(dialect: Dialect, table: Table, column: str) -> Callable[[Any], Any] | None:
    kind = table.c[column].type
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _each(process: Callable[[Any], Any], values: Iterable[Any]) -> list[Any]:
    """Turn each value; days, moments and lists of keys repeat, so each is turned once."""
    held = list(values)
    given = [tuple(value) if isinstance(value, list) else value for value in held]
    if not set(map(type, given)) <= _REPEATING:
        return [process(value) for value in held]
    known = {value: process(list(value) if isinstance(value, tuple) else value) for value in set(given)}
    return [known[value] for value in given]
