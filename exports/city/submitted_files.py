"""The documents exactly as a district submitted them: out of the package that was kept."""

from typing import NamedTuple

from exports.exchange.kept import entry_of
from models.exchange_states import PeerState, ReceivedState
from models.reading import Reader


class SubmittedFile(NamedTuple):
    """A file of a package that was taken in.

    Attributes:
        entry: Its place in the package.
        mark: What must be known of the sending station, in the officer's words; empty: nothing.
    """

    package_id: str
    entry: str
    title: str
    file_name: str
    size: int
    mark: str


def submitted_files(reader: Reader, revision_id: str) -> list[SubmittedFile]:
    """Return the documents that came with a frozen revision, those of the last package first."""
    return [
        SubmittedFile(package, entry, title, name, size, _mark(state, peer or ""))
        for package, entry, title, name, size, state, peer in reader.rows(
            "SELECT p.received_package_id, p.entry, p.title, p.file_name, p.size, k.state, q.state FROM received_part p"
            " JOIN received_package k ON k.id = p.received_package_id LEFT JOIN peer q ON q.id = k.sender"
            " WHERE p.revision_id = :revision AND p.kind = 'document' ORDER BY k.received_at DESC, p.entry",
            revision=revision_id,
        )
    ]


def submitted_bytes(reader: Reader, file: SubmittedFile) -> bytes:
    """Return the content of one of them, byte for byte; also where its station has been revoked since.

    Raises:
        UserError: The package is no longer as it came.
    """
    return entry_of(reader, file.package_id, file.entry)


def _mark(state: str, peer: str) -> str:
    if state == ReceivedState.UNVERIFIED:
        return "未登记的电脑发来"
    return "发送的电脑已注销登记" if peer == PeerState.REVOKED else ""
