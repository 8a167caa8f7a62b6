"""Whether the work went over to a successor (工作交接), as the history says it."""

from typing import NamedTuple

from models.queries.showing import local_minute
from models.reading import Reader

MARK = "hand_over"
"""Field of the history entries that say it, and action of the one that gives the work away."""


class HandedOver(NamedTuple):
    """The work is somebody else's now; `at` is local time."""

    at: str
    by: str
    to: str

    @property
    def words(self) -> str:
        """What the officer is told."""
        return f"本账套已于{self.at}由{self.by}移交给{self.to}，本机只能查看和导出，不能再填报和报送。"


def handed_over(reader: Reader) -> HandedOver | None:
    """Return when and to whom this workspace was handed over; ``None`` while the work is done here.

    Only the last entry counts: a successor's copy goes on with the entry that takes the work over.
    """
    found = reader.rows(
        'SELECT h.action, h.at, h."by", h.new FROM history h JOIN office o ON o.id = h.object_id WHERE h.field_key = :mark'
        " ORDER BY h.id DESC LIMIT 1",
        mark=MARK,
    )
    if not found or found[0][0] != MARK:
        return None
    ((_action, at, by, to),) = found
    return HandedOver(local_minute(at), by, to)


def last_change(reader: Reader) -> int:
    """Return the number of the newest entry of the history, by which a change shows."""
    return int(reader.rows("SELECT COALESCE(MAX(id), 0) FROM history")[0][0])
