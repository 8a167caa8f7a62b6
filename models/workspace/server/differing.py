"""What two officers changed at once: found by the history, in which every recorded column of every kind of thing stands."""

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from models.workspace.refusals import Difference

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Seen:
    """What of the history this officer's window has shown, so that only what is newer can be a surprise.

    Entries are numbered in the order in which they were saved, because one transaction writes at a time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: int | None = None
        self._own: list[tuple[int, int]] = []

    @property
    def until(self) -> int | None:
        """Number of the last entry that was shown; ``None`` before the first look."""
        return self._until

    def is_news(self, newest: int) -> bool:
        """Say whether something of others stands between what was shown and `newest`."""
        with self._lock:
            return self._until is not None and newest - self._until > sum(end - start for start, end in self._own)

    def advance(self, newest: int) -> None:
        """Take everything up to `newest` as shown."""
        with self._lock:
            self._until = newest
            self._own.clear()

    def note_own(self, start: int, end: int) -> None:
        """Note that the entries behind `start` up to `end` are this officer's own."""
        with self._lock:
            if end == start or self._until is None:
                return
            if self._own and self._own[-1][1] == start:
                start = self._own.pop()[0]
            self._own.append((start, end))

    def accept(self, numbers: Iterable[int]) -> None:
        """Take single entries of others as shown."""
        with self._lock:
            self._own += [(number - 1, number) for number in numbers if self.foreign(number)]

    def foreign(self, number: int) -> bool:
        """Say whether the entry was written by somebody else and was not accepted."""
        return not any(start < number <= end for start, end in self._own)


# A thing that one deletes while the other edits it differs as a whole.
_DIFFERENCES = """
SELECT theirs.id, mine.object_label, mine.kind_label, mine.field_label, theirs.field_label,
    theirs.old, theirs.new, mine.new, theirs.by, theirs.at, mine.action, theirs.action, mine.field_key
FROM history AS mine
JOIN history AS theirs ON theirs.object_id = mine.object_id
    AND (theirs.field_key = mine.field_key OR theirs.action = 'delete' OR mine.action = 'delete')
WHERE mine.id > :start AND theirs.id > :seen AND theirs.id <= :start
    AND (theirs.new <> mine.new OR theirs.action = 'delete') AND mine.object_id <> ''
ORDER BY theirs.id
"""


def differences(session: "Session", seen: Seen, start: int) -> tuple[Difference, ...]:
    """Return where this transaction replaces what others saved and this officer has not seen.

    Args:
        session: Inside the transaction, everything flushed.
        seen: What the officer has seen.
        start: Number of the newest entry before the transaction.
    """
    from sqlalchemy import text

    if seen.until is None or start <= seen.until:
        return ()
    found: dict[tuple[str, str, str], Difference] = {}
    for row in session.execute(text(_DIFFERENCES), {"start": start, "seen": seen.until}):
        number, label, kind, field, their_field, before, theirs, mine, by, at, action, their_action, key = row
        if not seen.foreign(number):
            continue
        field = field if their_action != "delete" and action != "delete" else their_field
        earlier = found.get((kind, label, field))
        entries = (*(earlier.entries if earlier else ()), number)
        found[kind, label, field] = Difference(
            kind, label, field, earlier.before if earlier else before, theirs, mine, by, at, key, entries
        )
    return tuple(found.values())
