"""Stations, peers, and the packages that went and came, for lists and for the chain."""

from datetime import date
from typing import NamedTuple

from models.errors import UserError
from models.exchange_states import PEER_STATES, RECEIVED_STATES, SENT_STATES, PeerState, ReceivedState, SentState
from models.queries.showing import local_minute
from models.reading import Reader


class StationRow(NamedTuple):
    """This station or a former one of this workspace, with the keys that open what is for it, see also `signing_key`.

    `office_name` is that of the workspace's office.
    """

    id: str
    name: str
    office: str
    office_name: str
    suite: str
    signing_public: str
    sealing_public: str
    sealing_private: str
    fingerprint: str
    enrolment_id: str
    replaced: bool


class PeerRow(NamedTuple):
    """Another station; `stands` is its state in the officer's words."""

    id: str
    name: str
    station_name: str
    office: str
    suite: str
    signing_public: str
    sealing_public: str
    fingerprint: str
    state: str
    stands: str
    enrolment_id: str
    enrolment_secret: str
    first_sequence: int
    revoke_reason: str


class LinkRow(NamedTuple):
    """One package of a chain."""

    sequence: int
    digest: str
    previous: str
    state: str


class SentRow(NamedTuple):
    """A sent package of the list; moments are local time, `stands` is its state in the officer's words."""

    id: str
    recipient: str
    kind: str
    sequence: int
    digest: str
    title: str
    obligation_id: str
    file_name: str
    size: int
    state: str
    stands: str
    made_at: str
    exported_at: str
    received_on: date | None
    note: str
    by: str


class ReceivedRow(NamedTuple):
    """A received package of the list; moments are local time."""

    id: str
    sender: str
    office: str
    name: str
    kind: str
    sequence: int
    digest: str
    title: str
    file_name: str
    size: int
    program: str
    pack_version: str
    state: str
    stands: str
    received_at: str
    answered: bool
    by: str


class UnansweredRow(NamedTuple):
    """A package for whose present state no receipt has gone out; `received_at` is the stored UTC moment, `note` why it was refused."""

    id: str
    sequence: int
    digest: str
    state: str
    received_at: str
    note: str


class PartRow(NamedTuple):
    """One thing that a sent package held."""

    entry: str
    title: str
    revision_id: str
    evidence_id: str
    project_id: str
    size: int
    sha256: str


def stations(reader: Reader) -> list[StationRow]:
    """Return this station first, then the former ones."""
    return [
        StationRow._make((*row[:-1], bool(row[-1])))
        for row in reader.rows(
            "SELECT s.id, s.name, s.office, o.name, s.suite, s.signing_public, s.sealing_public, s.sealing_private, s.fingerprint,"
            " s.enrolment_id, s.replaced_at IS NOT NULL FROM station s CROSS JOIN office o"
            " ORDER BY s.replaced_at IS NOT NULL, s.made_at DESC, s.id"
        )
    ]


def signing_key(reader: Reader, station_id: str) -> str:
    """Return the private key that signs for a station; on a server it is for those who send and receive."""
    return str(reader.rows("SELECT signing_private FROM station WHERE id = :id", id=station_id)[0][0])


def peers(reader: Reader) -> list[PeerRow]:
    """Return the other stations by office and name; the revoked ones last."""
    return [
        PeerRow._make((*row[:9], PEER_STATES[PeerState(row[8])], *row[9:]))
        for row in reader.rows(
            "SELECT id, name, station_name, office, suite, signing_public, sealing_public, fingerprint, state, enrolment_id,"
            " enrolment_secret, first_sequence, revoke_reason FROM peer ORDER BY state = 'revoked', office, name, invited_at, id"
        )
    ]


def chain_to(reader: Reader, station_id: str, recipient: str) -> list[LinkRow]:
    """Return the packages this station made for one recipient, in order."""
    return [
        LinkRow(*row)
        for row in reader.rows(
            "SELECT sequence, digest, previous, state FROM sent_package WHERE station_id = :station AND recipient = :recipient"
            " ORDER BY sequence",
            station=station_id,
            recipient=recipient,
        )
    ]


def chain_from(reader: Reader, sender: str, recipient: str) -> list[LinkRow]:
    """Return the packages that came from one station to one of ours, in order.

    Those it withdrew (state ``withdrawn``) and those that somebody here decided not to take in (``refused``) have their place too.
    """
    where = "WHERE sender = :sender AND recipient = :recipient"
    sql = (
        f"SELECT sequence, digest, previous, state FROM received_package {where}"
        f" UNION ALL SELECT sequence, digest, '', 'withdrawn' FROM withdrawn_package {where}"
        f" UNION ALL SELECT sequence, digest, previous, 'refused' FROM refused_package {where} AND code = 'officer'"
    )
    return sorted(LinkRow(*row) for row in reader.rows(sql, sender=sender, recipient=recipient))


def first_sequence(reader: Reader, sender: str) -> int:
    """Return the number of the first package that is expected from a station."""
    found = reader.rows("SELECT first_sequence FROM peer WHERE id = :id", id=sender)
    return int(found[0][0]) if found else 1


def sent(reader: Reader) -> list[SentRow]:
    """Return what was sent, the newest first."""
    return [
        SentRow._make((*row[:10], SENT_STATES[SentState(row[9])], local_minute(row[10]), local_minute(row[11]), _day(row[12]), *row[13:]))
        for row in reader.rows(
            "SELECT id, recipient, kind, sequence, digest, title, obligation_id, file_name, size, state, made_at, exported_at,"
            ' received_on, note, "by" FROM sent_package ORDER BY made_at DESC, sequence DESC'
        )
    ]


def sent_parts(reader: Reader, sent_id: str) -> list[PartRow]:
    """Return what one sent package held."""
    return [
        PartRow(*row)
        for row in reader.rows(
            "SELECT entry, title, revision_id, evidence_id, project_id, size, sha256 FROM sent_part"
            " WHERE sent_package_id = :id ORDER BY entry",
            id=sent_id,
        )
    ]


def received(reader: Reader) -> list[ReceivedRow]:
    """Return what came, the newest first."""
    return [
        ReceivedRow._make((*row[:13], RECEIVED_STATES[ReceivedState(row[12])], local_minute(row[13]), bool(row[14]), row[15]))
        for row in reader.rows(
            "SELECT id, sender, office, name, kind, sequence, digest, title, file_name, size, program, pack_version, state, received_at,"
            ' answered, "by" FROM received_package ORDER BY received_at DESC, sequence DESC'
        )
    ]


def waiting(reader: Reader, sender: str) -> list[str]:
    """Return the ids of the packages of one station that wait in the tray, in order."""
    found = reader.rows("SELECT id FROM received_package WHERE sender = :sender AND state = 'waiting' ORDER BY sequence", sender=sender)
    return [row[0] for row in found]


def unanswered(reader: Reader, sender: str) -> list[UnansweredRow]:
    """Return the packages for which a receipt is due to one station, in order; those that were refused too (state ``refused``).

    Also those of its district that came 未登记, or from a station whose enrolment has ended: nobody else could be told of them.
    """
    held = "SELECT id FROM peer WHERE state <> :revoked"
    whose = f"(sender = :sender OR (sender NOT IN ({held}) AND office = (SELECT office FROM peer WHERE id = :sender))) AND NOT answered"
    return [
        UnansweredRow(*row)
        for row in reader.rows(
            f"SELECT id, sequence, digest, state, received_at, '' FROM received_package WHERE {whose}"
            f" UNION ALL SELECT id, sequence, digest, 'refused', at, note FROM refused_package WHERE {whose}"
            " ORDER BY sequence, id",
            sender=sender,
            revoked=PeerState.REVOKED.value,
        )
    ]


def sent_file(reader: Reader, sent_id: str) -> tuple[str, bytes]:
    """Return name and bytes of a sent package, exactly as they were handed over.

    Raises:
        UserError: It is not there.
    """
    return _file(reader, "sent_package", sent_id)


def received_file(reader: Reader, received_id: str) -> tuple[str, bytes]:
    """Return name and bytes of a received package.

    Raises:
        UserError: It is not there.
    """
    return _file(reader, "received_package", received_id)


def _file(reader: Reader, table: str, id: str) -> tuple[str, bytes]:
    found = reader.rows(f"SELECT p.file_name, c.data FROM {table} p JOIN {table}_content c ON c.{table}_id = p.id WHERE p.id = :id", id=id)
    if not found:
        raise UserError("没有找到这个包。", "请刷新页面后再试。")
    ((name, data),) = found
    return str(name), bytes(data)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
