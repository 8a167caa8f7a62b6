"""The city's home page (工作首页): how much came, waits and is due, as numbers over the whole city."""

from datetime import date
from typing import NamedTuple

from models.edition import CITY
from models.exchange_states import PeerState, ReceivedState
from models.reading import Reader


class Inbox(NamedTuple):
    """Packages of the districts.

    Attributes:
        taken: Taken in so far.
        waiting: Wait for one before them.
        refused: Not taken in, and the station was not told yet.
        unanswered: Stations to which a receipt is due.
    """

    taken: int
    waiting: int
    refused: int
    unanswered: frozenset[str]


class Returned(NamedTuple):
    """Frozen forms that were sent back and did not come anew.

    Attributes:
        total: How many.
        late: How many of them should have come by now.
        due: The earliest day by which one is to come, of those that have one.
        office: The district whose form that is, or one of those that have no day.
    """

    total: int
    late: int
    due: date | None
    office: str


class Enrolment(NamedTuple):
    """How far the districts' stations are enrolled: files made, answers taken in (compared or not), those not compared yet."""

    invited: int
    registered: int
    to_compare: int


def inbox_totals(reader: Reader) -> Inbox:
    """Return what came and what waits."""
    ((taken, waiting),) = reader.rows(
        "SELECT COUNT(CASE WHEN state <> :waiting THEN 1 END), COUNT(CASE WHEN state = :waiting THEN 1 END)"
        " FROM received_package WHERE kind = 'rhbs'",
        waiting=ReceivedState.WAITING.value,
    )
    ((refused,),) = reader.rows("SELECT COUNT(*) FROM refused_package WHERE NOT answered")
    senders = reader.rows(
        "SELECT sender FROM received_package WHERE NOT answered UNION SELECT sender FROM refused_package WHERE NOT answered"
    )
    return Inbox(taken, waiting, refused, frozenset(sender for (sender,) in senders))


def returned(reader: Reader, on: date) -> Returned:
    """Return what was sent back and did not come anew, as of a day."""
    rows = reader.rows(
        "SELECT t.due, t.office FROM city_return t JOIN revision r ON r.id = t.revision_id JOIN document d ON d.id = r.document_id"
        " AND d.revision = r.number WHERE t.received_package_id IS NULL AND d.deleted_at IS NULL"
    )
    dated = sorted((date.fromisoformat(due), office) for due, office in rows if due)
    first, office = dated[0] if dated else (None, rows[0][1] if rows else "")
    return Returned(len(rows), sum(day < on for day, _ in dated), first, office)


def enrolment(reader: Reader) -> Enrolment:
    """Return how far the enrolment of the districts' stations has come; revoked ones do not count."""
    states = dict(reader.rows("SELECT state, COUNT(*) FROM peer WHERE office <> :city GROUP BY state", city=CITY))
    to_compare = states.get(PeerState.REGISTERED, 0)
    registered = to_compare + states.get(PeerState.CONFIRMED, 0)
    return Enrolment(registered + states.get(PeerState.INVITED, 0), registered, to_compare)
