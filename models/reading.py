"""The read side: plain SQL in, tuples out, so that lists need no ORM and the first window opens at once."""

from typing import Any, Protocol


class Reader(Protocol):
    """Something that runs a query on one consistent state of the workspace."""

    def rows(self, sql: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Run `sql` with ``:name`` parameters and return all rows.

        JSON columns come as text, dates as ``YYYY-MM-DD`` text, moments as UTC text, booleans as 0/1.
        """
        ...
