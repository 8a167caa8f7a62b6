"""The read side: plain SQL in, tuples out, so that lists need no ORM and the first window opens at once."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Reader(Protocol):
    """Something that runs a query on one consistent state of the workspace."""

    def rows(self, sql: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Run `sql` with ``:name`` parameters and return all rows.

        JSON columns come as text, dates as ``YYYY-MM-DD`` text, moments as UTC text, booleans as 0/1.
        """
        ...


def among(column: str, wanted: Collection[str]) -> tuple[str, dict[str, object]]:
    """Return the condition that `column` is one of `wanted`, and its parameters."""
    names = {f"among_{number}": value for number, value in enumerate(sorted(wanted))}
    return (f"{column} IN ({', '.join(f':{name}' for name in names)})" if names else "1 = 0"), {**names}


class SessionReader:
    """Reads inside the transaction of a session, so that an operation sees what it has just written."""

    def __init__(self, session: "Session") -> None:
        self._session = session

    def rows(self, sql: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """See `Reader.rows`."""
        from sqlalchemy import text

        self._session.flush()
        connection = self._session.connection()
        if connection.dialect.name == "postgresql":
            from models.workspace.server.connection import read

            raw: Any = connection.connection.dbapi_connection
            return read(raw, sql, parameters)
        return [tuple(row) for row in self._session.execute(text(sql), parameters)]
