"""Rules about texts, codes and names."""

import re
from collections.abc import Iterator

from forms.definition import Check
from forms.field_types import Fault
from forms.scene import Scene

_DIGIT = re.compile(r"[0-9０-９]")


def contains_digit(check: Check, scene: Scene) -> Iterator[Fault]:
    """The text contains a digit, because an aim must be measurable."""
    text = scene.values.get(check.field)
    if isinstance(text, str) and text.strip() and not _DIGIT.search(text):
        yield scene.fault(check)


def not_containing(check: Check, scene: Scene) -> Iterator[Fault]:
    """The text does not contain `value`."""
    text = scene.values.get(check.field)
    if isinstance(text, str) and check.value in text:
        yield scene.fault(check, value=check.value)


def differs_from(check: Check, scene: Scene) -> Iterator[Fault]:
    """The text, or each row's cell, differs from what the first of `fields` holds."""
    other = scene.values.get(check.fields[0])
    if not isinstance(other, str) or not other:
        return
    label = scene.fields[check.fields[0]].label
    if not check.column:
        if scene.values.get(check.field) == other:
            yield scene.fault(check, other=label, value=other)
        return
    for row in scene.rows(check.field):
        if row.cells.get(check.column) == other:
            yield scene.fault(check, row, other=label, value=other)


def unique_in_table(check: Check, scene: Scene) -> Iterator[Fault]:
    """No two rows hold the same text in the column."""
    first: dict[str, int] = {}
    for row in scene.rows(check.field):
        text = row.cells.get(check.column)
        if not isinstance(text, str) or not text:
            continue
        if text in first:
            yield scene.fault(check, row, value=text, other=first[text])
        else:
            first[text] = row.number


def no_duplicates_in_items(check: Check, scene: Scene) -> Iterator[Fault]:
    """No two items of a list are the same."""
    value = scene.values.get(check.field)
    items = [item.strip() for item in value if isinstance(item, str)] if isinstance(value, list) else []
    twice = [str(number) for number, item in enumerate(items, start=1) if item and item in items[: number - 1]]
    if twice:
        yield scene.fault(check, numbers="、".join(twice[:5]))


def code_prefix_matches_kind(check: Check, scene: Scene) -> Iterator[Fault]:
    """The credit code begins as the dictionary expects for the kind that the first of `fields` holds."""
    code, kind = scene.values.get(check.field), scene.values.get(check.fields[0])
    item = scene.programme.item(scene.fields[check.fields[0]].dictionary, kind) if isinstance(kind, str) else None
    if item is None or not item.prefixes or not isinstance(code, str) or not code:
        return
    if code[:2] not in item.prefixes:
        yield scene.fault(check, kind=item.name, prefix=code[:2], prefixes="、".join(item.prefixes))
