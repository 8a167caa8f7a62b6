"""What is new for each station of a district (市级反馈): returns, decisions, field queries, changed dates, messages not told to it yet.

What went to a station of the same district that is no longer registered counts as told: it was the same office.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from models.edition import CITY
from models.exchange import ChangedDates, Decision, FieldComment, Message, Query, Receipt, ReceiptOutcome, ReturnedForm
from models.exchange_states import PeerState, SentState
from models.programme.pack import Programme
from models.queries.city.matrix import heirs_on
from models.queries.showing import local_day
from models.reading import Reader


class StationRow(NamedTuple):
    """A station that can be written to; `office` is the district it answers for now."""

    id: str
    office: str
    name: str
    station_name: str


class News(NamedTuple):
    """What a station is told next; `item_ids` are noted in `sent_news` once the package is made."""

    returned: tuple[ReturnedForm, ...] = ()
    decisions: tuple[Decision, ...] = ()
    queries: tuple[Query, ...] = ()
    dates: tuple[ChangedDates, ...] = ()
    messages: tuple[Message, ...] = ()
    accepted: tuple[Receipt, ...] = ()
    item_ids: tuple[str, ...] = ()


class _Item(NamedTuple):
    """One thing to be told: the key it is noted under, for which district (empty: all) or station, and what it is."""

    key: str
    office: str
    what: Any


def stations(reader: Reader, programme: Programme, on: date) -> list[StationRow]:
    """Return the districts' stations that are registered, by the pack's order of districts."""
    heirs = heirs_on(programme, on)
    order = {district.code: place for place, district in enumerate(programme.districts)}
    rows = [
        StationRow(id, heirs.get(office, office), name, station)
        for id, office, name, station in reader.rows(
            "SELECT id, office, name, station_name FROM peer WHERE state IN (:registered, :confirmed) AND office <> :city"
            " ORDER BY invited_at, id",
            registered=PeerState.REGISTERED.value,
            confirmed=PeerState.CONFIRMED.value,
            city=CITY,
        )
    ]
    return sorted(rows, key=lambda row: order.get(row.office, len(order)))


def news(reader: Reader, programme: Programme, on: date) -> dict[str, News]:
    """Return what is new for every station, by its id.

    Args:
        reader: One consistent state of the city's workspace.
        programme: The pack.
        on: Today.
    """
    heirs = heirs_on(programme, on)
    told, ended = _told(reader, heirs)
    items = [item._replace(office=heirs.get(item.office, item.office)) for item in _items(reader)]
    accepted = _accepted(reader)
    found = {}
    for station in stations(reader, programme, on):
        known = told[station.id] | ended[station.office]
        fresh = [item for item in items if item.key not in known and item.office in ("", station.office)]
        packages = [item for item in accepted if item.office == station.id and item.key not in known]
        found[station.id] = News(
            returned=_of(fresh, ReturnedForm),
            decisions=_of(fresh, Decision),
            queries=_of(fresh, Query),
            dates=_of(fresh, ChangedDates),
            messages=_of(fresh, Message),
            accepted=_of(packages, Receipt),
            item_ids=tuple(item.key for item in (*fresh, *packages)),
        )
    return found


def _of(items: Iterable[_Item], kind: type[Any]) -> tuple[Any, ...]:
    return tuple(item.what for item in items if isinstance(item.what, kind))


def _told(reader: Reader, heirs: dict[str, str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return what each station was told, and what was told to stations of each district that are no longer registered."""
    told: dict[str, set[str]] = defaultdict(set)
    ended: dict[str, set[str]] = defaultdict(set)
    for peer, key, office, state in reader.rows(
        "SELECT n.peer_id, n.item_id, q.office, q.state FROM sent_news n JOIN peer q ON q.id = n.peer_id"
        " JOIN sent_package p ON p.id = n.sent_package_id WHERE p.state <> :withdrawn",
        withdrawn=SentState.WITHDRAWN.value,
    ):
        told[peer].add(key)
        if state == PeerState.REVOKED:
            ended[heirs.get(office, office)].add(key)
    return told, ended


def _items(reader: Reader) -> list[_Item]:
    return [*_returned(reader), *_decisions(reader), *_queries(reader), *_dates(reader), *_messages(reader)]


def _returned(reader: Reader) -> Iterable[_Item]:
    comments: dict[str, list[FieldComment]] = defaultdict(list)
    for returned, id, field, row, text in reader.rows(
        "SELECT city_return_id, id, field_key, row, text FROM city_comment WHERE city_return_id IS NOT NULL ORDER BY seq, id"
    ):
        comments[returned].append(FieldComment(id=id, field=field, text=text, row=row))
    for id, office, document, revision, reason, due in reader.rows(
        "SELECT t.id, t.office, r.document_id, t.revision_id, t.reason, t.due FROM city_return t JOIN revision r ON r.id = t.revision_id"
        " WHERE t.received_package_id IS NULL ORDER BY t.at, t.id"
    ):
        remarks = tuple(comments[id])
        yield _Item(
            id,
            office,
            ReturnedForm(id=id, document_id=document, revision_id=revision, reason=reason, due=_day(due), comments=remarks),
        )


def _decisions(reader: Reader) -> Iterable[_Item]:
    for id, office, project, state, on, reason, basis, adjustments, follow_up in reader.rows(
        'SELECT id, office, project_id, state, "on", reason, basis, adjustments, follow_up_on FROM city_decision'
        " WHERE received_package_id IS NULL ORDER BY at, id"
    ):
        said = {"reason": reason, "basis": basis, "adjustments": adjustments, "follow_up_on": _day(follow_up)}
        yield _Item(id, office, Decision(id=id, project_id=project, state=state, on=date.fromisoformat(on), **said))


def _queries(reader: Reader) -> Iterable[_Item]:
    for id, office, document, revision, field, row, text, on, closed in reader.rows(
        "SELECT q.id, q.office, r.document_id, q.revision_id, q.field_key, q.row, q.text, q.asked_on, q.closed_at IS NOT NULL"
        " FROM field_query q JOIN revision r ON r.id = q.revision_id WHERE q.received_package_id IS NULL ORDER BY q.asked_on, q.id"
    ):
        asked = {"document_id": document, "revision_id": revision, "field": field, "row": row, "text": text}
        query = Query(id=id, on=date.fromisoformat(on), closed=bool(closed), **asked)
        yield _Item(f"{id} closed" if closed else id, office, query)


def _dates(reader: Reader) -> Iterable[_Item]:
    """Yield the changes of dates; one that was taken back says what holds again, to those who were told of it or not."""
    for id, key, project, of, office, undone, reason, *days in reader.rows(
        "SELECT c.id, c.obligation_id, c.project_id, p.office, c.office, c.undone_at IS NOT NULL, c.reason,"
        " c.due, c.on_time_until, c.locked, c.old_due, c.old_on_time_until, c.old_locked"
        " FROM obligation_change c LEFT JOIN project p ON p.id = c.project_id WHERE c.entity_id IS NULL ORDER BY c.obligation_id, c.seq"
    ):
        due, on_time, locked = map(_day, days[3:] if undone else days[:3])
        if due is None:
            continue
        dates = ChangedDates(
            id=f"u{id[1:]}" if undone else id,
            obligation=key,
            due=due,
            reason=f"撤销改期：{reason}" if undone else reason,
            on_time_until=on_time,
            locked=locked,
            project_ids=(project,) if project else (),
        )
        yield _Item(f"{id} undone" if undone else id, of or office, dates)


def _messages(reader: Reader) -> Iterable[_Item]:
    for id, office, title, text, on in reader.rows(
        'SELECT id, office, title, text, "on" FROM city_message WHERE received_package_id IS NULL ORDER BY "on", id'
    ):
        yield _Item(id, office, Message(id=id, title=title, text=text, on=date.fromisoformat(on)))


def _accepted(reader: Reader) -> list[_Item]:
    """Return a receipt 通过 for each package of which every form was decided on; `office` is the station it came from."""
    rows = reader.rows(
        "SELECT k.sender, k.id, k.digest, k.sequence, k.received_at, COUNT(*), SUM(CASE WHEN p.revision_id IN"
        " (SELECT c.revision_id FROM city_decision c WHERE c.received_package_id IS NULL AND c.revision_id IS NOT NULL)"
        " THEN 1 ELSE 0 END) FROM received_package k JOIN received_part p ON p.received_package_id = k.id AND p.kind = 'form'"
        " GROUP BY k.sender, k.id, k.digest, k.sequence, k.received_at ORDER BY k.sequence"
    )
    found = []
    for sender, id, digest, sequence, at, forms, decided in rows:
        if forms == decided:
            receipt = Receipt(package=digest, sequence=sequence, received_on=local_day(at), outcome=ReceiptOutcome.ACCEPTED)
            found.append(_Item(f"{id} accepted", sender, receipt))
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
