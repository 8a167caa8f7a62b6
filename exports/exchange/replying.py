"""What a reply says of the packages that came: receipts and the numbers that are still waited for (回执链)."""

from typing import NamedTuple

from exports.exchange.stations import chain_of, receiving_station
from models.exchange import Receipt, ReceiptOutcome
from models.exchange_states import ReceivedState
from models.queries import exchange
from models.queries.showing import local_day
from models.reading import Reader

_OUTCOMES = {str(ReceivedState.WAITING): ReceiptOutcome.WAITING, "refused": ReceiptOutcome.REFUSED}


class Acknowledgement(NamedTuple):
    """Receipts that are due to one sender, what is missing, and the packages that are answered by them."""

    receipts: tuple[Receipt, ...]
    missing: tuple[int, ...]
    received_ids: tuple[str, ...]


def acknowledgement(reader: Reader, sender: str) -> Acknowledgement:
    """Return what the next reply to a station says of its packages; `operations.exchange.mark_answered` once it was made."""
    due = exchange.unanswered(reader, sender)
    suite_name = next((row.suite for row in exchange.peers(reader) if row.id == sender), "")
    chain = chain_of(reader, sender, receiving_station(reader, suite_name).party.station)
    receipts = tuple(
        Receipt(
            package=row.digest,
            sequence=row.sequence,
            received_on=local_day(row.received_at),
            outcome=_OUTCOMES.get(row.state, ReceiptOutcome.RECEIVED),
            note=row.note,
        )
        for row in due
    )
    return Acknowledgement(receipts, chain.missing(), tuple(row.id for row in due))
