"""Sending back (反馈): the reply of every station with news since the last, made in one go, and written into a folder."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from exports.exchange.packs import with_pack
from exports.exchange.replying import Acknowledgement, acknowledgement
from exports.exchange.sending import Made, Outgoing, make_package, write_package
from exports.exchange.stations import Perform
from exports.files import Progress, ignore
from models.changes import Changes
from models.errors import UserError
from models.exchange import Reply
from models.operations.city.telling import record_reply
from models.programme.pack import Programme
from models.queries.city.news import News, StationRow, news, stations
from models.queries.city.packs import behind, key_of
from models.reading import Reader


@dataclass(frozen=True, slots=True)
class Pending:
    """What one station is told next.

    Attributes:
        news: What is new for it.
        answers: Receipts that are due to it, and what is missing.
        behind: The version of the pack it works with, where a newer one counts here and has not gone down to it; else empty.
    """

    station: StationRow
    news: News
    answers: Acknowledgement
    behind: str = ""

    @property
    def anything(self) -> bool:
        """Whether a reply is due; missing numbers alone are told with the next receipt."""
        return bool(self.news.item_ids or self.answers.receipts)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the reply to one station: the file, or why there is none."""

    station: StationRow
    path: Path | None
    failure: UserError | None = None


def pending(reader: Reader, programme: Programme, on: date) -> list[Pending]:
    """Return what every registered station is told next, by the pack's order of districts."""
    fresh, old = news(reader, programme, on), behind(reader, programme.version)
    return [
        Pending(station, fresh[station.id], acknowledgement(reader, station.id), old.get(station.id, ""))
        for station in stations(reader, programme, on)
    ]


def reply_of(one: Pending, on: date, officer: str) -> Reply:
    """Return the content of a reply; a package that was accepted says so instead of 已收到."""
    due = {receipt.package: receipt for receipt in one.answers.receipts}
    due |= {receipt.package: receipt for receipt in one.news.accepted}
    told = one.news
    return Reply(
        on=on,
        officer=officer,
        receipts=tuple(due.values()),
        missing=one.answers.missing,
        returned=told.returned,
        decisions=told.decisions,
        queries=told.queries,
        dates=told.dates,
        messages=told.messages,
    )


def make_reply(
    perform: Perform,
    reader: Reader,
    programme: Programme,
    one: Pending,
    officer: str,
    at: datetime,
    program: str,
    pack: Outgoing | None = None,
) -> Made:
    """Make the reply to one station and keep it, with what it tells, in one transaction; no file is written yet.

    Args:
        perform: Runs an operation in one transaction.
        reader: The workspace.
        programme: The pack.
        one: For whom, see `pending`.
        officer: Who sends it.
        at: The moment.
        program: Version of the program.
        pack: The pack that counts (`exports.exchange.packs.outgoing_pack`); it goes along where the station is behind.

    Raises:
        UserError: There are no keys, the station was revoked, or another package was made meanwhile.
    """
    on = at.astimezone().date()
    reply = reply_of(one, on, officer)
    outgoing = Outgoing(f"市级反馈（{one.station.name}）", reply)
    told = one.news.item_ids
    if pack is not None and one.behind:
        outgoing, told = with_pack(outgoing, pack), (*told, key_of(programme.version))
    keep = partial(_keep, perform, one, told)
    return make_package(keep, reader, programme, outgoing, at, program, one.station.id)


def send_replies(
    perform: Perform,
    reader: Reader,
    programme: Programme,
    due: Iterable[Pending],
    folder: Path,
    officer: str,
    at: datetime,
    program: str,
    progress: Progress = ignore,
    pack: Outgoing | None = None,
) -> Iterator[Sent]:
    """Make the replies and write each into a folder; what goes wrong with one never stops the rest.

    Args:
        perform: Runs an operation in one transaction.
        reader: The workspace.
        programme: The pack.
        due: For whom, see `pending`.
        folder: Where the files go; each is read back.
        officer: Who sends them.
        at: The moment.
        program: Version of the program.
        progress: Told of each; raising from it stops, what was made before stays.
        pack: As for `make_reply`.
    """
    wanted = [one for one in due if one.anything]
    for done, one in enumerate(wanted, start=1):
        try:
            made = make_reply(perform, reader, programme, one, officer, at, program, pack)
            yield Sent(one.station, write_package(perform, reader, made.id, folder / made.file_name))
        except UserError as failure:
            yield Sent(one.station, None, failure)
        progress(done, len(wanted))


def _keep(perform: Perform, one: Pending, told: Sequence[str], _record: Any, facts: Any, data: bytes) -> Changes:
    """Stand in for `record_sent`: note what the package tells in the same transaction."""
    ids = {"peer_id": one.station.id, "item_ids": told, "received_ids": one.answers.received_ids}
    return perform(record_reply, facts, data, **ids)
