"""Rules about how much is filled in and what is chosen."""

from collections.abc import Iterator

from forms.definition import Check
from forms.field_types import TABLE, Fault
from forms.scene import Scene, keys_of


def _count(check: Check, scene: Scene) -> int:
    """Return how many items, choices or filled rows a field holds."""
    value, field = scene.values.get(check.field), scene.fields[check.field]
    if field.type == "table":
        return len(TABLE.filled_rows(field, value))
    return len(value) if isinstance(value, list) else 0


def count_at_least(check: Check, scene: Scene) -> Iterator[Fault]:
    """A field that is not empty holds at least `value` rows, items or choices."""
    count = _count(check, scene)
    if count < int(check.value) and not scene.is_empty(check.field):
        yield scene.fault(check, count=count, limit=check.value)


def count_at_most(check: Check, scene: Scene) -> Iterator[Fault]:
    """A field holds at most `value` rows, items or choices."""
    count = _count(check, scene)
    if count > int(check.value):
        yield scene.fault(check, count=count, limit=check.value)


def filled_if_any(check: Check, scene: Scene) -> Iterator[Fault]:
    """The field is filled in when one of `fields` is."""
    filled = [key for key in check.fields if not scene.is_empty(key)]
    if filled and scene.is_empty(check.field):
        yield scene.fault(check, other=scene.fields[filled[0]].label)


def item_has_mark(check: Check, scene: Scene) -> Iterator[Fault]:
    """No chosen item bears the mark `value`; with level hint it may be good news rather than a fault."""
    dictionary = scene.fields[check.field].dictionary
    items = (scene.programme.item(dictionary, key) for key in keys_of(scene.values.get(check.field)))
    names = [item.name for item in items if item is not None and item.mark == check.value]
    if names:
        yield scene.fault(check, names="、".join(names))


def valid_on_form_date(check: Check, scene: Scene) -> Iterator[Fault]:
    """The district exists on the form's date."""
    code, day = scene.values.get(check.field), scene.form_day
    districts = {district.code: district for district in scene.programme.districts}
    if not isinstance(code, str) or code not in districts:
        return
    if code not in {district.code for district in scene.programme.districts_on(day)}:
        successor = districts.get(districts[code].successor)
        advice = f"，请改用{successor.name}" if successor else ""
        yield scene.fault(check, name=districts[code].name, advice=advice)


def core_indicator_per_area(check: Check, scene: Scene) -> Iterator[Fault]:
    """For each area chosen in the first of `fields`, the column names at least one core indicator (核心指标) of the pack."""
    rows = list(scene.rows(check.field))
    used = {key for row in rows for key in keys_of(row.cells.get(check.column))}
    covered = {area for indicator in scene.programme.indicators if indicator.core and indicator.key in used for area in indicator.areas}
    missing = [key for key in keys_of(scene.values.get(check.fields[0])) if key not in covered]
    if rows and missing:
        yield scene.fault(check, areas="、".join(scene.programme.item_name("pilot_area", key) for key in missing))
