"""Checking a form: what is missing, wrong or doubtful, and how far it is filled in. Pure and fast: it runs at each save."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from forms.definition import Condition, Field, Form, Level, Section
from forms.field_types import FIELD_TYPES, Fault
from forms.field_types.base import named
from forms.finding import Finding
from forms.rules import RULES
from forms.scene import Scene, keys_of
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme


class Progress(NamedTuple):
    """How far a form or a section is filled in.

    Attributes:
        filled: Fields that hold something.
        applicable: Fields that apply and that somebody at the district fills in.
    """

    filled: int
    applicable: int


def _holds(condition: Condition, values: Mapping[str, Plain], programme: "Programme") -> bool:
    value = values.get(condition.field)
    if isinstance(value, dict) and isinstance(value.get("yes"), bool):
        value = "yes" if value["yes"] else "no"
    elif value is True:
        value = "yes"
    keys = keys_of(value)
    if not condition.class_of:
        return not set(condition.any_of).isdisjoint(keys)
    items = (programme.item(condition.dictionary, key) for key in keys)
    return any(item is not None and item.class_ == condition.class_of for item in items)


def applies(field: Field, values: Mapping[str, Plain], programme: "Programme") -> bool:
    """Tell whether a field applies; one that does not is neither checked nor printed."""
    return field.shown_when is None or _holds(field.shown_when, values, programme)


def required(field: Field, values: Mapping[str, Plain], programme: "Programme") -> bool:
    """Tell whether a field must be filled in before submitting; never for what nobody at the district fills in."""
    if not FIELD_TYPES[field.type].filled or field.filled_by == "city" or not applies(field, values, programme):
        return False
    return field.required or (field.required_when is not None and _holds(field.required_when, values, programme))


def check(form: Form, values: Mapping[str, Plain], programme: "Programme", on: date) -> list[Finding]:
    """Return all findings, in the order of the fields; those of rules after those of the field itself.

    Args:
        form: The definition.
        values: Plain values by field key, bound facts included; whatever they hold, this does not fail.
        programme: The pack.
        on: Today.
    """
    fields = {field.key: field for field in form.fields()}
    applicable = {key: values.get(key) for key, field in fields.items() if applies(field, values, programme)}
    scene = Scene(form, applicable, programme, on, fields)
    by_rule: dict[str, list[Fault]] = {}
    for entry in form.check:
        if entry.field in applicable:
            by_rule.setdefault(entry.field, []).extend(RULES[entry.rule](entry, scene))
    return [
        Finding(
            level=fault.level,
            code=fault.code,
            section=section.key,
            field=field.key,
            message=fault.message,
            accepted=fault.accepted,
            row=fault.row,
            column=fault.column,
            row_number=fault.row_number,
        )
        for section in form.section
        for field in section.field
        if field.key in applicable
        for fault in (*_field_faults(field, applicable[field.key], scene), *by_rule.get(field.key, ()))
    ]


def _field_faults(field: Field, value: Plain, scene: Scene) -> list[Fault]:
    kind = FIELD_TYPES[field.type]
    if not kind.filled:
        return []
    if not kind.is_empty(value):
        return list(kind.check(field, value, scene.programme))
    if not required(field, scene.values, scene.programme):
        return []
    message = f"请勾选{named(field.label)}。" if field.type == "pledge" else f"{named(field.label)}还没有填写。"
    return [Fault(Level.ERROR, "required", message, kind.accepted(field))]


def progress(form: Form, values: Mapping[str, Plain], programme: "Programme", section: Section | None = None) -> Progress:
    """Return how far the form, or one section of it, is filled in."""
    counted = [
        FIELD_TYPES[field.type].is_empty(values.get(field.key))
        for field in (section.field if section else form.fields())
        if FIELD_TYPES[field.type].filled and field.filled_by != "city" and applies(field, values, programme)
    ]
    return Progress(len(counted) - sum(counted), len(counted))
