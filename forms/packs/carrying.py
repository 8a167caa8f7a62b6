"""Taking what is filled in over from one definition of a form to another, so that nothing is dropped."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from forms.definition import Column, Field, Form, Input
from forms.field_types import FIELD_TYPES, TABLE, read_cell, show_cell
from forms.normalising import unparsed_text
from forms.packs.comparing import renames_between
from models.plain import Plain
from models.programme.pack import Programme

NOT_ANSWERED = frozenset({"attachment", "fixed", "auto", "signature"})
"""Field types that hold no answer."""

_ASIDE = ".kept"
"""Behind the key of an answer that a field of the same key cannot hold; no key of a field has a dot."""

_LONGEST_KEY = 60


class Carried(NamedTuple):
    """The answers of one document after it went over.

    Attributes:
        answers: Every answer by its key, those that no field shows any more included.
        keys: Key an answer had before to the one it has now, where they differ.
        changed: Keys (as they are now) of answers that were read anew.
        retired: Keys (as they are now) of answers that hold something and no field shows any more.
        unread: Keys of fields whose answer could not be read as their new type; it stands there as it was.
    """

    answers: dict[str, Plain]
    keys: dict[str, str]
    changed: frozenset[str]
    retired: tuple[str, ...]
    unread: tuple[str, ...]


def base_key(key: str) -> str:
    """Return the key of the field an answer was given to."""
    return key.removesuffix(_ASIDE)


def carry(
    old: Form | None,
    new: Form,
    answers: Mapping[str, Plain],
    facts: Mapping[str, Plain],
    before: Programme,
    after: Programme,
) -> Carried:
    """Take the answers of a document over to another definition of its form; nothing is stored.

    Args:
        old: The definition they were given in; ``None`` where it is not known any more.
        new: The definition they go over to.
        answers: Values by key, as they are stored.
        facts: The facts of its project (`forms.binding.read_facts`), for a field that was bound and is no longer.
        before: The pack of `old`.
        after: The pack of `new`.
    """
    renames = renames_between(old, new)
    fields = {field.key: field for field in new.fields()}
    known = {field.key: field for field in old.fields()} if old is not None else {}
    found: dict[str, Plain] = {}
    keys: dict[str, str] = {}
    changed: set[str] = set()
    retired: list[str] = []
    unread: list[str] = []
    # What stands under its own key comes first: an answer set aside earlier never takes its place.
    for key in sorted(answers, key=lambda key: (base_key(key) != key, renames.get(key, key) != key, key)):
        value, base = answers[key], base_key(key)
        target = renames.get(base, base)
        field, was = fields.get(target), known.get(base)
        if field is None or not holds(field, was, value, after) or found.get(target) is not None:
            now = key if field is None or target != base else base[: _LONGEST_KEY - len(_ASIDE)] + _ASIDE
            now = now if now not in found else key
            if value is not None:
                retired.append(now)
        else:
            now = target
            read = _read_anew(was, field, value, before, after)
            if read != value:
                changed.add(now)
                value = read
            if was is not None and was.type != field.type and unparsed_text(value) is not None:
                unread.append(now)
        found[now] = value
        if now != key:
            keys[key] = now
    for key, was in known.items():
        field = fields.get(renames.get(key, key))
        if field is None or not was.bind or field.bind or field.key in found or field.type in NOT_ANSWERED:
            continue
        value = _read_anew(was, field, facts.get(was.bind), before, after)
        if value is not None:
            found[field.key] = value
            changed.add(field.key)
    return Carried(found, keys, frozenset(changed), tuple(retired), tuple(unread))


def holds(field: Field, was: Field | None, value: Plain, programme: Programme) -> bool:
    """Tell whether a field can show an answer that was given to `was` (``None``: not known)."""
    if field.type in NOT_ANSWERED:
        return False
    if unparsed_text(value) is not None:
        return True
    if field.bind and (was is None or not was.bind):
        return value is None  # the fact is shown; an answer would stand before it
    return was is not None or not any(fault.code == "damaged" for fault in FIELD_TYPES[field.type].check(field, value, programme))


def lost_columns(field: Field, value: Plain) -> set[str]:
    """Return the keys of cells that no column of a table shows any more."""
    known = {"id", *(column.key for column in field.column)}
    rows = TABLE.rows(value)
    return {key for row in rows for key, cell in row.items() if key not in known and cell not in (None, "", [], {})}


def _read_anew(was: Field | None, field: Field, value: Plain, before: Programme, after: Programme) -> Plain:
    """Return an answer as the new field reads it; as it is where both read the same."""
    if was is None or value is None:
        return value
    if was.type == field.type == "table":
        return _read_rows(was, field, value, before, after)
    if _same(was, field) and unparsed_text(value) is None:
        return value
    return FIELD_TYPES[field.type].read(field, FIELD_TYPES[was.type].show(was, value, before), after)


def _read_rows(was: Field, field: Field, value: Plain, before: Programme, after: Programme) -> Plain:
    known = {column.key: column for column in was.column}
    pairs: list[tuple[Column, Column]] = []
    for column in field.column:
        held = known.get(column.key)
        if held is not None and not _same(held, column):
            pairs.append((held, column))
    if not pairs or not isinstance(value, list):
        return value
    return [_read_row(row, pairs, before, after) if isinstance(row, dict) else row for row in value]


def _read_row(row: dict[str, Plain], pairs: list[tuple[Column, Column]], before: Programme, after: Programme) -> Plain:
    read = {
        column.key: read_cell(column, show_cell(held, row[column.key], before), after)
        for held, column in pairs
        if row.get(column.key) is not None
    }
    return {**row, **read}


def _same(old: Input, new: Input) -> bool:
    """Whether two definitions of a field read the same text as the same value."""
    return (old.type, old.dictionary, old.decimals) == (new.type, new.dictionary, new.decimals)


def decoded(payload: str) -> Form:
    """Read a definition back as it was kept."""
    return msgspec.json.decode(payload, type=Form)
