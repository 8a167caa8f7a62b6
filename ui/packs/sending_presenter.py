"""Sending a finished version down to the districts (下发方案包): one file for each enrolled station, without widgets. For the worker."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from exports.exchange.packs import outgoing_pack
from exports.exchange.sending import make_package, write_package
from exports.files import free_name, safe_file_name
from exports.package.parties import CITY
from models.exchange_states import PeerState
from models.programme.pack import Programme
from models.queries import exchange
from models.queries.city.packs import sent_down
from ui.version import VERSION
from ui.worker import Progress

if TYPE_CHECKING:
    from ui.context import Context


@dataclass(frozen=True, slots=True)
class Recipient:
    """One enrolled station of a district.

    Attributes:
        id: The station.
        name: The office, with the station where it has several.
        ready: Its keys have been compared on the phone.
    """

    id: str
    name: str
    ready: bool


class SendingPresenter:
    """Who can be sent a version, and sending it."""

    def __init__(self, context: "Context") -> None:
        self.context = context

    def recipients(self) -> list[Recipient]:
        """Return the enrolled stations of the districts."""
        known = (PeerState.REGISTERED, PeerState.CONFIRMED)
        rows = [row for row in exchange.peers(self.context.reader) if row.state in known and row.office != CITY]
        several = {row.office for row in rows if sum(other.office == row.office for other in rows) > 1}
        return [
            Recipient(row.id, f"{row.name}（{row.station_name}）" if row.office in several else row.name, row.state == PeerState.CONFIRMED)
            for row in rows
        ]

    def missing(self) -> list[str]:
        """Return the districts of today that have no enrolled station: a file for them could not be opened there."""
        enrolled = {row.office for row in exchange.peers(self.context.reader) if row.state in (PeerState.REGISTERED, PeerState.CONFIRMED)}
        return [unit.short for unit in self.context.programme.districts_on(self.context.today()) if unit.code not in enrolled]

    def send(self, new: Programme, note: str, chosen: Collection[str], folder: Path, progress: Progress) -> list[Path]:
        """Make a package for each chosen station, write it into a folder and read it back.

        Args:
            new: The version, as it was loaded.
            note: What is new in it.
            chosen: Ids of the stations.
            folder: Where the files go.
            progress: Told after each file; raises where the officer stopped it.

        Raises:
            UserError: A package cannot be made or written; those before it stay, and can be written again from the list of what was sent.
        """
        workspace = self.context.workspace
        outgoing = outgoing_pack(new, note)
        names = {recipient.id: recipient.name for recipient in self.recipients()}
        written: list[Path] = []
        for id in chosen:
            progress(len(written), len(chosen))
            made = make_package(workspace.perform, workspace, self.context.programme, outgoing, workspace.clock(), VERSION, id)
            target = folder / f"{safe_file_name(names[id])}-{made.file_name}"
            written.append(write_package(workspace.perform, workspace, made.id, free_name(target) if target.exists() else target))
        progress(len(written), len(chosen))
        return written

    def sent_to(self, version: str) -> int:
        """Return how many stations a version was written for."""
        return len(sent_down(self.context.reader, version))
