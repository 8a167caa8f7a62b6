"""Search over everything (搜索): one cached text for each thing, so that two Chinese characters are found while typing."""

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import NamedTuple

from models.changes import Changes, Kind
from models.plain import Plain
from models.reading import Reader
from models.things import THING_LABELS, Thing

BEFORE, AFTER = 12, 40
"""Characters shown before and after the place where the first word was found."""


class Hit(NamedTuple):
    """One thing found; `project_id` is empty for what belongs to no project, `snippet` shows where."""

    kind: Thing
    kind_label: str
    id: str
    project_id: str
    title: str
    snippet: str


class _Entry(NamedTuple):
    id: str
    project_id: str
    title: str
    text: str
    key: str


_LIVE = "JOIN project p ON p.id = x.project_id AND p.deleted_at IS NULL WHERE x.deleted_at IS NULL"
_SOURCES: dict[Thing, str] = {
    Thing.ENTITY: (
        "SELECT x.id, '', x.name, x.uscc, x.legal_rep, x.address, x.contact, x.mobile, x.tel, x.email, x.remark"
        " FROM pilot_entity x WHERE x.deleted_at IS NULL"
    ),
    Thing.PROJECT: (
        "SELECT p.id, p.id, p.title, p.number, e.name, p.officer FROM project p JOIN pilot_entity e ON e.id = p.entity_id"
        " WHERE p.deleted_at IS NULL"
    ),
    Thing.APPLICATION: (
        "SELECT p.id, p.id, p.title, w.value FROM answer w JOIN document a ON a.id = w.document_id"
        " JOIN project p ON p.id = a.id WHERE p.deleted_at IS NULL AND w.value IS NOT NULL"
    ),
    Thing.DOCUMENT: (
        "SELECT x.id, COALESCE(x.project_id, ''), x.title, COALESCE(w.value, 'null') FROM document x"
        " LEFT JOIN project p ON p.id = x.project_id LEFT JOIN answer w ON w.document_id = x.id"
        " WHERE x.deleted_at IS NULL AND p.deleted_at IS NULL AND (x.project_id IS NULL OR x.project_id <> x.id)"
    ),
    Thing.MILESTONE: f"SELECT x.id, x.project_id, p.title, x.title, x.note FROM milestone x {_LIVE}",
    Thing.PROGRESS: f"SELECT x.id, x.project_id, p.title, x.text FROM progress_entry x {_LIVE}",
    Thing.PROBLEM: f"SELECT x.id, x.project_id, p.title, x.text, x.resolution FROM problem x {_LIVE}",
    Thing.SUPPORT_REQUEST: f"SELECT x.id, x.project_id, p.title, x.text, x.addressed_to, x.answer FROM support_request x {_LIVE}",
    Thing.INDICATOR: f"SELECT x.id, x.project_id, p.title, x.name, x.counting_rule FROM project_indicator x {_LIVE}",
    Thing.EVIDENCE: f"SELECT x.id, x.project_id, p.title, x.title, x.file_name FROM evidence x {_LIVE}",
    Thing.OBLIGATION_RECORD: (
        "SELECT x.id, COALESCE(x.project_id, ''), COALESCE(p.title, ''), x.note FROM obligation_record x"
        " LEFT JOIN project p ON p.id = x.project_id WHERE x.deleted_at IS NULL AND p.deleted_at IS NULL AND x.note <> ''"
    ),
    Thing.AD_HOC_TASK: "SELECT x.id, '', x.title, x.sender, x.note FROM ad_hoc_task x WHERE x.deleted_at IS NULL",
}
_NAMED = frozenset({Thing.ENTITY, Thing.PROJECT, Thing.DOCUMENT, Thing.AD_HOC_TASK})
"""Things whose title is their own name, not that of their project."""
_STALE: dict[Kind, tuple[Thing, ...]] = {
    Kind.OFFICE: (),
    Kind.ENTITY: (Thing.ENTITY, Thing.PROJECT),
    Kind.PROJECT: tuple(thing for thing in _SOURCES if thing not in (Thing.ENTITY, Thing.AD_HOC_TASK)),
    Kind.DOCUMENT: (Thing.APPLICATION, Thing.DOCUMENT),
    Kind.TRACKING: (Thing.MILESTONE, Thing.PROGRESS, Thing.PROBLEM, Thing.SUPPORT_REQUEST),
    Kind.INDICATOR: (Thing.INDICATOR,),
    Kind.EVIDENCE: (Thing.EVIDENCE,),
    Kind.OBLIGATION: (Thing.OBLIGATION_RECORD, Thing.AD_HOC_TASK),
}


class _Shelf:
    """The entries of one kind; their texts stand in one long string, so that one scan in C finds the next one that matters."""

    def __init__(self) -> None:
        self.owned: dict[str, list[_Entry]] = {}
        self._entries: list[_Entry] = []
        self._starts: list[int] = []
        self._texts = ""

    def arrange(self) -> None:
        """Line the entries up anew."""
        self._entries = [entry for entries in self.owned.values() for entry in entries]
        self._starts = list(accumulate((len(entry.key) + 1 for entry in self._entries[:-1]), initial=0))
        self._texts = "\0".join(entry.key for entry in self._entries)

    def matching(self, words: list[str]) -> Iterator[_Entry]:
        """Yield the entries that hold all words."""
        rarest = max(words, key=len)
        place = self._texts.find(rarest)
        while place >= 0:
            number = bisect_right(self._starts, place) - 1
            entry = self._entries[number]
            if all(word in entry.key for word in words):
                yield entry
            place = self._texts.find(rarest, self._starts[number] + len(entry.key))


class SearchIndex:
    """The cached texts of one workspace; what a change made stale is read again by the next search."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._shelves = {thing: _Shelf() for thing in _SOURCES}
        self._stale: dict[Thing, set[str] | None] = dict.fromkeys(_SOURCES)

    def refresh(self, changes: Changes) -> None:
        """Note what an operation changed."""
        for thing in (thing for kind in changes.kinds for thing in _STALE.get(kind, ())):
            if thing is Thing.APPLICATION and changes.id and changes.kinds == {Kind.DOCUMENT} and not changes.project_ids:
                continue  # one document of the district: the many application forms need not be read again
            known = self._stale.get(thing, set())
            everything = known is None or not changes.project_ids or thing in (Thing.ENTITY, Thing.AD_HOC_TASK)
            self._stale[thing] = None if everything or known is None else known | changes.project_ids

    def find(self, text: str, limit: int = 20) -> list[Hit]:
        """Return what holds all words of `text`, grouped by kind, at most `limit` of each kind."""
        words = _key(text).split()
        if not words:
            return []
        self.prepare(self._reader)
        return [
            Hit(thing, THING_LABELS[thing], entry.id, entry.project_id, entry.title, _snippet(entry.text, words))
            for thing, shelf in self._shelves.items()
            for entry in islice(shelf.matching(words), limit)
        ]

    def prepare(self, reader: Reader) -> None:
        """Read what is stale; the first time takes a while with many projects, so a worker may do it with a reader of its own."""
        for thing, projects in self._stale.items():
            shelf = self._shelves[thing]
            if projects is None:
                shelf.owned.clear()
                _put(shelf, thing, reader.rows(_SOURCES[thing]))
            for project in projects or ():
                shelf.owned.pop(project, None)
                column = "p.id" if thing in (Thing.PROJECT, Thing.APPLICATION) else "x.project_id"
                _put(shelf, thing, reader.rows(f"{_SOURCES[thing]} AND {column} = :project", project=project))
            shelf.arrange()
        self._stale = {}


def _put(shelf: _Shelf, thing: Thing, rows: list[tuple[str, ...]]) -> None:
    if thing in (Thing.APPLICATION, Thing.DOCUMENT):
        rows = _joined_answers(rows)
    for id, project, title, *texts in rows:
        text = " ".join(part for part in texts if part)
        whole = text if thing not in _NAMED else f"{title} {text}"
        shelf.owned.setdefault(project, []).append(_Entry(id, project, title, text, _key(whole)))


def _key(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().replace("\0", " ")


def _joined_answers(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Make one row of all the answers of one document."""
    texts: dict[str, list[str]] = {}
    heads: dict[str, tuple[str, str]] = {}
    for id, project, title, value in rows:
        heads[id] = (project, title)
        texts.setdefault(id, []).extend(_words(json.loads(value)))
    return [(id, *heads[id], *found) for id, found in texts.items()]


def _words(value: Plain) -> Iterator[str]:
    """Yield the texts inside a plain value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _words(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name != "id":
                yield from _words(item)


def _snippet(text: str, words: list[str]) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    at = max(min((place for word in words if (place := plain.lower().find(word)) >= 0), default=0) - BEFORE, 0)
    cut = plain[at : at + BEFORE + AFTER]
    return ("…" if at else "") + cut + ("…" if at + BEFORE + AFTER < len(plain) else "")
