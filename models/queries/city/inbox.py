"""What came to the city (收件): submissions with their district and obligation, what lay in them, what waits, what was refused."""

import json
from datetime import date
from typing import NamedTuple

from models.exchange_states import RECEIVED_STATES, ReceivedState
from models.operations.city.effects import EFFECTS
from models.programme.pack import Programme
from models.queries.showing import local_minute
from models.reading import Reader


class ArrivalRow(NamedTuple):
    """A submission that was taken in; moments are local time, `on` is the day of submitting, `stands` its state in the officer's words."""

    id: str
    sender: str
    office: str
    district: str
    obligation_id: str
    obligation: str
    nil: bool
    sequence: int
    on: date
    received_at: str
    size: int
    state: str
    stands: str
    program: str
    pack_version: str
    officer: str
    phone: str
    note: str
    file_name: str
    by: str


class TrayRow(NamedTuple):
    """A package that waits for one before it."""

    id: str
    sender: str
    recipient: str
    district: str
    sequence: int
    title: str
    received_at: str
    file_name: str


class RefusedRow(NamedTuple):
    """A package of a known sender that was not taken in."""

    id: str
    district: str
    sequence: int
    title: str
    note: str
    at: str
    by: str
    file_name: str
    answered: bool
    digest: str


class PartRow(NamedTuple):
    """One entry of a package; `project` is the title of its project."""

    entry: str
    kind: str
    title: str
    file_name: str
    revision_id: str
    project_id: str
    project: str
    size: int


class EffectRow(NamedTuple):
    """What a package changed: the kind of thing in the officer's words, and how many."""

    what: str
    new: int
    changed: int
    unchanged: int


def arrivals(reader: Reader, programme: Programme) -> list[ArrivalRow]:
    """Return what was taken in, the newest first."""
    titles = {obligation.key: obligation.title for obligation in programme.obligations}
    names = districts(programme)
    found = []
    for row in reader.rows(
        'SELECT p.id, p.sender, s.office, s.obligation_id, s.obligation_title, s.nil, p.sequence, s."on", p.received_at, p.size, p.state,'
        ' p.program, p.pack_version, s.officer, s.phone, s.note, p.file_name, p."by"'
        " FROM received_submission s JOIN received_package p ON p.id = s.received_package_id"
        " ORDER BY p.received_at DESC, p.sequence DESC, p.id"
    ):
        id, sender, office, key, title, nil, sequence, on, at, size, state, *rest = row
        found.append(
            ArrivalRow(
                id,
                sender,
                office,
                names.get(office, office),
                key,
                titles.get(key, title),
                bool(nil),
                sequence,
                date.fromisoformat(on),
                local_minute(at),
                size,
                state,
                RECEIVED_STATES[ReceivedState(state)],
                *rest,
            )
        )
    return found


def tray(reader: Reader, programme: Programme) -> list[TrayRow]:
    """Return what waits, by district and number."""
    names = districts(programme)
    return [
        TrayRow(id, sender, recipient, names.get(office, office), sequence, title, local_minute(at), file_name)
        for id, sender, recipient, office, sequence, title, at, file_name in reader.rows(
            "SELECT id, sender, recipient, office, sequence, title, received_at, file_name FROM received_package"
            " WHERE state = 'waiting' AND kind = 'rhbs' ORDER BY office, sender, sequence"
        )
    ]


def refused(reader: Reader, programme: Programme) -> list[RefusedRow]:
    """Return what was refused, the newest first."""
    names = districts(programme)
    return [
        RefusedRow(id, names.get(office, office), sequence, title, note, local_minute(at), by, file_name, bool(answered), digest)
        for id, office, sequence, title, note, at, by, file_name, answered, digest in reader.rows(
            'SELECT id, office, sequence, title, note, at, "by", file_name, answered, digest FROM refused_package ORDER BY at DESC, id'
        )
    ]


def parts(reader: Reader, received_id: str) -> list[PartRow]:
    """Return what lay in one package: forms, documents, evidence."""
    return [
        PartRow(*row)
        for row in reader.rows(
            "SELECT r.entry, r.kind, r.title, r.file_name, r.revision_id, r.project_id, COALESCE(p.title, ''), r.size FROM received_part r"
            " LEFT JOIN project p ON p.id = r.project_id WHERE r.received_package_id = :id"
            " ORDER BY CASE r.kind WHEN 'form' THEN 0 WHEN 'document' THEN 1 ELSE 2 END, r.entry",
            id=received_id,
        )
    ]


def effects(reader: Reader, received_id: str) -> list[EffectRow]:
    """Return what taking one package in changed."""
    found = reader.rows("SELECT effects FROM received_submission WHERE received_package_id = :id", id=received_id)
    counts = json.loads(found[0][0] or "{}") if found else {}
    return [EffectRow(words, *counts[key]) for key, words in EFFECTS.items() if key in counts]


def districts(programme: Programme) -> dict[str, str]:
    """Return the short names of all districts, those that do not exist any more too, by key."""
    return {district.code: district.short for district in programme.districts}
