"""The stations, peers and chains of a workspace in the terms of `exports.package`, and the steps of enrolment (入网)."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from exports.files import safe_file_name
from exports.package.chain import Chain, Link
from exports.package.enrolment import (
    INVITATION_ENDING,
    REGISTRATION_ENDING,
    Invitation,
    check_registration,
    new_code,
    read_invitation,
    read_registration,
    write_invitation,
    write_registration,
)
from exports.package.manifest import PackVersion, Party, Withdrawn
from exports.package.parties import CITY, OwnStation, Peer
from exports.package.refusals import PackageRefused, Refusal
from exports.package.suites import MODERN, OwnKeys, PublicKeys, fingerprint, suite
from exports.package.writing import Place
from models.base import new_id
from models.changes import Changes
from models.errors import UserError
from models.exchange_states import PeerState, ReceivedState, SentState
from models.operations import stations as operations
from models.operations.stations import PeerFacts, StationFacts
from models.queries import exchange
from models.reading import Reader

Perform = Callable[..., Changes]
"""Runs an operation in a transaction: `Workspace.perform`, or what the window puts around it."""


class Invited(NamedTuple):
    """An enrolment file that was made: its bytes, a name for it, the code to be told by phone, and the invited station."""

    data: bytes
    file_name: str
    code: str
    peer_id: str


class Joined(NamedTuple):
    """An enrolment file that was taken over: the answer to send back, and what is read aloud on both sides."""

    data: bytes
    file_name: str
    own_fingerprint: str
    city_fingerprint: str
    city_id: str


def own_stations(reader: Reader) -> tuple[OwnStation, ...]:
    """Return this station and the former ones, with the keys that open what was sealed to them, not with those that sign."""
    return tuple(
        OwnStation(
            Party(station=row.id, office=row.office, name=row.office_name),
            OwnKeys(PublicKeys(row.suite, row.signing_public, row.sealing_public), "", row.sealing_private),
        )
        for row in exchange.stations(reader)
    )


def pinned_peers(reader: Reader) -> dict[str, Peer]:
    """Return the stations whose keys are pinned, by id; the revoked ones too, so that they are refused as such."""
    return {
        row.id: Peer(
            Party(station=row.id, office=row.office, name=row.name),
            PublicKeys(row.suite, row.signing_public, row.sealing_public),
            row.enrolment_id,
            row.state == PeerState.REVOKED,
        )
        for row in exchange.peers(reader)
        if row.signing_public
    }


def chain_of(reader: Reader, sender: str, recipient: str) -> Chain:
    """Return what is known of the packages from one station to one of ours (or to our office, for an 未登记 sender)."""
    first = exchange.first_sequence(reader, sender)
    links = exchange.chain_from(reader, sender, recipient)
    withdrawn = {link.sequence: link.digest for link in links if link.state == "withdrawn"}
    came = {link.sequence: link for link in links if link.state != "withdrawn"}
    waiting = {number: Link(link.digest, link.previous) for number, link in came.items() if link.state == ReceivedState.WAITING}
    taken = {number: Link(link.digest, link.previous) for number, link in came.items() if number not in waiting}
    return Chain(first, taken, waiting, withdrawn)


def place_for(reader: Reader, station_id: str, recipient: str) -> Place:
    """Return the place of the next package in the chain to one recipient."""
    links = exchange.chain_to(reader, station_id, recipient)
    if not links:
        return Place(next((row.first_sequence for row in exchange.peers(reader) if row.id == recipient), 1))
    gone = tuple(Withdrawn(sequence=link.sequence, package=link.digest) for link in links if link.state == SentState.WITHDRAWN)
    return Place(links[-1].sequence + 1, links[-1].digest, gone)


def present_station(reader: Reader, suite_name: str = "") -> OwnStation:
    """Return the station packages are signed with now, of one suite where it is named, able to sign.

    Raises:
        UserError: There is none yet, or on a server this account may not sign.
    """
    own = receiving_station(reader, suite_name)
    return replace(own, keys=replace(own.keys, signing=exchange.signing_key(reader, own.party.station)))


def receiving_station(reader: Reader, suite_name: str = "") -> OwnStation:
    """Return the station that packages come to now, of one suite where it is named, see `own_stations`.

    Raises:
        UserError: There is none yet.
    """
    rows = exchange.stations(reader)
    for row, station in zip(rows, own_stations(reader), strict=True):
        if not row.replaced and suite_name in ("", row.suite):
            return station
    raise UserError("本机还没有收发身份。", "请先在“收发登记”中建立。")


def found_own_station(perform: Perform, office: str, name: str, suite_name: str = MODERN) -> str:
    """Give this workspace keys: the city's before its first enrolment file, a district's that is 未登记. Return the station's id.

    Raises:
        PackageRefused: The suite's library is missing here.
    """
    return perform(operations.found_station, _station_facts(new_id(), office, name, suite_name, "")).id


def invite(
    perform: Perform, reader: Reader, pack: PackVersion, at: datetime, *, office: str, office_name: str, station_name: str, suite_name: str
) -> Invited:
    """Make an enrolment file at the city for one station of a district.

    Args:
        perform: Runs the operation.
        reader: The city's workspace.
        pack: The city's programme pack.
        at: The moment.
        office: Key of the district.
        office_name: Full name of its office.
        station_name: What its computer is called.
        suite_name: The suite of algorithms; the city's station must have keys of it.

    Raises:
        UserError: The city has no keys of that suite.
    """
    city = receiving_station(reader, suite_name)
    code, secret, enrolment, station = new_code(), secrets.token_hex(32), new_id(), new_id()
    keys = city.keys.public
    invitation = Invitation(
        enrolment=enrolment,
        secret=secret,
        suite=suite_name,
        city=city.party,
        city_signing=keys.signing,
        city_sealing=keys.sealing,
        district=Party(station=station, office=office, name=office_name),
        pack=pack,
        made_at=at.replace(microsecond=0),
        station_name=station_name,
    )
    data = write_invitation(invitation, code)
    facts = PeerFacts(station, office_name, office, suite_name, enrolment, station_name, enrolment_secret=secret)
    perform(operations.invite, facts)
    name = safe_file_name(f"入网文件-{office_name}-{station_name}".rstrip("-"))
    return Invited(data, f"{name}.{INVITATION_ENDING}", code, station)


def join(perform: Perform, reader: Reader, data: bytes, code: str, office: str, at: datetime) -> Joined:
    """Take over an enrolment file at the district: make keys, pin the city's, and answer.

    Args:
        perform: Runs the operation.
        reader: The workspace.
        data: The enrolment file.
        code: The code told by phone.
        office: Key of this workspace's district.
        at: The moment.

    Raises:
        PackageRefused: The file is none, damaged, for another district, or the code is wrong.
        UserError: It has been used here before, or the code cannot be one.
    """
    invitation = read_invitation(data, code)
    if invitation.district.office != office:
        raise PackageRefused(Refusal.WRONG_RECIPIENT, INVITATION_ENDING)
    own = _station_facts(invitation.district.station, office, invitation.station_name, invitation.suite, invitation.enrolment)
    peer = invitation.city_peer
    city = PeerFacts(
        peer.party.station,
        peer.party.name,
        CITY,
        invitation.suite,
        invitation.enrolment,
        signing_public=peer.keys.signing,
        sealing_public=peer.keys.sealing,
        fingerprint=fingerprint(peer.keys),
        enrolment_secret=invitation.secret,
        first_sequence=invitation.first_sequence,
    )
    perform(operations.join_city, own, city)
    return answer_to_city(reader, at)


def answer_to_city(reader: Reader, at: datetime) -> Joined:
    """Return the answer to the present enrolment; again, where the file got lost, until the fingerprints were compared.

    Raises:
        UserError: There is no enrolment, or it needs no answer any more.
    """
    city = next((row for row in exchange.peers(reader) if row.office == CITY and row.enrolment_secret), None)
    if city is None:
        raise UserError("没有等待答复的入网登记。", "请先导入市级发来的入网文件。")
    row = next(row for row in exchange.stations(reader) if not row.replaced)
    own = present_station(reader, row.suite)
    answer = write_registration(city.enrolment_id, city.enrolment_secret, own, at)
    name = safe_file_name(f"登记回执-{row.office_name}-{row.name}".rstrip("-"))
    return Joined(answer, f"{name}.{REGISTRATION_ENDING}", row.fingerprint, city.fingerprint, city.id)


def register(perform: Perform, reader: Reader, data: bytes) -> str:
    """Take in a district's answer at the city and pin its keys; return the station's id.

    Raises:
        PackageRefused: It is none, or does not come from who opened the enrolment file.
        UserError: The invitation has been answered, or was taken back.
    """
    found = read_registration(data)
    peer = next((row for row in exchange.peers(reader) if row.enrolment_id == found.enrolment), None)
    if peer is None:
        raise PackageRefused(Refusal.UNKNOWN_SENDER, REGISTRATION_ENDING)
    if peer.state == PeerState.REVOKED:
        raise PackageRefused(Refusal.REVOKED, REGISTRATION_ENDING)
    if peer.enrolment_secret:  # else `register` says that it has been answered
        check_registration(found, peer.enrolment_secret, peer.id, peer.suite)
    return perform(operations.register, peer.id, found.signing, found.sealing, fingerprint(found.keys)).id


def _station_facts(id: str, office: str, name: str, suite_name: str, enrolment: str) -> StationFacts:
    keys = suite(suite_name).new_keys()
    public = keys.public
    return StationFacts(
        id, name, office, suite_name, public.signing, keys.signing, public.sealing, keys.sealing, fingerprint(public), enrolment
    )
