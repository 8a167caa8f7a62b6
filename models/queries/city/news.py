"""What is new for each station of a district (市级反馈): returns, decisions, field queries, changed dates, messages not told to it yet.

What went to a station of the same district that is no longer registered counts as told: it was the same office. What was told last of a
thing counts (`models.feedback.SentNews.item_id`), so that a question that is opened again is told again; what came to its end before
anybody heard of it is not told at all.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from models.edition import CITY
from models.exchange import ChangedDates, Decision, FieldComment, Message, Query, Receipt, ReceiptOutcome, ReturnedForm
from models.exchange_states import PeerState, SentState
from models.programme.pack import Programme
from models.queries.city.matrix import heirs_on
from models.queries.effective import Dates, dates_of, effective, office_dates
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
    """One thing to be told: the key it is noted under, for which district (empty: all) or station, and what it is.

    `ended` says that it is only told to who heard of it before.
    """

    key: str
    office: str
    what: Any
    ended: bool = False


class _Change(NamedTuple):
    """A change of dates, of one project or of all."""

    id: str
    obligation: str
    project: str
    reason: str
    undone: bool


class _Told(NamedTuple):
    """What somebody was told: of each thing the last key, with its place in time; and every thing a package to them ever spoke of."""

    last: dict[str, tuple[int, str]]
    heard: set[str]


_NEVER = (-1, "")
_Held: TypeAlias = Callable[[str, str, str], Dates]


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
    told = _told(reader, heirs)
    items = [item._replace(office=heirs.get(item.office, item.office)) for item in _items(reader)]
    accepted, held = _accepted(reader), _held(reader, programme, heirs)
    found = {}
    for station in stations(reader, programme, on):
        known = told[station.id], told[station.office]
        fresh = [item for item in items if item.office in ("", station.office) and _is_new(item, *known)]
        packages = [item for item in accepted if item.office == station.id and _is_new(item, *known)]
        found[station.id] = News(
            returned=_of(fresh, ReturnedForm),
            decisions=_of(fresh, Decision),
            queries=_of(fresh, Query),
            dates=_dates(_of(fresh, _Change), station.office, held),
            messages=_of(fresh, Message),
            accepted=_of(packages, Receipt),
            item_ids=tuple(item.key for item in (*fresh, *packages)),
        )
    return found


def _is_new(item: _Item, station: _Told, ended: _Told) -> bool:
    """Tell whether a station was not told of something as it stands now, neither itself nor one that it came after."""
    thing = item.key.partition(" ")[0]
    if item.ended and thing not in station.heard | ended.heard:
        return False
    return max(station.last.get(thing, _NEVER), ended.last.get(thing, _NEVER))[1] != item.key


def _of(items: Iterable[_Item], kind: type[Any]) -> tuple[Any, ...]:
    return tuple(item.what for item in items if isinstance(item.what, kind))


def _told(reader: Reader, heirs: dict[str, str]) -> dict[str, _Told]:
    """Return what each station was told, and under the key of each district what its stations were that are no longer registered."""
    told: dict[str, _Told] = defaultdict(lambda: _Told({}, set()))
    rows = reader.rows(
        "SELECT n.peer_id, n.item_id, q.office, q.state, p.state FROM sent_news n JOIN peer q ON q.id = n.peer_id"
        " JOIN sent_package p ON p.id = n.sent_package_id ORDER BY p.made_at, p.sequence, p.id"
    )
    for place, (peer, key, office, state, sent) in enumerate(rows):
        thing = key.partition(" ")[0]
        for who in [peer, heirs.get(office, office)] if state == PeerState.REVOKED else [peer]:
            told[who].heard.add(thing)
            if sent != SentState.WITHDRAWN:
                told[who].last[thing] = (place, key)
    return told


def _items(reader: Reader) -> list[_Item]:
    return [*_returned(reader), *_decisions(reader), *_queries(reader), *_changes(reader), *_messages(reader)]


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
        yield _Item(f"{id} closed" if closed else id, office, query, ended=bool(closed))


def _changes(reader: Reader) -> Iterable[_Item]:
    """Yield the changes of dates, those that were taken back too, in the order in which they were made."""
    for id, key, project, of, office, undone, reason in reader.rows(
        "SELECT c.id, c.obligation_id, c.project_id, p.office, c.office, c.undone_at IS NOT NULL, c.reason"
        " FROM obligation_change c LEFT JOIN project p ON p.id = c.project_id WHERE c.entity_id IS NULL ORDER BY c.obligation_id, c.seq"
    ):
        change = _Change(id, key, project or "", reason, bool(undone))
        yield _Item(f"{id} undone" if undone else id, of or office, change, ended=bool(undone))


def _dates(changes: Iterable[_Change], office: str, held: _Held) -> tuple[ChangedDates, ...]:
    """Return what a district is told of changes: once for an obligation, the dates that hold for it now, whatever led there."""
    last = {(change.obligation, change.project): change for change in changes}
    found = []
    for change in last.values():
        dates = held(office, change.obligation, change.project)
        if dates.due is not None:
            found.append(
                ChangedDates(
                    id=f"u{change.id[1:]}" if change.undone else change.id,
                    obligation=change.obligation,
                    due=dates.due,
                    reason=f"撤销改期：{change.reason}" if change.undone else change.reason,
                    on_time_until=dates.on_time_until,
                    locked=dates.locked,
                    unlocked=dates.locked is None,
                    project_ids=(change.project,) if change.project else (),
                )
            )
    return tuple(found)


def _held(reader: Reader, programme: Programme, heirs: dict[str, str]) -> _Held:
    """Return what says which dates hold for a district, an obligation and a project (empty: all of them)."""
    tasks = {task.key: task for task in effective(reader, programme)}
    own = {(heirs.get(office, office), key): dates for (office, key), dates in office_dates(reader).items()}

    def dates(office: str, key: str, project: str) -> Dates:
        task = tasks.get(key)
        if task is None:
            return Dates(None, None, None, None)
        return task.own.get(project) or own.get((office, key)) or dates_of(task.obligation)

    return dates


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
