"""Stations and enrolment (入网): this station's keys, inviting, pinning, comparing fingerprints, revoking."""

from dataclasses import dataclass, field

from sqlalchemy import select

from models.changes import Changes, Kind
from models.errors import UserError
from models.exchange_states import PeerState
from models.operations.guarding import live, needed
from models.station import Peer, Station
from models.work import Work


@dataclass(frozen=True, slots=True)
class StationFacts:
    """A station's identity and keys, as text."""

    id: str
    name: str
    office: str
    suite: str
    signing_public: str
    signing_private: str = field(repr=False)
    sealing_public: str
    sealing_private: str = field(repr=False)
    fingerprint: str
    enrolment_id: str = ""


@dataclass(frozen=True, slots=True)
class PeerFacts:
    """Another station as it is invited or pinned; the keys are empty while it is only invited."""

    id: str
    name: str
    office: str
    suite: str
    enrolment_id: str
    station_name: str = ""
    signing_public: str = ""
    sealing_public: str = ""
    fingerprint: str = ""
    enrolment_secret: str = field(default="", repr=False)
    first_sequence: int = 1


def found_station(work: Work, facts: StationFacts) -> Changes:
    """Give this workspace keys of one suite; earlier ones of that suite are kept, so that what was sealed to them can still be opened."""
    for former in work.session.scalars(select(Station).where(Station.replaced_at.is_(None), Station.suite == facts.suite)):
        former.replaced_at = work.at
    work.session.flush()
    station = Station(**_columns(facts), made_at=work.at)
    work.session.add(station)
    work.session.flush()
    return Changes.of(Kind.EXCHANGE, id=station.id)


def join_city(work: Work, own: StationFacts, city: PeerFacts) -> Changes:
    """Take over an enrolment file at the district: a fresh station, and the city pinned; for a re-enrolment as well.

    Raises:
        UserError: This file has been used here before.
    """
    used = work.session.scalars(select(Station).where(Station.enrolment_id == own.enrolment_id)).first()
    if used is not None:
        raise UserError("这份入网文件已经用过了。", "如要重新登记，请向市级要一份新的入网文件。")
    for former in work.session.scalars(select(Peer).where(Peer.office == city.office, Peer.state != PeerState.REVOKED)):
        _end(work, former, "重新登记")
    for station in work.session.scalars(select(Station).where(Station.replaced_at.is_(None))):
        station.replaced_at = work.at
    work.session.flush()
    found_station(work, own)
    known = work.session.get(Peer, city.id)
    if known is None:
        known = Peer(**_columns(city), state=PeerState.REGISTERED, invited_at=work.at, registered_at=work.at)
        work.session.add(known)
    else:  # the same station of the city, under a new enrolment
        for name, value in _columns(city).items():
            setattr(known, name, value)
        known.state, known.registered_at = PeerState.REGISTERED, work.at
        known.revoked_at, known.revoke_reason, known.confirmed_at, known.confirmed_by = None, "", None, ""
    work.session.flush()
    return Changes.of(Kind.EXCHANGE, id=known.id)


def invite(work: Work, facts: PeerFacts) -> Changes:
    """Remember at the city that an enrolment file was made for a district's station; a district may have several.

    Raises:
        UserError: The name of the office is missing.
    """
    needed(facts.name, "单位名称")
    peer = Peer(**_columns(facts), state=PeerState.INVITED, invited_at=work.at)
    work.session.add(peer)
    work.session.flush()
    return Changes.of(Kind.EXCHANGE, id=peer.id)


def register(work: Work, peer_id: str, signing_public: str, sealing_public: str, fingerprint: str) -> Changes:
    """Pin the keys a district's station answered with; its answer has been checked against the invitation's secret.

    Raises:
        UserError: There is no open invitation for it.
    """
    peer = live(work, Peer, peer_id)
    if peer.state != PeerState.INVITED:
        raise UserError(f"“{peer.name}”的这份入网文件已经登记过，或已注销。", "如要重新登记，请重新生成入网文件。")
    peer.signing_public, peer.sealing_public, peer.fingerprint = signing_public, sealing_public, fingerprint
    peer.state, peer.registered_at, peer.enrolment_secret = PeerState.REGISTERED, work.at, ""
    return Changes.of(Kind.EXCHANGE, id=peer.id)


def confirm(work: Work, peer_id: str) -> Changes:
    """Note that the fingerprints were read aloud and are the same.

    Raises:
        UserError: Its keys are not known yet, or it is revoked.
    """
    peer = live(work, Peer, peer_id)
    if peer.state not in (PeerState.REGISTERED, PeerState.CONFIRMED):
        raise UserError(f"“{peer.name}”现在没有可以核对的核对码。", "请先完成登记。")
    peer.state, peer.confirmed_at, peer.confirmed_by, peer.enrolment_secret = PeerState.CONFIRMED, work.at, work.by, ""
    return Changes.of(Kind.EXCHANGE, id=peer.id)


def revoke(work: Work, peer_id: str, reason: str) -> Changes:
    """Take an enrolment back: from now on packages of this station are refused; what came before stays.

    Raises:
        UserError: No reason is given, or it is revoked already.
    """
    peer = live(work, Peer, peer_id)
    if peer.state == PeerState.REVOKED:
        raise UserError(f"“{peer.name}”的登记已经注销。")
    _end(work, peer, needed(reason, "注销原因"))
    return Changes.of(Kind.EXCHANGE, id=peer.id)


def _end(work: Work, peer: Peer, reason: str) -> None:
    peer.state, peer.revoked_at, peer.revoke_reason, peer.enrolment_secret = PeerState.REVOKED, work.at, reason, ""


def _columns(facts: StationFacts | PeerFacts) -> dict[str, str | int]:
    return {name: getattr(facts, name) for name in facts.__slots__}
